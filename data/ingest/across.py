"""Sheets with periods, waves or states of customers across: which columns those are, and the same cells as one row a
period.

A guess is only made where headers name periods or states by themselves and numbers stand under them; the page says so,
and the reader may spread other columns or read the sheet as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from data.datasets import DATASETS
from data.datasets.declaration import Choice
from data.ingest.layout import Column, Layout
from data.ingest.mapping import Spread, fingerprint
from data.ingest.periods import Period, as_months, read_period
from data.ingest.values import amount, is_missing, pointed
from data.ingest.wording import TOTALS, plain
from data.ingest.workbook import Grid

_TOTALS = TOTALS | {
    plain(word)
    for word in ("全年", "累计", "年度合计", "全年合计", "ytd", "full year", "year to date", "row total", "year total")
}
_LOOKED_AT = 200
_NUMBERS = 0.6
_MOST_MEASURES = 6
_FEWEST_STATES = 3
_COUNTED = re.compile(r"^(?:(?:number|no)of)?(?:customers|accounts)?|(?:customers|accounts|客户数|户数|数)$")
"""What a header says beside the state: *Customers moved*, 已转移户数."""
_AROUND = " _-/()（）:：\n"


@dataclass(frozen=True)
class Cell:
    """A column that stands across: the period in its header, and what its cells are where the header says it."""

    column: Column
    period: Period | None
    measure: str = ""
    state: str = ""
    """The state of customers in its header, as the dataset of counts calls it."""

    @property
    def heading(self) -> str:
        """The period as the file writes it."""
        if self.state:
            return self.state
        own, group = self.column.names[0] if self.column.names else self.column.header, self.column.group
        if self.period is None or not self.measure:
            return own
        if read_period(own) is not None:
            return own if group == self.measure else f"{group} {own}"
        if group and read_period(group) is not None:
            return group
        return own.replace(self.measure, "").strip(_AROUND)


@dataclass(frozen=True)
class Across:
    """The columns of a sheet that stand across, by their headers. ``key`` is the same for next month's file."""

    layout: Layout
    kind: str
    cells: tuple[Cell, ...]
    rest: tuple[Column, ...]
    by: Column | None
    key: str

    @property
    def headers(self) -> list[str]:
        """What stands across, a period once."""
        return list(dict.fromkeys(cell.heading for cell in self.cells))

    @property
    def needs_year(self) -> bool:
        return any(
            cell.period is not None and self.kind in ("month", "quarter") and cell.period.year is None
            for cell in self.cells[:1]
        )

    @property
    def needs_first(self) -> bool:
        return any(cell.period is not None and self.kind == "week" and cell.period.year is None for cell in self.cells)

    def guess(self) -> Spread:
        return Spread(kind=self.kind, headers=self.headers, by=self.by.header if self.by else "")  # type: ignore[arg-type]


@lru_cache(maxsize=4)
def measures(types: tuple[str, ...] = ("decimal", "number")) -> frozenset[str]:
    """Every name of a field of numbers, for comparing."""
    fields = (field for dataset in DATASETS.values() for field in dataset.fields if field.type in types)
    return frozenset(plain(name) for field in fields for name in (field.name, field.en, field.zh, *field.synonyms))


def find_across(layout: Layout, grid: Grid) -> Across | None:
    """The columns that stand across, or ``None`` where the headers name no periods and no states, or no numbers stand
    under them."""
    if layout.platform != "table":
        return None
    return _periods(layout, grid) or _states(layout, grid)


def _periods(layout: Layout, grid: Grid) -> Across | None:
    found = [cell for column in layout.columns if column.header and (cell := _read(column)) is not None]
    kinds = Counter(cell.period.kind for cell in found if cell.period)
    if not kinds:
        return None
    kind = max(kinds, key=lambda one: kinds[one])
    cells = _as_months([cell for cell in found if cell.period and cell.period.kind == kind])
    kind = cells[0].period.kind if cells[0].period else kind
    periods = {cell.period for cell in cells}
    sure = kind != "wave" and all(cell.period and (cell.period.year or cell.period.day) for cell in cells)
    places = {(cell.period, plain(cell.measure)) for cell in cells}
    if len(periods) < (2 if sure or any(cell.measure for cell in cells) else 3) or len(places) < len(cells):
        return None
    if not _hold_numbers(grid, layout, cells):
        return None
    other = {cell.column.index for cell in found}
    rest = tuple(c for c in layout.columns if c.header and c.index not in other and not _is_total(c))
    by = None if any(cell.measure for cell in cells) else _by(grid, layout, rest)
    key = fingerprint(
        f"across:{kind}", [*(column.header for column in rest), "", *sorted({cell.measure for cell in cells})]
    )
    return Across(layout, kind, tuple(cells), rest, by, key)


@lru_cache(maxsize=1)
def _state_words() -> dict[str, Choice]:
    """Every word for a state of customers, for comparing."""
    state = DATASETS["progress"].by_name["state"]
    return {plain(word): one for one in state.choices for word in (one.en, one.zh, *one.synonyms)}


