"""The statements of the survey's sections: every answer unfolded into its items, a customer once a cell.

``item`` is one of :data:`analytics.satisfaction.numbers.items.ITEMS`. Scores: NPS +100/0/−100, CSAT 1 for the top boxes
else 0, CES on seven points, the other items on five. ``$items`` says which; ``n`` counts customers (an anonymous answer
is one), ``mean`` and ``variance`` (divisor n) are of the score, from each customer's last complete answer in the cell.
"""

from __future__ import annotations

from analytics.satisfaction.numbers.answers import LOT_OF_ROWS, scale_of
from analytics.satisfaction.numbers.items import ITEMS, RATED
from data.datasets.themes import THEMES
from data.store.query import Query


def _rating(item: str) -> str:
    return f"when '{item}' then 1 + cast(4 as double) * ({item} - 1) / nullif(coalesce({item}_points, 5) - 1, 0)"


SCORE = f"""
    case item
      when 'nps' then case when nps >= 9 then 100 when nps <= 6 then -100 when nps < 9 then 0 end
      when 'csat' then case
        when csat is null then null
        when coalesce(csat_points, 5) <= 3 then case when csat >= csat_points then 1 else 0 end
        when coalesce(csat_points, 5) <= 11 then case when csat >= coalesce(csat_points, 5) - 1 then 1 else 0 end
        when csat - 1 >= cast(0.75 as double) * (csat_points - 1) then 1 else 0 end
      when 'ces' then 1 + cast(6 as double) * (ces - 1) / nullif(coalesce(ces_points, 7) - 1, 0)
      {" ".join(_rating(item) for item in RATED)}
    end
"""
UNFOLDED = f"""
    select row_id, at_time, event_week, wave, branch, segment, channel,
           coalesce(customer, 'answer ' || cast(row_id as varchar)) as who, item, cast({SCORE} as double) as score
    from {{placed:surveys}} cross join (values {", ".join(f"('{item}')" for item in ITEMS)}) as asked(item)
    where coalesce(complete, true) and list_contains($items, item) and {{selected}}
"""  # noqa: S608 – the scope and the items are constants
SIDED = """
    select *, case when event_week between $before_from and -1 then 'before' when event_week between 0 and $after_to
      then 'after' end as side
    from unfolded where score is not null and list_contains($moved, wave)
"""
LAST = "qualify row_number() over (partition by who, wave, item, side order by at_time desc, row_id desc) = 1"

SIDES = Query(
    name="survey.sides",
    # One row an item, wave (null: all together, unless $by_wave) and side of the customer's own cut-over ('before',
    # 'after').
    sql=f"""
        with unfolded as ({UNFOLDED}), sided as ({SIDED}),
        latest as (select * from sided where side is not null {LAST})
        select item, case when $by_wave then wave end as wave, side,
               count(*) as n, avg(score) as mean, var_pop(score) as variance, {scale_of("item")}, {LOT_OF_ROWS}
        from latest group by 1, 2, 3
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("item", "wave", "side"),
    hide=("mean", "variance"),
    means=("mean",),
)

PAIRS = Query(
    name="survey.pairs",
    # One row an item and wave: n (customers who answered on both sides), mean and variance of their own change, up and
    # down (whose score rose and fell), before and after (their means).
    sql=f"""
        with unfolded as ({UNFOLDED}), sided as ({SIDED}),
        latest as (select * from sided where side is not null {LAST}),
        paired as (
          select who, item, wave, max(case when side = 'before' then score end) as before,
                 max(case when side = 'after' then score end) as after, bit_xor(hash(row_id)) as lot
          from latest group by who, item, wave
        )
        select item, case when $by_wave then wave end as wave, count(*) as n,
               avg(after - before) as mean, var_pop(after - before) as variance,
               count(case when after > before then 1 end) as up, count(case when after < before then 1 end) as down,
               avg(before) as before, avg(after) as after, {scale_of("item")}, cast(bit_xor(lot) as varchar) as lot
        from paired where before is not null and after is not null group by 1, 2
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("item", "wave"),
    hide=("mean", "variance", "up", "down", "before", "after"),
    means=("before", "after"),
    counts=("up", "down"),
)

