"""Slides of complaints and response opened again: native charts whose sheets hold the numbers of the page."""

from __future__ import annotations

import io
from datetime import date
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest
from pptx import Presentation

from analytics.complaints.charts.rates import Look, chart_causes
from analytics.complaints.charts.resolution import chart_series
from analytics.complaints.numbers.rates import Complaints
from analytics.complaints.numbers.resolution import compute_share
from analytics.marks import Exhibit
from analytics.periods import week_number
from analytics.reports.slide import exhibit_pptx
from data.language import Translator

EN = Translator("en")
NO_EVENTS = pd.DataFrame({"kind": [], "day": pd.to_datetime([]), "wave": [], "label": []})
NO_CUTOVERS = pd.DataFrame({"wave": [], "cutover_on": pd.to_datetime([]), "actual": []})


def sheet_of(exhibit: Exhibit) -> tuple[list[str], dict[str, list[float | None]]]:
    slide = Presentation(io.BytesIO(exhibit_pptx(exhibit, EN))).slides[0]
    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    return list(chart.plots[0].categories), {series.name: list(series.values) for series in chart.plots[0].series}


def test_a_weekly_share_leaves_with_its_limits_and_the_weeks_beyond() -> None:
    first = week_number(date(2026, 1, 5))
    frame = pd.DataFrame({"step": range(first, first + 26), "judged": 100, "in_time": [90, 88] * 12 + [89, 40]})
    share = compute_share(frame, "in_time", "judged", pd.Timestamp("2026-06-29"))
    _, series = sheet_of(chart_series(share, "kept", NO_CUTOVERS, NO_EVENTS, EN))
    assert list(series) == ["lower limit", "upper limit", "share", "beyond the limits"]
    assert series["share"][-2:] == [0.89, 0.4]
    assert series["beyond the limits"] == [0.4]
    assert series["lower limit"][0] == pytest.approx(share.weekly["low"].iloc[0])


def test_causes_leave_with_their_rates_before_and_after_cut_over() -> None:
    """What the title compares, not how often each was named in all; the highest after it first."""
    frame = pd.DataFrame(
        {
            "cause": ["Fees", "Debit"],
            "n": [40, 25],
            "before": [12, 6],
            "after": [12, 24],
            "changed": [0, 1],
            "rate_before": [0.2, 0.1],
            "rate_after": [0.2, 0.4],
        }
    )
    exhibit = chart_causes(Look(cast("Complaints", SimpleNamespace(causes=frame)), NO_EVENTS), EN)
    assert exhibit.title == "“Debit” rose after cut-over: 0.10 to 0.40 per 1,000 customers a week"
    assert exhibit.note.startswith("54 complaints of these weeks; 12 weeks after against 12 before cut-over")
    names, series = sheet_of(exhibit)
    assert names == ["Debit", "Fees"]
    assert series == {"12 weeks before cut-over": [0.1, 0.2], "12 weeks after cut-over": [0.4, 0.2]}
