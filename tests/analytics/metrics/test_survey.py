"""The sections of the satisfaction page on programmes small enough to work every number out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.satisfaction.numbers.change import load_change
from analytics.satisfaction.numbers.control import Control, compute_control, load_controls, stretches
from analytics.satisfaction.numbers.drivers import load_drivers
from analytics.satisfaction.numbers.mode import load_mode
from analytics.satisfaction.numbers.planning import load_planning
from analytics.satisfaction.numbers.response import load_response
from analytics.satisfaction.numbers.scores import CSAT, NPS
from analytics.satisfaction.numbers.survivors import load_survivors
from analytics.satisfaction.numbers.themes import load_themes
from analytics.satisfaction.numbers.trends import compute_trend
from analytics.scope import Scope
from analytics.stats.importance import relative_weights
from data.store import Store
from tests.analytics.conftest import AS_OF, load

CUT = date(2026, 9, 7)


def sheet(number: int, on: date, **fields: Any) -> dict[str, Any]:
    return {
        "survey": "s",
        "response_id": f"r{number:05}-{on:%m%d}",
        "customer": f"C{number:05}",
        "answered_at": datetime.combine(on, datetime.min.time()) + timedelta(hours=9),
        **fields,
    }


@pytest.fixture
def moved(store: Store) -> Store:
    """One wave of 100 customers that moved; another of 60 that has not."""
    load(
        store,
        "waves",
        [
            {"wave": "W1", "branch": "B1", "started_on": date(2026, 8, 10), "cutover_on": CUT},
            {
                "wave": "W2",
                "branch": "B2",
                "planned_start_on": date(2027, 2, 1),
                "planned_cutover_on": date(2027, 3, 1),
            },
        ],
    )
    load(
        store,
        "customers",
        [
            {
                "customer": f"C{i:05}",
                "wave": "W1" if i < 100 else "W2",
                "branch": "B1" if i < 100 else "B2",
                "segment": "ab"[i % 2],
            }
            for i in range(160)
        ],
    )
    return store


def test_pairs_are_the_same_customers_and_sides_are_all(moved: Store, scope: Scope) -> None:
    """40 answer before (all promoters), 60 after: the same 40 are detractors then, 20 others promoters."""
    before, after = CUT - timedelta(days=10), CUT + timedelta(days=10)
    rows = [sheet(i, before, nps=10) for i in range(40)]
    rows += [sheet(i, after, nps=0 if i < 40 else 9) for i in range(60)]
    load(moved, "surveys", rows)
    found = load_change(moved, scope, "nps")
    own, pair = (found.waves[found.waves["kind"] == kind].iloc[0] for kind in ("unpaired", "paired"))
    assert (own["n_before"], own["n_after"], own["before"]) == (40, 60, 100)
    assert own["after"] == pytest.approx(100 * (20 - 40) / 60)
    assert (pair["n_after"], pair["change"], pair["verdict"]) == (40, -200, "fell")
    assert own["verdict"] == "fell"
    assert found.moved == ("W1",)


def test_below_thirty_nothing_is_judged_and_below_ten_nothing_shown(moved: Store, scope: Scope) -> None:
    rows = [sheet(i, CUT + timedelta(days=side), nps=9 if side < 0 else 2) for i in range(20) for side in (-5, 5)]
    rows += [sheet(i, CUT + timedelta(days=side), csat=4, csat_points=5) for i in range(30, 38) for side in (-5, 5)]
    load(moved, "surveys", rows)
    found = load_change(moved, scope, "nps")
    assert set(found.waves["verdict"]) == {"few"}
    assert "csat" not in set(found.items["item"])


def test_drivers_are_the_relative_weights_of_the_last_complete_answers(moved: Store, scope: Scope) -> None:
    rng = np.random.default_rng(4)
    items = rng.integers(1, 6, (400, 3))
    score = np.clip(items[:, 0] + items[:, 1] // 2 + rng.integers(0, 4, 400), 0, 10)
    names = ("communication", "continuity", "service_quality")
    rows = [
        sheet(
            i,
            CUT,
            nps=float(score[i]),
            **{name: float(value) for name, value in zip(names, items[i], strict=True)},
            **{f"{name}_points": 5 for name in names},
        )
        for i in range(400)
    ]
    load(moved, "surveys", rows)
    found = load_drivers(moved, scope, "nps", repeats=200)
    expected = dict(zip(names, relative_weights(items.astype(float), score.astype(float)), strict=True))
    assert dict(zip(found.frame["item"], found.frame["weight"], strict=True)) == pytest.approx(expected)
    assert found.importance.n == 400
    assert set(found.left_out) == {"service_attitude", "data_protection", "ces"}
    performance = found.frame.set_index("item")["performance"]["communication"]
    assert performance == pytest.approx((items[:, 0].mean() - 1) / 4)


def test_few_answers_give_no_drivers_but_say_how_many_it_takes(moved: Store, scope: Scope) -> None:
    load(moved, "surveys", [sheet(i, CUT, nps=5.0, communication=3.0, continuity=4.0) for i in range(60)])
    found = load_drivers(moved, scope, "nps")
    assert (found.importance, found.asked, found.needed) == (None, 60, 40)


def test_weighting_gives_each_segment_its_part_of_the_roster(moved: Store, scope: Scope) -> None:
    """Segment a: 60 of 80 answers, satisfied; b: 20, not; the roster of W1 is half and half, so 50 % and not 75 %."""
    on = date(2026, 11, 10)
    rows = [sheet(i, on, csat=5.0, csat_points=5, channel="form") for i in range(0, 100, 2)]
    rows += [sheet(i, on, csat=1.0, csat_points=5, channel="phone") for i in range(1, 41, 2)]
    load(moved, "surveys", rows)
    found = load_mode(moved, scope, CSAT)
    wave = found.weighted.set_index("wave").loc["W1"]
    assert (wave["raw"], wave["weighted"], wave["n"]) == (pytest.approx(50 / 70), pytest.approx(0.5), 70)
    assert wave["effective"] == pytest.approx(100**2 / (50 + 50**2 / 20))
    assert found.weighted.set_index("wave").loc["", "unheard"] == pytest.approx(60 / 160)
    assert found.reference == "form"
    assert found.effects["verdict"].tolist() == ["few"]  # 20 answers by phone


def test_the_silent_are_those_who_left_without_an_answer(moved: Store, scope: Scope) -> None:
    """Of 100 moved 20 left, 5 of them after an answer: 15 silent."""
    load(moved, "surveys", [sheet(i, CUT + timedelta(days=3), nps=9.0) for i in range(50)])
    left = [{"customer": f"C{i:05}", "left_on": CUT + timedelta(days=20), "kind": "churn"} for i in range(45, 65)]
    load(moved, "departures", left)
    found = load_survivors(moved, scope, NPS)
    row = found.frame.iloc[0]
    assert (row["moved"], row["gone"], row["silent"]) == (100, 20, 15)
    assert (row["floor"], row["ceiling"]) == pytest.approx((0.85 * 100 - 15, 100))
    assert found.departures


def test_a_comment_has_every_theme_of_which_it_holds_a_word(moved: Store, scope: Scope) -> None:
    before, after = CUT - timedelta(days=10), CUT + timedelta(days=10)
    rows = [sheet(i, before, nps=5.0, comment="排队太久") for i in range(40)]
    rows += [
        sheet(i, after, nps=5.0, comment="Direct Debit failed, nobody told us" if i % 2 else "代扣没有转过来")
        for i in range(40)
    ]
    rows += [sheet(i, after, nps=5.0, comment="Nothing to add") for i in range(40, 50)]
    load(moved, "surveys", rows)
    found = load_themes(moved, scope)
    themes = found.frame.set_index("theme")
    assert (themes.loc["debit", "before"], themes.loc["debit", "after"]) == (0.0, 0.8)
    assert themes.loc["debit", "verdict"] == "new"
    assert themes.loc["notice", "after"] == pytest.approx(0.4)
    assert themes.loc["waiting", "verdict"] == "fell"
    assert found.unsorted == pytest.approx(10 / 90)


def test_who_answers_and_how_many_to_ask(moved: Store, scope: Scope) -> None:
    """Of segment a 40 of 80 answer, of b 16 of 80; the next survey is planned with each wave's own rate."""
    on = date(2026, 11, 3)
    asked = [
        {
            "survey": "s",
            "invitation_id": f"i{i}",
            "customer": f"C{i:05}",
            "sent_at": datetime(2026, 11, 2, 9),
            "invited": 1,
        }
        for i in range(160)
    ]
    load(moved, "invitations", asked)
    rows = [sheet(i, on, nps=float(i % 11)) for i in range(0, 160, 4)] + [
        sheet(i, on, nps=8.0) for i in range(1, 160, 10)
    ]
    load(moved, "surveys", rows)
    found = load_response(moved, scope)
    segments = found.frames["segment"].set_index("group")
    assert segments["value"].to_dict() == pytest.approx({"a": 0.5, "b": 0.2})
    assert segments["verdict"].to_dict() == {"a": "above", "b": "below"}
    plan = load_planning(moved, scope, NPS, 20.0)
    wave = plan.frame.set_index("wave").loc["W1"]
    assert (wave["population"], wave["own"]) == (100, True)
    assert wave["rate"] == pytest.approx(found.frames["branch"].set_index("group").loc["B1", "value"])
    assert wave["invited"] == min(100, -(-wave["answers"] // wave["rate"]))


def test_what_is_missing_is_named(store: Store, scope: Scope) -> None:
    load(store, "surveys", [sheet(i, CUT, nps=9.0) for i in range(30)])
    assert load_planning(store, scope, NPS, 8.0).missing == ("customers", "invitations")
    assert load_response(store, scope).empty
    assert load_change(store, scope, "nps").empty
    assert load_survivors(store, scope, NPS).empty
    assert load_themes(store, scope).empty


def control(values: list[float], base: int) -> Control:
    """Weeks of 100 answers each, judged as they are: of the windows each is a week here."""
    weeks = pd.date_range("2026-01-05", periods=len(values), freq="7D")
    frame = pd.DataFrame({"week": weeks, "value": values, "n": 100})
    freeze = weeks[base] if base < len(values) else None
    trend = compute_trend(NPS.passport, frame, frame, frame, freeze, pd.DataFrame(), AS_OF)
    return compute_control("W1", trend)


def test_limits_are_those_of_the_weeks_before_the_freeze() -> None:
    """Twenty weeks of 28 and 32 have the mean 30 and a spread by which 40 is beyond and 36 is not; what comes later
    moves nothing."""
    base = [28.0, 32.0] * 10
    chart = control([*base, 36.0, 40.0], 20)
    limits = chart.trend.limits or pytest.fail("there are limits")
    assert (limits.mean, limits.points) == (pytest.approx(30.0), 20)
    sd = np.std(base, ddof=1) * np.sqrt(1 + 1 / 20)
    half = stats.t.ppf(1 - 0.0027 / 2, 19) * sd
    assert chart.trend.rolling["upper"].iloc[-1] == pytest.approx(30 + half)
    assert chart.trend.rolling["beyond"].tolist() == [0] * 21 + [1]
    assert chart.verdict == "outside"
    assert control([*base, 40.0, 30.0], 20).verdict == "was"
    assert control([*base, 30.0], 20).verdict == "within"
    assert control(base, 20).verdict == "none"


def test_before_it_begins_a_wave_is_not_judged() -> None:
    frame = pd.DataFrame(
        {"week": pd.date_range("2026-01-05", periods=24, freq="7D"), "value": [28.0, 32.0] * 12, "n": 100}
    )
    trend = compute_trend(NPS.passport, frame, frame, frame, pd.Timestamp("2027-01-30"), pd.DataFrame(), AS_OF)
    assert compute_control("W8", trend).verdict == "waiting"


def test_provisional_limits_judge_nothing_and_one_look_at_the_runs_is_not_enough() -> None:
    rng = np.random.default_rng(1)
    base = list(rng.normal(30, 4, 20))
    early = control([*base[:14], 90.0], 14)
    assert (early.trend.rolling["beyond"].tolist(), early.verdict) == ([0] * 15, "provisional")
    above = [31.0 + 0.5 * (at % 3) for at in range(12)]
    mixed = [30.0 + (3 if at % 2 else -3) for at in range(12)]
    assert not control([*base, *mixed, *above], 20).shifted
    assert control([*base, *[value + 4 for value in above], *[value + 4 for value in above]], 20).shifted
    assert stretches(list(range(25))) == [list(range(1, 13)), list(range(13, 25))]


def test_each_wave_is_watched_from_its_own_start(moved: Store, scope: Scope) -> None:
    rows = [sheet(i, date(2026, 2, 2) + timedelta(weeks=week), nps=9.0) for week in range(40) for i in range(12)]
    load(moved, "surveys", rows)
    found = {one.wave: one for one in load_controls(moved, scope, NPS)}
    assert {wave: one.trend.freeze for wave, one in found.items()} == {
        "": pd.Timestamp("2026-08-10"),
        "W1": pd.Timestamp("2026-08-10"),
    }
    # Everybody answers alike: nothing scatters, and nothing is beyond.
    assert {one.verdict for one in found.values()} == {"within"}
