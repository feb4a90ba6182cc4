"""The duties of the programme and of each wave: what applies by its routes, until when, whether it was done and proved.

The catalogue is data: what is delivered with the product, each row replaced by the one of the same number in the
register ``obligations``. Due dates are counted by the legal clock from the decision or from the cut-over of the wave,
or from the day that the register ``duties`` names. Where the law has no number there is at most an internal target,
which is never called law.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.compliance.numbers.evidence import EVIDENCE, compute_evidence, proofs_of
from analytics.frames import natural, rows
from analytics.judging import USUAL, Judge, State, load_judge
from analytics.periods import local_moment
from analytics.reach import done_by, load_known_day
from analytics.snapshot import once
from analytics.stats.legal_clock import Clock, Rule, compute_clock
from data.legal import load_catalogue as load_seed
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

SEPARATORS = re.compile(r"[\s,;，；、|]+")
HOME = "CN"
"""The jurisdiction of a programme that names no calendar."""
STATES = ("overdue", "due", "late", "met", "waiting", "unknown", "not_applicable")
"""overdue: its day has passed · due: to be done · late: done after its day · met · waiting: nothing starts its clock
yet, or it has no day · unknown: wave, route or obligation is not known · not_applicable: by its routes, or by a
decision with its reason."""
COUNTED = ("overdue", "late", "met")

CATALOGUE = Query(
    name="compliance.obligations",
    # One row an obligation of the register.
    sql="""
        select obligation, jurisdiction, duty_en, duty_zh, source_en, source_zh, article, per, event, direction, term,
          unit, calendar,
               roll, target_days, data_routes, contract_routes, evidence_en, evidence_zh, verified, owner, active
        from {obligations} order by obligation
    """,
    grain="open",
)
DUTIES = Query(
    name="compliance.duties",
    # One row an obligation, wave and case that somebody has said something about.
    sql="""
        select obligation, wave, case_no, event_at, due_on, done_at, applies, reason, owner, evidence
        from {duties} order by obligation, {ordered:wave}, case_no
    """,
    grain="open",
)
BRANCHES = Query("compliance.branches", "select branch from {branches}", "open")  # one row a branch of the programme
WAVES = Query(
    name="compliance.waves",
    # One row a wave: its routes and its cut-over (actual, else planned; ``actual`` says which).
    sql="""
        select wave, data_route, contract_route, coalesce(cutover_on, planned_cutover_on) as cutover_on,
               cutover_on is not null as actual
        from {waves} order by {ordered:wave}
    """,
    grain="open",
)
PROGRAMME = Query(
    name="compliance.programme",
    # One row: the last decision and its calendar.
    sql="select decision_on, calendar from {programme} order by decision_on desc nulls last limit 1",
    grain="open",
)


@dataclass(frozen=True)
class Duties:
    """``frame``: one row a duty with its catalogue row, ``event_at, due_at, due_on, law`` (whether the day is law),
    ``target_on``, ``provisional, moved, done_at, state, days`` (to its day; negative once past), ``proof, proofs,
    cause`` (why it is unknown or does not apply). ``catalogue``: the obligations in use, with ``edited``. ``decision``:
    the day the clock starts, if known."""

    frame: pd.DataFrame
    catalogue: pd.DataFrame
    decision: date | None
    now: datetime
    waves: tuple[str, ...]
    recorded: bool = True
    """Whether anybody has said of any duty that it was done; else no share is claimed."""
    judge: Judge = USUAL

    def state_of(self, duty: Any) -> State:
        """bad: past its day · watch: due within ``compliance.due_days`` · none: later."""
        if duty.state == "overdue":
            return "bad"
        return "none" if self.judge.beyond("compliance.due_days", duty.days) else "watch"

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to count from: neither a decision nor a wave."""
        return self.decision is None and not self.waves

    def of(self, *states: str) -> pd.DataFrame:
        return self.frame[self.frame["state"].isin(states)]

    @property
    def provisional(self) -> int:
        return int(self.frame.loc[self.frame["state"].isin(("due", "overdue")), "provisional"].sum())


@once
def load_duties(store: Store, scope: Scope) -> Duties:
    """Every duty as of the scope's moment; with waves chosen only theirs."""

    def ask(query: Query) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params={})

    programme = ask(PROGRAMME)
    head = rows(programme)[0] if len(programme) else None
    now = local_moment(scope)
    judge = load_judge(store, scope)
    catalogue = compute_catalogue(ask(CATALOGUE), home=_text(head and head.calendar) or HOME)
    evidence = compute_evidence(ask(EVIDENCE), now.date(), judge, set(catalogue["obligation"]))
    decision = None if head is None else _day(head.decision_on)
    waves = ask(WAVES)
    register = done_by(own_cases(store, scope, ask(DUTIES)), load_known_day(store, scope, "duties"), "done_at")
    frame = compute_duties(catalogue, waves, register, evidence, decision, now)
    if scope.waves:
        frame = frame[frame["wave"].isin(scope.waves)].reset_index(drop=True)
    return Duties(frame, catalogue, decision, now, tuple(waves["wave"]), len(register) > 0, judge)


