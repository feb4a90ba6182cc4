"""The sections of the compliance page."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts.compliance import days as day_charts
from analytics.charts.compliance import states as state_charts
from analytics.frames import rows
from analytics.metrics.compliance import compute_index
from analytics.reports.compliance import law_of, report_html, report_workbook, standing_of
from data.datasets import DATASETS
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.compliance.frame import FIRM_DAYS, Found
from pages.kit.compliance.tables import columns, date_or_dash, empty, show_rows, text
from pages.kit.controls import pick
from pages.kit.editor.show import may_edit, show_editor
from pages.kit.guard import View
from pages.kit.records.dictionary import show_template_button
from pages.kit.state import BY
from pages.kit.status import shape
from pages.kit.table import show_table

SHOWN = 40
"""Rows of the long tables; the CSV and the report have all."""
LISTS = {
    "open": ("overdue", "due", "unknown"),
    "done": ("late", "met"),
    "waiting": ("waiting",),
    "aside": ("not_applicable",),
}
SHAPES = {"overdue": "bad", "late": "watch", "met": "good", "unknown": "watch"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_section(view: View, found: Found, section: str) -> None:
    """The cards of the open section."""
    {"clock": _clock, "reviews": _reviews, "evidence": _evidence, "reports": _reports, "catalogue": _catalogue}[section](view, found)  # fmt: skip


def _today(found: Found) -> pd.Timestamp:
    return pd.Timestamp(found.duties.day)


def _clock(view: View, found: Found) -> None:
    t, own = view.t, found.duties
    two(
        (
            lambda: show_chart(
                view, "next-duties", day_charts.describe_next(own, t),
                lambda palette: day_charts.figure_days(day_charts.next_duties(own, t), _today(found), palette, t, HEIGHT),
                keys=t("compliance.next.key"), frame=day_charts.next_duties(own, t),
            ),
            lambda: show_chart(
                view, "duties-by-wave", state_charts.describe_waves(own, t),
                lambda palette: state_charts.figure_waves(own, palette, t, HEIGHT), keys=t("compliance.waves.key"),
                frame=state_charts.by_wave(own),
            ),
        )
    )  # fmt: skip
    _duties(view, found)


def _duties(view: View, found: Found) -> None:
    """Every duty with its day, state, owner and proof."""
    t, own = view.t, found.duties
    decision = t("compliance.duties.decision", date=t.date(own.decision, year=True)) if own.decision else t("compliance.duties.no_decision")  # fmt: skip
    with card(t("compliance.duties.title"), decision, note=t("compliance.duties.note"), key="card-duties"):
        counts = {name: int(own.frame["state"].isin(states).sum()) for name, states in LISTS.items()}
        chosen = pick(
            t("compliance.duties.list"), tuple(LISTS), BY, lambda code: t(f"compliance.list.{code}", n=counts[code]),
            default="open", label_visibility="collapsed",
        )  # fmt: skip
        frame = own.of(*LISTS[chosen])
        if frame.empty:
            empty(t(f"compliance.list.empty.{chosen}"))
            return
        show_rows(
            view, "duties", frame, SHOWN,
            columns(view, "state", ("duty", "head"), ("content", "prose"), ("wave", "text"), ("starts", "number"), ("due", "number"),
                    ("standing", "prose"), ("owner", "text"), ("evidence", "prose")),
            lambda row: (
                shape(_shape(row), t(f"compliance.state.{row.state}")), str(row.obligation), _content(view, row), _where(view, row),
                date_or_dash(view, row.event_at, year=True), _due(view, row), standing_of(row, t), text(row.owner), _proof(view, row),
            ),
            t("compliance.duties.title"),
        )  # fmt: skip
    _edit(view, "duties")
    # The two things that start the clock: the decision, and the routes and cut-over of each wave.
    _edit(view, "programme", columns=("programme", "decision_on", "calendar", "time_zone"))
    _edit(view, "waves", columns=("wave", "data_route", "contract_route", "planned_cutover_on", "cutover_on"))


def _edit(view: View, dataset: str, columns: tuple[str, ...] = ()) -> None:
    """The editor of a register under the register's name."""
    if may_edit(view.rights, dataset):
        st.html(Markup('<p class="ho-control">{}</p>').format(DATASETS[dataset].label(view.lang)))
        show_editor(view, dataset, columns=columns)


def _shape(row: Any) -> str:
    if row.state == "due":
        return "watch" if row.days <= FIRM_DAYS else "none"
    return SHAPES.get(row.state, "none")


def _content(view: View, row: Any) -> Markup:
    said = (
        text(getattr(row, f"duty_{view.lang}")) if text(getattr(row, f"duty_{view.lang}")) != "–" else text(row.duty_en)
    )
    return Markup('{}<br><span class="ho-muted">{}</span>').format(said, law_of(row, view.t))


def _where(view: View, row: Any) -> str:
    """The wave, or the case, or the programme."""
    if isinstance(row.wave, str) and row.wave:
        return view.t.wave(row.wave)
    return row.case_no if isinstance(row.case_no, str) else view.t("compliance.programme")


