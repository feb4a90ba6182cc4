"""A chart in its card: two pages may call theirs by the same key; rows have shapes that the style sheet knows."""

from __future__ import annotations

import ast
from pathlib import Path

from streamlit.testing.v1 import AppTest

from analytics.catalogue import Row, areas
from pages.kit.chart_card import SHAPES

PAGES = Path(__file__).resolve().parents[2] / "pages"


def two_charts() -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from analytics.charts.palette import LIGHT
    from analytics.charts.statement import Statement
    from analytics.scope import Scope
    from data.access import local_rights
    from data.language import Translator
    from pages.kit.cache import open_programme
    from pages.kit.chart_card import show_chart
    from pages.kit.guard import View

    rights = local_rights("t", "administrator")
    view = View(open_programme(), rights, Scope(rights), Translator("en"), LIGHT, "en")
    which = st.query_params["which"]
    words = Statement(f"The {which} finding", "what is shown", "how", "in words")
    show_chart(view, "themes", words, lambda palette: go.Figure(go.Bar(x=[1], y=[{"first": 1, "second": 2}[which]])))


def test_a_chart_is_never_that_of_another_page_with_the_same_key() -> None:
    drawn = []
    for which in ("first", "second"):
        app = AppTest.from_function(two_charts)
        app.query_params["which"] = which
        app.run()
        assert not app.exception
        drawn.append(app.get("plotly_chart")[0].proto.spec)
    assert [("2" in spec.split('"y"')[1][:40]) for spec in drawn] == [False, True]


def test_every_row_has_a_shape_of_the_style_sheet() -> None:
    sheet = (PAGES / "kit/style.css").read_text(encoding="utf-8")
    assert [name for name in SHAPES.values() if f'st-key-row-{name}-"] {{ --ho-row' not in sheet] == []
    shapes = [
        row.shape for area in areas() for section in area.sections for row in section.rows if isinstance(row, Row)
    ]
    assert len(shapes) > 10
    assert [one for one in shapes if one not in SHAPES.values()] == []
    calls = [
        call
        for path in PAGES.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "two"
    ]
    widths = [
        ast.literal_eval(one) for call in calls for one in (*call.args[1:], *(word.value for word in call.keywords))
    ]
    assert [one for one in widths if one not in SHAPES] == []
