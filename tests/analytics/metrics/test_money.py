"""Cost and benefit against a public workbook with its own results, and against small sheets worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.cost.charts.lines import chart_periods
from analytics.cost.numbers import compute_bridge, compute_periods, compute_range, compute_value, load_costs
from analytics.cost.numbers.costs import Value, available_rules
from analytics.cost_benefit.numbers import compute_case, compute_odds, compute_returns, load_benefits
from analytics.cost_benefit.numbers.case import Assumptions, Case, compute_waterfall, measured, shifted
from analytics.cost_benefit.numbers.scenarios import load_scenarios, read_scenario, write_scenario
from analytics.marks import Bars
from analytics.scope import Scope
from analytics.stats.earned_value import EarnedValue
from analytics.stats.finance import monthly_rate, npv
from data.ingest import Crosstab, prepare, read_file, understand, unpivot
from data.language import Translator
from data.store import Store
from tests.analytics import conftest
from tests.conftest import ROOT
from tests.data.store.builders import ADMIN

MAPPING = ROOT / "tests/data/ingest/mappings/evm_vertex42.json"
SCOPE = Scope(ADMIN, as_of=datetime(2026, 11, 22, 18))


def test_a_public_workbook_gives_its_own_results(store: Store, shared_dir: Path) -> None:
    """Weeks 1 to 7 as the sheet Report of the workbook has them; BAC 25,200."""
    path = shared_dir / "real/evm_vertex42/vuquang01dl_earned-value-management.xlsx"
    how = Crosstab.model_validate_json(MAPPING.read_text(encoding="utf-8"))
    book = unpivot(read_file(path.name, path.read_bytes()), how)
    prepared = prepare(book, understand(book, dataset="costs"), constants={"wave": None})
    assert store.commit(prepared, ADMIN, known_at=datetime(2026, 11, 20)).counts.rejected == 0
    costs = load_costs(store, SCOPE, "CNY")
    assert costs.bac == 25_200
    assert available_rules(costs, None, None) == ("stated",)
    value = compute_value(costs, None, None, "stated")
    assert isinstance(value, Value)
    assert value.trend["cpi"].round(3).tolist() == [0.656, 1.436, 1.293, 1.194, 0.900, 1.115, 1.432]
    assert value.trend["spi"].round(3).tolist() == [0.525, 1.400, 1.032, 0.850, 0.700, 0.908, 1.173]
    trend = value.trend
    eac = [EarnedValue(costs.bac, row.pv, row.ev, row.ac).eac_cpi for row in trend.itertuples()]
    assert [round(one or 0, 3) for one in eac] == [
        38_400,
        17_550,
        19_483.432,
        21_107.417,
        27_985.604,
        22_591.958,
        17_592.682,
    ]
    assert (value.now.cv, value.now.sv) == (6_270, 3_070)


def load(store: Store, dataset: str, rows: list[dict[str, Any]]) -> None:
    """Rows with amounts as the decimals the store keeps."""
    conftest.load(
        store,
        dataset,
        [
            {
                name: Decimal(str(value)) if isinstance(value, float) and name != "rate" else value
                for name, value in row.items()
            }
            for row in rows
        ],
    )


def cost(month: int, category: str, budget: float, **more: Any) -> dict[str, Any]:
    return {"period": date(2026, month, 1), "category": category, "budget": budget, **more}


def test_the_bridge_sums_and_a_reserve_is_no_budget(store: Store) -> None:
    load(
        store,
        "costs",
        [
            cost(1, "Migration", 100.0, actual=130.0),
            cost(2, "Migration", 100.0, forecast=120.0),
            cost(1, "Legal", 50.0, actual=40.0),
            cost(2, "Legal", 50.0),
            cost(2, "Reserve", 30.0, kind="contingency"),
        ],
    )
    costs = load_costs(store, SCOPE, "CNY")
    assert (costs.bac, costs.reserve, costs.forecast, costs.actual) == (300, 30, 340, 170)
    assert (costs.closed_on, costs.bac + compute_bridge(costs)["change"].sum()) == (date(2026, 1, 31), costs.forecast)
    bridge = compute_bridge(costs).set_index("category")
    assert bridge.loc["Migration", ["change", "spent"]].tolist() == [50, 30]
    assert bridge.loc["Legal", ["change", "spent"]].tolist() == [-10, -10]


def test_periods_sum_to_the_whole_and_part_paid_from_ahead(store: Store) -> None:
    rows = [
        cost(month, "A", 100.0, **({"actual": 130.0} if month < 4 else {"forecast": 90.0})) for month in range(1, 9)
    ]
    load(store, "costs", [*rows, cost(2, "Reserve", 50.0, kind="contingency")])
    costs = load_costs(store, SCOPE, "CNY")
    months, quarters = compute_periods(costs), compute_periods(costs, "quarter")
    assert months["expected"].tolist() == [130] * 3 + [90] * 5
    assert months["past"].tolist() == [130] * 3 + [0] * 5
    assert quarters[["budget", "expected", "past"]].to_numpy().tolist() == [
        [300, 390, 390],
        [300, 270, 0],
        [200, 180, 0],
    ]
    found = chart_periods(costs, Translator("en"))
    assert found.title.replace("\u00a0", " ") == (
        "3 periods paid are ¥90 over budget; the largest overrun is that of 1 Jan 2026: ¥30, 33% of all"
    )
    assert isinstance(found.body, Bars)
    assert [series.values for series in found.body.series] == [(130,) * 3 + (None,) * 5, (None,) * 3 + (90,) * 5]
    assert [series.values for series in (found.body.targets,) if series] == [(100,) * 8]


def test_another_currency_needs_a_rate(store: Store) -> None:
    load(
        store,
        "costs",
        [
            cost(1, "A", 100.0, currency="CNY"),
            cost(1, "B", 100.0, currency="USD", rate=7.0),
            cost(1, "C", 100.0, currency="EUR"),
            cost(1, "D", 100.0),
        ],
    )
    costs = load_costs(store, SCOPE, "CNY")
    assert (costs.bac, costs.unrated) == (900, 1)


def test_the_last_version_of_the_budget_counts(store: Store) -> None:
    load(store, "costs", [cost(1, "A", 100.0, version="v1"), cost(1, "A", 120.0, version="v2")])
    costs = load_costs(store, SCOPE, "CNY")
    assert (costs.bac, costs.version) == (120, "v2")


def test_the_range_has_the_mean_and_spread_of_its_lines(store: Store) -> None:
    load(store, "costs", [cost(1, "A", 100.0, actual=100.0), cost(2, "A", 100.0, forecast=100.0, low=90.0, high=130.0)])
    found = compute_range(load_costs(store, SCOPE, "CNY"), trials=40_000)
    assert found.totals.mean() == pytest.approx(100 + (90 + 100 + 130) / 3, abs=0.2)
    assert (found.totals.min() >= 190, found.totals.max() <= 230, found.stated) == (True, True, 1.0)
    assert found.chance_within(200) == pytest.approx(0.25, abs=0.01)  # (100 − 90) / (130 − 90) of a triangle


@pytest.fixture
def case(store: Store) -> Case:
    """Ten months: 1,000 spent in the first, 50 of running cost in months 2 and 3, 150 a month from the third."""
    months = [date(2026, at, 1) for at in range(1, 11)]
    load(
        store,
        "costs",
        [
            {"period": months[0], "category": "Move", "budget": 1000.0, "actual": 1000.0},
            *({"period": month, "category": "Running", "kind": "running", "budget": 50.0} for month in months[1:3]),
        ],
    )
    load(
        store,
        "benefits",
        [
            {"period": month, "benefit": name, "kind": kind, "planned": amount}
            for month in months[2:]
            for name, kind, amount in (("Kept", "retained_revenue", 100.0), ("Saved", "savings", 50.0))
        ],
    )
    found = compute_case(load_costs(store, SCOPE, "CNY"), load_benefits(store, SCOPE, "CNY"), customers=100, rate=0.06)
    assert isinstance(found, Case)
    return found


FLOWS = [-1000.0, -50.0, 100.0, *[150.0] * 7]


def test_the_value_is_that_of_the_flows(case: Case) -> None:
    assert case.npv(case.base) == pytest.approx(npv(monthly_rate(0.06), FLOWS))
    assert case.planned_npv == pytest.approx(case.npv(case.base))
    found = compute_returns(case, case.base)
    assert found.payback == pytest.approx((2 + 950 / 150) / 12)
    assert found.roi == pytest.approx(1200 / 1100 - 1)
    assert compute_waterfall(case, case.base)["value"].sum() == pytest.approx(case.npv(case.base))


def test_a_lost_customer_and_a_week_of_delay_have_a_price(case: Case) -> None:
    rate = monthly_rate(0.06)
    kept = npv(rate, [0, 0, *[100.0] * 8])
    assert case.lost_customer == pytest.approx(kept / 100 / (1 - case.base.churn))
    weekly = 50 / (365.25 / 12 / 7)
    share = 1 / (365.25 / 12 / 7)
    flows = np.array([0, 0, *[150.0] * 8])
    moved = (1 - share) * flows + share * np.array([0, 0, 0, *[150.0] * 7])
    assert case.week_of_delay == pytest.approx(
        npv(rate, flows.tolist()) - npv(rate, moved.tolist()) + weekly / (1 + rate) ** 2
    )


def test_flows_shift_by_parts_of_a_month() -> None:
    flows = np.array([0.0, 10.0, 10.0, 0.0])
    assert shifted(flows, 1).tolist() == [0, 0, 10, 10]
    assert shifted(flows, 0.5).tolist() == [0, 5, 10, 5]
    assert shifted(flows, -1).tolist() == [10, 10, 0, 0]


def test_every_trial_is_the_value_of_its_inputs(case: Case) -> None:
    """The vectorised value of a trial is that of the same assumptions computed one at a time."""
    from analytics.stats.worth import INPUTS, values_of

    rng = np.random.default_rng(2)
    inputs = {
        "churn": rng.uniform(0, 0.1, 30),
        "retained": rng.uniform(0.5, 1.2, 30),
        "savings": rng.uniform(0.5, 1.2, 30),
        "delay": rng.uniform(0, 12, 30),
        "cost": rng.uniform(0.8, 1.4, 30),
        "rate": rng.uniform(0.0, 0.2, 30),
    }
    found = values_of(case.sheets, inputs)
    for at in range(30):
        given = replace(case.base, **{name: float(inputs[name][at]) for name in INPUTS})
        assert found[at] == pytest.approx(case.npv(given))


def test_the_tornado_is_sorted_and_the_seed_repeats(case: Case) -> None:
    one, again, other = (compute_odds(case, measured(case), trials=2_000, seed=seed) for seed in (7, 7, 8))
    swing = (one.tornado["high"] - one.tornado["low"]).abs().tolist()
    assert swing == sorted(swing, reverse=True)
    assert np.array_equal(one.values, again.values)
    assert not np.array_equal(one.values, other.values)
    assert one.positive == np.mean(one.values > 0)


def test_bad_luck_comes_together(case: Case) -> None:
    spread = [compute_odds(case, measured(case), trials=20_000, correlation=rho).values.std() for rho in (0.0, 0.5)]
    assert spread[1] > spread[0] * 1.1


def test_a_scenario_that_was_kept_is_read_as_it_was_and_nonsense_changes_nothing(store: Store) -> None:
    given = Assumptions(rate=0.08, churn=0.045, retained=0.9, delay=8.7)
    conftest.load(store, "settings", [{"setting": "scenario.Two months later", "value": write_scenario(given)}])
    kept = load_scenarios(store, SCOPE, Assumptions())
    assert {name: assumed for name, (_, assumed) in kept.items()} == {"Two months later": given}
    assert read_scenario("rate=much; churn=nan; delay=inf; profit=3; cost=1.2", Assumptions()) == Assumptions(cost=1.2)
