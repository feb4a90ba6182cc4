"""The heat map holds what the register holds, on the page and as native shapes on a slide."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest
from pptx import Presentation

from analytics.charts.palette import DARK, LIGHT
from analytics.reports.slide import exhibit_pptx
from analytics.risk.charts.heat import APPETITE, ARROW, CELL, COUNT, figure_heat
from analytics.risk.charts.register import chart_heat
from analytics.risk.numbers import Register, compute_exposure, compute_treatments
from analytics.risk.numbers.found import ARROWS, Arrow, Seen
from analytics.risk.numbers.matrix import STANDARD, Matrices
from analytics.risk.numbers.register import compute_moves, compute_positions
from data.language import Translator
from tests.analytics.made import completed

EN, ZH = Translator("en"), Translator("zh")
NOW = {"R1": ("3", "4"), "R2": ("2", "2"), "R3": ("1", "1"), "R4": ("1", "1"), "R5": ("4", "3"), "R6": ("odd", "2")}
WAS = {"R1": ("2", "4"), "R2": ("3", "3"), "R3": ("1", "1"), "R4": ("1", "1"), "R6": ("odd", "2")}


def placed(told: dict[str, tuple[str, str]], on: date) -> pd.DataFrame:
    frame = pd.DataFrame(
        [
            {
                "snapshot_on": on,
                "risk": risk,
                "likelihood": one,
                "impact": other,
                "likelihood_inherent": "5",
                "impact_inherent": "5",
            }
            for risk, (one, other) in told.items()
        ]
    )
    first = pd.DataFrame({"risk": list(told), "first_on": [pd.Timestamp(on)] * len(told)})
    return compute_positions(completed("risks", frame), Matrices((STANDARD,)), first)


@pytest.fixture(scope="module")
def register() -> Register:
    before, after = date(2026, 10, 1), date(2026, 11, 1)
    now, was = placed(NOW, after), placed(WAS, before)
    trend = pd.DataFrame(columns=["snapshot_on", "category", "level", "n", "above"])
    return Register(
        compute_moves(now, was),
        was,
        now.iloc[0:0],
        trend,
        (before, after),
        after,
        before,
        after,
        Matrices((STANDARD,)),
        frozenset(),
        "CNY",
    )


def seen(register: Register, arrow: Arrow = "before") -> Seen:
    none = completed("treatments", pd.DataFrame(columns=["treatment", "risk"]))
    day = register.day
    return Seen(register, compute_treatments(none, none, day), compute_exposure(register, None), "", arrow)


def test_cells_have_the_colours_of_their_levels_and_the_line_is_the_appetite(register: Register) -> None:
    figure = figure_heat(seen(register), LIGHT, 460, EN)
    cells = {(shape.y0 + 0.5, shape.x0 + 0.5): shape.fillcolor for shape in figure.layout.shapes if shape.name == CELL}
    assert cells == {
        (row, column): LIGHT.risk[STANDARD.grid[row - 1][column - 1] - 1]
        for row in range(1, 6)
        for column in range(1, 6)
    }
    sides = [shape for shape in figure.layout.shapes if shape.name == APPETITE]
    # Each side has an accepted cell on one of its sides and one that is not on the other.
    for side in sides:
        upright = side.x0 == side.x1
        row, column = (side.y0 + side.y1) / 2, (side.x0 + side.x1) / 2
        pair = (
            (STANDARD.level(round(row), round(column - 0.5)), STANDARD.level(round(row), round(column + 0.5)))
            if upright
            else (STANDARD.level(round(row - 0.5), round(column)), STANDARD.level(round(row + 0.5), round(column)))
        )
        assert (pair[0] or 9) <= STANDARD.appetite < (pair[1] or 0)
    assert len(sides) == 8


def test_who_moved_is_named_with_an_arrow_and_the_others_are_counted(register: Register) -> None:
    figure = figure_heat(seen(register), DARK, 460, EN)
    named = next(trace for trace in figure.data if trace.meta["role"] == "risk")
    assert [ids[0] for ids in named.customdata] == ["risk:R1", "risk:R5", "risk:R2"]
    where = {ids[0]: (round(y), round(x)) for ids, x, y in zip(named.customdata, named.x, named.y, strict=True)}
    assert where == {"risk:R1": (3, 4), "risk:R5": (4, 3), "risk:R2": (2, 2)}
    arrows = [note for note in figure.layout.annotations if note.name == ARROW]
    assert [(round(note.ay), round(note.ax), round(note.y), round(note.x)) for note in arrows] == [
        (2, 4, 3, 4),
        (3, 3, 2, 2),
    ]
    assert [note.text for note in figure.layout.annotations if note.name == COUNT] == ["2"]
    assert chart_heat(seen(register), EN).title == "R1 crossed the appetite line; 1 came down"
    assert "R6" in chart_heat(seen(register), EN).note


@pytest.mark.parametrize("arrow", ARROWS)
def test_inherent_and_target_are_arrows_too(register: Register, arrow: Arrow) -> None:
    figure = figure_heat(seen(register, arrow), LIGHT, 460, ZH)
    arrows = [note for note in figure.layout.annotations if note.name == ARROW]
    assert len(arrows) == {"before": 2, "inherent": 5, "target": 0}[arrow]


def test_the_slide_is_a_table_with_marks_arrows_and_a_line(register: Register) -> None:
    content = exhibit_pptx(chart_heat(seen(register), EN), EN)
    slide = Presentation(io.BytesIO(content)).slides[0]
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    fills = [[str(table.cell(row, column).fill.fore_color.rgb) for column in range(5)] for row in range(5)]
    assert fills[::-1] == [[LIGHT.risk[level - 1][1:] for level in row] for row in STANDARD.grid]
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]
    assert {"R1", "R2", "R5", "appetite"} <= set(texts)
    assert "R1 crossed the appetite line; 1 came down" in texts
    heads = [shape for shape in slide.shapes if shape._element.xpath(".//a:tailEnd")]
    assert len(heads) == 2
