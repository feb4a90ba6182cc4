"""How long until something ends, where some have not ended yet: survival curves from counts, and their comparison.

Everything is worked out from how many were at risk and how many ended at each time, so that no single row leaves the
store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from analytics.stats.compare import Difference, holm_p
from analytics.stats.intervals import CONFIDENCE, normal_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Survival:
    """A Kaplan–Meier curve: at each of ``times`` the share still open after it with its interval (1 to 1 where the
    curve has not begun to fall, for the formula knows no error there; not a number where it has reached 0), ``error``
    Greenwood's standard error."""

    times: Floats
    at_risk: Floats
    events: Floats
    share: Floats
    error: Floats
    low: Floats
    high: Floats

    def quantile(self, share: float = 0.5) -> float | None:
        """The first time at which no more than ``share`` are still open; ``None`` where the curve does not get
        there."""
        return _first(self.times, self.share, share)

    def quantile_interval(self, share: float = 0.5) -> tuple[float | None, float | None]:
        """The times at which the lower and the upper bound of the curve get to ``share``; ``None`` where one does not.

        Brookmeyer & Crowley (1982), Biometrics 38, on the log–log scale of the bounds.
        """
        return _first(self.times, self.low, share), _first(self.times, self.high, share)

    def whole_weeks(self, weeks: int) -> float:
        """Customer-weeks of the first ``weeks`` (times in days): who is at risk when one begins and seen to its end, or
        ends in it. Who comes into sight within a week is not of it."""
        day = np.arange(weeks, dtype=float) * 7
        begin, end = (steps_at(self.times, self.at_risk, when) for when in (day, day + 6))
        before = [
            np.concatenate([[0.0], np.cumsum(self.events)])[np.searchsorted(self.times, when)]
            for when in (day, day + 6)
        ]
        return float(np.minimum(begin, end + before[1] - before[0]).sum())

    def at(self, time: float) -> tuple[float, float, float] | None:
        """The share still open after ``time`` with its interval; 1 with no interval before anything ended, ``None``
        where nobody was followed so long."""
        seen = self.times[self.at_risk > 0]
        if not len(seen) or time > seen[-1]:
            return None
        past = np.flatnonzero(self.times <= time)
        if not len(past):
            return 1.0, nan, nan
        last = past[-1]
        if self.share[last] == 1:
            return 1.0, nan, nan
        return float(self.share[last]), float(self.low[last]), float(self.high[last])


def steps_at(times: Floats, at_risk: Floats, when: Floats) -> Floats:
    """The number at risk at each of ``when`` from the days on which it changes; 0 before the first and after the
    last."""
    place = np.searchsorted(times, when, side="right") - 1
    inside = (place >= 0) & (when <= (times[-1] if len(times) else -1))
    return np.where(inside, at_risk[np.clip(place, 0, None)], 0.0)


def _first(times: Floats, curve: Floats, share: float) -> float | None:
    reached = np.flatnonzero(curve <= share + 1e-12)
    return float(times[reached[0]]) if len(reached) else None


def kaplan_meier(
    times: Sequence[float] | Floats,
    at_risk: Sequence[float] | Floats,
    events: Sequence[float] | Floats,
    confidence: float = CONFIDENCE,
) -> Survival:
    """The product-limit estimate with Greenwood's error and log–log bounds.

    Kaplan & Meier (1958), JASA 53; Greenwood (1926); Kalbfleisch & Prentice, *The Statistical Analysis of Failure Time
    Data*, 1.4. ``at_risk`` counts who had neither ended nor been lost from sight before the time and had come under
    observation (delayed entry: Klein & Moeschberger, *Survival Analysis*, 4.6); times ascend. A time with nobody at
    risk says nothing.
    """
    t, n, d = (np.asarray(values, dtype=np.float64) for values in (times, at_risk, events))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.cumprod(np.where(n > 0, 1 - d / n, 1.0))
        error = share * np.sqrt(np.cumsum(np.where(d > 0, d / (n * (n - d)), 0.0)))
        spread = normal_quantile(confidence) * error / (share * np.abs(np.log(share)))
        low, high = share ** np.exp(spread), share ** np.exp(-spread)
    return Survival(t, n, d, *(np.asarray(values, dtype=np.float64) for values in (share, error, low, high)))


