"""The files of a drop while they are read: which one, how many are left, and since when."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.ingest import Workbook
from data.ingest.around import Programme
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.upload.desk import Desk


def show_reading(view: View, desk: Desk, programme: Callable[[Workbook], Programme]) -> None:
    """Read the files that wait. The seconds run from the first one on; a bar says how many files are done."""
    t, many = view.t, len(desk.waiting)
    with (
        st.container(key="upload_reading"),
        st.spinner(t("upload.reading", name=plain(desk.waiting[0].name)), show_time=True),
    ):
        bar = st.progress(0.0) if many > 1 else None

        def told(name: str, at: int) -> None:
            if bar is not None:
                bar.progress(at / many, text=t("upload.reading.line", name=plain(name), at=at + 1, n=many))

        desk.take(view.store.mappings(), programme, told)
