"""The style of what only the upload and the records show; its colours are the variables of the kit's own sheet."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from markupsafe import Markup

SHEET = Path(__file__).with_name("upload.css").read_text(encoding="utf-8")


def show_upload_style() -> None:
    """Put the sheet on the page; it takes no room."""
    st.html(Markup("<style>{}</style>").format(Markup(SHEET)))
