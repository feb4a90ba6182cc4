"""The answers behind a point are those of its window, wave or group, and of nothing else."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from analytics.behind import Point, narrow
from analytics.scope import Scope
from data.access import Rights

SCOPE = Scope(
    Rights("someone", "analyst"),
    as_of=datetime.combine(date(2026, 11, 22), time(18)),
    waves=("W1", "W3"),
    segments=("Retail",),
)


@pytest.mark.parametrize(
    ("point", "start", "end", "waves", "weeks"),
    [
        ("window:2026-08-03", date(2026, 7, 13), date(2026, 8, 9), ("W1", "W3"), None),
        ("week:2026-08-03", date(2026, 8, 3), date(2026, 8, 9), ("W1", "W3"), None),
        ("wave_window:W3:2026-08-03", date(2026, 7, 13), date(2026, 8, 9), ("W3",), None),
        ("event:W3:4", None, None, ("W3",), (1, 4)),
        ("all", date(2026, 10, 26), date(2026, 11, 22), ("W1", "W3"), None),
        ("group:wave:W1", date(2026, 8, 31), date(2026, 11, 22), ("W1",), None),
        ("group:segment:Business", date(2026, 8, 31), date(2026, 11, 22), ("W1", "W3"), None),
    ],
)
def test_a_point_narrows_the_scope(
    point: str, start: date | None, end: date | None, waves: tuple[str, ...], weeks: tuple[int, int] | None
) -> None:
    found = Point.parse(point)
    assert str(found) == point
    assert isinstance(found, Point)
    inside, event = narrow(SCOPE, found)
    assert (inside.start, inside.end, inside.waves, event) == (start, end, waves, weeks)
    assert inside.segments == (("Business",) if point.startswith("group:segment") else ("Retail",))
    assert inside.rights == SCOPE.rights


@pytest.mark.parametrize(
    "text", ["", "window", "window:yesterday", "event:W3", "event::2", "group:mood:good", "group:wave:", "x:y"]
)
def test_what_is_no_point_is_none(text: str) -> None:
    assert Point.parse(text) is None
