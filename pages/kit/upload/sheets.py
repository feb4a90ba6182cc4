"""All tables of a workbook in one pass: one look, one press, each sheet a batch of its own with its own wave."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.datasets import DATASETS
from data.ingest import Understanding
from data.ingest.zone import load_zone
from data.problems import Refusal
from data.store import Prepared, Preview
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.upload.asked import TOGETHER, Sheet, open_text, show_asked, things
from pages.kit.upload.columns import left_out, left_out_text
from pages.kit.upload.commit import start
from pages.kit.upload.desk import Desk
from pages.kit.upload.draft import Draft
from pages.kit.upload.head import show_head
from pages.kit.upload.html import counts_text, issues_table, paragraph, shorten
from pages.kit.upload.problems import causes, refusal_text
from pages.kit.upload.questions import show_questions

SURE = 0.5
"""A sheet whose dataset is less likely than this is not taken along unless somebody says so."""


@dataclass
class _Look:
    """One sheet as it stands: what it is, or why it cannot be read, and what would be kept of it."""

    name: str
    draft: Draft
    found: Understanding | None = None
    taken: bool = True
    prepared: Prepared | None = None
    preview: Preview | None = None
    refused: Refusal | None = None


def drafts_of(draft: Draft) -> dict[str, Draft]:
    """A draft for each table of the workbook that was not kept yet."""
    return {
        name: Draft(draft.book, draft.size, sheet=name, settled=True, done=draft.done, programme=draft.programme)
        for name in draft.other_sheets()
    }


def show_sheets(view: View, desk: Desk, draft: Draft) -> None:
    """The pass: which sheets as what, what is asked of all of them, what would be kept, and the deed."""
    t = view.t
    remembered, zone = view.store.mappings(), load_zone(view.store, view.rights)
    looks = [_Look(name, one) for name, one in desk.together().items()]
    for look in looks:
        look.draft.zone = zone
        try:
            look.found = look.draft.understanding(remembered)
        except Refusal as refusal:
            look.refused, look.taken = refusal, False
    head = st.container()
    table = st.container()
    with table:
        _show_table(view, draft, looks)
    taken = [look for look in looks if look.taken and look.found is not None]
    asked = [Sheet(look.draft, look.found) for look in taken if look.found is not None]
    for look in taken:
        if look.found is not None and not look.draft.open_questions(look.found):
            _prepare(view, look, zone)
    with head:
        show_head(view, desk, 2, t("upload.sheets.title", n=len(taken), name=draft.book.name))
    show_asked(view, asked)
    for sheet in asked:
        if any(question.code not in TOGETHER for question in sheet.draft.open_questions(sheet.found)):
            with card(sheet.found.sheet, DATASETS[sheet.found.dataset].label(view.lang), stretch=False):
                show_questions(view, sheet.draft, sheet.found)
            break
    _show_ends(view, taken)
    _show_deed(view, desk, taken, things(asked))


def _show_table(view: View, draft: Draft, looks: list[_Look]) -> None:
    """A line a sheet: whether it is taken, and as what."""
    t = view.t
    with card(t("upload.sheets.card", n=len(looks)), t("upload.sheets.note"), stretch=False, key="upload_sheets"):
        show_hidden(view, draft)
        for number, look in enumerate(looks):
            left, middle, right = st.columns([1.2, 1.2, 1], gap="small", vertical_alignment="center")
            sure = look.found is not None and (
                look.found.score >= SURE or not any(one.code == "dataset" for one in look.found.questions)
            )
            look.taken = (
                left.checkbox(
                    plain(shorten(look.name, 40)), value=sure, key=f"upload_take_{number}", disabled=look.found is None
                )
                and look.found is not None
            )
            first = [look.found.dataset, *(name for name, _ in look.found.alternatives)] if look.found else []
            options = list(dict.fromkeys((*first, *DATASETS)))
            chosen = middle.selectbox(
                t("upload.dataset"),
                options,
                index=0 if look.found else None,
                format_func=lambda name: DATASETS[name].label(view.lang),
                placeholder=t("upload.question.choose"),
                key=f"upload_as_{number}",
                label_visibility="collapsed",
            )
            rows = t("upload.rows", n=look.found.rows) if look.found else ""
            if (
                look.found and look.found.titles and "!" in look.name
            ):  # a table of several: by its title, not its cells alone
                rows = f"{shorten(look.found.titles[-1], 32)} · {rows}"
            why = refusal_text(t, look.refused)[0] if look.refused else rows
            right.html(paragraph(why, muted=True))
            now = look.found.dataset if look.found else look.draft.dataset
            if chosen is not None and chosen != now:
                look.draft.choose(look.name, chosen)
                st.rerun()


def show_hidden(view: View, draft: Draft) -> None:
    """Sheets that are hidden in the workbook are not read, and said."""
    hidden = [sheet.name for sheet in draft.book.sheets if sheet.hidden]
    if hidden:
        st.html(paragraph(view.t("upload.hidden", n=len(hidden), names=view.t.listing(hidden)), muted=True))


def _prepare(view: View, look: _Look, zone: str) -> None:
    """What would be kept of the sheet, or why nothing."""
    assert look.found is not None
    with st.spinner(view.t("upload.checking", n=look.found.rows), show_time=True):
        try:
            look.prepared = look.draft.prepared(look.found, zone)
            look.preview = look.draft.preview(look.prepared, view.store, view.rights)
        except Refusal as refusal:
            look.refused = refusal


def _show_ends(view: View, taken: list[_Look]) -> None:
    """What becomes of the rows of each sheet, what is left out, and what is wrong, for all sheets together."""
    t = view.t
    looked = [look for look in taken if look.preview is not None or look.refused is not None]
    if not looked:
        return
    with card(t("upload.sheets.ends"), stretch=False, key="upload_issues"):
        for look in looked:
            if look.refused is not None:
                st.html(paragraph(f"▲ {look.name}: {' '.join(refusal_text(t, look.refused))}"))
            elif look.preview is not None:
                st.html(paragraph(f"{look.name}: {counts_text(look.preview.counts, t)}"))
            if look.found is not None and (lost := left_out(look.found)):
                st.html(paragraph(f"{look.name}: {left_out_text(lost, t)}", muted=True))
        issues = [issue for look in looked if look.preview is not None for issue in look.preview.issues]
        found = causes(issues, t, *(look.prepared.dataset for look in looked if look.prepared is not None))
        if found:
            st.html(issues_table(found, t, t("upload.sheets.ends")))


def _show_deed(view: View, desk: Desk, taken: list[_Look], still: tuple[int, int]) -> None:
    t = view.t
    ready = [look for look in taken if look.preview is not None and look.preview.counts.stored]
    n = sum(look.preview.counts.stored for look in ready if look.preview is not None)
    with st.container(horizontal=True, key="upload_actions"):
        label = (
            open_text(t, still, "upload.keep.wait", "upload.keep.confirm")
            if any(still)
            else t("upload.sheets.keep", n=n, sheets=len(ready))
        )
        keep = st.button(
            label,
            type="primary",
            icon=":material/check:",
            disabled=any(still) or not ready or len(ready) < len(taken),
            key="upload_keep",
        )
        alone = st.button(t("upload.sheets.alone"), key="upload_alone")
        cancel = st.button(t("upload.cancel"), type="tertiary", key="upload_cancel")
    if keep and desk.job is None:
        desk.all_sheets({look.name: look.draft for look in ready})
        desk.job = start(view.store, [look.prepared for look in ready if look.prepared], view.rights, None)
        st.rerun()
    if alone:
        desk.all_sheets({})
        st.rerun()
    if cancel:
        desk.clear()
        st.rerun()
