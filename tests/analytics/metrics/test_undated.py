"""What nobody has set a day for is neither overdue nor in time: promises, treatments, findings, actions. Unknown is not
good."""

from __future__ import annotations

import pytest

from analytics.alerts import evaluate_all
from analytics.metrics import METRICS
from analytics.rights.charts.reach import table_promises
from analytics.rights.numbers.consent import load_rights
from analytics.scope import Scope
from analytics.standing import load_standing
from data.language import Translator
from data.store import Store
from tests.analytics.made import ADMIN, load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(ADMIN)
HEADS = {
    "promises": "promise,promise text,due on,kept on\n",
    "treatments": "treatment id,risk id,treatment,kind of treatment,due on,done on\n",
    "reviews": "review number,kind of entry,reviewed on,due on,closed on\n",
    "actions": "action,title,opened on,due on,done on\n",
}
FIRST = {
    "promises": "{0},Word {0}",
    "treatments": "{0},R-1,Do {0},reduce",
    "reviews": "{0},finding,2026-01-05",
    "actions": "{0},Do {0},2026-01-05",
}
METRIC = {
    "promises": "promises_open",
    "treatments": "treatments_overdue",
    "reviews": "findings_overdue",
    "actions": "actions_overdue",
}


def fill(store: Store, ledger: str, *days: tuple[str, str]) -> None:
    """A row for each (due, done)."""
    if ledger == "treatments":
        load(store, "risks", "snapshot,risk id,risk,probability,impact\n2026-11-16,R-1,Fire,3,3\n")
    rows = "".join(f"{FIRST[ledger].format(f'N{at}')},{due},{done}\n" for at, (due, done) in enumerate(days))
    load(store, ledger, HEADS[ledger] + rows)


@pytest.mark.parametrize("ledger", list(METRIC))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_where_nothing_that_is_open_has_a_day_none_is_known_to_be_in_time(store: Store, ledger: str, lang: str) -> None:
    fill(store, ledger, ("", ""), ("", ""), ("", "2026-10-01"))
    found, t = load_standing(store, SCOPE, METRIC[ledger]), Translator(lang)
    assert (found.reading.value, found.state) == (None, "unknown")
    assert found.words(t) == {"en": "None that is open has a day", "zh": "未完成的均未定期限"}[lang]


@pytest.mark.parametrize("ledger", list(METRIC))
def test_those_without_a_day_are_counted_beside_those_past_it(store: Store, ledger: str) -> None:
    fill(store, ledger, ("2026-11-01", ""), ("", ""), ("", ""), ("2026-10-02", "2026-10-01"))
    reading = METRICS[METRIC[ledger]].now(store, SCOPE)
    assert reading.value == 1.0
    assert "2 have no day" in [one.write(Translator("en")) for one in reading.now.said]


def test_what_was_done_without_a_day_was_not_done_in_time(store: Store) -> None:
    """Three done without a day, one in time and one late: one of two, of promises as of actions."""
    rows = (("", "2026-10-01"),) * 3 + (("2026-10-02", "2026-10-01"), ("2026-10-02", "2026-10-03"))
    fill(store, "promises", *rows)
    fill(store, "actions", *rows)
    kept, done = (METRICS[one].now(store, SCOPE).now for one in ("promises_kept", "actions_on_time"))
    assert (kept.value, kept.whole) == (1.0, 2.0)
    assert (done.part, done.whole) == (1.0, 2.0)


def test_promises_without_days_are_not_said_to_be_in_time(store: Store) -> None:
    fill(store, "promises", ("", ""), ("", ""))
    said = table_promises(load_rights(store, SCOPE), Translator("en"))
    assert said.title == "No promise has a day by which it is due, so none can be called late"
    assert METRICS["promises_kept"].now(store, SCOPE).value is None


def test_measures_of_which_nothing_is_known_are_not_said_to_be_in_order(store: Store) -> None:
    load(store, "controls", "control,measure\nA,Firewall\nB,Training\n")
    found = load_standing(store, SCOPE, "measures_overdue")
    assert (found.reading.value, found.state, found.words(Translator("en"))) == (
        None,
        "unknown",
        "Of no measure is it known",
    )
    load(store, "controls", "control,measure,due on\nA,Firewall,2026-11-01\nB,Training,\n")
    assert load_standing(store, SCOPE, "measures_overdue").reading.value == 1.0


@pytest.mark.parametrize(("least", "told"), [("", 0), ("3", 1)])
def test_how_many_must_be_overdue_is_a_setting(store: Store, least: str, told: int) -> None:
    fill(store, "treatments", *(("2026-11-01", ""),) * 4)
    if least:
        load(store, "settings", f"setting,value\nalert.overdue_least,{least}\n")
    found = [alert for alert in evaluate_all(store, ADMIN) if alert.code == "many_overdue"]
    assert len(found) == told