def _due(view: View, row: Any) -> Markup | str:
    t = view.t
    if row.state == "not_applicable" or row.due_on is None or pd.isna(row.due_on):
        return "–"
    day = t.moment(row.due_at) if row.unit == "hour" and row.law else t.date(row.due_on, year=True)
    kind = "internal" if not row.law else "provisional" if row.provisional else "law"
    return Markup('{}<br><span class="ho-muted">{}</span>').format(day, t(f"compliance.due.{kind}"))


def _proof(view: View, row: Any) -> Markup:
    """The proofs, and a word where they do not hold."""
    t, ids = view.t, ", ".join(row.proofs or ())
    word = {"bad": "expired", "missing": "missing", "unknown": "unregistered", "watch": "expiring"}.get(row.proof)
    if not word:
        return Markup("{}").format(ids or "–")
    state = "watch" if row.proof == "watch" else "bad" if row.proof == "bad" else "none"
    return Markup("{} {} {}").format(shape(state, t(f"compliance.proof.{word}")), ids, t(f"compliance.proof.{word}"))


def _reviews(view: View, found: Found) -> None:
    t, own = view.t, found.reviews
    two(
        (
            lambda: _matrix(view, found),
            lambda: show_chart(
                view, "findings-by-age", state_charts.describe_ages(own, t),
                lambda palette: state_charts.figure_ages(own, palette, t, HEIGHT), keys=t("compliance.ages.key"), frame=own.open_findings,
            ),
        )
    )  # fmt: skip
    _findings(view, found)
    _changes(view, found)
    _edit(view, "reviews")


def _matrix(view: View, found: Found) -> None:
    """Item by wave: the last verdict of each."""
    t, own = view.t, found.reviews.matrix
    failing = own[own["state"].isin(("bad", "watch"))]
    title = t("compliance.matrix.failing", n=len(failing)) if len(failing) else t("compliance.matrix.title")
    with card(title, t("compliance.matrix.subtitle"), note=t("compliance.matrix.note", n=len(own)), key="card-matrix"):
        if own.empty:
            empty(t("compliance.matrix.empty"))
            return
        waves = sorted(own["wave"].unique())
        cells = {(row.item, row.wave): row for row in rows(own)}
        items = own.drop_duplicates("item")[["item", "type"]]

        def cell(item: str, wave: str) -> Markup | str:
            row = cells.get((item, wave))
            if row is None:
                return "·"
            word = t(f"compliance.verdict_of.{row.verdict}") if row.verdict else t("state.none")
            return shape(row.state, f"{word}, {t.date(row.on, year=True)}")

        show_table(
            [*columns(view, ("item", "head"), ("basis", "text")), *columns(view, *((wave, "state") for wave in waves), plain=True)],
            [(item.item, t(f"compliance.type.{item.type}") if item.type else "–", *(cell(item.item, wave) for wave in waves)) for item in rows(items)],
            title,
        )  # fmt: skip
        st.html(Markup('<p class="ho-note ho-bare">{}</p>').format(t("compliance.matrix.key")))


def _findings(view: View, found: Found) -> None:
    """Findings with their corrective actions, the late ones first."""
    t, own = view.t, found.reviews.findings
    again = int(own["again"].notna().sum())
    title = t("compliance.findings.again", n=again) if again else t("compliance.findings.title", n=len(own))
    with card(title, t("compliance.findings.subtitle"), key="card-findings"):
        if own.empty:
            empty(t("compliance.ages.empty"))
            return
        show_rows(
            view, "findings", own, 15,
            columns(view, "state", ("finding", "head"), ("content", "prose"), ("severity", "text"), ("age", "number"), ("due", "number"),
                    ("action", "prose"), ("owner", "text"), ("repeats", "text")),
            lambda row: (
                shape(row.state, t(f"state.{row.state}")), str(row.review), text(row.title),
                t(f"compliance.severity.{row.severity}") if isinstance(row.severity, str) else "–",
                t("compliance.age_days", n=int(row.age)) if row.open and not pd.isna(row.age) else t("compliance.closed"),
                t("compliance.days_late", n=int(row.late)) if row.late else date_or_dash(view, row.due), text(row.action),
                text(row.owner), text(row.again),
            ),
            t("compliance.findings.subtitle"),
        )  # fmt: skip


def _changes(view: View, found: Found) -> None:
    """Changes of law and policy, each assessed within its days."""
    t, own = view.t, found.reviews.changes
    late = int((own["late"] > 0).sum()) if len(own) else 0
    title = t("compliance.changes.late", n=late) if late else t("compliance.changes.title")
    with card(title, t("compliance.changes.subtitle", n=found.reviews.limits.assess_days), key="card-changes"):
        if own.empty:
            empty(t("compliance.changes.empty"))
            return
        show_rows(
            view, "changes", own, 15,
            columns(view, "state", ("change", "head"), ("content", "prose"), ("basis", "text"), ("published", "number"), ("due", "number"),
                    ("assessed", "number"), ("verdict", "text"), ("owner", "text")),
            lambda row: (
                shape("watch" if row.missed else row.state, t("state.watch" if row.missed else f"state.{row.state}")), str(row.review),
                text(row.title), t(f"compliance.type.{row.type}") if isinstance(row.type, str) else "–",
                date_or_dash(view, row.opened_on, year=True),
                t("compliance.days_late", n=int(row.late)) if row.late else date_or_dash(view, row.due),
                date_or_dash(view, row.closed_on), t(f"compliance.verdict_of.{row.verdict}") if isinstance(row.verdict, str) else "–",
                text(row.owner),
            ),
            t("compliance.changes.title"),
        )  # fmt: skip


