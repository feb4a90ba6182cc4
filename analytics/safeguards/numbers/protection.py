"""Information protection: measures and their tests, agreements signed, data assessed before it is provided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.compliance.numbers.duties import load_catalogue
from analytics.compliance.numbers.evidence import load_evidence
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day, local_moment
from analytics.reach import done_by, load_known_day
from analytics.safeguards.numbers.proven import claims_of, compute_proven
from analytics.snapshot import once
from analytics.stats.intervals import wilson_interval
from analytics.stats.legal_clock import Rule, compute_due
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

NEEDS_ASSESSMENT = ("personal", "sensitive")
"""Sensitivities that may be provided only after an impact assessment (PIPL 55 and 56)."""

CONTROLS = Query(
    name="safeguards.controls",
    # One row a measure with its latest test: tests, last_on, last_result, findings_open (not closed, of all its tests).
    sql="""
        with tested as (
          select control, count(*) as tests, max(tested_on) as last_on, max_by(result, tested_on) as last_result,
                 sum(case when findings > 0 and coalesce(closed_on > {today}, true) then findings else 0 end)
                   as findings_open
          from {control_tests} group by control
        )
        select c.control, c.title, c.kind, c.scope, c.owner, c.due_on, c.done_on, c.cadence_days, c.sites, c.systems,
          c.suppliers, c.waves,
               coalesce(t.tests, 0) as tests, t.last_on, t.last_result, coalesce(t.findings_open, 0) as findings_open
        from {controls} c left join tested t on t.control = c.control order by c.control
    """,
    grain="open",
)
HELD = Query(
    name="safeguards.control_tests_held",
    # One row a test of a measure, with what it was made of.
    sql=(
        "select control, tested_on, result, sites, systems, suppliers, waves from {control_tests} order by tested_on,"
        " control"
    ),
    grain="open",
)
TESTS = Query(
    name="safeguards.control_tests",
    # One row a kind of test: n, passed.
    sql="""
        select coalesce(kind, 'test') as kind, count(*) as n, count(case when result = 'passed' then 1 end) as passed
        from {control_tests} where result is not null group by coalesce(kind, 'test')
    """,
    grain="open",
)
AGREEMENTS = Query(
    name="safeguards.agreements",
    # One row a kind of party: n (that have to sign), signed (by $signed_by, and still valid on $day), overdue (not
    # signed, their day has passed).
    sql="""
        select party_kind as kind, count(*) as n,
               count(case when signed_on <= $signed_by and (ends_on is null or ends_on >= $day) then 1 end) as signed,
               count(case when due_on < $day and (signed_on is null or signed_on > $signed_by) then 1 end) as overdue,
               count(case when ends_on < $day then 1 end) as lapsed
        from {agreements} group by party_kind order by party_kind
    """,
    grain="open",
)
ASSETS = Query(
    name="safeguards.assets",
    # One row an asset.
    sql="""
        select asset, title, system, owner, sensitivity, persons, provided_on, assessed_on, outcome, keep_until
        from {assets} order by asset
    """,
    grain="open",
)
INCIDENTS = Query(
    name="safeguards.incidents",
    # One row an incident of information: minutes from its detection to the report to the authority.
    sql="""
        select incident, name, kind, severity, wave, occurred_at, detected_at, ended_at, due_at, reported_at, customers,
               date_diff('minute', coalesce(detected_at, occurred_at), reported_at) as minutes
        from {incidents} where kind in ('security', 'data') order by occurred_at desc, incident
    """,
    grain="open",
)


@dataclass(frozen=True)
class Protection:
    """``controls`` with state (good, watch, bad, none), due_test and late (days), whole, covered and bare (see
    :func:`analytics.safeguards.numbers.proven.compute_proven`) · ``tests`` with value, low, high ·
    ``agreements`` · ``assets`` with state · ``incidents`` with state; see the statements for the other columns."""

    controls: pd.DataFrame
    tests: pd.DataFrame
    agreements: pd.DataFrame
    assets: pd.DataFrame
    incidents: pd.DataFrame
    day: date

    @property
    def empty(self) -> bool:
        return self.controls.empty and self.agreements.empty and self.assets.empty and self.incidents.empty

    @property
    def overdue(self) -> pd.DataFrame:
        """Measures that are not in place or not tested in time."""
        return self.controls[self.controls["late"] > 0]

    @property
    def unproven(self) -> pd.DataFrame:
        """Measures that are said to be in place, or were tested, and are not proven for all that they speak of."""
        own = self.controls
        said = own["done_on"].notna() | own["last_on"].notna()
        return own[said & (own["covered"] < own["whole"])]


@once
def load_protection(store: Store, scope: Scope) -> Protection:
    """How information is protected, as of the scope's moment."""
    day, judge = as_of_day(scope), load_judge(store, scope)

    def ask(query: Query, **params: object) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=params)

    def known(dataset: str) -> date:
        return load_known_day(store, scope, dataset)

    proofs = load_evidence(store, scope.but(waves=()), set())
    claims = claims_of(ask(HELD), proofs, min(known("control_tests"), day))
    controls = compute_proven(done_by(ask(CONTROLS), known("controls"), "done_on"), claims, day)
    return Protection(
        compute_controls(controls, day, judge),
        compute_tests(ask(TESTS)),
        ask(AGREEMENTS, day=day, signed_by=known("agreements")),
        compute_assets(done_by(ask(ASSETS), known("assets"), "assessed_on"), day, judge),
        compute_incidents(
            done_by(ask(INCIDENTS), known("incidents"), "reported_at", "ended_at"),
            local_moment(scope),
            reporting_hours(load_catalogue(store, scope)),
        ),
        day,
    )


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type]


