"""The same amounts with periods across, in every shape such sheets have, are read back equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest import prepare, read_file, understand
from tests.conftest import proving
from tests.data.ingest.tables import values, xlsx_bytes

Amount = int | None
Table = dict[str, list[tuple[Amount, Amount]]]
"""For each category the budget and the actual of each month."""
Rows = list[list[Any]]
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WRITTEN: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day.year}年{day.month}月",
    lambda day: f"{day:%Y-%m}",
    lambda day: f"{ENGLISH[day.month - 1]}-{day:%y}",
    lambda day: f"{ENGLISH[day.month - 1]} {day.year}",
    lambda day: f"{day:%Y/%m/%d}",
)


def months(first: int, count: int) -> list[date]:
    return [date(2025 + (first + at) // 12, (first + at) % 12 + 1, 1) for at in range(count)]


def under_each(table: Table, heads: list[str]) -> Rows:
    above = [text for head in heads for text in (head, None)]
    lines = [[name, *(cell for pair in pairs for cell in pair)] for name, pairs in table.items()]
    return [["类别", *above], [None, *["预算", "实际"] * len(heads)], *lines]


def over_all(table: Table, heads: list[str]) -> Rows:
    gap = [None] * (len(heads) - 1)
    lines = [
        [name, *(budget for budget, _ in pairs), *(actual for _, actual in pairs)] for name, pairs in table.items()
    ]
    return [["类别", "预算", *gap, "实际", *gap], [None, *heads, *heads], *lines]


def in_one(table: Table, heads: list[str]) -> Rows:
    lines = [[name, *(cell for pair in pairs for cell in pair)] for name, pairs in table.items()]
    return [["类别", *(f"{head} {what}" for head in heads for what in ("预算", "实际"))], *lines]


def in_rows(table: Table, heads: list[str]) -> Rows:
    lines = []
    for name, pairs in table.items():
        lines += [[name, "预算", *(budget for budget, _ in pairs)], [None, "实际", *(actual for _, actual in pairs)]]
    return [["类别", "类型", *heads], *lines]


def with_titles(rows: Rows) -> Rows:
    width = len(rows[-1])
    return [["客户转移成本表"], [None], *rows, ["合计", *[1] * (width - 1)], ["注：不含税"]]


AMOUNTS = st.none() | st.integers(0, 10**7)


@settings(
    max_examples=proving(40, 600),
    deadline=None,
    derandomize=proving(1, 0) == 1,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    data=st.data(),
    first=st.integers(0, 11),
    count=st.integers(3, 14),
    names=st.lists(
        st.sampled_from(["系统", "沟通", "法务", "培训", "Vendor A", "IT"]), min_size=1, max_size=4, unique=True
    ),
    shape=st.sampled_from([under_each, over_all, in_one, in_rows]),
    written=st.sampled_from(WRITTEN),
    titles=st.booleans(),
)
def test_amounts_across_are_read_back_equal(
    data: st.DataObject,
    first: int,
    count: int,
    names: list[str],
    shape: Callable[[Table, list[str]], Rows],
    written: Callable[[date], str],
    titles: bool,
) -> None:
    days = months(first, count)
    table = {
        name: data.draw(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=count, max_size=count), name) for name in names
    }
    # A sheet whose columns are all but empty says nothing: the first line is full.
    table[names[0]] = [(budget or 1, actual or 1) for budget, actual in table[names[0]]]
    rows = shape(table, [written(day) for day in days])
    book = read_file(
        "成本表.xlsx", xlsx_bytes({"Sheet1": with_titles(rows) if titles and shape is not in_rows else rows})
    )
    found = understand(book, dataset="costs")
    assert found.questions == ()
    done = prepare(book, found)
    wanted = {
        (day, name): pair
        for name, pairs in table.items()
        for day, pair in zip(days, pairs, strict=True)
        if any(cell is not None for cell in pair)
    }
    read = zip(*(values(done, name) for name in ("period", "category", "budget", "actual")), strict=True)
    assert {
        (day, name): (None if budget is None else int(budget), None if actual is None else int(actual))
        for day, name, budget, actual in read
    } == wanted
    assert done.rejected == ()
    assert sum(
        (Decimal(cell) for pairs in table.values() for pair in pairs for cell in pair if cell), Decimal(0)
    ) == sum((cell for name in ("budget", "actual") for cell in values(done, name) if cell), Decimal(0))
