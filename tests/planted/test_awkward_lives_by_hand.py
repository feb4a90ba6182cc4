"""Four small programmes in which everything happens that can become of a customer: each number of the page of retention
as plain Python counts it from the rows that were loaded, customer by customer and day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from analytics.complaints.numbers.rates import load_complaints
from analytics.marks.words import frame_of, table_of
from analytics.retention.charts.thread import table_steps
from analytics.retention.curves import UNUSUAL, load_cohorts, load_curves, load_excluded, load_outcomes
from analytics.retention.effect import load_effect
from analytics.retention.pace import load_pace
from analytics.retention.phases import load_phases
from analytics.retention.thread import load_thread
from analytics.retention.value import load_kept, load_lifetime
from analytics.scope import Scope
from data.language import Translator
from data.store import Store, open_store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN, prepared
from tests.planted.awkward import (
    CUTS,
    DAY,
    KNOWN,
    MONTH,
    NEVER,
    OFF,
    Made,
    curve_of,
    cut_of,
    lives_of,
    make,
    mean_days,
    off,
    variance_of,
    waves_of,
    week_number,
    weeks_of,
)
from tests.planted.by_hand import Effects


@pytest.fixture(scope="module", params=range(4))
def both(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A programme and the store of it."""
    made = make(request.param)
    store = open_store(tmp_path_factory.mktemp("awkward") / "programme.duckdb")
    roster = made.rows["customers"]
    store.commit(prepared("customers", roster), ADMIN, known_at=datetime(2026, 5, 1))
    stayed = [row for row in roster if not off(row)]
    store.commit(
        prepared("customers", stayed, complete=True), ADMIN, known_at=datetime(OFF.year, OFF.month, OFF.day, 12)
    )
    for ledger, rows in made.rows.items():
        if ledger != "customers":
            load(store, ledger, rows, KNOWN)
    yield made, store
    store.close()


@pytest.fixture
def scope() -> Scope:
    return Scope(ADMIN, as_of=datetime(2026, 11, 22, 18))


Both = tuple[Made, Store]


def test_curves_outcomes_means_and_hazards(both: Both, scope: Scope) -> None:
    made, store = both
    lives = lives_of(made)
    found = load_curves(store, scope, "wave")
    assert {curve.group for curve in found.curves} == set(CUTS)
    hands = {}
    for curve in found.curves:
        hand = curve_of([one for one in lives.values() if one.wave == curve.group])
        hands[curve.group] = hand
        days, risk, left, ended = (np.array(column) for column in zip(*hand, strict=True))
        at = curve.survival.times.astype(int)
        assert at.max() == days.max()
        assert set(days[(left + ended) > 0]) <= set(at)
        np.testing.assert_array_equal(curve.survival.at_risk, risk[at])
        assert (curve.lost, curve.ended) == (left.sum(), ended.sum())
        share = np.cumprod(1 - (left + ended) / risk)
        np.testing.assert_allclose(curve.survival.share, share[at], atol=1e-12)
        before = np.concatenate([[1.0], share[:-1]])
        for kind, own in (("left", left), ("ended", ended)):
            into = np.cumsum(before * own / risk)
            np.testing.assert_allclose(curve.incidence[kind].share, into[at], atol=1e-12)
            for place, day in enumerate(at):
                if place % 9 == 0:
                    error = variance_of(into[: day + 1], before, risk, left + ended, own) ** 0.5
                    assert curve.incidence[kind].error[place] == pytest.approx(error, abs=1e-12)
        for week, row in curve.hazard.iterrows():
            inside = slice(7 * int(week), 7 * int(week) + 7)
            assert row["exposure"] == pytest.approx(risk[inside].sum() / 7)
            assert row["events"] == (left + ended)[inside].sum()
    for gap in found.gaps:
        apart, spread = 0.0, 0.0
        for group, sign in ((gap.one, 1), (gap.other, -1)):
            mean, error = mean_days(hands[group], int(gap.horizon))
            apart, spread = apart + sign * mean, spread + error**2
        assert abs(gap.gap.difference) == pytest.approx(abs(apart))
        assert gap.gap.high - gap.gap.low == pytest.approx(2 * stats.norm.ppf(0.975) * sqrt(spread))
        assert gap.gap.p == pytest.approx(2 * stats.norm.sf(abs(apart) / sqrt(spread)))


