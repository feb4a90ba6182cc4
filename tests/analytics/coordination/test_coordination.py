"""Work between departments and what came of it: small lists, each number worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from analytics.alerts import evaluate_all
from analytics.coordination.area import AREA
from analytics.coordination.charts import results, work
from analytics.coordination.numbers.actions import Coordination, load_coordination
from analytics.coordination.numbers.results import (
    SWING,
    Improvement,
    Results,
    compute_outcomes,
    compute_reached,
    compute_score,
    compute_swings,
    load_results,
    metric_of,
)
from analytics.cost.numbers.spend import SpendMetric
from analytics.marks.words import frame_of
from analytics.metrics import METRICS, Reading, Value
from analytics.metrics.reading import compute_reading
from analytics.periods import Period
from analytics.reports.table import table_csv
from analytics.scope import Scope
from analytics.stats.compare import Sample, compare_pooled, compare_ranks
from data.access import local_rights
from data.language import Translator
from data.settings import settings
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
SCOPE = Scope(RIGHTS)
EN, ZH = Translator("en"), Translator("zh")
HEAD = (
    "action,kind of item,what is asked for,department,asked by,owner,opened on,due on,first answer on,done on,dropped\n"
)
LIST = (
    HEAD + "A1,action,In time,IT,Legal,Li,2026-09-01,2026-09-10,2026-09-03,2026-09-10,\n"
    "A2,action,Late,IT,Legal,Li,2026-09-01,2026-09-10,2026-09-11,2026-09-14,\n"
    "A3,action,Overdue,IT,Finance,,2026-10-24,2026-11-01,,,\n"
    "A4,action,Open,Legal,IT,Li,2026-11-20,2026-12-01,2026-11-21,,\n"
    "A5,action,No day,Legal,IT,Li,2026-11-03,,,,\n"
    "A6,action,Dropped,Legal,IT,Li,2026-01-01,2026-02-01,,,yes\n"
    "D1,decision,Who pays,Finance,,,2026-11-01,2026-11-30,,,\n"
    "D2,decision,Who signs,Finance,,Weber,2026-11-01,2026-11-20,,2026-11-18,\n"
    "A7,action,Ahead,Legal,,Li,2026-11-01,2026-11-25,,2026-12-24,\n"
)
"""The list is of 23 November; A7 was written down as done on a day to come."""


@pytest.fixture
def listed(store: Store) -> Store:
    load(store, "actions", LIST)
    return store


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_what_is_late_is_told_from_what_is_not_due(listed: Store) -> None:
    found = load_coordination(listed, SCOPE).actions.set_index("action")
    assert found["state"].to_dict() == {
        "A1": "done",
        "A2": "late",
        "A3": "overdue",
        "A4": "open",
        "A5": "undated",
        "A6": "dropped",
        "D1": "open",
        "D2": "done",
        "A7": "open",
    }
    assert found["days"].dropna().to_dict() == {"A2": 4.0, "A3": 22.0}
    assert found.loc[["A1", "A2", "A3", "A4", "A5"], "waited"].tolist() == [2.0, 10.0, 30.0, 1.0, 20.0]


def test_the_tiles_count_it(listed: Store) -> None:
    read = {
        name: METRICS[name].now(listed, SCOPE)
        for name in ("actions_on_time", "actions_overdue", "answer_days", "decisions_unowned")
    }
    assert read["actions_on_time"].value == pytest.approx(2 / 4)  # A1 and D2 of A1, A2, A3, D2
    assert (read["actions_overdue"].value, read["actions_overdue"].n) == (1, 8)
    assert (read["answer_days"].value, read["answer_days"].n) == (10.0, 5)  # of 1, 2, 10, 20, 30
    assert (read["decisions_unowned"].value, read["decisions_unowned"].n) == (1, 2)


@pytest.mark.parametrize("owner", ["TBD", " 待定 ", "n/a"])
def test_a_word_for_nobody_is_no_owner(store: Store, owner: str) -> None:
    load(
        store,
        "actions",
        f"action,kind,title,opened on,owner\nD1,decision,Which core,2026-10-01,{owner}\nD2,decision,Which"
        " bank,2026-10-01,Li\n",
    )
    read = METRICS["decisions_unowned"].now(store, SCOPE)
    assert (read.value, read.n) == (1, 2)
    assert list(load_coordination(store, SCOPE).unowned["title"]) == ["Which core"]


def test_a_target_in_per_cent_is_that_of_the_share(store: Store) -> None:
    """Half of the items that are over or due were done in time; 25 to 75 is as far as 0.25 to 0.75."""
    load(store, "actions", LIST)
    load(
        store,
        "targets",
        "target,what is to be reached,metric,where it began,what it must be\nT1,In time,actions_on_time,25,75\n",
    )
    found = load_results(store, SCOPE)
    assert [one.reached for one in found.targets] == [pytest.approx(0.5)]
    row = [cell.text for cell in results.table_targets(found, EN).body.rows[0]]  # type: ignore[union-attr]
    assert [word for word in row if "%" in word and "…" not in word] == ["25%", "50.0%", "75%", "50%"]


def test_who_waits_for_whom(listed: Store) -> None:
    pairs = load_coordination(listed, SCOPE).pairs.set_index(["asked_by", "department"])
    assert pairs["open"].to_dict() == {("Finance", "IT"): 1, ("IT", "Legal"): 2, ("Legal", "IT"): 0}
    assert pairs.at[("Finance", "IT"), "longest"] == 30
    assert work.table_pairs(load_coordination(listed, SCOPE), EN).title == "2 of the 3 open requests are with Legal"


def test_a_department_that_holds_up_the_others_needs_five_requests_on_either_side(listed: Store) -> None:
    assert load_coordination(listed, SCOPE).held_up is None
    more = "".join(
        f"B{at},action,x,IT,Legal,Li,2026-10-01,2026-10-30,2026-10-{21 + at},2026-10-{21 + at},\n" for at in range(5)
    )
    more += "".join(
        f"C{at},action,x,Legal,IT,Li,2026-10-01,2026-10-30,2026-10-{3 + at:02d},2026-10-{3 + at:02d},\n"
        for at in range(5)
    )
    load(listed, "actions", HEAD + more)
    # IT: 2, 10, 30 and 20…24 days; Legal: 1, 20 and 2…6 days
    assert load_coordination(listed, SCOPE).held_up == ("IT", 21.5, 4.0)


def test_a_department_is_named_only_where_it_is_slower_than_by_chance() -> None:
    """Of three values on either side that do not overlap one order in twenty is like this: 1/20. Answers that come as
    fast name nobody."""
    assert compare_ranks([4, 5, 6], [1, 2, 3]) == pytest.approx(1 / 20)
    waits = pd.DataFrame({"department": ["IT"] * 6 + ["Legal"] * 6, "waited": [4, 6, 3, 5, 4, 6, 3, 5, 4, 5, 3, 6]})
    asked = waits.assign(action=waits.index, asked_by="Finance", state="done", owner="Li", kind="action", age=None)
    assert Coordination(asked, pd.DataFrame(), pd.DataFrame(), date(2026, 11, 22)).held_up is None


def test_the_headline_and_the_alerts_say_what_is_wrong_once(listed: Store) -> None:
    said = plain(AREA.headline(listed, SCOPE, EN))
    assert (
        said == "1 of 2 decisions is seen to by nobody; 50.0% of the items that are over or overdue were done in time"
    )
    sentences = {
        plain(alert.sentence(EN))
        for alert in evaluate_all(listed, RIGHTS)
        if alert.code.startswith(("actions_", "decision_"))
    }
    assert sentences == {"IT has 1 item that is overdue for 22 days", "1 decision is seen to by nobody"}
    assert plain(AREA.headline(listed, SCOPE, ZH)) == "2项决策中，1项无人负责；已完成与已逾期事项的按期完成率为50.0%"


def test_an_old_list_is_not_told_as_of_today(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fell due after the list was made may have been done since: it is not overdue; and after its rhythm its tiles
    are stale."""
    load(store, "actions", HEAD + "A1,action,x,IT,Legal,Li,2026-11-01,2026-11-30,,,\n")
    monkeypatch.setenv("HANDOVER_TODAY", "2027-02-20")
    settings.cache_clear()
    found = load_coordination(store, SCOPE)
    assert found.actions["state"].tolist() == ["open"]
    assert METRICS["actions_overdue"].now(store, SCOPE).stale


