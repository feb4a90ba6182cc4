"""A map of values as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.marks.grid import Cell, Grid

if TYPE_CHECKING:
    from analytics.marks.grid import Kind
    from analytics.marks.kinds import Heat
    from data.language import Translator


def table_of_map(mark: Heat, t: Translator) -> Grid:
    """A row for each of ``down``; a cell that cannot be known yet says so, and is empty in a file."""

    def cell(row: int, column: int) -> Cell:
        value = mark.values[row][column]
        return (
            Cell(mark.waits)
            if mark.is_waiting(row, column)
            else Cell(mark.unit.write(value, t), mark.unit.exported(value))
        )

    lines = tuple(
        (Cell(name, name), *(cell(row, column) for column in range(len(mark.across))))
        for row, name in enumerate(mark.down)
    )
    numbers: list[Kind] = ["number"] * len(mark.across)
    return Grid((mark.of or t("mark.of"), *mark.across), ("head", *numbers), lines)