MODES = Query(
    name="survey.modes",
    # One row an item and channel; days are numbers since 3 Jan 2000, both included.
    sql=f"""
        with unfolded as ({UNFOLDED}),
        latest as (
          select * from unfolded
          where score is not null and channel is not null
            and date_diff('day', date '2000-01-03', cast(at_time as date)) between $first_day and $last_day
          qualify row_number() over (partition by who, channel, item order by at_time desc, row_id desc) = 1
        )
        select item, channel, count(*) as n, avg(score) as mean, var_pop(score) as variance, {scale_of("item")},
          {LOT_OF_ROWS}
        from latest group by item, channel
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("item", "channel"),
    hide=("mean", "variance"),
    means=("mean",),
)

POPULATION = Query(
    name="survey.population",
    # One row a wave and segment: n (customers of the roster who had not left by $today, a day number).
    sql="""
        with gone as {away:$day}
        select m.wave, m.segment, count(*) as n
        from {moves} m left join gone g on g.customer = m.customer
        where g.customer is null
          and (m.ended_on is null or date_diff('day', date '2000-01-03', m.ended_on) > $today)
          and {selected:m.wave,m.branch,m.segment}
        group by m.wave, m.segment
    """,
    grain="aggregate",
    dims=("wave", "segment"),
)

_PARTS = [*RATED, "ces"]
_COLUMNS = [f"case when list_contains($items, '{item}') then x_{item} else cast(0 as double) end" for item in _PARTS]
_PRODUCTS = {
    f"p_{a}_{b}": f"sum(v_{a} * v_{b})"
    for a in range(len(_PARTS) + 2)
    for b in range(a, len(_PARTS) + 2)
    if (a, b) != (0, 0)
}
PARTS = tuple(_PARTS)
"""The items that may go with a score, in the order of the products: 0 is 1, then these, then the score."""

_PLACED_ON_FIVE = "1 + cast(4 as double) * ({item} - 1) / nullif(coalesce({item}_points, 5) - 1, 0) as x_{item}"
_RATED_ONCE = f"""
    select row_id, at_time, coalesce(customer, 'answer ' || cast(row_id as varchar)) as who,
           {", ".join(_PLACED_ON_FIVE.format(item=item) for item in RATED)},
           1 + cast(6 as double) * (ces - 1) / nullif(coalesce(ces_points, 7) - 1, 0) as x_ces,
           case $item when 'nps' then cast(nps as double) when 'ces'
             then 1 + cast(6 as double) * (ces - 1) / nullif(coalesce(ces_points, 7) - 1, 0)
                      else 1 + cast(4 as double) * (csat - 1) / nullif(coalesce(csat_points, 5) - 1, 0) end as score
    from {{placed:surveys}} where coalesce(complete, true) and {{selected}}
"""  # noqa: S608 – constants

ASKED = Query(
    name="survey.asked",
    # One row: n (answers with the score $item) and a count of those with each part.
    sql=f"""
        with rated as ({_RATED_ONCE})
        select count(*) as n, {", ".join(f"count(x_{item}) as {item}" for item in PARTS)}, {LOT_OF_ROWS} from rated
          where score is not null
    """,  # noqa: S608 – constants
    grain="aggregate",
    hide=PARTS,
    counts=PARTS,
)

MOMENTS = Query(
    name="survey.moments",
    # One row a random group of customers of equal size ($groups of them): n and the sums of products p_<a>_<b> of 1,
    # the parts of $items and the score, from the last answer of each customer with all of them. Dealt by the rows and
    # in order: whoever asks again, with another key of pseudonyms too, draws the same groups in the same turn.
    sql=f"""
        with rated as ({_RATED_ONCE}),
        complete as (
          select * from rated where score is not null
            and {" and ".join(f"(x_{item} is not null or not list_contains($items, '{item}'))" for item in PARTS)}
          qualify row_number() over (partition by who order by at_time desc, row_id desc) = 1
        ),
        dealt as (
          select ntile($groups) over (order by md5(cast(row_id as varchar)), row_id) as dealt, cast(1 as double) as v_0,
                 {", ".join(f"{text} as v_{at + 1}" for at, text in enumerate(_COLUMNS))}, score as v_{len(PARTS) + 1}
          from complete
        )
        select dealt, count(*) as n, {", ".join(f"{text} as {name}" for name, text in _PRODUCTS.items())}
        from dealt group by dealt order by dealt
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("dealt",),
    hide=tuple(_PRODUCTS),
)

