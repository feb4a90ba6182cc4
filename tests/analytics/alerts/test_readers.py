"""Whoever asks, an alert holds or does not: the counts are judged, and a reader without rows is told of it in rounded
ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from analytics.alerts.answers import load_watch
from analytics.alerts.base import Alert, Amount, counted, evaluate_all
from analytics.alerts.readers import one_judgement
from analytics.scope import Scope
from data.access import local_rights
from data.store import Store
from tests.analytics.conftest import load, today

__all__ = ["today"]

DAY = date(2026, 11, 22)
ROLES = ("administrator", "analyst", "executive")


def fall(n: int, value: float, *, onset: date = DAY, subject: str = "W3") -> Alert:
    own = counted("nps_fall", "nps", onset, DAY, value=value, limit=20.0, n=n, severity="watch", subject=subject)
    return replace(own, p=0.001, q=0.005)


def test_an_alert_that_only_rounded_counts_raise_is_none() -> None:
    assert one_judgement([fall(395, 19.0)], []) == []


def test_an_alert_is_told_with_the_numbers_of_its_reader_and_the_days_of_all() -> None:
    exact, told = fall(397, 18.62, onset=DAY - timedelta(days=14)), fall(395, 19.1, onset=DAY - timedelta(days=7))
    assert one_judgement([told], [exact]) == [replace(told, onset=DAY - timedelta(days=14))]


def test_an_alert_whose_numbers_the_reader_has_not_tells_none_of_the_counts() -> None:
    (one,) = one_judgement([], [fall(397, 18.62)])
    assert (one.value, one.limit, one.n, one.p, one.q) == (19.0, 20.0, 395, None, None)
    assert one_judgement([], [fall(9, 18.62)]) == []
    shares = replace(fall(397, 18.62), params={"share": Amount(0.05251, "share"), "whole": Amount(397.0, "people")})
    (two,) = one_judgement([], [shares])
    assert two.params == {"share": Amount(0.05, "share"), "whole": Amount(395.0, "people")}


@pytest.mark.usefixtures("today")
def test_the_week_the_command_and_the_mail_have_the_alerts_of_the_administrator(store: Store) -> None:
    """12 of 398 letters came back, more than 3 in 100; of 400, as counts of fives have it, they are not."""
    customers = [f"C{at}" for at in range(398)]
    load(
        store,
        "waves",
        [
            {
                "wave": "W1",
                "data_route": "provide",
                "contract_route": "novation",
                "planned_cutover_on": date(2026, 12, 20),
            }
        ],
    )
    load(store, "customers", [{"customer": one, "wave": "W1"} for one in customers])
    load(
        store,
        "notices",
        [
            {
                "notice": f"N{one}",
                "customer": one,
                "kind": "data",
                "channel": "letter",
                "sent_at": datetime(2026, 10, 1),
                "bounced": at < 12,
                "delivered_at": datetime(2026, 10, 2),
                "answered_at": datetime(2026, 10, 9),
                "result": "consented",
            }
            for at, one in enumerate(customers)
        ],
    )
    held = {role: evaluate_all(store, local_rights("someone", role)) for role in ROLES}
    keys = {role: sorted(alert.key for alert in found) for role, found in held.items()}
    assert "letters_bounced:programme" in keys["administrator"]
    assert keys["executive"] == keys["analyst"] == keys["administrator"]
    said = {role: next(one for one in found if one.code == "letters_bounced") for role, found in held.items()}
    assert (said["administrator"].n, said["administrator"].params["share"].value) == (398, pytest.approx(12 / 398))
    assert (said["executive"].n, said["executive"].params["share"].value) == (400, 0.03)
    watch = load_watch(store, Scope(local_rights("someone", "executive")))
    assert [one.alert.code for one in watch.holding] == [one.code for one in held["executive"] if one.active]
