"""What a score was in the weeks before: the value of its tile at the end of each of them, for the line under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analytics.frames import rows
from analytics.satisfaction.numbers.scores import FAMILY

if TYPE_CHECKING:
    from analytics.metrics import Passport, Reading
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

BACK = 13
"""Weeks that the line goes back: a quarter of a year."""


@dataclass(frozen=True)
class History:
    """The value of the four weeks to each Sunday, the last of them as the tile has it; null of weeks of which nothing
    is known or may be shown. ``ends`` are the Sundays, one a week without a gap."""

    metric: Passport
    ends: tuple[date, ...]
    values: tuple[float | None, ...]

    @property
    def known(self) -> list[float]:
        return [value for value in self.values if value is not None]

    @property
    def unknown(self) -> int:
        """Weeks of which nothing is known."""
        return len(self.values) - len(self.known)

    def words(self, t: Translator) -> str:
        """Between what the line runs: ``13 weeks: +24 to +31; 2 not known``; '' where no week is known."""
        if not self.known:
            return ""
        low, high = (self.metric.write(one, t) for one in (min(self.known), max(self.known)))
        span = low if low == high else t("history.span", low=low, high=high)
        said = t("history.weeks", n=len(self.values), span=span)
        return said + (t("history.unknown", n=self.unknown) if self.unknown else "")

    def label(self, t: Translator) -> str:
        """The line in words, for who does not see it: every week with its value."""
        told = [
            t(
                "history.week",
                date=t.date(end),
                value=t("history.not_known") if value is None else self.metric.write(value, t),
            )
            for end, value in zip(self.ends, self.values, strict=True)
        ]
        return t("history.label", title=self.metric.title(t), weeks=t.listing(told))


def load_history(store: Store, scope: Scope, reading: Reading) -> History | None:
    """The last :data:`BACK` weeks of a score by the windows of its chart, of which the last is the ``reading`` of its
    tile; nothing for a metric that has no such windows."""
    metric = next((one for one in FAMILY if one.passport.id == reading.metric.id), None)
    if metric is None or reading.window is None:
        return None
    found = {
        row.week.date() + timedelta(days=6): None if row.value != row.value else float(row.value)
        for row in rows(metric.rolling(store, scope))
    }
    ends = tuple(reading.window.end - timedelta(weeks=back) for back in reversed(range(BACK)))
    return History(metric.passport, ends, (*(found.get(end) for end in ends[:-1]), reading.value))
