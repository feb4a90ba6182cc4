"""Native charts as a presentation keeps them: their sheet holds what they draw, their parts stand in the order of the
standard, and others can change them."""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from analytics.marks import Exhibit
from analytics.marks.native.columns import Column, bar_chart
from analytics.marks.native.sheet import letters, workbook
from analytics.marks.native.written import Axis
from analytics.reports.slide import Edges, add_exhibit, exhibit_pptx, new_presentation, saved, title_only
from analytics.satisfaction.charts.calendar import chart_calendar
from analytics.satisfaction.charts.groups import chart_groups
from data.language import Translator
from tests.analytics import made

EN = Translator("en")
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ORDER = {
    "chartSpace": ("date1904", "chart", "txPr", "externalData"),
    "chart": ("autoTitleDeleted", "plotArea", "plotVisOnly", "dispBlanksAs", "showDLblsOverMax"),
    "barChart": ("barDir", "grouping", "varyColors", "ser", "gapWidth", "overlap", "axId"),
    "scatterChart": ("scatterStyle", "varyColors", "ser", "axId"),
    "lineChart": ("grouping", "varyColors", "ser", "marker", "smooth", "axId"),
    "ser": (
        "idx",
        "order",
        "tx",
        "spPr",
        "invertIfNegative",
        "marker",
        "dPt",
        "dLbls",
        "errBars",
        "cat",
        "val",
        "xVal",
        "yVal",
        "smooth",
    ),
    "dLbl": (
        "idx",
        "tx",
        "dLblPos",
        "showLegendKey",
        "showVal",
        "showCatName",
        "showSerName",
        "showPercent",
        "showBubbleSize",
    ),
    "catAx": (
        "axId",
        "scaling",
        "delete",
        "axPos",
        "majorTickMark",
        "minorTickMark",
        "tickLblPos",
        "spPr",
        "txPr",
        "crossAx",
        "crosses",
        "auto",
        "lblAlgn",
        "lblOffset",
        "noMultiLvlLbl",
    ),
    "valAx": (
        "axId",
        "scaling",
        "delete",
        "axPos",
        "majorGridlines",
        "numFmt",
        "majorTickMark",
        "minorTickMark",
        "tickLblPos",
        "spPr",
        "crossAx",
        "crosses",
        "crossBetween",
        "majorUnit",
    ),
}
"""The order in which ECMA-376 has the parts of each element that is written here."""


def kept(content: bytes) -> list[tuple[Any, Any]]:
    """Each chart of a presentation as its XML, and its sheet."""
    with ZipFile(io.BytesIO(content)) as packed:
        found = []
        for name in sorted(name for name in packed.namelist() if re.fullmatch(r"ppt/charts/\w+\.xml", name)):
            related = etree.fromstring(packed.read(name.replace("charts/", "charts/_rels/") + ".rels"))
            target = related[0].get("Target").removeprefix("../")
            sheet = openpyxl.load_workbook(io.BytesIO(packed.read(f"ppt/{target}")))["Sheet1"]
            found.append((etree.fromstring(packed.read(name)), sheet))
        return found


def cells(sheet: Any, place: str) -> list[Any]:
    """The values of a range of one column or of one cell."""
    held = sheet[place.removeprefix("Sheet1!").replace("$", "")]
    return [row[0].value for row in held] if isinstance(held, tuple) else [held.value]


def many() -> bytes:
    """Bars of thirty series, so beyond column Z, with names that are not plain."""
    presentation = new_presentation("Many", EN)
    slide = presentation.slides.add_slide(title_only(presentation))
    columns = [
        Column(f"<{at}> & “S”\x07", [at / 7, None, -float(at)], "#263645", labels=("a\x0b&", "", "<b>"))
        for at in range(30)
    ]
    for across in (False, True):
        axis = Axis(-30, 5, 5, '0"%"', across)
        bar_chart(slide, (44, 186, 1192, 452), ["=1+1", "", "户 & <x>"], columns, axis, stacked=across, gap=60)
    return saved(presentation)


@pytest.fixture(scope="module", params=["calendar", "groups", "many"])
def content(request: pytest.FixtureRequest) -> bytes:
    if request.param == "many":
        return many()
    shown: Exhibit = {
        "calendar": lambda: chart_calendar(made.look(), EN),
        "groups": lambda: chart_groups(made.look(), EN),
    }[request.param]()
    return exhibit_pptx(shown, EN)


def test_the_sheet_holds_what_the_chart_draws(content: bytes) -> None:
    charts = kept(content)
    assert charts
    for chart, sheet in charts:
        references = list(chart.iter(f"{C}strRef", f"{C}numRef"))
        assert len(references) >= 3
        for one in references:
            number = one.tag == f"{C}numRef"
            drawn = {int(point.get("idx")): point.findtext(f"{C}v") for point in one.iter(f"{C}pt")}
            held = cells(sheet, one.findtext(f"{C}f"))
            assert one.find(f".//{C}ptCount").get("val") == str(len(held))
            for at, value in enumerate(held):
                if number:
                    assert value == (None if at not in drawn else pytest.approx(float(drawn[at]), abs=0))
                else:
                    assert (value or "") == (drawn.get(at) or "")


def test_parts_stand_in_the_order_of_the_standard(content: bytes) -> None:
    for chart, _ in kept(content):
        for element in chart.iter():
            order = ORDER.get(etree.QName(element).localname)
            if order is not None:
                places = [order.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), etree.tostring(element)[:400]


def test_names_are_texts_and_never_formulas() -> None:
    for _, sheet in kept(many()):
        assert [sheet[place].value for place in ("A2", "A4")] == ["=1+1", "户 & <x>"]
        assert sheet["A2"].data_type == "s"
        assert sheet["AE1"].value == "<29> & “S”"


def test_others_can_change_what_is_drawn_and_its_sheet_goes_along() -> None:
    presentation = Presentation(io.BytesIO(many()))
    chart = next(shape.chart for shape in presentation.slides[0].shapes if shape.has_chart)
    data = CategoryChartData()
    data.categories = ["a", "b"]
    data.add_series("changed", (1.5, 2.5))
    chart.replace_data(data)
    (first, sheet), _ = kept(saved(presentation))
    assert [point.text for point in first.iter(f"{C}v")] == ["changed", "a", "b", "1.5", "2.5"]
    assert cells(sheet, "$B$1:$B$3") == ["changed", 1.5, 2.5]


def test_charts_of_one_presentation_have_numbers_of_their_own() -> None:
    """Also beside one that was there before, as in a company's template, and after one that python-pptx made."""
    presentation = Presentation(io.BytesIO(many()))
    data = CategoryChartData()
    data.categories = ["a"]
    data.add_series("other", (1.5,))
    add_exhibit(presentation, chart_calendar(made.look(), EN), EN, Edges())
    for _ in range(2):
        presentation.slides[0].shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 9525, 9525, data)
        add_exhibit(presentation, chart_calendar(made.look(), EN), EN, Edges())
    content = saved(presentation)
    with ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
    assert len(names) == len(set(names))
    assert len(kept(content)) == 7
    assert sum(name.startswith("ppt/embeddings/") for name in names) == 7


def test_columns_have_the_names_of_a_sheet() -> None:
    assert [letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert workbook([["a", 1.0]]) == workbook([["a", 1.0]])
