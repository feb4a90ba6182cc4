"""What the move did, in words and marks: one sentence with its interval and assumption, by wave, by week, and what
speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.marks import Column, Dots, Exhibit, Limit, Line, Lines, Series, Unit, Upright, grid, values
from analytics.retention.by_wave import saying_so
from analytics.retention.charts.parts import WEEKLY, p_words, span
from analytics.retention.effect import OUTCOMES, Effect, Outcome, load_effect
from analytics.schedule.numbers.plan import load_programme
from analytics.stats.compare import ALPHA
from analytics.stats.rates import PER
from analytics.stats.staggered import BASE, HORIZON
from data.language import start

if TYPE_CHECKING:
    from analytics.marks.kinds import Tone
    from analytics.scope import Scope
    from analytics.stats.staggered import Estimate
    from data.language import Translator
    from data.store import Store

COUNTED = ("leaving", "complaints")
"""Outcomes that are events: their effect has a number of customers or complaints beside the rate."""
FEW = 6
"""Below so many waves no interval is given over all of them."""
HEADS = "effect.column"
PHASES: tuple[tuple[str, Tone], ...] = (
    ("before", "prior"),
    ("base", "prior"),
    ("announced", "watch"),
    ("after", "accent"),
)


@dataclass(frozen=True)
class Look:
    """An effect with the unit it is written in; ``factor`` is what its values are multiplied by."""

    effect: Effect
    unit: Unit
    factor: float

    @property
    def counted(self) -> bool:
        return self.effect.outcome in COUNTED

    def write(self, value: float | None, t: Translator, *, sign: bool = True) -> str:
        """A value of the effect with its sign."""
        if value is None:
            return "–"
        if self.unit.kind == "money":
            return t.money(value, self.unit.currency, sign=sign)
        return t.number(value * self.factor, self.unit.digits, sign=sign)

    def bounds(self, low: float | None, high: float | None, t: Translator) -> str:
        """``−10 to 28``; '' where there is none."""
        if low is None or high is None:
            return ""
        return t("retention.span", low=self.write(low, t), high=self.write(high, t))


def load_look(store: Store, scope: Scope, outcome: str = "leaving") -> Look:
    """The effect on an outcome, in its unit."""
    asked: Outcome = outcome if outcome in OUTCOMES else "leaving"
    currency = load_programme(store, scope).currency if asked == "revenue" else ""
    unit = {"satisfaction": Unit("points", 1), "revenue": Unit("money", currency=currency)}.get(asked, WEEKLY)
    return Look(load_effect(store, scope, asked), unit, PER if asked in COUNTED else 1.0)


def surest(effect: Effect) -> tuple[str, Estimate] | None:
    """The wave with the largest effect of those that are told from chance."""
    sure = [(wave, one) for wave, one in effect.waves.items() if effect.sure(one)]
    return max(sure, key=lambda one: abs(one[1].value)) if sure else None


def said(look: Look, who: str, found: Estimate, t: Translator, seen: float | None = None) -> str:
    """One sentence of one wave or of all: the effect, its interval, whether chance explains it, what it rests on. Of
    waves that went apart before they were told only the difference is said."""
    drifting = look.effect.drifting
    kind = "bare" if drifting or found.low is None else "sure" if look.effect.sure(found) else "unsure"
    outcome = look.effect.outcome
    value, bounds = look.write(found.value, t), look.bounds(found.low, found.high, t)
    if look.counted:
        total, low, high = found.total
        whole = Unit("count")
        value = t.number(abs(total) if kind == "sure" else total, sign=kind != "sure")
        if kind == "sure":
            ends = sorted((abs(low or 0.0), abs(high or 0.0)))
            bounds = t("retention.span", low=t.number(ends[0]), high=t.number(ends[1]))
        else:
            bounds = span(low, high, whole, t)
    way = "more" if found.value > 0 else "fewer"
    key = f"effect.said.{outcome}.{kind}" + (f".{way}" if kind == "sure" else "")
    # What is summed is told with the weeks it was summed over: of a wave that moved lately not yet all of them.
    weeks = (
        found.weeks
        if found != look.effect.overall
        else max((one.weeks for one in look.effect.waves.values()), default=found.weeks)
    )
    told = round(seen or 0.0)
    return t(
        key,
        who=who,
        value=value,
        interval=bounds,
        of=t(f"effect.of.{outcome}", seen=t.count(told)) if told and look.counted else "",
        n=min(weeks, HORIZON),
    )


def seen_of(look: Look, found: Estimate) -> float | None:
    """How many were seen in the weeks behind the estimate of all waves that are asked for."""
    return look.effect.seen if found == look.effect.overall else None


def effect_title(look: Look, t: Translator) -> str:
    """What the move did, first of the wave of which it is sure, then of all; what is not known is said."""
    effect = look.effect
    if effect.overall is None:
        return t(f"effect.why.{effect.why or 'base'}", outcome=t(f"effect.outcome.{effect.outcome}"))
    sure, parts = surest(effect), []
    if sure is not None and len(effect.waves) > 1:
        parts.append(said(look, start(t.wave(sure[0])), sure[1], t, effect.seen_in.get(sure[0])))
    only = next(iter(effect.waves)) if len(effect.waves) == 1 else ""
    who = start(t.wave(only)) if only else t("effect.all_waves", n=len(effect.waves))
    parts.append(said(look, who, effect.overall, t, seen_of(look, effect.overall)))
    if effect.drifting:
        parts.append(t("effect.drifting"))
    elif effect.before is None and (sure is not None or effect.sure(effect.overall)):
        parts.append(t("effect.unjudged"))
    return t.sentences(*parts)


def waves_title(look: Look, t: Translator) -> str:
    """Of which waves an effect is sure, and of how many it cannot be told."""
    effect = look.effect
    if effect.drifting:
        return before_words(look, t)
    sure = [(wave, one) for wave, one in effect.waves.items() if effect.sure(one)]
    rest = len(effect.waves) - len(sure)
    if not sure:
        return t("effect.waves.nobody", n=rest)
    told = t.listing(
        [
            t(
                "effect.waves.one",
                who=t.wave(wave),
                value=look.write(one.value, t),
                interval=look.bounds(one.low, one.high, t),
            )
            for wave, one in sure
        ]
    )
    return start(
        t("effect.waves.some", who=told, unit=t(f"effect.unit.{effect.outcome}"), n=rest)
        if rest
        else t("effect.waves.every", who=told, unit=t(f"effect.unit.{effect.outcome}"))
    )


def chart_waves(look: Look, t: Translator) -> Exhibit:
    """The effect of each wave and of all on its interval; where a wave has one branch alone there is none."""
    effect, outcome = look.effect, look.effect.outcome
    subtitle = saying_so(t(f"effect.waves.subtitle.{outcome}"), effect.by_wave_day, t)
    if effect.overall is None:
        return Exhibit.nothing(effect_title(look, t), subtitle)
    told = [(start(t.wave(wave)), one) for wave, one in effect.waves.items()]
    if len(told) > 1:
        told.insert(0, (t("effect.all_short"), effect.overall))
    found = [one for _, one in told]

    def scaled(part: list[float | None]) -> tuple[float | None, ...]:
        return values([None if value is None else value * look.factor for value in part])

    tones: tuple[Tone, ...] = tuple(
        ("bad" if is_worse(look, one) else "good") if effect.sure(one) and not effect.drifting else "actual"
        for one in found
    )
    series = Series(
        t(f"effect.outcome.{outcome}"),
        scaled([one.value for one in found]),
        lows=scaled([one.low for one in found]),
        highs=scaled([one.high for one in found]),
        tones=tones,
        looks=tuple("solid" if one.low is not None else "outlined" for one in found),
    )
    ends = tuple(f"<b>{look.write(one.value, t)}</b>" + end_words(look, one, t) for one in found)
    mark = Dots(
        tuple(name for name, _ in told),
        (series,),
        look.unit,
        ends,
        Limit(0.0, t("effect.none")),
        of=t("retention.column.wave"),
    )
    bare = sum(one.low is None for one in found)
    note = [t("effect.waves.note", base=BASE, n=HORIZON)] if outcome != "revenue" else [t("effect.waves.monthly")]
    note += [t("effect.waves.bare", n=bare)] if bare else []
    note += [t("retention.until", date=t.date(effect.until, year=True))] if effect.until else []
    # What it did to customers is the headline of the page; to anything else it is said here.
    title = waves_title(look, t) if outcome == "leaving" else effect_title(look, t)
    return Exhibit(title, subtitle, " · ".join(note), mark)


def is_worse(look: Look, found: Estimate) -> bool:
    """Whether an effect is for the worse."""
    return found.value > 0 if look.counted else found.value < 0


def end_words(look: Look, found: Estimate, t: Translator) -> str:
    """Behind the value: the number of customers or complaints, or that there is no interval."""
    if look.counted:
        total = round(found.total[0])
        return f" · {t(f'effect.total.{look.effect.outcome}', n=abs(total), value=t.number(total, sign=True))}"
    return "" if found.low is not None else f" · {t('effect.no_interval')}"


ROOM = 5
"""How many times as far as the line the bands of the event study may reach on the chart."""


def chart_event(look: Look, t: Translator) -> Exhibit:
    """The event study: the effect in each week since cut-over; before the notice it should lie around zero."""
    effect, outcome = look.effect, look.effect.outcome
    monthly = outcome == "revenue"
    subtitle = t(f"effect.event.subtitle.{outcome}")
    if not effect.series:
        return Exhibit.nothing(effect_title(look, t), subtitle)
    lines = []
    for phase, tone in PHASES:
        own = [one for one in effect.series if one.phase == phase]
        if not own:
            continue
        lines.append(
            Line(
                t(f"effect.phase.{phase}"),
                tuple(one.week for one in own),
                values([one.value * look.factor for one in own]),
                tone,
                "focus" if phase == "after" else "usual",
                "dot" if phase == "base" else "solid",
                lows=values([None if one.low is None else one.low * look.factor for one in own]),
                highs=values([None if one.high is None else one.high * look.factor for one in own]),
                label=t(f"effect.phase.{phase}.short") if phase == "after" else "",
                hovers=tuple(t("effect.event.hover", phase=t(f"effect.phase.{phase}"), n=one.waves) for one in own),
            )
        )
    top = max(abs(one.value) for one in effect.series) * look.factor
    widest = max(
        (abs(end) * look.factor for one in effect.series for end in (one.low, one.high) if end is not None), default=0.0
    )
    # The whole of each band, unless the line would be flat beneath it.
    room = min(max(2.2 * top, 1.05 * widest), ROOM * top) or 1.0
    mark = Lines(
        tuple(lines),
        t("effect.months" if monthly else "mark.weeks"),
        look.unit,
        (Upright(0, t("retention.cutover"), focus=True),),
        (Limit(0.0, t("effect.none")),),
        bounds=(-room, room),
        step=1.0 if monthly else 4.0,
    )
    note = t("effect.event.note.months" if monthly else "effect.event.note")
    return Exhibit(
        before_words(look, t), subtitle, t.sentences(note, t("effect.event.wider")) if widest > room else note, mark
    )


def before_words(look: Look, t: Translator) -> str:
    """The weeks before the notice judged in words, with what could have been seen."""
    before = look.effect.before
    if before is None or before.p is None:
        return t("effect.before.unknown")
    kind = "drift" if look.effect.drifting else "level"
    return t(
        f"effect.before.{kind}",
        slope=look.write(before.slope, t),
        p=p_words(before.p, t),
        visible=look.write(before.visible, t, sign=False),
        unit=t(f"effect.unit.{look.effect.outcome}"),
        n=before.weeks,
    )


def table_checks(look: Look, t: Translator) -> Exhibit | None:
    """What the answer rests on: each check with its number and what it says."""
    effect, overall = look.effect, look.effect.overall
    if overall is None:
        return None
    rows = [
        check(
            "trend",
            "none" if effect.before is None or effect.before.p is None else "bad" if effect.drifting else "good",
            "–" if effect.before is None else look.write(effect.before.slope, t),
            before_words(look, t),
            t,
        )
    ]
    if effect.placebo is not None:
        one = effect.placebo
        real = one.p is not None and one.p < ALPHA
        rows.append(
            check(
                "placebo",
                "bad" if real else "good" if one.p is not None else "none",
                look.write(one.value, t),
                t(
                    f"effect.check.placebo.{'real' if real else 'none'}",
                    interval=look.bounds(one.low, one.high, t) or "–",
                    p=p_words(one.p, t),
                ),
                t,
            )
        )
    else:
        rows.append(check("placebo", "none", "–", t("effect.check.placebo.unknown"), t))
    if effect.carried_on is not None:
        low, high = effect.carried_on
        kept = low > 0 or high < 0
        rows.append(
            check(
                "carried",
                "good" if kept else "watch",
                look.bounds(low, high, t),
                t(f"effect.check.carried.{'kept' if kept else 'lost'}"),
                t,
            )
        )
    if effect.strict is not None:
        alike = (effect.strict > 0) == (overall.value > 0)
        rows.append(
            check(
                "strict",
                "good" if alike else "watch",
                look.write(effect.strict, t),
                t(f"effect.check.strict.{'alike' if alike else 'apart'}"),
                t,
            )
        )
    if effect.naive is not None:
        rows.append(
            check(
                "naive",
                "none",
                look.write(effect.naive, t),
                t("effect.check.naive.says", value=look.write(overall.value, t)),
                t,
            )
        )
    if overall.visible is not None:
        seen = abs(overall.value) >= overall.visible
        rows.append(
            check(
                "power",
                "good" if seen else "watch",
                look.write(overall.visible, t, sign=False),
                t("effect.check.power.says"),
                t,
            )
        )
    rows.append(check("announced", "none", look.write(effect.announced, t), t("effect.check.announced.says"), t))
    rows.append(waves_check(look, overall, t))
    rows.append(
        check(
            "order",
            "watch" if effect.order_rule else "none",
            "",
            t("effect.check.order.told", rule=effect.order_rule)
            if effect.order_rule
            else t("effect.check.order.unknown"),
            t,
        )
    )
    bad = sum(row["state"] == "bad" for row in rows)
    columns = (
        Column("state", "state", codes="effect.state"),
        Column("check", "head"),
        Column("value", "number"),
        Column("says", "prose"),
    )
    judged = effect.before is not None and effect.before.p is not None
    title = t("effect.checks.bad", n=bad) if bad else t("effect.checks.well" if judged else "effect.checks.unknown")
    return Exhibit(
        title,
        t("effect.checks.subtitle", unit=t(f"effect.unit.{effect.outcome}")),
        body=grid(pd.DataFrame(rows), columns, HEADS, t),
    )


def check(name: str, state: str, value: str, says: str, t: Translator) -> dict[str, str]:
    return {"state": state, "check": t(f"effect.check.{name}"), "value": value, "says": says}


def waves_check(look: Look, overall: Estimate, t: Translator) -> dict[str, str]:
    """How many waves stand behind the answer, and until when anybody is left to compare with."""
    effect = look.effect
    few = overall.low is None
    words = (
        t("effect.check.waves.few", n=overall.clusters, least=t.number(FEW))
        if few
        else t("effect.check.waves.enough", n=overall.clusters)
    )
    if not effect.unmoved:
        words = t.sentences(words, t("effect.check.waves.all_moved", date=t.date(effect.last_control, year=True)))
    return check("waves", "watch" if few or not effect.unmoved else "good", t.number(effect.unmoved), words, t)


def table_numbers(look: Look, t: Translator) -> Exhibit | None:
    """Every wave and all of them in numbers."""
    effect = look.effect
    if effect.overall is None:
        return None
    told = [(t("effect.all_short"), effect.overall)] if len(effect.waves) > 1 else []
    told += [(start(t.wave(wave)), one) for wave, one in effect.waves.items()]
    frame = pd.DataFrame(
        [
            {
                "wave": name,
                "value": look.write(one.value, t),
                "interval": look.bounds(one.low, one.high, t) or t("effect.no_interval"),
                "total": t.number(one.total[0], sign=True) if look.counted else "–",
                "ends": span(one.total[1], one.total[2], Unit("count"), t) if look.counted else "–",
                "p": p_words(one.p, t) or "–",
                "method": t(f"effect.method.{one.method or 'none'}"),
                "weeks": one.weeks,
            }
            for name, one in told
        ],
        dtype=object,
    )
    columns = (
        Column("wave", "head"),
        Column("value", "number"),
        Column("interval", "number"),
        Column("total", "number"),
        Column("ends", "number"),
        Column("p", "number"),
        Column("method"),
        Column("weeks", "number", "months" if effect.outcome == "revenue" else "weeks"),
    )
    subtitle = t("effect.numbers.subtitle", unit=t(f"effect.unit.{effect.outcome}"))
    return Exhibit(
        t("effect.numbers.title", n=len(effect.waves)),
        subtitle,
        t("effect.numbers.note"),
        grid(frame, columns, HEADS, t),
    )