def test_the_cohort_map(both: Both, scope: Scope) -> None:
    made, store = both
    lives = lives_of(made)
    found = load_cohorts(store, scope)
    for wave in CUTS:
        own = [one for one in lives.values() if one.wave == wave and one.entry < 0]
        for period in range(14):
            old = [one for one in own if one.cut + timedelta(days=28 * period) <= DAY]
            seen = [one for one in old if one.outcome != "stayed" or one.days >= 28 * period]
            kept = [one for one in seen if one.outcome == "stayed" or one.days > 28 * period]
            cell = found.cells.loc[wave, period]
            assert np.isnan(cell) if len(seen) < 10 else cell == pytest.approx(len(kept) / len(seen))
            assert found.waiting.loc[wave, period] == (not seen)


def test_outcomes_and_who_is_not_counted(both: Both, scope: Scope) -> None:
    made, store = both
    lives, moves, gone = lives_of(made), made.of("transfers"), made.of("departures")
    people = {row["customer"]: row for row in made.rows["customers"]}
    cuts = {name: cut_of(row, moves[name]) for name, row in people.items()}
    refused = [name for name in people if cuts[name] is None and any(row["status"] == "refused" for row in moves[name])]
    found = load_outcomes(store, scope)
    assert (found.n, found.refused) == (
        sum(one.days > one.entry or one.entry < 0 for one in lives.values()) + len(refused),
        len(refused),
    )
    hidden: dict[str, Callable[[str], bool]] = {
        "never": lambda name: people[name]["wave"] in ("W1", "W2") and cuts[name] is None,
        "before": lambda name: (
            cuts[name] is not None
            and any(row["left_on"] < cuts[name] < (row["came_back_on"] or NEVER) for row in gone[name])
        ),
        "returned": lambda name: cuts[name] is not None and any(row.get("returned_on") for row in moves[name]),
        "two_waves": lambda name: len({row["wave"] for row in moves[name]}) > 1,
        "twice": lambda name: sum(row["status"] in ("moved", "returned") for row in moves[name]) > 1,
    }
    said = load_excluded(store, scope)
    for kind, of in hidden.items():
        n = sum(map(of, people))
        assert said.get(kind) == (n if n >= 10 else None), kind


def test_the_effect_and_what_it_cost(both: Both, scope: Scope) -> None:
    """By the second way of working it out that the demo is held against: each wave less those not moved yet."""
    made, store = both
    waves, lines = waves_of(made), []
    first = week_number(min(row["left_on"] for row in made.rows["departures"]))
    for wave in waves.index:
        for week, (there, lost) in weeks_of(made, wave).items():
            if there >= 10 and week >= max(first, int(waves["told"].min()) - 52):
                lines.append((wave, f"B{wave[1]}", week, there, lost / there))
    hand = Effects(pd.DataFrame(lines, columns=["wave", "branch", "week", "size", "value"]), waves)
    found = load_effect(store, scope)
    value, _, _, n = hand.overall()
    assert (found.overall.value, found.overall.low) == (pytest.approx(value, abs=1e-12), None), (
        "four waves tell no interval"
    )
    assert found.overall.customer_weeks == n
    each = load_lifetime(store, scope).value
    for wave in CUTS:
        value, _, _, n = hand.overall(wave)
        assert (found.waves[wave].value, found.waves[wave].customer_weeks) == (pytest.approx(value, abs=1e-12), n)
        steps = frame_of(
            table_of(table_steps(load_thread(store, scope, wave), Translator("en")).body, Translator("en"))
        )
        lost, money = (cell.replace("\xa0", " ") for cell in steps["Number"].tail(2))
        worth = value * n * each / 1000
        assert lost == f"+{value * n:.0f} (no interval)"
        assert money == f"+¥{worth:.{1 if worth < 100 else 0}f}k (no interval)"


def test_complaints_and_scores_of_the_three_phases(both: Both, scope: Scope) -> None:
    made, store = both
    waves, of = waves_of(made), {row["customer"]: row["wave"] for row in made.rows["customers"]}
    last = week_number(date(2026, 11, 16))
    sizes = {wave: weeks_of(made, wave) for wave in CUTS}
    spans = {
        wave: {
            "before": range(told - 12, told),
            "announced": range(told, moved),
            "after": range(moved, min(moved + 12, last + 1)),
        }
        for wave, told, moved in waves.itertuples()
        if wave in CUTS
    }
    found = load_phases(store, scope)
    for phase, one, score in zip(("before", "announced", "after"), found.complaints, found.satisfaction, strict=True):
        heard = [
            row
            for row in made.rows["complaints"]
            if (wave := of[row["customer"]]) in CUTS and week_number(row["opened_at"].date()) in spans[wave][phase]
        ]
        weeks = sum(sizes[wave][week][0] for wave in CUTS for week in spans[wave][phase] if sizes[wave][week][0] >= 10)
        assert (one.phase, one.events, one.exposure) == (phase, len(heard), weeks)
        answers = {
            row["customer"]: row["nps"]
            for row in sorted(made.rows["surveys"], key=lambda row: row["answered_at"])
            if (wave := of[row["customer"]]) in CUTS and week_number(row["answered_at"].date()) in spans[wave][phase]
        }
        points = [100 * (nps >= 9) - 100 * (nps <= 6) for nps in answers.values()]
        assert (score.n, score.value) == (len(points), pytest.approx(np.mean(points)))


