"""What the market says, whom customers go to, and whether campaigns pay. What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import WORST, Area, Chart, Editor, Row, Section, Table
from analytics.market.charts import back, campaigns, deals, reviews, rivals, shares
from analytics.market.numbers.campaigns import load_campaigns
from analytics.market.numbers.reviews import load_tone
from analytics.market.numbers.rivals import load_whither
from analytics.market.numbers.shares import load_shares
from analytics.reach import of_whole
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """Who takes more of those who leave, then which campaign does not pay, then which campaign or company has figures
    that contradict each other: a loss is said before a fault of the data, and either before what is well; else what we
    hold, what is said."""
    whither, found = load_whither(store, scope), load_campaigns(store, scope)
    held, tone = load_shares(store, scope), load_tone(store, scope)
    gain = "" if whither is None else rivals.gain_words(whither, t)
    loss = "" if found is None else of_whole(campaigns.loss_words(found, t), scope, t)
    fault = "" if found is None else of_whole(campaigns.fault_words(found, t), scope, t)
    risen, losing = whither is not None and whither.risen is not None, found is not None and bool(found.losing)
    twice = shares.twice_words(held.twice, t)
    apart = of_whole(t("market.sentence", said=start(twice)), scope, t) if twice else ""
    bad = [gain if risen else "", loss if losing else "", fault, apart]
    well = [
        "" if risen else gain,
        "" if losing else loss,
        "" if held.empty else of_whole(shares.share_words(held, t), scope, t),
    ]
    parts = bad + well
    if not any(parts):
        parts = ["" if tone is None else of_whole(reviews.tone_words(tone, t), scope, t)]
    if not any(parts) and found is not None and found.each:
        parts = [campaigns.missing(found, t)]
    return t.sentences(*[part for part in parts if part][:WORST])


AREA = Area(
    "market",
    needs=("market", "competitors", "mentions", "campaigns", "deals", "departures"),
    headline=headline,
    tiles=("market_share", "rival_share", "campaign_roi", "reviews_positive"),
    sections=(
        Section(
            "rivals",
            Row(
                Chart("whither-change", rivals.load_gains, rivals.chart_whither, metric="rival_share"),
                Chart("whither-weeks", rivals.load_around, rivals.chart_gains),
                "even",
            ),
            Row(
                Chart("leaving-moves", rivals.load_around, rivals.chart_leaving, metric="departure_rate"),
                Chart("joining-moves", rivals.load_around, rivals.chart_joining),
                "even",
            ),
            Table("moves", rivals.load_events, rivals.table_moves),
        ),
        Section(
            "shares",
            Row(
                Chart("shares", shares.load_parts, shares.chart_shares, metric="market_share"),
                Chart("hhi", shares.load_parts, shares.chart_hhi, metric="hhi"),
                "even",
            ),
            Row(
                Chart("brand", shares.load_known, shares.chart_brand, metric="brand_awareness"),
                Chart("rates", shares.load_rates, shares.chart_rates),
                "even",
            ),
            Chart("rates-long", shares.load_rates, shares.chart_rates_long),
        ),
        Section(
            "campaigns",
            Row(
                Chart("roi", campaigns.load_each, campaigns.chart_roi, metric="campaign_roi"),
                Chart("cpa", campaigns.load_each, campaigns.chart_cpa, metric="campaign_cpa"),
                "even",
            ),
            Table("campaigns", campaigns.load_each, campaigns.table_campaigns),
            Table("back", back.load_returns, back.table_back),
            Table("came-back", back.load_list, back.table_came_back),
            Editor("campaigns"),
        ),
        Section(
            "reviews",
            Row(
                Chart("tone", reviews.load_all, reviews.chart_tone, metric="reviews_positive"),
                Chart("read", reviews.load_all, reviews.chart_read),
                "even",
            ),
            Table("examples", reviews.load_examples, reviews.table_examples),
        ),
        Section(
            "deals",
            Row(
                Chart("pipeline", deals.load_pipeline, deals.chart_pipeline, metric="pipeline"),
                Chart("success", deals.load_pipeline, deals.chart_success, metric="deals_won"),
                "even",
            ),
            Editor("deals"),
        ),
    ),
)
