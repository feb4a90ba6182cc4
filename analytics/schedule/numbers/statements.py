"""The statements behind the schedule: snapshots reduced in the store, one row a task only for the snapshots shown.

Shared parameters: ``$day`` the last snapshot date looked at, ``$waves`` the waves of the scope: the plan of a wave are
its own tasks, for what belongs to the programme as a whole says nothing of one of them.
"""

from __future__ import annotations

from data.store.query import Query

BUDGETED = Query(
    name="schedule.budgeted",
    # One row: whether the tasks have budgets.
    sql="""
        select coalesce(sum(budget), 0) > 0 as budgeted
        from {tasks} where snapshot_on <= $day and {selected:wave}
    """,
    grain="open",
)

PLAN = Query(
    name="schedule.plan",
    # One row a task of the latest snapshot of each part from $since to $day: a part not heard of for five weeks is
    # over.
    sql="""
        with latest as (
          select part, max(snapshot_on) as newest from {tasks}
          where snapshot_on between $since and $day and {selected:wave} group by part
        )
        select k.snapshot_on, k.part, k.task, k.name, k.parent, k.wave, k.milestone, k.planned_start_on,
               k.planned_finish_on, k.forecast_start_on, k.forecast_finish_on, k.actual_start_on, k.actual_finish_on,
               k.duration, k.optimistic, k.most_likely, k.pessimistic, k.percent_complete, k.predecessors,
               cast(k.budget as double) as budget, k.row_id
        from {tasks} k
        join latest l on k.snapshot_on = l.newest and coalesce(k.part, '') = coalesce(l.part, '')
        where k.snapshot_on between $since and $day and {selected:k.wave}
        order by k.row_id
    """,
    grain="open",
)

_WEIGHT = "coalesce(case when $budgeted then cast(t.budget as double) else t.duration end, 0)"
_SHARE = "case when t.actual_finish_on is not null then 1 else coalesce(t.percent_complete, 0) end"
_BEGUN = "t.actual_start_on is not null or t.actual_finish_on is not null or t.percent_complete > 0"
_SUMS = f"""
    count(*) as tasks, sum({_WEIGHT}) as weight, sum({_WEIGHT} * {_SHARE}) as earned,
    sum(case when {_BEGUN} then {_WEIGHT} else 0 end) as begun,
    sum(case when t.actual_finish_on is not null then {_WEIGHT} else 0 end) as done
"""

SNAPSHOTS = Query(
    name="schedule.snapshots",
    # One row a snapshot date and part: tasks, weight (budgets, or working days where $budgeted is false), earned
    # (weights by percent complete), begun and done (weights of what had begun, was done). Everything is summed in one
    # pass over all snapshots; the few tasks that have tasks below them are then taken off.
    sql=f"""
        with above as (
          select snapshot_on, coalesce(part, '') as place, parent from {{tasks}}
          where parent is not null and snapshot_on <= $day group by 1, 2, 3
        ),
        total as (
          select t.snapshot_on, t.part, {_SUMS} from {{tasks}} t where t.snapshot_on <= $day and {{selected:wave}}
          group by t.snapshot_on, t.part
        ),
        upper_ones as (
          select t.snapshot_on, coalesce(t.part, '') as place, {_SUMS}
          from above a join {{tasks}} t
          on a.snapshot_on = t.snapshot_on and a.place = coalesce(t.part, '') and a.parent = t.task
          where t.snapshot_on <= $day and {{selected:wave}} group by t.snapshot_on, coalesce(t.part, '')
        )
        select w.snapshot_on, w.part, w.tasks - coalesce(u.tasks, 0) as tasks, w.weight - coalesce(u.weight,
          0) as weight,
               w.earned - coalesce(u.earned, 0) as earned, w.begun - coalesce(u.begun, 0) as begun,
               w.done - coalesce(u.done, 0) as done
        from total w left join upper_ones u on u.snapshot_on = w.snapshot_on and u.place = coalesce(w.part, '')
        order by w.snapshot_on, w.part
    """,  # noqa: S608 – constants
    grain="open",
)

MILESTONES = Query(
    name="schedule.milestones",
    # One row a milestone and snapshot: snapshot_on, task, name, wave, finish_on as known then, done.
    sql="""
        select snapshot_on, task, max(name) as name, max(wave) as wave,
               max(coalesce(actual_finish_on, forecast_finish_on, planned_finish_on)) as finish_on,
               bool_or(actual_finish_on is not null) as done
        from {tasks}
        where milestone and snapshot_on <= $day and ($since is null or snapshot_on >= $since) and {selected:wave}
        group by snapshot_on, task order by task, snapshot_on
    """,
    grain="open",
)

BASELINES = Query(
    name="schedule.baselines",
    # One row a task and baseline version approved by $day.
    sql="""
        select version, task, wave, start_on, finish_on, cast(budget as double) as budget, approved_on, reason
        from {baselines} where (approved_on is null or approved_on <= $day) and {selected:wave}
        order by approved_on nulls first, version, task
    """,
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
    sql="""
        with moved as (
          select customer, min(cut_over_on) as moved_on from {transfers}
          where status in ('moved', 'returned') and cut_over_on <= $day and {selected:wave} group by customer
        ),
        weekly as (
          select cast(date_trunc('week', moved_on) as date) as week, count(*) as customers from moved group by 1
        )
        select week, cast(sum(customers) over (order by week) as bigint) as n from weekly order by week
    """,
    grain="aggregate",
    dims=("week",),
    hide=(),
)

WAVES = Query(
    name="schedule.waves",
    # One row a wave: wave, planned (customers, null where the wave does not say), dates.
    sql="""
        select wave, planned_customers as planned, planned_cutover_on,
               case when cutover_on <= $day then cutover_on end as cutover_on
        from {waves} where {selected:wave}
        order by coalesce(cutover_on, planned_cutover_on), {ordered:wave}
    """,
    grain="open",
)

WAVE_UNITS = Query(
    name="schedule.wave_units",
    # One row a wave with a ledger and day on which its number changed: n (listed), gone (refused or withdrawn), moved
    # (customers transferred by the end of that day; who was rolled back later was transferred). A wave whose ledger
    # dates nothing has one row without a day.
    sql="""
        with listed as (
          select wave, count(*) as n, count(case when status in ('refused', 'withdrawn') then 1 end) as gone
          from {transfers} where wave is not null group by wave
        ),
        daily as (
          select wave, cut_over_on as day, count(*) as step from {transfers}
          where wave is not null and status in ('moved', 'returned') and cut_over_on <= $day group by wave, cut_over_on
        )
        select l.wave, d.day, l.n, l.gone, cast(sum(d.step) over (partition by l.wave
          order by d.day) as double) as moved
        from listed l left join daily d on d.wave = l.wave
        order by l.wave, d.day
    """,
    grain="aggregate",
    dims=("wave", "day"),
    hide=("gone", "moved"),
)

REACH = Query(
    name="schedule.reach",
    # One row a dataset: known_at, the moment of its newest live batch: until then its data reach.
    sql="select dataset, max(known_at) as known_at from {batches} where live group by dataset",
    grain="open",
)

WAVE_ROSTER = Query(
    name="schedule.wave_roster",
    # One row a wave of the roster: n (its customers).
    sql="select wave, count(*) as n from {customers} where wave is not null group by wave order by {ordered:wave}",
    grain="aggregate",
    dims=("wave",),
)
