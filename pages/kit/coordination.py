"""What only the page of coordination can give: the closing report to take along."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.periods import as_of_day
from analytics.reports.closing import closing_head, closing_html, closing_parts, closing_workbook
from pages.kit.guard import View
from pages.kit.reports import show_report_card


def show_closing(view: View, _: Sequence[str]) -> None:
    """The report as a page to print and as a workbook; each taking is noted in the audit log."""
    t = view.t

    def made(form: str) -> bytes:
        parts, head = closing_parts(view.store, view.scope, t), closing_head(view.scope, t)
        view.store.audit("export", view.rights, what="closing_report", form=form, rows=len(parts))
        return closing_html(parts, head, t).encode("utf-8") if form == "html" else closing_workbook(parts, head, t)

    show_report_card(
        view, "coordination.report", f"closing-report-{as_of_day(view.scope).isoformat()}", made, "closing"
    )
