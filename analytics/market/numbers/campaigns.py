"""What campaigns cost and brought: cost of a customer won, return with its interval, and who was won back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analytics.families import level
from analytics.frames import rows
from analytics.market.numbers.statements import CAMPAIGNS
from analytics.reach import load_loaded
from analytics.retention.value import Lifetime, load_lifetime
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from analytics.stats.campaigns import Ratio, Worth, campaign_return, cost_of_one, fewer_than
from analytics.stats.compare import adjusted_p
from analytics.stats.intervals import Interval, wilson_interval

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

Basis = Literal["income", "lifetime", ""]


@dataclass(frozen=True)
class Campaign:
    """One campaign. ``won`` are new customers and those won back; ``basis`` says what a customer is taken to be worth:
    the income that was recorded, the lifetime value, or '' (unknown). ``unpaid`` is the p, corrected for the campaigns
    looked at, of winning so few where it breaks even; ``dear`` of winning so few for the cost that was planned for
    each. ``faults`` are what contradicts itself in its figures (ends of ``market.fault.``): such a campaign has neither
    cost of a customer nor return, unless it is dearer than planned, or does not pay, even with all the customers that
    it claims. What is not known is ``None``."""

    id: str
    name: str
    goal: str
    started: date
    ended: date | None
    budget: float | None
    cost: float | None
    reached: int | None
    took_part: int | None
    leads: int | None
    planned: int | None
    joined: int | None
    back: int | None
    won: int | None
    cpa: Ratio | None
    planned_cpa: float | None
    roi: Ratio | None
    basis: Basis
    worth: Worth | None
    unpaid: float | None = None
    dear: float | None = None
    faults: tuple[str, ...] = ()

    @property
    def loses(self) -> bool:
        """Whether it costs more than it brings, beyond chance."""
        return self.unpaid is not None and self.unpaid < level("market") and self.roi is not None and self.roi.value < 0

    @property
    def over_plan(self) -> bool:
        """Whether a customer cost more than planned, beyond chance."""
        return (
            self.dear is not None
            and self.dear < level("market")
            and self.cpa is not None
            and self.planned_cpa is not None
            and self.cpa.value > self.planned_cpa
        )

    @property
    def back_share(self) -> Interval | None:
        """The interval of the share of those reached that came back."""
        if self.back is None or not self.reached or self.back > self.reached:
            return None  # more than were reached contradicts itself
        return wilson_interval(self.back, self.reached)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _amount(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def compute_campaigns(frame: pd.DataFrame, lifetime: Lifetime | None) -> tuple[Campaign, ...]:
    """The campaigns of ``CAMPAIGNS``. A campaign without cost, or of which nobody has told whom it won, has no
    return."""
    found: list[Campaign] = []
    tests: dict[str, list[tuple[int, float]]] = {"unpaid": [], "dear": []}
    for at, row in enumerate(rows(frame)):
        cost, budget, income = _amount(row.cost), _amount(row.budget), _amount(row.income)
        joined, back, planned = _whole(row.joined), _whole(row.won_back), _whole(row.planned_joined)
        won = None if joined is None and back is None else (joined or 0) + (back or 0)
        worth, basis = _worth(income, won, lifetime)
        planned_cpa = budget / planned if budget and planned else None
        cpa = roi = None
        if cost and won is not None:
            cpa = cost_of_one(cost, won)
            if planned_cpa is not None:
                tests["dear"].append((at, fewer_than(won, cost / planned_cpa)))
            if worth is not None:
                roi = campaign_return(cost, won, worth)
                tests["unpaid"].append((at, fewer_than(won, cost / worth.high) if worth.high > 0 else 0.0))
        found.append(
            Campaign(
                str(row.campaign),
                str(row.campaign) if pd.isna(row.name) else str(row.name),
                "" if pd.isna(row.goal) else str(row.goal),
                pd.Timestamp(row.started_on).date(),
                None if pd.isna(row.ended_on) else pd.Timestamp(row.ended_on).date(),
                budget,
                cost,
                _whole(row.reached),
                _whole(row.took_part),
                _whole(row.leads),
                planned,
                joined,
                back,
                won,
                cpa,
                planned_cpa,
                roi,
                basis,
                worth,
                faults=compute_faults(row, won),
            )
        )
    for at, q in _corrected(tests["unpaid"]):
        found[at] = replace(found[at], unpaid=q)
    for at, q in _corrected(tests["dear"]):
        found[at] = replace(found[at], dear=q)
    return tuple(
        (
            replace(one, cpa=one.cpa if one.loses or one.over_plan else None, roi=one.roi if one.loses else None)
            if one.faults
            else one
        )
        for one in found
    )


def compute_faults(row: Any, won: int | None) -> tuple[str, ...]:
    """What contradicts itself in the figures of a campaign, by the ends of ``market.fault.``; what is not told
    contradicts nothing."""

    def beyond(more: object, fewer: object) -> bool:
        return not pd.isna(more) and not pd.isna(fewer) and float(more) > float(fewer)  # type: ignore[arg-type, call-overload]

    found = {
        "leads": beyond(row.joined, row.leads),
        "won": beyond(won, row.reached),
        "took_part": beyond(row.took_part, row.reached),
        "interested": beyond(row.leads, row.reached),
        "unreached": beyond(row.cost, 0) and not pd.isna(row.reached) and not row.reached,
        "income": beyond(row.income, 0) and won == 0,
        "ended": beyond(_day(row.started_on), _day(row.ended_on)),
    }
    return tuple(name for name, holds in found.items() if holds)


def _day(value: Any) -> int | None:
    return None if pd.isna(value) else pd.Timestamp(value).toordinal()


def _corrected(looks: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Places with their p corrected for all that were looked at."""
    return [(at, q) for (at, _), q in zip(looks, adjusted_p([p for _, p in looks]), strict=True)]


