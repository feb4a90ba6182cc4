"""What staying and leaving are worth: revenue kept, the value of a customer, and who is in danger of leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.judging import load_judge
from analytics.periods import as_of_day
from analytics.retention.curves import ask, known_day, load_leaving
from analytics.retention.money_statements import AT_STAKE, IN_DANGER, MONTHS, REVENUE, WORTH
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from analytics.stats.intervals import rate_interval
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

RECENT = 12
"""Weeks of departures that the value of a customer supposes to go on."""
MONTHS_AHEAD = 60
"""Months of revenue that it counts."""
WEEKS_A_MONTH = 365.25 / 12 / 7
REASONS = ("complaint", "detractor", "silent", "failed")
"""Why a customer is in danger, in the order in which it is told."""


@dataclass(frozen=True)
class Kept:
    """Revenue of the customers who paid before their cut-over, in one later month: ``base`` before, ``kept`` of it
    (nobody counts for more than before: gross) and ``now`` (net). ``silent`` customers have no revenue in that month
    and are not known to have left: they are in none of the sums."""

    group: str
    month: date
    n: int
    base: float
    kept: float
    now: float
    silent: int

    @property
    def gross(self) -> float:
        return self.kept / self.base if self.base else nan

    @property
    def net(self) -> float:
        return self.now / self.base if self.base else nan


def load_month(store: Store, scope: Scope) -> date | None:
    """The last month of the ledger of revenue; ``None`` without one."""
    frame = ask(store, scope, MONTHS, as_of_day(scope))
    known = frame[frame["n"].notna()]
    return None if known.empty else pd.Timestamp(known["month"].max()).date()


@once
def load_kept(store: Store, scope: Scope, by: str = "none") -> tuple[Kept, ...]:
    """Revenue kept, over all ('none') or by wave, in the last month of the ledger."""
    day, month = known_day(store, scope), load_month(store, scope)
    if day is None or month is None:
        return ()
    frame = ask(store, scope, REVENUE, day, by=by, month=month)
    return tuple(
        Kept(
            str(row.grp), month, int(row.n), row.base, row.kept, row.now, 0 if pd.isna(row.silent) else int(row.silent)
        )
        for row in rows(frame[frame["n"].notna() & frame["base"].gt(0)])
    )


@dataclass(frozen=True)
class Lifetime:
    """The value of a customer with what it rests on: ``revenue`` a month and customer who paid in ``month``, the
    ``hazard`` of leaving a week of the last :data:`RECENT` weeks (``lost`` of ``exposure`` customer-weeks), the share
    of revenue that is margin, the discount rate a year, and ``months`` ahead. ``low`` and ``high`` are of the hazard
    alone."""

    value: float
    low: float
    high: float
    n: int
    month: date
    revenue: float
    hazard: float
    lost: int
    exposure: float
    margin: float
    discount: float
    months: int
    currency: str


def lifetime_value(revenue: float, hazard: float, margin: float, discount: float, months: int = MONTHS_AHEAD) -> float:
    """Margin of a customer over some months, each discounted and weighed by the share still there: Σ m·r·ρᵏ/(1 + i)ᵏ, k
    = 0 …

    ρ = (1 − weekly hazard)^(weeks of a month), 1 + i = (1 + yearly rate)^(1/12). Gupta, Lehmann & Stuart (2004),
    Journal of Marketing Research 41.
    """
    factor = (1 - hazard) ** WEEKS_A_MONTH / (1 + discount) ** (1 / 12)
    return margin * revenue * sum(factor**month for month in range(months))


@once
def load_lifetime(store: Store, scope: Scope) -> Lifetime | None:
    """The value of a customer of the scope; ``None`` without revenue or departures."""
    day, month = known_day(store, scope), load_month(store, scope)
    if day is None or month is None:
        return None
    paid = ask(store, scope, WORTH, day, by="none", month=month)
    weekly = load_leaving(store, scope, day)
    weekly = weekly[weekly["n"].notna()].sort_values("step").tail(RECENT)
    if paid.empty or pd.isna(paid["n"].iloc[0]) or weekly.empty:
        return None
    customers = float(exact_n(paid).iloc[0])
    revenue = float(paid["revenue"].iloc[0]) / customers
    lost, exposure = int(weekly["lost"].sum()), float(exact_n(weekly).sum())
    bounds = rate_interval(lost, exposure)
    judge = load_judge(store, scope)
    margin, discount = judge["clv.margin"], judge["clv.discount"]
    value, *ends = (
        lifetime_value(revenue, rate, margin, discount) for rate in (lost / exposure, bounds.high, bounds.low)
    )
    low, high = sorted(ends)  # of customers who cost more than they pay the longer stay is the worse
    return Lifetime(
        value,
        low,
        high,
        int(paid["n"].iloc[0]),
        month,
        revenue,
        lost / exposure,
        lost,
        exposure,
        margin,
        discount,
        MONTHS_AHEAD,
        load_programme(store, scope).currency,
    )


@dataclass(frozen=True)
class Stake:
    """Customers in danger for one reason of :data:`REASONS` ('' for any of them): how many, how many of the highest
    tier, and the ``revenue`` a month of those of whom it is known (``paying``); null where too few."""

    reason: str
    n: int
    dear: int
    paying: int
    revenue: float | None


@once
def load_at_stake(store: Store, scope: Scope) -> tuple[Stake, ...]:
    """What customers in danger pay, by reason; of all reasons together first. Empty where nobody is."""
    day = as_of_day(scope)
    month = load_month(store, scope) or day.replace(day=1)
    frame = ask(store, scope, AT_STAKE, day, month=month, since=day - timedelta(weeks=RECENT))
    return tuple(
        Stake(
            str(row.reason),
            int(row.n),
            int(row.dear),
            int(row.paying),
            None if pd.isna(row.revenue) else float(row.revenue),
        )
        for row in rows(frame[frame["n"].notna()])
    )


def load_in_danger(store: Store, scope: Scope) -> pd.DataFrame:
    """Customers who are still there and of whom something is known that goes with leaving, the most valuable first: the
    columns of ``money_statements.IN_DANGER`` and ``why`` (a tuple of :data:`REASONS`). Needs the right to row level;
    the look is logged."""
    day = as_of_day(scope)
    month = load_month(store, scope) or day.replace(day=1)
    found = ask(store, scope, IN_DANGER, day, month=month, since=day - timedelta(weeks=RECENT))
    why = [tuple(name for name in REASONS if bool(getattr(row, name))) for row in rows(found)]
    return found.assign(why=pd.Series(why, index=found.index, dtype=object))
