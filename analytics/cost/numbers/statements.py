"""The statements behind cost: sums in the programme's currency, by period and line.

``$currency`` is the programme's. An amount in another currency counts with its rate; without one it is in ``unrated``
and in no sum. Shared parameters: ``$day``, ``$waves``: the costs of a wave are its own lines, for those of no wave
cannot be split.
"""

from __future__ import annotations

from data.store.query import Query

_FACTOR = "case when currency is null or upper(currency) = upper($currency) then 1 else rate end"


def statement(sql: str) -> str:
    return sql.replace("{factor}", _FACTOR)


COSTS = Query(
    name="money.costs",
    # One row a period, category, line, wave, branch, kind and version: budget, committed, actual, forecast, low, high,
    # earned (null where no line has one), lines, unrated (lines in a currency without a rate).
    sql=statement("""
        with lines as (select *, {factor} as factor from {costs} where {selected:wave})
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
    sql=statement("""
        select count(*) as lines, sum(cast(budget as double) * {factor}) as amount from {costs} where wave is null
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
        where (raised_on is null or raised_on <= {today}) and {selected:wave?}
        order by raised_on, change
    """,
    grain="open",
)
