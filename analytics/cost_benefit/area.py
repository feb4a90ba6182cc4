"""Does it still pay: net present value and returns, the assumptions behind them, and how sure it is. What its page
shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Custom, Row, Section, Table
from analytics.cost_benefit.charts import case
from analytics.cost_benefit.numbers import load_pays
from analytics.cost_benefit.numbers.benefits import load_own_benefits
from analytics.cost_benefit.numbers.scenarios import load_side_by_side
from analytics.marks.words import clauses
from analytics.reach import load_loaded

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """The middle of the simulated net present value and the chance that it is above zero."""
    found = load_pays(store, scope)
    if found is None:
        return ""
    worth, currency = found.odds.percentile(0.5), found.case.currency
    key = "case.message.pays" if worth > 0 else "case.message.not"
    said = t(key, value=t.money(worth, currency), share=t.percent(found.odds.positive, 0))
    # The tile and the steps to it are of the inputs as they stand: where these differ, both are said.
    base, middle = (t.money(value, currency) for value in (found.base, worth))
    said += t("case.message.inputs", value=base) if base != middle else ""
    return said if "tasks" in load_loaded(store, scope) else clauses(t, said, t("case.message.undelayed"))


AREA = Area(
    "cost_benefit",
    needs=("costs", "benefits"),
    headline=headline,
    tiles=("npv", "bcr", "payback", "irr"),
    sections=(
        Section(
            "now",
            Row(
                Chart("npv", load_pays, case.chart_npv, height=380, metric="npv"),
                Chart("tornado", load_pays, case.chart_tornado, height=380),
                "table",  # a bar a benefit and a cost: their labels need the room
            ),
        ),
        Section(
            "assumptions",
            Row(Custom("assumptions"), Chart("scenarios", load_side_by_side, case.chart_scenarios), "right"),
            Table("returns", load_side_by_side, case.table_scenarios),
        ),
        Section(
            "odds",
            Row(
                Chart("odds", load_pays, case.chart_odds, metric="npv_chance"),
                Chart("shortfall", load_own_benefits, case.chart_shortfall),
                "even",
            ),
        ),
    ),
)
