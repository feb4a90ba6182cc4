"""The metrics of the survey on small stores: values worked out by hand, each customer once, nothing shown below ten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from analytics.metrics import METRICS
from analytics.satisfaction.numbers.scores import CES, CSAT, NPS, RESPONSE_RATE
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.problems import Refusal
from data.store import Store
from tests.analytics.conftest import AS_OF, LAST_MONDAY, answers, at, load

EN, ZH = Translator("en"), Translator("zh")


def test_the_metrics_are_registered_in_the_order_they_are_shown() -> None:
    assert list(METRICS)[:4] == ["nps", "csat", "ces", "response_rate"]


def test_nps_of_fifty_thirty_twenty_is_the_worked_value(store: Store, scope: Scope, golden: dict) -> None:  # type: ignore[type-arg]
    rows = answers(50, at(0), nps=9.0) + answers(30, at(0), first=50, nps=7.0) + answers(20, at(0), first=80, nps=6.0)
    load(store, "surveys", rows)
    frame = NPS.compute(store, scope)
    assert list(frame.columns) == ["value", "low", "high", "n", "note"]
    row = frame.iloc[0]
    assert (row["value"], row["n"], row["note"]) == (30.0, 100, "")
    assert [row["low"], row["high"]] == pytest.approx(golden["nps_adjwald"])


def test_a_period_counts_a_customer_once_with_the_last_complete_answer(store: Store, scope: Scope) -> None:
    first = answers(20, at(2), nps=10.0)
    second = answers(20, at(1), nps=0.0)
    unfinished = answers(20, at(0), nps=10.0, complete=False)
    load(store, "surveys", first + second + unfinished)
    assert NPS.compute(store, scope).iloc[0][["value", "n"]].tolist() == [-100.0, 20]
    weekly = NPS.compute(store, scope, ("week",))
    assert weekly["value"].tolist() == [100.0, -100.0]
    assert weekly["n"].tolist() == [20, 20]


def test_anonymous_answers_count_each(store: Store, scope: Scope) -> None:
    load(
        store,
        "surveys",
        answers(15, at(1), customers=False, nps=9.0) + answers(15, at(0), first=99, customers=False, nps=3.0),
    )
    assert NPS.compute(store, scope).iloc[0][["value", "n"]].tolist() == [0.0, 30]


def test_csat_takes_the_top_boxes_of_every_scale(store: Store, scope: Scope, golden: dict) -> None:  # type: ignore[type-arg]
    boxes = [(5, 4, 5), (7, 6, 7), (4, 3, 4), (2, 2, 2), (10, 9, 10), (3, 3, 3)]
    rows = []
    for number, (points, *good) in enumerate(boxes):
        satisfied = [float(good[place % 2]) for place in range(7)]
        rows += [
            {**row, "csat": value}
            for row, value in zip(
                answers(10, at(0), first=number * 10, csat_points=points),
                [*satisfied, *[good[0] - 1.0] * 3],
                strict=True,
            )
        ]
    load(store, "surveys", rows)
    row = CSAT.compute(store, scope).iloc[0]
    assert (row["value"], row["n"]) == (0.7, 60)
    assert [row["low"], row["high"]] == pytest.approx(golden["wilson_42_60"])


def test_ces_is_brought_to_seven_points(store: Store, scope: Scope) -> None:
    rows = answers(10, at(0), ces=3.0, ces_points=5) + answers(10, at(0), first=10, ces=6.0, ces_points=7)
    load(store, "surveys", rows)
    row = CES.compute(store, scope).iloc[0]
    assert row["value"] == pytest.approx((4 + 6) / 2)
    from scipy import stats

    expected = stats.t.interval(0.95, 19, 5.0, stats.sem([4.0] * 10 + [6.0] * 10))
    assert (row["low"], row["high"]) == pytest.approx(expected)


def test_fewer_than_ten_are_hidden_and_rows_are_sorted_by_their_dimensions(store: Store, scope: Scope) -> None:
    rows = answers(9, at(0), wave="W2", nps=9.0) + answers(30, at(0), first=20, wave="W1", nps=9.0)
    load(store, "surveys", rows)
    frame = NPS.compute(store, scope, ("wave",))
    assert frame["wave"].tolist() == ["W1", "W2"]
    assert frame["note"].tolist() == ["", "suppressed"]
    assert frame.loc[1, ["value", "low", "high", "n"]].isna().all()
    with pytest.raises(Refusal) as refused:
        NPS.compute(store, scope, ("comment",))
    assert refused.value.code == "metric_dimension"


def test_the_scope_selects(store: Store, scope: Scope) -> None:
    rows = answers(20, at(0), wave="W1", channel="phone", nps=10.0) + answers(20, at(6), first=20, wave="W2", nps=0.0)
    load(store, "surveys", rows)
    assert NPS.compute(store, scope.but(waves=("W1",)))["value"].tolist() == [100.0]
    assert NPS.compute(store, scope.but(end=date(2026, 10, 31)))["value"].tolist() == [-100.0]
    assert NPS.compute(store, scope.but(channels=("form",))).empty
    nobody = Rights("x", "manager", waves=frozenset())
    assert NPS.compute(store, scope.but(rights=nobody)).empty


def naive_windows(rows: list[dict], weeks: int = 4) -> dict[date, tuple[int, float]]:  # type: ignore[type-arg]
    """Four-week windows the slow way: the last answer of each customer in the window."""
    found = {}
    for back in range(12):
        end = LAST_MONDAY + timedelta(days=7 - 7 * back)
        start = end - timedelta(weeks=weeks)
        last: dict[str, dict] = {}  # type: ignore[type-arg]
        for row in sorted(rows, key=lambda row: row["answered_at"]):
            if start <= row["answered_at"].date() < end:
                last[row["customer"]] = row
        if last:
            scores = [100 if row["nps"] >= 9 else -100 if row["nps"] <= 6 else 0 for row in last.values()]
            found[end - timedelta(days=7)] = (len(scores), sum(scores) / len(scores))
    return found


def test_rolling_windows_count_each_customer_once_a_window(store: Store, scope: Scope) -> None:
    import numpy as np

    rng = np.random.default_rng(5)
    rows = []
    for weeks_ago in range(10):
        for number in sorted(rng.choice(60, 25, replace=False)):
            moment = at(weeks_ago, day=int(rng.integers(0, 7)))
            rows.append(
                {
                    "survey": "s",
                    "response_id": f"{number}-{weeks_ago}",
                    "answered_at": moment + timedelta(seconds=int(number)),
                    "customer": f"C{number:06d}",
                    "nps": float(rng.integers(0, 11)),
                }
            )
    load(store, "surveys", rows)
    frame = NPS.rolling(store, scope)
    expected = naive_windows(rows)
    found = {row.week.date(): (int(row.n), row.value) for row in frame.itertuples()}
    assert sorted(found) == [LAST_MONDAY - timedelta(weeks=back) for back in range(6, -1, -1)]
    for week, (n, value) in found.items():
        assert (n, round(value, 9)) == (expected[week][0], round(expected[week][1], 9)), week


def test_event_windows_follow_each_customers_own_cut_over(store: Store, scope: Scope) -> None:
    load(store, "waves", [{"wave": "W1", "planned_start_on": date(2026, 8, 3), "cutover_on": date(2026, 8, 31)}])
    load(store, "customers", [{"customer": f"C{number:06d}", "wave": "W1"} for number in range(30)])
    load(
        store,
        "transfers",
        [
            {
                "customer": f"C{number:06d}",
                "wave": "W1",
                "status": "moved",
                "cut_over_on": date(2026, 8, 31) + timedelta(weeks=number // 15),
            }
            for number in range(30)
        ],
    )
    rows = []
    for week in range(-6, 10):
        when = datetime(2026, 9, 2, 12) + timedelta(weeks=week)
        early = answers(15, when, nps=10.0 if week < 0 else 0.0)
        late = answers(15, when, first=15, nps=10.0 if week < 1 else 0.0)
        rows += [{**row, "response_id": f"{row['response_id']}-{week}"} for row in early + late]
    load(store, "surveys", rows)
    frame = NPS.rolling_event(store, scope)
    by_step = frame.set_index("step")["value"]
    assert by_step[-1] == 100.0
    assert by_step[0] == -100.0
    assert set(frame["wave"]) == {"W1"}
    periods = NPS.compare_event(store, scope, (0, 11), (-12, -1)).set_index("period")
    assert (periods.loc["before", "value"], periods.loc["now", "value"]) == (100.0, -100.0)


def now_and_before(store: Store, now: tuple[int, int], before: tuple[int, int]) -> None:
    """Promoters and detractors of the last four weeks and of the four before."""
    load(
        store,
        "surveys",
        answers(now[0], at(1), nps=9.0)
        + answers(now[1], at(1), first=2000, nps=2.0)
        + answers(before[0], at(5), first=4000, nps=9.0)
        + answers(before[1], at(5), first=6000, nps=2.0),
    )


def test_a_reading_says_better_beyond_noise(store: Store, scope: Scope) -> None:
    now_and_before(store, (140, 60), (100, 100))
    reading = NPS.now(store, scope)
    assert (reading.value, reading.n, reading.previous.value, reading.change) == (40.0, 200, 0.0, 40.0)
    assert (reading.period.start, reading.period.end) == (date(2026, 10, 26), date(2026, 11, 22))
    assert reading.verdict == "real_better"
    assert reading.statistic == pytest.approx(40 / ((8400 / 200 + 10000 / 200) ** 0.5))
    assert reading.target == 30
    assert reading.words(EN) == "Better, beyond noise"
    assert reading.comparison(EN).replace("\u00a0", " ") == "4 weeks to 22 Nov 2026 against the 4 weeks before"


def test_a_reading_says_how_many_answers_noise_would_need(store: Store, scope: Scope) -> None:
    now_and_before(store, (55, 45), (50, 50))
    reading = NPS.now(store, scope)
    assert (reading.verdict, reading.change) == ("within_noise", 10.0)
    assert reading.needed == pytest.approx(2 * 9950 * (1.959964 + 0.841621) ** 2 / 100, rel=1e-3)
    assert reading.words(EN).replace("\u00a0", " ") == "Within noise: needs ≈ 1,600"
    assert reading.words(ZH) == "属随机波动：约需1,600份"


def test_a_change_too_small_to_be_seen_names_no_number(store: Store, scope: Scope) -> None:
    now_and_before(store, (51, 49), (50, 50))
    reading = NPS.now(store, scope)
    assert (reading.verdict, reading.change) == ("within_noise", 2.0)
    assert reading.words(EN) == "Within noise: a change this small cannot be told apart"


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        ((20, 5), (100, 100), "too_few"),
        ((100, 100), (20, 5), "too_few"),
        ((60, 0), (0, 0), "no_previous"),
        ((0, 0), (60, 0), "nothing"),
        ((4, 4), (60, 0), "nothing"),
        ((60, 60), (100, 20), "real_worse"),
    ],
)
def test_verdicts(store: Store, scope: Scope, now: tuple[int, int], before: tuple[int, int], verdict: str) -> None:
    now_and_before(store, now, before)
    reading = NPS.now(store, scope)
    assert reading.verdict == verdict
    assert reading.words(EN) != f"verdict.{verdict}"


def test_an_empty_store_says_what_is_missing(store: Store, scope: Scope) -> None:
    for metric in METRICS.values():
        reading = metric.now(store, scope)
        assert (reading.verdict, reading.missing) == ("nothing", metric.passport.datasets[0])
        assert metric.compute(store, scope).empty
    assert RESPONSE_RATE.now(store, scope).words(EN) == "Missing: Survey invitations"


def test_targets_come_from_the_settings(store: Store, scope: Scope) -> None:
    load(store, "settings", [{"setting": "target.nps", "value": "25"}, {"setting": "target.csat", "value": "85"}])
    assert NPS.now(store, scope).target == 25
    assert CSAT.now(store, scope).target == 0.85


def test_response_rate_is_answers_over_validly_asked(store: Store, scope: Scope) -> None:
    asked = [
        {"survey": "s", "wave": "W1", "sent_at": at(1), "invited": 60, "delivered": 50, "invitation_id": "a"},
        {"survey": "s", "wave": "W2", "sent_at": at(1), "invited": 40, "invitation_id": "b"},
    ]
    load(store, "invitations", asked)
    unheard = RESPONSE_RATE.now(store, scope)
    assert (unheard.value, unheard.words(EN)) == (None, "Missing: Survey answers")
    rows = answers(30, at(1, hour=15), wave="W1", nps=9.0) + answers(10, at(0), first=50, wave="W2", nps=9.0)
    rows += answers(5, at(0), first=80, wave="W2", nps=9.0, complete=False)
    rows += answers(25, at(0), first=90, wave="W2", nps=9.0, survey="another")
    load(store, "surveys", rows)
    frame = RESPONSE_RATE.compute(store, scope, ("wave",))
    assert frame["value"].tolist() == [0.6, 0.25]
    assert frame["n"].tolist() == [50, 40]
    reading = RESPONSE_RATE.now(store, scope)
    assert (reading.value, reading.n) == (pytest.approx(40 / 90), 90)
    by_survey = RESPONSE_RATE.compute(store, scope, ("survey",))
    assert by_survey["survey"].tolist() == ["s"]


def test_more_answers_than_invitations_have_no_rate(store: Store, scope: Scope) -> None:
    load(store, "invitations", [{"survey": "s", "sent_at": at(1), "invited": 10, "invitation_id": "a"}])
    load(store, "surveys", answers(30, at(1), nps=9.0))
    row = RESPONSE_RATE.compute(store, scope).iloc[0]
    assert pd.isna(row["value"])
    assert row["note"] == "more_answers_than_asked"


def test_as_of_sees_what_was_known_then(store: Store, scope: Scope) -> None:
    load(store, "surveys", answers(20, at(2), nps=10.0), known_at=at(1))
    load(store, "surveys", answers(20, at(1), first=50, nps=0.0), known_at=AS_OF)
    assert NPS.compute(store, scope.but(as_of=at(0)))["value"].tolist() == [100.0]
    assert NPS.compute(store, scope)["value"].tolist() == [0.0]


def test_a_reader_without_row_level_sees_rounded_counts(store: Store, scope: Scope) -> None:
    load(store, "surveys", answers(53, at(1), nps=10.0))
    executive = scope.but(rights=Rights("e", "executive"))
    assert NPS.compute(store, executive)["n"].tolist() == [55]
