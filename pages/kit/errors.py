"""What a reader sees when something is refused or breaks: what happened, what to do, and a number to name. No
traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st
from markupsafe import Markup

from data.incidents import log_incident
from data.language import Translator
from data.problems import Refusal
from pages.kit.state import read_page
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


class Lost(Exception):
    """What a part of the page rests on could not be computed. It is in the log under ``incident``."""

    def __init__(self, incident: str) -> None:
        super().__init__(incident)
        self.incident = incident


class Standin:
    """Stands for what could not be computed, so that the parts of a page that do not need it are shown.

    Whoever looks into it is told ``why``. It is not empty: that nothing is there is not known.
    """

    empty = False

    def __init__(self, why: Lost | Refusal) -> None:
        object.__setattr__(self, "why", why)

    def _lost(self, *_: Any, **__: Any) -> Any:
        raise self.why

    __getattr__ = __len__ = __iter__ = __bool__ = __getitem__ = __contains__ = __call__ = __reduce_ex__ = _lost
    __float__ = __int__ = __lt__ = __le__ = __gt__ = __ge__ = __str__ = __format__ = _lost


STORE_WIDE = frozenset(
    {"store_damaged", "store_lost", "store_owned", "journal_unfit", "journal_cut", "disk_full", "store_not_reachable"}
)
"""Refusals that concern every part alike: said once, in place of the page."""
OF_A_RESULT = frozenset({"simulation_memory", "simulation_time", "simulation_broke"})
"""Refusals that concern only what rests on one result: the rest of the page, its headline included, is shown without
it."""


def incident_of(error: Exception) -> str:
    """The number of an error in the log, where it is written if it is not there yet."""
    return error.incident if isinstance(error, Lost) else log_incident(error, read_page())


def words_of(error: Exception, t: Translator) -> str:
    """What stands in the place of a sentence that could not be made."""
    if isinstance(error, Refusal):
        return t(f"problem.{error.code}", **error.params)
    return t("error.title", incident=incident_of(error))


@contextmanager
def caught(t: Translator, *, last: bool = False) -> Iterator[None]:
    """Run a page or a part of one; what breaks is told in its place and the rest of the page lives on.

    What concerns the whole store is passed on to the door, which is the ``last`` to catch.
    """
    try:
        yield
    except Refusal as refusal:
        if refusal.code in STORE_WIDE and not last:
            raise
        show_refusal(t, refusal.code, where=refusal.where, **refusal.params)
        if refusal.code == "store_owned":
            st.button(t("error.again"), icon=":material/refresh:", key="again")  # a click runs the page once more
    except Exception as error:  # noqa: BLE001 - the last line before the reader: whatever it is, it is logged and told
        show_problem(words_of(error, t), t("error.todo"), label=t("state.bad"))


def alone(t: Translator, *shows: Callable[[], object]) -> None:
    """Run the parts of a page one after the other; one that breaks takes no other with it."""
    for show in shows:
        with caught(t):
            show()


def said(t: Translator, make: Callable[[], str]) -> str:
    """A sentence, or in its place that it could not be made, with the number of the incident."""
    try:
        return make()
    except Refusal as refusal:
        if refusal.code not in OF_A_RESULT:
            raise
        return words_of(refusal, t)
    except Exception as error:  # noqa: BLE001 - a headline that breaks must not take the page with it
        return words_of(error, t)


@contextmanager
def unsaid() -> Iterator[None]:
    """Run a part of the frame: what breaks there is logged and left out, because the page says it in its own place."""
    try:
        yield
    except Refusal:
        return
    except Exception as error:  # noqa: BLE001 - the frame must stand so that the page can say what is wrong
        incident_of(error)
