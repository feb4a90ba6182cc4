"""Who is counted, from when and until when: small programmes in a store, each customer's days worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.retention.curves import load_cohorts, load_curves, load_excluded, load_outcomes, load_reasons
from analytics.retention.value import lifetime_value, load_in_danger, load_kept
from analytics.scope import Scope
from analytics.stats.survival import kaplan_meier, pairwise_log_rank
from data.access import local_rights
from data.problems import Refusal
from data.store import Store
from tests.analytics.conftest import load
from tests.analytics.stats.lives import GEHAN, counted, telco

CUT = date(2026, 6, 1)
KNOWN = datetime(2026, 11, 22, 12)
END = date(2026, 11, 22)
EXECUTIVE = local_rights("reader", "executive")


def on(days: int) -> date:
    """So many days after the cut-over."""
    return CUT + timedelta(days=days)


def at(day: date) -> datetime:
    """Nine o'clock of a day."""
    return datetime(day.year, day.month, day.day, 9)


def programme(store: Store, customers: int, **columns: list[Any]) -> None:
    """Two waves, W1 moved on :data:`CUT`, W2 later; ``customers`` of W1 in the roster, each moved on the day unless
    said otherwise."""
    waves = [
        {"wave": "W1", "started_on": on(-28), "cutover_on": on(0), "planned_cutover_on": on(0)},
        {"wave": "W2", "planned_cutover_on": date(2027, 3, 1)},
    ]
    load(store, "waves", waves)
    told = [f"C{number:04d}" for number in range(customers)]
    roster = [{"customer": one, "wave": "W1", "branch": "B1"} for one in told]
    for name, values in columns.items():
        for row, value in zip(roster, values, strict=True):
            row[name] = value
    load(store, "customers", roster)


def moved(numbers: range | list[int], **fields: Any) -> list[dict[str, Any]]:
    return [{"customer": f"C{n:04d}", "wave": "W1", "cut_over_on": on(0), "status": "moved", **fields} for n in numbers]


def left(days: dict[int, int], **fields: Any) -> list[dict[str, Any]]:
    return [{"customer": f"C{n:04d}", "left_on": on(day), "kind": "churn", **fields} for n, day in days.items()]


def test_every_kind_of_customer_is_counted_as_documented(store: Store, scope: Scope) -> None:
    """Of 60 customers 40 stay; the others are each a case of SEMANTICS §4."""
    programme(store, 60)
    ledger = moved([n for n in range(60) if n not in (50, 51)])
    ledger += [{"customer": "C0050", "wave": "W1", "planned_on": on(0), "status": "failed"}]  # never cut over
    ledger += [{"customer": "C0051", "wave": "W1", "planned_on": on(0), "status": "refused"}]
    ledger += [
        {"customer": "C0052", "wave": "W2", "cut_over_on": on(60), "status": "moved"}
    ]  # moved twice: the first counts
    ledger += [{"customer": "C0053", "wave": "W2", "planned_on": date(2027, 3, 1), "status": "planned"}]  # in two waves
    ledger[54 - 2] |= {"status": "returned", "returned_on": on(30)}  # moved back: lost from sight on that day
    load(store, "transfers", ledger)
    gone = left({n: 10 * (n + 1) for n in range(5)})  # days 10 … 50
    gone += left({5: 15}, came_back_on=on(40))  # came back: no loss, in sight until then
    gone += left({6: -5})  # before the cut-over
    gone += left({7: -20}, came_back_on=on(-3)) + left({7: 20})  # before and back, then after
    gone += (
        left({52: 70}) + left({54: 35}) + left({55: 0})
    )  # after the return: nothing is known any more; on the day itself
    gone += [{**left({8: 12})[0], "kind": "contract_end"}]
    load(store, "departures", gone)
    found = load_curves(store, scope)
    curve = found.curves[0]
    # Cut over: 60 − 2 never; not counted: C0006. Lost: five, C0007, C0052 (70 days after the first move), C0055; ended:
    # C0008.
    assert (curve.n, curve.lost, curve.ended, found.until) == (57, 8, 1, END)
    events = {float(t): d for t, d in zip(curve.survival.times, curve.survival.events, strict=True) if d}
    assert events == {0: 1, 10: 1, 12: 1, 20: 2, 30: 1, 40: 1, 50: 1, 70: 1}
    risk = dict(zip(curve.survival.times, curve.survival.at_risk, strict=True))
    # On day 30 one leaves and one was moved back, both at risk on it; on 40 one leaves and one had come back.
    assert (risk[0], risk[10], risk[12], risk[20], risk[30], risk[40], risk[50], risk[70]) == (
        57,
        56,
        55,
        54,
        52,
        50,
        48,
        47,
    )
    assert load_excluded(store, scope) == {
        "before": None,
        "back": None,
        "never": None,
        "returned": None,
        "two_waves": None,
        "twice": None,
    }
    outcomes = load_outcomes(store, scope)
    assert (outcomes.n, outcomes.refused) == (58, 1)
    last = {name: one.share[-1] for name, one in outcomes.incidence.items()}
    assert last["left"] + last["ended"] == pytest.approx((1 - curve.survival.share[-1]) * 57 / 58)


