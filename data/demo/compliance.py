"""Duties, reviews and evidence of the demo programme; what is planted is in ``truth_compliance.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.demo.delivery import Delivery
from data.demo.plan import DECISION, WAVES
from data.demo.safeguards import EVERY, FIRST, changed, stamp
from data.demo.words import Words

PATH = Path(__file__).with_name("truth_compliance.json")
ONCE = (
    # obligation, days from the decision until it was done, evidence
    ("L1-10", 6, "EV-01"),
    ("L1-30", 21, "EV-02"),
    ("L2", 60, "EV-03"),
    ("B1", 75, "EV-04"),
    ("P6", 90, "EV-05"),
    ("D1", 95, "EV-06"),
    ("K1", 100, "EV-03"),
    ("I1", 110, "EV-10"),
)
NOT_ASKED = (("P8", 1), ("N3", 2), ("N4", 2))
"""Obligations that do not apply, and the number of the reason."""
SPLIT, PROVIDE = ("P1", "N2"), ("P2", "P5", "P9", "N1", "L4")
BRANCHES_CLOSED = (
    ("B01", date(2026, 4, 10), 18),
    ("B02", date(2026, 6, 8), 24),
    ("B04", date(2026, 8, 14), 21),
    ("B06", date(2026, 10, 8), 20),
)
"""Branch, day of the decision to close it, days until it was deregistered."""
REQUESTS = (("DSR-01", date(2026, 5, 6), 9), ("DSR-02", date(2026, 9, 15), 12))
PROVES = {"EV-09": "C-03"}
"""Proof → the measure that it proves, for the first supplier."""
ITEMS = (
    ("notice", "law"),
    ("consent", "law"),
    ("contract", "law"),
    ("data", "policy"),
    ("complaint", "industry"),
    ("staff", "internal"),
)
PARTLY = (("W1", "complaint"), ("W2", "staff"), ("W3", "contract"), ("W5", "consent"))
CHANGES = (
    # published, days until assessed, type
    (date(2025, 11, 1), 10, "law"),
    (date(2026, 2, 12), 13, "policy"),
    (date(2026, 5, 20), 8, "industry"),
    (date(2026, 8, 25), 11, "law"),
    (date(2026, 10, 30), 12, "policy"),
)
FINDINGS = (
    # found, days until due, days until closed, item, severity
    (date(2026, 1, 20), 45, 31, "notice", "medium"),
    (date(2026, 2, 27), 30, 22, "complaint", "low"),
    (date(2026, 3, 6), 45, 40, "consent", "high"),
    (date(2026, 4, 29), 30, 26, "staff", "low"),
    (date(2026, 6, 24), 60, 47, "contract", "medium"),
    (date(2026, 7, 30), 30, 25, "data", "medium"),
    (date(2026, 9, 2), 45, 38, "notice", "low"),
    (date(2026, 9, 18), 44, 35, "contract", "medium"),
    (date(2026, 10, 28), 48, 60, "consent", "high"),
    (date(2026, 11, 12), 40, 60, "data", "low"),
)
REPORTS = (
    (date(2025, 12, 15), 4),
    (date(2026, 3, 16), 6),
    (date(2026, 6, 15), 3),
    (date(2026, 9, 15), 5),
    (date(2026, 12, 1), 2),
    (date(2027, 3, 15), 3),
)
"""Due, days before that on which it was sent."""
PROOFS = (
    # evidence, obligations, made, expires
    ("EV-01", "L1-10", date(2025, 9, 7), None),
    ("EV-02", "L1-30", date(2025, 9, 22), None),
    ("EV-03", "L2 K1", date(2025, 11, 2), None),
    ("EV-04", "B1", date(2025, 11, 18), None),
    ("EV-05", "P6", date(2025, 11, 30), None),
    ("EV-06", "D1", date(2025, 12, 5), date(2027, 6, 30)),
    ("EV-07", "P1", date(2026, 2, 10), date(2027, 12, 31)),
    ("EV-08", "N2", date(2026, 2, 12), date(2027, 12, 31)),
    ("EV-09", "N1 P9", date(2026, 6, 10), date(2027, 6, 10)),
    ("EV-10", "I1", date(2025, 12, 20), None),
    ("EV-11", "P2 P5", date(2026, 9, 20), None),
    ("EV-12", "L4", date(2026, 9, 20), None),
    ("EV-13", "L8", date(2026, 4, 28), None),
    ("EV-14", "", date(2026, 5, 20), None),
    ("EV-15", "", date(2026, 7, 20), None),
    ("EV-16", "", date(2026, 9, 25), None),
    ("EV-17", "", date(2026, 10, 30), None),
)


@lru_cache(maxsize=1)
def truth() -> dict[str, Any]:
    """Planted effects."""
    found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def effect(name: str, quiet: bool) -> dict[str, Any] | None:
    """A planted effect; ``None`` in a quiet programme."""
    return None if quiet else next(item for item in truth()["effects"] if item["id"] == name)


def duties(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """What was done of each obligation, in time but for one branch."""
    late, lines = effect("deregistration_overdue", quiet), []

    def add(obligation: str, done: date | None, **more: Any) -> None:
        known = stamp(done, on)
        line: dict[str, Any] = {
            "obligation": obligation,
            "wave": None,
            "case_no": None,
            "event_at": pd.NaT,
            "done_at": known,
            "applies": None,
            "reason": None,
            "owner": None,
            "evidence": None,
        }
        line |= more
        lines.append(line if not pd.isna(known) else line | {"evidence": None})

    for place, (obligation, days, proof) in enumerate(ONCE):
        add(obligation, DECISION + timedelta(days=days), owner=words(f"guard.{place % 3 + 1}"), evidence=proof)
    for obligation, reason in NOT_ASKED:
        add(obligation, None, applies=False, reason=words(f"duty.reason.{reason}"))
    for plan in WAVES:
        for place, obligation in enumerate(SPLIT if plan.data_route == "split" else PROVIDE):
            done = plan.cutover - timedelta(days=12 + 5 * place)
            # What is asked of a wave is begun two months before it: nothing is said of it earlier.
            if plan.cutover - timedelta(days=75) <= on:
                add(obligation, done, wave=plan.wave, owner=words(f"guard.{place % 3 + 1}"))
    for branch, decided, days in BRANCHES_CLOSED:
        ended = None if late and branch == late["case_no"] else decided + timedelta(days=days)
        if decided <= on:
            add("L8", ended, case_no=branch, event_at=pd.Timestamp(decided), owner=words("guard.2"), evidence="EV-13")
    for request, asked, days in REQUESTS:
        if asked <= on:
            add(
                "P11",
                asked + timedelta(days=days),
                case_no=request,
                event_at=pd.Timestamp(asked),
                owner=words("guard.3"),
            )
    return pd.DataFrame(lines)


def reviews(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Reviews of each wave before its cut-over, changes of law, findings, quarterly reports."""
    lines: list[dict[str, Any]] = []
    unassessed, overdue, again = (
        effect(name, quiet) for name in ("change_not_assessed", "finding_overdue", "finding_repeated")
    )

    def add(review: str, kind: str, opened: date | None, closed: date | None, **more: Any) -> None:
        line = {
            "review": review,
            "kind": kind,
            "type": None,
            "item": None,
            "wave": None,
            "title": None,
            "verdict": None,
            "severity": None,
            "opened_on": pd.NaT if opened is None else pd.Timestamp(opened),
            "due_on": pd.NaT,
            "closed_on": stamp(closed, on),
            "owner": words("guard.1"),
            "action": None,
            "action_due_on": pd.NaT,
            "action_done_on": pd.NaT,
            "repeats": None,
            "regulator": None,
            "obligation": None,
        }
        lines.append(line | more)

    for plan in WAVES:
        for place, (item, basis) in enumerate(ITEMS):
            held = plan.cutover - timedelta(days=10 + 3 * place)
            if held <= on:
                verdict = "partly" if (plan.wave, item) in PARTLY else "compliant"
                add(
                    f"RV-{plan.wave}-{place + 1}",
                    "review",
                    held,
                    held,
                    type=basis,
                    item=words(f"review.{item}"),
                    wave=plan.wave,
                    verdict=verdict,
                )
    for number, (published, days, basis) in enumerate(CHANGES, 1):
        review = f"CH-{number:02d}"
        if published > on:
            continue
        open_still = unassessed is not None and review == unassessed["review"]
        closed = None if open_still else published + timedelta(days=days)
        known = not pd.isna(stamp(closed, on))
        add(
            review,
            "change",
            published,
            closed,
            type=basis,
            title=words(f"change.{number}"),
            verdict="none" if known and number % 2 else "partly" if known else None,
        )
    for number, (found, due, took, item, severity) in enumerate(FINDINGS, 1):
        review, last = f"FI-{number:02d}", found + timedelta(days=due)
        if found > on:
            continue
        stays = overdue is not None and review == overdue["review"]
        ends = None if stays else found + timedelta(days=took)
        add(
            review,
            "finding",
            found,
            ends,
            type=dict(ITEMS)[item],
            item=words(f"review.{item}"),
            title=words(f"finding.{number}"),
            severity=severity,
            due_on=pd.Timestamp(last),
            action=words(f"action.{number % 3 + 1}"),
            action_due_on=pd.Timestamp(last - timedelta(days=5)),
            action_done_on=stamp(None if ends is None else ends - timedelta(days=2), on),
            repeats=again["repeats"] if again and review == again["review"] else None,
        )
    for number, (until, early) in enumerate(REPORTS, 1):
        if until - timedelta(days=100) <= on:
            add(
                f"RP-{number:02d}",
                "report",
                None,
                until - timedelta(days=early),
                title=words("report.quarter"),
                due_on=pd.Timestamp(until),
                regulator=words("regulator"),
            )
    return pd.DataFrame(lines)


