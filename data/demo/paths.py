"""Paths of those who do not move, contracts and texts of the demo programme; what is planted is in
``truth_paths.json``."""

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
from data.demo.delivery import Delivery, clean
from data.demo.ledgers import dates
from data.demo.plan import BRANCHES, CLOSING, OPENING, WAVES, WavePlan, loaded_at
from data.demo.rights import Letters, as_known
from data.demo.roster import NEVER, SEGMENTS, STATUSES, day
from data.demo.safeguards import changed
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_paths.json")
WAYS = ("offer", "stay", "terminate")
LISTED, MOVED, AFTER, CLEARED = -13, 1, 15, 71
"""Days from a cut-over, a Saturday, to the Sundays on which the register is sent: paths before it, offers settled by
it, paths of those who were not moved, and all settled."""
TEXTS_SENT = OPENING + timedelta(days=91)
ELEMENTS = {
    "transfer": ("sender", "recipient", "purpose", "method", "categories", "retention", "exercise", "sensitive"),
    "data": (
        "sender",
        "recipient",
        "purpose",
        "method",
        "categories",
        "retention",
        "exercise",
        "withdrawal",
        "sensitive",
    ),
    "contract": ("sender", "recipient", "purpose", "method", "categories", "retention", "exercise", "withdrawal"),
}
"""What each text of the story names; of what it leaves out by nature nothing is said."""
CONTRACTED = (SEGMENTS.index("business"), SEGMENTS.index("corporate"))


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Shares and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def _effects(kind: str, wave: str, quiet: bool) -> list[dict[str, Any]]:
    return [] if quiet else [one for one in truth()["effects"] if one["kind"] == kind and one["wave"] == wave]


def undecided(letters: Letters, position: int, on: date) -> dict[int, str]:
    """Customer (position) → ``refused`` or ``silent``, of those of a wave who were asked for a consent, as told by a
    day."""
    found = letters.found[position]
    asked = found[
        (found["kind"] != "transfer")
        & (found["sent"] <= day(on))
        & (letters.voice.left[found["customer"]] > found["sent"])
    ]
    known = as_known(asked, day(on))
    refused = known["result"].eq("refused") | (known["withdrawn"] < NEVER)
    states = pd.DataFrame(
        {"customer": known["customer"], "refused": refused, "agreed": known["result"].eq("consented")}
    )
    by = states.groupby("customer").agg(refused=("refused", "any"), agreed=("agreed", "all"))
    stuck = by[by["refused"] | ~by["agreed"]]
    return {
        int(who): "refused" if no else "silent" for who, no in zip(stuck.index.to_list(), stuck["refused"], strict=True)
    }


