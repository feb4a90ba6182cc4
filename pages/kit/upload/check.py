"""The second and third step: which sheet and dataset, what each column becomes, what is asked, what would be kept."""

from __future__ import annotations

import re

import streamlit as st
from markupsafe import Markup

from data.datasets import DATASETS
from data.ingest import Understanding, table_sheets
from data.ingest.zone import load_zone
from data.problems import Refusal
from data.store import Prepared, Preview
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.records.dictionary import show_template_button
from pages.kit.table import Column, table
from pages.kit.upload.across import show_across
from pages.kit.upload.asked import Sheet, open_text, show_asked, things
from pages.kit.upload.columns import show_columns, twice
from pages.kit.upload.commit import start
from pages.kit.upload.desk import Desk
from pages.kit.upload.draft import Draft
from pages.kit.upload.head import show_head
from pages.kit.upload.headers import show_header_change
from pages.kit.upload.html import paragraph, rows_text, shorten
from pages.kit.upload.options import show_options
from pages.kit.upload.outcome import (
    show_bar,
    show_issues,
    show_rejected,
    show_sample,
    show_save_mapping,
)
from pages.kit.upload.questions import show_questions
from pages.kit.upload.refusal import show_refused
from pages.kit.upload.sheets import drafts_of, show_hidden
from pages.kit.upload.words import platform_text

FIRST_ROWS, FIRST_COLUMNS = 6, 8


def show_check(view: View, desk: Desk, draft: Draft) -> None:
    """Steps two and three of a file. A file that is no table goes back to the first step with the reason."""
    t = view.t
    remembered = view.store.mappings()
    try:
        draft.zone = load_zone(view.store, view.rights)
        guess = draft.guess(remembered)
        found = draft.understanding(remembered)
    except Refusal as refusal:
        if draft.dataset is None and refusal.code != "dataset_not_recognised":
            desk.refuse(refusal)
            st.rerun()
        show_head(view, desk, 1, t("upload.title.sheet"))
        show_refused(refusal, t)
        _show_sheet_step(view, desk, draft, None)
        return
    if draft.unsettled(found):
        show_head(view, desk, 1, t("upload.title.sheet"))
        _show_sheet_step(view, desk, draft, found)
        return
    _show_mapping_step(view, desk, draft, guess, found)


def _show_sheet_step(view: View, desk: Desk, draft: Draft, found: Understanding | None) -> None:
    """The guess first, the others beneath it, and the first rows of the sheet to judge by."""
    t = view.t
    sheets = [sheet for sheet, _ in table_sheets(draft.book)]
    several = drafts_of(draft)
    if len(several) > 1 and not draft.asked_back:
        title, note = t("upload.sheets.offer", n=len(several)), t("upload.sheets.offer.note")
        with card(title, note, stretch=False, key="upload_offer"):
            st.html(paragraph(t.listing(list(several))))
            if st.button(t("upload.sheets.go", n=len(several)), type="primary", key="upload_all"):
                desk.all_sheets(several)
                st.rerun()
    with card(t("upload.dataset.card"), t("upload.dataset.subtitle") if found else "", stretch=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            names = [sheet.name for sheet in sheets] or [sheet.name for sheet in draft.book.visible]
            at = found.sheet if found else (draft.sheet or names[0])
            place = next((names.index(name) for name in (at, _whole(at)) if name in names), None)
            place = (
                next((n for n, name in enumerate(names) if _whole(name) == _whole(at)), 0) if place is None else place
            )
            sheet = st.selectbox(t("upload.sheet"), names, index=place, key=f"upload_sheet_{draft.round}", width=300)
            area = st.text_input(
                t("upload.area"),
                value="" if at in names else at.removeprefix(f"{_whole(at)}!"),
                placeholder="A3:H16",
                help=t("upload.area.help"),
                key=f"upload_area_{draft.round}",
                width=140,
            )
            sheet = _with_area(sheet, area)
            options = datasets_offered(found)
            dataset = st.selectbox(
                t("upload.dataset"),
                options,
                index=0 if found else None,
                format_func=lambda name: _offered(name, found, view),
                placeholder=t("upload.question.choose"),
                key=f"upload_dataset_{draft.round}",
                width=340,
            )
            go = st.button(
                t("upload.dataset.go"),
                type="secondary" if len(several) > 1 else "primary",
                disabled=dataset is None,
                key="upload_go",
            )
            cancel = st.button(t("upload.cancel"), type="tertiary", key="upload_cancel")
        show_hidden(view, draft)
        _show_first_rows(view, draft, sheet)
    if found and sheet != found.sheet:
        draft.choose(sheet, None)
        st.rerun()
    if go:
        draft.choose(sheet, dataset)
        draft.settled = True
        st.rerun()
    if cancel:
        desk.clear()
        st.rerun()


_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)\s*[:-]\s*\$?([A-Z]{1,3})\$?([1-9]\d*)")


def _whole(sheet: str) -> str:
    """The sheet that an area belongs to: ``Sheet1!A3-D9`` → Sheet1."""
    above, _, area = sheet.rpartition("!")
    return above if above and _AREA.fullmatch(area) else sheet


def _with_area(sheet: str, text: str) -> str:
    """The cells that were typed, of the sheet that was chosen; the sheet where nothing, or no area, was typed."""
    found = _AREA.fullmatch(text.strip().upper())
    return f"{_whole(sheet)}!{found[1]}{found[2]}-{found[3]}{found[4]}" if found else sheet


def datasets_offered(found: Understanding | None) -> list[str]:
    """The guess, the alternatives by their score, then every other dataset."""
    first = [found.dataset, *(name for name, _ in found.alternatives)] if found else []
    return [*first, *(name for name in DATASETS if name not in first)]


