"""The ages of open complaints: what may not be shown is said, and is never a zero."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from analytics.charts.palette import LIGHT
from analytics.charts.resolution import figure_ages
from analytics.metrics.resolution import Resolution
from data.language import Translator


@pytest.mark.parametrize(("lang", "words"), [("en", "not shown"), ("zh", "不显示")])
def test_a_hidden_band_has_words_and_no_bar(lang: str, words: str) -> None:
    ages = pd.DataFrame({"band": [1, 2, 3], "n": [40.0, None, 12.0], "overdue": [0.0, None, 12.0]})
    figure = figure_ages(cast("Resolution", SimpleNamespace(ages=ages)), LIGHT, Translator(lang))
    assert [list(trace.y) for trace in figure.data] == [[40.0, None, 0.0], [0.0, None, 12.0]]
    assert [note.text for note in figure.layout.annotations] == ["40", words, "12"]
