"""The brief: the sentence of the week and its parts, each a title and a table; page, text and mail are made of the
same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from analytics.alerts.answers import load_watch
from analytics.alerts.tables import news_title, table_holding
from analytics.behind import load_branch_names
from analytics.brief.due import MOST, grid_due, load_due, near, title_due
from analytics.brief.owed import grid_owed, load_owed, title_owed
from analytics.brief.standing import grid_areas, load_areas, title_areas
from analytics.coordination.numbers.actions import load_coordination
from analytics.frames import rows, text
from analytics.judging import load_judge
from analytics.marks import Cell, Grid
from analytics.meeting.editions import by_thing, compute_changes, grid_changes, load_told, went
from analytics.meeting.telling import numbers_grid, numbers_window
from analytics.periods import as_of_day, earlier, local_moment
from analytics.programme import load_overview
from analytics.readiness.numbers.gates import load_readiness
from analytics.scope import Scope
from analytics.standing import load_standing
from analytics.week import SCORES, waves_grid, waves_title, week_sentence
from data.language import Translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.meeting.editions import Change
    from data.store import Store

NAMED = 3
"""Numbers that a title names; the others are counted."""


@dataclass(frozen=True)
class Part:
    """A part of the brief: its finding and its lines; ``grid`` is none where there is nothing to list."""

    key: str
    head: str
    title: str
    grid: Grid | None = None


@dataclass(frozen=True)
class Brief:
    """The brief of a moment. ``sentence`` answers whether all is well; ``said`` are settings that do not hold."""

    title: str
    programme: str
    as_of: str
    sentence: str
    parts: tuple[Part, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Since:
    """What is compared with: an edition by its name, or a moment."""

    moment: datetime
    edition: str = ""

    def words(self, t: Translator) -> str:
        if self.edition:
            return t("brief.since.edition", name=self.edition)
        return t("brief.since.day", date=t.date(self.moment, year=True))


def since_of(store: Store, scope: Scope, edition: str = "") -> Since:
    """The edition that was asked for, else a week before. Refusal ``edition_unknown``."""
    from analytics.meeting.editions import edition_named

    if edition:
        return Since(edition_named(store, edition), edition)
    return Since(earlier(scope))


def load_since(store: Store, scope: Scope, since: Since, t: Translator) -> list[Change]:
    """What is another than at the moment that is compared with: added, changed and gone."""
    before = load_told(store, Scope(scope.rights, as_of=since.moment), t)
    return compute_changes(before, load_told(store, scope, t))


def title_changes(found: Sequence[Change], since: Since, t: Translator) -> str:
    """How many things changed, and which numbers are beyond their limit now that were not."""
    if not found:
        return t("brief.changed.nothing", since=since.words(t))
    things = by_thing(found, t)
    worse = [thing[0].name for thing in things if went(thing, "bad", t)]
    said = t("brief.changed.title", n=len(things), since=since.words(t))
    if not worse:
        return said
    more = [t("brief.changed.more", n=len(worse) - NAMED)] if len(worse) > NAMED else []
    return t("brief.changed.worse", said=said, names=t.listing([*worse[:NAMED], *more]))


def load_brief(store: Store, scope: Scope, t: Translator, since: Since | None = None) -> Brief:
    """The brief as of the scope's moment, with the rights of its reader."""
    scope = Scope(scope.rights, as_of=scope.as_of)
    names = load_branch_names(store, scope)
    t = Translator(t.lang, rounded=not scope.rights.row_level, branches=names)
    overview, watch, judge = load_overview(store, scope), load_watch(store, scope), load_judge(store, scope)
    scores = [load_standing(store, scope, one, judge) for one in SCORES]
    compared = since or since_of(store, scope)
    holding, changes, due = (
        table_holding(watch, t),
        load_since(store, scope, compared, t),
        near(load_due(store, scope, t), as_of_day(scope)),
    )
    areas, owed, decisions = load_areas(store, scope, t), load_owed(store, scope), grid_decisions(store, scope, t)
    ready = load_readiness(store, scope)
    waves = waves_grid(overview, names, t, ready) if overview.waves else None
    parts = [
        ("numbers", numbers_window(scores, t) or t("brief.numbers.nothing"), numbers_grid(scores, t)),
        ("areas", title_areas(areas, t), grid_areas(areas, t)),
        ("alerts", news_title(watch, t), holding.body if isinstance(holding.body, Grid) else None),
        ("changed", title_changes(changes, compared, t), grid_changes(changes, t) if changes else None),
        ("decisions", title_decisions(decisions, t), decisions if decisions.rows else None),
        ("waves", waves_title(overview, t), waves),
        ("due", title_due(due, scope, t), grid_due(due, scope, t) if due else None),
        ("owed", title_owed(owed, scope, t), grid_owed(owed, scope, t) if owed else None),
    ]
    return Brief(
        t("brief.title", n=overview.as_of.isocalendar().week),
        overview.parties(t),
        t("meeting.as_of", moment=t.moment(local_moment(scope))),
        week_sentence(overview, ready, watch, scores, t),
        tuple(Part(key, t(f"brief.part.{key}"), title, body) for key, title, body in parts),
        tuple(one.sentence(t) for one in judge.unreadable),
    )


def grid_decisions(store: Store, scope: Scope, t: Translator) -> Grid:
    """The decisions that are needed: not done, those past their day first, those without anybody to see to them
    marked."""
    own = load_coordination(store, scope).decisions
    own = own[own["state"].isin(("overdue", "open", "undated"))].sort_values(["due_on", "action"], na_position="last")
    heads = tuple(t(f"brief.decisions.{head}") for head in ("state", "decision", "owner", "due"))
    lines = []
    for row in rows(own):
        owner = text(row.owner)
        bad = row.state == "overdue" or not owner
        said = t(f"brief.decisions.{'nobody' if not owner else row.state}")
        name = f"{row.action} {text(row.title)}".strip()
        lines.append(
            (
                Cell(said, said, "bad" if bad else "none"),
                Cell(name, name),
                Cell(owner or "–", owner or None),
                Cell(
                    t.date(None if row.due_on is None or row.due_on != row.due_on else row.due_on, year=True),
                    row.due_on,
                ),
            )
        )
    return Grid(heads, ("state", "prose", "text", "date"), tuple(lines), shown=MOST)


def title_decisions(found: Grid, t: Translator) -> str:
    bad = sum(row[0].state == "bad" for row in found.rows)
    if not found.rows:
        return t("brief.decisions.none")
    return t("brief.decisions.title", n=len(found.rows), bad=t.number(bad))
