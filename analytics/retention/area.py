"""Who stays and who leaves since the cut-overs, why, and what hangs on it. What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Choice, Row, Section, Table
from analytics.retention.by_wave import saying_so
from analytics.retention.charts import leaving, staying, who, worth
from analytics.retention.curves import load_cohorts, load_curves
from analytics.retention.pace import load_pace
from analytics.retention.statements import GROUPS

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

OFFERED = ("wave", *(one for one in GROUPS if one != "wave"))
GROUP = Choice("by", "retention.by", lambda store, scope: OFFERED, lambda code, t: t(f"retention.by.{code}"))


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """How fast customers leave now, and who is still there since the cut-overs."""
    pace, curves = load_pace(store, scope), load_curves(store, scope, "wave")
    parts = [leaving.now_words(pace, t)] if pace is not None and not pace.empty else []
    if curves is not None and not curves.empty:
        parts.append(saying_so(staying.curves_title(curves, t), curves.by_wave_day, t))
    return t.sentences(*parts)


AREA = Area(
    "retention",
    needs=("departures",),
    headline=headline,
    tiles=("retention_90d", "departure_rate", "high_value_departures", "grr"),
    sections=(
        Section(
            "staying",
            Chart("curves", staying.load_look, staying.chart_curves, height=420),
            Table("curve-groups", staying.load_look, staying.table_groups),
            Table("life", staying.load_look, staying.table_life),
            choices=(GROUP,),
        ),
        Section(
            "leaving",
            Chart("pace", leaving.load_look, leaving.chart_pace),
            Row(
                Chart("pace-event", leaving.load_look, leaving.chart_event),
                Chart("cohorts", load_cohorts, staying.chart_cohorts),
                "even",
            ),
        ),
        Section(
            "why",
            Row(
                Chart("reasons", leaving.load_why, leaving.chart_reasons),
                Chart("whither", leaving.load_whither, leaving.chart_whither),
                "even",
            ),
            Chart("outcomes", leaving.load_ends, leaving.chart_outcomes),
            Table("excluded", leaving.load_left_out, leaving.table_excluded),
            Table("departed", who.load_single, who.table_departed),
        ),
        Section(
            "who",
            Chart("who", who.load_who, who.chart_who, height=420),
            Table("terms", who.load_who, who.table_terms),
        ),
        Section(
            "worth",
            Row(
                Table("lifetime", worth.load_value, worth.table_lifetime),
                Chart("kept", worth.load_by_wave, worth.chart_kept),
                "even",
            ),
            Chart("dearest", leaving.load_dearest, leaving.chart_dearest),
            Table("stakes", worth.load_stakes, worth.table_stakes),
            Table("danger", worth.load_danger, worth.table_danger),
        ),
    ),
)
