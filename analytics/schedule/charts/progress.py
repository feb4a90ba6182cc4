"""How far is the work, and how many customers have moved? Planned, earned and forecast over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.judging import USUAL, Judge
from analytics.marks import Exhibit, Line, Lines, Unit, Upright, values
from data.language import People

if TYPE_CHECKING:
    from analytics.schedule.numbers import Progress
    from analytics.schedule.numbers.outlook import Moves, Work
    from data.language import Translator


def spi_sentence(progress: Progress, t: Translator, judge: Judge = USUAL) -> str:
    """How SPI and SPI(t) stand, and whether SPI hides lateness. Work whose SPI(t) is beyond its limit never goes as
    planned."""
    schedule, spi = progress.schedule, progress.spi
    if schedule is None or schedule.spi_t is None or spi is None:
        if progress.ev >= 1:
            return t("schedule.message.over_undated")
        return t("schedule.s.first_week" if progress.pv > 0 or progress.ev > 0 else "schedule.s.not_begun")
    written = {"spi": t.number(spi, 2), "spi_t": t.number(schedule.spi_t, 2)}
    weeks = schedule.sv_t
    if schedule.done:
        late = round(max(schedule.time - schedule.duration, 0), 1)
        return (
            t("schedule.s.done_late", weeks=t.number(late, 1), **written)
            if late > 0
            else t("schedule.s.done", **written)
        )
    if weeks <= -0.5 or (weeks < 0 and judge.of("spi_t", schedule.spi_t).alarming):
        kind = "hidden" if schedule.spi_t < spi - judge["schedule.hidden"] else "behind"
        return t(f"schedule.s.{kind}", weeks=t.number(-weeks, 1), **written)
    if weeks >= 0.5:
        return t("schedule.s.ahead", weeks=t.number(weeks, 1), **written)
    return t("schedule.s.on_plan", **written)


def chart_s_curve(found: Work, t: Translator) -> Exhibit:
    """Planned (dashed) and earned work as shares of the whole, with earned schedule and the pace that the rest
    needs."""
    subtitle, progress = t("schedule.s.subtitle", rule=t("rule.percent")), found.progress
    if progress is None:
        return Exhibit.nothing(t("schedule.s.empty"), subtitle)
    schedule, note = progress.schedule, []
    if schedule is not None:
        note.append(t("schedule.s.es", es=t.number(schedule.earned, 1), at=t.number(schedule.time, 1)))
        if schedule.ieac_t is not None and not schedule.done:
            note.append(t("schedule.s.ieac", date=t.date(progress.day_at(schedule.ieac_t), year=True)))
        if not schedule.done:
            gone = schedule.tspi is None
            note.append(t("schedule.s.tspi_gone") if gone else t("schedule.s.tspi", tspi=t.number(schedule.tspi, 2)))
    planned, earned = progress.planned, progress.earned
    end = f"{t('schedule.earned')} {t.percent(progress.ev, 0)}"
    lines = (
        Line(
            t("schedule.planned"),
            tuple(planned["day"]),
            values(planned["value"]),
            "accent",
            dash="dash",
            label=t("schedule.planned"),
        ),
        Line(t("schedule.earned"), tuple(earned["day"]), values(earned["value"]), weight="focus", label=end),
    )
    mark = Lines(lines, t("schedule.day"), Unit("share", 1), (_today(found.plan.status_on, t),))
    return Exhibit(spi_sentence(progress, t, found.plan.judge), subtitle, " · ".join(note), mark)


def _today(day: object, t: Translator) -> Upright:
    return Upright(pd.Timestamp(day), t("schedule.today"), focus=True)  # type: ignore[arg-type]


def chart_burn_up(found: Moves, t: Translator) -> Exhibit:
    """Customers moved, planned by the baseline (dashed steps) and forecast (P10 to P90): how many, and when the rest
    will be."""
    units, forecast, subtitle = found.units, found.forecast, t("schedule.burn.subtitle")
    if not units.total or units.waves["base_on"].isna().all():
        return Exhibit.nothing(t("schedule.burn.empty"), subtitle)
    if units.done is None:
        return Exhibit.nothing(t("schedule.burn.unknown"), subtitle)
    done, due = units.done, units.planned_by(units.day)
    gap = round(due - done)
    key = "schedule.burn.behind" if gap > 0 else "schedule.burn.on_plan"
    title = t(key, done=t.count(done), n=People(gap), share=t.percent(done / units.total, 0))
    note = [t("schedule.burn.until", date=t.date(units.day, year=True))]
    if forecast is not None and forecast.p80 is not None and forecast.p50 is not None:
        note.append(t("schedule.burn.when", p50=t.date(forecast.p50, year=True), p80=t.date(forecast.p80, year=True)))
    if forecast is not None:
        note.append(t(f"schedule.burn.method.{forecast.method}"))
        note.append(t("schedule.burn.expected", n=t.count(round(forecast.expected)), total=t.count(units.total)))
    mark = Lines(tuple(_moved(found, t)), t("schedule.day"), uprights=(_today(units.day, t),))
    return Exhibit(title, subtitle, " · ".join(note), mark)


def _moved(found: Moves, t: Translator) -> list[Line]:
    units, today = found.units, pd.Timestamp(found.units.day)
    plan = units.waves.dropna(subset=["base_on", "planned"]).sort_values("base_on")
    start = plan["base_on"].min() - pd.Timedelta(days=10)
    planned = [0.0, *plan["planned"].astype("float64").cumsum()]
    words = t("schedule.planned")
    lines = [Line(words, (start, *plan["base_on"]), values(planned), "accent", dash="dash", kind="steps", label=words)]
    if found.forecast is not None and len(found.forecast.bands):
        bands, words = found.forecast.bands, t("schedule.forecast")
        lines.append(
            Line(
                words,
                tuple(bands["day"]),
                values(bands["middle"]),
                dash="dash",
                lows=values(bands["low"]),
                highs=values(bands["high"]),
                label=words,
            )
        )
    moved = units.moved.dropna(subset=["n"])
    if len(moved):
        days = [min(week + pd.Timedelta(days=6), today) for week in moved["week"]]
        n = values([*moved["n"], moved["n"].iloc[-1]])
        lines.append(
            Line(t("schedule.moved"), (*days, today), n, weight="focus", kind="steps", label=t.count(units.done))
        )
    return lines
