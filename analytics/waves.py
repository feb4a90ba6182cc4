"""The waves of a scope with the days on which they start and cut over: what every series by wave is aligned by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.periods import as_of_day
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

WAVE_DATES = Query(
    name="satisfaction.wave_dates",
    # One row a wave: wave, started_on and cutover_on (actual, else planned), actual (whether the cut-over has
    # happened).
    sql="select wave, started_on, cutover_on, actual from {wave_dates} order by cutover_on, {ordered:wave}",
    grain="open",
)


@once
def load_wave_dates(store: Store, scope: Scope) -> pd.DataFrame:
    """The waves of the scope in the order of their cut-over: ``wave, started_on, cutover_on`` (timestamps), ``actual``.

    ``actual`` holds only for a cut-over that lies at or before the as-of.
    """
    frame = store.read(WAVE_DATES, scope.rights, as_of=scope.as_of)
    for column in ("started_on", "cutover_on"):
        frame[column] = pd.to_datetime(frame[column])
    over = frame["cutover_on"] <= pd.Timestamp(as_of_day(scope))
    frame["actual"] = frame["actual"].fillna(False).astype(bool) & over
    chosen = frame[frame["wave"].isin(scope.waves)] if scope.waves else frame
    return chosen.reset_index(drop=True)
