"""The integrity of the store: what ``check`` looks at, each finding an issue."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from data.datasets import Dataset
from data.problems import Issue
from data.store.audit import Audit
from data.store.rule import rule
from data.store.sql import field_names, fill, listed


def check(
    cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset], audit: Audit, *, encrypted: bool
) -> list[Issue]:
    """Every finding: ``check_current`` and ``check_rows`` a dataset, ``check_counts`` a batch, ``check_audit`` and
    ``check_audit_cut``, ``check_erased``, and ``check_not_encrypted``, which is a state and not a fault."""
    found: list[Issue] = []
    for dataset in datasets.values():
        found += check_dataset(cursor, dataset)
    found += check_counts(cursor, datasets)
    number = audit.broken_at(cursor)
    if number is not None:
        found.append(Issue("check_audit", "reject", params={"number": number}))
    if audit.cut_at:
        found.append(Issue("check_audit_cut", "reject", params={"number": audit.cut_at}))
    if not encrypted:
        found.append(Issue("check_not_encrypted", "warn"))
    return found


def check_dataset(cursor: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[Issue]:
    found = []
    columns = listed(("row_id", "row_key", "row_hash", "row_part", "row_ended", *field_names(dataset)))
    differing = _count(
        cursor,
        fill(
            """
            select count(*) from (
                (select {columns} from current_{name} except all select {columns} from ({rule}))
                union all
                (select {columns} from ({rule}) except all select {columns} from current_{name})
            )
            """,
            columns=columns,
            name=dataset.name,
            rule=rule(dataset),
        ),
    )
    if differing:
        found.append(Issue("check_current", "reject", params={"dataset": dataset.name, "n": differing}))
    doubled = _count(
        cursor,
        fill(
            """
            select (select count(*) - count(distinct row_id) from rows_{name})
                + (select count(*) from (select 1 from rows_{name} group by row_key, row_hash having count(*) > 1))
                + (select count(*) - count(distinct row_key) from current_{name})
                + (select count(*) from sightings_{name} s
                   where not exists (select 1 from rows_{name} r where r.row_id = s.row_id))
            """,
            name=dataset.name,
        ),
    )
    if doubled:
        found.append(Issue("check_rows", "reject", params={"dataset": dataset.name, "n": doubled}))
    customer = next((f.name for f in dataset.fields if f.sensitivity == "pseudonym"), None)
    if customer:
        erased = _count(
            cursor,
            fill(
                "select count(*) from rows_{name} where {customer} in (select customer from tombstones)",
                name=dataset.name,
                customer=customer,
            ),
        )
        if erased:
            found.append(Issue("check_erased", "reject", params={"dataset": dataset.name, "n": erased}))
    return found


def check_counts(cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset]) -> list[Issue]:
    """Each batch: its five counts make what was read, and its sightings are what it stored (less what was erased)."""
    bad = {
        batch_id
        for (batch_id,) in cursor.execute(
            "select batch_id from batch_log where event = 'commit' and "
            '"read" <> "new" + updated + unchanged + rejected + ignored'
        ).fetchall()
    }
    for name in datasets:
        bad |= {
            batch_id
            for (batch_id,) in cursor.execute(
                fill(
                    """
                    select l.batch_id from batch_log l
                    left join (select seq, count(*) as n from sightings_{name} group by seq) s on s.seq = l.seq
                    left join (select seq, sum(sightings) as n from erased_rows where dataset = '{name}' group by seq) e
                        on e.seq = l.seq
                    where l.event = 'commit' and l.dataset = '{name}'
                      and coalesce(s.n, 0) + coalesce(e.n, 0) <> l."new" + l.updated + l.unchanged
                    """,
                    name=name,
                )
            ).fetchall()
        }
    return [Issue("check_counts", "reject", params={"batch": batch_id}) for batch_id in sorted(bad)]


def _count(cursor: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(cursor.execute(sql).fetchall()[0][0])
