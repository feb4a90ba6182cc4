"""Cox's regression on counts: what goes with leaving earlier, where customers of one kind are one row with their
number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from analytics.stats.intervals import CONFIDENCE, normal_quantile

Floats = NDArray[np.float64]
STEPS, CLOSE = 50, 1e-10
SEPARATED = 12.0
"""A logarithm of a hazard ratio beyond this is no estimate: one group has no events, and the likelihood rises without
end."""


@dataclass(frozen=True)
class Coefficient:
    """One term: ``value`` is the logarithm of the hazard ratio; ``ph_p`` the p of the test that it does not change with
    time."""

    name: str
    value: float
    error: float
    p: float
    ratio: float
    low: float
    high: float
    ph_statistic: float
    ph_p: float


@dataclass(frozen=True)
class Cox:
    """A fitted model: its terms, events and customers, log-likelihood with and without the terms, and the test that all
    terms keep over time (chi-square on as many degrees of freedom as there are terms)."""

    terms: tuple[Coefficient, ...]
    events: int
    customers: int
    likelihood: float
    null_likelihood: float
    ph_statistic: float
    ph_p: float

    @property
    def statistic(self) -> float:
        """Twice the gain in log-likelihood."""
        return 2 * (self.likelihood - self.null_likelihood)


@dataclass(frozen=True)
class Grouped:
    """Customers of one pattern of covariates, counted at each time: ``times`` (T), ``at_risk`` and ``events`` (T ×
    patterns), ``design`` (patterns × terms)."""

    times: Floats
    at_risk: Floats
    events: Floats
    design: Floats


def group_lives(
    design: Sequence[Sequence[float]],
    ended: Sequence[float],
    happened: Sequence[float],
    entered: Sequence[float] | None = None,
) -> Grouped:
    """Single lives as :class:`Grouped`, a pattern a row: at risk at t are those with entered < t ≤ ended."""
    x, stop = np.asarray(design, dtype=np.float64), np.asarray(ended, dtype=np.float64)
    gone = np.asarray(happened, dtype=bool)
    start = np.full(len(stop), -np.inf) if entered is None else np.asarray(entered, dtype=np.float64)
    patterns, which = np.unique(x, axis=0, return_inverse=True)
    which = which.ravel()
    times = np.unique(stop[gone])
    risk, events = np.zeros((len(times), len(patterns))), np.zeros((len(times), len(patterns)))
    for pattern in range(len(patterns)):
        own = which == pattern
        begun, over = np.sort(start[own]), np.sort(stop[own])
        risk[:, pattern] = np.searchsorted(begun, times, "left") - np.searchsorted(over, times, "left")
        went = np.sort(stop[own & gone])
        events[:, pattern] = np.searchsorted(went, times, "right") - np.searchsorted(went, times, "left")
    return Grouped(times, risk, events, patterns)


@dataclass(frozen=True)
class _Sums:
    likelihood: float
    score: Floats
    information: Floats
    expected: Floats


def _sums(data: Grouped, beta: Floats) -> _Sums:
    """Efron's partial likelihood at ``beta`` with its derivatives, and the covariates expected of who leaves at each
    time."""
    x, n, d = data.design, data.at_risk, data.events
    eta = x @ beta
    phi = np.exp(eta - eta.max())
    likelihood, score, information = 0.0, np.zeros(len(beta)), np.zeros((len(beta), len(beta)))
    expected = np.zeros((len(n), len(beta)))
    for at in range(len(n)):
        tied = d[at].sum()
        risk, ties = n[at] * phi, d[at] * phi
        part = np.arange(tied) / tied  # the share of the tied that has gone already, in turn
        below = risk.sum() - part * ties.sum()
        weight = (risk[None, :] - part[:, None] * ties[None, :]) / below[:, None]
        mean = weight @ x
        expected[at] = mean.mean(axis=0)
        likelihood += float(d[at] @ (eta - eta.max()) - np.log(below).sum())
        score += d[at] @ x - mean.sum(axis=0)
        information += (x * weight.sum(axis=0)[:, None]).T @ x - mean.T @ mean
    return _Sums(likelihood, score, information, expected)


def fit_cox(data: Grouped, names: Sequence[str], confidence: float = CONFIDENCE) -> Cox | None:
    """Newton's method on Efron's likelihood; ``None`` where it has no finite maximum or nothing ended.

    Cox (1972), JRSS B 34; Efron (1977), JASA 72, for ties; that hazards stay proportional is tested on scaled
    Schoenfeld residuals against the rank of the time, Grambsch & Therneau (1994), Biometrika 81 (``ph_p`` of a term:
    the approximation of their section 3.2 that the terms' variances do not change; of all terms: its joint form).
    """
    from scipy.stats import chi2, norm

    told = data.events.sum(axis=1) > 0
    data = Grouped(data.times[told], data.at_risk[told], data.events[told], data.design)
    if not len(data.times) or not len(names):
        return None
    beta = np.zeros(len(names))
    now = null = _sums(data, beta)
    for _ in range(STEPS):
        if np.linalg.matrix_rank(now.information) < len(names):
            return None
        step = np.linalg.solve(now.information, now.score)
        while (then := _sums(data, beta + step)).likelihood < now.likelihood - 1e-9 and np.abs(step).max() > CLOSE:
            step = step / 2
        beta, now = beta + step, then
        if np.abs(beta).max() > SEPARATED:
            return None
        if np.abs(step).max() < CLOSE:
            break
    variance: Floats = np.linalg.inv(now.information).astype(np.float64)
    error: Floats = np.sqrt(np.diag(variance)).astype(np.float64)
    single, joint, joint_p = _proportional(data, now.expected, variance, error)
    z = normal_quantile(confidence)
    terms = tuple(
        Coefficient(
            name,
            float(b),
            float(se),
            float(2 * norm.sf(abs(b / se))),
            exp(b),
            exp(b - z * se),
            exp(b + z * se),
            float(statistic),
            float(chi2.sf(statistic, 1)),
        )
        for name, b, se, statistic in zip(names, beta, error, single, strict=True)
    )
    entered = round(data.at_risk.max(axis=0).sum())
    return Cox(terms, int(data.events.sum()), entered, now.likelihood, null.likelihood, joint, joint_p)


def _proportional(data: Grouped, expected: Floats, variance: Floats, error: Floats) -> tuple[Floats, float, float]:
    """The statistic of each term and of all, with the p of all: residuals against the ranks of the times of leaving."""
    from scipy.stats import chi2

    d = data.events.sum(axis=1)
    residual = data.events @ data.design - d[:, None] * expected  # summed over who left at the same time
    deaths = d.sum()
    rank = np.cumsum(d) - (d - 1) / 2  # the mean rank of the tied
    apart = rank - (rank * d).sum() / deaths
    spread = float((d * apart**2).sum())
    if spread == 0:
        return np.zeros(len(error)), 0.0, 1.0
    raw = apart @ residual
    single = (deaths * (raw @ variance)) ** 2 / (deaths * error**2 * spread)
    joint = float(deaths * raw @ variance @ raw / spread)
    return single, joint, float(chi2.sf(joint, len(error)))
