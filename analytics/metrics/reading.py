"""A tile: the value of a period, the one before, the change and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from analytics.amounts import Fact
from analytics.metrics.passport import FEW, HIDDEN, Passport
from analytics.periods import Period
from analytics.stats.compare import (
    ALPHA,
    Difference,
    Sample,
    answers_needed,
    compare_means,
    compare_nps,
    compare_shares,
    holm_p,
)
from data.datasets import DATASETS
from data.store.rounding import ROUNDING, to_five

if TYPE_CHECKING:
    from data.access import Rights
    from data.language import Translator

Verdict = Literal["real_better", "real_worse", "alone", "within_noise", "too_few", "no_previous", "nothing", "counted"]
"""``alone``: beyond noise by itself, not among all that is looked at with it · ``nothing``: no value in the period ·
``too_few``: fewer than 30 answers in one of the periods · ``no_previous``: a value, but none to compare it with ·
``counted``: read off a ledger, not a sample, so that every change is one."""

OUT_OF_REACH = 20
"""More than this many times the answers there are will not be had: then no number is named."""


@dataclass(frozen=True)
class Value:
    """One value with its uncertainty; all null where it is suppressed or there are no answers.

    ``reference`` is what a relative metric is held against, in its unit; ``currency`` that of money; ``part`` of
    ``whole`` are the counts behind a share or a count; ``said`` is what else belongs beside the value, ``why`` the
    reason for which there is none. ``due`` is the day from which its limits hold: what a cut-over needs need not be
    there long before it. ``exact`` is the count to compute with where ``n`` is rounded for its reader; it is not
    shown."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    note: str = ""
    variance: float | None = None
    reference: float | None = None
    currency: str = ""
    exact: int | None = None
    part: float | None = None
    whole: float | None = None
    said: tuple[Fact, ...] = ()
    why: Fact | None = None
    due: date | None = None

    @property
    def counted(self) -> int:
        """The count to compute with; 0 where there is none."""
        return self.exact or self.n or 0

    def written_n(self, t: Translator) -> str:
        """``n 397``; where it is rounded for its reader ``n ≈ 395``."""
        if self.n is None:
            return ""
        return t("tile.n", n=t.count(self.n))

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def few(self) -> bool:
        return self.n is not None and self.n < FEW


def as_told(passport: Passport, value: Value, rights: Rights) -> Value:
    """The value as a reader has it: counts of customers rounded to five for those without row level, and some are never
    none. A share is that of the counts themselves."""
    if rights.row_level or not passport.people or not value.known:
        return value

    def near(n: float | None) -> float | None:
        return None if n is None else float(max(ROUNDING, to_five(n))) if n > 0 else 0.0

    counted = near(value.value) if passport.unit == "count" else value.value
    n = None if value.n is None else int(near(value.n) or 0)
    return replace(value, value=counted, n=n, part=near(value.part), whole=near(value.whole))


@dataclass(frozen=True)
class Reading:
    """What a tile shows. Values as in the metric's frame (shares 0 to 1); ``change`` is now minus before.

    ``until``: the day up to which the data behind it reach; null where that is the period itself. ``needed``: answers
    in *each* period that would show a change of the observed size in four of five such cases (80 % power); null where
    there is no change to see. ``window`` is the period the value is of; a ledger is counted as of the end of ``period``
    and has none. ``missing``: the dataset without which there is no value, or ''. ``stale``: a ledger behind it was
    last loaded longer ago than its rhythm, and ``stopped`` is which where that is not the one it is counted in.
    """

    metric: Passport
    period: Period
    now: Value
    previous: Value
    verdict: Verdict
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    statistic: float | None = None
    p: float | None = None
    needed: int | None = None
    target: float | None = None
    missing: str = ""
    stale: bool = False
    stopped: str = ""
    until: date | None = None
    window: Period | None = None
    family: int = 1
    """How many changes it was tested with."""

    @property
    def sampled(self) -> bool:
        """Whether the value was drawn and not counted: only then it can be of too few."""
        return self.metric.sampled

    @property
    def value(self) -> float | None:
        return self.now.value

    @property
    def low(self) -> float | None:
        return self.now.low

    @property
    def high(self) -> float | None:
        return self.now.high

    @property
    def n(self) -> int | None:
        return self.now.n

    def written(self, t: Translator) -> str:
        """The value as it is written everywhere, with its currency."""
        return self.metric.write(self.value, t, self.now.currency)

    def write_limit(self, limit: float | None, t: Translator) -> str:
        """A target or limit in the unit of the value."""
        return self.metric.write_target(limit, t, self.now.currency)

    def said_window(self, t: Translator) -> str:
        """What the value is of: ``4 weeks to 22 Nov 2026``, or the day as of which a ledger was counted."""
        if self.window is not None:
            return self.window.phrase(t)
        return t("period.as_of", date=t.date(self.period.end, year=True))

    def unknown_words(self, why: str, t: Translator) -> str:
        """Why nothing is said of the value."""
        if why == "few":
            return t("verdict.too_few", n=FEW)
        return self.words(t)

    def words(self, t: Translator) -> str:
        """The verdict in words: ``Better, beyond noise`` · ``Within noise: needs ≈ 5,400 answers a period``."""
        if self.verdict == "nothing":
            if self.missing:
                return t("verdict.nothing.missing", dataset=DATASETS[self.missing].label(t.lang))
            if self.window is not None and self.until is not None and self.until < self.window.start:
                return t("verdict.nothing.after", date=t.date(self.until, year=True))
            suppressed = self.now.note == "suppressed"
            if suppressed:
                return t("verdict.nothing.suppressed", n=HIDDEN)
            if self.now.why is not None:
                return t("verdict.nothing.said", what=self.now.why.write(t))
            if not self.sampled:
                return t("verdict.nothing.counted")
            return t("verdict.nothing" if self.metric.of_answers else "verdict.nothing.period")
        if self.stale and self.until is not None and self.stopped:
            named = DATASETS[self.stopped].label(t.lang)
            return t("verdict.stopped", date=t.date(self.until, year=True), dataset=named)
        if self.stale and self.until is not None:
            return t("verdict.stale", date=t.date(self.until, year=True))
        if self.verdict == "within_noise" and self.needed and self.needed > OUT_OF_REACH * (self.n or 1):
            return t("verdict.within_noise.small")
        if self.verdict == "within_noise" and self.needed:
            of = "" if self.metric.of_answers else ".n"  # what is counted has a word of its own in Chinese
            return t(f"verdict.within_noise.needs{of}", needed=t.number(rounded_up(self.needed)))
        if self.verdict == "too_few":
            return t("verdict.too_few", n=FEW)
        return t(f"verdict.{self.verdict}", n=self.family) if self.verdict == "alone" else t(f"verdict.{self.verdict}")

    def comparison(self, t: Translator) -> str:
        """What is compared with what: ``4 weeks to 22 Nov 2026 against the 4 weeks before``."""
        weeks, rest = divmod(self.period.days, 7)
        if rest or not weeks:
            return t("period.compared.dates", now=self.period.write(t), before=self.period.before().write(t))
        return t("period.compared.weeks", n=weeks, end=t.date(self.period.end, year=True))


