"""Words of others where Streamlit reads Markdown: in labels of buttons, links and choices, in tooltips, progress and
toasts."""

from __future__ import annotations

import re

from data.others import one_line

_MARKS = re.compile(r"([\\`*_\[\]<>#|~$!]|:(?=[a-z]))")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)(?=\w)", re.IGNORECASE)
"""Where an address that stands in a text is told by: Markdown makes a link of it, escaped or not."""
_JOINT = "\u2060"
"""It has no width, and no line breaks at it."""


def plain(words: str) -> str:
    """The words so that every mark in them is a letter: no link, picture, formula, colour or icon comes of a name, nor
    of an address in it."""
    return _MARKS.sub(r"\\\1", _ADDRESS.sub(_JOINT, one_line(words)))
