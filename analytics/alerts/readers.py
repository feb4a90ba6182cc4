"""One judgement for all readers. A rule that asks whether a number lies beyond its limit, or beyond chance, gives
another answer on counts that are rounded to five than on the counts themselves: of two readers in one meeting one would
have an alert that the other has not. So a rule judges the counts, whoever asks, and a reader without rows is told of it
with the numbers as they have them.

What such a reader learns more than before is that a rule holds, which everybody in the meeting is told. The numbers
beside it stay rounded, of fewer than ten customers nothing is told, and no question narrows it: alerts are of all that
the reader may see.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from analytics.amounts import Amount
from data.store.rounding import to_five
from data.store.suppression import MIN_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analytics.alerts.base import Alert
    from data.access import Rights

PAGES = frozenset({"satisfaction", "complaints", "retention", "market", "care", "rights"})
"""Where rules judge counts of customers or of their answers."""
NEAR = timedelta(weeks=4)
"""Two runs of the same alert that are closer are one."""
DIGITS = {"share": 2, "points": 0, "ratio": 1, "money": -3}
"""What is told of a number that the reader has not: percents, whole points."""


def judging(rights: Rights) -> Rights:
    """Whose rows the reader may see counted, with the counts themselves."""
    return replace(rights, user="", role="analyst")


def one_judgement(told: Iterable[Alert], exact: Iterable[Alert]) -> list[Alert]:
    """The alerts that hold by the counts (``exact``), with the numbers as the reader has them (``told``); what held by
    rounded counts alone does not hold."""
    left, found = list(told), []
    for alert in exact:
        own = [one for one in left if one.key == alert.key and _meet(one, alert)]
        if own:
            nearest = min(own, key=lambda one: abs(one.onset - alert.onset))
            left.remove(nearest)
            found.append(
                replace(nearest, onset=alert.onset, latest=alert.latest, active=alert.active, severity=alert.severity)
            )
        elif alert.n >= MIN_GROUP:
            found.append(masked(alert))
    return found


def masked(alert: Alert) -> Alert:
    """An alert whose numbers the reader has not: its limit, a value that lies one step beyond it, counts rounded to
    five."""
    passport = alert.passport
    limit = passport.rounded(alert.limit)
    step = 10.0 ** -(passport.digits + (2 if passport.unit == "share" else 0))
    beyond = limit + (step if alert.value > alert.limit else -step)
    value = float(to_five(alert.value)) if passport.unit == "count" else beyond
    params = {name: _masked(one) for name, one in alert.params.items()}
    return replace(alert, value=value, worst=value, limit=limit, n=to_five(alert.n), p=None, q=None, params=params)


def _masked(value: Any) -> Any:
    if not isinstance(value, Amount):
        return value
    if value.unit in ("people", "count"):
        return replace(value, value=float(to_five(value.value)))
    return replace(value, value=round(value.value, DIGITS[value.unit])) if value.unit in DIGITS else value


def _meet(one: Alert, other: Alert) -> bool:
    return one.onset <= other.latest + NEAR and other.onset <= one.latest + NEAR
