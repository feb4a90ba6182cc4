"""The customers of the demo programme, how their move went and who left: numbers and codes, no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.plan import BRANCHES, BY_WAVE, CUSTOMERS, DECISION, WAVES, sunday
from data.demo.truth import Truth

Ints = NDArray[np.int64]
NEVER = 1 << 30
"""A day that does not come."""
SEGMENTS, SEGMENT_SHARES = ("retail", "business", "young", "corporate"), (0.56, 0.20, 0.16, 0.08)
TIERS, TIER_SHARES = ("low", "medium", "high"), (0.50, 0.35, 0.15)
STATUSES = ("moved", "returned", "failed", "refused", "withdrawn")
STATUS_SHARES = (0.945, 0.010, 0.012, 0.020, 0.013)
REASONS = ("price", "service", "distance", "notice", "other")
RIVALS = ("northgate", "harbour", "unknown")


def day(when: date) -> int:
    """A date as days since 1970, the form in which dates are kept here."""
    return (when - date(1970, 1, 1)).days


@dataclass(frozen=True)
class Roster:
    """One entry a customer, by position. ``wave`` and ``branch`` index ``WAVES`` and ``BRANCHES``; days since 1970.

    ``cutover`` is the day the customer was first moved (``NEVER`` if that did not happen), as the story goes: a reader
    of an earlier moment does not know it yet. ``returned`` is the day of the return.
    """

    number: Ints
    wave: Ints
    branch: Ints
    segment: Ints
    tier: Ints
    vulnerable: NDArray[np.bool_]
    balance: NDArray[np.float64]
    since: Ints
    status: Ints
    cutover: Ints
    returned: Ints

    @cached_property
    def ids(self) -> pd.Series:
        """Customer ids as the programme writes them: ``C000123``."""
        return pd.Series(self.number).map("C{:06d}".format)


def make_roster(seed: int) -> Roster:
    """The same 20,000 customers and moves for the same seed, whatever day the story is told until."""
    rng = np.random.default_rng((seed, 1))
    sizes = [wave.customers for wave in WAVES]
    assert sum(sizes) == CUSTOMERS
    wave = np.repeat(np.arange(len(WAVES)), sizes)
    branch = np.empty(CUSTOMERS, dtype=np.int64)
    for position, plan in enumerate(WAVES):
        own = [index for index, found in enumerate(BRANCHES) if found.wave == plan.wave]
        shares = [BRANCHES[index].share for index in own]
        branch[wave == position] = rng.choice(own, size=plan.customers, p=shares)
    segment = rng.choice(len(SEGMENTS), size=CUSTOMERS, p=SEGMENT_SHARES)
    tier = rng.choice(len(TIERS), size=CUSTOMERS, p=TIER_SHARES)
    tier[(segment == SEGMENTS.index("corporate")) & (rng.random(CUSTOMERS) < 0.5)] = TIERS.index("high")
    status = rng.choice(len(STATUSES), size=CUSTOMERS, p=STATUS_SHARES)
    planned = np.array([day(plan.cutover) for plan in WAVES])[wave]
    # one in eight is moved some days after the others: no answer at the door, papers missing
    late = np.where(rng.random(CUSTOMERS) < 0.12, rng.integers(1, 11, CUSTOMERS), 0)
    moved = status <= STATUSES.index("returned")
    cutover = np.where(moved, planned + late, NEVER)
    returned = np.where(status == STATUSES.index("returned"), cutover + rng.integers(5, 26, CUSTOMERS), NEVER)
    return Roster(
        number=rng.permutation(CUSTOMERS) + 1,
        wave=wave,
        branch=branch,
        segment=segment,
        tier=tier,
        vulnerable=rng.random(CUSTOMERS) < 0.06,
        balance=np.where(rng.random(CUSTOMERS) < 0.3, rng.gamma(2.0, 180.0, CUSTOMERS), 0.0).round(2),
        since=day(DECISION) - (rng.gamma(2.2, 900.0, CUSTOMERS).astype(np.int64) + 30),
        status=status,
        cutover=cutover,
        returned=returned,
    )


def make_departures(seed: int, roster: Roster, truth: Truth, weeks: int) -> Ints:
    """The day each customer left, ``NEVER`` if not within the weeks told. More weeks never change the earlier ones."""
    left = np.full(CUSTOMERS, NEVER, dtype=np.int64)
    hazards = truth.of("hazard_ratio")
    for week in range(weeks):
        rng = np.random.default_rng((seed, 2, week))
        monday = day(sunday(week)) - 6
        rate = np.full(CUSTOMERS, truth.base.weekly_departures)
        for effect in hazards:
            since = np.floor_divide(monday - roster.cutover, 7)
            own = (roster.wave == WAVES.index(BY_WAVE[effect.wave])) & (since >= 0) & (since < len(effect.weeks))
            rate[own] *= np.array(effect.weeks)[since[own]]
        draw, weekday = rng.random(CUSTOMERS), rng.integers(0, 6, CUSTOMERS)
        goes = (left == NEVER) & (draw < rate)
        left[goes] = monday + weekday[goes]
    return left
