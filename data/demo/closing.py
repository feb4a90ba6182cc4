"""Branches that are closed, the split, and the money held for their customers; what is planted is in
``truth_closing.json``."""

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
from data.demo.compliance import BRANCHES_CLOSED
from data.demo.delivery import Delivery
from data.demo.plan import BRANCHES, DECISION
from data.demo.roster import NEVER, STATUSES, day
from data.demo.safeguards import EVERY, FIRST, changed, stamp
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_closing.json")
BEFORE = (
    # step, days from the decision until it was done
    ("decision", 0),
    ("creditors", 2),
    ("announcement", 3),
    ("customers", 9),
    ("prepaid", 16),
    ("staff", 10),
    ("social", 15),
    ("licences", 12),
    ("leases", 13),
    ("invoices", 6),
    ("tax", 14),
)
AFTER = (("bank", 5), ("seals", 8), ("archives", 10), ("deletion", 15))
"""Step, days from the deregistration until it was done."""
PROOF = {"B01": "EV-14", "B02": "EV-15", "B04": "EV-16", "B06": "EV-17"}
SPLIT = (
    ("resolution", 0, "EV-01"),
    ("balance", 4, "EV-01"),
    ("creditors", 6, "EV-01"),
    ("announcement", 21, "EV-02"),
    ("claims30", 45, "EV-03"),
    ("claims45", 70, "EV-03"),
    ("debts", 60, "EV-03"),
    ("registration", 80, "EV-04"),
)
"""Step, days from the resolution until it was done, evidence."""
DEPOSIT_SHARE, DEPOSITS = 0.08, (200.0, 500.0)


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def effect(name: str, quiet: bool) -> dict[str, Any] | None:
    """A planted effect; ``None`` in a quiet programme."""
    return None if quiet else next(item for item in truth()["effects"] if item["id"] == name)


def steps(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """The steps of each branch that is closed and of the split, as they were known on a day."""
    late, order, early, unproved = (
        effect(name, quiet)
        for name in ("registration_overdue", "registration_before_tax", "claims_closed_early", "deletion_unproved")
    )
    lines: list[dict[str, Any]] = []

    def add(procedure: str, branch: str | None, step: str, done: date | None, proof: str | None) -> None:
        known = stamp(done, on)
        lines.append(
            {
                "procedure": procedure,
                "branch": branch,
                "step": step,
                "done_on": known,
                "owner": words(f"guard.{len(lines) % 3 + 1}"),
                "evidence": None if pd.isna(known) else proof,
            }
        )

    for step, days, proof in SPLIT:
        ended = (
            date.fromisoformat(early["done"]) if early and step == early["step"] else DECISION + timedelta(days=days)
        )
        add("split", None, step, ended, proof)
    for branch, decided, days in BRANCHES_CLOSED:
        if decided > on:
            continue
        stays = late is not None and branch == late["branch"]
        registered = None if stays else decided + timedelta(days=days)
        for step, after in BEFORE:
            done: date | None = decided + timedelta(days=after)
            if step == "tax" and order and branch == order["branch"]:
                done = date.fromisoformat(order["cleared"])
            add("branch", branch, step, None if stays and step == "tax" else done, PROOF[branch])
        add("branch", branch, "registration", registered, PROOF[branch])
        for step, after in AFTER:
            bare = unproved is not None and (branch, step) == (unproved["branch"], unproved["step"])
            then = None if registered is None else registered + timedelta(days=after)
            add("branch", branch, step, then, None if bare else PROOF[branch])
    return pd.DataFrame(lines)


def prepaid(seed: int, voice: Voice, on: date, quiet: bool) -> pd.DataFrame:
    """What was held for the customers of the branches that are closed: balances go along with who was moved, the rest
    is paid back."""
    roster, lines = voice.roster, []
    open_, unlisted = effect("refunds_open", quiet), effect("balances_unlisted", quiet)
    codes = [plan.branch for plan in BRANCHES]
    for place, (branch, decided, _) in enumerate(BRANCHES_CLOSED):
        if decided > on:
            continue
        rng = np.random.default_rng((seed, 61, place))
        who = np.flatnonzero((roster.branch == codes.index(branch)) & (voice.left > day(decided)))
        with_balance = who[roster.balance[who] > 0]
        if unlisted and branch == unlisted["branch"]:
            with_balance = np.setdiff1d(with_balance, rng.choice(with_balance, unlisted["customers"], replace=False))
        moved = roster.status == STATUSES.index("moved")
        deposits = who[rng.random(len(who)) < DEPOSIT_SHARE]
        for kind, own in (("balance", with_balance), ("deposit", deposits)):
            amount = roster.balance[own] if kind == "balance" else rng.choice(DEPOSITS, len(own))
            carried = moved[own] & (kind == "balance")
            done = day(decided) + 2 + rng.integers(0, 15, len(own))
            if open_ and (branch, kind) == (open_["branch"], open_["kind"]):
                done[rng.choice(len(own), open_["customers"], replace=False)] = NEVER
            lines.append(
                pd.DataFrame(
                    {
                        "customer": roster.ids[own].to_numpy(),
                        "branch": branch,
                        "kind": kind,
                        "amount": np.round(amount, 2),
                        "currency": "CNY",
                        "way": np.where(carried, "carry", "refund"),
                        "done_on": pd.to_datetime(np.where(done <= day(on), done, np.nan), unit="D"),
                    }
                )
            )
    return pd.concat(lines, ignore_index=True) if lines else pd.DataFrame()


def ledgers(seed: int, voice: Voice, words: Words, week: int, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """Both ledgers, every sixteenth week."""
    if week % EVERY != FIRST:
        return
    before = on - timedelta(weeks=EVERY)
    empty = pd.DataFrame()
    now, was = steps(words, on, quiet), steps(words, before, quiet) if week > FIRST else empty
    yield from changed("closing", now, was, on, words.file("closing", on))
    held, earlier = prepaid(seed, voice, on, quiet), prepaid(seed, voice, before, quiet) if week > FIRST else empty
    yield from changed("prepaid", held, earlier, on, words.file("prepaid", on))
