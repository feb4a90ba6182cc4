"""What is measured at each gate: parts of a whole by wave, what is missing, and how fast it comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import Fact
from analytics.frames import rows, text
from analytics.periods import day_number
from analytics.reach import load_known_day
from data.store.query import Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.compliance.numbers.duties import Duties
    from analytics.judging import Judge
    from analytics.rights.numbers.consent import Rights
    from analytics.risk.numbers import Register
    from analytics.safeguards.numbers import Continuity, Documents
    from analytics.scope import Scope
    from data.store import Store

LOOK_BACK = 70
"""Days of arrivals that are kept and drawn."""
DRAWN = 14
"""The last of them, from which the forecast is drawn."""

TRAINED = Query(
    name="readiness.trained",
    # One row a wave: n (persons and topics that have to be trained by its cut-over – those of the wave, and those of no
    # wave whose day comes before it), trained (passed by $day: who only attended, or tried and failed, is not).
    sql="""
        with once as (
          select person, topic, max(wave) as wave, min(due_on) as due_on, min(case when passed
            then held_on end) as held_on
          from {training} where coalesce(required, true) group by person, topic
        )
        select d.wave, count(*) as n, count(case when o.held_on <= $day then 1 end) as trained
        from {wave_dates} d join once o on o.wave = d.wave or (o.wave is null and o.due_on <= d.cutover_on)
        group by d.wave
    """,
    grain="open",
)
TRAINED_DAILY = Query(
    name="readiness.trained_daily",
    # One row a wave and day of the last ten weeks ($first to $today, days since 3 January 2000): n (trained that day).
    sql="""
        with once as (
          select person, topic, max(wave) as wave, min(due_on) as due_on, min(case when passed
            then held_on end) as held_on
          from {training} where coalesce(required, true) group by person, topic
        )
        select d.wave, date_diff('day', date '2000-01-03', o.held_on) as step, count(*) as n
        from {wave_dates} d join once o on o.wave = d.wave or (o.wave is null and o.due_on <= d.cutover_on)
        where date_diff('day', date '2000-01-03', o.held_on) between $first and $today
        group by d.wave, date_diff('day', date '2000-01-03', o.held_on)
    """,
    grain="open",
)
UNTRAINED = Query(
    name="readiness.untrained",
    # One row a role of a wave that lacks training: n (persons and topics missing).
    sql="""
        with once as (
          select person, topic, max(role) as role, max(wave) as wave, min(due_on) as due_on, min(case when passed
            then held_on end) as held_on
          from {training} where coalesce(required, true) group by person, topic
        )
        select d.wave, coalesce(o.role, '') as role, count(*) as n
        from {wave_dates} d join once o on o.wave = d.wave or (o.wave is null and o.due_on <= d.cutover_on)
        where o.held_on is null or o.held_on > $day group by d.wave, coalesce(o.role, '')
    """,
    grain="open",
)
TOLD_DAILY = Query(
    name="readiness.told_daily",
    # One row a wave and day of the last ten weeks: n (customers whose first notice was sent that day).
    sql="""
        with first as (
          select customer, max(wave) as wave, min(date_diff('day', date '2000-01-03', cast(sent_at as date))) as step
          from {placed:notices} where sent_at is not null and kind <> 'other' group by customer
        )
        select wave, step, count(*) as n, count(*) as told from first
        where wave is not null and step between $first and $today group by wave, step
    """,
    grain="aggregate",
    dims=("wave", "step"),
    hide=("told",),
)


Open = tuple[str | tuple[str, str] | Fact, int | None, str]
"""A row that keeps a gate from being met: what – in English and Chinese where it is a text of the catalogue, or a
sentence –, number, owner."""


@dataclass(frozen=True)
class Measure:
    """A gate of a wave: ``part`` of ``whole`` (``None``: nothing is known), the open ``rows`` that keep it from being
    met, counts of the last days (``daily``), and the day it is planned to be met (``planned``)."""

    part: float | None
    whole: float | None
    rows: tuple[Open, ...] = ()
    daily: tuple[float, ...] = field(default=(), repr=False)
    planned: date | None = None

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.part is not None and self.whole else None


UNKNOWN = Measure(None, None)


def filled(frame: pd.DataFrame, wave: str, day: date, column: str = "n") -> tuple[float, ...]:
    """The counts of a wave by day over the last ten weeks, zero where none came; empty where some are hidden."""
    own = frame[frame["wave"] == wave]
    if own.empty or own[column].isna().any():
        return ()
    last = day_number(day)
    counts = dict(zip(own["step"].astype(int), own[column].astype(float), strict=True))
    return tuple(counts.get(step, 0.0) for step in range(last - LOOK_BACK + 1, last + 1))


def measure_notices(found: Rights, told: pd.DataFrame, day: date) -> dict[str, Measure]:
    """Customers to whom a notice was sent, of those of the wave."""
    measured = {}
    for row in rows(found.funnel):
        if pd.isna(row.n) or pd.isna(row.sent):
            measured[row.wave] = UNKNOWN
        else:
            missing = int(row.n - row.sent)
            lines = (("not_sent", missing, ""),) if missing else ()
            measured[row.wave] = Measure(float(row.sent), float(row.n), lines, filled(told, row.wave, day, "told"))
    return measured


def measure_consents(found: Rights) -> dict[str, Measure]:
    """Customers who have consented, of those whose routes ask for it; where none is asked for the gate is met.

    Silence is a no, and a refusal is one: who refused leaves the wave by name (a row of the transfers that says refused
    or withdrawn), and is then no part of the whole. A wave of which nobody is left is not ready but unknown.
    """
    measured = {}
    for row in rows(found.funnel):
        needs = found.needs.get(str(row.wave))
        if needs is None or not needs.known or pd.isna(row.sent):
            measured[row.wave] = UNKNOWN
        elif not needs.consent:
            measured[row.wave] = Measure(1.0, 1.0)
        elif not row.sent:
            measured[row.wave] = Measure(0.0, float(row.n), (("unasked", int(row.n), ""),))
        else:
            own = found.pace[(found.pace["wave"] == row.wave) & found.pace["lacking"].notna()]["lacking"].astype(float)
            daily = tuple((-own.diff()).dropna().clip(lower=0).tail(LOOK_BACK))
            missing = (("silent", row.silent_in), ("refused", row.refused_in), ("unasked", row.unasked_in))
            lines = tuple((what, int(n), "") for what, n in missing if n)
            measured[row.wave] = Measure(float(row.consented), float(row.n - row.excluded), lines, daily)
    return measured


def measure_continuity(found: Continuity) -> dict[str, Measure]:
    """Systems whose last test was passed, and items that block; a blocker is one more part that is missing.

    A system with a plan and without a test is one that was not tested: one of two sites is one of two.
    """
    measured = {}
    last = found.last
    for row in rows(found.waves):
        own = found.tests[found.tests["wave"] == row.wave]
        plans = found.items[(found.items["wave"] == row.wave) & (found.items["kind"] == "plan")]
        every = {*own["system"].dropna(), *plans["system"].dropna()}
        done = last[last["wave"] == row.wave]
        passed = set(done.loc[done["judged"] == "passed", "system"])
        lines: list[Open] = [
            (f"{test.system}", _whole(test.over), "")
            for test in rows(done)
            if test.judged == "failed" and not test.bare
        ]
        lines += [(said, None, "") for test in rows(done) for said in test.bare]
        lines += [(f"{system}", None, "") for system in sorted(every - set(done["system"]))]
        blockers = found.items[(found.items["wave"] == row.wave) & found.items["blocker"]]
        lines += [(f"{item.item} {text(item.title)}".strip(), None, text(item.owner)) for item in rows(blockers)]
        coming = own[(own["judged"] == "planned") & own["planned_on"].notna()]
        retest = [system for system in every - passed if system not in set(coming["system"])]
        planned = None if retest or coming.empty or len(blockers) else pd.Timestamp(coming["planned_on"].max()).date()
        whole = float(len(every) + len(blockers))
        measured[row.wave] = Measure(float(len(passed)), whole, tuple(lines), (), planned) if whole else UNKNOWN
    return measured


def _whole(value: object) -> int | None:
    return None if pd.isna(value) or float(value) <= 0 else int(float(value))  # type: ignore[call-overload, arg-type]


def measure_training(store: Store, scope: Scope, day: date) -> dict[str, Measure]:
    """Persons and topics trained (passed), of those that have to be before the cut-over."""

    def ask(query: Query, **params: object) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=params)

    day = min(day, load_known_day(store, scope, "training"))
    last = day_number(day)
    daily = ask(TRAINED_DAILY, first=last - LOOK_BACK + 1, today=last)
    lacking = ask(UNTRAINED, day=day)
    measured = {}
    for row in rows(ask(TRAINED, day=day)):
        own = lacking[lacking["wave"] == row.wave].sort_values("n", ascending=False)
        lines = tuple((text(line.role) or "–", int(line.n), "") for line in rows(own))
        measured[str(row.wave)] = Measure(float(row.trained), float(row.n), lines, filled(daily, row.wave, day))
    return measured


def measure_documents(found: Documents) -> dict[str, Measure]:
    """Documents archived, of those the wave needs."""
    measured = {}
    day = pd.Timestamp(found.day)
    for wave, own in found.register.groupby("wave"):
        archived = own["state"] == "archived"
        missing = own[~archived].sort_values("required_by")
        lines = tuple(
            (f"{line.document} {text(line.title)}".strip(), None, text(line.custodian)) for line in rows(missing)
        )
        ages = (day - pd.to_datetime(own.loc[archived, "archived_on"])).dt.days
        daily = tuple(float((ages == back).sum()) for back in range(LOOK_BACK - 1, -1, -1)) if len(ages) else ()
        measured[str(wave)] = Measure(float(archived.sum()), float(len(own)), lines, daily)
    return measured


def measure_backup(found: Documents, waves: list[str], judge: Judge) -> dict[str, Measure]:
    """One restore test for all waves: the last one succeeded and is not older than ``backup.test_days``."""
    own = found.backups[found.backups["kind"] == "restore"]
    if own.empty:
        return dict.fromkeys(waves, UNKNOWN)
    row = own.iloc[0]
    on = pd.Timestamp(row["last_on"]).date()
    good = row["last_result"] == "passed" and not judge.beyond("backup.test_days", (found.day - on).days)
    lines = () if good else ((on.isoformat(), None, ""),)
    return dict.fromkeys(waves, Measure(float(good), 1.0, lines))


def measure_risk(found: Register, waves: list[str]) -> dict[str, Measure]:
    """Risks within appetite, of those of the wave and those of the whole programme. One that nobody has rated is not
    known to be within: where all the others are, nothing is known of the gate."""
    if found.empty:
        return dict.fromkeys(waves, UNKNOWN)
    measured = {}
    for wave in waves:
        own = found.risks[(found.risks["wave"] == wave) | found.risks["wave"].isna()]
        above, unrated = own[own["above"].astype(bool)], own[own["level"].isna()]
        lines = tuple(
            (f"{risk.risk} {text(risk.name)}".strip(), None, text(risk.owner))
            for risk in rows(pd.concat([above, unrated]))
        )
        if len(unrated) and above.empty:
            measured[wave] = Measure(None, None, lines)
        elif len(own):
            measured[wave] = Measure(float(len(own) - len(above) - len(unrated)), float(len(own)), lines)
        else:
            measured[wave] = Measure(1.0, 1.0)
    return measured


def measure_duties(found: Duties, waves: Mapping[str, date | None]) -> dict[str, Measure]:
    """Duties done, of those of the wave and of the whole programme whose day comes by its cut-over.

    Without a decision date the legal clock stands still, and before anybody has recorded a duty nothing is claimed.
    """
    if found.decision is None or not found.recorded:
        return dict.fromkeys(waves, UNKNOWN)
    measured = {}
    counted = found.frame[found.frame["state"].isin(["met", "late", "due", "overdue"])]
    for wave, cutover in waves.items():
        own = counted[(counted["wave"] == wave) | counted["wave"].isna()]
        own = own[
            [not pd.isna(due) and (cutover is None or pd.Timestamp(due).date() <= cutover) for due in own["due_on"]]
        ]
        missing = own[own["state"].isin(["due", "overdue"])].sort_values("due_on")
        lines = tuple(
            ((f"{duty.obligation} {duty.duty_en}", f"{duty.obligation} {duty.duty_zh}"), None, text(duty.owner))
            for duty in rows(missing)
        )
        measured[wave] = Measure(float(len(own) - len(missing)), float(len(own)), lines) if len(own) else UNKNOWN
    return measured
