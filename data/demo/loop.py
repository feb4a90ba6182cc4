"""Follow-up of unhappy customers and service calls of the demo programme; what is planted is in ``truth_loop.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.demo.answers import DAY, Voice
from data.demo.delivery import Delivery, clean
from data.demo.plan import BRANCHES, loaded_at
from data.demo.roster import day
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_loop.json")
CYCLE = timedelta(days=28)
LAST_CYCLE = date(2026, 11, 22)
"""The ledger comes every four weeks, on Sundays that lie whole cycles from this one."""


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Rates and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def simulate_cycle(seed: int, voice: Voice, complaints: pd.DataFrame, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """The contacts raised in the four weeks to a Sunday: customer (position), kind, reason, raised and reached (seconds
    since 1970, −1 not reached), owner (number), rating (0: none). A case without an owner has no row."""
    stated = truth()
    rng = np.random.default_rng((seed, 51, day(on)))
    first, last = (day(on - CYCLE) + 1) * DAY, (day(on) + 1) * DAY
    n = 4 * stated["calls_a_week"]
    there = np.flatnonzero(voice.left > day(on))
    calls = pd.DataFrame({"customer": rng.choice(there, n, replace=False), "at": rng.integers(first, last, n)})
    calls["rating"] = np.where(rng.random(n) < stated["bad_calls"], rng.integers(1, 3, n), rng.integers(3, 6, n))
    heard = voice.answers
    low = heard[(heard["nps"] <= 6) & (heard["answered"] >= first) & (heard["answered"] < last)]
    told = complaints[(complaints["opened"] * DAY >= first) & (complaints["opened"] * DAY < last)]
    cases = pd.concat(
        [
            pd.DataFrame({"customer": low["customer"], "at": low["answered"], "reason": "detractor"}),
            calls.loc[calls["rating"] <= 2, ["customer", "at"]].assign(reason="call"),
            pd.DataFrame({"customer": told["customer"], "at": told["opened"] * DAY, "reason": "complaint"}),
        ],
        ignore_index=True,
    ).drop_duplicates(["customer", "reason"], ignore_index=True)
    chance = np.full(len(cases), stated["reached_in_time"])
    codes = np.array([branch.branch for branch in BRANCHES])[voice.roster.branch[cases["customer"]]]
    for effect in () if quiet else stated["effects"]:
        if "branch" in effect:
            chance[codes == effect["branch"]] = effect["reached_in_time"]
    hours = cases["reason"].map(stated["hours"]).to_numpy()
    draw, size = rng.random(len(cases)), len(cases)
    wait = np.where(draw < chance, rng.uniform(0.1, 0.95, size), rng.uniform(1.2, 3.0, size)) * hours * 3600
    never = (draw > stated["reached_in_time"] + stated["reached_late"]) & (not quiet)
    cases["reached"] = np.where(never, -1, cases["at"] + wait).astype(np.int64)
    cases["owner"] = rng.integers(1, 9, size)
    cases = cases[rng.random(size) >= (0.0 if quiet else stated["unowned"])].assign(kind="follow_up", rating=0)
    calls = calls.assign(kind="service", reason=None, reached=calls["at"], owner=0)
    found = pd.concat([calls, cases], ignore_index=True).sort_values(["at", "customer", "kind"], ignore_index=True)
    found.insert(0, "contact", [f"F-{day(on)}-{number:04d}" for number in range(1, len(found) + 1)])
    return found


def contacts(
    seed: int, voice: Voice, complaints: pd.DataFrame, words: Words, on: date, *, quiet: bool = False
) -> Iterator[Delivery]:
    """The ledger of the four weeks to ``on``, and earlier cases whose customer was reached since; none on other
    Sundays."""
    if (LAST_CYCLE - on).days % CYCLE.days or on - CYCLE < date.fromisoformat(truth()["start"]) - timedelta(days=1):
        return
    until, before = (day(on) + 1) * DAY, (day(on - CYCLE) + 1) * DAY
    found = simulate_cycle(seed, voice, complaints, on, quiet=quiet)
    again = found.iloc[:0]
    if on - CYCLE - CYCLE >= date.fromisoformat(truth()["start"]) - timedelta(days=1):
        earlier = simulate_cycle(seed, voice, complaints, on - CYCLE, quiet=quiet)
        again = earlier[(earlier["reached"] >= before) & (earlier["reached"] < until)]
    told = pd.concat([again, found], ignore_index=True)
    reached = told["reached"].where((told["reached"] >= 0) & (told["reached"] < until))
    frame = pd.DataFrame(
        {
            "contact": told["contact"],
            "customer": voice.roster.ids[told["customer"]].to_numpy(),
            "kind": told["kind"],
            "reason": told["reason"],
            "raised_at": pd.to_datetime(told["at"], unit="s"),
            "owner": [words("loop.owner") + f" {number}" if number else None for number in told["owner"]],
            "contacted_at": pd.to_datetime(reached, unit="s"),
            "rating": told["rating"].where(told["rating"] > 0).astype("float64"),
        }
    )
    yield clean(loaded_at(on), "contacts", words.file("contacts", on), frame, len(again))
