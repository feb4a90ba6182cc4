"""Questions that stand as one column a choice: of 0 and 1 where several may be ticked, of places where they are
ranked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from data.ingest.layout import Column
from data.ingest.platforms.meta import sample_cells, split_row_label
from data.ingest.scales import EMPTY_MARKS, SKIPPED_MARKS
from data.ingest.wording import plain, question_text, whole
from data.ingest.workbook import Grid

TICKS = frozenset(("0", "1"))
SURE_ROWS = 3
"""Rows that hold every place once, before a question that does not say so is a ranking."""
_RANKING = ("排序", "排名", "排列", "rank", "order of importance")
_PLACE = re.compile(r"(?P<word>rank|rang|排序|排名|排位|第)?\s*(?P<n>[1-9]\d?)\s*[位名]?", re.IGNORECASE)
"""The label of a column that is a place: "Rank 1", or its bare number."""
_NOT_PUT = EMPTY_MARKS | SKIPPED_MARKS | {"n/a"}
_OWN_TEXT = ("other", "其他", "其它")
_IN_BRACKETS = re.compile(r"(.*\S)\s*[(（]([^()（）]+)[)）]\s*", re.DOTALL)
_MARKS = "-_/·\n"


def with_tick_columns(grid: Grid, columns: Sequence[Column], first_row: int) -> list[Column]:
    """The columns, those of one question with a choice each as ``option``.

    That needs two neighbours with the same question in their headers, nothing but 0, 1 and blanks in any of them (a
    text of one's own aside), and both 0 and 1 among them: a lone column of 0 and 1, or scores of a matrix, are no
    ticks.
    """
    cells = {column.index: set(sample_cells(grid, column.index, first_row)) for column in columns if _may(column)}
    found = list(columns)
    for split in (split_row_label, _in_brackets, _after_mark):
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
            elif split is not split_row_label and end - start > 1:
                for at in range(start, end):
                    group, option = parts[at]
                    found[at] = replace(found[at], names=(option, found[at].header), group=group, option=option)
            start = end
    return found


def with_rankings(grid: Grid, columns: Sequence[Column], first_row: int) -> list[Column]:
    """The columns, those of a ranking as ``place``: first place is 1, which is no score of 1.

    Each row holds every place from the first once. That is seen in :data:`SURE_ROWS` rows, or said by the question.
    """
    found = list(columns)
    for group in dict.fromkeys(column.group for column in columns if column.group and column.option):
        block = [at for at, column in enumerate(found) if column.group == group and column.option]
        if len(block) < 2 or any(found[at].shape != "single" or found[at].skip for at in block):
            continue
        cells = [grid.columns[found[at].index].slice(first_row - 1, 2000).to_pylist() for at in block]
        rows = [[cell for cell in map(_number, row) if cell is not None] for row in zip(*cells, strict=True)]
        rows = [row for row in rows if row]
        places = [row for row in rows if sorted(row) == list(range(1, len(row) + 1))]
        told = any(word in group.lower() for word in _RANKING)
        whole = [row for row in places if len(row) > 1]
        if len(places) == len(rows) and len(whole) >= (1 if told else SURE_ROWS):
            for at in block:
                found[at] = replace(found[at], names=(), shape="place")
    return found


def with_choices_by_place(grid: Grid, columns: Sequence[Column], first_row: int) -> list[Column]:
    """The columns, those of a ranking that has one a place with the choice in its cells as ``chosen``.

    Their labels count from 1. That they are places is said by the labels ("Rank 1"), or seen where they are bare
    figures:
    :data:`SURE_ROWS` rows fill them from the left, with choices that are unlike in a row and the same under several.
    """
    found = list(columns)
    for group in dict.fromkeys(column.group for column in columns if column.group and column.option):
        block = [at for at, column in enumerate(found) if column.group == group and column.option]
        labels = [_PLACE.fullmatch(found[at].option) for at in block]
        if len(block) < 2 or any(found[at].shape != "single" or found[at].skip for at in block):
            continue
        if [int(label["n"]) if label else 0 for label in labels] != list(range(1, len(block) + 1)):
            continue
        told = all(label and label["word"] for label in labels)
        if told or _are_chosen([grid.columns[found[at].index].slice(first_row - 1, 2000).to_pylist() for at in block]):
            for at in block:
                found[at] = replace(found[at], names=(), shape="chosen")
    return found


def _are_chosen(cells: Sequence[Sequence[str | None]]) -> bool:
    rows = [
        [text.strip() if text and whole(text) not in _NOT_PUT else "" for text in row]
        for row in zip(*cells, strict=True)
    ]
    answered = [[text for text in row if text] for row in rows]
    unlike = all(len(set(row)) == len(row) for row in answered)
    from_left = all(all(row[: len(said)]) for row, said in zip(rows, answered, strict=True))
    shared = {text for row in answered for text in row[:1]} & {text for row in answered for text in row[1:]}
    return unlike and from_left and bool(shared) and sum(len(row) > 1 for row in answered) >= SURE_ROWS


def _number(cell: str | None) -> int | None:
    """A place; a code below 1 (not placed, not put) and a blank are none. A text is no place: the row does not count
    up."""
    text = (cell or "").strip()
    if not text or whole(text) in EMPTY_MARKS | {"n/a"} or text in ("0", "-2", "-3", "-99"):
        return None
    return int(text) if text.isascii() and text.isdigit() else -1


def _may(column: Column) -> bool:
    return bool(column.question and not column.skip and column.header and column.shape == "single")


def _in_brackets(header: str) -> tuple[str, str]:
    """A question and the choice in round brackets behind it; the header and nothing where it has none."""
    found = _IN_BRACKETS.fullmatch(header)
    return _question_and(header, found[1], found[2]) if found else (header, "")


def _after_mark(header: str) -> tuple[str, str]:
    """A question and the choice after the last single mark."""
    at = max(map(header.rfind, _MARKS))
    return _question_and(header, header[:at].rstrip(), header[at + 1 :]) if at > 0 else (header, "")


def _question_and(header: str, question: str, choice: str) -> tuple[str, str]:
    asked = question_text(question).strip(" .、0123456789")
    return (question, choice.strip()) if asked and choice.strip() else (header, "")
