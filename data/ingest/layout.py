"""Where the table stands in a sheet: title rows, header rows, the first row of data, and what each column is called."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from data.ingest.periods import read_period
from data.ingest.values import unit_factor
from data.ingest.wording import plain, whole, without_running
from data.ingest.workbook import Grid

Shape = Literal["single", "multi", "rank", "option", "place", "chosen"]
"""single: one answer · multi: several in one cell · rank: several in order · option: one column a choice ·
place: one column a choice that holds its place in a ranking · chosen: one column a place that holds the choice."""
BLOCKS: frozenset[Shape] = frozenset(("option", "place", "chosen"))
"""Shapes of which one question has several columns."""

HEADER_SEARCH = 40
_PERIOD = re.compile(r"20\d\d(?:[.]?(?:0[1-9]|1[0-2]))?(?:\.0)?")
_UNITS = frozenset(
    [
        "%",
        "‰",
        "户",
        "人",
        "个",
        "次",
        "件",
        "份",
        "条",
        "天",
        "日",
        "小时",
        "分",
        "分钟",
        "家",
        "名",
        "笔",
        "元/户",
        "customers",
        "people",
        "days",
        "hours",
        "min",
        "minutes",
        "pcs",
        "count",
        "no.",
        "text",
        "date",
        "日期",
        "文本",
        "-",
    ]
)
"""What else a row of units may say."""
_NUMBER = re.compile(r"[-+(]?[\d,.]+%?\)?")


@dataclass(frozen=True)
class Column:
    """One column of the file before anything is known of its meaning, except what the platform fixes.

    ``header`` is what stands in the file (joined where it has several rows); ``names`` are the texts to be compared
    with field names. ``field`` is set where the platform says what the column is; ``skip`` is the reason why it is not
    kept (personal, technical, derived). ``group`` and ``option`` name the question and the row or choice of a block.
    """

    index: int
    header: str
    names: tuple[str, ...] = ()
    field: str | None = None
    skip: str = ""
    question: bool = True
    group: str = ""
    option: str = ""
    shape: Shape = "single"
    separator: str = ""
    choices: tuple[str, ...] = ()
    """What may be ticked, where a comma separates the ticks and a choice may hold one."""
    zone: str = ""
    again: bool = False
    """Its header stands in the row several times, each under another group."""
    unit: str = ""
    """What a row of units under the header says of it."""
    hints: frozenset[str] = frozenset()
    """nps: a 0–10 question for certain · coded: the numbers are positions of options · mdy: dates are month first."""

    @property
    def callings(self) -> tuple[str, ...]:
        """The texts to be compared with field names: with the group's, where the header alone does not tell."""
        bare = (without_running(name) for name in self.names)
        names = tuple(dict.fromkeys((*self.names, *(one for one in bare if one))))
        if not self.group or not names:
            return names
        groups = dict.fromkeys(
            (self.group, _GROUP_TAIL.sub("", self.group), _GROUPS.get(plain(self.group), self.group))
        )
        joined = tuple(f"{group} {names[0]}" for group in groups)
        return (*joined, *names) if self.again else (*names, *joined)


_GROUP_TAIL = re.compile(r"(?<!\s)\s*+(?:risks?|风险|dates?|日期|时间|levels?|ratings?)$", re.IGNORECASE)
_GROUPS = {"plan": "planned", "plans": "planned", "actuals": "actual", "baselines": "baseline", "forecasts": "forecast"}
"""Groups of headers as field names call them."""


@dataclass(frozen=True)
class Layout:
    """How one sheet is laid out. Rows are numbered as Excel shows them."""

    platform: str
    header_rows: tuple[int, ...]
    first_row: int
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()
    dataset: str | None = None
    unit: str = ""
    rules: frozenset[str] = frozenset()
    """What prepare() must do: drop_previews, complete_when_dated, na_is_not_put …"""
    constants: tuple[tuple[str, str], ...] = field(default=())


def find_layout(grid: Grid) -> Layout | None:
    """The layout of a plain table, or ``None`` where nothing looks like one.

    The header is the first row in which most of the table's columns hold a text, different from each other; the rows
    above it are titles, or a row of groups whose merged cells run to the right.
    """
    rows = grid.top(HEADER_SEARCH)
    if not rows:
        return None
    width = max(sum(1 for cell in row if cell) for row in rows)
    for at, row in enumerate(rows):
        filled = [cell for cell in row if cell]
        texts = [cell for cell in filled if not _NUMBER.fullmatch(cell)]
        periods = [cell for cell in filled if _PERIOD.fullmatch(cell)]
        if len(set(periods)) > 2 and periods == sorted(periods):
            # Months or years in figures, one after the other, are headers and no row of data is like that.
            texts += periods
        enough = max(1, math.ceil(0.6 * width))
        if len(filled) < enough or len(texts) < 0.7 * len(filled):
            continue
        if (
            len({plain(cell) for cell in filled}) < 0.7 * len(filled)
            and not _crossed(rows, at)
            and not _grouped(rows, at)
        ):
            continue
        if width > 1 and len(filled) == 1:
            continue
        below = _crossed(rows, at + 1) or _grouped(rows, at + 1) or _has_labels_below(rows, at)
        return _with_header(grid, rows, at + 1 if below else at)
    return _first_row_as_header(grid, rows, width)


def _first_row_as_header(grid: Grid, rows: Sequence[Sequence[str]], width: int) -> Layout | None:
    """Headers that are figures in part, or that come again: only where they begin the sheet and are not all so."""
    at = next((at for at, row in enumerate(rows) if any(row)), len(rows))
    filled = [cell for cell in rows[at] if cell] if at + 1 < len(rows) else []
    texts = {plain(cell) for cell in filled if not _NUMBER.fullmatch(cell)}
    return _with_header(grid, rows, at) if len(texts) > 1 and len(filled) >= 0.6 * width else None


