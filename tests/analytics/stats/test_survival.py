"""Survival curves and the log-rank test against worked values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.multitest import multipletests

from analytics.stats.compare import holm_p
from analytics.stats.survival import (
    Mean,
    Survival,
    compare_restricted,
    competing_incidence,
    crossing,
    kaplan_meier,
    log_rank,
    pairwise_log_rank,
    restricted_mean,
)
from tests.analytics.stats.lives import GEHAN, made, telco
from tests.analytics.stats.lives import counted as lives_counted


def counted(times: list[float], ended: list[int], at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t, e = np.array(times), np.array(ended)
    return np.array([(t >= x).sum() for x in at]), np.array([((t == x) & (e == 1)).sum() for x in at])


def test_kaplan_meier_with_greenwood_and_log_log_bounds(golden: dict[str, Any]) -> None:
    worked = golden["km"]
    at = np.array([row[0] for row in worked["rows"]])
    found = kaplan_meier(at, *counted(worked["T"], worked["E"], at))
    told = np.column_stack([found.times, found.at_risk, found.events, found.share, found.error, found.low, found.high])
    np.testing.assert_allclose(told, np.array(worked["rows"]), atol=1e-6)
    assert found.quantile() == worked["median"]
    assert found.quantile(0.1) is None


def test_log_rank_of_two_groups(golden: dict[str, Any]) -> None:
    first, second = golden["km"], golden["logrank"]
    at = np.array(sorted({*first["T"], *second["T2"]}))
    one, other = counted(first["T"], first["E"], at), counted(second["T2"], second["E2"], at)
    found = log_rank([one[0], other[0]], [one[1], other[1]])
    assert (found.statistic, found.p) == (pytest.approx(second["chi2"]), pytest.approx(second["p"]))
    assert log_rank([one[0]], [one[1]]) is None
    assert log_rank([[5, 4], [0, 0]], [[1, 1], [0, 0]]) is None


def at_all(lives: pd.DataFrame, **how: bool) -> Survival:
    at = np.unique(lives["time"])
    return kaplan_meier(list(at), *lives_counted(lives, at, **how))


def test_the_restricted_mean_is_the_area_under_the_curve(golden: dict[str, Any]) -> None:
    worked = golden["km"]
    at = np.unique(worked["T"])
    curve = kaplan_meier(list(at), *counted(worked["T"], worked["E"], at))
    assert restricted_mean(curve, 10).value == pytest.approx(golden["rmst_10"], abs=1e-12)
    assert restricted_mean(curve, 13) is None, "nobody was followed for 13"
    # Lifelines 0.30.3 (tests/analytics/stats/ask_lifelines.py) on seeded lives.
    for x, mean in ((0, 12.605264250568917), (1, 10.500710399161928)):
        own = made()
        assert restricted_mean(at_all(own[own["x"] == x]), 20).value == pytest.approx(mean, abs=1e-12)


def test_the_error_of_the_restricted_mean_and_its_difference() -> None:
    """Against 400 resamples of the same lives."""
    own = made()
    one, other = own[own["x"] == 0], own[own["x"] == 1]
    found = compare_restricted(restricted_mean(at_all(one), 20), restricted_mean(at_all(other), 20))
    rng = np.random.default_rng(1)
    drawn = []
    for _ in range(400):
        parts = [part.iloc[rng.integers(0, len(part), len(part))] for part in (one, other)]
        means = [restricted_mean(at_all(part), 20) for part in parts]
        drawn.append(means[0].value - means[1].value if all(means) else np.nan)
    half = (found.high - found.low) / 2 / 1.959963984540054
    assert half == pytest.approx(np.nanstd(drawn), rel=0.12)
    assert found.difference == pytest.approx(12.605264250568917 - 10.500710399161928, abs=1e-12)
    assert found.p == pytest.approx(2 * norm.sf(found.difference / half), rel=1e-9)


def test_customers_who_come_under_observation_late_are_at_risk_from_then_on() -> None:
    """Survival of lifelines 0.30.3 with entries half a step after the day on which they entered."""
    curve = at_all(made(), late=True)
    told = [curve.at(time) for time in (3, 10, 30)]
    np.testing.assert_allclose([t[0] for t in told], [0.7953055521871683, 0.4563494336800852, 0.09864085693502299])
    np.testing.assert_allclose(
        [t[1:] for t in told],
        [
            [0.7435822412549258, 0.8377418946673508],
            [0.402806434942092, 0.5082290048856373],
            [0.0634239123174234, 0.1429373499974607],
        ],
    )


def test_nobody_at_risk_all_censored_one_group_and_nobody_at_all() -> None:
    gap = kaplan_meier([1, 2, 3, 4], [4, 0, 5, 3], [1, 0, 1, 0])
    np.testing.assert_allclose(gap.share, [0.75, 0.75, 0.6, 0.6])
    censored = kaplan_meier([1, 2, 3], [9, 6, 2], [0, 0, 0])
    np.testing.assert_array_equal(censored.share, [1, 1, 1])
    np.testing.assert_array_equal(censored.error, [0, 0, 0])
    assert (censored.at(2)[0], np.isnan(censored.at(2)[1:]).all()) == (1.0, True), "no interval is not a sure one"
    assert (censored.quantile(), censored.quantile_interval()) == (None, (None, None))
    assert restricted_mean(censored, 3) == Mean(3, 3.0, 0.0, 3.0, 3.0)
    assert log_rank([[9, 6, 2], [8, 8, 8]], [[0, 0, 0], [0, 0, 0]]) is None
    nobody = kaplan_meier([], [], [])
    assert (len(nobody.times), nobody.at(1), nobody.quantile(), restricted_mean(nobody, 5)) == (0, None, None, None)
    assert competing_incidence([], [], {"left": []})["left"].share.tolist() == []
    assert pairwise_log_rank({"only": ([5, 4], [1, 1])}) == ()


def test_a_group_of_nobody_does_not_stop_the_test_of_the_others(golden: dict[str, Any]) -> None:
    first, second = golden["km"], golden["logrank"]
    at = np.array(sorted({*first["T"], *second["T2"]}))
    one, other = counted(first["T"], first["E"], at), counted(second["T2"], second["E2"], at)
    empty = np.zeros(len(at))
    found = log_rank([one[0], other[0], empty], [one[1], other[1], empty])
    assert (found.statistic, found.freedom) == (pytest.approx(second["chi2"]), 1)


def test_pairs_are_corrected_for_their_number() -> None:
    own = made(900)
    at = np.unique(own["time"])
    groups = {str(k): lives_counted(part, at) for k, part in own.groupby(np.arange(900) % 3)}
    found = pairwise_log_rank(groups)
    alone = [
        log_rank([groups[a][0], groups[b][0]], [groups[a][1], groups[b][1]]).p
        for a, b in (("0", "1"), ("0", "2"), ("1", "2"))
    ]
    assert [(pair.one, pair.other) for pair in found] == [("0", "1"), ("0", "2"), ("1", "2")]
    np.testing.assert_allclose([pair.p for pair in found], multipletests(alone, method="holm")[1])
    assert holm_p([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))


def test_the_incidence_of_one_outcome_leaves_out_those_taken_by_another() -> None:
    """Values of lifelines 0.30.3 (Aalen–Johansen with variance) on lives without ties."""
    own = made()
    own["time"] = np.argsort(np.argsort(own["time"].to_numpy(), kind="stable")) + 1
    at = np.arange(1, 401)
    risk = lives_counted(own, at)[0]
    found = competing_incidence(list(at), risk, {str(k): lives_counted(own, at, k)[1] for k in (1, 2)})
    told = [(found["1"].share[t - 1], found["1"].error[t - 1] ** 2) for t in (50, 100, 200, 350)]
    expected = [
        (0.06114629059224688, 0.00014629709601987238),
        (0.11906251953170637, 0.00027193878365409983),
        (0.2040179336567069, 0.00043978750227668473),
        (0.3938482435405807, 0.0007603802735604893),
    ]
    np.testing.assert_allclose(told, expected, rtol=1e-11)
    everyone = kaplan_meier(list(at), *lives_counted(own, at))
    np.testing.assert_allclose(found["1"].share + found["2"].share, 1 - everyone.share, atol=1e-12)


def test_the_incidence_of_tied_outcomes() -> None:
    """Against statsmodels, which orders ties as it finds them only in its variance."""
    own = made()
    at = np.unique(own["time"])
    found = competing_incidence(
        list(at), lives_counted(own, at)[0], {str(k): lives_counted(own, at, k)[1] for k in (1, 2)}
    )
    peer = CumIncidenceRight(own["time"], own["kind"])
    own_times = {float(t): float(c) for t, c in zip(peer.times, peer.cinc[0], strict=True)}
    np.testing.assert_allclose(found["1"].share, [own_times[float(t)] for t in at], atol=1e-12)


def test_curves_that_cross_are_told_from_curves_that_do_not() -> None:
    early = kaplan_meier([1, 2, 10], [100, 60, 50], [40, 10, 1])
    late = kaplan_meier([1, 8, 10], [100, 90, 40], [5, 50, 20])
    assert crossing(early, late)
    assert not crossing(early, kaplan_meier([1, 2, 10], [100, 90, 80], [5, 5, 5]))
    assert not crossing(early, early)


@pytest.mark.shared
def test_leukaemia_patients_of_gehan(shared_dir: Path) -> None:
    """Medians, survival and log-rank of the published set: MASS, Venables & Ripley; Freireich et al. (1963)."""
    found = pd.read_csv(shared_dir / GEHAN).rename(columns={"cens": "event"})
    at = np.unique(found["time"])
    parts = {name: found[found["treat"] == name] for name in ("6-MP", "control")}
    curves = {name: kaplan_meier(list(at), *lives_counted(part, at)) for name, part in parts.items()}
    assert {name: curve.quantile() for name, curve in curves.items()} == {"6-MP": 23, "control": 8}
    told = [curves["6-MP"].at(week)[0] for week in (6, 7, 10, 13, 16, 22, 23)]
    np.testing.assert_allclose(told, [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], atol=5e-5)
    counts = [lives_counted(part, at) for part in parts.values()]
    test = log_rank([one[0] for one in counts], [one[1] for one in counts])
    assert (test.statistic, test.p) == (pytest.approx(16.793, abs=5e-4), pytest.approx(4.17e-05, rel=2e-3))


@pytest.mark.shared
def test_customers_of_a_phone_company(shared_dir: Path) -> None:
    """IBM's Telco customers: survival by tenure and the log-rank test by contract, as other libraries have them."""
    found = telco(shared_dir)
    at = np.unique(found["time"])
    curve = kaplan_meier(list(at), *lives_counted(found, at))
    np.testing.assert_allclose([curve.at(m)[0] for m in (12, 24, 72)], [0.843200, 0.788736, 0.592790], atol=5e-7)
    np.testing.assert_allclose(curve.at(72)[1:], [0.573063, 0.611936], atol=5e-7)
    parts = [found[(found["one"] == one) & (found["two"] == two)] for one, two in ((0, 0), (1, 0), (0, 1))]
    counts = [lives_counted(part, at) for part in parts]
    test = log_rank([one[0] for one in counts], [one[1] for one in counts])
    assert (test.statistic, test.freedom) == (pytest.approx(2352.87, abs=0.005), 2)
