"""Taking a header apart takes time in proportion to its length, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from data.ingest.names import _shortened
from data.ingest.platforms.meta import split_row_label
from data.ingest.wording import question_text, wordings

LENGTH = 16_000
WORTH_COMPARING = 0.05
"""Seconds below which nothing is compared: what grows as a square takes more."""
PARTS = ("a", "a ", "中", "1", "1 ", " ", "(", "a(", "—", "-", ": ", ". ", "【", "a_")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("take_apart", [question_text, wordings, _shortened, split_row_label])
def test_twice_the_header_takes_twice_the_time(take_apart: Callable[[str], object], part: str) -> None:
    def seconds(length: int) -> float:
        text = "Q" + (part * length)[:length] + "x"
        begin = process_time()
        getattr(take_apart, "__wrapped__", take_apart)(text)
        return process_time() - begin

    long = min(seconds(2 * LENGTH) for _ in range(2))
    assert long < WORTH_COMPARING or long / min(seconds(LENGTH) for _ in range(3)) < 3


def test_headers_are_taken_apart_as_they_were() -> None:
    assert question_text("Q1. How satisfied (1-5)") == "How satisfied (1-5)"
    assert _shortened("Q1. How satisfied  (1-5) ") == "How satisfied"
    assert [split_row_label(said)[1] for said in ("Service——Speed", "Service -- Speed", "Service: Speed")] == [
        "Speed"
    ] * 3
