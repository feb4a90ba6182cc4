"""Exposure in money: probability × loss, its simulated range against the contingency, and whether what was rated
happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.cost.numbers.costs import load_costs
from analytics.frames import rows
from analytics.reckoning import simulate
from analytics.risk.numbers.register import Register, load_register, loss_range
from analytics.risk.numbers.statements import INCIDENTS
from analytics.snapshot import once
from analytics.stats.exposure import Portfolio, simulate_losses
from analytics.stats.intervals import Interval, wilson_interval

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

HORIZON = 182
"""Days in which a risk is said to happen or not: half a year."""
FEW = 30


@dataclass(frozen=True)
class Exposure:
    """``lines`` one row a risk with money, the dearest first: risk, name, wave, chance, chance_said, loss, mean (of its
    range), value (chance × mean), share (of the total) · ``unpriced`` risks without a loss or a probability, which are
    in no sum · ``contingency`` the budget of the reserve, ``None`` without one · ``without`` P80 without the dearest
    risk.
    """

    lines: pd.DataFrame
    unpriced: tuple[str, ...]
    portfolio: Portfolio
    contingency: float | None
    without: float | None
    currency: str

    @property
    def empty(self) -> bool:
        return self.lines.empty

    @property
    def expected(self) -> float:
        """Σ probability × mean loss."""
        return float(self.lines["value"].sum())

    @property
    def covered(self) -> float | None:
        """The share of the trials that the contingency covers."""
        return None if self.contingency is None else self.portfolio.chance(self.contingency)


def compute_exposure(register: Register, contingency: float | None) -> Exposure:
    """The exposure of the risks that are not closed and have both a probability and a loss."""
    found, unpriced = [], []
    for row in rows(register.risks):
        span = loss_range(row.loss_low, row.loss, row.loss_high)
        if span is None or pd.isna(row.chance):
            unpriced.append(str(row.risk))
            continue
        mean = span.triangular_mean
        found.append(
            (row.risk, row.name, row.wave, row.chance, row.chance_said, row.loss, mean, row.chance * mean, span)
        )
    columns = ["risk", "name", "wave", "chance", "chance_said", "loss", "mean", "value", "span"]
    frame = pd.DataFrame(found, columns=columns).sort_values(
        ["value", "risk"], ascending=[False, True], ignore_index=True
    )
    total = float(frame["value"].sum())
    frame["share"] = frame["value"] / total if total else 0.0
    spans = list(frame.pop("span"))
    portfolio = simulate(simulate_losses, list(frame["chance"]), spans)
    without = None
    if len(frame) > 1:
        without = simulate(simulate_losses, list(frame["chance"])[1:], spans[1:]).percentile(0.8)
    return Exposure(frame, tuple(unpriced), portfolio, contingency, without, register.currency)


def load_exposure(store: Store, scope: Scope, register: Register) -> Exposure:
    """The exposure against the contingency reserve of the cost sheet."""
    costs = load_costs(store, scope, register.currency)
    kept = not costs.empty and bool((costs.lines["kind"] == "contingency").any())
    return compute_exposure(register, costs.reserve if kept else None)


@dataclass(frozen=True)
class Realised:
    """What was assessed half a year ago against what happened since.

    ``groups`` one row a level of likelihood then: place, n, expected (sum of the probabilities), happened, low, high
    (Wilson interval of the share) · ``risks`` one row a risk: risk, name, place, chance, happened · ``brier`` from 30
    risks, else ``None`` · ``unforeseen`` incidents without a risk · ``incidents`` those of the half year, newest first.
    """

    since: date | None
    groups: pd.DataFrame
    risks: pd.DataFrame
    brier: float | None
    unforeseen: int
    incidents: pd.DataFrame


def compute_realised(then: Register | None, incidents: pd.DataFrame, since: date | None) -> Realised:
    """Compare an assessment with the incidents after it. A risk happened if an incident names it."""
    columns = ["place", "n", "expected", "happened", "low", "high"]
    after = incidents
    if since is not None:
        after = incidents[pd.to_datetime(incidents["occurred_at"]) > pd.Timestamp(since) + timedelta(days=1)]
    unforeseen = int(after["risk"].isna().sum())
    empty = pd.DataFrame(columns=["risk", "name", "place", "chance", "happened"])
    if then is None or then.risks.empty:
        return Realised(None, pd.DataFrame(columns=columns), empty, None, unforeseen, after)
    told = set(after["risk"].dropna())
    rated = then.risks.dropna(subset=["chance", "l"])
    risks = pd.DataFrame(
        {
            "risk": rated["risk"],
            "name": rated["name"],
            "place": rated["l"].astype(int),
            "chance": rated["chance"],
            "happened": rated["risk"].isin(told),
        }
    ).reset_index(drop=True)
    found = []
    for place, part in risks.groupby("place"):
        n, happened = len(part), int(part["happened"].sum())
        interval: Interval | None = wilson_interval(happened, n)
        low, high = (None, None) if interval is None else (interval.low, interval.high)
        found.append((place, n, float(part["chance"].sum()), happened, low, high))
    brier = float(((risks["chance"] - risks["happened"]) ** 2).mean()) if len(risks) >= FEW else None
    return Realised(since, pd.DataFrame(found, columns=columns), risks, brier, unforeseen, after)


@once
def load_incidents(store: Store, scope: Scope) -> pd.DataFrame:
    """The incidents by the day looked from, newest first."""
    return store.read(INCIDENTS, scope.rights, as_of=scope.as_of, params=scope.params("waves", "branches", "phase"))


def load_realised(store: Store, scope: Scope, register: Register, category: str = "") -> Realised:
    """The last assessment that is half a year old or more against the incidents of the half year after it."""
    incidents = load_incidents(store, scope)
    old = [day for day in register.days if day <= register.day - timedelta(days=HORIZON)]
    if not old:
        return compute_realised(None, incidents, None)
    then = load_register(store, scope, old[-1]).only(category)
    until = pd.Timestamp(old[-1]) + timedelta(days=HORIZON + 31)
    return compute_realised(then, incidents[pd.to_datetime(incidents["occurred_at"]) <= until], old[-1])
