"""What the move brings: the benefit sheet of the programme, and the churn measured after cut-over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.cost_benefit.numbers.statements import BENEFITS, CHURN
from analytics.judging import USUAL, Judge, load_judge
from analytics.metrics.versions import settle
from analytics.periods import as_of_day
from analytics.schedule.numbers.plan import load_programme
from analytics.schedule.numbers.progress import load_reach
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

AMOUNTS = ("planned", "forecast", "realised", "low", "high")


@dataclass(frozen=True)
class Benefits:
    """``lines`` one row a period and benefit: planned, forecast, realised, low, high, ``expected`` (realised, else
    forecast, else planned). ``churn`` is measured: share of those moved 12 weeks ago who left, with n behind it."""

    lines: pd.DataFrame
    churn: float | None
    churn_n: int
    unrated: int
    currency: str = "CNY"
    judge: Judge = USUAL

    @property
    def empty(self) -> bool:
        return self.lines.empty


@once
def load_benefits(store: Store, scope: Scope, currency: str) -> Benefits:
    """The benefit sheet as of the scope, and the churn measured after cut-over. Benefits are planned for the programme:
    no filter of the scope narrows them. Churn is counted as far as moves and departures are known."""
    today = as_of_day(scope)
    lines = store.read(BENEFITS, scope.rights, as_of=scope.as_of, params={"currency": currency})
    unrated = int(lines["unrated"].sum()) if len(lines) else 0
    lines["period"] = pd.to_datetime(lines["period"])
    for name in AMOUNTS:
        lines[name] = lines[name].astype("float64")
    lines = settle(lines, place=("benefit", "wave"), plans=("planned", "forecast", "low", "high"), facts=("realised",))
    # What is called realised in a period after today has not been: it is expected.
    ahead = lines["period"] > pd.Timestamp(today)
    lines["forecast"] = lines["forecast"].fillna(lines["realised"].where(ahead))
    lines["realised"] = lines["realised"].mask(ahead)
    by = ["period", "benefit", "kind", "wave"]
    lines = lines.groupby(by, dropna=False, sort=False)[list(AMOUNTS)].sum(min_count=1).reset_index()
    lines = lines[lines[list(AMOUNTS)].notna().any(axis=1)]
    lines["expected"] = lines["realised"].fillna(lines["forecast"]).fillna(lines["planned"]).fillna(0.0)
    churn, n, reach = None, 0, load_reach(store, scope, "transfers", "departures")
    if reach is not None:
        # Beyond the last file about departures nobody is known to have stayed.
        found = store.read(CHURN, scope.rights, as_of=scope.as_of, params={"day": min(reach, today)})
        row = found.iloc[0]
        if not pd.isna(row["n"]) and row["n"] > 0 and not pd.isna(row["gone"]):
            n = int(row["n"])
            churn = float(row["gone"]) / n
    return Benefits(lines.reset_index(drop=True), churn, n, unrated, currency, load_judge(store, scope))


def load_own_benefits(store: Store, scope: Scope) -> Benefits:
    """The benefit sheet in the currency of the programme."""
    return load_benefits(store, scope, load_programme(store, scope).currency)
