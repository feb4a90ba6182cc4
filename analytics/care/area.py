"""Care after the move: who was followed up, whom nobody spoke with, how service cases end, business against plan. What
its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.care.charts import business, follow_up, service
from analytics.care.numbers.business import load_sold
from analytics.care.numbers.follow_up import load_beside, load_touched
from analytics.care.numbers.service import load_service
from analytics.catalogue import WORST, Area, Chart, Custom, Editor, Row, Section, Table
from analytics.retention.by_wave import by_wave_day_words
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """The two worst of it: which wave was not followed up, how many of high value nobody spoke with, where customers
    come again, what is behind."""
    told, seen = follow_up.load_told(store, scope), load_touched(store, scope)
    cases, sold = load_service(store, scope), load_sold(store, scope)
    marks = "" if told is None else follow_up.marks_words(told, t)
    short = told is not None and bool(follow_up.short_waves(told))
    parts = [
        marks if short else "",
        "" if seen is None else follow_up.silent_words(seen, t),
        "" if cases is None else service.apart_words(cases, t),
        "" if sold is None else business.behind_words(sold, t),
        "" if short else marks,
    ]
    if not any(parts):
        parts = [
            "" if cases is None else service.first_words(cases, t),
            "" if sold is None or not sold.kinds else business.business_words(sold, t),
        ]
    said = [part for part in parts if part][:WORST]
    # Beside the worst of several waves "of the waves judged" has to do; the cards below name the others.
    if told is not None and not (short and len(told.found.names) > 1):
        said.append(follow_up.unjudged_words(told.found, t))
    if told is not None and marks in said:
        said.append(by_wave_day_words(told.found.by_wave_day, t))
    return start(t("coordination.between").join(filter(None, said)))


AREA = Area(
    "care",
    needs=("contacts", "deals"),
    headline=headline,
    tiles=("followed_7d", "high_value_silent", "first_contact", "repeat_contacts"),
    sections=(
        Section(
            "follow_up",
            Row(
                Chart("marks", follow_up.load_told, follow_up.chart_marks, metric="followed_7d"),
                Chart("unreached", follow_up.load_told, follow_up.chart_unreached),
                "even",
            ),
            Table("calls", follow_up.load_calls, follow_up.table_unreached),
            Custom("names"),
        ),
        Section(
            "cadence",
            Row(
                Chart("cadence", follow_up.load_seen, follow_up.chart_cadence),
                Chart("silent", follow_up.load_seen, follow_up.chart_silent, metric="high_value_silent"),
                "even",
            ),
            Table("quiet", follow_up.load_quiet, follow_up.table_silent),
            Custom("names"),
        ),
        Section(
            "service",
            Row(
                Chart("service", service.load_cases, service.chart_service, metric="first_contact"),
                Chart("again", service.load_cases, service.chart_again, metric="repeat_contacts"),
                "even",
            ),
        ),
        Section(
            "business",
            Chart("business", business.load_business, business.chart_business, metric="cross_sell"),
            Table("plan", business.load_business, business.table_business),
            Editor("deals"),
        ),
        Section("staying", Chart("beside", load_beside, follow_up.chart_beside)),
    ),
)
