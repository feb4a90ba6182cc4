"""Alerts of the market: a competitor takes more of those who leave than before, a campaign does not pay, a customer won
costs more than planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import FALSE_WEEKS, PROGRAMME, Alert, Amount, compute_alerts
from analytics.alerts.rates import upright
from analytics.market.metrics import CAMPAIGN_CPA, CAMPAIGN_ROI, RIVAL_SHARE
from analytics.market.numbers.campaigns import Campaign, load_campaigns
from analytics.market.numbers.rivals import Gain, load_whither
from analytics.periods import as_of_day, monday_of
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def compute_gain_alerts(gains: Iterable[Gain], last_step: int) -> list[Alert]:
    """A competitor's share of departures of twelve weeks above what it was before, one alert a run of weeks.

    The family of a week are its competitors, judged at the level of all weekly families; what falls is another's rise.
    """
    looks = pd.DataFrame(
        [
            {
                "week": pd.Timestamp(monday_of(one.step)),
                "subject": one.rival,
                "value": -one.share,
                "n": one.n,
                "p": one.change.p,
                "q": one.q,
                "limit": -one.earlier,
                "flagged": one.change.difference > 0 and one.q <= FALSE_WEEKS,
            }
            for one in gains
        ],
        columns=["week", "subject", "value", "n", "p", "q", "limit", "flagged"],
    )
    found = compute_alerts(looks, "competitor_gains", RIVAL_SHARE.passport, pd.Timestamp(monday_of(last_step)))
    return [replace(upright(one), subject=PROGRAMME, severity="watch", params={"rival": one.subject}) for one in found]


def compute_campaign_alerts(campaigns: Iterable[Campaign], today: pd.Timestamp, currency: str) -> list[Alert]:
    """Campaigns that do not pay, and others whose customers cost more than planned, both beyond chance."""
    found = []
    for one in campaigns:
        ended = min(one.ended or today.date(), today.date())
        if one.loses and one.roi is not None:
            found.append(
                Alert(
                    "campaign_unpaid",
                    CAMPAIGN_ROI.passport.id,
                    PROGRAMME,
                    ended,
                    today.date(),
                    True,
                    one.roi.value,
                    0.0,
                    one.unpaid,
                    one.unpaid,
                    one.won or 0,
                    one.roi.value,
                    "watch",
                    {"campaign": one.name, "cost": Amount(one.cost or 0.0, "money", currency)},
                    currency=currency,
                )
            )
        elif one.over_plan and not one.won:  # nobody was won for the money, whatever one would have been worth
            found.append(
                Alert(
                    "campaign_unpaid",
                    CAMPAIGN_ROI.passport.id,
                    PROGRAMME,
                    ended,
                    today.date(),
                    True,
                    -1.0,
                    0.0,
                    one.dear,
                    one.dear,
                    0,
                    -1.0,
                    "watch",
                    {"campaign": one.name, "cost": Amount(one.cost or 0.0, "money", currency)},
                    currency=currency,
                )
            )
        elif one.over_plan and one.cpa is not None and one.planned_cpa is not None:
            found.append(
                Alert(
                    "campaign_dear",
                    CAMPAIGN_CPA.passport.id,
                    PROGRAMME,
                    ended,
                    today.date(),
                    True,
                    one.cpa.value,
                    one.planned_cpa,
                    one.dear,
                    one.dear,
                    one.won or 0,
                    one.cpa.value,
                    "watch",
                    {"campaign": one.name},
                    currency=currency,
                )
            )
    return found


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment. Whoever may see some waves only is told of campaigns alone: departures of all are not
    theirs."""
    scope = Scope(rights, as_of=as_of)
    whither = None if rights.restricted else load_whither(store, scope)
    found = [] if whither is None else compute_gain_alerts(whither.gains, whither.last_step)
    campaigns = load_campaigns(store, scope)
    if campaigns is not None:
        found += compute_campaign_alerts(campaigns.each, pd.Timestamp(as_of_day(scope)), campaigns.currency)
    return found
