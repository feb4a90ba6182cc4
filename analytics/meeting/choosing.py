"""What goes into a pack: areas, sections and single charts or tables of the catalogue, by their keys and in the order
that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from analytics.catalogue import Area, Part, Section, areas
from data.problems import Refusal

if TYPE_CHECKING:
    from data.language import Translator

WEEK, NUMBERS = "this_week", "numbers"
"""The programme at a glance; the finding of an area with its tiles."""

USUAL = (
    "this_week",
    "move.numbers",
    "move.where.places",
    "move.pace.burn",
    "satisfaction.numbers",
    "satisfaction.overview.calendar",
    "satisfaction.overview.event",
    "complaints.numbers",
    "complaints.rate.weekly",
    "cost.numbers",
    "cost.now.bridge",
    "cost.now.value",
    "schedule.numbers",
    "schedule.now.gantt",
    "schedule.now.milestones",
    "risk.numbers",
    "risk.register.heat",
    "risk.exposure.losses",
    "compliance.numbers",
    "compliance.clock.next-duties",
    "alerts.now.holding",
    "coordination.decisions.decisions",
)
"""What a steering meeting wants to see where nobody has chosen."""


@dataclass(frozen=True)
class Pick:
    """A whole area, one of its sections, or one chart or table in it; written ``risk`` · ``risk.register`` ·
    ``risk.register.heat``. ``risk.numbers`` is the finding of the area with its tiles."""

    area: str
    section: str = ""
    part: str = ""

    def __str__(self) -> str:
        return ".".join(one for one in (self.area, self.section, self.part) if one)

    def words(self, t: Translator) -> str:
        """``Risk · Register · map of the risks``."""
        said = [t(f"page.{self.area}")]
        if self.section:
            said.append(t("meeting.numbers" if self.section == NUMBERS else f"{self.area}.view.{self.section}"))
        if self.part:
            said.append(t(f"piece.{self.area}.{self.part.replace('-', '_')}"))
        return " · ".join(said)


@lru_cache(maxsize=1)
def by_name() -> dict[str, Area]:
    """The areas by their names."""
    return {area.name: area for area in areas()}


@lru_cache(maxsize=1)
def _parts() -> dict[str, Part]:
    return {str(Pick(area.name, section.key, part.key)): part for area in areas() for section, part in area.parts()}


def part_of(pick: Pick) -> tuple[Section, Part]:
    """The section and the chart or table that a single pick names."""
    section = next(one for one in by_name()[pick.area].sections if one.key == pick.section)
    return section, _parts()[str(pick)]


def of_section(area: str, section: str) -> list[Pick]:
    """The charts and tables of a section."""
    return [Pick(area, one.key, part.key) for one, part in by_name()[area].parts() if one.key == section]


def every() -> Iterator[Pick]:
    """Everything that can be asked for, in the order of the menu: each area before its sections, each section before
    its parts."""
    yield Pick(WEEK)
    for area in areas():
        yield Pick(area.name)
        if area.tiles:
            yield Pick(area.name, NUMBERS)
        for section in area.sections:
            if found := of_section(area.name, section.key):
                yield Pick(area.name, section.key)
                yield from found


@lru_cache(maxsize=1)
def offered() -> dict[str, Pick]:
    """What can be asked for, by how it is written."""
    return {str(pick): pick for pick in every()}


def picked(asked: Iterable[str]) -> list[Pick]:
    """What was asked for. Refusal ``pack_unknown`` for a key that nothing is called by."""
    found = []
    for one in asked:
        if one not in offered():
            raise Refusal("pack_unknown", where=one, allowed=", ".join([WEEK, *by_name()]))
        found.append(offered()[one])
    return found


def singles(picks: Iterable[Pick]) -> list[Pick]:
    """The single pieces of what was asked for, each once, at its first place."""
    found: dict[Pick, None] = {}
    for pick in picks:
        if pick.part or pick.area == WEEK or pick.section == NUMBERS:
            found[pick] = None
            continue
        area = by_name()[pick.area]
        if not pick.section and area.tiles:
            found[Pick(area.name, NUMBERS)] = None
        for section in area.sections:
            if not pick.section or section.key == pick.section:
                found |= dict.fromkeys(of_section(area.name, section.key))
    return list(found)
