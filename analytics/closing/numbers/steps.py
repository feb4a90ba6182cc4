"""The steps of closing a branch and of a split: in which order, until when, done on which day, and with which proof.

The usual steps are data (``data/legal/closing.csv``); a row of the register ``closing`` says what became of one,
replaces its predecessors or authority, or adds a step of its own. Where a law names a number, the day counts from the
day of the step that starts its clock, by the rule of the catalogue of obligations. A step without a day is not done,
whatever proof is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.compliance.numbers.duties import SEPARATORS, load_catalogue, rule_of
from analytics.compliance.numbers.evidence import load_evidence, proofs_of
from analytics.covering import BETWEEN
from analytics.frames import rows, text
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import local_moment
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.snapshot import once
from analytics.stats.legal_clock import Clock, compute_clock
from data.legal import load_steps as load_seed
from data.store.query import Query

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from analytics.scope import Scope
    from data.store import Store

DONE = ("met", "late", "done", "unclear")
WRONG = ("order", "early", "before_start", "two_days", "undated", "unnamed", "circle", "unreasoned")
"""What does not fit in a step: done before one that comes first · a period closed before it had run out · done before
its clock began · two rows that name different days · a proof without a day · a predecessor that is no step · waits, by
way of others, for itself."""

REGISTER = Query(
    name="closing.register",
    # One row a step of the register.
    sql="""
        select procedure, branch, step, title, authority, after, due_on, done_on, applies, reason, owner, evidence
        from {closing} order by procedure, branch, step
    """,
    grain="open",
)
PROGRAMME = Query(
    name="closing.programme",
    # One row: the last decision and the currency.
    sql="select decision_on, currency from {programme} order by decision_on desc nulls last limit 1",
    grain="open",
)
ROUTES = Query(
    name="closing.routes",
    # One row a pair of routes: data_route, contract_route (null where nobody has said).
    sql="select distinct data_route, contract_route from {waves} order by 1, 2",
    grain="open",
)


@dataclass(frozen=True)
class Closing:
    """``frame``: one row a step of a procedure (``subject``: ``split`` or the branch, '' where it has no name): ``step,
    place, title, title_en, title_zh, authority, authority_en, authority_zh, proof_en, proof_zh, obligation, source_en,
    source_zh, article`` (of the law), ``waits`` (a period that has to run out), ``waits_for`` (predecessors not done),
    ``behind`` (done after it), ``unnamed`` (predecessors that are no step), ``starts`` (the steps whose last day begins
    its clock), ``rule`` (of the law; ``None``: it has no number), ``told_on`` (the days on which its rows say that it
    was done), ``start_on, due_at, law, provisional, days`` (to its day; negative once past), ``done_on, state, wrong,
    proof, proofs, owner, reason``.

    ``state``: ``met, late, done`` (no day to hold it against), ``unclear`` (done, but not by its clock), ``overdue,
    due, open`` (no day), ``waiting`` (a predecessor is not done), ``not_applicable``.
    """

    frame: pd.DataFrame
    now: datetime
    split: bool | None
    """Whether the routes of the waves say that the company is split; ``None`` where no route is stated."""
    recorded: bool
    judge: Judge = USUAL

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.frame["subject"]))

    @property
    def branches(self) -> tuple[str, ...]:
        """The branches that are being closed."""
        return tuple(subject for subject in self.subjects if subject != "split")

    def of(self, *states: str) -> pd.DataFrame:
        return self.frame[self.frame["state"].isin(states)]

    @property
    def asked(self) -> pd.DataFrame:
        return self.frame[self.frame["state"] != "not_applicable"]

    @property
    def contradicted(self) -> pd.DataFrame:
        """The steps in which something does not fit."""
        return self.frame[self.frame["wrong"].map(len) > 0]

    @property
    def unproved(self) -> pd.DataFrame:
        """Done, without a proof that holds."""
        own = self.of(*DONE)
        return own[own["proof"].isin(("none", "bad", "unknown"))]

    def at(self, subject: str, step: str) -> Any:
        """A step of a procedure; ``None`` where it has none of that code."""
        found = rows(self.frame[(self.frame["subject"] == subject) & (self.frame["step"] == step)])
        return found[0] if found else None


@once
def load_closing(store: Store, scope: Scope) -> Closing:
    """The steps as of the scope's moment; with branches chosen theirs alone, without the split."""

    def ask(query: Query) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params={})

    now, programme = local_moment(scope), rows(ask(PROGRAMME))
    register = done_by(ask(REGISTER), load_known_day(store, scope, "closing"), "done_on")
    catalogue = load_catalogue(store, scope)
    evidence = load_evidence(store, scope, set(catalogue["obligation"]))
    decision = _day(programme[0].decision_on) if programme else None
    split = compute_split(ask(ROUTES))
    frame = compute_steps(register, catalogue, rows(evidence), decision if split else None, now, split=bool(split))
    if "evidence" not in load_loaded(store, scope):  # of what is named as a proof it is not known whether it holds
        frame["proof"] = frame["proof"].replace("unknown", "")
    if scope.branches:
        frame = frame[frame["subject"].isin(scope.branches)].reset_index(drop=True)
    return Closing(frame, now, split, len(register) > 0, load_judge(store, scope))