def own_cases(store: Store, scope: Scope, register: pd.DataFrame) -> pd.DataFrame:
    """What was said of duties, without those of a branch that the reader has no right to: of no wave, they name it as
    their case."""
    only = scope.rights.branches
    if only is None:
        return register
    every = store.read(BRANCHES, replace(scope.rights, branches=None, waves=None), as_of=scope.as_of)
    return register[~register["case_no"].isin(set(every["branch"]) - only)].reset_index(drop=True)


def load_catalogue(store: Store, scope: Scope) -> pd.DataFrame:
    """The obligations as of the scope's moment, ``active`` where they are in force."""
    head = rows(store.read(PROGRAMME, scope.rights, as_of=scope.as_of, params={}))
    register = store.read(CATALOGUE, scope.rights, as_of=scope.as_of, params={})
    return compute_catalogue(register, home=_text(head and head[0].calendar) or HOME)


def compute_catalogue(register: pd.DataFrame, home: str = HOME) -> pd.DataFrame:
    """The obligations in use: the delivered ones and those of the register, which replace them by number.

    Whether one is in force says ``active``; where it is silent, those of the programme's own jurisdiction and those of
    none.
    """
    seed = load_seed()
    own = register.assign(edited=True)
    kept = seed[~seed["obligation"].isin(list(own["obligation"]))].assign(edited=False)
    found = pd.concat([kept.astype(object), own.astype(object)], ignore_index=True)[[*seed.columns, "edited"]]
    found = found.astype(object).where(found.notna(), None)
    here = [row.jurisdiction in (None, "ISO", home) if row.active is None else bool(row.active) for row in rows(found)]
    return found.assign(active=here).sort_values("obligation", key=lambda ids: ids.map(natural), ignore_index=True)


def compute_duties(
    catalogue: pd.DataFrame,
    waves: pd.DataFrame,
    register: pd.DataFrame,
    evidence: pd.DataFrame,
    decision: date | None,
    now: datetime,
) -> pd.DataFrame:
    """One row a duty; a row of the register that fits no obligation or wave is kept as ``unknown``, so that nothing is
    lost."""
    said: dict[tuple[str, str], list[Any]] = {}
    for row in rows(register):
        said.setdefault((str(row.obligation), _text(row.wave)), []).append(row)
    lines: list[dict[str, Any]] = []
    known, proofs = rows(waves), rows(evidence)
    for duty in rows(catalogue[catalogue["active"].astype(bool)]):
        asks = [(wave.wave, wave) for wave in known] if duty.per == "wave" else [("", None)]
        for name, wave in asks:
            fits = _fits(duty, [wave] if wave is not None else known)
            for entry in said.pop((duty.obligation, name), [None]):
                lines.append(_judge(duty, wave, entry, fits, decision, now, proofs))
    by_id = {row.obligation: row for row in rows(catalogue)}
    for (obligation, name), entries in said.items():
        for entry in entries:
            lines.append(
                _stray(
                    by_id.get(obligation), obligation, name, entry, {w.wave: w for w in known}, decision, now, proofs
                )
            )
    found = pd.DataFrame(lines, columns=COLUMNS)
    order = found["state"].map({state: at for at, state in enumerate(STATES)})
    # The nearest day first within a state, and those without a day last.
    return (
        found.assign(order=order, last=pd.to_datetime(found["due_at"]))
        .sort_values(["order", "last", "wave", "obligation"], kind="stable", na_position="last", ignore_index=True)
        .drop(columns=["order", "last"])
    )


TEXTS = (
    "jurisdiction",
    "duty_en",
    "duty_zh",
    "source_en",
    "source_zh",
    "article",
    "event",
    "direction",
    "term",
    "unit",
    "roll",
    "calendar",
    "evidence_en",
    "evidence_zh",
    "verified",
)
COLUMNS = [
    "obligation",
    "wave",
    "case_no",
    *TEXTS,
    "event_at",
    "due_at",
    "due_on",
    "law",
    "target_on",
    "provisional",
    "moved",
    "done_at",
    "state",
    "days",
    "cause",
    "reason",
    "owner",
    "proof",
    "proofs",
]


def _fits(duty: Any, waves: list[Any]) -> bool | None:
    """Whether the routes of any of the waves ask for it; ``None`` where a route that decides is not stated."""
    found: list[bool | None] = []
    for wave in waves:
        verdicts: list[bool | None] = []
        for wanted, route in ((duty.data_routes, wave.data_route), (duty.contract_routes, wave.contract_route)):
            if wanted:
                verdicts.append(None if not _text(route) else _text(route) in SEPARATORS.split(wanted.strip()))
        found.append(False if False in verdicts else None if None in verdicts else True)
    if not waves:
        return None if duty.data_routes or duty.contract_routes else True
    return True if True in found else None if None in found else False


