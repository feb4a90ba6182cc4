"""What a move did, where waves moved at different times: each wave's change against that of waves which have not moved
yet.

A unit is a branch (or a whole wave) with one value a week. A wave's change is taken from the mean of the weeks before
its
*notice*, so that what the announcement did is not hidden in the base; the weeks between notice and cut-over are kept
  apart; in a
week in which every unit has moved there is nothing to compare with and no estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.stats.intervals import CONFIDENCE, t_quantile
from analytics.stats.jackknife import Bounds, jackknife

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

BASE = 4
"""Weeks before the notice whose mean is the base."""
HORIZON = 12
"""Weeks from the cut-over on that one estimate is about."""
RANDOMISED = 20
"""Below so many waves the p is that of other orders of the waves."""
DRAWS = 999
POWER = 0.8
NEVER = 1 << 30
"""The week of a move or a notice that has not come."""

Phase = Literal["before", "base", "announced", "after"]


@dataclass(frozen=True)
class Panel:
    """``values`` units × weeks (nan: not known), ``weights`` a unit (customers at risk at the start of its wave),
    ``waves`` the wave of each unit as a number from 0, ``told`` and ``moved`` the column of the week of notice and of
    cut-over of each unit (:data:`NEVER`, or beyond the last column, where that has not come)."""

    values: Floats
    weights: Floats
    waves: Ints
    told: Ints
    moved: Ints

    def without(self, units: Flags) -> Panel:
        """The panel without some of its units."""
        keep = ~units
        return Panel(self.values[keep], self.weights[keep], self.waves[keep], self.told[keep], self.moved[keep])


@dataclass(frozen=True)
class Cells:
    """Group-time effects: ``effect`` waves × weeks since cut-over (nan: no estimate), with the ``weight`` of each wave
    and its ``lead``, the weeks from notice to cut-over."""

    waves: Ints
    weeks: Ints
    effect: Floats
    weight: Floats
    lead: Ints

    def phase(self, wave: int, week: int) -> Phase:
        """Where a week since cut-over lies for a wave (by its place in ``waves``)."""
        since_told = week + int(self.lead[wave])
        if week >= 0:
            return "after"
        return "announced" if since_told >= 0 else "base" if since_told >= -BASE else "before"


@dataclass(frozen=True)
class _Sums:
    """What every order of the waves is made of: for the dates of slot j the change of each wave w since the base of j,
    summed over its units with their weights (``change`` J × W × weeks) beside those weights (``size``), and which slots
    have not moved by then (``yet`` J × slots × weeks). ``slots`` are those with a cut-over within the panel, ``names``
    all waves."""

    names: Ints
    slots: Ints
    weeks: Ints
    change: Floats
    size: Floats
    yet: Flags
    weight: Floats
    lead: Ints

    def effects(self, order: Ints, keep: Flags) -> tuple[Floats, Floats]:
        """Effect (draws × J × weeks) and weight of its wave (draws × J) if wave w had the dates of slot ``order[draw,
        w]`` and only the waves of ``keep`` (draws × W) were there."""
        draws = np.arange(len(order))
        slot_of = np.argsort(order, axis=1)
        effect = np.full((len(order), len(self.slots), len(self.weeks)), np.nan)
        weight = np.zeros((len(order), len(self.slots)))
        for place, slot in enumerate(self.slots):
            own = slot_of[:, slot]
            control = self.yet[place][order] & keep[:, :, None]
            with np.errstate(invalid="ignore", divide="ignore"):
                mine = self.change[place][own] / self.size[place][own]
                theirs = np.einsum("dwk,wk->dk", control, self.change[place]) / np.einsum(
                    "dwk,wk->dk", control, self.size[place]
                )
            effect[:, place] = np.where(keep[draws, own][:, None], mine - theirs, np.nan)
            weight[:, place] = self.weight[own]
        return effect, weight

    @property
    def identity(self) -> Ints:
        return np.arange(len(self.names))[None, :]


def _sums(panel: Panel, weeks: Sequence[int], base: int, *, strict: bool = False, least: int = 2) -> _Sums:
    columns = panel.values.shape[1]
    names, which = np.unique(panel.waves, return_inverse=True)
    first = np.array([np.flatnonzero(which == place)[0] for place in range(len(names))], dtype=np.int64)
    moved, told = panel.moved[first], panel.told[first]
    until = told if strict else moved
    slots = np.flatnonzero(moved < columns)
    offsets = np.asarray(weeks, dtype=np.int64)
    known = np.isfinite(panel.values)
    filled = np.where(known, panel.values, 0.0)
    member = (which[None, :] == np.arange(len(names))[:, None]).astype(np.float64) * panel.weights[None, :]
    shape = (len(slots), len(names), len(offsets))
    change, size, yet = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    for place, slot in enumerate(slots):
        start = max(0, int(told[slot]) - base)
        count = known[:, start : max(0, int(told[slot]))].sum(axis=1)
        based = count >= min(least, base)
        if not based.any():
            continue
        before = filled[:, start : int(told[slot])].sum(axis=1) / np.maximum(count, 1)
        at = moved[slot] + offsets
        inside = (at >= 0) & (at < columns)
        at = at[inside]
        there = known[:, at] & based[:, None]
        change[place][:, inside] = member @ np.where(there, filled[:, at] - before[:, None], 0.0)
        size[place][:, inside] = member @ there
        yet[place][:, inside] = until[:, None] > np.maximum(at, told[slot] - 1)[None, :]
        yet[place, slot] = False
    return _Sums(names, slots, offsets, change, size, yet, member.sum(axis=1), moved - told)


def compute_cells(panel: Panel, weeks: Sequence[int], base: int = BASE, *, strict: bool = False) -> Cells:
    """The effect of each wave that has moved in each week since its cut-over, against the units that had not moved yet;
    ``strict``: that had not been told yet either.

    Callaway & Sant'Anna (2021), Journal of Econometrics 225, without covariates, controls not yet treated; the base is
    a mean of ``base`` weeks, of which two must be known.
    """
    sums = _sums(panel, weeks, base, strict=strict)
    effect, weight = sums.effects(sums.identity, np.ones((1, len(sums.names)), dtype=bool))
    return Cells(sums.names[sums.slots], sums.weeks, effect[0], weight[0], sums.lead[sums.slots])


def _mean(effect: Floats, weight: Floats, chosen: Flags | None = None) -> Floats:
    """The mean of the known (and chosen) cells of each draw, by the weight of their waves; nan where there is none."""
    use = np.isfinite(effect) if chosen is None else np.isfinite(effect) & chosen
    total = np.einsum("djk,dj->d", use, weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = np.einsum("djk,dj->d", np.where(use, effect, 0.0), weight) / total
    return mean


def weighted(cells: Cells, chosen: Flags) -> float:
    """The mean of the cells that are chosen and known, by the weight of their waves; nan where there is none."""
    return float(_mean(cells.effect[None], cells.weight[None], chosen[None])[0])


def _without_each(sums: _Sums) -> tuple[Floats, Floats]:
    """Effects without each wave in turn."""
    size = len(sums.names)
    return sums.effects(np.repeat(sums.identity, size, axis=0), ~np.eye(size, dtype=bool))


def observed(panel: Panel, cells: Cells, chosen: Flags) -> float:
    """What was seen in the cells that are chosen and known, summed over the customers of each wave: beside the total of
    an estimate it tells how much would have been anyway."""
    total = 0.0
    for place, name in enumerate(cells.waves):
        own = panel.waves == name
        at = int(panel.moved[own][0]) + cells.weeks[chosen[place] & np.isfinite(cells.effect[place])]
        values, weights = panel.values[own][:, at], panel.weights[own][:, None]
        known = np.isfinite(values)
        mean = (np.where(known, values, 0.0) * weights).sum(axis=0) / np.maximum((known * weights).sum(axis=0), 1e-12)
        total += float(mean.sum() * cells.weight[place])
    return total


@dataclass(frozen=True)
class Estimate:
    """A mean effect a week. ``error`` and bounds are null where there are too few waves or branches; ``p`` by
    ``method``: ``randomisation`` (over the order of the waves), ``jackknife`` (t) or '' (none). ``weeks`` counts the
    wave-weeks behind it and ``customer_weeks`` the customers in them."""

    value: float
    error: float | None
    low: float | None
    high: float | None
    p: float | None
    method: str
    clusters: int
    weeks: int
    customer_weeks: float

    @property
    def visible(self) -> float | None:
        """The smallest effect a week that would have been seen in four of five cases; null where there is no
        interval."""
        from scipy.stats import t

        if self.error is None or self.high is None:
            return None
        return self.high - self.value + self.error * float(t.ppf(POWER, max(1, self.clusters - 1)))

    @property
    def total(self) -> tuple[float, float | None, float | None]:
        """The effect summed over the customers and weeks it is about: how many more than would have been anyway."""
        n = self.customer_weeks
        return self.value * n, None if self.low is None else self.low * n, None if self.high is None else self.high * n


@dataclass(frozen=True)
class Series:
    """One event week over all waves: the mean effect with its interval (null where none is given) and the waves behind
    it."""

    week: int
    phase: Phase
    value: float
    low: float | None
    high: float | None
    waves: int


@dataclass(frozen=True)
class Before:
    """What the weeks before the base show. ``slope``: how much the moved drifted from the others a week, with its p;
    ``visible`` the smallest slope that would have been seen in four of five cases; ``largest`` the largest deviation of
    four weeks before the base from it, as an effect."""

    slope: float
    p: float | None
    visible: float | None
    largest: float
    weeks: int


def _randomised(sums: _Sums, own: float, draws: int, seed: int) -> float | None:
    size = len(sums.names)
    if not np.isfinite(own) or size < 2:
        return None
    rng = np.random.default_rng(seed)
    order = rng.permuted(np.repeat(sums.identity, draws, axis=0), axis=1)
    found = _mean(*sums.effects(order, np.ones((draws, size), dtype=bool)))
    other = found[np.isfinite(found)]
    return float((1 + (np.abs(other) >= abs(own) - 1e-12).sum()) / (1 + len(other)))


def estimate(
    panel: Panel,
    horizon: int = HORIZON,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    confidence: float = CONFIDENCE,
    base: int = BASE,
) -> Estimate | None:
    """The mean effect over all waves that have moved; ``None`` where no control is left or nothing has moved.

    The clusters are the waves, which is what dates are given to: cluster jackknife, and below 20 waves the p of other
    orders: how often an effect as large is seen where the dates are dealt out to the waves anew (Fisher 1935).
    """
    sums = _sums(panel, range(horizon), base)
    effect, weight = sums.effects(sums.identity, np.ones((1, len(sums.names)), dtype=bool))
    everything = np.isfinite(effect[0])
    if not everything.any():
        return None
    value, size = float(_mean(effect, weight)[0]), len(sums.names)
    bounds = jackknife(list(_mean(*_without_each(sums))), value, confidence)
    p, method = None, ""
    if size < RANDOMISED:
        p, method = _randomised(sums, value, draws, seed) if draws else None, "randomisation"
    elif bounds is not None:
        p, method = bounds.p, "jackknife"
    return _estimate(
        value, bounds, p, method, size, int(everything.sum()), float((everything * weight[0][:, None]).sum())
    )


def _estimate(
    value: float, bounds: Bounds | None, p: float | None, method: str, clusters: int, weeks: int, customer_weeks: float
) -> Estimate:
    error, low, high = (None, None, None) if bounds is None else (bounds.error, bounds.low, bounds.high)
    return Estimate(value, error, low, high, p, "" if p is None else method, clusters, weeks, customer_weeks)


def estimate_waves(
    panel: Panel, waves: Sequence[int], horizon: int = HORIZON, confidence: float = CONFIDENCE, base: int = BASE
) -> Estimate | None:
    """The effect of one wave, or of some; all others are controls until they move. The clusters are the branches. No
    interval for a wave of one branch, whose own noise nobody knows."""

    def own(part: Panel) -> tuple[float, int, float]:
        cells = compute_cells(part, range(horizon), base)
        chosen = np.isin(cells.waves, waves)[:, None] & np.isfinite(cells.effect)
        return weighted(cells, chosen), int(chosen.sum()), float((chosen * cells.weight[:, None]).sum())

    value, weeks, customer_weeks = own(panel)
    if not weeks:
        return None
    ids, bounds = np.arange(len(panel.waves)), None
    if np.isin(panel.waves, waves).sum() > 1:
        bounds = jackknife([own(panel.without(ids == unit))[0] for unit in ids], value, confidence, few=True)
    return _estimate(value, bounds, None if bounds is None else bounds.p, "jackknife", len(ids), weeks, customer_weeks)


def event_series(
    panel: Panel,
    weeks: Sequence[int],
    confidence: float = CONFIDENCE,
    base: int = BASE,
    waves: Sequence[int] | None = None,
) -> tuple[Series, ...]:
    """The mean effect in each week since cut-over, of ``waves`` where some are named. Weeks before it are split by
    whether the notice had been given: a week that is ``before`` for one wave and ``announced`` for another gives two
    means."""
    sums = _sums(panel, weeks, base)
    full = compute_cells(panel, weeks, base)
    without, weight = _without_each(sums)
    asked = np.ones(len(full.waves), dtype=bool) if waves is None else np.isin(full.waves, waves)
    marks = np.array(
        [[full.phase(wave, int(week)) for week in full.weeks] for wave in range(len(full.waves))], dtype=str
    ).reshape(full.effect.shape)
    found = []
    phases: tuple[Phase, ...] = ("before", "base", "announced", "after")
    for at, week in enumerate(full.weeks):
        for phase in phases:
            chosen = np.zeros_like(marks, dtype=bool)
            chosen[:, at] = (marks[:, at] == phase) & asked
            value = weighted(full, chosen)
            if not np.isfinite(value):
                continue
            # Without the one wave that is asked for there is nothing left to vary: then no interval is given.
            bounds = jackknife(list(_mean(without, weight, chosen[None])), value, confidence)
            low, high = (None, None) if bounds is None else (bounds.low, bounds.high)
            found.append(Series(int(week), phase, value, low, high, int((chosen & np.isfinite(full.effect)).sum())))
    return tuple(found)


def look_before(panel: Panel, reach: int = 3 * BASE, base: int = BASE) -> Before | None:
    """The weeks before the base of all waves that have moved, aligned at the notice: drift, what could have been seen,
    and the largest deviation; ``None`` below four such weeks.

    That nothing is seen proves nothing: Roth (2022), American Economic Review: Insights 4.
    """

    early = replace(panel, moved=panel.told)  # weeks are counted from the notice; who has been told is no control here
    sums = _sums(early, range(-reach, -base), base)
    size = len(sums.names)
    effect, weight = sums.effects(sums.identity, np.ones((1, size), dtype=bool))
    line = _line(effect, weight)[0]
    away: Floats = (
        sums.weeks.astype(np.float64) + (base + 1) / 2
    )  # the middle of the base is where the deviation is zero
    slope = float(_slope(line[None], away)[0])
    if not np.isfinite(slope):
        return None
    bounds = jackknife(list(_slope(_line(*_without_each(sums)), away)), slope)
    visible = None
    if bounds is not None:
        from scipy.stats import t

        visible = bounds.error * (t_quantile(CONFIDENCE, size - 1) + float(t.ppf(POWER, size - 1)))
    blocks = [line[at : at + base] for at in range(0, len(line) - base + 1, base)]
    means = [float(np.nanmean(block)) for block in blocks if np.isfinite(block).any()]
    largest = max(means, key=abs) if means else 0.0
    return Before(slope, None if bounds is None else bounds.p, visible, largest, int(np.isfinite(line).sum()))


def placebo(panel: Panel, base: int = BASE) -> Estimate | None:
    """The effect that a move would have had that never was: twice the base before the notice of each wave, over those
    weeks. Nothing was done and nothing was told, so anything but chance in it speaks against the comparison."""
    ahead = panel.told - 2 * base
    return estimate(replace(panel, told=ahead, moved=ahead), 2 * base, base=base)


def _line(effect: Floats, weight: Floats) -> Floats:
    """The mean over waves of each week: draws × weeks."""
    use = np.isfinite(effect)
    with np.errstate(invalid="ignore", divide="ignore"):
        line: Floats = np.einsum("djk,dj->dk", np.where(use, effect, 0.0), weight) / np.einsum(
            "djk,dj->dk", use, weight
        )
    return line


def _slope(line: Floats, away: Floats) -> Floats:
    """The slope through zero of each draw; nan below four known weeks."""
    known = np.isfinite(line)
    slope: Floats = (np.where(known, line, 0.0) * away).sum(axis=1) / np.maximum((known * away**2).sum(axis=1), 1e-12)
    return np.where(known.sum(axis=1) >= 4, slope, np.nan)
