"""Which few problems make most of it, and counts a thousand customers that can be held beside another programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows, text
from analytics.reach import load_known_day, load_loaded
from analytics.retention.curves import ask
from analytics.snapshot import once
from analytics.stats.intervals import Interval, rate_interval
from data.store.query import Query
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

MOST = 0.8
"""The few are those that together make so much of all."""
YEAR = 365.25
LEAST_DAYS = 84
"""A ledger of fewer days is not reckoned to a year: seasons and a single week would be multiplied."""
SOURCES = ("complaints", "findings", "incidents")

CAUSES = Query(
    name="coordination.causes",
    # One row a root cause of complaints, by category where none is told: item, n.
    sql="""
        select trim(coalesce(root_cause, category)) as item, count(*) as n from {placed:complaints} c
        where cast(opened_at as date) <= $day and {selected:c.wave,c.branch,c.segment} group by 1 order by 1
    """,
    grain="aggregate",
    dims=("item",),
)
FINDINGS = Query(
    name="coordination.findings",
    # One row an item that findings of reviews were about: item, n.
    sql="""
        select trim(item) as item, count(*) as n from {reviews}
        where kind = 'finding' and (opened_on is null or opened_on <= {today}) and {selected:wave} group by 1 order by 1
    """,
    grain="open",
)
INCIDENTS = Query(
    name="coordination.incidents",
    # One row a cause of incidents: item, n.
    sql="""
        select trim(cause) as item, count(*) as n from {incidents}
        where cast(occurred_at as date) <= {today} and {selected:wave} group by 1 order by 1
    """,
    grain="open",
)
COUNTED = Query(
    name="coordination.counted",
    # One row a kind: item (customers, complaints, service, left), n – those on the roster, and what is told of them by
    # the day looked from –, first (the Monday of the week in which its ledger begins for this reader, whatever is
    # selected: a week that moved with the selection would tell of one customer).
    sql="""
        select 'customers' as item, count(*) as n, cast(null as date) as first from {moves} m
          where {selected:m.wave,m.branch,m.segment}
        union all
        select 'complaints', count(*), (select cast(date_trunc('week', min(opened_at)) as date) from {complaints})
        from {placed:complaints} c where cast(opened_at as date) <= {today} and {selected:c.wave,c.branch,c.segment}
        union all
        select 'service', count(*), (select cast(date_trunc('week', min(raised_at)) as date) from {contacts}
          where kind = 'service')
        from {placed:contacts} k where kind = 'service' and cast(raised_at as date) <= {today}
          and {selected:k.wave,k.branch,k.segment}
        union all
        select 'left', count(*), (select cast(date_trunc('week', min(left_on)) as date) from {departures})
        from {away} d join {moves} m on m.customer = d.customer where {selected:m.wave,m.branch,m.segment}
    """,
    grain="aggregate",
    # Four counts of four things: none is a part of another.
    dims=("item",),
    apart=True,
)
LEDGERS = {"complaints": "complaints", "service": "contacts", "left": "departures"}


@dataclass(frozen=True)
class Problem:
    """A problem of a source (complaints, findings, incidents): ``n`` of it, the share of its source, and that of it and
    all larger ones. ``few``: one of the largest that together make four fifths. ``item`` is '' where nobody said."""

    source: str
    item: str
    n: int
    share: float
    cumulative: float
    few: bool


@dataclass(frozen=True)
class PerThousand:
    """``n`` events of a kind and how many that is for 1,000 customers of the roster, with Garwood's interval;
    ``first``: the Monday of the week in which its ledger begins; ``years`` from there to the last day that it can tell
    of."""

    item: str
    n: int
    value: float
    interval: Interval
    first: date | None = None
    years: float = 0.0

    @property
    def yearly(self) -> tuple[float, Interval] | None:
        """For 1,000 customers and a year, which programmes of other length have too; ``None`` of a ledger of less than
        :data:`LEAST_DAYS` days."""
        if self.years * YEAR < LEAST_DAYS:
            return None
        return self.value / self.years, Interval(self.interval.low / self.years, self.interval.high / self.years)


@dataclass(frozen=True)
class Problems:
    """``each`` problem, by source and size; ``thousand`` the counts of which the ledger was loaded, over
    ``customers``."""

    each: tuple[Problem, ...]
    thousand: tuple[PerThousand, ...]
    customers: int

    def of(self, source: str) -> tuple[Problem, ...]:
        return tuple(one for one in self.each if one.source == source)


def compute_pareto(source: str, counts: dict[str, int]) -> tuple[Problem, ...]:
    """Problems by size. The few are the least number that reaches :data:`MOST`; what nobody named stands last and is
    none of them."""
    whole, sofar, found = sum(counts.values()), 0, []
    for item, n in sorted(counts.items(), key=lambda pair: (not pair[0], -pair[1], pair[0])):
        few = bool(item) and sofar < MOST * whole
        sofar += n
        found.append(Problem(source, item, n, n / whole, sofar / whole, few))
    return tuple(found)


def _counts(frame: pd.DataFrame) -> dict[str, int]:
    known = frame[frame["n"].notna() & (frame["n"] > 0)]
    return {text(row.item): int(n) for row, n in zip(rows(known), exact_n(known), strict=True)}


@once
def load_problems(store: Store, scope: Scope) -> Problems:
    """The problems and counts of the scope up to the day each ledger tells."""
    loaded = load_loaded(store, scope)
    each: list[Problem] = []
    if "complaints" in loaded:
        each += compute_pareto(
            "complaints", _counts(ask(store, scope, CAUSES, load_known_day(store, scope, "complaints")))
        )
    for source, dataset, query in (("findings", "reviews", FINDINGS), ("incidents", "incidents", INCIDENTS)):
        if dataset in loaded:
            each += compute_pareto(
                source, _counts(store.read(query, scope.rights, as_of=scope.as_of, params=scope.params("waves")))
            )
    counted = store.read(COUNTED, scope.rights, as_of=scope.as_of, params=scope.params("waves", "branches", "segments"))
    counts = _counts(counted)
    began = {
        text(item): pd.Timestamp(first).date()
        for item, first in zip(counted["item"], counted["first"], strict=True)
        if pd.notna(first)
    }
    customers = counts.get("customers", 0)
    thousand: list[PerThousand] = []
    for item, ledger in LEDGERS.items() if customers else ():
        if ledger in loaded and item in counts:
            bounds, n = rate_interval(counts[item], customers / 1000), counts[item]
            first = began.get(item)
            days = (load_known_day(store, scope, ledger) - first).days + 1 if first else 0
            thousand.append(PerThousand(item, n, n / customers * 1000, bounds, first, days / YEAR))
    return Problems(tuple(each), tuple(thousand), customers)
