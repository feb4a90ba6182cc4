"""What is opened once a process and computed once a state of the store."""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from analytics.scope import Scope
from data.clock import today
from data.settings import settings

if TYPE_CHECKING:
    from data.store import Store
    from pages.kit.guard import View


def open_programme() -> Store:
    """The store of the settings, opened once for all sessions of this process.

    Raises ``Refusal`` where the store cannot be opened, for instance because another process owns it.
    """
    return _opened(settings().store)


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda store: store.close())
def _opened(address: str) -> Store:
    from data.store import door, open_store
    from pages.kit.commands import run_command

    store = open_store(address)
    door.serve(store, run_command)
    _settle()
    return store


@lru_cache(maxsize=1)
def _settle() -> None:
    """Leave what is imported by now out of the collection after each rerun: it stays, and an empty one takes half the time.

    Once a process: what the sessions of that moment hold is left out too, and would never be given back.
    """
    gc.collect()
    gc.freeze()


def keep(view: View, name: str, build: Callable[[], Any], *about: Hashable, shown: bool = False) -> Any:
    """``build()``, computed once for this state of the store, scope, rights and day.

    ``name`` and ``about`` say what is built: everything ``build`` depends on beside the view must be in ``about``.
    ``shown`` results hold words or colours and are also kept apart by language and palette. The result is a copy of
    the caller's own.
    """
    key: tuple[Hashable, ...] = (view.store.address, view.store.version(), today(), scope_key(view.scope), *about)
    if shown:
        return _kept(name, (*key, view.lang, view.palette.name), build)
    return view.store.remember((name, *key), build)


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
