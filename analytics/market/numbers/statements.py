"""What is asked of the store about the market. Of customers every statement counts; figures of periods, campaigns and
competitors are about no person and are read as they stand."""

from __future__ import annotations

from analytics.periods import steps
from data.datasets.market import UNTOLD
from data.datasets.tone import SAYS_BAD, SAYS_GOOD
from data.store.query import Query

_UNTOLD = ", ".join(f"'{word}'" for word in UNTOLD)
CLOSED = "case when d.opened_on is null or d.closed_on >= d.opened_on then d.closed_on end"
"""The day on which a deal was closed; unknown too where it lies before the day on which it was opened."""
RECENT = 12
"""Weeks of departures that are held against those before."""


def _spelled(column: str, ledger: str = "market") -> str:
    """One row a name of a ledger however it is written: folded, said (in the spelling that most rows have)."""
    return f"""
        select folded, said from (
          select lower(trim({column})) as folded, trim({column}) as said,
                 row_number() over (partition by lower(trim({column})) order by count(*) desc, trim({column})) as place
          from {{{ledger}}} where {column} is not null group by lower(trim({column})), trim({column})
        ) n where n.place = 1
    """  # noqa: S608 – the name of the column is a constant


FIGURES = Query(
    name="market.figures",
    # One row a period, company and source, each in the spelling that most rows have: period, firm, own (said so, or of
    # the name of the receiving company), source, share, volume, asked, aware, considering, awareness, consideration,
    # mentions, positive, negative, rate_short, rate_long.
    sql=f"""
        with us as (select lower(trim(max(to_entity))) as name from {{programme}}),
        firms as ({_spelled("firm")}),
        sources as ({_spelled("source")})
        select m.period, f.said as firm, coalesce(m.own, f.folded = us.name, false) as own, s.said as source, m.share,
          m.volume,
               m.asked, m.aware, m.considering, m.awareness, m.consideration, m.mentions, m.positive, m.negative,
                 m.rate_short, m.rate_long
        from {{market}} m cross join us join firms f on f.folded = lower(trim(m.firm)) left
          join sources s on s.folded = lower(trim(m.source))
        where m.period is not null order by m.period, f.said, s.said
    """,  # noqa: S608 – the names of the columns are constants
    grain="open",
)

MOVES = Query(
    name="market.moves",
    # One row a move of a competitor, in the spelling that most rows have, oldest first: competitor, day, kind, name,
    # source.
    sql=f"""
        with names as ({_spelled("competitor", "competitors")})
        select n.said as competitor, c.happened_on as day, c.kind, c.name, c.source
        from {{competitors}} c join names n on n.folded = lower(trim(c.competitor)) where c.happened_on is not null
          order by day, n.said
    """,  # noqa: S608 – as above
    grain="open",
)

WHITHER = Query(
    name="market.whither",
    # One row a week and competitor to which customers went: step, rival, recent (in the twelve weeks to the end of the
    # week, to it), others (to others), earlier, earlier_others (before these); n is the smallest of the four that is
    # not 0. Destinations that are not known are left out.
    sql=f"""
        with {steps("$first_step", "$last_step")},
        spelled as ({_spelled("went_to", "departures")}),
        gone as (
          select d.customer, p.said as rival,
                 cast(floor(cast(date_diff('day', date '2000-01-03', d.left_on) as double) / 7) as integer) as week
          from {{departures}} d join {{moves}} m on m.customer = d.customer
            join spelled p on p.folded = lower(trim(d.went_to))
          where d.left_on <= $day and d.went_to is not null and lower(trim(d.went_to)) not in ({_UNTOLD})
            and {{selected:m.wave,m.branch,m.segment}}
        ),
        rivals as (select distinct rival from gone),
        counted as (
          select s.step, r.rival,
                 count(case when g.rival = r.rival and g.week > s.step - {RECENT} then 1 end) as recent,
                 count(case when g.rival <> r.rival and g.week > s.step - {RECENT} then 1 end) as others,
                 count(case when g.rival = r.rival and g.week <= s.step - {RECENT} then 1 end) as earlier,
                 count(case when g.rival <> r.rival and g.week <= s.step - {RECENT} then 1 end) as earlier_others
          from steps s cross join rivals r join gone g on g.week <= s.step
          group by s.step, r.rival
        )
        select step, rival,
               least(coalesce(nullif(recent, 0), 1000000), coalesce(nullif(others, 0), 1000000),
                 coalesce(nullif(earlier, 0), 1000000),
                     coalesce(nullif(earlier_others, 0), 1000000)) as n,
               recent, others, earlier, earlier_others
        from counted where recent > 0 order by step, rival
    """,  # noqa: S608 – the scope and the words are constants
    grain="aggregate",
    # Each row counts itself what is on both sides of it; windows of neighbouring weeks are no parts of one total.
    dims=("step",),
    hide=("recent", "others", "earlier", "earlier_others"),
)

