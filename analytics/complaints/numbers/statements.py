"""What is asked of the complaints ledger: its span, rates, counts, causes, places and outcome."""

from __future__ import annotations

from analytics.away import absent
from analytics.deadlines import CLOSED, KEPT, due_of
from analytics.periods import steps
from data.store.query import Query

_START = "case when $axis = 'event' then p.cut + 7 * s.step else 7 * s.step end"
"""The first day of a step of people, a number of days."""
_JOINED = "date_diff('day', date '2000-01-03', m.customer_since)"
_FIRST = (
    "case when $axis = 'event' then date_diff('day', date '2000-01-03', m.cutover_on) + 7 * $first_step else 7 *"
    " $first_step end"
)

SPAN = Query(
    name="complaints.span",
    # One row: n (complaints), first_day and last_day (day numbers since 3 Jan 2000).
    sql="""
        select count(*) as n, min(date_diff('day', date '2000-01-03', cast(at_time as date))) as first_day,
               max(date_diff('day', date '2000-01-03', cast(at_time as date))) as last_day
        from {placed:complaints} where {selected}
    """,
    grain="aggregate",
    hide=("first_day", "last_day"),
)

RATES = Query(
    name="complaints.rates",
    # One row a cell: wave, branch, step (null unless asked for), n (customers at risk), exposure (customer-weeks),
    # complaints. Steps are weeks since 3 Jan 2000 on the axis 'calendar', weeks since the customer's cut-over on
    # 'event'. $first_step and $last_step are the first and last step, $today the number of the day looked from; a week
    # is over on its Sunday. Who becomes a customer later is at risk from the first step that begins no earlier than
    # that day. Customers of one wave, branch, day of cut-over, first and last day are at risk in the same weeks: they
    # are counted before the weeks are laid beside them, which gives some thousand rows instead of one a customer and
    # week.
    sql=f"""
        with {steps("$first_step", "$last_step")},
        gone as {{away}},
        out as {{absences}},
        dated as (
          select m.customer, m.wave, m.branch, date_diff('day', date '2000-01-03', m.cutover_on) as cut,
                 date_diff('day', date '2000-01-03', least(coalesce(g.left_on, m.ended_on), coalesce(m.ended_on,
                   g.left_on))) as gone,
                 case when {_JOINED} > {_FIRST} then {_JOINED} end as since, o.spells
          from {{moves}} m left join gone g on g.customer = m.customer left join out o on o.customer = m.customer
          where {{selected:m.wave,m.branch,m.segment}}
        ),
        people as (select wave, branch, cut, gone, since, spells, count(customer) as customers from dated group by all),
        exposed as (
          select p.wave, p.branch, p.cut, p.gone, p.since, p.spells, case when $by_step then s.step end as step,
                 max(p.customers) as customers, count(s.step) as steps
          from people p cross join steps s
          where {_START} + 6 <= $today and (p.gone is null or p.gone > {_START}) and (p.since is null
            or p.since <= {_START})
            and not {absent("p.spells", f"x.gone <= {_START} and x.back > {_START}")}
          group by p.wave, p.branch, p.cut, p.gone, p.since, p.spells, case when $by_step then s.step end
        ),
        heard as (
          select customer, wave, branch,
                 case when $axis = 'event' then event_week
                      else cast(floor(cast(date_diff('day', date '2000-01-03',
                        week) as double) / 7) as integer) end as step
          from {{placed:complaints}} where {{selected}}
        ),
        both_sides as (
          select customers, customers * steps as weeks, 0 as complaints, wave, branch, step from exposed
          union all
          select 0 as customers, 0 as weeks, 1 as complaints, wave, branch, case when $by_step then step end as step
          from heard where step between $first_step and $last_step
        ),
        divided as (
          select customers, weeks, complaints, case when $by_wave then wave end as wave,
                 case when $by_branch then branch end as branch, step
          from both_sides
        )
        select wave, branch, step, cast(sum(customers) as bigint) as n, cast(sum(weeks) as bigint) as exposure,
               cast(sum(complaints) as bigint) as complaints
        from divided group by wave, branch, step
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave", "branch", "step"),
    hide=("exposure", "complaints"),
)

COUNTS = Query(
    name="complaints.counts",
    # One row a calendar week: step, n (complaints).
    sql="""
        select cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer) as step,
          count(*) as n
        from {placed:complaints} where {selected} group by 1
    """,
    grain="aggregate",
    dims=("step",),
)

CAUSES = Query(
    name="complaints.causes",
    # One row a category or root cause ($item): cause, n, before and after (complaints in the 12 weeks on each side of
    # the customer's own cut-over, of the waves in $moved).
    sql="""
        select case when $item = 'category' then category else root_cause end as cause, count(*) as n,
               count(case when event_week between -12 and -1 and list_contains($moved, wave) then 1 end) as before,
               count(case when event_week between 0 and 11 and list_contains($moved, wave) then 1 end) as after
        from {placed:complaints} where {selected} group by 1
    """,
    grain="aggregate",
    dims=("cause",),
    hide=("before", "after"),
)

SPOTS = Query(
    name="complaints.spots",
    # One row a category and branch (channel where $by_channel): down, across, n (complaints). For a ledger without a
    # roster.
    sql="""
        select category as down, case when $by_channel then channel else branch end as across, count(*) as n
        from {placed:complaints} where {selected} group by 1, 2
    """,
    grain="aggregate",
    dims=("down", "across"),
)

OUTCOME = Query(
    name="complaints.outcome",
    # One row: n, judged (closed, or open past its time), in_time, decided, upheld, repeats, compensation. When each is
    # due says analytics.deadlines.
    sql=f"""
        with timed as (
          select *, due_at is not null as named, {CLOSED} as closed, {due_of()} as due from {{placed:complaints}}
            where {{selected}}
        ),
        judged as (select *, {KEPT} as kept from timed)
        select count(*) as n, count(kept) as judged, count(case when kept then 1 end) as in_time,
          count(upheld) as decided,
               count(case when upheld then 1 end) as upheld, count(repeat_of) as repeats,
                 cast(sum(compensation) as double) as compensation
        from judged
    """,  # noqa: S608 – pieces are constants
    grain="aggregate",
    hide=("judged", "in_time", "decided", "upheld", "repeats", "compensation"),
)
