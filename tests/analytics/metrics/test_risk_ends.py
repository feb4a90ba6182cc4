"""What the page of risks says first: everything red by name, and nothing of a risk that nobody has rated."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.charts.risk.now import said_now
from analytics.metrics.risk import load_exposure, load_indicators, load_register, load_treatments
from analytics.scope import Scope
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load

pytestmark = pytest.mark.usefixtures("today")
SCOPE = Scope(local_rights("tester", "administrator"))
ON = date(2026, 11, 1)


def risk(name: str, likelihood: str | None, impact: str | None, **more: Any) -> dict[str, Any]:
    return {"snapshot_on": ON, "risk": name, "name": f"Risk {name}", "likelihood": likelihood, "impact": impact, **more}


def said(store: Store, lang: str = "en") -> str:
    register = load_register(store, SCOPE)
    beside = load_treatments(store, SCOPE, register), load_indicators(store, SCOPE), load_exposure(store, SCOPE, register)  # fmt: skip
    return said_now(register, *beside, Translator(lang))


def test_a_risk_that_nobody_rated_is_not_within_appetite(store: Store) -> None:
    load(store, "risks", [risk("R1", "1", "1"), risk("R2", "1", "1")])
    assert said(store) == "All 2 risks are within appetite"
    load(store, "risks", [risk("R1", "1", "1"), risk("R2", "1", "1"), risk("R3", None, None)])
    unknown = "one of 3 risks is not rated: whether it is within appetite is not known"
    assert said(store) == f"None of the 2 rated risks is above appetite; {unknown}"
    load(store, "risks", [risk(name, None, None) for name in ("R1", "R2", "R3")])
    assert said(store) == "3 of 3 risks are not rated: whether they are within appetite is not known"


def test_with_everything_closed_no_risk_is_open(store: Store) -> None:
    load(store, "risks", [risk("R1", "5", "5", status="closed")])
    assert said(store) == "No risk is open"


def test_everything_red_is_named(store: Store) -> None:
    load(store, "risks", [risk("R1", "5", "5"), risk("R2", "1", "1")])
    measure = {"risk": "R1", "kind": "reduce", "decided_on": date(2026, 10, 1)}
    load(store, "treatments", [
        measure | {"treatment": "T1", "name": "Rehearse", "due_on": date(2026, 11, 13)},
        measure | {"treatment": "T2", "name": "Train", "due_on": date(2026, 12, 13)},
    ])  # fmt: skip
    load(store, "indicators", [
        {"indicator": "K1", "name": "Errors", "measured_on": date(2026, 11, 20), "value": 9.0, "amber": 5.0, "red": 8.0, "cadence": "weekly"},
        {"indicator": "K2", "name": "Calls", "measured_on": date(2026, 11, 20), "value": 1.0, "amber": 5.0, "red": 8.0, "cadence": "weekly"},
    ])  # fmt: skip
    assert said(store) == (
        "One risk of 2 is above appetite: Risk R1 (R1) the furthest; "
        "one of 2 open measures is late, Rehearse (T1) by 10 days; one of 2 indicators is beyond red: Errors (K1)"
    )
    assert said(store, "zh").startswith("2项风险中1项超出风险偏好：Risk R1（R1）超出最多；2项未完成措施中1项逾期")
