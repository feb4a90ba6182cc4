"""What stands in place of a chart: on a phone a list where it is wider than that, everywhere a table where drawing it
shows nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analytics.marks.grid import Cell, Grid
from analytics.marks.kinds import Bars, Dots, Facets, Gantt, Heat, Line, Lines, Multiples, Tornado, Waterfall
from analytics.marks.maps import table_of_map
from analytics.marks.words import bare, last_of, looked_at, number, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.marks.kinds import Mark, Stretch, Swing
    from analytics.marks.units import Unit
    from data.language import Translator


FEW_COUNTED = 10
"""Fewer in all are read faster than drawn."""
LONGEST_END = 20
"""Letters at the end of a row beside which a phone has no room for dots."""


def is_listed(mark: Mark) -> bool:
    """Whether a drawing says no more than its numbers: one value only, the same value everywhere, or a handful that is
    counted."""
    if isinstance(mark, Lines):
        return sum(value is not None for line in mark.series for value in line.y) == 1
    if not isinstance(mark, Bars | Dots) or not mark.names:
        return False
    known = [[value for value in series.values if value is not None] for series in mark.series]
    if isinstance(mark, Bars) and mark.unit.kind == "count" and mark.targets is None and mark.earlier is None:
        stacked = [sum(values) for values in known]
        if sum(stacked) < FEW_COUNTED:
            return True
    none = (None, 0.0) if isinstance(mark, Bars) else (None,)
    places = sum(any(series.values[at] not in none for series in mark.series) for at in range(len(mark.names)))
    if places < 2:
        return len(mark.names) > 1
    return len(mark.series) == 1 and len(set(known[0])) == 1


def listed(mark: Mark | Grid, t: Translator) -> Grid:
    """The table of a mark; of a line that :func:`is_listed` only what is known."""
    if isinstance(mark, Lines) and is_listed(mark):
        mark = replace(mark, series=tuple(_known(line) for line in mark.series))
    return table_of(mark, t)


def _known(line: Line) -> Line:
    """The line without the points of which nothing is known."""
    at = [place for place, value in enumerate(line.y) if value is not None]

    def of(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(values[one] for one in at) if values else ()

    return replace(
        line,
        x=of(line.x),
        y=of(line.y),
        lows=of(line.lows),
        highs=of(line.highs),
        hovers=of(line.hovers),
        n=of(line.n),
        ids=of(line.ids),
    )


def narrow_of(mark: Mark, t: Translator) -> Grid | None:
    """The list of a mark whose parts stand side by side; none where the drawing itself fits."""
    match mark:
        case Facets():
            return _facets(mark, t)
        case Multiples():
            lines = [(panel.name, panel.lines) for panel in mark.panels]
            rows = [(said(name), number(last_of(one), one.unit, t), _span(one, t)) for name, one in lines]
            return _listed((t("mark.of"), t("mark.last"), t("mark.range")), rows)
        case Gantt():
            return _listed(
                (mark.of, t("mark.when"), t("mark.late")),
                [(said(row.name), said(_when(row, t)), said(row.end)) for row in mark.rows],
            )
        case Tornado():
            heads = (mark.of or t("mark.of"), t("mark.worse"), t("mark.better"))
            return _listed(heads, [_ends(swing, mark.unit, t) for swing in mark.swings])
        case Waterfall():
            return table_of(mark, t)
        case Heat():
            return table_of_map(mark, t)
        case Dots() if any(len(bare(end)) > LONGEST_END for end in mark.ends) and not any(
            one.lows for one in mark.series
        ):
            over = (mark.of or t("mark.of"), " → ".join(one.name for one in mark.series))
            pairs = tuple((said(name), said(end)) for name, end in zip(mark.names, mark.ends, strict=True))
            return Grid(over, ("head", "text"), pairs)
        case _:
            return None


def _facets(mark: Facets, t: Translator) -> Grid:
    rows = [
        (said(one.name), said(one.said), number(last_of(one.lines), one.lines.unit, t), _span(one.lines, t))
        for one in mark.facets
    ]
    heads = (mark.of or t("mark.of"), "", t("mark.last"), t("mark.range"))
    return Grid(heads, ("head", "text", "number", "number"), tuple(rows))


def _ends(swing: Swing, unit: Unit, t: Translator) -> tuple[Cell, ...]:
    """An input, and what comes out at its worse and at its better end."""
    worse, better = (said(t("mark.swing", words=words, value=unit.write(value, t))) for words, value in swing.ends)
    return said(swing.name), worse, better


def said(text: str) -> Cell:
    """Words as they stand in a list."""
    plain = bare(text)
    return Cell(plain, plain)


def _listed(heads: tuple[str, ...], rows: Sequence[tuple[Cell, ...]]) -> Grid:
    return Grid(heads, ("head", "text", "text"), tuple(rows))


def _span(mark: Lines, t: Translator) -> Cell:
    """From the lowest to the highest value of the line that is looked at."""
    known = [value for value in looked_at(mark) if value is not None]
    if not known:
        return Cell("–")
    low, high = mark.unit.write(min(known), t), mark.unit.write(max(known), t)
    return said(low if low == high else t("mark.between", low=low, high=high))


def _when(row: Stretch, t: Translator) -> str:
    """The days of a task; a milestone has one."""
    if row.stone or row.start >= row.finish:
        return t.date(row.finish, year=True)
    same = row.start.year == row.finish.year
    return t("mark.between", low=t.date(row.start, year=not same), high=t.date(row.finish, year=True))
