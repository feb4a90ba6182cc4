"""Care contacts and service cases of the demo programme; what is planted is in ``truth_care.json``."""

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
from data.demo.loop import CYCLE, LAST_CYCLE
from data.demo.plan import BRANCHES, WAVES, loaded_at
from data.demo.roster import NEVER, TIERS, Ints, day
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_care.json")
SPANS = ((0, 7), (8, 30), (31, 90))
"""Days after the cut-over in which a customer is called."""
SOON = 67
"""Who leaves within so many days of the cut-over was reached less often."""


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Rates and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def effect(name: str, quiet: bool) -> dict[str, Any] | None:
    """A planted effect; ``None`` in a quiet programme."""
    return None if quiet else next(item for item in truth()["effects"] if item["id"] == name)


def calls_after(seed: int, voice: Voice, *, quiet: bool) -> pd.DataFrame:
    """Every care contact that follows a cut-over: customer (position) and the second at which the customer was
    reached."""
    roster, stated = voice.roster, truth()
    late, leavers = effect("wave4_late", quiet), effect("leavers_unreached", quiet)
    first = day(date.fromisoformat(stated["start"]))
    moved = np.flatnonzero((roster.cutover < NEVER) & (roster.cutover >= first))
    found = []
    for mark, (begins, ends) in enumerate(SPANS):
        rng = np.random.default_rng((seed, 121, mark))
        chance = np.full(len(roster.wave), stated["marks"][mark])
        if mark == 0 and late:
            chance[roster.wave == [wave.wave for wave in WAVES].index(late["wave"])] = late["reached"]
        if mark == 0 and leavers:
            soon = (voice.left > roster.cutover + SPANS[0][1]) & (voice.left <= roster.cutover + SOON)
            chance[soon] *= stated["leavers"]
        draw, after, second = (
            rng.random(len(chance)),
            rng.integers(begins, ends + 1, len(chance)),
            rng.integers(8 * 3600, 18 * 3600, len(chance)),
        )
        on = roster.cutover + after
        own = moved[
            (draw[moved] < chance[moved]) & (on[moved] < voice.left[moved]) & (on[moved] < roster.returned[moved])
        ]
        found.append(pd.DataFrame({"customer": own, "at": on[own] * DAY + second[own]}))
    return pd.concat(found, ignore_index=True)


def monthly(seed: int, voice: Voice, on: date, *, quiet: bool) -> pd.DataFrame:
    """The care contacts of the four weeks to a Sunday with customers of high value, each on a day of its own that is
    the same every four weeks."""
    roster, stated, silent = voice.roster, truth(), effect("branch9_silent", quiet)
    rng = np.random.default_rng((seed, 122, day(on)))
    place = np.random.default_rng((seed, 123)).integers(0, CYCLE.days, len(roster.wave))
    days = day(on - CYCLE) + 1 + place
    chance = np.full(len(days), 1.0 if quiet else stated["monthly"])
    if silent:
        own = np.array([branch.branch for branch in BRANCHES])[roster.branch] == silent["branch"]
        chance[own & (days >= day(date.fromisoformat(silent["from"])))] = silent["monthly"]
    here = voice.there(days)
    who = np.flatnonzero((roster.tier == TIERS.index("high")) & (rng.random(len(days)) < chance) & here)
    return pd.DataFrame({"customer": who, "at": days[who] * DAY + rng.integers(8 * 3600, 18 * 3600, len(who))})


def service(seed: int, voice: Voice, on: date, *, quiet: bool) -> pd.DataFrame:
    """The service cases of the four weeks to a Sunday: customer, at, settled. Whoever comes again does so within the
    same four weeks."""
    stated, again = truth(), effect("branch8_again", quiet)
    rng = np.random.default_rng((seed, 124, day(on)))
    first, n = day(on - CYCLE) + 1, stated["cases_a_cycle"]
    there = np.flatnonzero(voice.left > day(on))
    who = rng.choice(there, n, replace=False)
    at = (first + rng.integers(0, 17, n)) * DAY + rng.integers(8 * 3600, 18 * 3600, n)
    chance = np.full(n, stated["settled"])
    if again:
        chance[np.array([branch.branch for branch in BRANCHES])[voice.roster.branch[who]] == again["branch"]] = again[
            "settled"
        ]
    settled = rng.random(n) < chance
    back = rng.random(n) < np.where(settled, stated["back_settled"], stated["back_open"])
    later = at + rng.integers(2, 11, n) * DAY
    repeats = pd.DataFrame({"customer": who[back], "at": later[back], "settled": rng.random(int(back.sum())) < 0.9})
    return pd.concat([pd.DataFrame({"customer": who, "at": at, "settled": settled}), repeats], ignore_index=True)


def contacts(seed: int, voice: Voice, words: Words, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The ledger of care of the four weeks to ``on``; none on other Sundays."""
    stated = truth()
    if (LAST_CYCLE - on).days % CYCLE.days or on - CYCLE < date.fromisoformat(stated["start"]) - timedelta(days=1):
        return
    begins, ends = (day(on - CYCLE) + 1) * DAY, (day(on) + 1) * DAY
    after = calls_after(seed, voice, quiet=quiet)
    parts = [after[(after["at"] >= begins) & (after["at"] < ends)]]
    if on - CYCLE >= date.fromisoformat(stated["monthly_from"]) - timedelta(days=1):
        parts.append(monthly(seed, voice, on, quiet=quiet))
    care = pd.concat(parts, ignore_index=True).assign(kind="care", settled=None)
    own = service(seed, voice, on, quiet=quiet).assign(kind="service")
    told = pd.concat([care, own], ignore_index=True).drop_duplicates(["customer", "kind", "at"])
    told = told.sort_values(["at", "customer", "kind"], ignore_index=True)
    owner: Ints = told["customer"].to_numpy() % 9 + 1
    frame = pd.DataFrame(
        {
            "contact": [f"K-{day(on)}-{number:05d}" for number in range(1, len(told) + 1)],
            "customer": voice.roster.ids[told["customer"]].to_numpy(),
            "kind": told["kind"],
            "raised_at": pd.to_datetime(told["at"], unit="s"),
            "owner": [words("loop.owner") + f" {number}" for number in owner],
            "contacted_at": pd.to_datetime(told["at"], unit="s"),
            "settled": told["settled"].astype("boolean"),
        }
    )
    yield clean(loaded_at(on), "contacts", words.file("care", on), frame)
