"""Discounted money against worked values, and against the definition itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.finance import (
    benefit_cost_ratio,
    irr_all,
    mirr,
    monthly_rate,
    npv,
    payback,
    return_on_investment,
    sign_changes,
)


def test_the_worked_case(golden: dict[str, Any]) -> None:
    case = golden["finance"]
    flows, rate = case["cf"], case["r"]
    assert npv(rate, flows) == pytest.approx(case["npv"])
    assert irr_all(flows) == (pytest.approx(case["irr"]),)
    assert payback(flows) == pytest.approx(case["payback"])
    assert payback(flows, rate) == pytest.approx(case["disc_payback"])
    benefits, costs = [0, *flows[1:]], [1000, 0, 0, 0, 0]
    assert benefit_cost_ratio(rate, benefits, costs) == pytest.approx(case["bcr"])
    assert return_on_investment(benefits, costs) == pytest.approx(case["roi"])


def test_every_rate_of_return_is_listed(golden: dict[str, Any]) -> None:
    case = golden["irr_multi"]
    assert irr_all(case["cf"]) == pytest.approx(tuple(case["roots"]))
    assert sign_changes(case["cf"]) == 2
    # Brealey, Myers & Allen, Principles of Corporate Finance: the strip mine that costs money to close returns 3.50 %
    # and 19.54 %.
    assert irr_all([-3.0, *[1.0] * 9, -6.5]) == pytest.approx((0.0350, 0.1954), abs=5e-5)
    # (x − 1.1)² has one root that only touches zero.
    assert irr_all([-1, 2.2, -1.21]) == pytest.approx((0.1,), abs=1e-5)


def test_no_rate_of_return() -> None:
    assert irr_all([-100, -50]) == ()
    assert irr_all([100, 50]) == ()
    assert irr_all([1000, -3000, 2500]) == ()  # Brealey, Myers & Allen: a project without a real rate


def test_the_modified_rate_of_return() -> None:
    # The example of Microsoft's documentation of MIRR(): 12.61 %.
    assert mirr([-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], 0.10, 0.12) == pytest.approx(0.126094, abs=1e-6)
    assert mirr([100, 200], 0.1, 0.1) is None


def test_money_that_never_comes_back_has_no_payback() -> None:
    assert payback([-1000, 300, 300]) is None
    assert payback([0, 0]) == 0
    assert benefit_cost_ratio(0.1, [1, 2], [0, 0]) is None
    assert return_on_investment([1], [0]) is None


def test_a_monthly_rate_compounds_to_the_yearly_one() -> None:
    assert (1 + monthly_rate(0.06)) ** 12 == pytest.approx(1.06)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=9))
def test_each_rate_found_makes_the_present_value_nothing(flows: list[int]) -> None:
    roots = irr_all([float(flow) for flow in flows])
    assert len(roots) <= sign_changes(flows)
    for root in roots:
        size = sum(abs(flow) / (1 + root) ** time for time, flow in enumerate(flows))
        assert abs(npv(root, flows)) <= 1e-6 * max(size, 1e-9)
