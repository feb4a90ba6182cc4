"""A quiet programme has nothing planted in plan and money: budgets, tasks and cut-overs are kept within noise."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from data.demo.ledgers import waves_as_known
from data.demo.money import benefit_sheet, budget, changes, cost_sheet
from data.demo.plan import SEED, WAVES
from data.demo.project import NOISE_DAYS, baselines, snapshot
from data.demo.words import Words

WORDS = Words("en")
DAY = date(2026, 11, 22)
SUNDAYS = [date(2026, 1, 4) + timedelta(weeks=week) for week in range(0, 47, 2)]
SEEDS = range(SEED, SEED + 40)


def test_costs_of_a_quiet_programme_keep_their_budget_within_noise() -> None:
    plan = budget(quiet=True)
    own = plan[plan["kind"] != "contingency"]["budget"].sum()
    apart = []
    for seed in SEEDS:
        sheet = cost_sheet(WORDS, DAY, seed=seed, quiet=True)
        work = sheet[sheet["kind"] != "contingency"]
        expected = work["actual"].fillna(work["forecast"]).sum()
        apart.append(expected / own - 1)
        over = work["actual"].notna()
        assert (work.loc[~over, "forecast"] == work.loc[~over, "budget"]).all()
        benefits = benefit_sheet(WORDS, DAY, seed=seed, quiet=True)
        done = benefits["realised"].notna()
        assert (benefits.loc[~done, "forecast"] == benefits.loc[~done, "planned"]).all()
        assert benefits.loc[done, "realised"].sum() / benefits.loc[done, "planned"].sum() == pytest.approx(1, abs=0.06)
    assert max(map(abs, apart)) < 0.02
    assert pd.Series(apart).mean() == pytest.approx(0, abs=0.003)
    assert 10 <= sum(share > 0 for share in apart) <= 30


def test_tasks_of_a_quiet_programme_keep_their_plan_within_noise() -> None:
    for seed in SEEDS[:8]:
        late = pd.Series(dtype=float)
        for on in SUNDAYS:
            plan = snapshot(WORDS, on, seed=seed, quiet=True)
            apart = (plan["forecast_finish_on"] - plan["planned_finish_on"]).dt.days
            assert apart.abs().max() <= NOISE_DAYS
            assert (apart[plan["milestone"]] == 0).all()
            assert plan["actual_finish_on"].dropna().le(pd.Timestamp(on)).all()
            late = apart
        assert late.ne(0).sum() >= 10
        assert late.mean() == pytest.approx(0, abs=1)
    told = [
        frame.frame
        for on in SUNDAYS
        for frame in baselines(WORDS, on + timedelta(days=1), on - timedelta(days=13), quiet=True)
    ]
    assert [version for frame in told for version in frame["version"].unique()] == []


def test_waves_of_a_quiet_programme_are_cut_over_on_the_day_planned_from_the_beginning() -> None:
    first, last = (waves_as_known(WORDS, on, quiet=True).set_index("wave") for on in (date(2025, 9, 7), DAY))
    assert (first["planned_cutover_on"] == last["planned_cutover_on"]).all()
    moved = last["cutover_on"].notna()
    assert list(last.index[moved]) == [plan.wave for plan in WAVES[:5]]
    assert (last.loc[moved, "cutover_on"] == last.loc[moved, "planned_cutover_on"]).all()
    told = next(iter(changes(WORDS, DAY, date(2025, 9, 7), quiet=True))).frame
    done = told[told["cost_found"].notna()]
    assert (done["cost_found"] == done["cost_expected"]).all()
