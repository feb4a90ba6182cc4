"""What is asked of the store about staying and leaving: every statement counts, so that no row of a customer leaves it.

Time 0 is the day of the customer's own first cut-over; a customer without one is counted from that of the wave where
the wave has no ledger of transfers, and not at all where it has. Not counted either: who had left before (and not come
back). Lost from sight are those whose move was taken back, who came back after leaving (both on that day), who were
taken off the roster, and everybody on the last day that the ledger of departures can tell of (``$day``). Who became a
customer after the cut-over is at risk from then on.
"""

from __future__ import annotations

from analytics.away import absent
from analytics.periods import steps
from data.store.query import Query, Summary
from data.store.suppression import MIN_GROUP

GROUPS = ("none", "wave", "branch", "segment", "value", "notice", "complained", "satisfied")
"""By what lives are grouped (``$by``). ``notice``: the channel of the first notice; ``complained`` (yes, no) and
``satisfied`` (promoter, passive, detractor) as the customer stood at the cut-over: what came later cannot have been
known and would let only those who stayed long enough be counted among the unhappy."""

ABOUT = ("notice", "complained", "satisfied")
"""Those of ``GROUPS`` for which a ledger beside the roster is asked."""
PERIODS = 13
"""Periods of four weeks after the cut-over that the cohort map goes to."""


def about(by: str) -> str:
    """What is told of each customer for a look by one of ``GROUPS`` (``$about``)."""
    return by if by in ABOUT else ""


def people(where: str) -> str:
    """The common tables up to ``lives``, of the customers that meet ``where`` (of ``m``, a row of ``{moves}``). Each
    ledger is read once: ten million rows are joined in seconds and not in milliseconds."""
    after = "where d.left_on >= m.cut and d.left_on <= $day"
    return f"""
    moved as (
      select m.customer, m.wave, m.branch, m.segment, m.value_tier, m.returned_on, m.ended_on, m.customer_since,
             case when m.moved_on <= $day then m.moved_on
                  when m.moved_on is null and not m.listed and w.actual and m.cutover_on <= $day
                    then m.cutover_on end as cut
      from {{moves}} m left join {{wave_dates}} w on w.wave = m.wave
      where {where}
    ),
    gone as (
      select d.customer, bool_or(d.left_on < m.cut and (d.came_back_on is null or d.came_back_on > m.cut)) as earlier,
             min(d.left_on) filter ({after}) as left_on, min_by(d.kind, d.left_on) filter ({after}) as kind,
             min_by(d.reason, d.left_on) filter ({after}) as reason, min_by(d.went_to,
               d.left_on) filter ({after}) as went_to,
             arg_min_null(d.came_back_on, d.left_on) filter ({after}) as came_back_on
      from {{departures}} d join moved m on m.customer = d.customer where m.cut is not null group by d.customer
    ),
    seen as (
      select m.customer, m.wave, m.branch, m.segment, m.value_tier, m.cut, g.reason, g.went_to,
             least($day, coalesce(case when m.returned_on >= m.cut then m.returned_on end, $day),
                   coalesce(case when m.ended_on >= m.cut then m.ended_on end, $day)) as last_day,
             case when g.came_back_on is null or g.came_back_on > $day then g.left_on end as left_on,
             case when g.came_back_on <= $day then g.came_back_on end as back_on, g.kind,
             case when m.customer_since > m.cut then date_diff('day', m.cut, m.customer_since) else -1 end as entry
      from moved m left join gone g on g.customer = m.customer
      where m.cut is not null and not coalesce(g.earlier, false)
    ),
    lives as (
      select customer, wave, branch, segment, value_tier, cut, entry, reason, went_to,
             case when left_on is null or left_on > last_day then 'stayed' when kind = 'contract_end' then 'ended'
               else 'left' end as outcome,
             date_diff('day', cut, case when left_on <= last_day then left_on
                                        when back_on < last_day then back_on else last_day end) as stop
      from seen
    )
    """  # noqa: S608 – written here


PEOPLE = people("{selected:m.wave,m.branch,m.segment}")
"""``lives`` of the customers selected: one row a customer that was cut over, with entry (days after the cut-over from
which observed, −1 from the beginning), stop (days after the cut-over) and outcome (left, ended: the contract ran out,
stayed: not known to have gone)."""


