"""Cox's regression on counts against lifelines 0.30.3 (values: tests/analytics/stats/ask_lifelines.py) and
statsmodels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.hazard_regression import PHReg

from analytics.stats.proportional_hazards import Cox, fit_cox, group_lives
from tests.analytics.stats.lives import made, telco


def fitted(lives: pd.DataFrame, names: list[str], entry: str | None = None) -> Cox:
    entered = None if entry is None else list(lives[entry])
    return fit_cox(group_lives(lives[names].to_numpy(), list(lives["time"]), list(lives["event"]), entered), names)


@pytest.mark.shared
def test_telco_by_contract(shared_dir: Path) -> None:
    found = fitted(telco(shared_dir), ["one", "two"])
    told = [(term.value, term.error, term.ph_statistic) for term in found.terms]
    expected = [
        (-2.1910967578645946, 0.0834453555001628, 82.60882528989009),
        (-4.225386234438677, 0.15626296210638482, 23.2998617494822),
    ]
    np.testing.assert_allclose(told, expected, rtol=2e-8)
    assert found.likelihood == pytest.approx(-14343.569217004893, abs=1e-8)
    assert (found.events, found.customers) == (1869, 7032), "eleven customers of no months were never at risk"
    assert found.statistic == pytest.approx(2618.94083, abs=1e-4)


@pytest.mark.shared
def test_telco_with_four_terms(shared_dir: Path) -> None:
    found = fitted(telco(shared_dir), ["one", "two", "senior", "fiber"])
    told = [(term.value, term.error, term.ph_statistic) for term in found.terms]
    expected = [
        (-2.120509367485293, 0.08433759938883936, 95.26615322723752),
        (-4.078786613303227, 0.15774541677239323, 32.95711557114223),
        (-0.05699178384189819, 0.0547378534468276, 0.8888540773733548),
        (0.3689630867567479, 0.05232069507595792, 31.516937328575406),
    ]
    np.testing.assert_allclose(told, expected, rtol=2e-8)
    term = found.terms[3]
    assert (term.ratio, term.low, term.high) == tuple(
        pytest.approx(np.exp(0.3689630867567479 + z * 0.05232069507595792)) for z in (0, -1.9599639845, 1.9599639845)
    )


def test_ties_and_late_entries() -> None:
    found = fitted(made(), ["x"], "entry")
    assert (found.terms[0].value, found.terms[0].error) == (
        pytest.approx(0.4522407956627216, abs=1e-7),
        pytest.approx(0.12181058679381133, abs=1e-7),
    )
    assert found.likelihood == pytest.approx(-1410.810414214131, abs=1e-8)
    lives = made()
    peer = PHReg(lives["time"], lives[["x"]], lives["event"], entry=lives["entry"] + 0.5, ties="efron").fit()
    assert found.terms[0].value == pytest.approx(float(peer.params[0]), abs=1e-6)


def test_customers_of_one_kind_are_one_row_with_their_number() -> None:
    """The same lives thrice are thrice the counts: grouped or row by row gives the same."""
    lives = pd.concat([made(120)] * 3)
    assert fitted(lives, ["x"]) == fitted(lives.sample(frac=1, random_state=3), ["x"])
    peer = PHReg(lives["time"], lives[["x"]], lives["event"], ties="efron").fit()
    assert fitted(lives, ["x"]).terms[0].value == pytest.approx(float(peer.params[0]), abs=1e-6)


def test_what_cannot_be_estimated_is_not() -> None:
    lives = made(60)
    assert fitted(lives.assign(event=0), ["x"]) is None
    assert fitted(lives.assign(x=1), ["x"]) is None, "one group only"
    assert fitted(lives.assign(event=lives["x"]), ["x"]) is None, "nobody of one group left: the ratio has no end"
    assert fitted(lives.assign(z=lives["x"]), ["x", "z"]) is None, "two names of one thing"


def test_hazards_that_come_together_are_not_called_proportional() -> None:
    rng = np.random.default_rng(11)
    n = 3000
    x = rng.integers(0, 2, n)
    same = pd.DataFrame({"x": x, "time": np.ceil(rng.exponential(np.where(x, 10, 20))), "event": 1})
    other = same.assign(time=np.ceil(np.where(x, 20 * rng.weibull(0.6, n), 20 * rng.weibull(1.6, n))))
    assert fitted(same, ["x"]).terms[0].ph_p > 0.01
    changing = fitted(other, ["x"])
    assert changing.terms[0].ph_p < 1e-9
    assert changing.ph_statistic == pytest.approx(changing.terms[0].ph_statistic)
