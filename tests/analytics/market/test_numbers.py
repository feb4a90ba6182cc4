"""The market in numbers: concentration, shares from counts, where customers go, campaigns against an independent
computation, the tone of a review."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import poisson

from analytics.market.alerts import compute_campaign_alerts, compute_gain_alerts
from analytics.market.charts.campaigns import missing
from analytics.market.charts.shares import (
    brand_words,
    by_term,
    chart_brand,
    chart_hhi,
    chart_rates,
    chart_rates_long,
    chart_shares,
)
from analytics.market.numbers.campaigns import Campaigns, compute_campaigns
from analytics.market.numbers.reviews import counted_elsewhere
from analytics.market.numbers.rivals import compute_gains, compute_moves
from analytics.market.numbers.shares import compute_brand, compute_shares, concentration, in_one_row
from analytics.stats.campaigns import Worth, campaign_return, cost_of_one, fewer_than
from analytics.stats.compare import adjusted_p, compare_shares
from data.datasets.tone import SAYS_BAD, SAYS_GOOD
from data.language import Translator

EN = Translator("en")
COUNTS = (
    "asked",
    "aware",
    "considering",
    "awareness",
    "consideration",
    "mentions",
    "positive",
    "negative",
    "rate_short",
    "rate_long",
)


def figures(*lines: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(lines)
    for name in ("own", "source", "share", "volume", *COUNTS):
        if name not in frame:
            frame[name] = False if name == "own" else None
    return in_one_row(frame)


def test_golden_values(golden: dict[str, Any]) -> None:
    assert concentration([0.4, 0.3, 0.2, 0.1]) == pytest.approx(golden["hhi"])
    z, p = golden["two_prop_120_150_vs_100_150"]
    found = compare_shares(120 / 150, 150, 100 / 150, 150)
    assert (found.statistic, found.p) == (pytest.approx(z), pytest.approx(p))
    assert adjusted_p(golden["bh"]["p"]) == pytest.approx(tuple(golden["bh"]["adj"]))


def test_shares_are_reckoned_from_counts_and_not_where_companies_are_missing() -> None:
    month, after = date(2026, 9, 1), date(2026, 10, 1)
    found = compute_shares(
        figures(
            *(
                {"period": month, "firm": name, "volume": volume, "own": name == "B"}
                for name, volume in (("A", 400), ("B", 300), ("C", 200), ("D", 100))
            ),
            {"period": after, "firm": "A", "share": 0.4, "own": False},
            {"period": after, "firm": "B", "share": 0.25, "own": True},
        )
    )
    assert list(found.index["value"].round()) == pytest.approx([3000, np.nan], nan_ok=True)
    assert list(found.ours["share"]) == [0.3, 0.25]
    assert "65.0%" in chart_shares(found, EN).note
    alone = compute_shares(figures({"period": after, "firm": "A", "share": 0.4}))
    assert chart_hhi(alone, EN).empty.startswith("In none of 1 periods do the shares add up")
    lumped = compute_shares(
        figures({"period": after, "firm": "A", "share": 0.4}, {"period": after, "firm": "Others", "share": 0.6})
    )
    assert list(lumped.index["value"].round()) == [1600]


def test_two_sources_that_measure_different_things_are_not_added_up() -> None:
    """Customers of four companies month by month, and once the deposits of three of them."""
    told = [
        {"period": date(2026, month, 1), "firm": name, "source": "Regulator", "volume": volume, "own": name == "B"}
        for month in (9, 10)
        for name, volume in (("A", 400), ("B", 300), ("C", 200), ("D", 100))
    ]
    deposits = [
        {"period": date(2026, 10, 1), "firm": name, "source": "Central bank", "volume": volume, "own": name == "B"}
        for name, volume in (("A", 5200), ("B", 8100), ("C", 6900))
    ]
    found = compute_shares(figures(*deposits, *told))
    assert list(found.ours["share"]) == [0.3, 0.3]
    assert list(found.index["value"].round()) == [3000, 3000]
    apart = [{**one, "source": f"Report of {one['firm']}"} for one in told]  # one list, collected from several
    assert list(compute_shares(figures(*apart)).ours["share"]) == [0.3, 0.3]


def test_what_two_agencies_ask_is_no_change() -> None:
    own = {"firm": "B", "own": True, "asked": 300}
    told = [
        {**own, "period": date(2025, 10, 1), "source": "Survey agency", "aware": 178},
        {**own, "period": date(2026, 10, 1), "source": "Survey agency", "aware": 185},
        {**own, "period": date(2026, 10, 1), "source": "Web panel", "aware": 90},
    ]
    found = compute_brand(figures(*told))
    first, last, difference = found.change("awareness") or pytest.fail("two surveys of one agency are a change")
    assert (first.share, last.share) == (178 / 300, 185 / 300)
    assert difference.p > 0.5
    assert brand_words(found, EN).replace("\xa0", " ").startswith("61.7% know us")
    assert chart_brand(found, EN).body.series[0].values == (185 / 300,)
    assert compute_brand(figures(told[0], told[2])).change("awareness") is None


def test_reviews_with_more_of_a_tone_than_there_are_are_left_out() -> None:
    told = {"period": date(2026, 10, 1), "firm": "B", "own": True, "positive": 80, "negative": 50}
    assert counted_elsewhere(figures({**told, "mentions": 100})).empty
    assert list(counted_elsewhere(figures({**told, "mentions": 200}))["n"]) == [130]


def test_the_rate_of_each_term_is_drawn() -> None:
    month = date(2026, 9, 1)
    told = [
        {"period": month, "firm": "A", "rate_long": 0.0175},
        {"period": month, "firm": "B", "own": True, "rate_long": 0.016},
    ]
    long = by_term(figures(*told))
    alone = chart_rates(long, EN)
    assert (alone.title, alone.subtitle) == (
        "A offers 1.75%, we 1.60%",
        "Rate or price offered by company and period, long term",
    )
    assert chart_rates_long(long, EN) is None  # not twice
    both = by_term(figures(*({**one, "rate_short": 0.0115} for one in told)))
    assert chart_rates(both, EN).title == "Nobody offers more than we do: 1.15%"
    beside = chart_rates_long(both, EN)
    assert (beside and (beside.title, beside.subtitle)) == (alone.title, alone.subtitle)
    assert chart_rates(by_term(figures({"period": month, "firm": "A", "share": 0.4})), EN).needs == ("market",)


def test_a_brand_survey_has_intervals_only_where_it_tells_how_many_were_asked(golden: dict[str, Any]) -> None:
    found = compute_brand(
        figures(
            {"period": date(2026, 9, 1), "firm": "B", "own": True, "asked": 60, "aware": 42},
            {"period": date(2026, 9, 1), "firm": "A", "awareness": 0.8},
        )
    )
    counted, bare = found.awareness
    assert (counted.low, counted.high) == pytest.approx(tuple(golden["wilson_42_60"]))
    assert (bare.share, bare.low, bare.n) == (0.8, None, None)
    assert "not told: 1" in chart_brand(found, EN).note


@pytest.mark.parametrize(("won", "cost"), [(147, 412_000.0), (9, 10_000.0), (1, 500.0)])
def test_the_interval_of_a_campaign_is_that_of_inverted_poisson_tails(won: int, cost: float) -> None:
    """Independent of Garwood's chi-squared: the means under which so many, or so few, come with 2.5%; and a bootstrap
    where the worth varies."""
    low = brentq(lambda mean: poisson.sf(won - 1, mean) - 0.025, 1e-9, won)
    high = brentq(lambda mean: poisson.cdf(won, mean) - 0.025, won, 5 * won + 20)
    found = cost_of_one(cost, won)
    assert (found.value, found.low, found.high) == pytest.approx((cost / won, cost / high, cost / low))
    fixed = campaign_return(cost, won, Worth(1_000, 1_000, 1_000))
    assert (fixed.low, fixed.high) == pytest.approx((low * 1_000 / cost - 1, high * 1_000 / cost - 1))


def test_the_worth_widens_the_interval_as_a_simulation_has_it() -> None:
    rng = np.random.default_rng(1)
    spread = np.log(1.2) / 1.96
    drawn = rng.gamma(400.5, 1, 400_000) * np.exp(rng.normal(0, spread, 400_000)) * 1_000 / 300_000 - 1
    found = campaign_return(300_000, 400, Worth(1_000, 1_000 / 1.2, 1_200))
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.015)
    assert fewer_than(3, 10) == pytest.approx(2 * sum(10**k * np.exp(-10) / f for k, f in enumerate((1, 1, 2, 6))))


def campaign(name: str, **told: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        (
            "ended_on",
            "goal",
            "budget",
            "cost",
            "reached",
            "took_part",
            "leads",
            "planned_joined",
            "joined",
            "won_back",
            "income",
        )
    )
    return {"campaign": name, "name": name, "started_on": date(2026, 9, 1)} | empty | told


def test_a_campaign_that_does_not_pay_is_named_and_what_is_missing_is_said() -> None:
    frame = pd.DataFrame(
        [
            campaign("Good", cost=100_000, joined=200, income=240_000, budget=100_000, planned_joined=190),
            campaign("Bad", cost=400_000, joined=150, income=170_000, budget=400_000, planned_joined=460),
            campaign("Dear", cost=100_000, joined=100, income=220_000, budget=100_000, planned_joined=200),
            campaign("Even", cost=100_000, joined=100, income=95_000),
            campaign("Open", budget=50_000),
        ],
        dtype=object,
    )
    found = compute_campaigns(frame, None)
    assert [one.id for one in found if one.loses] == ["Bad"]
    assert [one.id for one in found if one.over_plan] == ["Bad", "Dear"]
    assert found[4].roi is None
    alerts = compute_campaign_alerts(found, pd.Timestamp(2026, 11, 23), "CNY")
    assert [(alert.code, alert.params["campaign"]) for alert in alerts] == [
        ("campaign_unpaid", "Bad"),
        ("campaign_dear", "Dear"),
    ]
    # What the three sheets of a market tracker have: a budget and who took part, no cost and nobody won.
    tracker = Campaigns(
        compute_campaigns(
            pd.DataFrame(
                [campaign("A", budget=120_000, took_part=430), campaign("B", budget=80_000, took_part=210)],
                dtype=object,
            ),
            None,
        ),
        "CNY",
    )
    assert (
        missing(tracker, EN)
        == "What 2 campaigns cost is not told yet, only what was planned: without the cost there is neither cost per"
        " customer nor return."
    )


def gains(
    rng: np.random.Generator, shares: tuple[float, ...], after: tuple[float, ...], weeks: int = 60, a_week: float = 5.0
) -> pd.DataFrame:
    """What ``WHITHER`` answers of a made-up programme whose customers go elsewhere from week 48 on."""
    counts = np.array([rng.multinomial(rng.poisson(a_week), after if week >= 48 else shares) for week in range(weeks)])
    lines = []
    for step in range(weeks - 26, weeks):
        now, before = counts[step - 11 : step + 1].sum(axis=0), counts[: step - 11].sum(axis=0)
        lines += [
            (step, f"R{at}", 99, now[at], now.sum() - now[at], before[at], before.sum() - before[at])
            for at in range(len(shares))
        ]
    return pd.DataFrame(lines, columns=["step", "rival", "n", "recent", "others", "earlier", "earlier_others"])


def test_a_rise_to_one_competitor_is_found_and_quiet_programmes_have_few(record_property: Any) -> None:
    shares, rng, seeds = (0.5, 0.3, 0.2), np.random.default_rng(7), 40
    found = quiet = 0
    for _ in range(seeds):
        raised = compute_gain_alerts(compute_gains(gains(rng, shares, (0.3, 0.6, 0.1))), 59)
        found += any(alert.params["rival"] == "R1" and alert.active for alert in raised)
        quiet += bool(compute_gain_alerts(compute_gains(gains(rng, shares, shares)), 59))
    record_property(f"alerts of competitors in {seeds} quiet programmes of half a year", quiet)
    assert found >= 0.9 * seeds
    assert quiet <= 0.2 * seeds


def test_leaving_around_a_move_is_held_against_before_and_a_young_move_is_not_judged() -> None:
    weekly = pd.DataFrame({"step": range(1380, 1404), "n": 1_000, "lost": [2] * 8 + [10] * 16})
    moves = pd.DataFrame(
        {
            "competitor": ["A", "B"],
            "day": [date(2026, 6, 22) + pd.Timedelta(days=7 * 7), date(2026, 11, 1)],
            "kind": "price",
            "name": None,
        }
    )
    first = (date(2026, 8, 10) - date(2000, 1, 3)).days // 7
    weekly["step"] = range(first - 8, first + 16)
    old, young = compute_moves(moves, weekly)
    assert (old.lost_before, old.lost, old.ratio.ratio, young.why) == (16, 80, 5.0, "early")
    assert old.q < 1e-9


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("Friendly and quick.", True, False),
        ("Not friendly, not helpful.", False, True),
        ("Not bad at all", True, False),
        ("I am not very satisfied", False, True),
        ("Friendly, but I waited an hour", True, True),
        ("Opened last year", False, False),
        ("很满意", True, False),
        ("对网点不满意", False, True),
        ("没有问题，很方便", True, False),
        ("人员热情，排队太久", True, True),
        ("不太方便", False, True),
        ("去年开的户", False, False),
        ("unhelpful", False, False),
        ("Not bad, but slow", True, True),
        ("I can't recommend it", False, True),
        ("Can’t complain", True, False),
        ("Moved without any problem", True, False),
        ("It wouldn't be my advice: not very helpful and rude", False, True),
        ("无排队", True, False),
        ("毫无问题", True, False),
        ("从未遇到问题，就是慢", True, True),
        ("没有耐心", False, True),
        ("不太满意，但很快", True, True),
    ],
)
def test_the_tone_of_a_review(text: str, good: bool, bad: bool) -> None:
    said = duckdb.execute(f"select {SAYS_GOOD}, {SAYS_BAD} from (select lower(?) as words)", [text]).fetchone()  # noqa: S608 – declared words
    assert said == (good, bad)
