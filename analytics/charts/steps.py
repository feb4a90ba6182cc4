"""Names over a few short lines."""

from __future__ import annotations

import re

WRAP = 11
"""Letters of a name on a line."""
PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+")
"""What is not broken: a sign of Chinese, or a word with the spaces after it."""


def wrapped(text: str, width: int = WRAP, lines: int = 3) -> str:
    """A name over a few short lines; Chinese, whose signs are twice as wide, breaks between any two of them."""
    parts, line, used = [], "", 0
    for piece in PIECES.findall(text):
        size = sum(2 if ord(letter) > 0x2E80 else 1 for letter in piece.rstrip())
        if line and used + size > width:
            parts.append(line.rstrip())
            line, used = "", 0
        line, used = line + piece, used + size + (len(piece) - len(piece.rstrip()))
    parts.append(line.rstrip())
    shown = parts[:lines]
    return "<br>".join(shown) + ("…" if len(parts) > lines else "")
