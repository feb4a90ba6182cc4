"""What the page of law and policy says first, from a programme without a decision until one that is over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from analytics.compliance.area import headline
from analytics.compliance.charts.clock import Clock, chart_next, chart_waves
from analytics.compliance.charts.proofs import table_unproved
from analytics.compliance.charts.reviews import table_matrix
from analytics.compliance.numbers.found import load_compliance
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
EN, ZH = Translator("en"), Translator("zh")
OWN = {
    "jurisdiction": "CN",
    "per": "programme",
    "event": "decision",
    "direction": "within",
    "unit": "day",
    "active": True,
}


def only(store: Store, *days: int) -> None:
    """The catalogue of these tests: one duty of the programme for each number of days after the decision; the delivered
    ones are off."""
    from data.legal import load_catalogue

    off = [{"obligation": name, "duty_en": name, "active": False} for name in load_catalogue()["obligation"]]
    own = [
        {"obligation": f"T{term}", "duty_en": f"Do it in {term}", "duty_zh": f"{term}日内办理", "term": term, **OWN}
        for term in days
    ]
    load(store, "obligations", off + own)


def decide(store: Store, on: date | None) -> None:
    load(
        store,
        "programme",
        [{"programme": "P", "from_entity": "A", "to_entity": "B", "decision_on": on, "calendar": "CN"}],
    )


def done(name: str, on: date, **more: Any) -> dict[str, Any]:
    return {"obligation": name, "done_at": datetime.combine(on, datetime.min.time()), **more}


def finding(name: str, due: date) -> dict[str, Any]:
    return {
        "review": name,
        "kind": "finding",
        "item": "Papers",
        "title": f"Finding {name}",
        "opened_on": date(2026, 9, 1),
        "due_on": due,
    }


def test_without_a_decision_the_clock_does_not_run(store: Store) -> None:
    assert headline(store, SCOPE, EN) == ""
    decide(store, None)
    only(store, 10)
    assert headline(store, SCOPE, EN) == ""
    load(store, "reviews", [finding("F1", date(2026, 10, 1))])
    said = "The decision date is not known: the legal clock does not run; “Finding F1”, a finding, is past its day"
    assert headline(store, SCOPE, EN) == said
    assert headline(store, SCOPE, ZH) == "尚未填写决议日，法定时限无法起算；1项发现逾期未整改，其中“Finding F1”最久"


def test_of_duties_nobody_has_recorded_it_is_not_claimed_that_they_are_late(store: Store) -> None:
    decide(store, date(2026, 11, 2))
    only(store, 10)
    said = "The day of one duty has passed; whether it was done nobody has recorded"
    assert headline(store, SCOPE, EN) == said
    found = load_compliance(store, SCOPE)
    assert chart_next(Clock(found, "open"), EN).title == said
    assert chart_waves(Clock(found, "open"), EN).title.startswith("The day of one duty of the programme has passed")
    assert table_unproved(found, EN).title == "No duty is recorded as done"


def test_what_is_late_is_named_with_how_many_there_are(store: Store) -> None:
    decide(store, date(2026, 11, 2))
    only(store, 3, 10, 90)
    load(store, "duties", [done("T3", date(2026, 11, 4))])
    load(
        store,
        "evidence",
        [{"evidence": "E1", "title": "List", "made_on": date(2026, 1, 1), "expires_on": date(2026, 11, 1)}],
    )
    late = "One of 3 duties with a day is overdue: “Do it in 10”, 11 days past its day"
    assert headline(store, SCOPE, EN) == f"{late}; “List”, a proof, has expired"


def test_with_nothing_late_the_next_day_is_named_and_after_the_last_that_all_is_done(store: Store) -> None:
    decide(store, date(2026, 11, 2))
    only(store, 3, 90)
    load(store, "duties", [done("T3", date(2026, 11, 4))])
    assert headline(store, SCOPE, EN).startswith("No duty is overdue; the next is “Do it in 90” on ")
    load(store, "duties", [done("T90", date(2026, 11, 20))])
    assert headline(store, SCOPE, EN) == "No duty is due any more: 2 of 2 that had a day were done in time"
    assert headline(store, SCOPE, ZH) == "没有待履行的义务：2项有期限的义务中2项按期履行"


def test_reviews_without_a_verdict_are_not_called_compliant(store: Store) -> None:
    decide(store, date(2026, 11, 2))
    review = {"kind": "review", "type": "law", "item": "Papers", "wave": "W1", "opened_on": date(2026, 11, 1)}
    load(store, "reviews", [review | {"review": "R1"}])
    assert table_matrix(load_compliance(store, SCOPE), EN).title.startswith(
        "One item of the last reviews has no verdict yet"
    )
    load(store, "reviews", [review | {"review": "R1", "verdict": "compliant"}])
    assert table_matrix(load_compliance(store, SCOPE), EN).title == "All items of the last reviews are compliant"
