"""Notices, consents, promises and questions of the demo programme; what is planted is in ``truth_rights.json``."""

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
from data.demo.plan import OPENING, WAVES, WavePlan, loaded_at
from data.demo.roster import NEVER, STATUSES, day
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_rights.json")
CHANNELS, CHANNEL_SHARES = ("letter", "email", "app"), (0.52, 0.30, 0.18)
TOPICS, TOPIC_SHARES = ("fees", "account", "data", "branch", "when"), (0.3, 0.25, 0.15, 0.2, 0.1)
SENT_WEEKS = (-7, -5, -3, -2, -1, 0)
"""Weeks to the cut-over in which the ledger of a wave that needs consents is sent; the others need the first and the
last."""
PROMISES = (
    # id, made (days after the opening), due, kept (days after the opening, None: not kept), may be published
    ("P-01", 21, 180, 150, True),
    ("P-02", 21, 300, 290, True),
    ("P-03", 60, 330, 326, True),
    ("P-04", 90, 520, None, True),
    ("P-05", 120, 420, None, True),
    ("P-06", 180, 600, None, False),
)


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Rates and planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def _effects(kind: str, wave: str, quiet: bool) -> list[dict[str, Any]]:
    return [] if quiet else [item for item in truth()["effects"] if item["kind"] == kind and item.get("wave") == wave]


