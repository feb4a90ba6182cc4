"""What only the page of law and policy can give: what starts the clock, the report, the template of the obligations."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from analytics.compliance.numbers.found import load_compliance
from analytics.reports.compliance import report_html, report_workbook
from data.datasets import DATASETS
from pages.kit.editor.show import may_edit, show_editor
from pages.kit.guard import View
from pages.kit.records.dictionary import show_template_button
from pages.kit.reports import show_report_card

STARTS = {
    "duties": (),
    "programme": ("programme", "decision_on", "calendar", "time_zone"),
    "waves": ("wave", "data_route", "contract_route", "planned_cutover_on", "cutover_on"),
}
"""The registers that the clock runs by, and their fields that it needs: the decision, the routes and cut-over of each
wave."""


def show_starts(view: View, _: Sequence[str]) -> None:
    """The editors of what starts the clock and what was done, each under its name."""
    for dataset, columns in STARTS.items():
        if may_edit(view.rights, dataset):
            st.html(Markup('<p class="ho-control">{}</p>').format(DATASETS[dataset].label(view.lang)))
            show_editor(view, dataset, columns=columns)


def show_report(view: View, _: Sequence[str]) -> None:
    """The report as a page to print and as a workbook; each taking is noted in the audit log."""
    t, found = view.t, load_compliance(view.store, view.scope)

    def made(form: str) -> bytes:
        make = report_html if form == "html" else report_workbook
        view.store.audit("export", view.rights, what="compliance", form=form, rows=len(found.duties.frame))
        return make(found.duties, found.reviews, found.evidence, found.lawful, t)

    show_report_card(view, "compliance.report", f"compliance-{found.duties.day.isoformat()}", made, "report")


def show_template(view: View, _: Sequence[str]) -> None:
    with st.container(horizontal=True):
        show_template_button("obligations", view, key="template-obligations")
