"""Whether money spent now and money received later are worth it. Flows are one a period, the first undiscounted (t =
0)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

SEARCH = (-0.99, 99.0)
"""Rates per period between which the internal rates of return are looked for."""
_GRID = 20_001


def npv(rate: float, flows: Sequence[float]) -> float:
    """Σ flow ÷ (1 + rate)^t from t = 0. Excel's NPV() discounts its first value; add that one outside it to compare."""
    return float(sum(flow / (1 + rate) ** time for time, flow in enumerate(flows)))


def sign_changes(flows: Sequence[float]) -> int:
    """How often the flows change sign; more than one allows more than one internal rate of return (Descartes)."""
    signs = [flow > 0 for flow in flows if flow]
    return sum(later != earlier for earlier, later in pairwise(signs))


def irr_all(flows: Sequence[float]) -> tuple[float, ...]:
    """Every rate at which the net present value is nothing, ascending; empty where there is none.

    Sign changes on a fine grid of log(1 + rate) are refined by Brent's method; a root that only touches zero is found
    as an extremum of the net present value.
    """
    from scipy.optimize import brentq, minimize_scalar

    if sign_changes(flows) == 0:
        return ()
    scale = sum(abs(flow) for flow in flows)

    def value(log_rate: float) -> float:
        return npv(float(np.expm1(log_rate)), flows) / scale

    logs = np.linspace(np.log1p(SEARCH[0]), np.log1p(SEARCH[1]), _GRID)
    discount = np.exp(-logs)
    values = np.zeros_like(logs)
    with np.errstate(over="ignore", invalid="ignore"):
        for flow in reversed(flows):
            values = values * discount + flow / scale
    roots = [float(logs[at]) for at in np.flatnonzero(values == 0)]
    for at in np.flatnonzero(values[:-1] * values[1:] < 0):
        roots.append(float(brentq(value, logs[at], logs[at + 1], xtol=1e-14)))
    size = np.abs(values)
    for at in np.flatnonzero((size[1:-1] < size[:-2]) & (size[1:-1] < size[2:])) + 1:
        if values[at - 1] * values[at + 1] > 0 and size[at] < 1e-3:
            low = minimize_scalar(
                lambda log: abs(value(log)),
                bounds=(logs[at - 1], logs[at + 1]),
                method="bounded",
                options={"xatol": 1e-13},
            )
            if low.fun < 1e-12:
                roots.append(float(low.x))
    return tuple(sorted({round(float(np.expm1(root)), 10) for root in roots}))


def mirr(flows: Sequence[float], finance: float, reinvest: float) -> float | None:
    """The modified internal rate of return: outflows discounted at ``finance``, inflows carried on at ``reinvest``.

    ``None`` without both kinds of flows.
    """
    last = len(flows) - 1
    paid = -sum(flow / (1 + finance) ** time for time, flow in enumerate(flows) if flow < 0)
    grown = sum(flow * (1 + reinvest) ** (last - time) for time, flow in enumerate(flows) if flow > 0)
    return None if paid <= 0 or grown <= 0 or last < 1 else (grown / paid) ** (1 / last) - 1


def benefit_cost_ratio(rate: float, benefits: Sequence[float], costs: Sequence[float]) -> float | None:
    """Present value of the benefits ÷ present value of the costs, both given as positive amounts."""
    spent = npv(rate, costs)
    return npv(rate, benefits) / spent if spent else None


def payback(flows: Sequence[float], rate: float = 0.0) -> float | None:
    """Periods until the cumulated flows, discounted at ``rate``, are first not negative; linear inside a period.

    ``None`` where they never are within the flows given.
    """
    total = 0.0
    for time, flow in enumerate(flows):
        worth = flow / (1 + rate) ** time
        if total + worth >= 0:
            return float(time) if time == 0 or worth <= 0 else time - 1 + -total / worth
        total += worth
    return None


def return_on_investment(benefits: Sequence[float], costs: Sequence[float]) -> float | None:
    """(Benefits − costs) ÷ costs, undiscounted."""
    spent = sum(costs)
    return (sum(benefits) - spent) / spent if spent else None


def monthly_rate(yearly: float) -> float:
    """The rate a month that compounds to a yearly rate."""
    return float((1 + yearly) ** (1 / 12) - 1)
