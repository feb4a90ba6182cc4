"""What is looked at: one frozen value that every query takes, so that no page can forget a filter or a right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from data import clock
from data.access import Rights

PHASES = ("before", "during", "after")
CUSTOMERS = ("waves", "branches", "segments")
"""Filters that select customers."""

YEARS = range(1970, 2200)
"""Years a link may name: outside of them days cannot be counted on and back."""

URL_KEYS = {
    "as_of": "asof",
    "start": "from",
    "end": "to",
    "waves": "wave",
    "branches": "branch",
    "segments": "seg",
    "channels": "ch",
    "phase": "phase",
}
"""The public contract of links: field of :class:`Scope` → parameter of the URL."""


@dataclass(frozen=True)
class Scope:
    """A selection. Empty tuples select everything; ``as_of`` ``None`` is now; dates are inclusive.

    What the reader may see is in ``rights`` and is applied by the store itself, whatever is selected here.
    """

    rights: Rights
    as_of: datetime | None = None
    start: date | None = None
    end: date | None = None
    waves: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    phase: str | None = None
    assumed: tuple[tuple[str, float], ...] = ()
    """What is put in place of what was measured, for the case of cost and benefit: input, value. No link carries it
    on."""

    @property
    def filters(self) -> int:
        """How many dimensions are narrowed (readers without row level may narrow three)."""
        return sum(map(bool, (self.waves, self.branches, self.segments, self.channels, self.phase)))

    def params(self, *names: str) -> dict[str, Any]:
        """The parameters of ``{selected}`` (:mod:`data.store.selection`), by name; those of ``names`` only, where
        given."""
        every = {
            "start": self.start,
            "end": self.end,
            "waves": list(self.waves) or None,
            "branches": list(self.branches) or None,
            "segments": list(self.segments) or None,
            "channels": list(self.channels) or None,
            "phase": self.phase,
        }
        return {name: every[name] for name in names} if names else every

    def but(self, **changes: Any) -> Scope:
        """This scope with some fields changed."""
        return replace(self, **changes)

    def only(self, fields: Collection[str]) -> Scope:
        """This scope with those of its fields; the others select everything."""
        return Scope(self.rights, **{name: getattr(self, name) for name in URL_KEYS if name in fields})

    def whole_weeks(self) -> Scope:
        """Its dates from a Monday to a Sunday, as a reader without row level may ask: the same days in every number of
        a page."""
        return self.but(
            start=self.start and self.start - timedelta(days=self.start.weekday()),
            end=self.end and self.end + timedelta(days=6 - self.end.weekday()),
        )

    @classmethod
    def from_url(cls, rights: Rights, params: Mapping[str, list[str]]) -> Scope:
        """The scope a link names. A value that cannot be read is as if it were not there: a link never fails."""

        def day(name: str) -> date | None:
            try:
                found = date.fromisoformat(params.get(name, [""])[-1])
            except ValueError:
                return None
            return found if found.year in YEARS else None

        def moment(name: str) -> datetime | None:
            try:
                found = datetime.fromisoformat(params.get(name, [""])[-1])
            except ValueError:
                return None
            if found.year not in YEARS:
                return None
            if found.tzinfo is not None:  # the store keeps moments in UTC without a zone
                found = found.astimezone(UTC).replace(tzinfo=None)
            return found if clock.day_of(found) <= clock.today() else None  # what will be known is not known yet

        def several(name: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(value for value in params.get(name, []) if value))

        phase = params.get("phase", [""])[-1]
        return cls(
            rights=rights,
            as_of=moment("asof"),
            start=day("from"),
            end=day("to"),
            waves=several("wave"),
            branches=several("branch"),
            segments=several("seg"),
            channels=several("ch"),
            phase=phase if phase in PHASES else None,
        )

    def to_url(self) -> dict[str, str | list[str]]:
        """The parameters of a link to this scope; defaults are left out."""
        found: dict[str, str | list[str]] = {}
        for field, key in URL_KEYS.items():
            value = getattr(self, field)
            if isinstance(value, tuple):
                if value:
                    found[key] = list(value)
            elif isinstance(value, datetime | date):
                found[key] = value.isoformat()
            elif value:
                found[key] = value
        return found
