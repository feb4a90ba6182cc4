"""What an editor has open: the row as it was shown, what was typed, and what came of the last save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
import streamlit as st

from data.datasets import Dataset, Field
from data.problems import Issue, Refusal
from data.store import Receipt

Mode = Literal["", "correct", "add", "remove"]
MOST_NAMED = 5


@dataclass
class Bench:
    """One editor of one session. ``shown`` is the row the reader looks at: it stays as it was until it is saved or
    left."""

    mode: Mode = ""
    shown: dict[str, Any] | None = None
    start: dict[str, str] = field(default_factory=dict)
    """What the cells of the form began with, where that is not what the row holds: typed before, or given."""
    issues: tuple[Issue, ...] = ()
    refusal: Refusal | None = None
    receipt: Receipt | None = None
    said: str = ""
    round: int = 0
    """Grows when the form must be drawn anew."""

    def open(self, mode: Mode, shown: Mapping[str, Any] | None = None, start: Mapping[str, str] | None = None) -> None:
        """Begin; whatever was open is put away."""
        self.mode, self.shown, self.start = mode, dict(shown) if shown else None, dict(start or {})
        self.issues, self.refusal, self.receipt, self.said = (), None, None, ""
        self.round += 1

    def close(self, receipt: Receipt | None = None, said: str = "") -> None:
        self.open("")
        self.receipt, self.said = receipt, said

    @property
    def row_id(self) -> int | None:
        return None if self.shown is None else int(self.shown["row_id"])


def read_bench(key: str) -> Bench:
    """The editor of this session under ``key``."""
    name = f"editor_{key}"
    if name not in st.session_state:
        st.session_state[name] = Bench()
    return st.session_state[name]


def cell_text(value: Any, of: Field) -> str:
    """A stored value as it may be typed: what is typed again unchanged gives the same value."""
    if value is None or value is pd.NaT or value != value:
        return ""
    if of.type == "boolean":
        return "yes" if value else "no"
    if of.type in ("date", "month"):
        return f"{value:%Y-%m-%d}"
    if of.type == "timestamp":
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00").removesuffix(" 00:00")
    if of.type in ("integer", "number", "rating"):
        number = float(value)
        return str(int(number)) if number == int(number) else repr(number)
    return str(value)


def row_name(record: Mapping[str, Any], dataset: Dataset) -> str:
    """How a row is called in a list: its key and a text of it; a row whose key is not full also by when and by whom."""
    names = [name for name in dataset.key if dataset.by_name[name].sensitivity == "none"]
    full = len(names) == len(dataset.key) and all(cell_text(record[name], dataset.by_name[name]) for name in names)
    told = [f.name for f in dataset.fields if f.type == "text" and f.sensitivity == "none" and f.name not in names]
    names += [name for name in told if name not in ("wave", "branch")][:1]
    if not full:
        names += [dataset.when] if dataset.when and dataset.when not in names else []
        names += [f.name for f in dataset.fields if f.sensitivity == "pseudonym"]
        names += [f.name for f in dataset.fields if f.type in ("rating", "decimal", "choice")]
    parts = []
    for name in names:
        text = cell_text(record[name], dataset.by_name[name])
        hidden = dataset.by_name[name].sensitivity == "pseudonym" and text
        parts.append(text[:8] + "…" if hidden else text[:60])
    return " · ".join([part for part in parts if part][:MOST_NAMED]) or f"#{int(record['row_id'])}"


def option_names(names: Mapping[int, str]) -> dict[int, str]:
    """The names of rows with their numbers where several are called the same."""
    times = Counter(names.values())
    return {row_id: name if times[name] == 1 else f"{name} · #{row_id}" for row_id, name in names.items()}
