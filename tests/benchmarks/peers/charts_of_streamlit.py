"""The dashboard with its figures drawn by ``st.plotly_chart``: ``python -m tests.benchmarks.peers.charts_of_streamlit
run dashboard.py …``."""

import json
import sys
from typing import Any

import streamlit as st
from streamlit.web.cli import main

from pages.kit import charts

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


def show_figure(figure: charts.Drawn, key: str, t: object, on_pick: Any = None) -> None:
    """As the product's own function, without its component."""
    choosing: dict[str, Any] = {"on_select": "rerun", "selection_mode": "points"} if on_pick else {}
    st.plotly_chart(json.loads(figure.spec), theme=None, key=key, config=CONFIG, alt=figure.alt, **choosing)


charts.show_figure = show_figure
sys.argv[0] = "streamlit"
sys.exit(main())
