"""Evidence: which revision counts, until when it holds, which duties it proves, and what does not fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.judging import Judge, load_judge
from analytics.periods import as_of_day
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

SEPARATORS = re.compile(r"[\s,;，；、|]+")

EVIDENCE = Query(
    name="compliance.evidence",
    # One row a revision of a proof.
    sql="""
        select evidence, revision, title, lower(trim(sha256)) as sha256, made_on, expires_on, wave, obligations,
          custodian, location,
               controls, sites, systems, suppliers, file_name, file_bytes, registered_on
        from {evidence} order by evidence, revision
    """,
    grain="open",
)


def compute_evidence(frame: pd.DataFrame, day: date, judge: Judge, obligations: set[str]) -> pd.DataFrame:
    """Each proof once, in its latest revision: ``revisions, state`` (good, watch: expires soon, bad: expired), ``days``
    to its end, ``twins`` (other proofs with the same fingerprint) and ``unknown`` (obligations that the catalogue does
    not have)."""
    twins: dict[str, set[str]] = {}
    for row in rows(frame):
        if isinstance(row.sha256, str) and row.sha256:
            twins.setdefault(row.sha256, set()).add(str(row.evidence))
    latest: dict[str, Any] = {}
    count: dict[str, int] = {}
    for row in rows(frame):
        count[row.evidence] = count.get(row.evidence, 0) + 1
        if row.evidence not in latest or _rank(row) >= _rank(latest[row.evidence]):
            latest[row.evidence] = row
    lines = []
    for name, row in latest.items():
        left = None if pd.isna(row.expires_on) else (pd.Timestamp(row.expires_on).date() - day).days
        codes = (
            SEPARATORS.split(row.obligations.strip())
            if isinstance(row.obligations, str) and row.obligations.strip()
            else []
        )
        own = row.sha256 if isinstance(row.sha256, str) else ""
        lines.append(
            {
                **row._asdict(),
                "revisions": count[name],
                "days": left,
                "state": (
                    "bad"
                    if left is not None and left < 0
                    else "watch"
                    if left is not None and not judge.beyond("compliance.evidence_days", left)
                    else "good"
                ),
                "codes": tuple(codes),
                "twins": tuple(sorted(twins.get(own, set()) - {name})),
                "unknown": tuple(code for code in codes if code not in obligations),
            }
        )
    found = pd.DataFrame(lines, columns=[*frame.columns, "revisions", "days", "state", "codes", "twins", "unknown"])
    found["days"] = found["days"].astype("Int64")
    return found.sort_values(["days", "evidence"], na_position="last", ignore_index=True)


def load_evidence(store: Store, scope: Scope, obligations: set[str]) -> pd.DataFrame:
    """The proofs as of the scope's moment; with waves chosen theirs and those of no wave."""
    frame = store.read(EVIDENCE, scope.rights, as_of=scope.as_of, params={})
    if scope.waves:
        frame = frame[frame["wave"].isna() | frame["wave"].isin(scope.waves)]
    return compute_evidence(frame, as_of_day(scope), load_judge(store, scope), obligations)


def _rank(row: Any) -> tuple[Any, ...]:
    """Revisions in order: by the numbers in their name, then by their day."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", str(row.revision or "")))
    made = pd.Timestamp.min if pd.isna(row.made_on) else pd.Timestamp(row.made_on)
    return (numbers, made)


def proofs_of(
    evidence: Sequence[Any], named: Sequence[str], obligation: str, wave: str | None
) -> tuple[str, tuple[str, ...]]:
    """How a duty is proved by the rows of :func:`compute_evidence`: ``good``, ``watch``, ``bad`` (expired), ``unknown``
    (no such proof) or ``none``; and by which proofs.

    A proof serves the duties it names, of its wave or of all, and those that name it.
    """
    found = [
        row
        for row in evidence
        if row.evidence in named
        or (obligation in row.codes and (wave is None or not isinstance(row.wave, str) or row.wave == wave))
    ]
    states = {row.state for row in found}
    ids = tuple(sorted({str(row.evidence) for row in found} | set(named)))
    best = next((state for state in ("good", "watch", "bad") if state in states), "unknown" if named else "none")
    return best, ids