def simulate_wave(seed: int, voice: Voice, position: int, *, quiet: bool = False) -> pd.DataFrame:
    """What is sent to the customers of a wave and what becomes of it: one row a customer and kind; days since 1970.

    customer (position), kind, channel, sent, delivered, read, answered, withdrawn (``NEVER`` if it does not happen),
    result, bounced. Who is moved in a wave that needs consents has consented before, but for those planted; the same
    for any day told until. In a quiet programme nobody is moved without a notice.
    """
    rates, plan, roster = truth(), WAVES[position], voice.roster
    needed = {"data": plan.data_route == "provide", "contract": plan.contract_route in ("novation", "new")}
    rng = np.random.default_rng((seed, 41, position))
    who = np.flatnonzero(roster.wave == position)
    n, cut = len(who), day(plan.cutover)
    sent = cut - rates["told_before"] + rng.integers(0, 3, n)
    channel = rng.choice(len(CHANNELS), n, p=CHANNEL_SHARES)
    arrives = rng.random(n) < rates["delivered"]
    delivered = np.where(arrives, sent + 1 + rng.integers(0, 3, n), NEVER)
    reads = arrives & (rng.random(n) < rates["read"])
    read = np.where(reads, delivered + rng.integers(0, 8, n), NEVER)
    chance = np.full(n, float(rates["answers"]))
    for effect in _effects("answers_ratio", plan.wave, quiet):
        chance[roster.vulnerable[who]] *= effect["ratio"]
    answers = reads & (rng.random(n) < chance / (rates["delivered"] * rates["read"]))
    lasts = np.minimum(rng.exponential(11.0, n).astype(int), 40)
    answered = np.where(answers, read + lasts, NEVER)
    refuses = rng.random(n) < rates["refuses"]
    withdraws = rng.random(n) < rates["withdraws"]
    if plan.cutover <= CONSENTED_UNTIL and (quiet or any(needed.values())):
        moved = roster.status[who] <= STATUSES.index("returned")
        refused = roster.status[who] == STATUSES.index("refused")
        gap = np.zeros(n, dtype=bool)
        for effect in _effects("moved_without_consent", plan.wave, quiet):
            gap[rng.choice(np.flatnonzero(moved), effect["customers"], replace=False)] = True
        arrives = arrives | moved
        delivered = np.where(moved & (delivered == NEVER), sent + 2, delivered)
        read = np.where(moved & (read == NEVER), delivered + 3, read)
        answered = np.where(moved & (answered == NEVER), read + lasts, answered)
        answered = np.where(gap | ~(moved | refused), NEVER, answered)
        refuses, withdraws = refused, withdraws & ~moved
    # Nobody answers a letter of the branch that has gone.
    answered = np.where(answered < cut, answered, NEVER)
    parts = []
    for kind in ("transfer", *(kind for kind, asked in needed.items() if asked)):
        asked = kind != "transfer"
        # The two consents are asked for in one envelope; some answer the second question some days later.
        own = np.where(
            answered == NEVER, NEVER, np.minimum(answered + (rng.integers(0, 3, n) if asked else 0), cut - 1)
        )
        result = np.where(own == NEVER, "", np.where(refuses, "refused", "consented")) if asked else np.full(n, "")
        parts.append(
            pd.DataFrame(
                {
                    "customer": who,
                    "kind": kind,
                    "channel": np.array(CHANNELS, dtype=object)[channel],
                    "sent": sent,
                    "delivered": delivered,
                    "read": read,
                    "answered": own if asked else NEVER,
                    "result": result,
                    "withdrawn": np.where(withdraws & (result == "consented"), np.minimum(own + 9, cut - 1), NEVER)
                    if asked
                    else NEVER,
                    "bounced": ~arrives,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


CONSENTED_UNTIL = date(2026, 10, 31)
"""Waves moved by then are told as they ended: who was moved had agreed. Later ones are told as they are going."""


def as_known(found: pd.DataFrame, on: int) -> pd.DataFrame:
    """The ledger of a wave at the end of a day: what has not happened yet is not in it."""
    known = found.copy()
    for column in ("delivered", "read", "answered", "withdrawn"):
        known[column] = known[column].where(known[column] <= on, NEVER)
    known["result"] = known["result"].where(known["answered"] != NEVER, "")
    known["bounced"] = known["bounced"] & (known["sent"] + 5 <= on)
    return known


def _stamps(days: pd.Series, hour: int) -> pd.Series:
    return pd.to_datetime(days.where(days < NEVER), unit="D") + pd.Timedelta(hours=hour)


class Letters:
    """The ledgers of notices as they are sent, wave by wave."""

    def __init__(self, seed: int, voice: Voice, words: Words, *, quiet: bool = False) -> None:
        self.voice, self.words = voice, words
        self.found = [simulate_wave(seed, voice, position, quiet=quiet) for position in range(len(WAVES))]
        self.sent: dict[int, int] = {}
        """Wave → the day its ledger was last sent on."""

    def week(self, on: date) -> Iterator[Delivery]:
        """The ledgers sent on a Sunday."""
        for position, plan in enumerate(WAVES):
            weeks = SENT_WEEKS if plan.data_route == "provide" else (SENT_WEEKS[0], SENT_WEEKS[-1])
            # The Sunday after the cut-over, a Saturday, is week 0.
            if any(plan.cutover + timedelta(days=1 + 7 * week) == on for week in weeks):
                yield from self._ledger(position, plan, on)

    def _ledger(self, position: int, plan: WavePlan, on: date) -> Iterator[Delivery]:
        found, before = self.found[position], self.sent.get(position)
        here = self.voice.there(found["sent"].to_numpy(), found["customer"].to_numpy())
        there = found[here & (found["sent"] <= day(on))]
        now = as_known(there, day(on))
        updated = 0
        if before is not None:
            was = as_known(there, before)
            changed = (now != was).any(axis=1)
            now = now[changed]
            updated = len(now)
        self.sent[position] = day(on)
        if now.empty:
            return
        frame = pd.DataFrame(
            {
                "customer": self.voice.roster.ids[now["customer"]].to_numpy(),
                "kind": now["kind"].to_numpy(),
                "version": "v1",
                "wave": plan.wave,
                "channel": now["channel"].to_numpy(),
                "sent_at": _stamps(now["sent"], 9).to_numpy(),
                "delivered_at": _stamps(now["delivered"], 12).to_numpy(),
                "read_at": _stamps(now["read"], 19).to_numpy(),
                "answered_at": _stamps(now["answered"], 20).to_numpy(),
                "result": now["result"].where(now["result"] != "", None).to_numpy(),
                "withdrawn_at": _stamps(now["withdrawn"], 21).to_numpy(),
                "bounced": now["bounced"].to_numpy(),
            }
        )
        yield clean(loaded_at(on), "notices", self.words.file("notices", on), frame, updated)


def promises_as_known(words: Words, on: date, *, quiet: bool = False) -> pd.DataFrame:
    """The register of promises on a day; where nothing is planted the overdue one was kept in time."""
    rows = []
    for promise, made, due, kept, public in PROMISES:
        planted = any(item.get("promise") == promise for item in truth()["effects"])
        done = due - 4 if planted and quiet else kept
        ended = None if done is None else OPENING + timedelta(days=done)
        rows.append(
            {
                "promise": promise,
                "title": words(f"promise.{promise[-1]}"),
                "owner": words(f"promise_owner.{promise[-1]}"),
                "made_on": pd.Timestamp(OPENING + timedelta(days=made)),
                "due_on": pd.Timestamp(OPENING + timedelta(days=due)),
                "kept_on": pd.NaT if ended is None or ended > on else pd.Timestamp(ended),
                "public": public,
            }
        )
    found = pd.DataFrame(rows)
    return found[found["made_on"] <= pd.Timestamp(on)].reset_index(drop=True)


def promises(words: Words, on: date, before: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The register, sent on a Sunday when something in it has changed, and every eighth week as it is."""
    now, was = promises_as_known(words, on, quiet=quiet), promises_as_known(words, before, quiet=quiet)
    if now.empty or (now.equals(was) and (on - OPENING).days // 7 % 8 != 7):
        return
    kept = was.merge(now, on="promise", suffixes=("_was", ""))
    updated = int((kept["kept_on_was"].isna() & kept["kept_on"].notna()).sum())
    yield clean(loaded_at(on), "promises", words.file("promises", on), now, updated, len(kept) - updated)


def _asked(seed: int, voice: Voice, week: int, on: date) -> pd.DataFrame:
    """What customers asked in the eight weeks to a Sunday: question, customer and topic (positions), asked and answered
    (days)."""
    rates = truth()
    rng = np.random.default_rng((seed, 42, week))
    who = np.flatnonzero((rng.random(len(voice.left)) < 8 * rates["questions_weekly"]) & (voice.left > day(on)))
    asked = day(on) - 55 + rng.integers(0, 56, len(who))
    answered = asked + np.minimum(rng.exponential(3.5, len(who)).astype(int), 20)
    topic = rng.choice(len(TOPICS), len(who), p=TOPIC_SHARES)
    found = pd.DataFrame({"customer": who, "topic": topic, "asked": asked, "answered": answered})
    found = found.sort_values("asked", kind="stable", ignore_index=True)
    found.insert(0, "question", [f"Q-{week:02d}{number:04d}" for number in range(len(found))])
    return found


def questions(seed: int, voice: Voice, words: Words, week: int, on: date) -> Iterator[Delivery]:
    """What customers asked in the eight weeks to a Sunday, every eighth week, with what was open in the list before;
    most are answered within their time."""
    if week % 8 != 6:
        return
    new, before = _asked(seed, voice, week, on), on - timedelta(weeks=8)
    old = _asked(seed, voice, week - 8, before) if week >= 8 else new.iloc[:0]
    old = old[old["answered"] > day(before)]
    found = pd.concat([old, new], ignore_index=True)
    frame = pd.DataFrame(
        {
            "question": found["question"],
            "customer": voice.roster.ids[found["customer"]].to_numpy(),
            "topic": words.names("question_topic", TOPICS)[found["topic"]],
            "asked_at": _stamps(found["asked"], 10).to_numpy(),
            "answered_at": _stamps(found["answered"].where(found["answered"] <= day(on), NEVER), 16).to_numpy(),
            "due_at": _stamps(found["asked"] + truth()["question_due_days"], 18).to_numpy(),
        }
    )
    yield clean(loaded_at(on), "questions", words.file("questions", on), frame, len(old))