def test_nothing_loaded_says_nothing(store: Store) -> None:
    assert AREA.headline(store, SCOPE, EN) == ""
    assert METRICS["actions_overdue"].now(store, SCOPE).value is None
    assert work.table_open(load_coordination(store, SCOPE), EN).empty == "No list of actions was loaded"


def test_customer_data_that_went_out_unreceipted_is_named(store: Store) -> None:
    load(
        store,
        "shared",
        "record,what was shared,kind of material,recipient,shared on,purpose,receipt on\nS1,Names,customer"
        " data,Meridian,2026-10-01,accounts,2026-10-02\nS2,Contracts,customer"
        " data,Meridian,2026-11-01,,\nS3,Brief,report,Board,2026-11-02,supervision,\n",
    )
    told = work.table_shared(load_coordination(store, SCOPE), EN)
    assert told.title == "Customer data went out once without a purpose or a receipt: “Contracts” (recipient: Meridian)"
    assert [row[0].text for row in told.body.rows] == ["not proven", "incomplete", "complete"]  # type: ignore[union-attr]
    assert METRICS["shared_unreceipted"].now(store, SCOPE).value == 2


@pytest.mark.parametrize(
    ("value", "start", "aim", "better", "reached", "met"),
    [
        (27.0, 20.0, 30.0, "up", 0.7, False),
        (31.0, 20.0, 30.0, "up", 1.0, True),
        (15.0, 20.0, 30.0, "up", 0.0, False),
        (1.5, 3.0, 1.0, "down", 0.75, False),
        (0.9, 3.0, 1.0, "down", 1.0, True),
        (5.0, None, 4.0, "down", 0.0, False),
        (5.0, None, 4.0, "up", 1.0, True),
        (3.0, 4.0, 4.0, "up", 0.0, False),
        (None, 20.0, 30.0, "up", None, None),
    ],
)
def test_the_way_that_is_gone(
    value: float | None, start: float | None, aim: float, better: str, reached: float | None, met: bool | None
) -> None:
    found, done = compute_reached(value, start, aim, better)
    assert found == (None if reached is None else pytest.approx(reached))
    assert done is met