LIVES = Summary(
    name="lives",
    # One row a kind of customer: wave, branch, segment, value_tier, told (what $about asks: the channel of the first
    # notice, complained or satisfied), entry, stop, outcome, periods (whole periods of four weeks since the cut-over,
    # at most PERIODS), c (customers). Whoever is selected, whatever they are grouped by: ten million customers are so
    # many thousand kinds.
    sql=f"""
        with {people("true")},
        noticed as (
          select n.customer, min_by(n.channel, {{'sent': n.sent_at, 'by': n.channel}}) as channel from {{notices}} n
            join lives l on l.customer = n.customer
          where $about = 'notice' and n.channel is not null and cast(n.sent_at as date) <= l.cut group by n.customer
        ),
        unhappy as (
          select distinct c.customer from {{complaints}} c join lives l on l.customer = c.customer
          where $about = 'complained' and cast(c.opened_at as date) < l.cut
        ),
        answered as (
          select s.customer, max_by(s.nps, {{'at': s.answered_at, 'row': s.row_id}}) as nps from {{surveys}} s
            join lives l on l.customer = s.customer
          where $about = 'satisfied' and s.nps is not null and cast(s.answered_at as date) < l.cut group by s.customer
        )
        select l.wave, l.branch, l.segment, l.value_tier,
               cast(case $about when 'notice' then t.channel
                    when 'complained' then case when u.customer is null then 'no' else 'yes' end
                    when 'satisfied' then case when a.nps >= 9 then 'promoter' when a.nps <= 6 then 'detractor'
                                               when a.nps is not null then 'passive' end end as varchar) as told,
               l.entry, l.stop, l.outcome, least({PERIODS}, cast(floor(date_diff('day', l.cut,
                 $day) / 28) as integer)) as periods, count(*) as c
        from lives l
          left join noticed t on $about = 'notice' and t.customer = l.customer
          left join unhappy u on $about = 'complained' and u.customer = l.customer
          left join answered a on $about = 'satisfied' and a.customer = l.customer
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    """,  # noqa: S608 – the common tables are constants
    by_customer=True,
)

GROUPED = """
    grouped as (
      select l.*, cast(case $by when 'wave' then l.wave when 'branch' then l.branch when 'segment' then l.segment
                       when 'value' then l.value_tier when 'none' then '' else l.told end as varchar) as grp
      from {lives} l where {selected:l.wave,l.branch,l.segment}
    )
"""
"""``grouped``: the lives selected with the group (``grp``) that ``$by`` asks for."""

IN_SIGHT = "(entry < stop or entry < 0)"
"""Of ``lives`` those that were observed for a day at least: who became a customer no earlier than the last of it tells
nothing."""

DAILY = f"""
    {GROUPED},
    counted as (
      select coalesce(grp, '') as grp, entry, stop, sum(cast(c as double)) as c,
             sum(cast(case when outcome = 'left' then c else 0 end as double)) as lost,
             sum(cast(case when outcome = 'ended' then c else 0 end as double)) as ended
      from grouped where {IN_SIGHT} group by 1, 2, 3
    ),
    changes as (
      select grp, entry + 1 as step, sum(c) as more, cast(0 as double) as fewer, cast(0 as double) as lost,
        cast(0 as double) as ended from counted group by 1, 2
      union all select grp, stop + 1, 0, c, 0, 0 from counted
      union all select grp, stop, 0, 0, lost, ended from counted
    ),
    daily as (
      select grp, step, sum(more) - sum(fewer) as change, sum(more) as came, sum(lost) as lost, sum(ended) as ended
        from changes group by grp, step
    )
"""  # noqa: S608 – constants
"""``daily``: by group and day since cut-over the change of the number at risk, who comes under observation and who
leaves on it. Added up as doubles, which hold every count of customers: sums of integers are wider than the engine is
quick with."""

