"""What stands in place of a chart that cannot be read or shows nothing, and where the words of a chart stand."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pptx import Presentation

from analytics.charts.palette import LIGHT
from analytics.marks import (
    COUNT,
    DAYS,
    SHARE,
    Bars,
    Dots,
    Exhibit,
    Gantt,
    Grid,
    Heat,
    Limit,
    Line,
    Lines,
    Multiples,
    Panel,
    Series,
    Step,
    Stretch,
    Swing,
    Tornado,
    Unit,
    Upright,
    Waterfall,
    narrow,
)
from analytics.marks.browser import figure_of
from analytics.marks.browser.dots import figure_dots
from analytics.marks.browser.tornado import PLOT, bounds_of
from analytics.marks.kinds import Mark
from analytics.marks.narrow import is_listed, narrow_of
from analytics.marks.words import alt_of
from analytics.meeting.choosing import Pick
from analytics.meeting.pack import Leaf, Pack
from analytics.meeting.paper import STYLE, pack_html
from analytics.reports.slide import exhibit_pptx
from analytics.retention.charts.who import RATIO, ends_of
from data.language import Translator

EN, ZH = Translator("en"), Translator("zh")
DAY = date(2026, 11, 23)
GANTT = Gantt(
    (
        Stretch("Load", DAY, DAY + timedelta(days=9), end="4 days late"),
        Stretch("Go", DAY, DAY, stone=True, end="on time"),
    ),
    Upright(DAY, "today"),
    DAY,
    "baseline",
    "task",
)
TORNADO = Tornado((Swing("Weight", ("−50%", 60.0), ("+50%", 75.0)),), Limit(70.0, "as it stands"), of="input")
WATERFALL = Waterfall((Step("Benefit", 30.0), Step("Cost", -12.0), Step("Net", 18.0, total=True)), of="step")
HEAT = Heat(("East", "West"), ("wave 1", "wave 2"), ((1.0, 2.0), (3.0, None)), of="branch")
LINE = Lines((Line("reading", (DAY, DAY + timedelta(days=7)), (2.0, 5.0)),), "day")
SMALL = Multiples((Panel("<b>Logins</b><br>5, red", LINE),))


PAIRS = Dots(
    ("Fees",), (Series("before", (0.11,)), Series("after", (0.83,))), ends=("0.11 → <b>0.83</b> · n 15 → 101",)
)


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        (GANTT, [["Load", "23 Nov to 2 Dec 2026", "4 days late"], ["Go", "23 Nov 2026", "on time"]]),
        (TORNADO, [["Weight", "−50%: 60", "+50%: 75"]]),
        (WATERFALL, [["Benefit", "+30", "30"], ["Cost", "−12", "18"], ["Net", "18", "18"]]),
        (HEAT, [["East", "1", "2"], ["West", "3", "–"]]),
        (SMALL, [["Logins 5, red", "5", "2 to 5"]]),
        (PAIRS, [["Fees", "0.11 → 0.83 · n 15 → 101"]]),
    ],
    ids=["gantt", "tornado", "waterfall", "heat", "multiples", "dots with long ends"],
)
def test_a_phone_has_a_list_with_the_values(mark: Mark, told: list[list[str]]) -> None:
    grid = narrow_of(mark, EN)
    assert isinstance(grid, Grid)
    assert [[cell.text.replace("\u00a0", " ") for cell in row] for row in grid.rows] == told
    assert len(grid.heads) == len(grid.kinds) == len(told[0])


def counted(*values: float | None, **more: object) -> Bars:
    return Bars(tuple("abcde"[: len(values)]), (Series("n", values),), COUNT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mark", "listed"),
    [
        (counted(2.0, 3.0, 2.0, 0.0), True),  # seven in all
        (counted(2.0, 3.0, 2.0, 3.0), False),  # ten
        (counted(19.0, None, None), True),  # one that may be shown
        (counted(0.0, 95.0, 0.0), True),  # one that is not nothing
        (counted(2.0, 3.0, targets=Series("aim", (4.0, 4.0))), False),  # held against something
        (Dots(("x", "y", "z"), (Series("passed", (1.0, 1.0, 1.0)),), SHARE), True),  # all alike
        (Dots(("x", "y", "z"), (Series("passed", (1.0, 0.9, 1.0)),), SHARE), False),
        (
            Dots(("x",), (Series("passed", (0.4,), lows=(0.2,), highs=(0.6,)),), SHARE),
            False,
        ),  # an interval is a finding
        (Lines((Line("told", (-8.0, 0.0), (3742.0, None), kind="dots"),), "week"), True),
        (LINE, False),
    ],
)
def test_what_a_drawing_adds_nothing_to_is_a_table_on_the_page_and_on_the_slide(mark: Mark, listed: bool) -> None:
    assert is_listed(mark) is listed
    slide = Presentation(io.BytesIO(exhibit_pptx(Exhibit("title", "subtitle", "note", mark), EN))).slides[0]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    assert len(tables) == listed
    if listed:
        shown = [[cell.text for cell in row.cells] for row in tables[0].rows][1:]
        assert shown == [[cell.text for cell in row] for row in narrow.listed(mark, EN).rows]


def test_the_printed_pack_has_the_table_too_and_every_shape_of_a_key() -> None:
    bare = Grid((), (), ())
    diamonds = Lines((Line("due", (1, 2, 3), (1.0, 2.0, 3.0), kind="dots"),), "week", DAYS)
    leaves = [
        Leaf(
            Pick("risk", "register", name),
            "Risk",
            Exhibit(name, "subtitle", "note", mark),
            narrow.listed(mark, EN),
            "foot",
        )
        for name, mark in (("few", counted(1.0, 2.0)), ("drawn", diamonds))
    ]
    pack = Pack("Pack", "P", "now", "", tuple(leaves), (), bare, bare, None, "0")
    few, drawn = (part.split("</section>")[0] for part in pack_html(pack, EN).decode().split('<section id="piece-')[1:])
    assert ("data-chart" in few, "data-chart" in drawn) == (False, True)
    assert [f">{value}<" in few for value in ("a", "1", "b", "2")] == [True] * 4
    assert ".ho-swatch-diamond" in STYLE


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_amounts_below_dots_do_not_run_into_each_other_on_a_phone(t: Translator) -> None:
    money = Dots(
        ("Bonus",),
        (Series("paid", (2803.0,), lows=(2390.0,), highs=(3310.0,)),),
        Unit("money", currency="CNY"),
        bounds=(0.0, 3500.0),
    )
    scores = Dots(
        ("before", "after"), (Series("NPS", (27.2, 22.7), lows=(25.1, 20.9), highs=(29.3, 24.5)),), Unit("points", 1)
    )
    for mark in (money, scores):
        axis = figure_dots(mark, LIGHT, t, 200).layout.xaxis
        assert len(axis.tickvals) >= 2
        # Between long names and the words at the ends a phone leaves some 110 pixels, and between two ticks a letter.
        wide = sum(11.5 if ord(letter) > 0x2E80 else 6.5 for words in axis.ticktext for letter in words)
        assert wide + 6.5 * (len(axis.ticktext) - 1) < 110
    shares = Dots(("x",), (Series("share", (0.4,)),), SHARE, bounds=(0.0, 0.4))
    assert len(figure_dots(shares, LIGHT, t, 200).layout.xaxis.tickvals) == 5  # short ones stay


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_the_words_of_a_tornado_do_not_reach_into_its_names(t: Translator) -> None:
    words = {"en": "weight −50%", "zh": "权重下调50%"}[t.lang]
    mark = Tornado((Swing("Within the budget", (words, 65.0), (words, 77.0)),), Limit(70.0, "as it stands"))
    low, high = bounds_of(mark)
    wide = sum(12.6 if ord(letter) > 0x2E80 else 7.6 for letter in words)
    assert (65.0 - low) / (high - low) * PLOT > wide
    assert (high - 77.0) / (high - low) * PLOT > wide


def test_ratios_stand_on_a_logarithmic_axis_on_screen_slide_and_in_words() -> None:
    """Half as much lies as far left of 1 as twice as much lies right of it; the line of 1 stands at 1."""
    series = Series("hazard ratio", (0.5, 2.0), lows=(0.3, 1.2), highs=(0.8, 3.4))
    mark = Dots(("East", "West"), (series,), RATIO, limit=Limit(1.0, "alike"), bounds=(0.25, 4.0), log=True)
    figure = figure_dots(mark, LIGHT, EN, 200)
    axis = figure.layout.xaxis
    assert (axis.type, list(axis.ticktext), list(axis.tickvals)) == (
        "log",
        ["0.25", "0.5", "1", "2", "4"],
        [0.25, 0.5, 1, 2, 4],
    )
    assert [round(end, 2) for end in axis.range] == [-0.6, 0.61]
    assert ([one.x0 for one in figure.layout.shapes], [one.x for one in figure.layout.annotations]) == ([1.0], [0.0])
    assert "The axis is logarithmic" in alt_of(Exhibit("title", "subtitle", "note", mark), EN)
    slide = Presentation(io.BytesIO(exhibit_pptx(Exhibit("title", "subtitle", "note", mark), EN))).slides[0]
    (drawn,) = (shape for shape in slide.shapes if shape.has_chart)
    scaling = drawn.chart.value_axis._element.find("{*}scaling")
    assert [(one.tag.partition("}")[2], float(one.get("val"))) for one in scaling] == [
        ("logBase", 2.0),
        ("max", 4.0),
        ("min", 0.25),
    ]
    wide = figure_dots(replace(mark, bounds=(0.125, 8.0)), LIGHT, EN, 200).layout.xaxis
    assert list(wide.ticktext) == ["0.25", "0.5", "1", "2", "4"], "a phone has no room for seven"
    around = [ends_of([low], [high]) for low, high in ((0.9, 1.1), (0.54, 5.8), (0.2, 1.0), (0.0, float("inf")))]
    assert around == [(0.25, 4.0), (0.25, 8.0), (0.125, 4.0), (0.125, 8.0)]


def test_names_below_bars_and_maps_take_several_lines_where_they_would_touch() -> None:
    months = tuple(f"30 Nov 20{year}" for year in range(20, 27))
    bars = figure_of(Bars(months, (Series("n", (9.0,) * 7),), COUNT), LIGHT, EN, 340)
    assert list(bars.layout.xaxis.ticktext) == [f"30 Nov<br>20{year}" for year in range(20, 27)]
    names = ("Branches", "Customer service", "Finance", "IT", "Legal")
    heat = figure_of(Heat(names, names, ((1.0,) * 5,) * 5), LIGHT, EN, 340)
    assert list(heat.layout.xaxis.ticktext) == ["Branches", "Customer<br>service", "Finance", "IT", "Legal"]


def test_long_values_across_leave_room_between_them_on_a_phone() -> None:
    def ticks(*values: float) -> list[str]:
        mark = Bars(("one", "two"), (Series("n", values),), COUNT, across=True, ends=("a", "b"))
        return list(figure_of(mark, LIGHT, Translator("en"), 300).layout.xaxis.ticktext)

    assert ticks(3800.0, 260.0) == ["0", "2,000"]
    assert len(ticks(38.0, 26.0)) == 4
    shares = Bars(
        ("one", "two"),
        (Series("n", (0.47, 0.05)),),
        SHARE,
        across=True,
        ends=("47% · 141 of 302", "5%"),
        limit=Limit(0.07, "all"),
    )
    assert list(figure_of(shares, LIGHT, EN, 300).layout.xaxis.ticktext) == ["0%", "50%", "100%"]


def test_what_stands_in_place_of_a_chart_ends_as_titles_do() -> None:
    """A sentence alone has no full stop, two have theirs; a number is no sentence."""
    assert (
        Exhibit.nothing("还没有商机：请导入含阶段与金额的商机台账。").empty
        == "还没有商机：请导入含阶段与金额的商机台账"
    )
    assert Exhibit.nothing("No deals yet: 1.5 of them.").title == "No deals yet: 1.5 of them"
    assert Exhibit.answer("None is open. All is done.").empty == "None is open. All is done."


def test_a_small_share_has_an_axis_on_which_it_is_seen() -> None:
    def top(value: float) -> float:
        line = Line("rate", (DAY, DAY + timedelta(days=30)), (value / 2, value))
        return float(figure_of(Lines((line,), "day", SHARE), LIGHT, EN, 340).layout.yaxis.range[1])

    assert top(0.0145) == pytest.approx(0.0145 * 1.04)
    assert top(0.7) == pytest.approx(1.04)


def test_the_name_of_a_line_stands_before_the_forecast_that_rises_from_its_end() -> None:
    days = [DAY + timedelta(days=one) for one in range(3)]
    known, ahead = (
        Line("known", (days[0], days[1]), (10.0, 70.0), label="70%"),
        Line("ahead", (days[1], days[2]), (70.0, 97.0)),
    )
    (note,) = figure_of(Lines((known, ahead), "day", DAYS), LIGHT, EN, 340).layout.annotations
    assert (note.text, note.xanchor, note.xshift) == ("<b>70%</b>", "right", -6)


def test_names_of_lines_that_end_near_each_other_do_not_touch_on_a_phone() -> None:
    """On a plot of 170 px the name at the end of one line reaches to where the next ends: it stands a line of text
    higher or lower."""
    ends = {"wave 5": 28.0, "wave 4": 84.0, "wave 2": 196.0, "wave 1": 252.0}
    lines = tuple(
        Line(name, (0.0, end), (1.0, 0.998 - at / 1e4), "prior", "thin", kind="steps", label=name)
        for at, (name, end) in enumerate(ends.items())
    )
    layout = figure_of(Lines(lines, "day", SHARE, bounds=(0.96, 1.0)), LIGHT, EN, 340).layout
    low, high = layout.yaxis.range
    names = {note.text: note for note in layout.annotations}
    # A name that keeps the height of its end stands on it; its middle is half a line of 14 px higher.
    middle = {name: note.y / (high - low) * (340 - 48) + 7 * (note.yanchor == "bottom") for name, note in names.items()}
    assert abs(middle["wave 5"] - middle["wave 4"]) > 13, "a name is 12 px high"
    assert abs(middle["wave 2"] - middle["wave 1"]) > 13


def test_a_finding_longer_than_the_property_of_a_file_leaves_as_a_slide() -> None:
    title = "A finding of three hundred letters. " * 9
    slide = Presentation(io.BytesIO(exhibit_pptx(Exhibit(title, "subtitle", "note", LINE), EN)))
    assert slide.core_properties.title == title[:255]
    assert slide.slides[0].shapes.title.text_frame.text.startswith("A finding of three hundred letters.")
