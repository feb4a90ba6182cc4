"""What the next cut-over rests on, and the night itself. What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.catalogue import Area, Chart, Editor, Row, Section, Table
from analytics.cutover.charts import defects, evidence, night
from analytics.cutover.numbers import load_cutover
from analytics.judging import load_judge
from analytics.reach import load_loaded
from analytics.safeguards.numbers import load_support
from analytics.standing import load_reading
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

MOST = 4
"""Findings that a headline holds."""


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """When it is, and what it does not rest on: places not covered, suppliers not asked, defects not told, a rehearsal
    too small, no way back."""
    found = load_cutover(store, scope)
    if found.empty:
        return ""
    wave = start(t.wave(found.wave)) if found.wave else ""
    if not wave and scope.waves and "waves" in load_loaded(store, scope):
        return ""  # of the waves that were chosen none is planned: the page names them
    if not wave:
        when = t("cutover.message.no_wave" if "waves" in load_loaded(store, scope) else "cutover.message.unlisted")
    elif found.moved and night.turned_back(found):
        when = t("cutover.message.turned", wave=t.wave(found.wave), date=t.date(found.on, year=True))
    elif found.moved:
        day = t.date(found.on, year=True)
        when = (
            t("cutover.message.one_moved", wave=wave, date=day)
            if scope.waves
            else t("cutover.message.moved", wave=t.wave(found.wave), date=day)
        )
    elif found.on is None:
        when = t("cutover.message.undated", wave=wave)
    elif found.on < found.day:
        when = t("cutover.message.passed", wave=wave, date=t.date(found.on, year=True))
    else:
        when = t("cutover.message.coming", wave=wave, n=(found.on - found.day).days, date=t.date(found.on, year=True))
    said = [back] if (back := night.way_back_said(found.steps[found.steps["wave"] == found.wave], t)) else []
    if len(found.coverage) and not found.coverage["covered"].all():
        said.append(evidence.table_coverage(found, t).title)
    if found.known is not None and (found.told is None or found.told < found.known):
        said.append(defects.finding(found, t))
    if (found.asked_of["state"] != "confirmed").any():
        said.append(evidence.table_confirmations(found, t).title)
    if load_judge(store, scope).reading(load_reading(store, scope, "cutover_rehearsed")).alarming:
        said.append(evidence.chart_rehearsed(found, t).title)
    if night.without_way_back(found) and not found.moved:
        said.append(t("cutover.message.no_way_back"))
    unknown = [
        t(f"cutover.message.unknown.{name}")
        for name, missing in (
            ("rehearsals", found.rehearsals.empty),
            ("runbook", not (found.steps["wave"] == found.wave).any()),
            ("defects", found.known is None),
            ("confirmations", found.asked_of.empty),
        )
        if missing
    ]
    if not said and not unknown:
        said = [t("cutover.message.well")]
    elif unknown and len(said) < MOST:
        said.append(t("cutover.message.unknown", names=t.listing(unknown)))
    return t("cutover.message.join", start=when, rest=start(t("cutover.message.between").join(said[:MOST])))


AREA = Area(
    "cutover",
    needs=("rehearsals", "cutover_steps", "defects", "confirmations"),
    headline=headline,
    tiles=("cutover_rehearsed", "sites_covered", "suppliers_confirmed", "defects_untold"),
    sections=(
        Section(
            "evidence",
            Row(
                Chart("rehearsed", load_cutover, evidence.chart_rehearsed),
                Table("coverage", load_cutover, evidence.table_coverage, rests=("waves",)),
                "even",
            ),
            Table("loads", load_cutover, evidence.table_loads),
            Table("rehearsals", load_cutover, evidence.table_rehearsals),
            Table("confirmations", load_cutover, evidence.table_confirmations, rests=("confirmations",)),
            Editor("confirmations"),
        ),
        Section(
            "night",
            Table("runbook", load_cutover, night.table_runbook),
            Chart("nights", load_cutover, night.chart_nights),
            Table("night-support", load_support, night.table_support),
            Editor("cutover_steps"),
        ),
        Section(
            "defects",
            Row(
                Chart("severity", load_cutover, defects.chart_severity),
                Chart("history", load_cutover, defects.chart_history),
                "even",
            ),
        ),
    ),
)
