"""The three phases side by side, and what the lost customers were worth, in words and marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.marks import Dots, Exhibit, Series, Unit, values
from analytics.retention.charts.parts import counted, span
from analytics.retention.effect import Effect, load_effect
from analytics.retention.phases import Phases, load_phases
from analytics.retention.value import Lifetime, load_lifetime
from analytics.stats.intervals import mean_interval
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from analytics.stats.staggered import Estimate
    from data.language import Translator
    from data.store import Store

RATE = Unit("rate", 2)
POINTS = Unit("points", 1)


def load_three(store: Store, scope: Scope) -> Phases:
    """Before the notice, between notice and cut-over, after."""
    return load_phases(store, scope)


def step_words(key: str, ratio: float, low: float, high: float, digits: int, real: bool, t: Translator) -> str:
    """One step from a phase into the next: its size, interval, and whether chance explains it."""
    sign = key.startswith("score")
    return t(
        f"effect.step.{key}.{'real' if real else 'noise'}",
        value=t.number(ratio, digits, sign=sign),
        interval=t.interval(low, high, digits, sign=sign),
    )


def phases_note(found: Phases, t: Translator) -> str:
    """What is in the steps beside the move, and that the waves differ where there are several."""
    return t.sentences(t("effect.phases.note"), t("effect.phases.scatter") if found.waves > 1 else "")


def chart_complaints(found: Phases, t: Translator) -> Exhibit:
    """Complaints a thousand customer-weeks in each phase."""
    subtitle = t("effect.phases.complaints.subtitle")
    if not found.complaints:
        return Exhibit.nothing(t("effect.phases.complaints.empty"), subtitle)
    parts = [
        step_words(f"rate.{name}", one.ratio, one.low, one.high, 2, not one.low <= 1 <= one.high, t)
        for name, one in (("announced", found.announced_rate), ("moved", found.moved_rate))
        if one is not None
    ]
    title = t.sentences(*parts) if parts else t("effect.phases.untested")
    series = Series(
        t("effect.outcome.complaints"),
        values([one.value for one in found.complaints]),
        lows=values([one.interval.low for one in found.complaints]),
        highs=values([one.interval.high for one in found.complaints]),
    )
    ends = tuple(
        f"<b>{RATE.write(one.value, t)}</b> ·"
        f" {t('effect.phases.events', n=one.events, said=counted(one.events, t).text)}"
        for one in found.complaints
    )
    mark = Dots(
        tuple(t(f"effect.three.{one.phase}") for one in found.complaints),
        (series,),
        RATE,
        ends,
        of=t("effect.column.phase"),
    )
    return Exhibit(title, subtitle, phases_note(found, t), mark)


def chart_scores(found: Phases, t: Translator) -> Exhibit:
    """NPS of each phase, each customer by the last answer in it."""
    subtitle = t("effect.phases.scores.subtitle")
    if not found.satisfaction:
        return Exhibit.nothing(t("effect.phases.scores.empty"), subtitle)
    parts = [
        step_words(f"score.{name}", one.difference, one.low, one.high, 1, not one.low <= 0 <= one.high, t)
        for name, one in (("announced", found.announced_score), ("moved", found.moved_score))
        if one is not None and one.low is not None and one.high is not None
    ]
    title = t.sentences(*parts) if parts else t("effect.phases.untested")
    bounds = [mean_interval(one.value, one.variance, one.n) for one in found.satisfaction]
    series = Series(
        t("metric.nps.title"),
        values([one.value for one in found.satisfaction]),
        lows=values([None if one is None else one.low for one in bounds]),
        highs=values([None if one is None else one.high for one in bounds]),
        n=values([t.told(one.n) for one in found.satisfaction]),
    )
    ends = tuple(f"<b>{POINTS.write(one.value, t)}</b> · {t('tile.n', n=t.count(one.n))}" for one in found.satisfaction)
    mark = Dots(
        tuple(t(f"effect.three.{one.phase}") for one in found.satisfaction),
        (series,),
        POINTS,
        ends,
        of=t("effect.column.phase"),
    )
    return Exhibit(title, subtitle, phases_note(found, t), mark)


@dataclass(frozen=True)
class Worth:
    """The customers lost to the move and what one of them is worth."""

    effect: Effect
    lifetime: Lifetime | None

    def told(self) -> list[tuple[str, Estimate]]:
        """All waves ('') and each wave with an effect."""
        whole = [("", self.effect.overall)] if self.effect.overall is not None and len(self.effect.waves) > 1 else []
        return [*whole, *self.effect.waves.items()]


def load_worth(store: Store, scope: Scope) -> Worth:
    """What the departures that the move caused are worth."""
    return Worth(load_effect(store, scope), load_lifetime(store, scope))


def worth_title(found: Worth, t: Translator) -> str:
    """What the surest wave has cost; or that no loss can be told."""
    lifetime = found.lifetime
    if lifetime is None:
        return t("effect.worth.unknown")
    if found.effect.drifting:
        return t("effect.worth.drifting")
    sure = [(wave, one) for wave, one in found.told() if found.effect.sure(one) and one.value > 0]
    if not sure:
        return t("effect.worth.unsure")
    wave, one = max(sure, key=lambda pair: pair[1].value)
    total, low, high = one.total
    return t(
        "effect.worth.title",
        who=start(t.wave(wave)) if wave else t("effect.all_short"),
        n=round(total),
        value=t.money(total * lifetime.value, lifetime.currency),
        each=t.money(lifetime.value, lifetime.currency),
        interval=span(
            (low or 0) * lifetime.value, (high or 0) * lifetime.value, Unit("money", currency=lifetime.currency), t
        ),
    )


def chart_worth(found: Worth, t: Translator) -> Exhibit:
    """The money of the customers lost to the move, by wave."""
    subtitle, lifetime = t("effect.worth.subtitle"), found.lifetime
    if found.effect.overall is None:
        return Exhibit.nothing(
            t(f"effect.why.{found.effect.why or 'base'}", outcome=t("effect.outcome.leaving")), subtitle
        )
    if lifetime is None:
        return Exhibit.nothing(t("effect.worth.unknown"), subtitle, needs=("revenue",))
    unit, told = Unit("money", currency=lifetime.currency), found.told()

    def amounts(place: int) -> list[float | None]:
        return [None if (n := one.total[place]) is None else n * lifetime.value for _, one in told]

    series = Series(
        t("effect.worth.name"),
        values(amounts(0)),
        lows=values(amounts(1)),
        highs=values(amounts(2)),
        tones=tuple(
            "bad" if found.effect.sure(one) and one.value > 0 and not found.effect.drifting else "actual"
            for _, one in told
        ),
        looks=tuple("solid" if one.low is not None else "outlined" for _, one in told),
    )
    ends = tuple(f"<b>{t.money(value, lifetime.currency, sign=True)}</b>" for value in amounts(0))
    names = tuple(start(t.wave(wave)) if wave else t("effect.all_short") for wave, _ in told)
    mark = Dots(names, (series,), unit, ends, of=t("retention.column.wave"))
    return Exhibit(worth_title(found, t), subtitle, t("effect.worth.note"), mark)
