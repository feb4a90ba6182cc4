"""What it will cost: budget and forecast, earned value, the range of the final cost, what changes brought. What its
page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Choice, Row, Section, Table
from analytics.cost.charts import changes, costs, lines
from analytics.cost.numbers.costs import compute_bridge, largest_part
from analytics.cost.numbers.earned import load_earned, load_rules, load_sheet, load_spread
from analytics.marks.words import clauses
from analytics.standing import red_said
from data.language import start

if TYPE_CHECKING:
    from analytics.cost.numbers.costs import Costs
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

RULE = Choice("rule", "cost.control.rule", load_rules, costs.rule_words)


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """The likely final cost (the middle of the simulation) against the budget, which category carries the difference,
    and the sum of the lines where it is another; then what else is beyond its limit. Lines within the budget are not
    said to be over it: what the ranges of their estimates make of it is."""
    sheet = load_sheet(store, scope)
    if sheet.empty:
        return ""
    likely = load_spread(store, scope).final.percentile(0.5)
    change = likely - sheet.bac
    red = red_said(store, scope, ("cpi", "tcpi", "unit_cost"), t)
    what = start(t.listing([t.wave(wave) for wave in scope.waves])) or t("cost.message.what")
    head = "cost.message.final" if sheet.spent else "cost.message.likely"
    given = {"n": len(scope.waves) or 1} if sheet.spent else {}
    return clauses(
        t, _said(t(head, what=what, likely=t.money(likely, sheet.currency), **given), sheet, likely, change, t), red
    )


def _said(head: str, sheet: Costs, likely: float, change: float, t: Translator) -> str:
    apart = abs(likely - sheet.forecast) >= 0.005 * max(abs(sheet.forecast), 1.0)
    summed = t("cost.message.lines", forecast=t.money(sheet.forecast, sheet.currency)) if apart else ""
    if not sheet.budgeted:
        return head + t("cost.message.no_budget") + summed
    if abs(change) < sheet.bac * 0.001:
        return head + t("cost.message.on_budget") + summed
    if (
        change > 0 and sheet.forecast <= sheet.bac * 1.001 and not sheet.spent
    ):  # what is over comes of the ranges of estimates alone
        return t(
            "cost.message.ranges",
            forecast=t.money(sheet.forecast, sheet.currency),
            likely=t.money(likely, sheet.currency),
            size=t.money(change, sheet.currency),
            share=t.percent(change / sheet.bac),
        )
    said = head + t(
        "cost.message.over" if change > 0 else "cost.message.under",
        size=t.money(abs(change), sheet.currency),
        share=t.percent(abs(change) / sheet.bac),
    )
    most = largest_part(compute_bridge(sheet), over=change > 0)
    if most is not None:
        key = "cost.message.carried" if change > 0 else "cost.message.saved"
        said += t(key, category=most.name, amount=t.money(most.amount, sheet.currency), part=t.percent(most.share, 0))
    return said + summed


AREA = Area(
    "cost",
    needs=("costs",),
    headline=headline,
    tiles=("final_cost", "cpi", "tcpi", "unit_cost"),
    sections=(
        Section(
            "now",
            Row(
                Chart("bridge", load_sheet, costs.chart_bridge, metric="final_cost"),
                Chart("value", load_earned, costs.chart_value, metric="cpi"),
                "even",
            ),
            choices=(RULE,),
        ),
        Section(
            "range",
            Row(
                Chart("range", load_spread, costs.chart_range),
                Chart("unit", load_spread, costs.chart_units, metric="unit_cost"),
                "even",
            ),
        ),
        Section(
            "lines",
            Row(
                Table("lines-category", load_sheet, lines.table_categories),
                Chart("periods", load_sheet, lines.chart_periods),
                "even",
            ),
            Row(
                Table("lines-wave", load_sheet, lines.table_waves),
                Table("lines-period", load_sheet, lines.table_periods),
                "even",
            ),
            Row(
                Table("evm", load_earned, lines.table_earned),
                Table("evm-end", load_earned, lines.table_at_end),
                "even",
            ),
            choices=(RULE,),
        ),
        Section("changes", Table("changes", load_sheet, changes.table_changes)),
    ),
)
