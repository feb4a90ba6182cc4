"""What the page of coordination says where dates contradict each other, names differ in spelling, or little is
known."""

from __future__ import annotations

import pytest

from analytics.coordination.area import AREA
from analytics.coordination.charts import results, work
from analytics.coordination.numbers.actions import load_coordination
from analytics.coordination.numbers.results import load_results
from analytics.marks.words import frame_of
from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
EN, ZH = Translator("en"), Translator("zh")
HEAD = (
    "action,kind of item,what is asked for,department,asked by,opened on,due on,first answer on,done on,hangs on,which"
    " one,metric,in effect from"
)


def lines(head: str, *rows: str) -> str:
    return "\n".join((head, *rows, ""))


def test_an_answer_before_the_question_is_no_time_to_answer(store: Store) -> None:
    load(
        store,
        "actions",
        lines(HEAD, "A1,action,One,IT,Legal,2026-10-10,,2026-10-01,,,,,", "A2,action,Two,IT,Legal,2026-12-10,,,,,,,"),
    )
    load(store, "actions", lines(HEAD, "A3,action,Three,IT,Legal,2026-10-10,,2026-10-12,,,,,"))
    assert work.chart_waits(load_coordination(store, SCOPE), EN).note.startswith(
        "1 request was answered before the day on which it was made: nothing can be said of its wait."
    )
    load(store, "actions", lines(HEAD, "A3,action,Three,IT,Legal,2026-12-10,,,,,,,"))
    found = load_coordination(store, SCOPE)
    assert found.requests["waited"].isna().all()
    assert METRICS["answer_days"].now(store, SCOPE).value is None
    assert work.chart_waits(found, EN).empty == "No request between departments says when it was asked and answered"
    aged = work.chart_ageing(found, EN)
    assert aged.title == "1 of the 1 open item is older than 30 days"
    assert (aged.body.whole, aged.body.ends) == ((), ("0", "0", "1", "0"))  # no row says that it is of all


def test_what_was_done_before_it_was_opened_is_neither_in_time_nor_late_and_is_named(store: Store) -> None:
    rows = (
        "A1,action,Backwards,IT,Legal,2026-10-10,2026-10-20,,2026-10-01,,,,",
        "D1,decision,Turned,Legal,,2026-10-10,,,2026-10-09,,,,",
        "A2,action,In time,IT,Legal,2026-10-01,2026-10-20,,2026-10-10,,,,",
        "I1,improvement,Letters,Legal,,2026-10-10,,,2026-06-01,,,nps,",
    )
    load(store, "actions", lines(HEAD, *rows))
    found = load_coordination(store, SCOPE)
    assert found.actions.set_index("action")["state"].to_dict() == {
        "A1": "backwards",
        "D1": "backwards",
        "A2": "done",
        "I1": "backwards",
    }
    on_time = METRICS["actions_on_time"].now(store, SCOPE)
    assert (on_time.value, on_time.n) == (1.0, 1)
    table = work.table_open(found, EN)
    said = "3 items were done before they were opened (first: “Backwards”)"
    assert table.title == f"The other item is done or dropped; {said}"
    assert work.table_open(found, ZH).title == "其余1项均已完成或撤销；3项的完成日期早于提出日期（首项：“Backwards”）"
    assert frame_of(table.body)["State"].tolist() == ["done before it was opened"] * 3
    assert (
        frame_of(table.body)["Standing"].tolist() == ["done before opened"] * 3
    )  # an icon alone looks like that of what is open
    assert work.chart_departments(found, EN).note.startswith(f"{said}: neither in time nor late.")
    assert frame_of(work.table_decisions(found, EN).body).iloc[0][["State", "Standing"]].tolist() == [
        "dates contradict",
        "done before opened",
    ]
    assert said in AREA.headline(store, SCOPE, EN)
    (improvement,) = load_results(store, SCOPE).improvements
    assert improvement.outcome == "unmeasured"  # nobody can say since when it works


def test_who_did_it_before_answering_was_waited_for_until_it_was_done(store: Store) -> None:
    load(store, "actions", lines(HEAD, "A1,action,One,IT,Legal,2026-10-01,2026-10-20,2026-10-12,2026-10-05,,,,"))
    assert load_coordination(store, SCOPE).requests["waited"].tolist() == [4.0]


