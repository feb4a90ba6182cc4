"""What is asked of the store about care: every statement counts, but for the two work lists, which are rows and logged.

A customer is followed up when somebody reached them – a care contact or a follow-up, never a call of their own – since
the day of their cut-over. Who was cut over more than the first mark before the first contact of care is not judged:
nobody wrote down then.
"""

from __future__ import annotations

from analytics.market.numbers.statements import CLOSED
from analytics.retention.by_wave import counted_by_wave_day
from analytics.retention.statements import PEOPLE
from data.store.query import Query

MARKS = (7, 30, 90)
"""Days after the cut-over by which a customer is to be reached, each since the one before."""
_SPANS = ", ".join(f"({since}, {mark})" for since, mark in zip((-1, *MARKS), MARKS, strict=False))

_RAISED = "cast(coalesce(raised_at, contacted_at) as date)"
_CARE = "kind = 'care' or (kind = 'follow_up' and coalesce(reason, 'other') = 'other')"
"""Contacts of care by kind, and follow-up (回访) that answers no low score, bad call or complaint: a list of these is
of care, whatever single contact is called so."""

FOLLOWED = f"""
    {PEOPLE},
    began as (select coalesce(min({_RAISED}) filter ({_CARE}), min({_RAISED}) filter (kind = 'follow_up')) as day
      from {{contacts}}),
    seen_since as (
      select l.customer, l.wave, l.branch, l.segment, l.value_tier, l.cut, l.stop, l.outcome
      from lives l cross join began b where l.entry < 0 and date_diff('day', l.cut, b.day) <= {MARKS[0]}
    ),
    reached as (
      select l.customer, date_diff('day', l.cut, cast(c.contacted_at as date)) as after
      from {{contacts}} c join seen_since l on l.customer = c.customer
      where c.kind in ('care', 'follow_up') and cast(c.contacted_at as date) <= $day
        and cast(c.contacted_at as date) >= l.cut
        and cast(c.contacted_at as date) >= cast(c.raised_at as date)
    )
"""  # noqa: S608 – the common tables are constants
"""``seen_since``: customers cut over since care is written down (:data:`_CARE`), or where it is not following up – its
first contact may be within the first mark of the first of them –; ``reached``: the days after the cut-over on which
each was. A contact that reached its customer before the day on which it was raised contradicts itself and reaches
nobody."""

BACKWARDS = Query(
    name="care.backwards",
    # One row, none where there is no such contact: n (contacts of care that reached their customer before the day on
    # which they were raised).
    sql="""
        select count(*) as n from {placed:contacts} c
        where kind in ('care', 'follow_up') and cast(contacted_at as date) < cast(raised_at as date)
          and cast(raised_at as date) <= $day
          and {selected:c.wave,c.branch,c.segment}
        having count(*) > 0
    """,
    grain="aggregate",
)

MARKED = Query(
    name="care.marks",
    # One row a mark and, where asked for, wave or branch: mark, wave, branch, n (customers still there at the mark),
    # reached (since the mark before).
    sql=f"""
        with {FOLLOWED},
        spans as (select * from (values {_SPANS}) as s(since, mark)),
        judged as (
          select l.customer, l.wave, l.branch, s.mark, max(case when r.after > s.since and r.after <= s.mark then 1
            else 0 end) as kept
          from seen_since l join spans s on l.stop >= s.mark left join reached r on r.customer = l.customer
          group by l.customer, l.wave, l.branch, s.mark
        )
        select mark, case when $by_wave then wave end as wave, case when $by_branch then branch end as branch,
               count(*) as n, cast(sum(kept) as bigint) as reached
        from judged group by 1, 2, 3 order by 1, 2, 3
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("mark", "wave", "branch"),
    hide=("reached",),
)

UNJUDGED = Query(
    name="care.unjudged",
    # One row a wave: wave, began (the first contact of care on file), n (customers cut over more than the first mark
    # before it, who are not judged).
    sql=f"""
        with {FOLLOWED}
        select l.wave, b.day as began, count(*) as n from lives l cross join began b
        where l.entry < 0 and date_diff('day', l.cut, b.day) > {MARKS[0]} group by l.wave, b.day
          order by {{ordered:l.wave}}
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave",),
)

