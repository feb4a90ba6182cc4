"""What a section cannot show from complaints alone: which datasets it needs, with a template of each and the way to
load them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.datasets import DATASETS
from pages.kit.card import card
from pages.kit.empty import show_unmatched, was_loaded
from pages.kit.guard import View
from pages.kit.records.dictionary import show_template_button
from pages.kit.state import link_params


def show_missing(view: View, key: str, title: str, datasets: Sequence[str]) -> None:
    """A card with the title of what would be here, the datasets it needs, their templates and the button to the upload
    page.

    Where all of them are loaded and filters act, it says which filters leave nothing.
    """
    if all(was_loaded(view, (name,)) for name in datasets) and show_unmatched(view, datasets, key):
        return
    t = view.t
    names = [DATASETS[name].label(view.lang) for name in datasets]
    with card(title, t("complaints.needs", datasets=t.listing(names)), key=f"card-{key}"):
        show_way(view, key, datasets)


def show_way(view: View, key: str, datasets: Sequence[str]) -> None:
    """The way on from what is missing: the templates of the datasets and the button to the upload page."""
    t = view.t
    if not view.rights.may_write:
        return
    with st.container(horizontal=True, key=f"needs-{key}"):
        for name in datasets:
            said = t("complaints.needs.template", dataset=DATASETS[name].label(view.lang))
            show_template_button(name, view, key=f"template-{key}-{name}", label=said)
        if st.button(t("empty.upload.button"), icon=":material/upload_file:", key=f"go-upload-{key}"):
            st.switch_page("pages/upload.py", query_params=link_params(view.scope))
