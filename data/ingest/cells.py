"""Values as a reader library hands them over, as the texts a grid holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from data.ingest.workbook import Grid, grid_of_table


def text_of(value: Any) -> str | None:
    """A value as text: whole numbers without a point, moments in ISO, durations as h:mm:ss; null where empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def grid_of_rows(rows: Sequence[Sequence[str | None]], errors: Iterable[tuple[int, int, str]] = ()) -> Grid:
    """A grid of rows of texts, which need not be equally long. Row 0 is row 1 of the sheet."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return Grid((), 0)
    columns = [pa.array([row[at] if at < len(row) else None for row in rows], pa.string()) for at in range(width)]
    return grid_of_table(pa.table(columns, names=[str(at) for at in range(width)]), errors=tuple(errors))
