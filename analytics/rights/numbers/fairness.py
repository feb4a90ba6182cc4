"""Whether groups of customers fare alike: the same outcomes by branch, segment, value tier, vulnerable customers and
channel."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from analytics.families import level
from analytics.judging import load_judge
from analytics.periods import day_number
from analytics.reach import load_known_day, load_loaded
from analytics.rights.numbers.consent import load_deliveries, load_told_days
from analytics.rights.numbers.routes import load_needs
from analytics.rights.numbers.states import STATES, need_params
from analytics.snapshot import once
from analytics.stats.compare import adjusted_p
from analytics.stats.intervals import wilson_interval
from analytics.stats.stratified import compare_within
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

GROUPS = ("branch", "segment", "value_tier", "vulnerable", "channel")
OUTCOMES = ("silent", "late_notice", "complained", "left_after")

SPREAD = Query(
    name="fairness.spread",
    # One row a group of $item (branch, segment, value_tier, vulnerable, channel) and wave: grp, n (customers), asked
    # and silent (of a wave that needs a consent, sent a letter), due and late_notice, moved (12 weeks ago or more),
    # complained (after the move, within 12 weeks) and left_after (within 12 weeks).
    sql=f"""
        with {STATES},
        heard as (select customer, min(cast(opened_at as date)) as first_on, max(cast(opened_at as date)) as last_on
          from {{complaints}} where customer is not null group by customer),
        grouped as (
          select j.*, case $item when 'branch' then j.branch when 'segment' then j.segment when 'value_tier'
            then j.value_tier
                   when 'vulnerable' then case when j.vulnerable then 'yes' else 'no' end else j.channel end as grp,
                 date_diff('day', date '2000-01-03', j.cutover_on) as cut,
                 date_diff('day', date '2000-01-03', j.moved_on) as moved,
                 date_diff('day', date '2000-01-03', j.left_on) as gone,
                 date_diff('day', date '2000-01-03', cast(j.delivered_at as date)) as told,
                 date_diff('day', j.moved_on, h.last_on) as after_last, date_diff('day', j.moved_on,
                   h.first_on) as after_first
          from judged j left join heard h on h.customer = j.customer
        )
        select grp, wave, count(*) as n, count(case when state in ('consented', 'refused', 'silent')
          then 1 end) as asked,
               count(case when state = 'silent' then 1 end) as silent,
               count(case when cut - $told_days <= $today then 1 end) as due,
               count(case when cut - $told_days <= $today and (told is null or told > cut - $told_days)
                 then 1 end) as late_notice,
               count(case when moved + 84 <= $today then 1 end) as moved,
               count(case when moved + 84 <= $today and (after_last between 0 and 83 or after_first between 0 and 83)
                 then 1 end)
                 as complained,
               count(case when moved + 84 <= $today and gone between moved and moved + 83 then 1 end) as left_after
        from grouped where grp is not null group by grp, wave
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("grp", "wave"),
    hide=("asked", "silent", "due", "late_notice", "moved", "complained", "left_after"),
)


@once
def load_spread(store: Store, scope: Scope) -> pd.DataFrame:
    """The same outcomes by group: item, grp, outcome, n, hits, value, low, high, rest, gap, gap_low,
    gap_high, p, q, unfair.

    Each group is compared with all others of the same item within each wave (Mantel–Haenszel), since a wave that is
    still answering is not to be held against one that has been moved; ``rest`` is what the share would be without the
    gap. The whole family is corrected after Benjamini and Hochberg. ``unfair``: worse by at least the relevant gap,
    with q below 0.05; with thousands of customers a gap that nobody would notice is significant too. Groups under 30
    are shown and not judged.
    """
    given = scope.params("waves", "branches", "segments") | need_params(load_needs(store, scope))
    given |= {"today": day_number(load_known_day(store, scope, "notices")), "told_days": load_told_days(store, scope)}
    told, loaded, parts = load_deliveries(store, scope), load_loaded(store, scope), []
    unheard = [
        outcome
        for ledger, outcome in (("complaints", "complained"), ("departures", "left_after"))
        if ledger not in loaded
    ]
    for item in GROUPS:
        frame = store.read(SPREAD, scope.rights, as_of=scope.as_of, params=given | {"item": item})
        if not told:
            frame[["due", "late_notice"]] = float("nan")
        frame[unheard] = float("nan")
        parts.append(frame.assign(item=item))
    return compute_spread(pd.concat(parts, ignore_index=True), load_gap(store, scope))


@once
def load_gap(store: Store, scope: Scope) -> float:
    """The least gap between shares that counts as one (``fairness.gap``)."""
    return load_judge(store, scope)["fairness.gap"]


def compute_spread(frame: pd.DataFrame, relevant: float) -> pd.DataFrame:
    """See :func:`load_spread`; ``frame`` has the columns of the statement and ``item``."""
    found = []
    sizes = {"silent": "asked", "late_notice": "due", "complained": "moved", "left_after": "moved"}
    for outcome in OUTCOMES:
        size = sizes[outcome]
        counted = frame[frame[size].notna() & frame[outcome].notna()].astype({size: int, outcome: int})
        for item, part in counted.groupby("item", sort=False):
            totals = part.groupby("wave")[[outcome, size]].sum()
            for grp, own in part.groupby("grp", sort=True):
                seen = compare_within(
                    (hits, n, int(totals.loc[wave, outcome]) - hits, int(totals.loc[wave, size]) - n)
                    for wave, hits, n in zip(own["wave"], own[outcome], own[size], strict=True)
                )
                interval = wilson_interval(seen.hits, seen.n) if seen.n >= 10 else None
                if interval is None or isnan(seen.difference):
                    continue
                value = seen.hits / seen.n
                found.append(
                    (
                        *(item, grp, outcome, seen.n, seen.hits, value, interval.low, interval.high),
                        *(value - seen.difference, seen.difference, seen.low, seen.high, seen.p),
                    )
                )
    columns = ["item", "grp", "outcome", "n", "hits", "value", "low", "high", "rest", "gap", "gap_low", "gap_high", "p"]
    spread = pd.DataFrame(found, columns=columns)
    judged = spread["n"] >= 30
    spread["q"] = 1.0
    if judged.any():
        spread.loc[judged, "q"] = list(adjusted_p(list(spread.loc[judged, "p"])))
    spread["unfair"] = judged & (spread["q"] < level("rights")) & (spread["gap"] >= relevant)
    return spread
