"""The answers in the turn in which each customer gave them, kept by the store, so that a question of a large programme
need not place, sort and score all of them again: what :mod:`analytics.satisfaction.numbers.answers` asks, to the same
answers.

A customer counts once a cell, with the last answer in it. Of two answers in turn the first is the last of its cell
where the next one lies in another: in a later week, in another phase, after the last day. So an answer that knows the
day of the next one needs no sorting, and the sums by wave, branch and segment answer every selection of them, each
customer being in one of them. Who answered from two (``several``) is counted from the answers themselves, as before.

Reading as of the past asks the ledgers: what was known then is seldom asked twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.satisfaction.numbers.answers import (
    ANSWERED,
    CELLS,
    DIMENSIONS,
    IN_WEEKS,
    INVITED,
    LINKED,
    LOT_OF_ROWS,
    PERIODS,
    RESPONSE,
    ROLLING,
    SCORED,
    SCORES,
    SETTLED,
    scale_of,
)
from data.store.cluster import cluster_here
from data.store.query import Query, Summary

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

LARGE = 200_000
"""Answers from which on it is worth to keep them: of fewer a question takes some hundredths of a second."""

HOME = "hash(coalesce(wave, ''), coalesce(branch, ''), coalesce(segment, ''))"
_DAY = "cast(date_diff('day', date '2000-01-03', cast(at_time as date)) as integer)"
_WEEK = "cast(floor(cast({} as double) / 7) as integer)"

SEVERAL = Summary(
    name="answers_of_several",
    # The complete answers of customers who answered from more than one wave, branch or segment; columns as of the
    # placed answers.
    sql=f"""
        select a.* from {{placed:surveys}} a
        where coalesce(a.complete, true) and a.customer in (
          select customer from {{placed:surveys}} where coalesce(complete, true) and customer is not null
          group by customer having min({HOME}) <> max({HOME}))
    """,  # noqa: S608 – pieces are constants
)

HOMES = Summary(
    name="answer_homes",
    # One row a combination of wave, branch, segment and channel, numbered.
    sql="""
        select cast(row_number() over (order by wave, branch, segment, channel) as integer) as home, wave, branch,
          segment, channel
        from (select distinct wave, branch, segment, channel from {placed:surveys} where coalesce(complete, true))
    """,
)

IN_TURN = Summary(
    name="answers_in_turn",
    # One row a complete answer of the channels selected (all others but those of SEVERAL): row_id, home, day and week
    # (numbers since 3 Jan 2000), event_week, phase, a score for each item, and of the customer's next answer to it
    # (with $by_channel: in the same channel) day, event_week and phase.
    sql=f"""
        with counted as (
          select row_id, customer, at_time, wave, branch, segment, channel, phase, event_week, {HOME} as home,
                 {_DAY} as day, {", ".join(f"cast({points} as double) as {item}" for item, points in SCORES.items())}
          from {{placed:surveys}}
          where coalesce(complete, true) and {{selected:channel}}
            and (customer is null or customer not in (select customer from {{answers_of_several}}))
        ),
        turns as (
          select *, {
        ", ".join(
            f"lead(case when {item} is not null then {{'day': day, 'event_week': event_week, 'phase': phase}} end"
            f" ignore nulls) over turn as {item}_next"
            for item in SCORES
        )
    }
          from counted
          window turn as (
            partition by coalesce(customer, 'answer ' || cast(row_id as varchar)), case when $by_channel
              then channel end
            order by at_time, row_id)
        )
        select t.row_id, h.home, t.day, {_WEEK.format("t.day")} as week, t.event_week, t.phase,
               {", ".join(f"t.{item}, t.{item}_next" for item in SCORES)}
        from turns t join {{answer_homes}} h
          on h.wave is not distinct from t.wave and h.branch is not distinct from t.branch
          and h.segment is not distinct from t.segment and h.channel is not distinct from t.channel
    """,  # noqa: S608 – pieces are constants
)

_SELECTED = f"""
    turns as (
      select row_id, home, day, week, event_week, phase, cast(date '2000-01-03' + day as date) as at_time,
             case $item {" ".join(f"when '{item}' then {item}" for item in SCORES)} end as score,
             case $item {" ".join(f"when '{item}' then {item}_next" for item in SCORES)} end as next,
             date_diff('day', date '2000-01-03', $end) as last_day
      from {{answers_in_turn}}
    ),
    selected as (
      select *, {_WEEK.format("next.day")} as next_week,
             next is null or coalesce(next.day > last_day, false)
               or (($by_phase or $phase is not null) and next.phase is distinct from phase) as closing
      from turns
      where score is not null and {{selected:at_time,phase}}
    )
