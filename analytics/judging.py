"""The one judge: a verdict is made of a metric's passport, its value and the limits in force, and of nothing else.

Every number that something is held against is declared here or in a passport, and is a row of the dataset ``settings``
where a programme wants another one: ``target.<metric>``, ``limit.<metric>.watch``, ``limit.<metric>.bad``, and the
names of
:data:`THRESHOLDS`. The rows are read as of a moment, so that a verdict of last month is made with the limits of last
  month. A
value that cannot be read is kept beside the default that holds in its place, to be said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from analytics.frames import rows
from data.ingest.values import yes_or_no
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.metrics.passport import Passport
    from analytics.metrics.reading import Reading
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

State = Literal["good", "watch", "bad", "unknown", "none"]
"""good · watch · bad · ``unknown``: no value, suppressed, too few, or too old · ``none``: nothing to hold the value
against."""
Why = Literal["", "no_value", "suppressed", "few", "stale", "early"]
"""Why a state is ``unknown``, or ``none`` (``early``: it falls short of what is not due yet)."""
WORST: tuple[State, ...] = ("bad", "watch", "unknown", "good", "none")
"""States from the one that decides to the one that says nothing."""

SETTINGS = Query(
    name="judging.settings",
    # One row a setting: setting, value (text).
    sql="select setting, value from {settings} order by setting",
    grain="open",
)
SAME = 1e-9
"""Values closer than this are equal: 0.1 + 0.2 does not miss a limit of 0.3."""
NUMBER = re.compile(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)%?")


@dataclass(frozen=True)
class Threshold:
    """A number that something is held against: its setting, what holds where none is set, and the range it may have.

    ``unit``: days, hours, share (0.9 or 90%), count, or yes (a switch: 1 or 0, written yes or no). ``beyond`` is the
    state of a value on its worse side: above it, or below where ``least``. What it does is the text ``setting.<name>``
    of the catalogue.
    """

    name: str
    default: float
    unit: Literal["days", "hours", "share", "count", "yes"]
    high: float = 1.0
    least: bool = False
    beyond: State = "watch"

    def read(self, text: str) -> float:
        """The value of a setting. Raises ``ValueError`` where it is none, or lies outside the range."""
        if self.unit == "yes":
            return read_switch(text)
        value = read_number(text, share=self.unit == "share", high=self.high)
        whole, empty = value == int(value), self.unit == "hours" and value == 0
        if not 0 <= value <= self.high or empty or (self.unit in ("days", "count") and not whole):
            raise ValueError(text)
        return value

    def words(self, t: Translator) -> str:
        """What it does, in one sentence."""
        gate, _, part = self.name.removeprefix("gate.").partition(".")
        if not part or not self.name.startswith("gate."):
            return t(f"setting.{self.name}")
        if self.unit == "count":
            return t("setting.gate.open", gate=t(f"readiness.gate.{gate}"), severity=t(f"cutover.severity.{part}"))
        return t(f"setting.gate.{part}", gate=t(f"readiness.gate.{gate}"))

    def write(self, value: float) -> str:
        """The value as it is set: ``7`` · ``0.95`` · ``yes``."""
        return ("yes" if value else "no") if self.unit == "yes" else f"{value:g}"


def _days(name: str, default: float, *, beyond: State = "watch", high: float = 3660.0) -> Threshold:
    return Threshold(name, default, "days", high, beyond=beyond)


def _gates() -> Iterable[Threshold]:
    """What each gate of a wave asks for: a share, by so many days before the cut-over, and whether it counts."""
    for gate, needed, days in (
        ("duties", 1.0, 0),
        ("notices", 0.98, 7),
        ("consents", 0.97, 5),
        ("continuity", 1.0, 7),
        ("rehearsal", 1.0, 7),
        ("defects", 1.0, 2),
        ("suppliers", 1.0, 14),
        ("training", 0.95, 14),
        ("documents", 0.95, 0),
        ("risk", 1.0, 4),
        ("backup", 1.0, 7),
    ):
        yield Threshold(f"gate.{gate}.needed", needed, "share", least=True)
        yield _days(f"gate.{gate}.days", days)
        yield Threshold(f"gate.{gate}.on", 1.0, "yes")


THRESHOLDS: dict[str, Threshold] = {
    one.name: one
    for one in (
        Threshold("reach.grace", 0.25, "share", 10.0),
        Threshold("reach.serious", 3, "count", 100.0),
        _days("alert.milestone_days", 7),
        _days("alert.milestone_window_days", 28),
        _days("alert.milestone_recent_days", 7),
        Threshold("alert.milestone_slips", 3, "count", 52.0),
        Threshold("alert.shortened", 0.1, "share"),
        Threshold("alert.response", 0.1, "share", least=True),
        Threshold("alert.lag", 0.02, "share"),
        Threshold("alert.finish_share", 0.8, "share"),
        Threshold("alert.overdue_share", 0.5, "share"),
        Threshold("alert.overdue_least", 5, "count", 1e6),
        Threshold("alert.mode_gap", 0.2, "share"),
        Threshold("alert.category", 1.0, "share", 10.0),
        Threshold("alert.explained", 0.95, "share"),
        Threshold("alert.overdue", 0.5, "share"),
        Threshold("fairness.gap", 0.05, "share"),
        _days("rights.silent_days", 14, beyond="bad"),
        _days("rights.told_days", 7),
        _days("rights.unwritten_days", 7),
        Threshold("rights.bounced", 0.03, "share"),
        Threshold("rights.told", 1.0, "share", least=True),
        Threshold("rights.refused", 0.05, "share"),
        Threshold("training.coverage", 0.95, "share", least=True),
        Threshold("training.retests", 1, "count", 100.0),
        _days("complaints.days", 15),
        *(
            Threshold(f"loop.hours.{what}", hours, "hours", 8784.0)
            for what, hours in (("detractor", 48), ("call", 24), ("complaint", 72))
        ),
        Threshold("clv.margin", 1.0, "share"),
        Threshold("clv.discount", 0.08, "share"),
        _days("continuity.block_days", 5, beyond="bad"),
        _days("support.staff_days", 14, beyond="bad"),
        Threshold("support.apart", 0.5, "share", 10.0, least=True),
        _days("cutover.soon_days", 30, beyond="bad"),
        _days("coordination.overdue_days", 7),
        _days("care.silent_days", 30),
        _days("care.repeat_days", 14),
        _days("protection.soon_days", 30),
        _days("backup.days", 7),
        _days("backup.test_days", 90),
        _days("documents.retention_days", 90),
        _days("documents.look_days", 28),
        *(
            _days(f"compliance.{what}_days", days)
            for what, days in (("assess", 14), ("evidence", 30), ("report", 10), ("review", 7), ("due", 14))
        ),
        _days("clock.soon_days", 3),
        _days("moving.active_days", 90),
        Threshold("moving.counts_differ", 0.0, "share"),
        _days("moving.reconcile_days", 14),
        *_gates(),
        *(
            Threshold(f"gate.defects.{severity}", most, "count", 1e6, beyond="bad")
            for severity, most in (("critical", 0.0), ("high", 0.0), ("medium", 50.0), ("low", 200.0))
        ),
        _days("indicators.usual_days", 31),
        _days("gate.early_days", 60),
        _days("gate.near_days", 30),
        _days("gate.late_days", 14),
        Threshold("benefits.short", 0.02, "share"),
        Threshold("schedule.hidden", 0.02, "share"),
        _days("schedule.apart_days", 3),
    )
}
"""Every threshold that is not the limit of a metric, by the name of its setting, in the order in which they are
listed."""

OLDER = {
    "alert.spi_t": "limit.spi_t.watch",
    "alert.cpi": "limit.cpi.bad",
    "alert.tcpi": "limit.tcpi.bad",
    "alert.overrun": "limit.final_cost.watch",
}
"""Older name → the limit it sets, where that is not set itself."""
COMPLEMENTS = {"alert.npv_share": "limit.npv_chance.watch"}
"""Older name of a share that counted the other side of the limit it sets."""
JUDGED = ("target.", "limit.", *dict.fromkeys(f"{name.split('.')[0]}." for name in THRESHOLDS))
"""How settings begin that the judge knows; others belong to somebody else (``scenario.``, ``risk.matrix.`` …)."""
TEXTS = ("complaints.country", "moving.company_since")
"""Settings that begin so and are no number."""


def read_number(text: str, *, share: bool = False, high: float = 1.0) -> float:
    """A number of a setting: ``0.9`` · ``90%`` · ``−3`` · ``1,000``, also in full-width characters. ``ValueError`` if
    it is none.

    A share above ``high`` without its sign is read as a percentage where that fits: ``80`` is 80 %.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace(" ", "")
    if not NUMBER.fullmatch(plain):
        raise ValueError(text)
    value = float(plain.removesuffix("%").replace(",", ""))
    if plain.endswith("%"):
        if not share:
            raise ValueError(text)
        value /= 100
    elif share and high < value <= 100 * high:
        value /= 100
    if not isfinite(value):
        raise ValueError(text)
    return value


