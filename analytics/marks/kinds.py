"""The kinds of charts as data: what is drawn, by its values and what they mean, not by how it looks in one place.

A mark knows no colour and no library. ``browser`` makes a figure of it, ``native`` an editable chart of a slide,
``words`` its alternative text and its table. A new kind is one dataclass here and one function in each of the three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analytics.marks.units import COUNT, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    from analytics.marks.grid import Grid
    from data.language import Translator

Value = float | None
Tone = Literal[
    "actual", "prior", "accent", "good", "watch", "bad", "no_data", "faint", "low", "medium", "high", "very_high"
]
"""A role of the palette. Ordinary values are ``actual``; a judgement stands beside its word; the last four are levels
of risk."""
Look = Literal["solid", "outlined", "hatched"]
"""Solid is measured, outlined planned or still open, hatched forecast."""


def values(found: Sequence[Any] | np.ndarray | pd.Series) -> tuple[Value, ...]:
    """Plain floats, and nothing where nothing is known."""
    return tuple(None if pd.isna(value) else float(value) for value in found)


@dataclass(frozen=True)
class Series:
    """One series, a value a category. ``tones`` and ``looks`` single out values; ``lows``, ``highs`` and ``n`` are
    their intervals and the counts behind them, each as long as ``values`` or empty."""

    name: str
    values: tuple[Value, ...]
    tone: Tone = "actual"
    look: Look = "solid"
    tones: tuple[Tone, ...] = ()
    looks: tuple[Look, ...] = ()
    lows: tuple[Value, ...] = ()
    highs: tuple[Value, ...] = ()
    n: tuple[Value, ...] = ()

    def tone_at(self, at: int) -> Tone:
        return self.tones[at] if self.tones else self.tone

    def look_at(self, at: int) -> Look:
        return self.looks[at] if self.looks else self.look


@dataclass(frozen=True)
class Limit:
    """A line at a value that others are held against; ``name`` is the word for it, its label is the value."""

    value: float
    name: str


@dataclass(frozen=True)
class Bars:
    """Bars of categories: one series, several beside each other, or stacked. They begin at zero.

    With ``whole`` the values are parts of it, drawn as shares and written as counts. ``ends`` are written behind each
    category; ``targets`` stand at each as a tick, ``earlier`` values as rings. ``ids`` are what a category is called by
    the ledgers, ``of`` what the categories are: the header of their column.
    """

    names: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit = COUNT
    across: bool = False
    stacked: bool = False
    whole: tuple[float, ...] = ()
    ends: tuple[str, ...] = ()
    limit: Limit | None = None
    targets: Series | None = None
    earlier: Series | None = None
    """As many values as categories for each round before, one round after the other."""
    ids: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Dots:
    """A value of each category as a dot on its interval; fewer than 30 behind it: hollow and dotted.

    Two series are joined by a line: before and after, half and nine in ten; where each has intervals they stand below
    each other.
    """

    names: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit = COUNT
    ends: tuple[str, ...] = ()
    limit: Limit | None = None
    bounds: tuple[float, float] | None = None
    ids: tuple[str, ...] = ()
    of: str = ""
    log: bool = False
    """Ratios on a logarithmic axis that ends at powers of two: half as much lies as far from 1 as twice as much."""

    @property
    def apart(self) -> bool:
        """Whether the series of a category stand below each other: their intervals would hide one another."""
        return sum(any(low is not None for low in series.lows) for series in self.series) > 1


@dataclass(frozen=True)
class Line:
    """A line along days or numbers with its band. ``weight`` says whether it is looked at; ``dash`` is planned or
    compared; ``kind`` steps keep a value until the next; dots stand alone. ``label`` is written at its end."""

    name: str
    x: tuple[Any, ...]
    y: tuple[Value, ...]
    tone: Tone = "actual"
    weight: Literal["focus", "usual", "thin"] = "usual"
    dash: Literal["solid", "dash", "dot"] = "solid"
    kind: Literal["line", "steps", "dots"] = "line"
    lows: tuple[Value, ...] = ()
    highs: tuple[Value, ...] = ()
    label: str = ""
    hovers: tuple[str, ...] = ()
    """What stands under the value of each point, where name and place do not say enough."""
    n: tuple[Value, ...] = ()
    """The counts behind the points: below 30 hollow and dotted."""
    ids: tuple[str, ...] = ()
    """What a click on each point leads to, by default the name of the line."""


@dataclass(frozen=True)
class Upright:
    """A day or step that is marked across the plot, such as a cut-over."""

    x: Any
    name: str
    focus: bool = False
    planned: bool = False


@dataclass(frozen=True)
class Under:
    """Counts under the plot at places of its axis, which are its ticks then: ``name`` says of what, ``rows`` are a name
    with a text a place each."""

    name: str
    x: tuple[float, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Lines:
    """Lines over one axis of days (``x`` are dates) or of numbers, which ``along`` names."""

    series: tuple[Line, ...]
    along: str
    unit: Unit = COUNT
    uprights: tuple[Upright, ...] = ()
    limits: tuple[Limit, ...] = ()
    bounds: tuple[float, float] | None = None
    zone: tuple[float, float] | None = None
    """The usual range, as a surface behind the lines."""
    events: pd.DataFrame | None = field(default=None, compare=False)
    """What happened beside, as ``load_annotations`` gives it: small marks on the axis of days."""
    baseline: Any = None
    """Until here the limits were learnt: a surface behind the lines."""
    step: float | None = None
    """The distance of the ticks of an axis of numbers, which are then signed: weeks since an event."""
    under: Under | None = None
    """On an axis of numbers: how many stand behind the lines at its ticks."""

    @cached_property
    def dated(self) -> bool:
        return any(isinstance(x, date | pd.Timestamp) for line in self.series for x in line.x)


@dataclass(frozen=True)
class Panel:
    """One of several small charts, with its name and what is to be said of it."""

    name: str
    lines: Lines


@dataclass(frozen=True)
class Multiples:
    """Small charts one below the other over one axis of days, each with values and a scale of its own."""

    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Facet:
    """One of several small pictures; ``said`` stands beside its name."""

    name: str
    lines: Lines
    said: str = ""
    focus: bool = False


@dataclass(frozen=True)
class Facets:
    """The same lines over days for each of several, side by side on one scale and one axis. The first line of each is
    the one that is looked at; ``of`` is what they are: the header of their column."""

    facets: tuple[Facet, ...]
    of: str = ""
    columns: int = 4


@dataclass(frozen=True)
class Heat:
    """Values of two kinds of categories as the strength of a colour, each with its number; what is not known is an
    empty cell.

    ``values`` has a row for each of ``down``, with a value for each of ``across``; ``waiting``, as large or empty, are
    the cells that cannot be known yet: they are hatched, and ``waits`` is what that is called.
    """

    down: tuple[str, ...]
    across: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]
    unit: Unit = COUNT
    of: str = ""
    waiting: tuple[tuple[bool, ...], ...] = ()
    waits: str = ""

    def is_waiting(self, row: int, column: int) -> bool:
        """Whether a cell cannot be known yet."""
        return bool(self.waiting) and self.waiting[row][column]


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall: a change from where the one before ended, or a sum from nothing (``total``)."""

    name: str
    value: float
    tone: Tone = "actual"
    look: Look = "solid"
    total: bool = False
    id: str = ""


