"""What was looked at lately, worked out again by itself when new data or a new hour make it old: the next reader does
not wait for it.

Each bundle that a reader asked for is remembered with the way to ask for it. A thread beside the server asks again once
the store has stood still for a moment: for a look at the whole programme while somebody had it within a week, for one
through a filter within a quarter of an hour. What reads single rows is never asked for without its reader: such looks
are logged.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from analytics.beside import Beside
from data.clock import now
from data.incidents import log_incident
from data.store.memory import SINGLE, reading

if TYPE_CHECKING:
    from data.store import Store

STILL = 2.0
"""Seconds between two looks at the version of the store; it stands still where two of them find the same."""
PAUSE = 60.0
"""Seconds of rest after the store could not be asked."""
WHOLE, FILTERED = 7 * 86_400.0, 900.0
"""Seconds for which a look is made anew after it was last wanted."""
MOST = 400
"""Looks that are remembered; the oldest go first."""

_WITHIN: ContextVar[bool] = ContextVar("within", default=False)


@dataclass(frozen=True)
class _Look:
    ask: Callable[[Store], Any]
    until: float


class Looks:
    """The looks at one store, by key, the latest last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: OrderedDict[Hashable, _Look] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any], again: Callable[[Store], Any], seconds: float) -> Any:
        """``make()``; for ``seconds`` it will be asked for ``again`` where nobody's rows were read in it."""
        token = _WITHIN.set(True)
        try:
            value, read = reading(make)
        finally:
            _WITHIN.reset(token)
        if SINGLE not in read:
            with self._lock:
                self._seen[key] = _Look(again, monotonic() + seconds)
                self._seen.move_to_end(key)
                while len(self._seen) > MOST:
                    self._seen.popitem(last=False)
        return value

    def wanted(self) -> list[Callable[[Store], Any]]:
        """The ways to ask for what is still wanted, the latest look first; what has passed is forgotten."""
        with self._lock:
            for key in [key for key, look in self._seen.items() if look.until <= monotonic()]:
                del self._seen[key]
            return [look.ask for look in reversed(self._seen.values())]


_OF: WeakKeyDictionary[Store, Looks] = WeakKeyDictionary()


def within() -> bool:
    """Whether a bundle is being made in which the next one is read: then it comes with that one."""
    return _WITHIN.get()


def looks_of(store: Store) -> Looks:
    """The looks at ``store``; they live as long as it does."""
    return _OF.setdefault(store, Looks())


class Freshening(Beside):
    """A thread beside the server, which asks again for what is wanted where the store or the hour has moved on. It
    begins with what is asked for ``first``: the looks that the first reader of a server would wait for."""

    def __init__(self, store: Store, first: Sequence[Callable[[Store], Any]] = (), *, still: float = STILL) -> None:
        super().__init__(store, "freshening", self._run)
        self._first, self._still = first, still

    def _state(self) -> Hashable:
        return self._store.version(), now().replace(minute=0, second=0, microsecond=0)

    def _run(self) -> None:
        for ask in self._first:
            _ask(ask, self._store)
        done = before = None
        while not self.end.wait(self._still):
            try:
                found = self._state()
                if found == before and found != done:
                    self._freshen(found)
                    done = found
                before = found
            except Exception as error:  # noqa: BLE001 - the thread goes on; what broke is in the log
                log_incident(error, "freshening")
                self.end.wait(PAUSE)

    def _freshen(self, state: Hashable) -> None:
        for ask in looks_of(self._store).wanted():
            if self.end.is_set() or self._state() != state:
                return  # what came meanwhile has its own turn
            _ask(ask, self._store)


def _ask(ask: Callable[[Store], Any], store: Store) -> None:
    token = _WITHIN.set(True)  # it is not a look of anybody
    try:
        ask(store)
    except Exception:  # noqa: BLE001 - nobody waits for it; whoever looks is told by the page what is in the way
        pass
    finally:
        _WITHIN.reset(token)
