"""How the register has moved from one assessment to the next: risks by level."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.risk import Register
from data.language import Translator


def figure_trend(register: Register, palette: Palette, t: Translator, height: int = 260) -> go.Figure:
    """Risks by level at each assessment, the highest level on top; ``customdata`` the day of the assessment."""
    figure, trend = blank(palette, height, 12), register.trend
    figure.update_layout(barmode="stack", bargap=0.35)
    days = [pd.Timestamp(day) for day in register.days]
    step = max(1, -(-len(days) // 4))  # four days stand side by side on a phone; the last is always one of them
    shown = list(range((len(days) - 1) % step, len(days), step))
    years = [
        "" if at and days[shown[at - 1]].year == days[place].year else f"<br>{days[place].year}"
        for at, place in enumerate(shown)
    ]
    labels = [t.date(days[place]) + year for place, year in zip(shown, years, strict=True)]
    for level in (0, 1, 2, 3, 4):
        counted = trend[trend["level"] == level].groupby("snapshot_on")["n"].sum().to_dict()
        counts = [int(counted.get(day, 0)) for day in days]
        if not any(counts):
            continue
        words = t(f"risk.level.{level}")
        figure.add_trace(
            go.Bar(
                x=list(range(len(days))),
                y=counts,
                marker={
                    "color": palette.risk[level - 1] if level else palette.page,
                    "line": {"color": palette.faint if level else palette.no_data, "width": 1},
                },
                customdata=[[day.date().isoformat()] for day in days],
                hovertext=[f"<b>{words}: {n}</b><br>{t.date(day, year=True)}" for n, day in zip(counts, days, strict=True)],
                hovertemplate="%{hovertext}<extra></extra>",
                text=[t.number(n) if n else "" for n in counts],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 12, "color": palette.text},
                name=words,
                meta={"role": "bar", "name": words},
            )
        )  # fmt: skip
    figure.update_xaxes(tickmode="array", tickvals=shown, ticktext=labels)
    figure.update_yaxes(visible=False)
    return figure


def describe_trend(register: Register, t: Translator) -> Statement:
    """How many risks are beyond appetite, now and at the first assessment shown."""
    subtitle = t("risk.trend.subtitle")
    if register.trend.empty:
        return Statement.nothing(t("risk.empty.register"), subtitle)
    sums = register.trend.groupby("snapshot_on")[["n", "above"]].sum()
    first, last = rows(sums)[0], rows(sums)[-1]
    title = t("risk.trend.title", now=last.above, then=first.above, date=t.date(sums.index[0], year=True))
    return Statement(title, subtitle, t("risk.trend.note"), t("risk.trend.alt", finding=title))
