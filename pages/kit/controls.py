"""Controls of a page: each shows what the URL says under its key and writes the URL when it is changed.

Option values are codes; ``words`` puts them into the reader's language. A value of the URL that is no option is as if it
were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

import streamlit as st

from pages.kit.state import read_param, write_param


def controls(key: str = "controls") -> AbstractContextManager:
    """One row of controls, tops aligned, that wraps on narrow screens."""
    return st.container(horizontal=True, vertical_alignment="top", gap="small", key=key)


def pick(label: str, options: Sequence[str], key: str, words: Callable[[str], str], *, default: str) -> str:
    """One of a few, side by side; ``default`` is not written into the URL."""
    asked = read_param(key)
    st.session_state[key] = asked[-1] if asked and asked[-1] in options else default
    st.segmented_control(
        label, options, format_func=words, key=key, required=True, on_change=_write, args=(key, default)
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


def choose_day(
    label: str, key: str, *, low: date | None = None, high: date | None = None, width: int | str = 150
) -> date | None:
    """A day or none."""
    asked = read_param(key)
    try:
        day = date.fromisoformat(asked[-1]) if asked else None
    except ValueError:
        day = None
    inside = day is not None and (low is None or day >= low) and (high is None or day <= high)
    st.session_state[key] = day if inside else None
    st.date_input(
        label,
        value=None,
        min_value=low,
        max_value=high,
        format="YYYY-MM-DD",
        key=key,
        width=width,
        on_change=_write,
        args=(key,),
    )
    return st.session_state[key]


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
