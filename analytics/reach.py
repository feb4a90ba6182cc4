"""Until when a ledger speaks: what happened after it was last loaded is not known, which is not the same as nothing having happened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.periods import as_of_day
from data.clock import day_of
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

LOADED = Query(
    name="reach.loaded",
    # One row a dataset with a live batch: dataset, known_at (newest).
    sql="select dataset, max(known_at) as known_at from {batches} where live group by dataset order by dataset",
    grain="open",
)


def load_loaded(store: Store, scope: Scope) -> dict[str, date]:
    """The programme's day of the newest live batch of each dataset, as of the scope's moment."""
    frame = store.read(LOADED, scope.rights, as_of=scope.as_of, params={})
    return {
        str(dataset): day_of(pd.Timestamp(known_at).to_pydatetime())
        for dataset, known_at in zip(frame["dataset"], frame["known_at"], strict=True)
    }


def load_reached(store: Store, scope: Scope, dataset: str) -> Scope | None:
    """The scope up to the day its ledger reaches; ``None`` where it holds nothing of the time that is asked about."""
    reach = load_loaded(store, scope).get(dataset)
    if reach is None or (scope.start is not None and scope.start > reach):
        return None
    end = min(scope.end or as_of_day(scope), as_of_day(scope))
    return scope if reach >= end else scope.but(end=reach)
