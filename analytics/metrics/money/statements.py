"""The statements behind cost and benefit: sums in the programme's currency, by period and line.

``$currency`` is the programme's. An amount in another currency counts with its rate; without one it is in ``unrated`` and
in no sum. Shared parameters: ``$day``, ``$waves``: the costs of a wave are its own lines, for those of no wave cannot be split.
Benefits are planned for the programme as a whole and are read whole.
"""

from __future__ import annotations

from data.store.query import Query

_FACTOR = "case when currency is null or upper(currency) = upper($currency) then 1 else rate end"
_OWN = "($waves is null or list_contains($waves, wave))"


def _statement(sql: str) -> str:
    return sql.replace("{factor}", _FACTOR).replace("{own}", _OWN)


COSTS = Query(
    name="money.costs",
    # One row a period, category, line, wave, branch, kind and version: budget, committed, actual, forecast, low, high, earned
    # (null where no line has one), lines, unrated (lines in a currency without a rate).
    sql=_statement("""
        with lines as (select *, {factor} as factor from {costs} where {own})
        select period, category, line, wave, branch, coalesce(kind, 'one_off') as kind, version,
               sum(cast(budget as double) * factor) as budget, sum(cast(committed as double) * factor) as committed,
               sum(cast(actual as double) * factor) as actual, sum(cast(forecast as double) * factor) as forecast,
               sum(cast(low as double) * factor) as low, sum(cast(high as double) * factor) as high,
               sum(cast(earned as double) * factor) as earned,
               count(*) as lines, count(case when factor is null then 1 end) as unrated
        from lines group by period, category, line, wave, branch, coalesce(kind, 'one_off'), version
        order by period, category, wave, line, branch, version
    """),
    grain="open",
)

UNPLACED = Query(
    name="money.unplaced",
    # One row: lines (cost lines of no wave) and amount (their budget), which are in the costs of no single wave.
    sql=_statement("""
        select count(*) as lines, sum(cast(budget as double) * {factor}) as amount from {costs} where wave is null
    """),
    grain="open",
)

BENEFITS = Query(
    name="money.benefits",
    # One row a period, benefit, wave, kind and version: planned, forecast, realised, low, high, unrated.
    sql=_statement("""
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

CHANGES = Query(
    name="money.changes",
    sql="""
        select change, title, status, raised_on, decided_on, wave, reason,
               cast(cost_expected as double) as cost_expected, cast(cost_found as double) as cost_found,
               days_expected, days_found, cast(benefit_expected as double) as benefit_expected,
               cast(benefit_found as double) as benefit_found
        from {changes}
        where (raised_on is null or raised_on <= $day) and ($waves is null or wave is null or list_contains($waves, wave))
        order by raised_on, change
    """,
    grain="open",
)

CHURN = Query(
    name="money.churn",
    # One row: n (customers moved at least 12 weeks before $day), gone (of them, those who left within 12 weeks and had not
    # come back by $day).
    sql="""
        with moved as (
          select customer, min(cut_over_on) as moved_on from {transfers}
          where status in ('moved', 'returned') and cut_over_on is not null group by customer
        ),
        left_on as (
          select customer, min(left_on) as left_on from {departures}
          where left_on <= $day and (came_back_on is null or came_back_on > $day) group by customer
        )
        select count(*) as n,
               count(case when l.left_on >= m.moved_on and date_diff('day', m.moved_on, l.left_on) < 84 then 1 end) as gone
        from moved m left join left_on l on l.customer = m.customer
        where date_diff('day', m.moved_on, cast($day as date)) >= 84
    """,
    grain="aggregate",
    hide=("gone",),
)
