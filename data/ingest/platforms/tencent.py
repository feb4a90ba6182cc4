"""腾讯问卷: one header row; its own columns stand left of the questions. Several ticks may stand as a column of 0 and 1
a choice."""

from __future__ import annotations

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.blocks import with_rankings, with_tick_columns
from data.ingest.platforms.meta import known, own_column, question_column
from data.ingest.wording import plain
from data.ingest.workbook import Grid

OWN = known(
    {
        "编号": ("response_id", ""),
        "原始记录编号": ("response_id", ""),
        "开始答题时间": ("started_at", ""),
        "结束答题时间": ("answered_at", ""),
        "答题时长": ("seconds", ""),
        "地理位置国家和地区": (None, "technical"),
        "地理位置省": (None, "technical"),
        "地理位置市": (None, "technical"),
        "用户类型": (None, "technical"),
        "用户标识": (None, "personal"),
        "昵称": (None, "personal"),
        "自定义字段": ("customer", ""),
        "IP": (None, "personal"),
        "UA": (None, "technical"),
        "Referrer": (None, "technical"),
        "清洗数据结果": (None, "technical"),
        "智能清洗数据无效概率": (None, "technical"),
    }
)


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(1)
    if not rows or not {plain("开始答题时间"), plain("结束答题时间")} <= {plain(cell) for cell in rows[0][:6]}:
        return None
    columns: list[Column] = []
    own = True
    taken: set[str] = set()
    for at, text in enumerate(rows[0]):
        own = own and plain(text) in OWN
        if own:
            found = OWN[plain(text)]
            if found[0] in taken:
                found = (None, "technical")
            taken |= {found[0]} if found[0] else set()
            columns.append(own_column(at, text, found))
        elif not text:
            columns.append(Column(at, "", skip="empty", question=False))
        else:
            columns.append(question_column(grid, at, text, 2))
    columns = with_rankings(grid, with_tick_columns(grid, columns, 2), 2)
    return Layout("tencent", (1,), 2, numbered(columns), dataset="surveys", constants=(("channel", "form"),))
