"""The pipeline of deals: how many stand where, what they are worth, and how many are won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.market.numbers.statements import ENDED, PIPELINE
from analytics.periods import as_of_day
from analytics.reach import load_known_day, load_loaded
from analytics.retention.curves import ask
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from analytics.stats.intervals import Interval, wilson_interval
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from datetime import date

    from analytics.scope import Scope
    from data.store import Store

OPEN = ("lead", "qualified", "offer")


@dataclass(frozen=True)
class Stage:
    """Deals at a stage; ``amount`` of those that have one (``priced``), ``late``: past the day that was expected, of
    those that say one (``dated``). Null where too few."""

    stage: str
    n: int | None
    amount: float | None
    priced: int | None
    dated: int | None
    late: int | None


@dataclass(frozen=True)
class Success:
    """Deals of a kind ('' not told, 'all') that have ended, and how many were won, with the interval of the share."""

    kind: str
    n: int
    won: int

    @property
    def share(self) -> float:
        return self.won / self.n

    @property
    def interval(self) -> Interval:
        found = wilson_interval(self.won, self.n)
        assert found is not None
        return found


@dataclass(frozen=True)
class Deals:
    """``stages`` of those that have deals, in their order; ``success`` by kind, ``whole`` of all kinds that are shown.
    ``day`` is the last that the list tells of: what was expected to close after it may have."""

    stages: tuple[Stage, ...]
    success: tuple[Success, ...]
    whole: Success | None
    currency: str
    day: date

    @property
    def open(self) -> tuple[Stage, ...]:
        return tuple(one for one in self.stages if one.stage in OPEN)

    @property
    def amount(self) -> float | None:
        """The amount of the open deals; nothing where none has one."""
        known = [one.amount for one in self.open if one.amount is not None]
        return sum(known) if known else None


@once
def load_deals(store: Store, scope: Scope) -> Deals | None:
    """The deals of the scope; ``None`` where none was ever loaded."""
    if "deals" not in load_loaded(store, scope):
        return None
    day = min(load_known_day(store, scope, "deals"), as_of_day(scope))
    frame = ask(store, scope, PIPELINE, day)
    order = {name: at for at, name in enumerate((*OPEN, "won", "lost"))}

    def whole(value: object) -> int | None:
        return None if pd.isna(value) else int(value)  # type: ignore[call-overload]

    stages = sorted(
        (
            Stage(
                str(row.stage),
                whole(row.n),
                None if pd.isna(row.amount) else float(row.amount),
                whole(row.priced),
                whole(row.dated),
                whole(row.late),
            )
            for row in rows(frame)
        ),
        key=lambda one: order.get(one.stage, len(order)),
    )
    ended = ask(store, scope, ENDED, day)
    known = ended[ended["n"].notna()]
    known = known.assign(n=exact_n(known))
    success = tuple(Success(str(row.kind), int(row.n), int(row.won)) for row in rows(known))
    total = Success("all", sum(one.n for one in success), sum(one.won for one in success)) if success else None
    return Deals(tuple(stages), success, total, load_programme(store, scope).currency, day)
