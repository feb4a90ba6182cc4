"""A metric's passport: everything about it that is declared once and shown, judged or exported from there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from analytics.amounts import digits_of

if TYPE_CHECKING:
    import pandas as pd

    from analytics.metrics.reading import Reading
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

Unit = Literal["points", "share", "score", "days", "ratio", "money", "count", "years"]

FEW = 30
"""Below this many answers a value is greyed and judged ``too_few``."""
HIDDEN = 10
"""Below this many answers a value is not shown at all (the store's ``min_group``)."""
CONFIDENCE = 0.95
OWN = "own definition"
"""How the reference of a metric begins whose formula is nobody's work."""


@dataclass(frozen=True)
class Passport:
    """What a metric is. Its words are in the catalogue: ``metric.<id>.title``, ``.definition``, ``.formula``,
    ``.direction``.

    ``unit``: points (NPS, −100…100), share (0…1, written as percent), score (mean on a scale), days (calendar days),
    ratio (an index around 1), money (the programme's currency), count (how many), years. ``better`` is the side on
    which a change is for the better: ``neither`` of what counts down and begins again. ``domain`` is the range of the
    strip of a tile, fixed so that it does not move from week to week. ``target`` is the value to reach, ``thresholds``
    (watch, bad) are where it begins to be watched and to be bad, on the worse side of the target; a value that equals
    its limit is within it. They hold where the settings name no others (``target.<id>``, ``limit.<id>.watch``,
    ``limit.<id>.bad``). Of a ``relative`` metric they are shares of a reference that comes with the value (a budget, a
    plan), and the reference is the target. ``sampled`` is false for what is counted in a ledger: it has no interval and
    is never too few. ``of_period`` is false for what is of a moment and has no window. ``companions`` are metrics that
    decide the state with it; ``owner`` is the role that answers for it (``role.<owner>``). ``digits`` are the decimals
    of the value as it is written (of a percent for shares). ``item`` is the column of the answers; ``reference`` the
    source of the formula. ``whole`` are the filters that do not narrow it: while one of them acts, the value says that
    it is of the whole programme. ``people``: it counts customers, which readers without row level have rounded to five
    and written so. ``of_metrics``: it is computed from other metrics, of which some may be rounded so.
    """

    id: str
    unit: Unit
    better: Literal["up", "down", "neither"]
    domain: tuple[float, float]
    target: float | None
    thresholds: tuple[float | None, float | None] | None
    datasets: tuple[str, ...]
    reference: str
    digits: int = 0
    signed: bool = False
    item: str = ""
    low: float | None = None
    high: float | None = None
    relative: bool = False
    sampled: bool = True
    of_period: bool = True
    companions: tuple[str, ...] = ()
    owner: str = "analyst"
    whole: tuple[str, ...] = ()
    people: bool = False
    of_metrics: bool = False

    def source(self, t: Translator) -> str:
        """Where its formula is from: a work as it is cited, a definition of our own in words."""
        if not self.reference.startswith(OWN):
            return self.reference
        key = "_".join(re.findall("[a-z]+", self.reference.removeprefix(OWN).lower())[:6]) or "own"
        return t(f"reference.{key}") if t.has(f"reference.{key}") else self.reference

    def read_limit(self, text: str) -> float:
        """A target or limit as the settings have it, in the unit of the metric. Raises ``ValueError`` where it is
        none."""
        from analytics.judging import read_number

        value = read_number(text, share=self.unit == "share" or self.relative)
        if not self.relative and not (
            (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        ):
            raise ValueError(text)
        return value

    def write(self, value: float | None, t: Translator, currency: str = "") -> str:
        """A value as every tile, label, sentence and slide writes it: ``+31`` · ``78.4%`` · ``5.4`` · ``$9.4m``; ``≈
        +31`` for a reader who has it from rounded counts."""
        if self.unit == "money":
            return t.money(value, currency)
        share = self.unit == "share"
        digits = self.digits
        if share and value and round(value, digits + 2) == 0:
            digits = max(digits, digits_of(value))  # a little is not none
        text = t.percent(value, digits) if share else t.number(value, digits, sign=self.signed)
        return t.about(text) if self.of_rounded else text

    @property
    def of_rounded(self) -> bool:
        """Whether readers without row level have it from rounded counts."""
        return self.of_answers or self.of_metrics or (self.people and self.unit == "count")

    @property
    def of_answers(self) -> bool:
        """Whether it is computed from answers of customers: readers without row level have it from rounded counts."""
        return bool(self.item) or "invitations" in self.datasets

    def write_target(self, target: float | None, t: Translator, currency: str = "") -> str:
        """A target as people set it, without needless decimals: ``80%`` beside a value of ``78.4%``; ``82.5%``
        stays."""
        if target is None:
            return "–"
        if self.unit == "money":
            return t.money(target, currency)
        scaled = target * (100 if self.unit == "share" else 1)
        digits = next((few for few in range(self.digits) if abs(scaled - round(scaled, few)) < 1e-9), self.digits)
        if self.unit == "share":
            return t.percent(target, digits)
        return t.number(target, digits, sign=self.signed)

    def write_limit(self, limit: float, t: Translator) -> str:
        """A limit as it is declared: that of a relative metric is a share of its reference."""
        return t.percent(limit, 0) if self.relative else self.write_target(limit, t)

    def write_change(self, change: float | None, t: Translator, currency: str = "") -> str:
        """A change with its sign, without unit: ``−13`` · ``+1.1`` (percentage points for shares) · ``+$40k``."""
        if self.unit == "money":
            return t.money(change, currency, sign=True)
        scaled = None if change is None else change * (100 if self.unit == "share" else 1)
        return t.number(scaled, self.digits, sign=True)

    def write_size(self, change: float | None, t: Translator) -> str:
        """The size of a change with its unit, for sentences: ``13 points`` · ``1.1 percentage points``."""
        scaled = None if change is None else abs(change) * (100 if self.unit == "share" else 1)
        kind = "share" if self.unit == "share" else "points"
        return t(f"unit.size.{kind}", n=round(scaled or 0, self.digits), value=t.number(scaled, self.digits))

    def write_interval(self, low: float | None, high: float | None, t: Translator) -> str:
        """``95% 27…35`` · ``95%区间：27～35``; '' where no interval exists."""
        return t.interval(low, high, self.digits, percent=self.unit == "share")

    def write_range(self, low: float | None, high: float | None, t: Translator) -> str:
        """The bounds of a change alone, as in brackets after it: ``−20…−6`` · ``−20～−6``."""
        if low is None or high is None or low != low or high != high:
            return ""
        return self.write_change(low, t) + ("～" if t.lang == "zh" else "…") + self.write_change(high, t)

    def title(self, t: Translator) -> str:
        return t(f"metric.{self.id}.title")

    def rounded(self, value: float) -> float:
        """A value at the precision it is shown with: sentences compare what the reader sees."""
        return round(value, self.digits + (2 if self.unit == "share" else 0))


class Metric(Protocol):
    """One number, computed in one place."""

    @property
    def passport(self) -> Passport: ...

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """One row a cell of ``by``: the dimensions, ``value``, ``low``, ``high``, ``n``, ``note``, sorted by
        dimensions.

        ``note`` is '' or ``suppressed`` (value, low, high and n are then null).
        """
        ...

    def now(self, store: Store, scope: Scope) -> Reading:
        """The tile: the period of the scope against the one before."""
        ...


METRICS: dict[str, Metric] = {}
"""Every metric by id, in the order they are shown. Filled by the modules of ``analytics.metrics``."""


def register(metric: Metric) -> None:
    """Add a metric to the registry; an id is given once."""
    if metric.passport.id in METRICS:
        raise ValueError(f"two metrics are called {metric.passport.id}")
    METRICS[metric.passport.id] = metric
