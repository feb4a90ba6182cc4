"""Figures against the numbers in their traces; sentences against the same frames."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.charts.annotations import describe_annotations
from analytics.charts.marks import nice_ticks
from analytics.charts.palette import DARK, LIGHT, palette
from analytics.charts.template import push_apart
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
SUNDAY = pd.Timedelta(days=6)


def traces(figure: go.Figure, role: str, name: str | None = None) -> list[Any]:
    return [trace for trace in figure.data if trace.meta["role"] == role and name in (None, trace.meta["name"])]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_calendar_draws_the_frame() -> None:
    trend = made.calendar()
    figure = figure_calendar(trend, LIGHT, EN)
    (line,) = traces(figure, "line")
    assert list(line.y) == trend.rolling["value"].tolist()
    assert [pd.Timestamp(x) for x in line.x] == list(trend.rolling["week"] + SUNDAY)
    (low,), (high,) = traces(figure, "band_low"), traces(figure, "band_high")
    assert list(low.y) == trend.rolling["low"].tolist()
    assert list(high.y) == trend.rolling["high"].tolist()
    lower, upper = traces(figure, "limit")
    assert list(lower.y) == trend.rolling["lower"].tolist()
    assert list(upper.y) == trend.rolling["upper"].tolist()
    assert line.line.color == LIGHT.actual


def test_single_weeks_are_hollow_below_thirty_and_absent_below_ten() -> None:
    trend = made.calendar()
    figure = figure_calendar(trend, LIGHT, EN)
    (dots,), (hollow,) = traces(figure, "dots"), traces(figure, "dots_few")
    assert len(dots.y) + len(hollow.y) == len(trend.weekly) - 1
    assert [pd.Timestamp(x) for x in hollow.x] == [made.WEEKS[5] + SUNDAY]
    assert hollow.marker.color == LIGHT.page
    assert hollow.customdata[0] == [made.WEEKS[5].date().isoformat()]
    assert "1 week below 10 answers not shown" in describe_calendar(trend, EN).note


def test_points_beyond_the_limits_are_diamonds_and_in_the_title() -> None:
    trend = made.calendar()
    (beyond,) = traces(figure_calendar(trend, LIGHT, EN), "beyond")
    flagged = trend.rolling[trend.rolling["beyond"] == -1]
    assert list(beyond.y) == flagged["value"].tolist() == [2.0] * 6
    assert (beyond.marker.symbol, beyond.marker.color) == ("diamond", LIGHT.bad)
    now = made.NPS.write(trend.rolling["value"].iloc[-1], EN)
    assert plain(describe_calendar(trend, EN).title) == (
        f"NPS is {now}, within its baseline limits again; it was below them once: +2 in the 4 weeks to 26 Jul 2026"
    )
    assert describe_calendar(trend, ZH).title == (
        f"NPS现为{now}，已回到基线控制限内；曾有1次低于控制限，最低为+2（截至2026年7月26日的4周）"
    )


def test_a_quiet_calendar_says_so_with_the_digits_of_its_end() -> None:
    trend = made.calendar(fall=False)
    end = made.NPS.write(trend.rolling["value"].iloc[-1], EN)
    statement = describe_calendar(trend, EN)
    assert statement.title.startswith(f"NPS stays within its baseline limits: {end} ")
    figure = figure_calendar(trend, DARK, EN)
    assert f"<b>{end}</b>" in [note.text for note in figure.layout.annotations]
    assert not traces(figure, "beyond")


def test_no_limits_without_a_baseline() -> None:
    trend = made.calendar(baseline="2025-12-01")
    assert trend.limits is None
    assert not traces(figure_calendar(trend, LIGHT, EN), "limit")
    assert "no limits: fewer than 12 weeks" in describe_calendar(trend, EN).note


def test_cut_overs_are_named_above_their_lines() -> None:
    figure = figure_calendar(made.calendar(), LIGHT, EN)
    lines = {pd.Timestamp(shape.x0) for shape in figure.layout.shapes if shape.type == "line"}
    assert lines == set(made.DATES["cutover_on"][:3])
    assert {"W1", "W2", "W3"} <= {note.text for note in figure.layout.annotations}


def test_event_time_aligns_the_waves_and_keeps_one_in_focus() -> None:
    trend = made.event()
    figure = figure_event(trend, LIGHT, EN)
    lines = {trace.meta["name"]: trace for trace in traces(figure, "line")}
    own = trend.rolling[trend.rolling["wave"] == "W3"]
    assert list(lines["W3"].x) == own["step"].tolist()
    assert list(lines["W3"].y) == own["value"].tolist()
    assert (lines["W3"].line.color, lines["W1"].line.color) == (LIGHT.accent, LIGHT.prior)
    assert [trace.meta["name"] for trace in traces(figure, "band_low")] == ["W3"]
    assert lines["W3"].customdata[0] == ["W3", -12]
    assert figure.layout.shapes[0].x0 == -0.5


def test_event_sentences_follow_the_tests() -> None:
    fell = describe_event(made.event(-14.0), EN)
    assert plain(fell.title) == "Wave 3 alone fell at its own cut-over: NPS 14 points lower than before"
    row = made.event(-14.0).changes.set_index("wave").loc["W3"]
    assert (row["verdict"], row["change"]) == ("fell", -14.0)
    assert f"wave 3: −14 ({made.NPS.write_range(row['low'], row['high'], EN)}), q < 0.001" in plain(fell.note)
    rose = describe_event(made.event(9.0), ZH)
    assert rose.title == "仅第3波次切换后NPS较切换前上升9分"
    quiet = describe_event(made.event(0.0), EN)
    assert plain(quiet.title) == (
        "At their cut-over NPS of all 3 waves changed within noise; the largest change is 0 (wave 1)"
    )


def test_no_word_claims_a_cause() -> None:
    said = [
        getattr(statement, part)
        for t in (EN, ZH)
        for statement in (
            describe_calendar(made.calendar(), t),
            describe_event(made.event(), t),
            describe_waves(made.waves(), t),
            describe_groups(made.groups(), t),
        )
        for part in ("title", "subtitle", "note", "alt")
    ]
    causal = ("cause", "because", "due to", "effect", "impact", "导致", "造成", "使", "影响")
    assert [text for text in said if any(word in text for word in causal)] == []
    assert [text for text in said if "satisfaction." in text or "chart." in text or "{" in text] == []


def test_waves_share_one_scale_and_hatch_what_has_not_happened() -> None:
    trends = made.waves()
    figure = figure_waves(trends, LIGHT, EN, focus="W3")
    lines = traces(figure, "line")
    assert [trace.meta["name"] for trace in lines] == ["W1", "W2", "W3", "W4"]
    assert [set(trace.y) for trace in lines] == [{20.0}, {23.0}, {26.0}, {29.0}]
    assert {str(figure.layout[f"yaxis{number}"].range) for number in ("", 2, 3, 4)} == {str(figure.layout.yaxis.range)}
    (hatch,) = traces(figure, "not_yet")
    assert (hatch.meta["name"], hatch.fillpattern.shape) == ("W4", "/")
    assert lines[2].line.color == LIGHT.accent
    assert plain(describe_waves(trends, EN).title) == "4 waves lie between +20 (wave 1) and +29 (wave 4) in NPS"
    assert "1 not moved yet (hatched)" in describe_waves(trends, EN).note


def test_each_small_multiple_has_the_events_of_its_wave_and_of_the_programme() -> None:
    trends = made.waves()
    day = trends.rolling["week"].min() + pd.Timedelta(days=20)
    events = pd.DataFrame({"kind": ["notice", "outage"], "day": [day, day], "wave": ["W2", ""], "label": ["", "Core"]})
    figure = figure_waves(trends, LIGHT, EN, annotations=events)
    marks = {(trace.xaxis, trace.meta["name"]) for trace in traces(figure, "event")}
    assert marks == {("x2", "notice"), ("x", "outage"), ("x2", "outage"), ("x3", "outage"), ("x4", "outage")}
    assert describe_waves(trends, EN, events).note.endswith(describe_annotations(events, EN))


def test_groups_are_sorted_with_intervals_and_few_ones_hollow() -> None:
    found = made.groups()
    assert found.frame["group"].tolist() == ["B04", "B02", "B01", "B03", "B05"]
    assert found.frame["verdict"].tolist() == ["few", "above", "within", "within", "below"]
    figure = figure_groups(found, LIGHT, EN)
    (points,), (hollow,) = traces(figure, "points"), traces(figure, "points_few")
    assert list(points.x) == [30.0, 27.0, 20.0, 2.0]
    assert [data[0] for data in points.customdata] == ["B02", "B01", "B03", "B05"]
    assert (list(hollow.x), hollow.marker.color) == ([44.0], LIGHT.page)
    (bars,) = traces(figure, "interval")
    solid = found.frame[found.frame["n"] >= 30]
    assert [x for x in bars.x if x is not None][::2] == solid["low"].tolist()
    assert figure.layout.yaxis.ticktext == ("B04", "B02", "B01", "B03", "B05")
    statement = describe_groups(found, EN)
    assert statement.title == "2 groups differ from the others beyond noise, B05 most: NPS +2, all +19"
    assert "1 group below 10 answers hidden" in statement.note


def test_nothing_to_draw_is_said() -> None:
    trend = made.calendar()
    nothing = trend.__class__(**{**trend.__dict__, "weekly": trend.weekly.iloc[:0], "rolling": trend.rolling.iloc[:0]})
    assert describe_calendar(nothing, EN).empty == describe_calendar(nothing, EN).title != ""
    assert len(figure_calendar(nothing, LIGHT, EN).data) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_come_from_the_palette_only(theme: str) -> None:
    import re

    colours = palette(theme)
    allowed = {value.lower() for value in colours.__dict__.values() if isinstance(value, str)} - {theme}
    for figure in (
        figure_calendar(made.calendar(), colours, EN),
        figure_event(made.event(), colours, EN),
        figure_waves(made.waves(), colours, EN),
        figure_groups(made.groups(), colours, EN),
    ):
        assert {colour.lower() for colour in re.findall(r"#[0-9A-Fa-f]{6}", figure.to_json())} <= allowed


def test_labels_are_pushed_apart_in_their_order() -> None:
    placed = push_apart([10.0, 10.5, 30.0], 5.0, 0.0, 40.0)
    assert placed == [10.0, 15.0, 30.0]
    assert push_apart([39.0, 39.5], 5.0, 0.0, 40.0) == [35.0, 40.0]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(-3, 47, [0, 10, 20, 30, 40]), (0.62, 0.91, [0.7, 0.8, 0.9]), (4.1, 6.2, [4.5, 5.0, 5.5, 6.0])],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == ticks
