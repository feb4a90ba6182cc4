"""Who of those that left comes back in the demo programme, and when: a few by themselves, more while a campaign asks
them to; planted: ``truth_market.json``.

Only of waves that are nowhere near their cut-over: who has left one that is about to move is not asked back into it.
Who left lately does not come back yet, and a contract that ran out is not taken up again.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from data.demo.market import effect, truth
from data.demo.plan import CUSTOMERS, WAVES
from data.demo.roster import NEVER, Ints, Roster, day

CHURN = 0.8
"""The share of departures that are no contracts which ran out."""
SETTLED = 14
"""Days after a departure before which nobody comes back by themselves."""


def churns(seed: int) -> np.ndarray:
    """Whether a departure is one of the customer's own will, or a contract that ran out."""
    return np.random.default_rng((seed, 7)).random(CUSTOMERS) < CHURN


def make_returns(seed: int, roster: Roster, left: Ints, *, quiet: bool = False) -> Ints:
    """The day each customer who left came back, ``NEVER`` if not. More weeks never change the earlier ones."""
    told = truth()["returns"]
    rng = np.random.default_rng((seed, 97))
    wait = rng.exponential(7 / told["weekly"], CUSTOMERS)
    draw, place = rng.random(CUSTOMERS), rng.random(CUSTOMERS)
    names = [plan.wave for plan in WAVES]
    first = np.array([day(plan.cutover) for plan in WAVES])[roster.wave]
    who = np.isin(roster.wave, [names.index(wave) for wave in told["waves"]]) & churns(seed)
    who &= left <= day(date.fromisoformat(told["left_by"]))
    back = np.where(who, left + SETTLED + np.minimum(wait, NEVER // 2).astype(np.int64), NEVER)
    planted = effect("won_back", quiet=quiet)
    if planted is not None:
        drive = next(one for one in truth()["campaigns"] if one["id"] == planted["campaign"])
        begins, ends = (day(date.fromisoformat(drive[name])) for name in ("from", "to"))
        asked = who & (back >= begins) & (draw < planted["share"])
        back = np.where(asked, np.minimum(back, begins + 3 + (place * (ends - begins - 3)).astype(np.int64)), back)
    # Whoever would be back about the cut-over of the wave stays away.
    return np.where(back > first - 56, NEVER, back)
