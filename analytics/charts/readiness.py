"""Readiness drawn: what has come at a gate by day, and when it will be met."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_upright, month_axis, nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.metrics.readiness import Gate, Readiness, WaveGates
from analytics.metrics.readiness.measures import DRAWN
from analytics.stats.arrivals import DRAWS, SEED, compute_fan
from data.language import Translator

AHEAD = 21
"""Days after the cut-over up to which a forecast is drawn."""


def shown_gate(wave: WaveGates) -> Gate | None:
    """The gate whose forecast is drawn: of those that are open and fill day by day the one that is met last."""
    filling = [gate for gate in wave.gates if gate.state != "met" and sum(gate.measure.daily) > 0]
    if not filling:
        return None
    never = 10**6
    return max(
        filling, key=lambda gate: never if gate.arrival is None or gate.arrival.p50 is None else gate.arrival.p50
    )


def describe_forecast(found: Readiness, wave: WaveGates, t: Translator) -> Statement:
    """When the gate that is met last will be, against the day it must be."""
    gate = shown_gate(wave)
    if gate is None or gate.measure.whole is None:
        return Statement.nothing(t("readiness.forecast.empty", wave=t.wave(wave.wave)), t("readiness.forecast.plain"))
    name = t(f"readiness.gate.{gate.rule.gate}")
    subtitle = t("readiness.forecast.subtitle", gate=name, wave=t.wave(wave.wave), n=int(gate.measure.whole))
    needed = t.percent(gate.rule.needed, 0)
    if gate.forecast is None or gate.until is None:
        title = t("readiness.forecast.never", gate=name, needed=needed)
    else:
        late = (gate.forecast - gate.until).days
        key = "readiness.forecast.late" if late > 0 else "readiness.forecast.in_time"
        title = t(key, gate=name, needed=needed, n=abs(late), date=t.date(gate.forecast))
    note = t("readiness.forecast.note", draws=t.number(DRAWS), days=DRAWN, seed=SEED)
    return Statement(title, subtitle, note, title)


def forecast_of(found: Readiness, wave: WaveGates) -> pd.DataFrame:
    """Day by day: day, value (share that has come), or low, mid and high of what is expected."""
    gate = shown_gate(wave)
    if gate is None or gate.measure.part is None or not gate.measure.whole:
        return pd.DataFrame(columns=["day", "value", "low", "mid", "high"])
    daily, whole = np.asarray(gate.measure.daily), gate.measure.whole
    past = (gate.measure.part - np.concatenate([np.cumsum(daily[::-1])[::-1][1:], [0.0]])) / whole
    first = found.day - timedelta(days=len(daily) - 1)
    end = max([(wave.cutover_on - found.day).days + AHEAD if wave.cutover_on else 30, 14])
    fan = compute_fan(gate.measure.daily[-DRAWN:], end)
    ahead = [np.minimum(1.0, (gate.measure.part + part) / whole) for part in (fan.low, fan.mid, fan.high)]
    begun = max(0, int(np.flatnonzero(daily)[0]) - 3)
    known = pd.DataFrame({"day": pd.date_range(first, periods=len(daily)), "value": past}).iloc[begun:]
    coming = pd.DataFrame(
        {
            "day": pd.date_range(found.day + timedelta(days=1), periods=end),
            "low": ahead[0],
            "mid": ahead[1],
            "high": ahead[2],
        }
    )
    return pd.concat([known, coming], ignore_index=True)


def figure_forecast(found: Readiness, wave: WaveGates, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Share that has come, what is expected (10–50–90 % of the draws), the gate and the cut-over."""
    figure, frame, gate = blank(palette, height, 44), forecast_of(found, wave), shown_gate(wave)
    if frame.empty or gate is None:
        return figure
    known, coming = frame[frame["value"].notna()], frame[frame["mid"].notna()]
    for role, column in (("band_low", "low"), ("band_high", "high")):
        figure.add_trace(
            go.Scatter(
                x=list(coming["day"]), y=numbers(coming[column]), mode="lines", line={"width": 0},
                fill="tonexty" if role == "band_high" else None, fillcolor=palette.alpha(palette.actual, 0.15),
                hoverinfo="skip", meta={"role": role, "name": gate.rule.gate},
            )
        )  # fmt: skip
    last = known.iloc[-1]
    figure.add_trace(
        go.Scatter(
            x=[last["day"], *coming["day"]], y=numbers([last["value"], *coming["mid"]]), mode="lines",
            line={"color": palette.actual, "width": 2, "dash": "dash"}, hovertemplate="%{y:.1%}<br>%{x|%Y-%m-%d}<extra></extra>",
            meta={"role": "forecast", "name": gate.rule.gate},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=list(known["day"]), y=numbers(known["value"]), mode="lines", line={"color": palette.actual, "width": 2.6},
            hovertemplate="<b>%{y:.1%}</b><br>%{x|%Y-%m-%d}<extra></extra>", meta={"role": "line", "name": gate.rule.gate},
        )
    )  # fmt: skip
    figure.add_annotation(
        x=last["day"], y=float(last["value"]), text=f"<b>{t.percent(float(last['value']))}</b>", showarrow=False,
        xanchor="right", yanchor="bottom", xshift=-4, font={"size": 12, "color": palette.text},
    )  # fmt: skip
    figure.add_hline(y=gate.rule.needed, line={"color": palette.accent, "width": 1.5})
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", y=gate.rule.needed, yanchor="bottom", showarrow=False,
        text=t("readiness.forecast.gate", needed=t.percent(gate.rule.needed, 0)), font={"size": 12, "color": palette.accent},
    )  # fmt: skip
    if gate.forecast is not None and pd.Timestamp(gate.forecast) <= coming["day"].max():
        late = gate.until is not None and gate.forecast > gate.until
        figure.add_trace(
            go.Scatter(
                x=[pd.Timestamp(gate.forecast)], y=[gate.rule.needed], mode="markers",
                marker={"size": 11, "symbol": "diamond", "color": palette.bad if late else palette.good}, hoverinfo="skip",
                meta={"role": "beyond", "name": gate.rule.gate},
            )
        )  # fmt: skip
        figure.add_annotation(
            x=pd.Timestamp(gate.forecast), y=gate.rule.needed, xanchor="center", yanchor="top", yshift=-26, showarrow=False,
            text=f"<b>{t.date(gate.forecast)}</b>", font={"size": 12, "color": palette.bad if late else palette.good},
        )  # fmt: skip
    if gate.until is not None:
        add_upright(
            figure,
            pd.Timestamp(gate.until),
            palette,
            t("readiness.forecast.until", date=t.date(gate.until)),
            planned=True,
        )
    low = max(0.0, float(known["value"].min()) - 0.03)
    ticks = nice_ticks(low, 1.0, 4)
    figure.update_yaxes(
        range=[low, 1.02], tickmode="array", tickvals=ticks, ticktext=[t.percent(tick, 0) for tick in ticks]
    )
    figure.update_xaxes(**month_axis(known["day"].iloc[0], coming["day"].max(), t, 5))
    return figure