"""  # noqa: S608 – pieces are constants
"""``selected``: the answers to $item within the days and the phase selected; ``closing`` where no other selected one of
the customer's follows that could lie in its cell (``next_week``: the week of the next)."""
_SUMS = "count(*) as c, sum(score) as total, sum(score * score) as squares, bit_xor(hash(row_id)) as lot"
_PLACE = "h.wave, h.branch, h.segment, case when $by_channel then h.channel end as channel"
_BY = ", ".join(f"case when $by_{name} then {name} end as {name}" for name in SETTLED)
_MOMENTS = """cast(sum(c) as bigint) as n, sum(total) / sum(c) as mean,
               greatest(sum(squares) / sum(c) - (sum(total) / sum(c)) * (sum(total) / sum(c)), 0) as variance"""
_PHASE = "case when $by_phase then phase end as phase"


def _kept(name: str, cells: str) -> Summary:
    return Summary(
        name=name,
        sql=f"""
            with {_SELECTED},
            cells as ({cells})
            select {_PLACE}, s.* exclude (home) from cells s join {{answer_homes}} h on h.home = s.home
        """,  # noqa: S608 – pieces are constants
    )


def _asked(query: Query, summary: str, by: str) -> Query:
    """``query`` from a summary, and from the answers of SEVERAL in its own words."""
    direct = query.sql.replace(SCORED, SCORED.replace("{placed:surveys}", "{answers_of_several}"))
    direct = direct.replace(LOT_OF_ROWS, "bit_xor(hash(row_id)) as lot")
    dims = ", ".join(query.dims)
    return Query(
        name=f"{query.name}.kept",
        sql=f"""
            with several as ({direct}),
            together as (
              select {dims}, c, total, squares, lot from {{{summary}}} where {{selected:wave,branch,segment}}
              union all
              select {dims}, n, mean * n, (variance + mean * mean) * n, lot from several
            ),
            asked as (select {by}, c, total, squares, lot from together)
            select {dims}, {_MOMENTS}, {scale_of("$item")}, cast(bit_xor(lot) as varchar) as lot
            from asked group by {dims}
        """,  # noqa: S608 – pieces are constants
        grain="aggregate",
        dims=query.dims,
        hide=query.hide,
        means=query.means,
    )


