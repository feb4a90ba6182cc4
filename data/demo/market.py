"""The market of the demo programme: figures by period, competitors, public reviews, campaigns, deals; planted:
``truth_market.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.demo.delivery import Delivery
from data.demo.plan import BRANCHES, OPENING
from data.demo.roster import RIVALS, SEGMENTS, Ints, day
from data.demo.safeguards import changed, stamp
from data.demo.words import Words

if TYPE_CHECKING:
    from data.demo.answers import Voice

PATH = Path(__file__).with_name("truth_market.json")
FIRST = date(2025, 10, 1)
LOST, WON = 0.45, 0.35
"""Shares of deals that end so; the rest is still open."""
STEP_DAYS = (18, 20, 24)
"""Days a deal spends on average as a lead, qualified, offered."""
STAGES = ("lead", "qualified", "offer")


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """What the market does, and what is planted in it."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def effect(kind: str, *, quiet: bool) -> dict[str, Any] | None:
    """The planted effect of a kind; none in a quiet programme."""
    return None if quiet else next(one for one in truth()["effects"] if one["id"] == kind)


def lured(seed: int, rival: Ints, left: Ints, *, quiet: bool) -> Ints:
    """Where customers went (positions in ``RIVALS``): as drawn, from a day on more often to one competitor."""
    planted = effect("harbour_gains", quiet=quiet)
    if planted is None:
        return rival
    rng = np.random.default_rng((seed, 91))
    other = rng.choice(len(RIVALS), len(rival), p=planted["shares"])
    return np.where(left >= day(date.fromisoformat(planted["from"])), other, rival)


def months_until(on: date) -> list[date]:
    """The months that are over on a day, since October 2025."""
    found, month = [], FIRST
    while (after := (month + timedelta(days=32)).replace(day=1)) <= on:
        found.append(month)
        month = after
    return found


def figures(seed: int, words: Words, on: date) -> pd.DataFrame:
    """What the regulator tells of a month (customers of each company, rates) and, each third month, an agency of a
    survey and of reviews."""
    lines: list[dict[str, Any]] = []
    for at, month in enumerate(months_until(on)):
        rng = np.random.default_rng((seed, 92, at))
        for place, firm in enumerate(truth()["firms"]):
            name = words("to") if firm["id"] == "own" else words(f"rival.{firm['id']}")
            shared = {"period": pd.Timestamp(month), "firm": name, "own": firm["id"] == "own"}
            volume = round((firm["customers"] + firm["a_month"] * at) * (1 + 0.003 * float(rng.standard_normal())), 1)
            rates = firm.get("rates", [])
            rate = next((value for since, value in reversed(rates) if date.fromisoformat(since) <= month), None)
            longer = None if rate is None else round(rate + truth()["long_over"], 4)
            told = {"volume": volume, "rate_short": rate, "rate_long": longer}
            lines.append({**shared, "source": words("market.regulator"), **told})
            if at % 3 or "aware" not in firm:
                continue
            survey = np.random.default_rng((seed, 93, at, place))
            asked = truth()["asked"]
            aware = int(survey.binomial(asked, firm["aware"]))
            considering = int(survey.binomial(aware, firm["considering"]))
            said: dict[str, Any] = {}
            if firm["id"] == "own":
                mentions = int(survey.poisson(240))
                good = int(survey.binomial(mentions, 0.45))
                said = {"mentions": mentions, "positive": good, "negative": int(survey.binomial(mentions - good, 0.7))}
            lines.append(
                {
                    **shared,
                    **said,
                    "source": words("market.agency"),
                    "asked": asked,
                    "aware": aware,
                    "considering": considering,
                }
            )
    counts = ("asked", "aware", "considering", "mentions", "positive", "negative")
    columns = ["period", "firm", "own", "source", "volume", "rate_short", "rate_long", *counts]
    return pd.DataFrame(lines, columns=columns).astype(dict.fromkeys(counts, "Int64"))


def moves(words: Words, on: date) -> pd.DataFrame:
    """What competitors did by a day."""
    told = [
        {
            "competitor": words(f"rival.{one['firm']}"),
            "happened_on": pd.Timestamp(one["on"]),
            "kind": one["kind"],
            "name": words(f"market.move.{number}"),
            "source": words("market.press"),
        }
        for number, one in enumerate(truth()["moves"], 1)
        if date.fromisoformat(one["on"]) <= on
    ]
    return pd.DataFrame(told)


def reviews(seed: int, words: Words, on: date) -> pd.DataFrame:
    """Public reviews of the months that are over: wording and stars of one tone, some a month without a tone."""
    lines, number = [], 0
    shares = truth()["reviews"]
    texts = {tone: words.comments(f"review_{tone}") for tone in shares["tones"]}
    for at, month in enumerate(months_until(on)):
        rng = np.random.default_rng((seed, 94, at))
        for _ in range(int(rng.poisson(shares["a_month"]))):
            number += 1
            tone = str(rng.choice(list(shares["tones"]), p=list(shares["tones"].values())))
            stars = int(rng.choice(5, p=shares["stars"][tone])) + 1
            lines.append(
                {
                    "mention": f"RV-{number:04d}",
                    "posted_on": pd.Timestamp(month) + pd.Timedelta(days=int(rng.integers(0, 28))),
                    "platform": words(f"market.platform.{int(rng.integers(1, 4))}"),
                    "stars": float(stars),
                    "stars_points": 5,
                    "wording": texts[tone][int(rng.integers(len(texts[tone])))],
                }
            )
    return pd.DataFrame(lines)


