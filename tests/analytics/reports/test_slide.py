"""The slide opened again: its charts hold the numbers of the frame, its text is that of the page."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation

from analytics.marks import Exhibit
from analytics.marks.words import alt_of
from analytics.reports.slide import Edges, exhibit_pptx
from analytics.satisfaction.charts.calendar import chart_calendar
from analytics.satisfaction.charts.change import chart_change
from analytics.satisfaction.charts.event import chart_event
from analytics.satisfaction.charts.groups import chart_groups
from analytics.satisfaction.charts.waves import chart_waves
from analytics.satisfaction.numbers.change import COLUMNS, Change
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
    look = made.look()
    (chart,) = charts(opened(exhibit_pptx(chart_calendar(look, EN), EN, EDGES)))
    found, rolling = values(chart), look.calendar.rolling
    assert found["NPS, 4 weeks"] == pytest.approx(rolling["value"].tolist())
    assert found["lower limit"] == pytest.approx(rolling["lower"].tolist())
    assert found["single weeks"] == pytest.approx(look.calendar.weekly["value"].dropna().tolist())
    assert found["beyond the limits"] == [2.0] * 6


@pytest.mark.parametrize("t", [EN, ZH])
def test_the_text_is_that_of_the_page(t: Translator) -> None:
    look = made.look()
    exhibit = chart_event(look, t)
    slide = opened(exhibit_pptx(exhibit, t, EDGES))
    assert slide.shapes.title.text_frame.text == exhibit.title
    assert {exhibit.subtitle, exhibit.note, "Steering meeting", "Edition 12", "4 / 12"} <= set(texts(slide))
    assert slide.notes_slide.notes_text_frame.text == alt_of(exhibit, t)
    (chart,) = charts(slide)
    own = look.event.rolling[look.event.rolling["wave"] == "W3"].set_index("step")["value"]
    assert values(chart)[t.wave("W3")] == pytest.approx(own.tolist())


def test_the_geometry_is_that_of_the_design() -> None:
    presentation = Presentation(io.BytesIO(exhibit_pptx(chart_event(made.look(), EN), EN, EDGES)))
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


def test_small_multiples_are_a_chart_each_on_one_scale() -> None:
    found = charts(opened(exhibit_pptx(chart_waves(made.look(), EN), EN)))
    assert [set(values(chart)["NPS"]) for chart in found] == [{20.0}, {23.0}, {26.0}, {29.0}]
    axes = {(chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) for chart in found}
    days = {(chart.category_axis.minimum_scale, chart.category_axis.maximum_scale) for chart in found}
    assert (len(axes), len(days)) == (1, 1)


@pytest.mark.parametrize("t", [EN, ZH])
def test_groups_are_dots_with_their_intervals_as_error_bars(t: Translator) -> None:
    look = made.look()
    (chart,) = charts(opened(exhibit_pptx(chart_groups(look, t), t, EDGES)))
    frame = look.groups.frame.reset_index(drop=True)
    assert values(chart)[look.metric.title(t)] == pytest.approx(frame["value"].tolist())
    labels = [str(one.label).split("\n") for one in next(iter(chart.plots)).categories]
    assert labels == [[row.group, t("tile.n", n=int(row.n))] for row in frame.itertuples()]
    bounds = {"plus": frame["high"] - frame["value"], "minus": frame["value"] - frame["low"]}
    for kind, expected in bounds.items():
        points = chart._chartSpace.xpath(f"//c:errBars/c:{kind}/c:numLit/c:pt")
        assert {int(point.get("idx")): float(point[0].text) for point in points} == pytest.approx(expected.to_dict())


def test_two_intervals_of_a_wave_stand_beside_each_other() -> None:
    """All who answered and the same customers: each has its own place, or their bars would hide one another."""
    sides = [("W1", "unpaired", -3.0), ("W1", "paired", -2.0), ("W3", "unpaired", -10.0), ("W3", "paired", -12.0)]
    frame = pd.DataFrame(
        [
            {
                "item": "nps",
                "wave": wave,
                "kind": kind,
                "n_before": 400,
                "n_after": 400,
                "change": change,
                "low": change - 4,
                "high": change + 4,
                "verdict": "within",
            }
            for wave, kind, change in sides
        ]
    ).reindex(columns=COLUMNS)
    found = Change("nps", frame, frame.iloc[:0], ("W1", "W3"), made.AS_OF)
    (chart,) = charts(opened(exhibit_pptx(chart_change(found, EN), EN)))
    assert values(chart) == {
        "all who answered": [-3.0, None, -10.0, None],
        "same customers": [None, -2.0, None, -12.0],
    }


def test_a_finding_longer_than_the_property_of_a_file_leaves_as_a_slide() -> None:
    title = "A finding of three hundred letters. " * 9
    presentation = Presentation(
        io.BytesIO(exhibit_pptx(Exhibit(title, "subtitle", "note", chart_event(made.look(), EN).body), EN))
    )
    assert presentation.core_properties.title == title[:255]