def compute_split(routes: pd.DataFrame) -> bool | None:
    """Whether any wave goes by a split; unknown where no route is stated at all."""
    stated = {text(value) for row in rows(routes) for value in (row.data_route, row.contract_route)} - {""}
    return "split" in stated if stated else None


COLUMNS = [
    "subject",
    "step",
    "place",
    "title",
    "title_en",
    "title_zh",
    "authority",
    "authority_en",
    "authority_zh",
    "proof_en",
    "proof_zh",
    "obligation",
    "source_en",
    "source_zh",
    "article",
    "verified",
    "waits",
    "waits_for",
    "behind",
    "unnamed",
    "starts",
    "rule",
    "told_on",
    "start_on",
    "due_at",
    "law",
    "provisional",
    "days",
    "done_on",
    "state",
    "wrong",
    "proof",
    "proofs",
    "owner",
    "reason",
]


def compute_steps(
    register: pd.DataFrame,
    obligations: pd.DataFrame,
    evidence: list[Any],
    decision: date | None,
    now: datetime,
    *,
    split: bool,
) -> pd.DataFrame:
    """One row a step of each branch that is being closed, and of the split where there is one.

    A branch is being closed once a row of the register speaks of it. The resolution on the split is the decision of the
    programme where no row says otherwise.
    """
    found: dict[str, dict[str, Any]] = {"split": {}} if split else {}
    days: dict[tuple[str, str], set[date]] = {}
    for row in rows(register):
        procedure = text(row.procedure) or "branch"
        subject = "split" if procedure == "split" else text(row.branch)
        steps, code = found.setdefault(subject, {}), _told_code(procedure, row)
        steps[code] = _together(steps.get(code), row)
        days.setdefault((subject, code), set()).update(filter(None, [_day(row.done_on)]))
    rules = {row.obligation: row for row in rows(obligations)}
    lines: list[dict[str, Any]] = []
    for subject, told in found.items():
        procedure = "split" if subject == "split" else "branch"
        own = {code: tuple(sorted(days.get((subject, code), ()))) for code in told}
        lines += _procedure(
            subject, _steps(procedure, told, own), rules, evidence, decision if subject == "split" else None, now
        )
    return pd.DataFrame(lines, columns=COLUMNS, dtype=object)