def test_the_score_and_what_each_weight_does_to_it() -> None:
    """By hand: weights 3, 2, 1 on 0.7, 1.0, 0.1 give 4.2/6; the first at 1.5 gives 3.15/4.5, at 4.5 5.25/7.5; and so
    on."""
    reached, weights = [0.7, 1.0, 0.1], [3.0, 2.0, 1.0]
    assert compute_score(reached, weights) == pytest.approx(0.7)
    assert compute_score(reached, [0.0, 0.0, 0.0]) is None
    expected = [(3.15 / 4.5, 5.25 / 7.5), (3.2 / 5, 5.2 / 7), (4.15 / 5.5, 4.25 / 6.5)]
    assert compute_swings(reached, weights) == [pytest.approx(pair) for pair in expected]


def test_what_a_weight_does_is_that_of_a_weighted_mean_pulled_aside() -> None:
    """Reckoned otherwise: a weight w that grows by d pulls a mean m of weight W towards its own value r by d·w·(r − m)
    ÷ (W + d·w)."""
    rng = np.random.default_rng(5)
    for size in range(2, 9):
        reached, weights = rng.random(size), rng.integers(1, 9, size).astype(float)
        mean, whole = np.average(reached, weights=weights), weights.sum()
        pulled = [
            tuple(mean + d * w * (r - mean) / (whole + d * w) for d in (-SWING, SWING))
            for r, w in zip(reached, weights, strict=True)
        ]
        assert compute_score(reached.tolist(), weights.tolist()) == pytest.approx(mean)
        assert compute_swings(reached.tolist(), weights.tolist()) == [pytest.approx(pair) for pair in pulled]


