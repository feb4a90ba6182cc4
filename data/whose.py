"""Whose data a thread works on: the zone that cuts the days of that programme, and beside what its incidents are
logged.

A process may have several programmes. Each store says whose data it holds to every thread that asks it; who looks into
the store of another programme in between does so :func:`elsewhere`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"
"""The zone of a programme that names none, or one that nobody knows."""


@dataclass
class Whose:
    """A programme by the path of its store, which its log is called after, and the zone of its days."""

    beside: str = ""
    zone: ZoneInfo = ZoneInfo(DEFAULT_ZONE)  # noqa: RUF009 - it is never changed, only replaced

    def here(self) -> None:
        """From now on this thread works on these data."""
        _WHOSE.set(self)


LAST = Whose()
"""For a thread that has asked no store: the zone that was told last, which is that of the one programme where there is
one."""
_WHOSE: ContextVar[Whose] = ContextVar("whose", default=LAST)


def whose() -> Whose:
    """The programme that this thread works on."""
    return _WHOSE.get()


@contextmanager
def elsewhere() -> Iterator[None]:
    """Inside the block other programmes may be looked into; after it the thread works on the same as before."""
    token = _WHOSE.set(_WHOSE.get())
    try:
        yield
    finally:
        _WHOSE.reset(token)
