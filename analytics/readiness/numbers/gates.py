"""Readiness: for each wave a row of gates, each go, not yet or no-go, with what blocks it and when it will be met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.compliance.numbers.duties import load_duties
from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day, day_number, local_moment, moment
from analytics.reach import compute_reach, load_loaded
from analytics.readiness.numbers import measures as made
from analytics.readiness.numbers.evidence import load_rests
from analytics.readiness.numbers.measures import DRAWN, LOOK_BACK, UNKNOWN, Measure
from analytics.readiness.numbers.rules import Rule, compute_rules
from analytics.rights.numbers.consent import load_rights
from analytics.risk.numbers import load_register
from analytics.safeguards.numbers import load_continuity, load_documents
from analytics.snapshot import once
from analytics.stats.arrivals import Arrival, compute_arrival
from analytics.waves import load_wave_dates
from data.clock import end_of
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

DECISIONS = Query(
    name="readiness.decisions",
    # One row a decision about a wave as a whole, of a day that has come.
    sql="""
        select snapshot_on, wave, decision, in_spite, decided_by, reason, measured from {gates}
        where gate = 'wave' and wave is not null and snapshot_on <= {today} order by snapshot_on, {ordered:wave}
    """,
    grain="open",
)


LEDGERS = {
    "duties": ("duties",),
    "notices": ("notices",),
    "consents": ("notices",),
    "continuity": ("continuity_tests", "continuity"),
    "rehearsal": ("rehearsals",),
    "defects": ("defects",),
    "suppliers": ("confirmations",),
    "training": ("training",),
    "documents": ("documents",),
    "backup": ("control_tests",),
    "risk": ("risks",),
}
"""Gate → the ledgers that it is measured in."""


@dataclass(frozen=True)
class Gate:
    """One gate of a wave. ``later``: what is measured by today's rows where the wave has gone and that differs ·
    ``state``: met, not_yet (there is time), at_risk (the forecast misses its day), blocks (its day has passed), early
    (nothing is due yet), unknown (nobody has said anything) · ``until`` the day it must be met · ``forecast`` the day
    it will be (median), ``None`` where nothing can be said · ``arrival`` with its range."""

    rule: Rule
    measure: Measure
    state: str
    until: date | None
    forecast: date | None
    arrival: Arrival | None
    later: Measure | None = None

    @property
    def blocking(self) -> bool:
        return self.state in ("blocks", "at_risk")


@dataclass(frozen=True)
class WaveGates:
    """A wave at its gates. ``state``: went, go, not_yet, no_go, early · ``decision`` the last one about the wave (a row
    of the statement) or ``None`` · ``went_on``: the day of the go of a wave that has been moved (its decision, else its
    cut-over), as of which its gates are told: by what was known then."""

    wave: str
    cutover_on: date | None
    actual: bool
    days: int | None
    gates: tuple[Gate, ...]
    state: str
    decision: pd.Series | None
    went_on: date | None = None

    def __getitem__(self, gate: str) -> Gate:
        return next(item for item in self.gates if item.rule.gate == gate)

    @property
    def in_spite(self) -> bool:
        """Whether somebody let it go in spite of what was open."""
        last = self.decision
        return (
            last is not None and last["decision"] == "go" and not pd.isna(last["in_spite"]) and bool(last["in_spite"])
        )


@dataclass(frozen=True)
class Readiness:
    """All waves in the order of their cut-overs, the rules, and the moment."""

    waves: tuple[WaveGates, ...]
    rules: tuple[Rule, ...]
    day: date
    as_of: datetime

    @property
    def empty(self) -> bool:
        """Whether nothing is known at any gate of any wave."""
        return all(gate.measure.value is None for wave in self.waves for gate in wave.gates)

    @property
    def focus(self) -> str:
        """The next wave to be moved, else the last one."""
        coming = [wave.wave for wave in self.waves if not wave.actual]
        return (coming or [wave.wave for wave in self.waves[-1:]] or [""])[0]

    def __getitem__(self, wave: str) -> WaveGates:
        return next(item for item in self.waves if item.wave == wave)


def load_measures(
    store: Store, scope: Scope, cutovers: Mapping[str, date | None], day: date, judge: Judge, *, paces: bool = True
) -> dict[str, Mapping[str, Measure]]:
    """What is measured at each gate, by gate and wave; how fast notices and answers come only with ``paces``."""
    rights, waves = load_rights(store, scope, gates=not paces), list(cutovers)
    documents = load_documents(store, scope, looked=paces)
    last = day_number(day)
    asked = {"first": last - LOOK_BACK + 1 if paces else last + 1, "today": last}
    told = store.read(made.TOLD_DAILY, scope.rights, as_of=scope.as_of, params=asked)
    return {
        "duties": made.measure_duties(load_duties(store, scope.but(waves=())), cutovers),
        "notices": made.measure_notices(rights, told, day),
        "consents": made.measure_consents(rights),
        "continuity": made.measure_continuity(load_continuity(store, scope)),
        **load_rests(store, scope.but(waves=()), waves, judge),
        "training": made.measure_training(store, scope, day),
        "documents": made.measure_documents(documents),
        "backup": made.measure_backup(documents, waves, judge),
        "risk": made.measure_risk(load_register(store, scope.but(waves=())), waves),
    }


@once
def load_readiness(store: Store, scope: Scope) -> Readiness:
    """Every wave at its gates, as of the scope's moment."""
    day, dates = as_of_day(scope), load_wave_dates(store, scope).sort_values("cutover_on")
    judge = load_judge(store, scope)
    rules = tuple(rule for rule in compute_rules(judge) if rule.on)
    cutovers = {
        str(row.wave): None if pd.isna(row.cutover_on) else pd.Timestamp(row.cutover_on).date() for row in rows(dates)
    }
    measured = load_measures(store, scope, cutovers, day, judge)
    decisions = store.read(DECISIONS, scope.rights, as_of=scope.as_of, params={})
    stale = load_stale(store, scope, day, judge)
    gone = {
        str(row.wave): compute_go(decisions[decisions["wave"] == row.wave], cutovers[str(row.wave)], day)
        for row in rows(dates)
        if row.actual
    }
    at_go = {
        went: load_known(
            store, at_end(scope, went), tuple((wave, cutovers[wave]) for wave, on in gone.items() if on == went), went
        )
        for went in {on for on in gone.values() if on is not None}
    }
    waves = []
    for row in rows(dates):
        wave, own = str(row.wave), decisions[decisions["wave"] == row.wave]
        now = {gate: found.get(wave, UNKNOWN) for gate, found in measured.items()}
        went = gone.get(wave)
        then = None if went is None else at_go[went].of(wave)
        waves.append(
            compute_wave(
                wave, cutovers[wave], bool(row.actual), now, rules, own, day, judge, went=went, then=then, stale=stale
            )
        )
    return Readiness(tuple(waves), rules, day, local_moment(scope))


