"""The gates of a wave and their rules: how much is needed and how many days before the cut-over.

The rules are data: a setting ``gate.<gate>.needed`` (a share such as 0.97 or 97%), ``gate.<gate>.days`` or ``gate.<gate>.on``
(yes or no) replaces a default. A value that cannot be read is as if it were not there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Rule:
    """``needed``: share that must be met · ``days``: by so many days before the cut-over · ``on``: whether the gate counts."""

    gate: str
    needed: float
    days: int
    on: bool = True


DEFAULTS = (
    Rule("duties", 1.0, 0),
    Rule("notices", 0.98, 7),
    Rule("consents", 0.97, 5),
    Rule("continuity", 1.0, 7),
    Rule("training", 0.95, 14),
    Rule("documents", 0.95, 0),
    Rule("risk", 1.0, 4),
    Rule("backup", 1.0, 7),
)
"""Every gate, in the order in which it is shown."""
BACKUP_DAYS = 90
"""A restore test counts for so long."""

SETTINGS = Query(
    name="readiness.settings",
    # One row a rule that was replaced: setting ('gate.consents.needed'), value (text).
    sql="select setting, value from {settings} where starts_with(setting, 'gate.') order by setting",
    grain="open",
)


def compute_rules(frame: pd.DataFrame) -> tuple[Rule, ...]:
    """The rules with those of the settings (``setting``, ``value``) in their places."""
    found = {rule.gate: rule for rule in DEFAULTS}
    for row in rows(frame):
        parts = str(row.setting).split(".")
        if len(parts) != 3 or parts[1] not in found:
            continue
        rule, text = found[parts[1]], str(row.value).strip().lower()
        if parts[2] == "on" and text in ("yes", "no"):
            found[rule.gate] = replace(rule, on=text == "yes")
        elif parts[2] == "days" and text.isdigit():
            found[rule.gate] = replace(rule, days=int(text))
        elif parts[2] == "needed" and (share := _share(text)) is not None:
            found[rule.gate] = replace(rule, needed=share)
    return tuple(found.values())


def _share(text: str) -> float | None:
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def load_rules(store: Store, scope: Scope) -> tuple[Rule, ...]:
    """The rules as of the scope's moment."""
    return compute_rules(store.read(SETTINGS, scope.rights, as_of=scope.as_of, params={}))
