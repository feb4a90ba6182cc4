"""From budget to forecast, what was earned for it, what a moved customer costs, and where the final cost may lie."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_end_label, month_axis, nice_ticks, said_n
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.steps import Mark, Step, figure_distribution, figure_waterfall
from analytics.charts.template import blank, push_apart
from analytics.frames import rows
from analytics.metrics.money.costs import Costs, Range, Value, compute_bridge, largest_part
from analytics.stats.earned_value import EarnedValue
from data.language import Translator

MOST = 5


def bridge_steps(costs: Costs, t: Translator) -> list[Step]:
    """The changes from budget to forecast by category (largest first, small ones together), and their sum."""
    currency = costs.currency
    frame = compute_bridge(costs)
    changed = frame[frame["change"].abs() >= max(abs(costs.bac) * 0.0005, 0.5)]
    changed = changed.loc[changed["change"].abs().sort_values(ascending=False).index]
    steps = []
    for row in rows(changed.head(MOST)):
        written = t.money(row.change, currency, sign=True)
        steps.append(Step(row.category, row.change, "bad" if row.change > 0 else "good", written, id=row.category))
    rest = float(frame["change"].sum() - changed.head(MOST)["change"].sum())
    if abs(rest) >= 0.5:
        steps.append(
            Step(t("cost.bridge.rest"), rest, "bad" if rest > 0 else "good", t.money(rest, currency, sign=True))
        )
    total = costs.forecast - costs.bac
    steps.append(Step(t("cost.bridge.total"), total, "total", t.money(total, currency, sign=True), id="forecast"))
    return steps


def figure_bridge(costs: Costs, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Waterfall of the changes from budget to forecast, from zero: budget and forecast themselves stand in the words."""
    return figure_waterfall(bridge_steps(costs, t), palette, lambda tick: t.money(tick, costs.currency), height)


def describe_bridge(costs: Costs, t: Translator) -> Statement:
    """The words of the bridge: how much over or under, and which category carries it."""
    if costs.empty or not costs.budgeted:
        return Statement.nothing(t("cost.empty.costs"))
    frame = compute_bridge(costs)
    change = costs.forecast - costs.bac
    if abs(change) < costs.bac * 0.001:
        title = t("cost.bridge.on_budget", forecast=t.money(costs.forecast, costs.currency))
    else:
        most = largest_part(frame, over=change > 0)
        assert most is not None  # the sum of the changes goes this way
        title = t(
            "cost.bridge.over" if change > 0 else "cost.bridge.under",
            size=t.money(abs(change), costs.currency),
            share=t.percent(abs(change) / costs.bac),
            category=most.name,
            amount=t.money(most.amount, costs.currency),
            part=t.percent(most.share, 0),
        )
    spent = float(frame["spent"].sum())
    note = [
        t(
            "cost.bridge.ends",
            budget=t.money(costs.bac, costs.currency),
            forecast=t.money(costs.forecast, costs.currency),
        ),
        t("cost.bridge.note", spent=t.money(spent, costs.currency, sign=True)),
        t("cost.reserve.note", reserve=t.money(costs.reserve, costs.currency)),
    ]
    note += own_lines(costs, t)
    if costs.unrated:
        note.append(t("cost.unrated", n=costs.unrated))
    if len(bridge_steps(costs, t)) < 3:
        # One step and its sum are one number twice: the words say it.
        return Statement.nothing(title, " · ".join(note))
    return Statement(title, t("cost.bridge.subtitle"), " · ".join(note), t("cost.bridge.alt", finding=title))


def own_lines(costs: Costs, t: Translator) -> list[str]:
    """What stands in lines of no wave, where single waves are looked at: it cannot be split and is in none of them."""
    if not costs.elsewhere_lines:
        return []
    return [t("cost.own_lines", n=costs.elsewhere_lines, amount=t.money(costs.elsewhere, costs.currency))]