def paths(seed: int, voice: Voice, letters: Letters, words: Words, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """The whole register as it was known on a day."""
    parts = [_wave(seed, voice, letters, words, position, plan, on, quiet) for position, plan in enumerate(WAVES)]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _wave(
    seed: int, voice: Voice, letters: Letters, words: Words, position: int, plan: WavePlan, on: date, quiet: bool
) -> pd.DataFrame:
    roster, cut = voice.roster, plan.cutover
    away = (roster.status == STATUSES.index("refused")) | (roster.status == STATUSES.index("withdrawn"))
    own = np.flatnonzero((roster.wave == position) & away & (voice.left > day(cut)))
    after = set(own.tolist()) if on >= cut + timedelta(days=AFTER) else set()
    listed = cut + timedelta(days=LISTED)
    before = undecided(letters, position, listed) if on >= listed else {}
    for effect in _effects("no_path", plan.wave, quiet):
        spared = [index for index, branch in enumerate(BRANCHES) if branch.branch == effect["branch"]]
        before = {who: state for who, state in before.items() if state == "refused" or roster.branch[who] not in spared}
    who = np.array(sorted(after | set(before)), dtype=int)
    draw = np.random.default_rng((seed, 93, position)).random(len(roster.wave))[who]
    way = np.where(
        draw < truth()["offer"], "offer", np.where(draw < truth()["offer"] + truth()["stay"], "stay", "terminate")
    )
    stays = np.isin(who, list(after))
    by_cut = (way == "offer") & ~stays
    due = np.where(by_cut, day(cut), day(cut) + np.where(stays, 60, 40))
    done = np.where(by_cut & (on >= cut + timedelta(days=MOVED)), day(cut), NEVER)
    done = np.where(on >= cut + timedelta(days=CLEARED), day(cut) + 55, done)
    for effect in _effects("path_late", plan.wave, quiet):
        late = np.flatnonzero(stays)[: effect["customers"]]
        due[late] = day(date.fromisoformat(effect["due"]))
    owner = np.array([words(f"path_owner.{index % 3 + 1}") for index in roster.branch[who]], dtype=object)
    for effect in _effects("path_unowned", plan.wave, quiet):
        branch = next(index for index, one in enumerate(BRANCHES) if one.branch == effect["branch"])
        silent = [at for at, one in enumerate(who) if before.get(int(one)) == "silent" and roster.branch[one] == branch]
        owner[silent[: effect["customers"]]] = None
    return pd.DataFrame(
        {
            "customer": roster.ids[who].to_numpy(),
            "wave": plan.wave,
            "path": way.astype(object),
            "owner": owner,
            "due_on": dates(due),
            "done_on": dates(done),
        }
    )


def contracts(
    seed: int, voice: Voice, letters: Letters, words: Words, on: date, *, quiet: bool = False
) -> pd.DataFrame:
    """The register of the contracts of companies in the waves that need consents, as it was known on a day: in force
    once signed."""
    roster, parts = voice.roster, []
    for position, plan in enumerate(WAVES):
        found = letters.found[position]
        found = found[(found["kind"] == "contract") & np.isin(roster.segment[found["customer"]], CONTRACTED)]
        if on < plan.cutover + timedelta(days=LISTED) or found.empty:
            continue
        known = as_known(found[voice.left[found["customer"]] > found["sent"]], day(on)).sort_values("customer")
        who = known["customer"].to_numpy()
        signed = np.where((known["result"] == "consented") & (known["withdrawn"] == NEVER), known["answered"], NEVER)
        moved = (roster.cutover[who] <= day(on)) & (voice.left[who] > roster.cutover[who])
        force = np.where(moved & (signed < NEVER), roster.cutover[who], NEVER)
        for effect in _effects("contract_early", plan.wave, quiet):
            bare = np.flatnonzero((signed == NEVER) & (on >= plan.cutover))[: effect["contracts"]]
            force[bare] = day(plan.cutover)
        kinds = np.array([words("contract.loan"), words("contract.account")], dtype=object)
        parts.append(
            pd.DataFrame(
                {
                    "contract": [f"K-{number:06d}" for number in roster.number[who]],
                    "customer": roster.ids[who].to_numpy(),
                    "wave": plan.wave,
                    "type": kinds[roster.number[who] % 2],
                    "novation": True,
                    "sent_on": dates(known["sent"].to_numpy()),
                    "signed_on": dates(signed),
                    "effective_on": dates(force),
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def texts(words: Words, *, quiet: bool = False) -> pd.DataFrame:
    """The texts of the letters, approved before the first is sent."""
    short = (
        set() if quiet else {(one["text"], one["element"]) for one in truth()["effects"] if one["kind"] == "text_short"}
    )
    names = dict.fromkeys(name for elements in ELEMENTS.values() for name in elements)
    lines = [
        {
            "kind": kind,
            "version": "v1",
            "law": "pipl",
            "approved_by": words("text_approver"),
            "approved_on": pd.Timestamp(TEXTS_SENT - timedelta(days=5)),
            **{name: (kind, name) not in short if name in elements else None for name in names},
        }
        for kind, elements in ELEMENTS.items()
    ]
    return pd.DataFrame(lines)


def sundays() -> list[date]:
    """The days on which the registers are sent, until the branches are closed."""
    found = {plan.cutover + timedelta(days=days) for plan in WAVES for days in (LISTED, MOVED, AFTER, CLEARED)}
    return sorted(one for one in found if one <= CLOSING)


def ledgers(
    seed: int, voice: Voice, letters: Letters, words: Words, on: date, *, quiet: bool = False
) -> Iterator[Delivery]:
    """What is sent on a Sunday: the texts once, both registers around each cut-over."""
    if on == TEXTS_SENT:
        yield clean(loaded_at(on), "texts", words.file("texts", on), texts(words, quiet=quiet))
    days = sundays()
    if on not in days:
        return
    last = [one for one in days if one < on]
    for name, known in (("paths", paths), ("contracts", contracts)):
        now = known(seed, voice, letters, words, on, quiet=quiet)
        was = known(seed, voice, letters, words, last[-1], quiet=quiet) if last else now.iloc[:0]
        if len(now) and not now.equals(was):
            yield from changed(name, now, was, on, words.file(name, on))
