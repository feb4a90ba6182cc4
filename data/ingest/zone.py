"""The programme's time zone: times of a file that names another zone are brought into it."""

from __future__ import annotations

from data.access import Rights
from data.store import Query, Store

ZONE = Query("programme_zone", "select time_zone from {programme} where time_zone is not null limit 1", "open")


def load_zone(store: Store, rights: Rights) -> str:
    """The zone by its name (``Asia/Shanghai``), or '' while the programme is not described: times stay as written."""
    frame = store.read(ZONE, rights)
    return "" if frame.empty else str(frame.iloc[0, 0])
