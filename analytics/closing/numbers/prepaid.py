"""Money held for customers and what became of it: held = refunded + carried over + still open, by branch and kind, beside the roster.

An amount is settled with its day only. Rows in a currency that is not the programme's are counted and not added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day, load_loaded
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

MONEY = ("held", "refunded", "carried", "open", "undecided", "beyond")

LINES = """
    with lines as (
      select branch, kind, way, coalesce(customers, 1) as people, currency is null or upper(trim(currency)) = $currency as ours,
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
    cast(coalesce(sum(case when not ours then people end), 0) as bigint) as foreign_n,
    cast(coalesce(sum(case when not ours and (not done or settled < amount) then people end), 0) as bigint) as foreign_waiting
"""
HIDDEN = (*MONEY, "waiting", "foreign_n", "foreign_waiting")

BY_BRANCH = Query(
    name="prepaid.branches",
    # One row a branch (null: not known): n (customers), held, refunded, carried, open, undecided (nobody has said how), beyond (settled
    # above what was held), all in the currency of the programme; waiting (customers not settled), foreign_n (in another currency),
    # foreign_waiting (of them, not settled).
    sql=f"{LINES} select branch, {SUMS} from lines group by branch",  # noqa: S608 – the common tables are a constant
    grain="aggregate",
    dims=("branch",),
    hide=HIDDEN,
)
BY_KIND = Query(
    name="prepaid.kinds",
    # One row a kind of money held, with the same columns.
    sql=f"{LINES} select kind, {SUMS} from lines group by kind",  # noqa: S608
    grain="aggregate",
    dims=("kind",),
    hide=HIDDEN,
)
ROSTER = Query(
    name="prepaid.roster",
    # One row a branch: n (customers of the roster with a prepaid balance, but those who left and are not listed), roster (their balances), missing (of them, without a row of
    # their own in the list of balances), missing_sum.
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
    """``branches`` and ``kinds``: one row each with the sums of :data:`BY_BRANCH`; the branches with ``roster, missing, missing_sum``
    (null where the roster has no balance there). ``unlisted``: of each branch with balances in the roster that are not on the list, how many customers
    and how much. Hidden cells are null."""

    branches: pd.DataFrame
    kinds: pd.DataFrame
    unlisted: pd.DataFrame
    currency: str
    day: date
    loaded: bool

    @property
    def empty(self) -> bool:
        return self.branches.empty

    def total(self, name: str) -> float:
        """The sum over all that are shown."""
        return float(pd.to_numeric(self.branches[name]).fillna(0).sum())

    @property
    def foreign(self) -> int:
        """Customers whose money in another currency is not settled."""
        return int(self.total("foreign_waiting"))

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
    found, roster = ask(BY_BRANCH, **given), ask(ROSTER, today=given["today"])
    both = found.merge(roster[["branch", "roster", "missing", "missing_sum"]], on="branch", how="left")
    both = both.sort_values("branch", na_position="last", ignore_index=True)
    unlisted = roster.loc[roster["missing"].fillna(0) > 0, ["branch", "missing", "missing_sum"]]
    return Prepaid(
        both, ask(BY_KIND, **given), unlisted, currency, as_of_day(scope), "prepaid" in load_loaded(store, scope)
    )
