"""Amounts as each country writes them: decided on the whole column, the same number in every style."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest.values import pointed
from tests.conftest import proving
from tests.data.ingest.tables import csv_book, prepared, values

STYLES = {
    "en": (",", "."),
    "de": (".", ","),
    "fr": ("\u202f", ","),
    "nbsp": ("\u00a0", ","),
    "ch": ("’", "."),
    "plain": ("", "."),
    "comma": ("", ","),
}


def amounts(cells: list[str]) -> list[Decimal | None]:
    rows = "".join(f'C{at};2026-03;"{cell}"\n' for at, cell in enumerate(cells))
    return values(prepared(csv_book("客户编号;月份;金额\n" + rows), "revenue"), "amount")


def written(number: Decimal, style: str) -> str:
    group, point = STYLES[style]
    return f"{number:,.2f}".replace(",", "g").replace(".", point).replace("g", group)


@settings(max_examples=proving(15, 200), deadline=None, derandomize=proving(1, 0) == 1)
@given(
    numbers=st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=6),
    style=st.sampled_from(list(STYLES)),
)
def test_an_amount_is_the_same_in_every_style(numbers: list[Decimal], style: str) -> None:
    assert amounts([written(number, style) for number in numbers]) == numbers


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1.234", "12,5"], ["1234", "12.5"]),
        (["1.234", "1.234.567"], ["1234", "1234567"]),
        (["1,234", "2,5"], ["1.23", "2.5"]),
        (["1,234", "2.5"], ["1234", "2.5"]),
        (["1,234", "2,500"], ["1234", "2500"]),
        (["12,34,567.5", "1,00,000"], ["1234567.5", "100000"]),
        (["1,200.5-", "(3)"], ["-1200.5", "-3"]),
        (["12,5元", "€ 3,75"], ["12.5", "3.75"]),
    ],
)
def test_one_cell_that_can_only_be_meant_so_decides(cells: list[str], read: list[str]) -> None:
    assert amounts(cells) == [Decimal(one) for one in read]


def test_cells_that_contradict_each_other_are_left_as_they_are() -> None:
    assert pointed(["1,234.50", "12,5", "x"]) == ["1,234.50", "12,5", "x"]
    assert pointed(["12,5", "", "n/a", "1,2,3"]) == ["12.5", "", "n/a", "1.2.3"]