@dataclass(frozen=True)
class _Step:
    """A step before anything is reckoned of it: its row of the catalogue and its row of the register, of which one may
    be missing."""

    code: str
    seed: Any
    row: Any
    first: tuple[str, ...] = ()
    """What comes before it, as codes; as it is written where nobody knows it."""
    days: tuple[date, ...] = ()
    """Every day on which the rows of the register say that it was done."""

    def of_seed(self, name: str) -> str:
        return "" if self.seed is None else str(getattr(self.seed, name))

    def of_row(self, name: str) -> str:
        return "" if self.row is None else text(getattr(self.row, name)).strip()

    @property
    def after(self) -> str:
        return self.of_row("after") or self.of_seed("after")

    @property
    def set_aside(self) -> bool:
        return self.row is not None and not pd.isna(self.row.applies) and not bool(self.row.applies)

    @property
    def applies(self) -> bool:
        """Set aside without a reason, a step is asked for as before."""
        return not (self.set_aside and self.of_row("reason"))

    def done(self, now: datetime) -> date | None:
        day = None if self.row is None else _day(self.row.done_on)
        return day if day is not None and day <= now.date() else None


def _steps(procedure: str, told: dict[str, Any], days: dict[str, tuple[date, ...]]) -> dict[str, _Step]:
    """The steps of a procedure in their order: those of the catalogue, then those that somebody added."""
    seed = {row.step: row for row in rows(load_seed()) if row.procedure == procedure}
    found = {code: _Step(code, seed.get(code), told.get(code)) for code in dict.fromkeys((*seed, *told))}
    return {
        code: replace(step, first=_predecessors(procedure, step.after, found), days=days.get(code, ()))
        for code, step in found.items()
    }


def _predecessors(procedure: str, written: str, known: Container[str]) -> tuple[str, ...]:
    """The codes of the steps that are written: titles between commas and the like, or codes with a blank between
    them."""
    found: dict[str, None] = {}
    for piece in filter(None, (one.strip() for one in BETWEEN.split(written))):
        whole, words = _code(procedure, piece), [_code(procedure, one) for one in piece.split()]
        parts = words if whole not in known and any(one in known for one in words) else [whole]
        found |= dict.fromkeys(parts)
    return tuple(found)


def _procedure(
    subject: str,
    steps: dict[str, _Step],
    rules: dict[str, Any],
    evidence: list[Any],
    decision: date | None,
    now: datetime,
) -> list[dict[str, Any]]:
    done = {code: step.done(now) for code, step in steps.items()}
    if "resolution" in steps and done["resolution"] is None and steps["resolution"].row is None:
        done["resolution"] = decision
    lines = []
    for place, (code, step) in enumerate(steps.items(), 1):
        first = _before(step.first, steps)
        waits = tuple(one for one in first if done[one] is None)
        own = done[code]
        behind = tuple(one for one in first if own is not None and (found := done[one]) is not None and found > own)
        starts = tuple(one for one in step.of_seed("starts").split() if one in steps and steps[one].applies)
        began = [day for one in starts if (day := done[one]) is not None]
        started = max(began, default=None) if len(began) == len(starts) else None
        duty = rules.get(step.of_seed("obligation"))
        rule = rule_of(duty) if duty is not None and starts and bool(duty.active) and not pd.isna(duty.term) else None
        clock = compute_clock(_at(started), rule, _at(own), now, None if step.row is None else _day(step.row.due_on))
        waiting = step.of_seed("waits") == "yes"
        ids = [one for one in SEPARATORS.split(step.of_row("evidence")) if one]
        proof, proofs = proofs_of(evidence, ids, "", None)
        state = _state(step, own, clock, waits, waiting=waiting)
        unnamed = tuple(one for one in step.first if one not in steps)
        signs = {
            "order": own is not None and bool(waits or behind),
            "early": waiting and own is not None and clock.due is not None and own <= clock.due.date(),
            "before_start": clock.cause == "before_start",
            "two_days": len(step.days) > 1,
            "undated": own is None and bool(ids),
            "unnamed": bool(unnamed),
            "unreasoned": step.set_aside,
            "circle": own is None and _waits_for_itself(code, steps),
        }
        lines.append(
            {
                "subject": subject,
                "step": code,
                "place": place,
                "title": step.of_row("title") or ("" if step.seed is not None else code),
                **{
                    name: step.of_seed(name)
                    for name in ("title_en", "title_zh", "authority_en", "authority_zh", "proof_en", "proof_zh")
                },
                "authority": step.of_row("authority"),
                "obligation": None if duty is None else duty.obligation,
                **{
                    name: None if duty is None else getattr(duty, name)
                    for name in ("source_en", "source_zh", "article", "verified")
                },
                "waits": waiting,
                "waits_for": waits,
                "behind": behind,
                "unnamed": unnamed,
                "starts": starts,
                "rule": rule,
                "told_on": step.days,
                "start_on": started,
                "due_at": clock.due,
                "law": clock.law,
                "provisional": clock.provisional,
                "days": None if clock.due is None else (clock.due.date() - now.date()).days,
                "done_on": own,
                "state": state,
                "wrong": tuple(sign for sign in WRONG if signs[sign]) if step.applies else (),
                "proof": proof,
                "proofs": proofs,
                "owner": step.of_row("owner"),
                "reason": step.of_row("reason"),
            }
        )
    return lines