def test_complaints_of_those_there(both: Both, scope: Scope) -> None:
    """A week's rate is of the customers who were there on its Monday and had not left on that day."""
    made, store = both
    gone = made.of("departures")
    weekly = load_complaints(store, scope).weekly.set_index("week")["value"]
    for week in (date(2026, 2, 9), date(2026, 6, 22), date(2026, 7, 27), date(2026, 9, 21), date(2026, 11, 9)):
        there = 0
        for customer in made.rows["customers"]:
            spells = [
                (row["left_on"], row["came_back_on"]) for row in gone[customer["customer"]] if row["left_on"] <= DAY
            ]
            good = min((left for left, back in spells if back is None or back > DAY), default=NEVER)
            away = any(back is not None and left <= week < back <= DAY for left, back in spells)
            last = min(good, OFF if off(customer) else NEVER)
            there += (customer["customer_since"] or date(1, 1, 1)) <= week < last and not away
        heard = sum(week <= row["opened_at"].date() < week + timedelta(days=7) for row in made.rows["complaints"])
        assert weekly[pd.Timestamp(week)] == pytest.approx(heard / there * 1000)


def test_revenue_kept_value_and_pace(both: Both, scope: Scope) -> None:
    made, store = both
    lives, paid = lives_of(made), defaultdict(float)
    for row in made.rows["revenue"]:
        paid[row["customer"], row["month"]] += float(row["amount"])
    sides: dict[str, list[tuple[float, float]]] = defaultdict(list)
    silent = 0
    for name, one in lives.items():
        month = (one.cut.replace(day=1) - timedelta(days=1)).replace(day=1)
        if (name, month) not in paid:
            continue
        now = paid.get((name, MONTH), 0.0 if one.outcome != "stayed" else None)
        silent += now is None
        if now is not None:
            for group in ("", one.wave):
                sides[group].append((paid[name, month], now))
    told = (*load_kept(store, scope), *load_kept(store, scope, "wave"))
    assert {one.group for one in told} == {group for group, rows in sides.items() if len(rows) >= 10} > {"", "W1"}
    for one in told:
        base = sum(first for first, _ in sides[one.group])
        assert (one.n, one.net) == (
            len(sides[one.group]),
            pytest.approx(sum(now for _, now in sides[one.group]) / base),
        )
        assert one.gross == pytest.approx(sum(min(pair) for pair in sides[one.group]) / base)
    assert told[0].silent == silent
    weeks = weeks_of(made)
    exposure, lost = (sum(weeks[week][at] for week in sorted(weeks)[-12:]) for at in (0, 1))
    each = [amount for (_, month), amount in paid.items() if month == MONTH]
    life = load_lifetime(store, scope)
    assert (life.lost, life.exposure, life.n) == (lost, exposure, len(each))
    months = ((1 - lost / exposure) ** (365.25 / 12 / 7) / exp(log(1.08) / 12)) ** np.arange(60)
    assert life.value == pytest.approx(float(np.mean(each)) * months.sum())
    pace = load_pace(store, scope)
    freeze = week_number(min(CUTS.values()) - timedelta(days=35))
    begun = min(week for week, (_, gone) in weeks.items() if gone)
    base = [weeks[week] for week in range(begun, freeze)]
    (n, d) = (sum(column) for column in zip(*base, strict=True))
    scatter = max(1.0, sum((gone - d * there / n) ** 2 / (d * there / n) for there, gone in base) / (len(base) - 1))
    for row in pace.weekly.tail(6).itertuples():
        week = week_number(row.week.date())
        there, gone = (sum(weeks[at][place] for at in range(week - 3, week + 1)) for place in (0, 1))
        assert (row.n, row.value) == (there, pytest.approx(gone / there * 1000))
        # The count at which the binomial test of these weeks against the baseline's reaches the rarity.
        limit = optimize.brentq(
            lambda k, share=there / (there + n): stats.beta.cdf(share, k / scatter, d / scatter + 1) - UNUSUAL,
            1e-6,
            there,
        )
        assert row.high == pytest.approx(limit / there * 1000, rel=1e-6)
