"""What the product shows, declared once: an area is its headline, its tiles and its sections of charts, tables and
editors.

The page runs the declaration; slides, files, the command ``python -m analytics catalogue`` and the tests that walk
everything read the same one. What cannot be said here is a :class:`Custom` with a function of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from analytics.marks import Exhibit
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

Make = Callable[[Any, "Translator"], "Exhibit | None"]
WORST = 2
"""How many findings a headline tells, the worst first; the others head their own parts."""


@dataclass(frozen=True)
class Part:
    """Something that is shown from one bundle: ``load(store, scope, *chosen)`` reads it, ``make(found, t)`` says and
    shows it.

    ``chosen`` are the values of the section's choices, in their order. ``key`` names the part on its page, in its file
    and slide. A part that this programme has no use for is made to nothing, and not shown. One of whose ``rests``
    nothing was ever loaded says so: that none of what these ledgers would tell is there – nothing open, nobody wronged
    – is not known.
    """

    key: str
    load: Callable[..., Any]
    make: Make
    rests: tuple[str, ...] = field(default=(), kw_only=True)

    def exhibit(self, store: Store, scope: Scope, chosen: Sequence[str], t: Translator) -> Exhibit | None:
        from analytics.behind import load_branch_names

        made = self.make(self.load(store, scope, *chosen), t.knowing(load_branch_names(store, scope)))
        return made if made is None or not self.rests else _known(made, self.rests, store, scope, t)


def _known(made: Exhibit, rests: Sequence[str], store: Store, scope: Scope, t: Translator) -> Exhibit:
    """What was made, or that it is not known where one of the ledgers it rests on was never loaded."""
    from analytics.marks import Exhibit
    from analytics.reach import load_loaded
    from data.datasets import DATASETS
    from data.language import start

    missing = tuple(name for name in rests if name not in load_loaded(store, scope))
    if not missing or made.needs:  # it says itself what it waits for
        return made
    words = t("complaints.needs", datasets=t.listing([DATASETS[name].label(t.lang) for name in missing]))
    return Exhibit.nothing(words, made.subtitle, start(made.subtitle) if made.subtitle else words, missing)


@dataclass(frozen=True)
class Chart(Part):
    """A mark with its words. ``metric`` is the one it shows, whose passport can be opened beside it; a click on a mark
    writes the id that it carries into the address under ``picks``."""

    height: int = 340
    metric: str = ""
    picks: str = ""


@dataclass(frozen=True)
class Table(Part):
    """A grid with its words."""


@dataclass(frozen=True)
class Editor:
    """The rows of a dataset, to be corrected on screen by those who may."""

    dataset: str


@dataclass(frozen=True)
class Custom:
    """What only a page can do: a function of the page by this name, given the view and what was chosen."""

    key: str


Piece = Chart | Table | Editor | Custom
Shape = Literal["left", "even", "right", "table", "double"]


@dataclass(frozen=True, init=False)
class Row:
    """Two pieces side by side; ``shape`` says which is wider."""

    pieces: tuple[Piece, Piece]
    shape: Shape

    def __init__(self, left: Piece, right: Piece, shape: Shape = "left") -> None:
        object.__setattr__(self, "pieces", (left, right))
        object.__setattr__(self, "shape", shape)


@dataclass(frozen=True)
class Choice:
    """One value out of several that a section is looked at with, kept in the address under ``key``.

    ``options(store, scope)`` are codes, the usual one first; ``words(code, t)`` their names. ``label`` is a message.
    """

    key: str
    label: str
    options: Callable[[Store, Scope], Sequence[str]]
    words: Callable[[str, Translator], str]
    few: bool = False
    """Few stand side by side, many in a list."""
    course: bool = False
    """Days, the last one first: they stand on a slider, in the order of time."""

    def settled(self, asked: str, store: Store, scope: Scope) -> str:
        """What was asked for if it can be had, else the usual value; '' where there is none."""
        options = self.options(store, scope)
        return asked if asked in options else options[0] if options else ""


@dataclass(frozen=True, init=False)
class Section:
    """A named part of a page; only the open one is read. Where nothing of ``needs`` was ever loaded it says so
    instead."""

    key: str
    rows: tuple[Row | Piece, ...]
    needs: tuple[str, ...]
    choices: tuple[Choice, ...]

    def __init__(
        self, key: str, *rows: Row | Piece, needs: tuple[str, ...] = (), choices: tuple[Choice, ...] = ()
    ) -> None:
        for name, value in (("key", key), ("rows", rows), ("needs", needs), ("choices", choices)):
            object.__setattr__(self, name, value)

    def pieces(self) -> Iterator[Piece]:
        for row in self.rows:
            yield from row.pieces if isinstance(row, Row) else (row,)


@dataclass(frozen=True)
class Area:
    """One page. ``needs`` are datasets of which one is enough to open it.

    ``headline(store, scope, t)`` is the finding; '' says that there is nothing to show. The words of the page are
    messages of its name: ``page.<name>``, ``<name>.view.<section>``.
    """

    name: str
    needs: tuple[str, ...]
    headline: Callable[[Store, Scope, Translator], str]
    sections: tuple[Section, ...]
    tiles: tuple[str, ...] = ()

    def parts(self) -> Iterator[tuple[Section, Part]]:
        """Every chart and table with its section, in their order."""
        for section in self.sections:
            for piece in section.pieces():
                if isinstance(piece, Part):
                    yield section, piece


def listed(area: Area, t: Translator) -> dict[str, Any]:
    """An area as a table of contents, for the command and for other programs."""

    def named(piece: Piece) -> dict[str, str]:
        return {"kind": type(piece).__name__.lower(), "key": piece.dataset if isinstance(piece, Editor) else piece.key}

    return {
        "area": area.name,
        "title": t(f"page.{area.name}"),
        "needs": list(area.needs),
        "tiles": list(area.tiles),
        "sections": [
            {
                "section": section.key,
                "title": t(f"{area.name}.view.{section.key}"),
                "pieces": [named(piece) for piece in section.pieces()],
            }
            for section in area.sections
        ],
    }


def areas() -> tuple[Area, ...]:
    """Every declared area, in the order of the menu."""
    from analytics.alerts.area import AREA as ALERTS
    from analytics.care.area import AREA as CARE
    from analytics.closing.area import AREA as CLOSING
    from analytics.complaints.area import AREA as COMPLAINTS
    from analytics.compliance.area import AREA as COMPLIANCE
    from analytics.coordination.area import AREA as COORDINATION
    from analytics.cost.area import AREA as COST
    from analytics.cost_benefit.area import AREA as COST_BENEFIT
    from analytics.cutover.area import AREA as CUTOVER
    from analytics.market.area import AREA as MARKET
    from analytics.move.area import AREA as MOVE
    from analytics.readiness.area import AREA as READINESS
    from analytics.retention.area import AREA as RETENTION
    from analytics.retention.effect_area import AREA as EFFECT
    from analytics.rights.area import AREA as RIGHTS
    from analytics.risk.area import AREA as RISK
    from analytics.safeguards.area import AREA as SAFEGUARDS
    from analytics.satisfaction.area import AREA as SATISFACTION
    from analytics.schedule.area import AREA as SCHEDULE

    return (
        ALERTS,
        MOVE,
        READINESS,
        CUTOVER,
        COORDINATION,
        SATISFACTION,
        COMPLAINTS,
        RIGHTS,
        RETENTION,
        CARE,
        EFFECT,
        MARKET,
        RISK,
        COMPLIANCE,
        CLOSING,
        SAFEGUARDS,
        SCHEDULE,
        COST,
        COST_BENEFIT,
    )