def _state(step: _Step, own: date | None, clock: Clock, waits: tuple[str, ...], *, waiting: bool) -> str:
    """A period that has to run out is no deadline: it is never met and never overdue."""
    if not step.applies:
        return "not_applicable"
    if own is not None:
        return "done" if waiting else "unclear" if clock.state == "unknown" else clock.state
    if clock.state == "overdue" and not waiting:
        return "overdue"
    if waits:
        return "waiting"
    return "due" if clock.due is not None and clock.state != "overdue" else "open"


def _before(named: Sequence[str], steps: dict[str, _Step]) -> list[str]:
    """The steps that come first; one that does not apply hands on those that come before it."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    left = list(named)
    while left:
        code = left.pop(0)
        if code not in steps or code in seen:
            continue
        seen.add(code)
        if steps[code].applies:
            found[code] = None
        else:
            left += steps[code].first
    return list(found)


def _waits_for_itself(code: str, steps: dict[str, _Step]) -> bool:
    """Whether a step comes, by way of others, after itself."""
    left, seen = [code], set[str]()
    while left:
        for before in steps[left.pop()].first:
            if before == code:
                return True
            if before in steps and before not in seen:
                seen.add(before)
                left.append(before)
    return False


def _told_code(procedure: str, row: Any) -> str:
    """The code of a row of the register: by what it calls its step, else by the title that it gives it."""
    code, titled = _code(procedure, row.step), _code(procedure, text(row.title))
    known = _names(procedure).values()
    return titled if code not in known and titled in known else code


def _together(first: Any, row: Any) -> Any:
    """Two rows of the register that name one step by different names are that step: the first says, the other fills
    what it leaves open."""
    if first is None:
        return row
    return first._replace(**{name: getattr(row, name) for name in row._fields if pd.isna(getattr(first, name))})


def _code(procedure: str, said: str) -> str:
    """The code of a step by its code, its title or another name for it in the catalogue; else the text as it is."""
    return _names(procedure).get(_plain(said), said.strip())


@cache
def _names(procedure: str) -> dict[str, str]:
    """The code of each name that the catalogue has for a step of a procedure; of a name that two steps have, the
    first."""
    found: dict[str, str] = {}
    for row in rows(load_seed()):
        if row.procedure == procedure:
            for one in (row.step, row.title_en, row.title_zh, *row.names.split(";")):
                found.setdefault(_plain(one), str(row.step))
    return found


def _plain(said: str) -> str:
    """A name without blanks, signs, capitals and the words that change nothing, each English word without its
    ending."""
    words = re.split(r"[\s_\-()（）/.:：]+", said.lower())
    return "".join(_ENDING.sub("", one) for one in words if one not in ("the", "a", "of", "to", "our"))


_ENDING = re.compile(r"(?<=[a-z]{4})(?:ements?|ments?|ations?|ing|ed|es|s|e)$")


def _at(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min)


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()
