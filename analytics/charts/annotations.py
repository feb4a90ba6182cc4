"""Events on a series: small marks on the time axis, each shape a kind, with its words at the pointer and in the key."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.frames import rows
from data.language import Translator

SHAPES = {
    "notice": ("triangle-up", "▲"),
    "campaign": ("triangle-up-open", "△"),
    "competitor": ("diamond-open", "◇"),
    "incident": ("x", "✕"),
    "outage": ("square", "■"),
}
"""Kind → the mark on the axis and the same mark in the key. Cut-overs are upright lines and drawn by the figure itself."""
LANES = {"notice": 0.6, "campaign": 0.6, "competitor": 1.6, "incident": 1.6, "outage": 2.6}
LANE = 0.032
"""Kinds stand in lanes above the axis, so far apart (in parts of the value axis): those of one week do not hide each other,
and the axis crosses none."""
NAMED = 6
"""So many events of one week are named at the pointer; the others are counted."""


def marked(annotations: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The events that marks are drawn for: those within the axis, without cut-overs."""
    return annotations[annotations["kind"].isin(list(SHAPES)) & annotations["day"].between(first, last)]


def event_words(row: Any, t: Translator) -> str:
    """``Notice, wave 3 · 16 May 2026``: what, whose, when."""
    wave, label = str(row.wave), str(row.label)
    parts = [t(f"annotation.{row.kind}")]
    if label:
        parts = [t("annotation.named", kind=parts[0], name=label)]
    if wave:
        parts.append(t.wave(wave))
    return " · ".join([*parts, t.date(row.day, year=True)])


def add_annotations(
    figure: go.Figure,
    annotations: pd.DataFrame,
    palette: Palette,
    t: Translator,
    at: float,
    size: int = 9,
    **where: object,
) -> None:
    """Marks at the height ``at`` (the foot of the value axis) over the range of the time axis that is set already.

    Events of one kind in one week share a mark. ``where`` (``row``, ``col``) names the plot of a figure with several.
    """
    axis = figure.layout.xaxis.range
    if annotations.empty or axis is None:
        return
    found = marked(annotations, pd.Timestamp(axis[0]), pd.Timestamp(axis[1]))
    bounds = figure.layout.yaxis.range
    lane = LANE * (bounds[1] - bounds[0]) if bounds else 0.0
    for kind, (shape, _) in SHAPES.items():
        own = found[found["kind"] == kind]
        if own.empty:
            continue
        weeks = own.groupby(own["day"].dt.to_period("W-SUN").dt.start_time, sort=True)
        days, hovers = [], []
        for _, part in weeks:
            said = [event_words(row, t) for row in rows(part)]
            more = [t("annotation.more", n=len(said) - NAMED)] if len(said) > NAMED else []
            days.append(part["day"].iloc[0])
            hovers.append("<br>".join([*said[:NAMED], *more]))
        figure.add_trace(
            go.Scatter(
                x=days,
                y=[at + lane * LANES[kind]] * len(days),
                mode="markers",
                cliponaxis=False,
                marker={
                    "symbol": shape,
                    "size": size,
                    "opacity": 1,
                    "color": palette.muted,
                    "line": {"width": 1.4 if shape.endswith("open") else 0, "color": palette.muted},
                },
                hovertext=hovers,
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "event", "name": kind},
            ),
            **where,
        )


def describe_annotations(
    annotations: pd.DataFrame, t: Translator, first: pd.Timestamp | None = None, last: pd.Timestamp | None = None
) -> str:
    """The key of the marks: ``▲ notice of transfer 5 · ■ outage 2``; '' where nothing is marked."""
    if annotations.empty:
        return ""
    low = annotations["day"].min() if first is None else first
    high = annotations["day"].max() if last is None else last
    counts = marked(annotations, low, high)["kind"].value_counts()
    return " · ".join(
        t("annotation.key", mark=mark, kind=t(f"annotation.{kind}"), n=int(counts[kind]))
        for kind, (_, mark) in SHAPES.items()
        if kind in counts
    )
