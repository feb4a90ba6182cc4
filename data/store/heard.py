"""What another process that shares the store wrote, as this one hears of it: what it remembers of that no longer
holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.problems import Refusal
from data.store.memory import EVER
from data.store.zone import tell_zone

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from data.store.store import Store

OF_BACKUPS = "select coalesce(max(number), 0) from audit where event in ('backup', 'restore_test')"


class Hearing:
    """Takes in what is new in the log, ``(seq, event, dataset, known_at)`` each, and what goes with it: editions,
    back-ups."""

    def __init__(self, store: Store) -> None:
        self._store, self._backed_up = store, 0

    def __call__(self, cursor: duckdb.DuckDBPyConnection, news: list[tuple[Any, ...]]) -> None:
        store, memory = self._store, self._store._memory
        for _, event, dataset, known in news:
            if event == "erase":
                store._past.clear(cursor)
                memory.touch(*store.datasets)
            else:
                memory.touch(dataset, known=known)
        if any(dataset == "programme" for _, _, dataset, _ in news):
            tell_zone(cursor, store.datasets)
        ((backed_up,),) = cursor.execute(OF_BACKUPS).fetchall()
        if backed_up != self._backed_up:
            self._backed_up = backed_up
            memory.touch(known=EVER)
        store.editions.hear(cursor)


def asked_again(ask: Callable[[], Any]) -> Any:
    """``ask()``, once more where another process took away the files of a state that was just read."""
    try:
        return ask()
    except Refusal as refusal:
        if refusal.code != "lake_tidied":
            raise
        return ask()
