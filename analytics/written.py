"""A customer as the lists on screen write it: by its pseudonym, or the first digits of it that a list shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.problems import Refusal
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

LEAST = 10
"""Digits of a pseudonym that a list shows."""
PSEUDONYM = re.compile(rf"[0-9a-f]{{{LEAST},32}}")
LISTED = (
    "customers",
    "notices",
    "contracts",
    "transfers",
    "paths",
    "departures",
    "prepaid",
    "complaints",
    "requests",
    "contacts",
)
ONE = "select customer from {{{name}}} where starts_with(customer, $written)"
WRITTEN = Query(
    name="written.customer",
    # One row a customer whose pseudonym begins with $written; two are as many as nobody needs.
    sql=f"select customer from ({' union '.join(ONE.format(name=name) for name in LISTED)}) limit 2",  # noqa: S608 – declared names
    grain="rows",
)


def customer_written(store: Store, scope: Scope, asked: str, *, where: str) -> str:
    """The pseudonym that ``asked`` begins, for readers of rows.

    Refusal: ``customer_unknown`` where it is none, or begins those of several.
    """
    written = asked.strip().lower()
    if PSEUDONYM.fullmatch(written):
        found = store.read(WRITTEN, scope.rights, as_of=scope.as_of, params={"written": written})
        if len(found) == 1:
            return str(found["customer"].iloc[0])
    raise Refusal("customer_unknown", where=where)
