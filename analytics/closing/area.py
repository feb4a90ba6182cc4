"""Closing a branch and splitting a company: how far each is, what does not fit, what still stands, and the money held.
What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Choice, Editor, Row, Section, Table
from analytics.closing.charts import prepaid, standing, steps
from analytics.closing.numbers.prepaid import load_prepaid
from analytics.closing.numbers.standing import load_standing
from analytics.closing.numbers.steps import DONE, load_closing
from analytics.marks.words import clauses, leading

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

MOST = 4
"""Findings that a headline names; what a tile shows is named beyond it."""
SUBJECT = Choice("of", "closing.of", steps.subjects, lambda code, t: steps.short_of(code, t))


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """What is past its day or does not fit, by name; else how far it is; '' where nothing is being closed and nothing
    is held."""
    closing, held = load_closing(store, scope), load_prepaid(store, scope)
    if closing.frame.empty and held.empty:
        return ""
    said = (
        *((steps.worst_said(closing, sign, t), True) for sign in ("overdue", "order", "early", "two_days", "undated")),
        (standing.alive_said(load_standing(store, scope), t), True),
        (prepaid.open_said(held, t), True),
        (steps.unproved_said(closing, t), False),
    )
    if wrong := leading(MOST, said):
        return clauses(t, *wrong)
    if closing.frame.empty:
        return t("closing.message.no_steps")
    return t("closing.message.done", n=len(closing.of(*DONE)), all=len(closing.asked))


AREA = Area(
    "closing",
    needs=("closing", "prepaid"),
    headline=headline,
    tiles=("closing_overdue", "closing_contradicted", "closed_standing", "prepaid_settled"),
    sections=(
        Section(
            "steps",
            Row(
                Chart("closing-progress", steps.load_looked, steps.chart_progress),
                Table("closing-findings", steps.load_looked, steps.table_findings),
                "even",
            ),
            Table("closing-steps", steps.load_looked, steps.table_steps),
            Editor("closing"),
            choices=(SUBJECT,),
        ),
        Section("standing", Table("closing-standing", load_standing, standing.table_standing)),
        Section(
            "prepaid",
            Row(
                Chart("prepaid-settled", load_prepaid, prepaid.chart_settled),
                Table("prepaid-kinds", load_prepaid, prepaid.table_kinds),
                "even",
            ),
            Table("prepaid-reconciliation", load_prepaid, prepaid.table_reconciliation),
            needs=("prepaid",),
        ),
    ),
)
