"""Training of the staff and the documents of the transfer in the demo programme; what is planted is in
``truth_safeguards.json``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data.demo import safeguards, support
from data.demo.delivery import Delivery
from data.demo.plan import BRANCHES, BY_WAVE, OPENING, WAVES
from data.demo.safeguards import EVERY, FIRST, ROLES, changed, effect, stamp, truth
from data.demo.words import Words

TOPICS = ("privacy", "contract", "system")
AT_BRANCH, AT_HOTLINE = 8, 40
KINDS = ("notice", "balance", "minutes", "approval", "assessment", "handover")
PER_WAVE = 18
LEDGERS = ("assets", "agreements", "controls", "control_tests", "continuity", "continuity_tests", "outages")


def training(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Everybody has to be trained in three topics a month before the cut-over of the branch; who fails tries again."""
    rates, gap = truth(), effect("hotline_untrained", quiet)
    rng = np.random.default_rng((75, 1))
    people: list[tuple[str, str, str | None, date, str | None]] = [
        (
            f"E-{100 + place * AT_BRANCH + number}",
            ROLES[number % 3],
            branch.branch,
            BY_WAVE[branch.wave].cutover,
            branch.wave,
        )
        for place, branch in enumerate(BRANCHES)
        for number in range(AT_BRANCH)
    ]
    people += [(f"E-{500 + number}", "hotline", None, WAVES[5].cutover, None) for number in range(AT_HOTLINE)]
    lines: list[dict[str, Any]] = []
    for person, role, branch, cutover, wave in people:
        for topic in TOPICS:
            share = gap["coverage"] if gap and role == gap["role"] else rates["coverage"]
            due = cutover - timedelta(days=14)
            comes, early = rng.random() < share, int(rng.integers(2, 45))
            held = due - timedelta(days=early) if comes else None
            mode = ("online", "onsite")[int(rng.random() < 0.45)]
            scores = np.clip(np.round(rng.normal(rates["score_mean"], rates["score_sd"], 2)), 20, 100)
            passes = rng.random(2) < rates["pass_rate"]
            scores = np.where(passes, np.maximum(scores, 70), np.minimum(scores, 66))
            if due - timedelta(days=60) > on:
                continue
            for attempt in (1, 2):
                day = None if held is None else held + timedelta(days=10 * (attempt - 1))
                known = stamp(day, on)
                if attempt == 2 and (passes[0] or pd.isna(known)):
                    continue
                there = not pd.isna(known)
                lines.append(
                    {
                        "person": person,
                        "topic": words(f"topic.{topic}"),
                        "attempt": attempt,
                        "role": words(f"role.{role}"),
                        "branch": branch,
                        "wave": wave,
                        "required": True,
                        "due_on": pd.Timestamp(due),
                        "held_on": known,
                        "mode": mode if there else None,
                        "score": float(scores[attempt - 1]) if there else None,
                        "passed": bool(passes[attempt - 1]) if there else None,
                    }
                )
    return pd.DataFrame(lines)


def documents(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Eighteen documents a wave, needed by its cut-over and archived some days after they were made."""
    missing, lines = effect("documents_missing", quiet), []
    for plan in WAVES:
        rng = np.random.default_rng((76, int(plan.wave[-1])))
        for number in range(PER_WAVE):
            kind = KINDS[number % len(KINDS)]
            made = plan.cutover - timedelta(days=int(rng.integers(3, 60)))
            archived = made + timedelta(days=1 + int(rng.exponential(truth()["archive_lag_days"])))
            gone = missing is not None and plan.wave == missing["wave"] and number < missing["count"]
            if plan.cutover - timedelta(days=90) > on:
                continue
            known = pd.NaT if gone else stamp(made, on)
            lines.append(
                {
                    "document": f"D-{plan.wave}-{number + 1:02d}",
                    "title": f"{words(f'document.{kind}')} {plan.wave}-{number // len(KINDS) + 1}",
                    "kind": words(f"document.{kind}"),
                    "wave": plan.wave,
                    "confidentiality": ("internal", "confidential", "internal", "confidential", "confidential", "open")[
                        number % 6
                    ],
                    "required_by": pd.Timestamp(plan.cutover),
                    "finished_on": known,
                    "archived_on": pd.NaT if gone else stamp(archived, on),
                    "keep_until": pd.NaT
                    if pd.isna(known)
                    else known + pd.DateOffset(years=10 if number % 6 != 2 else 1),
                    "custodian": words(f"guard.{number % 3 + 1}"),
                }
            )
    return pd.DataFrame(lines)


def document_access(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """People look at documents in working hours and in their role; one does not."""
    strange = effect("night_reader", quiet)
    rng = np.random.default_rng((77, 1))
    lines: list[dict[str, Any]] = []
    first = OPENING + timedelta(days=120)
    for number in range(420):
        day = first + timedelta(days=int(rng.integers(0, 330)))
        day -= timedelta(days=max(0, day.isoweekday() - 5))
        wave, at = int(rng.integers(1, 6)), time(int(rng.integers(9, 18)), int(rng.integers(0, 60)))
        person, role = f"E-{100 + int(rng.integers(0, 96))}", ROLES[int(rng.integers(0, 3))]
        lines.append(
            _look(
                words,
                f"A-{number:04d}",
                f"D-W{wave}-{int(rng.integers(1, PER_WAVE + 1)):02d}",
                person,
                role,
                day,
                at,
                True,
            )
        )
    if strange:
        for number in range(strange["count"]):
            day = date(2026, 10, 5) + timedelta(days=number * 2)
            at = time(22 + number % 2, 10 + number * 3)
            lines.append(
                _look(
                    words,
                    f"A-9{number:03d}",
                    f"D-W5-{4 + 2 * (number % 7):02d}",
                    strange["person"],
                    "operations",
                    day,
                    at,
                    False,
                )
            )
    found = pd.DataFrame(lines)
    return found[found["accessed_at"] < pd.Timestamp(on) + pd.Timedelta(days=1)].reset_index(drop=True)


def _look(
    words: Words, access: str, document: str, person: str, role: str, day: date, at: time, allowed: bool
) -> dict[str, Any]:
    return {
        "access": access,
        "document": document,
        "person": person,
        "role": words(f"role.{role}"),
        "accessed_at": pd.Timestamp(datetime.combine(day, at)),
        "in_role": allowed,
        "action": "view" if allowed else "copy",
        "purpose": words("purpose.file") if allowed else None,
    }


def ledgers(words: Words, week: int, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The ledgers of the safeguards, every sixteenth week: what has changed in them since."""
    if week % EVERY != FIRST:
        return
    before = on - timedelta(weeks=EVERY)
    makers = {name: getattr(safeguards, name) for name in LEDGERS}
    makers |= {
        "tickets": support.tickets,
        "training": training,
        "documents": documents,
        "document_access": document_access,
    }
    for name, made in makers.items():
        now = made(words, on, quiet)
        was = made(words, before, quiet) if week > FIRST else now.iloc[:0]
        yield from changed(name, now, was, on, words.file(name, on))