BY_WAVE_DAY = counted_by_wave_day("care.by_wave_day", FOLLOWED, "seen_since")

_UNREACHED = f"""
    {FOLLOWED},
    unreached as (
      select l.*, date_diff('day', l.cut, $day) as days from seen_since l
      where l.outcome = 'stayed' and l.stop = date_diff('day', l.cut, $day) and l.stop > {MARKS[0]}
        and not exists (select 1 from reached r where r.customer = l.customer)
    )
"""  # noqa: S608 – constants

UNREACHED = Query(
    name="care.unreached",
    # One row a wave: wave, n (customers past the first mark, still there, whom nobody has reached since their
    # cut-over), high (of high value; null where the roster says of none of them what they are worth).
    sql=f"""
        with {_UNREACHED}
        select wave, count(*) as n, case when count(value_tier) > 0 then count(case when value_tier = 'high'
          then 1 end) end as high from unreached group by wave order by {{ordered:wave}}
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave",),
    hide=("high",),
    parts=("high",),
)

UNREACHED_LIST = Query(
    name="care.unreached_list",
    # One row such a customer, high value first, then the longest wait: customer, wave, branch, segment, value_tier,
    # cut, days.
    sql=f"""
        with {_UNREACHED}
        select customer, wave, branch, segment, value_tier, cut, days from unreached
        order by case value_tier when 'high' then 0 when 'medium' then 1 else 2 end, days desc, customer limit 500
    """,  # noqa: S608 – constants
    grain="rows",
)

THERE = f"""
    gone as {{away:$day}},
    there as (
      select m.customer, m.wave, m.branch, m.segment, m.value_tier from {{moves}} m left
        join gone g on g.customer = m.customer
      where g.customer is null and m.ended_on is null and {{selected:m.wave,m.branch,m.segment}}
    ),
    touched as (
      select customer, max(coalesce(cast(contacted_at as date), cast(raised_at as date))) as last_on from {{contacts}}
      where (cast(contacted_at as date) <= $day and cast(contacted_at as date) >= cast(raised_at as date))
        or (kind = 'service' and cast(raised_at as date) <= $day)
      group by customer
    ),
    began as (select coalesce(min({_RAISED}) filter ({_CARE}), min({_RAISED})) as day from {{contacts}}),
    waiting as (
      select t.*, u.last_on, date_diff('day', coalesce(u.last_on, b.day), $day) as days
      from there t cross join began b left join touched u on u.customer = t.customer
    )
"""  # noqa: S608 – constants
"""``waiting``: customers who are still there with the days since anybody last spoke with them; without a contact since
the first of care (:data:`_CARE`), or, where none is written down, since the first of any kind."""

CADENCE = Query(
    name="care.cadence",
    # One row a tier of value and span since the last contact of any kind: tier, span (30, 60, 90, more, never), n.
    sql=f"""
        with {THERE}
        select coalesce(value_tier, '') as tier,
               case when last_on is null then 'never' when days <= 30 then '30' when days <= 60 then '60'
                 when days <= 90 then '90' else 'more' end as span,
               count(*) as n
        from waiting group by 1, 2 order by 1, 2
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("tier", "span"),
)