def figure_value(value: Value, palette: Palette, t: Translator, currency: str, height: int = 320) -> go.Figure:
    """Planned value (dashed), earned value and actual cost, cumulated by period."""
    figure = blank(palette, height, 96)
    trend = value.trend
    series = (
        ("pv", palette.accent, "dash", 1.6, t("cost.pv")),
        ("ev", palette.actual, "solid", 2.6, t("cost.ev")),
        ("ac", palette.bad if (value.now.cpi or 1) < 0.95 else palette.prior, "solid", 2.0, t("cost.ac")),
    )
    for name, colour, dash, width, label in series:
        figure.add_trace(
            go.Scatter(
                x=trend["day"],
                y=trend[name],
                mode="lines+markers" if len(trend) == 1 else "lines",
                line={"color": colour, "width": width, "dash": dash},
                hovertext=[
                    f"{t.date(row.day, year=True)}<br><b>{t.money(getattr(row, name), currency)}</b>"
                    for row in rows(trend)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={
                    "role": "line",
                    "name": name,
                    "label": f"{label} {t.money(float(trend[name].iloc[-1]), currency)}",
                },
            )
        )
    high = float(trend[["pv", "ev", "ac"]].max().max()) * 1.06 or 1.0
    first, last = trend["day"].min(), trend["day"].max()
    figure.update_xaxes(**month_axis(first, last + pd.Timedelta(days=2), t, 6))
    if len(trend) > 1 and (last - first).days < 70:
        figure.update_xaxes(tickvals=list(trend["day"]), ticktext=[t.date(day) for day in trend["day"]])
    ticks = nice_ticks(0, high, 4)
    figure.update_yaxes(range=[0, high], tickvals=ticks, ticktext=[t.money(tick, currency) for tick in ticks])
    ends = [float(trend[name].iloc[-1]) for name, *_ in series]
    places = push_apart(ends, high * 16 / max(height - 60, 1), 0, high)
    for (_, colour, _, _, label), end, place in zip(series, ends, places, strict=True):
        add_end_label(figure, place, f"{label} {t.money(end, currency)}", colour)
    return figure


def describe_value(value: Value | None, t: Translator, currency: str) -> Statement:
    """The words of earned value: what a yuan spent has earned, three estimates, and what the rest needs."""
    if value is None:
        return Statement.nothing(t("cost.empty.value"))
    now = value.now
    early = now.ac > 0 and now.ev == 0 and now.pv == 0
    title = cpi_sentence(now, t)
    if early:
        title = t("cost.value.early", spent=t.money(now.ac, currency), date=t.date(value.day, year=True))
    eacs = [now.eac_cpi, now.eac_budget, now.eac_both]
    # Before anything was to be earned nothing follows from what is spent.
    note = (
        []
        if early
        else [
            t(
                "cost.value.eacs",
                a=t.money(eacs[0], currency),
                b=t.money(eacs[1], currency),
                c=t.money(eacs[2], currency),
            ),
            tcpi_sentence(now, t),
        ]
    )
    last = value.trend.iloc[-1]
    if value.rule == "units" and last["planned_cost"] > 0 and not early:
        # Customers are earned by whole waves and money is spent between them: an index below 1 may be no overrun.
        note.append(t("cost.value.timing", cpi=t.number(last["pv"] / last["planned_cost"], 2)))
    subtitle = t("cost.value.subtitle", rule=rule_words(value.rule, t), date=t.date(value.day, year=True))
    return Statement(title, subtitle, " · ".join(note), t("cost.value.alt", finding=title))


def rule_words(rule: str, t: Translator) -> str:
    """An earning rule in words."""
    return t(f"rule.{rule.replace('/', '_')}")


def cpi_sentence(now: EarnedValue, t: Translator) -> str:
    """What one unit spent has earned."""
    if now.cpi is None:
        return t("cost.value.nothing")
    written = {"cpi": t.number(now.cpi, 2), "spi": t.number(now.spi, 2)}
    if now.cpi < 0.95:
        return t("cost.value.dear", **written)
    return t("cost.value.cheap" if now.cpi > 1.05 else "cost.value.even", **written)


def tcpi_sentence(now: EarnedValue, t: Translator) -> str:
    """The performance that the rest needs, also where it has none."""
    if now.budget_gone:
        return t("cost.tcpi.gone")
    if now.tcpi_bac is None or now.ev >= now.bac:
        return t("cost.tcpi.done")
    return t("cost.tcpi", tcpi=t.number(now.tcpi_bac, 2))


def figure_unit_costs(
    frame: pd.DataFrame, palette: Palette, t: Translator, currency: str, height: int = 320
) -> go.Figure:
    """Cost per customer moved by wave: plan outlined, actual solid; a wave not yet moved has its plan alone."""
    figure = blank(palette, height, 16)
    for at, row in enumerate(rows(frame)):
        figure.add_trace(
            go.Bar(
                x=[at],
                y=[row.planned],
                width=0.7,
                marker={"color": palette.page, "line": {"color": palette.prior, "width": 1.4}},
                hovertemplate=f"{row.wave}<br>{t('cost.planned')} <b>{t.money(row.planned, currency)}</b><extra></extra>",
                meta={"role": "plan", "name": row.wave},
            )
        )
        if pd.isna(row.actual):
            continue
        dear = row.actual > row.planned * 1.1
        figure.add_trace(
            go.Bar(
                x=[at],
                y=[row.actual],
                width=0.42,
                marker={"color": palette.bad if dear else palette.actual},
                customdata=[[row.wave]],
                hovertemplate=f"{row.wave}<br><b>{t.money(row.actual, currency)}</b> · {said_n(row.n, t)}<extra></extra>",
                meta={"role": "actual", "name": row.wave},
            )
        )
        figure.add_annotation(
            x=at, y=max(row.actual, row.planned), yanchor="bottom", showarrow=False, text=t.money(row.actual, currency, symbol=False),
            font={"size": 11, "color": palette.bad if dear else palette.text},
        )  # fmt: skip
    high = float(frame[["planned", "actual"]].max().max()) * 1.12 if len(frame) else 1.0
    ticks = nice_ticks(0, high, 4)
    figure.update_yaxes(range=[0, high], tickvals=ticks, ticktext=[t.money(tick, currency) for tick in ticks])
    figure.update_xaxes(tickvals=list(range(len(frame))), ticktext=list(frame["wave"]))
    figure.update_layout(barmode="overlay")
    return figure


def describe_unit_costs(frame: pd.DataFrame, t: Translator, currency: str) -> Statement:
    """The words of the cost per customer: the dearest wave against its plan."""
    moved = frame.dropna(subset=["actual"])
    if moved.empty:
        return Statement.nothing(t("cost.unit.empty"))
    row = moved.iloc[int((moved["actual"] / moved["planned"]).to_numpy().argmax())]
    over = row["actual"] / row["planned"] - 1
    key = "cost.unit.over" if over > 0.02 else "cost.unit.within"
    title = t(
        key,
        wave=t.wave(row["wave"]),
        value=t.money(row["actual"], currency),
        planned=t.money(row["planned"], currency),
        share=t.percent(over, 0, sign=True),
    )
    note = t("cost.unit.note", n=int(moved["n"].sum()), waves=len(moved))
    return Statement(title, t("cost.unit.subtitle"), note, t("cost.unit.alt", n=len(frame), finding=title))


def figure_range(costs: Costs, found: Range, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """The distribution of the final cost with budget, budget and reserve, P50 and P80."""
    marks = [
        Mark(costs.bac, t("cost.budget"), "base"),
        Mark(found.percentile(0.5), "P50", "share"),
        Mark(found.percentile(0.8), "P80", "share"),
    ]
    if costs.reserve:
        marks.append(Mark(costs.bac + costs.reserve, t("cost.with_reserve"), "aim"))
    values = pd.Series(found.totals)
    low = min(float(values.quantile(0.005)), *(float(mark.at) for mark in marks))
    high = max(float(values.quantile(0.995)), *(float(mark.at) for mark in marks))
    pad = (high - low) * 0.06 or 1.0
    return figure_distribution(values, marks, palette, money_axis(low - pad, high + pad, t, costs.currency), height)


def money_axis(low: float, high: float, t: Translator, currency: str, most: int = 5) -> dict[str, Any]:
    """A value axis in money with about ``most`` ticks."""
    ticks = nice_ticks(low, high, most)
    return {
        "range": [low, high],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [t.money(tick, currency) for tick in ticks],
    }


def describe_range(costs: Costs, found: Range, t: Translator) -> Statement:
    """The words of the simulated final cost: P80 against the budget with its reserve."""
    p80, limit = found.percentile(0.8), costs.bac + costs.reserve
    written = {"p80": t.money(p80, costs.currency), "share": t.percent(found.chance_within(limit), 0)}
    title = t(
        "cost.range.covered" if p80 <= limit else "cost.range.not_covered",
        size=t.money(abs(p80 - limit), costs.currency),
        **written,
    )
    if not costs.budgeted:
        title = t("cost.range.no_budget", p80=written["p80"])
    note = [
        t(
            "cost.range.note",
            p10=t.money(found.percentile(0.1), costs.currency),
            p50=t.money(found.percentile(0.5), costs.currency),
            p90=t.money(found.percentile(0.9), costs.currency),
        ),
        t("note.trials", n=found.trials, seed=str(found.seed), rho=t.number(found.correlation, 1)),
    ]
    if found.stated < 1:
        note.append(t("cost.range.assumed", share=t.percent(1 - found.stated, 0)))
    return Statement(title, t("cost.range.subtitle"), " · ".join(note), t("cost.range.alt", finding=title))
