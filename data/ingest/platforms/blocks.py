"""Questions of several ticks that stand as one column of 0 and 1 a choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from data.ingest.layout import Column
from data.ingest.platforms.meta import sample_cells, split_row_label
from data.ingest.wording import plain, question_text
from data.ingest.workbook import Grid

TICKS = frozenset(("0", "1"))
_OWN_TEXT = ("other", "其他", "其它")
_SPLITS = (
    re.compile(r"(.*\S)\s*[(（]([^()（）]+)[)）]\s*", re.DOTALL),
    re.compile(r"(.*\S)\s*[-_/·\n]\s*(\S[^-_/·\n]*)", re.DOTALL),
)
"""Beside the ways of :func:`split_row_label`: the choice in round brackets, or after a single mark."""


def with_tick_columns(grid: Grid, columns: Sequence[Column], first_row: int) -> list[Column]:
    """The columns, those of one question with a choice each as ``option``.

    That needs two neighbours with the same question in their headers, nothing but 0, 1 and blanks in any of them (a text
    of one's own aside), and both 0 and 1 among them: a lone column of 0 and 1, or scores of a matrix, are no ticks.
    """
    cells = {column.index: set(sample_cells(grid, column.index, first_row)) for column in columns if _may(column)}
    found = list(columns)
    for split in (split_row_label, *map(_splitter, _SPLITS)):
        parts = [split(c.header) if c.index in cells and c.shape == "single" else ("", "") for c in found]
        start = 0
        while start < len(found):
            end = start + 1
            if not parts[start][1]:
                start = end
                continue
            while end < len(found) and parts[end][1] and parts[end][0] == parts[start][0]:
                end += 1
            block = [at for at in range(start, end) if not plain(parts[at][1]).startswith(_OWN_TEXT)]
            own = [at for at in range(start, end) if at not in block and set() < cells[found[at].index] <= TICKS]
            seen: set[str] = set().union(*(cells[found[at].index] for at in block))
            if len(block) + len(own) > 1 and seen == TICKS:
                for at in (*block, *own):
                    group, option = parts[at]
                    found[at] = replace(found[at], names=(), group=group, option=option, shape="option")
            start = end
    return found


def _may(column: Column) -> bool:
    return bool(column.question and not column.skip and column.header and column.shape == "single")


def _splitter(pattern: re.Pattern[str]) -> Callable[[str], tuple[str, str]]:
    def split(header: str) -> tuple[str, str]:
        found = pattern.fullmatch(header)
        if found and question_text(found[1]).strip(" .、0123456789"):
            return found[1], found[2].strip()
        return header, ""

    return split
