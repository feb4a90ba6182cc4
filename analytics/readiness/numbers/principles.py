"""One score a principle – lawful 合法, fair 公平, transparent 透明, safe 安全 – each with the rows it is made of.

A score is a share of things that can be counted: duties done in time, comparisons of groups without an unfair gap,
customers told in time, and measures, provisions and recovery tests in order. It is no mark for anything else, and is
blank where nothing was counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.compliance.numbers.score import load_lawful
from analytics.frames import rows
from analytics.rights.numbers.consent import load_rights
from analytics.rights.numbers.fairness import load_spread
from analytics.safeguards.numbers import load_continuity, load_protection
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.compliance.numbers.score import Share
    from analytics.rights.numbers.consent import Rights
    from analytics.safeguards.numbers import Continuity, Protection
    from analytics.scope import Scope
    from data.store import Store

SCORES = {"lawful": "lawful", "fair": "fair_comparisons", "transparent": "told_in_time", "safe": "safe_in_order"}
"""The metric a principle is judged by."""
PRINCIPLES = tuple(SCORES)


@dataclass(frozen=True)
class Score:
    """``part`` of ``whole`` is in order. ``rows``: state (good, bad), what (a code or a name), about (a wave, group or
    system), number (customers, days; may be null) – the bad ones first."""

    principle: str
    part: int
    whole: int
    rows: pd.DataFrame

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


def _score(principle: str, lines: list[tuple[str, str, str, float | None]], part: int, whole: int) -> Score:
    frame = pd.DataFrame(lines, columns=["state", "what", "about", "number"])
    return Score(principle, part, whole, frame.sort_values("state", kind="stable", ignore_index=True))


def compute_lawful(share: Share) -> Score:
    """Duties with a day of the law that were done in time, of those that are decided; those that ledgers contradict
    were not, and those that no ledger can be held against are not known."""
    lines: list[tuple[str, str, str, float | None]] = [
        (
            "bad" if row.state != "in_time" else "good" if pd.isna(row.blind) else "none",
            str(row.id),
            _first_text(row.wave, row.case),
            _number(row.number),
        )
        for row in rows(share.rows)
    ]
    return _score("lawful", lines, share.in_time, 0 if share.value is None else share.n)


def _named(name: object, code: object) -> str:
    """What it is called, else its number."""
    return name if isinstance(name, str) and name else str(code)


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload, arg-type]


def _first_text(*values: object) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")


def compute_fair(spread: pd.DataFrame) -> Score:
    """Comparisons of groups of thirty or more that show no unfair gap; a gap is listed with the group it falls on."""
    judged = spread[spread["n"] >= 30]
    lines: list[tuple[str, str, str, float | None]] = [
        ("bad" if row.unfair else "good", row.outcome, f"{row.item}.{row.grp}", float(row.gap)) for row in rows(judged)
    ]
    unfair = int(judged["unfair"].sum())
    return _score("fair", lines, len(judged) - unfair, len(judged))


def compute_transparent(found: Rights) -> Score:
    """Customers to whom the notice was delivered a week before their cut-over, of those whose day has come."""
    known = found.funnel[found.funnel["due"].fillna(0) > 0]
    lines: list[tuple[str, str, str, float | None]] = [
        ("bad" if row.late else "good", "told_late", str(row.wave), float(row.late)) for row in rows(known)
    ]
    due, late = int(known["due"].sum()), int(known["late"].sum())
    return _score("transparent", lines, due - late, due)


def compute_safe(protection: Protection, continuity: Continuity) -> Score:
    """Measures in place and tested, provisions assessed, systems that recover in time, and incidents of information
    that were reported in time: each a thing that is in order or not. An incident that nobody has reported is not. Where
    nothing was put in place, assessed, tested or reported yet there is no score."""
    lines: list[tuple[str, str, str, float | None]] = [
        ("bad" if row.state == "bad" else "good", "control", _named(row.title, row.control), None)
        for row in rows(protection.controls[protection.controls["state"] != "none"])
    ]
    lines += [
        ("bad" if row.state == "bad" else "good", "asset", _named(row.title, row.asset), None)
        for row in rows(protection.assets[protection.assets["state"] != "none"])
    ]
    lines += [
        ("bad" if row.judged == "failed" else "good", "recovery", f"{row.wave} {row.system}", None)
        for row in rows(continuity.last)
    ]
    lines += [
        (
            "bad" if row.state in ("bad", "watch") else "good",
            "incident",
            _named(row.name, row.incident),
            _number(row.customers),
        )
        for row in rows(protection.incidents[protection.incidents["state"] != "none"])
    ]
    bad = sum(line[0] == "bad" for line in lines)
    begun = len(continuity.last) or protection.assets["assessed_on"].notna().any()
    begun = begun or any((frame["state"] == "good").any() for frame in (protection.controls, protection.incidents))
    if not bad and not begun:  # what is not due yet is in order, and proves nothing by itself
        return _score("safe", [], 0, 0)
    return _score("safe", lines, len(lines) - bad, len(lines))


@once
def load_principles(store: Store, scope: Scope) -> tuple[Score, ...]:
    """The four scores, as of the scope's moment."""
    rights = load_rights(store, scope)
    return (
        compute_lawful(load_lawful(store, scope)),
        compute_fair(load_spread(store, scope)),
        compute_transparent(rights),
        compute_safe(load_protection(store, scope), load_continuity(store, scope)),
    )
