"""The statements behind the schedule: snapshots reduced in the store, one row a task only for the snapshots shown.

Shared parameters: ``$day`` the last snapshot date looked at, ``$waves`` the waves of the scope (tasks of no wave stay).
"""

from __future__ import annotations

from data.store.query import Query

IN_SCOPE = "($waves is null or wave is null or list_contains($waves, wave))"


def _statement(sql: str) -> str:
    return sql.replace("{in_scope}", IN_SCOPE)


PLAN = Query(
    name="schedule.plan",
    # One row a task of the latest snapshot of each part by $day; a part not heard of for five weeks is over.
    sql=_statement("""
        with latest as (
          select part, max(snapshot_on) as newest from {tasks} where snapshot_on <= $day and {in_scope} group by part
        ),
        bound as (select max(newest) as newest from latest)
        select k.snapshot_on, k.part, k.task, k.name, k.parent, k.wave, k.milestone, k.planned_start_on,
               k.planned_finish_on, k.forecast_start_on, k.forecast_finish_on, k.actual_start_on, k.actual_finish_on,
               k.duration, k.optimistic, k.most_likely, k.pessimistic, k.percent_complete, k.predecessors,
               cast(k.budget as double) as budget, k.row_id
        from {tasks} k
        join latest l on k.snapshot_on = l.newest and coalesce(k.part, '') = coalesce(l.part, '')
        cross join bound b
        where date_diff('day', l.newest, b.newest) <= 35 and ($waves is null or k.wave is null or list_contains($waves, k.wave))
        order by k.row_id
    """),
    grain="open",
)

SNAPSHOTS = Query(
    name="schedule.snapshots",
    # One row a snapshot date and part: tasks, finish_on (the latest finish known then), weight (budgets), earned (budgets
    # by percent complete), begun and done (budgets of what had begun and was done); days… the same by working days.
    sql=_statement("""
        with placed as (
          select *, case when actual_finish_on is not null then 1 else coalesce(percent_complete, 0) end as share,
                 case when actual_finish_on is not null then 1 else 0 end as finished,
                 case when actual_start_on is not null or actual_finish_on is not null or percent_complete > 0
                      then 1 else 0 end as started,
                 coalesce(actual_finish_on, forecast_finish_on, planned_finish_on) as finish_on
          from {tasks} where snapshot_on <= $day and {in_scope}
        ),
        above as (
          select distinct snapshot_on, coalesce(part, '') as part, parent from {tasks}
          where parent is not null and snapshot_on <= $day
        )
        select t.snapshot_on, t.part, count(*) as tasks, max(finish_on) as finish_on,
               sum(cast(coalesce(budget, 0) as double)) as weight,
               sum(cast(coalesce(budget, 0) as double) * share) as earned,
               sum(cast(coalesce(budget, 0) as double) * started) as begun,
               sum(cast(coalesce(budget, 0) as double) * finished) as done,
               sum(coalesce(duration, 0)) as days, sum(coalesce(duration, 0) * share) as days_earned,
               sum(coalesce(duration, 0) * started) as days_begun, sum(coalesce(duration, 0) * finished) as days_done
        from placed t
        left join above a on a.snapshot_on = t.snapshot_on and a.part = coalesce(t.part, '') and a.parent = t.task
        where a.parent is null
        group by t.snapshot_on, t.part order by t.snapshot_on, t.part
    """),
    grain="open",
)

MILESTONES = Query(
    name="schedule.milestones",
    # One row a milestone and snapshot: snapshot_on, task, name, wave, finish_on as known then, done.
    sql=_statement("""
        select snapshot_on, task, max(name) as name, max(wave) as wave,
               max(coalesce(actual_finish_on, forecast_finish_on, planned_finish_on)) as finish_on,
               bool_or(actual_finish_on is not null) as done
        from {tasks}
        where milestone and snapshot_on <= $day and ($since is null or snapshot_on >= $since) and {in_scope}
        group by snapshot_on, task order by task, snapshot_on
    """),
    grain="open",
)

BASELINES = Query(
    name="schedule.baselines",
    # One row a task and baseline version approved by $day.
    sql=_statement("""
        select version, task, wave, start_on, finish_on, cast(budget as double) as budget, approved_on, reason
        from {baselines} where (approved_on is null or approved_on <= $day) and {in_scope}
        order by approved_on nulls first, version, task
    """),
    grain="open",
)

PROGRAMME = Query(
    name="schedule.programme",
    sql="select target_close_on, calendar, currency from {programme} limit 1",
    grain="open",
)

MOVED = Query(
    name="schedule.moved",
    # Customers moved, cumulated: week (Monday), n.
    sql=_statement("""
        with moved as (
          select customer, min(cut_over_on) as moved_on from {transfers}
          where status in ('moved', 'returned') and cut_over_on <= $day and {in_scope} group by customer
        ),
        weekly as (
          select cast(date_trunc('week', moved_on) as date) as week, count(*) as customers from moved group by 1
        )
        select week, cast(sum(customers) over (order by week) as bigint) as n from weekly order by week
    """),
    grain="aggregate",
    dims=("week",),
    hide=(),
)

WAVE_UNITS = Query(
    name="schedule.wave_units",
    # One row a wave: planned (customers), listed, moved, out (refused or withdrawn: not to be moved any more), dates.
    sql=_statement("""
        with units as (
          select wave, count(*) as listed,
                 count(case when status in ('moved', 'returned') and cut_over_on <= $day then 1 end) as moved,
                 count(case when status in ('refused', 'withdrawn') then 1 end) as gone
          from {transfers} group by wave
        ),
        roster as (select wave, count(*) as customers from {customers} group by wave)
        select w.wave, coalesce(w.planned_customers, r.customers) as planned, w.planned_cutover_on,
               case when w.cutover_on <= $day then w.cutover_on end as cutover_on,
               case when u.listed >= 10 then u.listed end as listed, case when u.listed >= 10 then u.moved end as moved,
               case when u.listed >= 10 then u.gone end as gone
        from {waves} w left join units u on u.wave = w.wave left join roster r on r.wave = w.wave
        where $waves is null or list_contains($waves, w.wave)
        order by coalesce(w.cutover_on, w.planned_cutover_on), w.wave
    """),
    grain="open",
)
