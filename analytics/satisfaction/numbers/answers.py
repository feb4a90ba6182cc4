"""The statements that reduce survey answers to counts, means and variances. One score an answer, a customer once a
cell.

Every metric of answers is the mean of a score: NPS of +100/0/−100 (so that its mean is the NPS and its variance
100²·(p + d − (p−d)²)), CSAT of 1/0, CES of the answer on seven points. Shared columns of the answers:

    wave, branch, segment, channel, phase   the dimension, or null where it was not asked for ($by_wave …)
    n                                       customers; each anonymous answer counts as one
    mean, variance                          of the score over them; population variance (divisor n)

A customer counts once a cell, with the last complete answer in it. Parameters: those of ``{selected}``; ``$item`` nps,
csat or ces; ``$by_<dimension>`` whether to group by it.
"""

from __future__ import annotations

from data.store.query import Query

DIMENSIONS = ("wave", "branch", "segment", "channel", "week", "event_week", "phase")
SETTLED = ("wave", "branch", "segment", "channel", "phase")
"""The dimensions that are not time."""


LOT_OF_ROWS = "cast(bit_xor(hash(row_id)) as varchar) as lot"
"""The column lot of :mod:`data.store.rounding` where each answer is a row."""


def scale_of(item: str) -> str:
    """The columns least and worth of :mod:`data.store.rounding` for an item, named by a column or a parameter."""
    return (
        f"case {item} when 'nps' then -100 when 'csat' then 0 else 1 end as least, "
        f"case {item} when 'nps' then 100 when 'csat' then 1 when 'ces' then 3 else 2 end as worth"
    )


NPS_POINTS = "case when nps >= 9 then 100 when nps <= 6 then -100 when nps < 9 then 0 end"
"""What an answer adds to the NPS, which is the mean of these."""
TOP_BOXES = """case
               when csat is null then null
               when coalesce(csat_points, 5) <= 3 then case when csat >= csat_points then 1 else 0 end
               when coalesce(csat_points, 5) <= 11 then case when csat >= coalesce(csat_points, 5) - 1 then 1 else 0 end
               when csat - 1 >= cast(0.75 as double) * (csat_points - 1) then 1 else 0 end"""
"""1 where somebody is satisfied, else 0: the top two boxes (4-5 of 5, 6-7 of 7, 3-4 of 4), the top one of 2 or 3, the
top quarter of a slider."""

SCORES = {
    "nps": NPS_POINTS,
    "csat": TOP_BOXES,
    "ces": "1 + cast(6 as double) * (ces - 1) / nullif(coalesce(ces_points, 7) - 1, 0)",
}
"""What an answer counts for each item."""

SCORED = f"""
    select row_id, at_time, week, event_week, wave, branch, segment, channel, phase,
           coalesce(customer, 'answer ' || cast(row_id as varchar)) as who,
           case $item {" ".join(f"when '{item}' then {points}" for item, points in SCORES.items())} end as score
    from {{placed:surveys}}
    where coalesce(complete, true) and {{selected}}
"""  # noqa: S608 – pieces are constants


def _statement(sql: str) -> str:
    """A statement with the answers and the scope put in; everything else of it stands where it is written."""
    return sql.replace("{scored}", SCORED).replace("{scale}", scale_of("$item")).replace("{lot}", LOT_OF_ROWS)


CELLS = Query(
    name="satisfaction.cells",
    # One row a cell of the dimensions asked for. Columns: the shared ones, week (Monday), event_week.
    sql=_statement("""
        with scored as ({scored}),
        placed as (
          select who, row_id, at_time, score,
                 case when $by_wave then wave end as wave, case when $by_branch then branch end as branch,
                 case when $by_segment then segment end as segment, case when $by_channel then channel end as channel,
                 case when $by_week then week end as week, case when $by_event_week then event_week end as event_week,
                 case when $by_phase then phase end as phase
          from scored where score is not null
        ),
        latest as (
          select * from placed
          qualify row_number() over (
            partition by who, wave, branch, segment, channel, week, event_week, phase
            order by at_time desc, row_id desc) = 1
        )
        select wave, branch, segment, channel, week, event_week, phase,
               count(*) as n, avg(cast(score as double)) as mean, var_pop(cast(score as double)) as variance, {scale},
                 {lot}
        from latest
        group by wave, branch, segment, channel, week, event_week, phase
    """),
    grain="aggregate",
    dims=DIMENSIONS,
    hide=("mean", "variance"),
    means=("mean",),
)

ROLLING = Query(
    name="satisfaction.rolling",
    # One row a window of four weeks and cell. Columns: the shared ones and step, the last week of the window: on the
    # axis 'calendar' the number of the week since 3 Jan 2000, on 'event' the week since cut-over. An answer counts in
    # the windows from its week until the customer's next answer, at most four. Windows end by $last at the latest.
    sql=_statement("""
        with scored as ({scored}),
        placed as (
          select who, row_id, at_time, score,
                 case when $by_wave then wave end as wave, case when $by_branch then branch end as branch,
                 case when $by_segment then segment end as segment, case when $by_channel then channel end as channel,
                 case when $by_phase then phase end as phase,
                 case when $axis = 'event' then event_week
                      else cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer)
                 end as step
          from scored where score is not null
        ),
        latest as (
          select * from placed where step is not null
          qualify row_number() over (
            partition by who, wave, branch, segment, channel, phase, step order by at_time desc, row_id desc) = 1
        ),
        spans as (
          select *, lead(step) over (partition by who, wave, branch, segment, channel, phase
            order by step) - step as lasts
          from latest
        )
        select wave, branch, segment, channel, phase, step + later as step,
               count(*) as n, avg(cast(score as double)) as mean, var_pop(cast(score as double)) as variance, {scale},
                 {lot}
        from spans cross join (values (0), (1), (2), (3)) as window_weeks(later)
        where later < coalesce(lasts, 4) and ($last is null or step + later <= $last)
        group by wave, branch, segment, channel, phase, step + later
    """),
    grain="aggregate",
    dims=(*SETTLED, "step"),
    hide=("mean", "variance"),
    means=("mean",),
)

