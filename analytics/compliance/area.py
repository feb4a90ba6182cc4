"""What the law asks of the transfer and until when, whether it was done and proved, and what reviews have found. What
its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.catalogue import Area, Chart, Choice, Custom, Editor, Row, Section, Table
from analytics.compliance.charts import cases, clock, proofs, reports, reviews
from analytics.compliance.numbers.clocks import Clocks, load_clocks
from analytics.compliance.numbers.found import Compliance, load_compliance
from analytics.compliance.numbers.score import BREAKS, said_unheld
from analytics.frames import rows
from analytics.marks.words import clauses
from analytics.reach import of_whole
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

LISTED = Choice(
    "by",
    "compliance.duties.list",
    lambda store, scope: tuple(clock.LISTS),
    lambda code, t: t(f"compliance.list.{code}"),
    few=True,
)


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """What is wrong before the law now, by name; else what comes next; '' without anything to count from."""
    found = load_compliance(store, scope)
    return (
        ""
        if found.empty or (found.duties.frame.empty and scope.waves)
        else said_now(found, load_clocks(store, scope), t, scope)
    )


def said_now(found: Compliance, started: Clocks, t: Translator, scope: Scope | None = None) -> str:
    """Duties past their day, those that ledgers contradict, reports and findings past theirs, expired proof, changes;
    where nothing is wrong, the next day, or that all is done."""
    duties, own = found.duties, found.reviews
    stopped = duties.decision is None and not duties.frame["due_at"].notna().any()
    wrong = [
        clock.overdue_said(duties, t),
        _contradicted(found, t),
        cases.overdue_said(started, t),
        of_whole(
            reviews.all_late_said(
                {"report": own.reports, "finding": own.findings, "change": own.changes}, found.expired, t
            ),
            scope,
            t,
            shared=True,
        ),
    ]
    said = [one for one in wrong if one] or ([] if stopped else [_well(found, t)])
    return start(clauses(t, t("compliance.message.no_decision") if stopped else "", *said, _unknown(found, t)))


def _contradicted(found: Compliance, t: Translator) -> str:
    broken = found.contradicted
    if broken.empty:
        return ""
    first = rows(broken)[0]
    rule = BREAKS.get(first.id) or next(rule for rule in BREAKS.values() if first.id in rule.duties)
    obligation = first.id if first.kind == "duty" else rule.duties[0]
    name, check = clock.called(found.duties, obligation, first.wave, None, t), t(f"readiness.check.{rule.name}")
    number = "" if pd.isna(first.number) else t("compliance.message.contradicted.number", number=t.count(first.number))
    given = {"name": name, "check": check[:1].lower() + check[1:], "number": number}
    return t("compliance.message.contradicted", n=len(broken), **given)


def _well(found: Compliance, t: Translator) -> str:
    """Where nothing is wrong: the next duty, or what was done; nothing is claimed of duties that nobody has
    recorded."""
    duties, share = found.duties, found.lawful
    due = duties.of("due")
    if len(due):
        first = rows(due)[0]
        name = clock.called(duties, first.obligation, first.wave, first.case_no, t)
        return t("compliance.message.next", name=name, date=t.date(first.due_on), n=int(first.days))
    if share.unheld:
        return ""  # said among what is not known
    if share.n:
        return t("compliance.message.done", n=share.in_time, all=share.n)
    return t("compliance.message.well")


def _unknown(found: Compliance, t: Translator) -> str:
    n, share = len(found.duties.of("unknown")), found.lawful
    unheld = t("compliance.message.unheld", what=said_unheld(share).write(t)) if share.unheld else ""
    return clauses(t, t("compliance.message.unknown", n=n) if n else "", unheld)


AREA = Area(
    "compliance",
    needs=("programme", "waves", "duties", "reviews", "evidence", "obligations"),
    headline=headline,
    tiles=("lawful", "next_duty_days", "findings_overdue", "evidence_expired"),
    sections=(
        Section(
            "clock",
            Row(
                Chart("next-duties", clock.load_clock, clock.chart_next),
                Chart("duties-by-wave", clock.load_clock, clock.chart_waves),
            ),
            Table("duties", clock.load_clock, clock.table_duties),
            Custom("starts"),
            choices=(LISTED,),
        ),
        Section(
            "cases",
            Table("running-clocks", load_clocks, cases.table_cases),
            Table("clock-kinds", load_clocks, cases.table_kinds),
        ),
        Section(
            "reviews",
            Row(
                Table("matrix", load_compliance, reviews.table_matrix, rests=("reviews",)),
                Chart("findings-by-age", load_compliance, reviews.chart_ages, rests=("reviews",)),
            ),
            Table("findings", load_compliance, reviews.table_findings, rests=("reviews",)),
            Table("changes", load_compliance, reviews.table_changes, rests=("reviews",)),
            Editor("reviews"),
        ),
        Section(
            "evidence",
            Row(
                Chart("evidence-expiry", load_compliance, proofs.chart_expiry, rests=("evidence",)),
                Table("unproved", load_compliance, proofs.table_unproved, rests=("duties", "evidence")),
            ),
            Table("proofs", load_compliance, proofs.table_proofs, rests=("evidence",)),
            Custom("files"),
            Editor("evidence"),
        ),
        Section(
            "reports",
            Row(
                Chart(
                    "compliance-index",
                    reports.load_index,
                    reports.chart_index,
                    metric="compliance_index",
                    rests=("duties",),
                ),
                Table("calendar", load_compliance, reports.table_calendar, rests=("reviews",)),
            ),
            Custom("report"),
        ),
        Section(
            "catalogue",
            Table("obligations", load_compliance, reports.table_obligations),
            Custom("template"),
            Editor("obligations"),
        ),
    ),
)
