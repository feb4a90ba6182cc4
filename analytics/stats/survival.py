"""How long until something ends, where some have not ended yet: survival curves from counts, and their comparison.

Everything is worked out from how many were at risk and how many ended at each time, so that no single row leaves the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.intervals import CONFIDENCE, normal_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Survival:
    """A Kaplan–Meier curve: at each of ``times`` the share still open after it with its interval (not a number where the
    curve has not begun to fall or has reached 0), ``error`` Greenwood's standard error."""

    times: Floats
    at_risk: Floats
    events: Floats
    share: Floats
    error: Floats
    low: Floats
    high: Floats

    def quantile(self, share: float = 0.5) -> float | None:
        """The first time at which no more than ``share`` are still open; ``None`` where the curve does not get there."""
        reached = np.flatnonzero(self.share <= share + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None


def kaplan_meier(
    times: Sequence[float], at_risk: Sequence[float], events: Sequence[float], confidence: float = CONFIDENCE
) -> Survival:
    """The product-limit estimate with Greenwood's error and log–log bounds.

    Kaplan & Meier (1958), JASA 53; Greenwood (1926); Kalbfleisch & Prentice, *The Statistical Analysis of Failure Time
    Data*, 1.4. ``at_risk`` counts who had neither ended nor been lost from sight before the time; times ascend.
    """
    t, n, d = (np.asarray(values, dtype=np.float64) for values in (times, at_risk, events))
    share = np.cumprod(1 - d / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = share * np.sqrt(np.cumsum(d / (n * (n - d))))
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
    from scipy.stats import chi2

    n, d = np.asarray(at_risk, dtype=np.float64), np.asarray(events, dtype=np.float64)
    if len(n) < 2:
        return None
    everyone, ended = n.sum(axis=0), d.sum(axis=0)
    told = (everyone > 1) & (ended > 0)
    n, d, everyone, ended = n[:, told], d[:, told], everyone[told], ended[told]
    share = n / everyone
    excess = (d - share * ended).sum(axis=1)
    weight = ended * (everyone - ended) / (everyone - 1)
    variance = np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T
    last = len(n) - 1
    if np.linalg.matrix_rank(variance[:last, :last]) != last:
        return None
    statistic = float(excess[:last] @ np.linalg.solve(variance[:last, :last], excess[:last]))
    return LogRank(statistic, last, float(chi2.sf(statistic, last)))
