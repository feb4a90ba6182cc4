"""Google Forms: a time stamp, then the questions; rows of a grid in square brackets.

Several ticks are joined by ", " and an option may hold a comma itself, so they are kept as they are written.
"""

from __future__ import annotations

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.meta import known, own_column, question_column
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
            several = any(word in text.lower() for word in _SEVERAL)
            more: dict[str, object] = {"hints": frozenset({"joined"}), "shape": "single"} if several else {}
            columns.append(question_column(grid, at, text, 2, **more))
    return Layout("googleforms", (1,), 2, numbered(columns), dataset="surveys", constants=(("channel", "form"),))