@dataclass(frozen=True)
class LogRank:
    """The log-rank test that the curves of groups are one."""

    statistic: float
    freedom: int
    p: float


def log_rank(at_risk: Sequence[Sequence[float]], events: Sequence[Sequence[float]]) -> LogRank | None:
    """The log-rank test of groups observed at the same times; ``None`` where nothing can be compared.

    Mantel (1966), Cancer Chemotherapy Reports 50. Each element is one group's counts over the times.
    """
    n, d = np.asarray(at_risk, dtype=np.float64), np.asarray(events, dtype=np.float64)
    there = n.sum(axis=1) > 0
    n, d = n[there], d[there]
    if len(n) < 2:
        return None
    everyone, ended = n.sum(axis=0), d.sum(axis=0)
    told = (everyone > 1) & (ended > 0)
    n, d, everyone, ended = n[:, told], d[:, told], everyone[told], ended[told]
    share = n / everyone
    excess = (d - share * ended).sum(axis=1)
    weight = ended * (everyone - ended) / (everyone - 1)
    return log_rank_of(excess, np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T)


def log_rank_of(excess: Floats, variance: Floats) -> LogRank | None:
    """The test from its sums: what each group lost beyond the expected, and the covariance of that; ``None`` for one
    group."""
    from scipy.special import chdtrc

    last = len(excess) - 1
    if last < 1 or np.linalg.matrix_rank(variance[:last, :last]) != last:
        return None
    statistic = float(excess[:last] @ np.linalg.solve(variance[:last, :last], excess[:last]))
    return LogRank(statistic, last, float(chdtrc(last, statistic)))


@dataclass(frozen=True)
class Pair:
    """Two groups compared by the log-rank test; ``p`` is corrected by Holm for all pairs."""

    one: str
    other: str
    test: LogRank
    p: float


