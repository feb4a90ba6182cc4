"""Who came back of those who left, by the company they went to, and while campaigns to win customers back ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows, text
from analytics.market.numbers.statements import BACK, RETURNS
from analytics.retention.curves import ask, known_day
from analytics.snapshot import once
from analytics.stats.intervals import Interval, wilson_interval
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

WITHIN = 90
"""Days after the departure within which a return counts; who left later is not judged yet."""


@dataclass(frozen=True)
class Returned:
    """Of ``n`` who left to ``rival`` ('' for all, and 'unknown') ``back`` came back within :data:`WITHIN` days, with its Wilson interval."""

    rival: str
    n: int
    back: int
    bounds: Interval


@dataclass(frozen=True)
class Drive:
    """A campaign to win customers back: how many it says it won (``told``) and how many came back while it ran by the ledger of departures
    (``seen``); null where nobody says, or too few."""

    campaign: str
    told: int | None
    seen: int | None


@dataclass(frozen=True)
class Back:
    """``whole``, ``rivals`` (the most often left to first) and ``drives``; ``few`` whether returns are too few to be told, ``day`` until when
    departures are known."""

    whole: Returned | None
    rivals: tuple[Returned, ...]
    drives: tuple[Drive, ...]
    few: bool
    day: date


def _returned(row: object, rival: str, n: float) -> Returned | None:
    back = getattr(row, "back", None)
    bounds = None if back is None or pd.isna(back) else wilson_interval(float(back), n)
    return None if bounds is None or back is None else Returned(rival, int(n), int(back), bounds)


def compute_back(whole: pd.DataFrame, rivals: pd.DataFrame, drives: pd.DataFrame, day: date) -> Back:
    """From the answers of ``BACK`` (for all, by rival) and ``RETURNS``."""
    all_of = [_returned(row, "", n) for row, n in zip(rows(whole), exact_n(whole), strict=True) if not pd.isna(n)]
    found = [
        _returned(row, text(row.rival), n)
        for row, n in zip(rows(rivals), exact_n(rivals), strict=True)
        if not pd.isna(n)
    ]
    told = tuple(
        Drive(
            text(row.name) or text(row.campaign),
            None if pd.isna(row.told) else int(row.told),
            None if pd.isna(row.n) else int(row.n),
        )
        for row in rows(drives)
    )
    known = sorted((one for one in found if one is not None), key=lambda one: (-one.n, one.rival))
    few = bool((whole["n"].notna() & whole["back"].isna()).any())
    return Back(all_of[0] if all_of else None, tuple(known), told, few, day)


@once
def load_back(store: Store, scope: Scope) -> Back | None:
    """Returns of the scope; ``None`` without a ledger of departures."""
    day = known_day(store, scope)
    if day is None:
        return None
    whole, rivals = (ask(store, scope, BACK, day, within=WITHIN, by_rival=by) for by in (False, True))
    return compute_back(whole, rivals, ask(store, scope, RETURNS, day), day)
