"""Who consented, refused, is silent or was not asked: the one judgement that the pages of the move and of rights, the
gates and the proof file of a customer read.

A customer has consented when every consent that the wave needs was given and not withdrawn, has refused when one was
refused or withdrawn, is silent when asked for one without an answer, and else was not asked: refused, silent and
consented are those asked. A refusal that the ledger of transfers tells is one too: the newest dated statement counts.
"""

from __future__ import annotations

from analytics.frames import natural
from analytics.rights.numbers.routes import Needs

STATES = """
    gone as {away},
    answers as (
      select customer, min(sent_at) as sent_at,
             max(case when kind = 'data' and (sent_at is not null or result is not null) then 1 end) as data_asked,
             max(case when kind = 'contract' and (sent_at is not null or result is not null)
               then 1 end) as contract_asked, min(delivered_at) as delivered_at, min(read_at) as read_at,
             max_by(channel, sent_at) as channel,
             coalesce(max_by(case when kind = 'data' then result end, case when kind = 'data' then answered_at end),
               max(case when kind = 'data' and undated and result = 'refused' then result end)) as data_result,
             coalesce(max_by(case when kind = 'contract' then result end, case when kind = 'contract'
               then answered_at end),
               max(case when kind = 'contract' and undated and result = 'refused' then result end)) as contract_result,
             max(case when kind = 'data' then answered_at end) as data_at,
             max(case when kind = 'contract' then answered_at end) as contract_at,
             max(case when kind = 'data' then withdrawn_at end) as data_withdrawn,
             max(case when kind = 'contract' then withdrawn_at end) as contract_withdrawn,
             max(case when kind = 'data' and result = 'consented' and withdrawn_at is null
               then answered_at end) as data_again,
             max(case when kind = 'contract' and result = 'consented' and withdrawn_at is null
               then answered_at end) as contract_again
      from (
        select customer, kind, channel, result, sent_at, answered_at is null as undated,
               case when date_diff('day', date '2000-01-03', cast(delivered_at as date)) <= $today
                 then delivered_at end as delivered_at,
               case when date_diff('day', date '2000-01-03', cast(read_at as date)) <= $today
                 then read_at end as read_at,
               case when date_diff('day', date '2000-01-03', cast(answered_at as date)) <= $today
                 then answered_at end as answered_at,
               case when date_diff('day', date '2000-01-03', cast(withdrawn_at as date)) <= $today
                 then withdrawn_at end as withdrawn_at
        from {notices} where kind <> 'other'
      ) as known group by customer
    ),
    letters as (
      select * replace (
               case when data_again > data_withdrawn then null else data_withdrawn end as data_withdrawn,
               case when contract_again > contract_withdrawn then null
                 else contract_withdrawn end as contract_withdrawn)
      from answers
    ),
    out as (
      select customer, wave, max(case when status = 'refused' then 1 end) as refused,
             max(case when status = 'refused' then cut_over_on end) as refused_on,
             max(case when status = 'refused' then coalesce(cut_over_on, planned_on) end) as refused_by
      from {transfers} where status in ('refused', 'withdrawn') group by customer, wave
    ),
    no_day as (select distinct customer, wave from {transfers} where status = 'moved' and cut_over_on is null),
    at_move as (
      select n.customer,
             max(case when n.kind = 'data' and n.result = 'consented'
               and coalesce(cast(n.answered_at as date) <= p.moved_on, true)
               and (n.withdrawn_at is null or coalesce(cast(n.withdrawn_at as date) > p.moved_on, true))
                 then n.answered_at end) as data_yes,
             max(case when n.kind = 'contract' and n.result = 'consented'
               and coalesce(cast(n.answered_at as date) <= p.moved_on, true)
               and (n.withdrawn_at is null or coalesce(cast(n.withdrawn_at as date) > p.moved_on, true))
                 then n.answered_at end) as contract_yes,
             max(case when n.kind = 'data' and cast(n.withdrawn_at as date) <= p.moved_on then n.withdrawn_at
               when n.kind = 'data' and n.result = 'refused' and cast(n.answered_at as date) <= p.moved_on
                 then n.answered_at end) as data_no,
             max(case when n.kind = 'contract' and cast(n.withdrawn_at as date) <= p.moved_on then n.withdrawn_at
               when n.kind = 'contract' and n.result = 'refused' and cast(n.answered_at as date) <= p.moved_on
                 then n.answered_at end) as contract_no
      from {notices} n join {moves} p on p.customer = n.customer left join no_day u on u.customer = p.customer
        and u.wave = p.wave
      where p.moved_on is not null or u.customer is not null group by n.customer
    ),
    everyone as (
      select m.customer, m.wave, m.branch, m.segment, m.value_tier, m.vulnerable, m.cutover_on, m.moved_on,
        m.returned_on, m.back, m.ended_on, g.left_on,
             l.sent_at, l.delivered_at, l.read_at, l.channel, l.data_result, l.contract_result, l.data_at,
               l.contract_at,
             l.data_withdrawn, l.contract_withdrawn, w.cutover_on as wave_on, w.actual as wave_actual,
             list_contains($data_waves, m.wave) as needs_data, list_contains($contract_waves, m.wave) as needs_contract,
             l.data_asked, l.contract_asked, l.data_again, l.contract_again,
             v.data_yes is not null and coalesce(v.data_yes > v.data_no, true) as data_covered,
             v.contract_yes is not null and coalesce(v.contract_yes > v.contract_no, true) as contract_covered,
             u.customer is not null and m.moved_on is null as undated,
             o.customer is not null and m.moved_on is null as excluded,
             o.refused is not null and m.moved_on is null as refused_out, o.refused_on, o.refused_by,
             coalesce(least(g.left_on, m.ended_on) <= coalesce(m.cutover_on, w.cutover_on),
                      m.moved_on is null and coalesce(g.left_on, m.ended_on) is not null) as left_before
      from {moves} m left join letters l on l.customer = m.customer left join gone g on g.customer = m.customer
        left join out o on o.customer = m.customer and o.wave = m.wave left join at_move v on v.customer = m.customer
        left join no_day u on u.customer = m.customer and u.wave = m.wave left join {wave_dates} w on w.wave = m.wave
      where {selected:m.wave,m.branch,m.segment}
    ),
    people as (select * from everyone where wave is not null and not left_before),
    answered as (
      select *, case
          when not needs_data and not needs_contract then 'not_needed'
          when (needs_data and (data_result = 'refused' or data_withdrawn is not null))
            or (needs_contract and (contract_result = 'refused' or contract_withdrawn is not null)) then 'refused'
          when (not needs_data or coalesce(data_result, '') = 'consented')
            and (not needs_contract or coalesce(contract_result, '') = 'consented') then 'consented'
          when (needs_data and data_asked is not null and data_result is null)
            or (needs_contract and contract_asked is not null and contract_result is null) then 'silent'
          else 'unasked' end as said,
        case when (not needs_data or data_at is not null) and (not needs_contract or contract_at is not null)
          then greatest(coalesce(data_at, contract_at), coalesce(contract_at, data_at)) end as answers_at
      from people
    ),
    agreeing as (
      select *, case when said = 'consented' then cast(answers_at as date) when said <> 'not_needed' then null
          when coalesce(data_result, 'consented') = 'consented' and coalesce(contract_result, 'consented') = 'consented'
            and data_withdrawn is null and contract_withdrawn is null
          then cast(greatest(coalesce(data_again, contract_again), coalesce(contract_again,
            data_again)) as date) end as agreed_on
      from answered
    ),
    struck_out as (
      select *, refused_out and not coalesce(agreed_on > refused_by, false) as struck,
             refused_out and refused_on is null and agreed_on is not null as disputed
      from agreeing
    ),
    judged as (
      select *, case when struck and said <> 'not_needed' then 'refused' else said end as state,
             case when struck and said <> 'not_needed' then coalesce(cast(refused_by as timestamp), answers_at)
               else answers_at end as decided_at,
             (moved_on is not null or undated) and said <> 'not_needed'
               and ((needs_data and not data_covered) or (needs_contract and not contract_covered)) as uncovered
      from struck_out
    )
"""
"""``everyone``: each customer with what the wave needs and what was said by ``$today``; ``left_before``: gone by the
day of the cut-over (of the wave where it is over without the customer), or before any is known. ``judged``: those of a
wave who were there then, with their state. ``unasked``: was sent no question for a consent that the wave needs, the
notice alone. A withdrawal counts until a consent to another version is answered after it; a refusal without a day is
one, a consent without a day is none. ``excluded``: taken out of the wave by name; ``struck``: refused by the ledger of
transfers, on its day (else the planned one), with no consent dated after it; one without any day stands, since what is
not known is not lawful. ``disputed``: that line has no day of its own and a consent is there. ``uncovered``: moved
although a consent needed did not stand on the day of the move: a consent taken back later covered it, one given later
did not. ``undated``: moved by the ledger of transfers, which gives no day: what was given on any day may have covered
that, what never was given did not."""


def need_params(needs: dict[str, Needs]) -> dict[str, list[str]]:
    """The waves that need each consent, as parameters of the statements."""
    return {
        "data_waves": sorted((wave for wave, need in needs.items() if need.data_consent), key=natural),
        "contract_waves": sorted((wave for wave, need in needs.items() if need.contract_consent), key=natural),
    }
