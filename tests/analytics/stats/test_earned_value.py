"""Earned value and earned schedule against worked values of the literature."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.stats.earned_value import EarnedValue, earned_schedule, earned_share


def test_the_set_of_indices(golden: dict[str, Any]) -> None:
    value, expected = EarnedValue(1000, 500, 400, 450), golden["evm"]
    found = {
        "CV": value.cv,
        "SV": value.sv,
        "CPI": value.cpi,
        "SPI": value.spi,
        "EAC_cpi": value.eac_cpi,
        "EAC_bud": value.eac_budget,
        "EAC_cpixspi": value.eac_both,
        "ETC": value.etc,
        "VAC": value.vac,
        "TCPI_BAC": value.tcpi_bac,
        "TCPI_EAC": value.tcpi_eac,
    }
    assert found == pytest.approx(expected)


def test_a_spent_budget_has_no_index_to_complete() -> None:
    spent = EarnedValue(1000, 900, 800, 1000)
    assert (spent.tcpi_bac, spent.budget_gone) == (None, True)
    done = EarnedValue(1000, 1000, 1000, 1100)
    assert (done.tcpi_bac, done.budget_gone) == (None, False)


def test_before_anything_is_spent_or_planned_there_is_no_index() -> None:
    value = EarnedValue(1000, 0, 0, 0)
    assert (value.cpi, value.spi, value.eac_cpi, value.eac_both, value.etc, value.vac, value.tcpi_eac) == (None,) * 7
    assert value.eac_budget == 1000
    assert value.tcpi_bac == 1


def test_earned_schedule(golden: dict[str, Any]) -> None:
    expected = golden["earned_schedule"]
    planned = [100, 250, 450, 700, 1000]
    found = earned_schedule(planned, 400, 4)
    assert found.earned == pytest.approx(expected["ES"])
    assert (found.sv_t, found.spi_t) == pytest.approx((expected["SVt"], expected["SPIt"]))
    assert found.ieac_t == pytest.approx(expected["IEACt"])
    assert found.tspi == pytest.approx(expected["TSPI"])
    assert EarnedValue(1000, 700, 400, 0).spi == pytest.approx(expected["SPI"])


def test_all_done_two_periods_late(golden: dict[str, Any]) -> None:
    planned = [200, 400, 600, 800, 1000, 1000, 1000]
    found = earned_schedule(planned, 1000, 7)
    assert EarnedValue(1000, planned[6], 1000, 0).spi == golden["es_late_finish"]["SPI"]
    assert found.spi_t == pytest.approx(golden["es_late_finish"]["SPIt"])
    assert (found.done, found.ieac_t, found.tspi, found.duration) == (True, 7, None, 5)


def test_a_flat_stretch_counts_to_its_end_and_late_work_has_no_pace() -> None:
    assert earned_schedule([100, 100, 100, 400], 100, 3).earned == 3
    assert earned_schedule([0, 0, 100], 0, 2).earned == 2
    late = earned_schedule([500, 1000], 750, 4)
    assert (late.tspi, late.ieac_t) == (None, pytest.approx(2 / (1.5 / 4)))


@pytest.mark.parametrize("planned", [[100, 50], [0, 0], []])
def test_a_plan_that_falls_or_is_nothing_is_refused(planned: list[float]) -> None:
    with pytest.raises(ValueError, match="planned"):
        earned_schedule(planned, 10, 1)


@pytest.mark.parametrize(
    ("rule", "state", "earned"),
    [
        ("0/100", {"share": 0.9, "started": True}, 0.0),
        ("0/100", {"done": True}, 1.0),
        ("50/50", {"started": True}, 0.5),
        ("50/50", {}, 0.0),
        ("percent", {"share": 0.4, "started": True}, 0.4),
        ("percent", {"share": 1.4}, 1.0),
        ("units", {"share": 0.25}, 0.25),
    ],
)
def test_rules_of_earning(rule: Any, state: dict[str, Any], earned: float) -> None:
    assert earned_share(rule, **state) == earned
