"""What would have come anyway, by hand: the others' rate week by week on the customers of the wave, and nothing where a
week is not known."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.marks import Exhibit
from analytics.move.charts.anyway import chart_complaints, chart_leaving, table_anyway
from analytics.move.numbers.anyway import Anyway, compute_anyway
from analytics.retention.effect import Dates
from data.language import Translator

DATES = {"W1": Dates(58, 62), "W2": Dates(99, 100), "W3": Dates(60, 63)}


def frame(*lines: tuple[str, int, float, float]) -> pd.DataFrame:
    """wave, step, size, events."""
    found = pd.DataFrame(lines, columns=["wave", "step", "size", "events"])
    return found.assign(branch="B1", value=found["events"] / found["size"])


NOW = (
    ("W1", 62, 100.0, 4.0),
    ("W1", 63, 96.0, 2.0),
    ("W2", 62, 200.0, 2.0),
    ("W2", 63, 198.0, 3.96),
    ("W3", 62, 50.0, 0.5),
    ("W3", 63, 50.0, 9.0),
)
BEFORE = (("W1", 10, 100.0, 1.0), ("W2", 10, 300.0, 3.0), ("W1", 11, 100.0, 0.0), ("W2", 11, 300.0, 2.0))


def test_the_others_are_who_had_not_moved_in_that_week_and_a_year_before_everybody() -> None:
    (row,) = compute_anyway(frame(*NOW, *BEFORE), DATES, ("W1",), 63).to_dict("records")
    assert (row["wave"], row["weeks"], row["customers"], row["events"]) == ("W1", 2, 100.0, 6.0)
    # Week 62: (2 + 0.5) / 250 of waves 2 and 3; week 63: of wave 2 alone, since wave 3 has moved.
    assert row["others"] == pytest.approx(100 * 2.5 / 250 + 96 * 3.96 / 198)
    assert row["earlier"] == pytest.approx(100 * 4 / 400 + 96 * 2 / 400)


def test_branches_narrow_who_is_looked_at_and_not_the_others() -> None:
    whole = frame(*NOW, *BEFORE)
    half = pd.concat(
        [
            whole.assign(branch="B1", size=whole["size"] / 4, events=whole["events"] / 2),
            whole.assign(branch="B2", size=whole["size"] * 3 / 4, events=whole["events"] / 2),
        ]
    )
    both, one = (compute_anyway(half, DATES, ("W1",), 63, branches).iloc[0] for branches in ((), ("B1",)))
    assert (both["customers"], one["customers"]) == (100.0, 25.0)
    assert (both["events"], one["events"]) == (6.0, 3.0)
    assert one["others"] == pytest.approx(both["others"] / 4)
    assert compute_anyway(half, DATES, ("W1",), 63, ("B9",)).empty
    t = Translator("en")
    narrowed = Anyway(
        {"leaving": compute_anyway(half, DATES, ("W1",), 63, ("B9",))}, frozenset({"leaving"}), ("W1",), narrowed=True
    )
    assert (
        chart_leaving(narrowed, t).title
        == "No customer of the chosen branches was in a wave that was cut over a whole week ago"
    )


def test_where_a_week_of_the_others_is_not_known_nothing_is_said_of_them() -> None:
    alone = [line for line in NOW if line[0] == "W1"]
    (row,) = compute_anyway(frame(*alone, *BEFORE[:2]), DATES, ("W1",), 63).to_dict("records")
    assert pd.isna(row["others"])  # nobody was left that had not moved
    assert pd.isna(row["earlier"])  # week 11 lies outside the ledger
    # What was before anybody had kept the ledger is not a quiet year.
    silent = [(wave, step, size, 0.0) for wave, step, size, _ in BEFORE]
    (row,) = compute_anyway(frame(*NOW, *silent), DATES, ("W1",), 63).to_dict("records")
    assert pd.isna(row["earlier"])


def test_a_wave_that_has_no_whole_week_yet_is_left_out() -> None:
    assert compute_anyway(frame(*BEFORE), DATES, ("W1",), 61).empty


def test_the_page_compares_and_claims_no_cause() -> None:
    found = Anyway(
        {"leaving": compute_anyway(frame(*NOW, *BEFORE), DATES, ("W1",), 63)}, frozenset({"leaving"}), ("W1",)
    )
    t = Translator("en")
    chart = chart_leaving(found, t)
    assert (
        chart.title.replace("\xa0", " ")
        == "6 customers of wave 1 left; at the pace of waves not yet moved it would have been 3"
    )
    assert chart.note.startswith("A comparison only")
    assert chart.note.endswith("What the move caused is on the page Effect.")
    table = table_anyway(found, t)
    assert isinstance(table, Exhibit)
    (line,) = [[cell.text for cell in row] for row in table.body.rows]  # type: ignore[union-attr]
    assert line[1:] == ["2", "100", "6", "3", "1", "not known", "not known", "not known"]
    assert chart_complaints(found, t).needs == ("complaints",)