def _evidence(view: View, found: Found) -> None:
    t, own = view.t, found.evidence
    unproved = found.duties.of("met", "late")
    unproved = unproved[unproved["proof"].isin(("missing", "bad", "unknown"))]
    two(
        (
            lambda: show_chart(
                view, "evidence-expiry", day_charts.describe_expiry(own, t),
                lambda palette: day_charts.figure_days(day_charts.expiring(own, t), _today(found), palette, t, HEIGHT, 400),
                keys=t("compliance.expiry.key"), frame=own.drop(columns=["codes", "twins", "unknown"]),
            ),
            lambda: _unproved(view, unproved),
        )
    )  # fmt: skip
    twins = int((own["twins"].map(len) > 0).sum()) if len(own) else 0
    title = t("compliance.proofs.twins", n=twins) if twins else t("compliance.proofs.title", n=len(own))
    with card(title, t("compliance.proofs.subtitle"), note=t("compliance.proofs.note"), key="card-proofs"):
        if own.empty:
            empty(t("compliance.expiry.none"))
            return
        show_rows(
            view, "evidence", own, SHOWN,
            columns(view, "state", ("proof", "head"), ("content", "prose"), ("revision", "number"), ("fingerprint", "text"),
                    ("made", "number"), ("expires", "number"), ("proves", "text"), ("remark", "prose"), ("custodian", "text")),
            lambda row: (
                shape(row.state, t(f"compliance.proof_state.{row.state}")), str(row.evidence), text(row.title), text(row.revision),
                f"{row.sha256[:10]}…" if isinstance(row.sha256, str) and row.sha256 else "–", date_or_dash(view, row.made_on, year=True),
                date_or_dash(view, row.expires_on, year=True), ", ".join(row.codes) or "–", _remark(view, row), text(row.custodian),
            ),
            t("compliance.proofs.subtitle"),
        )  # fmt: skip
    _edit(view, "evidence")


def _remark(view: View, row: Any) -> str:
    """What does not fit: the same file twice, an unknown obligation, a missing fingerprint, an end that has passed."""
    t, said = view.t, []
    if row.state == "bad":
        said.append(t("compliance.remark.expired", n=-int(row.days)))
    if row.twins:
        said.append(t("compliance.remark.twin", ids=t.listing(list(row.twins))))
    if row.unknown:
        said.append(t("compliance.remark.unknown", ids=t.listing(list(row.unknown))))
    if not isinstance(row.sha256, str) or not row.sha256:
        said.append(t("compliance.remark.fingerprint"))
    return " · ".join(said) or "–"


def _unproved(view: View, own: pd.DataFrame) -> None:
    """Duties that are said to be met and are not proved."""
    t = view.t
    title = t("compliance.unproved.title", n=len(own)) if len(own) else t("compliance.unproved.well")
    with card(title, t("compliance.unproved.subtitle"), key="card-unproved"):
        if own.empty:
            empty(t("compliance.unproved.empty"))
            return
        show_rows(
            view, "unproved", own, 8,
            columns(view, ("duty", "head"), ("wave", "text"), ("done", "number"), ("evidence", "prose")),
            lambda row: (str(row.obligation), _where(view, row), date_or_dash(view, row.done_at, year=True), _proof(view, row)),
            title,
        )  # fmt: skip


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
            empty(t("compliance.calendar.empty"))
            return
        show_rows(
            view, "report-calendar", own.iloc[::-1], 12,
            columns(view, "state", ("report", "head"), ("content", "prose"), ("due", "number"), ("sent", "number")),
            lambda row: (
                shape("watch" if row.missed else row.state, t("state.watch" if row.missed else f"state.{row.state}")), str(row.review),
                Markup('{}<br><span class="ho-muted">{}</span>').format(text(row.title), text(row.regulator)), date_or_dash(view, row.due, year=True),
                t("compliance.days_late", n=int(row.late)) if row.late else date_or_dash(view, row.closed_on),
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
                str(row.obligation), _content(view, row), standing_term(view, row), _routes(view, row),
                t("compliance.read.yes" if row.verified else "compliance.read.no"),
                t("compliance.force.yes" if row.active else "compliance.force.no") + (" · " + t("compliance.edited") if row.edited else ""),
            ),
            t("compliance.catalogue.subtitle"),
        )  # fmt: skip
        with st.container(horizontal=True):
            show_template_button("obligations", view, key="template-obligations")
    _edit(view, "obligations")


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