CELLS_KEPT = _kept(
    "answer_cells",
    f"""
    select home, case when $by_week then cast(date '2000-01-03' + 7 * week as date) end as week, case
      when $by_event_week then event_week end as event_week, {_PHASE}, {_SUMS}
    from selected
    where closing or ($by_week and next_week <> week) or ($by_event_week and next.event_week is distinct
      from event_week)
    group by all
    """,  # noqa: S608 – pieces are constants
)
ROLLING_KEPT = _kept(
    "answer_windows",
    f"""
    select home, {_PHASE}, step + later as step, {_SUMS}
    from (
      select *, case when $axis = 'event' then event_week else week end as step,
             case when closing then null when $axis = 'event' then next.event_week else next_week end as next_step
      from selected
    ) cross join (values (0), (1), (2), (3)) as window_weeks(later)
    where step is not null and next_step is distinct from step
      and later < coalesce(next_step - step, 4) and ($last is null or step + later <= $last)
    group by all
    """,  # noqa: S608 – pieces are constants
)
_PERIOD = (
    "case when {step} between $now_from and $now_to then 'now' when {step} between $before_from and $before_to then"
    " 'before' end"
)
PERIODS_KEPT = _kept(
    "answer_periods",
    f"""
    select home, {_PHASE}, period, {_SUMS}
    from (
      select *, {_PERIOD.format(step="case when $axis = 'event' then event_week else day end")} as period,
             {_PERIOD.format(step="case when $axis = 'event' then next.event_week else next.day end")} as next_period
      from selected
    )
    where period is not null and (closing or next_period is distinct from period)
    group by all
    """,  # noqa: S608 – pieces are constants
)
KEPT = {
    CELLS.name: _asked(
        CELLS,
        CELLS_KEPT.name,
        ", ".join(f"case when $by_{name} then {name} end as {name}" for name in DIMENSIONS),
    ),
    ROLLING.name: _asked(ROLLING, ROLLING_KEPT.name, f"{_BY}, step"),
    PERIODS.name: _asked(PERIODS, PERIODS_KEPT.name, f"{_BY}, period"),
}
"""By the name of a question the one that is asked of what is kept."""

_PLACED = "wave, branch, segment, channel, week, event_week, phase, survey, day"
_LATER = "{selected:at_time,channel,phase}"
SIDES = Summary(
    name="answers_and_asked",
    # One row a kind of invitation or of answer (but of SEVERAL): the columns of INVITED and IN_WEEKS, asked and
    # answered summed.
    sql=f"""
        with linked as ({LINKED}), asked as ({INVITED.replace("{selected}", _LATER)}),
        answers as ({
        IN_WEEKS.replace(
            "{selected}",
            _LATER + " and (customer is null or customer not in (select customer from {answers_of_several}))",
        )
    })
        select {_PLACED}, sum(asked) as asked, sum(answered) as answered, bit_xor(lot) as lot
        from (select * from asked union all select * from answers) group by all
    """,  # noqa: S608 – pieces are constants
)
KEPT[RESPONSE.name] = Query(
    name=f"{RESPONSE.name}.kept",
    sql=RESPONSE.sql.replace(
        f"asked as ({INVITED}), answers as ({IN_WEEKS})",
        f"""asked as (
          select {_PLACED}, asked, answered, lot from {{{SIDES.name}}} where {{selected:wave,branch,segment}}
        ),
        answers as ({IN_WEEKS.replace("{placed:surveys}", "{answers_of_several}")})""",  # noqa: S608 – pieces are constants
    ),
    grain="aggregate",
    dims=RESPONSE.dims,
    hide=RESPONSE.hide,
    counts=RESPONSE.counts,
)
DAILY = Summary(
    name="answers_daily",
    # One row a place, channel, phase and day: c (complete answers).
    sql="""
        select wave, branch, segment, channel, phase, cast(at_time as date) as at_time, count(*) as c
        from {placed:surveys} where coalesce(complete, true) group by all
    """,
)
KEPT[ANSWERED.name] = Query(
    name=f"{ANSWERED.name}.kept",
    sql=f"""
        select cast(sum(c) as bigint) as n, max(at_time) as last from {{{DAILY.name}}}
          where {{selected}} having count(*) > 0
    """,  # noqa: S608 – pieces are constants
    grain="aggregate",
    hide=ANSWERED.hide,
)
MANY = Query(
    name="satisfaction.many",
    # One row: n, the answers of all times, to know whether it is worth to keep them.
    sql="select count(*) as n from {surveys}",
    grain="aggregate",
)


def best(query: Query, store: Store, scope: Scope) -> Query:
    """``query``, or where the programme is large and looked at as it stands the one of the same answer that reads what
    is kept. A cluster reads the rows."""
    if scope.as_of is not None or cluster_here() is not None:
        return query
    many = store.read(MANY, scope.rights)["n"].fillna(0)
    return KEPT[query.name] if bool((many >= LARGE).any()) else query
