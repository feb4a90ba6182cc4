"""The complaints of the demo programme, with a surge after a cut-over; what is planted is in
``truth_complaints.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.demo.answers import Voice
from data.demo.delivery import Delivery, clean
from data.demo.plan import BY_WAVE, OPENING, WAVES, loaded_at
from data.demo.roster import day
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_complaints.json")
CHANNELS = ("phone", "web", "branch", "email", "referral", "post")
CHANNEL_SHARES = (0.42, 0.28, 0.16, 0.08, 0.04, 0.02)


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Base rate, shares of the causes and the planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def simulate_complaints(seed: int, voice: Voice, *, quiet: bool = False) -> pd.DataFrame:
    """One row a complaint, oldest first: complaint, customer (position), opened, closed (days since 1970), cause
    (number), channel, upheld, compensation, repeat_of. ``quiet`` plants nothing.

    A complaint comes from a customer who is there on its day; its end lies in the future until it has come.
    """
    stated, roster = truth(), voice.roster
    causes = list(stated["causes"])
    shares = np.array([stated["causes"][cause]["share"] for cause in causes])
    parts = []
    for week in range(voice.weeks):
        # Each week draws from its own stream, so that a longer story begins as a shorter one does.
        rng = np.random.default_rng((seed, 21, week))
        monday = day(OPENING) + 1 + 7 * week
        there = voice.left > monday + 6
        own = rng.random(len(there)) < stated["weekly_rate"]
        cause = rng.choice(len(causes), len(there), p=shares)
        more = np.zeros(len(there), dtype=bool)
        for effect in () if quiet else stated["effects"]:
            cutover = day(BY_WAVE[effect["wave"]].cutover)
            # The cut-over is on a Saturday: its first whole week begins on the Monday after.
            since = (monday - cutover) // 7
            if monday > cutover and since < len(effect["ratios"]):
                wave = [plan.wave for plan in WAVES].index(effect["wave"])
                chance = stated["weekly_rate"] * (effect["ratios"][since] - 1)
                more = (roster.wave == wave) & (rng.random(len(there)) < chance)
                cause = np.where(more, causes.index(effect["cause"]), cause)
        who = np.flatnonzero(there & (own | more))
        opened = monday + rng.integers(0, 7, len(who))
        lasts = np.minimum(rng.lognormal(1.9, 0.7, len(who)).astype(int) + 1, 60)
        upheld = rng.random(len(who)) < 0.4
        paid = upheld & (rng.random(len(who)) < 0.5)
        parts.append(
            pd.DataFrame(
                {
                    "customer": who,
                    "opened": opened,
                    "closed": opened + lasts,
                    "cause": cause[who],
                    "channel": rng.choice(len(CHANNELS), len(who), p=CHANNEL_SHARES),
                    "upheld": upheld,
                    "compensation": np.where(paid, rng.integers(2, 30, len(who)) * 10.0, 0.0),
                }
            )
        )
    found = pd.concat(parts, ignore_index=True).sort_values(["opened", "customer"], ignore_index=True)
    found.insert(0, "complaint", [f"K-{number:05d}" for number in range(1, len(found) + 1)])
    again = found.groupby(["customer", "cause"])["complaint"].transform("first")
    found["repeat_of"] = again.where(again != found["complaint"])
    return found


def as_known(found: pd.DataFrame, voice: Voice, words: Words, on: date) -> pd.DataFrame:
    """Complaints as their ledger has them at the end of a day: what is not closed yet has no result."""
    causes = list(truth()["causes"])
    cause = words.names("complaint_cause", tuple(causes))
    category = words.names("complaint_category", tuple(truth()["causes"][name]["category"] for name in causes))
    over = (found["closed"] <= day(on)).to_numpy()
    return pd.DataFrame(
        {
            "complaint": found["complaint"],
            "customer": voice.roster.ids[found["customer"]].to_numpy(),
            "channel": np.array(CHANNELS, dtype=object)[found["channel"]],
            "category": category[found["cause"]],
            "root_cause": cause[found["cause"]],
            "opened_at": pd.to_datetime(found["opened"], unit="D"),
            "closed_at": pd.to_datetime(found["closed"].where(over), unit="D"),
            "due_at": pd.to_datetime(found["opened"] + truth()["due_days"], unit="D"),
            "upheld": found["upheld"].astype("boolean").where(pd.Series(over, index=found.index)),
            "compensation": found["compensation"].where(over & (found["compensation"] > 0)),
            "repeat_of": found["repeat_of"],
            "comment": _comments(found, causes, words),
        }
    ).reset_index(drop=True)


def _comments(found: pd.DataFrame, causes: list[str], words: Words) -> np.ndarray:
    """What was written down: three in five complaints have a text, in one of the two wordings of their cause."""
    texts = np.array([[words(f"complaint_comment.{cause}.{at}") for at in (1, 2)] for cause in causes], dtype=object)
    number = found["complaint"].str.slice(2).astype(int).to_numpy()
    said: np.ndarray = texts[found["cause"].to_numpy(), number % 2]
    said[number % 5 >= 3] = None
    return said


def complaints(found: pd.DataFrame, voice: Voice, words: Words, on: date, before: date) -> Iterator[Delivery]:
    """The ledger of a Sunday: complaints received since ``before``, and earlier ones closed since."""
    new = (found["opened"] > day(before)) & (found["opened"] <= day(on))
    ended = (found["opened"] <= day(before)) & (found["closed"] > day(before)) & (found["closed"] <= day(on))
    frame = as_known(found[new | ended], voice, words, on)
    if len(frame):
        yield clean(loaded_at(on), "complaints", words.file("complaints", on), frame, int(ended.sum()))
