"""Opening: one store for one file in one process, however often it is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from data.datasets import DATASETS, Dataset
from data.problems import Refusal
from data.programmes import store_here
from data.settings import settings
from data.store.door import clear
from data.store.engine import code_of
from data.store.lake import LakePlace, is_lake, lake_address
from data.store.place import FilePlace
from data.store.store import Store
from data.store.swapping import complete

_OPEN: dict[str, tuple[Store, int]] = {}
_LOCK = Lock()


def open_store(
    address: str | None = None,
    *,
    key: str | None = None,
    datasets: Mapping[str, Dataset] = DATASETS,
    made: bool = False,
) -> Store:
    """The store at ``address`` (default: the settings), made and migrated where need be.

    Who only asks wants one that is ``made`` already: an empty one laid down where nobody has a store would answer that
    nothing is known.

    Asked again for the same file it gives the same store; each holder calls ``close``. Refusals: ``store_owned`` where
    another process has it, ``wrong_key``, ``store_encrypted``, ``store_not_encrypted``, ``store_newer``,
    ``secret_missing``, ``not_a_store``, ``store_damaged``, ``journal_unfit``, ``journal_cut``, ``disk_full``,
    ``store_not_reachable`` where the folder or the file may not be written, ``store_missing``.
    """
    address = address or store_here()
    secret = key if key is not None else settings().secret()
    if is_lake(address):
        return _open_lake(address, secret or None, datasets, made=made)
    path = Path(address).expanduser()
    real = os.path.realpath(path)
    with _LOCK:
        if real in _OPEN:
            store, holders = _OPEN[real]
            if store.key_differs(secret):
                raise Refusal("wrong_key", where=str(path))
            _OPEN[real] = (store, holders + 1)
            return store
        try:
            complete(Path(real))
            if made:
                os.stat(real)
            store = Store(FilePlace(Path(real)), secret or None, datasets)
        except FileNotFoundError as error:
            raise Refusal(
                "store_missing" if made else code_of(str(error)) or "store_not_reachable", where=real
            ) from None
        except OSError as error:
            raise Refusal(code_of(str(error)) or "store_not_reachable", where=str(path)) from None
        clear(real)
        _OPEN[real] = (store, 1)
        return store


def _open_lake(address: str, key: str | None, datasets: Mapping[str, Dataset], *, made: bool) -> Store:
    """The same for a lake, which other processes may have open too."""
    shown = lake_address(address).shown
    with _LOCK:
        if shown in _OPEN:
            store, holders = _OPEN[shown]
            if store.key_differs(key):
                raise Refusal("wrong_key", where=shown)
            _OPEN[shown] = (store, holders + 1)
            return store
        place = LakePlace(address)
        if made and not place.made():
            raise Refusal("store_missing", where=shown)
        try:
            store = Store(place, key, datasets)
        except OSError as error:
            raise Refusal(code_of(str(error)) or "store_not_reachable", where=shown) from None
        _OPEN[shown] = (store, 1)
        return store


def is_open(path: Path) -> bool:
    """Whether this process has the store open."""
    with _LOCK:
        return os.path.realpath(path) in _OPEN


def release(store: Store) -> None:
    """One holder fewer; the last closes the file."""
    with _LOCK:
        held, holders = _OPEN.get(store.address, (None, 0))
        if held is store and holders > 1:
            _OPEN[store.address] = (store, holders - 1)
            return
        if held is store:
            del _OPEN[store.address]
        store.shut()
