"""What was planned for each period and what it costs: the budget outlined, what is paid solid, the forecast hatched."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis, nice_ticks
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.money import Costs, compute_periods
from analytics.metrics.money.costs import largest_part
from data.language import Translator

DAY_MS = 86_400_000


def figure_periods(costs: Costs, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """A bar a period: budget outlined and wide, paid solid, forecast hatched. ``customdata`` is the period."""
    figure = blank(palette, height, 16)
    frame = compute_periods(costs, "month" if costs.monthly else "period")
    if frame.empty:
        return figure
    step = 30 if costs.monthly else 7
    hatch = {"shape": "/", "size": 6, "solidity": 0.3, "fgcolor": palette.actual, "bgcolor": palette.page}
    outlined = {"color": palette.page, "line": {"color": palette.prior, "width": 1.4}}
    solid = {"color": palette.actual, "line": {"color": palette.actual, "width": 1.2}}
    ahead = {"color": palette.page, "line": {"color": palette.actual, "width": 1.2}, "pattern": hatch}
    frame["ahead"] = frame["expected"] - frame["past"]
    for role, column, width, marker in (
        ("plan", "budget", 0.78, outlined),
        ("actual", "past", 0.42, solid),
        ("ahead", "ahead", 0.42, ahead),
    ):
        own = frame[frame[column].abs() > 0.5]
        figure.add_trace(
            go.Bar(
                x=own["period"] + pd.Timedelta(days=step / 2),
                y=own[column],
                base=own["past"] if role == "ahead" else None,
                width=width * step * DAY_MS,
                marker=marker,
                customdata=[[row.period.date().isoformat()] for row in rows(own)],
                hovertext=[_said(row, t, costs.currency) for row in rows(own)],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": role, "name": role},
            )
        )
    high = float(frame[["budget", "expected"]].max().max()) * 1.08
    ticks = nice_ticks(0, high, 4)
    figure.update_yaxes(
        range=[min(float(frame["expected"].min()), 0.0), high],
        tickvals=ticks,
        ticktext=[t.money(tick, costs.currency) for tick in ticks],
    )
    last = frame["period"].max() + pd.Timedelta(days=step + 2)
    figure.update_xaxes(**month_axis(frame["period"].min() - pd.Timedelta(days=2), last, t, 7))
    figure.update_layout(barmode="overlay")
    return figure


def _said(row: object, t: Translator, currency: str) -> str:
    amounts = ("budget", "committed", "actual", "expected")
    lines = [f"{t(f'cost.{name}')} <b>{t.money(getattr(row, name), currency)}</b>" for name in amounts]
    return "<br>".join([t.date(row.period, year=True), *lines])  # type: ignore[attr-defined]


def describe_periods(costs: Costs, t: Translator) -> Statement:
    """The words of the periods: how far the paid ones lie from their budget, and which one most."""
    frame = compute_periods(costs, "month" if costs.monthly else "period")
    paid = frame[frame["actual"].fillna(0) != 0]
    if paid.empty:
        return Statement.nothing(t("cost.periods.empty"))
    change = (paid["past"] - paid["budget"]).astype("float64")
    total = float(change.sum())
    words = {"n": len(paid), "size": t.money(abs(total), costs.currency)}
    if abs(total) < 0.005 * float(paid["budget"].sum()):
        title = t("cost.periods.on_budget", **words)
    else:
        most = largest_part(paid.assign(change=change), over=total > 0, name="period")
        assert most is not None  # the sum of the changes goes this way
        way = "over" if total > 0 else "under"
        title = t(
            f"cost.periods.{way}" if len(paid) > 1 else f"cost.periods.{way}_one",
            date=t.date(pd.Timestamp(most.name), year=True),
            most=t.money(most.amount, costs.currency),
            part=t.percent(most.share, 0),
            **words,
        )
    note = t("cost.periods.note", date=t.date(costs.closed_on, year=True))
    return Statement(title, t("cost.periods.subtitle"), note, t("cost.periods.alt", n=len(frame), finding=title))
