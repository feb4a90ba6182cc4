"""Day and month of a sheet's dates, told by what the days mean: what has happened lies before today, and nothing ends
before it begins. Read the wrong way round, some would."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from data.clock import today
from data.datasets import Dataset
from data.ingest.dates import Order
from data.ingest.layout import Layout
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.recognition.order import DATED, earlier_and_later
from data.ingest.timestamps import to_timestamps
from data.ingest.workbook import Sheet

ENOUGH = 3
"""Rows that cannot be, read the one way, before the other is taken without a question: two may be slips of the hand."""
MOST_LOOKED_AT = 5000
ORDERS: tuple[Order, ...] = ("dmy", "mdy")


def order_by_days(
    sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, asked: set[int | None]
) -> Order | None:
    """The order in which every row is possible, where in the other one some rows are not; ``None`` where the days do
    not tell. ``asked`` are the places of the columns whose order is open: one order holds for all of them."""
    impossible = {order: _impossible(sheet, layout, dataset, mapping, asked, order) for order in ORDERS}
    for order, other in (ORDERS, ORDERS[::-1]):
        if impossible[order] == 0 and impossible[other] >= ENOUGH:
            return order
    return None


def _impossible(
    sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, asked: set[int | None], order: Order
) -> int:
    """Rows that end before they begin, or tell as done what lies ahead, where the open columns are read in
    ``order``."""
    days = {
        line.field: _days(sheet, layout, line, order if line.index in asked else line.order)
        for line in mapping.columns
        if line.field and line.index is not None and dataset.by_name[line.field].type in DATED
    }
    open_fields = {line.field for line in mapping.columns if line.index in asked}
    if not days:
        return 0
    bad = np.zeros(len(next(iter(days.values()))), dtype=bool)
    end = np.datetime64(datetime.combine(today(), datetime.min.time()) + timedelta(days=2), "us")
    for name, moments in days.items():
        if name in open_fields and dataset.by_name[name].past:
            bad |= moments >= end  # a day is left for zones
    for earlier, later in earlier_and_later(dataset.name):
        if earlier in days and later in days and {earlier, later} & open_fields:
            bad |= days[later] < days[earlier]
    return int(bad.sum())


def _days(sheet: Sheet, layout: Layout, line: ColumnMapping, order: Order | None) -> np.ndarray:
    """The first cells of a column as days, NaT where one names none; by day, so that a time of the day tells
    nothing."""
    assert line.index is not None
    encoded = sheet.grid.encoded(line.index, layout.first_row).slice(0, MOST_LOOKED_AT)
    moments: pa.Array = to_timestamps(encoded.dictionary, order).take(encoded.indices)
    return moments.to_numpy(zero_copy_only=False).astype("datetime64[D]").astype("datetime64[us]")