def pairwise_log_rank(counts: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> tuple[Pair, ...]:
    """Every pair of groups (name → at risk, ended, at the same times), corrected for their number. Holm (1979)."""
    found = [
        (one, other, test)
        for one, other in combinations(counts, 2)
        if (test := log_rank([counts[one][0], counts[other][0]], [counts[one][1], counts[other][1]])) is not None
    ]
    return corrected_pairs(found)


def corrected_pairs(tests: Sequence[tuple[str, str, LogRank]]) -> tuple[Pair, ...]:
    """Tests of pairs with p corrected for their number. Holm (1979)."""
    corrected = holm_p([test.p for _, _, test in tests])
    return tuple(Pair(*pair, p) for pair, p in zip(tests, corrected, strict=True))


@dataclass(frozen=True)
class Mean:
    """The mean time still open up to a horizon, with its standard error and interval."""

    horizon: float
    value: float
    error: float
    low: float
    high: float


def restricted_mean(curve: Survival, horizon: float, confidence: float = CONFIDENCE) -> Mean | None:
    """The area under a curve up to ``horizon``; ``None`` where nobody was followed so long.

    Irwin (1949); variance: Klein & Moeschberger, *Survival Analysis*, 4.5 – Σ [∫ₜ S]² d / (n(n − d)).
    """
    if not len(curve.times) or curve.at(horizon) is None:
        return None
    inside = curve.times <= horizon
    t, n, d, share = curve.times[inside], curve.at_risk[inside], curve.events[inside], curve.share[inside]
    edges = np.concatenate([[0.0], t, [horizon]])
    areas = np.concatenate([[1.0], share]) * np.diff(edges)
    later = np.cumsum(areas[::-1])[::-1][1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where((d > 0) & (n > d), later**2 * d / (n * (n - d)), 0.0)
    value, error = float(areas.sum()), sqrt(float(parts.sum()))
    half = normal_quantile(confidence) * error
    return Mean(horizon, value, error, max(0.0, value - half), min(horizon, value + half))


def compare_restricted(later: Mean, earlier: Mean, confidence: float = CONFIDENCE) -> Difference:
    """The difference of two restricted means up to one horizon; it holds where curves cross. Royston & Parmar
    (2013)."""
    from scipy.special import ndtr

    error = sqrt(later.error**2 + earlier.error**2)
    difference, half = later.value - earlier.value, normal_quantile(confidence) * error
    z = difference / error if error else 0.0
    p = float(2 * ndtr(-abs(z))) if error else float(difference == 0)
    return Difference(difference, difference - half, difference + half, z, p, "z")


def crossing(one: Survival, other: Survival) -> bool:
    """Whether two curves cross, beyond the standard error of their distance on either side: then the log-rank test can
    see nothing and the means are compared."""
    times = np.union1d(one.times, other.times)
    last = min((c.times[c.at_risk > 0].max() for c in (one, other) if (c.at_risk > 0).any()), default=0.0)
    times = times[times <= last]
    gap = _steps(one, one.share, 1.0, times) - _steps(other, other.share, 1.0, times)
    error = np.hypot(_steps(one, one.error, 0.0, times), _steps(other, other.error, 0.0, times))
    return bool((gap > error).any() and (-gap > error).any())


def _steps(curve: Survival, values: Floats, first: float, times: Floats) -> Floats:
    return np.concatenate([[first], values])[np.searchsorted(curve.times, times, side="right")]


@dataclass(frozen=True)
class Incidence:
    """The share to whom one of several outcomes has happened by each of ``times``, with its standard error and
    interval."""

    times: Floats
    share: Floats
    error: Floats
    low: Floats
    high: Floats


def competing_incidence(
    times: Sequence[float] | Floats,
    at_risk: Sequence[float] | Floats,
    events: Mapping[str, Sequence[float] | Floats],
    confidence: float = CONFIDENCE,
) -> dict[str, Incidence]:
    """The cumulative incidence of each outcome where one excludes the others.

    Aalen & Johansen (1978), Scandinavian Journal of Statistics 5; variance by the delta method, Marubini & Valsecchi,
    *Analysing Survival Data from Clinical Trials and Observational Studies*, 10.3; bounds on the log–log scale. What
    1 − Kaplan–Meier of one outcome gives is too much: it lets those leave later who are gone already.
    """
    t, n = np.asarray(times, dtype=np.float64), np.asarray(at_risk, dtype=np.float64)
    kinds = {name: np.asarray(counts, dtype=np.float64) for name, counts in events.items()}
    d = np.sum(list(kinds.values()), axis=0) if kinds else np.zeros_like(t)
    with np.errstate(divide="ignore", invalid="ignore"):
        after = np.cumprod(np.where(n > 0, 1 - d / n, 1.0))
        before = np.concatenate([[1.0], after[:-1]]) if len(t) else after
        scatter = np.where((d > 0) & (n > d), d / (n * (n - d)), 0.0)
        found = {}
        for name, own in kinds.items():
            share = np.cumsum(np.where(n > 0, before * own / n, 0.0))
            part = np.where(n > 0, before**2 * own * (n - own) / n**3, 0.0)
            mixed = np.where(n > 0, before * own / n**2, 0.0)
            # Σ over times up to each one of (I(t) − Iᵢ)² aᵢ + bᵢ − 2 (I(t) − Iᵢ) cᵢ, multiplied out into running sums.
            squares = share**2 * np.cumsum(scatter) - 2 * share * np.cumsum(share * scatter)
            variance = squares + np.cumsum(share**2 * scatter) + np.cumsum(part)
            variance -= 2 * (share * np.cumsum(mixed) - np.cumsum(share * mixed))
            error = np.sqrt(np.maximum(variance, 0.0))
            spread = normal_quantile(confidence) * error / (share * np.abs(np.log(share)))
            low, high = share ** np.exp(spread), share ** np.exp(-spread)
            found[name] = Incidence(t, share, error, low, high)
    return found
