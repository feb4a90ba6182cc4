"""A file becomes rows: File → Sheet and dataset → Mapping and preview → Confirm. Nothing is kept before the last
step."""

from functools import partial

import streamlit as st

from data.ingest.programme import load_programme
from pages.kit.guard import guard
from pages.kit.upload.check import show_check
from pages.kit.upload.desk import read_desk
from pages.kit.upload.end import show_end, show_job
from pages.kit.upload.head import show_head
from pages.kit.upload.line import show_line
from pages.kit.upload.reading import show_reading
from pages.kit.upload.sheets import show_sheets
from pages.kit.upload.start import show_start
from pages.kit.upload.style import show_upload_style

view = guard("upload")
show_upload_style()
desk = read_desk()

if desk.draft is None and desk.waiting and not (desk.ended or desk.refused):
    show_head(view, desk, 0)
    show_reading(view, desk, partial(load_programme, view.store, view.rights))
    st.rerun()

if desk.job is not None:
    show_head(view, desk, 3)
    show_job(view, desk, desk.job, view.t("upload.keeping"))
elif desk.ended is not None:
    show_head(view, desk, 3, finished=True)
    show_end(view, desk, desk.ended)
    show_line(view, desk)
elif desk.draft is not None and desk.together():
    show_sheets(view, desk, desk.draft)
    show_line(view, desk)
elif desk.draft is not None:
    show_check(view, desk, desk.draft)
    show_line(view, desk)
else:
    show_head(view, desk, 0)
    show_start(view, desk)
    show_line(view, desk)
