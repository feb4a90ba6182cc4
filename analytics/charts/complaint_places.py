"""Where customers complain, as heat maps: rates by branch and wave, or without a roster counts by branch and category."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts.complaints import short
from analytics.charts.palette import Palette
from analytics.charts.satisfaction.dots import Dot, End, figure_dots, plain_scale
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.complaint_metrics import rate_interval
from analytics.metrics.complaints import PER, Complaints
from data.language import Translator

DOWN, ACROSS = 8, 12
"""The most categories and branches of the map of counts; the ones with most complaints are shown."""


def compare_places(found: Complaints) -> pd.DataFrame:
    """The places with most complaints a customer first: ``branch, wave, value, low, high, complaints, above``.

    ``above`` holds where the interval, widened for the number of places (Bonferroni), lies above the rate of all.
    """
    known = found.places.dropna(subset=["wave", "branch", "value"]).sort_values("value", ascending=False)
    bounds = [rate_interval(int(row.complaints), row.exposure / PER) for row in rows(known)]
    strict = [rate_interval(int(row.complaints), row.exposure / PER, 1 - 0.05 / len(known)).low for row in rows(known)]
    everywhere = _everywhere(known)
    return known.assign(
        low=[float(one.low or 0) for one in bounds],
        high=[float(one.high or 0) for one in bounds],
        above=[float(least or 0) > everywhere for least in strict],
    ).reset_index(drop=True)


def _everywhere(known: pd.DataFrame) -> float:
    exposure = float(known["exposure"].astype("float64").sum())
    return float(known["complaints"].astype("float64").sum()) / exposure * PER if exposure else 0.0


def figure_places(found: Complaints, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Rate of each branch in its wave with its interval, the highest first, against the rate of all."""
    places = compare_places(found).head(ACROSS)
    labels = [f"{row.branch} · {row.wave}" for row in rows(places)]
    dots, ends = [], []
    for at, row in enumerate(rows(places)):
        said = f"{labels[at]}<br><b>{t.number(row.value, 1)}</b> {t.interval(row.low, row.high, 1)}"
        dots.append(
            Dot(at, row.value, row.low, row.high, f"{said}<br>{t('complaints.places.count', n=int(row.complaints))}")
        )
        ends.append(
            End(
                ("▲ " if row.above else "") + t.number(row.value, 1),
                t.number(int(row.complaints)),
                "bad" if row.above else "",
            )
        )
    scale = plain_scale([*places["high"], 0.0], t, percent=False)
    whole = _everywhere(found.places.dropna(subset=["wave", "branch", "value"]))
    return figure_dots(
        labels, dots, ends, scale, palette, height, right=110, line=whole, line_label=t("complaints.places.all")
    )


def describe_places(found: Complaints, t: Translator) -> Statement:
    """Where customers complain most in the last weeks, and whether that is more than chance."""
    subtitle = t("complaints.places.subtitle", period=found.period.phrase(t))
    places = compare_places(found)
    if places.empty:
        return Statement.nothing(t("complaints.places.empty"), subtitle)
    most = places.iloc[0]
    if most["above"]:
        title = t(
            "complaints.places.most", branch=most["branch"], wave=t.wave(most["wave"]), value=t.number(most["value"], 1)
        )
    else:
        least, highest = t.number(places["value"].min(), 1), t.number(most["value"], 1)
        title = t("complaints.places.level", low=least, high=highest)
    note = t("complaints.places.note", n=int(places["complaints"].sum()))
    return Statement(title, subtitle, note, t("complaints.places.alt", finding=title))


def figure_spots(found: Complaints, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Complaints by branch (across) and category (down), most first; a cell of fewer than the smallest group is empty."""
    frame = found.spots.assign(down=found.spots["down"].fillna(""))
    most = {
        side: list(frame.groupby(side)["n"].sum().sort_values(ascending=False).index[:room])
        for side, room in (("down", DOWN), ("across", ACROSS))
    }
    grid = frame.pivot(index="down", columns="across", values="n").reindex(
        index=most["down"][::-1], columns=most["across"]
    )
    return _map(grid.rename(index=lambda cause: short(cause, t)), palette, t, height, "spots")


def _map(grid: pd.DataFrame, palette: Palette, t: Translator, height: int, name: str) -> go.Figure:
    """A heat map of ``grid`` with its numbers in the cells; empty cells stay empty."""
    figure, values = blank(palette, height, 16), grid.astype("float64").to_numpy()
    top = float(np.nanmax(values, initial=0.0)) or 1.0
    figure.add_trace(
        go.Heatmap(
            z=values,
            x=list(grid.columns),
            y=list(grid.index),
            colorscale=[[at / (len(palette.sequential) - 1), colour] for at, colour in enumerate(palette.sequential)],
            zmin=0,
            zmax=top,
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate="%{y} · %{x}: %{z:,.0f}<extra></extra>",
            meta={"role": "heat", "name": name},
        )
    )
    for down, line in zip(grid.index, values, strict=True):
        for across, value in zip(grid.columns, line, strict=True):
            if not np.isnan(value):
                figure.add_annotation(
                    x=across, y=down, showarrow=False, text=t.number(float(value)),
                    font={"size": 11, "color": palette.page if value / top > 0.6 else palette.text},
                )  # fmt: skip
    figure.update_yaxes(showgrid=False, type="category")
    figure.update_xaxes(type="category", showline=False, ticks="")
    return figure


def describe_spots(found: Complaints, t: Translator) -> Statement:
    """The cell with most complaints."""
    subtitle = t("complaints.spots.subtitle", period=found.period.phrase(t))
    if found.spots.empty:
        return Statement.nothing(t("complaints.spots.empty"), subtitle)
    most = found.spots.sort_values("n").iloc[-1]
    title = t(
        "complaints.spots.most",
        branch=most["across"],
        category=short("" if pd.isna(most["down"]) else most["down"], t),
        n=int(most["n"]),
    )
    return Statement(title, subtitle, t("complaints.spots.note"), t("complaints.places.alt", finding=title))
