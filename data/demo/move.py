"""How accounts are used, counts of progress and reconciliations of the demo programme; what is planted is in
``truth_move.json``."""

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
from data.demo.ledgers import customers_as_known, dates, transfers_as_known
from data.demo.plan import CUSTOMERS, OPENING, WAVES, loaded_at
from data.demo.roster import NEVER, STATUSES, day
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_move.json")
REFRESHED = date(2026, 11, 15)
"""The Sunday on which the roster of those still there was sent again, with their last activity."""
COUNTED_FROM = date(2026, 3, 15)
ITEMS = ("records", "contracts", "balances", "direct_debits", "open_orders")
RECONCILED_AFTER = 15
"""Days from the cut-over, a Saturday, to the Sunday on which the reconciliation of its wave is sent."""


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Shares and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def _effects(kind: str, wave: str, quiet: bool) -> list[dict[str, Any]]:
    return [] if quiet else [one for one in truth()["effects"] if one["kind"] == kind and one["wave"] == wave]


def usage(seed: int, voice: Voice, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """By customer, as of a day: primary_account, account_balance, last_active_on, and whether the account was used of
    late (``used``)."""
    rng, roster = np.random.default_rng((seed, 91)), voice.roster
    share = np.full(CUSTOMERS, float(truth()["primary"]))
    for position, plan in enumerate(WAVES):
        for effect in _effects("primary_share", plan.wave, quiet):
            share[(roster.wave == position) & (roster.status == STATUSES.index(effect["status"]))] = effect["share"]
    primary = rng.random(CUSTOMERS) < share
    used = primary | (rng.random(CUSTOMERS) < truth()["active"])
    idle, fresh = rng.integers(120, 600, CUSTOMERS), rng.integers(1, 60, CUSTOMERS)
    last = np.where(used, day(on) - fresh, day(OPENING) - idle)
    balance = rng.lognormal(7.4, 1.3, CUSTOMERS).round(2)
    return pd.DataFrame(
        {"primary_account": primary, "account_balance": balance, "last_active_on": dates(last), "used": used}
    )


def opening(seed: int, voice: Voice, words: Words, *, quiet: bool = False) -> Delivery:
    """The roster as it was at the start."""
    people = customers_as_known(voice, words, usage(seed, voice, OPENING, quiet=quiet))
    return clean(
        loaded_at(OPENING),
        "customers",
        words.file("customers", OPENING),
        people.sort_values("customer", ignore_index=True),
    )


def ledgers(seed: int, voice: Voice, words: Words, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """What is sent on a Sunday: the roster of those still there, counts of each wave, reconciliations."""
    if on == REFRESHED:
        here = voice.there(day(on))
        still = here & ((voice.roster.cutover == NEVER) | (voice.roster.cutover > day(on)))
        found = usage(seed, voice, on, quiet=quiet)
        updated = int((found["used"] & still).sum())
        people = customers_as_known(voice, words, found)[still].reset_index(drop=True)
        yield clean(loaded_at(on), "customers", words.file("customers", on), people, updated, len(people) - updated)
    if on >= COUNTED_FROM and on.day <= 7:
        counts = counts_as_known(seed, voice, on, quiet=quiet)
        yield clean(loaded_at(on), "progress", words.file("progress", on), counts)
    for position, plan in enumerate(WAVES):
        if plan.cutover + timedelta(days=RECONCILED_AFTER) == on:
            sheet = reconciled(seed, voice, words, position, on, quiet=quiet)
            yield clean(loaded_at(on), "reconciliation", words.file("reconciliation", on), sheet)


def counts_as_known(seed: int, voice: Voice, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """Each wave on a day, counted: moved, gone before, and still to be moved, of whom so many use the account."""
    moves, found = transfers_as_known(voice, on, quiet=quiet), usage(seed, voice, on, quiet=quiet)
    moved = (moves["cut_over_on"] < NEVER).to_numpy()
    cutover = np.array([day(plan.cutover) for plan in WAVES])[voice.roster.wave]
    here = voice.there(day(on))
    gone = ~moved & (voice.left <= np.minimum(cutover, day(on))) & ~here
    lines = []
    for position, plan in enumerate(WAVES):
        own = voice.roster.wave == position
        more = (
            sum(effect["customers"] for effect in _effects("counts_differ", plan.wave, quiet))
            if plan.cutover <= on
            else 0
        )
        there = own & ~moved & ~gone
        for state, n in (("moved", int((own & moved).sum()) + more), ("left_before", int((own & gone).sum()))):
            lines.append({"wave": plan.wave, "state": state, "customers": n})
        used, prime = (int((there & found[name].to_numpy()).sum()) for name in ("used", "primary_account"))
        lines.append(
            {
                "wave": plan.wave,
                "state": "open",
                "customers": int(there.sum()) - more,
                "in_use": used,
                "in_primary_use": prime,
            }
        )
    frame = pd.DataFrame(lines)
    return frame.assign(
        day=pd.Timestamp(on), **{name: frame[name].astype("Int64") for name in ("in_use", "in_primary_use")}
    )


def reconciled(seed: int, voice: Voice, words: Words, position: int, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """The reconciliation of a wave after its cut-over: every difference is explained and signed, but for what is
    planted."""
    plan, rng = WAVES[position], np.random.default_rng((seed, 92, position))
    moved = int(
        (transfers_as_known(voice, on, quiet=quiet)["cut_over_on"] < NEVER)[voice.roster.wave == position].sum()
    )
    sizes = {
        "records": moved,
        "contracts": round(moved * 1.3),
        "balances": round(moved * float(rng.normal(3_100, 150)), 2),
        "direct_debits": round(moved * 0.6),
        "open_orders": round(moved * 0.04),
    }
    signer, lines = words(f"signer.{position % 3 + 1}"), []
    missing = {one["item"] for one in _effects("missing_item", plan.wave, quiet)}
    open_ = {one["item"]: one["amount"] for one in _effects("unexplained", plan.wave, quiet)}
    for item in ITEMS:
        explained = -float(rng.integers(1, 12)) if item in ("contracts", "direct_debits") else 0.0
        rest = open_.get(item, 0.0)
        if item in missing:
            continue
        lines.append(
            {
                "wave": plan.wave,
                "item": item,
                "before": float(sizes[item]),
                "after": round(sizes[item] + explained + rest, 2),
                "difference": round(explained + rest, 2),
                "explained": explained if explained else None,
                "explanation": words("reconciled.closed") if explained else None,
                "signed_by": None if rest else signer,
                "day": pd.Timestamp(on),
            }
        )
    return pd.DataFrame(lines)
