"""What a figure says in words, computed from the same frame as its traces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """The words of one chart, on screen and on a slide.

    ``title`` is the finding with its number · ``subtitle`` measure, unit, period, method · ``note`` n, as-of, method and
    caveats · ``alt`` the chart for those who do not see it · ``empty`` says, where there is nothing to draw, what is
    missing (then no figure should be shown); it is '' otherwise.
    """

    title: str
    subtitle: str
    note: str
    alt: str
    empty: str = ""

    @classmethod
    def nothing(cls, words: str, subtitle: str = "") -> Statement:
        """Where there is nothing to draw: ``words`` say what is missing."""
        return cls(words, subtitle, "", words, words)
