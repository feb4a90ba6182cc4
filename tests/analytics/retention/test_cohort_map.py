"""The cohort map: what cannot be known yet is blank and hatched, what too few stand behind is blank, in the browser, in
files and on slides."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
from pptx import Presentation

from analytics.charts.palette import LIGHT
from analytics.marks.browser import figure_of
from analytics.marks.browser.heat import hatch_path
from analytics.marks.words import Swatch, frame_of, key_of, table_of
from analytics.reports.slide import exhibit_pptx
from analytics.retention.charts.staying import chart_cohorts
from analytics.retention.curves import Cohorts
from data.language import Translator

EN = Translator("en")
WAVES, PERIODS = ["W1", "W2", "W3"], [0, 1, 2, 3]
SHARES = [[1, 0.9, 0.8, np.nan], [1, 0.95, np.nan, np.nan], [1, np.nan, np.nan, np.nan]]
SEEN = [[True, True, True, False], [True, True, True, False], [True, False, False, False]]
"""Of the second wave fewer than ten are old enough for the second period; of the third nobody; of the third period
nobody at all."""


def found() -> Cohorts:
    cells, seen = (pd.DataFrame(rows, index=WAVES, columns=PERIODS) for rows in (SHARES, SEEN))
    return Cohorts(cells, cells.notna() * 20.0, ~seen)


def test_what_cannot_be_known_yet_is_hatched_and_named() -> None:
    exhibit = chart_cohorts(found(), EN)
    mark = exhibit.body
    assert mark.across == ("4 wk", "8 wk")
    assert mark.waiting == ((False, False), (False, False), (True, True))
    assert key_of(mark, EN) == (Swatch("not yet known", "bar", "no_data", "hatched"),)
    (shape,) = figure_of(mark, LIGHT, EN, 340).layout.shapes
    assert shape.path == hatch_path(0, 2) + hatch_path(1, 2)
    assert [[cell.text.replace("\xa0", " ") for cell in row] for row in table_of(mark, EN).rows] == [
        ["Wave 1", "10.0%", "20.0%"],
        ["Wave 2", "5.0%", "–"],
        ["Wave 3", "not yet known", "not yet known"],
    ]
    assert frame_of(table_of(mark, EN)).iloc[2, 1:].isna().all()


def test_a_hatch_stays_within_its_cell() -> None:
    ends = np.array(
        [point.split(",") for line in hatch_path(4, 2).split("M")[1:] for point in line.split("L")], dtype=float
    )
    assert (ends.min(axis=0) - (4, 2)).round(9).tolist() == [-0.47, -0.47]
    assert (ends.max(axis=0) - (4, 2)).round(9).tolist() == [0.47, 0.47]


def test_the_slide_hatches_the_same_cells_and_leaves_them_blank() -> None:
    slide = Presentation(io.BytesIO(exhibit_pptx(chart_cohorts(found(), EN), EN))).slides[0]
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    hatched = [
        (row, column)
        for row in range(4)
        for column in range(3)
        if table.cell(row, column)._tc.xpath("./a:tcPr/a:pattFill")
    ]
    assert hatched == [(3, 1), (3, 2)]
    assert [table.cell(3, column).text.replace("\xa0", " ") for column in range(3)] == ["Wave 3", "", ""]
    assert table.cell(2, 2).text == "–"
    assert any(shape.has_text_frame and shape.text_frame.text == "not yet known" for shape in slide.shapes)
