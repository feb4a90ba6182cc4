"""The move itself: where everybody is, who was left behind, how fast it goes, what must agree. What its page shows, in
order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Custom, Editor, Row, Section, Table
from analytics.marks.words import clauses
from analytics.move.charts import anyway, behind, pace, reconciled, where
from analytics.move.numbers.anyway import load_anyway
from analytics.move.numbers.awaited import load_awaited
from analytics.move.numbers.counts import load_counts
from analytics.move.numbers.facts import load_facts
from analytics.move.numbers.places import load_places
from analytics.reach import load_loaded
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NEEDS = ("customers", "transfers", "progress")
MOST = 4
"""Findings that a headline names."""


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """How many were moved and are still there, who of them lives off the account, who was left behind, what does not
    agree; of a programme that told its facts and nothing of its customers, that they are not known."""
    places, counts = load_places(store, scope), load_counts(store, scope)
    if not places.n and counts.empty:
        known = load_loaded(store, scope)
        return "" if set(NEEDS) & set(known) else start(where.nobody_now(load_facts(store, scope), t))
    said = [
        pace.counts_now(counts, t) if not places.n or places.unrecorded else "",
        where.where_now(places, t),
        pace.watch_now(counts, t),
        behind.behind_now(places, t),
        # A reconciliation is of whole waves: what does not agree in one is not of the branch or segment looked at.
        "" if scope.branches or scope.segments else reconciled.reconciled_now(reconciled.load_sheet(store, scope), t),
        pace.compared_now(counts, t),
    ]
    return start(clauses(t, *[one for one in said if one][:MOST]))


AREA = Area(
    "move",
    needs=NEEDS,
    headline=headline,
    tiles=("still_to_move", "still_primary", "left_behind", "differences_open"),
    sections=(
        Section(
            "where",
            Row(Table("facts", load_facts, where.table_facts), Table("clocks", load_facts, where.table_clocks), "even"),
            Chart("places", load_places, where.chart_places, metric="still_to_move", height=380),
            Table("places-waves", load_places, where.table_places),
            Table("places-branches", load_places, where.table_branches),
        ),
        Section(
            "behind",
            Row(
                Chart("reasons", load_places, behind.chart_reasons, metric="left_behind", rests=("waves",)),
                Table("use", load_places, behind.table_use),
                "even",
            ),
            Table("work", behind.load_behind, behind.table_work, rests=("waves",)),
        ),
        Section(
            "pace",
            Chart("burn", load_awaited, pace.chart_burn, height=380),
            Table("ahead", load_counts, pace.table_forecast),
            Table("readings", load_counts, pace.table_readings),
            Table("compared", load_counts, pace.table_compared),
        ),
        Section(
            "reconciliation",
            Table("reconciled-waves", reconciled.load_sheet, reconciled.table_waves),
            Table("reconciled-lines", reconciled.load_sheet, reconciled.table_lines),
            Editor("reconciliation"),
        ),
        Section(
            "anyway",
            Row(
                Chart("anyway-leaving", load_anyway, anyway.chart_leaving, rests=("waves",)),
                Chart("anyway-complaints", load_anyway, anyway.chart_complaints, rests=("waves",)),
                "even",
            ),
            Table("anyway", load_anyway, anyway.table_anyway),
            Custom("effect"),
        ),
    ),
)
