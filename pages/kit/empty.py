"""What is shown where there is nothing yet: never an empty frame, always what will be here and how to get there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from data.language import LANGUAGES, Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.errors import caught
from pages.kit.page import show_context, show_message
from pages.kit.state import link_params

if TYPE_CHECKING:
    from analytics.marks import Exhibit
    from pages.kit.guard import View

CHART = 340
"""Height of a chart, which its card keeps where there is none, in pixels."""
SHOWN = (
    "this_week",
    "alerts",
    "move",
    "readiness",
    "cutover",
    "satisfaction",
    "complaints",
    "rights",
    "retention",
    "care",
    "effect",
    "market",
    "risk",
    "compliance",
    "closing",
    "safeguards",
    "coordination",
    "meeting",
    "schedule",
    "cost",
    "cost_benefit",
    "records",
)


def show_empty_programme(view: View, page: str) -> None:
    """An empty store: two ways to begin (the demonstration, the first upload) and what will be here."""
    t = view.t
    show_context(t(f"page.{page}"), [t("empty.context")])
    show_message(t("empty.title"))
    left, right = st.columns(2)
    if view.rights.may_write:
        with left, card(t("empty.demo.title"), t("empty.demo.text"), key="empty-demo"):
            _show_demo(view)
        with right, card(t("empty.upload.title"), t("empty.upload.text"), key="empty-upload"):
            if st.button(t("empty.upload.button"), icon=":material/upload_file:", key="go-upload"):
                st.switch_page("pages/upload.py", query_params=link_params(view.scope))
    with card(t("empty.here.title"), key="empty-here"):
        st.html(
            Markup('<ul class="ho-list">{}</ul>').format(
                Markup("").join(
                    Markup("<li><span class='ho-what'><b>{}</b><br>{}</span></li>").format(
                        t(f"page.{name}"), t(f"empty.here.{name}")
                    )
                    for name in SHOWN
                )
            )
        )


def _show_demo(view: View) -> None:
    """The language of the names, the button, and the progress of loading."""
    t = view.t
    with st.container(horizontal=True, vertical_alignment="center"):
        start = st.button(t("empty.demo.button"), type="primary", icon=":material/play_arrow:", key="load-demo")
        lang = st.segmented_control(
            t("empty.demo.language"),
            LANGUAGES,
            default=view.lang,
            required=True,
            format_func=lambda code: t(f"language.{code}"),
            key="demo-lang",
            label_visibility="collapsed",
        )
    if start:
        from data.demo import load_demo

        with caught(t):
            bar = st.progress(0.0, text=t("empty.demo.running"))
            load_demo(
                view.store,
                view.rights,
                lang=lang or view.lang,
                progress=lambda step, share: bar.progress(min(share, 1.0), text=_step(t, step)),
            )
            st.rerun()


def _step(t: Translator, step: str) -> str:
    return t(f"progress.{step}") if t.has(f"progress.{step}") else t("empty.demo.running")


def titled(words: Exhibit, view: View) -> str:
    """The title of a chart; where there is nothing to draw and filters act it is they who are named, not the ledger."""
    what = _narrowed(words, view) if words.empty == words.title else ""
    return view.t("scope.few", what=what) if what else words.title


def _narrowed(words: Exhibit, view: View) -> str:
    """The filters to which it may be owed that there is nothing to show; '' where none acts, or where nothing is the
    answer."""
    from pages.kit.filters import said

    return said(view) if words.empty and not words.answered else ""


def drawn_later(words: Exhibit, view: View) -> Markup:
    """What a card says in place of its chart: what is missing, or the way on where the title has said that already."""
    return _empty(_instead(words, view, view.t("empty.chart.later")), CHART)


def show_none(words: Exhibit, view: View) -> None:
    """What a card says in place of a table without rows."""
    st.html(_empty(_instead(words, view, words.empty)))


def _instead(words: Exhibit, view: View, said: str) -> str:
    """What stands where nothing is shown: the filters, the answer, what is missing; ``said`` where the title is that
    already."""
    if _narrowed(words, view):
        return view.t("scope.few.todo")
    return words.empty if words.answered or words.empty != words.title else said


def _empty(words: str, height: int = 160) -> Markup:
    return Markup('<div class="ho-empty" style="min-height:{}px"><p>{}</p></div>').format(height, words)


def show_nothing(view: View, page: str, dataset: str, needs: Sequence[str] = ()) -> None:
    """The page without its ledger: what is missing, and the way to load it; or the filters that leave nothing of it.

    ``needs`` are the datasets of which one is enough, where ``dataset`` is not one itself."""
    from pages.kit.filters import said
    from pages.kit.head import show_head

    what = said(view) if was_loaded(view, needs or (dataset,)) else ""
    show_head(view, page, view.t("scope.nothing", what=what) if what else view.t(f"plan.nothing.{page}"))
    show_missing(view, dataset, needs)


def was_loaded(view: View, datasets: Sequence[str]) -> bool:
    """Whether any of the datasets is loaded; not whether the filters leave any of it."""

    def load() -> frozenset[str]:
        batches = view.store.batches(view.rights)
        return frozenset(batches.loc[batches["live"].astype(bool), "dataset"])

    return not keep(view, "loaded", load).isdisjoint(datasets)


def show_unmatched(view: View, datasets: Sequence[str], key: str) -> bool:
    """The card of a selection that matches nothing, with the buttons that clear it; false where not the filters are the
    cause."""
    from pages.kit.filters import said, show_filters

    what = said(view) if was_loaded(view, datasets) else ""
    if what:
        with card(view.t("scope.nothing", what=what), view.t("scope.nothing.todo"), key=f"unmatched-{key}"):
            show_filters(view, f"unmatched-{key}-filters")
    return bool(what)


def show_missing(view: View, dataset: str, needs: Sequence[str] = ()) -> None:
    """What a page or a section waits for, and the way to load it."""
    if show_unmatched(view, needs or (dataset,), dataset):
        return
    t = view.t
    with card(t("plan.missing.title"), t(f"plan.missing.{dataset}"), key="missing"):
        if not view.rights.may_write:
            return
        from data.datasets import DATASETS
        from pages.kit.records.dictionary import show_template_button

        with st.container(horizontal=True, key="needs-missing"):
            if st.button(t("empty.upload.button"), icon=":material/upload_file:", key="go-upload"):
                st.switch_page("pages/upload.py", query_params=link_params(view.scope))
            for name in dict.fromkeys(one for one in (*needs, dataset) if one in DATASETS):
                said = t("complaints.needs.template", dataset=DATASETS[name].label(view.lang))
                show_template_button(name, view, key=f"template-missing-{name}", label=said)
