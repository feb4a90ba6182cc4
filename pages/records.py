"""Records: every batch and how to undo it, every row and where it came from, what each field means, who did what."""

import streamlit as st

from data.access import PROGRAMME_WRITERS
from data.datasets import DATASETS
from data.ingest.library import load_library
from data.ingest.words import issue_words
from data.store.cluster import about_cluster
from data.store.whole import load_whole
from pages.kit.controls import pick
from pages.kit.guard import guard
from pages.kit.navigation import BY_NAME
from pages.kit.page import show_context, show_message
from pages.kit.records.audit import show_audit, whole_text
from pages.kit.records.batches import show_batches
from pages.kit.records.dictionary import show_dictionary
from pages.kit.records.mappings import show_mappings
from pages.kit.records.rows import show_rows
from pages.kit.records.sums import show_sums
from pages.kit.state import VIEW
from pages.kit.upload.html import paragraph
from pages.kit.upload.style import show_upload_style

view = guard("records")
t = view.t
show_upload_style()
show_context(t("page.records"))
heading = st.container()

sections = ["batches", "sums", "rows", "dictionary", "mappings"]
if view.rights.role in PROGRAMME_WRITERS:
    sections.append("audit")
section = pick(
    t("records.view"),
    sections,
    VIEW,
    lambda name: t(f"records.view.{name}"),
    default="batches",
    label_visibility="collapsed",
)

if said := st.session_state.pop("records_said", ""):
    st.toast(said, icon=":material/undo:")

if section == "batches":
    batches = view.store.batches(view.rights)
    with heading:
        if batches.empty:
            show_message(t("records.title.empty"))
        else:
            last = t.moment(batches["recorded_at"].iloc[0])
            live = t.number(int(batches["live"].sum()))
            show_message(t("records.title.batches", n=len(batches), live=live, when=last))
        for issue in about_cluster(view.store) if view.rights.sees_all else ():
            st.html(paragraph(t.sentences(*issue_words(issue, t)), muted=True))
    if batches.empty:
        st.html(paragraph(t("records.empty.todo")))
        st.page_link(BY_NAME["upload"].script, label=t("records.empty.upload"), icon=":material/upload_file:")
    else:
        show_batches(view, batches)
elif section == "sums":
    with heading:
        show_message(t("records.title.sums"))
    show_sums(view)
elif section == "rows":
    with heading:
        show_message(t("records.title.rows"))
    show_rows(view)
elif section == "dictionary":
    with heading:
        show_message(t("records.title.dictionary", n=len(DATASETS)))
    show_dictionary(view)
elif section == "mappings":
    library = load_library(view.store)
    with heading:
        none = t("records.title.mappings.empty")
        show_message(t("records.title.mappings", n=len(library)) if library else none)
    show_mappings(view, library)
elif section == "audit":
    whole = load_whole(view.store, view.rights)
    with heading:
        show_message(whole_text(whole, t))
    show_audit(view, whole)
