"""Where customers complain, as heat maps: rates by branch and wave, or without a roster counts by branch and category."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.complaints import short
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.complaints import Complaints
from data.language import Translator

DOWN, ACROSS = 8, 12
"""The most categories and branches of the map of counts; the ones with most complaints are shown."""


def figure_places(found: Complaints, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Rate by branch (across) and wave (down); a cell without customers is empty."""
    figure = blank(palette, height, 16)
    grid = found.places.dropna(subset=["wave", "branch"]).pivot(index="wave", columns="branch", values="value")
    grid = grid.sort_index(ascending=False)
    figure.add_trace(
        go.Heatmap(
            z=grid.astype("float64").to_numpy(),
            x=list(grid.columns),
            y=list(grid.index),
            colorscale=[[at / (len(palette.sequential) - 1), colour] for at, colour in enumerate(palette.sequential)],
            zmin=0,
            zmax=float(found.places["value"].max()) or 1.0,
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate="%{y} · %{x}: %{z:.2f}<extra></extra>",
            meta={"role": "heat", "name": "places"},
        )
    )
    top = float(found.places["value"].max()) or 1.0
    for row in rows(found.places.dropna(subset=["wave", "branch", "value"])):
        figure.add_annotation(
            x=row.branch, y=row.wave, showarrow=False, text=t.number(row.value, 1),
            font={"size": 11.5, "color": palette.page if row.value / top > 0.6 else palette.text},
        )  # fmt: skip
    figure.update_yaxes(showgrid=False, type="category")
    figure.update_xaxes(type="category", showline=False, ticks="")
    return figure


def describe_places(found: Complaints, t: Translator) -> Statement:
    """Where customers complain most in the last weeks."""
    subtitle = t("complaints.places.subtitle", period=found.period.phrase(t))
    known = found.places.dropna(subset=["wave", "branch", "value"])
    if known.empty:
        empty = t("complaints.places.empty")
        return Statement(empty, subtitle, "", empty, empty)
    most = known.sort_values("value").iloc[-1]
    title = t(
        "complaints.places.most", branch=most["branch"], wave=t.wave(most["wave"]), value=t.number(most["value"], 1)
    )
    return Statement(title, subtitle, t("complaints.places.note"), t("complaints.places.alt", finding=title))


def figure_spots(found: Complaints, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Complaints by branch (across) and category (down), most first; a cell of fewer than the smallest group is empty."""
    figure, frame = blank(palette, height, 16), found.spots.assign(down=found.spots["down"].fillna(""))
    most = {
        side: list(frame.groupby(side)["n"].sum().sort_values(ascending=False).index[:room])
        for side, room in (("down", DOWN), ("across", ACROSS))
    }
    grid = frame.pivot(index="down", columns="across", values="n").reindex(
        index=most["down"][::-1], columns=most["across"]
    )
    names = {cause: short(cause, t) for cause in grid.index}
    top = float(grid.max().max()) or 1.0
    figure.add_trace(
        go.Heatmap(
            z=grid.astype("float64").to_numpy(),
            x=list(grid.columns),
            y=[names[cause] for cause in grid.index],
            colorscale=[[at / (len(palette.sequential) - 1), colour] for at, colour in enumerate(palette.sequential)],
            zmin=0,
            zmax=top,
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate="%{y} · %{x}: %{z:,.0f}<extra></extra>",
            meta={"role": "heat", "name": "spots"},
        )
    )
    for row in rows(frame[frame["down"].isin(most["down"]) & frame["across"].isin(most["across"])]):
        figure.add_annotation(
            x=row.across, y=names[row.down], showarrow=False, text=t.number(row.n),
            font={"size": 11, "color": palette.page if row.n / top > 0.6 else palette.text},
        )  # fmt: skip
    figure.update_yaxes(showgrid=False, type="category")
    figure.update_xaxes(type="category", showline=False, ticks="")
    return figure


def describe_spots(found: Complaints, t: Translator) -> Statement:
    """The cell with most complaints."""
    subtitle = t("complaints.spots.subtitle", period=found.period.phrase(t))
    if found.spots.empty:
        empty = t("complaints.spots.empty")
        return Statement(empty, subtitle, "", empty, empty)
    most = found.spots.sort_values("n").iloc[-1]
    title = t(
        "complaints.spots.most",
        branch=most["across"],
        category=short("" if pd.isna(most["down"]) else most["down"], t),
        n=int(most["n"]),
    )
    return Statement(title, subtitle, t("complaints.spots.note"), t("complaints.places.alt", finding=title))
