"""The numbers of the market with their passports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import fact
from analytics.market.numbers.campaigns import load_campaigns
from analytics.market.numbers.deals import load_deals
from analytics.market.numbers.reviews import load_tone
from analytics.market.numbers.rivals import load_whither
from analytics.market.numbers.shares import load_brand, load_shares
from analytics.metrics.ledger import LedgerMetric
from analytics.metrics.passport import HIDDEN, Passport, register
from analytics.metrics.periodic import PeriodMetric
from analytics.metrics.reading import Value
from analytics.periods import Period
from analytics.scope import CUSTOMERS
from analytics.stats.campaigns import cost_of_one
from analytics.stats.intervals import wilson_interval

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

WILSON = "Wilson (1927); NIST/SEMATECH e-Handbook, prc241"
GARWOOD = "Garwood (1936), Biometrika 28"


def _share(hits: int, n: int) -> Value:
    bounds = wilson_interval(hits, n)
    if bounds is None or n < HIDDEN:
        return Value()
    share = hits / n
    return Value(share, bounds.low, bounds.high, n, "", share * (1 - share), part=float(hits), whole=float(n))


def _ours(store: Store, scope: Scope) -> Value:
    """Our share in the last period that has shares; nothing where no company is said to be ours."""
    ours = load_shares(store, scope).ours
    return Value() if ours.empty else Value(float(ours.sort_values("period")["share"].iloc[-1]))


def _hhi(store: Store, scope: Scope) -> Value:
    index = load_shares(store, scope).index
    return Value() if index.empty or pd.isna(index["value"].iloc[-1]) else Value(float(index["value"].iloc[-1]))


def _awareness(store: Store, scope: Scope, period: Period) -> Value:
    """Of the last survey that asked about ours."""
    own = load_brand(store, scope).ours("awareness")
    if not own:
        return Value()
    last = own[-1]
    return Value(last.share, last.low, last.high, last.n, "", last.share * (1 - last.share))


def _rival(store: Store, scope: Scope, period: Period) -> Value:
    """The competitor that takes most of those who say where they go."""
    found = load_whither(store, scope.but(start=None, end=None))
    if found is None or not found.now:
        return Value()
    top = found.now[0]
    return _share(top.hits, top.n)


def _positive(store: Store, scope: Scope, period: Period) -> Value:
    """The tone of the reviews of whole weeks in the period; where no review is on file, that of the last count that
    others published by its end."""
    found = load_tone(store, scope.but(start=None, end=None))
    if found is None:
        return Value()
    if not found.n:
        known = found.agencies[found.agencies["day"] <= pd.Timestamp(period.end)]
        last = replace(found, agencies=known).counted
        if last is None:
            return Value()
        told = fact("market.tone.published", day=last["day"].date())
        return replace(_share(round(float(last["share"]) * int(last["n"])), int(last["n"])), said=(told,))
    windows = found.weeks(period)
    return _share(int(windows["good"].sum()), int((windows["good"] + windows["bad"]).sum()))


def _cpa(store: Store, scope: Scope, period: Period) -> Value:
    """Over all campaigns of which cost and customers won are told."""
    found = load_campaigns(store, scope.but(start=None, end=None))
    if found is None or not found.told or not found.won:
        return Value()
    cost = cost_of_one(found.cost, found.won)
    return Value(cost.value, cost.low, cost.high, found.won, currency=found.currency)


def _roi(store: Store, scope: Scope, period: Period) -> Value:
    found = load_campaigns(store, scope.but(start=None, end=None))
    whole = None if found is None else found.roi
    return Value() if whole is None or found is None else Value(whole.value, whole.low, whole.high, found.won_worth)


def _back(store: Store, scope: Scope, period: Period) -> Value:
    """Customers won back of those that such campaigns reached."""
    found = load_campaigns(store, scope.but(start=None, end=None))
    if found is None:
        return Value()
    known = [
        (one.back, one.reached)
        for one in found.each
        if one.goal == "win_back" and one.back is not None and one.reached and not one.faults
    ]
    return _share(sum(back for back, _ in known), sum(reached for _, reached in known))


def _pipeline(store: Store, scope: Scope) -> Value:
    found = load_deals(store, scope)
    if found is None or found.amount is None:
        return Value()
    return Value(found.amount, n=sum(one.n or 0 for one in found.open), currency=found.currency)


def _won(store: Store, scope: Scope, period: Period) -> Value:
    found = load_deals(store, scope.but(start=None, end=None))
    return Value() if found is None or found.whole is None else _share(found.whole.won, found.whole.n)


MARKET_SHARE = LedgerMetric(
    Passport(
        "market_share",
        "share",
        "up",
        (0.0, 0.5),
        None,
        None,
        ("market",),
        "own definition",
        digits=1,
        low=0,
        high=1,
        whole=CUSTOMERS,
    ),
    _ours,
    by_wave=False,
)
HHI = LedgerMetric(
    Passport(
        "hhi",
        "count",
        "neither",
        (0.0, 10_000.0),
        None,
        None,
        ("market",),
        "US Department of Justice and Federal Trade Commission, Merger Guidelines (2023), 2.1",
        low=0,
        high=10_000,
        whole=CUSTOMERS,
    ),
    _hhi,
    by_wave=False,
)
BRAND_AWARENESS = PeriodMetric(
    Passport(
        "brand_awareness",
        "share",
        "up",
        (0.0, 1.0),
        None,
        None,
        ("market",),
        WILSON,
        digits=1,
        low=0,
        high=1,
        whole=CUSTOMERS,
    ),
    _awareness,
    paced=False,
)
RIVAL_SHARE = PeriodMetric(
    Passport(
        "rival_share",
        "share",
        "down",
        (0.0, 1.0),
        None,
        None,
        ("departures", "customers"),
        WILSON,
        digits=1,
        low=0,
        high=1,
    ),
    _rival,
    paced=False,
)
REVIEWS_POSITIVE = PeriodMetric(
    Passport(
        "reviews_positive",
        "share",
        "up",
        (0.0, 1.0),
        None,
        None,
        ("mentions",),
        WILSON,
        digits=1,
        low=0,
        high=1,
        whole=CUSTOMERS,
    ),
    _positive,
    either=("market",),
)
CAMPAIGN_CPA = PeriodMetric(
    Passport("campaign_cpa", "money", "down", (0.0, 1e6), None, None, ("campaigns",), GARWOOD, low=0, whole=CUSTOMERS),
    _cpa,
    paced=False,
)
CAMPAIGN_ROI = PeriodMetric(
    Passport(
        "campaign_roi",
        "share",
        "up",
        (-1.0, 2.0),
        0.0,
        None,
        ("campaigns",),
        f"{GARWOOD}; Zou & Donner (2008), Statistics in Medicine 27",
        digits=0,
        signed=True,
        low=-1,
        whole=CUSTOMERS,
    ),
    _roi,
    paced=False,
)
WIN_BACK = PeriodMetric(
    Passport("win_back", "share", "up", (0.0, 1.0), None, None, ("campaigns",), WILSON, digits=1, low=0, high=1),
    _back,
    paced=False,
)
PIPELINE = LedgerMetric(
    Passport("pipeline", "money", "up", (0.0, 1e8), None, None, ("deals",), "own definition", low=0),
    _pipeline,
    by_wave=False,
)
DEALS_WON = PeriodMetric(
    Passport("deals_won", "share", "up", (0.0, 1.0), None, None, ("deals",), WILSON, digits=1, low=0, high=1),
    _won,
    paced=False,
)
for _metric in (
    MARKET_SHARE,
    HHI,
    BRAND_AWARENESS,
    RIVAL_SHARE,
    REVIEWS_POSITIVE,
    CAMPAIGN_CPA,
    CAMPAIGN_ROI,
    WIN_BACK,
    PIPELINE,
    DEALS_WON,
):
    register(_metric)
