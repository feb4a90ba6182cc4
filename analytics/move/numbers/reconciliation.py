"""What must agree on both sides of a cut-over: of each wave the newest line of each item, and whether the wave is done.

A wave is done when every expected item was reconciled, nothing of a difference is unexplained, and somebody has signed
after it was moved: a signature without a day, or of a day before there was anything to compare, holds nothing. An
amount is explained by words that somebody signs: without them it is a number beside a difference. Balances are compared
within one currency: each has a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import natural, parts_of, rows, text
from analytics.programme import load_waves
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.scope import Scope
    from data.store import Store

EXPECTED = ("records", "contracts", "balances", "direct_debits", "open_orders")
"""What every wave is asked for; an item that a wave does not have is said with zero on both sides."""
SAME = 0.005
"""Differences below half a cent are none."""
LINES = Query(
    name="move.reconciliation",
    # One row a wave, item, currency ('' for the programme's, and for what is no money) and day.
    sql="""
        select wave, item, case when item in ('balances', 'other') and upper(trim(currency)) <> upper($currency)
          then upper(trim(currency)) else '' end as currency,
               before, after, difference, explained, explanation, signed_by, day from {reconciliation}
        where {selected:wave} order by {ordered:wave}, item, day nulls first
    """,
    grain="open",
)


@dataclass(frozen=True)
class Reconciled:
    """``lines``: one row a wave, item and currency ('': the programme's) – wave, item, currency, before, after,
    difference, explained, unexplained, explanation, signed_by, day, state (bad: something is unexplained · watch: not
    signed, or ``unheld``: undated, early, ahead of the cut-over · good · none: not known, contradicted, or
    ``missing``), contradicted (the stated difference is not the one between the two systems), bare (what its explained
    amount lacks: words, signature). ``waves``: one row a wave that was moved or has a line – wave, state, unexplained,
    unsigned, missing (items), known (items)."""

    lines: pd.DataFrame
    waves: pd.DataFrame

    @property
    def told(self) -> pd.DataFrame:
        """The lines that somebody wrote."""
        return self.lines[~self.lines["missing"].astype(bool)]

    @property
    def open(self) -> pd.DataFrame:
        """Lines with something unexplained, by wave."""
        return self.lines[self.lines["state"] == "bad"]

    @property
    def empty(self) -> bool:
        return self.told.empty


COLUMNS = [
    "wave",
    "item",
    "currency",
    "before",
    "after",
    "difference",
    "explained",
    "unexplained",
    "explanation",
    "signed_by",
    "day",
    "state",
    "missing",
    "contradicted",
    "bare",
    "opposite",
    "unheld",
]


def compute_reconciled(frame: pd.DataFrame, moved: Mapping[str, date | None]) -> Reconciled:
    """The newest line of each wave and item, with what the ``moved`` waves (with the day) lack; pure."""
    lines = [_line(row, moved) for row in rows(frame.drop_duplicates(["wave", "item", "currency"], keep="last"))]
    known = {(line["wave"], line["item"]) for line in lines}
    for wave in moved:
        for item in EXPECTED:
            if (wave, item) not in known:
                lines.append(
                    dict.fromkeys(COLUMNS)
                    | {
                        "wave": wave,
                        "item": item,
                        "currency": "",
                        "state": "none",
                        "missing": True,
                        "contradicted": False,
                        "bare": (),
                        "opposite": False,
                        "unheld": "",
                    }
                )
    order = {item: at for at, item in enumerate((*EXPECTED, "other"))}
    lines.sort(key=lambda line: (natural(line["wave"]), order.get(line["item"], len(order)), line["currency"]))
    found = pd.DataFrame(lines, columns=COLUMNS)
    waves = []
    for name, own in parts_of(found, "wave"):
        states = list(own["state"])
        missing = tuple(item for item in EXPECTED if item not in set(own.loc[~own["missing"].astype(bool), "item"]))
        worst = (
            "bad"
            if "bad" in states
            else "none"
            if missing or "none" in states
            else "watch"
            if "watch" in states
            else "good"
        )
        waves.append(
            {
                "wave": name,
                "state": worst,
                "unexplained": states.count("bad"),
                "unsigned": states.count("watch"),
                "missing": missing,
                "known": len(own) - int(own["missing"].astype(bool).sum()),
            }
        )
    return Reconciled(
        found, pd.DataFrame(waves, columns=["wave", "state", "unexplained", "unsigned", "missing", "known"])
    )


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _unheld(row: Any, moved: Mapping[str, date | None]) -> str:
    """Why a signature under a line holds nothing: it has no day, its wave is not moved, or was not on that day; ''
    where it holds."""
    if pd.isna(row.day):
        return "undated"
    if row.wave not in moved:
        return "ahead"
    on = moved[row.wave]
    return "early" if on is not None and pd.Timestamp(row.day).date() < on else ""


def _line(row: Any, moved: Mapping[str, date | None]) -> dict[str, Any]:
    before, after, stated, explained = (
        _number(getattr(row, name)) for name in ("before", "after", "difference", "explained")
    )
    counted = None if before is None or after is None else round(after - before, 2)
    difference = counted if counted is not None else stated
    contradicted = counted is not None and stated is not None and abs(counted - stated) >= SAME
    words, signer = text(row.explanation).strip(), text(row.signed_by).strip()
    given = {"words": any(one.isalpha() for one in words), "signature": bool(signer)}
    bare = tuple(name for name, there in given.items() if not there) if explained else ()
    counts = difference is None or abs(difference) < SAME or not bare
    rest = None if difference is None else round(difference - ((explained or 0.0) if counts else 0.0), 2)
    opposite = bool(explained) and difference is not None and abs(difference + (explained or 0.0)) < SAME
    unheld = _unheld(row, moved) if signer else ""
    state = (
        "none"
        if rest is None
        else "bad"
        if abs(rest) >= SAME
        else "none"
        if contradicted
        else "good"
        if signer and not unheld
        else "watch"
    )
    return {
        "wave": row.wave,
        "item": row.item,
        "currency": row.currency,
        "before": before,
        "after": after,
        "difference": difference,
        "explained": explained,
        "unexplained": rest,
        "explanation": words or None,
        "signed_by": signer or None,
        "day": row.day,
        "state": state,
        "missing": False,
        "contradicted": contradicted,
        "bare": bare,
        "opposite": opposite,
        "unheld": unheld,
    }


def load_moved_waves(store: Store, scope: Scope) -> tuple[tuple[str, date | None], ...]:
    """The waves that have been cut over, with the day."""
    return tuple((wave.wave, wave.cutover_on) for wave in load_waves(store, scope) if wave.state == "moved")


@once
def load_reconciled(store: Store, scope: Scope) -> Reconciled:
    """The reconciliation of the scope's waves as of its moment."""
    given = scope.params("waves") | {"currency": load_programme(store, scope).currency}
    frame = store.read(LINES, scope.rights, as_of=scope.as_of, params=given)
    return compute_reconciled(frame, dict(load_moved_waves(store, scope)))
