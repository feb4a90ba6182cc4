"""The next survey: how many customers of each wave to ask for a wanted precision, at the rate at which they answer
now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.metrics.passport import FEW, Passport
from analytics.periods import Period, current_period, day_number, local_moment
from analytics.satisfaction.numbers.scores import RESPONSE_RATE
from analytics.satisfaction.numbers.statements import POPULATION
from analytics.satisfaction.numbers.trends import GROUP_WEEKS
from analytics.snapshot import once
from analytics.stats.compare import answers_needed
from analytics.stats.sampling import plan_invitations

if TYPE_CHECKING:
    from analytics.satisfaction.numbers.scores import AnswerMetric
    from analytics.scope import Scope
    from data.store import Store

WIDTHS = {"nps": (5.0, 8.0, 10.0, 15.0), "csat": (0.02, 0.03, 0.05, 0.08), "ces": (0.1, 0.2, 0.3, 0.5)}
"""Half widths of the interval that can be chosen, in the unit of the score; the second is the default."""


@dataclass(frozen=True)
class Planning:
    """``frame``: wave, population, rate with low and high, own (whether the rate is the wave's own or that of all),
    variance, answers, needed, invited, expected, precision, enough, cautious (invitations if only the low end of the
    rate answers).

    ``change``: answers a side that show a change of the wanted width in four of five cases; ``missing``: the datasets
    without which nothing can be planned.
    """

    metric: Passport
    half: float
    frame: pd.DataFrame
    change: int | None
    missing: tuple[str, ...]
    period: Period
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.frame.empty


def compute_planning(
    half: float, population: pd.DataFrame, rates: pd.DataFrame, overall: Any, variances: dict[str, float], usual: float
) -> pd.DataFrame:
    """One row a wave of ``population`` (wave, n). ``rates`` (wave, value, low, high, n) and ``overall`` (a row of the
    same) are response rates, ``variances`` of an answer by wave, ``usual`` where a wave has none."""
    own = {row.wave: row for row in rows(rates) if not pd.isna(row.value) and row.n >= FEW}
    found = []
    for row in rows(population):
        rate = own.get(row.wave, overall)
        plan = plan_invitations(half, variances.get(row.wave, usual), float(rate.value), int(row.n))
        if plan is None:
            continue
        careful = plan_invitations(half, variances.get(row.wave, usual), float(rate.low), int(row.n))
        found.append(
            {
                "wave": row.wave,
                "population": int(row.n),
                "rate": float(rate.value),
                "low": float(rate.low),
                "high": float(rate.high),
                "own": row.wave in own,
                "variance": variances.get(row.wave, usual),
                "answers": plan.answers,
                "needed": plan.needed,
                "invited": plan.invited,
                "expected": plan.expected,
                "precision": plan.precision,
                "enough": plan.enough,
                "cautious": careful.invited if careful else plan.invited,
            }
        )
    return pd.DataFrame(found)


@once
def load_planning(store: Store, scope: Scope, metric: AnswerMetric, half: float) -> Planning:
    """From the last 12 complete weeks (or the dates of the scope): response rates, spread of the score, customers still
    there."""
    period = current_period(scope, GROUP_WEEKS)
    dated, whole = scope.but(start=period.start, end=period.end), scope.but(start=None, end=None)
    people = store.read(
        POPULATION,
        scope.rights,
        as_of=scope.as_of,
        params=whole.params() | {"today": day_number(period.end), "day": period.end},
    )
    people = people.dropna(subset=["wave", "n"]).groupby("wave")["n"].sum().reset_index()
    totals = RESPONSE_RATE.compute(store, dated)
    answers = metric.compare(store, whole, period, period.before())
    answers = answers[(answers["period"] == "now") & answers["variance"].notna()]
    asked = len(totals) and not pd.isna(totals["value"].iloc[0]) and totals["value"].iloc[0] > 0
    missing = tuple(
        name
        for name, known in (("customers", len(people)), ("invitations", asked), ("surveys", len(answers)))
        if not known
    )
    if missing:
        return Planning(metric.passport, half, pd.DataFrame(), None, missing, period, local_moment(scope))
    by_wave = metric.compare(store, whole, period, period.before(), ("wave",))
    by_wave = by_wave[(by_wave["period"] == "now") & by_wave["variance"].notna() & (by_wave["n"] >= FEW)]
    variances = {row.wave: float(row.variance) for row in rows(by_wave) if not pd.isna(row.wave)}
    usual = float(answers["variance"].iloc[0])
    rates = RESPONSE_RATE.compute(store, dated, ("wave",))
    frame = compute_planning(half, people, rates[rates["wave"].notna()], rows(totals)[0], variances, usual)
    return Planning(metric.passport, half, frame, answers_needed(half, usual), (), period, local_moment(scope))
