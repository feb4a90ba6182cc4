"""The owner of the store looks for alerts by itself: after each load, every hour, and when a message is to be tried
again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from analytics.alerts.channels import load_channels
from analytics.alerts.delivery import deliver, send_due
from analytics.beside import Beside
from data.incidents import log_incident
from data.settings import settings

if TYPE_CHECKING:
    from data.store import Store

LOOK, HOUR = 15.0, 3600.0
"""Seconds between two looks at the version of the store, and between two evaluations where nothing was loaded."""


class Ticker(Beside):
    """A thread beside the store. A load is told of once the store has stood still for one look, so that many files are
    one."""

    def __init__(self, store: Store, *, look: float = LOOK, hour: float = HOUR) -> None:
        super().__init__(store, "alerts", self._run)
        self._look, self._hour = look, hour

    def _run(self) -> None:
        told, seen, last = -1, -1, float("-inf")
        while not self.end.wait(self._look):
            try:
                version, now = self._store.version(), time.monotonic()
                if (version == seen and version != told) or now - last >= self._hour:
                    told, last = version, now  # where it breaks the next load or hour is another chance
                    deliver(self._store, load_channels())
                else:
                    send_due(self._store, load_channels())
                seen = version
            except Exception as error:  # noqa: BLE001 - the thread goes on; what broke is in the log
                log_incident(error, "alerts tick")


def start_ticking(store: Store) -> None:
    """Begin where the settings name channels."""
    if settings().channels_file is not None:
        Ticker(store).start()
