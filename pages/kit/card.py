"""The card: a message, what is shown, and a note above a hairline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from markupsafe import Markup

from pages.kit.anew import show_heard


@contextmanager
def card(
    title: str, subtitle: str = "", *, note: str = "", key: str | None = None, stretch: bool = True
) -> Iterator[None]:
    """A bordered card titled by its finding; ``subtitle`` says measure, unit and period, ``note`` n, method, caveat.

    Cards of one row are equally high with ``stretch``.
    """
    with st.container(border=True, height="stretch" if stretch else "content", key=key, gap="small"):
        st.html(card_head(title, subtitle))
        yield
        if note:
            st.html(Markup('<p class="ho-note">{}</p>').format(parted(note)))
        show_heard()


def card_head(title: str, subtitle: str = "") -> Markup:
    below = Markup('<p class="ho-subtitle">{}</p>').format(parted(subtitle)) if subtitle else Markup("")
    return Markup('<div class="ho-card"><h2>{}</h2>{}</div>').format(title, below)


def parted(text: str) -> Markup:
    """``a · b`` so that a line which is broken between its parts neither ends nor begins with the point."""
    first, *rest = text.split(" · ")
    if not rest:
        return Markup.escape(text)
    others = Markup("").join(Markup(" <span><i>·</i> {}</span>").format(part) for part in rest)
    return Markup('<span class="ho-parts"><span>{}</span>{}</span>').format(first, others)
