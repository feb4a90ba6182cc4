"""The four scores from rows made by hand: what counts, what does not, what is listed first."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd

from analytics.compliance.numbers.score import Share
from analytics.readiness.numbers.principles import compute_fair, compute_lawful, compute_safe, compute_transparent


def test_lawful_is_the_share_of_decided_duties() -> None:
    rows = pd.DataFrame(
        {
            "kind": ["duty", "duty", "duty"],
            "state": ["failed", "in_time", "in_time"],
            "id": ["P1", "P2", "L8"],
            "wave": ["W1", "W1", None],
            "case": [None, None, "B06"],
            "number": [290.0, None, None],
            "blind": pd.to_datetime([None, None, None]),
        }
    )
    score = compute_lawful(Share(2, 1, rows))
    assert (score.part, score.whole) == (2, 3)
    assert score.rows.iloc[0].tolist() == ["bad", "P1", "W1", 290.0]
    assert score.rows["about"].tolist() == ["W1", "W1", "B06"], "the wave, or the case where there is none"
    unheld = compute_lawful(Share(2, 1, rows.assign(blind=pd.to_datetime([None, None, "2026-10-24"])), unheld=1))
    assert (unheld.value, unheld.rows["state"].tolist()) == (None, ["bad", "good", "none"])


def test_nothing_counted_is_blank() -> None:
    assert (
        compute_lawful(Share(0, 0, pd.DataFrame({"state": [], "id": [], "wave": [], "case": [], "number": []}))).value
        is None
    )


def test_small_groups_are_no_part_of_fairness() -> None:
    spread = pd.DataFrame(
        {
            "item": "branch",
            "grp": ["A", "B", "C"],
            "outcome": "silent",
            "n": [40, 40, 20],
            "gap": [0.2, -0.2, 0.5],
            "unfair": [True, False, False],
        }
    )
    score = compute_fair(spread)
    assert (score.part, score.whole) == (1, 2)
    assert score.rows.iloc[0]["about"] == "branch.A"


def test_transparent_counts_those_whose_day_has_come() -> None:
    funnel = pd.DataFrame({"wave": ["W1", "W2", "W3"], "due": [100.0, 50.0, 0.0], "late": [0.0, 5.0, 0.0]})
    score = compute_transparent(SimpleNamespace(funnel=funnel))  # type: ignore[arg-type]
    assert (score.part, score.whole) == (145, 150)
    assert score.rows["about"].tolist() == ["W2", "W1"]


def test_safe_counts_measures_provisions_and_recoveries_that_are_known() -> None:
    protection = SimpleNamespace(
        controls=pd.DataFrame(
            {"control": ["C1", "C2", "C3"], "title": ["a", "b", "c"], "state": ["good", "bad", "none"]}
        ),
        assets=pd.DataFrame({"asset": ["A1"], "title": ["b"], "state": ["watch"]}),
        incidents=pd.DataFrame(
            {
                "incident": ["I1", "I2", "I3"],
                "name": ["leak", None, "slip"],
                "state": ["watch", "good", "none"],
                "customers": [1_200, None, 3],
            }
        ),
    )
    tests = pd.DataFrame({"wave": ["W1"], "system": ["S"], "tested_on": [date(2026, 1, 1)], "judged": ["failed"]})
    score = compute_safe(protection, SimpleNamespace(last=tests))  # type: ignore[arg-type]
    assert (score.part, score.whole) == (3, 6)
    assert score.rows.loc[score.rows["state"] == "bad", "about"].tolist() == ["b", "W1 S", "leak"]
