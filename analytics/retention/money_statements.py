"""What is asked of the store about the revenue of customers, and about those in danger of leaving."""

from __future__ import annotations

from analytics.retention.statements import PEOPLE
from data.store.query import Query
from data.store.suppression import MIN_GROUP

MONTHS = Query(
    name="retention.months",
    # One row a month of the ledger of revenue: month, n (customers who paid).
    sql="""
        select month, count(distinct customer) as n from {revenue} group by month order by month
    """,
    grain="aggregate",
    dims=("month",),
)

REVENUE = Query(
    name="retention.revenue",
    # One row a wave ('' for all): grp, n (customers of the base who stayed or are known to have left), base (their
    # revenue in the last whole month before their cut-over), kept (in $month, at most that of the base), now (in
    # $month), silent (of the base with neither revenue nor a departure: not known, left out).
    sql=f"""
        with {PEOPLE},
        first as (
          select l.customer, l.wave, l.outcome, l.cut, l.stop, sum(r.amount) as amount
          from lives l join {{revenue}} r on r.customer = l.customer
          where r.month >= date_trunc('month', date_trunc('month', l.cut) - interval 1 day)
            and r.month < date_trunc('month', l.cut)
            and r.month < $month
          group by l.customer, l.wave, l.outcome, l.cut, l.stop
        ),
        later as (select customer, sum(amount) as amount from {{revenue}} where month = $month group by customer),
        sides as (
          select case when $by = 'wave' then f.wave else '' end as grp, f.amount as base,
                 case when a.amount is not null then a.amount when f.outcome <> 'stayed' then 0 end as now
          from first f left join later a on a.customer = f.customer
          where date_trunc('month', f.cut) <= $month
        )
        select grp, count(now) as n, cast(sum(case when now is not null then base end) as double) as base,
               cast(sum(case when now is not null then least(base, now) end) as double) as kept,
                 cast(sum(now) as double) as now,
               count(case when now is null then 1 end) as silent
        from sides group by grp order by grp
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("grp",),
    hide=("base", "kept", "now", "silent"),
)

WORTH = Query(
    name="retention.worth",
    # One row a tier of value ('' for all): grp, n (customers who paid in $month), revenue (of that month).
    sql="""
        with paid as (
          select r.customer, m.value_tier, sum(r.amount) as amount from {revenue} r
            join {moves} m on m.customer = r.customer
          where r.month = $month and {selected:m.wave,m.branch,m.segment} group by r.customer, m.value_tier
        )
        select case when $by = 'value' then coalesce(value_tier, '') else '' end as grp, count(*) as n,
               cast(sum(amount) as double) as revenue
        from paid group by 1 order by 1
    """,
    grain="aggregate",
    dims=("grp",),
    hide=("revenue",),
)

PAID = Query(
    name="retention.paid",
    # One row a wave, branch and month: wave, branch, month, n (customers who paid), mean (revenue a customer).
    sql="""
        with paid as (
          select m.wave, m.branch, r.month, r.customer, sum(r.amount) as amount
          from {revenue} r join {moves} m on m.customer = r.customer where {selected:m.wave,m.branch,m.segment}
            group by 1, 2, 3, 4
        )
        select wave, branch, month, count(*) as n, avg(cast(amount as double)) as mean from paid
        group by wave, branch, month order by wave, branch, month
    """,
    grain="aggregate",
    dims=("wave", "branch", "month"),
    hide=("mean",),
)

DANGER = """
    gone as {away:$day},
    open_ones as (
      select distinct customer from {complaints} where customer is not null
        and coalesce(cast(closed_at as date) > $day, true) and cast(opened_at as date) >= $since
    ),
    said as (
      select customer, max_by(nps, answered_at) as nps from {surveys}
      where customer is not null and nps is not null and cast(answered_at as date) >= $since group by customer
    ),
    asked as (
      select distinct customer from {notices} where kind in ('data', 'contract') and sent_at is not null
        and result is null
    ),
    stuck as (select distinct customer from {transfers} where status in ('failed', 'refused')),
    paid as (select customer, cast(sum(amount) as double) as amount from {revenue} where month = $month
      group by customer),
    found as (
      select m.customer, m.wave, m.branch, m.segment, m.value_tier, p.amount as revenue,
        o.customer is not null as complaint,
             coalesce(s.nps <= 6, false) as detractor, a.customer is not null as silent,
             k.customer is not null and m.moved_on is null as failed
      from {moves} m left join gone g on g.customer = m.customer left join open_ones o on o.customer = m.customer
        left join said s on s.customer = m.customer left join asked a on a.customer = m.customer
        left join stuck k on k.customer = m.customer left join paid p on p.customer = m.customer
      where g.customer is null and m.ended_on is null and {selected:m.wave,m.branch,m.segment}
    )
"""
"""``found``: one row a customer who is still there: customer, wave, branch, segment, value_tier, revenue (of $month),
and what is known that goes with leaving: complaint (opened since $since and not closed), detractor (last answer since
$since), silent (asked for consent, no answer), failed (the move failed or was refused, and none came of a later
one)."""

IN_DANGER = Query(
    name="retention.in_danger",
    # One row a customer of ``found`` of whom any of it is known, the most valuable first: its columns.
    sql=f"""
        with {DANGER}
        select * from found where complaint or detractor or silent or failed
        order by case value_tier when 'high' then 1 when 'medium' then 2 else 3 end, coalesce(revenue, 0) desc,
                 (case when complaint then 1 else 0 end) + (case when detractor then 1 else 0 end)
                   + (case when silent then 1 else 0 end) + (case when failed then 1 else 0 end) desc, customer
        limit 200
    """,  # noqa: S608 – constants
    grain="rows",
)

AT_STAKE = Query(
    name="retention.at_stake",
    # One row a reason of being in danger ('' for any of them): reason, n (customers), dear (of the highest tier),
    # paying (of whom revenue of $month is known), revenue (theirs in it; null where fewer than ten pay).
    sql=f"""
        with {DANGER},
        told as (
          select '' as reason, value_tier, revenue from found where complaint or detractor or silent or failed
          union all select 'complaint', value_tier, revenue from found where complaint
          union all select 'detractor', value_tier, revenue from found where detractor
          union all select 'silent', value_tier, revenue from found where silent
          union all select 'failed', value_tier, revenue from found where failed
        )
        select reason, count(*) as n, count(case when value_tier = 'high' then 1 end) as dear, count(revenue) as paying,
               case when count(revenue) >= {MIN_GROUP} then sum(revenue) end as revenue
        from told group by reason order by reason
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("reason",),
    hide=("dear", "paying", "revenue"),
)
