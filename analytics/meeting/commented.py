"""Comments in words, as they stand at the foot of a piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import clock

if TYPE_CHECKING:
    from data.language import Translator
    from data.store.comments import Comment


def said_of(comments: list[Comment], piece: str, t: Translator) -> str:
    """What was said of a piece, one after the other; '' where nothing was."""
    return " · ".join(_words(one, t) for one in comments if one.piece == piece)


def _words(one: Comment, t: Translator) -> str:
    return t("said.comment", who=one.who, date=t.date(clock.local(one.said_at), year=True), words=one.words)
