"""Where customers complain, as heat maps: rates by branch and wave, or without a roster counts by branch and category."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts.complaints import short
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.metrics.complaints import Complaints
from data.language import Translator

DOWN, ACROSS = 8, 12
"""The most categories and branches of the map of counts; the ones with most complaints are shown."""


def figure_places(found: Complaints, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Rate by branch (across) and wave (down); a cell without customers is empty."""
    grid = found.places.dropna(subset=["wave", "branch"]).pivot(index="wave", columns="branch", values="value")
    return _map(grid.sort_index(ascending=False), palette, t, height, "places", decimals=1)


def describe_places(found: Complaints, t: Translator) -> Statement:
    """Where customers complain most in the last weeks."""
    subtitle = t("complaints.places.subtitle", period=found.period.phrase(t))
    known = found.places.dropna(subset=["wave", "branch", "value"])
    if known.empty:
        return Statement.nothing(t("complaints.places.empty"), subtitle)
    most = known.sort_values("value").iloc[-1]
    title = t(
        "complaints.places.most", branch=most["branch"], wave=t.wave(most["wave"]), value=t.number(most["value"], 1)
    )
    return Statement(title, subtitle, t("complaints.places.note"), t("complaints.places.alt", finding=title))


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


def _map(grid: pd.DataFrame, palette: Palette, t: Translator, height: int, name: str, decimals: int = 0) -> go.Figure:
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
            hovertemplate=f"%{{y}} · %{{x}}: %{{z:,.{2 * decimals}f}}<extra></extra>",
            meta={"role": "heat", "name": name},
        )
    )
    for down, line in zip(grid.index, values, strict=True):
        for across, value in zip(grid.columns, line, strict=True):
            if not np.isnan(value):
                figure.add_annotation(
                    x=across, y=down, showarrow=False, text=t.number(float(value), decimals),
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
