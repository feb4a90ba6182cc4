"""The sections of the cost page."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.charts import money as charts
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.metrics.money import Costs, Range, compute_bridge, compute_periods, compute_range, compute_unit_costs
from analytics.metrics.money.costs import Value
from data.language import NBSP, Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, two
from pages.kit.guard import View
from pages.kit.passport import passport_list
from pages.kit.plan.chart import show_ledger_chart
from pages.kit.plan.frame import judged, limit_words, reaching, read_units, shape_of
from pages.kit.table import Column, show_table
from pages.kit.tiles import Strip, Tile

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
    written = {"likely": t.money(likely, costs.currency)}
    apart = abs(likely - costs.forecast) >= 0.005 * max(abs(costs.forecast), 1.0)
    lines = t("cost.message.lines", forecast=t.money(costs.forecast, costs.currency)) if apart else ""
    if not costs.budgeted:
        return t("cost.message.no_budget", **written) + lines
    if abs(change) < costs.bac * 0.001:
        return t("cost.message.on_budget", **written) + lines
    frame = compute_bridge(costs)
    row = frame.loc[frame["change"].idxmax() if change > 0 else frame["change"].idxmin()]
    said = t(
        "cost.message.over" if change > 0 else "cost.message.under",
        size=t.money(abs(change), costs.currency),
        share=t.percent(abs(change) / costs.bac),
        category=row["category"],
        **written,
    )
    return said + lines


def tiles(view: View, costs: Costs, value: Value | None) -> list[Tile]:
    """Final cost, CPI, what the rest needs, cost per customer."""
    found = [_final(view, costs), _performance(view, value), _rest(view, value), _per_customer(view, costs)]
    return [tile for tile in found if tile is not None]


def _final(view: View, costs: Costs) -> Tile:
    t, found = view.t, read_range(view, costs)
    limit = costs.bac + costs.reserve
    over = costs.forecast - costs.bac
    covered = found.percentile(0.8) <= limit
    said = judged(view, "final_cost", costs.forecast, costs.bac if costs.budgeted else None)
    return Tile(
        key="final",
        passport=passport_list(METRICS["final_cost"].passport, t),
        title=t("cost.tile.final"),
        value=t.money(costs.forecast, costs.currency),
        target=t("cost.tile.budget", value=t.money(costs.bac, costs.currency)),
        change=t.percent(over / costs.bac, 1, sign=True) if costs.budgeted else "",
        direction=1 if over > 0 else -1 if over < 0 else 0,
        judged="" if not costs.budgeted else "bad" if over > 0.001 * costs.bac else "good" if over < 0 else "",
        strip=Strip(
            reaching(
                (costs.bac * 0.85, costs.bac * 1.25) if costs.budgeted else (0, max(costs.forecast, 1)),
                costs.forecast,
                found.percentile(0.1),
                found.percentile(0.9),
                limit,
            ),
            t("cost.tile.final"),
            now=costs.forecast,
            low=found.percentile(0.1),
            high=found.percentile(0.9),
            aim=limit,
        ),
        detail=f"P50{NBSP}{t.money(found.percentile(0.5), costs.currency)} · P80{NBSP}{t.money(found.percentile(0.8), costs.currency)} · {t('cost.seed', seed=str(found.seed))}",
        state=shape_of(said),
        verdict=t("cost.tile.no_budget")
        if not costs.budgeted
        else t("cost.tile.within")
        if over <= 0
        else t("cost.tile.covered")
        if covered
        else t("cost.tile.not_covered"),
    )


def _performance(view: View, value: Value | None) -> Tile | None:
    t = view.t
    if value is None or value.now.cpi is None:
        return None
    cpi, trend = value.now.cpi, value.trend["cpi"].dropna()
    before = float(trend.iloc[-2]) if len(trend) > 1 else None
    change = None if before is None else cpi - before
    said = judged(view, "cpi", cpi)
    key = "good" if said.reached else "within" if said.state == "good" else "bad"
    return Tile(
        key="cpi",
        passport=passport_list(METRICS["cpi"].passport, t),
        title=t("metric.cpi.title"),
        value=t.number(cpi, 2),
        target=limit_words(view, said),
        change="" if change is None else t.number(change, 2, sign=True),
        direction=0 if change is None or abs(change) < 0.005 else 1 if change > 0 else -1,
        judged="" if change is None or abs(change) < 0.005 else "good" if change > 0 else "bad",
        strip=Strip(
            reaching((0.6, 1.3), cpi, before), t("metric.cpi.title"), now=cpi, before=before, aim=said.limits.watch
        ),
        detail=f"SPI {t.number(value.now.spi, 2)} · EAC {t.money(value.now.eac_cpi, view_currency(view))}",
        state=shape_of(said),
        verdict=t(f"cost.tile.cpi.{key}", value=t.number(cpi, 2)),
    )


def view_currency(view: View) -> str:
    from pages.kit.plan.frame import read_costs

    return read_costs(view).currency


def _rest(view: View, value: Value | None) -> Tile | None:
    t = view.t
    if value is None:
        return None
    now = value.now
    needed = now.tcpi_bac
    gone = now.budget_gone
    said = judged(view, "tcpi", needed)
    key = "gone" if gone else {"bad": "high", "watch": "watch"}.get(said.state, "fine")
    high = said.limits.bad
    return Tile(
        key="tcpi",
        title=t("cost.tcpi.title"),
        value="–" if needed is None else t.number(needed, 2),
        target=limit_words(view, said),
        strip=None
        if needed is None
        else Strip(reaching((0.7, 1.5), needed), t("cost.tcpi.title"), now=needed, aim=said.limits.watch),
        detail=t("cost.tile.tcpi.detail", value=t.number(now.tcpi_eac, 2)),
        state="bad" if gone else shape_of(said),
        verdict=t(f"cost.tile.tcpi.{key}", limit="" if high is None else t.number(high, 2)),
    )


def _per_customer(view: View, costs: Costs) -> Tile | None:
    t, units = view.t, read_units(view)
    if not units.done or not units.total or costs.closed_on is None:
        return None
    by_wave = compute_unit_costs(costs, units).dropna(subset=["actual"])
    if by_wave.empty:
        return None
    weights = by_wave["n"] / by_wave["n"].sum()
    actual, planned = float((by_wave["actual"] * weights).sum()), float((by_wave["planned"] * weights).sum())
    over = actual / planned - 1 if planned else 0.0
    return Tile(
        key="unit",
        passport=passport_list(METRICS["unit_cost"].passport, t),
        title=t("metric.unit_cost.title"),
        value=t.money(actual, costs.currency),
        target=t("cost.tile.plan", value=t.money(planned, costs.currency)),
        change=t.percent(over, 0, sign=True),
        direction=1 if over > 0.005 else -1 if over < -0.005 else 0,
        judged="bad" if over > 0.005 else "good" if over < -0.005 else "",
        strip=Strip(
            reaching((planned * 0.6, planned * 1.6), actual, *by_wave["actual"]),
            t("metric.unit_cost.title"),
            now=actual,
            low=float(by_wave["actual"].min()),
            high=float(by_wave["actual"].max()),
            aim=planned,
        ),
        detail=t("cost.tile.unit.detail", n=int(by_wave["n"].sum()), waves=len(by_wave)),
        state=shape_of(judged(view, "unit_cost", actual)),
        verdict=t("cost.tile.unit.over") if over > 0.005 else t("cost.tile.unit.within"),
    )


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