def compute_controls(frame: pd.DataFrame, day: date, judge: Judge = USUAL) -> pd.DataFrame:
    """Measures with ``due_test`` (the next test), ``late`` (days past the earlier of its two dates, 0 if none) and
    ``state``.

    A measure is bad where it is not in place or not tested in time, its last test failed, or what was held does not
    cover all that it speaks of (``whole`` and ``covered``, where that was reckoned); to be watched where a finding is
    open or a date falls within ``protection.soon_days``; without dates, or where nobody says what it covers (``whole``
    is 0), it is unknown.
    """
    due_tests, lates, states = [], [], []
    for row in rows(frame):
        done, due, last = _day(row.done_on), _day(row.due_on), _day(row.last_on)
        cadence = None if pd.isna(row.cadence_days) else int(row.cadence_days)
        since = last or done
        due_test = since + timedelta(days=cadence) if cadence and since else None
        late = max([(day - when).days for when in (due if done is None else None, due_test) if when is not None] + [0])
        soon = [
            when
            for when in (due if done is None else None, due_test)
            if when and when >= day and not judge.beyond("protection.soon_days", (when - day).days)
        ]
        bare = (done or last) and getattr(row, "covered", 0) < getattr(row, "whole", 0)
        if late or row.last_result == "failed" or bare:
            state = "bad"
        elif row.findings_open or soon:
            state = "watch"
        else:
            said = bool(getattr(row, "whole", 1))  # what it covers
            state = "good" if said and (done or last) else "none"
        due_tests.append(None if due_test is None else pd.Timestamp(due_test))
        lates.append(late)
        states.append(state)
    return frame.assign(due_test=pd.to_datetime(pd.Series(due_tests, index=frame.index)), late=lates, state=states)


@dataclass(frozen=True)
class Hours:
    """What the law in force gives for the report of an incident: hours and the obligation that says so; ``serious``
    ones only."""

    obligation: str
    hours: int
    kinds: tuple[str, ...]
    serious: bool


REPORTS = (("C1", ("security", "data"), True), ("G2", ("data",), False))
"""Obligations of the catalogue whose clock a leak starts by itself (OBLIGATIONS: network incidents from relatively
serious on, GDPR 33)."""


