"""Predecessors and durations as Microsoft Project, OpenProject and people write them."""

from __future__ import annotations

import pytest

from data.ingest.predecessors import Predecessor, read_predecessors, working_days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", [("3", "FS", 0)]),
        ("3FS+2d", [("3", "FS", 2)]),
        ("3FS+2 days", [("3", "FS", 2)]),
        ("12SS", [("12", "SS", 0)]),
        ("7ff-1w; 8", [("7", "FF", -5), ("8", "FS", 0)]),
        ("4SF+4h,5", [("4", "SF", 0.5), ("5", "FS", 0)]),
        ("W6-20FS+3d", [("W6-20", "FS", 3)]),
        ("W6-20", [("W6-20", "FS", 0)]),
        ("1.2.3SS+1d", [("1.2.3", "SS", 1)]),
        ("3.0", [("3", "FS", 0)]),
        ("５ＦＳ＋２个工作日", [("5", "FS", 2)]),
        ("5完成-开始+2天、6", [("5", "FS", 2), ("6", "FS", 0)]),
        ("9FS+7ed", [("9", "FS", 5)]),
        ("9 (SS) + 1d", [("9", "SS", 1)]),
        ("", []),
        (None, []),
    ],
)
def test_predecessors(text: str | None, expected: list[tuple[str, str, float]]) -> None:
    found, unread = read_predecessors(text)
    assert [(one.task, one.relation, pytest.approx(one.lag)) for one in found] == expected
    assert unread == ()


@pytest.mark.parametrize("text", ["3FS+50%", "3FS+soon"])
def test_a_lag_that_cannot_be_read_is_named_and_the_link_kept(text: str) -> None:
    assert read_predecessors(text) == ((Predecessor("3", "FS", 0.0),), (text,))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("15d", 15),
        ("5 days?", 5),
        ("2 wks", 10),
        ("4h", 0.5),
        ("3个工作日", 3),
        ("1 mon", 20),
        ("0 days", 0),
        ("7", 7),
        ("1.5周", 7.5),
    ],
)
def test_durations(text: str, days: float) -> None:
    assert working_days(text) == days


@pytest.mark.parametrize("text", ["soon", "5 apples", "-3d", ""])
def test_no_durations(text: str) -> None:
    assert working_days(text) is None
