"""What only the page of coordination can give: the way from an item to what it hangs on, and the closing report to take
along."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.coordination.charts.work import about_words
from analytics.coordination.numbers.actions import load_coordination
from analytics.frames import rows
from analytics.marks import Exhibit, Grid
from analytics.periods import as_of_day
from analytics.reports.beside import load_side, table_beside
from analytics.reports.closing import closing_head, closing_html, closing_parts, closing_workbook
from analytics.scope import Scope
from data.access import Rights
from data.store import Store
from data.whose import elsewhere
from pages.kit.area import show_grid
from pages.kit.card import card
from pages.kit.controls import choose, controls
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.navigation import BY_NAME
from pages.kit.reports import show_report_card
from pages.kit.signin import look_beside
from pages.kit.state import BOUND, OFFERED, VIEW, link_params

BESIDE = "beside"
"""The parameter that names the programme which the report is held against."""

WAYS = {
    "alert": ("alerts", ""),
    "risk": ("risk", "register"),
    "finding": ("compliance", "reviews"),
    "complaint": ("complaints", "causes"),
    "survey": ("satisfaction", "themes"),
    "incident": ("risk", "exposure"),
}
"""What an item hangs on → the page and the section where it stands. A chart is on the page that its reference begins
with."""
SHOWN = 12


def way_of(kind: object, about: object) -> tuple[str, str] | None:
    """The page and section ('' for its first) of what an item hangs on; ``None`` where nobody says what, or no page is
    called so."""
    if kind == "chart" and isinstance(about, str):
        name, _, section = about.strip().lower().partition("/")
        return (name, section) if name in BY_NAME else None
    return WAYS.get(kind) if isinstance(kind, str) else None


def show_about(view: View, _: Sequence[str]) -> None:
    """A link for each open item that hangs on something that is on file: to where that stands, with the wave of the
    item; those longest overdue first."""
    t = view.t
    own = load_coordination(view.store, view.scope).open.sort_values(
        "days", ascending=False, na_position="last", kind="stable"
    )
    ways = [
        (row, way)
        for row in rows(own[own["filed"]])
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
    """The report as a page to print and as a workbook, beside another programme where one is chosen; each taking is
    noted in the audit log."""
    t = view.t
    name = _choose_beside(view)
    other = look_beside(name) if name else None
    beside = _show_beside(view, *other) if other else None

    def made(form: str) -> bytes:
        parts, head = closing_parts(view.store, view.scope, t, beside), closing_head(view.store, view.scope, t)
        if other:
            other[0].audit("export", other[1], what="closing_beside", form=form)
        view.store.audit("export", view.rights, what="closing_report", form=form, rows=len(parts))
        return closing_html(parts, head, t).encode("utf-8") if form == "html" else closing_workbook(parts, head, t)

    show_report_card(
        view, "coordination.report", f"closing-report-{as_of_day(view.scope).isoformat()}", made, "closing"
    )


def _choose_beside(view: View) -> str:
    """Which other programme of the reader the counts are held against; '' for none, and where he has no other."""
    others = [name for name in st.session_state.get(OFFERED, ((), ()))[0] if name != st.session_state.get(BOUND)]
    if not others:
        return ""
    t = view.t
    with controls("beside-controls"):
        return choose(
            t("coordination.beside.control"),
            ["", *others],
            BESIDE,
            lambda one: one or t("coordination.beside.no"),
            default="",
        )


def _show_beside(view: View, store: Store, rights: Rights) -> Exhibit:
    """The counts of both, each of its whole programme."""
    with elsewhere():
        other = load_side(store, Scope(rights, as_of=view.scope.as_of), view.t)
    found = table_beside((load_side(view.store, view.scope, view.t), other), view.t)
    with card(found.title, found.subtitle, note=found.note, key="card-beside", stretch=False):
        if isinstance(found.body, Grid):
            show_grid(view, "beside", found.body, found.title)
    return found