def evidence(words: Words, on: date, quiet: bool) -> pd.DataFrame:
    """Proofs with their fingerprints; one is renewed, one expires soon, one has expired, two are the same file."""
    ends = {
        found["evidence"]: date.fromisoformat(found["expires"])
        for found in (effect("evidence_expired", quiet), effect("evidence_expiring", quiet))
        if found
    }
    same = effect("evidence_twice", quiet)
    lines: list[dict[str, Any]] = []

    def add(proof: str, revision: str, obligations: str, made: date, expires: date | None) -> None:
        text = f"{same['evidence'][0] if same and proof in same['evidence'] else proof} {revision}"
        lines.append(
            {
                "evidence": proof,
                "revision": revision,
                "title": words(f"proof.{int(proof[-2:])}"),
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "made_on": pd.Timestamp(made),
                "expires_on": pd.NaT if expires is None else pd.Timestamp(expires),
                "wave": None,
                "obligations": obligations,
                "custodian": words(f"guard.{int(proof[-1]) % 3 + 1}"),
                "controls": PROVES.get(proof),
                "suppliers": words("supplier.1") if proof in PROVES else None,
                "file_name": f"{proof}-{revision}.pdf",
                "file_bytes": len(text) * 10_000,
                "registered_on": pd.Timestamp(made),
            }
        )

    for proof, obligations, made, expires in PROOFS:
        if made > on:
            continue
        last = ends.get(proof, expires)
        add(proof, "1", obligations, made, last)
        if proof == "EV-07" and date(2026, 8, 1) <= on:
            add(proof, "2", obligations, date(2026, 8, 1), date(2028, 6, 30))
    return pd.DataFrame(lines)


def ledgers(words: Words, week: int, on: date, *, quiet: bool = False) -> Iterator[Delivery]:
    """The ledgers of law and policy, every sixteenth week."""
    if week % EVERY != FIRST:
        return
    before = on - timedelta(weeks=EVERY)
    for name, made in (("duties", duties), ("reviews", reviews), ("evidence", evidence)):
        now = made(words, on, quiet)
        was = made(words, before, quiet) if week > FIRST else now.iloc[:0]
        yield from changed(name, now, was, on, words.file(name, on))
