"""Reviews with their findings, and changes of law and policy."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analytics.charts.compliance import states as state_charts
from analytics.frames import rows
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.compliance.cells import edit
from pages.kit.compliance.frame import Found
from pages.kit.compliance.tables import columns, show_rows
from pages.kit.empty import show_none
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import date_or_dash, show_table, text_or_dash


def show_reviews(view: View, found: Found) -> None:
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
    edit(view, "reviews")


def _matrix(view: View, found: Found) -> None:
    """Item by wave: the last verdict of each."""
    t, own = view.t, found.reviews.matrix
    failing = own[own["state"].isin(("bad", "watch"))]
    title = t("compliance.matrix.failing", n=len(failing)) if len(failing) else t("compliance.matrix.title")
    with card(title, t("compliance.matrix.subtitle"), note=t("compliance.matrix.note", n=len(own)), key="card-matrix"):
        if own.empty:
            show_none(t("compliance.matrix.empty"))
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
            show_none(t("compliance.ages.empty"))
            return
        show_rows(
            view, "findings", own, 15,
            columns(view, "state", ("finding", "head"), ("content", "prose"), ("severity", "text"), ("age", "number"), ("due", "number"),
                    ("action", "prose"), ("owner", "text"), ("repeats", "text")),
            lambda row: (
                shape(row.state, t(f"state.{row.state}")), str(row.review), text_or_dash(row.title),
                t(f"compliance.severity.{row.severity}") if isinstance(row.severity, str) else "–",
                t("compliance.age_days", n=int(row.age)) if row.open and not pd.isna(row.age) else t("compliance.closed"),
                t("compliance.days_late", n=int(row.late)) if row.late else date_or_dash(view.t, row.due), text_or_dash(row.action),
                text_or_dash(row.owner), text_or_dash(row.again),
            ),
            t("compliance.findings.subtitle"),
        )  # fmt: skip


def _changes(view: View, found: Found) -> None:
    """Changes of law and policy, each assessed within its days."""
    t, own = view.t, found.reviews.changes
    late = int((own["late"] > 0).sum()) if len(own) else 0
    title = t("compliance.changes.late", n=late) if late else t("compliance.changes.title")
    with card(
        title,
        t("compliance.changes.subtitle", n=found.reviews.judge.days("compliance.assess_days")),
        key="card-changes",
    ):
        if own.empty:
            show_none(t("compliance.changes.empty"))
            return
        show_rows(
            view, "changes", own, 15,
            columns(view, "state", ("change", "head"), ("content", "prose"), ("basis", "text"), ("published", "number"), ("due", "number"),
                    ("assessed", "number"), ("verdict", "text"), ("owner", "text")),
            lambda row: (
                shape("watch" if row.missed else row.state, t("state.watch" if row.missed else f"state.{row.state}")), str(row.review),
                text_or_dash(row.title), t(f"compliance.type.{row.type}") if isinstance(row.type, str) else "–",
                date_or_dash(view.t, row.opened_on, year=True),
                t("compliance.days_late", n=int(row.late)) if row.late else date_or_dash(view.t, row.due),
                date_or_dash(view.t, row.closed_on), t(f"compliance.verdict_of.{row.verdict}") if isinstance(row.verdict, str) else "–",
                text_or_dash(row.owner),
            ),
            t("compliance.changes.title"),
        )  # fmt: skip
