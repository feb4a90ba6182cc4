"""The ages of open complaints: what may not be shown is said, and is never a zero."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from analytics.charts.palette import LIGHT
from analytics.complaints.charts.resolution import Ended, chart_ages
from analytics.complaints.numbers.resolution import Resolution
from analytics.marks.browser import figure_of
from data.language import Translator


@pytest.mark.parametrize(("lang", "words"), [("en", "not shown"), ("zh", "不显示")])
def test_a_hidden_band_has_words_and_no_bar(lang: str, words: str) -> None:
    ages = pd.DataFrame({"band": [1, 2, 3], "n": [40.0, None, 12.0], "overdue": [0.0, None, 12.0]})
    found = SimpleNamespace(
        ages=ages, all_open=pd.DataFrame({"n": [52], "overdue": [12], "waiting": [0], "dated": [52]}), clock="ledger"
    )
    mark = chart_ages(Ended(cast("Resolution", found), ages.iloc[:0]), Translator(lang)).body
    assert [series.values for series in mark.series] == [(40.0, None, 0.0), (0.0, None, 12.0)]
    assert mark.ends == ("40", words, "12")
    drawn = figure_of(mark, LIGHT, Translator(lang), 340)
    assert [list(trace.y) for trace in drawn.data] == [[40.0, None, None], [None, None, 12.0]]
    assert [note.text for note in drawn.layout.annotations] == ["40", words, "12"]
