"""What only the page of rights can give: the list of those to call, and the page for customers and the regulator."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.periods import as_of_day, day_number
from analytics.reports.fact_sheet import fact_sheet, load_sheet
from analytics.reports.table import table_csv
from analytics.rights.numbers.consent import CALL_LIST, load_rights
from analytics.rights.numbers.states import need_params
from data.language import LANGUAGES, Translator
from data.others import file_named
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.guard import View
from pages.kit.markdown import plain


def show_call_list(view: View, chosen: Sequence[str]) -> None:
    """The customers of the wave who are still to decide, for those who may see rows; pseudonyms, the vulnerable
    first."""
    t, wave = view.t, chosen[0]
    found = load_rights(view.store, view.scope)
    own = found.funnel[found.funnel["wave"] == wave]
    if not view.rights.row_level or not bool(own["needs"].any()):
        return
    params = view.scope.but(waves=(wave,)).params("waves", "branches", "segments") | need_params(found.needs)
    params |= {"today": day_number(as_of_day(view.scope))}

    def as_csv() -> bytes:
        frame = view.store.read(CALL_LIST, view.rights, as_of=view.scope.as_of, params=params)
        view.store.audit("export", view.rights, what="call list", form="csv", rows=len(frame))
        return table_csv(frame, {str(column): str(column) for column in frame.columns})

    st.download_button(
        t("rights.call_list", n=int(own["silent_in"].fillna(0).sum()), wave=plain(t.wave(wave))),
        as_csv,
        file_named(f"call-list-{wave}", ".csv"),
        "text/csv",
        key="call-list",
        icon=":material/call:",
        type="primary",
        on_click="ignore",
    )


def show_fact_sheet(view: View, _: Sequence[str]) -> None:
    """The page for customers and the regulator in both languages, and what is missing before it may go out."""
    t = view.t
    sheet = keep(view, "fact sheet", lambda: load_sheet(view.store, view.whole().scope))
    missing = t.listing([t(f"fact_sheet.missing.{name}") for name in sheet.missing])
    note = t("fact_sheet.missing", what=missing) if sheet.missing else ""
    with (
        card(t("fact_sheet.card"), t("fact_sheet.card.subtitle"), note=note, key="card-fact-sheet"),
        st.container(horizontal=True),
    ):
        for lang in LANGUAGES:
            page = fact_sheet(sheet, Translator(lang)).encode()
            st.download_button(
                t(f"fact_sheet.download.{lang}"),
                page,
                f"fact-sheet-{lang}.html",
                "text/html",
                key=f"fact-sheet-{lang}",
                icon=":material/description:",
                on_click="ignore",
            )
