"""What the tables of the risk page share: where a row was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.marks import Column, Exhibit, grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.language import Translator

SHOWN = 12


def place_of(places: dict[int, str], row_id: Any, t: Translator) -> str:
    """File, sheet and row, or that it was made on screen; '' where that is not for this reader."""
    if pd.isna(row_id) or int(row_id) not in places:
        return ""
    return places[int(row_id)] or t("records.batches.screen")


def placed(
    title: str,
    subtitle: str,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    places: dict[int, str],
    t: Translator,
    note: str = "",
) -> Exhibit:
    """A table of rows; the last column says where each was read, for readers who may know."""
    told = frame.assign(place=[place_of(places, row_id, t) for row_id in frame["row_id"]])
    shown = (*columns, *((Column("place", "prose"),) if places else ()))
    return Exhibit(title, subtitle, note, grid(told, shown, "risk.head", t, SHOWN))
