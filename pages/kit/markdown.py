"""Words of others where Streamlit reads Markdown: in labels of buttons, links and choices, in tooltips, progress and toasts."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_\[\]<>#|~$!]|:(?=[a-z]))")
_ENDS = re.compile(r"[\r\n\t\u2028\u2029]+")


def plain(words: str) -> str:
    """The words so that every mark in them is a letter: no link, picture, formula, colour or icon comes of a name."""
    return _MARKS.sub(r"\\\1", _ENDS.sub(" ", words))