def rounded_up(count: int) -> int:
    """A number of answers to two figures, upwards: 5,361 → 5,400; it is an order of size, not a promise."""
    step = 10 ** max(0, len(str(count)) - 2)
    return -(-count // step) * step


def compare_values(passport: Passport, now: Value, before: Value) -> Difference | None:
    """The change between two values of a metric, by the method of its unit; ``None`` where one is not known."""
    if now.value is None or before.value is None or not now.counted or not before.counted:
        return None
    if passport.unit == "share":
        return compare_shares(now.value, now.counted, before.value, before.counted)
    later = Sample(now.counted, now.value, now.variance or 0.0)
    earlier = Sample(before.counted, before.value, before.variance or 0.0)
    return compare_nps(later, earlier) if passport.unit == "points" else compare_means(later, earlier)


def compute_reading(
    passport: Passport,
    period: Period,
    now: Value,
    previous: Value,
    *,
    target: float | None = None,
    missing: str = "",
) -> Reading:
    """The reading of two values of one metric.

    What was counted has changed by what it has changed. Of two *periods* it is asked all the same whether that is more
    than chance: what comes in differs from one month to the next though nothing is different.
    """
    window = period if passport.of_period else None

    def said(verdict: Verdict, change: float | None = None) -> Reading:
        gone = missing if verdict == "nothing" else ""
        return Reading(passport, period, now, previous, verdict, change, target=target, missing=gone, window=window)

    if now.value is None:
        return said("nothing")
    if previous.value is None:
        return said("no_previous")
    if not passport.sampled and not passport.of_period:
        return said("counted", now.value - previous.value)
    difference = compare_values(passport, now, previous)
    if difference is None:
        return said("no_previous")
    variance = ((now.variance or 0.0) + (previous.variance or 0.0)) / 2
    verdict: Verdict = "within_noise"
    if passport.sampled and (now.few or previous.few):
        verdict = "too_few"
    elif difference.p < ALPHA:
        rose = difference.difference > 0
        verdict = "real_better" if rose == (passport.better == "up") else "real_worse"
    if not passport.sampled:
        return said(verdict, difference.difference)
    return Reading(
        metric=passport,
        period=period,
        now=now,
        previous=previous,
        verdict=verdict,
        change=difference.difference,
        change_low=difference.low,
        change_high=difference.high,
        statistic=difference.statistic,
        p=difference.p,
        needed=answers_needed(difference.difference, variance),
        target=target,
        window=window,
    )


def settle_family(readings: Sequence[Reading], level: float = ALPHA) -> list[Reading]:
    """Readings that are looked at together, with the verdict that holds among them (Holm): who looks at four scores a
    week finds one beyond noise in one of five quiet weeks. ``level`` is the part that they have of their page
    (:mod:`analytics.families`).

    What is beyond noise only by itself is said to be so, in its tile as in the headline."""
    tested = [one for one in readings if one.p is not None]
    chance = dict(zip(map(id, tested), holm_p([one.p for one in tested if one.p is not None]), strict=True))
    return [
        replace(
            one,
            family=len(tested),
            verdict="alone" if one.verdict.startswith("real") and chance[id(one)] >= level else one.verdict,
        )
        if id(one) in chance
        else one
        for one in readings
    ]