def compute_go(decisions: pd.DataFrame, cutover: date | None, day: date) -> date | None:
    """The day a wave that has been moved was let go: of the last go by its cut-over, else the cut-over itself."""
    if cutover is None:
        return None
    said = pd.to_datetime(decisions.loc[decisions["decision"] == "go", "snapshot_on"])
    said = said[said <= pd.Timestamp(cutover)]
    return min(said.max().date() if len(said) else cutover, day)


@dataclass(frozen=True)
class Known:
    """What was known on a day: measures by gate and wave, the rules that held, and the gates whose ledgers were too
    old."""

    measured: Mapping[str, Mapping[str, Measure]]
    rules: Mapping[str, Rule]
    stale: frozenset[str]

    def of(self, wave: str) -> dict[str, tuple[Rule | None, Measure]]:
        """Rule and measure of a wave by gate; nothing is known where the ledger did not reach the day."""
        return {
            gate: (self.rules.get(gate), UNKNOWN if gate in self.stale else found.get(wave, UNKNOWN))
            for gate, found in self.measured.items()
        }


def at_end(scope: Scope, day: date) -> Scope:
    """The scope as of the end of a day, or of its own moment where that is before it."""
    return scope.but(as_of=min(end_of(day), moment(scope)))


@once
def load_known(store: Store, scope: Scope, cutovers: tuple[tuple[str, date | None], ...], day: date) -> Known:
    """The gates of some waves (with their cut-overs) as they were known at the scope's moment, the end of the day: what
    was loaded later has no part in it."""
    judge = load_judge(store, scope)
    measured = load_measures(store, scope, dict(cutovers), day, judge, paces=False)
    return Known(measured, {rule.gate: rule for rule in compute_rules(judge)}, load_stale(store, scope, day, judge))


