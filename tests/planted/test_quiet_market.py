"""What the alert of competitors claims where nothing was planted, and that it finds what was: the demo's departures
without a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.market.alerts import compute_gain_alerts
from analytics.market.numbers.back import compute_back
from analytics.market.numbers.rivals import LOOKS, RECENT, compute_gains
from analytics.periods import MONDAY, day_number
from data.demo.market import lured, truth
from data.demo.plan import CUSTOMERS, SEED
from data.demo.returns import churns, make_returns
from data.demo.roster import RIVALS, day, make_departures, make_roster
from data.demo.truth import load_truth
from tests.conftest import as_long, proving

LAST, WEEKS = date(2026, 11, 22), 63


def claimed(seed: int, *, quiet: bool) -> set[str]:
    """The competitors of the alerts of a whole programme."""
    truth = load_truth().quiet() if quiet else load_truth()
    left = make_departures(seed, make_roster(seed), truth, WEEKS)
    rng = np.random.default_rng((seed, 7))
    named = rng.random(CUSTOMERS) < 0.8
    rng.choice(5, CUSTOMERS, p=(0.3, 0.25, 0.15, 0.2, 0.1))
    rival = lured(seed, rng.choice(len(RIVALS), CUSTOMERS, p=(0.4, 0.25, 0.35)), left, quiet=quiet)
    own = named & (rival < 2) & (left <= day(LAST))
    week, who = (left[own] - day(MONDAY)) // 7, rival[own]
    last = (day_number(LAST) + 1) // 7 - 1
    lines = []
    for step in range(last - LOOKS + 1, last + 1):
        recent, earlier = (week > step - RECENT) & (week <= step), week <= step - RECENT
        for at in (0, 1):
            four = [int((part & same).sum()) for part in (recent, earlier) for same in (who == at, who != at)]
            lines.append((step, RIVALS[at], min(four) if min(four) >= 10 else None, *four))
    columns = ["step", "rival", "n", "recent", "others", "earlier", "earlier_others"]
    return {
        alert.params["rival"]
        for alert in compute_gain_alerts(compute_gains(pd.DataFrame(lines, columns=columns)), last)
    }


@pytest.mark.prove
def test_quiet_programmes_have_few_alerts_of_competitors_and_the_planted_one_is_found(
    record_property: Callable[[str, object], None],
) -> None:
    seeds = quiet = found = 0
    for seed in as_long(range(SEED, SEED + proving(2, 200))):
        seeds += 1
        quiet += bool(claimed(seed, quiet=True))
        found += "harbour" in claimed(seed, quiet=False)
    record_property("quiet programmes with an alert of competitors", f"{quiet} of {seeds}")
    record_property("programmes whose competitor is found", f"{found} of {seeds}")
    assert quiet <= 0.15 * seeds
    assert found >= 0.95 * seeds


def beside(seed: int, *, quiet: bool) -> bool:
    """Whether customers are said to have come back faster while they were asked to, in a whole programme."""
    truth_of_all = load_truth().quiet() if quiet else load_truth()
    roster = make_roster(seed)
    left = make_departures(seed, roster, truth_of_all, WEEKS)
    back = make_returns(seed, roster, left, quiet=quiet)
    own = churns(seed) & (left <= day(LAST))
    (drive,) = (one for one in truth()["campaigns"] if one["goal"] == "win_back")
    begins, ends = (day(date.fromisoformat(drive[name])) for name in ("from", "to"))
    lines = []
    for kind, first, last in (("before", 0, begins - 1), ("during", begins, ends)):
        who = own & (left < begins) & (back >= first)
        days = np.clip(np.minimum(back, last + 1) - np.maximum(left, first), 0, None)
        lines.append(
            (
                drive["id"],
                None,
                pd.Timestamp(drive["from"]),
                pd.Timestamp(drive["to"]),
                None,
                None,
                kind,
                int(who.sum()),
                int((who & (back <= last)).sum()),
                int(days[who].sum()),
            )
        )
    columns = ["campaign", "name", "started_on", "ended_on", "told", "cost", "kind", "n", "back", "days"]
    return compute_back(pd.DataFrame(lines, columns=columns), "CNY", LAST).drives[0].works


@pytest.mark.prove
def test_quiet_programmes_are_seldom_said_to_have_won_customers_back_and_the_planted_campaign_is_found(
    record_property: Callable[[str, object], None],
) -> None:
    seeds = quiet = found = 0
    for seed in as_long(range(SEED, SEED + proving(3, 200))):
        seeds += 1
        quiet += beside(seed, quiet=True)
        found += beside(seed, quiet=False)
    record_property("quiet programmes in which a campaign is said to have won customers back", f"{quiet} of {seeds}")
    record_property("programmes whose campaign to win customers back is found", f"{found} of {seeds}")
    assert quiet <= 0.07 * seeds
    assert found == seeds
