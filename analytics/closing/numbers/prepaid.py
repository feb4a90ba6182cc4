"""Money held for customers and what became of it: held = refunded + carried over + still open, by branch and kind,
beside the roster.

An amount is settled with its day and way only. Rows in a currency that is not the programme's are counted and not
added.

To a reader without rows no amount of fewer than ten customers is told, whether refunded, carried over, open, undecided
or beyond what was held, nor what would give it away: the other parts of the same sum, and enough other lines that the
total does not tell it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day, load_loaded
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from data.store.query import Query
from data.store.suppression import MIN_GROUP, protect

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

MONEY = ("held", "refunded", "carried", "open", "undecided", "beyond")
WHOSE = {
    "refunded": "refunded_n",
    "carried": "carried_n",
    "open": "waiting",
    "undecided": "undecided_n",
    "beyond": "beyond_n",
}
"""Of how many customers each part is."""
PARTS = ("refunded", "carried", "open")
"""What adds up to what is held: one of them is told by the others."""

LINES = """
    with lines as (
      select branch, kind, way, coalesce(customers, 1) as people, currency is null
        or upper(trim(currency)) = $currency as ours,
             cast(amount as double) as amount, cast(coalesce(settled, amount) as double) as settled,
             done_on is not null and way is not null and date_diff('day', date '2000-01-03', done_on) <= $today as done
      from {placed:prepaid}
      where {selected:wave,branch}
    )
"""
SUMS = """
    cast(sum(people) as bigint) as n, coalesce(sum(case when ours then amount end), 0) as held,
    coalesce(sum(case when ours and done and way = 'refund' then settled end), 0) as refunded,
    coalesce(sum(case when ours and done and way = 'carry' then settled end), 0) as carried,
    coalesce(sum(case when ours and done then amount - least(settled, amount) when ours then amount end), 0) as open,
    coalesce(sum(case when ours and way is null then amount end), 0) as undecided,
    coalesce(sum(case when ours and done and settled > amount then settled - amount end), 0) as beyond,
    cast(coalesce(sum(case when ours and (not done or settled < amount) then people end), 0) as bigint) as waiting,
    cast(coalesce(sum(case when ours and done and way = 'refund' then people end), 0) as bigint) as refunded_n,
    cast(coalesce(sum(case when ours and done and way = 'carry' then people end), 0) as bigint) as carried_n,
    cast(coalesce(sum(case when ours and way is null then people end), 0) as bigint) as undecided_n,
    cast(coalesce(sum(case when ours and done and settled > amount then people end), 0) as bigint) as beyond_n,
    cast(coalesce(sum(case when not ours then people end), 0) as bigint) as foreign_n,
    cast(coalesce(sum(case when not ours and (not done or settled < amount) then people end), 0) as bigint)
      as foreign_waiting
