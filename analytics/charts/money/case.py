"""What carries the case, which assumption decides, what the scenarios give, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import nice_ticks
from analytics.charts.money.costs import money_axis
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.steps import Mark, Step, figure_distribution, figure_waterfall
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.money.case import Assumptions, Benefits, Case, Odds, compute_shortfall, compute_waterfall
from data.language import Translator

MOST_COSTS = 3


def waterfall_steps(case: Case, given: Assumptions, t: Translator) -> list[Step]:
    """Benefits up, their sum, costs down, delay and moved assumptions, net present value."""
    frame = compute_waterfall(case, given)
    currency = case.currency

    def change(name: str, value: float, *, hatched: bool = False, key: str = "") -> Step:
        return Step(
            name,
            value,
            "good" if value > 0 else "bad",
            t.money(value, currency, sign=True, symbol=False),
            hatched,
            key or name,
        )

    benefits = frame[frame["kind"] == "benefit"]
    costs = frame[frame["kind"] == "cost"]
    total = float(benefits["value"].sum())
    steps = [change(row.name, row.value) for row in rows(benefits)]
    steps.append(Step(t("case.all_benefits"), total, "total", t.money(total, currency, symbol=False), id="benefits"))
    steps += [change(row.name, row.value) for row in rows(costs.head(MOST_COSTS))]
    rest = float(costs["value"].iloc[MOST_COSTS:].sum())
    if abs(rest) >= 0.5:
        steps.append(change(t("cost.bridge.rest"), rest))
    for kind, words in (("delay", t("case.delay")), ("assumption", t("case.moved"))):
        for row in rows(frame[frame["kind"] == kind]):
            steps.append(change(words, row.value, hatched=True, key=kind))
    worth = float(frame["value"].sum())
    steps.append(Step(t("case.npv"), worth, "total", t.money(worth, currency, symbol=False), id="npv"))
    return steps


def figure_npv(case: Case, given: Assumptions, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """From benefits to net present value; forecast parts (delay, moved assumptions) are hatched."""
    return figure_waterfall(waterfall_steps(case, given, t), palette, lambda tick: t.money(tick, case.currency), height)


def describe_npv(case: Case, given: Assumptions, t: Translator) -> Statement:
    """The words of the case: the largest benefit and the largest cost."""
    frame = compute_waterfall(case, given)
    benefits, costs = frame[frame["kind"] == "benefit"], frame[frame["kind"] == "cost"]
    gain, loss = benefits.sort_values("value").iloc[-1], costs.sort_values("value").iloc[0]
    total = float(benefits["value"].sum())
    title = t(
        "case.waterfall.title",
        benefit=gain["name"],
        share=t.percent(gain["value"] / total if total else 0, 0),
        cost=loss["name"],
        part=t.percent(-loss["value"] / total if total else 0, 0),
    )
    years = t.number(len(case.months) / 12, 1)
    subtitle = t("case.waterfall.subtitle", years=years, rate=t.percent(given.rate, 1))
    note = [
        t("case.week", value=t.money(case.week_of_delay, case.currency)),
        t("case.customer", value=t.money(case.lost_customer, case.currency)),
        t("case.t0"),
    ]
    return Statement(title, subtitle, " · ".join(note), t("case.waterfall.alt", finding=title))


def write_input(name: str, value: float, t: Translator) -> str:
    """An input as it stands at the end of its bar."""
    if name == "delay":
        return t("case.weeks", weeks=t.number(value, 1))
    if name in ("churn", "rate"):
        return t.percent(value, 1)
    return t.percent(value - 1, 0, sign=True) if abs(value - 1) > 0.0005 else t.percent(0, 0)


def figure_tornado(
    odds: Odds, base: float, palette: Palette, t: Translator, currency: str, height: int = 340
) -> go.Figure:
    """Net present value with one input at its P10 and P90: the worse end outlined, the better solid."""
    figure = blank(palette, height, 16)
    frame = odds.tornado
    if frame.empty:
        return figure
    for at, row in enumerate(rows(frame)):
        # Where both ends lie on one side the shorter bar lies in the longer: one label for both, at its end.
        together = (row.low - base) * (row.high - base) > 0
        outer = max((row.low, row.high), key=lambda end: abs(end - base))
        for end, given in ((row.low, row.low_input), (row.high, row.high_input)):
            worse = end < base
            figure.add_trace(
                go.Bar(
                    orientation="h",
                    x=[end - base],
                    base=[base],
                    y=[at],
                    width=0.52,
                    marker={
                        "color": palette.page if worse else palette.actual,
                        "line": {"color": palette.actual, "width": 1.4},
                    },
                    customdata=[[row.input]],
                    hovertemplate=f"{t(f'case.input.{row.input}')} {write_input(row.input, given, t)}<br><b>{t.money(end, currency)}</b><extra></extra>",
                    meta={"role": "worse" if worse else "better", "name": row.input},
                )
            )
            if together and end != outer:
                continue
            both = (row.high_input, row.low_input) if outer == row.low else (row.low_input, row.high_input)
            words = [write_input(row.input, one, t) for one in (both if together else (given,))]
            figure.add_annotation(
                x=end, y=at, xanchor="right" if worse else "left", xshift=-5 if worse else 5, showarrow=False,
                text=" · ".join(words), font={"size": 12, "color": palette.muted},
            )  # fmt: skip
    low, high = float(frame[["low", "high"]].min().min()), float(frame[["low", "high"]].max().max())
    pad = (high - low) * 0.36 or 1.0
    figure.add_shape(
        type="line", x0=base, x1=base, y0=0, y1=1, yref="y domain", line={"color": palette.actual, "width": 1.5}
    )
    figure.add_annotation(
        x=base,
        y=1,
        yref="y domain",
        yanchor="bottom",
        showarrow=False,
        text=f"<b>{t.money(base, currency)}</b>",
        font={"size": 12, "color": palette.text},
    )
    if low - pad <= 0 <= high + pad or 0 < low < (high - low):
        low = min(low, 0.0)
        figure.add_shape(
            type="line", x0=0, x1=0, y0=0, y1=1, yref="y domain", line={"color": palette.bad, "width": 1.5}
        )
        figure.add_annotation(
            x=0,
            y=1,
            yref="y domain",
            yanchor="bottom",
            showarrow=False,
            text=t("case.break_even"),
            font={"size": 12, "color": palette.bad},
        )
    figure.update_xaxes(**money_axis(low - pad, high + pad, t, currency, 4), showgrid=True, gridcolor=palette.grid)
    names = [t(f"case.input.{name}") for name in frame["input"]]
    figure.update_yaxes(
        range=[len(frame) - 0.4, -0.6],
        tickvals=list(range(len(frame))),
        ticktext=names,
        showgrid=False,
        tickfont={"color": palette.text},
    )
    figure.update_layout(barmode="overlay")
    return figure


def describe_tornado(odds: Odds, base: float, t: Translator, currency: str) -> Statement:
    """The words of the tornado: the widest input, and whether any one can take the value below zero."""
    if odds.tornado.empty:
        return Statement.nothing(t("case.tornado.empty"))
    first = odds.tornado.iloc[0]
    sinks = odds.tornado[odds.tornado[["low", "high"]].min(axis=1) < 0]
    name = t(f"case.input.{first['input']}")
    if base <= 0:
        title = t("case.tornado.below", input=name)
    else:
        title = t("case.tornado.sinks" if len(sinks) else "case.tornado.none", input=name, n=len(sinks))
    subtitle = t("case.tornado.subtitle", base=t.money(base, currency))
    note = t("note.trials", n=odds.trials, seed=str(odds.seed), rho=t.number(odds.correlation, 1))
    return Statement(title, subtitle, note, t("case.tornado.alt", n=len(odds.tornado), finding=title))


def figure_odds(
    odds: Odds, base: float, palette: Palette, t: Translator, currency: str, height: int = 320
) -> go.Figure:
    """The distribution of the net present value with break-even, P10 and P50."""
    values = pd.Series(odds.values)
    marks = [
        Mark(0.0, t("case.break_even"), "aim"),
        Mark(odds.percentile(0.1), "P10", "share"),
        Mark(odds.percentile(0.5), "P50", "share"),
    ]
    marks.append(Mark(base, t("case.base"), "base"))
    low, high = min(float(values.quantile(0.005)), 0.0, base), max(float(values.quantile(0.995)), 0.0, base)
    pad = (high - low) * 0.06 or 1.0
    return figure_distribution(values, marks, palette, money_axis(low - pad, high + pad, t, currency), height)


def describe_odds(odds: Odds, t: Translator, currency: str) -> Statement:
    """The words of the simulated value: the chance that it pays, and the range."""
    title = t("case.odds.title", share=t.percent(odds.positive, 0))
    subtitle = t(
        "case.odds.subtitle",
        p10=t.money(odds.percentile(0.1), currency),
        p50=t.money(odds.percentile(0.5), currency),
        p90=t.money(odds.percentile(0.9), currency),
    )
    note = (
        t("note.trials", n=odds.trials, seed=str(odds.seed), rho=t.number(odds.correlation, 1))
        + " · "
        + t("case.odds.note")
    )
    return Statement(title, subtitle, note, t("case.odds.alt", finding=title))


def figure_scenarios(
    values: Mapping[str, float], palette: Palette, t: Translator, currency: str, height: int = 320
) -> go.Figure:
    """Net present value of named scenarios side by side; names are already in words."""
    figure = blank(palette, height, 16)
    names = list(values)
    for at, name in enumerate(names):
        value = values[name]
        figure.add_trace(
            go.Bar(
                x=[at],
                y=[value],
                width=0.5,
                marker={"color": palette.bad if value < 0 else palette.actual if at == 0 else palette.prior},
                hovertemplate=f"{name}<br><b>{t.money(value, currency)}</b><extra></extra>",
                meta={"role": "bar", "name": name},
            )
        )
        figure.add_annotation(
            x=at,
            y=max(value, 0),
            yanchor="bottom",
            showarrow=False,
            text=f"<b>{t.money(value, currency)}</b>",
            font={"size": 12, "color": palette.text},
        )
    low, high = min([*values.values(), 0.0]), max([*values.values(), 0.0])
    pad = (high - low) * 0.14 or 1.0
    ticks = nice_ticks(low, high + pad, 4)
    figure.update_yaxes(
        range=[low - (pad if low < 0 else 0), high + pad],
        tickvals=ticks,
        ticktext=[t.money(tick, currency) for tick in ticks],
    )
    figure.update_xaxes(range=[-0.5, len(names) - 0.5], tickvals=list(range(len(names))), ticktext=names)
    return figure


def describe_scenarios(values: Mapping[str, float], t: Translator, currency: str) -> Statement:
    """The words of the scenarios: the worst of them."""
    worst = min(values, key=lambda name: values[name])
    key = "case.scenarios.pays" if values[worst] > 0 else "case.scenarios.sinks"
    title = t(key, scenario=worst, value=t.money(values[worst], currency))
    return Statement(
        title, t("case.scenarios.subtitle"), t("case.t0"), t("case.scenarios.alt", n=len(values), finding=title)
    )


def figure_shortfall(
    benefits: Benefits, palette: Palette, t: Translator, currency: str, height: int = 320
) -> go.Figure:
    """Realised (solid) against planned (outlined) benefit of the months realised."""
    figure = blank(palette, height, 72)
    frame = compute_shortfall(benefits)
    for at, row in enumerate(rows(frame)):
        short = row.change < -0.02 * row.planned
        for value, width, role in ((row.planned, 0.6, "plan"), (row.realised, 0.34, "actual")):
            outlined = role == "plan"
            colour = palette.bad if short and not outlined else palette.actual
            figure.add_trace(
                go.Bar(
                    orientation="h", x=[value], y=[at], width=width,
                    marker={"color": palette.page, "line": {"color": palette.prior, "width": 1.4}} if outlined else {"color": colour},
                    hovertemplate=f"{row.benefit}<br><b>{t.money(value, currency)}</b><extra></extra>", meta={"role": role, "name": row.benefit},
                )
            )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=at, showarrow=False, text=f"<b>{t.percent(row.share, 1, sign=True)}</b>",
            font={"size": 12, "color": palette.bad if short else palette.muted},
        )  # fmt: skip
    high = float(frame[["planned", "realised"]].max().max()) * 1.06 if len(frame) else 1.0
    figure.update_xaxes(**money_axis(0, high, t, currency, 3), showgrid=True, gridcolor=palette.grid)
    figure.update_yaxes(
        range=[len(frame) - 0.4, -0.6],
        tickvals=list(range(len(frame))),
        ticktext=list(frame["benefit"]),
        showgrid=False,
        tickfont={"color": palette.text},
    )
    figure.update_layout(barmode="overlay")
    return figure


def describe_shortfall(benefits: Benefits, t: Translator, currency: str) -> Statement:
    """The words of what was realised: the benefit furthest below its plan."""
    frame = compute_shortfall(benefits)
    if frame.empty:
        return Statement.nothing(t("case.shortfall.empty"))
    row = frame.iloc[0]
    if row["change"] < -0.02 * row["planned"]:
        title = t(
            "case.shortfall.below",
            benefit=row["benefit"],
            share=t.percent(-row["share"], 1),
            size=t.money(-row["change"], currency),
        )
    else:
        title = t("case.shortfall.met")
    return Statement(
        title,
        t("case.shortfall.subtitle"),
        t("case.shortfall.note"),
        t("case.shortfall.alt", n=len(frame), finding=title),
    )
