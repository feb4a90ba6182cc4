"""The statements behind benefit: sums in the programme's currency, and the churn that was measured.

Benefits are planned for the programme as a whole and are read whole.
"""

from __future__ import annotations

from analytics.cost.numbers.statements import statement
from data.store.query import Query

BENEFITS = Query(
    name="money.benefits",
    # One row a period, benefit, wave, kind and version: planned, forecast, realised, low, high, unrated.
    sql=statement("""
        with lines as (select *, {factor} as factor from {benefits})
        select period, benefit, wave, coalesce(kind, 'other') as kind, version,
               sum(cast(planned as double) * factor) as planned, sum(cast(forecast as double) * factor) as forecast,
               sum(cast(realised as double) * factor) as realised, sum(cast(low as double) * factor) as low,
               sum(cast(high as double) * factor) as high, count(case when factor is null then 1 end) as unrated
        from lines group by period, benefit, wave, coalesce(kind, 'other'), version
        order by period, benefit, wave, version
    """),
    grain="open",
)

CHURN = Query(
    name="money.churn",
    # One row: n (customers moved at least 12 weeks before $day), gone (of them, those who left within 12 weeks and had
    # not come back by $day).
    sql="""
        with moved as (
          select customer, min(cut_over_on) as moved_on from {transfers}
          where status in ('moved', 'returned') and cut_over_on is not null group by customer
        ),
        left_on as {away:$day}
        select count(*) as n,
               count(case when l.left_on >= m.moved_on and date_diff('day', m.moved_on, l.left_on) < 84
                 then 1 end) as gone
        from moved m left join left_on l on l.customer = m.customer
        where date_diff('day', m.moved_on, cast($day as date)) >= 84
    """,
    grain="aggregate",
    hide=("gone",),
)
