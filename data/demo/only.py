"""Whether a store holds the demo programme and nothing else: what may be shown to whoever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store.audit import latest

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

EVENT = "demo"
"""The entry of the audit log that is made when the demo is loaded, with the number of its last batch."""


def mark_demo(store: Store, rights: Rights, last: int) -> None:
    """Say that all that was loaded up to ``last`` is the demo."""
    store.audit(EVENT, rights, last=last)


def holds_only_the_demo(store: Store) -> bool:
    """Whether nothing was loaded, edited or taken back beside the demo."""
    with store._cursor() as cursor:
        told = latest(cursor, EVENT, None)
    return told is not None and store.version() == told["last"]
