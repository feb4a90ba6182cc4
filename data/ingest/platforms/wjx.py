"""问卷星 (wjx.cn), by option text and by option number.

By number a cell holds the *position* of the option, which is no score: −3 is skipped, −2 empty, and whether 1 is the
best option only the questionnaire knows.
"""

from __future__ import annotations

import re

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.blocks import with_rankings
from data.ingest.platforms.meta import known, own_column, question_column, sample_cells
from data.ingest.wording import plain
from data.ingest.workbook import Grid

OWN = known(
    {
        "序号": ("response_id", ""),
        "提交答卷时间": ("answered_at", ""),
        "所用时间": ("seconds", ""),
        "来源": (None, "technical"),
        "来源详情": (None, "technical"),
        "来自IP": (None, "personal"),
        "总分": (None, "derived"),
        "答卷编号": ("response_id", ""),
        "用户ID": (None, "personal"),
        "微信昵称": (None, "personal"),
    }
)
_OPTION = re.compile(r"(?:第\s*+)?(\d++)\s*+题?\s*+[(（](.+)[)）]")
_CODES = {"0", "1", "-2", "-3"}


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(1)
    if not rows:
        return None
    header = rows[0]
    names = {plain(cell) for cell in header[:8]}
    if not {plain("序号"), plain("提交答卷时间"), plain("所用时间")} <= names:
        return None
    columns: list[Column] = []
    own = True
    options = coded = marked = False
    for at, text in enumerate(header):
        # Meta columns stand left of the first question; "您对市场活动的评价" is a question wherever it stands.
        own = own and plain(text) in OWN
        if own:
            columns.append(own_column(at, text, OWN[plain(text)]))
            continue
        if not text:
            columns.append(Column(at, "", skip="empty", question=False))
            continue
        cells = sample_cells(grid, at, 2)
        marked |= any("┋" in cell and not cell.replace("┋", "").isdigit() for cell in cells)
        coded |= any(cell in ("-2", "-3") for cell in cells)
        found = _OPTION.fullmatch(text)
        if found and cells and {_without_own_text(cell) or "1" for cell in cells} <= _CODES:
            options = True
            columns.append(
                Column(at, text, names=(), group=found[1], option=found[2], shape="option", hints=frozenset({"coded"}))
            )
            continue
        more: dict[str, object] = {}
        if found:
            more = {"names": (found[2], text), "group": f"第{found[1]}题", "option": found[2]}
        columns.append(question_column(grid, at, text, 2, **more))
    columns = with_rankings(grid, _without_scores(grid, columns), 2)
    is_coded = options or (coded and not marked)
    if is_coded:
        from dataclasses import replace

        columns = [
            replace(column, hints=column.hints | {"coded"}) if column.question and not column.skip else column
            for column in columns
        ]
    return Layout(
        "wjx_code" if is_coded else "wjx",
        (1,),
        2,
        numbered(columns),
        dataset="surveys",
        constants=(("channel", "form"),),
    )


def _without_scores(grid: Grid, columns: list[Column]) -> list[Column]:
    """A question of ticks holds a 0 somewhere; where none does, the 1 of a matrix is the first option of its scale."""
    ticked = {
        column.group for column in columns if column.shape == "option" and "0" in sample_cells(grid, column.index, 2)
    }
    return [
        question_column(
            grid,
            column.index,
            column.header,
            2,
            names=(column.option, column.header),
            group=f"第{column.group}题",
            option=column.option,
        )
        if column.shape == "option" and column.group not in ticked
        else column
        for column in columns
    ]


def _without_own_text(cell: str) -> str:
    """A tick with a text of one's own, without it: ``1〖text〗`` → 1, ``其他〖text〗`` → nothing."""
    head, begins, rest = cell.partition("〖")
    _, ends, tail = rest.rpartition("〗")
    if not begins or not ends or not head or (head[-1].isdecimal() and head != "1"):
        return cell
    return f"{head if head == '1' else ''}{tail}"
