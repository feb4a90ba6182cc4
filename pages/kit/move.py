"""What only the page of the move can give: the way to the page that does the statistics."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.kit.guard import View
from pages.kit.navigation import BY_NAME, open_pages
from pages.kit.state import link_params


def show_effect_link(view: View, _: Sequence[str]) -> None:
    """The link to the page Effect with the same scope, for those who may open it."""
    page = BY_NAME["effect"]
    if page in open_pages(view.rights):
        st.page_link(
            page.script,
            label=view.t("move.anyway.effect"),
            icon=":material/query_stats:",
            query_params=link_params(view.scope),
        )
