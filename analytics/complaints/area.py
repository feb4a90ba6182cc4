"""What customers complain about: how often, since which cut-over, why and where, what became of it, and whether every
unhappy customer was called back in time. What its page shows, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics.catalogue import Area, Chart, Choice, Row, Section, Table
from analytics.complaints.charts import loop, places, rates, resolution, texts
from analytics.complaints.numbers.rates import load_complaints
from analytics.complaints.numbers.resolution import CLOCKS
from analytics.marks.control import SUNDAY
from analytics.marks.words import clauses
from analytics.standing import load_reading

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

ITEM = Choice(
    "item", "complaints.item", lambda store, scope: rates.ITEMS, lambda code, t: t(f"complaints.item.{code}"), few=True
)
CAUSE = Choice("cause", "complaints.cause", rates.known_causes, lambda code, t: code)
CLOCK = Choice(
    "clock", "resolution.clock", lambda store, scope: CLOCKS, lambda code, t: t(f"resolution.clock.{code}"), few=True
)


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """How the last week of the dates stands, what has risen since the cut-overs, and how many of the open ones are past
    their time."""
    found = load_complaints(store, scope)
    weekly = found.weekly
    if scope.start:
        weekly = weekly[weekly["week"] + SUNDAY >= pd.Timestamp(scope.start)]
    if scope.end:
        weekly = weekly[weekly["week"] <= pd.Timestamp(scope.end)]
    found = replace(found, weekly=weekly)
    if found.empty or found.weekly.empty:
        return ""
    late = load_reading(store, scope, "complaints_overdue").now
    overdue = t("complaints.now.overdue", n=int(late.value), all=int(late.whole or 0)) if late.value else ""
    return clauses(t, rates.said_now(found, t), overdue)


AREA = Area(
    "complaints",
    needs=("complaints",),
    headline=headline,
    tiles=("complaint_rate", "complaints_in_time", "complaints_upheld", "complaints_overdue"),
    sections=(
        Section(
            "rate",
            Chart("weekly", rates.load_look, rates.chart_weekly),
            Row(
                Chart("event", rates.load_look, rates.chart_event, rests=("waves",)),
                Chart("places", rates.load_look, places.chart_places),
            ),
        ),
        Section(
            "causes",
            Chart("causes", rates.load_look, rates.chart_causes),
            Table("silent", texts.load_quiet, texts.table_silent),
            Chart("rare", texts.load_spaced, texts.chart_rare),
            choices=(ITEM, CAUSE),
        ),
        Section(
            "time",
            Chart("kept", resolution.load_ended, resolution.chart_kept),
            Row(
                Chart("curves", resolution.load_ended, resolution.chart_curves),
                Chart("ages", resolution.load_ended, resolution.chart_ages),
            ),
            choices=(CLOCK,),
        ),
        Section(
            "outcome",
            Chart("upheld", resolution.load_ended, resolution.chart_upheld),
            Row(
                Chart("channels", resolution.load_ended, resolution.chart_channels),
                Table("outcome", resolution.load_ended, resolution.table_outcome),
                "even",
            ),
        ),
        Section("text", Chart("themes", texts.load_words, texts.chart_themes, height=420)),
        Section(
            "loop",
            Table("loop-cases", loop.load_looped, loop.table_cases),
            Table("loop-open", loop.load_looped, loop.table_open),
            Chart("loop", loop.load_looped, loop.chart_loop),
            Row(
                Chart("loop-branches", loop.load_looped, loop.chart_branches, height=420),
                Chart("loop-after", loop.load_looped, loop.chart_after, height=420),
                "even",
            ),
        ),
    ),
)