def load_stale(store: Store, scope: Scope, day: date, judge: Judge) -> frozenset[str]:
    """Gates none of whose ledgers was loaded within its rhythm: they say nothing of today."""
    loaded = load_loaded(store, scope)

    def late(dataset: str) -> bool:
        found = compute_reach(dataset, loaded, day, judge)
        return found.until is None or found.old

    return frozenset(gate for gate, datasets in LEDGERS.items() if all(late(dataset) for dataset in datasets))


def compute_wave(
    wave: str,
    cutover: date | None,
    actual: bool,
    measured: Mapping[str, Measure],
    rules: tuple[Rule, ...],
    decisions: pd.DataFrame,
    day: date,
    judge: Judge = USUAL,
    *,
    went: date | None = None,
    then: Mapping[str, tuple[Rule | None, Measure]] | None = None,
    stale: frozenset[str] = frozenset(),
) -> WaveGates:
    """The gates of a wave and what they make of it.

    went: it has been moved · no_go: a gate blocks · go: every gate is met · early: farther away than
    ``gate.early_days`` and none is at risk · not_yet otherwise. A gate of which nothing is known is never met, so a
    wave cannot hide behind a missing ledger, nor behind an old one (``stale``). The gates of a wave that went on the
    day ``went`` are judged by what was known ``then`` and by the rules of that day; what is measured now is kept apart.
    """
    gates = tuple(
        compute_gate(rule, measured.get(rule.gate, UNKNOWN), cutover, day, judge, moved=actual) for rule in rules
    )
    if then is None:
        gates = tuple(
            replace(gate, state="unknown") if gate.state == "met" and gate.rule.gate in stale else gate
            for gate in gates
        )
    else:
        known = [(gate.rule, *then.get(gate.rule.gate, (None, UNKNOWN)), gate.measure) for gate in gates]
        gates = tuple(
            replace(
                compute_gate(held or rule, at_go, cutover, day, judge, moved=True),
                rule=rule,
                later=_changed(at_go, now),
            )
            for rule, held, at_go, now in known
        )
    states = {gate.state for gate in gates}
    days = None if cutover is None else (cutover - day).days
    if actual:
        state = "went"
    elif "blocks" in states:
        state = "no_go"
    elif states == {"met"}:
        state = "go"
    elif judge.beyond("gate.early_days", days) and "at_risk" not in states:
        state = "early"
    else:
        state = "not_yet"
    last = decisions.sort_values("snapshot_on", kind="stable").iloc[-1] if len(decisions) else None
    return WaveGates(wave, cutover, actual, days, gates, state, last, went)


def _changed(then: Measure, now: Measure) -> Measure | None:
    """What is measured now, where it is known and not what it was."""
    return now if now.value is not None and now.value != then.value else None


def compute_gate(
    rule: Rule, measure: Measure, cutover: date | None, day: date, judge: Judge = USUAL, *, moved: bool = False
) -> Gate:
    """One gate: see :class:`Gate`. Of a wave that has been moved a gate is met or was not (``blocks``).

    Farther from its day than ``gate.early_days`` a gate of which nothing has come is early, not late; nearer than
    ``gate.near_days`` its pace says when it will be met; nearer than ``gate.late_days`` one without any forecast is at
    risk.
    """
    until = None if cutover is None else cutover - timedelta(days=rule.days)
    value = measure.value
    if value is None or measure.part is None or measure.whole is None:
        late = until is not None and not judge.beyond("gate.early_days", (until - day).days)
        return Gate(rule, measure, "unknown" if late or until is None else "early", until, None, None)
    if value >= rule.needed:
        return Gate(rule, measure, "met", until, None, None)
    if moved:
        return Gate(rule, measure, "blocks", until, None, None)
    missing = rule.needed * measure.whole - measure.part
    near = until is None or not judge.beyond("gate.near_days", (until - day).days)
    arrival = compute_arrival(measure.daily[-DRAWN:], missing) if near and measure.daily else None
    forecast = measure.planned
    if forecast is None and arrival is not None and arrival.p50 is not None:
        forecast = day + timedelta(days=arrival.p50)
    if until is None:
        state = "not_yet"
    elif day > until:
        state = "blocks"
    elif judge.beyond("gate.early_days", (until - day).days) and not measure.part:
        state = "early"
    elif forecast is not None:
        state = "at_risk" if forecast > until else "not_yet"
    else:
        state = "not_yet" if judge.beyond("gate.late_days", (until - day).days) else "at_risk"
    return Gate(rule, measure, state, until, forecast, arrival)
