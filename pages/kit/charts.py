"""Figures reach the browser through one function, and there through one component of our own (``figure.js``).

A figure of lines, dots, bars and words is drawn by ``draw.js`` in a few milliseconds; what needs more (maps of colours,
arrows) goes to ``Plotly.react`` of the plotly.js that Streamlit ships, which is loaded when the first such figure
comes. One that did not change is left alone. ``docs/performance.md`` has what that is worth beside ``st.plotly_chart``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import streamlit as st

from analytics.marks.browser.names import spec_of
from data.language import Translator

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 450
"""Pixels of a figure that does not say how high it is."""
PLOTLY = next(Path(st.__file__).parent.glob("static/static/js/PlotlyChart.*.js")).name
"""The file of Streamlit's that has plotly.js in it: from the same server, and kept by the browser for good."""
NAME = "handover_figure"
SCRIPT = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("draw.js", "figure.js"))
_show = st.components.v2.component(NAME, js=SCRIPT, isolate_styles=False)


@dataclass(frozen=True)
class Drawn:
    """A figure as it is sent: ``spec`` in Plotly's JSON, ``alt`` the sentence read in its place, ``height`` in
    pixels."""

    spec: bytes
    alt: str
    height: int


def drawn(figure: go.Figure, alt: str) -> Drawn:
    """``figure`` as it is (its template is ours), made ready to be sent again and again."""
    if figure.layout.height is None:
        figure.update_layout(height=HEIGHT)
    return Drawn(spec_of(figure).encode(), alt, int(figure.layout.height))


def show_figure(figure: Drawn, key: str, t: Translator, on_pick: Callable[[], None] | None = None) -> None:
    """Show a figure at the full width of its place.

    With ``on_pick`` its marks can be chosen: the callback runs before the page, and ``st.session_state[key]["picked"]``
    is then the first value of the mark's ``customdata``.
    """
    said = orjson.dumps(
        {
            "alt": figure.alt,
            "full": t("chart.full"),
            "unfull": t("chart.unfull"),
            "plotly": PLOTLY,
            "picks": on_pick is not None,
            "figure": orjson.Fragment(figure.spec),
        }
    )
    if on_pick is None:
        _show(data=said, key=key)
    else:
        _show(data=said, key=key, on_picked_change=on_pick)
