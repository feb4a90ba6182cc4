"""Whether a sheet is read as it stands or with the columns that stand across spread, and what has to be asked for
that."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from data.clock import today
from data.datasets import Dataset
from data.ingest.across import Across, chosen, find_across, label, measures
from data.ingest.headers import HeaderChange
from data.ingest.layout import Layout
from data.ingest.long import CELLS, long_sheet
from data.ingest.mapping import Mapping, Spread
from data.ingest.nested import may_nest
from data.ingest.periods import read_period
from data.ingest.platforms import detect
from data.ingest.questions import Question
from data.ingest.wording import plain
from data.ingest.workbook import Grid, Sheet, Workbook
from data.problems import Refusal

AS_IT_STANDS: Literal["as_it_stands"] = "as_it_stands"
Wanted = Spread | Literal["as_it_stands"] | None


@dataclass(frozen=True)
class Wide:
    """A sheet with columns that stand across: as it is laid out, how they were found, and how they are read."""

    layout: Layout
    found: Across | None
    how: Spread
    across: Across

    @property
    def key(self) -> str:
        return self.across.key

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the headers may be taken for: W3 is a wave or a week, and anything may be a text."""
        found = self.found.kind if self.found else "text"
        return tuple(dict.fromkeys((found, *(("wave", "week") if found in ("wave", "week") else ()), "text")))

    def grid(self, book: Workbook, sheet: str) -> Grid:
        """The cells as they are after spreading, with one row of headers."""
        return long_sheet(book.sheet(sheet) or Sheet(sheet), self.across, self.how).grid

    @property
    def columns(self) -> dict[str, bool]:
        """The columns of the sheet by what they are called here, and whether they stand across."""
        spread = {cell.column.index for cell in self.across.cells}
        return {label(column): column.index in spread for column in self.layout.columns if column.header}

    def spreading(self, headers: Sequence[str], kind: str) -> Spread:
        """How to spread these columns instead."""
        own = [label(cell.column) for cell in self.found.cells] if self.found else []
        given = {
            "kind": kind,
            "left": [header for header in own if header not in headers],
            "added": [header for header in headers if header not in own],
        }
        return self.how.model_copy(update=given)


def look(book: Workbook, sheet: Sheet, layout: Layout, wanted: Wanted, remembered: Dict[str, str]) -> Wide | None:
    """The sheet spread as wanted, as last time, or as it is guessed; None where it is read as it stands."""
    if wanted == AS_IT_STANDS or layout.platform != "table":
        return None
    found = find_across(layout, sheet.grid)
    how = wanted
    if how is None and found is not None:
        kept = remembered.get(found.key)
        how = Mapping.from_json(kept).spread if kept is not None else None
        how = how.model_copy(deep=True) if how is not None else found.guess()
    if how is None:
        return None
    across = chosen(found, layout, how)
    if across is None:
        return None
    if across.kind != "state" or not may_nest(sheet.grid, across):
        how = how.model_copy(update={"nested": None})
    # A year in the titles or names holds for this file; that of the last file says nothing about it.
    stated = _stated_year(book, sheet, layout)
    if across.needs_year and (wanted is None or how.year is None):
        how = how.model_copy(update={"year": stated or today().year})
    return Wide(layout, found, how, across)


def spread_sheet(sheet: Sheet, mapping: Mapping) -> Sheet:
    """The sheet as ``mapping`` reads it. Refusal mapping_does_not_fit where it spreads columns that are not there."""
    if mapping.spread is None or sheet.is_empty:
        return sheet
    layout = detect(sheet.grid)
    across = layout and chosen(find_across(layout, sheet.grid), layout, mapping.spread)
    if not across:
        raise Refusal("mapping_does_not_fit", where=", ".join(mapping.spread.headers[:3]))
    return long_sheet(sheet, across, mapping.spread)


