"""What a mark says without being seen: the range of its values as sentences, and its values as a grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.marks.grid import Cell, Grid
from analytics.marks.kinds import (
    Bars,
    Distribution,
    Dots,
    Exhibit,
    Facets,
    Gantt,
    Heat,
    Limit,
    Line,
    Lines,
    Multiples,
    Picture,
    Series,
    Tornado,
    Value,
    Waterfall,
)
from analytics.marks.maps import table_of_map
from analytics.marks.units import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.marks.kinds import Look, Mark, Tone
    from data.language import Translator

SPOKEN = 4
"""Series whose range is said; of more only how many there are."""


def alt_of(exhibit: Exhibit, t: Translator) -> str:
    """The alternative text: the finding, then each series with its lowest and highest value and where they are."""
    body = exhibit.body
    if body is None or isinstance(body, Grid):
        return exhibit.title
    said = ranges(body, t)
    return t.sentences(t("mark.alt", title=exhibit.title.rstrip("。.")), *said) if said else exhibit.title


def clauses(t: Translator, *texts: str) -> str:
    """What is found side by side in one headline; empty ones are left out: ``a; b`` · ``a；b``."""
    return ("；" if t.lang == "zh" else "; ").join(text for text in texts if text)


def calm(t: Translator, said: str, n: int, undated: int) -> str:
    """A finding that nothing of ``n`` is late: where not everything has a day it says so, and where nothing has one
    that is all it says."""
    if not undated:
        return said
    return t("undated.all", n=n) if undated >= n else clauses(t, said, t("undated.some", n=undated))


def leading(most: int, said: Sequence[tuple[str, bool]]) -> list[str]:
    """What a headline names, in its order: all that a tile beside it shows (``True``), and of the rest so much as
    leaves it at ``most``."""
    found = [(text, tiled) for text, tiled in said if text]
    room, kept = most - sum(tiled for _, tiled in found), []
    for text, tiled in found:
        if tiled or room > 0:
            kept.append(text)
            room -= not tiled
    return kept


def ranges(mark: Mark, t: Translator) -> list[str]:
    """A sentence a series with its range; the limit that the values are held against."""
    match mark:
        case Bars() | Dots():
            said = [
                _range(series.name, list(zip(mark.names, series.values, strict=True)), mark.unit, t)
                for series in mark.series
            ]
            said += [t("mark.say.log")] if isinstance(mark, Dots) and mark.log else []
            limits: tuple[Limit, ...] = (mark.limit,) if mark.limit else ()
        case Lines():
            looked_at = [line for line in mark.series if line.weight != "thin"] or list(mark.series)
            said = [_line_range(mark, line, t) for line in looked_at]
            limits = mark.limits
        case Multiples():
            return [t.sentences(*ranges(panel.lines, t)) for panel in mark.panels[:SPOKEN]]
        case Facets():
            ends = [(facet.name, last_of(facet.lines)) for facet in mark.facets]
            return [_range(t("mark.last"), ends, mark.facets[0].lines.unit, t)] if ends else []
        case Heat():
            cells = [
                (f"{down} · {across}", value)
                for down, row in zip(mark.down, mark.values, strict=True)
                for across, value in zip(mark.across, row, strict=True)
            ]
            said, limits = [_range(mark.of or t("mark.value"), cells, mark.unit, t)], ()
        case Waterfall():
            changes: list[tuple[str, Value]] = [(step.name, step.value) for step in mark.steps if not step.total]
            said = [_range(mark.of or t("mark.change"), changes, mark.unit, t, change=True)]
            said += [
                t("mark.say.limit", name=step.name, value=mark.label(step, t)) for step in mark.steps if step.total
            ]
            limits = ()
        case Distribution():
            written = [(spot.name, _outcome(mark, spot.at, t)) for spot in mark.spots]
            return [t("mark.say.limit", name=name, value=value) for name, value in written]
        case Tornado():
            said, limits = [_swing(mark, at, t) for at in range(len(mark.swings))], (mark.base,)
        case Gantt():
            return [
                t("mark.say.limit", name=row.name, value=_days(row.start, row.finish, t)) for row in mark.rows[:SPOKEN]
            ]
        case Picture():
            return [t("mark.say.rows", n=len(mark.frame))]
    found = [one for one in said if one][:SPOKEN]
    return found + [
        t("mark.say.limit", name=limit.name, value=mark.unit.short(limit.value, t)) for limit in limits[:SPOKEN]
    ]


def _outcome(mark: Distribution, at: Any, t: Translator) -> str:
    """An outcome of a distribution in words."""
    return t.date(at, year=True) if mark.dated else mark.unit.write(float(at), t)


def _days(start: date, finish: date, t: Translator) -> str:
    """The days of a task in words; one day stands alone."""
    if start >= finish:
        return t.date(finish, year=True)
    return t("mark.between", low=t.date(start, year=True), high=t.date(finish, year=True))


def _swing(mark: Tornado, at: int, t: Translator) -> str:
    swing = mark.swings[at]
    (low_at, low), (high_at, high) = swing.ends
    return t(
        "mark.say.range",
        name=swing.name,
        low=mark.unit.write(low, t),
        low_at=low_at,
        high=mark.unit.write(high, t),
        high_at=high_at,
    )


def _range(name: str, found: list[tuple[str, Value]], unit: Unit, t: Translator, *, change: bool = False) -> str:
    write = unit.change if change else unit.write
    known = [(label, value) for label, value in found if value is not None]
    if not known:
        return ""
    (low_at, low), (high_at, high) = min(known, key=lambda one: one[1]), max(known, key=lambda one: one[1])
    if len(known) == 1 or low == high:
        where = low_at if len(known) == 1 else t("mark.say.all", n=len(known))
        return t("mark.say.one", name=name, value=write(low, t), at=where)
    return t("mark.say.range", name=name, low=write(low, t), low_at=low_at, high=write(high, t), high_at=high_at)


def place(mark: Lines, x: Any, t: Translator) -> str:
    """A place of the axis in words."""
    if mark.dated:
        return t.date(pd.Timestamp(x), year=True)
    return t("mark.place", along=mark.along, value=t.number(float(x), 0, sign=mark.step is not None))


def _line_range(mark: Lines, line: Line, t: Translator) -> str:
    return _range(line.name, [(place(mark, x, t), y) for x, y in zip(line.x, line.y, strict=True)], mark.unit, t)


def table_of(body: Mark | Grid, t: Translator) -> Grid:
    """The values of a chart as a grid, rounded as they are shown, with units in the headers."""
    match body:
        case Grid():
            return body
        case Bars() | Dots():
            return _categories(body, t)
        case Lines():
            return _places(body, t)
        case Multiples():
            return _panels(body, t)
        case Facets():
            return _facets(body, t)
        case Heat():
            return table_of_map(body, t)
        case Waterfall():
            return _steps(body, t)
        case Distribution():
            return _outcomes(body, t)
        case Tornado():
            return _swings(body, t)
        case Gantt():
            return _stretches(body, t)
        case Picture():
            frame = body.frame
            kinds = ["number" if pd.api.types.is_numeric_dtype(frame[column]) else "text" for column in frame.columns]
            cells = tuple(tuple(_plain(value, t) for value in row) for row in frame.itertuples(index=False))
            return Grid(tuple(str(column) for column in frame.columns), tuple(kinds), cells)  # type: ignore[arg-type]


def _plain(value: object, t: Translator) -> Cell:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return Cell("–")
    if isinstance(value, bool | str):
        return Cell(str(value), value)
    if isinstance(value, int | float):
        digits = 0 if float(value).is_integer() else 3
        return Cell(t.number(float(value), digits), round(float(value), 3) if digits else int(value))
    if isinstance(value, pd.Timestamp):
        return Cell(t.date(value, year=True), value.date())
    return Cell(str(value), value)


def number(value: Value, unit: Unit, t: Translator) -> Cell:
    """A value as a cell: its words on screen, its rounded number in a file."""
    return Cell(unit.write(value, t), unit.exported(value))


def _categories(mark: Bars | Dots, t: Translator) -> Grid:
    columns: list[tuple[str, list[Cell]]] = []
    size = len(mark.names)
    for series in mark.series:
        columns.append((mark.unit.head(series.name, t), [number(value, mark.unit, t) for value in series.values]))
        bounds = _intervals(series, mark.unit, t)
        if isinstance(mark, Dots) and mark.apart:  # of several intervals each says whose it is
            bounds = [(f"{series.name} · {head}", cells) for head, cells in bounds]
        columns += bounds
    if isinstance(mark, Bars):
        if mark.whole:
            columns.append((t("mark.whole"), [number(value, mark.unit, t) for value in mark.whole]))
        if mark.targets is not None:
            columns.append(
                (mark.unit.head(mark.targets.name, t), [number(value, mark.unit, t) for value in mark.targets.values])
            )
    rows = tuple((Cell(mark.names[at], mark.names[at]), *(cells[at] for _, cells in columns)) for at in range(size))
    heads = (mark.of or t("mark.of"), *(head for head, _ in columns))
    return Grid(heads, ("head", *("number" for _ in columns)), rows)  # type: ignore[arg-type]


def _steps(mark: Waterfall, t: Translator) -> Grid:
    """Each step, and what all of them up to it give."""
    rows = tuple(
        (
            Cell(step.name, step.name),
            Cell(mark.label(step, t), mark.unit.exported(step.value)),
            number(end, mark.unit, t),
        )
        for step, (_, end) in zip(mark.steps, mark.spans, strict=True)
    )
    heads = (mark.of or t("mark.of"), mark.unit.head(t("mark.change"), t), mark.unit.head(t("mark.sum"), t))
    return Grid(heads, ("head", "number", "number"), rows)


def _outcomes(mark: Distribution, t: Translator) -> Grid:
    """Where each step of the outcomes begins and ends, and the share of the trials in it."""

    def cell(edge: Any) -> Cell:
        return Cell(t.date(edge, year=True), edge) if mark.dated else number(edge, mark.unit, t)

    share = Unit("share", 1)
    rows = tuple(
        (cell(mark.edges[at]), cell(mark.edges[at + 1]), number(value, share, t))
        for at, value in enumerate(mark.shares)
    )
    ends = [t(f"mark.{end}", name=mark.along) for end in ("from", "to")]
    heads = (*(ends if mark.dated else [mark.unit.head(one, t) for one in ends]), share.head(t("mark.trials"), t))
    return Grid(heads, ("date", "date", "number") if mark.dated else ("number", "number", "number"), rows)


def _stretches(mark: Gantt, t: Translator) -> Grid:
    """Each task with its days, those of the baseline and what stands at its end."""

    def cell(day: date | None) -> Cell:
        return Cell("–" if day is None else t.date(day, year=True), day)

    rows = tuple(
        (
            Cell(row.name, row.name),
            cell(None if row.stone else row.start),
            cell(row.finish),
            *(cell(row.planned[side] if row.planned and (side or not row.stone) else None) for side in (0, 1)),
            Cell(row.end, row.end),
        )
        for row in mark.rows
    )
    heads = (
        mark.of,
        t("mark.begins"),
        t("mark.ends"),
        *(f"{mark.baseline}: {t(f'mark.{end}')}" for end in ("begins", "ends")),
        t("mark.late"),
    )
    return Grid(heads, ("head", "date", "date", "date", "date", "number"), rows)


def _swings(mark: Tornado, t: Translator) -> Grid:
    """Each input with the words of its ends and the result there, the worse end first."""
    rows = []
    for swing in mark.swings:
        (worse, low), (better, high) = swing.ends
        rows.append(
            (
                Cell(swing.name, swing.name),
                Cell(worse, worse),
                number(low, mark.unit, t),
                Cell(better, better),
                number(high, mark.unit, t),
            )
        )
    heads = (
        mark.of or t("mark.of"),
        t("mark.worse"),
        mark.unit.head(t("mark.result.worse"), t),
        t("mark.better"),
        mark.unit.head(t("mark.result.better"), t),
    )
    return Grid(heads, ("head", "number", "number", "number", "number"), tuple(rows))


def _intervals(series: Series, unit: Unit, t: Translator) -> list[tuple[str, list[Cell]]]:
    found = []
    for key, part in (("low", series.lows), ("high", series.highs)):
        if part:
            found.append((unit.head(t(f"mark.{key}"), t), [number(value, unit, t) for value in part]))
    if series.n:
        found.append((t("mark.n"), [Cell(t.count(value), t.told(value)) for value in series.n]))
    return found


def looked_at(mark: Lines) -> tuple[Value, ...]:
    """The values that are known of the line that is looked at: the first one that is no thin one beside it."""
    lines = [*(line for line in mark.series if line.weight != "thin"), *mark.series]
    return tuple(value for value in lines[0].y if value is not None) if lines else ()


def last_of(mark: Lines) -> Value:
    """The last value that is known of the line that is looked at."""
    return next(reversed(looked_at(mark)), None)


def _facets(mark: Facets, t: Translator) -> Grid:
    """A row a facet and place."""
    tables = [_places(facet.lines, t) for facet in mark.facets]
    rows = [
        (Cell(facet.name, facet.name), *row)
        for facet, table in zip(mark.facets, tables, strict=True)
        for row in table.rows
    ]
    heads, kinds = tables[0].heads if tables else (), tables[0].kinds if tables else ()
    return Grid(
        (mark.of or t("mark.of"), *heads), ("head", *("text" if one == "head" else one for one in kinds)), tuple(rows)
    )


def _places(mark: Lines, t: Translator) -> Grid:
    """A row a place and series: lines need not share their places."""
    banded = any(line.lows for line in mark.series)
    heads = [mark.along, t("mark.series"), mark.unit.head(t("mark.value"), t)]
    heads += [mark.unit.head(t(f"mark.{key}"), t) for key in ("low", "high")] if banded else []
    counted = any(line.n for line in mark.series)
    heads += [t("mark.n")] if counted else []
    told, dated = any(line.hovers for line in mark.series), mark.dated
    rows = []
    for line in mark.series:
        for at, (x, y) in enumerate(zip(line.x, line.y, strict=True)):
            where = (
                Cell(t.date(pd.Timestamp(x), year=True), pd.Timestamp(x).date())
                if dated
                else Cell(t.number(float(x)), x)
            )
            cells = [where, Cell(line.name, line.name), number(y, mark.unit, t)]
            if banded:
                cells += [number(part[at] if part else None, mark.unit, t) for part in (line.lows, line.highs)]
            if counted:
                count = line.n[at] if line.n else None
                cells.append(Cell(t.count(count), None if count is None else t.told(count)))
            if told:
                said = line.hovers[at].replace("<br>", " · ") if line.hovers else ""
                cells.append(Cell(said, said) if said else Cell("–"))
            rows.append(tuple(cells))
    kinds = ("text", "head", *("number" for _ in heads[2:]), *(("prose",) if told else ()))
    return Grid((*heads, *([t("mark.detail")] if told else [])), kinds, tuple(rows))


def _panels(mark: Multiples, t: Translator) -> Grid:
    """The places of each small chart, one chart after the other."""
    grids = [_places(panel.lines, t) for panel in mark.panels]
    rows = tuple(
        (Cell(bare(panel.name), bare(panel.name)), *row)
        for panel, one in zip(mark.panels, grids, strict=True)
        for row in one.rows
    )
    heads, kinds = (grids[0].heads, grids[0].kinds) if grids else ((), ())
    return Grid((t("mark.of"), *heads), ("head", *kinds), rows)


def bare(text: str) -> str:
    """A label without its bold marks and line breaks."""
    return text.replace("<b>", "").replace("</b>", "").replace("<br>", " ")


def frame_of(found: Grid) -> pd.DataFrame:
    """A grid as the frame of a file. Two headers that are alike are told apart by a number."""
    names: list[str] = []
    for head in found.units or found.heads:
        twins = names.count(head) + sum(name.startswith(f"{head} (") for name in names)
        names.append(f"{head} ({twins + 1})" if twins else head)
    return pd.DataFrame([[cell.value for cell in row] for row in found.rows], columns=names, dtype=object)


@dataclass(frozen=True)
class Swatch:
    """One entry of the key below a chart: the name of a series and how it is drawn."""

    name: str
    shape: Literal["bar", "dot", "diamond", "tick", "ring"]
    tone: Tone
    look: Look = "solid"


def key_of(mark: Mark, t: Translator) -> tuple[Swatch, ...]:
    """What a line under the chart has to name: several series, targets, values before, kinds of dots."""
    match mark:
        case Bars():
            many = mark.series if len(mark.series) > 1 else ()
            found = [Swatch(series.name, "bar", series.tone, series.look) for series in many]
            found += [Swatch(mark.targets.name, "tick", "accent")] if mark.targets is not None else []
            found += [Swatch(mark.earlier.name, "ring", "prior", "outlined")] if mark.earlier is not None else []
        case Dots():
            many = mark.series if len(mark.series) > 1 else ()
            found = [Swatch(series.name, "dot", series.tone, series.look) for series in many]
        case Lines():
            dots = [line for line in mark.series if line.kind == "dots" and line.x]
            found = [Swatch(line.name, "diamond" if line.tone == "bad" else "dot", line.tone) for line in dots]
        case Multiples():
            found = list(dict.fromkeys(one for panel in mark.panels for one in key_of(panel.lines, t)))
        case Waterfall():
            ahead = [step for step in mark.steps if step.look == "hatched"]
            found = [Swatch(t("mark.forecast"), "bar", ahead[0].tone, "hatched")] if ahead else []
        case Tornado():
            found = [Swatch(t("mark.worse"), "bar", "actual", "outlined"), Swatch(t("mark.better"), "bar", "actual")]
        case Gantt():
            drawn = [row for row in mark.rows if not row.stone]
            found = [Swatch(t("mark.done"), "bar", "actual")] if any(row.until for row in drawn) else []
            found += [Swatch(t("mark.forecast"), "bar", "actual", "hatched")] if drawn else []
            found += [Swatch(mark.baseline, "bar", "prior", "outlined")] if any(row.planned for row in drawn) else []
        case Heat():
            found = [Swatch(mark.waits, "bar", "no_data", "hatched")] if any(map(any, mark.waiting)) else []
        case Distribution() | Facets() | Picture():
            found = []
    return tuple(found)