def test_a_department_is_one_however_it_is_spelt(store: Store) -> None:
    rows = (
        "A1,action,One,IT,Legal,2026-10-01,2026-10-05,,,,,,",
        "A2,action,Two, it ,IT,2026-10-01,2026-10-05,,,,,,",
        "A3,action,Three,IT,legal,2026-10-01,2026-10-05,,,,,,",
    )
    load(store, "actions", lines(HEAD, *rows))
    found = load_coordination(store, SCOPE)
    assert work.chart_departments(found, EN).title == "3 of the 3 overdue items are with IT"
    assert found.pairs[["asked_by", "n"]].values.tolist() == [["Legal", 2]]
    assert (
        work.chart_waits(found, EN).title
        == "No department has 5 requests, and the others as many: none can be held against the others"
    )


def test_a_receipt_from_before_the_hand_over_proves_nothing_and_such_minutes_are_none(store: Store) -> None:
    load(
        store,
        "shared",
        lines(
            "record,what was shared,kind of material,recipient,shared on,purpose,receipt on",
            "S1,Roster,customer data,Bank,2026-10-01,move,2026-09-01",
        ),
    )
    load(
        store,
        "meetings",
        lines("meeting,held on,minutes sent on", "M1,2026-10-01,2026-09-01", "M2,2026-09-01,2026-09-02"),
    )
    found = load_coordination(store, SCOPE)
    assert work.table_shared(found, EN).title.startswith("Customer data went out once without a purpose or a receipt")
    assert "1 receipt is dated before its hand-over: it counts as none." in work.table_shared(found, EN).note
    assert work.table_meetings(found, EN).title == "1 of 2 meetings has no minutes"
    assert work.table_meetings(found, EN).note.startswith(
        "The minutes of 1 meeting are dated before it: they count as none."
    )
    assert work.table_meetings(found, ZH).note.startswith("1次会议的纪要日期早于召开日期，按未发纪要计。")


def test_a_meeting_of_which_no_item_is_on_file_has_not_settled_all(store: Store) -> None:
    load(store, "meetings", lines("meeting,held on,minutes sent on", "M1,2026-10-01,2026-10-02"))
    found = load_coordination(store, SCOPE)
    assert work.table_meetings(found, EN).title == "1 meeting was held; what was asked for there is not on file"
    assert work.table_meetings(found, ZH).title == "已召开1次会议，会上提出的事项未登记"
    assert work.chart_ageing(found, EN).needs == ("actions",)


def test_targets_of_which_nothing_is_known_are_not_met_and_a_day_that_passed_is_said(store: Store) -> None:
    deals = (f"D{n},new customer,won,2026-09-01,2026-10-{n:02d}" for n in range(1, 13))
    load(
        store, "deals", lines("deal number,kind of business,deal stage,deal opened on,closed on (won or lost)", *deals)
    )
    rows = ("T1,Sell,new_business,0,10,2026-12-31", "T2,Odd,cheer,0,1,2026-12-31")
    load(store, "targets", lines("target,what is to be reached,metric,where it began,what it must be,until", *rows))
    assert AREA.headline(store, SCOPE, EN) == "1 target is met; of 1 more nothing is known"
    load(
        store,
        "targets",
        lines(
            "target,what is to be reached,metric,where it began,what it must be,until",
            *rows,
            "T3,More,new_business,0,20,2026-11-01",
        ),
    )
    table = results.table_targets(load_results(store, SCOPE), EN)
    assert (
        table.title
        == "1 of 2 targets are met, 80% of the way is gone; farthest behind is “More”; 1 is past its day; of 1 more"
        " nothing is known"
    )
    states = frame_of(table.body)
    assert dict(zip(states["Name"], states["State"], strict=True)) == {
        "Sell": "met",
        "Odd": "not known",
        "More": "past its day",
    }
    assert "1项逾期未达成" in results.table_targets(load_results(store, SCOPE), ZH).title
    told = results.table_targets(load_results(store, SCOPE), Translator("en", rounded=True))
    assert "≈\u00a080% of the way is gone" in told.title  # some readers have customers' answers from rounded counts
    assert frame_of(told.body)["Of the way (%)"].tolist() == states["Of the way (%)"].tolist()
    assert METRICS["targets_score"].passport.write(0.8, Translator("zh", rounded=True)) == "约80.0%"


