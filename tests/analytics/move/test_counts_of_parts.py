"""Counts of parts: what was not counted is not reckoned as if it were, branches are added, the newest way of counting
wins; as it is read."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from analytics.__main__ import main
from analytics.move.area import headline
from analytics.move.charts.pace import forecast_words, table_readings
from analytics.move.numbers.counts import load_counts
from analytics.scope import Scope
from analytics.standing import load_standing
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EN, ZH = Translator("en"), Translator("zh")
SCOPE = Scope(ADMIN)
OCTOBER, MIDDLE, LATER = date(2026, 10, 31), date(2026, 11, 15), date(2026, 11, 20)
FIELDS = ("day", "wave", "branch", "state", "customers", "in_use", "in_primary_use")
WIDE = ("day", "wave", "branch", "closed", "still_open", "in_use", "in_primary_use")

pytestmark = pytest.mark.usefixtures("today")


def tell(store: Store, lines: Sequence[tuple[Any, ...]], fields: tuple[str, ...] = FIELDS) -> None:
    """Counts as they are loaded; waves and branches that they name are there."""
    for dataset, key, at in (("waves", "wave", 1), ("branches", "branch", 2)):
        named = sorted({line[at] for line in lines if line[at]})
        if named:
            load(store, dataset, [{key: one} for one in named])
    load(
        store,
        "progress",
        [{name: value for name, value in zip(fields, line, strict=False) if value is not None} for line in lines],
    )


def said(store: Store, t: Translator = EN) -> str:
    return headline(store, SCOPE, t).replace("\u00a0", " ")


def asked(store: Store, name: str = "still_to_move") -> Any:
    """What the command says of the metric, which is what its tile has; nothing where it is not known, and then no row
    is told."""
    out = io.StringIO()
    main(["metric", name, "--json"], store=store, out=out, rights=ADMIN)
    answer = json.loads(out.getvalue())
    values = [row["value"] for row in answer["rows"]]
    tile = load_standing(store, SCOPE, name).reading.value
    assert values == ([] if tile is None else [tile])
    return tile


def readings(store: Store) -> list[list[str]]:
    """The table of readings without the days, newest first."""
    return [[cell.text for cell in row][1:] for row in table_readings(load_counts(store, SCOPE), EN).body.rows]  # type: ignore[union-attr]


def test_a_count_of_the_moved_alone_is_no_whole(store: Store) -> None:
    """3,000 and 2,000 are planned, 1,000 of them were moved: not all, and how many are left nobody has counted."""
    tell(
        store,
        [(MIDDLE, "W1", None, "moved", 900), (MIDDLE, "W2", None, "moved", 0), (LATER, "W1", None, "moved", 1000)],
    )
    assert said(store).startswith("1,000 were moved by 20 Nov 2026; of how many is not known")
    assert said(store, ZH).startswith("截至2026年11月20日已转移1,000户")
    assert "100%" not in said(store)
    assert asked(store) is None
    assert forecast_words(load_counts(store, SCOPE), EN) == "How many are left is not counted: no forecast"
    assert [row[:4] for row in readings(store)] == [["1,000", "–", "100", "–"], ["900", "–", "–", "–"]]


def test_a_day_of_the_moved_alone_among_full_ones_has_the_whole_of_the_last_full_one(store: Store) -> None:
    """31 Oct says 90 moved and no more; 15 Nov 120 of 200, 10 of them left before; 20 Nov 150 moved: 200 − 150 − 10 are
    left."""
    tell(
        store,
        [
            (OCTOBER, None, None, "moved", 90),
            (MIDDLE, None, None, "moved", 120),
            (MIDDLE, None, None, "open", 70),
            (MIDDLE, None, None, "left_before", 10),
            (LATER, None, None, "moved", 150),
        ],
    )
    assert [row[:4] for row in readings(store)] == [
        ["150", "75.0%", "30", "40 (reckoned)"],
        ["120", "60.0%", "30", "70"],
        ["90", "–", "–", "–"],
    ]
    assert "150 of about 200 (as of 15 Nov 2026) were moved (75%) by 20 Nov 2026" in said(store)
    assert asked(store) == 40
    # More than the whole of 15 November can be: it is no longer the whole.
    tell(store, [(date(2026, 11, 21), None, None, "moved", 210)])
    assert "210 were moved by 21 Nov 2026; of how many is not known" in said(store)
    assert asked(store) is None


def test_columns_of_counts_by_wave_and_branch_are_added(store: Store) -> None:
    tell(store, [(MIDDLE, "W1", "A", 120, 30, 20, 8), (MIDDLE, "W1", "B", 210, 10, 4, 1)], WIDE)
    assert said(store).startswith("330 of 370 were moved (89%) by 15 Nov 2026")
    assert "9 primary accounts still open on 15 Nov 2026, 22% of the 40" in said(store)
    assert readings(store) == [["330", "89.2%", "–", "40", "40", "24", "9"]]
    assert (asked(store), asked(store, "still_primary")) == (40, 9)
    # On 20 November B does not say how many are in use: of both together it is not known, and 15 November stays
    # watched.
    tell(store, [(LATER, "W1", "A", 125, 25, 18, 7), (LATER, "W1", "B", 212, 8)], WIDE)
    assert said(store).startswith("337 of 370 were moved (91%) by 20 Nov 2026")
    assert readings(store)[0] == ["337", "91.1%", "7", "33", "–", "–", "–"]
    assert "9 primary accounts still open on 15 Nov 2026" in said(store)


def test_a_branch_that_tells_the_moved_alone_leaves_the_whole_of_its_wave_unknown(store: Store) -> None:
    tell(store, [(MIDDLE, "W1", "A", "moved", 120), (MIDDLE, "W1", "A", "open", 30), (MIDDLE, "W1", "B", "moved", 210)])
    assert said(store).startswith("330 were moved by 15 Nov 2026; of how many is not known")
    assert asked(store) is None


def test_newer_counts_by_wave_are_heard_after_an_old_one_of_all(store: Store) -> None:
    tell(
        store,
        [
            (MIDDLE.replace(month=10), None, None, 100, 900),
            (OCTOBER, None, None, 200, 800),
            (MIDDLE, "W1", None, 400, 100),
            (MIDDLE, "W2", None, 300, 200),
        ],
        WIDE,
    )
    assert said(store).startswith("700 of 1,000 were moved (70%) by 15 Nov 2026")
    assert [row[:4] for row in readings(store)] == [
        ["700", "70.0%", "500", "300"],
        ["200", "20.0%", "100", "800"],
        ["100", "10.0%", "–", "900"],
    ]
    assert asked(store) == 300
    # One wave of two is not all, and what of one is older than the count of all is not added to it.
    tell(store, [(LATER, None, None, 720, 280), (date(2026, 11, 21), "W1", None, 450, 50)], WIDE)
    assert said(store).startswith("720 of 1,000 were moved (72%) by 20 Nov 2026")
    assert asked(store) == 280


def test_the_moved_by_wave_are_of_the_whole_that_was_last_told(store: Store) -> None:
    tell(
        store,
        [
            (OCTOBER, None, None, "moved", 200),
            (OCTOBER, None, None, "open", 800),
            (MIDDLE, "W1", None, "moved", 400),
            (MIDDLE, "W2", None, "moved", 300),
        ],
    )
    assert said(store).startswith("700 of about 1,000 (as of 31 Oct 2026) were moved (70%) by 15 Nov 2026")
    assert asked(store) == 300


def test_a_wave_that_nobody_counts_keeps_the_count_of_all(store: Store) -> None:
    load(store, "waves", [{"wave": "W3"}])
    tell(store, [(OCTOBER, None, None, 200, 800), (MIDDLE, "W1", None, 300, 0), (MIDDLE, "W2", None, 10, 20)], WIDE)
    assert said(store).startswith("200 of 1,000 were moved (20%) by 31 Oct 2026")


def test_two_ways_of_counting_that_differ_on_one_day_are_both_said(store: Store) -> None:
    tell(store, [(MIDDLE, None, None, 690, 310), (MIDDLE, "W1", None, 400, 100), (MIDDLE, "W2", None, 300, 200)], WIDE)
    assert said(store).startswith(
        "690 of 1,000 were moved (69%) by 15 Nov 2026; another count of the same day says 700 moved and 300 left"
    )
    assert "同日另一统计为已转移700户、尚未转移300户" in said(store, ZH)
    assert readings(store)[0][-1] == "Another count of the same day: 700 moved and 300 left."
    assert asked(store) == 310


def test_newer_counts_by_branch_are_heard_after_an_old_one_by_wave(store: Store) -> None:
    tell(store, [(OCTOBER, "W1", None, 200, 800), (MIDDLE, None, "A", 400, 100), (MIDDLE, None, "B", 300, 200)], WIDE)
    assert said(store).startswith("700 of 1,000 were moved (70%) by 15 Nov 2026")
    assert asked(store) == 300


def test_counts_by_wave_and_branch_are_added_before_they_are_compared_with_the_rows(store: Store) -> None:
    """40 rows were moved by 15 Nov; A and B count 30 and 14. On 20 Nov A alone is counted again: half of a wave is
    compared with no wave."""
    load(store, "branches", [{"branch": "A"}, {"branch": "B"}])
    load(store, "waves", [{"wave": "W1"}])
    load(
        store,
        "customers",
        [{"customer": f"C{n:03d}", "wave": "W1", "branch": "A" if n < 30 else "B"} for n in range(60)],
    )
    load(
        store,
        "transfers",
        [
            {"customer": f"C{n:03d}", "wave": "W1", "status": "moved", "cut_over_on": date(2026, 11, 1)}
            for n in range(40)
        ],
    )
    tell(store, [(MIDDLE, "W1", "A", "moved", 30), (MIDDLE, "W1", "B", "moved", 14), (LATER, "W1", "A", "moved", 30)])
    found = load_counts(store, SCOPE)
    assert [(one.by, one.item, one.day, one.counted, one.rows) for one in found.differences] == [
        ("wave", "W1", MIDDLE, 44, 40)
    ]
    assert "Wave 1 on 15 Nov 2026: 44 counted as moved and 40 in the rows, 4 apart" in said(store)
