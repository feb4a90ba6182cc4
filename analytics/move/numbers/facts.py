"""The head of the move: who moves customers to whom since which decision, by which routes, and the clocks that its days
started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.compliance.numbers.duties import Duties, load_duties
from analytics.programme import Overview, load_overview
from analytics.rights.numbers.routes import ROUTES, Needs, load_needs
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

OPEN = ("overdue", "due")


@dataclass(frozen=True)
class Facts:
    """``routes``: one row a pair of routes – data_route, contract_route (null: not stated), waves (their ids) ·
    ``needs`` by wave · ``duties``: law and policy, of which those with a day are clocks."""

    overview: Overview
    routes: pd.DataFrame
    needs: dict[str, Needs]
    duties: Duties

    @property
    def clocks(self) -> pd.DataFrame:
        """The clocks that run or ran out: open duties with a day, the nearest first."""
        own = self.duties.of(*OPEN)
        return own[own["due_on"].notna() & own["event_at"].notna()].sort_values(
            ["due_at", "wave"], na_position="first", ignore_index=True
        )

    @property
    def stopped(self) -> int:
        """Clocks that were stopped in time or late."""
        own = self.duties.of("met", "late")
        return int((own["due_on"].notna() & own["event_at"].notna()).sum())


@once
def load_facts(store: Store, scope: Scope) -> Facts:
    """The facts of the programme as of the scope's moment."""
    frame = store.read(ROUTES, scope.rights, as_of=scope.as_of, params={})
    if scope.waves:
        frame = frame[frame["wave"].isin(scope.waves)]
    routes = (
        frame.groupby(["data_route", "contract_route"], dropna=False, sort=False)["wave"]
        .agg(tuple)
        .reset_index(name="waves")
    )
    return Facts(load_overview(store, scope), routes, load_needs(store, scope), load_duties(store, scope))
