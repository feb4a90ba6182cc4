"""The pieces of a pack that no area declares: the programme at a glance, and the tiles of an area as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.alerts.answers import load_watch
from analytics.behind import load_branch_names
from analytics.judging import load_judge
from analytics.marks import Cell, Exhibit, Grid
from analytics.programme import load_overview
from analytics.readiness.numbers.gates import load_readiness
from analytics.standing import Standing, counts_of, load_standing, unit_of
from analytics.week import SCORES, counted_sentence, waves_grid, waves_title, week_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.catalogue import Area
    from analytics.marks.grid import Kind
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def week_exhibit(store: Store, scope: Scope, t: Translator) -> Exhibit:
    """The sentence of the week, and each wave with its plan, its day and where it stands."""
    overview, names = load_overview(store, scope), load_branch_names(store, scope)
    if not overview.waves:
        counted = counted_sentence(overview, t)
        return Exhibit.answer(counted, "") if counted else Exhibit.nothing(t("week.no_waves"), needs=("waves",))
    judge = load_judge(store, scope)
    scores = [load_standing(store, scope, one, judge) for one in SCORES]
    ready = load_readiness(store, scope)
    title = week_sentence(overview, ready, load_watch(store, scope), scores, t)
    return Exhibit(title, waves_title(overview, t), "", waves_grid(overview, names, t, ready))


def numbers_exhibit(store: Store, scope: Scope, area: Area, t: Translator) -> Exhibit:
    """The finding of an area, and its tiles: value, interval, limit and verdict as they stand on the page."""
    title = area.headline(store, scope, t)
    if not title:
        return Exhibit.nothing(t(f"plan.nothing.{area.name}"), needs=area.needs)
    judge = load_judge(store, scope)
    found = [load_standing(store, scope, metric, judge) for metric in area.tiles]
    return Exhibit(title, numbers_window(found, t), "", numbers_grid(found, t))


def numbers_window(found: Sequence[Standing], t: Translator) -> str:
    """Of which time the numbers are; '' where none is known."""
    windows = list(dict.fromkeys(one.reading.said_window(t) for one in found if one.reading.now.known))
    return t("meeting.numbers.subtitle", window=t.listing(windows)) if windows else ""


def numbers_grid(found: Sequence[Standing], t: Translator) -> Grid:
    """Tiles as a table: value, interval, limit and verdict as they stand on the page."""
    heads = ("state", "metric", "value", "unit", "basis", "change", "held", "verdict")
    kinds: tuple[Kind, ...] = ("state", "head", "number", "text", "text", "number", "text", "prose")
    return Grid(tuple(t(f"meeting.column.{head}") for head in heads), kinds, tuple(_row(one, t) for one in found))


def _row(one: Standing, t: Translator) -> tuple[Cell, ...]:
    """A tile in cells: what is written on it, and in a file the number in its unit."""
    reading, metric = one.reading, one.passport
    now, factor = reading.now, 100 if metric.unit == "share" else 1
    unit, basis = unit_of(reading, t), counts_of(reading, t)
    if metric.sampled:
        basis = [*basis, metric.write_interval(now.low, now.high, t)]
    change = None if reading.change is None else round(reading.change * factor, metric.digits)
    value = None if now.value is None else round(now.value * factor, metric.digits)
    said = " · ".join(part for part in (*basis, *(fact.write(t) for fact in now.said)) if part)
    held, words = one.limit(t), one.words(t)
    state = t(f"meeting.state.{one.state}")
    return (
        Cell(state, state, one.state),
        Cell(metric.title(t), metric.title(t)),
        Cell(reading.written(t), value),
        Cell(unit, now.currency or unit),
        Cell(said or "–", said),
        Cell(metric.write_change(reading.change, t, now.currency), change),
        Cell(held or "–", held),
        Cell(words, words),
    )
