"""What the move did: each wave against those not moved yet, for leaving, complaints, satisfaction and revenue.

A unit is a branch of a wave (the wave itself where customers have no branch), a period a calendar week (a month for
revenue). Week 0 is the first whole week after the cut-over of the wave; the week of the notice, and that of the
cut-over where it is not on a Monday, count to the time between notice and cut-over. The notice of a wave is the first
week in which at least ten of its customers were sent one, else the start of the wave, whichever is earlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analytics.complaints.numbers.statements import RATES
from analytics.frames import natural, rows
from analytics.periods import as_of_day, day_number, monday_of
from analytics.reach import load_known_day, load_reached
from analytics.retention.by_wave import load_by_wave_day
from analytics.retention.curves import ask, load_leaving
from analytics.retention.money_statements import PAID
from analytics.retention.statements import ANSWERED, NOTICED, ORDER
from analytics.snapshot import once
from analytics.stats.before_after import before_after
from analytics.stats.compare import ALPHA, holm_p
from analytics.stats.staggered import (
    BASE,
    HORIZON,
    NEVER,
    Before,
    Estimate,
    Panel,
    Series,
    compute_cells,
    estimate,
    estimate_waves,
    event_series,
    look_before,
    observed,
    placebo,
    weighted,
)
from analytics.waves import load_wave_dates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

Outcome = Literal["leaving", "complaints", "satisfaction", "revenue"]
OUTCOMES: tuple[Outcome, ...] = ("leaving", "complaints", "satisfaction", "revenue")
LEDGER: dict[Outcome, str] = {
    "leaving": "departures",
    "complaints": "complaints",
    "satisfaction": "surveys",
    "revenue": "revenue",
}
SERIES = (-16, 12)
"""Weeks (from, before) since cut-over that the event study covers."""
MONTHS_BASE, MONTHS_HORIZON, MONTHS_SERIES = 2, 3, (-6, 4)
"""The same for months of revenue."""
HISTORY = 52
"""Weeks before the first notice that a panel reaches back."""


@dataclass(frozen=True)
class Dates:
    """The week (or month) numbers of a wave: the notice, the first whole one after the cut-over; :data:`NEVER` where
    none is planned."""

    told: int
    moved: int


@dataclass(frozen=True)
class Effect:
    """The effect on one outcome. ``overall`` over all waves that have moved (of those that are asked for), ``waves`` by
    wave in the order of their cut-overs, ``announced`` the mean of the weeks between notice and cut-over, ``series``
    the event study, ``before`` the look at the weeks before the base, ``placebo`` the effect of a move eight weeks
    before the notice that never was, ``naive`` the change of the moved alone, ``strict`` the effect with controls that
    had not been told either. ``seen``: what was seen in the weeks behind ``overall``, summed over customers, and
    ``seen_in`` behind that of each wave. ``unmoved`` counts the waves not moved yet, ``last_control`` is the Monday
    (first of the month) of the last period in which a control is left. ``order_rule``: how the order of waves was
    decided. ``why`` there is no ``overall``: 'ledger' (nothing loaded), 'waves' (no wave has a day), 'nothing' (loaded,
    but nothing of it happened), 'moved' (nothing has moved for a whole week), 'control' (nobody is left to compare
    with) or 'base' (nothing is known before the notice). ``by_wave_day``: of ``waves`` those of which nobody recorded
    who was moved."""

    outcome: Outcome
    why: str = ""
    until: date | None = None
    order_rule: str = ""
    overall: Estimate | None = None
    waves: dict[str, Estimate] = field(default_factory=dict)
    announced: float | None = None
    series: tuple[Series, ...] = ()
    before: Before | None = None
    placebo: Estimate | None = None
    naive: float | None = None
    strict: float | None = None
    seen: float | None = None
    unmoved: int = 0
    last_control: date | None = None
    seen_in: dict[str, float] = field(default_factory=dict)
    by_wave_day: tuple[str, ...] = ()

    @property
    def drifting(self) -> bool:
        """Whether the waves went apart before the notice: then nothing later can be laid to the move."""
        return self.before is not None and self.before.p is not None and self.before.p < ALPHA

    def sure(self, found: Estimate) -> bool:
        """Whether an estimate is told from chance: its interval leaves zero out and, of several waves, its p holds
        among them (Holm): of four waves that nothing happened to one has such an interval in every fifth programme."""
        if found.low is None or found.high is None or found.low <= 0 <= found.high:
            return False
        family = [one for one in self.waves.values() if one.p is not None]
        at = next((at for at, one in enumerate(family) if one is found), None)
        return at is None or holm_p([one.p or 0.0 for one in family])[at] < ALPHA

    @property
    def expected(self) -> float | None:
        """What would have been seen without the move."""
        return None if self.overall is None or self.seen is None else self.seen - self.overall.total[0]

    @property
    def carried_on(self) -> tuple[float, float] | None:
        """The effect if the largest deviation before the notice had gone on, with either sign."""
        if self.overall is None or self.before is None:
            return None
        apart = abs(self.before.largest)
        return self.overall.value - apart, self.overall.value + apart


def week_after(day: date) -> int:
    """The number of the first calendar week that begins on ``day`` or later."""
    return -(-day_number(day) // 7)


@once
def load_dates(store: Store, scope: Scope) -> dict[str, Dates]:
    """The weeks of notice and cut-over of every wave that has a date, the scope's waves or not: the others are
    controls."""
    whole = scope.but(waves=(), branches=(), segments=(), start=None, end=None)
    noticed = ask(store, whole, NOTICED, as_of_day(scope))
    first = noticed[noticed["n"].notna()].groupby("wave")["step"].min()
    found = {}
    for row in rows(load_wave_dates(store, whole)):
        if pd.isna(row.cutover_on):
            continue
        moved = week_after(row.cutover_on.date())
        if not row.actual:  # planned for a day that has passed or comes: not moved
            moved = max(moved, week_after(as_of_day(scope)) + 1)
        told = moved - BASE if pd.isna(row.started_on) else day_number(row.started_on.date()) // 7
        if row.wave in first.index:
            told = min(told, int(first[row.wave]))
        found[str(row.wave)] = Dates(min(told, moved), moved)
    return found


def compute_panel(
    frame: pd.DataFrame, dates: Mapping[str, Dates], first: int, last: int
) -> tuple[Panel, list[tuple[str, str]]] | None:
    """The panel of ``frame`` (wave, branch, step, size, value) from ``first`` to ``last``, with its units (wave,
    branch); ``None`` without any. The weight of a unit is its size in the last known week before its notice, else the
    first known."""
    frame = frame[frame["wave"].isin(list(dates)) & frame["step"].between(first, last)].copy()
    frame["branch"] = frame["branch"].fillna("")
    units = sorted({(str(wave), str(branch)) for wave, branch in zip(frame["wave"], frame["branch"], strict=True)})
    if not units:
        return None
    waves = sorted({wave for wave, _ in units}, key=lambda wave: (dates[wave].moved, natural(wave)))
    columns = last - first + 1
    values, weights = np.full((len(units), columns), np.nan), np.zeros(len(units))
    place = {unit: at for at, unit in enumerate(units)}
    row = np.array([place[str(w), str(b)] for w, b in zip(frame["wave"], frame["branch"], strict=True)])
    values[row, frame["step"].to_numpy(int) - first] = frame["value"].astype("float64")
    frame = frame.assign(unit=row).sort_values("step")
    for at, unit in enumerate(units):
        part = frame[(frame["unit"] == at) & frame["size"].notna()]
        early = part[part["step"] < dates[unit[0]].told]
        if len(part):
            weights[at] = float((early.tail(1) if len(early) else part.head(1))["size"].iloc[0])
    told = np.array([dates[wave].told - first for wave, _ in units])
    moved = np.array([min(dates[wave].moved - first, NEVER) for wave, _ in units])
    known = weights > 0
    if not known.any():
        return None
    numbers = np.array([waves.index(wave) for wave, _ in units])
    kept = [unit for unit, keep in zip(units, known, strict=True) if keep]
    panel = Panel(values, weights, numbers, told, moved).without(~known)
    return panel, kept


def compute_effect(
    outcome: Outcome,
    panel: Panel | None,
    units: list[tuple[str, str]],
    first: int,
    *,
    until: date | None,
    order_rule: str = "",
    chosen: tuple[str, ...] = (),
) -> Effect:
    """The effect on an outcome from its panel; ``chosen`` narrows the waves whose effect is asked for, others stay
    controls. The look at the weeks before the base is at all waves: it tells whether waves go alike at all."""
    monthly = outcome == "revenue"
    base, horizon = (MONTHS_BASE, MONTHS_HORIZON) if monthly else (BASE, HORIZON)
    reach = range(*MONTHS_SERIES) if monthly else range(*SERIES)
    if panel is None:
        return Effect(outcome, "ledger", until, order_rule)
    columns = panel.values.shape[1]
    names = {int(panel.waves[at]): unit[0] for at, unit in enumerate(units)}
    asked = [number for number, wave in sorted(names.items()) if not chosen or wave in chosen]
    singles = {names[number]: estimate_waves(panel, [number], horizon, base=base) for number in asked}
    # Of all waves the waves are the clusters, of some their branches.
    overall = estimate_waves(panel, asked, horizon, base=base) if chosen else estimate(panel, horizon, base=base)
    cells = compute_cells(panel, reach, base)
    own = np.isin(cells.waves, asked)[:, None]
    phases = np.array([[cells.phase(w, int(k)) for k in cells.weeks] for w in range(len(cells.waves))], dtype=str)
    phases = phases.reshape(cells.effect.shape)
    after = own & (phases == "after") & (cells.weeks < horizon)
    strict = compute_cells(panel, range(horizon), base, strict=True)
    last = first + min(int(panel.moved.max()) - 1, columns - 1)
    return Effect(
        outcome,
        "" if overall is not None else _why(panel, asked),
        until,
        order_rule,
        overall,
        {wave: found for wave, found in singles.items() if found is not None},
        _number(weighted(cells, own & (phases == "announced"))),
        event_series(panel, reach, base=base, waves=asked),
        None if monthly else look_before(panel),
        None if monthly else placebo(panel),
        _number(before_after(panel.without(~np.isin(panel.waves, asked)), horizon, base)),
        _number(weighted(strict, np.broadcast_to(own, strict.effect.shape))),
        observed(panel, cells, after) if overall is not None else None,
        len({int(wave) for wave, moved in zip(panel.waves, panel.moved, strict=True) if moved >= columns}),
        month_of(last) if monthly else monday_of(last),
        {
            names[int(number)]: observed(panel, cells, after & (cells.waves == number)[:, None])
            for number in cells.waves
            if int(number) in asked
        },
    )


def _why(panel: Panel, asked: list[int]) -> str:
    began = panel.moved < panel.values.shape[1]
    if not (began & np.isin(panel.waves, asked)).any():
        return "asked" if began.any() else "moved"
    return "control" if (panel.moved == panel.moved.min()).all() else "base"


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def month_number(day: date) -> int:
    """Months since January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def month_of(number: int) -> date:
    """The first day of a month number."""
    return date(1970 + number // 12, number % 12 + 1, 1)


def _monthly(dates: Mapping[str, Dates]) -> dict[str, Dates]:
    """The dates in months: that of the notice, and the first whole month after the cut-over."""
    found = {}
    for wave, own in dates.items():
        moved = monday_of(own.moved)
        found[wave] = Dates(month_number(monday_of(own.told)), month_number(moved) + (moved.day > 1))
    return found


UNITS = ["wave", "branch", "step"]


def load_frame(store: Store, scope: Scope, outcome: Outcome, until: date) -> pd.DataFrame:
    """An outcome by wave, branch and period: wave, branch, step, size (customers there), value (nan where it is
    hidden)."""
    sizes = load_leaving(store, scope, until, by=("wave", "branch"))
    sizes = sizes.assign(size=exact_n(sizes).astype("float64"), events=sizes["lost"].astype("float64"))
    if outcome == "leaving" or sizes.empty:  # nobody of the roster is of the selection: no outcome of them is known
        return sizes.assign(value=sizes["events"] / sizes["size"])
    if outcome == "complaints":
        found = ask(
            store,
            scope,
            RATES,
            until,
            channels=None,
            phase=None,
            start=None,
            end=None,
            axis="calendar",
            by_wave=True,
            by_branch=True,
            by_step=True,
            first_step=int(sizes["step"].min()),
            last_step=int(sizes["step"].max()),
            today=day_number(until),
        )
        found = found.assign(events=found["complaints"].astype("float64"))
        found["value"] = found["events"] / found["exposure"].astype("float64")
    elif outcome == "satisfaction":
        found = ask(store, scope, ANSWERED, until, start=None, end=None, channels=None, phase=None)
        found = found.assign(value=found["mean"].astype("float64"), events=1.0)
    else:
        found = ask(store, scope, PAID, until)
        months = [month_number(pd.Timestamp(month).date()) for month in found["month"]]
        found = found.assign(step=months, size=exact_n(found).astype("float64"), events=1.0)
        return found.assign(value=found["mean"].astype("float64") * found["size"])
    return found[[*UNITS, "value", "events"]].merge(sizes[[*UNITS, "size"]], how="left", on=UNITS)


@once
def load_effect(store: Store, scope: Scope, outcome: Outcome = "leaving") -> Effect:
    """The effect of the move on an outcome as of the scope's moment. Its waves say whose effect is asked for: every
    other wave that has not moved is a control all the same. Segments narrow both sides."""
    whole = scope.but(waves=(), branches=(), channels=(), phase=None, start=None, end=None)
    rule = store.read(ORDER, scope.rights, as_of=scope.as_of)["order_rule"]
    order_rule = str(rule.iloc[0]) if len(rule) and isinstance(rule.iloc[0], str) else ""
    if load_reached(store, whole, LEDGER[outcome]) is None:
        return Effect(outcome, "ledger", order_rule=order_rule)
    until = load_known_day(store, whole, LEDGER[outcome])
    dates = load_dates(store, whole)
    frame = load_frame(store, whole, outcome, until)
    happened = frame[frame["value"].notna() & (frame["events"] > 0)]
    if happened.empty or not dates:
        return Effect(outcome, "nothing" if dates else "waves", until, order_rule)
    monthly = outcome == "revenue"
    if monthly:
        dates = _monthly(dates)
    told = min(own.told for own in dates.values())
    first = max(int(happened["step"].min()), told - HISTORY)
    last = int(happened["step"].max()) if monthly else (day_number(until) + 1) // 7 - 1
    panel, units = compute_panel(frame, dates, first, last) or (None, [])
    if panel is not None and monthly:  # revenue a customer of the time before the notice: who left pays nothing
        panel = replace(panel, values=panel.values / panel.weights[:, None])
    found = compute_effect(outcome, panel, units, first, until=until, order_rule=order_rule, chosen=scope.waves)
    own = tuple(wave for wave in load_by_wave_day(store, whole, until) if wave in found.waves)
    return replace(found, by_wave_day=own)
