"""The sections of the cost page."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.charts import money as charts
from analytics.frames import rows
from analytics.metrics.money import Costs, Range, compute_bridge, compute_periods, compute_range, compute_unit_costs
from analytics.metrics.money.costs import Value, largest_part
from data.language import Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, two
from pages.kit.guard import View
from pages.kit.plan.chart import show_ledger_chart
from pages.kit.plan.frame import read_units
from pages.kit.table import Column, show_table

AMOUNTS = ("budget", "committed", "actual", "expected")
MOST_PERIODS = 12
"""Periods of a table; more are shown by quarter."""
TO_DATE = ("pv", "ev", "ac", "cv", "sv", "cpi", "spi")
AT_END = ("bac", "eac_cpi", "eac_budget", "eac_both", "etc", "vac", "tcpi_bac", "tcpi_eac")
"""Measures of earned value: where the work stands, and where it is going."""


def read_range(view: View, costs: Costs) -> Range:
    return keep(view, "range", lambda: compute_range(costs))


def message(view: View, costs: Costs) -> str:
    """The page's finding: the likely final cost (the middle of the simulation) against the budget, which category carries the
    difference, and the sum of the lines where it is another."""
    t, likely = view.t, read_range(view, costs).percentile(0.5)
    change = likely - costs.bac
    head = t("cost.message.final" if costs.spent else "cost.message.likely", likely=t.money(likely, costs.currency))
    apart = abs(likely - costs.forecast) >= 0.005 * max(abs(costs.forecast), 1.0)
    lines = t("cost.message.lines", forecast=t.money(costs.forecast, costs.currency)) if apart else ""
    if not costs.budgeted:
        return head + t("cost.message.no_budget") + lines
    if abs(change) < costs.bac * 0.001:
        return head + t("cost.message.on_budget") + lines
    said = head + t(
        "cost.message.over" if change > 0 else "cost.message.under",
        size=t.money(abs(change), costs.currency),
        share=t.percent(abs(change) / costs.bac),
    )
    most = largest_part(compute_bridge(costs), over=change > 0)
    if most is not None:
        key = "cost.message.carried" if change > 0 else "cost.message.saved"
        said += t(key, category=most.name, amount=t.money(most.amount, costs.currency), part=t.percent(most.share, 0))
    return said + lines


def show_now(view: View, costs: Costs, value: Value | None) -> None:
    """From budget to forecast, and what was earned for the money."""
    t = view.t
    two(
        (
            lambda: show_ledger_chart(
                view,
                "bridge",
                charts.describe_bridge(costs, t),
                lambda palette: charts.figure_bridge(costs, palette, t, HEIGHT),
                frame=compute_bridge(costs),
            ),
            lambda: show_ledger_chart(
                view,
                "value",
                charts.describe_value(value, t, costs.currency),
                lambda palette: charts.figure_value(value, palette, t, costs.currency, HEIGHT),  # type: ignore[arg-type]
                value.rule if value else "",
                frame=value.trend if value else None,
            ),
        )
    )


def show_range(view: View, costs: Costs, value: Value | None) -> None:
    """Where the final cost may lie, and what a moved customer costs."""
    t, found = view.t, read_range(view, costs)
    frame = compute_unit_costs(costs, read_units(view))
    two(
        (
            lambda: show_ledger_chart(
                view,
                "range",
                charts.describe_range(costs, found, t),
                lambda palette: charts.figure_range(costs, found, palette, t, HEIGHT),
            ),
            lambda: show_ledger_chart(
                view,
                "unit",
                charts.describe_unit_costs(frame, t, costs.currency),
                lambda palette: charts.figure_unit_costs(frame, palette, t, costs.currency, HEIGHT),
                frame=frame,
            ),
        ),
        (1, 1),
    )


def show_lines(view: View, costs: Costs, value: Value | None) -> None:
    """Budget, commitment, actual and forecast by category and by wave, and earned value in full."""

    def by(column: str) -> None:
        _table(view, costs, column)

    two((lambda: by("category"), lambda: _periods(view, costs)), (1, 1))
    with st.expander(view.t("cost.more")):
        two((lambda: by("wave"), lambda: _period_table(view, costs)), (1, 1))
        if value is not None:
            _indices(view, costs, value)


def _periods(view: View, costs: Costs) -> None:
    t = view.t
    show_ledger_chart(
        view,
        "periods",
        charts.describe_periods(costs, t),
        lambda palette: charts.figure_periods(costs, palette, t, HEIGHT),
        frame=compute_periods(costs, "month" if costs.monthly else "period"),
    )


def _period_table(view: View, costs: Costs) -> None:
    """The amounts by period; by quarter where there are more than a year of them."""
    t = view.t
    by_quarter = costs.work["period"].nunique() > MOST_PERIODS
    frame = compute_periods(costs, "quarter" if by_quarter else "period")

    def name(day: pd.Timestamp) -> str:
        return t("cost.quarter", quarter=str(day.quarter), year=str(day.year)) if by_quarter else t.date(day, year=True)

    title = t("cost.lines.quarter" if by_quarter else "cost.lines.period", n=len(frame))
    lines = [_line(t, name(row["period"]), row) for _, row in frame.iterrows()]
    lines.append(_line(t, t("cost.lines.total"), frame[list(AMOUNTS)].sum(min_count=1)))
    with card(title, t("cost.lines.subtitle", currency=costs.currency), key="card-lines-period"):
        show_table(_heads(t, "period"), lines, title)


def _heads(t: Translator, column: str) -> list[Column]:
    return [
        Column(t(f"cost.lines.head.{column}"), "head"),
        *(Column(t(f"cost.{name}"), "number") for name in AMOUNTS),
        Column(t("cost.lines.change"), "number"),
    ]


def _table(view: View, costs: Costs, column: str) -> None:
    t = view.t
    frame = costs.work.assign(**{column: costs.work[column].fillna("")})
    # What no line states is not nothing: it stays unsaid.
    sums = frame.groupby(column)[list(AMOUNTS)].sum(min_count=1).reset_index()
    total = sums[list(AMOUNTS)].sum(min_count=1)
    title = t(f"cost.lines.{column}", n=int((sums[column] != "").sum()))
    lines = [
        _line(
            t,
            t("cost.lines.programme")
            if row[column] == ""
            else t.wave(row[column])
            if column == "wave"
            else str(row[column]),
            row,
        )
        for _, row in sums.iterrows()
    ]
    lines.append(_line(t, t("cost.lines.total"), total))
    with card(title, t("cost.lines.subtitle", currency=costs.currency), key=f"card-lines-{column}"):
        show_table(_heads(t, column), lines, title)


def _line(t: Translator, name: str, row: pd.Series) -> tuple[str, ...]:
    change = row["expected"] - (0.0 if pd.isna(row["budget"]) else row["budget"])
    return (
        name,
        *(t.money(float(row[amount]), symbol=False) for amount in AMOUNTS),
        t.money(float(change), sign=True, symbol=False),
    )


def _indices(view: View, costs: Costs, value: Value) -> None:
    """Earned value in full: what was reached so far, and beside it what follows for the end."""
    t, now, day = view.t, value.now, view.t.date(value.day, year=True)
    amounts = {"pv": now.pv, "ev": now.ev, "ac": now.ac, "cv": now.cv, "sv": now.sv, "bac": now.bac, "eac_cpi": now.eac_cpi, "eac_budget": now.eac_budget, "eac_both": now.eac_both, "etc": now.etc, "vac": now.vac}  # fmt: skip
    ratios = {"cpi": now.cpi, "spi": now.spi, "tcpi_bac": now.tcpi_bac, "tcpi_eac": now.tcpi_eac}
    said = {name: t.money(amount, costs.currency) for name, amount in amounts.items()}
    said |= {name: t.number(ratio, 2) for name, ratio in ratios.items()}
    heads = [Column(t("cost.evm.measure"), "head"), Column(t("cost.evm.value"), "number")]

    def show(key: str, names: Sequence[str], title: str, subtitle: str, note: str = "") -> None:
        with card(title, subtitle, note=note, key=f"card-{key}"):
            show_table(heads, [(t(f"cost.evm.{name}"), said[name]) for name in names], title)

    earned = t("cost.value.subtitle", rule=charts.rule_words(value.rule, t), date=day)
    two(
        (
            lambda: show("evm", TO_DATE, t("cost.evm.title", date=day), earned),
            lambda: show(
                "evm-end",
                AT_END,
                t("cost.evm.end", value=said["eac_cpi"]),
                t("cost.evm.end.subtitle"),
                charts.tcpi_sentence(now, t),
            ),
        ),
        (1, 1),
    )


def show_changes(view: View, costs: Costs, value: Value | None) -> None:
    """What changes promised and what they brought."""
    t, frame = view.t, costs.changes
    if frame.empty:
        with card(t("cost.changes.empty"), key="card-changes"):
            st.html(f'<p class="ho-note ho-bare">{t("cost.changes.empty.todo")}</p>')
        return
    done = frame[frame["cost_found"].notna() & frame["cost_expected"].notna()]
    expected, found = float(done["cost_expected"].sum()), float(done["cost_found"].sum())
    open_ = frame[frame["status"] == "proposed"]
    if len(done):
        title = t(
            "cost.changes.title",
            n=len(done),
            expected=t.money(expected, costs.currency),
            found=t.money(found, costs.currency),
        )
    else:
        title = t("cost.changes.none_done", n=len(frame))
    lines = []
    for row in rows(frame):
        lines.append(
            (
                row.change,
                row.title if not pd.isna(row.title) else "",
                t(f"cost.changes.status.{row.status}") if not pd.isna(row.status) else "–",
                t.money(row.cost_expected, costs.currency),
                t.money(row.cost_found, costs.currency),
                t.number(row.days_expected, sign=True),
                t.number(row.days_found, sign=True),
                t.money(row.benefit_expected, costs.currency),
                t.money(row.benefit_found, costs.currency),
            )
        )
    note = t("cost.changes.open", n=len(open_), value=t.money(float(open_["cost_expected"].sum()), costs.currency))
    brought = frame[frame["benefit_found"].notna() & frame["benefit_expected"].notna()]
    if len(brought):
        note += " · " + t(
            "cost.changes.brought",
            found=t.money(float(brought["benefit_found"].sum()), costs.currency),
            expected=t.money(float(brought["benefit_expected"].sum()), costs.currency),
        )
    with card(title, t("cost.changes.subtitle"), note=note, key="card-changes"):
        heads = (
            "change",
            "title",
            "status",
            "cost_expected",
            "cost_found",
            "days_expected",
            "days_found",
            "benefit_expected",
            "benefit_found",
        )
        kinds = ("head", "text", "text", *("number",) * 6)
        show_table(
            [Column(t(f"cost.changes.head.{head}"), kind) for head, kind in zip(heads, kinds, strict=True)],
            lines,
            title,
        )