def test_no_target_is_not_called_none_that_can_be_measured(store: Store) -> None:
    said = results.chart_reached(load_results(store, SCOPE), EN)
    assert (said.empty, said.needs) == ("No target was loaded", ("targets",))


def test_an_improvement_says_which_finding_it_was_opened_from(store: Store) -> None:
    load(store, "actions", lines(HEAD, "I1,improvement,Plain letters,,,,,,,cause of complaints,letters,nps,2026-06-01"))
    (told,) = frame_of(results.table_improvements(load_results(store, SCOPE), EN).body)["Opened from"]
    assert told == "complaints: letters"


def test_a_selection_without_items_is_not_a_list_that_was_never_loaded(store: Store) -> None:
    load(store, "actions", lines(HEAD, "A1,action,One,IT,Legal,2026-10-01,2026-10-05,,,,,,"))
    load(store, "targets", "target,what is to be reached,metric,what it must be\nT1,Sell,new_business,10\n")
    part = SCOPE.but(waves=("W9",))
    found, told = load_coordination(store, part), load_results(store, part)
    for shown in (work.table_open(found, EN), work.chart_ageing(found, EN)):
        assert (shown.empty, shown.needs) == ("Nothing in the list of actions is of this selection", ())
    for shown in (results.table_targets(told, EN), results.chart_reached(told, EN)):
        assert (shown.empty, shown.needs) == ("No target is of this selection", ())
    assert work.table_open(found, ZH).empty == "行动项清单中没有属于所选范围的事项"


def test_a_hand_over_to_nobody_and_one_of_no_day_are_said_to_be_so(store: Store) -> None:
    head = "record,what was shared,kind of material,recipient,shared on,purpose,receipt on"
    load(store, "shared", lines(head, "S2,Report,report,Li,,for reading,"))
    shown = work.table_shared(load_coordination(store, SCOPE), EN)
    assert (shown.empty, shown.needs) == ("Of 1 hand-over on file nobody says when it was: it is not counted", ())
    load(store, "shared", lines(head, "S1,Data,data,,2026-10-10,,"))
    shown = work.table_shared(load_coordination(store, SCOPE), EN)
    assert shown.title == "Customer data went out once without a purpose or a receipt: “Data” (recipient: not said)"
    assert shown.note.startswith("Of 1 hand-over on file nobody says when it was: it is not counted")


def test_targets_alone_that_cannot_be_measured_are_no_empty_page(store: Store) -> None:
    load(
        store,
        "targets",
        lines(
            "target,what is to be reached,metric,where it began,what it must be,until",
            "T1,More,new_business,0,20,2026-12-01",
            "T2,Else,what,0,20,2026-12-01",
        ),
    )
    said = "None of the 2 targets can be measured: they name no known metric, or it has no value"
    assert AREA.headline(store, SCOPE, EN) == said
    assert results.table_targets(load_results(store, SCOPE), EN).title == said


def test_an_improvement_that_cannot_be_measured_says_what_it_lacks(store: Store) -> None:
    cells = (
        "I1,improvement,One,IT,,2026-08-01,2026-09-01,,2026-08-31,,,,",
        "I2,improvement,Two,IT,,2026-08-01,2026-09-01,,2026-08-31,,,mood,",
        "I3,improvement,Three,IT,,2026-08-01,2026-09-01,,2026-08-31,,,hhi,",
        "I4,improvement,Four,IT,,2026-08-01,2026-09-01,,,,,nps,",
        "I5,improvement,Five,IT,,2026-08-01,2026-09-01,,2026-08-31,,,nps,",
        "I6,saving,Six,IT,,2026-08-01,2026-09-01,,2026-08-31,,,,",
    )
    load(store, "actions", lines(HEAD, *cells))
    found = load_results(store, SCOPE)
    assert frame_of(results.table_improvements(found, EN).body)["Result"].tolist() == [
        "cannot be measured: it names no metric",
        "cannot be measured: no metric is called “mood”",
        "cannot be measured: “hhi” is no metric of a period",
        "cannot be measured: it does not say since when it is in effect",
        "cannot be measured: the metric has no value before and after it",
        "cannot be measured: the metric has no value before and after it",  # a saving is judged by what is spent
    ]
    shown = frame_of(results.table_improvements(found, ZH).body)
    assert (shown["结论"].tolist()[1], shown["指标"].tolist()[-1]) == ("无法衡量：没有名为“mood”的指标", "月均支出")
