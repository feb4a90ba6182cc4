"""What is drawn of satisfaction against the frames it is drawn from; sentences against the same frames."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.charts.annotations import SHAPES, describe_annotations
from analytics.charts.marks import nice_ticks
from analytics.charts.palette import DARK, LIGHT, palette
from analytics.charts.template import push_apart
from analytics.marks import Exhibit
from analytics.marks.browser import figure_of
from analytics.marks.narrow import narrow_of
from analytics.marks.words import alt_of, table_of
from analytics.satisfaction.charts.calendar import chart_calendar
from analytics.satisfaction.charts.event import chart_event
from analytics.satisfaction.charts.groups import chart_groups
from analytics.satisfaction.charts.waves import chart_waves
from data.language import Translator
from tests.analytics import made

EN, ZH = Translator("en"), Translator("zh")
SUNDAY = pd.Timedelta(days=6)


def drawn(exhibit: Exhibit, colours: Any = LIGHT) -> go.Figure:
    return figure_of(exhibit.body, colours, EN, 300)  # type: ignore[arg-type]


def traces(figure: go.Figure, role: str, name: str | None = None) -> list[Any]:
    return [trace for trace in figure.data if trace.meta["role"] == role and name in (None, trace.meta["name"])]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_calendar_draws_the_frame_and_each_point_leads_to_its_weeks() -> None:
    look = made.look()
    rolling, figure = look.calendar.rolling, drawn(chart_calendar(look, EN))
    (line,) = traces(figure, "line", "NPS, 4 weeks")
    assert list(line.y) == rolling["value"].tolist()
    assert [pd.Timestamp(x) for x in line.x] == list(rolling["week"] + SUNDAY)
    assert [one[0] for one in line.customdata] == [f"window:{week.date()}" for week in rolling["week"]]
    (low,), (high,) = traces(figure, "band_low"), traces(figure, "band_high")
    assert (list(low.y), list(high.y)) == (rolling["low"].tolist(), rolling["high"].tolist())
    for side in ("lower", "upper"):
        (limit,) = traces(figure, "line", f"{side} limit")
        assert list(limit.y) == rolling[side].tolist()


def test_single_weeks_are_hollow_below_thirty_and_absent_below_ten() -> None:
    exhibit = chart_calendar(made.look(), EN)
    (dots,) = traces(drawn(exhibit), "dots", "single weeks")
    assert len(dots.y) == len(made.WEEKS) - 1
    hollow = [at for at, colour in enumerate(dots.marker.color) if colour == LIGHT.page]
    assert [pd.Timestamp(dots.x[at]) for at in hollow] == [made.WEEKS[5] + SUNDAY]
    assert dots.customdata[hollow[0]] == [f"week:{made.WEEKS[5].date()}"]
    assert "1 week below 10 answers not shown" in exhibit.note


def test_points_beyond_the_limits_are_diamonds_and_in_the_title() -> None:
    look = made.look()
    (beyond,) = traces(drawn(chart_calendar(look, EN)), "dots", "beyond the limits")
    assert [y for y in beyond.y if y is not None] == [2.0] * 6
    assert beyond.marker.symbol == "diamond"
    now = made.NPS.write(look.calendar.rolling["value"].iloc[-1], EN)
    assert plain(chart_calendar(look, EN).title) == (
        f"NPS is {now}, within its baseline limits again; it was below them once: +2 in the 4 weeks to 26 Jul 2026"
    )
    assert chart_calendar(look, ZH).title == (
        f"NPS现为{now}，已回到基线控制限内；曾有1次低于控制限，最低为+2（截至2026年7月26日的4周）"
    )


def test_a_quiet_calendar_says_so_with_the_digits_of_its_end() -> None:
    trend = made.calendar(fall=False)
    end = made.NPS.write(trend.rolling["value"].iloc[-1], EN)
    exhibit = chart_calendar(made.look(calendar=trend), EN)
    assert exhibit.title.startswith(f"NPS stays within its baseline limits: {end} ")
    figure = drawn(exhibit, DARK)
    assert f"<b>{end}</b>" in [note.text for note in figure.layout.annotations]
    assert not traces(figure, "dots", "beyond the limits")


def test_no_limits_without_a_baseline() -> None:
    trend = made.calendar(baseline="2025-12-01")
    assert trend.limits is None
    exhibit = chart_calendar(made.look(calendar=trend), EN)
    assert not traces(drawn(exhibit), "line", "lower limit")
    assert "no limits: fewer than 12 weeks" in exhibit.note


def test_cut_overs_are_named_above_their_lines() -> None:
    figure = drawn(chart_calendar(made.look(), EN))
    lines = {pd.Timestamp(shape.x0) for shape in figure.layout.shapes if shape.type == "line"}
    assert lines == set(made.DATES["cutover_on"][:3])
    assert {"W1", "W2", "W3"} <= {note.text for note in figure.layout.annotations}


def test_event_time_aligns_the_waves_and_keeps_one_in_focus() -> None:
    look = made.look()
    figure = drawn(chart_event(look, EN))
    lines = {plain(trace.meta["name"]): trace for trace in traces(figure, "line")}
    own = look.event.rolling[look.event.rolling["wave"] == "W3"]
    assert list(lines["wave 3"].x) == own["step"].tolist()
    assert list(lines["wave 3"].y) == own["value"].tolist()
    assert (lines["wave 3"].line.color, lines["wave 1"].line.color) == (LIGHT.accent, LIGHT.prior)
    assert [plain(trace.meta["name"]) for trace in traces(figure, "band_low")] == ["wave 3"]
    assert lines["wave 3"].customdata[0] == ["event:W3:-12"]
    assert figure.layout.shapes[0].x0 == -0.5
    # A line that ends before the others is named at its own end, not pushed away by those that end elsewhere.
    (short,) = [note for note in figure.layout.annotations if "wave\u00a03" in note.text]
    assert (short.x, short.y) == (18, own["value"].iloc[-1])


def test_event_sentences_follow_the_tests() -> None:
    event = made.event(-14.0)
    fell = chart_event(made.look(event=event), EN)
    assert plain(fell.title) == "Wave 3 alone fell at its own cut-over: NPS 14 points lower than before"
    row = event.changes.set_index("wave").loc["W3"]
    assert (row["verdict"], row["change"]) == ("fell", -14.0)
    assert f"wave 3: −14 ({made.NPS.write_range(row['low'], row['high'], EN)}), q < 0.001" in plain(fell.note)
    assert chart_event(made.look(event=made.event(14.0)), ZH).title == "仅第3波次切换后NPS较切换前上升14分"
    small = plain(chart_event(made.look(event=made.event(9.0)), EN).title)
    assert small.startswith("At their cut-over NPS of all 3 waves changed within noise")
    assert plain(chart_event(made.look(event=made.event(0.0)), EN).title) == (
        "At their cut-over NPS of all 3 waves changed within noise; the largest change is 0 (wave 1)"
    )


def test_no_word_claims_a_cause() -> None:
    charts = (chart_calendar, chart_event, chart_waves, chart_groups)
    found = [(chart(made.look(), t), t) for t in (EN, ZH) for chart in charts]
    said = [text for one, t in found for text in (one.title, one.subtitle, one.note, alt_of(one, t))]
    causal = ("cause", "because", "due to", "effect", "impact", "导致", "造成", "使", "影响")
    assert [text for text in said if any(word in text for word in causal)] == []
    assert [text for text in said if "satisfaction." in text or "chart." in text or "{" in text] == []


def test_waves_share_one_scale_and_a_phone_has_them_as_a_list() -> None:
    exhibit = chart_waves(made.look(), EN)
    figure = drawn(exhibit)
    lines = traces(figure, "line")
    assert [set(trace.y) for trace in lines] == [{20.0}, {23.0}, {26.0}, {29.0}]
    assert [trace.xaxis for trace in lines] == ["x", "x2", "x3", "x4"]
    assert lines[2].line.color == LIGHT.accent
    assert lines[0].customdata[0] == [f"wave_window:W1:{made.WEEKS[0].date()}"]
    assert {str(figure.layout[f"yaxis{number}"].range) for number in ("", 2, 3, 4)} == {str(figure.layout.yaxis.range)}
    assert {shape.line.dash for shape in figure.layout.shapes if shape.xref == "x4"} == {"dot"}
    assert plain(exhibit.title) == "4 waves lie between +20 (wave 1) and +29 (wave 4) in NPS"
    assert "1 not moved yet" in exhibit.note
    narrow = narrow_of(exhibit.body, EN)  # type: ignore[arg-type]
    assert [[plain(cell.text) for cell in row] for row in narrow.rows] == [  # type: ignore[union-attr]
        ["Wave 1", "14 Mar", "+20", "+20"],
        ["Wave 2", "9 May", "+23", "+23"],
        ["Wave 3", "11 Jul", "+26", "+26"],
        ["Wave 4", "planned 5 Dec", "+29", "+29"],
    ]
    assert len(table_of(exhibit.body, EN).rows) == 4 * len(made.WEEKS)  # type: ignore[arg-type]


def test_each_small_multiple_has_the_events_of_its_wave_and_of_the_programme() -> None:
    day = made.WEEKS[0] + pd.Timedelta(days=20)
    events = pd.DataFrame({"kind": ["notice", "outage"], "day": [day, day], "wave": ["W2", ""], "label": ["", "Core"]})
    exhibit = chart_waves(made.look(events=events), EN)
    kinds = {symbol: kind for kind, (symbol, _) in SHAPES.items()}
    marks = {trace.xaxis: [kinds[one] for one in trace.marker.symbol] for trace in traces(drawn(exhibit), "event")}
    assert marks == {"x": ["outage"], "x2": ["notice", "outage"], "x3": ["outage"], "x4": ["outage"]}
    assert exhibit.note.endswith(describe_annotations(events, EN))


def test_groups_are_sorted_with_intervals_and_few_ones_hollow() -> None:
    found = made.groups()
    assert found.frame["group"].tolist() == ["B04", "B02", "B01", "B03", "B05"]
    # B02 lies above the others only by itself: the page shares its five percent.
    assert found.frame["verdict"].tolist() == ["few", "within", "within", "within", "below"]
    exhibit = chart_groups(made.look(), EN)
    figure = drawn(exhibit)
    (points,) = traces(figure, "dot")
    assert list(points.x) == [44.0, 30.0, 27.0, 20.0, 2.0]
    assert [one[0] for one in points.customdata] == [f"group:branch:{group}" for group in found.frame["group"]]
    assert [colour == LIGHT.page for colour in points.marker.color] == [True, False, False, False, False]
    assert [trace.x[0] for trace in traces(figure, "interval")] == found.frame["low"].tolist()
    assert exhibit.title == "B05 lies below the others beyond noise: NPS +2, all +19"
    assert "1 group below 10 answers hidden" in exhibit.note


def test_nothing_to_draw_is_said() -> None:
    trend = made.calendar()
    nothing = trend.__class__(**{**trend.__dict__, "weekly": trend.weekly.iloc[:0], "rolling": trend.rolling.iloc[:0]})
    exhibit = chart_calendar(made.look(calendar=nothing), EN)
    assert (exhibit.body, plain(exhibit.empty)) == (None, "No 4 weeks with enough answers for NPS yet")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_come_from_the_palette_only(theme: str) -> None:
    colours = palette(theme)
    allowed = {value.lower() for value in colours.__dict__.values() if isinstance(value, str)} - {theme}
    for chart in (chart_calendar, chart_event, chart_waves, chart_groups):
        figure = drawn(chart(made.look(), EN), colours)
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