SILENT = Query(
    name="care.silent",
    # One row for all, or one a branch where asked for: branch, n (customers of high value who are there), silent (of
    # them without a contact of any kind for more than $silent_days days), unsure (without any, in a ledger that does
    # not reach so far back).
    sql=f"""
        with {THERE}
        select case when $by_branch then branch end as branch, count(*) as n, count(case when days > $silent_days
          then 1 end) as silent,
               count(case when last_on is null and coalesce(days <= $silent_days, true) then 1 end) as unsure
        from waiting where value_tier = 'high' group by 1 order by 1
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("branch",),
    hide=("silent", "unsure"),
    parts=("silent",),
)

SILENT_LIST = Query(
    name="care.silent_list",
    # One row such a customer, the longest wait first: customer, wave, branch, segment, last_on (may be null), days.
    sql=f"""
        with {THERE}
        select customer, wave, branch, segment, last_on, days from waiting
        where value_tier = 'high' and days > $silent_days order by days desc, customer limit 500
    """,  # noqa: S608 – constants
    grain="rows",
)

CASES = Query(
    name="care.cases",
    # One row for all service cases, or one a branch or four weeks where asked for: branch, step (their last week), n
    # (cases), judged (the days of $repeat_days have passed), again (of them the same customer came back within these),
    # told (of the judged it is known whether they were settled), first (settled and did not come back), customers.
    sql="""
        with calls as (
          select customer, branch, at_time, settled,
                 cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer) as week,
                 lead(at_time) over (partition by customer order by at_time, row_id) as next_at
          from {placed:contacts} c where kind = 'service' and cast(at_time as date) <= $day
            and {selected:c.wave,c.branch,c.segment}
        ),
        judged as (
          select *, date_diff('day', cast(at_time as date), $day) >= $repeat_days as ripe,
                 coalesce(date_diff('day', cast(at_time as date), cast(next_at as date)) <= $repeat_days, false) as back
          from calls where ($since is null or cast(at_time as date) >= $since)
        )
        select case when $by_branch then branch end as branch,
               case when $by_step
                 then $last_step - 4 * cast(floor(cast($last_step - week as double) / 4) as integer) end as step,
               count(*) as n, count(distinct customer) as customers,
               count(case when ripe then 1 end) as judged, count(case when ripe and back then 1 end) as again,
               count(case when ripe and settled is not null then 1 end) as told, count(case when ripe and settled
                 and not back then 1 end) as first
        from judged group by 1, 2 order by 1, 2
    """,
    grain="aggregate",
    dims=("branch", "step"),
    hide=("customers", "judged", "again", "told", "first"),
)

BESIDE = Query(
    name="care.beside",
    # One row a wave and whether its customers were reached by the first mark: wave, reached (yes, no), n (still there
    # at the mark, $horizon days ago or more), kept (still there $horizon days after the mark).
    sql=f"""
        with {FOLLOWED},
        early as (select distinct customer from reached where after <= {MARKS[0]})
        select l.wave, case when e.customer is null then 'no' else 'yes' end as reached, count(*) as n,
               count(case when l.outcome = 'stayed' or l.stop > {MARKS[0]} + $horizon then 1 end) as kept
        from seen_since l left join early e on e.customer = l.customer
        where l.stop > {MARKS[0]} and date_diff('day', l.cut, $day) >= {MARKS[0]} + $horizon
          and (l.outcome <> 'stayed' or l.stop >= {MARKS[0]} + $horizon)
        group by 1, 2 order by 1, 2
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("wave", "reached"),
    hide=("kept",),
)

_WON = f"""
    closed as (
      select d.kind, d.amount, {CLOSED} as day, case when d.closed_on is null then d.opened_on end as opened
      from {{placed:deals}} d where d.stage = 'won' and d.kind is not null and {{selected:d.wave,d.branch,d.segment}}
    ),
    won as (
      select kind, amount, coalesce($since is null or coalesce(day, opened) >= $since, false) as placed from closed
      where (day is null or day <= $day) and ($since is null or day is null or day >= $since)
    )
"""  # noqa: S608 – the day is a constant
"""``won``: deals won by $day of a kind that is told; ``placed``: known to be since $since."""

WON = Query(
    name="care.won",
    # One row a kind of business: kind, n (deals won by $day, since $since), amount (of those that have one). A deal
    # without a day counts where none is needed: nothing says since when, or it was opened since then.
    sql=f"""
        with {_WON}
        select kind, count(*) as n, sum(amount) as amount from won where placed group by 1 order by 1
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("kind",),
    hide=("amount",),
)

WON_UNDATED = Query(
    name="care.won_undated",
    # One row, none where there is no such deal: n (deals won on a day that is not known and is needed).
    sql=f"""
        with {_WON}
        select count(*) as n from won where not placed having count(*) > 0
    """,  # noqa: S608 – constants
    grain="aggregate",
)
