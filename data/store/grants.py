"""What the programme grants a person: it holds in place of what the sign-in or the caller of a command claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from data.access import ENDED, ROLES, STRONGEST, Rights, named_rights
from data.clock import today
from data.problems import Refusal
from data.store.query import Query

if TYPE_CHECKING:
    from data.store.store import Store

READER = Rights("grants", "administrator")
GRANTED = Query("grants", 'select person, "role", branches, waves, until from {grants}', "open")


def granted(store: Store, claimed: Rights) -> Rights:
    """The rights of who claims to be ``claimed``, as they stand today: those of the person's row, else what is claimed.

    Who has several rows, in spellings that differ by capitals or spaces alone, has the least of them, and nothing where
    one is over. Refusals: ``not_granted`` where neither gives a role, ``access_ended`` where the row takes the access
    away or its last day is over, ``nothing_named`` for a project manager without branch and wave.
    """
    found = store.read(GRANTED, READER)
    own = found[found["person"].map(_same) == _same(claimed.user)]
    if own.empty:
        if claimed.role not in ROLES:
            raise Refusal("not_granted", who=claimed.user)
        rights = claimed
    else:
        over = own["role"].eq(ENDED) | pd.to_datetime(own["until"]).lt(pd.Timestamp(today()))
        if over.any():
            raise Refusal("access_ended", who=claimed.user)
        row = own.iloc[own["role"].map(STRONGEST.index).argmax()]
        rights = named_rights(claimed.user, str(row["role"]), _words(row["branches"]), _words(row["waves"]))
    if rights.branches == frozenset() and rights.waves == frozenset():
        raise Refusal("nothing_named", who=claimed.user)
    return rights


def _same(name: Any) -> str:
    return str(name).strip().casefold()


def _words(text: Any) -> list[str]:
    return str(text).replace("，", ",").replace("、", ",").replace(";", ",").split(",") if pd.notna(text) else []
