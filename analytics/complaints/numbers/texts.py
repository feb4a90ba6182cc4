"""What complaints say and whom their causes reach: themes that came up after the cut-over, and customers who kept
silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.complaints.numbers.rates import LEVEL, WINDOW, Complaints
from analytics.frames import rows
from analytics.periods import as_of_day, day_number
from analytics.snapshot import once
from analytics.stats.compare import Difference, Sample, compare_means
from analytics.stats.control import ValueChart, between_chart, time_chart
from analytics.stats.rate_change import RateChange, rate_change
from analytics.stats.themes import Texts, compute_themes
from data.datasets.themes import declared_theme
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

MOST_TEXTS = 20_000
EPOCH = pd.Timestamp(2000, 1, 3)

TEXTS = Query(
    name="complaint_text.texts",
    # One row a wording: text, later (after the customer's cut-over, or where there is none in the second half of
    # $middle), said.
    sql=f"""
        with told as (
          select comment as text,
                 case when event_week is not null then event_week >= 0
                      else date_diff('day', date '2000-01-03', cast(at_time as date)) >= $middle end as later,
                 event_week
          from {{placed:complaints}} where comment is not null and {{selected}}
        )
        select text, later, count(*) as said from told
        where event_week is null or event_week between -{WINDOW} and {WINDOW - 1}
        group by text, later order by said desc, text, later limit {MOST_TEXTS}
    """,  # noqa: S608 – the scope is a constant
    grain="rows",
)

SILENT = Query(
    name="complaint_text.silent",
    # One row a wave in which $cause was told of in the 12 weeks after the cut-over: wave, n (customers of its affected
    # branches who did not complain and answered), exposed, complained (customers), and of the silent ones' scores in
    # the 12 weeks before and after: n_before, mean_before, var_before, n_after, mean_after, var_after.
    sql=f"""
        with told as (
          select distinct customer, wave, branch from {{placed:complaints}}
          where root_cause = $cause and event_week between 0 and {WINDOW - 1} and customer is not null
            and wave is not null
            and {{selected:wave,branch,segment}}
        ),
        places as (select wave, branch, count(*) as complained from told group by wave, branch having count(*) >= 10),
        people as (
          select m.customer, m.wave, t.customer is not null as complained
          from {{moves}} m join places p on p.wave = m.wave and p.branch = m.branch
            left join (select distinct customer from told) t on t.customer = m.customer
          where m.cutover_on is not null
        ),
        scores as (
          select customer, cast(nps as double) as score, event_week >= 0 as later
          from {{placed:surveys}} where nps is not null and event_week between -{WINDOW} and {WINDOW - 1}
        )
        select p.wave, count(distinct s.customer) as n, count(distinct p.customer) as exposed,
               count(distinct case when p.complained then p.customer end) as complained,
               count(case when not s.later then s.score end) as n_before, avg(case when not s.later
                 then s.score end) as mean_before,
               var_pop(case when not s.later then s.score end) as var_before,
               count(case when s.later then s.score end) as n_after, avg(case when s.later
                 then s.score end) as mean_after,
               var_pop(case when s.later then s.score end) as var_after
        from people p left join scores s on s.customer = p.customer and not p.complained
        group by p.wave
    """,  # noqa: S608 – whole numbers
    grain="aggregate",
    dims=("wave",),
    hide=(
        "exposed",
        "complained",
        "n_before",
        "mean_before",
        "var_before",
        "n_after",
        "mean_after",
        "var_after",
    ),
)

DAYS = Query(
    name="complaint_text.days",
    # One row a complaint of a cause ('' every one), oldest first: day (number since 3 Jan 2000).
    sql="""
        select date_diff('day', date '2000-01-03', cast(at_time as date)) as day
        from {placed:complaints} where ($cause = '' or root_cause = $cause) and {selected} order by 1
    """,
    grain="rows",
)


@dataclass(frozen=True)
class Rare:
    """Time between complaints that are too rare for a count a week: ``gaps`` has day, days (since the one before),
    customers (days at risk between, in customer-days), low, high; ``a_week`` before the freeze and ``since``;
    ``change`` is the evidence that they became more or less frequent, ``onset`` the likeliest first day of that and
    ``seen`` the day on which it was enough."""

    gaps: pd.DataFrame
    times: ValueChart | None
    between: ValueChart | None
    change: RateChange | None
    a_week: float
    since: float
    freeze: pd.Timestamp | None

    @property
    def shifted(self) -> bool:
        return self.change is not None and self.change.changed

    @property
    def onset(self) -> pd.Timestamp | None:
        found, freeze = self.change, self.freeze
        if found is None or found.start is None or freeze is None:
            return None
        return freeze + pd.Timedelta(weeks=found.start)

    @property
    def seen(self) -> pd.Timestamp | None:
        found, freeze = self.change, self.freeze
        return (
            None
            if found is None or found.week is None or freeze is None
            else freeze + pd.Timedelta(days=7 * found.week + 6)
        )


@once
def load_themes(store: Store, scope: Scope, common: frozenset[str]) -> pd.DataFrame:
    """The themes of the complaints' texts 12 weeks before and after the cut-over; see ``compute_themes``. Needs row
    level.

    ``declared`` is the declared theme that has the words found, '' where none has.
    """
    middle = day_number(as_of_day(scope)) - 7 * WINDOW
    told = store.read(TEXTS, scope.rights, as_of=scope.as_of, params=scope.params() | {"middle": middle})
    found = compute_themes(
        Texts(list(told["text"]), list(told["said"]), list(told["later"].astype(bool))), common, level=LEVEL
    )
    return found.assign(declared=[declared_theme(str(wording)) for wording in found["theme"]])


@once
def load_silent(store: Store, scope: Scope, cause: str) -> tuple[pd.DataFrame, list[Difference | None]]:
    """Customers of the places that a cause reached who did not complain, and the change of their scores around the
    cut-over."""
    given = scope.params("waves", "branches", "segments") | {"cause": cause}
    found = store.read(SILENT, scope.rights, as_of=scope.as_of, params=given)
    changes: list[Difference | None] = []
    for row in rows(found):
        if pd.isna(row.n) or row.n_before < 30 or row.n_after < 30:
            changes.append(None)
            continue
        later, earlier = (
            Sample(int(row.n_after), row.mean_after, row.var_after),
            Sample(int(row.n_before), row.mean_before, row.var_before),
        )
        changes.append(compare_means(later, earlier))
    return found, changes


def compute_rare(days: list[int], at_risk: float, freeze: pd.Timestamp | None, until: int | None = None) -> Rare:
    """T and g charts of the days (numbers since 3 Jan 2000) on which events came, frozen before ``freeze``; from all
    without one.

    ``at_risk`` customers on a usual day turn days into customer-days. Events of one day share it evenly, as no hour is
    known. Whether they became more or less frequent is judged by whole weeks, back and on from ``freeze``, to the day
    ``until`` (without one, the last event); the baseline begins after the first event.
    """
    counts = Counter(days)
    times = [day + (at + 0.5) / counts[day] for day in sorted(counts) for at in range(counts[day])]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    frame = pd.DataFrame({"day": EPOCH + pd.to_timedelta([int(one) for one in times[1:]], unit="D"), "days": gaps})
    frame["customers"] = frame["days"] * at_risk
    base = frame[frame["day"] < freeze] if freeze is not None and len(frame) else frame
    chart = time_chart(list(base["days"])) if len(base) >= 12 else None
    between = between_chart([round(one) for one in base["customers"]]) if len(base) >= 12 else None
    frame["low"], frame["high"] = (None, None) if chart is None else (chart.low, chart.high)
    a_week = 7 / float(base["days"].mean()) if len(base) else float("nan")
    before, after = _weeks(days, freeze, until)
    since = float(np.mean(after)) if len(after) else float("nan")
    return Rare(frame, chart, between, rate_change(before, after), a_week, since, freeze)


def _weeks(days: list[int], freeze: pd.Timestamp | None, until: int | None) -> tuple[list[int], list[int]]:
    """Events of the whole weeks before and from ``freeze``."""
    if freeze is None or not days:
        return [], []
    middle, first = (freeze - EPOCH).days, min(days)
    last = max(days) if until is None else until
    before, after = (middle - first - 1) // 7, (last - middle + 1) // 7
    if before < 1 or after < 1:
        return [], []
    told = Counter((day - middle) // 7 for day in days)
    return [told[-at] for at in range(before, 0, -1)], [told[at] for at in range(after)]


def load_rare(store: Store, scope: Scope, found: Complaints, cause: str) -> Rare:
    """The rare-event charts of a cause. Needs row level."""
    whole = scope.but(start=None, end=None)
    days = store.read(DAYS, scope.rights, as_of=scope.as_of, params=whole.params() | {"cause": cause})["day"]
    at_risk = float(found.weekly["exposure"].mean()) if found.rated else 1.0
    known = found.weekly.loc[found.weekly["value"].notna(), "step"]
    until = 7 * int(known.max()) + 6 if len(known) else None
    return compute_rare([int(day) for day in days], at_risk, found.freeze, until)
