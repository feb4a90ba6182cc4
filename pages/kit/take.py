"""What a reader takes along: a table as CSV, a chart as a slide. Made at the click and written into the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from analytics.reports.table import table_csv
from data.store.suppression import EXACT
from pages.kit.guard import View
from pages.kit.markdown import plain

COUNTS = ("n", "n_before", "n_after")
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def show_csv(
    view: View,
    key: str,
    frame: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    *,
    file: str = "",
    label: str = "",
) -> None:
    """The button that takes ``frame`` along. ``names`` are the columns to take and their headers, by default all as
    they are called; ``file`` is its name without ending, by default ``key``."""
    name = file or key
    heads = {str(column): str(column) for column in frame.columns} if names is None else dict(names)
    heads.pop(EXACT, None)
    if view.t.rounded and view.page is not None and view.page.group == "customers":  # counts of customers
        heads |= {name: view.t("export.about", name=head) for name, head in heads.items() if name in COUNTS}

    def as_csv() -> bytes:
        view.store.audit("export", view.rights, what=name, form="csv", rows=len(frame))
        return table_csv(frame[list(heads)], heads)

    take_button(label or view.t("export.csv"), as_csv, f"{name}.csv", "text/csv", f"csv-{key}", "table_view")


def take_button(
    label: str, make: Callable[[], bytes], file: str, mime: str, key: str, icon: str, named: str = ""
) -> None:
    """A button that makes a file at the click; ``named`` says which, for there are many alike on a page."""
    st.download_button(
        label,
        make,
        file,
        mime,
        key=key,
        type="tertiary",
        icon=f":material/{icon}:",
        on_click="ignore",
        help=plain(named) or None,
    )
