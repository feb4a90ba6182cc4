"""Which group? A dot with its interval for each, the best on top, beside the value of all together."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_upright, said_n, value_axis, value_range
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.metrics.passport import FEW, HIDDEN
from analytics.satisfaction.charts.event import written_p
from analytics.satisfaction.numbers.trends import Groups
from analytics.stats.compare import ALPHA
from data.datasets import DATASETS
from data.language import Translator


def group_label(dimension: str, group: str, t: Translator, names: Mapping[str, str] | None = None) -> str:
    """A group as it is written: a wave in words, a choice by its label, a branch by its name where one is given."""
    if names and group in names:
        return names[group]
    if dimension == "wave":
        return t.wave(group)
    if dimension == "phase":
        return t(f"phase.{group}")
    field = DATASETS["surveys"].by_name.get(dimension)
    for choice in field.choices if field else ():
        if choice.code == group:
            return choice.zh if t.lang == "zh" else choice.en
    return group


def figure_groups(
    groups: Groups, palette: Palette, t: Translator, height: int = 300, names: Mapping[str, str] | None = None
) -> go.Figure:
    """Dots and intervals, hollow and dotted below 30 answers; value and n at the right. ``customdata`` is [group]."""
    passport, frame = groups.metric, groups.frame
    figure = blank(palette, height, right=112)
    if frame.empty:
        return figure
    labels = [group_label(groups.dimension, group, t, names) for group in frame["group"]]
    rows = list(range(len(frame)))
    for few in (False, True):
        part = [at for at in rows if bool(frame["n"].iloc[at] < FEW) == few]
        if not part:
            continue
        colour = palette.no_data if few else palette.actual
        bars_x: list[float | None] = []
        bars_y: list[float | None] = []
        for at in part:
            low, high = frame["low"].iloc[at], frame["high"].iloc[at]
            if not pd.isna(low) and not pd.isna(high):
                bars_x += [float(low), float(high), None]
                bars_y += [at, at, None]
        figure.add_trace(
            go.Scatter(
                x=bars_x,
                y=bars_y,
                mode="lines",
                line={
                    "color": colour if few else palette.alpha(colour, 0.35),
                    "width": 1.5 if few else 6,
                    "dash": "dot" if few else "solid",
                },
                hoverinfo="skip",
                connectgaps=False,
                meta={"role": "interval_few" if few else "interval", "name": groups.dimension},
            )
        )
        figure.add_trace(
            go.Scatter(
                x=[float(frame["value"].iloc[at]) for at in part],
                y=part,
                mode="markers",
                marker={
                    "size": 10,
                    "opacity": 1,
                    "color": palette.page if few else colour,
                    "line": {"width": 1.4 if few else 0, "color": colour},
                },
                customdata=[[frame["group"].iloc[at]] for at in part],
                hovertext=[_hover(groups, labels[at], frame.iloc[at], t) for at in part],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "points_few" if few else "points", "name": groups.dimension},
            )
        )
    bounds = value_range(passport, frame["value"], frame["low"], frame["high"], [groups.overall.value])
    axis = value_axis(passport, bounds, t)
    figure.update_xaxes(showgrid=True, gridcolor=palette.grid, showline=False, ticks="", **axis)
    figure.update_yaxes(
        showgrid=False,
        range=[len(frame) - 0.4, -0.6],
        tickmode="array",
        tickvals=rows,
        ticktext=labels,
        tickfont={"size": 12.5, "color": palette.text},
    )
    if groups.overall.value is not None:
        add_upright(figure, groups.overall.value, palette, t("chart.overall"), yref="y domain")
    for at in rows:
        row = frame.iloc[at]
        judged = row["verdict"] in ("above", "below")
        good = (row["verdict"] == "above") == (passport.better == "up")
        colour = (palette.good if good else palette.bad) if judged else palette.text
        mark = ("▲ " if row["verdict"] == "above" else "▼ ") if judged else ""
        figure.add_annotation(
            x=1,
            xref="paper",
            y=at,
            yref="y",
            xanchor="left",
            xshift=8,
            showarrow=False,
            align="left",
            text=f"<b>{mark}{passport.write(row['value'], t)}</b>",
            font={"size": 12.5, "color": colour if row["n"] >= FEW else palette.muted},
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            y=at,
            yref="y",
            xanchor="left",
            xshift=64,
            showarrow=False,
            text=said_n(row["n"], t),
            font={"size": 11.5, "color": palette.muted},
        )
    return figure


def _hover(groups: Groups, label: str, row: pd.Series, t: Translator) -> str:
    passport = groups.metric
    few = " · " + t("chart.few") if row["n"] < FEW else ""
    q = "" if pd.isna(row["q"]) else t("chart.note.q", q=written_p(row["q"], t))
    interval = passport.write_interval(row["low"], row["high"], t)
    return f"{label}<br><b>{passport.write(row['value'], t)}</b> {interval}<br>{said_n(row['n'], t)}{few}{q}"


def describe_groups(groups: Groups, t: Translator, names: Mapping[str, str] | None = None) -> Statement:
    """The words of the comparison of groups: who differs from all others, else the range."""
    passport, frame = groups.metric, groups.frame
    name = passport.title(t)
    dimension = t(f"dimension.{groups.dimension}")
    if frame.empty:
        return Statement.nothing(t("satisfaction.groups.empty", metric=name, dimension=dimension))

    def said(row: pd.Series) -> str:
        return group_label(groups.dimension, row["group"], t, names)

    judged = frame[frame["verdict"].isin(["above", "below"])]
    solid = frame[frame["n"] >= FEW].sort_values("value")
    if len(judged):
        distance = (judged["value"] - (groups.overall.value or 0)).abs()
        far = judged.iloc[int(distance.to_numpy().argmax())]
        key = f"satisfaction.groups.{far['verdict']}"
        title = t(
            key,
            n=len(judged),
            metric=name,
            group=said(far),
            value=passport.write(far["value"], t),
            overall=passport.write(groups.overall.value, t),
        )
    elif len(solid) >= 2:
        title = t(
            "satisfaction.groups.within",
            metric=name,
            dimension=dimension,
            low=passport.write(solid.iloc[0]["value"], t),
            high=passport.write(solid.iloc[-1]["value"], t),
        )
    else:
        title = t("satisfaction.groups.few", metric=name, dimension=dimension)
    note = [t("chart.note.n", n=t.count(groups.overall.n or 0)), t("chart.note.groups", q=t.number(ALPHA, 2))]
    if groups.hidden:
        note.append(t("chart.note.hidden_groups", n=groups.hidden, least=t.number(HIDDEN)))
    note.append(t("chart.note.as_of", date=t.date(groups.as_of, year=True)))
    subtitle = t(
        "satisfaction.groups.subtitle",
        metric=name,
        dimension=dimension,
        period=groups.period.phrase(t),
        few=t.number(FEW),
    )
    alt = t("satisfaction.groups.alt", n=len(frame), metric=name, dimension=dimension, finding=title)
    return Statement(title, subtitle, " · ".join(note), alt)
