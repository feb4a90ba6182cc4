"""A count is rounded to five by one rule, on its side of the least number of answers of a solid mark."""

from __future__ import annotations

import pandas as pd
import pytest

from data.language import Translator
from data.store.rounding import rounded, to_five


@pytest.mark.parametrize(
    ("n", "near"),
    [
        (0, 0),
        (2, 0),
        (3, 5),
        (12, 10),
        (13, 15),
        (27, 25),
        (28, 25),
        (29, 25),
        (30, 30),
        (31, 30),
        (1027, 1025),
        (1028, 1030),
    ],
)
def test_words_and_tables_round_alike(n: int, near: int) -> None:
    assert (to_five(n), Translator("en", rounded=True).told(n)) == (near, near)
    assert rounded(pd.Series([float(n), float("nan")])).fillna(-1).tolist() == [near, -1]