def _worth(income: float | None, won: int | None, lifetime: Lifetime | None) -> tuple[Worth | None, Basis]:
    if income is not None and won:
        return Worth(income / won, income / won, income / won), "income"
    if lifetime is not None:
        return Worth(lifetime.value, lifetime.low, lifetime.high), "lifetime"
    return None, ""


@dataclass(frozen=True)
class Campaigns:
    """All campaigns begun, with the currency of their amounts."""

    each: tuple[Campaign, ...]
    currency: str

    @property
    def told(self) -> tuple[Campaign, ...]:
        """Those of which cost and customers won are known."""
        return tuple(one for one in self.each if one.cpa is not None)

    @property
    def cost(self) -> float:
        """What these cost together."""
        return sum(one.cost or 0.0 for one in self.told)

    @property
    def won(self) -> int:
        """Whom they won together."""
        return sum(one.won or 0 for one in self.told)

    @property
    def won_worth(self) -> int:
        """Customers won by those whose return is known."""
        return sum(one.won or 0 for one in self.told if one.roi is not None)

    @property
    def roi(self) -> Ratio | None:
        """The return of all whose own is known: the count of all is taken as one, the worth as the mean of theirs,
        weighed by customers."""
        known = [one for one in self.told if one.roi is not None and one.worth is not None]
        won, cost = sum(one.won or 0 for one in known), sum(one.cost or 0.0 for one in known)
        if not won or not cost:
            return None
        value, low, high = (
            sum((one.won or 0) * getattr(one.worth, part) for one in known) / won for part in ("value", "low", "high")
        )
        return campaign_return(cost, won, Worth(value, low, high))

    @property
    def losing(self) -> tuple[Campaign, ...]:
        """Those that do not pay, the worst first; behind the others those whose figures contradict each other."""
        own = (one for one in self.each if one.loses)
        return tuple(sorted(own, key=lambda one: (bool(one.faults), one.roi.value if one.roi else 0.0)))

    @property
    def faulty(self) -> tuple[Campaign, ...]:
        """Those whose figures contradict each other, the last first."""
        return tuple(one for one in reversed(self.each) if one.faults)


@once
def load_campaigns(store: Store, scope: Scope) -> Campaigns | None:
    """The campaigns of the scope; ``None`` where none was ever loaded."""
    if "campaigns" not in load_loaded(store, scope):
        return None
    given = scope.params("waves", "branches", "segments")
    frame = store.read(CAMPAIGNS, scope.rights, as_of=scope.as_of, params=given)
    lifetime = load_lifetime(store, scope.but(start=None, end=None))
    return Campaigns(compute_campaigns(frame, lifetime), load_programme(store, scope).currency)