def _states(layout: Layout, grid: Grid) -> Across | None:
    """Counts of customers with a column a state: *Branch, Told, Consented, Moved, Failed*. Two such headers may be
    fields of anything; three of which each names another state are no accident."""
    cells, chinese = [], any(not column.header.isascii() for column in layout.columns)
    count = DATASETS["progress"].by_name["customers"]
    for column in layout.columns:
        own = plain(column.names[0] if column.names else column.header)
        found = _state_words().get(own) or _state_words().get(_COUNTED.sub("", own))
        if found is not None:
            label_ = found.zh if chinese else found.en
            cells.append(Cell(column, None, count.zh if chinese else count.en, label_))
    if (
        len(cells) < _FEWEST_STATES
        or len({cell.state for cell in cells}) < len(cells)
        or not _hold_numbers(grid, layout, cells)
    ):
        return None
    taken = {cell.column.index for cell in cells}
    rest = tuple(c for c in layout.columns if c.header and c.index not in taken and not _is_total(c))
    return Across(layout, "state", tuple(cells), rest, None, fingerprint("across:state", [c.header for c in rest]))


def chosen(guess: Across | None, layout: Layout, how: Spread) -> Across | None:
    """The columns that ``how`` spreads in this file; ``None`` where it has none of them."""
    left, added = set(map(plain, how.left)), set(map(plain, how.added))
    cells = [_told(cell, how) for cell in guess.cells if plain(label(cell.column)) not in left] if guess else []
    taken = {cell.column.index for cell in cells}
    more = [c for c in layout.columns if plain(label(c)) in added and c.index not in taken]
    cells = sorted([*cells, *(Cell(column, None) for column in more)], key=lambda cell: cell.column.index)
    if not cells:
        return None
    taken = {cell.column.index for cell in cells}
    stay = {c.index for c in guess.rest} if guess else {c.index for c in layout.columns if c.header}
    stay -= {c.index for c in layout.columns if plain(label(c)) in left}
    rest = tuple(c for c in layout.columns if c.index in stay - taken)
    by = next((c for c in rest if how.by and plain(c.header) == plain(how.by)), None)
    return Across(layout, how.kind, tuple(cells), rest, by, guess.key if guess else fingerprint("across", how.added))


def label(column: Column) -> str:
    """What a column is called among those that stand across: with its group, where it has one."""
    return f"{column.group} · {column.names[0]}" if column.group and column.names else column.header


def _told(cell: Cell, how: Spread) -> Cell:
    """The cell with the reader's word for what its header names: W3 is a wave or a week, a month may be mere text."""
    period = cell.period
    if how.kind == "text":
        return replace(cell, period=None, state="")
    if period is not None and (period.kind, how.kind) == ("wave", "week"):
        return replace(cell, period=Period("week", int(period.wave[1:])))
    if period is not None and (period.kind, how.kind) == ("week", "wave"):
        return replace(cell, period=Period("wave", wave=f"W{period.number}"))
    return cell


def _read(column: Column) -> Cell | None:
    own, group = column.names[0] if column.names else column.header, column.group
    if _is_total(column):
        return None
    mine, above = read_period(own), read_period(group) if group else None
    if mine is not None and above is not None and above.kind == "year" and mine.kind in ("month", "quarter", "week"):
        return Cell(column, replace(mine, year=mine.year or above.year))
    if above is not None and mine is None:
        return Cell(column, above, own)
    if mine is not None:
        year = next(
            (y for part in (group[:5], group[:4], group[-4:]) if (y := read_period(part)) and y.kind == "year"), None
        )
        if group and year is not None and mine.year is None:
            return Cell(column, replace(mine, year=year.year), group.replace(str(year.year), "").strip("年 -_"))
        return Cell(column, mine, group if plain(group) in measures() else "")
    return _together(column, own)


def _together(column: Column, own: str) -> Cell | None:
    """A header with the period and the measure in it: ``1月预算``, ``Budget Jan-26``."""
    if len(own) > 30:
        return None
    for at in range(1, len(own)):
        first, second = own[:at].strip(_AROUND), own[at:].strip(_AROUND)
        for name, measure in ((first, second), (second, first)):
            if plain(measure) in measures() and (period := read_period(name)) is not None:
                return Cell(column, period, measure)
    return None


def _is_total(column: Column) -> bool:
    return any(plain(text) in _TOTALS for text in (*column.names[:1], column.group) if text)


def _as_months(cells: list[Cell]) -> list[Cell]:
    unique = list(dict.fromkeys(cell.period for cell in cells if cell.period))
    months = dict(zip(unique, as_months(unique), strict=True))
    return [replace(cell, period=months[cell.period]) if cell.period else cell for cell in cells]


def _hold_numbers(grid: Grid, layout: Layout, cells: list[Cell]) -> bool:
    texts: list[str] = []
    for cell in cells:
        part = grid.encoded(cell.column.index, layout.first_row).dictionary.slice(0, _LOOKED_AT)
        texts += [text for text in part.to_pylist() if text and not is_missing(text)]
    return bool(texts) and sum(amount(text) is not None for text in pointed(texts)) >= _NUMBERS * len(texts)


def _by(grid: Grid, layout: Layout, rest: tuple[Column, ...]) -> Column | None:
    """The column that says in each row what it holds: all its words are names of amounts."""
    for column in rest:
        words = [text for text in grid.encoded(column.index, layout.first_row).dictionary.to_pylist() if text]
        known = [word for word in words if plain(word) in measures()]
        if 1 < len(known) <= _MOST_MEASURES and len(known) >= 0.7 * len(words):
            return column
    return None