"""
HIDDEN = (*MONEY, *WHOSE.values(), "foreign_n", "foreign_waiting")

BY_BRANCH = Query(
    name="prepaid.branches",
    # One row a branch (null: not known): n (customers), held, refunded, carried, open, undecided (nobody has said how),
    # beyond (settled above what was held), all in the currency of the programme; waiting (customers not settled),
    # refunded_n, carried_n, undecided_n and beyond_n (of how many customers those are), foreign_n (in another
    # currency), foreign_waiting (of them, not settled).
    sql=f"{LINES} select branch, {SUMS} from lines group by branch",  # noqa: S608 – the common tables are a constant
    grain="aggregate",
    dims=("branch",),
    hide=HIDDEN,
)
BY_KIND = Query(
    name="prepaid.kinds",
    # One row a kind of money held, with the same columns.
    sql=f"{LINES} select kind, {SUMS} from lines group by kind",  # noqa: S608 – constants
    grain="aggregate",
    dims=("kind",),
    hide=HIDDEN,
)
ROSTER = Query(
    name="prepaid.roster",
    # One row a branch: n (customers of the roster with a prepaid balance, but those who left and are not listed),
    # roster (their balances), missing (of them, without a row of their own in the list of balances), missing_sum.
    sql="""
        with listed as (select distinct customer from {prepaid} where customer is not null and kind = 'balance'),
        gone as {away}
        select m.branch, count(*) as n, cast(sum(c.prepaid_balance) as double) as roster,
               count(case when l.customer is null then 1 end) as missing,
               coalesce(cast(sum(case when l.customer is null then c.prepaid_balance end) as double), 0) as missing_sum
        from {customers} c join {moves} m on m.customer = c.customer left join listed l on l.customer = c.customer
          left join gone g on g.customer = c.customer
        where c.prepaid_balance > 0 and (g.customer is null or l.customer is not null) and {selected:m.wave,m.branch}
        group by m.branch
    """,
    grain="aggregate",
    dims=("branch",),
    hide=("roster", "missing", "missing_sum"),
)


@dataclass(frozen=True)
class Prepaid:
    """``branches`` and ``kinds``: one row each with the sums of :data:`BY_BRANCH`; the branches with ``roster, missing,
    missing_sum`` (null where the roster has no balance there). ``unlisted``: of each branch with balances in the roster
    that are not on the list, how many customers and how much. Hidden cells are null. ``totals``: each sum over the
    branches that are shown, null where it is one of too few."""

    branches: pd.DataFrame
    kinds: pd.DataFrame
    unlisted: pd.DataFrame
    currency: str
    day: date
    loaded: bool
    totals: dict[str, float | None]

    @property
    def empty(self) -> bool:
        return self.branches.empty

    def total(self, name: str) -> float | None:
        """The sum over the branches that are shown; ``None`` where it is one of too few customers for this reader."""
        return self.totals[name]

    @property
    def foreign(self) -> int:
        """Customers whose money in another currency is not settled."""
        return int(self.totals["foreign_waiting"] or 0)

    @property
    def hidden(self) -> int:
        """Branches of too few customers to be shown."""
        return int(self.branches["n"].isna().sum())

    def at(self, branch: str, name: str) -> float | None:
        """A sum of a branch; ``None`` where it is hidden or has no row."""
        own = self.branches.loc[self.branches["branch"] == branch, name]
        return None if own.empty or pd.isna(own.iloc[0]) else float(own.iloc[0])


@once
def load_prepaid(store: Store, scope: Scope) -> Prepaid:
    """What is held and what became of it, as of the scope's moment."""
    currency = load_programme(store, scope).currency
    selected = scope.params("waves", "branches")

    def ask(query: Query, **more: Any) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params={**selected, **more})

    given = {"currency": currency, "today": day_number(load_known_day(store, scope, "prepaid"))}
    roster, rows_seen = ask(ROSTER, today=given["today"]), scope.rights.row_level
    found, totals = hide_few(ask(BY_BRANCH, **given), "branch", rows_seen)
    kinds, _ = hide_few(ask(BY_KIND, **given), "kind", rows_seen)
    few = roster["missing"].between(1, MIN_GROUP - 1) & (not rows_seen)
    roster["roster"] = roster["roster"].mask(few)  # beside what is listed it would tell what is not
    both = found.merge(roster[["branch", "roster", "missing", "missing_sum"]], on="branch", how="left")
    both = both.sort_values("branch", na_position="last", ignore_index=True)
    unlisted = roster.loc[roster["missing"].fillna(0) > 0, ["branch", "missing", "missing_sum"]]
    return Prepaid(both, kinds, unlisted, currency, as_of_day(scope), "prepaid" in load_loaded(store, scope), totals)


def hide_few(frame: pd.DataFrame, by: str, rows_seen: bool) -> tuple[pd.DataFrame, dict[str, float | None]]:
    """``frame`` without the amounts of fewer than ten customers and those that would tell them, and its sums: for a
    reader of rows all of it."""
    found = frame.astype(dict.fromkeys(MONEY, float))
    shown = found["n"].notna().to_numpy()
    totals: dict[str, float | None] = {
        name: float(pd.to_numeric(found[name]).fillna(0).sum()) for name in ("n", *HIDDEN)
    }
    if rows_seen:
        return found, totals
    secret = {name: _secret(found, by, whose, shown) for name, whose in WHOSE.items()}
    together = np.logical_or.reduce([secret[name] for name in PARTS])
    few = {name for name, whose in WHOSE.items() if 0 < (totals[whose] or 0) < MIN_GROUP}
    for name in WHOSE:
        found[name] = found[name].mask(together | secret[name] if name in PARTS else secret[name])
        if name in few or (name in PARTS and few & set(PARTS)):
            totals[name] = None
    return found, totals


def _secret(frame: pd.DataFrame, by: str, whose: str, shown: np.ndarray) -> np.ndarray:
    """The lines of which the amounts of ``whose`` customers are not told."""
    people = pd.to_numeric(frame[whose]).fillna(0).to_numpy(float)
    some, hidden = shown & (people > 0), np.zeros(len(frame), bool)
    hidden[some] = protect(frame[some], [by], people[some], people[some] < MIN_GROUP)
    return hidden
