"""Early warning: every alert that holds, who sees to it, and what became of those that are over. What its page shows,
in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.alerts import tables
from analytics.alerts.answers import load_rules, load_watch
from analytics.catalogue import Area, Custom, Editor, Section, Table

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """How many alerts hold, the worst, and what nobody has answered."""
    return tables.said_now(load_watch(store, scope), t)


AREA = Area(
    "alerts",
    needs=(),
    headline=headline,
    sections=(
        Section(
            "now",
            Table("holding", load_watch, tables.table_holding),
            Custom("answer"),
            Table("muted", load_watch, tables.table_muted),
        ),
        Section("over", Table("over", load_watch, tables.table_over)),
        Section("rules", Table("rules", load_rules, tables.table_rules), Custom("rule")),
        Section("answers", Editor("alert_answers")),
    ),
)
