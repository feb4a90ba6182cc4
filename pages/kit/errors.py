"""What a reader sees when something is refused or breaks: what happened, what to do, and a number to name. No traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st
from markupsafe import Markup

from data.incidents import log_incident
from data.language import Translator
from data.problems import Refusal
from pages.kit.status import shape


def show_problem(title: str, todo: str, *, state: str = "bad", label: str) -> None:
    """A box with a status shape (named ``label``), what happened and what to do."""
    st.html(
        Markup(
            '<div class="ho-problem" role="alert">{}<div><p class="ho-problem-title">{}</p><p>{}</p></div></div>'
        ).format(shape(state, label), title, todo)
    )


def show_refusal(t: Translator, code: str, **params: Any) -> None:
    """The words of a refusal by its code: ``problem.<code>`` and ``problem.<code>.todo``."""
    known = t.has(f"problem.{code}")
    title = t(f"problem.{code}", **params) if known else t("problem.refused", code=code)
    todo = t(f"problem.{code}.todo", **params) if t.has(f"problem.{code}.todo") else t("problem.refused.todo")
    show_problem(title, todo, label=t("state.bad"))


@contextmanager
def caught(t: Translator) -> Iterator[None]:
    """Run a page or a part of one; what breaks is told in its place and the rest of the page lives on."""
    try:
        yield
    except Refusal as refusal:
        show_refusal(t, refusal.code, where=refusal.where, **refusal.params)
    except Exception as error:  # noqa: BLE001 - the last line before the reader: whatever it is, it is logged and told
        show_problem(t("error.title"), t("error.todo", incident=log_incident(error)), label=t("state.bad"))


@contextmanager
def unsaid() -> Iterator[None]:
    """Run a part of the frame: what breaks there is logged and left out, because the page says it in its own place."""
    try:
        yield
    except Refusal:
        return
    except Exception as error:  # noqa: BLE001 - the frame must stand so that the page can say what is wrong
        log_incident(error)
