"""Relocating: a whole store, as it is, from a file to a lake or back. What it was taken from stays untouched."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.access import Rights
from data.datasets import DATASETS, Dataset
from data.problems import Refusal
from data.store.backup import cleared_place
from data.store.engine import attach
from data.store.lake import LakePlace, is_lake, lake_address
from data.store.lifting import attached, copy_tables, lift
from data.store.opening import open_store
from data.store.permits import may_erase
from data.store.secret import read_secret, secret_file, write_secret
from data.store.store import Store
from data.store.swapping import put_in_place, workroom


@dataclass(frozen=True)
class Relocated:
    """Where from, where to, and what was taken along."""

    source: str
    target: str
    batches: int
    rows: int
    audit_head: str


def relocate(
    source: str,
    target: str,
    rights: Rights,
    *,
    key: str | None,
    datasets: Mapping[str, Dataset] = DATASETS,
) -> Relocated:
    """Copy the store at ``source`` to ``target``, which holds nothing: with history, audit log and the key of the
    pseudonyms. All or nothing.

    Nobody may have a file open that is copied; who works on a lake waits. Refusals: ``not_allowed``, ``relocate_same``,
    ``relocate_not_empty``, ``relocate_differs``, those of ``open_store``.
    """
    may_erase(rights)
    before, after = _one_form(source), _one_form(target)
    if before == after:
        raise Refusal("relocate_same", where=after)
    _empty(target, key, datasets)
    held = open_store(source, key=key or "", datasets=datasets, made=True)
    try:
        if held.place.shared:
            real = Path(after)
            with workroom(real.parent) as room:
                fresh = room / "store.duckdb"
                told = lift(held, fresh)
                _same(str(fresh), told, key, datasets, rights, before)
                put_in_place(fresh, real)
            return Relocated(before, after, *told)
        told, key_file = (*_counted(held), held.audit_head), secret_file(held.place.path)
    finally:
        held.close()
    _sink(Path(before), target, key, key_file)
    _same(target, told, key, datasets, rights, before)
    return Relocated(before, after, *told)


def _one_form(address: str) -> str:
    return lake_address(address).shown if is_lake(address) else os.path.realpath(Path(address).expanduser())


def _empty(target: str, key: str | None, datasets: Mapping[str, Dataset]) -> None:
    """Refuse a place that holds something."""
    if not is_lake(target):
        try:
            cleared_place(Path(_one_form(target)), key=key, force=False, datasets=datasets)
        except Refusal as refusal:
            if refusal.code != "restore_not_empty":
                raise
            raise Refusal("relocate_not_empty", where=target) from None
        return
    place = LakePlace(target)
    try:
        if place.holds():
            raise Refusal("relocate_not_empty", where=place.shown)
    finally:
        place.shut()


def _sink(path: Path, target: str, key: str | None, key_file: Path) -> None:
    """A file's tables become those of a lake, in one transaction."""
    address = lake_address(target)
    place = LakePlace(target)
    place.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not key:
        master, theirs = read_secret(key_file), secret_file(place.path)
        if not theirs.exists():
            write_secret(theirs, master)
        elif read_secret(theirs) != master:
            raise Refusal("secret_other", where=str(theirs))
    with place.writing, attached(address, key, name="fresh") as root:
        attach(root, path, key)
        copy_tables(root)
    place.shut()


def _counted(store: Store) -> tuple[int, int]:
    with store._cursor() as cursor:
        ((batches,),) = cursor.execute("select count(*) from batch_log where event = 'commit'").fetchall()
        ((said,),) = cursor.execute('select coalesce(sum("new" + updated + unchanged), 0) from batch_log').fetchall()
    return int(batches), int(said)


def _same(
    target: str,
    told: tuple[int, int, str],
    key: str | None,
    datasets: Mapping[str, Dataset],
    rights: Rights,
    source: str,
) -> None:
    """What arrived is whole and the same."""
    with _opened(target, key, datasets) as store:
        if (*_counted(store), store.audit_head) != told or any(one.severity == "reject" for one in store.check()):
            raise Refusal("relocate_differs", where=store.address)
        store.audit("relocate", rights, batches=told[0])


@contextmanager
def _opened(address: str, key: str | None, datasets: Mapping[str, Dataset]) -> Iterator[Store]:
    store = open_store(address, key=key or "", datasets=datasets)
    try:
        yield store
    finally:
        store.close()
