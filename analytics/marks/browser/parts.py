"""What the figures of several kinds share: fills, axes, words at the end of a row, limits."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import TYPE_CHECKING, Any

from analytics.charts.marks import nice_ticks
from analytics.charts.steps import wrapped

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from analytics.charts.palette import Palette
    from analytics.marks.kinds import Limit, Look, Tone
    from analytics.marks.units import Unit
    from data.language import Translator

LEVELS = ("low", "medium", "high", "very_high")
"""Tones so pale that their bars need an edge."""
EDGE, HATCH = 1.2, {"shape": "/", "size": 6, "solidity": 0.3}


def colour(palette: Palette, tone: Tone) -> str:
    return str(getattr(palette, tone))


def filled(palette: Palette, tones: Sequence[Tone], looks: Sequence[Look]) -> dict[str, Any]:
    """The ``marker`` of bars: solid, outlined on the page or hatched, each with an edge of its colour.

    Where colours are a list Plotly draws the lines of a pattern in the colour of the bar, whatever ``pattern.fgcolor``
    says."""
    edges = [palette.faint if tone in LEVELS else colour(palette, tone) for tone in tones]
    fills = [
        palette.page if look == "outlined" else colour(palette, tone) for tone, look in zip(tones, looks, strict=True)
    ]
    marker: dict[str, Any] = {
        "color": fills,
        "line": {"color": edges, "width": EDGE},
    }
    if "hatched" in looks:
        marker["pattern"] = HATCH | {"shape": ["/" if look == "hatched" else "" for look in looks]}
    return marker


def value_axis(low: float, high: float, unit: Unit, t: Translator, most: int = 4) -> dict[str, Any]:
    """A value axis with a few round ticks, written as the labels are; ticks of what is counted are whole."""
    day = unit.kind == "hours" and high == 24
    ticks = [0.0, 6.0, 12.0, 18.0, 24.0] if day else nice_ticks(low, high, most)
    if unit.kind == "count" and unit.digits == 0:
        ticks = [tick for tick in ticks if tick == int(tick)]
    return {
        "range": [low, high],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [unit.tick(tick, t, tuple(ticks)) for tick in ticks],
    }


def is_long(unit: Unit, low: float, high: float) -> bool:
    """Whether an axis across is one of percentages over half of the whole and more: a phone has room for three of
    them."""
    return unit.kind == "share" and high - low >= 0.5


def wrap_names(names: Sequence[str], most: int = 26) -> dict[str, Any]:
    """The axis of the names of rows: a long one in two lines, so that a phone has room for what is drawn."""
    return {"tickmode": "array", "tickvals": list(names), "ticktext": [wrapped(name, most, 2) for name in names]}


def write_end(figure: go.Figure, name: str | float, text: str, tone: str, size: float = 12) -> None:
    """Words right of the plot, on the line of a category."""
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=6,
        y=name,
        showarrow=False,
        align="left",
        text=text,
        font={"size": size, "color": tone},
    )


def draw_limit(
    figure: go.Figure,
    limit: Limit,
    unit: Unit,
    palette: Palette,
    t: Translator,
    *,
    across: bool,
    log: bool = False,
) -> None:
    """The line of a limit over the plot with its value at the end. On a ``log`` axis Plotly takes lines at their value
    and words at its logarithm."""
    line = {"color": palette.accent, "width": 1.5, "dash": "dot"}
    font = {"size": 12, "color": palette.accent}
    text = unit.short(limit.value, t)
    if across:
        figure.add_vline(x=limit.value, line=line)
        place = log10(limit.value) if log else limit.value
        figure.add_annotation(x=place, y=1, yref="paper", yanchor="bottom", showarrow=False, text=text, font=font)
    else:
        figure.add_hline(y=limit.value, line=line)
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=limit.value, showarrow=False, text=text, font=font
        )


def room(texts: Sequence[str], least: int = 16) -> int:
    """Pixels that words at the end of rows need at 12 px bold: Han characters are twice as wide."""
    return max([least, *(10 + round(sum(12.6 if ord(one) > 0x2E80 else 7.6 for one in text)) for text in texts)])


def plain_length(text: str) -> str:
    """A label without its bold marks, for reckoning its room."""
    return text.replace("<b>", "").replace("</b>", "")