def test_targets_name_their_metric_by_id_or_title_in_both_languages(store: Store) -> None:
    assert [
        metric_of(said)
        for said in ("nps", " NPS ", "Complaint rate", "按期完成率", "targets_score", "what", None, float("nan"))
    ] == [
        "nps",
        "nps",
        "complaint_rate",
        "actions_on_time",
        "",
        "",
        "",
        "",
    ]
    load(store, "actions", LIST)
    load(
        store,
        "targets",
        "target,what is to be reached,metric,where it began,what it must be,weight\n"
        "T1,Work in time,Done in time,0.25,0.75,4\nT2,Nobody waits,answer_days,30,5,1\nT3,Fame,no such thing,0,1,5\n",
    )
    found = load_results(store, SCOPE)
    assert {one.row["target"]: one.reached for one in found.targets} == {
        "T1": pytest.approx(0.5),
        "T2": pytest.approx(0.8),
        "T3": None,
    }
    assert found.score == pytest.approx((4 * 0.5 + 1 * 0.8) / 5)
    assert METRICS["targets_score"].now(store, SCOPE).value == pytest.approx(0.56)
    told = results.table_targets(found, EN)
    assert (
        told.title
        == "0 of 2 targets are met, 56% of the way is gone; farthest behind is “Work in time”; of 1 more nothing is"
        " known"
    )
    assert [row[0].text for row in told.body.rows] == ["not known", "not yet", "not yet"]  # type: ignore[union-attr]


def reading(now: float, before: float, n: int = 1000) -> Reading:
    """Scores of two periods of as many answers; half of them at either end of the scale."""
    period, passport = Period(date(2026, 9, 28), date(2026, 11, 22)), METRICS["nps"].passport
    values = [Value(value, n=n, variance=10_000.0) for value in (now, before)]
    return compute_reading(passport, period, *values)


def test_many_improvements_are_judged_together_and_beside_what_happened_elsewhere() -> None:
    """A rise of 10.2 points has p 0.023 alone, which is within the part of its page; among twenty it is nothing. One of 30 stays, and went along where the
    others rose as much."""
    row = pd.Series({"action": "I", "title": "x"})
    small, large = reading(10.2, 0.0), reading(30.0, 0.0)
    assert (small.verdict, small.p) == ("real_better", pytest.approx(0.0225, abs=0.001))
    alone = compute_outcomes([Improvement(row, "better", 8, small)])
    assert [one.outcome for one in alone] == ["better"]
    still = Improvement(row, "nothing", 8, reading(0.0, 0.0))
    among = compute_outcomes(
        [Improvement(row, "better", 8, small), *[still] * 18, Improvement(row, "better", 8, large)]
    )
    assert [one.outcome for one in among if one.outcome != "nothing"] == ["better"]
    assert among[-1].outcome == "better"
    beside = compute_outcomes(
        [Improvement(row, "better", 8, large, large), Improvement(row, "better", 8, large, reading(0.0, 0.0))]
    )
    assert [one.outcome for one in beside] == ["along", "better"]
    about = row.reindex([*row.index, "kind", "effect_from", "done_on", "wave", "about_kind", "about", "metric"])
    told = Results(tuple(replace(one, row=about) for one in beside[:1]), (), pd.DataFrame(), date(2026, 11, 23))
    change = table_csv(frame_of(results.table_improvements(told, EN).body)).decode("utf-8-sig")
    assert plain(results.table_improvements(told, EN).body.rows[0][7].text) in plain(
        change
    )  # a file has the interval too


