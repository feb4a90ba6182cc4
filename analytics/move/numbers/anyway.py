"""What would have come anyway: losses and complaints after a cut-over beside what waves not yet moved, and a year
before, had in the same weeks.

A comparison and no more: customers at risk of the wave, week by week, times the rate that the others had. Whether the
difference was caused by the move is what :mod:`analytics.retention.effect` reckons, on the same frames.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import text
from analytics.reach import load_known_day, load_reached
from analytics.retention.effect import LEDGER, Dates, Outcome, load_dates, load_frame
from analytics.snapshot import once
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

COMPARED: tuple[Outcome, ...] = ("leaving", "complaints")
WEEKS = 12
"""Whole weeks since the cut-over that are compared, as many as have passed."""
YEAR = 52
COLUMNS = ["wave", "weeks", "customers", "events", "others", "earlier"]


@dataclass(frozen=True)
class Anyway:
    """By outcome one row a wave that was moved: wave, weeks (whole ones since the cut-over), customers (at the start of
    the first), events, others and earlier (what it would have been at the pace of waves not yet moved, and of the same
    weeks a year before; null where some of these weeks are not known). ``ledgers``: the outcomes whose ledger was
    loaded; ``moved``: waves that were cut over; ``narrowed``: only customers of some branches are looked at."""

    found: dict[str, pd.DataFrame]
    ledgers: frozenset[str]
    moved: tuple[str, ...]
    narrowed: bool = False

    def of(self, outcome: str) -> pd.DataFrame:
        return self.found.get(outcome, pd.DataFrame(columns=COLUMNS))


def compute_anyway(
    frame: pd.DataFrame,
    dates: Mapping[str, Dates],
    moved: tuple[str, ...],
    last: int,
    branches: Collection[str] = (),
) -> pd.DataFrame:
    """The rows of :class:`Anyway` from ``frame`` (wave, branch, step, size, value, events; value null where hidden) up
    to the week ``last``.

    ``branches`` narrow who is looked at, not who they are held against: customers of these branches at the pace of all
    who were not moved.
    """
    known = frame[frame["value"].notna() & (frame["size"] > 0)]
    begun = known.loc[known["events"] > 0, "step"].min()
    cuts = {wave: float(own.moved) for wave, own in dates.items()}
    waves = known.assign(cut=known["wave"].map(cuts))
    still = waves[waves["cut"].isna() | (waves["step"] < waves["cut"])].groupby("step")[["events", "size"]].sum()
    pace = still["events"] / still["size"]
    looked = known[known["branch"].isin(list(branches))] if branches else known
    lines = []
    for wave in moved:
        own = dates.get(wave)
        if own is None:
            continue
        steps = range(own.moved, min(own.moved + WEEKS, last + 1))
        mine = looked[(looked["wave"] == wave) & looked["step"].isin(steps)].groupby("step")[["events", "size"]].sum()
        if mine.empty:
            continue
        ends = []
        for back in (0, YEAR):
            rates = pace.reindex([step - back for step in mine.index])
            told = rates.notna().all() and min(rates.index) >= begun
            ends.append(float((mine["size"].to_numpy() * rates.to_numpy()).sum()) if told else None)
        lines.append((wave, len(mine), float(mine["size"].iloc[0]), float(mine["events"].sum()), *ends))
    return pd.DataFrame(lines, columns=COLUMNS)


@once
def load_anyway(store: Store, scope: Scope) -> Anyway:
    """Both outcomes for the waves of the scope that were moved; segments narrow both sides, branches those who are
    looked at."""
    whole = scope.but(waves=(), branches=(), channels=(), phase=None, start=None, end=None)
    dates, listed = load_dates(store, whole), load_wave_dates(store, scope.but(branches=(), start=None, end=None))
    moved = tuple(text(wave) for wave in listed.loc[listed["actual"], "wave"])
    found: dict[str, pd.DataFrame] = {}
    for outcome in COMPARED:
        if load_reached(store, whole, LEDGER[outcome]) is None or load_reached(store, whole, LEDGER["leaving"]) is None:
            continue
        until = load_known_day(store, whole, LEDGER[outcome])
        frame = load_frame(store, whole, outcome, until)
        if len(frame):
            found[outcome] = compute_anyway(frame, dates, moved, int(frame["step"].max()), scope.branches)
    return Anyway(found, frozenset(found), moved, bool(scope.branches))
