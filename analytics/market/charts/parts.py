"""What the charts of this room share: units, months, moves of competitors as marks, notes with the decision a chart
serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.marks import Unit, Upright
from analytics.retention.charts.parts import choice_words, month_words, p_words, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.market.numbers.rivals import Move
    from data.language import Translator

SHARE, RATE, INDEX = Unit("share", 1), Unit("share", 2), Unit("count")
HEADS = "market.column"


def noted(chart: str, t: Translator, *parts: str) -> str:
    """The note of a chart: its caveats, and what may be decided with it."""
    return " · ".join([*(part for part in parts if part), t(f"market.{chart}.serves")])


def uprights(moves: Sequence[Move], first: pd.Timestamp) -> tuple[Upright, ...]:
    """Moves of competitors since a day as marks across a plot of days, by their number in the table (the first is
    1)."""
    return tuple(
        Upright(pd.Timestamp(one.day), str(at)) for at, one in enumerate(moves, 1) if pd.Timestamp(one.day) >= first
    )


def kind_words(kind: str, t: Translator) -> str:
    """What a move was, in a word."""
    return choice_words("competitors", "kind", kind, t) if kind else t("market.move.untold")


__all__ = [
    "HEADS",
    "INDEX",
    "RATE",
    "SHARE",
    "choice_words",
    "kind_words",
    "month_words",
    "noted",
    "p_words",
    "span",
    "uprights",
]
