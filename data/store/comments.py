"""Comments on what an edition shows: who said what of a piece, and when. They are kept beside the edition and never
changed but for who is erased; its numbers are not touched. What identifies a person is taken out before they are
kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.clock import now
from data.problems import Refusal
from data.store.editions import may_make
from data.store.scrubbing import scrubbed, without

if TYPE_CHECKING:
    import duckdb

    from data.access import Rights
    from data.store.store import Store

COMMENTS = """
    create table if not exists edition_comments (edition varchar, piece varchar, who varchar, said_at timestamp,
      words varchar)
"""
LONGEST = 1000
"""Letters of a comment."""


@dataclass(frozen=True)
class Comment:
    """What was said of a ``piece`` of an edition; '' for the edition as a whole."""

    edition: str
    piece: str
    who: str
    said_at: datetime
    words: str


def create_comments(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(COMMENTS)


def read_comments(store: Store, edition: str, rights: Rights) -> list[Comment]:
    """The comments of an edition, the earliest first; none for readers of a part of the programme, as no comment can be
    cut to it."""
    if not rights.sees_all:
        return []
    with store._cursor() as cursor:
        found = cursor.execute(
            "select edition, piece, who, said_at, words from edition_comments where edition = $edition order by"
            " said_at, piece",
            {"edition": edition},
        ).fetchall()
    return [Comment(*row) for row in found]


def add_comment(store: Store, edition: str, piece: str, words: str, rights: Rights) -> Comment:
    """Keep a comment; who said it is in the audit log. Refusals: ``not_allowed``, ``edition_unknown``,
    ``comment_empty``."""
    if not may_make(rights):
        raise Refusal("not_allowed", where="comment")
    if store.editions.moment(edition) is None:
        raise Refusal(
            "edition_unknown", where=edition, allowed=", ".join(one.name for one in store.editions.all()) or "–"
        )
    said = scrubbed(words.strip())
    if not said or len(said) > LONGEST:
        raise Refusal("comment_empty", longest=LONGEST)
    found = Comment(edition, piece, rights.user, now(), said)
    with store._writing_batch() as cursor:
        cursor.execute("begin")
        cursor.execute(
            "insert into edition_comments values ($edition, $piece, $who, $said_at, $words)",
            {name: getattr(found, name) for name in ("edition", "piece", "who", "said_at", "words")},
        )
        cursor.execute("commit")
    store.audit("comment", rights, edition=edition, piece=piece)
    return found


def comments_naming(cursor: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> list[Comment]:
    """The comments that name a customer by one of ``names``, as a word of its own."""
    found = cursor.execute(
        "select edition, piece, who, said_at, words from edition_comments order by said_at"
    ).fetchall()
    return [one for row in found if without((one := Comment(*row)).words, names) != one.words]


def forget_in_comments(cursor: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> int:
    """Take ``names`` out of every comment, inside the caller's transaction; how many comments named one."""
    found = comments_naming(cursor, names)
    for one in found:
        cursor.execute(
            "update edition_comments set words = $new where edition = $edition and said_at = $said_at and words ="
            " $words",
            {"new": without(one.words, names), "edition": one.edition, "said_at": one.said_at, "words": one.words},
        )
    return len(found)
