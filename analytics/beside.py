"""A thread beside a store, which ends before the store is shut."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.store import Store


class Beside:
    """Runs ``work`` in a thread of its own until ``end`` is set, which it looks at itself."""

    def __init__(self, store: Store, name: str, work: Callable[[], None]) -> None:
        self.end = Event()
        self._store = store
        self._thread = Thread(target=work, name=name, daemon=True)

    def start(self) -> None:
        self._store.when_shut(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the store may be closed once this returns."""
        self.end.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)
