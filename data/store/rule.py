"""The one rule: the current row of a key is the content last said by a live batch.

:func:`rule` writes it as one statement; it is evaluated for the keys a batch touches (to keep ``current``), for all
  keys
as of a moment (to read the past), and by the check of the store. Three refinements, all by ``seq``:

* a correction made on screen holds against later files that only repeat what files had said about the key before it,
  and loses to the first file that says something new; so does a row taken away on screen (a batch that ``removes``);
* a row of a snapshot is there if its key was said at or after the latest file of its set;
* a key of a register that a later complete file does not name is ended on the day that file was known.
"""

from __future__ import annotations

from data.datasets import Dataset
from data.store.sql import field_names, fill, listed

LIVE = """
    select l.seq, l.source, l.complete, l.known_at, coalesce(l.removes, false) as removes from batch_log l
    where l.event = 'commit' and l.dataset = '{dataset}'
      and not exists (select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id)
"""
LIVE_AS_OF = """
    select l.seq, l.source, l.complete, l.known_at, coalesce(l.removes, false) as removes from batch_log l
    where l.event = 'commit' and l.dataset = '{dataset}' and l.known_at <= cast($as_of as timestamp)
      and not exists (
        select 1 from batch_log w
        where w.event = 'withdraw' and w.batch_id = l.batch_id and w.known_at <= cast($as_of as timestamp))
"""
RULE = """
    with live as ({live}),
    said as (
        select r.row_key, r.row_part, r.row_id, s.seq, b.source, b.removes
        from sightings_{dataset} s
        join live b on b.seq = s.seq
        join rows_{dataset} r on r.row_id = s.row_id
        {touched}
    ),
    per_row as (
        select row_key, row_part, row_id,
            min(case when source = 'file' then seq end) as first_file,
            max(case when source = 'file' then seq end) as last_file,
            max(case when source = 'screen' then seq end) as last_screen,
            max(case when removes then seq end) as removed_at
        from said group by row_key, row_part, row_id
    ),
    per_key as (
        select row_key, max(first_file) as newest_saying, max(last_file) as key_file, max(last_screen) as key_screen
        from per_row group by row_key
    ),
    winner as (
        select p.row_id, p.row_part, greatest(coalesce(k.key_file, 0), coalesce(k.key_screen, 0)) as last_seq
        from per_row p join per_key k on k.row_key = p.row_key
        where case when k.key_screen is null or k.newest_saying > k.key_screen
            then p.last_file = k.key_file
            else p.last_screen = k.key_screen and coalesce(p.removed_at, 0) <> k.key_screen end
    ){more}
    select r.row_id, r.row_key, r.row_hash, r.row_part, {ended} as row_ended, {fields}
    from winner w join rows_{dataset} r on r.row_id = w.row_id {joins}
"""
SNAPSHOT = """,
    part_file as (select row_part, max(seq) as latest from said where source = 'file' group by row_part)
"""
REGISTER = """,
    ends as (
        select w.row_id, min(c.seq) as seq from winner w join live c on c.complete and c.seq > w.last_seq
        group by w.row_id
    )
"""


def rule(dataset: Dataset, *, as_of: bool = False, touched: str = "") -> str:
    """The current rows by the rule: ``row_id, row_key, row_hash, row_part, row_ended`` and the fields.

    With ``as_of`` the statement has the parameter ``$as_of``. ``touched`` is a condition on ``r``, a row of the table
    of rows, that narrows the keys; for snapshots it must take whole sets.
    """
    more, ended, joins = "", "cast(null as date)", ""
    if dataset.kind == "snapshot":
        more = SNAPSHOT
        joins = (
            "left join part_file p on p.row_part is not distinct from w.row_part "
            "where p.latest is null or w.last_seq >= p.latest"
        )
    elif dataset.kind == "register":
        more, ended = REGISTER, "cast(e_log.known_at as date)"
        joins = "left join ends e on e.row_id = w.row_id left join live e_log on e_log.seq = e.seq"
    return fill(
        RULE,
        live=fill(LIVE_AS_OF if as_of else LIVE, dataset=dataset.name),
        dataset=dataset.name,
        touched=f"where {touched}" if touched else "",
        more=more,
        ended=ended,
        joins=joins,
        fields=listed(field_names(dataset), "r"),
    )
