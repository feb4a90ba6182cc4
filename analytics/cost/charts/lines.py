"""The lines of the cost sheet: by category, wave and period, and the measures of earned value in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analytics.cost.charts.costs import money_of, rule_words, tcpi_sentence
from analytics.cost.numbers.costs import compute_periods, largest_part
from analytics.marks import Bars, Cell, Column, Exhibit, Grid, Series, Unit, grid, values

if TYPE_CHECKING:
    from analytics.cost.numbers import Costs
    from analytics.cost.numbers.earned import Earned
    from data.language import Translator

AMOUNTS = ("budget", "committed", "actual", "expected")
MOST_PERIODS = 12
"""Periods of a table; more are shown by quarter."""
TO_DATE = ("pv", "ev", "ac", "cv", "sv", "cpi", "spi")
AT_END = ("bac", "eac_cpi", "eac_budget", "eac_both", "etc", "vac", "tcpi_bac", "tcpi_eac")
"""Measures of earned value: where the work stands, and where it is going."""
RATIOS = ("cpi", "spi", "tcpi_bac", "tcpi_eac")


def chart_periods(costs: Costs, t: Translator) -> Exhibit:
    """How far the paid periods lie from their budget, and which one most: paid solid, forecast hatched, the budget a
    tick."""
    subtitle = t("cost.periods.subtitle")
    frame = compute_periods(costs, "month" if costs.monthly else "period")
    paid = frame[frame["actual"].fillna(0) != 0]
    if paid.empty:
        return Exhibit.nothing(t("cost.periods.empty"), subtitle)
    change = (paid["past"] - paid["due"].fillna(0.0)).astype("float64")
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
    ahead = (frame["expected"] - frame["past"]).round(2)
    ahead = ahead.where(ahead != 0)  # what is paid has no forecast, and what is not paid no actual
    mark = Bars(
        tuple(_period(day, costs, t) for day in frame["period"]),
        (
            Series(t("cost.actual"), values(frame["past"].where(frame["actual"].notna()))),
            Series(t("cost.expected"), values(ahead), look="hatched"),
        ),
        money_of(costs),
        stacked=True,
        targets=Series(t("cost.budget"), values(frame["budget"]), "accent"),
        of=t("cost.lines.head.period"),
    )
    note = t("cost.periods.note", date=t.date(costs.closed_on, year=True))
    return Exhibit(title, subtitle, note, mark)


def _period(day: pd.Timestamp, costs: Costs, t: Translator) -> str:
    """The name of a period below its bar."""
    return (
        t("cost.month", month=t(f"chart.month.{day.month}"), year=str(day.year))
        if costs.monthly
        else t.date(day, year=True)
    )


def table_lines(costs: Costs, t: Translator, by: str) -> Exhibit:
    """The amounts by category or by wave. What no line states is not nothing: it stays unsaid."""
    frame = costs.work.assign(**{by: costs.work[by].fillna("")})
    sums = frame.groupby(by)[list(AMOUNTS)].sum(min_count=1).reset_index()
    names = [_name(value, by, t) for value in sums[by]]
    return _amounts(costs, sums, names, by, t(f"cost.lines.{by}", n=int((sums[by] != "").sum())), t)


def _name(value: str, by: str, t: Translator) -> str:
    if value == "":
        return t("cost.lines.programme")
    return t.wave(value) if by == "wave" else str(value)


def table_categories(costs: Costs, t: Translator) -> Exhibit:
    return table_lines(costs, t, "category")


def table_waves(costs: Costs, t: Translator) -> Exhibit:
    return table_lines(costs, t, "wave")


def table_periods(costs: Costs, t: Translator) -> Exhibit:
    """The amounts by period; by quarter where there are more than a year of them."""
    by_quarter = costs.work["period"].nunique() > MOST_PERIODS
    frame = compute_periods(costs, "quarter" if by_quarter else "period")
    names = [
        t("cost.quarter", quarter=str(day.quarter), year=str(day.year)) if by_quarter else t.date(day, year=True)
        for day in frame["period"]
    ]
    title = t("cost.lines.quarter" if by_quarter else "cost.lines.period", n=len(frame))
    return _amounts(costs, frame, names, "period", title, t)


def _amounts(costs: Costs, frame: pd.DataFrame, names: Sequence[str], by: str, title: str, t: Translator) -> Exhibit:
    """A row a name and the sum of all; the change is that of the forecast against the budget."""
    unit = money_of(costs)
    every = pd.concat([frame[list(AMOUNTS)], frame[list(AMOUNTS)].sum(min_count=1).to_frame().T], ignore_index=True)
    changes = (every["expected"] - every["budget"].fillna(0.0)).astype("float64")
    signed = pd.Series([Cell(unit.change(change, t), unit.exported(change)) for change in changes], dtype=object)
    every = every.assign(name=[*names, t("cost.lines.total")], change=signed)
    columns = (
        Column("name", "head", head=f"lines.head.{by}"),
        *(Column(amount, "number", unit=unit) for amount in AMOUNTS),
        Column("change", "number", head="lines.change", unit=unit),
    )
    subtitle = t("cost.lines.subtitle", currency=costs.currency)
    return Exhibit(title, subtitle, "", grid(every, columns, "cost", t))


def table_earned(found: Earned, t: Translator) -> Exhibit:
    """Earned value: what was reached so far."""
    value = found.value
    if value is None:
        return Exhibit.nothing(t("cost.empty.value"))
    day = t.date(value.day, year=True)
    subtitle = t("cost.value.subtitle", rule=rule_words(value.rule, t), date=day)
    return Exhibit(t("cost.evm.title", date=day), subtitle, "", _measures(found, TO_DATE, t))


def table_at_end(found: Earned, t: Translator) -> Exhibit | None:
    """Earned value: what follows for the end."""
    value = found.value
    if value is None:
        return None
    title = t("cost.evm.end", value=t.money(value.now.eac_cpi, found.costs.currency))
    return Exhibit(title, t("cost.evm.end.subtitle"), tcpi_sentence(value.now, t), _measures(found, AT_END, t))


def _measures(found: Earned, names: Sequence[str], t: Translator) -> Grid:
    money, ratio = money_of(found.costs), Unit("ratio", 2)
    lines = []
    for name in names:
        unit, value = ratio if name in RATIOS else money, getattr(found.value.now, name)  # type: ignore[union-attr]
        words = t(f"cost.evm.{name}")
        lines.append((Cell(unit.head(words, t), unit.head(words, t)), Cell(unit.write(value, t), unit.exported(value))))
    return Grid((t("cost.evm.measure"), t("cost.evm.value")), ("head", "number"), tuple(lines))