AT_RISK = Query(
    name="retention.at_risk",
    # One row a group and day since cut-over on which the number at risk changes or somebody leaves: grp, step, n (at
    # risk: in sight before that day and not gone), came (who came into sight for it), lost, ended (of those at risk on
    # that day), emptied (whether nobody is at risk on the next: of what came later the curve from the beginning can
    # tell nothing).
    sql=f"""
        with {DAILY},
        running as (
          select grp, step, sum(change) over (partition by grp order by step) as n, came, lost, ended,
                 lead(change) over (partition by grp order by step) as next
          from daily
        )
        select grp, step, cast(n as bigint) as n, cast(came as bigint) as came, cast(lost as bigint) as lost,
          cast(ended as bigint) as ended,
               coalesce(n + next = 0, true) as emptied
        from running where n > 0 order by grp, step
    """,  # noqa: S608 – the common tables are constants
    grain="aggregate",
    dims=("grp", "step"),
    hide=("came", "lost", "ended", "emptied"),
)

COMPARED = Query(
    name="retention.compared",
    # One row a pair of groups of ten customers or more, ``one`` not after ``other`` and each with itself too: one,
    # other, n (customers of the smaller), and over all days on which anybody left the sums of the log-rank test: of all
    # groups excess (departures of ``one`` beyond the expected; the same in every row of it) and variance (with that of
    # ``other``, either way round); of the two alone apart and spread. Summed here: a day's small numbers stay in the
    # store.
    sql=f"""
        with {DAILY},
        sizes as (select grp, sum(c) as c from counted group by grp having sum(c) >= {MIN_GROUP}),
        grid as (
          select s.step, z.grp, z.c, coalesce(d.change, 0) as change, coalesce(d.lost + d.ended, 0) as d
          from (select distinct step from daily) s cross join sizes z left join daily d on d.step = s.step
            and d.grp = z.grp
        ),
        running as (select step, grp, c, sum(change) over (partition by grp order by step) as n, d from grid),
        days as (select step, sum(n) as nn, sum(d) as dd from running group by step having sum(d) > 0),
        risk as (select r.*, y.nn, y.dd from running r join days y on y.step = r.step),
        pairs as (
          select a.grp as one, b.grp as other, least(a.c, b.c) as c, a.n, a.d, b.n as n2, b.d as d2, a.nn, a.dd
          from risk a join risk b on b.step = a.step and b.grp >= a.grp
        )
        select one, other, cast(min(c) as bigint) as n,
               sum(d - n * dd / nn) as excess,
               sum(case when nn > 1 then dd * (nn - dd) / (nn - 1) * n / nn * (case when one = other then 1
                 else 0 end - n2 / nn)
                   else 0 end) as variance,
               sum(case when n + n2 > 0 then d - n * (d + d2) / (n + n2) else 0 end) as apart,
               sum(case when n + n2 > 1
                 then (d + d2) * (n + n2 - d - d2) / (n + n2 - 1) * n * n2 / ((n + n2) * (n + n2)) else 0 end)
                 as spread
        from pairs group by one, other order by one, other
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("one", "other"),
    hide=("excess", "variance", "apart", "spread"),
)

REFUSED = Query(
    name="retention.refused",
    # One row a group: grp (wave, or '' for all), n (cut over and seen since, or refused when their wave was), refused.
    sql=f"""
        with {PEOPLE},
        no as (
          select m.customer, m.wave from moved m join {{transfers}} t on t.customer = m.customer
            join {{wave_dates}} w on w.wave = m.wave
          where t.status = 'refused' and m.cut is null and w.actual and w.cutover_on <= $day
          group by m.customer, m.wave
        ),
        both_sides as (
          select case when $by = 'wave' then wave else '' end as grp, 0 as refused from lives where {IN_SIGHT}
          union all select case when $by = 'wave' then wave else '' end, 1 from no
        )
        select grp, count(*) as n, cast(sum(refused) as bigint) as refused from both_sides group by grp order by grp
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("grp",),
    hide=("refused",),
    parts=("refused",),
)

PATTERNS = Query(
    name="retention.patterns",
    # One row a week since cut-over and kind of customer: step, wave, segment, value, complained, n (at risk at some
    # time of the week), lost.
    sql=f"""
        with {GROUPED},
        {steps("0", "$weeks - 1")},
        kinds as (
          select wave, coalesce(segment, '') as segment, coalesce(value_tier, '') as value, grp as complained, entry,
            stop, outcome,
                 sum(c) as c
          from grouped group by all
        )
        select s.step, k.wave, k.segment, k.value, k.complained, cast(sum(k.c) as bigint) as n,
               cast(sum(case when k.outcome <> 'stayed' and k.stop < 7 * s.step + 7 then k.c
                 else 0 end) as bigint) as lost
        from kinds k cross join steps s
        where k.stop >= 7 * s.step and k.entry < 7 * s.step and (k.outcome <> 'stayed' or k.stop >= 7 * s.step + 6)
        group by s.step, k.wave, k.segment, k.value, k.complained
        order by s.step, k.wave, k.segment, k.value, k.complained
    """,  # noqa: S608 – constants
    grain="aggregate",
    # Read into one model and shown nowhere: the kinds of a week are no table whose totals could give a small one away.
    dims=("step",),
    hide=("lost",),
)

