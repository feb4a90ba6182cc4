"""Fewer than ten who left are told to nobody who has counts and not rows: in no cell, note, hover or file, and by no
difference."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.marks import Exhibit, Lines
from analytics.marks.words import frame_of, table_of
from analytics.retention.charts import leaving, staying
from analytics.retention.charts.parts import counted_parts
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.analytics.retention.test_curves import left, moved, programme

READER = Scope(local_rights("reader", "executive"))
ABOUT, EXACT = Translator("en", rounded=True), Translator("en")
GONE = {0: 4, 1: 12, 2: 23}
"""How many of each segment's 60 leave, on the days 31, 32, … since their cut-over."""


@pytest.fixture
def few(store: Store, today: None) -> Store:
    programme(store, 180, segment=["A", "B", "C"] * 60)
    load(store, "transfers", moved(range(180)))
    load(
        store,
        "departures",
        left({3 * n + segment: 31 + n for segment, many in GONE.items() for n in range(many)}, reason="Price"),
    )
    return store


def exported(exhibit: Exhibit | None) -> list[dict[str, Any]]:
    return frame_of(table_of(exhibit.body, ABOUT)).to_dict("records")  # type: ignore[arg-type, union-attr]


def test_a_small_part_takes_the_smallest_shown_with_it() -> None:
    """Three left of one group: with the total and the others they would be told, so that the next smallest is not told
    either."""
    told = counted_parts([82, 3, 13, 24, 0], ABOUT, group=["W1", "W2", "W3", "W4", "W5"])
    assert [cell.text for cell in told] == ["≈\u00a080", "<10", "<10", "≈\u00a025", "≈\u00a00"]
    assert [cell.text for cell in counted_parts([82, 3], EXACT, group=["W1", "W2"])] == ["82", "3"]


def test_groups_periods_and_notes(few: Store) -> None:
    look = staying.load_look(few, READER, "segment")
    assert {curve.group: curve.lost for curve in look.curves} == {"A": 4, "B": 12, "C": 23}
    groups = {row["Group"]: row["Left"] for row in exported(staying.table_groups(look, ABOUT))}
    assert groups == {"A": None, "B": None, "C": 25}
    assert [row[2].text for row in table_of(staying.table_groups(look, ABOUT).body, ABOUT).rows] == [
        "<10",
        "<10",
        "≈\u00a025",
    ]
    told = {row["Left in it"] for row in exported(staying.table_life(look, ABOUT))}
    assert told == {0, None, 25}
    assert "≈\u00a040 left, ≈\u00a00 contracts ended" in staying.chart_curves(look, ABOUT).note


def test_curves_have_whole_weeks(few: Store) -> None:
    """Who sees rows has each day on which anybody left; who has counts the ends of weeks."""
    look = staying.load_look(few, READER, "segment")
    days = {}
    for t in (ABOUT, EXACT):
        mark = staying.chart_curves(look, t).body
        assert isinstance(mark, Lines)
        days[t.rounded] = {line.name: line.x for line in mark.series}
    assert days[False]["A"] == (0, 31, 32, 33, 34, 174)
    assert days[True]["A"] == (0, 34, 174)
    assert days[True]["C"] == (0, 34, 41, 48, 55, 174)
    ends = leaving.chart_outcomes(leaving.load_ends(few, READER), ABOUT).body
    assert isinstance(ends, Lines)
    assert next(line.x for line in ends.series if line.name == "left")[:-1] == (0, 34, 41, 48, 55)


def test_four_weeks_in_which_a_few_left(few: Store) -> None:
    mark = leaving.chart_event(leaving.load_look(few, READER), ABOUT).body
    assert isinstance(mark, Lines)
    said = {hover for line in mark.series for hover in line.hovers}
    assert "<10 left in four weeks" in said
    assert said <= {
        "<10 left in four weeks",
        *(f"≈\u00a0{n} left in four weeks" for n in (0, 10, 15, 20, 25, 30, 35, 40)),
    }