@pytest.mark.parametrize("kind", ["improvement", "saving"])
def test_an_improvement_or_saving_is_judged_by_the_weeks_before_and_after(store: Store, kind: str) -> None:
    """Sixty scores a week, a third of them low before and a tenth after; the second one names no metric, the third began this
    week."""
    lines = ["response id,customer,answered on,nps"]
    for week in range(16):
        day = pd.Timestamp(2026, 8, 3) + pd.Timedelta(weeks=week)
        for one in range(60):
            score = (10 if one % 3 else 3) if week < 8 else (10 if one % 10 else 3)
            lines.append(f"S{week}-{one},C{one},{day.date()},{score}")
    load(store, "surveys", "\n".join(lines) + "\n")
    load(
        store,
        "actions",
        "action,kind of item,what is asked for,metric,done on,in effect from\n"
        f"I1,{kind},Call"
        " back,nps,2026-09-20,2026-09-28\nI2,improvement,Something,,2026-09-20,\nI3,improvement,New,nps,2026-11-19,2026-11-19\n",
    )
    found = load_results(store, SCOPE)
    assert {one.row["action"]: one.outcome for one in found.improvements} == {
        "I1": "better",
        "I2": "unmeasured",
        "I3": "early",
    }
    (told,) = (one.reading for one in found.improvements if one.row["action"] == "I1" and one.reading)
    assert told.previous.value == pytest.approx(100 * (40 - 20) / 60)
    assert told.value == pytest.approx(100 * (54 - 6) / 60)
    assert (
        results.improvements_words(found, EN)
        == "The metric got better after the improvement that can be judged: “Call back”"
    )


SHEET = "period,cost category,budget,actual\n"


def spent(amounts: dict[str, list[float]], first: str = "2026-02-01") -> str:
    """A cost sheet: one line a month and category."""
    months = pd.date_range(first, periods=max(map(len, amounts.values())), freq="MS")
    return SHEET + "".join(
        f"{month.date()},{category},100,{'' if amount is None else amount}\n"
        for category, column in amounts.items()
        for month, amount in zip(months, column, strict=False)
    )


def test_a_saving_is_judged_by_what_its_category_costs_in_whole_months(store: Store) -> None:
    """Paper 100, 104, 96, 100, 104, 96 and then 80 and 84; rooms as ever; altogether 330 of rent hide it: 462.5 against
    450.

    The measure began within July, which is of neither side: August and September 82 against 100.8 of February to June.
    """
    paper, rooms = [100, 104, 96, 100, 104, 96, 80, 84], [50, 52, 48, 51, 49, 50, 50, 51]
    rent = [300, 310, 290, 305, 295, 300, 320, 340]
    load(store, "costs", spent({"Paper": paper, "Rooms": rooms, "Rent": rent}))
    load(
        store,
        "actions",
        "action,kind of item,what is asked for,metric,hangs on,which one,in effect from\nS1,saving,Less"
        " paper,spend_month,cost category, paper ,2026-07-20\nS2,saving,Less room,Spend a month,cost"
        " category,Rooms,2026-08-01\nS3,saving,Altogether,月均支出,,,2026-08-01\nS4,saving,Late,spend_month,cost"
        " category,Paper,2026-09-01\nS5,saving,Odd,spend_month,cost category,Sand,2026-08-01\nS6,saving,Less paper"
        " again,,cost category,Paper,2026-08-01\n",
    )
    found = {one.row["action"]: one for one in load_results(store, SCOPE).improvements}
    assert {name: one.outcome for name, one in found.items()} == {
        "S1": "better",
        "S2": "nothing",
        "S3": "nothing",
        "S4": "early",
        "S5": "unmeasured",
        "S6": "better",
    }
    (told,) = (one.reading for one in found.values() if one.row["action"] == "S1" and one.reading)
    assert (told.value, told.previous.value, told.change, told.n, told.previous.n) == (
        82.0,
        100.8,
        pytest.approx(-18.8),
        2,
        5,
    )
    assert told.p == pytest.approx(ttest_ind([80, 84], paper[:5]).pvalue)
    assert (told.low, told.change_low) == (None, None)
    assert (found["S4"].weeks, found["S3"].reading and found["S3"].reading.change) == (4, pytest.approx(12.5))
    table = frame_of(results.table_improvements(load_results(store, SCOPE), EN).body).set_index("Name")
    assert plain(str(table.at["Less paper", "Result"])) == "better, beyond noise"
    assert plain(str(table.at["Less paper", "Opened from"])) == "cost: paper"
    assert METRICS["spend_month"].now(store, SCOPE).value == pytest.approx((80 + 84 + 50 + 51 + 320 + 340) / 2)