def _offered(name: str, found: Understanding | None, view: View) -> str:
    scores = {found.dataset: found.score, **dict(found.alternatives)} if found else {}
    label = DATASETS[name].label(view.lang)
    score = scores.get(name, 0.0)
    return view.t("upload.dataset.option", name=label, share=view.t.percent(score, 0)) if score else label


def _show_first_rows(view: View, draft: Draft, sheet: str) -> None:
    t = view.t
    chosen = draft.book.sheet(sheet)
    rows = chosen.grid.top(FIRST_ROWS) if chosen and not chosen.is_empty else []
    if not rows:
        return
    width = min(FIRST_COLUMNS, max(len(row) for row in rows))
    columns = [Column("", "number", hidden_header=True), *(Column(chr(65 + at)) for at in range(width))]
    cells = [
        [str(number), *(shorten(row[at] if at < len(row) else "", 24) for at in range(width))]
        for number, row in enumerate(rows, start=1)
    ]
    st.html(paragraph(t("upload.first_rows"), muted=True))
    st.html(
        Markup('<div class="ho-first-rows">{}</div>').format(table(columns, cells, t("upload.first_rows"), sheet=True))
    )


def _show_mapping_step(view: View, desk: Desk, draft: Draft, guess: Understanding, found: Understanding) -> None:
    t = view.t
    still = draft.open_questions(found)
    open_things = things([Sheet(draft, found)])
    preview: Preview | None = None
    refused: Refusal | None = None
    prepared = None
    if not still and not twice(found):
        with st.spinner(t("upload.checking", n=found.rows), show_time=True):
            try:
                prepared = draft.prepared(found, draft.zone)
                preview = draft.preview(prepared, view.store, view.rights)
            except Refusal as refusal:
                refused = refusal
    show_head(view, desk, 2, _message(view, found, open_things, preview, refused))
    show_header_change(view, draft, found)
    show_across(view, draft, found)
    show_hidden(view, draft)
    show_asked(view, [Sheet(draft, found)])
    left, right = st.columns([1.6, 1], gap="small")
    with left:
        show_columns(view, draft, guess, found)
    with right:
        show_questions(view, draft, found)
        if prepared is not None and preview is not None:
            show_bar(view, preview, found, draft.book.sha256)
        elif refused is not None:
            show_refused(refused, t)
        elif still:
            note = open_text(t, open_things, "upload.rows.asked", "upload.rows.confirm")
            with card(t("upload.rows.card", rows=t("upload.rows", n=found.rows)), note):
                pass
    if prepared is not None and preview is not None:
        show_issues(view, preview, prepared.dataset)
        show_sample(view, preview, prepared.dataset)
    _show_actions(view, desk, draft, found, prepared, preview, still=open_things)
    show_options(view, draft, guess, found)


def _show_actions(
    view: View,
    desk: Desk,
    draft: Draft,
    found: Understanding,
    prepared: Prepared | None,
    preview: Preview | None,
    *,
    still: tuple[int, int],
) -> None:
    """The deed with its count, what may be taken along, and the ways back."""
    t = view.t
    with st.container(horizontal=True, key="upload_actions"):
        keep = st.button(
            deed_text(view, found.dataset, preview, still),
            type="primary",
            icon=":material/check:",
            disabled=preview is None or not preview.counts.stored,
            key="upload_keep",
        )
        if preview is not None and preview.rejected:
            show_rejected(view, draft, found, preview)
        show_save_mapping(view, draft, found)
        name = DATASETS[found.dataset].label(view.lang)
        show_template_button(
            found.dataset, view, key="upload_template_here", label=t("upload.templates.here", name=name)
        )
        back = st.button(t("upload.dataset.change"), key="upload_back")
        cancel = st.button(t("upload.cancel"), type="tertiary", key="upload_cancel")
    if keep and prepared is not None and desk.job is None:
        desk.job = start(view.store, [prepared], view.rights, draft.known_at)
        st.rerun()
    if back:
        draft.settled, draft.asked_back = False, True
        st.rerun()
    if cancel:
        desk.clear()
        st.rerun()


def deed_text(view: View, dataset: str, preview: Preview | None, still: tuple[int, int]) -> str:
    """What the primary button does, with its count; before that, what is missing."""
    t = view.t
    if any(still):
        return open_text(t, still, "upload.keep.wait", "upload.keep.confirm")
    changed = preview.counts.new + preview.counts.updated if preview else 0
    if preview and preview.counts.stored and not changed:
        return t("upload.keep.unchanged")
    return t("upload.keep", rows=rows_text(t, dataset, changed))


def _message(
    view: View, found: Understanding, still: tuple[int, int], preview: Preview | None, refused: Refusal | None
) -> str:
    t = view.t
    n = preview.counts.stored if preview and preview.counts.stored else found.rows
    about = {"what": platform_text(found.platform, t), "rows": rows_text(t, found.dataset, n)}
    if any(still):
        return open_text(t, still, "upload.title.asked", "upload.title.confirm", **about)
    if refused is not None:
        return t("upload.title.cannot", **about)
    if preview is None:
        return t("upload.title.twice", **about)
    if not preview.counts.stored:
        return t("upload.title.no_rows", **about)
    if not (preview.counts.new or preview.counts.updated) and preview.counts.rejected:
        return t("upload.title.nothing_new_some", n=preview.counts.rejected, **about)
    if not (preview.counts.new or preview.counts.updated):
        return t("upload.title.nothing_new", **about)
    if preview.counts.rejected:
        return t("upload.title.some", n=preview.counts.rejected, **about)
    return t("upload.title.ready", **about)