@dataclass(frozen=True)
class Waterfall:
    """Changes that add up, from left to right, with the sums between them. A change is written with its sign; ``of`` is
    what the steps are: the header of their column."""

    steps: tuple[Step, ...]
    unit: Unit = COUNT
    of: str = ""

    @property
    def spans(self) -> list[tuple[float, float]]:
        """From where to where each bar goes."""
        found, at = [], 0.0
        for step in self.steps:
            start = 0.0 if step.total else at
            at = start + step.value
            found.append((start, at))
        return found

    def label(self, step: Step, t: Translator) -> str:
        return self.unit.write(step.value, t) if step.total else self.unit.change(step.value, t)


@dataclass(frozen=True)
class Spot:
    """A value or day that is marked over a distribution: what is aimed at, what it is without chance (``base``), or a
    share of the outcomes such as P80."""

    at: Any
    name: str
    role: Literal["share", "aim", "base"] = "share"


@dataclass(frozen=True)
class Distribution:
    """How often each outcome came in a simulation: ``shares`` of the trials between neighbours of ``edges``, which are
    values of the unit or days. ``along`` names them."""

    edges: tuple[Any, ...]
    shares: tuple[float, ...]
    along: str
    unit: Unit = COUNT
    spots: tuple[Spot, ...] = ()

    @property
    def dated(self) -> bool:
        return any(isinstance(edge, date) for edge in self.edges)