PERIODS = Query(
    name="satisfaction.periods",
    # One row a period ('now', 'before') and cell. Columns: the shared ones and period. The periods are given as
    # numbers, both ends included: on the axis 'calendar' days since 3 Jan 2000, on 'event' weeks since cut-over.
    sql=_statement("""
        with scored as ({scored}),
        placed as (
          select who, row_id, at_time, score,
                 case when $by_wave then wave end as wave, case when $by_branch then branch end as branch,
                 case when $by_segment then segment end as segment, case when $by_channel then channel end as channel,
                 case when $by_phase then phase end as phase,
                 case when $axis = 'event' then event_week
                      else date_diff('day', date '2000-01-03', cast(at_time as date)) end as step
          from scored where score is not null
        ),
        divided as (
          select *, case when step between $now_from and $now_to then 'now'
                         when step between $before_from and $before_to then 'before' end as period
          from placed
        ),
        latest as (
          select * from divided where period is not null
          qualify row_number() over (
            partition by who, wave, branch, segment, channel, phase, period order by at_time desc, row_id desc) = 1
        )
        select wave, branch, segment, channel, phase, period,
               count(*) as n, avg(cast(score as double)) as mean, var_pop(cast(score as double)) as variance, {scale},
                 {lot}
        from latest
        group by wave, branch, segment, channel, phase, period
    """),
    grain="aggregate",
    dims=(*SETTLED, "period"),
    hide=("mean", "variance"),
    means=("mean",),
)

INVITED = """
    select wave, branch, segment, channel, week, event_week, phase, survey,
           date_diff('day', date '2000-01-03', cast(at_time as date)) as day,
           coalesce(delivered, invited, 1) as asked, 0 as answered, hash('asked', row_id) as lot
    from {placed:invitations}
    where {selected}
"""
IN_WEEKS = """
    select wave, branch, segment, channel, week, event_week, phase, survey,
           date_diff('day', date '2000-01-03', cast(at_time as date)) as day,
           0 as asked, 1 as answered, hash('answered', row_id) as lot
    from {placed:surveys}
    where coalesce(complete, true) and {selected}
      and (survey in (select survey from linked) or not exists (select 1 from linked))
    qualify row_number() over (
      partition by coalesce(customer, 'answer ' || cast(row_id as varchar)), survey, week
      order by at_time desc, row_id desc) = 1
"""
LINKED = (
    "select distinct survey from {invitations} where survey in (select survey from {surveys} where survey is not null)"
)

RESPONSE = Query(
    name="satisfaction.response",
    # One row a cell with at least one customer validly asked. Columns: the dimensions asked for, survey, period ('now',
    # 'before' or null where no periods are given, in days since 3 Jan 2000), n (customers validly asked: delivered,
    # else invited, else one a row) and answered (complete answers in the cell, one a customer, survey and week).
    # Answers to surveys nobody was invited to are left out, unless no survey's name stands in both datasets.
    sql=f"""
        with linked as ({LINKED}), asked as ({INVITED}), answers as ({IN_WEEKS}),
        both_sides as (
          select * from asked union all select * from answers
        ),
        divided as (
          select case when $by_wave then wave end as wave, case when $by_branch then branch end as branch,
                 case when $by_segment then segment end as segment, case when $by_channel then channel end as channel,
                 case when $by_week then week end as week, case when $by_event_week then event_week end as event_week,
                 case when $by_phase then phase end as phase, case when $by_survey then survey end as survey,
                 case when day between $now_from and $now_to then 'now'
                      when day between $before_from and $before_to then 'before' end as period,
                 asked, answered, lot
          from both_sides
        )
        select wave, branch, segment, channel, week, event_week, phase, survey, period,
               cast(sum(asked) as bigint) as n, cast(sum(answered) as bigint) as answered,
               cast(bit_xor(lot) as varchar) as lot
        from divided
        where $now_from is null or period is not null
        group by wave, branch, segment, channel, week, event_week, phase, survey, period
        having sum(asked) > 0
    """,  # noqa: S608 – pieces are constants
    grain="aggregate",
    dims=(*DIMENSIONS, "survey", "period"),
    hide=("answered",),
    counts=("answered",),
)

ANSWERED = Query(
    name="satisfaction.answered",
    # No row, or one: n (complete answers of the scope, whatever they say) and the day of the last.
    sql="""
        select count(*) as n, max(cast(at_time as date)) as last from {placed:surveys}
        where coalesce(complete, true) and {selected} having count(*) > 0
    """,
    grain="aggregate",
    hide=("last",),
)