def _judge(
    duty: Any, wave: Any, entry: Any, fits: bool | None, decision: date | None, now: datetime, evidence: list[Any]
) -> dict[str, Any]:
    """One duty with its days and its state."""
    done, own_event = (None, None) if entry is None else (_at(entry.done_at), _at(entry.event_at))
    event = own_event or _event(duty, wave, decision)
    if duty.direction == "every":
        event = done or event
    numbered = duty.term is not None or duty.direction == "before"
    target = None if entry is None else _day(entry.due_on)
    if target is None and event is not None and duty.target_days is not None and not numbered:
        target = event.date() + timedelta(days=int(duty.target_days))
    clock = compute_clock(event, rule_of(duty) if numbered else None, done, now, target)
    due = clock.due
    state, cause = _state(duty, entry, fits, clock, now)
    wave_name = None if wave is None else wave.wave
    ids = [] if entry is None or not _text(entry.evidence) else SEPARATORS.split(_text(entry.evidence).strip())
    # A proof that serves a duty in general says nothing of one that is still to be done.
    proof, proofs = proofs_of(evidence, ids, duty.obligation if done is not None else "", wave_name)
    return {
        "obligation": duty.obligation,
        "wave": wave_name,
        "case_no": None if entry is None else _text(entry.case_no) or None,
        **{name: getattr(duty, name) for name in TEXTS},
        "event_at": event,
        "due_at": due,
        "due_on": None if due is None else due.date(),
        "law": clock.law,
        "target_on": target,
        "provisional": clock.provisional,
        "moved": clock.moved,
        "done_at": done,
        "state": state,
        "days": None if due is None else (due.date() - now.date()).days,
        "cause": cause,
        "reason": None if entry is None else _text(entry.reason) or None,
        "owner": (None if entry is None else _text(entry.owner) or None) or duty.owner,
        "proof": "missing" if proof == "none" and state in ("met", "late") else proof,
        "proofs": proofs,
    }


def _state(duty: Any, entry: Any, fits: bool | None, clock: Clock, now: datetime) -> tuple[str, str]:
    """The state and, where it is unknown or does not apply, why. Set aside without a reason, a duty is asked for as
    before."""
    if entry is not None and not pd.isna(entry.applies) and not bool(entry.applies) and _text(entry.reason).strip():
        return "not_applicable", "decided"
    asked = entry is not None and not pd.isna(entry.applies) and bool(entry.applies)
    if not asked and fits is False:
        return "not_applicable", "routes"
    if not asked and fits is None:
        return "unknown", "routes_unknown"
    if duty.direction == "every" and clock.state in ("met", "late", "done"):
        # What is owed again and again was done, and its day is that of the next time.
        return ("met" if clock.due is None or now <= clock.due else "overdue"), ""
    if clock.state in ("waiting", "open"):
        return "waiting", "no_event" if duty.event in ("case", "dated", "cutover", "decision") else "no_day"
    return ("met" if clock.state == "done" else clock.state), clock.cause


def _stray(
    duty: Any,
    obligation: str,
    wave: str,
    entry: Any,
    waves: dict[str, Any],
    decision: date | None,
    now: datetime,
    evidence: list[Any],
) -> dict[str, Any]:
    """A row of the register beside the pattern: of an unknown obligation or wave, or of one that is counted
    otherwise."""
    if duty is None:
        line: dict[str, Any] = dict.fromkeys(COLUMNS)
        return line | {
            "obligation": obligation,
            "wave": wave or None,
            "case_no": _text(entry.case_no) or None,
            "done_at": _at(entry.done_at),
            "event_at": _at(entry.event_at),
            "law": False,
            "provisional": False,
            "moved": 0,
            "state": "unknown",
            "cause": "obligation_unknown",
            "reason": _text(entry.reason) or None,
            "owner": _text(entry.owner) or None,
            "proof": "none",
            "proofs": (),
            "verified": False,
        }
    found = _judge(duty, waves.get(wave), entry, True, decision, now, evidence) | {"wave": wave or None}
    if wave and wave not in waves:
        found |= {"state": "unknown", "cause": "wave_unknown"}
    elif not duty.active:
        found |= {"state": "not_applicable", "cause": "not_in_force"}
    return found


def _event(duty: Any, wave: Any, decision: date | None) -> datetime | None:
    if duty.event == "decision" and decision is not None:
        return datetime.combine(decision, time.min)
    if duty.event == "cutover" and wave is not None and _day(wave.cutover_on) is not None:
        return _at(wave.cutover_on)
    return None


def rule_of(duty: Any) -> Rule:
    """The rule of a row of the catalogue."""
    direction = "before" if duty.direction == "before" else "within"
    return Rule(int(duty.term or 0), duty.unit or "day", duty.calendar or "none", duty.roll or "none", direction)  # type: ignore[arg-type]


def _at(value: Any) -> datetime | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def _day(value: Any) -> date | None:
    at = _at(value)
    return None if at is None else at.date()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