def test_a_month_that_is_not_paid_or_not_over_is_not_spent_and_weeks_count_as_months(store: Store) -> None:
    load(store, "costs", spent({"Paper": [100, 110, None, 90], "Rent": [7, 7, 7, 7]}, "2026-08-01"))
    metric = METRICS["spend_month"]
    assert isinstance(metric, SpendMetric)
    told, currency = metric.spent(store, SCOPE, "Paper")
    assert [(one.start.month, one.amount) for one in told] == [
        (8, 100.0),
        (9, 110.0),
    ]  # October is not paid, November is not over
    assert [one.amount for one in metric.spent(store, SCOPE, "Rent")[0]] == [7.0, 7.0, 7.0]
    assert metric.spent(store, SCOPE, "Sand") == ((), currency)
    months = [metric.now(store, SCOPE.but(start=date(2026, at, 1), end=date(2026, at, 30))).value for at in (9, 10)]
    assert months == [117.0, None]


def test_weeks_of_a_sheet_are_an_amount_a_month(store: Store) -> None:
    weeks = pd.date_range("2026-09-07", periods=10, freq="7D")
    load(store, "costs", SHEET + "".join(f"{week.date()},Paper,10,12\n" for week in weeks))
    told = METRICS["spend_month"].now(store, SCOPE)
    assert (told.n, told.previous.n, told.verdict) == (8, 2, "within_noise")
    assert told.value == pytest.approx(12 * 365.25 / 84)


def test_two_means_with_one_variance_are_those_of_the_textbook() -> None:
    rng = np.random.default_rng(3)
    for later, earlier in ((rng.normal(5, 1, 2), rng.normal(6, 1, 6)), (rng.normal(0, 2, 9), rng.normal(0, 2, 3))):
        sides = [Sample(len(one), float(one.mean()), float(one.var())) for one in (later, earlier)]
        right = ttest_ind(later, earlier)
        found = compare_pooled(*sides)
        assert (found.statistic, found.p) == (pytest.approx(right.statistic), pytest.approx(right.pvalue))
    same, other = Sample(2, 5.0, 0.0), Sample(6, 6.0, 0.0)
    assert (
        compare_pooled(same, same).p,
        compare_pooled(same, other).p,
        compare_pooled(Sample(1, 1.0, 0.0), Sample(1, 2.0, 0.0)).p,
    ) == (1.0, 0.0, 1.0)


def test_an_item_that_hangs_on_what_is_not_on_file_says_so(store: Store) -> None:
    """A risk by its id, a finding by its title and a risk that nobody has listed; who sees a part of the ledger is not
    told what is not there."""
    load(store, "risks", "snapshot date,risk id,risk name,likelihood,impact\n2026-11-16,R-01,Late data,4,4\n")
    load(store, "reviews", "review number,kind,result or subject\nF-1,finding,Letters without a date\n")
    head = HEAD.strip() + ",hangs on,which one\n"
    item = "{0},action,{0},IT,,Li,2026-11-01,2026-12-01,,,,{1},{2}\n"
    items = [
        ("A1", "risk", "r-01 "),
        ("A2", "finding", "Letters without a date"),
        ("A3", "risk", "R-99"),
        ("A4", "survey", "Waiting"),
    ]
    load(store, "actions", head + "".join(item.format(*one) for one in items))
    found = load_coordination(store, SCOPE)
    assert dict(zip(found.actions["action"], found.actions["filed"], strict=True)) == {
        "A1": True,
        "A2": True,
        "A3": False,
        "A4": True,
    }
    shown = {row[1].text: row[-1].text for row in work.table_open(found, EN).body.rows}
    assert (shown["A1"], shown["A3"]) == ("risk: r-01", "risk: R-99 (not on file)")
    assert "风险：R-99（未登记）" in [row[-1].text for row in work.table_open(found, ZH).body.rows]
    part = SCOPE.but(rights=replace(RIGHTS, datasets=frozenset({"actions"})))
    assert load_coordination(store, part).actions["filed"].all()
