"""The sections of the compliance page; reports and the catalogue themselves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts.compliance import states as state_charts
from analytics.metrics.compliance import compute_index
from analytics.reports.compliance import report_html, report_workbook
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.compliance.cells import content, edit
from pages.kit.compliance.clock import show_clock
from pages.kit.compliance.frame import Found
from pages.kit.compliance.proofs import show_evidence
from pages.kit.compliance.reviews import show_reviews
from pages.kit.compliance.tables import columns, show_rows
from pages.kit.empty import show_none
from pages.kit.guard import View
from pages.kit.records.dictionary import show_template_button
from pages.kit.status import shape
from pages.kit.table import date_or_dash, text_or_dash

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_section(view: View, found: Found, section: str) -> None:
    """The cards of the open section."""
    {"clock": show_clock, "reviews": show_reviews, "evidence": show_evidence, "reports": _reports, "catalogue": _catalogue}[section](view, found)  # fmt: skip


def _reports(view: View, found: Found) -> None:
    t = view.t
    frame = compute_index(found.items, found.duties.now)
    two(
        (
            lambda: show_chart(
                view, "compliance-index", state_charts.describe_index(frame, t),
                lambda palette: state_charts.figure_index(frame, palette, t, HEIGHT), frame=frame,
            ),
            lambda: _calendar(view, found),
        )
    )  # fmt: skip
    with (
        card(t("compliance.report.title"), t("compliance.report.subtitle"), key="card-report"),
        st.container(horizontal=True),
    ):
        for form, mime, make in (("html", "text/html", report_html), ("xlsx", XLSX, report_workbook)):
            st.download_button(
                t(f"compliance.report.{form}"),
                lambda make=make, form=form: _made(view, found, make, form),
                f"compliance-{found.duties.day.isoformat()}-{view.lang}.{form}",
                mime,
                key=f"report-{form}",
                icon=":material/download:",
                on_click="ignore",
            )


def _made(view: View, found: Found, make: Any, form: str) -> bytes:
    """The report, noted in the audit log."""
    view.store.audit("export", view.rights, what="compliance", form=form, rows=len(found.duties.frame))
    return make(found.duties, found.reviews, found.evidence, found.lawful, view.t)


def _calendar(view: View, found: Found) -> None:
    """Reports to authorities with their days."""
    t, own = view.t, found.reviews.reports
    coming = own[own["open"].astype(bool)] if len(own) else own
    late = int((coming["late"] > 0).sum()) if len(coming) else 0
    title = (
        t("compliance.calendar.late", n=late)
        if late
        else t("compliance.calendar.next", date=t.date(coming["due"].iloc[0]), n=int(coming["days"].iloc[0]))
        if len(coming) and not pd.isna(coming["days"].iloc[0])
        else t("compliance.calendar.title")
    )
    with card(title, t("compliance.calendar.subtitle"), key="card-calendar"):
        if own.empty:
            show_none(t("compliance.calendar.empty"))
            return
        show_rows(
            view, "report-calendar", own.iloc[::-1], 12,
            columns(view, "state", ("report", "head"), ("content", "prose"), ("due", "number"), ("sent", "number")),
            lambda row: (
                shape("watch" if row.missed else row.state, t("state.watch" if row.missed else f"state.{row.state}")), str(row.review),
                Markup('{}<br><span class="ho-muted">{}</span>').format(text_or_dash(row.title), text_or_dash(row.regulator)), date_or_dash(view.t, row.due, year=True),
                t("compliance.days_late", n=int(row.late)) if row.late else date_or_dash(view.t, row.closed_on),
            ),
            t("compliance.calendar.subtitle"),
        )  # fmt: skip


def _catalogue(view: View, found: Found) -> None:
    """The obligations with source and article, and the way to change them."""
    t, own = view.t, found.duties.catalogue
    unread = int((~own["verified"].map(bool)).sum())
    with card(
        t("compliance.catalogue.title", n=len(own), unread=unread), t("compliance.catalogue.subtitle"),
        note=t("compliance.catalogue.note"), key="card-catalogue",
    ):  # fmt: skip
        show_rows(
            view, "obligations", own, len(own),
            columns(view, "state", ("obligation", "head"), ("content", "prose"), ("term", "prose"), ("routes", "text"), ("verified", "text"),
                    ("in_force", "text")),
            lambda row: (
                shape("good" if row.verified else "watch", t("compliance.read.yes" if row.verified else "compliance.read.no")),
                str(row.obligation), content(view, row), standing_term(view, row), _routes(view, row),
                t("compliance.read.yes" if row.verified else "compliance.read.no"),
                t("compliance.force.yes" if row.active else "compliance.force.no") + (" · " + t("compliance.edited") if row.edited else ""),
            ),
            t("compliance.catalogue.subtitle"),
        )  # fmt: skip
        with st.container(horizontal=True):
            show_template_button("obligations", view, key="template-obligations")
    edit(view, "obligations")


def standing_term(view: View, row: Any) -> str:
    """The term in words: ``within 30 calendar days of the decision`` …"""
    t = view.t
    event = t(f"compliance.event.{row.event}") if isinstance(row.event, str) else "–"
    if row.term is None or pd.isna(row.term):
        words = (
            t("compliance.term.before", event=event)
            if row.direction == "before"
            else t("compliance.term.none", event=event)
        )
        return words if row.target_days is None or pd.isna(row.target_days) else words + t("compliance.term.target", n=int(row.target_days))  # fmt: skip
    unit = t(f"compliance.unit.{row.unit}", n=int(row.term))
    return t(f"compliance.term.{row.direction}_number", unit=unit, event=event)


def _routes(view: View, row: Any) -> str:
    t = view.t
    said = [t(f"compliance.route.data.{code}") for code in str(row.data_routes or "").split()]
    said += [t(f"compliance.route.contract.{code}") for code in str(row.contract_routes or "").split()]
    return t.listing(said) if said else t("compliance.route.any")
