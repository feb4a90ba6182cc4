"""How far is the work, and how many customers have moved? Planned, earned and forecast over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_band, add_end_label, add_upright, month_axis, nice_ticks
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank, push_apart
from analytics.frames import rows
from analytics.schedule.numbers import BurnUp, Progress, Units
from data.language import Translator

HIDDEN_BY = 0.02
"""How far SPI(t) must lie below SPI for SPI to be said to hide lateness."""


def figure_s_curve(
    progress: Progress, day: pd.Timestamp, palette: Palette, t: Translator, height: int = 320
) -> go.Figure:
    """Planned work (outlined: dashed) and earned work (solid) as shares of the whole, by week."""
    figure = blank(palette, height, 96)
    planned, earned = progress.planned, progress.earned
    figure.add_trace(
        go.Scatter(
            x=planned["day"], y=planned["value"], mode="lines", line={"color": palette.accent, "width": 1.6, "dash": "dash"},
            hovertemplate="%{y:.1%}<extra></extra>", meta={"role": "line", "name": "planned", "label": t("schedule.planned")},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=earned["day"], y=earned["value"], mode="lines", line={"color": palette.actual, "width": 2.6},
            hovertemplate="%{y:.1%}<extra></extra>", meta={"role": "line", "name": "earned", "label": f"{t('schedule.earned')} {t.percent(progress.ev, 0)}"},
        )
    )  # fmt: skip
    add_upright(figure, day, palette, t("schedule.today"), focus=True)
    first, last = planned["day"].min(), max(planned["day"].max(), day)
    figure.update_xaxes(**month_axis(first, last, t, 7))
    ticks = [0, 0.25, 0.5, 0.75, 1]
    figure.update_yaxes(range=[0, 1.04], tickvals=ticks, ticktext=[t.percent(tick, 0) for tick in ticks])
    if len(earned):
        figure.add_annotation(
            x=earned["day"].iloc[-1], y=earned["value"].iloc[-1], xanchor="left", xshift=8, yanchor="top", showarrow=False,
            text=f"<b>{t('schedule.earned')} {t.percent(progress.ev, 0)}</b>", font={"size": 12, "color": palette.text},
        )  # fmt: skip
    add_end_label(figure, 1.0, t("schedule.planned"), palette.accent)
    return figure


def spi_sentence(progress: Progress, t: Translator) -> str:
    """How SPI and SPI(t) stand, and whether SPI hides lateness."""
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
    if schedule.spi_t < spi - HIDDEN_BY and schedule.spi_t < 0.98:
        return t("schedule.s.hidden", weeks=t.number(-weeks, 1), **written)
    if weeks <= -0.5:
        return t("schedule.s.behind", weeks=t.number(-weeks, 1), **written)
    if weeks >= 0.5:
        return t("schedule.s.ahead", weeks=t.number(weeks, 1), **written)
    return t("schedule.s.on_plan", **written)


def describe_s_curve(progress: Progress | None, rule: str, t: Translator) -> Statement:
    """The words of the S-curve, with earned schedule and the pace that the rest needs."""
    if progress is None:
        return Statement.nothing(t("schedule.s.empty"))
    title = spi_sentence(progress, t)
    schedule = progress.schedule
    note = []
    if schedule is not None:
        note.append(t("schedule.s.es", es=t.number(schedule.earned, 1), at=t.number(schedule.time, 1)))
        if schedule.ieac_t is not None and not schedule.done:
            note.append(t("schedule.s.ieac", date=t.date(progress.day_at(schedule.ieac_t), year=True)))
        if not schedule.done:
            note.append(
                t("schedule.s.tspi", tspi=t.number(schedule.tspi, 2))
                if schedule.tspi is not None
                else t("schedule.s.tspi_gone")
            )
    subtitle = t("schedule.s.subtitle", rule=t(f"rule.{rule.replace('/', '_')}"))
    return Statement(title, subtitle, " · ".join(note), t("schedule.s.alt", finding=title))


def figure_burn_up(
    units: Units, forecast: BurnUp | None, palette: Palette, t: Translator, height: int = 320
) -> go.Figure:
    """Customers moved (solid), planned by the baseline (dashed steps) and forecast (P10 to P90, dashed middle)."""
    figure = blank(palette, height, 96)
    plan = units.waves.dropna(subset=["base_on", "planned"]).sort_values("base_on")
    moved = units.moved.dropna(subset=["n"])
    today = pd.Timestamp(units.day)
    steps_x, steps_y, total = [], [], 0.0
    for wave in rows(plan):
        steps_x += [wave.base_on, wave.base_on]
        steps_y += [total, total + float(wave.planned)]
        total += float(wave.planned)
    figure.add_trace(
        go.Scatter(
            x=steps_x,
            y=steps_y,
            mode="lines",
            line={"color": palette.accent, "width": 1.6, "dash": "dash"},
            hoverinfo="skip",
            meta={"role": "line", "name": "planned", "label": t("schedule.planned")},
        )
    )
    ends: list[tuple[str, float, str]] = [(t("schedule.planned"), total, palette.accent)] if total else []
    last = plan["base_on"].max() if len(plan) else today
    if forecast is not None:
        bands = forecast.bands
        last = max(last, bands["day"].max())
        add_band(figure, list(bands["day"]), bands, palette.alpha(palette.actual, 0.15), "forecast")
        figure.add_trace(
            go.Scatter(
                x=bands["day"], y=bands["middle"], mode="lines", line={"color": palette.actual, "width": 1.6, "dash": "dash"},
                hovertemplate="%{y:,.0f}<extra></extra>", meta={"role": "line", "name": "forecast", "label": t("schedule.forecast")},
            )
        )  # fmt: skip
        ends.append((t("schedule.forecast"), float(bands["middle"].iloc[-1]), palette.muted))
    if len(moved):
        figure.add_trace(
            go.Scatter(
                x=[*(min(week + pd.Timedelta(days=6), today) for week in moved["week"]), today], y=[*moved["n"], moved["n"].iloc[-1]], mode="lines",
                line={"color": palette.actual, "width": 2.6, "shape": "hv"}, hovertemplate="%{y:,.0f}<extra></extra>", meta={"role": "line", "name": "moved", "label": t.number(units.done)},
            )
        )  # fmt: skip
    first = min([frame.min() for frame in (plan["base_on"], moved["week"]) if len(frame)] or [today]) - pd.Timedelta(
        days=10
    )
    add_upright(figure, today, palette, t("schedule.today"), focus=True)
    figure.update_xaxes(**month_axis(first, last + pd.Timedelta(days=4), t, 7))
    ticks = nice_ticks(0, max(units.total, 1), 4)
    high = units.total * 1.06
    figure.update_yaxes(range=[0, high], tickvals=ticks, ticktext=[t.number(tick) for tick in ticks])
    places = push_apart([end[1] for end in ends], high * 16 / max(height - 60, 1), 0, high)
    for (label, _, colour), place in zip(ends, places, strict=True):
        add_end_label(figure, place, label, colour)
    return figure


def describe_burn_up(units: Units, forecast: BurnUp | None, t: Translator) -> Statement:
    """The words of the burn-up: how many, against how many, and when the rest will be."""
    if not units.total or units.waves["base_on"].isna().all():
        return Statement.nothing(t("schedule.burn.empty"))
    if units.done is None:
        return Statement.nothing(t("schedule.burn.unknown"))
    done, due = units.done, units.planned_by(units.day)
    gap = round(due - done)
    key = "schedule.burn.behind" if gap > 0.01 * units.total else "schedule.burn.on_plan"
    title = t(key, done=t.number(done), n=gap, share=t.percent(done / units.total, 0))
    note = [t("schedule.burn.until", date=t.date(units.day, year=True))]
    if forecast is not None and forecast.p80 is not None and forecast.p50 is not None:
        note.append(t("schedule.burn.when", p50=t.date(forecast.p50, year=True), p80=t.date(forecast.p80, year=True)))
    if forecast is not None:
        note.append(t(f"schedule.burn.method.{forecast.method}"))
        note.append(t("schedule.burn.expected", n=t.number(round(forecast.expected)), total=t.number(units.total)))
    return Statement(title, t("schedule.burn.subtitle"), " · ".join(note), t("schedule.burn.alt", finding=title))
