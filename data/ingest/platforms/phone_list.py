"""Lists of phone calls kept by hand: title rows, merged headers, a totals row and notes at the end."""

from __future__ import annotations

from dataclasses import replace

from data.ingest.layout import Layout, find_layout
from data.ingest.platforms.meta import is_personal
from data.ingest.wording import plain
from data.ingest.workbook import Grid

_CALL = frozenset(
    plain(name)
    for name in [
        "拨打时间",
        "拨打日期",
        "是否接通",
        "接通",
        "接通情况",
        "回访员",
        "回访结果",
        "回访时间",
        "回访日期",
        "通话时长",
        "call time",
        "called at",
        "call date",
        "connected",
        "answered",
        "agent",
        "call result",
        "outcome",
    ]
)
_RESULT = frozenset(plain(name) for name in ("结果", "回访结果", "访问结果", "call result", "outcome", "result"))
_WHEN = frozenset(
    plain(name) for name in ("拨打时间", "拨打日期", "回访时间", "回访日期", "call time", "called at", "call date")
)
_ROW_NUMBER = frozenset(plain(name) for name in ("序号", "no", "no.", "#", "编号"))


def detect(grid: Grid) -> Layout | None:
    layout = find_layout(grid)
    if layout is None:
        return None
    names = {plain(column.header) for column in layout.columns}
    if len(names & _CALL) < 2 or not names & _WHEN:
        return None
    columns = []
    for column in layout.columns:
        name = plain(column.header)
        if name in _WHEN:
            column = replace(column, field="answered_at", question=False)
        elif name in _RESULT:
            column = replace(column, field="complete", question=False)
        elif name in _ROW_NUMBER:
            column = replace(column, skip="row_number", question=False)
        elif is_personal(column.header):
            column = replace(column, skip="personal", question=False)
        columns.append(column)
    return replace(
        layout, platform="phone_list", columns=tuple(columns), dataset="surveys", constants=(("channel", "phone"),)
    )
