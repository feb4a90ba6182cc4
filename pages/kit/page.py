"""The top of every page: the context line and the message."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup


def show_context(title: str, facts: Sequence[str] = (), *, warnings: Sequence[str] = ()) -> None:
    """The context line: the page's name, facts (programme, as of, …), and what is late, in the watch colour."""
    parts = [Markup("<b>{}</b>").format(title)]
    parts += [Markup("<span>{}</span>").format(fact) for fact in facts if fact]
    parts += [Markup('<span class="ho-late">{}</span>').format(warning) for warning in warnings if warning]
    st.html(Markup('<p class="ho-context">{}</p>').format(Markup(" ").join(parts)))


def show_message(sentence: str) -> None:
    """The page's finding, as its only first-level heading."""
    st.html(Markup('<h1 class="ho-message">{}</h1>').format(sentence))