def read_switch(text: str) -> float:
    """1 for yes, 0 for no, in the words that a file may have for them. ``ValueError`` for everything else."""
    found = yes_or_no(text)
    if found is None:
        raise ValueError(text)
    return float(found)


@dataclass(frozen=True)
class Unreadable:
    """A setting that does not hold: ``unreadable`` (its value is none), ``unknown`` (nothing has that name) or
    ``crossed`` (its limits are in the wrong order). ``instead`` is what holds in its place, as it is set; '' where
    nothing does."""

    setting: str
    value: str
    code: Literal["unreadable", "unknown", "crossed"]
    instead: str = ""

    def sentence(self, t: Translator) -> str:
        code = "unread" if self.code == "unreadable" and not self.instead else self.code
        return t(f"setting.said.{code}", setting=self.setting, value=self.value, instead=self.instead)


@dataclass(frozen=True)
class Limits:
    """What a metric is held against, in its unit: the value to reach, and where it begins to be watched and to be bad,
    both on the worse side of the target. Any may be missing."""

    target: float | None = None
    watch: float | None = None
    bad: float | None = None

    @property
    def empty(self) -> bool:
        return self.target is None and self.watch is None and self.bad is None


@dataclass(frozen=True)
class Verdict:
    """What the judge says of one value. ``reached`` is whether the target is; ``why`` is given where the state is
    unknown."""

    state: State
    limits: Limits = field(default_factory=Limits)
    reached: bool | None = None
    why: Why = ""

    @property
    def alarming(self) -> bool:
        """Whether somebody has to be told."""
        return self.state in ("watch", "bad")


