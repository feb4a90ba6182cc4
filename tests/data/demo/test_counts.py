"""Weekly counts for studies of false alarms."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from data.demo import load_truth, redrawn, weekly_counts
from data.demo.answers import simulate
from data.demo.plan import SEED, WAVES


def test_weekly_counts_hold_every_answer_of_the_quiet_story_once() -> None:
    counts = weekly_counts(weeks=12)
    quiet = simulate(SEED, 12, load_truth().quiet()).answers
    assert counts["n"].sum() == len(quiet)
    assert counts["promoters"].sum() == (quiet["nps"] >= 9).sum()
    assert counts["satisfied"].sum() == (quiet["csat"] >= 4).sum()
    assert set(counts["wave"]) == {plan.wave for plan in WAVES}
    assert counts["week"].dt.day_of_week.unique().tolist() == [0]
    assert counts["week"].min().date() == date(2025, 9, 8)


def test_planted_effects_are_in_the_counts_only_where_they_are_wanted() -> None:
    def score(quiet: bool) -> float:
        counts = weekly_counts(weeks=63, quiet=quiet)
        inside = counts[(counts["wave"] == "W3") & counts["week"].between("2026-07-13", "2026-08-03")]
        total = inside.sum(numeric_only=True)
        return float(100 * (total["promoters"] - total["detractors"]) / total["n"])

    assert score(quiet=True) == pytest.approx(27, abs=6)
    assert score(quiet=False) == pytest.approx(3, abs=6)


def test_redrawn_counts_keep_the_volumes_and_follow_the_base() -> None:
    counts = weekly_counts(weeks=12)
    rng = np.random.default_rng(1)
    again = redrawn(counts, rng)
    assert again["n"].tolist() == counts["n"].tolist()
    total = again.sum(numeric_only=True)
    assert 100 * (total["promoters"] - total["detractors"]) / total["n"] == pytest.approx(27, abs=3)
    assert not again.equals(redrawn(counts, rng))
