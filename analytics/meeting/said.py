"""What was said of an edition – comments, and the actions of its meeting –, and what the meeting was told beside what
is known now of the same weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.coordination.numbers.actions import load_coordination
from analytics.frames import rows, text
from analytics.judging import load_judge
from analytics.marks import Cell, Grid
from analytics.meeting.choosing import offered
from analytics.meeting.editions import edition_named
from analytics.metrics import METRICS
from analytics.scope import Scope
from analytics.standing import load_standing
from data import clock
from data.store.comments import read_comments

if TYPE_CHECKING:
    from data.access import Rights
    from data.language import Translator
    from data.store import Store


@dataclass(frozen=True)
class Known:
    """A number that the meeting was told, and what is known now of the same weeks."""

    metric: str
    window: str
    told: str
    known: str


def load_known(store: Store, rights: Rights, edition: str, t: Translator) -> list[Known]:
    """The numbers of a window of time whose value, by what came in after the meeting, is another than the meeting was
    told; by what was known then they were as told. Refusal ``edition_unknown``."""
    moment, found = edition_named(store, edition), []
    then, now = Scope(rights, as_of=moment), Scope(rights)
    judges = load_judge(store, then), load_judge(store, now)
    for metric in METRICS:
        told = load_standing(store, then, metric, judges[0]).reading
        if told.window is None or not told.now.known or not told.metric.sampled:
            continue
        same = load_standing(store, now.but(start=told.window.start, end=told.window.end), metric, judges[1]).reading
        if same.now.known and same.written(t) != told.written(t):
            found.append(Known(told.metric.title(t), told.said_window(t), told.written(t), same.written(t)))
    return found


def grid_known(found: list[Known], t: Translator) -> Grid:
    heads = tuple(t(f"said.known.{one}") for one in ("metric", "window", "told", "known"))
    lines = tuple(tuple(Cell(words, words) for words in (one.metric, one.window, one.told, one.known)) for one in found)
    return Grid(heads, ("head", "text", "text", "text"), lines)


def grid_actions(store: Store, scope: Scope, edition: str, t: Translator) -> Grid:
    """The decisions and actions of the meeting that an edition is named after, with owner and day."""
    own = load_coordination(store, scope).actions
    own = own[own["meeting"] == edition]
    heads = tuple(t(f"said.actions.{one}") for one in ("kind", "name", "owner", "due", "done"))
    lines = []
    for row in rows(own):
        kind = t(f"coordination.kind.{row.kind}") if text(row.kind) else "–"
        name, owner = f"{row.action} {text(row.title)}".strip(), text(row.owner) or text(row.department)
        days = [None if one is None or one != one else one for one in (row.due_on, row.done_on)]
        lines.append(
            (
                Cell(kind, kind),
                Cell(name, name),
                Cell(owner or "–", owner),
                *(Cell(t.date(day, year=True), day) for day in days),
            )
        )
    return Grid(heads, ("text", "prose", "text", "date", "date"), tuple(lines))


def grid_comments(store: Store, rights: Rights, edition: str, t: Translator) -> Grid:
    """The comments of an edition, for those who may read them."""
    heads = tuple(t(f"said.comments.{one}") for one in ("piece", "who", "at", "words"))
    lines = []
    for one in read_comments(store, edition, rights):
        pick = offered().get(one.piece)
        piece, at = pick.words(t) if pick else t("said.whole"), t.moment(clock.local(one.said_at))
        lines.append((Cell(piece, one.piece), Cell(one.who, one.who), Cell(at, at), Cell(one.words, one.words)))
    return Grid(heads, ("head", "text", "text", "prose"), tuple(lines))