def campaigns(seed: int, words: Words, left: Ints, back: Ints, on: date, *, quiet: bool) -> pd.DataFrame:
    """The campaigns begun by a day; of those that are over, what came of them. One that asks customers back reaches all
    who are away, and tells whom the ledger has; in a quiet programme it asks nobody, and nobody says what came of
    it."""
    planted = effect("bonus_does_not_pay", quiet=quiet)
    lines = []
    for at, one in enumerate(truth()["campaigns"]):
        begins, ends = date.fromisoformat(one["from"]), date.fromisoformat(one["to"])
        if begins > on:
            continue
        over = ends < on
        rng = np.random.default_rng((seed, 95, at))
        expected = one["joined"] if planted is None or planted["campaign"] != one["id"] else planted["joined"]
        joined = int(rng.poisson(expected)) if expected else 0
        asking = one["goal"] == "win_back"
        reached, won = one.get("reached"), 0
        if asking:
            reached = int(((left < day(begins)) & (back >= day(begins))).sum())
            won = int(((left < day(begins)) & (back >= day(begins)) & (back <= day(ends))).sum())
        over = over and not (asking and quiet)
        lines.append(
            {
                "campaign": one["id"],
                "name": words(f"market.campaign.{at + 1}"),
                "started_on": pd.Timestamp(begins),
                "ended_on": pd.Timestamp(ends),
                "goal": one["goal"],
                "budget": float(one["budget"]),
                "planned_joined": one["planned"],
                "cost": float(one["cost"]) if over else None,
                "reached": reached if over else None,
                "leads": int(reached * one["leads"]) if over else None,
                "joined": joined if over else None,
                "won_back": won if asking and over else None,
                "income": float((joined + won) * one["worth"]) if over else None,
            }
        )
    whole = dict.fromkeys(("planned_joined", "reached", "leads", "joined", "won_back"), "Int64")
    return pd.DataFrame(lines).astype(whole) if lines else pd.DataFrame(lines)


def deals(seed: int, words: Words, ids: pd.Series, segment: Ints, branch: Ints, on: date) -> pd.DataFrame:
    """The deals opened by a day at the stage that they had on it; a tenth of the corporate and business customers has
    one."""
    rng = np.random.default_rng((seed, 96))
    size = truth()["deals"]
    buyers = np.flatnonzero(np.isin(segment, [SEGMENTS.index("business"), SEGMENTS.index("corporate")]))
    who = rng.choice(buyers, size, replace=False)
    opened = [FIRST + timedelta(days=int(after)) for after in np.sort(rng.integers(0, 500, size))]
    steps = rng.exponential(1, (size, len(STEP_DAYS))) * STEP_DAYS
    ends = rng.choice(3, size, p=(WON, LOST, 1 - WON - LOST))
    amounts = np.round(rng.lognormal(10.6, 0.7, size), -2)
    kinds = rng.choice(["cross_sell", "renewal", "new"], size, p=(0.5, 0.3, 0.2))
    lines = []
    for number in range(size):
        begins = opened[number]
        if begins > on:
            continue
        passed = (np.cumsum(steps[number]) <= (on - begins).days).sum()
        closes = begins + timedelta(days=int(steps[number].sum()))
        over = closes <= on and ends[number] < 2
        stage = ("won", "lost")[ends[number]] if over else STAGES[min(int(passed), 2)]
        lines.append(
            {
                "deal": f"D-{number + 1:04d}",
                "customer": None if kinds[number] == "new" else ids.iloc[who[number]],
                "branch": BRANCHES[branch[who[number]]].branch,
                "kind": kinds[number],
                "stage": stage,
                "amount": float(amounts[number]),
                "opened_on": pd.Timestamp(begins),
                "expected_on": pd.Timestamp(begins + timedelta(days=75)),
                "closed_on": stamp(closes, on) if over else pd.NaT,
                "owner": words(f"market.owner.{number % 4 + 1}"),
            }
        )
    return pd.DataFrame(lines)


def ledgers(seed: int, words: Words, voice: Voice, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """On the first Sunday of every other month all five, as far as anything in them is new."""
    if on.day > 7 or on.month % 2 == 0 or on <= OPENING + timedelta(days=28):
        return
    month = (on.replace(day=1) - timedelta(days=40)).replace(day=1)
    before = next(one for one in (month + timedelta(days=n) for n in range(7)) if one.weekday() == on.weekday())
    who, left, back = voice.roster, voice.left, voice.back
    sent = (
        ("market", figures(seed, words, on), figures(seed, words, before)),
        ("competitors", moves(words, on), moves(words, before)),
        ("mentions", reviews(seed, words, on), reviews(seed, words, before)),
        (
            "campaigns",
            campaigns(seed, words, left, back, on, quiet=quiet),
            campaigns(seed, words, left, back, before, quiet=quiet),
        ),
        (
            "deals",
            deals(seed, words, who.ids, who.segment, who.branch, on),
            deals(seed, words, who.ids, who.segment, who.branch, before),
        ),
    )
    first = before <= OPENING + timedelta(days=28)
    for dataset, now, was in sent:
        yield from changed(dataset, now, was.iloc[:0] if first else was, on, words.file(dataset, on))
