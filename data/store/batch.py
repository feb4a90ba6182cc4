"""What goes into the store and what comes back: a prepared file, its preview, its receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from data.problems import Issue

Progress = Callable[[str, float], None]
"""Called with a step (a code of the catalogue, ``progress.<step>``) and the share done, 0 to 1."""


@dataclass(frozen=True)
class Source:
    """Where rows come from: a file by name and SHA-256, or an edit on screen. The file itself is never kept."""

    name: str
    sha256: str = ""
    kind: Literal["file", "screen"] = "file"


@dataclass(frozen=True)
class Prepared:
    """Rows of one dataset read, mapped and validated, not yet known to the store.

    ``table`` has the columns of ``Dataset.columns`` in their Arrow types, and ``_sheet`` (text) and ``_row`` (int32, as
    Excel counts). Customer ids are still as written: the store brings them to one form and hashes them.
    ``ignored`` counts rows that are not data (totals, notes, blanks, previews) by issue code; ``rejected`` lists the
    places of rows that were refused, so that they can be handed back; both kinds also have an :class:`Issue`.
    ``mapping`` is the mapping used, as JSON, remembered with the batch. ``complete`` says that a register file is the
    whole register: keys missing from it end.
    """

    dataset: str
    source: Source
    table: pa.Table
    issues: tuple[Issue, ...] = ()
    ignored: dict[str, int] = field(default_factory=dict)
    rejected: tuple[tuple[str, int], ...] = ()
    mapping: str = ""
    fingerprint: str = ""
    complete: bool = False
    snapshot_date: datetime | None = None

    @property
    def read(self) -> int:
        return self.table.num_rows + sum(self.ignored.values()) + len(self.rejected)


@dataclass(frozen=True)
class Counts:
    """Every row of a file ends as one of five: ``read = new + updated + unchanged + rejected + ignored``."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    ignored: int = 0

    @property
    def stored(self) -> int:
        return self.new + self.updated + self.unchanged


@dataclass(frozen=True)
class Roster:
    """How many customers of a file are in the roster; ``unknown`` are examples, as written in the file."""

    customers: int
    known: int
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a commit would do, computed from the store as it is now. Nothing has been written."""

    counts: Counts
    issues: tuple[Issue, ...]
    sample: pd.DataFrame
    """The first rows as they will be stored, with ``_sheet``, ``_row`` and ``_outcome`` (new/updated/unchanged)."""
    roster: Roster | None = None
    rejected: tuple[tuple[str, int], ...] = ()
    corrections: int = 0
    """Rows of the file that differ from a correction made on screen, which holds."""


@dataclass(frozen=True)
class Receipt:
    """A batch in the log. ``batch_id`` is text and never used twice."""

    batch_id: str
    seq: int
    dataset: str
    counts: Counts
    issues: tuple[Issue, ...]
    known_at: datetime
    recorded_at: datetime
    rejected: tuple[tuple[str, int], ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
