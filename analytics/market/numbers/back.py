"""Who came back of those who left, while which campaign to win customers back ran, at what cost, and beside the pace
before it.

That somebody comes back while a campaign runs does not prove that it did it: what would have come back anyway at the
pace before is told beside it. Counted are those who had left by the start of the campaign, contracts that ran out
apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.families import level
from analytics.frames import rows, text
from analytics.market.numbers.statements import CAME_BACK, RETURNS
from analytics.reach import load_loaded
from analytics.retention.curves import ask, known_day
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from analytics.stats.campaigns import Ratio, cost_of_one
from analytics.stats.compare import adjusted_p
from analytics.stats.intervals import Interval, wilson_interval
from analytics.stats.rates import PER, RateRatio, compare_rates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Away:
    """``n`` customers who were away in a time, ``back`` of whom returned in it (null: too few to be told), and the
    ``weeks`` away together."""

    n: int
    back: int | None
    weeks: float

    @property
    def rate(self) -> float | None:
        """Returns of 1,000 customers away, a week."""
        return None if self.back is None or not self.weeks else PER * self.back / self.weeks


@dataclass(frozen=True)
class Drive:
    """A campaign to win customers back. ``during`` and ``before`` it began (null where too few had left); ``told`` is
    how many it says that it won. ``faster`` is the pace while it ran against the pace before, ``p`` its test, corrected
    for the campaigns looked at. ``each`` is what one who came back cost. What is not known is ``None``."""

    id: str
    name: str
    started: date
    ended: date | None
    told: int | None
    cost: float | None
    during: Away | None
    before: Away | None
    faster: RateRatio | None = None
    p: float | None = None

    @property
    def share(self) -> Interval | None:
        """The interval of the share of those away that came back while it ran."""
        if self.during is None or self.during.back is None or not self.during.n:
            return None
        return wilson_interval(self.during.back, self.during.n)

    @property
    def each(self) -> Ratio | None:
        """What one who came back cost."""
        if not self.cost or self.during is None or not self.during.back:
            return None
        return cost_of_one(self.cost, self.during.back)

    @property
    def anyway(self) -> float | None:
        """How many would have come back while it ran at the pace before."""
        if self.during is None or self.before is None or self.before.rate is None:
            return None
        return self.before.rate / PER * self.during.weeks

    @property
    def works(self) -> bool:
        """Whether customers came back faster than before, beyond chance."""
        return self.p is not None and self.p < level("market") and self.faster is not None and self.faster.ratio > 1

    @property
    def contradicts(self) -> bool:
        """Whether the campaign says that it won more or fewer than the ledger of departures has."""
        return self.told is not None and self.during is not None and self.during.back not in (None, self.told)


@dataclass(frozen=True)
class Back:
    """The campaigns to win customers back, the last first, with the currency of their amounts, and ``day``, until when
    departures are known. Of a ``part`` of the customers neither what they say that they won nor their cost is told."""

    drives: tuple[Drive, ...]
    currency: str
    day: date
    part: bool = False

    @property
    def best(self) -> Drive | None:
        """The campaign of the surest effect; without one the last that has begun."""
        working = [one for one in self.drives if one.works]
        return min(working, key=lambda one: one.p or 0.0) if working else next(iter(self.drives), None)


def _away(frame: pd.DataFrame) -> Away | None:
    """The row of one time; nothing where too few had left."""
    if frame.empty or pd.isna(frame["n"].iloc[0]):
        return None
    back = frame["back"].iloc[0]
    return Away(int(exact_n(frame).iloc[0]), None if pd.isna(back) else int(back), float(frame["days"].iloc[0]) / 7)


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value


def compute_back(frame: pd.DataFrame, currency: str, day: date) -> Back:
    """From the answer of ``RETURNS``."""
    found: list[Drive] = []
    for name, own in frame.groupby("campaign", sort=False):
        first = next(iter(rows(own)))
        during, before = (_away(own[own["kind"] == kind]) for kind in ("during", "before"))
        faster = None
        if (
            during is not None
            and before is not None
            and during.back is not None
            and before.back is not None
            and during.weeks
            and before.weeks
        ):
            faster = compare_rates(during.back, during.weeks, before.back, before.weeks)
        told, cost, ended = _known(first.told), _known(first.cost), _known(first.ended_on)
        found.append(
            Drive(
                str(name),
                text(first.name) or str(name),
                pd.Timestamp(first.started_on).date(),
                None if ended is None else pd.Timestamp(ended).date(),
                None if told is None else int(told),
                None if cost is None else float(cost),
                during,
                before,
                faster,
            )
        )
    tested = [at for at, one in enumerate(found) if one.faster is not None]
    for at, p in zip(tested, adjusted_p([found[at].faster.p for at in tested]), strict=True):  # type: ignore[union-attr]
        found[at] = replace(found[at], p=p)
    return Back(tuple(reversed(found)), currency, day)


@once
def load_back(store: Store, scope: Scope) -> Back | None:
    """The campaigns of the scope beside the departures; ``None`` where either was never loaded."""
    day = known_day(store, scope)
    if day is None or "campaigns" not in load_loaded(store, scope):
        return None
    frame = ask(store, scope, RETURNS, day)
    part = bool(scope.waves or scope.branches or scope.segments or scope.rights.restricted)
    if part:  # what a campaign says that it won, and what it cost, is of all customers, and not of these
        frame = frame.assign(told=None, cost=None)
    return replace(compute_back(frame, load_programme(store, scope).currency, day), part=part)


def load_came_back(store: Store, scope: Scope) -> pd.DataFrame | None:
    """Who left and came back, one by one (the columns of ``CAME_BACK``); nothing for readers without rows or without
    departures. The look is logged."""
    day = known_day(store, scope)
    if day is None or not scope.rights.row_level:
        return None
    return ask(store, scope, CAME_BACK, day)
