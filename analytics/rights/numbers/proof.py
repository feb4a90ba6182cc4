"""The proof file of one customer: every row that the ledgers have of them, and what the routes of their wave and the
law asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.behind import load_branch_names
from analytics.frames import rows, text
from analytics.move.numbers.places import PLACED, place_params
from analytics.periods import as_of_day, local_moment
from analytics.programme import load_overview
from analytics.reach import done_by, load_known_day, load_loaded
from analytics.rights.numbers.routes import Needs, load_needs
from analytics.rights.numbers.texts import Texts, load_texts
from analytics.schedule.numbers.plan import load_programme
from analytics.written import customer_written
from data.datasets import DATASETS
from data.problems import Refusal
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

LEDGERS = {
    "customers": "customer",
    "notices": "sent_at",
    "contracts": "contract",
    "transfers": "planned_on",
    "paths": "due_on",
    "departures": "left_on",
    "prepaid": "kind",
    "complaints": "opened_at",
    "requests": "received_at",
    "questions": "asked_at",
    "contacts": "raised_at",
}
"""What the file is made of, each with the field that orders its rows."""
ROWS: dict[str, Query] = {
    name: Query(
        name=f"proof.{name}",
        # The rows of the customer $customer as they stand.
        sql=f"select * from {{{name}}} where customer = $customer order by {order} nulls last, row_id",  # noqa: S608 – declared names
        grain="rows",
    )
    for name, order in LEDGERS.items()
}
PLACE = Query(
    name="proof.place",
    # One row or none: where the customer $customer stands – wave, branch, place, in_roster, state of the consent,
    # moved_on, cutover_on, data_covered and contract_covered (that consent stood on the day of the move), uncovered
    # (one that the wave needs did not), undated (moved, and no one knows when).
    sql=(
        f"with {PLACED} select wave, branch, place, in_roster, consent, moved_on, cutover_on, data_covered,"  # noqa: S608 – constants
        " contract_covered, uncovered, undated from every_one where customer = $customer"
    ),
    grain="rows",
)


def happened(dataset: str) -> list[str]:
    """The dates of a ledger that say what was done: one that lies ahead of its last load proves nothing."""
    return [field.name for field in DATASETS[dataset].fields if field.past and field.type in ("date", "timestamp")]


@dataclass(frozen=True)
class Proof:
    """``ledgers``: name → the rows of the customer · ``hidden``: ledgers that this reader may not see · ``loaded``:
    ledgers ever loaded.

    ``asked`` is the number as its reader typed it; nothing of it is kept. ``needs``: what the routes of the wave ask
    for, null without a wave."""

    asked: str
    customer: str
    place: Any
    ledgers: dict[str, pd.DataFrame]
    hidden: frozenset[str]
    loaded: frozenset[str]
    needs: Needs | None
    texts: Texts
    branch: str
    from_entity: str
    to_entity: str
    currency: str
    day: date
    as_of: datetime

    @property
    def wave(self) -> str:
        return text(self.place.wave) if self.place is not None else ""

    def of(self, name: str) -> list[Any]:
        return rows(self.ledgers[name])

    @property
    def n(self) -> int:
        """How many rows it is made of."""
        return sum(len(frame) for frame in self.ledgers.values())


def load_proof(store: Store, scope: Scope, asked: str) -> Proof:
    """The file of the customer of that number, or of the pseudonym that the lists show, as of the scope's moment; the
    look is logged.

    Refusals: ``no_row_level`` for readers without rows; ``customer_unknown`` where no ledger that this reader may see
    has the customer.
    """
    if not scope.rights.row_level:
        raise Refusal("no_row_level", where="proof")
    whole = scope.but(waves=(), branches=(), segments=(), channels=(), phase=None, start=None, end=None)
    customer = store.pseudonym(asked)
    hidden = frozenset(name for name in LEDGERS if not scope.rights.may_see(name))

    def ask(query: Query, **params: Any) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params={"customer": customer, **params})

    def load_ledgers() -> dict[str, pd.DataFrame]:
        return {
            name: done_by(ask(query), load_known_day(store, whole, name), *happened(name))
            for name, query in ROWS.items()
        }

    ledgers = load_ledgers()
    if all(frame.empty for frame in ledgers.values()):
        customer = customer_written(store, scope, asked, where="proof")
        ledgers = load_ledgers()
    place = next(iter(rows(ask(PLACE, **place_params(store, whole)))), None)
    wave, branch = (text(getattr(place, name, None)) for name in ("wave", "branch"))
    overview = load_overview(store, whole)
    found = Proof(
        asked,
        customer,
        place,
        ledgers,
        hidden,
        frozenset(load_loaded(store, whole)),
        load_needs(store, whole).get(wave) if wave else None,
        load_texts(store, whole),
        load_branch_names(store, whole).get(branch, branch),
        overview.from_entity or "",
        overview.to_entity or "",
        load_programme(store, whole).currency,
        as_of_day(whole),
        local_moment(whole),
    )
    store.audit("proof", scope.rights, customer=customer, rows=found.n)
    return found
