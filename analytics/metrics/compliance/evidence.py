"""Evidence: which revision counts, until when it holds, which duties it proves, and what does not fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.periods import as_of_day
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

PREFIX = "compliance."
SEPARATORS = re.compile(r"[\s,;，；、|]+")

EVIDENCE = Query(
    name="compliance.evidence",
    # One row a revision of a proof.
    sql="""
        select evidence, revision, title, lower(trim(sha256)) as sha256, made_on, expires_on, wave, obligations, custodian, location
        from {evidence} order by evidence, revision
    """,
    grain="open",
)
LIMITS = Query(
    name="settings.compliance",
    # One row a limit that was set: setting ('compliance.assess_days'), value (text).
    sql="select setting, value from {settings} where starts_with(setting, 'compliance.') order by setting",
    grain="open",
)


@dataclass(frozen=True)
class Limits:
    """Internal targets, each a setting ``compliance.<name>``; none of them is law.

    A new rule is assessed within ``assess_days``; evidence is renewed ``evidence_days`` and a report sent ``report_days``
    before the day, at the latest.
    """

    assess_days: int = 14
    evidence_days: int = 30
    report_days: int = 10


def load_limits(store: Store, scope: Scope) -> Limits:
    """The limits as of the scope; what is no number is as if it were not set."""
    found, names = Limits(), {field.name for field in fields(Limits)}
    for row in rows(store.read(LIMITS, scope.rights, as_of=scope.as_of, params={})):
        name, text = str(row.setting).removeprefix(PREFIX), str(row.value).strip()
        if name in names and text.isdigit():
            found = replace(found, **{name: int(text)})
    return found


def compute_evidence(frame: pd.DataFrame, day: date, limits: Limits, obligations: set[str]) -> pd.DataFrame:
    """Each proof once, in its latest revision: ``revisions, state`` (good, watch: expires soon, bad: expired), ``days`` to its end,
    ``twins`` (other proofs with the same fingerprint) and ``unknown`` (obligations that the catalogue does not have)."""
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
                "state": "good" if left is None or left > limits.evidence_days else "watch" if left >= 0 else "bad",
                "codes": tuple(codes),
                "twins": tuple(sorted(twins.get(own, set()) - {name})),
                "unknown": tuple(code for code in codes if code not in obligations),
            }
        )  # fmt: skip
    found = pd.DataFrame(lines, columns=[*frame.columns, "revisions", "days", "state", "codes", "twins", "unknown"])
    found["days"] = found["days"].astype("Int64")
    return found.sort_values(["days", "evidence"], na_position="last", ignore_index=True)


def load_evidence(store: Store, scope: Scope, obligations: set[str]) -> pd.DataFrame:
    """The proofs as of the scope's moment; with waves chosen theirs and those of no wave."""
    frame = store.read(EVIDENCE, scope.rights, as_of=scope.as_of, params={})
    if scope.waves:
        frame = frame[frame["wave"].isna() | frame["wave"].isin(scope.waves)]
    return compute_evidence(frame, as_of_day(scope), load_limits(store, scope), obligations)


def _rank(row: Any) -> tuple[Any, ...]:
    """Revisions in order: by the numbers in their name, then by their day."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", str(row.revision or "")))
    made = pd.Timestamp.min if pd.isna(row.made_on) else pd.Timestamp(row.made_on)
    return (numbers, made)


def proofs_of(evidence: pd.DataFrame, named: Sequence[str], obligation: str, wave: str | None) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    """How a duty is proved: ``good``, ``watch``, ``bad`` (expired), ``unknown`` (no such proof) or ``none``; and by which proofs.

    A proof serves the duties it names, of its wave or of all, and those that name it.
    """
    found = [
        row
        for row in rows(evidence)
        if row.evidence in named
        or (obligation in row.codes and (wave is None or not isinstance(row.wave, str) or row.wave == wave))
    ]
    states = {row.state for row in found}
    ids = tuple(sorted({str(row.evidence) for row in found} | set(named)))
    best = next((state for state in ("good", "watch", "bad") if state in states), "unknown" if named else "none")
    return best, ids
