"""What the pages of retention and of the effect say of the demo programme is what its rows say, worked out beside the
product (``by_hand``)."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import survdiff
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from analytics.marks.words import frame_of, table_of
from analytics.retention.charts import effect as words
from analytics.retention.charts import effect_worth, staying, thread, worth
from analytics.retention.curves import TERMS, load_curves, load_outcomes, load_regression
from analytics.retention.effect import load_effect
from analytics.retention.phases import load_phases
from analytics.retention.thread import load_thread
from analytics.retention.value import load_kept, load_lifetime
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store
from tests.planted.by_hand import Effects, Programme, incidence, mean_days, nps, stays, week_of

MOVED = ("W1", "W2", "W3", "W4", "W5")
PHASES = ("before", "announced", "after")
LAST = pd.Timestamp("2026-10-01")
"""The last month of revenue."""
EN = Translator("en")


@pytest.fixture(scope="module")
def scope(rights: Rights) -> Scope:
    return Scope(rights)


@pytest.fixture(scope="module")
def told(demo: Store) -> Programme:
    return Programme.of(demo, date(2026, 11, 23), date(2026, 11, 22))


@pytest.fixture(scope="module")
def lives(told: Programme) -> pd.DataFrame:
    return told.lives()


@pytest.fixture(scope="module")
def there(told: Programme) -> pd.DataFrame:
    return told.there()


@pytest.fixture(scope="module")
def effects(told: Programme, there: pd.DataFrame) -> Effects:
    table = there[there["n"] >= 10]
    table = table.assign(size=table["n"], value=table["lost"] / table["n"])
    first = max(int(table.loc[table["lost"] > 0, "week"].min()), int(told.waves["told"].min()) - 52)
    return Effects(table[table["week"] >= first], told.waves)


def exported(body: Any) -> list[dict[str, Any]]:
    """The file of a card."""
    return frame_of(table_of(body, EN)).to_dict("records")


def known(*values: float) -> list[float | None]:
    return [None if np.isnan(value) else pytest.approx(value, abs=1e-12) for value in values]


def test_the_effect_of_each_wave_and_of_all(demo: Store, scope: Scope, effects: Effects) -> None:
    found = load_effect(demo, scope)
    value, low, high, n = effects.overall()
    assert [found.overall.value, found.overall.low, found.overall.high] == known(value, low, high)
    assert found.overall.customer_weeks == n
    for wave in MOVED:
        own = found.waves[wave]
        value, low, high, n = effects.overall(wave)
        assert ([own.value, own.low, own.high], own.customer_weeks) == (known(value, low, high), n)
    value, low, high, n = effects.overall("W3")
    title = words.effect_title(words.load_look(demo, scope), EN)
    assert title.startswith(
        f"Wave\u00a03 lost {value * n:.0f} customers more than would have left anyway in the 12 weeks after the"
        f" cut-over (95% {low * n:.0f} to {high * n:.0f})"
    )
    lines = exported(words.table_numbers(words.load_look(demo, scope), EN).body)
    third = next(line for line in lines if line["Wave"] == "Wave\u00a03")
    assert (third["Effect"], third["In all"]) == (f"+{value * 1000:.2f}", f"+{value * n:.0f}")


def test_each_week_of_the_event_study(demo: Store, scope: Scope, effects: Effects) -> None:
    weeks = effects.series(range(-16, 12))
    found = load_effect(demo, scope).series
    assert {(one.week, one.phase) for one in found} == set(weeks)
    for one in found:
        assert [one.value, one.low, one.high] == known(*weeks[one.week, one.phase])
    lines = exported(words.chart_event(words.load_look(demo, scope), EN).body)
    after = {int(line["weeks since cut-over"]): line for line in lines if line["series"] == EN("effect.phase.after")}
    value = next(name for name in lines[0] if name.startswith("value"))
    assert {week: float(line[value]) for week, line in after.items()} == {
        week: round(1000 * weeks[week, "after"][0], 2) for week in range(12)
    }


def spans(told: Programme, wave: str, last: int) -> dict[str, range]:
    """The weeks of the phases of a wave."""
    notice, moved = (int(told.waves[name][wave]) for name in ("told", "moved"))
    return dict(
        zip(
            PHASES,
            (range(notice - 12, notice), range(notice, moved), range(moved, min(moved + 12, last + 1))),
            strict=True,
        )
    )


def test_complaints_of_each_phase(demo: Store, scope: Scope, told: Programme, there: pd.DataFrame) -> None:
    rows, last = told.rows["complaints"], int(there["week"].max())
    waves = rows["wave"].fillna(rows["customer"].map(told.people["wave"]))
    heard = rows.groupby([waves, week_of(rows["opened_at"].dt.normalize())]).size()
    sizes = there[there["n"] >= 10].groupby(["wave", "week"])["n"].sum()
    units = {
        phase: [
            (sum(heard.get((wave, week), 0) for week in span), sum(sizes.get((wave, week), 0) for week in span))
            for wave in MOVED
            for span in [spans(told, wave, last)[phase]]
        ]
        for phase in PHASES
    }
    found = load_phases(demo, scope)
    for phase, one in zip(PHASES, found.complaints, strict=True):
        events, weeks = np.array(units[phase]).sum(axis=0)
        assert (one.events, one.exposure) == (events, weeks)
        low, high = stats.chi2.ppf(0.025, 2 * events) / 2, stats.chi2.ppf(0.975, 2 * events + 2) / 2
        assert (one.value, one.interval.low, one.interval.high) == pytest.approx(
            (events / weeks * 1000, low / weeks * 1000, high / weeks * 1000)
        )
    for later, earlier, one in (
        ("announced", "before", found.announced_rate),
        ("after", "announced", found.moved_rate),
    ):
        both = np.array(units[later] + units[earlier], dtype=float)
        side = np.column_stack([np.ones(10), np.repeat([1.0, 0.0], 5)])
        model = GLM(both[:, 0], side, family=Poisson(), offset=np.log(both[:, 1])).fit(scale="X2")
        half = stats.t.ppf(0.975, 8) * model.bse[1]
        assert (one.ratio, one.low, one.high) == pytest.approx(
            tuple(np.exp(model.params[1] + np.array([0, -half, half])))
        )
    third = load_phases(demo, scope.but(waves=("W3",)))
    (events, weeks), (more, longer) = units["announced"][2], units["after"][2]
    share = stats.binomtest(int(more), int(events + more), longer / (weeks + longer)).proportion_ci(0.95, "exact")
    assert (third.moved_rate.low, third.moved_rate.high) == pytest.approx(
        tuple(p / (1 - p) * weeks / longer for p in share)
    )
    assert third.moved_rate.ratio == pytest.approx(more / longer / (events / weeks))
    title = effect_worth.chart_complaints(third, EN).title
    assert f"After the cut-over {third.moved_rate.ratio:.2f} times as many complaints" in title


def test_scores_of_each_phase(demo: Store, scope: Scope, told: Programme) -> None:
    """The notice is that of which the effect knows: three weeks before the wave starts."""
    assert (told.waves["begun"] - told.waves["told"])[list(MOVED)].tolist() == [3] * 5
    rows = told.rows["surveys"]
    rows = rows[rows["complete"].fillna(True).astype(bool) & rows["nps"].notna()]
    waves = rows["wave"].fillna(rows["customer"].map(told.people["wave"]))
    rows = rows.assign(of=waves, week=week_of(rows["answered_at"].dt.normalize()), score=nps(rows["nps"]))
    rows = rows.assign(who=rows["customer"].fillna(rows["row_id"].astype(str))).sort_values(["answered_at", "row_id"])
    units: dict[str, list[pd.Series]] = {phase: [] for phase in PHASES}
    for wave in MOVED:
        for phase, span in spans(told, wave, 10**4).items():
            units[phase].append(rows[(rows["of"] == wave) & rows["week"].isin(span)].groupby("who")["score"].last())
    found = load_phases(demo, scope)
    whole = {phase: pd.concat(parts) for phase, parts in units.items()}
    for phase, one in zip(PHASES, found.satisfaction, strict=True):
        assert (one.n, one.value) == (len(whole[phase]), pytest.approx(whole[phase].mean()))
    for later, earlier, one in (
        ("announced", "before", found.announced_score),
        ("after", "announced", found.moved_score),
    ):
        error = np.sqrt(sum(whole[phase].var(ddof=0) / len(whole[phase]) for phase in (later, earlier)))
        apart = (
            sum(
                len(part) * (part.mean() - whole[phase].mean()) ** 2 / whole[phase].var(ddof=0)
                for phase in (later, earlier)
                for part in units[phase]
            )
            / 8
        )
        half = stats.t.ppf(0.975, 8) * error * np.sqrt(apart) if apart > 1 else stats.norm.ppf(0.975) * error
        change = whole[later].mean() - whole[earlier].mean()
        assert (one.difference, one.low, one.high) == pytest.approx((change, change - half, change + half), abs=1e-6)
    third = load_phases(demo, scope.but(waves=("W3",)))
    change = units["after"][2].mean() - units["announced"][2].mean()
    title = effect_worth.chart_scores(third, EN).title
    assert change < 0
    assert f"After the cut-over NPS changed by −{-change:.1f} points" in title


def test_the_thread_of_wave_3(
    demo: Store, scope: Scope, told: Programme, there: pd.DataFrame, effects: Effects
) -> None:
    found, moved = load_thread(demo, scope, "W3"), int(told.waves["moved"]["W3"])
    first = told.rows["notices"].groupby("customer")["sent_at"].min().dropna()
    first = first[first.index.map(told.people["wave"]) == "W3"]
    sent = (week_of(first.dt.normalize()) - moved).value_counts()
    assert dict(zip(found.notices["step"], found.notices["n"], strict=True)) == sent[sent >= 10].to_dict() == {-8: 3742}
    weekly = there[there["wave"] == "W3"].groupby("week")[["n", "lost"]].sum().rolling(4).sum()
    weekly.index -= moved
    left = found.departures.set_index("step")
    expected = weekly["lost"] / weekly["n"] * 1000
    assert left["value"].to_dict() == pytest.approx(expected.reindex(left.index).to_dict())
    rows = told.rows["surveys"]
    rows = rows[rows["complete"].fillna(True).astype(bool) & rows["nps"].notna()]
    rows = rows[rows["customer"].map(told.people["wave"]) == "W3"].sort_values(["answered_at", "row_id"])
    since = (rows["answered_at"].dt.normalize() - rows["customer"].map(told.people["moved_on"])).dt.days
    rows = rows.assign(score=nps(rows["nps"]), week=since // 7)
    for step, score, n in found.scores.itertuples(index=False):
        last = rows[rows["week"].between(step - 3, step)].groupby("customer")["score"].last()
        assert (score, n) == (pytest.approx(last.mean()), len(last))
    value, low, high, n = effects.overall("W3")
    each = load_lifetime(demo, scope).value
    lines = exported(thread.table_steps(found, EN).body)
    assert lines[0][EN("effect.column.number")] == "3,742"
    lost, money = (line[EN("effect.column.number")] for line in lines[-2:])
    assert lost == f"+{value * n:.0f} ({low * n:.0f} to {high * n:.0f})"
    assert money == "+¥{:.1f}m (¥{:.1f}m to ¥{:.1f}m)".format(*(part * n * each / 1e6 for part in (value, low, high)))
    assert {line[EN("effect.column.when")] for line in lines[-2:]} == {"12 weeks after"}
    fifth = exported(thread.table_steps(load_thread(demo, scope, "W5"), EN).body)
    assert fifth[-1][EN("effect.column.when")] == "4 weeks after", "it moved four whole weeks ago"


@pytest.mark.parametrize("by", ["wave", "segment", "value"])
def test_curves_mean_days_and_incidences(demo: Store, scope: Scope, lives: pd.DataFrame, by: str) -> None:
    found = load_curves(demo, scope, by)
    for curve in found.curves:
        part = lives[lives[by] == curve.group]
        own, times = stays(part), curve.survival.times.astype(int)
        assert (curve.n, curve.lost + curve.ended) == (len(part), (part["outcome"] != "stayed").sum())
        np.testing.assert_array_equal(curve.survival.at_risk, own["risk"].to_numpy()[times])
        np.testing.assert_allclose(curve.survival.share, own["share"].to_numpy()[times], atol=1e-12)
        fallen = curve.survival.share < 1
        for name in ("low", "high"):
            np.testing.assert_allclose(
                getattr(curve.survival, name)[fallen], own[name].to_numpy()[times][fallen], atol=1e-12
            )
        assert (curve.mean.value, curve.mean.error) == pytest.approx(mean_days(own, int(found.horizon)))
        for kind in ("left", "ended"):
            np.testing.assert_allclose(curve.incidence[kind].share, incidence(part, kind)[times], atol=1e-12)
    statistic, _ = survdiff(lives["days"].astype(float), (lives["outcome"] != "stayed").astype(int), lives[by])
    assert found.test.statistic == pytest.approx(statistic)
    assert EN.number(statistic, 2) in staying.table_groups(staying.load_look(demo, scope, by), EN).note.replace(
        "\u00a0", " "
    )


def test_outcomes_with_the_refusals(demo: Store, scope: Scope, told: Programme, lives: pd.DataFrame) -> None:
    moves = told.rows["transfers"]
    refused = moves[(moves["status"] == "refused")]["customer"].unique()
    over = told.people["wave"].isin(MOVED)
    refused = [one for one in refused if over[one] and pd.isna(told.people["cut"][one])]
    found = load_outcomes(demo, scope)
    assert (found.n, found.refused) == (len(lives) + len(refused), len(refused))
    went = 1 - len(refused) / found.n
    times = found.incidence["left"].times.astype(int)
    np.testing.assert_allclose(found.incidence["left"].share, incidence(lives, "left")[times] * went, atol=1e-12)


def test_what_goes_with_leaving_earlier_is_what_another_library_finds(
    demo: Store, scope: Scope, told: Programme, lives: pd.DataFrame
) -> None:
    """The forest plot of Cox's model by statsmodels, from one row a customer and week: at risk in every week of which
    the whole is known, the kinds of fewer than ten in a week left out, as the product leaves them."""
    filed = told.rows["complaints"].assign(day=lambda rows: pd.to_datetime(rows["opened_at"]).dt.normalize())
    first = filed.groupby("customer")["day"].min().reindex(lives["customer"]).to_numpy()
    frame = lives.assign(
        complained=np.where(first < told.people["cut"].reindex(lives["customer"]).to_numpy(), "yes", "no")
    )
    weeks = np.where(frame["outcome"] == "stayed", (frame["days"] + 1) // 7, frame["days"] // 7 + 1)
    rows = frame.loc[frame.index.repeat(weeks)]
    rows = rows.assign(week=rows.groupby(level=0).cumcount())
    rows = rows[rows["entry"] < 7 * rows["week"]]
    rows["lost"] = ((rows["outcome"] != "stayed") & (rows["days"] < 7 * rows["week"] + 7)).astype(int)
    rows = rows.fillna({"segment": "", "value": ""})
    every = len(rows)
    rows = rows[rows.groupby(["week", *TERMS])["customer"].transform("size") >= 10]
    found = load_regression(demo, scope)
    assert found.left_out == pytest.approx(1 - len(rows) / every)
    design = np.column_stack(
        [rows[name] == level for name, level in (one.name.split(":", 1) for one in found.model.terms)]
    )
    peer = PHReg(rows["week"] + 1.0, design.astype(float), rows["lost"], entry=rows["week"] + 0.5, ties="efron").fit(
        disp=0
    )
    assert found.model.events == rows["lost"].sum()
    np.testing.assert_allclose([one.value for one in found.model.terms], peer.params, atol=1e-5)
    np.testing.assert_allclose([one.error for one in found.model.terms], peer.bse, rtol=1e-4)


def test_revenue_kept_and_the_value_of_a_customer(
    demo: Store, scope: Scope, told: Programme, lives: pd.DataFrame, there: pd.DataFrame
) -> None:
    paid = told.rows["revenue"].groupby(["customer", "month"])["amount"].sum()
    begun = told.people["cut"].reindex(lives["customer"]).dt.to_period("M").dt.to_timestamp()
    frame = lives.assign(
        base=paid.reindex(pd.MultiIndex.from_arrays([lives["customer"], begun - pd.DateOffset(months=1)])).to_numpy(),
        now=paid.reindex(pd.MultiIndex.from_arrays([lives["customer"], [LAST] * len(lives)])).to_numpy(),
    )
    frame = frame[(begun <= LAST).to_numpy() & frame["base"].notna()]
    frame["now"] = frame["now"].fillna(frame["outcome"].ne("stayed").map({True: 0.0, False: np.nan}))
    frame = frame.dropna(subset="now")
    for one in (*load_kept(demo, scope), *load_kept(demo, scope, "wave")):
        part = frame if not one.group else frame[frame["wave"] == one.group]
        gross, net = (
            np.minimum(part["base"], part["now"]).sum() / part["base"].sum(),
            part["now"].sum() / part["base"].sum(),
        )
        assert (one.n, one.gross, one.net) == (len(part), pytest.approx(gross), pytest.approx(net))
    weekly = there.groupby("week")[["n", "lost"]].sum().tail(12).sum()
    each = paid.xs(LAST, level="month").mean()
    bounds = stats.chi2.ppf(0.975, 2 * weekly["lost"] + 2) / 2, stats.chi2.ppf(0.025, 2 * weekly["lost"]) / 2
    found = load_lifetime(demo, scope)
    assert (found.margin, found.discount) == (1.0, 0.08)
    hand = [
        sum(each * ((1 - rate / weekly["n"]) ** (365.25 / 12 / 7) / 1.08 ** (1 / 12)) ** month for month in range(60))
        for rate in (weekly["lost"], *bounds)
    ]
    assert [found.value, found.low, found.high] == pytest.approx(hand)
    title = worth.table_lifetime(found, EN).title
    assert f"¥{hand[0] / 1000:.1f}k" in title
