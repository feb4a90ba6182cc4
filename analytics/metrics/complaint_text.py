"""What complaints say and whom their causes reach: themes that came up after the cut-over, and customers who kept silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.metrics.complaints import WINDOW, Complaints
from analytics.periods import as_of_day, day_number
from analytics.scope import SELECTED
from analytics.stats.compare import Difference, Sample, compare_means
from analytics.stats.control import Runs, ValueChart, between_chart, count_runs, time_chart
from analytics.stats.themes import Texts, compute_themes
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

MOST_TEXTS = 20_000
LOOK = 24
"""Intervals of one look at the runs of a rare cause; looks do not overlap."""

TEXTS = Query(
    name="complaint_text.texts",
    # One row a wording: text, later (after the customer's cut-over, or where there is none in the second half of $middle), said.
    sql=f"""
        with told as (
          select comment as text,
                 case when event_week is not null then event_week >= 0
                      else date_diff('day', date '2000-01-03', cast(at_time as date)) >= $middle end as later,
                 event_week
          from {{placed:complaints}} where comment is not null and {SELECTED}
        )
        select text, later, count(*) as said from told
        where event_week is null or event_week between -{WINDOW} and {WINDOW - 1}
        group by text, later order by said desc, text, later limit {MOST_TEXTS}
    """,  # noqa: S608 – the scope is a constant
    grain="rows",
)

SILENT = Query(
    name="complaint_text.silent",
    # One row a wave in which $cause was told of in the 12 weeks after the cut-over: wave, n (customers of its affected branches
    # who did not complain and answered), exposed, complained (customers), and of the silent ones' scores in the 12 weeks before
    # and after: n_before, mean_before, var_before, n_after, mean_after, var_after.
    sql=f"""
        with told as (
          select distinct customer, wave, branch from {{placed:complaints}}
          where root_cause = $cause and event_week between 0 and {WINDOW - 1} and customer is not null and wave is not null
            and ($waves is null or list_contains($waves, wave)) and ($branches is null or list_contains($branches, branch))
            and ($segments is null or list_contains($segments, segment))
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
               count(case when not s.later then s.score end) as n_before, avg(case when not s.later then s.score end) as mean_before,
               var_pop(case when not s.later then s.score end) as var_before,
               count(case when s.later then s.score end) as n_after, avg(case when s.later then s.score end) as mean_after,
               var_pop(case when s.later then s.score end) as var_after
        from people p left join scores s on s.customer = p.customer and not p.complained
        group by p.wave
    """,  # noqa: S608 – whole numbers
    grain="aggregate",
    dims=("wave",),
    hide=(
        "exposed", "complained", "n_before", "mean_before", "var_before", "n_after", "mean_after", "var_after",
    ),
)  # fmt: skip

DAYS = Query(
    name="complaint_text.days",
    # One row a complaint of a cause ('' every one), oldest first: day (number since 3 Jan 2000).
    sql=f"""
        select date_diff('day', date '2000-01-03', cast(at_time as date)) as day
        from {{placed:complaints}} where ($cause = '' or root_cause = $cause) and {SELECTED} order by 1
    """,  # noqa: S608
    grain="rows",
)


@dataclass(frozen=True)
class Rare:
    """Time between complaints that are too rare for a count a week: ``gaps`` has day, days (since the one before), customers
    (days at risk between, in customer-days), low, high; ``a_week`` before the freeze; runs about the baseline's median; ``shifted`` only where two looks in a row agree."""

    gaps: pd.DataFrame
    times: ValueChart | None
    between: ValueChart | None
    runs: Runs | None
    shifted: bool
    a_week: float
    freeze: pd.Timestamp | None


def load_themes(store: Store, scope: Scope, common: frozenset[str]) -> pd.DataFrame:
    """The themes of the complaints' texts 12 weeks before and after the cut-over; see ``compute_themes``. Needs row level."""
    middle = day_number(as_of_day(scope)) - 7 * WINDOW
    told = store.read(TEXTS, scope.rights, as_of=scope.as_of, params=scope.params() | {"middle": middle})
    return compute_themes(Texts(list(told["text"]), list(told["said"]), list(told["later"].astype(bool))), common)


def load_silent(store: Store, scope: Scope, cause: str) -> tuple[pd.DataFrame, list[Difference | None]]:
    """Customers of the places that a cause reached who did not complain, and the change of their scores around the cut-over."""
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


def compute_rare(days: list[int], at_risk: float, freeze: pd.Timestamp | None) -> Rare:
    """T and g charts of the days (numbers since 3 Jan 2000) on which events came, frozen before ``freeze``.

    ``at_risk`` customers on a usual day turn days into customer-days. Events of one day share it evenly, as no hour is known.
    """
    counts = Counter(days)
    times = [day + (at + 0.5) / counts[day] for day in sorted(counts) for at in range(counts[day])]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    frame = pd.DataFrame(
        {"day": pd.Timestamp(2000, 1, 3) + pd.to_timedelta([int(one) for one in times[1:]], unit="D"), "days": gaps}
    )
    frame["customers"] = frame["days"] * at_risk
    base = frame[frame["day"] < freeze] if freeze is not None and len(frame) else frame.iloc[:0]
    chart = time_chart(list(base["days"])) if len(base) >= 12 else None
    between = between_chart([round(one) for one in base["customers"]]) if len(base) >= 12 else None
    after = frame[frame["day"] >= freeze] if freeze is not None and len(frame) else frame
    runs = (
        count_runs(list(after["days"]), float(base["days"].median()))
        if chart is not None and len(after) >= 12
        else None
    )
    looks = []
    if runs is not None:  # a single look at runs cries wolf about once in twenty
        gaps_after, middle = list(after["days"]), float(base["days"].median())
        # and the median of a short baseline is itself uncertain: twice the length that chance allows is asked for.
        told = [count_runs(gaps_after[at : at + LOOK], middle) for at in range(0, len(gaps_after) - LOOK + 1, LOOK)]
        looks = [one.longest > 2 * one.longest_limit for one in told]
    shifted = any(first and second for first, second in pairwise(looks))
    frame["low"], frame["high"] = (None, None) if chart is None else (chart.low, chart.high)
    a_week = 7 / float(base["days"].mean()) if len(base) else float("nan")
    return Rare(frame, chart, between, runs, shifted, a_week, freeze)


def load_rare(store: Store, scope: Scope, found: Complaints, cause: str) -> Rare:
    """The rare-event charts of a cause. Needs row level."""
    whole = scope.but(start=None, end=None)
    days = store.read(DAYS, scope.rights, as_of=scope.as_of, params=whole.params() | {"cause": cause})["day"]
    at_risk = float(found.weekly["exposure"].mean()) if found.rated else 1.0
    return compute_rare([int(day) for day in days], at_risk, found.freeze)