JOINED = Query(
    name="market.joined",
    # One row for four weeks: step (their last week), n (customers on the roster since then).
    sql="""
        with since as (
          select cast(floor(cast(date_diff('day', date '2000-01-03',
            c.customer_since) as double) / 7) as integer) as week
          from {customers} c join {moves} m on m.customer = c.customer where c.customer_since is not null
            and c.customer_since <= $day and {selected:m.wave,m.branch,m.segment}
        )
        select $last_step - 4 * cast(floor(cast($last_step - week as double) / 4) as integer) as step, count(*) as n
        from since where week between $first_step and $last_step group by 1 order by 1
    """,
    grain="aggregate",
    dims=("step",),
)

TONES = Query(
    name="market.tones",
    # One row a week: step, n (reviews of ours), good, bad, mixed (by words, where none decides by stars), starred (by
    # stars alone), both (words and stars decide), agree (and say the same).
    sql=f"""
        with us as (select lower(trim(max(to_entity))) as name from {{programme}}),
        said as (
          select r.posted_on, lower(r.wording) as words,
                 case when r.stars >= 0.7 * coalesce(r.stars_points, 5) then 1
                   when r.stars <= 0.5 * coalesce(r.stars_points, 5) then -1 end as star
          from {{mentions}} r cross join us
          where r.posted_on <= $day and (r.firm is null or lower(trim(r.firm)) = us.name)
        ),
        told as (
          select posted_on, star, case when {SAYS_GOOD} then 1 else 0 end as up, case when {SAYS_BAD} then 1
            else 0 end as down from said
        ),
        toned as (
          select cast(floor(cast(date_diff('day', date '2000-01-03', posted_on) as double) / 7) as integer) as step,
            up - down as word, star,
                 case when up = 1 and down = 1 then 'mixed' when up = 1 then 'good' when down = 1 then 'bad'
                      when star = 1 then 'good' when star = -1 then 'bad' end as tone,
                 case when up + down = 0 and star is not null then 1 else 0 end as by_star
          from told
        )
        select step, count(*) as n, count(case when tone = 'good' then 1 end) as good, count(case when tone = 'bad'
          then 1 end) as bad,
               count(case when tone = 'mixed' then 1 end) as mixed, cast(sum(by_star) as bigint) as starred,
               count(case when word <> 0 and star is not null then 1 end) as both, count(case when word <> 0
                 and word = star then 1 end) as agree
        from toned group by step order by step
    """,  # noqa: S608 – the words are constants
    grain="open",
)

SAID = Query(
    name="market.said",
    # One row a review of ours, the last first: posted_on, platform, stars, wording, tone (good, bad, mixed or null).
    sql=f"""
        with us as (select lower(trim(max(to_entity))) as name from {{programme}}),
        said as (
          select r.posted_on, r.platform, r.stars, r.stars_points, r.wording, lower(r.wording) as words,
                 case when r.stars >= 0.7 * coalesce(r.stars_points, 5) then 1
                   when r.stars <= 0.5 * coalesce(r.stars_points, 5) then -1 end as star
          from {{mentions}} r cross join us
          where r.posted_on <= {{today}} and (r.firm is null or lower(trim(r.firm)) = us.name)
        ),
        told as (select *, case when {SAYS_GOOD} then 1 else 0 end as up, case when {SAYS_BAD} then 1 else 0 end as down
          from said)
        select posted_on, platform, stars, wording,
               case when up = 1 and down = 1 then 'mixed' when up = 1 then 'good' when down = 1 then 'bad'
                    when star = 1 then 'good' when star = -1 then 'bad' end as tone
        from told order by posted_on desc, wording limit 200
    """,  # noqa: S608 – constants
    grain="rows",
)

CAMPAIGNS = Query(
    name="market.campaigns",
    # One row a campaign begun by the day looked from, oldest first: campaign, name, started_on, ended_on, goal, budget,
    # cost, reached, took_part, leads, planned_joined, joined, won_back, income.
    sql="""
        select campaign, name, started_on, ended_on, goal, budget, cost, reached, took_part, leads, planned_joined,
          joined, won_back, income
        from {campaigns}
        where started_on <= {today} and {selected:wave?,branch?,segment?}
        order by started_on, campaign
    """,
    grain="open",
)

PIPELINE = Query(
    name="market.pipeline",
    # One row a stage: stage, n (deals), amount (of those that have one), priced (deals that have one), dated (that say
    # when they are expected to close), late (open and past that day).
    sql="""
        select stage, count(*) as n, sum(amount) as amount, count(amount) as priced, count(expected_on) as dated,
               count(case when stage not in ('won', 'lost') and expected_on < $day then 1 end) as late
        from {placed:deals} d where {selected:d.wave,d.branch,d.segment} group by stage order by stage
    """,
    grain="aggregate",
    dims=("stage",),
    hide=("amount", "priced", "dated", "late"),
)

