"""The comparison of places says that one stands out only where chance does not explain it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from analytics.charts.complaint_places import compare_places, describe_places, figure_places
from analytics.charts.palette import LIGHT
from analytics.metrics.complaints import Complaints
from data.language import Translator


def complaints(*counts: int | None) -> Complaints:
    """Places of 40,000 customer-weeks each with these complaints; too few are hidden."""
    places = pd.DataFrame(
        {
            "wave": [f"W{n}" for n in range(len(counts))], "branch": [f"B0{n}" for n in range(len(counts))],
            "complaints": pd.array(counts, dtype="Int64"), "exposure": 40_000.0,
        }
    )  # fmt: skip
    places["value"] = places["complaints"].astype("float64") / 40
    return cast("Complaints", SimpleNamespace(places=places, period=SimpleNamespace(phrase=lambda t: "12 weeks")))


@pytest.mark.parametrize(("counts", "above"), [((40, 44, 38, 52), 0), ((40, 44, 38, 90), 1), ((40, None, 38, 42), 0)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_only_more_than_chance_stands_out(counts: tuple[Any, ...], above: int, lang: str) -> None:
    t, found = Translator(lang), complaints(*counts)
    places = compare_places(found)
    assert int(places["above"].sum()) == above
    assert places["value"].is_monotonic_decreasing
    assert len(places) == sum(count is not None for count in counts), "what is hidden is not drawn as zero"
    words = describe_places(found, t)
    key = "most" if above else "level"
    first = t(f"complaints.places.{key}", branch="B03", wave=t.wave("W3"), value=t.number(2.25, 1), low=t.number(places["value"].min(), 1), high=t.number(places["value"].max(), 1))  # fmt: skip
    assert words.title == first
    labels = figure_places(found, LIGHT, t).layout.yaxis.ticktext
    assert list(labels) == [f"{branch} · {wave}" for branch, wave in zip(places["branch"], places["wave"], strict=True)]


def test_the_interval_is_the_exact_one() -> None:
    """Garwood: 40 events have 95% from 28.58 to 54.47."""
    row = compare_places(complaints(40, 40)).iloc[0]
    assert (row["low"] * 40, row["high"] * 40) == (pytest.approx(28.58, abs=0.01), pytest.approx(54.47, abs=0.01))
