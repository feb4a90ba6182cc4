"""Early warnings of rights and safeguards that the demo programme has no case of."""

from __future__ import annotations

import pytest

from analytics.rights import alerts as rights_alerts
from analytics.safeguards import alerts as safeguards
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
EN = Translator("en")
NEAR = "wave,planned cut-over,route for personal data,route for contracts\nW1,2026-11-26,provide,new\n"


def test_blockers_near_a_cut_over_and_incidents_past_their_hours(store: Store) -> None:
    load(store, "waves", NEAR)
    load(
        store,
        "continuity",
        "item,what it is,kind of item,wave,due on,blocks the cut-over\nI1,Debits,Defect,W1,2026-11-25,yes\n",
    )
    load(
        store,
        "incidents",
        "incident id,kind,what happened,occurred at,due at,reported to the authority at,wave\nI1,personal"
        " data,Leak,2026-11-20 08:00,2026-11-20 12:00,,W1\nI2,personal data,Leak,2026-11-20 08:00,2026-11-20"
        " 12:00,2026-11-20 13:00,W1\n",
    )
    found = safeguards.evaluate(store, RIGHTS)
    assert [(alert.code, alert.subject, alert.n) for alert in found] == [
        ("incident_late", "programme", 1),
        ("leak", "W1", 1),
        ("leak", "W1", 1),
        ("blockers_near", "W1", 1),
    ]


def test_a_site_that_was_not_tested_is_not_said_to_have_failed(store: Store) -> None:
    load(store, "waves", NEAR)
    load(
        store,
        "continuity_tests",
        "test,wave,system,planned on,tested on,result,sites\nT1,W1,Payments,2026-10-01,2026-10-01,passed,Data centre"
        " 1\nT2,W2,Payments,2026-10-01,2026-10-01,passed,Data centre 2\n",
    )
    found = [alert for alert in safeguards.evaluate(store, RIGHTS) if alert.subject == "W1"]
    assert [alert.code for alert in found] == ["recovery_unproven"]
    assert (
        found[0].sentence(EN).replace("\u00a0", " ")
        == "Wave 1: that Payments recovers is not proven everywhere – Data centre 2, Payments: not tested"
    )


def test_letters_that_come_back_are_warned_of_above_three_in_a_hundred(store: Store) -> None:
    load(store, "waves", NEAR)
    load(store, "customers", "customer,wave\n" + "".join(f"C{i},W1\n" for i in range(100)))
    letters = "customer,kind of notice,version,wave,notice channel,sent at,returned undelivered\n" + "".join(
        f"C{i},transfer,v1,W1,letter,2026-10-01,{'yes' if i < 4 else 'no'}\n" for i in range(100)
    )
    load(store, "notices", letters)
    found = {alert.code: alert for alert in rights_alerts.evaluate(store, RIGHTS)}
    assert set(found) == {"letters_bounced", "silent_customers"}  # no day of delivery: who was told is not known
    assert found["silent_customers"].n == 100
    assert (found["letters_bounced"].value, found["letters_bounced"].limit) == (pytest.approx(0.04), 0.03)


def silence(store: Store, vulnerable: int, others: int) -> list[str]:
    """Of 40 vulnerable and 360 other customers so many have not answered; the codes of the alerts."""
    load(store, "waves", NEAR)
    people = [(f"C{i}", "yes" if i < 40 else "no", i < vulnerable or 40 <= i < 40 + others) for i in range(400)]
    load(store, "customers", "customer,wave,vulnerable\n" + "".join(f"{who},W1,{kind}\n" for who, kind, _ in people))
    letters = "customer,kind of notice,version,wave,notice channel,sent at,answered at,answer\n" + "".join(
        f"{who},{kind},v1,W1,letter,2026-10-01,{',' if silent else '2026-10-09,consented'}\n"
        for who, _, silent in people
        for kind in ("data", "contract")
    )
    load(store, "notices", letters)
    return [alert.code for alert in rights_alerts.evaluate(store, RIGHTS)]


def test_an_unfair_gap_is_warned_of(store: Store) -> None:
    assert silence(store, vulnerable=20, others=36) == ["silent_customers", "unfair_gap"]
    alert = rights_alerts.evaluate(store, RIGHTS)[1]
    assert (alert.severity, alert.n, alert.limit) == ("watch", 40, 0.05)
    assert alert.value == pytest.approx(20 / 40 - 36 / 360)
    assert 0 < (alert.p or 1) <= (alert.q or 1) < 0.001


def test_a_gap_that_chance_explains_is_not(store: Store) -> None:
    """Six points more of forty: beyond the least relevant gap, not beyond chance."""
    assert silence(store, vulnerable=8, others=50) == ["silent_customers"]