@dataclass(frozen=True)
class Swing:
    """A result with one input at its two ends: the words of the input there, and the result."""

    name: str
    low: tuple[str, float]
    high: tuple[str, float]
    id: str = ""

    @property
    def ends(self) -> tuple[tuple[str, float], tuple[str, float]]:
        """The worse end and the better one."""
        return (self.low, self.high) if self.low[1] <= self.high[1] else (self.high, self.low)


@dataclass(frozen=True)
class Tornado:
    """A result with one input at a time moved to its ends, around ``base``, the result as it stands; the widest
    first."""

    swings: tuple[Swing, ...]
    base: Limit
    unit: Unit = COUNT
    limit: Limit | None = None
    of: str = ""


@dataclass(frozen=True)
class Stretch:
    """A row of a Gantt chart: from the first to the last day of a task, of which it is done until ``until`` where it
    has begun.

    ``planned`` are the days of the baseline; a milestone (``stone``) is its last day. ``end`` is written at the right,
    ``note`` under the pointer.
    """

    name: str
    start: date
    finish: date
    until: date | None = None
    planned: tuple[date, date] | None = None
    stone: bool = False
    tone: Tone = "actual"
    end: str = ""
    end_tone: Tone = "prior"
    note: str = ""
    id: str = ""


@dataclass(frozen=True)
class Gantt:
    """Tasks over days: done solid, to come hatched, the baseline outlined below. ``of`` is what they are, ``baseline``
    the name of what was planned, ``today`` the day of the plan with its word, ``since`` where the axis begins."""

    rows: tuple[Stretch, ...]
    today: Upright
    since: date
    baseline: str
    of: str


@dataclass(frozen=True)
class Picture:
    """A chart that no kind describes, drawn by a function of its own for the browser: ``draw(palette, height)``.

    ``frame`` are the values behind it with headers in words. ``native(slide, figure, box, t)`` draws what it shows,
    read off the figure in light colours, into a box of a slide; without it the table of its values is what leaves.
    """

    draw: Callable[[Any, int], go.Figure]
    frame: pd.DataFrame
    native: Callable[[Any, go.Figure, tuple[float, float, float, float], Translator], None] | None = None


Mark = Bars | Dots | Lines | Multiples | Facets | Heat | Waterfall | Distribution | Tornado | Gantt | Picture


@dataclass(frozen=True)
class Exhibit:
    """What a chart or a table says and shows: ``title`` the finding with its number · ``subtitle`` measure, unit,
    period, method · ``note`` n, as-of and caveats · ``key`` what its marks mean where their own names do not say it.

    Without a ``body`` there is nothing to show, and ``empty`` says what is missing.
    """

    title: str
    subtitle: str = ""
    note: str = ""
    body: Mark | Grid | None = None
    key: str = ""
    empty: str = ""
    needs: tuple[str, ...] = ()
    """Datasets without which it stays empty."""
    folded: bool = False
    """Whether the finding says all there is to decide by, as where nothing differs beyond noise: the values stand
    behind a button."""
    answered: bool = False
    """Whether ``empty`` is the answer – nothing is open, all is done – and not what is missing: no filter is to blame
    for it."""

    def __post_init__(self) -> None:
        """A title that is one sentence, and what stands in place of a chart, is written as titles are: without a full
        stop at its end."""
        for name in ("title",) if self.body is not None else ("title", "empty"):
            said = getattr(self, name)
            if not re.search(r"[.。!?！？] ?\S", re.sub(r"\d\.\d", "", said)):
                object.__setattr__(self, name, said.rstrip(".。"))

    @classmethod
    def nothing(cls, words: str, subtitle: str = "", title: str = "", needs: tuple[str, ...] = ()) -> Exhibit:
        """Where there is nothing to show: ``words`` say what is missing, ``needs`` which datasets."""
        return cls(title or words, subtitle, empty=words, needs=needs)

    @classmethod
    def answer(cls, words: str, subtitle: str = "", title: str = "") -> Exhibit:
        """Where nothing is there to be shown because nothing is open, late or different: ``words`` say so."""
        return cls(title or words, subtitle, empty=words, answered=True)
