"""What only the page of coordination can give: the way from an item to what it hangs on, and the closing report to take along."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.coordination.charts.work import about_words
from analytics.coordination.numbers.actions import load_coordination
from analytics.frames import rows
from analytics.periods import as_of_day
from analytics.reports.closing import closing_head, closing_html, closing_parts, closing_workbook
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.navigation import BY_NAME
from pages.kit.reports import show_report_card
from pages.kit.state import VIEW, link_params

WAYS = {
    "alert": ("alerts", ""), "risk": ("risk", "register"), "finding": ("compliance", "reviews"), "complaint": ("complaints", "causes"),
    "survey": ("satisfaction", "themes"), "incident": ("risk", "exposure"),
}  # fmt: skip
"""What an item hangs on → the page and the section where it stands. A chart is on the page that its reference begins with."""
SHOWN = 12


def way_of(kind: object, about: object) -> tuple[str, str] | None:
    """The page and section ('' for its first) of what an item hangs on; ``None`` where nobody says what, or no page is called so."""
    if kind == "chart" and isinstance(about, str):
        name, _, section = about.strip().lower().partition("/")
        return (name, section) if name in BY_NAME else None
    return WAYS.get(kind) if isinstance(kind, str) else None


def show_about(view: View, _: Sequence[str]) -> None:
    """A link for each open item that hangs on something: to where that stands, with the wave of the item; those longest overdue first."""
    t = view.t
    own = load_coordination(view.store, view.scope).open.sort_values(
        "days", ascending=False, na_position="last", kind="stable"
    )
    ways = [
        (row, way)
        for row in rows(own)
        if (way := way_of(row.about_kind, row.about)) and BY_NAME[way[0]].open_to(view.rights)
    ]
    if not ways:
        return
    with (
        card(
            t("coordination.ways.title", n=len(ways)), t("coordination.ways.subtitle"), key="card-ways", stretch=False
        ),
        st.container(horizontal=True, gap="small", key="about-ways"),
    ):
        for row, (page, section) in ways[:SHOWN]:
            scope = view.scope.but(waves=(row.wave,)) if isinstance(row.wave, str) and row.wave else view.scope
            where = link_params(scope, **{VIEW: section}) if section else link_params(scope)
            words = plain(t("coordination.way", action=row.action, about=about_words(row, t)))
            st.page_link(
                BY_NAME[page].script, label=words, icon=":material/arrow_forward:", query_params=where, width="content"
            )


def show_closing(view: View, _: Sequence[str]) -> None:
    """The report as a page to print and as a workbook; each taking is noted in the audit log."""
    t = view.t

    def made(form: str) -> bytes:
        parts, head = closing_parts(view.store, view.scope, t), closing_head(view.store, view.scope, t)
        view.store.audit("export", view.rights, what="closing_report", form=form, rows=len(parts))
        return closing_html(parts, head, t).encode("utf-8") if form == "html" else closing_workbook(parts, head, t)

    show_report_card(
        view, "coordination.report", f"closing-report-{as_of_day(view.scope).isoformat()}", made, "closing"
    )