def long_of(sheet: Sheet, wide: Wide) -> Sheet:
    return long_sheet(sheet, wide.across, wide.how)


def change_of(wide: Wide, named: Layout, before: Mapping, key: str) -> HeaderChange | None:
    """What came and went since the last file: periods, and columns of the long form (a further kind of amount in rows
    that say what they hold); None where all is the same."""
    periods = _difference(wide.across.headers, before.spread.headers if before.spread else [])
    further = _difference([column.header for column in named.columns], [line.header for line in before.columns])
    fields = {line.header: line.field or "" for line in before.columns}
    new = (*periods[0], *further[0])
    gone = tuple((header, fields.get(header, "")) for header in (*periods[1], *further[1]))
    same = len(wide.across.headers) - len(periods[0])
    return HeaderChange(key, new, gone, same, not any(further)) if new or gone else None


def _difference(now: Sequence[str], then: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headers of now that were not there then, and those of then that are not there now."""
    known, here = set(map(plain, then)), set(map(plain, now))
    return tuple(one for one in now if plain(one) not in known), tuple(one for one in then if plain(one) not in here)


def measure_named(book: Workbook, sheet: Sheet, layout: Layout) -> str:
    """What the cells are, where the sheet's name, a title or the file's name says it and says nothing else: 预算."""
    for text in (sheet.name, *layout.titles, book.name.rsplit(".", 1)[0]):
        folded = plain(text)
        found = {name for name in measures() if len(name) > (3 if name.isascii() else 1) and name in folded}
        found = {name for name in found if not any(name != other and name in other for other in found)}
        if len(found) == 1:
            return found.pop()
    return ""


def spread_questions(wide: Wide, book: Workbook, sheet: Sheet, dataset: Dataset, mapping: Mapping) -> list[Question]:
    """The year of months that name none, the first day of numbered weeks, whether states lie apart, and what the cells
    are."""
    asked: list[Question] = []
    headers = wide.across.headers
    if wide.across.needs_year and _stated_year(book, sheet, wide.layout) is None and wide.how.year is not None:
        year = wide.how.year
        years = tuple(str(one) for one in (year - 1, year, year + 1))
        asked.append(Question("across_year", "across_year", years, {"column": headers[0]}, guess=str(year)))
    if wide.across.needs_first:
        asked.append(Question("across_first", "across_first", (), {"column": headers[0]}, free=True))
    if wide.across.kind == "state" and wide.how.nested is None and may_nest(sheet.grid, wide.across):
        shown = {"column": wide.across.cells[0].column.header, "other": wide.across.cells[1].column.header}
        asked.append(Question("across_nested", "across_nested", ("nested", "apart"), shown))
    unnamed = next((line for line in mapping.columns if line.header in CELLS and line.field is None), None)
    if unnamed is not None:
        taken = {line.field for line in mapping.columns}
        left = [field for field in dataset.fields if field.name not in taken]
        free = [field for field in left if field.type == "decimal"]
        free = free or [field for field in left if field.type in ("number", "integer")]
        if free:
            params = {"dataset": dataset.name, "n": len(headers)}
            asked.append(
                Question("across_cells", "across_cells", tuple(f.name for f in free), params, column=unnamed.index)
            )
    return asked


def with_named_cells(layout: Layout, name: str) -> Layout:
    """``layout`` with the name of its cells tried before the general word."""
    columns = tuple(replace(c, names=(name, *c.names)) if name and c.header in CELLS else c for c in layout.columns)
    return replace(layout, columns=columns)


def _stated_year(book: Workbook, sheet: Sheet, layout: Layout) -> int | None:
    for text in (*layout.titles, sheet.name, book.name):
        for at in range(len(text) - 3):
            period = (
                read_period(text[at : at + 4])
                if not text[at - 1 : at].isdigit() and not text[at + 4 : at + 5].isdigit()
                else None
            )
            if period is not None and period.kind == "year":
                return period.year
    return None
