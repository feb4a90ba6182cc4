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
"""Kind → the mark on the axis and the same mark in the key. Cut-overs are upright lines and drawn by the figure
itself."""
TALL, WIDE, PITCH = 250, 440, 1.25
"""Pixels of a plot in half a page by which lanes are reckoned, and their distance by the size of a mark."""
MOST_LANES = 4
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


def in_lanes(annotations: pd.DataFrame, near: pd.Timedelta) -> pd.DataFrame:
    """One row a kind and week (``kind``, ``day``, ``events``: its rows) with ``lane``: the lowest in which nothing else
    stands within ``near``, so that what happened in the same weeks lies one above the other."""
    weeks = annotations["day"].dt.to_period("W-SUN").dt.start_time
    order = {kind: place for place, kind in enumerate(SHAPES)}
    groups = [
        (part["day"].iloc[0], str(kind), part)
        for (kind, _), part in annotations.assign(week=weeks).groupby(["kind", "week"], sort=True)
    ]
    last: list[pd.Timestamp] = []
    found = []
    for day, kind, part in sorted(groups, key=lambda one: (one[0], order[one[1]])):
        free = [lane for lane, before in enumerate(last) if day - before > near]
        lane = free[0] if free else len(last) if len(last) < MOST_LANES else last.index(min(last))
        last[lane : lane + 1] = [day]
        found.append({"kind": kind, "day": day, "lane": lane, "events": part})
    return pd.DataFrame(found, columns=["kind", "day", "lane", "events"])


def add_annotations(
    figure: go.Figure,
    annotations: pd.DataFrame,
    palette: Palette,
    t: Translator,
    at: float,
    size: int = 9,
    plot: tuple[float, float] = (WIDE, TALL),
    **where: object,
) -> None:
    """Marks at the height ``at`` (the foot of the value axis) over the range of the time axis that is set already.

    Events of one kind in one week share a mark; marks that would touch in a plot of so many pixels stand above each
    other. ``where`` (``row``, ``col``) names the plot of a figure with several.
    """
    axis = figure.layout.xaxis.range
    if annotations.empty or axis is None:
        return
    first, last = pd.Timestamp(axis[0]), pd.Timestamp(axis[1])
    found = marked(annotations, first, last)
    if found.empty:
        return
    bounds = figure.layout.yaxis.range
    pixel = (bounds[1] - bounds[0]) / plot[1] if bounds else 0.0
    placed = in_lanes(found, (last - first) * (size * PITCH / plot[0]))
    hovers = []
    for part in placed["events"]:
        said = [event_words(row, t) for row in rows(part)]
        more = [t("annotation.more", n=len(said) - NAMED)] if len(said) > NAMED else []
        hovers.append("<br>".join([*said[:NAMED], *more]))
    shapes = [SHAPES[kind][0] for kind in placed["kind"]]
    # All kinds in one trace: what a plot costs the browser grows with its traces, and eight small ones had forty for
    # their events.
    figure.add_trace(
        go.Scatter(
            x=list(placed["day"]),
            y=[at + pixel * size * (0.6 + PITCH * lane) for lane in placed["lane"]],
            mode="markers",
            cliponaxis=False,
            marker={
                "symbol": shapes,
                "size": size,
                "opacity": 1,
                "color": palette.muted,
                "line": {"width": [1.4 if shape.endswith("open") else 0 for shape in shapes], "color": palette.muted},
            },
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "event", "name": "event"},
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