COHORTS = Query(
    name="retention.cohorts",
    # One row a wave and period of 28 days since cut-over: wave, step, n (customers for whom that many periods have
    # passed), kept.
    sql=f"""
        with {GROUPED},
        {steps("0", str(PERIODS))}
        select l.wave, p.step, cast(sum(l.c) as bigint) as n,
               cast(sum(case when l.outcome = 'stayed' or l.stop > 28 * p.step then l.c else 0 end) as bigint) as kept
        from grouped l cross join steps p
        where l.periods >= p.step and (l.outcome <> 'stayed' or l.stop >= 28 * p.step) and l.entry < 0
        group by l.wave, p.step order by l.wave, p.step
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave", "step"),
    hide=("kept",),
)

REASONS = Query(
    name="retention.reasons",
    # One row a reason (competitor where $item is went_to): item, n (customers who left after their cut-over).
    sql=f"""
        with {PEOPLE}
        select case when $item = 'went_to' then went_to else reason end as item, count(*) as n
        from lives where outcome = 'left' group by 1 order by 1
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("item",),
)

DEPARTED = Query(
    name="retention.departed",
    # One row a customer who left after the cut-over and is still away, the last first: row_id (of the ledger of
    # departures), customer, wave, branch, segment, value_tier, cut (day of the cut-over), left_on, days (since
    # cut-over), outcome (left, ended), reason, went_to.
    sql=f"""
        with {PEOPLE}
        select d.row_id, l.customer, l.wave, l.branch, l.segment, l.value_tier, l.cut, d.left_on, l.stop as days,
          l.outcome, l.reason, l.went_to
        from lives l join {{departures}} d on d.customer = l.customer and date_diff('day', l.cut, d.left_on) = l.stop
        where l.outcome <> 'stayed' order by d.left_on desc, l.customer limit 200
    """,  # noqa: S608 – constants
    grain="rows",
)

EXCLUDED = Query(
    name="retention.excluded",
    # One row a kind of customer who is not counted, or not to the end: kind (never, before, returned, back, two_waves,
    # twice), n.
    sql=f"""
        with {PEOPLE},
        waves_of as (
          select t.customer, count(distinct t.wave) as waves, count(case when t.status in ('moved', 'returned')
            then 1 end) as moves
          from {{transfers}} t join moved m on m.customer = t.customer group by t.customer
        ),
        told as (
          select 'never' as kind, m.customer from moved m join {{wave_dates}} w on w.wave = m.wave
          where m.cut is null and w.actual and w.cutover_on <= $day
          union all select 'before', m.customer from moved m join gone g on g.customer = m.customer where g.earlier
          union all select 'returned', customer from moved where returned_on <= $day and cut is not null
          union all select 'back', customer from seen where back_on is not null
          union all select 'two_waves', customer from waves_of where waves > 1
          union all select 'twice', customer from waves_of where moves > 1
        )
        select kind, count(distinct customer) as n from told group by kind order by kind
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("kind",),
)

LEAVING = Query(
    name="retention.leaving",
    # One row a wave, branch and calendar week (null unless asked for): wave, branch, step (weeks since 3 Jan 2000), n
    # (customers there at the start of the week), lost (in the week). $tier narrows to a tier of value. $first_step and
    # $last_step as in complaints.
    sql=f"""
        with {steps("$first_step", "$last_step")},
        gone as {{away:$day}},
        out as {{absences:$day}},
        people as (
          select case when $by_wave then m.wave end as wave, case when $by_branch then m.branch end as branch,
                 date_diff('day', date '2000-01-03', g.left_on) as left_day, date_diff('day', date '2000-01-03',
                   m.ended_on) as over_day,
                 date_diff('day', date '2000-01-03', m.customer_since) as since, o.spells, count(*) as c
          from {{moves}} m left join gone g on g.customer = m.customer left join out o on o.customer = m.customer
          where {{selected:m.wave,m.branch,m.segment}} and ($tier is null or m.value_tier = $tier)
          group by 1, 2, 3, 4, 5, 6
        )
        select p.wave, p.branch, s.step, cast(sum(p.c) as bigint) as n,
               cast(sum(case when p.left_day < 7 * s.step + 7 then p.c else 0 end) as bigint) as lost
        from people p cross join steps s
        where (p.left_day is null or p.left_day >= 7 * s.step) and (p.over_day is null or p.over_day >= 7 * s.step)
          and (p.since is null or p.since <= 7 * s.step)
          and not {absent("p.spells", "x.gone < 7 * s.step and x.back > 7 * s.step")}
        group by p.wave, p.branch, s.step order by p.wave, p.branch, s.step
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave", "branch", "step"),
    hide=("lost",),
)

