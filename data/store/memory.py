"""What was read is remembered until a batch touches what it was read from: one answer for pages, alerts, commands and
slides.

An answer rests on the datasets that were read while it was made. Each commit, edit, undo and erasure touches datasets;
an answer that rests on one of them is made again, unless it was read as of a moment before what was written became
known: the past stays as it was. The oldest go first where there is no room.
"""

from __future__ import annotations

import copy
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, datetime
from threading import Lock, RLock
from typing import Any

import pandas as pd

from data.access import Rights
from data.store.query import Query

ANY = "*"
"""What rests on everything: the log of batches, the audit log."""
ROOM = 128 * 2**20
"""Bytes of frames that are kept."""
SINGLE = "*rows"
"""What rests on single rows: an answer of the reader whose look at them was logged, and of nobody else."""
ANEW = "*anew"
"""What rests on a question that an edition of that moment does not keep: it is answered anew, from what was known."""
EVER, STILL = datetime(1, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001
"""Known since ever; read as it stands."""
LEAST = 512
"""What an answer without frames counts for, in bytes."""

_READ: ContextVar[tuple[dict[str, datetime], ...]] = ContextVar("read", default=())
"""What the answers that are being made rest on, the outermost first: dataset, the latest moment as of which it was
read."""


@dataclass(frozen=True)
class _Kept:
    value: Any
    rests_on: dict[str, tuple[int, datetime]]
    """By dataset: how often it had been touched, and the latest moment as of which it was read."""
    size: int


class Memory:
    """Answers by key; safe to use from many threads, which wait for each other where they want the same answer."""

    def __init__(self, room: int = ROOM, follow: Callable[[], object] = lambda: None) -> None:
        """``follow`` is called before an answer is given: who shares the store hears there what others wrote."""
        self._room, self._used, self._follow = room, 0, follow
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._touched: defaultdict[str, list[datetime]] = defaultdict(list)
        self._lock = Lock()
        self._making: dict[Hashable, tuple[RLock, int]] = {}

    def touch(self, *datasets: str, known: datetime = EVER) -> None:
        """Something was written that is known since the moment ``known`` (by default: ever since): what rests on one of
        ``datasets`` as of then or later no longer holds. The row of the programme names the zone that cuts all days: it
        touches the past too."""
        known = EVER if "programme" in datasets else known
        with self._lock:
            for name in (*datasets, ANY):
                self._touched[name].append(known)

    def forget(self) -> None:
        """Answer everything anew: who collects what is asked must hear all of it."""
        with self._lock:
            self._kept.clear()
            self._used = 0

    def get(self, key: Hashable, make: Callable[[], Any], reader: Hashable = ()) -> Any:
        """``make()``, made once for a state of what it reads, for all readers of whom ``key`` is true; where single
        rows were read in it, for ``reader`` alone. The frames in it are the caller's own."""
        self._follow()
        found = self._look(key, reader)
        if found is None:
            lock = self._enter(key)
            try:
                with lock:
                    found = self._look(key, reader) or self._make(key, make, reader)
            finally:
                self._leave(key)
        _rest_on({name: moment for name, (_, moment) in found.rests_on.items()})
        return own(found.value)

    def _look(self, key: Hashable, reader: Hashable) -> _Kept | None:
        with self._lock:
            for name in (key, (key, reader)):
                found = self._kept.get(name)
                if found is not None and self._holds(found):
                    self._kept.move_to_end(name)
                    return found
        return None

    def _holds(self, found: _Kept) -> bool:
        return all(
            known > moment for name, (count, moment) in found.rests_on.items() for known in self._touched[name][count:]
        )

    def _make(self, key: Hashable, make: Callable[[], Any], reader: Hashable) -> _Kept:
        with self._lock:
            before = {
                name: len(touches) for name, touches in self._touched.items()
            }  # a batch that comes in between makes the answer old at once
        value, rests_on = reading(make)
        made = _Kept(
            value, {name: (before.get(name, 0), moment) for name, moment in rests_on.items()}, max(LEAST, weigh(value))
        )
        key = (key, reader) if SINGLE in rests_on else key
        with self._lock:
            gone = self._kept.pop(key, None)
            self._used += made.size - (gone.size if gone else 0)
            self._kept[key] = made
            while self._used > self._room and len(self._kept) > 1:
                self._used -= self._kept.popitem(last=False)[1].size
        return made

    def _enter(self, key: Hashable) -> RLock:
        with self._lock:
            lock, waiting = self._making.get(key, (RLock(), 0))
            self._making[key] = (lock, waiting + 1)
            return lock

    def _leave(self, key: Hashable) -> None:
        with self._lock:
            lock, waiting = self._making[key]
            if waiting == 1:
                del self._making[key]
            else:
                self._making[key] = (lock, waiting - 1)


def note(*datasets: str, as_of: datetime | None = None) -> None:
    """Say that ``datasets`` were read, as of a moment or as they stand, to every answer that is being made in this
    thread."""
    _rest_on(dict.fromkeys(datasets, as_of or STILL))


def reading(make: Callable[[], Any]) -> tuple[Any, dict[str, datetime]]:
    """``make()`` and what it rests on: the datasets that were read, :data:`SINGLE` among them where rows were,
    :data:`ANEW` where an edition was looked at that keeps no answer, and as of when."""
    read: dict[str, datetime] = {}
    token = _READ.set((*_READ.get(), read))
    try:
        return make(), read
    finally:
        _READ.reset(token)


def _rest_on(read: Mapping[str, datetime]) -> None:
    for rests_on in _READ.get():
        for name, moment in read.items():
            rests_on[name] = max(moment, rests_on.get(name, EVER))


def as_key(query: Query, rights: Rights, as_of: datetime | None, day: date, params: Mapping[str, Any]) -> Hashable:
    """A question as a key: who asks does not change what may be seen, only what they may."""
    return (query, replace(rights, user="", purpose=""), as_of, day, given_key(params))


def given_key(params: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Parameters as part of a key."""
    return tuple(sorted((name, tuple(value) if isinstance(value, list) else value) for name, value in params.items()))


def own(value: Any) -> Any:
    """``value`` with frames of its own: they share their data until somebody writes into one (copy on write)."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.copy(deep=False)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(own(item) for item in value)
    if isinstance(value, list):
        return [own(item) for item in value]
    if isinstance(value, dict):
        return {name: own(item) for name, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        mine = copy.copy(value)
        for name, item in vars(value).items():
            if isinstance(item, pd.DataFrame | pd.Series | tuple | list | dict) or is_dataclass(item):
                object.__setattr__(mine, name, own(item))
        return mine
    return value


def weigh(value: Any) -> int:
    """The bytes of the frames in ``value``; texts count with their places only."""
    if isinstance(value, pd.DataFrame):
        return int(value.index.nbytes + sum(column.array.nbytes for _, column in value.items()))
    if isinstance(value, pd.Series):
        return int(value.memory_usage())
    if isinstance(value, tuple | list):
        return sum(weigh(item) for item in value)
    if isinstance(value, dict):
        return sum(weigh(item) for item in value.values())
    if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "__dict__"):
        return sum(weigh(item) for item in vars(value).values())
    return 0
