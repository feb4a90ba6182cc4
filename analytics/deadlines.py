"""The day on which a complaint is to be closed: one rule for every page, tile, alert and command.

It is the day that its ledger names, put off by the days on which its clock stood still; where the ledger names none,
the day of the law in force. The law may let a complaint be put off, never beyond its longest term. Without either
nothing can be called late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.reach import load_known_day
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

CLOSED = """case when date_diff('day', date '2000-01-03', cast(closed_at as date)) <= $today
                   then date_diff('day', date '2000-01-03', cast(closed_at as date)) end"""
"""The number of the day on which a complaint was closed, as far as its ledger can tell."""
PAUSED = f"""coalesce(paused_days, 0) + case when {CLOSED} is null and paused_on is not null
                   then greatest(0, $today - date_diff('day', date '2000-01-03', cast(paused_on as date))) else 0 end"""
"""The days on which the clock of a complaint stood still, up to the day looked from."""
OWN = f"date_diff('day', date '2000-01-03', cast(due_at as date)) + {PAUSED}"
OPENED = "date_diff('day', date '2000-01-03', cast(opened_at as date))"


def due_of(own: str = OWN, began: str = OPENED) -> str:
    """The number of the day on which it is due, for a statement that is given :func:`load_deadlines`."""
    at = f"cast({began} - $first + 1 as bigint)"
    return f"least(coalesce({own}, list_extract($ends, {at})), list_extract($latest, {at}))"


KEPT = """case when due is null then in_time when closed is not null and not named and $says then in_time
                  when closed is not null then closed <= due
                  when due < $today then false end"""
"""Whether it was closed in time; null where it is still open within its time. A ledger that names no day and says
itself who was answered in time is taken at its word, and of what it has not judged yet nothing is said: another law may
be in force there. What the law makes of the same complaints is told by the clocks of *Compliance*."""

SAYS = Query(
    name="deadlines.says",
    # One row: n, complaints of which the ledger says itself whether they were answered in time.
    sql="select count(in_time) as n from {complaints}",
    grain="aggregate",
)


@once
def load_deadlines(store: Store, scope: Scope) -> dict[str, Any]:
    """What a statement needs to place complaints in time: ``today, first, ends, latest``, numbers of days, and
    ``says``."""
    from analytics.compliance.numbers.duties import load_catalogue
    from analytics.compliance.numbers.terms import LONGEST, compute_days, compute_terms

    terms = compute_terms(load_catalogue(store, scope))
    found = compute_days(terms["complaint"], load_known_day(store, scope, "complaints"), terms[LONGEST])
    says = store.read(SAYS, scope.rights, as_of=scope.as_of)["n"].fillna(0).sum() > 0
    return {**{name: found[name] for name in ("today", "first", "ends", "latest")}, "says": bool(says)}