def compute_verdict(
    better: Literal["up", "down", "neither"],
    value: float | None,
    limits: Limits,
    *,
    few: bool = False,
    note: str = "",
    stale: bool = False,
) -> Verdict:
    """The verdict on a value. What is not known, not shown, too old or of too few answers is unknown, never good.

    bad: beyond ``bad`` · watch: beyond ``watch``, or short of the target where nothing else is set · good otherwise. A
    value that equals its limit is within it.
    """
    if value is None or value != value:
        return Verdict("unknown", limits, None, "suppressed" if note == "suppressed" else "no_value")
    if stale or few:
        return Verdict("unknown", limits, None, "stale" if stale else "few")
    if limits.empty:
        return Verdict("none", limits)
    sign = 1.0 if better == "up" else -1.0

    def beyond(limit: float | None) -> bool:
        return limit is not None and sign * (value - limit) < -SAME * max(1.0, abs(limit))

    reached = None if limits.target is None else not beyond(limits.target)
    if beyond(limits.bad):
        return Verdict("bad", limits, reached)
    watched = limits.watch if limits.watch is not None else limits.target
    return Verdict("watch" if beyond(watched) else "good", limits, reached)


@dataclass(frozen=True)
class Judge:
    """The limits in force at a moment. ``stated`` are the settings as they were written, by name; none: every default
    holds."""

    stated: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        """The threshold of that name. Raises ``KeyError`` for a name that nobody declared."""
        return self._read[0].get(name, THRESHOLDS[name].default)

    def days(self, name: str) -> int:
        return int(self[name])

    def state(self, name: str, value: float | None) -> State:
        """How a value stands to the threshold of that name: good, what lies beyond it, or unknown."""
        found = THRESHOLDS[name]
        limit = Limits(watch=self[name]) if found.beyond == "watch" else Limits(bad=self[name])
        return compute_verdict("up" if found.least else "down", value, limit).state

    def beyond(self, name: str, value: float | None) -> bool:
        """Whether a value is known and lies on the worse side of the threshold of that name."""
        return self.state(name, value) in ("watch", "bad")

    def limits(self, passport: Passport, reference: float | None = None) -> Limits:
        """The limits of a metric: the programme's, else the passport's.

        Those of a ``relative`` metric are shares of ``reference`` (a budget, a plan), which is its target; without a
        reference there are none.
        """
        found = self.as_set(passport)
        if not passport.relative or reference is None:
            return Limits() if passport.relative else found
        step = abs(reference) if passport.better == "down" else -abs(reference)
        return Limits(reference, *(None if one is None else reference + step * one for one in (found.watch, found.bad)))

    def as_set(self, passport: Passport) -> Limits:
        """Its limits as they are set: those of a ``relative`` metric are shares."""
        watch, bad = passport.thresholds or (None, None)
        return Limits(**{"target": passport.target, "watch": watch, "bad": bad} | self._read[1].get(passport.id, {}))

    def verdict(
        self,
        passport: Passport,
        value: float | None,
        *,
        few: bool = False,
        note: str = "",
        stale: bool = False,
        reference: float | None = None,
    ) -> Verdict:
        """The verdict on a value of a metric."""
        limits = self.limits(passport, reference)
        return compute_verdict(passport.better, value, limits, few=few, note=note, stale=stale)

    def reading(self, reading: Reading) -> Verdict:
        """The verdict on a reading: its value, whether there are enough answers behind it, and why there is none. What
        is not due yet falls short of nothing."""
        now = reading.now
        found = self.verdict(
            reading.metric,
            now.value,
            few=reading.sampled and now.few,
            note=now.note,
            stale=reading.stale,
            reference=now.reference,
        )
        early = found.alarming and now.due is not None and reading.period.end < now.due
        return Verdict("none", found.limits, found.reached, "early") if early else found

    def of(self, metric: str, value: float | None, reference: float | None = None) -> Verdict:
        """The verdict on a value of the metric of that id, as a chart of it needs it."""
        from analytics.metrics import METRICS

        return self.verdict(METRICS[metric].passport, value, reference=reference)

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """The settings that do not hold, by name."""
        return self._read[2]

    def of_metric(self, metric: str) -> tuple[Unreadable, ...]:
        """Those of them that are about one metric."""
        own = (f"target.{metric}", f"limit.{metric}.watch", f"limit.{metric}.bad")
        return tuple(one for one in self.unreadable if (OLDER | COMPLEMENTS).get(one.setting, one.setting) in own)

    @cached_property
    def _read(self) -> tuple[dict[str, float], dict[str, dict[str, float | None]], tuple[Unreadable, ...]]:
        """Thresholds by name, limits by metric and part, and what could not be read."""
        if not self.stated:
            return {}, {}, ()
        from analytics.alerts.rules import unreadable_rule
        from analytics.metrics import METRICS

        plain: dict[str, float] = {}
        limits: dict[str, dict[str, float | None]] = {}
        wrong: list[Unreadable] = []
        for name, text in sorted(self.stated.items(), key=lambda item: (item[0] not in OLDER | COMPLEMENTS, item[0])):
            if name.startswith("rule."):
                wrong += unreadable_rule(name, text)
            if name in TEXTS or not name.startswith(JUDGED):
                continue
            if name in THRESHOLDS:
                found = THRESHOLDS[name]
                try:
                    plain[name] = found.read(text)
                except ValueError:
                    wrong.append(Unreadable(name, text, "unreadable", found.write(found.default)))
                continue
            metric, part = _named((OLDER | COMPLEMENTS).get(name, name))
            if metric not in METRICS or not part:
                wrong.append(Unreadable(name, text, "unknown"))
                continue
            passport = METRICS[metric].passport
            try:
                value = passport.read_limit(text)
            except ValueError:
                wrong.append(Unreadable(name, text, "unreadable", _usual(passport, part)))
                continue
            limits.setdefault(metric, {})[part] = 1 - value if name in COMPLEMENTS else value
        for metric, given in list(limits.items()):
            passport = METRICS[metric].passport
            watch, bad = passport.thresholds or (None, None)
            held = {"target": passport.target, "watch": watch, "bad": bad} | given
            if _crossed(passport.better, held["watch"], held["bad"]):
                for part in ("watch", "bad"):
                    if part in given:
                        wrong.append(
                            Unreadable(
                                f"limit.{metric}.{part}", self._written(metric, part), "crossed", _usual(passport, part)
                            )
                        )
                limits[metric] = {part: value for part, value in given.items() if part == "target"}
        return plain, limits, tuple(sorted(wrong, key=lambda one: one.setting))

    def _written(self, metric: str, part: str) -> str:
        """A limit as somebody set it, under its own or an older name."""
        name = f"limit.{metric}.{part}"
        older = next((old for old, new in (OLDER | COMPLEMENTS).items() if new == name), "")
        return self.stated.get(name, self.stated.get(older, ""))


