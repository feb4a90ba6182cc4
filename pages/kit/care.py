"""What only the page of care can give: names beside its work lists, from a roster that is read for the moment and never
kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from analytics.care.numbers.follow_up import load_silent, load_unreached
from analytics.reports.names import log_reveal, may_reveal, name_rows, named_csv, parse_rows
from data.store.person import pseudonyms_of
from pages.kit.card import card
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.upload.html import paragraph

LISTS = {"calls": load_unreached, "quiet": load_silent}


def show_names(view: View, _: Sequence[str]) -> None:
    """The roster of the reader's own beside the two lists: each to be taken along with its numbers and names, for a
    purpose that is logged. For those alone who may reveal names."""
    if not view.rights.may_reveal:
        return
    t = view.t
    with card(t("care.own.title"), t("care.own.subtitle"), key="card-own-names", stretch=False), caught(t):
        given = st.file_uploader(t("care.own.roster"), type=["csv"], key="own-roster")
        if given is None:
            return
        purpose = st.text_input(t("care.own.purpose"), key="own-purpose", max_chars=200)
        if not purpose.strip():
            st.html(paragraph(t("care.own.purpose.why"), muted=True))
            return
        rights = may_reveal(view.rights, purpose)
        roster = parse_rows(given.getvalue(), given.name)
        with st.container(horizontal=True, vertical_alignment="center", key="own-lists"):
            for name, load in LISTS.items():
                frame = load(view.store, view.scope)
                if frame is None or frame.empty:
                    st.html(paragraph(t(f"care.own.none.{name}"), muted=True))
                    continue
                rows = [[str(head) for head in frame.columns]]
                rows += [["" if pd.isna(one) else str(one) for one in line] for line in frame.itertuples(index=False)]
                named, found = name_rows(rows, roster, partial(pseudonyms_of, view.store))

                def as_csv(named: pd.DataFrame = named, found: int = found) -> bytes:
                    log_reveal(view.store, rights, len(named), found)
                    return named_csv(named).encode("utf-8")

                st.download_button(
                    t(f"care.own.take.{name}", n=found, all=len(named)),
                    as_csv,
                    f"{name}-names.csv",
                    "text/csv",
                    key=f"own-{name}",
                    icon=":material/badge:",
                    on_click="ignore",
                )
