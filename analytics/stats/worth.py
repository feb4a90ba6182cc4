"""The net present value of flows whose assumptions are drawn: all trials at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.stats.estimates import Sampler, ThreePoint
from analytics.stats.finance import monthly_rate

Floats = NDArray[np.float64]
WEEKS_A_MONTH = 365.25 / 12 / 7
INPUTS = ("churn", "retained", "savings", "delay", "cost", "rate")
GOOD = frozenset({"retained", "savings"})
"""Inputs of which more is better: they are drawn against the others, so that bad luck comes together."""


@dataclass(frozen=True)
class Flows:
    """Flows by month, arrays of one length, all positive. What is ``past`` is certain; ``*_rest`` may still change.
    ``churn`` and ``delay`` (weeks) are those in which the sheets stand; ``running`` is the running cost of a week."""

    cost_past: Floats
    cost_rest: Floats
    past: Floats
    retained_rest: Floats
    savings_rest: Floats
    churn: float
    delay: float
    running: float

    @property
    def last_cost(self) -> int:
        """The month of the last cost, in which what a delay costs falls."""
        return max(int(np.flatnonzero(costs).max(initial=0)) for costs in (self.cost_rest, self.cost_past))


def shifted(flows: Floats, months: float) -> Floats:
    """Flows that come some months later (or earlier), what falls beyond the last month being lost."""
    if not months:
        return flows
    whole = int(np.floor(months))
    part = months - whole

    def moved(by: int) -> Floats:
        found = np.zeros_like(flows)
        if by >= len(flows) or by <= -len(flows):
            return found
        if by >= 0:
            found[by:] = flows[: len(flows) - by]
        else:
            found[:by] = flows[-by:]
        return found

    return (1 - part) * moved(whole) + part * moved(whole + 1)


def values_of(flows: Flows, inputs: dict[str, Floats]) -> Floats:
    """The net present value of every trial at once; ``inputs`` one value a trial by the names of :data:`INPUTS`. A
    delay is interpolated between whole months."""
    discount = 1 / (1 + np.array([monthly_rate(rate) for rate in inputs["rate"]]))
    powers = discount[:, None] ** np.arange(len(flows.past))[None, :]
    kept = (1 - inputs["churn"]) / (1 - flows.churn)
    later = (inputs["delay"] - flows.delay) / WEEKS_A_MONTH
    fixed = _by_trial(powers, flows.past - flows.cost_past)
    costs = _by_trial(powers, flows.cost_rest) * inputs["cost"]
    running = flows.running * later * WEEKS_A_MONTH * powers[:, flows.last_cost]
    whole = np.floor(later).astype(int)
    part = later - whole
    retained, savings = np.zeros(len(later)), np.zeros(len(later))
    for step in np.unique(whole):
        own = whole == step
        for target, rest in ((retained, flows.retained_rest), (savings, flows.savings_rest)):
            near, far = (_by_trial(powers[own], shifted(rest, float(by))) for by in (step, step + 1))
            target[own] = (1 - part[own]) * near + part[own] * far
    return np.asarray(
        fixed - costs - running + retained * inputs["retained"] * kept + savings * inputs["savings"], dtype=np.float64
    )


def _by_trial(powers: Floats, flows: Floats) -> Floats:
    """The flows discounted and added; not by a library whose threads add in an order of their own."""
    return np.asarray(np.einsum("ij,j->i", powers, flows))


def simulate_worth(flows: Flows, ranges: dict[str, ThreePoint], trials: int, seed: int, correlation: float) -> Floats:
    """The net present value of ``trials`` draws of all inputs together, correlated."""
    drawn = Sampler(
        [_mirrored(ranges[name]) if name in GOOD else ranges[name] for name in INPUTS], correlation=correlation
    ).draw(np.random.default_rng(seed), trials)
    inputs = {name: -row if name in GOOD else row for name, row in zip(INPUTS, drawn.astype(np.float64), strict=True)}
    return values_of(flows, inputs)


def _mirrored(points: ThreePoint) -> ThreePoint:
    return ThreePoint(-points.high, -points.mode, -points.low)
