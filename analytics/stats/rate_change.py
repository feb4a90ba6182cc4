"""Whether events that are too rare for a count a week have become more or less frequent, however often one looks.

The evidence is a likelihood ratio that does not know the usual rate and needs not to: with a flat prior on its
logarithm, n events in a time T and m in a time U after a change by the factor r weigh ``r^m · ((T + U) / (T + r·U))^(n
+ m)`` against no change (the invariant ratio; Pérez-Ortiz, Lardy, de Heide & Grünwald 2024, *Annals of Statistics* 52).
It is averaged over the factors and over the weeks in which the change may have begun. Where nothing changes, such
evidence ever reaches 100 in at most 1 of 100 series (Ville's inequality), whenever and however often it is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FACTORS = (0.25, 0.5, 2.0, 4.0)
"""The changes that are weighed: a quarter to four times as many."""
STEP = 4
"""Weeks between the starts that are weighed; the k-th has the weight 1 / (k·(k + 1)), so that all together have 1."""
ENOUGH = 100.0
"""Evidence from which a change is claimed: a false one in at most 1 of 100 series."""
LEAST = 12
"""Events of the baseline without which nothing is said."""


@dataclass(frozen=True)
class RateChange:
    """``evidence`` after each week since the baseline; ``week`` the first one (from 0) in which it is enough, with the
    likeliest ``start`` of the change and whether it ``rose``; null where it never is. ``dispersion`` is variance over
    mean of the baseline's weeks, at least 1."""

    evidence: tuple[float, ...]
    week: int | None
    start: int | None
    rose: bool
    dispersion: float

    @property
    def changed(self) -> bool:
        return self.week is not None


def rate_change(before: Sequence[int], after: Sequence[int]) -> RateChange | None:
    """``before`` and ``after`` are the events of whole weeks. Null with fewer than 12 events before or no week after.

    Events that come in bunches carry less evidence: it is raised to the power 1 / dispersion, as a quasi-likelihood.
    """
    base, later = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if base.sum() < LEAST or not len(later):
        return None
    dispersion = max(1.0, float(base.var(ddof=1) / base.mean())) if len(base) > 1 else 1.0
    told = np.concatenate([[0.0], np.cumsum(later)])
    total, parts = np.zeros(len(later)), []
    for order, start in enumerate(range(0, len(later), STEP)):
        weight = 1 / ((order + 1) * (order + 2))
        n, time = base.sum() + told[start], len(base) + start
        more, since = told[start + 1 :] - told[start], np.arange(1, len(later) - start + 1)
        logs = [
            more * np.log(factor) + (n + more) * (np.log(time + since) - np.log(time + factor * since))
            for factor in FACTORS
        ]
        own = np.exp(np.minimum(np.array(logs) / dispersion, 600.0))
        whole = np.ones((len(FACTORS), len(later)))
        whole[:, start:] = own
        parts.append(weight * whole / len(FACTORS))
        total += parts[-1].sum(axis=0)
    total += 1 / (len(parts) + 1)  # starts that are still to come
    enough = np.flatnonzero(total >= ENOUGH)
    if not len(enough):
        return RateChange(tuple(total), None, None, False, dispersion)
    week = int(enough[0])
    place, factor = divmod(int(np.argmax([part[:, week] for part in parts])), len(FACTORS))
    return RateChange(tuple(total), week, place * STEP, FACTORS[factor] > 1, dispersion)
