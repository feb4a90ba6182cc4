"""The closed loop drawn: who is reached in time by branch, and the next answer of those who scored low."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import numbers, said_n
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.loop import Loop
from data.language import Translator


def slow(found: Loop) -> pd.DataFrame:
    """The branches whose share in time lies wholly below that of the programme."""
    judged, kept = found.total("judged"), found.total("in_time")
    known = found.branches[found.branches["value"].notna() & found.branches["branch"].notna()]
    return known[known["high"] < kept / judged] if judged else known.iloc[:0]


def describe_branches(found: Loop, t: Translator) -> Statement:
    """The branch that reaches the fewest in time, if its interval lies below the programme's share."""
    subtitle = t("loop.branches.subtitle", period=found.period.phrase(t))
    known = found.branches[found.branches["value"].notna()]
    if known.empty:
        return Statement.nothing(t("loop.branches.empty"), subtitle)
    late = slow(found)
    title = (
        t("loop.branches.slow", branch=late["branch"].iloc[0], value=t.percent(late["value"].iloc[0], 0))
        if len(late)
        else t("loop.branches.level")
    )
    return Statement(title, subtitle, t("loop.branches.note"), t("loop.branches.alt", finding=title))


def figure_after(found: Loop, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """The mean paired change of the score with its interval, a row a handling."""
    figure, after = blank(palette, height, 84), found.after
    names = [t(f"loop.handled.{row.handled}") for row in rows(after)]
    for row, name in zip(rows(after), names, strict=True):
        figure.add_trace(
            go.Scatter(
                x=numbers([row.low, row.high]), y=[name, name], mode="lines", hoverinfo="skip",
                line={"color": palette.alpha(palette.actual, 0.35), "width": 6}, meta={"role": "interval", "name": name},
            )
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False, text=said_n(row.n, t),
            font={"size": 12, "color": palette.muted},
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=numbers(after["change"]), y=names, mode="markers+text", textposition="top center",
            text=[t.number(value, 1, sign=True) for value in after["change"]], textfont={"color": palette.text, "size": 12},
            marker={"size": 10, "color": palette.actual, "opacity": 1}, hovertemplate="%{y}: %{x:+.2f}<extra></extra>",
            meta={"role": "dot", "name": "change"},
        )
    )  # fmt: skip
    low, high = min(0.0, float(after["low"].min())), max(0.0, float(after["high"].max()))
    figure.add_vline(x=0, line={"color": palette.faint, "width": 1})
    figure.update_xaxes(range=[low - 0.3, high + 0.3], showgrid=True, gridcolor=palette.grid)
    figure.update_yaxes(showgrid=False, range=[-0.6, max(len(names) - 0.3, 0.7)])
    return figure


def describe_after(found: Loop, t: Translator) -> Statement:
    """Whether the next answer was better by more for those reached in time than for the others: an association, no effect."""
    subtitle = t("loop.after.subtitle")
    if found.after.empty:
        return Statement.nothing(t("loop.after.empty"), subtitle)
    gap = found.gap
    if gap is None or gap.low is None or gap.high is None:
        title = t("loop.after.few")
    else:
        real = gap.low > 0 or gap.high < 0
        title = t(
            f"loop.after.{'apart' if real else 'same'}", value=t.number(gap.difference, 1, sign=True),
            low=t.number(gap.low, 1, sign=True), high=t.number(gap.high, 1, sign=True),
        )  # fmt: skip
    note = t("loop.after.note", n=t.count(found.after["n"].sum()))
    return Statement(title, subtitle, note, t("loop.after.alt", finding=title))
