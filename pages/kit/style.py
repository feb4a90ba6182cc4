"""The one style sheet, filled from the palette: Streamlit gives our own HTML no variables of its theme.

Classes begin with ``ho-``. Streamlit's own elements are touched in seven places, each held by a browser test: the side
padding of the main block, the row of two cards, the link of the menu under the keyboard, the text of the primary button
and of chosen values (white on the dark accent is too faint), the title of a tile, which is the button of its passport,
and the words on the field that takes files, which know English only.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from analytics.charts.palette import Palette, palette
from data.language import Translator

SHEET = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
HAN = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC'"
FACES = {"en": f"Inter, {HAN}, sans-serif", "zh": f"'Inter Han', {HAN}, Inter, sans-serif"}
"""In Chinese the second face of the same file leaves “ ” … — to the Chinese font, where they are full-width."""


def read_palette() -> Palette:
    """The palette of the reader's theme."""
    return palette(st.context.theme.type)


def show_style(colours: Palette, lang: str) -> None:
    """Put the style sheet on the page; it takes no room."""
    st.html(Markup("<style>{}</style>").format(Markup(style_sheet(colours, lang))))


@lru_cache(maxsize=4)
def style_sheet(colours: Palette, lang: str) -> str:
    """The sheet for one palette and language: variables by role, the shapes of the states, then ``style.css``."""
    roles = [
        "page",
        "surface",
        "line",
        "grid",
        "text",
        "muted",
        "faint",
        "actual",
        "prior",
        "accent",
        "good",
        "watch",
        "watch_text",
        "bad",
        "no_data",
        "tint_good",
        "tint_watch",
        "tint_bad",
        "tint_accent",
        "tint_none",
    ]
    variables = "".join(f"--ho-{role.replace('_', '-')}:{getattr(colours, role)};" for role in roles)
    t = Translator(lang)
    size = st.get_option("server.maxUploadSize")
    variables += f"--ho-choose-file:'{t('file.choose')}';--ho-file-limit:'{t('file.limit', size=size)}';"
    variables += f"--ho-font:{FACES[lang]};--ho-leading:{1.65 if lang == 'zh' else 1.5};"
    shapes = "".join(f'.ho-{state}{{background-image:url("{uri}")}}' for state, uri in _shapes(colours).items())
    return f":root{{{variables}}}{shapes}{SHEET}"


def _shapes(colours: Palette) -> dict[str, str]:
    """The shape of each state as a data URI (inline ``<svg>`` does not pass ``st.html``)."""
    page, accent = colours.page, colours.accent
    drawn = {
        "good": (
            f'<circle cx="8" cy="8" r="7" fill="{colours.good}"/>'
            f'<path d="M4.8 8.2l2.2 2.2 4.2-4.6" fill="none" stroke="{page}" stroke-width="1.7"/>'
        ),
        "watch": (
            f'<path d="M8 1.2L15.2 14.4H.8z" fill="{colours.watch}" stroke="{colours.watch}" stroke-linejoin="round"/>'
            f'<path d="M8 5.6v4.2M8 11.2v1.7" stroke="{page}" stroke-width="1.7"/>'
        ),
        "bad": (
            f'<rect x="1.2" y="1.2" width="13.6" height="13.6" rx="2.2" fill="{colours.bad}"/>'
            f'<path d="M5 5l6 6M11 5l-6 6" stroke="{page}" stroke-width="1.8"/>'
        ),
        "none": (
            f'<circle cx="8" cy="8" r="6.4" fill="none" stroke="{colours.no_data}" stroke-width="1.4"'
            ' stroke-dasharray="2.4 1.9"/>'
        ),
        "noise": (
            f'<circle cx="8" cy="8" r="6.6" fill="none" stroke="{colours.muted}" stroke-width="1.3"/><path d="M4.4'
            f' 6.9q1.8-1.9 3.6 0t3.6 0M4.4 9.9q1.8-1.9 3.6 0t3.6 0" fill="none" stroke="{colours.muted}"'
            ' stroke-width="1.3"/>'
        ),
        "new": (
            f'<circle cx="8" cy="8" r="6.6" fill="none" stroke="{accent}" stroke-width="1.4"/>'
            f'<path d="M8 4.8v6.4M4.8 8h6.4" stroke="{accent}" stroke-width="1.5"/>'
        ),
        "decision": (
            f'<path d="M8 .9L15.1 8 8 15.1.9 8z" fill="none" stroke="{accent}" stroke-width="1.4"/>'
            f'<path d="M8 4.6v4.1M8 10.2v1.6" stroke="{accent}" stroke-width="1.6"/>'
        ),
    }
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">{}</svg>'
    return {state: "data:image/svg+xml," + quote(frame.format(body)) for state, body in drawn.items()}
