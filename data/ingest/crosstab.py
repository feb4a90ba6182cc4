"""Sheets with a column a period, turned into rows of one period each, so that they are read as any other file.

What stands where is said by a :class:`Crosstab`, which is kept as JSON like any mapping; it is never guessed.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from data.ingest.values import amount
from data.ingest.workbook import Grid, Sheet, Workbook, column_number
from data.problems import Refusal


class Block(BaseModel):
    """One table of the workbook. Rows as Excel counts, columns by their letters, both ends included.

    ``measure`` is the field of the dataset the cells become. ``holds`` says what they are: ``amounts`` of the period,
    or ``shares`` of the amount in ``total`` that were reached by the end of the period (an empty cell before another
    keeps the share before it).
    """

    model_config = ConfigDict(extra="forbid")

    sheet: str
    rows: tuple[int, int]
    label: str
    periods: tuple[str, str]
    measure: str
    holds: Literal["amounts", "shares"] = "amounts"
    total: str = ""


class Crosstab(BaseModel):
    """A workbook with periods across: its tables, the first day of the first period and the days of a period."""

    model_config = ConfigDict(extra="forbid")

    label: str
    """Header of the column that takes the labels: a name of a field, as a file would write it."""
    first: date
    days: int = 7
    blocks: list[Block]


def unpivot(book: Workbook, how: Crosstab) -> Workbook:
    """The same file as one sheet of rows: period, label, and a column a measure. Refuses a sheet that is not there."""
    cells: dict[tuple[int, str], dict[str, str]] = {}
    measures = list(dict.fromkeys(block.measure for block in how.blocks))
    for block in how.blocks:
        sheet = book.sheet(block.sheet)
        if sheet is None:
            raise Refusal("sheet_unknown", where=block.sheet, sheets=", ".join(one.name for one in book.sheets))
        for label, values in _rows(sheet.grid, block):
            for at, value in enumerate(values):
                if value is not None:
                    cells.setdefault((at, label), {})[block.measure] = repr(value)
    header = ["period", how.label, *measures]
    lines = [header]
    for (at, label), found in sorted(cells.items()):
        day = how.first + timedelta(days=how.days * at)
        lines.append([day.isoformat(), label, *(found.get(measure, "") for measure in measures)])
    columns = tuple(pa.array([line[at] or None for line in lines], pa.string()) for at in range(len(header)))
    grid = Grid(columns, len(lines))
    digest = hashlib.sha256(f"{book.sha256}{how.model_dump_json()}".encode()).hexdigest()
    return Workbook(book.name, digest, "csv", (Sheet(book.name.rsplit(".", 1)[0], load=lambda: grid),))


def _rows(grid: Grid, block: Block) -> list[tuple[str, list[float | None]]]:
    first, last = (column_number(letters) for letters in block.periods)
    found = []
    for row in range(block.rows[0], block.rows[1] + 1):
        label = _cell(grid, row, column_number(block.label))
        if not label:
            continue
        values = [_number(_cell(grid, row, column)) for column in range(first, last + 1)]
        if block.holds == "shares":
            whole = _number(_cell(grid, row, column_number(block.total))) or 0.0
            values = _steps(values, whole)
        found.append((label, values))
    return found


def _steps(shares: list[float | None], whole: float) -> list[float | None]:
    """Cumulated shares as the amounts of each period; nothing after the last share stated."""
    reached, found = 0.0, []
    known = max((at for at, share in enumerate(shares) if share is not None), default=-1)
    for at, share in enumerate(shares):
        now = reached if share is None else share
        found.append((now - reached) * whole if at <= known else None)
        reached = now
    return found


def _cell(grid: Grid, row: int, column: int) -> str:
    at = column - grid.first_column
    if not 0 <= at < len(grid.columns) or row > grid.height:
        return ""
    return (grid.columns[at][row - 1].as_py() or "").strip()


def _number(text: str) -> float | None:
    read = amount(text) if text else None
    return None if read is None else read[0]