USUAL = Judge()
"""The judge where nothing was set."""


def _named(setting: str) -> tuple[str, str]:
    """The metric and the part of a setting: ``limit.nps.watch`` → nps, watch; part '' where it is none."""
    kind, _, rest = setting.partition(".")
    if kind == "target":
        return rest, "target"
    metric, _, part = rest.rpartition(".")
    return metric, part if kind == "limit" and part in ("watch", "bad") else ""


def _usual(passport: Passport, part: str) -> str:
    watch, bad = passport.thresholds or (None, None)
    value = {"target": passport.target, "watch": watch, "bad": bad}[part]
    return "" if value is None else f"{value:g}"


def _crossed(better: str, watch: float | None, bad: float | None) -> bool:
    """Whether bad begins before watch."""
    return watch is not None and bad is not None and (bad > watch if better == "up" else bad < watch)


def load_judge(store: Store | Any, scope: Scope) -> Judge:
    """The judge as of the scope's moment."""
    read = rows(store.read(SETTINGS, scope.rights, as_of=scope.as_of, params={}))
    return Judge({str(row.setting).strip(): str(row.value) for row in read})


def worst(states: Iterable[State]) -> State:
    """The state that decides among several; ``none`` where there are none."""
    return min(states, key=WORST.index, default="none")
