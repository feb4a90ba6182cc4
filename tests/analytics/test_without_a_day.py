"""What nobody has set a day for is not in time: titles, headlines and tiles say that it has none."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.closing.numbers.steps import load_closing
from analytics.compliance.charts.reviews import chart_ages, table_changes
from analytics.compliance.numbers.found import load_compliance
from analytics.coordination.area import headline
from analytics.coordination.charts.work import table_open
from analytics.coordination.numbers.actions import load_coordination
from analytics.cost.charts.lines import chart_periods
from analytics.cost.numbers.costs import load_costs
from analytics.metrics import METRICS
from analytics.rights.area import headline as rights_headline
from analytics.safeguards.charts.continuity import chart_tested
from analytics.safeguards.charts.documents import chart_complete
from analytics.safeguards.numbers import load_continuity, load_documents
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load, today

__all__ = ["today"]

SCOPE = Scope(local_rights("tester", "administrator"))
EN, ZH = Translator("en"), Translator("zh")

pytestmark = pytest.mark.usefixtures("today")


def test_items_without_a_day_are_not_said_to_be_in_time(store: Store) -> None:
    load(
        store, "actions", [{"action": f"A{at}", "kind": "action", "title": "x", "department": "IT"} for at in range(4)]
    )
    assert headline(store, SCOPE, EN) == "4 are open, and nobody says until when"
    assert table_open(load_coordination(store, SCOPE), ZH).title == "4项未完成，均未注明期限"
    load(store, "actions", [{"action": "B", "kind": "action", "title": "y", "due_on": date(2026, 12, 9)}])
    assert headline(store, SCOPE, EN) == "5 items are open, none of them overdue; 4 have no day"


def test_findings_and_changes_without_a_day_are_not_in_time(store: Store) -> None:
    load(
        store,
        "reviews",
        [{"review": "F1", "kind": "finding", "title": "R"}, {"review": "C1", "kind": "change", "title": "S"}],
    )
    found = load_compliance(store, SCOPE)
    assert [make(found, EN).title for make in (chart_ages, table_changes)] == [
        "1 is open, and nobody says until when"
    ] * 2


def test_documents_without_a_day_are_not_complete_and_no_test_has_not_passed(store: Store) -> None:
    load(store, "waves", [{"wave": "W1", "planned_cutover_on": date(2026, 12, 5)}])
    load(store, "documents", [{"document": f"D{at}", "title": "x", "kind": "deed", "wave": "W1"} for at in range(5)])
    assert chart_complete(load_documents(store, SCOPE), EN).title == "5 are open, and nobody says until when"
    load(store, "continuity", [{"item": "I1", "title": "x", "kind": "check", "wave": "W1"}])
    assert chart_tested(load_continuity(store, SCOPE), EN).title == EN("safeguards.tested.empty")
    load(store, "continuity_tests", [{"test": "R1", "system": "S", "wave": "W1", "planned_on": date(2026, 12, 1)}])
    assert chart_tested(load_continuity(store, SCOPE), EN).title == "No recovery was tested yet; 1 test is planned"


def test_steps_without_a_day_and_lines_without_a_count_are_not_known(store: Store) -> None:
    load(store, "waves", [{"wave": "W1", "cutover_on": date(2026, 10, 5)}])
    load(store, "closing", [{"branch": "B1", "procedure": "branch", "step": step} for step in ("tax", "social")])
    load(store, "reconciliation", [{"wave": "W1", "item": "balances"}])
    assert len(load_closing(store, SCOPE).asked) > 2
    assert [METRICS[name].now(store, SCOPE).value for name in ("closing_overdue", "differences_open")] == [None, None]
    load(store, "reconciliation", [{"wave": "W1", "item": "records", "before": 10, "after": 10}])
    reading = METRICS["differences_open"].now(store, SCOPE)
    assert (reading.value, reading.now.whole) == (0.0, 1.0)


def test_a_line_that_is_not_paid_is_no_saving(store: Store) -> None:
    load(
        store,
        "costs",
        [
            {"line": "L1", "category": "IT", "period": date(2026, 10, 1), "budget": 100},
            {"line": "L2", "category": "IT", "period": date(2026, 10, 1), "budget": 40, "actual": 50},
        ],
    )
    assert chart_periods(load_costs(store, SCOPE, "CNY"), EN).title == "The one period paid is ¥10 over budget"


def test_without_notices_nobody_is_known_not_to_have_been_written_to(store: Store) -> None:
    load(store, "waves", [{"wave": "W1", "planned_cutover_on": date(2026, 12, 5)}])
    load(store, "customers", [{"customer": f"C{at}", "wave": "W1"} for at in range(40)])
    load(store, "promises", [{"promise": "P1", "title": "x", "due_on": date(2026, 12, 1)}], datetime(2026, 11, 22, 12))
    assert rights_headline(store, SCOPE, EN) == "No notices were loaded: who was told and who agreed is not known"
