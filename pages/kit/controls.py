"""Controls of a page: each shows what the URL says under its key and writes the URL when it is changed.

Option values are codes; ``words`` puts them into the reader's language. A value of the URL that is no option is as if
it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from typing import Any, Literal

import streamlit as st
from markupsafe import Markup

from pages.kit.markdown import plain
from pages.kit.state import read_param, write_param

PERIOD = "period"


def controls(key: str = "controls") -> AbstractContextManager:
    """One row of controls, tops aligned, that wraps on narrow screens."""
    return st.container(horizontal=True, vertical_alignment="top", gap="small", key=key)


def pick(
    label: str,
    options: Sequence[str],
    key: str,
    words: Callable[[str], str],
    *,
    default: str,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
) -> str:
    """One of a few, side by side; ``default`` is not written into the URL."""
    asked = read_param(key)
    st.session_state[key] = asked[-1] if asked and asked[-1] in options else default
    st.segmented_control(
        label,
        options,
        format_func=lambda one: plain(words(one)),
        key=key,
        required=True,
        label_visibility=label_visibility,
        on_change=_write,
        args=(key, default),
    )
    return st.session_state[key]


def choose(
    label: str, options: Sequence[str], key: str, words: Callable[[str], str], *, default: str, width: int | str = 180
) -> str:
    """One of many, from a list."""
    asked = read_param(key)
    st.session_state[key] = asked[-1] if asked and asked[-1] in options else default
    st.selectbox(
        label,
        options,
        format_func=words,
        key=key,
        width=width,
        placeholder=label,
        on_change=_write,
        args=(key, default),
    )
    return st.session_state[key]


def slide(label: str, options: Sequence[str], key: str, words: Callable[[str], str], *, default: str) -> str:
    """One of several in their order, on a slider; a single one is not asked for."""
    asked = read_param(key)
    chosen = asked[-1] if asked and asked[-1] in options else default
    if len(options) < 2:
        return chosen
    st.session_state[key] = chosen
    st.select_slider(label, options, key=key, format_func=words, on_change=_write, args=(key, default))
    return st.session_state[key]


def choose_several(
    label: str,
    options: Sequence[str],
    key: str,
    words: Callable[[str], str],
    *,
    placeholder: str,
    width: int | str = 180,
) -> list[str]:
    """Any of many; none means all, which the ``placeholder`` says."""
    st.session_state[key] = [value for value in read_param(key) if value in options]
    st.multiselect(
        label,
        options,
        format_func=words,
        key=key,
        placeholder=placeholder,
        width=width,
        select_all=False,
        on_change=_write,
        args=(key,),
    )
    return st.session_state[key]


def choose_period(label: str, *, high: date | None = None, width: int | str = "stretch") -> None:
    """The days of the scope, first and last (``from`` and ``to`` of the URL); none means all."""

    def day(key: str) -> date | None:
        asked = read_param(key)
        try:
            found = date.fromisoformat(asked[-1]) if asked else None
        except ValueError:
            return None
        return found if found is None or high is None or found <= high else None

    def write() -> None:
        chosen = st.session_state[PERIOD]
        for place, key in enumerate(("from", "to")):
            write_param(key, [chosen[place].isoformat()] if len(chosen) > place else [])

    start, end = day("from"), day("to")
    st.session_state[PERIOD] = tuple(found for found in (start, end) if found) if start else ()
    # Whether it is a range is read from the session: a default beside it would be a second truth.
    st.date_input(label, max_value=high, format="YYYY-MM-DD", key=PERIOD, width=width, on_change=write)


@contextmanager
def labelled(label: str) -> Iterator[None]:
    """A label above something that has none of its own, so that it stands in line with the other controls."""
    with st.container(width="content", gap=None):
        st.html(Markup('<p class="ho-control">{}</p>').format(label))
        yield


def clear(keys: Sequence[str]) -> None:
    """Take parameters out of the URL; for the callback of a button."""
    for key in keys:
        write_param(key, [])


def _write(key: str, default: Any = None) -> None:
    value = st.session_state[key]
    values = value if isinstance(value, list | tuple) else [value]
    shown = [
        item.isoformat() if isinstance(item, date | datetime) else str(item) for item in values if item is not None
    ]
    write_param(key, [] if shown == [default] else shown)
