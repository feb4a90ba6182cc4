"""What only the page of the plan can do: a large simulation runs beside a bar and can be stopped."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.reckoning import telling
from analytics.schedule.numbers.outlook import SIZES, load_sized
from pages.kit.guard import View
from pages.kit.state import TRIALS, write_param


def show_reckoning(view: View, chosen: Sequence[str]) -> None:
    """Reckon the large simulation before its charts ask for it; it is kept, so that this is done once."""
    t, (size,) = view.t, chosen
    if size == SIZES[0]:
        return
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=t("schedule.outlook.running"))
        # A click runs the page anew; the next word to the bar then ends this run.
        st.button(t("schedule.outlook.stop"), key="stop-outlook", on_click=write_param, args=(TRIALS, []))
    with telling(lambda share: bar.progress(share, text=t("schedule.outlook.running"))):
        load_sized(view.store, view.scope, size)
    place.empty()
