"""What is opened once a process and computed once a state of the store."""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import fields
from functools import lru_cache
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import streamlit as st

from analytics.scope import Scope
from data.clock import today
from data.incidents import log_incident
from data.problems import Refusal
from data.programmes import address_of, programmes
from data.store.memory import ANEW, note, reading
from data.whose import elsewhere
from pages.kit.anew import hear
from pages.kit.errors import OF_A_RESULT, Lost, Standin, incident_of
from pages.kit.state import BOUND

ATTEMPTS, PAUSE = 21, 0.25
"""How often the store is asked for where another process has it, and how long is waited between, in seconds."""
FEW = 5
"""How often that of another programme is asked for."""
REST = 15.0
"""Seconds for which the store of another programme that could not be opened is not tried again."""
_SHUT: dict[str, tuple[float, Refusal]] = {}
"""Stores that could not be opened, by their address, with when that was and why."""
BROKEN = "_broken"
"""What broke in this run of the page, with its incident: it is tried once a run. The door begins a new list."""
_BUILDING: ContextVar[bool] = ContextVar("building", default=False)

if TYPE_CHECKING:
    from data.store import Store
    from pages.kit.guard import View


def open_programme() -> Store:
    """The store of the programme of this session, opened once for all sessions of this process.

    Raises ``Refusal`` where the store cannot be opened, for instance because another process owns it.
    """
    every = programmes()
    store = _opened(next(iter(every.values())) if len(every) == 1 else address_of(st.session_state.get(BOUND, "")))
    store.whose.here()
    return store


def open_each() -> dict[str, Store | Refusal]:
    """The store of each programme, or why it cannot be opened: one that is broken takes no other with it. Where there
    is but one that is raised."""
    every = programmes()
    if len(every) == 1:
        return {name: _opened(address) for name, address in every.items()}
    return {name: _opened_or_not(address) for name, address in every.items()}


def _opened_or_not(address: str) -> Store | Refusal:
    """Nobody waits long for the store of another programme; one that could not be opened is left alone for a while."""
    at, refusal = _SHUT.get(address, (float("-inf"), None))
    if refusal is not None and monotonic() - at < REST:
        return refusal
    try:
        return _opened(address, _attempts=FEW)
    except Refusal as refused:
        why = refused
    except Exception as error:  # noqa: BLE001 - what breaks in one must not take the others with it
        why = Refusal("unexpected", incident=log_incident(error, "programme"))
    _SHUT[address] = monotonic(), why.with_traceback(None)
    return why


@st.cache_resource(show_spinner=False, on_release=lambda store: store.close())
def _opened(address: str, _attempts: int = ATTEMPTS) -> Store:
    """The programmes of the installation are few, and nobody's is closed under him."""
    from analytics.alerts.ticking import start_ticking
    from data.store import door, open_store
    from pages.kit.commands import run_command

    with elsewhere():
        store = _patiently(lambda: open_store(address), _attempts)
    try:
        if not store.place.shared:  # a command opens a lake itself
            door.serve(store, run_command)
        start_ticking(store)
    except BaseException:
        store.close()
        raise
    _settle()
    return store


def _patiently(attempt: Callable[[], Store], attempts: int = ATTEMPTS) -> Store:
    """A command that was started just before the dashboard has the store for a moment: it is waited for."""
    for _ in range(attempts - 1):
        try:
            return attempt()
        except Refusal as refusal:
            if refusal.code != "store_owned":
                raise
            sleep(PAUSE)
    return attempt()


@lru_cache(maxsize=1)
def _settle() -> None:
    """Leave what is imported by now out of the collection after each rerun: it stays, and an empty one takes half the
    time.

    Once a process: what the sessions of that moment hold is left out too, and would never be given back.
    """
    gc.collect()
    gc.freeze()


def working(view: View) -> AbstractContextManager[None]:
    """Says that the page is being worked out while nothing else of it is there; a look at what is kept is
    over before the words would come."""
    return st.spinner(view.t("frame.working"))


def keep(view: View, name: str, build: Callable[[], Any], *about: Hashable, shown: bool = False) -> Any:
    """``build()``, computed once for this state of the store, scope, rights and day.

    ``name`` and ``about`` say what is built: everything ``build`` depends on beside the view must be in ``about``.
    ``shown`` results hold words or colours and are also kept apart by language and palette. The result is a copy of
    the caller's own.

    Of what an edition that is looked at does not keep the card that shows it says so (:mod:`pages.kit.anew`).

    Where ``build`` breaks, a stand-in is given that tells so to the parts which look into it (and is not kept); inside
    another ``build`` that one breaks with it, under the same incident.
    """
    key: tuple[Hashable, ...] = (view.store.address, view.store.version(), today(), scope_key(view.scope), *about)
    broken: dict[Hashable, Lost | Refusal] = st.session_state.setdefault(BROKEN, {})
    if why := broken.get((name, *key)):
        return _stand_in(why)
    token = _BUILDING.set(True)
    try:
        if shown:
            found, anew = _kept(name, (*key, view.lang, view.palette.name), lambda: _noted(build))
        else:
            found, anew = _noted(lambda: view.store.remember((name, *key), build))
        if anew:
            note(ANEW, as_of=view.scope.as_of)
            hear(view.t("meeting.anew", name=view.store.editions.named(view.scope.as_of)))
        return found
    except Refusal as refusal:
        if refusal.code not in OF_A_RESULT:
            raise
        why = broken[(name, *key)] = refusal
    except Exception as error:  # noqa: BLE001 - whatever breaks in one bundle must not take the page with it
        why = broken[(name, *key)] = Lost(incident_of(error))
    finally:
        _BUILDING.reset(token)
    return _stand_in(why)


def _noted(build: Callable[[], Any]) -> tuple[Any, bool]:
    """``build()``, and whether it rests on what an edition does not keep."""
    found, rests_on = reading(build)
    return found, ANEW in rests_on


def _stand_in(why: Lost | Refusal) -> Standin:
    if _BUILDING.get():
        raise why
    return Standin(why)


@st.cache_data(max_entries=600, show_spinner=False)
def _kept(name: str, key: tuple[Hashable, ...], _build: Callable[[], Any]) -> Any:
    return _build()


def scope_key(scope: Scope) -> tuple[Hashable, ...]:
    """All of a scope, the reader's rights included, in a form that is equal for equal scopes."""

    def plain(value: Any) -> Hashable:
        if isinstance(value, frozenset):
            return ("set", *sorted(value))
        return value if isinstance(value, tuple | str | int | None) else str(value)

    rights = tuple(plain(getattr(scope.rights, field.name)) for field in fields(scope.rights))
    return (rights, *(plain(getattr(scope, field.name)) for field in fields(scope) if field.name != "rights"))
