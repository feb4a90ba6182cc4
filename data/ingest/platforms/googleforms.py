"""Google Forms: a time stamp, then the questions; rows of a grid in square brackets.

Several ticks are joined by ", " and an option may hold a comma itself: they are split where the column shows that they
are ticks (:mod:`data.ingest.ticks`), else kept as they are written.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow.compute as pc

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.meta import known, own_column, question_column
from data.ingest.ticks import COMMA, choices_in
from data.ingest.values import is_missing
from data.ingest.wording import plain
from data.ingest.workbook import Grid

OWN = known(
    {
        "Timestamp": ("answered_at", ""),
        "时间戳记": ("answered_at", ""),
        "时间戳": ("answered_at", ""),
        "Email Address": (None, "personal"),
        "Email": (None, "personal"),
        "电子邮件地址": (None, "personal"),
        "Username": (None, "personal"),
        "用户名": (None, "personal"),
        "Score": (None, "derived"),
        "分数": (None, "derived"),
    }
)
_SEVERAL = ("choose all", "select all", "check all", "多选", "可多选")


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(1)
    if not rows or plain(rows[0][0]) not in (plain("Timestamp"), plain("时间戳记"), plain("时间戳")):
        return None
    columns: list[Column] = []
    own = True
    for at, text in enumerate(rows[0]):
        own = own and plain(text) in OWN
        if own:
            columns.append(own_column(at, text, OWN[plain(text)]))
        elif not text or grid.columns[at].null_count == grid.height - 1:
            columns.append(Column(at, text, skip="empty", question=False))
        else:
            columns.append(_question(grid, at, text))
    return Layout("googleforms", (1,), 2, numbered(columns), dataset="surveys", constants=(("channel", "form"),))


def _question(grid: Grid, at: int, text: str) -> Column:
    column = question_column(grid, at, text, 2)
    choices = () if column.skip else choices_in(_counts(grid, at))
    if choices:
        return replace(column, shape="multi", separator=COMMA, choices=choices)
    several = any(word in text.lower() for word in _SEVERAL)
    return replace(column, shape="single", hints=frozenset({"joined"})) if several else column


def _counts(grid: Grid, at: int) -> dict[str, int]:
    """How often each cell stands in a column, blanks and marks of none aside."""
    found = pc.value_counts(grid.columns[at].slice(1).drop_null()).to_pylist()
    return {one["values"].strip(): one["counts"] for one in found if not is_missing(one["values"])}
