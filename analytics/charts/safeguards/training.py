"""Training drawn: coverage by role, pass rates by topic, scores on line and on site, complaints of teams."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.shares import figure_shares
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.metrics.safeguards import Training
from data.language import Translator

MODES = ("online", "onsite")
TEAMS = 10
"""Fewest complaints in all that are compared."""


def describe_coverage(found: Training, t: Translator) -> Statement:
    """Which role is least trained, against what is needed."""
    subtitle = t("safeguards.coverage.subtitle", target=t.percent(found.needed, 0))
    if found.coverage.empty:
        return Statement.nothing(t("safeguards.coverage.empty"), subtitle)
    least = found.coverage.iloc[0]
    key = "safeguards.coverage.short" if len(found.short) else "safeguards.coverage.title"
    title = t(key, role=_role(least["role"], t), share=t.percent(least["value"], 0), target=t.percent(found.needed, 0))
    return Statement(title, subtitle, t("safeguards.coverage.note", n=int(found.coverage["overdue"].sum())), title)


def figure_coverage(found: Training, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Share trained by role: everybody is counted, so bars without an interval; the target as a line."""
    figure, frame = blank(palette, height, 110), found.coverage
    if frame.empty:
        return figure
    names = [_role(role, t) for role in frame["role"]]
    short = list(frame.index.isin(found.short.index))
    figure.add_trace(
        go.Bar(
            x=numbers(frame["value"]), y=names, orientation="h", width=0.46, customdata=[[role] for role in frame["role"]],
            marker={"color": [palette.bad if low else palette.actual for low in short]},
            hovertemplate="<b>%{x:.1%}</b><extra></extra>", meta={"role": "bar", "name": "coverage"},
        )
    )  # fmt: skip
    for name, value, n, low in zip(names, frame["value"], frame["n"], short, strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False,
            text=f"<b>{t.percent(value, 0)}</b> · {t.number(n)}", font={"size": 12, "color": palette.bad if low else palette.text},
        )  # fmt: skip
    figure.add_vline(x=found.needed, line={"color": palette.accent, "width": 1.5, "dash": "dot"})
    figure.add_annotation(
        x=found.needed, y=1, yref="paper", yanchor="bottom", showarrow=False, text=t.percent(found.needed, 0),
        font={"size": 12, "color": palette.accent},
    )  # fmt: skip
    figure.update_xaxes(
        range=[0, 1], tickmode="array", tickvals=[0, 0.5, 1], ticktext=[t.percent(x, 0) for x in (0, 0.5, 1)]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _role(role: object, t: Translator) -> str:
    return str(role) if role else t("safeguards.role.none")


def describe_passed(found: Training, t: Translator) -> Statement:
    """How often the first assessment is passed, and who still has not."""
    subtitle = t("safeguards.passed.subtitle")
    if found.topics.empty:
        return Statement.nothing(t("safeguards.passed.empty"), subtitle)
    n, passed = int(found.topics["n"].sum()), int(found.topics["passed"].sum())
    title = t("safeguards.passed.title", share=t.percent(passed / n, 0), failing=t.number(found.failing))
    return Statement(title, subtitle, t("safeguards.passed.note", n=n), title)


def figure_passed(found: Training, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Share that passed at the first attempt by topic with its interval."""
    return figure_shares(found.topics, [str(topic) for topic in found.topics["topic"]], palette, t, height)


def describe_scores(found: Training, t: Translator) -> Statement:
    """Whether scores on site differ from those on line, with the interval."""
    subtitle = t("safeguards.scores.subtitle")
    if found.scores.empty:
        return Statement.nothing(t("safeguards.scores.empty"), subtitle)
    if found.modes is None:
        title = t("safeguards.scores.one")
    else:
        difference, low, high, _ = found.modes
        told = t.number(difference, 1, sign=True)
        key = "safeguards.scores.alike" if low <= 0 <= high else "safeguards.scores.differ"
        title = t(key, difference=told, interval=t.interval(low, high, 1))
    return Statement(title, subtitle, t("safeguards.scores.note", n=int(found.scores["n"].sum())), title)


def figure_scores(found: Training, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Share of first attempts by ten points, on line filled, on site as an outline beside it."""
    figure = blank(palette, height, 16)
    bands = list(range(int(found.scores["band"].min()), 10)) if len(found.scores) else []
    names = [f"{band * 10}–{100 if band == 9 else band * 10 + 9}" for band in bands]
    for mode, fill in zip(MODES, (palette.actual, palette.page), strict=True):
        own = found.scores[found.scores["mode"] == mode].set_index("band")["n"]
        total = float(own.sum())
        if not total:
            continue
        shares = [float(own.get(band, 0)) / total for band in bands]
        figure.add_trace(
            go.Bar(
                x=names, y=shares, width=0.36, marker={"color": fill, "line": {"color": palette.actual, "width": 1.2}},
                hovertext=[f"<b>{t.percent(share)}</b> {t(f'safeguards.mode.{mode}')}" for share in shares],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": mode},
            )
        )  # fmt: skip
    figure.update_layout(barmode="group")
    top = max((float(max(trace.y)) for trace in figure.data), default=1.0)
    ticks = nice_ticks(0, top, 4)
    figure.update_yaxes(
        range=[0, top * 1.08], tickmode="array", tickvals=ticks, ticktext=[t.percent(x, 0) for x in ticks]
    )
    return figure


def describe_teams(found: Training, t: Translator) -> Statement:
    """Complaints of branches whose staff was trained in time beside those where it was not: together, not because."""
    subtitle, frame = t("safeguards.teams.subtitle"), teams_of(found)
    if frame.empty or int(frame["complaints"].sum()) < TEAMS:
        return Statement.nothing(t("safeguards.teams.empty"), subtitle)
    seen = found.association
    if seen is None:
        title = t("safeguards.teams.all")
    else:
        key = "safeguards.teams.alike" if seen.low <= 1 <= seen.high else "safeguards.teams.differ"
        title = t(key, ratio=t.number(seen.ratio, 2), interval=t.interval(seen.low, seen.high, 2))
    return Statement(title, subtitle, t("safeguards.teams.note"), title)


def teams_of(found: Training) -> pd.DataFrame:
    """Branches with ready (share trained in time) and rate (complaints per 1,000 customers in twelve weeks)."""
    frame = found.teams[found.teams["n"].notna() & found.teams["complaints"].notna()]
    return frame.assign(
        share=frame["ready"].astype("float64") / frame["seats"].astype("float64"),
        rate=frame["complaints"].astype("float64") / frame["n"].astype("float64") * 1000,
    ).sort_values("rate", ascending=False, ignore_index=True)


def figure_teams(found: Training, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By branch: complaints per 1,000; open where somebody was not trained in time. ``customdata`` the branch."""
    figure, frame = blank(palette, height, 60), teams_of(found)
    figure.add_trace(
        go.Bar(
            x=numbers(frame["rate"]), y=list(frame["branch"]), orientation="h", width=0.5,
            customdata=[[branch] for branch in frame["branch"]],
            marker={
                "color": [palette.actual if share >= 1 else palette.page for share in frame["share"]],
                "line": {"color": palette.actual, "width": 1.2},
            },
            text=[f"{t.number(rate, 1)} · {t.percent(share, 0)}" for rate, share in zip(frame["rate"], frame["share"], strict=True)],
            textposition="outside", cliponaxis=False, textfont={"size": 12, "color": palette.text},
            hovertemplate="%{text}<extra></extra>", meta={"role": "bar", "name": "complaints"},
        )
    )  # fmt: skip
    top = float(frame["rate"].max()) if len(frame) else 1.0
    ticks = nice_ticks(0, top or 1, 4)
    figure.update_xaxes(
        range=[0, (top or 1) * 1.25], tickmode="array", tickvals=ticks, ticktext=[t.number(x) for x in ticks]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure
