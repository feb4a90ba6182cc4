"""Exposure drawn: the simulated loss against the contingency, what it consists of, and what was rated against what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import nice_ticks
from analytics.charts.palette import Palette
from analytics.charts.risk.heat import FIVE, place_words
from analytics.charts.statement import Statement
from analytics.charts.steps import Mark, figure_distribution
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.risk.exposure import FEW, HORIZON, Exposure, Realised
from data.language import Translator

MOST = 8


def figure_losses(found: Exposure, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """The distribution of the total loss with P50, P80, P95 and the contingency."""
    values = pd.Series(found.portfolio.totals)
    marks = [Mark(found.portfolio.percentile(share / 100), f"P{share}", "share") for share in (50, 80, 95)]
    if found.contingency is not None:
        marks.append(Mark(found.contingency, t("risk.contingency"), "aim"))
    high = max(float(values.quantile(0.995)), *(float(mark.at) for mark in marks)) or 1.0
    return figure_distribution(values, marks, palette, money_axis(0.0, high * 1.06, t, found.currency), height)


def describe_losses(found: Exposure, t: Translator) -> Statement:
    """P80 of the loss against the contingency."""
    subtitle = t("risk.losses.subtitle")
    if found.empty:
        return Statement.nothing(t("risk.empty.money"), subtitle)
    p50, p80, p95 = (t.money(found.portfolio.percentile(share), found.currency) for share in (0.5, 0.8, 0.95))
    if found.contingency is None:
        title = t("risk.losses.alone", p80=p80)
    else:
        over = found.portfolio.percentile(0.8) > found.contingency
        title = t(
            "risk.losses.over" if over else "risk.losses.within",
            p80=p80,
            contingency=t.money(found.contingency, found.currency),
            share=t.percent(found.covered, 0),
        )
    portfolio = found.portfolio
    note = [
        t("risk.losses.note", n=len(found.lines), p50=p50, p80=p80, p95=p95),
        t("note.trials", n=portfolio.trials, seed=str(portfolio.seed), rho=t.number(portfolio.correlation, 1)),
    ]
    if found.without is not None:
        note.append(
            t("risk.losses.without", risk=found.lines["risk"].iloc[0], p80=t.money(found.without, found.currency))
        )
    if found.unpriced:
        note.append(t("risk.losses.unpriced", n=len(found.unpriced)))
    return Statement(title, subtitle, " · ".join(note), t("risk.losses.alt", finding=title))  # fmt: skip


def figure_lines(found: Exposure, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Probability × loss of the dearest risks, sorted; ``customdata`` the risk."""
    figure, lines = blank(palette, height, 70), found.lines.head(MOST).iloc[::-1]
    told = rows(lines)
    at = list(range(len(told)))
    figure.add_trace(
        go.Bar(
            y=at,
            x=[row.value for row in told],
            orientation="h",
            width=0.5,
            marker={
                "color": [palette.actual if row.chance_said else palette.page for row in told],
                "line": {"color": palette.actual, "width": 1.2},
            },
            text=[t.money(row.value, found.currency) for row in told],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 12, "color": palette.text},
            customdata=[[row.risk] for row in told],
            hovertext=[f"<b>{row.risk}</b> {row.name if isinstance(row.name, str) else ''}<br>{t.percent(row.chance, 0)} × {t.money(row.mean, found.currency)}" for row in told],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "bar", "name": "exposure"},
        )
    )  # fmt: skip
    figure.update_yaxes(tickmode="array", tickvals=at, ticktext=[f"<b>{row.risk}</b> {t.percent(row.chance, 0)}" for row in told], showgrid=False)  # fmt: skip
    figure.update_xaxes(visible=False, rangemode="tozero")
    return figure


def describe_lines(found: Exposure, t: Translator) -> Statement:
    """How much of the expected loss a few risks carry."""
    subtitle = t("risk.lines.subtitle")
    if found.empty:
        return Statement.nothing(t("risk.empty.money"), subtitle)
    top = found.lines.head(3)
    title = t(
        "risk.lines.title",
        n=len(top),
        share=t.percent(float(top["share"].sum()), 0),
        value=t.money(found.expected, found.currency),
    )
    return Statement(title, subtitle, t("risk.lines.note"), t("risk.lines.alt", finding=title))


def figure_realised(found: Realised, palette: Palette, t: Translator, height: int = 300) -> go.Figure:
    """By likelihood as it was rated: how many were expected to happen (outlined) and how many did (solid)."""
    figure = blank(palette, height, 12)
    told = rows(found.groups)
    at = list(range(len(told)))
    figure.update_layout(bargap=0.3, bargroupgap=0.1)
    series: Sequence[tuple[str, list[float], str]] = (
        ("expected", [row.expected for row in told], palette.page),
        ("happened", [float(row.happened) for row in told], palette.actual),
    )
    for name, values, fill in series:
        digits = 1 if name == "expected" else 0
        figure.add_trace(
            go.Bar(
                x=at,
                y=values,
                marker={"color": fill, "line": {"color": palette.actual, "width": 1.3}},
                text=[t.number(value, digits) for value in values],
                textposition="outside",
                cliponaxis=False,
                textfont={"size": 12, "color": palette.text},
                hovertext=[f"<b>{t('risk.realised.' + name)}: {t.number(value, digits)}</b><br>{t('risk.n', n=int(row.n))}" for value, row in zip(values, told, strict=True)],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "bar", "name": t(f"risk.realised.{name}")},
            )
        )  # fmt: skip
    figure.update_xaxes(
        tickmode="array",
        tickvals=at,
        ticktext=[
            place_words("likelihood", int(row.place), FIVE, t) + f"<br>{t('tile.n', n=int(row.n))}" for row in told
        ],
    )
    high = max([1.0, *found.groups["expected"], *found.groups["happened"]])
    figure.update_yaxes(range=[0, high * 1.2], tickmode="array", tickvals=nice_ticks(0, high, 4))
    return figure


def describe_realised(found: Realised, t: Translator) -> Statement:
    """Whether as many happened as had been rated."""
    subtitle = t("risk.realised.subtitle")
    if found.since is None or found.groups.empty:
        return Statement.nothing(t("risk.realised.empty", n=HORIZON), subtitle)
    n = len(found.risks)
    title = t(
        "risk.realised.title",
        n=int(found.groups["happened"].sum()),
        total=n,
        expected=t.number(float(found.groups["expected"].sum()), 1),
    )
    judged = t("risk.realised.brier", value=t.number(found.brier, 3)) if found.brier is not None else t("risk.realised.few", n=n, least=FEW)  # fmt: skip
    note = [t("risk.realised.since", date=t.date(found.since, year=True)), judged, t("risk.realised.unforeseen", n=found.unforeseen)]  # fmt: skip
    return Statement(title, subtitle, " · ".join(note), t("risk.realised.alt", finding=title))


def money_axis(low: float, high: float, t: Translator, currency: str, most: int = 5) -> dict[str, Any]:
    """A value axis in money with about ``most`` ticks."""
    ticks = nice_ticks(low, high, most)
    texts = [t.money(tick, currency) for tick in ticks]
    return {"range": [low, high], "tickmode": "array", "tickvals": ticks, "ticktext": texts}
