"""How a metric stands: its reading, the verdict, and those of its companions. Tile, command, file and slide are made of
it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from analytics.judging import Judge, State, Verdict, load_judge, worst
from analytics.metrics import METRICS, Passport, Reading
from analytics.periods import Period, current_period
from analytics.provenance import Provenance, load_provenance, provenance_row
from analytics.snapshot import once
from data.language import People

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

DECIDING: tuple[State, ...] = ("bad", "watch")
"""States of a companion that are said in place of the metric's own."""


@dataclass(frozen=True)
class Standing:
    """A reading with its verdict. ``companions`` are metrics that decide with it, such as what is overdue beside what
    is done; ``provenance`` is where it comes from and who changed its limits."""

    reading: Reading
    verdict: Verdict
    companions: tuple[Standing, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def passport(self) -> Passport:
        return self.reading.metric

    @property
    def deciding(self) -> Standing:
        """Itself, or the companion that stands worse."""
        own = self.verdict.state
        said = ("good", *DECIDING) if own == "none" else DECIDING
        found = worst([own, *(one.verdict.state for one in self.companions if one.verdict.state in said)])
        if found == self.verdict.state:
            return self
        return next(one for one in self.companions if one.verdict.state == found)

    @property
    def state(self) -> State:
        return self.deciding.verdict.state

    def words(self, t: Translator) -> str:
        """The verdict in words: the metric's own where the catalogue has them, else how it stands to its limit."""
        one = self.deciding
        said = _words(one.reading, one.verdict, t)
        return t("judged.unsure", said=said) if one.unsure else said

    @property
    def unsure(self) -> bool:
        """Whether the limit that its verdict speaks of lies within the interval of the value: it may as well stand on
        the other side."""
        reading, limit = self.reading, _decided_by(self.verdict)
        if limit is None or not reading.sampled or reading.low is None or reading.high is None:
            return False
        return self.verdict.state in ("good", *DECIDING) and reading.low < limit < reading.high

    def limit(self, t: Translator) -> str:
        """What the value is held against, as a tile writes it: ``target 30`` · ``limit 0.95`` · ``budget $9.4m``; ''
        without."""
        passport, limits = self.passport, self.verdict.limits
        if limits.target is not None:
            key = f"metric.{passport.id}.against"
            written = self.reading.write_limit(limits.target, t)
            return t(key if t.has(key) else "tile.target", value=written)
        held = limits.watch if limits.watch is not None else limits.bad
        return "" if held is None else t("tile.limit", value=self.reading.write_limit(held, t))

    def row(self, t: Translator) -> dict[str, Any]:
        """Everything that is said of the metric, as a row of a file: unrounded values, the window, the limits, the
        verdict."""
        reading, limits, window = self.reading, self.verdict.limits, self.reading.window
        now = reading.now
        return {
            "metric": self.passport.id,
            "title": self.passport.title(t),
            "value": now.value,
            "low": now.low,
            "high": now.high,
            "n": now.n,
            "part": now.part,
            "whole": now.whole,
            "unit": self.passport.unit,
            "currency": now.currency,
            "written": reading.written(t),
            "from": None if window is None else window.start.isoformat(),
            "to": reading.period.end.isoformat(),
            "window": reading.said_window(t),
            "change": reading.change,
            "target": limits.target,
            "watch": limits.watch,
            "bad": limits.bad,
            "state": self.state,
            "verdict": self.words(t),
            "note": now.note,
            **provenance_row(self.passport, self.provenance, t),
        }


def _words(reading: Reading, verdict: Verdict, t: Translator) -> str:
    state, passport = verdict.state, reading.metric
    if state == "unknown":
        key = f"metric.{passport.id}.unknown"
        return (
            t(key)
            if t.has(key) and verdict.why == "no_value" and not reading.missing
            else reading.unknown_words(verdict.why, t)
        )
    if verdict.why == "early":
        return t("judged.early", date=t.date(reading.now.due, year=True))
    own = f"metric.{passport.id}.{state}"
    kind = People if passport.people else int
    given = {
        "n": kind(round(reading.value or 0.0)),
        "value": reading.written(t),
        "limit": reading.write_limit(_held(verdict), t),
        "missing": kind(round((reading.now.whole or 0) - (reading.now.part or 0))),
    }
    if t.has(own):
        return t(own, **given)
    if state == "none":
        return t("judged.none") if not passport.sampled else t("judged.free")
    if state == "good":
        key = "reached" if verdict.reached else "within"
    else:
        key = "below" if passport.better == "up" else "above"
    return t(f"judged.{key}", limit=given["limit"])


def unit_of(reading: Reading, t: Translator) -> str:
    """The unit behind the value: ``%`` · ``pts`` · ``of 7`` · ``days`` · ``of 12``; '' where the value carries it."""
    metric, now = reading.metric, reading.now
    if not now.known:
        return ""
    if metric.unit == "share":
        return "%"
    if metric.unit == "points":
        return t("tile.unit.points")
    if metric.unit == "score":
        return t("unit.of_seven")
    if metric.unit in ("days", "years"):
        return t(f"tile.unit.{metric.unit}", n=round(now.value or 0))
    if metric.unit != "count" or now.whole is None:
        return ""
    return t("tile.unit.of", n=(People if metric.people else int)(round(now.whole)))


def counts_of(reading: Reading, t: Translator) -> list[str]:
    """What a value stands on: ``2,085 of 2,722`` for a counted share, ``n 412`` for a sampled value."""
    now = reading.now
    if reading.metric.unit == "share" and now.part is not None and now.whole is not None:
        kind = People if reading.metric.people else int
        return [t("tile.of_all", part=kind(round(now.part)), whole=kind(round(now.whole)))]
    return [now.written_n(t)] if reading.metric.sampled and now.n is not None else []


def judged(reading: Reading, judge: Judge, companions: Iterable[Standing] = ()) -> Standing:
    """A reading before the judge."""
    verdict = judge.reading(reading)
    return Standing(_told_apart(reading, verdict), verdict, tuple(companions))


def _told_apart(reading: Reading, verdict: Verdict) -> Reading:
    """The reading with so many digits that a value beyond its limit is not written as that limit: 0.949 below 0.95."""
    passport, held = reading.metric, _held(verdict)
    if verdict.state not in DECIDING or reading.value is None or held is None or passport.unit == "money":
        return reading
    for digits in range(passport.digits, passport.digits + 4):
        finer = replace(passport, digits=digits)
        if finer.rounded(reading.value) != finer.rounded(held):
            return replace(reading, metric=finer)
    return reading


def _decided_by(verdict: Verdict) -> float | None:
    """The limit on whose one side the value is: the target where it is reached, else where watching begins; of what is
    bad where that begins."""
    limits = verdict.limits
    return limits.target if verdict.state == "good" and verdict.reached else _held(verdict)


def _held(verdict: Verdict) -> float | None:
    """The limit that a verdict speaks of."""
    limits = verdict.limits
    held = limits.bad if verdict.state == "bad" and limits.bad is not None else limits.watch
    return limits.target if held is None else held


@once
def load_reading(store: Store, scope: Scope, metric: str) -> Reading:
    """What a metric comes to at the scope's moment, worked out once for page, alerts, command, slide and brief."""
    return METRICS[metric].now(store, scope)


def load_standing(store: Store, scope: Scope, metric: str, judge: Judge | None = None) -> Standing:
    """How a metric stands at the scope's moment, with its companions."""
    known = judge if judge is not None else load_judge(store, scope)
    found = METRICS[metric]
    beside = [judged(load_reading(store, scope, one), known) for one in found.passport.companions]
    own = judged(load_reading(store, scope, metric), known, beside)
    return replace(own, provenance=load_provenance(store, scope, found.passport))


def red_said(store: Store, scope: Scope, metrics: Iterable[str], t: Translator) -> str:
    """Those of the metrics that are beyond their limits, by name and value, as a clause of a headline; '' where none
    is."""
    judge = load_judge(store, scope)
    found = [one for one in (load_standing(store, scope, metric, judge) for metric in metrics) if one.state == "bad"]
    named = [
        t("tile.red.one", name=one.passport.title(t), value=one.reading.written(t))
        if one.reading.value is not None
        else one.passport.title(t)
        for one in found
    ]
    return t("tile.red", n=len(named), what=t.listing(named)) if named else ""


def window_of(passport: Passport, scope: Scope) -> Period | None:
    """The period a metric is of where its reader names none: the last four complete weeks, or the dates of the scope. A
    ledger is counted as of the moment and has none."""
    return current_period(scope) if passport.of_period else None
