"""What happened beside a series: notices, cut-overs, campaigns, moves of competitors, incidents and outages, read from
their own ledgers.

Every series over the calendar carries them, so that nobody has to remember what fell into a week. They say when
something happened, never that a series moved because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.periods import as_of_day
from analytics.snapshot import once
from analytics.waves import load_wave_dates
from data.datasets import DATASETS
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

KINDS = ("cutover", "notice", "campaign", "competitor", "incident", "outage")
COLUMNS = ["kind", "day", "wave", "label", "actual"]

NOTICE_DAYS = Query(
    name="annotations.notices",
    # One row a wave: wave, n (customers told), day (of the first notice of transfer that was sent).
    sql="""
        select wave, count(distinct customer) as n, min(cast(at_time as date)) as day
        from {placed:notices} where kind = 'transfer' and wave is not null and at_time is not null
        group by wave
    """,
    grain="aggregate",
    dims=("wave",),
    hide=("day",),
)


@dataclass(frozen=True)
class Ledger:
    """A dataset whose rows are events of themselves: the day it has, and the field that names an event."""

    kind: str
    dataset: str
    day: str
    label: str
    only: str = "true"

    @property
    def declared(self) -> bool:
        found = DATASETS.get(self.dataset)
        return found is not None and {self.day, self.label, "wave"} <= found.by_name.keys()

    def query(self) -> Query:
        """One row an event: wave (null: the whole programme), day, label."""
        relation = "{" + self.dataset + "}"
        return Query(
            name=f"annotations.{self.dataset}",
            sql=f"""
                select wave, cast({self.day} as date) as day, {self.label} as label
                from {relation} where {self.day} is not null and {self.only}
            """,  # noqa: S608 – names of declared fields
            grain="open",
        )


LEDGERS = (
    Ledger("campaign", "campaigns", "started_on", "name"),
    Ledger("competitor", "competitors", "happened_on", "competitor"),
    Ledger("incident", "incidents", "occurred_at", "name"),
    Ledger("outage", "outages", "started_at", "system", "not coalesce(planned, false)"),
)
EVENTS = {ledger.kind: ledger.query() for ledger in LEDGERS if ledger.declared}
"""The statement of each kind whose ledger is declared."""


@once
def load_annotations(store: Store, scope: Scope) -> pd.DataFrame:
    """What is known of the waves of the scope and of the programme as a whole, by day.

    Columns: kind (of :data:`KINDS`), day, wave ('' for the programme), label (what it is called, '' where the kind says
    it all), actual (false only for a planned cut-over). Events after the as-of are left out, planned cut-overs are not.
    """
    dates = load_wave_dates(store, scope)
    cutovers = dates[dates["cutover_on"].notna()]
    parts = [
        pd.DataFrame(
            {"kind": "cutover", "day": cutovers["cutover_on"], "wave": cutovers["wave"], "actual": cutovers["actual"]}
        )
    ]
    told = store.read(NOTICE_DAYS, scope.rights, as_of=scope.as_of)
    parts.append(told[told["day"].notna()].assign(kind="notice"))
    for kind, query in EVENTS.items():
        parts.append(store.read(query, scope.rights, as_of=scope.as_of).assign(kind=kind))
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame({column: pd.Series(dtype="object") for column in COLUMNS})
    found = pd.concat([part.reindex(columns=COLUMNS) for part in parts], ignore_index=True)
    found["day"] = pd.to_datetime(found["day"])
    for column in ("wave", "label"):
        found[column] = ["" if pd.isna(value) else str(value) for value in found[column]]
    found["actual"] = [pd.isna(value) or bool(value) for value in found["actual"]]
    known = (found["kind"] == "cutover") | (found["day"] <= pd.Timestamp(as_of_day(scope)))
    mine = found["wave"].isin(["", *scope.waves]) if scope.waves else known
    return found[known & mine].sort_values(["day", "kind", "wave"], ignore_index=True)