def test_who_becomes_a_customer_after_the_cut_over_is_at_risk_from_then_on(store: Store, scope: Scope) -> None:
    since = [date(2020, 1, 1)] * 20 + [on(50)] * 10
    programme(store, 30, customer_since=since)
    load(store, "transfers", moved(range(30)))
    load(store, "departures", left({0: 40, 25: 60, 1: 70}))
    survival = load_curves(store, scope).curves[0].survival
    told = {t: (n, d) for t, n, d in zip(survival.times, survival.at_risk, survival.events, strict=True) if d}
    assert told == {40: (20, 1), 60: (29, 1), 70: (28, 1)}
    assert survival.at(100)[0] == pytest.approx(19 / 20 * 28 / 29 * 27 / 28)


def test_a_wave_without_a_ledger_of_customers_counts_from_its_own_cut_over(store: Store, scope: Scope) -> None:
    programme(store, 20)
    load(store, "departures", left({0: 10}))
    curve = load_curves(store, scope).curves[0]
    assert (curve.n, curve.lost, curve.followed) == (20, 1, (END - CUT).days)


def test_departures_are_known_until_the_ledger_was_last_loaded(store: Store, scope: Scope) -> None:
    programme(store, 20)
    load(store, "transfers", moved(range(20)))
    load(store, "departures", left({0: 10}), known_at=datetime(2026, 7, 1, 12))
    found = load_curves(store, scope)
    assert (found.until, found.curves[0].followed) == (date(2026, 7, 1), 30.0)
    cells = load_cohorts(store, scope)
    np.testing.assert_allclose(cells.cells.loc["W1"].to_numpy()[:2], [1.0, 0.95])
    assert cells.cells.loc["W1"].iloc[2:].isna().all(), "what cannot be seen yet is blank, not zero"
    assert (cells.n.loc["W1"].iloc[:2] == 20).all()


def test_without_a_ledger_of_departures_nothing_is_said(store: Store, scope: Scope) -> None:
    programme(store, 20)
    load(store, "transfers", moved(range(20)))
    assert (load_curves(store, scope), load_cohorts(store, scope), load_outcomes(store, scope)) == (None, None, None)
    assert load_reasons(store, scope).empty


def test_a_group_below_ten_has_no_curve_and_no_tail_below_ten(store: Store, scope: Scope) -> None:
    programme(store, 40, segment=["Retail"] * 32 + ["Young"] * 8)
    load(store, "transfers", moved(range(40)))
    load(store, "departures", left({n: 10 + n for n in range(25)}))
    found = load_curves(store, scope, "segment")
    assert ([curve.group for curve in found.curves], found.hidden) == (["Retail"], 1)
    curve = found.curves[0]
    # 32 at the start, one less after each of the days 10 … 34: from the 24th departure on fewer than ten are at risk.
    assert (curve.followed, curve.survival.at_risk[-1], curve.lost) == (32, 10, 22 + 1)
    assert found.test is None
    other = load_curves(store, replace(scope, rights=EXECUTIVE), "segment")
    assert {curve.group for curve in other.curves} <= {"Retail"}


