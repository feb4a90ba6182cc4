"""One thing that reaches the store in the story: a file of a day, with what must become of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from data.store.batch import Counts


@dataclass(frozen=True)
class Delivery:
    """A file as somebody sent it.

    ``frame`` holds either the stored columns, typed (``written`` false), or text under the headers of a person's
    language, to be read as any upload (``written`` true). ``expected`` is what its commit must count and ``cells`` how
    many values must be refused while their rows are kept. ``withdraw`` is the reason why it is taken back,
    ``withdraw_at`` when.
    """

    known_at: datetime
    dataset: str
    name: str
    frame: pd.DataFrame
    expected: Counts
    written: bool = False
    cells: int = 0
    strangers: int = 0
    """Answers in it whose customer is not in the roster."""
    withdraw: str = ""
    withdraw_at: datetime | None = None


def clean(
    known_at: datetime, dataset: str, name: str, frame: pd.DataFrame, updated: int = 0, same: int = 0
) -> Delivery:
    """A delivery without faults: all its rows are new but those said to be updated or unchanged."""
    read = len(frame)
    counts = Counts(read=read, new=read - updated - same, updated=updated, unchanged=same)
    return Delivery(known_at, dataset, name, frame, counts)