ENDED = Query(
    name="market.ended",
    # One row a kind of business: kind, n (deals won or lost by $day), won.
    sql="""
        select coalesce(kind, '') as kind, count(*) as n, count(case when stage = 'won' then 1 end) as won
        from {placed:deals} d where stage in ('won', 'lost') and (closed_on is null or closed_on <= $day)
          and {selected:d.wave,d.branch,d.segment}
        group by 1 order by 1
    """,
    grain="aggregate",
    dims=("kind",),
    hide=("won",),
)

WON = Query(
    name="market.won",
    # One row for four weeks: step (their last week), n (deals won in them).
    sql=f"""
        with closed as (
          select {CLOSED} as day from {{placed:deals}} d where stage = 'won' and {{selected:d.wave,d.branch,d.segment}}
        ),
        won as (
          select cast(floor(cast(date_diff('day', date '2000-01-03', day) as double) / 7) as integer) as week
            from closed where day <= $day
        )
        select $last_step - 4 * cast(floor(cast($last_step - week as double) / 4) as integer) as step, count(*) as n
        from won where week between $first_step and $last_step group by 1 order by 1
    """,  # noqa: S608 – the day is a constant
    grain="aggregate",
    dims=("step",),
)

UNDATED = Query(
    name="market.undated",
    # One row, none where there is no such deal: n (deals won on a day that is not known).
    sql=f"""
        select count(*) as n from {{placed:deals}} d
        where stage = 'won' and {CLOSED} is null and {{selected:d.wave,d.branch,d.segment}} having count(*) > 0
    """,  # noqa: S608 – constants
    grain="aggregate",
)

RETURNS = Query(
    name="market.returns",
    # Two rows a campaign to win customers back begun by $day, one the time before it (kind 'before'), one while it ran
    # ('during'): campaign, name, started_on, ended_on, told (won back, as it says), cost, kind, n (customers who had
    # left by its start and, while it ran, were still away; contracts that ran out apart), back (of them in that time),
    # days (that they were away in it, together).
    sql="""
        with gone as (
          select d.left_on, case when d.came_back_on <= $day then d.came_back_on end as back_on
          from {departures} d join {moves} m on m.customer = d.customer
          where d.left_on <= $day and coalesce(d.kind, '') <> 'contract_end' and {selected:m.wave,m.branch,m.segment}
        ),
        drives as (
          select campaign, name, started_on, ended_on, won_back as told, cost, least(coalesce(ended_on, $day),
            $day) as last_on
          from {campaigns} where (goal = 'win_back' or won_back is not null) and started_on <= $day
            and {selected:wave?,branch?,segment?}
        ),
        times as (
          select *, 'before' as kind, date '1900-01-01' as first, started_on - 1 as last from drives
          union all select *, 'during', started_on, last_on from drives
        )
        select t.campaign, t.name, t.started_on, t.ended_on, t.told, t.cost, t.kind, count(g.left_on) as n,
               count(case when g.back_on between t.first and t.last then 1 end) as back,
               cast(coalesce(sum(greatest(0, date_diff('day', greatest(g.left_on, t.first), least(coalesce(g.back_on,
                 t.last + 1), t.last + 1)))), 0) as bigint) as days
        from times t left join gone g on g.left_on < t.started_on and (g.back_on is null or g.back_on >= t.first)
        group by t.campaign, t.name, t.started_on, t.ended_on, t.told, t.cost, t.kind order by t.started_on, t.campaign,
          t.kind
    """,
    grain="aggregate",
    dims=("campaign", "kind"),
    hide=("back", "days"),
    parts=("back",),
    # Campaigns may run side by side, and the time before one is no part of it.
    apart=True,
)

CAME_BACK = Query(
    name="market.came_back",
    # One row a customer who left and came back by $day, the last first: customer, wave, branch, left_on, back_on,
    # went_to, campaigns (names of those to win customers back that ran on the day of the return; null where none did).
    sql="""
        select d.customer, m.wave, m.branch, d.left_on, d.came_back_on as back_on, d.went_to,
               (select string_agg(coalesce(c.name, c.campaign), ' · ' order by c.started_on, c.campaign)
                 from {campaigns} c
                where (c.goal = 'win_back' or c.won_back is not null) and d.left_on < c.started_on
                  and d.came_back_on between c.started_on and coalesce(c.ended_on, $day)) as campaigns
        from {departures} d join {moves} m on m.customer = d.customer
        where d.came_back_on <= $day and {selected:m.wave,m.branch,m.segment}
        order by d.came_back_on desc, d.customer limit 200
    """,
    grain="rows",
)
