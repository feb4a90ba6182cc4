"""How figures leave for the browser: as bytes that are made once, with their words, for the component of our own."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go
import pytest
import streamlit as st

from pages.kit.charts import HEIGHT, PLOTLY, drawn
from tests.pages.conftest import Opened, charts_of


def test_streamlit_ships_the_library_that_the_component_asks_for() -> None:
    file = Path(st.__file__).parent / "static/static/js" / PLOTLY
    text = file.read_text(encoding="utf-8")
    assert "window.Plotly=" in text
    assert "plotly.js v4" in text


def test_a_figure_says_how_high_it_is_before_it_is_drawn() -> None:
    assert drawn(go.Figure(), "nothing").height == HEIGHT
    figure = drawn(go.Figure(go.Bar(x=["a"], y=[1.5]), {"height": 280}), "one bar")
    assert (figure.height, figure.alt) == (280, "one bar")
    assert b'"height":280' in figure.spec
    assert b'"y":[1.5]' in figure.spec


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize(("lang", "full"), [("en", "Full screen"), ("zh", "全屏")])
def test_a_chart_is_sent_with_its_words_and_the_same_bytes_again(open_page: Opened, lang: str, full: str) -> None:
    session = open_page("satisfaction", lang=lang)
    first = charts_of(session)
    assert len(first) == 4
    assert {one["full"] for one in first} == {full}
    assert [one["picks"] for one in first] == [True] * 4
    assert all(len(one["alt"]) > 40 and one["figure"]["layout"]["height"] > 100 for one in first)
    session.run()
    assert charts_of(session) == first


@pytest.mark.usefixtures("looked")
def test_only_the_chart_that_a_choice_concerns_is_sent_anew(open_page: Opened) -> None:
    session = open_page("satisfaction", lang="en")
    before = charts_of(session)
    session.query_params["by"] = "branch"
    session.run()
    assert [one == other for one, other in zip(before, charts_of(session), strict=True)] == [True, True, True, False]