def test_groups_stand_as_they_were_at_the_cut_over(store: Store, scope: Scope) -> None:
    """A complaint or an answer of later does not move anybody into another group."""
    programme(store, 60, value_tier=["high"] * 20 + ["low"] * 40)
    load(store, "transfers", moved(range(60)))
    complaints = [{"complaint": f"K{n}", "customer": f"C{n:04d}", "opened_at": at(on(-3))} for n in range(15)]
    complaints += [{"complaint": f"L{n}", "customer": f"C{n:04d}", "opened_at": at(on(3))} for n in range(15, 40)]
    load(store, "complaints", complaints)
    said = [
        {
            "survey": "s",
            "response_id": f"r{n}",
            "customer": f"C{n:04d}",
            "answered_at": at(on(-2)),
            "nps": 9.0 if n < 30 else 3.0,
        }
        for n in range(50)
    ]
    said += [
        {"survey": "s", "response_id": f"x{n}", "customer": f"C{n:04d}", "answered_at": at(on(9)), "nps": 0.0}
        for n in range(30)
    ]
    load(store, "surveys", said)
    letters = [
        {
            "customer": f"C{n:04d}",
            "kind": "transfer",
            "channel": "letter" if n < 25 else "email",
            "sent_at": at(on(-30)),
        }
        for n in range(60)
    ]
    load(store, "notices", letters)
    load(store, "departures", left({0: 30, 20: 30}))
    sizes = {
        by: {curve.group: curve.n for curve in load_curves(store, scope, by).curves}
        for by in ("complained", "satisfied", "notice", "value")
    }
    assert sizes == {
        "complained": {"no": 45, "yes": 15},
        "satisfied": {"promoter": 30, "detractor": 20, "": 10},
        "notice": {"email": 35, "letter": 25},
        "value": {"low": 40, "high": 20},
    }


def test_revenue_kept_is_against_the_month_before_each_customers_own_cut_over(store: Store, scope: Scope) -> None:
    programme(store, 24)
    load(store, "transfers", moved(range(24)))
    load(store, "departures", left({0: 30}))
    paid = [{"customer": f"C{n:04d}", "month": date(2026, 5, 1), "amount": 100} for n in range(22)]
    later = [
        {"customer": f"C{n:04d}", "month": date(2026, 10, 1), "amount": 150 if n == 1 else 80 if n == 2 else 100}
        for n in range(1, 21)
    ]
    later += [{"customer": "C0023", "month": date(2026, 10, 1), "amount": 999}]  # no customer of then
    load(store, "revenue", paid + later)
    (found,) = load_kept(store, scope)
    # C0000 left: zero. C0021 is there and has no figure: not known, in neither sum.
    assert (found.n, found.silent, found.base, found.kept, found.now) == (21, 1, 2100, 1980, 2030)
    assert (found.gross, found.net) == (pytest.approx(1980 / 2100), pytest.approx(2030 / 2100))


def test_the_value_of_a_customer_is_its_discounted_margin() -> None:
    assert lifetime_value(100, 0.0, 0.4, 0.0, 60) == pytest.approx(2400)
    # 1 % leave a week, 8 % a year: a sum of a geometric series.
    factor = 0.99 ** (365.25 / 84) / 1.08 ** (1 / 12)
    assert lifetime_value(100, 0.01, 1.0, 0.08, 60) == pytest.approx(100 * (1 - factor**60) / (1 - factor))


def test_customers_in_danger_are_the_dear_ones_first_and_need_the_right_to_rows(store: Store, scope: Scope) -> None:
    tiers = ["low"] * 10 + ["high"] * 10
    programme(store, 20, value_tier=tiers)
    load(store, "transfers", moved(range(20)))
    load(store, "departures", left({15: 30}))
    opened = [{"complaint": f"K{n}", "customer": f"C{n:04d}", "opened_at": at(date(2026, 11, 10))} for n in (3, 12, 15)]
    opened += [
        {
            "complaint": "K4",
            "customer": "C0004",
            "opened_at": at(date(2026, 11, 10)),
            "closed_at": at(date(2026, 11, 12)),
        }
    ]
    load(store, "complaints", opened)
    said = {"survey": "s", "response_id": "1", "customer": "C0003", "answered_at": at(date(2026, 11, 1)), "nps": 2.0}
    load(store, "surveys", [said])
    found = load_in_danger(store, scope)
    assert list(zip(found["value_tier"], found["why"], strict=True)) == [
        ("high", ("complaint",)),
        ("low", ("complaint", "detractor")),
    ]
    # Neither a move that failed before another did not, nor one that somebody refused who went later, is a danger any
    # more.
    failed = [{"customer": f"C{n:04d}", "wave": "W2", "planned_on": on(-9), "status": "failed"} for n in (1, 2)]
    failed += [{"customer": f"N{n:04d}", "wave": "W1", "planned_on": on(0), "status": "refused"} for n in (1, 2)]
    load(store, "transfers", [*failed, {"customer": "N0002", "wave": "W2", "cut_over_on": on(30), "status": "moved"}])
    assert list(load_in_danger(store, scope)["why"]) == [("complaint",), ("complaint", "detractor"), ("failed",)]
    with pytest.raises(Refusal) as refused:
        load_in_danger(store, replace(scope, rights=EXECUTIVE))
    assert refused.value.code == "no_row_level"


