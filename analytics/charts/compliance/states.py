"""Duties by wave and state, findings by age, the index over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis, nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.compliance import Duties, Reviews
from analytics.metrics.compliance.reviews import compute_ages
from data.language import Translator

PARTS = ("met", "late", "overdue", "due", "waiting")


def by_wave(found: Duties) -> pd.DataFrame:
    """``wave`` ('' for the programme) and the number of duties in each state; what does not apply is left out."""
    own = found.frame.assign(wave=found.frame["wave"].fillna(""))
    own = own[own["state"].isin((*PARTS, "unknown"))]
    table = (
        own.groupby(["wave", "state"]).size().unstack(fill_value=0).reindex(columns=[*PARTS, "unknown"], fill_value=0)
    )
    table["n"] = table.sum(axis=1)
    return table.reset_index()


def describe_waves(found: Duties, t: Translator) -> Statement:
    """How many of the duties are met, and where the overdue ones lie."""
    subtitle, frame = t("compliance.waves.subtitle"), by_wave(found)
    if frame.empty:
        return Statement.nothing(t("compliance.waves.empty"), subtitle)
    late = frame.sort_values("overdue").iloc[-1]
    n, met = int(frame["n"].sum()), int(frame["met"].sum())
    title = (
        t("compliance.waves.overdue", n=int(late["overdue"]), who=_who(late["wave"], t))
        if late["overdue"]
        else t("compliance.waves.title", met=met, n=n)
    )
    return Statement(title, subtitle, t("compliance.waves.note", n=n, aside=len(found.of("not_applicable"))), title)


def _who(wave: object, t: Translator) -> str:
    return t.wave(wave) if isinstance(wave, str) and wave else t("compliance.programme")


def figure_waves(found: Duties, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By wave: met filled, met late and overdue in the colour of bad, due open, waiting pale. ``customdata`` the wave."""
    figure, frame = blank(palette, height, 84), by_wave(found)
    names = [_who(wave, t) for wave in frame["wave"]]
    fills = {
        "met": (palette.actual, palette.actual), "late": (palette.tint_bad, palette.bad), "overdue": (palette.bad, palette.bad),
        "due": (palette.page, palette.actual), "waiting": (palette.grid, palette.prior),
    }  # fmt: skip
    for part, (fill, edge) in fills.items():
        values = frame[part] + (frame["unknown"] if part == "waiting" else 0)
        figure.add_trace(
            go.Bar(
                x=numbers(values), y=names, orientation="h", width=0.55, customdata=[[wave] for wave in frame["wave"]],
                marker={"color": fill, "line": {"color": edge, "width": 1.2}},
                hovertext=[f"<b>{t.number(value)}</b> {t(f'compliance.state.{part}')}" for value in values],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": part},
            )
        )  # fmt: skip
    for name, row in zip(names, rows(frame), strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False,
            text=f"<b>{t.number(row.met)}</b>/{t.number(row.n)}" + (f" · −{t.number(row.overdue)}" if row.overdue else ""),
            font={"size": 12, "color": palette.bad if row.overdue else palette.text},
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    ticks = nice_ticks(0, float(frame["n"].max()))
    figure.update_xaxes(tickmode="array", tickvals=ticks, ticktext=[t.number(tick) for tick in ticks])
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return figure


def describe_ages(found: Reviews, t: Translator) -> Statement:
    """How many findings are open, late, repeated."""
    subtitle, own = t("compliance.ages.subtitle"), found.open_findings
    if found.findings.empty:
        return Statement.nothing(t("compliance.ages.empty"), subtitle)
    late, again = int((own["late"] > 0).sum()), int(found.findings["again"].notna().sum())
    title = t("compliance.ages.late", n=late, open=len(own)) if late else t("compliance.ages.title", n=len(own))
    return Statement(title, subtitle, t("compliance.ages.note", n=len(found.findings), again=again), title)


def figure_ages(found: Reviews, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Open findings by their age: in time open, late filled in the colour of bad. ``customdata`` the age."""
    figure, frame = blank(palette, height, 40), compute_ages(found)
    names = [t(f"compliance.age.{age}") for age in frame["age"]]
    for part, values, fill, edge in (
        ("late", frame["late"], palette.bad, palette.bad), ("open", frame["n"] - frame["late"], palette.page, palette.actual),
    ):  # fmt: skip
        figure.add_trace(
            go.Bar(
                x=numbers(values), y=names, orientation="h", width=0.5, customdata=[[age] for age in frame["age"]],
                marker={"color": fill, "line": {"color": edge, "width": 1.2}},
                hovertext=[f"<b>{t.number(value)}</b> {t(f'compliance.ages.{part}_word')}" for value in values],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": part},
            )
        )  # fmt: skip
    for name, row in zip(names, rows(frame), strict=True):
        figure.add_annotation(x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False, text=f"<b>{t.number(row.n)}</b>",
                              font={"size": 12, "color": palette.bad if row.late else palette.text})  # fmt: skip
    figure.update_layout(barmode="stack")
    ticks = [tick for tick in nice_ticks(0, float(max(frame["n"].max(), 1))) if tick == int(tick)]
    figure.update_xaxes(tickmode="array", tickvals=ticks, ticktext=[t.number(tick) for tick in ticks], range=[0, max(frame["n"].max(), 1) * 1.05])  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def describe_index(frame: pd.DataFrame, t: Translator) -> Statement:
    """The index now and a quarter ago."""
    subtitle, known = t("compliance.index.subtitle"), frame.dropna(subset=["value"])
    if known.empty:
        return Statement.nothing(t("compliance.index.empty"), subtitle)
    last = known.iloc[-1]
    # Three months back: the row three month ends before the last one.
    before = known.iloc[-4] if len(known) >= 4 else None
    now, was = round(float(last["value"]) * 100, 1), None if before is None else round(float(before["value"]) * 100, 1)
    change = "same" if was is None or was == now else "up" if now > was else "down"
    key = "compliance.index.first" if was is None else f"compliance.index.{change}"
    title = t(key, value=t.percent(last["value"]), before=t.percent(None if before is None else before["value"]))
    note = t("compliance.index.note", n=int(last["n"]), failed=int(last["failed"]))
    return Statement(title, axis_said(subtitle, known, t), note, title)


def axis_said(subtitle: str, known: pd.DataFrame, t: Translator) -> str:
    low = _floor(known)
    return subtitle if not low else t("chart.axis_starts", subtitle=subtitle, value=t.percent(low, 0))


def _floor(known: pd.DataFrame) -> float:
    """The axis starts at a round tenth below the lowest value."""
    return max(0.0, float(int((float(known["value"].min()) - 0.03) * 10)) / 10)


def figure_index(
    frame: pd.DataFrame, palette: Palette, t: Translator, height: int = 340, target: float = 0.95
) -> go.Figure:
    """The index at each month's end against its target. ``customdata`` the month."""
    figure, known = blank(palette, height, 96), frame.dropna(subset=["value"])
    figure.add_trace(
        go.Scatter(
            x=list(known["on"]), y=numbers(known["value"]), mode="lines+markers", line={"width": 2.5, "color": palette.actual},
            marker={"size": 7, "color": palette.actual}, customdata=[[on.date().isoformat()] for on in known["on"]],
            hovertext=[f"<b>{t.percent(row.value)}</b><br>{t('compliance.index.hover', n=row.n, failed=t.number(row.failed))}<br>{t.date(row.on, year=True)}" for row in rows(known)],
            hovertemplate="%{hovertext}<extra></extra>", meta={"role": "line", "name": "index"},
        )
    )  # fmt: skip
    figure.add_hline(y=target, line={"color": palette.accent, "width": 1.5})
    last, low = known.iloc[-1], _floor(known)
    near = abs(float(last["value"]) - target) < (1 - low) * 0.06
    for y, text, colour, shift in (
        (target, t("compliance.index.target", value=t.percent(target, 0)), palette.accent, 8 if near else 0),
        (float(last["value"]), f"<b>{t.percent(last['value'])}</b>", palette.text, -8 if near else 0),
    ):
        figure.add_annotation(x=1, xref="paper", xanchor="left", xshift=6, y=y, yshift=shift, showarrow=False, text=text, font={"size": 12, "color": colour})  # fmt: skip
    ticks = nice_ticks(low, 1)
    first, end = known["on"].iloc[0], known["on"].iloc[-1]
    figure.update_xaxes(
        **month_axis(min(first, end - pd.Timedelta(days=60)) - pd.Timedelta(days=3), end + pd.Timedelta(days=3), t, 5)
    )
    figure.update_yaxes(
        range=[low, 1.01], tickmode="array", tickvals=ticks, ticktext=[t.percent(tick, 0) for tick in ticks]
    )
    return figure
