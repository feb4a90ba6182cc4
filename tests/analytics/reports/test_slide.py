"""The slide opened again: its chart holds the numbers of the frame, its text is that of the page."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation

from analytics.charts.palette import LIGHT
from analytics.reports.slide import Edges, slide_pptx
from analytics.satisfaction.charts import (
    describe_calendar,
    describe_event,
    describe_groups,
    describe_waves,
    figure_calendar,
    figure_event,
    figure_groups,
    figure_waves,
)
from data.language import Translator
from tests.analytics import made

EN, ZH = Translator("en"), Translator("zh")
EDGES = Edges(meeting="Steering meeting", edition="Edition 12", page="4 / 12")


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content)).slides[0]


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def values(chart: Any) -> dict[str, list[float | None]]:
    return {series.name: list(series.values) for plot in chart.plots for series in plot.series}


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]


def test_the_chart_holds_the_numbers_of_the_calendar() -> None:
    trend = made.calendar()
    slide = opened(slide_pptx(figure_calendar(trend, LIGHT, EN), describe_calendar(trend, EN), trend.metric, EN, EDGES))
    (chart,) = charts(slide)
    categories = [pd.Timestamp(day).date() for day in made.WEEKS + pd.Timedelta(days=6)]
    first = next(iter(chart.plots)).categories
    assert [date(1899, 12, 30) + pd.Timedelta(days=float(one.label)) for one in first] == categories
    found = values(chart)
    assert found["nps"][:3] == [None, None, None]
    assert found["nps"][3:] == pytest.approx(trend.rolling["value"].tolist())
    low, width = found["nps: 95% interval, lower bound"][3:], found["nps: 95% interval, width"][3:]
    assert low == pytest.approx(trend.rolling["low"].tolist())
    high = [a + b for a, b in zip(low, width, strict=True)]  # type: ignore[operator]
    assert high == pytest.approx(trend.rolling["high"].tolist())
    assert found["Lower limit"][3:] == pytest.approx(trend.rolling["lower"].tolist())
    dots = [
        a if a is not None else b
        for a, b in zip(found["Single weeks"], found["Single weeks below 30 answers"], strict=True)
    ]
    assert [one for one in dots if one is not None] == pytest.approx(trend.weekly["value"].dropna().tolist())
    assert [one for one in found["Beyond the limits"] if one is not None] == [2.0] * 6


@pytest.mark.parametrize("t", [EN, ZH])
def test_the_text_is_that_of_the_page(t: Translator) -> None:
    trend = made.event()
    statement = describe_event(trend, t)
    slide = opened(slide_pptx(figure_event(trend, LIGHT, t), statement, trend.metric, t, EDGES))
    assert slide.shapes.title.text_frame.text == statement.title
    assert {statement.subtitle, statement.note, "Steering meeting", "Edition 12", "4 / 12"} <= set(texts(slide))
    assert slide.notes_slide.notes_text_frame.text == statement.alt
    (chart,) = charts(slide)
    found = values(chart)
    own = trend.rolling[trend.rolling["wave"] == "W3"].set_index("step")["value"]
    assert [one for one in found["W3"] if one is not None] == pytest.approx(own.tolist())
    categories = [int(float(one.label)) for one in next(iter(chart.plots)).categories]
    assert categories == list(range(-12, 25))


def test_the_geometry_is_that_of_the_design() -> None:
    trend = made.event()
    presentation = Presentation(
        io.BytesIO(slide_pptx(figure_event(trend, LIGHT, EN), describe_event(trend, EN), trend.metric, EN, EDGES))
    )
    assert (presentation.slide_width, presentation.slide_height) == (1280 * 9525, 720 * 9525)
    inside = [
        shape.left >= 0
        and shape.top >= 0
        and shape.left + shape.width <= 1280 * 9525
        and shape.top + shape.height <= 720 * 9525
        for shape in presentation.slides[0].shapes
    ]
    assert all(inside)
    assert presentation.slides[0].shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt == 31 * 0.75


def test_small_multiples_are_a_chart_each() -> None:
    trends = made.waves()
    slide = opened(slide_pptx(figure_waves(trends, LIGHT, EN), describe_waves(trends, EN), trends.metric, EN))
    found = [values(chart) for chart in charts(slide)]
    assert [set(one[f"W{number}"]) for number, one in enumerate(found, start=1)] == [{20.0}, {23.0}, {26.0}, {29.0}]


@pytest.mark.parametrize("t", [EN, ZH])
def test_groups_are_dots_with_their_intervals_as_error_bars(t: Translator) -> None:
    groups = made.groups()
    statement = describe_groups(groups, t)
    slide = opened(slide_pptx(figure_groups(groups, LIGHT, t), statement, groups.metric, t, EDGES))
    assert slide.shapes.title.text_frame.text == statement.title
    (chart,) = charts(slide)
    frame = groups.frame.reset_index(drop=True)
    few = frame["n"] < 30
    name = groups.metric.title(t)
    found = values(chart)
    small = "NPS, below 30 answers" if t.lang == "en" else "NPS，不足30份"
    assert set(found) == {name, small, t("chart.overall")}
    for series, part in ((name, ~few), (small, few)):
        assert [at for at, one in enumerate(found[series]) if one is not None] == list(frame.index[part])
        assert [one for one in found[series] if one is not None] == pytest.approx(frame.loc[part, "value"].tolist())
    assert found[t("chart.overall")] == [groups.overall.value] * len(frame)
    labels = [str(one.label).split("\n") for one in next(iter(chart.plots)).categories]
    assert labels == [[row.group, t("tile.n", n=int(row.n))] for row in frame.itertuples()]
    bounds = {"plus": frame["high"] - frame["value"], "minus": frame["value"] - frame["low"]}
    for kind, expected in bounds.items():
        drawn = {
            int(point.get("idx")): float(point[0].text)
            for point in chart._chartSpace.xpath(f"//c:errBars/c:{kind}/c:numLit/c:pt")
        }
        assert drawn == pytest.approx(expected.dropna().to_dict())
