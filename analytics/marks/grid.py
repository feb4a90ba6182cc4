"""Tables as data: columns by kind, cells with the value behind their words. Screen, slide and file are made of one
grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.frames import rows
from analytics.marks.units import COUNT, Unit
from data.language import LEVEL, start

if TYPE_CHECKING:
    from data.language import Translator

Kind = Literal["state", "head", "text", "prose", "number", "date", "moment"]


@dataclass(frozen=True)
class Column:
    """A column of a frame as it is shown. ``name`` is the frame's, ``head`` the last part of its header's message (by
    default the name); ``codes`` are the messages of its values, where these are codes. Ids of waves and branches
    (``wave``, ``branch``) are written by their names; an ``…interval`` without its level, which the header says.

    state: a shape and its word · head: the bold name of the row · text on one line · prose wraps · numbers and days
    right. A text in a column of another kind stands as it is.
    """

    name: str
    kind: Kind = "text"
    head: str = ""
    codes: str = ""
    unit: Unit = COUNT


@dataclass(frozen=True)
class Cell:
    """``text`` is what a reader sees, lines parted by ``\\n``; ``value`` what a file holds; ``state`` the shape that
    stands for the text, or in a column of prose before it. Of what is ``folded`` a screen shows the first line, and
    behind the second all others."""

    text: str
    value: Any = None
    state: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Grid:
    """``heads`` and ``kinds`` of the columns and the cells of the rows; of more than ``shown`` rows the rest is folded.
    ``units`` are the headers of a file, which name the unit that each cell says on screen."""

    heads: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: int = 40
    units: tuple[str, ...] = ()


def grid(frame: pd.DataFrame, columns: Sequence[Column], heads: str, t: Translator, shown: int = 40) -> Grid:
    """The grid of a frame; headers are the messages ``<heads>.<head>``."""
    words = tuple(t(f"{heads}.{column.head or column.name}") for column in columns)
    return Grid(
        words,
        tuple(column.kind for column in columns),
        tuple(tuple(cell(column, getattr(row, column.name), t) for column in columns) for row in rows(frame)),
        shown,
        tuple(
            column.unit.head(word, t) if column.kind == "number" else word
            for column, word in zip(columns, words, strict=True)
        ),
    )


def cell(column: Column, value: Any, t: Translator) -> Cell:
    """A value of a column in the words of its reader."""
    if isinstance(value, Cell):
        return value
    if isinstance(value, tuple | list):
        return Cell(t.listing([str(one) for one in value]) or "–", t.listing([str(one) for one in value]))
    if value is None or pd.isna(value) or value == "":
        return Cell("–")
    if column.kind == "state":
        words = t(f"{column.codes or 'state'}.{value}")
        return Cell(words, words, str(value))
    if column.codes:
        words = t(f"{column.codes}.{value}")
        return Cell(words, words)
    if isinstance(value, str) and column.name.endswith("interval"):
        value = value.removeprefix(LEVEL[t.lang])
    if isinstance(value, str):
        words = t.branch(value) if column.name == "branch" else start(t.wave(value)) if column.name == "wave" else value
        return Cell(words, words)
    if column.kind == "date":
        return Cell(t.date(pd.Timestamp(value), year=True), pd.Timestamp(value).date())
    if column.kind == "moment":
        return Cell(t.moment(pd.Timestamp(value).to_pydatetime()), pd.Timestamp(value).to_pydatetime())
    if column.kind == "number":
        return Cell(column.unit.write(float(value), t), column.unit.exported(float(value)))
    return Cell(str(value), value)


WORST = {"bad": 0, "watch": 1, "none": 2, "good": 3}


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by their ``state``, bad ones on top; else in their order."""
    return frame.assign(_place=frame["state"].map(WORST)).sort_values("_place", kind="stable").drop(columns="_place")
