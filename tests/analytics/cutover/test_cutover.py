"""What a cut-over rests on and does not cover: small ledgers, each number worked out by hand; the move of April 2018
among them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analytics.alerts import evaluate_all
from analytics.cutover.area import AREA, headline
from analytics.cutover.charts import defects, evidence, night
from analytics.cutover.numbers import load_cutover
from analytics.metrics import METRICS
from analytics.readiness.charts.gates import table_blocks
from analytics.readiness.numbers.found import load_wave
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
SCOPE = Scope(RIGHTS)
EN, ZH = Translator("en"), Translator("zh")
WAVES = "wave,planned cut-over,planned customers\nW1,2026-12-05,5200000\n"
CODES = {"site_uncovered", "confirmation_missing", "rehearsal_small", "no_way_back", "defects_untold", "load_beyond"}


def plain(text: str) -> str:
    """Without the spaces that hold a number to its word."""
    return text.replace("\u00a0", " ")


def said(store: Store) -> set[str]:
    """The sentences of the alerts of this area."""
    return {plain(alert.sentence(EN)) for alert in evaluate_all(store, RIGHTS) if alert.code in CODES}


@pytest.fixture
def eve(store: Store) -> Store:
    """One weekend for 5.2 million customers, as the committee could have known it: entered from the public facts,
    twelve days before."""
    load(store, "waves", WAVES)
    load(
        store,
        "rehearsals",
        "rehearsal,kind of rehearsal,wave,site,planned on,held on,customers moved in it,what the load is,load assumed,"
        "load reached,result of the rehearsal\n"
        "L1,load test,W1,Data centre 1,2026-11-01,2026-11-01,,mobile log-ins,1000,1050,passed\n"
        "L2,load test,W1,Data centre 2,2026-11-02,,,mobile log-ins,1000,,\n"
        "R1,rehearsal,W1,Data centre 1,2026-10-01,2026-10-01,2000,,,,passed\n",
    )
    load(
        store,
        "defects",
        'counted on,severity,"open, as known",as told to the'
        " meeting\n2026-11-20,critical,100,40\n2026-11-20,high,1900,760\n",
    )
    load(
        store,
        "confirmations",
        "confirmation,supplier,works for,wave,asked on,due on,confirmed on,expires on,confirmed by\n"
        "S0,Platform,,W1,2026-10-01,2026-11-01,2026-10-20,2027-01-31,Li\n"
        "S1,Lines,Platform,W1,,2026-11-01,,,\nS2,Power,Platform,W1,2026-10-01,2026-12-01,,,\nS3,Cards,Platform,W1,2026-01-01,2026-02-01,2026-01-20,2026-06-30,Li\n",
    )
    load(
        store,
        "cutover_steps",
        "wave,step,what is done,kind of step,planned start,planned end\nW1,1,Stop,step,2026-12-05 00:00,2026-12-05"
        " 01:00\nW1,2,Close the old accounts,point of no return,2026-12-05 02:00,2026-12-05 02:30\n",
    )
    return store


def test_each_fact_that_was_missed_is_in_the_headline_with_its_number(eve: Store) -> None:
    assert (
        plain(AREA.headline(eve, SCOPE, EN))
        == "Wave 1 cuts over in 12 days, on 5 Dec 2026. 1 of 2 places are rehearsed: Data centre 2 is not; 2,000"
        " defects are open, the meeting was told of 800; 3 of 4 suppliers have not confirmed: Cards, Lines and"
        " Power; 2,000 customers is the most that were ever moved at once: 0.04% of the 5,200,000 of wave 1."
    )


def test_each_is_an_alert(eve: Store) -> None:
    assert said(eve) == {
        "Wave 1: 1 of 2 places is not rehearsed",
        "Wave 1: 3 of 4 suppliers have not confirmed",
        "Wave 1: no more than 0.04% of its customers were ever moved at once",
        "Wave 1: no step of the runbook leads back",
        "Wave 1: 2,000 defects are open, the meeting was told of 800",
    }


def test_the_tiles_say_it_and_where_it_stands(eve: Store) -> None:
    values = {name: METRICS[name].now(eve, SCOPE).value for name in (*AREA.tiles, "defects_open")}
    assert values == {
        "cutover_rehearsed": pytest.approx(2000 / 5_200_000),
        "sites_covered": 0.5,
        "suppliers_confirmed": 0.25,
        "defects_untold": 1200.0,
        "defects_open": 2000.0,
    }


def test_what_stands_behind_them_is_listed(eve: Store) -> None:
    found = load_cutover(eve, SCOPE)
    rows = [[plain(cell.text) for cell in row] for row in evidence.table_coverage(found, EN).body.rows]
    assert [row[1:] for row in rows] == [
        ["Data centre 2", "–", "–", "not rehearsed for it"],
        ["Data centre 1", "–", "1 Nov 2026", "passed"],
    ]
    listed = [[plain(cell.text) for cell in row] for row in evidence.table_confirmations(found, EN).body.rows]
    assert [(row[1], row[2], row[4]) for row in listed] == [
        ("Lines", "Platform", "overdue"),
        ("Cards", "Platform", "has expired"),
        ("Power", "Platform", "not confirmed"),
        ("Platform", "–", "confirmed"),
    ]
    assert defects.chart_severity(found, ZH).title == "未关闭缺陷2,000个，向会议通报800个"
    assert night.table_runbook(found, EN).title == "2 steps, and none that leads back"


def test_every_rehearsal_says_its_size_place_duration_and_what_it_found(store: Store) -> None:
    """The newest first; of one whose day has passed and of one to come that they were not held, of a night no result,
    and no made-up zero."""
    load(store, "waves", "wave,planned cut-over\nW1,2026-12-05\n")
    load(
        store,
        "rehearsals",
        "rehearsal,kind of rehearsal,wave,site,system,planned on,held on,customers moved in it,minutes it took,result"
        " of the rehearsal,defects found\nR1,rehearsal,W1,Data centre"
        " 1,Ledger,2026-11-02,2026-11-03,500,185,passed,7\nR2,rehearsal,W1,Data centre"
        " 2,Ledger,2026-11-10,,,,,\nR3,rehearsal,W1,Data centre 2,Ledger,2026-11-30,,,,,\nR4,load"
        " test,W1,,,2026-11-05,2026-11-05,,,,\nN0,the cut-over itself,W0,,,2026-10-01,2026-10-01,90,,,\n",
    )
    found = load_cutover(store, SCOPE)
    table = evidence.table_rehearsals(found, EN)
    assert table.title == "2 rehearsals and tests were held; R1 took 185 minutes; it found 7 defects"
    assert evidence.table_rehearsals(found, ZH).title == "已举行演练与测试2次；R1用时185分钟；发现缺陷7个"
    assert [[plain(cell.text) for cell in row][1:] for row in table.body.rows] == [
        ["R3", "rehearsal", "30 Nov 2026", "Wave 1", "Data centre 2", "Ledger", "–", "–", "–", "not held yet"],
        [
            "R2",
            "rehearsal",
            "10 Nov 2026",
            "Wave 1",
            "Data centre 2",
            "Ledger",
            "–",
            "–",
            "–",
            "not recorded as held; its day has passed",
        ],
        ["R4", "load test", "5 Nov 2026", "Wave 1", "–", "–", "–", "–", "–", "held, no result written"],
        ["R1", "rehearsal", "3 Nov 2026", "Wave 1", "Data centre 1", "Ledger", "500", "185", "7", "passed"],
        ["N0", "the cut-over itself", "1 Oct 2026", "Wave 0", "–", "–", "90", "–", "–", "–"],
    ]


def test_the_night_itself_shows_what_had_not_been_tested(eve: Store) -> None:
    load(
        eve,
        "rehearsals",
        "rehearsal,kind of rehearsal,wave,planned on,held on,what the load is,load reached\nN,the cut-over"
        " itself,W1,2026-11-22,2026-11-22,mobile log-ins,3150\n",
    )
    found = load_cutover(eve, SCOPE)
    assert [tuple(row) for row in found.loads.itertuples(index=False)] == [
        ("mobile log-ins", 1000.0, 1050.0, 3150.0, pd.Timestamp("2026-11-22"), 1000.0, "bad")
    ]
    assert evidence.table_loads(found, EN).title == "Mobile log-ins came to 3.0 times what had been tested (1,050)"
    assert "Mobile log-ins came to 3.00 times what had been tested" in said(eve)
    assert {alert.onset for alert in evaluate_all(eve, RIGHTS) if alert.code == "load_beyond"} == {date(2026, 11, 22)}


def test_a_step_that_is_late_is_told_by_its_minutes(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over,actual cut-over\nW1,2026-11-21,2026-11-21\n")
    load(
        store,
        "cutover_steps",
        "wave,step,what is done,kind of step,planned start,planned end,started at,ended at\n"
        "W1,1,Copy,step,2026-11-21 00:00,2026-11-21 01:00,2026-11-21 00:00,2026-11-21 00:50\n"
        "W1,2,Compare,step,2026-11-21 01:00,2026-11-21 02:00,2026-11-21 01:00,2026-11-21 03:35\n"
        "W1,3,Open,step,2026-11-21 02:00,2026-11-21 03:00,2026-11-21 03:35,\n"
        "W1,9,Back,roll-back,2026-11-21 02:00,2026-11-21 03:00,,\n",
    )
    found = load_cutover(store, SCOPE)
    assert list(found.steps["state"]) == ["done", "late", "overdue", "planned"]
    assert found.steps["late"].iloc[1] == 95.0
    shown = [[plain(cell.text) for cell in row] for row in night.table_runbook(found, EN).body.rows]
    assert [row[6:10] for row in shown[1:3]] == [
        ["21 Nov 2026, 02:00", "21 Nov 2026, 01:00", "21 Nov 2026, 03:35", "95"],
        ["21 Nov 2026, 03:00", "21 Nov 2026, 03:35", "–", "3,660"],
    ]
    assert (
        plain(night.chart_nights(found, EN).title) == "The night of wave 1 is not shown to be over, 1 step has no end"
    )
    load(
        store,
        "cutover_steps",
        "wave,step,what is done,kind of step,planned start,planned end,started at,ended at\n"
        "W1,3,Open,step,2026-11-21 02:00,2026-11-21 03:00,2026-11-21 03:35,2026-11-21 04:20\n",
    )
    ended = load_cutover(store, SCOPE)
    assert plain(night.chart_nights(ended, EN).title) == "The night of wave 1 ended 80 minutes after its plan"
    assert night.compute_nights(ended.steps)[["wave", "open", "end", "worst"]].to_numpy().tolist() == [
        ["W1", 0, 80.0, 95.0]
    ]
    assert "no_way_back" not in {alert.code for alert in evaluate_all(store, RIGHTS)}


def test_a_night_that_was_turned_back_says_so_and_is_not_called_ended(store: Store) -> None:
    """A step without an end, one that ended before it began, and the way back that was begun: none of it is well."""
    load(store, "waves", "wave,planned cut-over,actual cut-over\nW1,2026-11-21,2026-11-21\n")
    load(
        store,
        "cutover_steps",
        "wave,step,what is done,kind of step,planned start,planned end,started at,ended at,log of the night\n"
        "W1,1,Copy,step,2026-11-21 00:00,2026-11-21 01:00,2026-11-21 00:00,,\n"
        "W1,2,Close,point of no return,2026-11-21 01:00,2026-11-21 02:00,2026-11-21 01:30,2026-11-21 01:10,Li rang\n"
        "W1,9,Back,roll-back,2026-11-21 02:00,2026-11-21 03:00,2026-11-21 02:15,2026-11-21 02:50,\n",
    )
    found = load_cutover(store, SCOPE)
    assert list(found.steps["state"]) == ["overdue", "odd", "done"]
    told = night.table_runbook(found, EN)
    assert plain(told.title).startswith("The way back was begun on 21 Nov 2026, 02:15; 1 step is late, most: Copy")
    assert told.body.rows[1][-1].text == "Ended before it began: one of the two is wrong. Li rang"  # type: ignore[union-attr]
    assert (
        plain(night.chart_nights(found, EN).title)
        == "The way back was taken in the night of wave 1; the night of wave 1 is not shown to be over, 2 steps have"
        " no end"
    )
    assert "The way back was begun on 21 Nov 2026, 02:15" in plain(headline(store, SCOPE, EN))
    assert "切换尚未见结束，2个步骤无结束时间" in night.chart_nights(found, ZH).title


BACK = (
    "wave,step,what is done,kind of step,planned start,planned end,started at,ended at\n"
    "W1,1,Copy,step,2026-11-21 00:00,2026-11-21 01:00,2026-11-21 00:00,2026-11-21 00:50\n"
    "W1,9,Back,roll-back,2026-11-21 02:00,2026-11-21 03:00,{on} 02:15,{on} 02:50\n"
)


@pytest.mark.parametrize(
    ("on", "en", "zh"),
    [
        (
            "2026-11-21",
            (
                "The cut-over of wave 1 on 21 Nov 2026 was turned back, and the wave stands as moved: one of the two is"
                " wrong."
            ),
            "第1波次在2026年11月21日的切换已回退，但该波次登记为已切换：两者必有一误。",
        ),
        # An attempt a week before, which was turned back, does not gainsay the one that went through.
        (
            "2026-11-14",
            "No cut-over is still to come; wave 1 was moved on 21 Nov 2026.",
            "已无待切换的波次；第1波次已于2026年11月21日切换。",
        ),
    ],
)
def test_a_wave_that_was_turned_back_is_not_said_to_have_moved(store: Store, on: str, en: str, zh: str) -> None:
    load(store, "waves", "wave,planned cut-over,actual cut-over\nW1,2026-11-21,2026-11-21\n")
    load(store, "cutover_steps", BACK.format(on=on))
    assert plain(headline(store, SCOPE, EN)).startswith(en)
    assert plain(headline(store, SCOPE, ZH)).startswith(zh)
    nights = plain(night.chart_nights(load_cutover(store, SCOPE), EN).title)
    assert nights == "The way back was taken in the night of wave 1"


def test_a_rehearsal_larger_than_the_wave_has_rehearsed_all_of_it(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over,planned customers\nW1,2026-12-05,30\n")
    load(
        store,
        "rehearsals",
        "rehearsal,kind of rehearsal,wave,site,planned on,held on,customers moved in it,result of the"
        " rehearsal\nR1,rehearsal,W1,Data centre 1,2026-11-02,2026-11-02,1000,passed\n",
    )
    now = METRICS["cutover_rehearsed"].now(store, SCOPE)
    assert (METRICS["cutover_rehearsed"].passport.write(now.value, EN), now.now.part, now.now.whole) == (
        "100.0%",
        30,
        30,
    )
    found = load_cutover(store, SCOPE)
    assert (
        plain(evidence.chart_rehearsed(found, EN).title)
        == "1,000 customers were moved at once before, at least as many as the 30 of wave 1"
    )
    assert plain(evidence.chart_rehearsed(found, ZH).title) == "此前一次已迁移1,000户，不少于第1波次计划的30户"


def test_a_little_of_a_wave_is_not_written_as_none_of_it(eve: Store) -> None:
    written = METRICS["cutover_rehearsed"].passport.write(METRICS["cutover_rehearsed"].now(eve, SCOPE).value, EN)
    assert written == "0.04%"
    assert METRICS["cutover_rehearsed"].passport.write(0.0, EN) == "0.0%"


def test_what_is_not_known_is_said_and_is_nothing_good(store: Store) -> None:
    load(store, "waves", WAVES)
    load(store, "confirmations", "confirmation,supplier,wave,confirmed on,confirmed by\nS0,Platform,W1,2026-10-20,Li\n")
    assert (
        plain(AREA.headline(store, SCOPE, EN))
        == "Wave 1 cuts over in 12 days, on 5 Dec 2026. Not known: what was rehearsed, how the night goes and how many"
        " defects are open."
    )
    assert {name: METRICS[name].now(store, SCOPE).value for name in AREA.tiles} == {
        "cutover_rehearsed": None,
        "sites_covered": None,
        "suppliers_confirmed": 1.0,
        "defects_untold": None,
    }


def test_a_count_without_what_was_told_is_not_called_told(store: Store) -> None:
    load(store, "waves", WAVES)
    load(
        store,
        "defects",
        'counted on,severity,"open, as known",as told to the meeting\n2026-11-20,critical,5,5\n2026-11-20,high,7,\n',
    )
    assert METRICS["defects_untold"].now(store, SCOPE).value is None
    assert "12 defects are open; of how many the meeting was told is not written" in plain(
        AREA.headline(store, SCOPE, EN)
    )


def test_more_told_of_small_defects_does_not_make_up_for_critical_ones_untold(store: Store) -> None:
    """12 critical ones of which 2 were told and 30 low ones of which 40 were: not 42 of 42, but 32."""
    load(store, "waves", WAVES)
    load(
        store,
        "defects",
        'counted on,severity,"open, as known",as told to the meeting\n2026-11-20,critical,12,2\n2026-11-20,low,30,40\n',
    )
    words = "42 defects are open, the meeting was told of 32"
    assert METRICS["defects_untold"].now(store, SCOPE).value == 10
    assert words in plain(AREA.headline(store, SCOPE, EN))
    assert "未关闭缺陷42个，向会议通报32个" in AREA.headline(store, SCOPE, ZH)
    drawn = defects.chart_severity(load_cutover(store, SCOPE), EN)
    assert plain(drawn.title) == words
    assert drawn.note.endswith("told of more than are open; that does not make up for another.")  # type: ignore[union-attr]
    assert said(store) == {f"Wave 1: {words}"}


def test_a_later_count_of_one_severity_leaves_the_others_as_they_were_counted(store: Store) -> None:
    """12 critical and 30 low on 2 November, 9 critical on 20 November: 39 are open, and were not 9."""
    load(store, "waves", WAVES)
    load(
        store,
        "defects",
        'counted on,severity,"open, as known",as told to the'
        " meeting\n2026-11-02,critical,12,12\n2026-11-02,low,30,25\n2026-11-20,critical,9,9\n",
    )
    found = load_cutover(store, SCOPE)
    assert METRICS["defects_open"].now(store, SCOPE).value == 39
    assert "39 defects are open, the meeting was told of 34" in plain(AREA.headline(store, SCOPE, EN))
    drawn, over = defects.chart_severity(found, EN), defects.chart_history(found, EN)
    assert [(one.values) for one in drawn.body.series] == [(9, 30), (9, 25)]  # type: ignore[union-attr]
    assert "its newest count stands, the oldest of 2 Nov 2026" in plain(drawn.note)
    assert plain(over.title) == "39 defects are open, 42 were on 2 Nov 2026"
    assert [line.y for line in over.body.series] == [(42, 39), (37, 34)]  # type: ignore[union-attr]


def test_what_was_told_without_a_severity_may_be_of_any(store: Store) -> None:
    load(store, "waves", WAVES)
    load(
        store,
        "defects",
        'counted on,severity,"open, as known",as told to the'
        " meeting\n2026-11-20,critical,100,0\n2026-11-20,high,1900,0\n2026-11-20,not sorted,0,800\n",
    )
    assert METRICS["defects_untold"].now(store, SCOPE).value == 1200


DEFECTS = 'counted on,severity,"open, as known",as told to the meeting\n'


@pytest.mark.parametrize(
    ("rows", "en", "drawn", "gate"),
    [
        # 2,000 in all, of which 100 critical and 500 high: 1,400 of no severity, and not 2,600 in all
        (
            "2026-11-20,critical,100,\n2026-11-20,high,500,\n2026-11-20,all severities,2000,800\n",
            "2,000 defects are open, the meeting was told of 800",
            [("critical", 100, None), ("high", 500, None), ("not sorted", 1400, 800)],
            "Of 1,400 open defects the severity is not written: any of them may be critical",
        ),
        # every defect has its severity: the sum adds nothing but of how many was told
        (
            "2026-11-20,critical,5,\n2026-11-20,high,7,\n2026-11-20,Total,12,9\n",
            "12 defects are open, the meeting was told of 9",
            [("critical", 5, None), ("high", 7, None), ("not sorted", 0, 9)],
            None,
        ),
        # a sum alone is of no severity that anybody has written
        (
            "2026-11-20,合计,12,12\n",
            "12 defects are open, and the meeting was told so",
            [("not sorted", 12, 12)],
            "Of 12 open defects the severity is not written: any of them may be critical",
        ),
        # a sum of fewer than the severities of its day: the severities stand
        (
            "2026-11-20,critical,5,5\n2026-11-20,high,7,7\n2026-11-20,all,10,10\n",
            "12 defects are open, and the meeting was told so",
            [("critical", 5, 5), ("high", 7, 7)],
            None,
        ),
        # severities counted before, more than the newer sum says: they are over, and how many are critical is not known
        (
            "2026-11-02,critical,12,12\n2026-11-02,low,30,30\n2026-11-20,all,39,39\n",
            "39 defects are open, and the meeting was told so",
            [("not sorted", 39, 39)],
            "Critical defects: not counted",
        ),
        # severities counted for the first time after the sum were part of it
        (
            "2026-11-02,all,40,40\n2026-11-20,critical,12,2\n",
            "40 defects are open, the meeting was told of 30",
            [("critical", 12, 2), ("not sorted", 28, 28)],
            "Of 28 open defects the severity is not written: any of them may be critical",
        ),
    ],
)
def test_a_sum_of_all_severities_is_not_added_to_them(
    store: Store, rows: str, en: str, drawn: list[tuple[str, int, int | None]], gate: str | None
) -> None:
    load(store, "waves", WAVES)
    load(store, "defects", DEFECTS + rows)
    found = load_cutover(store, SCOPE)
    mark = defects.chart_severity(found, EN).body
    assert plain(defects.chart_severity(found, EN).title) == en
    known, told = (one.values for one in mark.series)  # type: ignore[union-attr]
    assert list(zip(mark.names, known, told, strict=True)) == drawn  # type: ignore[union-attr]
    lines = [plain(row[2].text) for row in table_blocks(load_wave(store, SCOPE), EN).body.rows]  # type: ignore[union-attr]
    about = [one for one in lines if "severity is not written" in one or "not counted" in one]
    assert (gate in about) if gate else not about


def test_a_sum_that_falls_short_of_its_parts_is_said(store: Store) -> None:
    load(store, "waves", WAVES)
    load(store, "defects", DEFECTS + "2026-11-20,critical,5,5\n2026-11-20,low,7,7\n2026-11-20,all,10,10\n")
    found = load_cutover(store, SCOPE)
    assert "of all severities together is 2 less than those by severity" in plain(
        defects.chart_severity(found, EN).note
    )
    assert "合计数比当日分级数少2个" in defects.chart_severity(found, ZH).note  # type: ignore[operator]


def test_over_time_a_sum_and_its_parts_are_one_count(store: Store) -> None:
    """42 by severity on 2 November; on 20 November a sum of 39, later 5 of them told apart as critical: 42, 39 and
    39."""
    load(store, "waves", WAVES)
    load(
        store,
        "defects",
        DEFECTS + "2026-11-02,critical,12,12\n2026-11-02,low,30,30\n2026-11-20,all,39,39\n2026-11-22,critical,5,5\n",
    )
    over = defects.chart_history(load_cutover(store, SCOPE), EN)
    assert [line.y for line in over.body.series] == [(42, 39, 39), (42, 39, 39)]  # type: ignore[union-attr]


def test_defects_of_another_wave_are_not_those_of_the_next(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over,actual cut-over\nW1,2026-11-01,2026-11-01\nW2,2026-12-20,\n")
    load(
        store,
        "defects",
        'counted on,wave or system they are of,severity,"open, as'
        ' known"\n2026-10-30,W1,critical,46\n2026-10-30,Ledger,critical,3\n',
    )
    found = load_cutover(store, SCOPE)
    assert (found.wave, found.known) == ("W2", 3)


def test_a_confirmation_that_nobody_put_a_name_to_confirms_nothing(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over\nW1,2026-12-05\n")
    load(
        store,
        "confirmations",
        "confirmation,supplier,wave,confirmed on,confirmed by\nS0,Platform,W1,2026-10-20,\nS1,Cards,W1,2026-10-20,Li\n",
    )
    found = load_cutover(store, SCOPE)
    told = evidence.table_confirmations(found, EN)
    assert told.title == "1 of 2 suppliers have not confirmed: Platform"
    assert [plain(row[4].text) for row in told.body.rows] == ["nobody named", "confirmed"]  # type: ignore[union-attr]
    reading = METRICS["suppliers_confirmed"].now(store, SCOPE)
    assert reading.value == 0.5


def test_a_confirmation_that_ends_before_the_cut_over_confirms_nothing(store: Store) -> None:
    load(store, "waves", WAVES)
    load(
        store,
        "confirmations",
        "confirmation,supplier,wave,confirmed on,expires on,confirmed"
        " by\nS0,Platform,W1,2026-10-20,2026-12-04,Li\nS1,Cards,W1,2026-10-20,2026-12-05,Li\n",
    )
    assert dict(
        zip(*(load_cutover(store, SCOPE).confirmations[name] for name in ("supplier", "state")), strict=True)
    ) == {
        "Cards": "confirmed",
        "Platform": "short",
    }
    assert METRICS["suppliers_confirmed"].now(store, SCOPE).value == 0.5


def test_a_day_that_has_passed_without_a_move_is_not_said_to_come(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over\nW1,2026-11-20\n")
    load(store, "confirmations", "confirmation,supplier,wave,confirmed on,confirmed by\nS0,Platform,W1,2026-10-20,Li\n")
    assert plain(AREA.headline(store, SCOPE, EN)).startswith(
        "Wave 1 was to be cut over on 20 Nov 2026 and is not recorded as moved."
    )


def test_what_a_far_cut_over_needs_is_not_due_yet(store: Store) -> None:
    """Three months ahead none of two suppliers has to have confirmed; as near as the alerts look it is what it is, and
    what is there counts."""
    load(store, "waves", "wave,planned cut-over,planned customers\nW1,2027-02-20,1000\n")
    load(
        store,
        "confirmations",
        "confirmation,supplier,wave,asked on\nS0,Platform,W1,2026-10-20\nS1,Cards,W1,2026-10-20\n",
    )
    load(
        store,
        "rehearsals",
        "rehearsal,kind of rehearsal,wave,site,planned on,held on,customers moved in it,result of the rehearsal\n"
        "R1,rehearsal,W1,Data centre 1,2026-10-01,2026-10-01,20,passed\n"
        "R2,rehearsal,W1,Data centre 2,2026-12-01,,,\n",
    )

    def told(name: str) -> tuple[str, str, str]:
        found = load_standing(store, SCOPE, name)
        return found.verdict.state, plain(found.words(EN)), found.words(ZH)

    early = ("none", "Not due before 21 Jan 2027", "2027年1月21日前尚不要求")
    assert [told(name) for name in ("suppliers_confirmed", "sites_covered", "cutover_rehearsed")] == [early] * 3
    assert not said(store)
    load(store, "settings", "setting,value\ncutover.soon_days,89\n")
    assert [told(name)[0] for name in ("suppliers_confirmed", "sites_covered", "cutover_rehearsed")] == ["bad"] * 3
    assert len(said(store)) == 3
    load(
        store,
        "settings",
        "setting,value\ncutover.soon_days,30\nlimit.cutover_rehearsed.watch,2%\nlimit.cutover_rehearsed.bad,1%\n",
    )
    assert told("cutover_rehearsed")[0] == "good"
