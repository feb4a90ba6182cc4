"""Who waits for whom, what was decided and by whom it is seen to, what was shared, and what came of it. What its page
shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import WORST, Area, Chart, Custom, Editor, Row, Section, Table
from analytics.coordination.charts import maturity, problems, results, work
from analytics.coordination.numbers.actions import load_coordination
from analytics.coordination.numbers.maturity import load_maturity
from analytics.coordination.numbers.problems import load_problems
from analytics.coordination.numbers.results import load_results
from analytics.judging import load_judge
from analytics.marks.words import calm
from analytics.reach import of_whole
from analytics.standing import load_reading
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """The two worst of it: customer data without proof, decisions that nobody sees to, who holds up the others, what is
    overdue or was late, items done before they were opened, improvements without effect. The others head their own
    sections."""
    found = load_coordination(store, scope)
    if found.empty:
        told = load_results(store, scope)
        return start(results.targets_words(told, t))
    said = []
    if unproven := len(found.unproven):
        said.append(of_whole(t("coordination.unproven", n=unproven), scope, t))
    if len(found.unowned):
        said.append(work.table_decisions(found, t).title)
    if slow := work.held_up_words(found, t):
        said.append(slow)
    in_time = load_reading(store, scope, "actions_on_time")
    if load_judge(store, scope).reading(in_time).alarming:
        said.append(t("coordination.on_time", share=in_time.written(t)))
    elif late := len(found.of("overdue")):
        said.append(t("coordination.late", n=late, all=len(found.open)))
    if odd := work.backwards_words(found, t):
        said.append(odd)
    if len(said) < WORST and (came := results.improvements_words(load_results(store, scope), t)):
        said.append(came)
    if not said:
        well = calm(t, t("coordination.well", n=len(found.open)), len(found.open), len(found.of("undated")))
        said.append(well if len(found.actions) else work.table_shared(found, t).title)
    return start(t("coordination.between").join(said[:WORST]))


AREA = Area(
    "coordination",
    needs=("actions", "meetings", "shared", "targets", "lessons"),
    headline=headline,
    tiles=("actions_on_time", "actions_overdue", "answer_days", "decisions_unowned"),
    sections=(
        Section(
            "work",
            Row(
                Chart("departments", load_coordination, work.chart_departments),
                Chart("ageing", load_coordination, work.chart_ageing),
                "even",
            ),
            Table("open", load_coordination, work.table_open),
            Custom("about"),
            Editor("actions"),
        ),
        Section(
            "between",
            Row(
                Chart("waits", load_coordination, work.chart_waits),
                Table("pairs", load_coordination, work.table_pairs),
                "even",
            ),
        ),
        Section(
            "decisions",
            Table("decisions", load_coordination, work.table_decisions),
            Table("meetings", load_coordination, work.table_meetings),
            Editor("meetings"),
        ),
        Section("shared", Table("shared", load_coordination, work.table_shared), Editor("shared")),
        Section(
            "results",
            Table("improvements", load_results, results.table_improvements),
            Row(
                Chart("reached", load_results, results.chart_reached),
                Chart("weights", load_results, results.chart_weights),
                "even",
            ),
            Table("targets", load_results, results.table_targets),
            Editor("targets"),
            Table("maturity", load_maturity, maturity.table_maturity),
            Table("lessons", load_results, results.table_lessons),
            Editor("lessons"),
        ),
        Section(
            "problems",
            Table("pareto", load_problems, problems.table_pareto),
            Table("thousand", load_problems, problems.table_thousand),
            Custom("closing"),
        ),
    ),
)
