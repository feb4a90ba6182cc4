"""An answer that a platform exported twice, under two ids, is one answer."""

from __future__ import annotations

import duckdb

from data.datasets import Dataset
from data.store.sql import content_hash, field_names, fill, listed, quoted
from data.store.staging import count

TWIN_COMMENT = 8
"""Characters a comment must have to tell two anonymous answers of one second apart."""


def twin_fields(dataset: Dataset) -> tuple[str, ...]:
    """The key fields that a platform numbers by itself, where the dataset is one of rated answers; else none."""
    if dataset.kind != "fact" or not any(f.type == "rating" for f in dataset.fields):
        return ()
    others = {name for key in dataset.other_keys for name in key}
    return tuple(name for name in dataset.key if name not in others) if others else ()


def drop_twins(cursor: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """An equal answer under another id (the platform exported it twice) is reported and not added.

    Equal means every other field, the moment included. To tell a twin from two people who say the same, the answer must
    hold a rating and name its customer, or have a comment of some length and a time of day.
    """
    ids = twin_fields(dataset)
    if not ids or dataset.when is None:
        return
    ratings = " or ".join(f"s.{quoted(f.name)} is not null" for f in dataset.fields if f.type == "rating")
    customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
    comment = next((f.name for f in dataset.fields if f.sensitivity == "mask"), None)
    when = quoted(dataset.when)
    tells = [f"s.{quoted(customer)} is not null"] if customer else []
    if comment:
        tells.append(f"(length(s.{quoted(comment)}) >= {TWIN_COMMENT} and s.{when} <> date_trunc('day', s.{when}))")
    if not tells:
        return
    numbered = " and ".join(f"s.{quoted(name)} is not null" for name in ids)
    fields = field_names(dataset)
    alike = [name for name in (dataset.when, customer or "", comment or "") if name]
    parts = {
        "current": f"current_{dataset.name}",
        "when": when,
        "tells": f"({ratings}) and ({' or '.join(tells)}) and {numbered}",
        "alike": " and ".join(f"c.{quoted(name)} is not distinct from s.{quoted(name)}" for name in alike),
        "grouped": listed(alike, "s"),
        "several": listed(alike),
        "fields": listed(fields),
    }
    # Few answers share their moment with another one; only those are looked at, and fewer are compared as a whole.
    cursor.execute(
        fill(
            """
            create or replace temp table alike as
            with timed as (
                select s._pos, s.{when} as moment from staged s join judged j on j._pos = s._pos and j.outcome = 'new'
                where {tells}
            ),
            told as (
                select s._pos, {grouped} from staged s join timed t on t._pos = s._pos
                where t.moment in (select moment from timed group by moment having count(*) > 1)
                   or t.moment in (select {when} from {current})
            ),
            several as (select {several} from told group by {several} having count(*) > 1)
            select s._pos, s._row, {fields} from staged s where s._pos in (
                select _pos from told s
                where exists (select 1 from several c where c.{when} = s.{when} and {alike})
                   or exists (select 1 from {current} c where c.{when} = s.{when} and {alike})
            )
            """,
            **parts,
        )
    )
    if not count(cursor, "select count(*) from alike"):
        return
    twin = content_hash(dataset, without=ids)
    cursor.execute(
        fill(
            """
            insert into dropped
            select _pos, 'ignored', 'same_answer_other_id', case when first_pos <> _pos then first_row end, null
            from (
                select _pos, known, first_value(_pos) over k as first_pos, first_value(_row) over k as first_row
                from (
                    select a._pos, a._row, a.twin, c.twin is not null as known
                    from (select _pos, _row, {twin} as twin from alike) a
                    left join (
                        select distinct {twin} as twin from {current}
                        where {when} in (select {when} from alike)
                    ) c on c.twin = a.twin
                )
                window k as (partition by twin order by _pos)
            ) where known or first_pos <> _pos
            """,
            **parts,
            twin=twin,
        )
    )
    cursor.execute("delete from judged where _pos in (select _pos from dropped where code = 'same_answer_other_id')")
