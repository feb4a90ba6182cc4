"""A risk beyond appetite, one that worsened, was lowered though nothing was done, or has no owner; an indicator that is
red, twice amber or has gone quiet. Nothing of it is chance."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.alerts.base import Alert, Named, Severity, counted
from analytics.frames import rows
from analytics.risk.numbers.checks import RULES, Evidence
from analytics.risk.numbers.indicators import Indicators, expected_days, load_indicators
from analytics.risk.numbers.register import Register, compute_positions, load_register
from analytics.risk.numbers.statements import FIRST_SEEN, HISTORY
from analytics.risk.numbers.treatments import load_treatments
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

CHECKS = {check.code: check for check in RULES}
CHECKED: tuple[tuple[str, str, Severity], ...] = (
    ("lowered_untreated", "risk_lowered_untreated", "serious"),
    ("emerging_unowned", "risk_unowned", "serious"),
    ("unowned", "risk_unowned", "watch"),
)
"""Checks of the register that are alerts too."""
NO_INCIDENTS = pd.DataFrame({"risk": [], "occurred_at": []})
"""None of these checks looks at incidents."""


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts that hold as of a moment."""
    scope = Scope(rights, as_of=as_of)
    register, indicators = load_register(store, scope), load_indicators(store, scope)
    told = Evidence(register, load_treatments(store, scope, register), indicators, NO_INCIDENTS)
    return [*_risks(register, load_onsets(store, scope, register)), *_indicators(indicators), *_checked(told)]


def _checked(told: Evidence) -> list[Alert]:
    """What the checks of the register find of a risk that was lowered though nothing was done, and of one that nobody
    owns."""
    register = told.register
    if register.assessed is None:
        return []
    return [
        counted(
            code,
            "risks_above_appetite",
            register.assessed,
            register.assessed,
            value=1.0,
            n=1,
            severity=severity,
            subject=row.wave,
            risk=str(row.risk),
            named=Named(str(row.risk), row.name),
        )
        for check, code, severity in CHECKED
        for row in rows(CHECKS[check].find(told))
    ]


def load_onsets(store: Store, scope: Scope, register: Register) -> dict[str, date]:
    """Since which assessment each risk that is beyond appetite has been so without a break."""
    names = sorted(register.above["risk"])
    if not names:
        return {}
    frame = store.read(HISTORY, scope.rights, as_of=scope.as_of, params={"risks": names})
    first = store.read(FIRST_SEEN, scope.rights, as_of=scope.as_of)
    placed = compute_positions(frame, register.matrices, first).sort_values(["risk", "snapshot_on"])
    found: dict[str, date] = {}
    for risk, part in placed.groupby("risk"):
        onset = None
        for row in rows(part):
            onset = (onset or row.snapshot_on.date()) if row.above else None
        if onset is not None:
            found[str(risk)] = onset
    return found


def _risks(register: Register, onsets: dict[str, date]) -> list[Alert]:
    found = []
    if register.assessed is None:
        return []
    for row in rows(register.risks):
        beyond = bool(row.above)
        if not beyond and row.move != "worse":
            continue
        found.append(
            counted(
                "risk_beyond_appetite" if beyond else "risk_worsened",
                "risks_above_appetite",
                onsets.get(str(row.risk), register.assessed) if beyond else register.assessed,
                register.assessed,
                value=float(row.level),
                limit=float(row.accepted),
                n=1,
                severity="serious" if beyond else "watch",
                subject=row.wave,
                risk=str(row.risk),
                named=Named(str(row.risk), row.name),
            )
        )
    return found


def _indicators(found: Indicators) -> list[Alert]:
    alerts = []
    for row in rows(found.now):
        said: dict[str, Any] = {"indicator": str(row.indicator), "named": Named(str(row.indicator), row.name)}
        measured = row.measured_on.date()
        if row.state == "red":
            part = found.readings[(found.readings["indicator"] == row.indicator) & found.readings["value"].notna()]
            others = part.loc[part["state"] != "red", "measured_on"].max()
            measured = (part if pd.isna(others) else part[part["measured_on"] > others])["measured_on"].min().date()
            alerts.append(
                counted(
                    "indicator_red",
                    "indicators_red",
                    measured,
                    found.day,
                    value=float(row.value),
                    limit=_number(row.red),
                    n=1,
                    severity="serious",
                    subject=row.wave,
                    **said,
                )
            )
        if row.state == "amber" and row.twice:
            last = found.readings[(found.readings["indicator"] == row.indicator) & found.readings["value"].notna()]
            calm = last.loc[~last["state"].isin(("amber", "red")), "measured_on"].max()
            since = (last if pd.isna(calm) else last[last["measured_on"] > calm])["measured_on"]
            alerts.append(
                counted(
                    "indicator_amber_again",
                    "indicators_red",
                    since.iloc[1].date(),
                    found.day,
                    value=float(row.value),
                    limit=_number(row.amber),
                    n=len(since),
                    severity="watch",
                    subject=row.wave,
                    **said,
                )
            )
        if row.stale:
            days = expected_days(_text(row.cadence), found.limits)
            due = row.measured_on.date() + timedelta(days=days)
            alerts.append(
                counted(
                    "indicator_stale",
                    "indicators_stale",
                    due,
                    found.day,
                    value=float(row.age),
                    limit=float(days),
                    n=1,
                    severity="watch",
                    subject=row.wave,
                    age=int(row.age),
                    **said,
                )
            )
    return alerts


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: float) -> float:
    return 0.0 if pd.isna(value) else float(value)
