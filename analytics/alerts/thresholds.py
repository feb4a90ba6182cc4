"""Where the alerts of plan and money begin: usual values, and what the settings say instead."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from analytics.frames import rows
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

PREFIX = "alert."

THRESHOLDS = Query(
    name="settings.alerts",
    # One row a threshold that was set: setting ('alert.cpi'), value (text).
    sql="select setting, value from {settings} where starts_with(setting, 'alert.') order by setting",
    grain="open",
)


@dataclass(frozen=True)
class Thresholds:
    """The limits of the alerts, each a setting ``alert.<name>``.

    ``spi_t`` and ``cpi`` alert below, ``tcpi`` above; ``milestone_days`` days that a milestone moved within four weeks;
    ``overrun`` share of the budget that the forecast lies above; ``category`` forecast of a category as a share of its
    budget; ``finish_share`` the share of trials whose finish is held against the target day; ``npv_share`` the share of
    trials below the present value that must not be negative.
    """

    spi_t: float = 0.95
    milestone_days: float = 7.0
    finish_share: float = 0.8
    cpi: float = 0.9
    tcpi: float = 1.1
    overrun: float = 0.05
    category: float = 1.0
    npv_share: float = 0.2


NAMES = tuple(field.name for field in fields(Thresholds))


def load_thresholds(store: Store, scope: Scope) -> Thresholds:
    """The thresholds as of the scope. What is no number is as if it were not set."""
    found = Thresholds()
    for row in rows(store.read(THRESHOLDS, scope.rights, as_of=scope.as_of)):
        name = str(row.setting).removeprefix(PREFIX)
        if name not in NAMES:
            continue
        text = str(row.value).strip()
        try:
            value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            continue
        found = replace(found, **{name: value})
    return found
