"""Who may see and write what, and since when it may be known: the refusals of a batch before a row of it is looked
at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb

from data.access import GRANTS, PROGRAMME_WRITERS, Rights
from data.datasets import Dataset
from data.problems import Refusal
from data.store.commit import Entry
from data.store.editing import Edit
from data.store.relations import Relations, inside
from data.store.sql import fill

ERASERS = frozenset({"compliance", "administrator"})


def may_write(datasets: Mapping[str, Dataset], dataset: str, rights: Rights) -> None:
    """Refusals: ``unknown_dataset``, ``not_allowed``."""
    if dataset not in datasets:
        raise Refusal("unknown_dataset", where=dataset)
    if not rights.may_write or not rights.may_see(dataset):
        raise Refusal("not_allowed", where=dataset)
    if dataset == GRANTS and not rights.may_grant:
        raise Refusal("not_allowed", where=dataset)


def may_edit(datasets: Mapping[str, Dataset], edit: Edit, rights: Rights) -> None:
    """Refusals: those of :func:`may_write`, ``no_row_level``, ``reason_missing``."""
    may_write(datasets, edit.dataset, rights)
    if not rights.row_level:
        raise Refusal("no_row_level", where=edit.dataset)
    if edit.remove and not edit.reason.strip():
        raise Refusal("reason_missing", where=edit.dataset)


def may_withdraw(
    cursor: duckdb.DuckDBPyConnection, dataset: Dataset, batch: Entry, rights: Rights, relations: Relations
) -> None:
    """Refusals: ``not_own_batch``, ``outside_rights``."""
    if batch.who != rights.user and rights.role not in PROGRAMME_WRITERS:
        raise Refusal("not_own_batch", where=batch.batch_id)
    if says_outside(cursor, dataset, batch.seq, rights, relations):
        raise Refusal("outside_rights", where=batch.batch_id)


def may_erase(rights: Rights) -> None:
    """Refusal: ``not_allowed``."""
    if rights.role not in ERASERS or rights.restricted:
        raise Refusal("not_allowed", where="erase")


def may_leave(rights: Rights) -> None:
    """Who may take everything out in the clear, or put a whole store in: an administrator. Refusal: ``not_allowed``."""
    if rights.role != "administrator" or not rights.sees_all:
        raise Refusal("not_allowed", where="export")


def known_moment(known_at: datetime | None, recorded: datetime) -> datetime:
    """Since when the organisation knew what is recorded now. Refusal: ``known_at_future``."""
    known = known_at or recorded
    if known > recorded:
        raise Refusal("known_at_future", known_at=written(known))
    return known


def not_before_edition(cursor: duckdb.DuckDBPyConnection, known: datetime) -> None:
    """What an edition showed must stay true of its moment: nothing may become known before the newest one."""
    newest = cursor.execute("select max(made_at) from editions").fetchall()[0][0]
    if newest is not None and known < newest:
        raise Refusal("known_at_before_edition", known_at=written(known))


def written(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


def own_rows(
    cursor: duckdb.DuckDBPyConnection, dataset: str, row_ids: Sequence[int], rights: Rights, relations: Relations
) -> list[int]:
    """Those of the rows that the reader may see."""
    if not rights.restricted and rights.may_see(dataset):
        return list(row_ids)
    statement = relations.expand(
        fill(
            "select row_id from {relation} where list_contains($row_ids, row_id)",
            relation=f"{{placed:{dataset}}}",
        )
    )
    params = relations.params(statement, {"row_ids": list(row_ids)})
    return [row[0] for row in cursor.execute(statement, params).fetchall()]


def says_outside(
    cursor: duckdb.DuckDBPyConnection, dataset: Dataset, seq: int, rights: Rights, relations: Relations
) -> bool:
    """Whether batch ``seq`` says rows of waves or branches that the writer has no right to."""
    if not rights.restricted or not relations.placeable(dataset):
        return False
    statement = relations.expand(
        fill(
            "select count(*) from ({placed}) as q where not {inside}",
            placed=relations.placed(
                dataset,
                fill(
                    "(select r.* from rows_{name} r where r.row_id in "
                    "(select row_id from sightings_{name} where seq = $seq))",
                    name=dataset.name,
                ),
            ),
            inside=inside(rights, "q", programme=rights.may_write_programme),
        )
    )
    return bool(cursor.execute(statement, relations.params(statement, {"seq": seq})).fetchall()[0][0])
