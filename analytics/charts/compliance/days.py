"""Things with a day on one time axis: from their start to their day, today between them. Duties, evidence and reports share it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.compliance import Duties
from data.language import Translator

SHOWN = 10
BACK, AHEAD = 120, 150
"""Days that the axis shows before and after today at most; what lies outside stands at its edge, its day written beside it."""


def name_of(obligation: str, wave: object, case: object, t: Translator) -> str:
    """``P1 · wave 6``: what a duty is called in charts and alerts."""
    more = t.wave(wave) if isinstance(wave, str) and wave else case if isinstance(case, str) else ""
    return f"{obligation} · {more}" if more else obligation


def days_left(days: int, t: Translator) -> str:
    """``12 days left`` · ``13 days late`` · ``today``."""
    if not days:
        return t("compliance.today")
    return t("compliance.days_left", n=days) if days > 0 else t("compliance.days_late", n=-days)


def next_duties(found: Duties, t: Translator, most: int = SHOWN) -> pd.DataFrame:
    """The duties that are overdue and those that come next: ``name, start, end, days, state, firm``."""
    own = found.of("overdue", "due").sort_values("due_at").head(most)
    return pd.DataFrame(
        {
            "name": [name_of(row.obligation, row.wave, row.case_no, t) for row in rows(own)],
            "start": pd.to_datetime(own["event_at"]).to_numpy(),
            "end": pd.to_datetime(own["due_on"]).to_numpy(),
            "days": own["days"].to_numpy(),
            "state": [found.state_of(row) for row in rows(own)],
            "firm": [bool(row.law) and not row.provisional for row in rows(own)],
        }
    )


def describe_next(found: Duties, t: Translator) -> Statement:
    """What is overdue, else what is due next."""
    subtitle = t("compliance.next.subtitle")
    own = next_duties(found, t)
    if own.empty:
        return Statement.nothing(t("compliance.next.empty"), subtitle)
    coming, late = own[own["state"] != "bad"], found.of("overdue")
    first = rows(coming if len(coming) else own)[0]
    title = (
        t("compliance.next.title", name=first.name, date=t.date(first.end, year=True), n=int(first.days))
        if len(coming)
        else t("compliance.next.overdue", n=len(late), name=first.name, days=t.number(-first.days))
    )
    key = "compliance.next.note" if found.provisional else "compliance.next.note_firm"
    note = t(key, shown=len(own), all=len(found.of("overdue", "due")), n=found.provisional)
    return Statement(title, subtitle, note, title)


def describe_expiry(frame: pd.DataFrame, limit: int, t: Translator) -> Statement:
    """Which proof has expired or will within ``limit`` days."""
    subtitle, own = t("compliance.expiry.subtitle"), expiring(frame, t)
    if own.empty:
        return Statement.nothing(t("compliance.expiry.empty"), subtitle)
    bad, soon = int((frame["state"] == "bad").sum()), int((frame["state"] == "watch").sum())
    title = t("compliance.expiry.expired", n=bad, soon=soon, limit=limit) if bad else t("compliance.expiry.soon", n=soon, limit=limit) if soon else t("compliance.expiry.title", limit=limit)  # fmt: skip
    return Statement(
        title, subtitle, t("compliance.expiry.note", n=len(frame), ends=int(frame["days"].notna().sum())), title
    )


def expiring(frame: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Proofs with an end, the first to end on top, in the columns of :func:`figure_days`."""
    own = frame[frame["expires_on"].notna()].sort_values("expires_on").head(SHOWN)
    return pd.DataFrame(
        {
            "name": list(own["evidence"]),
            "start": pd.to_datetime(own["made_on"]).to_numpy(),
            "end": pd.to_datetime(own["expires_on"]).to_numpy(),
            "days": [int(days) for days in own["days"]],
            "state": ["none" if state == "good" else state for state in own["state"]],
            "firm": [True] * len(own),
        }
    )


def figure_days(
    frame: pd.DataFrame, today: pd.Timestamp, palette: Palette, t: Translator, height: int = 340, ahead: int = AHEAD
) -> go.Figure:
    """One row a thing: a line from its start to its day, a mark on the day. Square bad, triangle soon, circle later; hollow where
    the day is provisional or an internal target. ``customdata`` the name."""
    figure = blank(palette, height, 112)
    first, last = today - pd.Timedelta(days=BACK), today + pd.Timedelta(days=ahead)
    colours = {"bad": palette.bad, "watch": palette.watch, "none": palette.actual}
    symbols = {"bad": "square", "watch": "triangle-up", "none": "circle"}
    for row in rows(frame):
        end = min(max(row.end, first), last)
        start = first if pd.isna(row.start) else min(max(row.start, first), end)
        figure.add_trace(
            go.Scatter(
                x=[start, end], y=[row.name, row.name], mode="lines", hoverinfo="skip",
                line={"width": 2, "color": palette.alpha(colours[row.state], 0.35)}, meta={"role": "interval", "name": row.name},
            )
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=row.name, showarrow=False, align="left",
            text=f"<b>{t.date(row.end, year=row.end.year != today.year)}</b>",
            font={"size": 12, "color": palette.bad if row.state == "bad" else palette.text},
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[min(max(row.end, first), last) for row in rows(frame)], y=list(frame["name"]), mode="markers", cliponaxis=False,
            marker={
                "size": 11, "opacity": 1, "symbol": [symbols[state] for state in frame["state"]],
                "color": [colours[row.state] if row.firm else palette.page for row in rows(frame)],
                "line": {"width": 1.6, "color": [colours[state] for state in frame["state"]]},
            },
            customdata=[[name] for name in frame["name"]],
            hovertext=[f"<b>{row.name}</b><br>{t.date(row.end, year=True)} · {days_left(int(row.days), t)}" for row in rows(frame)],
            hovertemplate="%{hovertext}<extra></extra>", meta={"role": "point", "name": "days"},
        )
    )  # fmt: skip
    figure.add_vline(x=today, line={"color": palette.accent, "width": 1.5})
    figure.add_annotation(x=today, y=1, yref="paper", yanchor="bottom", showarrow=False, text=t("compliance.now"), font={"size": 12, "color": palette.accent})  # fmt: skip
    figure.update_xaxes(**month_axis(first, last + pd.Timedelta(days=ahead // 25), t, 6))
    figure.update_yaxes(autorange="reversed", showgrid=True, type="category")
    return figure