LEFT = Query(
    name="survey.left",
    # One row a wave of $moved: n (customers moved), gone (of them left within $after_to weeks after their cut-over and
    # by the as-of) and silent (of those gone, without an answer to $item since their cut-over).
    sql=f"""
        with unfolded as ({UNFOLDED}),
        heard as (select distinct who from unfolded where score is not null and event_week >= 0),
        gone as {{away}},
        people as (
          select m.wave, m.customer,
                 coalesce(g.left_on >= m.cutover_on and date_diff('day', m.cutover_on, g.left_on) < 7 * ($after_to + 1),
                   false) as went
          from {{moves}} m left join gone g on g.customer = m.customer
          where m.cutover_on is not null and list_contains($moved, m.wave) and not coalesce(g.left_on < m.cutover_on,
            false)
            and {{selected:m.branch,m.segment}}
        )
        select p.wave, count(*) as n, count(case when p.went then 1 end) as gone,
               count(case when p.went and h.who is null then 1 end) as silent,
               cast(bit_xor(hash(p.customer, p.went, h.who is null)) as varchar) as lot
        from people p left join heard h on h.who = p.customer group by p.wave
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave",),
    hide=("gone", "silent"),
    counts=("gone", "silent"),
)


def _theme_tests() -> str:
    """One test a theme, with its words in the statement: a pattern that differs by row would be compiled for every
    row."""
    return " ".join(f"when '{name}' then regexp_matches(words, '{theme.pattern}')" for name, theme in THEMES.items())


COMMENTS = Query(
    name="survey.comments",
    # One row a theme ('' = any comment, 'none' = a comment in no theme), wave (null: together, unless $by_wave) and
    # side of the cut-over: n (customers who commented), themed (of them, with the theme).
    sql=f"""
        with told as (
          select coalesce(customer, 'answer ' || cast(row_id as varchar)) as who, wave, lower(comment) as words,
                 case when event_week between $before_from and -1 then 'before' when event_week between 0 and $after_to
                   then 'after' end as side
          from {{placed:surveys}}
          where coalesce(complete, true) and comment is not null and length(comment) > 1 and list_contains($moved, wave)
            and {{selected}}
        ),
        tested as (
          select who, wave, side, theme, case theme {_theme_tests()}
                 when 'none' then not regexp_matches(words,
                   '{"|".join(theme.pattern for theme in THEMES.values())}') end as hit
          from told cross join (values {", ".join(f"('{name}')" for name in (*THEMES, "none"))}) as named(theme)
          where side is not null
        ),
        people as (
          select who, case when $by_wave then wave end as wave, side, theme, max(case when hit then 1 else 0 end) as hit
          from tested group by 1, 2, 3, 4
        )
        select theme, wave, side, count(*) as n, cast(sum(hit) as bigint) as themed, cast(bit_xor(hash(who,
          hit)) as varchar) as lot
        from people group by theme, wave, side
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("theme", "wave", "side"),
    hide=("themed",),
    counts=("themed",),
)
