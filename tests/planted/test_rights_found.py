"""The product is asked what it sees in the demo programme's notices, consents and promises: what is planted, no
more."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.rights.alerts import compute_gap_alerts
from analytics.rights.charts.fairness import Spread, chart_spread
from analytics.rights.charts.reach import chart_reach
from analytics.rights.numbers.consent import Rights as Found
from analytics.rights.numbers.consent import load_rights
from analytics.rights.numbers.fairness import compute_spread, load_spread
from analytics.scope import Scope
from data.access import Rights
from data.demo.answers import simulate
from data.demo.plan import SEED
from data.demo.rights import NEVER, simulate_wave, truth
from data.demo.truth import load_truth
from data.language import Translator
from data.store import Store
from tests.conftest import proving

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}


@pytest.fixture(scope="module")
def found(demo: Store, rights: Rights) -> Found:
    return load_rights(demo, Scope(rights))


@pytest.fixture(scope="module")
def spread(demo: Store, rights: Rights) -> pd.DataFrame:
    return load_spread(demo, Scope(rights))


def test_the_vulnerable_of_wave_6_are_found_and_nobody_else(spread: pd.DataFrame) -> None:
    unfair = spread[spread["unfair"]]
    assert unfair[["item", "grp", "outcome"]].to_numpy().tolist() == [["vulnerable", "yes", "silent"]]
    assert "Vulnerable" in chart_spread(Spread(spread, "silent"), Translator("en")).title
    assert "no relevant gap" in chart_spread(Spread(spread, "complained"), Translator("en")).title


def test_moved_without_consent_is_counted_in_its_wave_alone(found: Found) -> None:
    """One or two of those planted had closed their account before the cut-over; they were not moved."""
    planted = EFFECTS["moved_without_consent"]
    wrong = found.funnel.set_index("wave")["open_moved"]
    assert planted["customers"] - 2 <= wrong[planted["wave"]] <= planted["customers"]
    assert wrong.drop(planted["wave"]).sum() == 0


def test_the_overdue_promise_is_named(found: Found) -> None:
    late = found.promises[found.promises["state"].isin(["overdue", "broken", "late"])]
    assert late["promise"].tolist() == [EFFECTS["promise_overdue"]["promise"]]


def test_the_wave_that_must_decide_next_is_in_focus_and_silence_is_counted(found: Found) -> None:
    row = found.funnel.set_index("wave").loc[found.focus]
    assert found.focus == "W6"
    assert row["n"] == row["consented"] + row["refused"] + row["silent"]


def test_channels_that_are_alike_are_said_to_be(found: Found) -> None:
    assert "alike" in chart_reach(found, Translator("en")).title


def test_quiet_programmes_have_no_unfair_gap(record_property) -> None:  # type: ignore[no-untyped-def]
    """Without the planted effect: how often any group at all is called unfair in its silence."""
    seeds, called = proving(8, 200), 0
    for seed in range(seeds):
        voice = simulate(SEED + seed, 63, load_truth().quiet())
        parts = []
        for position in (4, 5):
            told = simulate_wave(SEED + seed, voice, position, quiet=True)
            asked = told[told["kind"] == "data"]
            who = asked["customer"].to_numpy()
            groups = {
                "vulnerable": voice.roster.vulnerable[who].astype(str),
                "branch": voice.roster.branch[who].astype(str),
                "segment": voice.roster.segment[who].astype(str),
                "channel": asked["channel"].to_numpy(),
            }
            for item, grp in groups.items():
                counted = pd.DataFrame(
                    {"grp": grp, "asked": 1, "silent": (asked["answered"] == NEVER).to_numpy().astype(int)}
                )
                counted = counted.groupby("grp", as_index=False).sum().assign(item=item, wave=f"W{position + 1}")
                parts.append(
                    counted.assign(n=counted["asked"], due=0, late_notice=0, moved=0, complained=0, left_after=0)
                )
        spread = compute_spread(pd.concat(parts, ignore_index=True), 0.05)
        alerts = compute_gap_alerts(spread, 0.05, date(2026, 11, 22))
        assert bool(alerts) == bool(spread["unfair"].any())
        called += bool(alerts)
    record_property("unfair_gaps_called", f"{called} of {seeds} quiet programmes")
    assert called <= max(1, np.ceil(0.05 * seeds))