def reporting_hours(catalogue: pd.DataFrame) -> tuple[Hours, ...]:
    """The clocks that run, of the obligations in force
    (:func:`analytics.compliance.numbers.duties.compute_catalogue`)."""
    terms = {
        str(row.obligation): int(row.term)
        for row in rows(catalogue)
        if bool(row.active) and row.unit == "hour" and not pd.isna(row.term)
    }
    return tuple(Hours(name, terms[name], kinds, serious) for name, kinds, serious in REPORTS if name in terms)


def lawful_end(row: Any, clocks: tuple[Hours, ...]) -> pd.Timestamp | None:
    """When the report of an incident is due by law: its hours from the moment it was found, ``None`` where no clock
    runs.

    An incident of which nobody has said how grave it is may be grave: only one called low is not counted as serious.
    """
    found = row.occurred_at if pd.isna(row.detected_at) else row.detected_at
    if pd.isna(found):
        return None
    ends = [
        pd.Timestamp(compute_due(pd.Timestamp(found).to_pydatetime(), Rule(clock.hours, "hour", "none", "none")).at)
        for clock in clocks
        if row.kind in clock.kinds and not (clock.serious and row.severity == "low")
    ]
    return min(ends, default=None)


def compute_incidents(frame: pd.DataFrame, now: datetime, clocks: tuple[Hours, ...] = ()) -> pd.DataFrame:
    """Incidents with ``state`` and ``due_at``, the earlier of the hours of the law and what somebody has typed.

    good: reported within its hours · bad: late, or open past them · watch: the clock runs, or there is none and nobody
    has reported it · none: reported, and nobody knows until when it had to be. The clock counts hours and never rests.
    """
    states, dues = [], []
    for row in rows(frame):
        ends = [
            pd.Timestamp(end) for end in (row.due_at, lawful_end(row, clocks)) if end is not None and not pd.isna(end)
        ]
        due = min(ends) if ends else None
        reported = not pd.isna(row.reported_at) and row.reported_at <= pd.Timestamp(now)
        if due is None:
            states.append("none" if reported else "watch")
        elif reported:
            states.append("good" if row.reported_at <= due else "bad")
        else:
            states.append("watch" if pd.Timestamp(now) <= due else "bad")
        dues.append(due)
    return frame.assign(state=states, due_at=pd.to_datetime(pd.Series(dues, index=frame.index)))


def compute_tests(frame: pd.DataFrame) -> pd.DataFrame:
    """Pass rates by kind of test with their Wilson intervals, the lowest first."""
    found = frame.assign(value=frame["passed"] / frame["n"])
    intervals = [wilson_interval(row.passed, row.n) for row in rows(frame)]
    found["low"] = [None if interval is None else interval.low for interval in intervals]
    found["high"] = [None if interval is None else interval.high for interval in intervals]
    return found.sort_values(["value", "kind"], ignore_index=True)


def compute_assets(frame: pd.DataFrame, day: date, judge: Judge = USUAL) -> pd.DataFrame:
    """Assets with ``state`` and ``days`` to their provision: bad where personal information is provided, or within
    ``protection.soon_days`` is to be, without an assessment before it, or in spite of one that says no; to be watched
    where it is still to come."""
    states, lefts = [], []
    for row in rows(frame):
        provided, assessed = _day(row.provided_on), _day(row.assessed_on)
        left = None if provided is None else (provided - day).days
        lefts.append(left)
        if row.sensitivity not in NEEDS_ASSESSMENT:
            states.append("good" if row.sensitivity in ("public", "internal") else "none")
        elif assessed is not None and row.outcome != "stopped" and (provided is None or assessed <= provided):
            states.append("good")
        elif left is None:
            states.append("watch" if assessed is None else "good")
        else:
            states.append("watch" if judge.beyond("protection.soon_days", left) else "bad")
    return frame.assign(state=states, days=pd.Series(lefts, index=frame.index, dtype="Int64"))
