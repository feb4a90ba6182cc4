"""What still stands in a branch that is being closed: customers, complaints, money held, staff – from the ledgers that
exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.closing.numbers.prepaid import Prepaid, load_prepaid
from analytics.closing.numbers.steps import Closing, load_closing
from analytics.frames import rows
from analytics.periods import as_of_day, day_number
from analytics.reach import load_loaded
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

CUSTOMERS = Query(
    name="closing.customers",
    # One row a branch: n (customers of the roster), there (neither moved for good, with a day or without, nor gone, nor
    # ended).
    sql="""
        with gone as {away},
        undated as (select distinct customer from {transfers} where status = 'moved' and cut_over_on is null)
        select m.branch, count(*) as n,
               count(case when ((m.moved_on is null and u.customer is null) or m.back) and m.ended_on is null
                 and g.customer is null then 1 end) as there
        from {moves} m left join gone g on g.customer = m.customer left join undated u on u.customer = m.customer
        where m.branch is not null group by m.branch
    """,
    grain="aggregate",
    dims=("branch",),
    hide=("there",),
)
COMPLAINTS = Query(
    name="closing.complaints",
    # One row a branch: n (complaints), waiting (not closed).
    sql="""
        select branch, count(*) as n,
               count(case when closed_at is null or date_diff('day', date '2000-01-03',
                 cast(closed_at as date)) > $today then 1 end) as waiting
        from {placed:complaints} where branch is not null group by branch
    """,
    grain="aggregate",
    dims=("branch",),
    hide=("waiting",),
)


@dataclass(frozen=True)
class Standing:
    """``frame``: one row a branch that is being closed: ``branch, registered_on`` (``None``: not yet), ``customers,
    complaints`` (still there; null: hidden or never loaded), ``held`` (money not settled), ``foreign`` (customers whose
    money in another currency is not), ``unlisted, unlisted_sum`` (customers of the roster with a balance that is not on
    the list, and how much), ``staff`` (the state of that step), ``deleted_on``; and ``alive``: what stands although the
    branch is deregistered, by column; ``sure``: whether all of it is known. ``unknown`` are the ledgers that were never
    loaded."""

    frame: pd.DataFrame
    closing: Closing
    prepaid: Prepaid
    unknown: tuple[str, ...]


@once
def load_standing(store: Store, scope: Scope) -> Standing:
    """What stands as of the scope's moment."""
    loaded, closing, prepaid = load_loaded(store, scope), load_closing(store, scope), load_prepaid(store, scope)

    def ask(query: Query, column: str) -> dict[str, Any]:
        found = store.read(query, scope.rights, as_of=scope.as_of, params={"today": day_number(as_of_day(scope))})
        return {row.branch: getattr(row, column) for row in rows(found)}

    people, heard = ask(CUSTOMERS, "there"), ask(COMPLAINTS, "waiting")
    unknown = tuple(name for name in ("customers", "complaints", "prepaid") if name not in loaded)
    if "transfers" not in loaded and load_wave_dates(store, scope.but(waves=()))["actual"].any():
        unknown = ("transfers", *unknown)  # waves are over: who of the roster is still there nobody has recorded
    return Standing(compute_standing(closing, people, heard, prepaid, unknown, loaded), closing, prepaid, unknown)


COUNTED = ("customers", "complaints", "held", "foreign", "unlisted", "unlisted_sum")
ALIVE = ("customers", "complaints", "held", "foreign")
COLUMNS = ["branch", "registered_on", *COUNTED, "staff", "deleted_on", "alive", "sure"]


def compute_standing(
    closing: Closing,
    people: dict[str, Any],
    heard: dict[str, Any],
    prepaid: Prepaid,
    unknown: tuple[str, ...],
    loaded: Mapping[str, date],
) -> pd.DataFrame:
    """One row a branch. A branch without a row in a ledger that was loaded has none of it, but of the roster: then
    nothing is known.

    ``loaded``: the last day of each ledger. One that ends before the branch was deregistered does not tell what stood
    in it then: whoever was there may have been moved since, and another complaint may have come.
    """
    lines = []
    for branch in closing.branches:
        registered, staff, deleted = (closing.at(branch, step) for step in ("registration", "staff", "deletion"))
        counts = {
            "customers": None if "transfers" in unknown else _number(people.get(branch)),
            "complaints": None if "complaints" in unknown else _number(heard.get(branch, 0)),
            "held": None if "prepaid" in unknown else prepaid.at(branch, "open") if _listed(prepaid, branch) else 0.0,
        }
        ended = None if registered is None else registered.done_on
        over = {name for name, day in loaded.items() if ended and day < ended}
        if counts["customers"] and "transfers" in over:
            counts["customers"] = None
        if "complaints" in over:
            counts["complaints"] = None
        # An amount that this reader may not have still says whether there is one.
        waiting = prepaid.at(branch, "waiting") if counts["held"] is None else None
        if waiting == 0:
            counts["held"] = 0.0
        foreign = prepaid.at(branch, "foreign_waiting")
        own = prepaid.unlisted[prepaid.unlisted["branch"] == branch]
        left_out = {
            name: 0.0 if own.empty else float(own[column].iloc[0])
            for name, column in (("unlisted", "missing"), ("unlisted_sum", "missing_sum"))
        }
        counts |= {"foreign": foreign if _listed(prepaid, branch) else 0.0} | left_out
        alive = tuple(name for name in ALIVE if counts[name] or (name == "held" and waiting)) if ended else ()
        sure = (
            not any(counts[name] is None and not (name == "held" and waiting) for name in ALIVE)
            and not counts["unlisted"]
        )
        lines.append(
            {
                "branch": branch,
                "registered_on": ended,
                **counts,
                "staff": None if staff is None else staff.state,
                "deleted_on": None if deleted is None else deleted.done_on,
                "alive": alive,
                "sure": sure,
            }
        )
    found = pd.DataFrame(lines, columns=COLUMNS)
    for name in COUNTED:
        found[name] = pd.to_numeric(found[name]).astype("float64")
    return found


def _listed(prepaid: Prepaid, branch: str) -> bool:
    return bool((prepaid.branches["branch"] == branch).any())


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