def lives(store: Store, days: list[int], ended: list[int], groups: list[str]) -> None:
    """Lives of a published set as a programme: customer i is moved so long before the last day as it was followed or
    left."""
    load(store, "waves", [{"wave": "W1", "cutover_on": on(-900), "planned_cutover_on": on(-900)}])
    ids = [f"C{n:05d}" for n in range(len(days))]
    cuts = [END - timedelta(days=int(day)) for day in days]
    load(
        store,
        "customers",
        [{"customer": one, "wave": "W1", "segment": group} for one, group in zip(ids, groups, strict=True)],
    )
    load(
        store,
        "transfers",
        [
            {"customer": one, "wave": "W1", "cut_over_on": cut, "status": "moved"}
            for one, cut in zip(ids, cuts, strict=True)
        ],
    )
    load(
        store,
        "departures",
        [{"customer": one, "left_on": END, "kind": "churn"} for one, event in zip(ids, ended, strict=True) if event],
    )


@pytest.mark.shared
def test_gehan_through_the_store(store: Store, scope: Scope, shared_dir: Path) -> None:
    found = pd.read_csv(shared_dir / GEHAN)
    lives(store, list(found["time"]), list(found["cens"]), list(found["treat"]))
    curves = load_curves(store, scope, "segment")
    drug, control = curves.curve("6-MP"), curves.curve("control")
    told = [drug.survival.at(week)[0] for week in (6, 7, 10, 13, 16)]
    np.testing.assert_allclose(told, [0.8571, 0.8067, 0.7529, 0.6902, 0.6275], atol=5e-5)
    assert (control.survival.quantile(), drug.n, control.n) == (8, 21, 21)
    assert (curves.test.statistic, curves.test.p) == (
        pytest.approx(16.793, abs=5e-4),
        pytest.approx(4.17e-05, rel=2e-3),
    )
    (pair,) = curves.pairs
    assert (pair.test.statistic, pair.p) == (pytest.approx(curves.test.statistic), pytest.approx(curves.test.p))
    assert drug.followed == 17, "fewer than ten are followed any longer"


@pytest.mark.shared
def test_telco_through_the_store(store: Store, scope: Scope, shared_dir: Path) -> None:
    found = telco(shared_dir)
    contract = np.where(found["one"] == 1, "one", np.where(found["two"] == 1, "two", "month"))
    lives(store, list(found["time"]), list(found["event"]), list(contract))
    whole = load_curves(store, scope).curves[0].survival
    np.testing.assert_allclose([whole.at(m)[0] for m in (12, 24, 72)], [0.843200, 0.788736, 0.592790], atol=5e-7)
    curves = load_curves(store, scope, "segment")
    assert (curves.test.statistic, curves.test.freedom) == (pytest.approx(2352.87, abs=0.01), 2)
    months = np.unique(found["time"])
    groups = {name: counted(found[contract == name], months) for name in ("month", "one", "two")}
    peers = {(pair.one, pair.other): pair for pair in pairwise_log_rank(groups)}
    for pair in curves.pairs:
        peer = peers[min(pair.one, pair.other), max(pair.one, pair.other)]
        assert (pair.test.statistic, pair.p) == (pytest.approx(peer.test.statistic), pytest.approx(peer.p))
    peer = kaplan_meier(list(months), *counted(found, months))
    np.testing.assert_allclose([whole.at(month)[0] for month in months[months > 0]], peer.share[months > 0], atol=1e-12)
