"""Sign-ins that their readers ended: the audit log keeps them, so that a copy of a cookie is of no use after a restart
of the server either."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import orjson

from data.clock import now
from data.store.memory import ANY, note

if TYPE_CHECKING:
    from data.access import Rights
    from data.store.store import Store

LONGEST = timedelta(days=31)
"""Streamlit forgets a sign-in after thirty days, whatever its provider says: what was ended before is over anyway."""
EVENT = "sign_out"


def end_sign_in(store: Store, key: str, rights: Rights) -> None:
    """End the sign-in of this key for good: an entry of the log that nobody can take out unseen."""
    store.audit(EVENT, rights, sign_in=f"s{key}")
    store._memory.touch(known=now())


def ended(store: Store) -> frozenset[str]:
    """The keys of the sign-ins that were ended in the last :data:`LONGEST`; asked of the log once until one more is."""

    def ask() -> frozenset[str]:
        note(ANY)
        with store._cursor() as cursor:
            found = cursor.execute(
                "select details from audit where event = $event and at_time >= $since",
                {"event": EVENT, "since": now() - LONGEST},
            ).fetchall()
        return frozenset(str(orjson.loads(details)["sign_in"]).removeprefix("s") for (details,) in found)

    found: frozenset[str] = store._memory.get(("signed out",), ask)
    return found