def _crossed(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether headers that come again stand each time under another group: plan and actual under every month."""
    if not 0 < at < len(rows) or _is_data(rows[at]):
        return False
    dated = [index for index, cell in enumerate(rows[at]) if cell and read_period(cell)]
    again = [index for index in dated if at + 1 < len(rows) and read_period(rows[at + 1][index])]
    if dated and len(again) >= 0.5 * len(dated):
        return False  # days below days are data, though two columns are called the same
    above = forward_filled(rows[at - 1], rows[at])
    pairs = [(group, own) for group, own in zip(above, rows[at], strict=True) if group and own]
    periods = (
        max(len({text for text in side if read_period(text)}) for side in zip(*pairs, strict=True)) if pairs else 0
    )
    own = [cell for cell in rows[at] if cell]
    if len({group for group, _ in pairs}) == len(pairs):
        return False  # every column has a heading of its own: what stands under them is data, however many days it has
    return periods > 1 and len(pairs) >= 0.6 * len(own) and len(set(pairs)) == len(pairs) > len(set(own))


def _grouped(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the same headers stand under several groups: likelihood and impact under inherent and under residual."""
    if not 0 < at < len(rows) - 1 or any(_NUMBER.fullmatch(cell) for cell in rows[at] if cell):
        return False
    upper, lower = rows[at - 1], rows[at]
    under: dict[int, list[str]] = {}
    start = -1
    for index, cell in enumerate(lower):
        start = index if upper[index] else start
        if cell and start >= 0:
            under.setdefault(start, []).append(cell)
    alike = Counter(tuple(cells) for cells in under.values() if len(cells) > 1)
    groups = [upper[index] for index, cells in under.items() if len(cells) > 1]
    apart = all(len(set(cells)) == len(cells) for cells in under.values()) and len(set(groups)) == len(groups)
    data = [bool(rows[at + 1][index]) for index, cell in enumerate(lower) if not cell and upper[index]]
    return apart and any(count > 1 for count in alike.values()) and (not data or sum(data) >= 0.5 * len(data))


def _has_labels_below(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether the next row only parts the headers that run over several columns: none of its cells stands under
    another, and of those under none some have cells below. A row that lost its first cells, with a word to the right of
    the table, is data."""
    if at + 1 >= len(rows):
        return False
    upper, lower = rows[at], rows[at + 1]
    parted = [index for index, cell in enumerate(lower) if cell]
    wide = [bool(cell) and index + 1 < len(upper) and not upper[index + 1] for index, cell in enumerate(upper)]
    below = rows[at + 2 :]
    open_ones = [index for index in parted if not upper[index]]
    under_none = any(not below or any(row[index] for row in below) for index in open_ones)
    apart = len({(group, lower[index]) for index, group in enumerate(forward_filled(upper, lower)) if lower[index]})
    return (
        under_none
        and apart == len(parted)
        and not any(_NUMBER.fullmatch(lower[index]) for index in parted)
        and all(wide[index] if upper[index] else any(upper[:index]) for index in parted)
        and any(cell and not lower[index] for index, cell in enumerate(upper))
    )


def _with_header(grid: Grid, rows: Sequence[Sequence[str]], at: int) -> Layout:
    groups = at - 1 if at and sum(1 for cell in rows[at - 1] if cell) > 1 and not _is_data(rows[at - 1]) else None
    header_rows = (at + 1,) if groups is None else (groups + 1, at + 1)
    titles = tuple(cell for row in rows[: header_rows[0] - 1] for cell in row if cell)
    carried = forward_filled(rows[groups], rows[at]) if groups is not None else [""] * len(rows[at])
    counts = Counter(plain(own) for own in rows[at] if own)
    units = rows[at + 1] if at + 1 < len(rows) and _are_units(rows[at + 1]) else [""] * len(rows[at])
    columns = []
    for index, own in enumerate(rows[at]):
        group = carried[index]
        header = own or group
        if not header:
            columns.append(Column(index, "", skip="empty", question=False))
            continue
        again = bool(own) and counts[plain(own)] > 1
        columns.append(
            Column(index, header, names=(header,), group=group if own else "", again=again, unit=units[index])
        )
    return Layout("table", header_rows, at + 3 if any(units) else at + 2, numbered(columns), titles)


def _are_units(row: Sequence[str]) -> bool:
    """Whether a row under the header says what its columns are counted in, and nothing else."""
    filled = [cell for cell in row if cell]
    told = [cell for cell in filled if unit_factor(cell) is not None or whole(cell).strip("()") in _UNITS]
    return bool(filled) and len(told) == len(filled) and any(unit_factor(cell) is not None for cell in filled)


def forward_filled(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """A header row with merged cells: each empty cell takes the text to its left."""
    carried: list[str] = []
    current = ""
    for index, cell in enumerate(upper):
        if cell:
            current = cell
        elif not lower[index]:
            current = ""
        carried.append(current)
    return carried


def numbered(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with unlike headers: a header that comes again carries its number, ``Comment`` → ``Comment (2)``."""
    seen: dict[str, int] = {}
    found = []
    for column in columns:
        if not column.header:
            found.append(column)
            continue
        seen[column.header] = seen.get(column.header, 0) + 1
        count = seen[column.header]
        found.append(column if count == 1 else replace(column, header=f"{column.header} ({count})"))
    return tuple(found)


def _is_data(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return sum(1 for cell in filled if _NUMBER.fullmatch(cell)) > 0.3 * len(filled)
