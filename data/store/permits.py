"""Who may write what, and since when it may be known: the refusals of a batch before a row of it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import duckdb

from data.access import GRANTS, PROGRAMME_WRITERS, Rights
from data.datasets import Dataset
from data.problems import Refusal
from data.store.commit import Entry
from data.store.editing import Edit
from data.store.relations import Relations, says_outside

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
    if rights.role != "administrator" or rights.restricted or rights.datasets is not None:
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
