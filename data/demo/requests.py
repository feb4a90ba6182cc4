"""Requests of persons in the demo programme, and the end of what withdrawn consents had allowed; planted:
``truth_requests.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.demo.answers import Voice
from data.demo.delivery import Delivery
from data.demo.rights import Letters
from data.demo.roster import NEVER, day
from data.demo.safeguards import changed
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_requests.json")
EVERY, FIRST = 4, 2
"""The ledger is sent every fourth week, the first time in week 2."""
KINDS, SHARES = ("access", "copy", "correction", "deletion", "transfer"), (0.32, 0.2, 0.2, 0.18, 0.1)
BEGIN, WEEKLY = date(2025, 10, 6), 1.4


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def requests(seed: int, voice: Voice, letters: Letters, on: date, quiet: bool) -> pd.DataFrame:
    """The ledger as it was known on a day: answered within ten days, but for those planted."""
    rng = np.random.default_rng((seed, 71))
    n = int((date(2027, 5, 30) - BEGIN).days / 7 * WEEKLY)
    began = np.sort(day(BEGIN) + rng.integers(0, (date(2027, 5, 30) - BEGIN).days, n))
    who, kind, took = rng.integers(0, len(voice.left), n), rng.choice(len(KINDS), n, p=SHARES), rng.integers(1, 11, n)
    ended = began + took
    if not quiet:
        for effect in truth()["effects"]:
            late = np.flatnonzero(began <= day(date.fromisoformat(effect["before"])))[-effect["requests"] :]
            ended[late] = NEVER
    lines = [
        pd.DataFrame(
            {
                "request": [f"DSR-{number:04d}" for number in range(100, 100 + n)],
                "customer": voice.roster.ids[who].to_numpy(),
                "kind": np.array(KINDS, dtype=object)[kind],
                "began": began,
                "ended": ended,
            }
        )
    ]
    for position, found in enumerate(letters.found):
        own = found[found["withdrawn"] < NEVER].drop_duplicates("customer")
        number = [f"WDR-{position + 1}{at:04d}" for at in own["customer"]]
        lines.append(
            pd.DataFrame(
                {
                    "request": number,
                    "customer": voice.roster.ids[own["customer"]].to_numpy(),
                    "kind": "withdrawal",
                    "began": own["withdrawn"].to_numpy(),
                    "ended": own["withdrawn"].to_numpy() + 2 + own["customer"].to_numpy() % 9,
                }
            )
        )
    frame = pd.concat(lines, ignore_index=True)
    frame = frame[frame["began"] <= day(on)]
    ended_on = frame["ended"].where(frame["ended"] <= day(on))
    return pd.DataFrame(
        {
            "request": frame["request"].to_numpy(),
            "customer": frame["customer"].to_numpy(),
            "kind": frame["kind"].to_numpy(),
            "received_at": (pd.to_datetime(frame["began"], unit="D") + timedelta(hours=10)).to_numpy(),
            "answered_at": (pd.to_datetime(ended_on, unit="D") + timedelta(hours=16)).to_numpy(),
            "result": pd.Series("granted", index=ended_on.index).where(ended_on.notna(), None).to_numpy(),
        }
    )


def ledgers(
    seed: int, voice: Voice, letters: Letters, words: Words, week: int, on: date, *, quiet: bool = False
) -> Iterator[Delivery]:
    """What is new or different since four weeks before."""
    if week % EVERY != FIRST:
        return
    now = requests(seed, voice, letters, on, quiet)
    was = requests(seed, voice, letters, on - timedelta(weeks=EVERY), quiet) if week > FIRST else now.iloc[:0]
    yield from changed("requests", now, was, on, words.file("requests", on))
