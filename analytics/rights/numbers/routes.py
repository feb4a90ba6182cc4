"""What the routes of a wave ask for: notice, separate consent to the data, consent to the contract.

Each wave has a route for its personal data and one for its contracts; the pair decides. The table is data: a setting
``route.data.<code>`` or ``route.contract.<code>`` with the value ``none``, ``notice`` or ``consent`` replaces a line of
it. Sources of the defaults: PIPL 21, 22 and 23, Civil Code 67, 546, 551, 555 and 556. To be confirmed with counsel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.reach import load_loaded
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

ASKED = ("none", "notice", "consent")
DEFAULTS = {
    "data.split": "notice",
    "data.provide": "consent",
    "data.entrust": "none",
    "contract.split": "notice",
    "contract.novation": "consent",
    "contract.new": "consent",
    "contract.debt": "consent",
    "contract.claim": "notice",
    "contract.court": "notice",
}
"""Route → what it asks of the customer: nothing, a notice, or consent (and with it a notice)."""

ROUTES = Query(
    name="routes.waves",
    # One row a wave: wave, data_route, contract_route (null where nobody has said).
    sql="select wave, data_route, contract_route from {waves} order by {ordered:wave}",
    grain="open",
)
TABLE = Query(
    name="routes.table",
    # One row a line of the table that was replaced: setting ('route.data.provide'), value (text).
    sql="select setting, value from {settings} where starts_with(setting, 'route.') order by setting",
    grain="open",
)


@dataclass(frozen=True)
class Needs:
    """What the routes of a wave ask for. ``known`` is false where a route has not been stated: then nothing is
    claimed."""

    notice: bool
    data_consent: bool
    contract_consent: bool
    known: bool = True

    @property
    def consent(self) -> bool:
        """Whether any consent is needed: only then silence is a no."""
        return self.data_consent or self.contract_consent


def compute_needs(data_route: str | None, contract_route: str | None, table: dict[str, str] | None = None) -> Needs:
    """What a pair of routes asks for, by :data:`DEFAULTS` or a table that replaces lines of it."""
    lines = DEFAULTS | (table or {})
    data = lines.get(f"data.{data_route}") if data_route else None
    contract = lines.get(f"contract.{contract_route}") if contract_route else None
    return Needs(
        notice=any(asked in ("notice", "consent") for asked in (data, contract)),
        data_consent=data == "consent",
        contract_consent=contract == "consent",
        known=data is not None and contract is not None,
    )


def read_table(frame: pd.DataFrame) -> dict[str, str]:
    """The replaced lines; a value that is none of ``none``, ``notice`` and ``consent`` is as if it were not there."""
    return {
        str(row.setting).removeprefix("route."): str(row.value).strip()
        for row in frame.itertuples(index=False)
        if str(row.value).strip() in ASKED
    }


@once
def load_needs(store: Store, scope: Scope) -> dict[str, Needs]:
    """What each wave asks for, as of the moment of the scope."""
    table = read_table(store.read(TABLE, scope.rights, as_of=scope.as_of, params={}))
    waves = store.read(ROUTES, scope.rights, as_of=scope.as_of, params={})

    def known(value: object) -> str | None:
        return value if isinstance(value, str) else None

    return {
        str(row.wave): compute_needs(known(row.data_route), known(row.contract_route), table)
        for row in waves.itertuples(index=False)
    }


def load_asked_known(store: Store, scope: Scope) -> bool:
    """Whether each wave says what it asks of its customers, and letters and answers are recorded: else nobody is known
    to refuse or to be silent, nor that nobody does."""
    needs = load_needs(store, scope)
    return (
        bool(needs)
        and "notices" in load_loaded(store, scope)
        and all(own.known for wave, own in needs.items() if not scope.waves or wave in scope.waves)
    )
