"""The terms by which cases run that a ledger has started: what the catalogue of obligations says of each, as days for a
statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from analytics.compliance.numbers.duties import rule_of
from analytics.frames import rows
from analytics.periods import day_number
from analytics.stats.legal_clock import Clock, Rule, compute_clock, compute_due
from data.legal import load_clocks as load_seed

REACH = 3700
"""Days back of which a beginning is counted: ten years."""
LONGEST = "complaint_extended"
"""What the clocks call the terms to which the law lets a complaint be put off."""


@dataclass(frozen=True)
class Term:
    """What holds for a clock: the obligation that it counts by and its rule (``None``: no number in law), else an
    internal target in days."""

    duty: Any
    rule: Rule | None
    target: int | None

    def clock(self, start: datetime, done: datetime | None, now: datetime, own: date | None = None) -> Clock:
        return compute_clock(start, self.rule, done, now, own or self.day(start))

    def day(self, start: datetime) -> date | None:
        return None if self.target is None else start.date() + timedelta(days=self.target)


def compute_terms(catalogue: pd.DataFrame) -> dict[str, tuple[Term, ...]]:
    """The terms in force of each clock; of persons' cases the first is the one that counts: a number of the law before
    an internal target."""
    active = {row.obligation: row for row in rows(catalogue) if bool(row.active)}
    found = {}
    for clock, names in load_seed().items():
        own = []
        for name in names:
            if name in active:
                duty = active[name]
                numbered = duty.term is not None and not pd.isna(duty.term)
                target = None if numbered or pd.isna(duty.target_days) else int(duty.target_days)
                own.append(Term(duty, rule_of(duty) if numbered else None, target))
        found[clock] = tuple(sorted(own, key=lambda term: term.rule is None))
    return found


def compute_days(terms: tuple[Term, ...], known: date, longest: tuple[Term, ...] = ()) -> dict[str, Any]:
    """For each day on which a case may have begun the number of the day on which it is due, for a statement: ``first``
    (the number of the first such day), ``today``, ``ends`` (by the first of ``terms``), ``latest`` (the day beyond
    which the law lets nobody put it off: by the last of the terms ``longest``, else the same; none where the law has no
    number), ``lawful``."""
    first = known - timedelta(days=REACH)
    term = next(iter(terms), None)
    every = [first + timedelta(days=step) for step in range(REACH + 1)]
    ends = [_end(term.rule, term.target, day) if term else None for day in every]
    lawful = term is not None and term.rule is not None
    rules = [term.rule for term in longest if term.rule] if lawful else []
    latest = [
        max(filter(None, (end, *(_end(rule, None, day) for rule in rules)))) if lawful else None
        for end, day in zip(ends, every, strict=True)
    ]
    return {"first": day_number(first), "today": day_number(known), "ends": ends, "latest": latest, "lawful": lawful}


@lru_cache(maxsize=20_000)
def _end(rule: Rule | None, target: int | None, day: date) -> int | None:
    if rule is not None:
        return day_number(compute_due(datetime.combine(day, time.min), rule).day)
    return None if target is None else day_number(day + timedelta(days=target))