NOTICED = Query(
    name="retention.noticed",
    # One row a wave and calendar week: wave, step, n (customers whose first notice was sent in it).
    sql="""
        with first as (
          select m.customer, m.wave, min(cast(n.sent_at as date)) as day from {notices} n
            join {moves} m on m.customer = n.customer
          where n.sent_at is not null group by m.customer, m.wave
        )
        select wave, cast(floor(cast(date_diff('day', date '2000-01-03', day) as double) / 7) as integer) as step,
          count(*) as n
        from first group by 1, 2 order by 1, 2
    """,
    grain="aggregate",
    dims=("wave", "step"),
)

PHASES = Query(
    name="retention.phases",
    # One row a wave of $of and phase: wave, phase (before: $window weeks before the week of $told, announced: from it
    # to before that of $moved, after: $window weeks from it), n (customers, last answer each), mean and variance (NPS
    # points). The lists go together.
    sql="""
        with said as (
          select coalesce(customer, 'answer ' || cast(row_id as varchar)) as who, wave, at_time, row_id,
                 cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer) as step,
                 list_extract($told, list_position($of, wave)) as told, list_extract($moved, list_position($of,
                   wave)) as moved,
                 case when nps >= 9 then 100 when nps <= 6 then -100 else 0 end as score
          from {placed:surveys} where coalesce(complete, true) and nps is not null and {selected} and list_contains($of,
            wave)
        ),
        phased as (
          select who, wave, at_time, row_id, score,
                 case when step < told then 'before' when step < moved then 'announced' else 'after' end as phase
          from said where step >= told - $window and step < moved + $window
        ),
        latest as (select * from phased qualify row_number() over (partition by who, wave, phase order by at_time desc,
          row_id desc) = 1)
        select wave, phase, count(*) as n, avg(cast(score as double)) as mean,
          var_pop(cast(score as double)) as variance,
               -100 as least, 100 as worth, cast(bit_xor(hash(row_id)) as varchar) as lot
        from latest group by wave, phase order by wave, phase
    """,
    grain="aggregate",
    dims=("wave", "phase"),
    hide=("mean", "variance"),
    means=("mean",),
)

ORDER = Query(
    name="retention.order",
    # One row a programme: order_rule (how the order of waves was decided; may be null).
    sql="select order_rule from {programme} order by programme",
    grain="open",
)

ANSWERED = Query(
    name="retention.answered",
    # One row a wave, branch and calendar week: wave, branch, step, n (customers who answered, last complete answer
    # each), mean (NPS points).
    sql="""
        with said as (
          select coalesce(customer, 'answer ' || cast(row_id as varchar)) as who, wave, branch, at_time, row_id,
                 cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer) as step,
                 case when nps >= 9 then 100 when nps <= 6 then -100 else 0 end as score
          from {placed:surveys} where coalesce(complete, true) and nps is not null and {selected}
        ),
        latest as (
          select * from said qualify row_number() over (partition by who, wave, branch, step order by at_time desc,
            row_id desc) = 1
        )
        select wave, branch, step, count(*) as n, avg(cast(score as double)) as mean from latest
        group by wave, branch, step order by wave, branch, step
    """,
    grain="aggregate",
    # Read into one model and shown nowhere by branch and week.
    dims=("step",),
    hide=("mean",),
)
