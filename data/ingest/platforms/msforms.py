"""Microsoft Forms: one header row; several answers end with a semicolon."""

from __future__ import annotations

from dataclasses import replace

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.meta import known, own_column, question_column, sample_cells
from data.ingest.wording import plain
from data.ingest.workbook import Grid

OWN = known(
    {
        "ID": ("response_id", ""),
        "Start time": ("started_at", ""),
        "开始时间": ("started_at", ""),
        "Completion time": ("answered_at", ""),
        "完成时间": ("answered_at", ""),
        "Email": (None, "personal"),
        "电子邮件": (None, "personal"),
        "Name": (None, "personal"),
        "名称": (None, "personal"),
        "姓名": (None, "personal"),
        "Last modified time": (None, "technical"),
        "上次修改时间": (None, "technical"),
        "Total points": (None, "derived"),
        "总分": (None, "derived"),
        "Quiz feedback": (None, "derived"),
        "测验反馈": (None, "derived"),
        "Language": (None, "technical"),
        "语言": (None, "technical"),
    }
)
_STARTS = {plain("Start time"), plain("开始时间")}
_ENDS = {plain("Completion time"), plain("完成时间")}


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(1)
    if not rows:
        return None
    names = {plain(cell) for cell in rows[0][:4]}
    if plain(rows[0][0]) != "id" or not names & _STARTS or not names & _ENDS:
        return None
    columns: list[Column] = []
    own = True
    for at, text in enumerate(rows[0]):
        own = own and plain(text) in OWN
        if own:
            column = own_column(at, text, OWN[plain(text)])
            columns.append(replace(column, hints=frozenset({"mdy"})))
        elif not text:
            columns.append(Column(at, "", skip="empty", question=False))
        elif text.startswith(("Points - ", "Feedback - ", "得分 - ", "反馈 - ")):
            columns.append(Column(at, text, skip="derived", question=False))
        else:
            cells = sample_cells(grid, at, 2)
            several = bool(cells) and all(cell.endswith(";") for cell in cells)
            more: dict[str, object] = {"shape": "multi", "separator": ";"} if several else {}
            columns.append(question_column(grid, at, text, 2, **more))
    return Layout("msforms", (1,), 2, numbered(columns), dataset="surveys", constants=(("channel", "form"),))
