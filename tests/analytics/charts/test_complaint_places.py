"""The comparison of places says that one stands out only where chance does not explain it."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from pptx import Presentation

from analytics.complaints.charts.places import chart_places, compare_places
from analytics.complaints.charts.rates import Look
from analytics.complaints.numbers.rates import Complaints
from analytics.reports.slide import exhibit_pptx
from data.language import Translator


def complaints(*counts: int | None) -> Complaints:
    """Places of 40,000 customer-weeks each with these complaints; too few are hidden."""
    places = pd.DataFrame(
        {
            "wave": [f"W{n}" for n in range(len(counts))],
            "branch": [f"B0{n}" for n in range(len(counts))],
            "complaints": pd.array(counts, dtype="Int64"),
            "exposure": 40_000.0,
        }
    )
    places["value"] = places["complaints"].astype("float64") / 40
    return cast(
        "Complaints", SimpleNamespace(places=places, rated=True, period=SimpleNamespace(phrase=lambda t: "12 weeks"))
    )


@pytest.mark.parametrize(("counts", "above"), [((40, 44, 38, 52), 0), ((40, 44, 38, 90), 1), ((40, None, 38, 42), 0)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_only_more_than_chance_stands_out(counts: tuple[Any, ...], above: int, lang: str) -> None:
    t, found = Translator(lang), complaints(*counts)
    places = compare_places(found)
    assert int(places["above"].sum()) == above
    assert places["value"].is_monotonic_decreasing
    assert len(places) == sum(count is not None for count in counts), "what is hidden is not drawn as zero"
    words = chart_places(Look(found, places.iloc[:0]), t)
    key = "most" if above else "level"
    first = t(
        f"complaints.places.{key}",
        branch="B03",
        wave=t.wave("W3"),
        value=t.number(2.25, 1),
        low=t.number(places["value"].min(), 1),
        high=t.number(places["value"].max(), 1),
    )
    assert words.title == first
    assert list(words.body.names) == [
        f"{branch} · {t.wave(wave)}" for branch, wave in zip(places["branch"], places["wave"], strict=True)
    ]


def test_the_places_have_a_slide_with_their_intervals() -> None:
    found = complaints(40, 90)
    data = exhibit_pptx(chart_places(Look(found, found.places.iloc[:0]), Translator("zh")), Translator("zh"))
    (chart,) = [shape.chart for shape in Presentation(io.BytesIO(data)).slides[0].shapes if shape.has_chart]
    assert [str(one) for one in chart.plots[0].categories] == ["B01 · 第1波次", "B00 · 第0波次"]
    assert list(chart.plots[0].series[0].values) == [2.25, 1.0]
    upper = [float(node.text) for node in chart._chartSpace.xpath(".//c:errBars/c:plus//c:v")]
    assert upper == pytest.approx([row.high - row.value for row in compare_places(found).itertuples()])


def test_the_interval_is_the_exact_one() -> None:
    """Garwood: 40 events have 95% from 28.58 to 54.47."""
    row = compare_places(complaints(40, 40)).iloc[0]
    assert (row["low"] * 40, row["high"] * 40) == (pytest.approx(28.58, abs=0.01), pytest.approx(54.47, abs=0.01))
