"""What protects the transfer: information, continuity, support, training, documents. What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.alerts.base import Named
from analytics.catalogue import Area, Chart, Choice, Custom, Editor, Row, Section, Table
from analytics.marks.words import clauses
from analytics.safeguards.charts import continuity, documents, protection, support, training
from analytics.safeguards.numbers import (
    load_continuity,
    load_documents,
    load_protection,
    load_support,
    load_training,
)
from data.language import start

if TYPE_CHECKING:
    from analytics.safeguards.numbers import Continuity
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

WAVE = Choice("focus", "filter.wave", support.ticket_waves, lambda code, t: t.wave(code))


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """What is wrong now, by name: what endangers the next cut-over, then what is late, short and missing; else that
    nothing is."""
    plan, recovery = load_protection(store, scope), load_continuity(store, scope)
    staff, papers = load_training(store, scope), load_documents(store, scope)
    if plan.empty and recovery.empty and staff.empty and papers.empty:
        desk = load_support(store, scope)
        return "" if desk.empty else support.chart_response(support.Desk(desk, desk.focus), t).title
    row = recovery.waves[recovery.waves["wave"] == recovery.focus]
    endangered = len(row) and row["state"].iloc[0] == "bad" and not row["actual"].iloc[0]
    bad = plan.assets[plan.assets["state"] == "bad"]
    wrong = [
        _endangered(recovery, t) if endangered else "",
        (
            t("safeguards.message.asset", name=Named(str(bad["asset"].iloc[0]), bad["title"].iloc[0]).write(t))
            if len(bad) and not endangered
            else ""
        ),
        protection.overdue_said(plan, t),
        protection.unproven_said(plan, t),
        protection.failed_said(plan, t),
        training.short_said(staff, t),
        documents.missing_said(papers, t),
    ]
    if any(wrong):
        return start(clauses(t, *wrong))
    if papers.looks is not None and papers.looks["odd"].any():
        return documents.chart_looks(papers, t).title
    return continuity.chart_recovery(recovery, t).title if len(row) else protection.in_place_said(plan, t)


def _endangered(recovery: Continuity, t: Translator) -> str:
    """Why the next wave is not ready: the system that was too slow, and how many items block it."""
    row = recovery.waves[recovery.waves["wave"] == recovery.focus].iloc[0]
    failing = continuity.recovery_of(recovery, recovery.focus)
    late = len(failing) and failing["over"].iloc[0] > 0
    bare = failing["bare"].iloc[0] if len(failing) else ()
    said = "recovery" if late else "bare" if bare else "wave"
    return t(
        f"safeguards.message.{said}{'' if recovery.listed else '.unlisted'}",
        bare=bare[0].write(t) if bare else "",
        system=failing["system"].iloc[0] if len(failing) else "",
        wave=t.wave(recovery.focus),
        n=int(row["days"]),
        blockers=t.number(int(row["blockers"])),
    )


AREA = Area(
    "safeguards",
    needs=(
        "controls",
        "control_tests",
        "agreements",
        "assets",
        "continuity",
        "continuity_tests",
        "outages",
        "training",
        "documents",
        "tickets",
    ),
    headline=headline,
    sections=(
        Section(
            "information",
            Row(
                Chart("control-tests", load_protection, protection.chart_tests, rests=("controls", "control_tests")),
                Chart("agreements", load_protection, protection.chart_agreements, rests=("agreements",)),
            ),
            Table("measures", load_protection, protection.table_measures, rests=("controls",)),
            Editor("controls"),
            Table("assets", load_protection, protection.table_assets, rests=("assets",)),
            Editor("assets"),
            Table("incidents", load_protection, protection.table_incidents),
            Custom("itself"),
        ),
        Section(
            "continuity",
            Row(
                Chart("recovery", load_continuity, continuity.chart_recovery, rests=("continuity_tests",)),
                Chart("continuity-tests", load_continuity, continuity.chart_tested, rests=("continuity_tests",)),
            ),
            Row(
                Table("items", load_continuity, continuity.table_items, rests=("continuity",)),
                Chart("outages", load_continuity, continuity.chart_outages, rests=("outages",)),
            ),
            Editor("continuity"),
        ),
        Section(
            "support",
            Row(
                Chart("tickets", support.load_desk, support.chart_weekly),
                Chart("ages", support.load_desk, support.chart_ages),
            ),
            Row(
                Chart("response", support.load_desk, support.chart_response),
                Chart("resolution", support.load_desk, support.chart_resolution),
                "even",
            ),
            Table("support-waves", support.load_desk, support.table_waves),
            Editor("continuity"),
            needs=("tickets",),
            choices=(WAVE,),
        ),
        Section(
            "training",
            Row(
                Chart("coverage", load_training, training.chart_coverage),
                Chart("passed", load_training, training.chart_passed),
            ),
            Row(
                Chart("scores", load_training, training.chart_scores),
                Chart("teams", load_training, training.chart_teams),
            ),
        ),
        Section(
            "documents",
            Row(
                Chart("complete", load_documents, documents.chart_complete, rests=("documents",)),
                Chart("classes", load_documents, documents.chart_classes, rests=("documents",)),
                "even",
            ),
            Row(
                Chart("lag", load_documents, documents.chart_lag, rests=("documents",)),
                Chart("looks", load_documents, documents.chart_looks),
                "right",
            ),
            Table("levels", load_documents, documents.table_levels, rests=("documents", "document_access")),
            Table("kept", load_documents, documents.table_kept),
        ),
    ),
    tiles=("measures_overdue", "recovery_passed", "training_coverage", "documents_there"),
)
