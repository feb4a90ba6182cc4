"""Rows of frames as plain values: those that pandas gives, one by one and of the same types."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.frames import rows

N = 4
OF_EACH_KIND = pd.DataFrame(
    {
        "text": ["a", None] * 2,
        "any": pd.Series([1, "x", None, date(2026, 1, 1)], dtype=object),
        "count": range(N),
        "value": [1.5, np.nan] * 2,
        "yes": [True, False] * 2,
        "at": [pd.Timestamp("2026-01-01 09:00"), pd.NaT] * 2,
        "zoned": pd.date_range("2026-01-01", periods=N, tz="UTC"),
        "lasts": pd.to_timedelta(range(N), unit="D"),
        "number": pd.array([1, None] * 2, dtype="Int64"),
        "perhaps": pd.array([True, None] * 2, dtype="boolean"),
        "choice": pd.Categorical(["u", "v"] * 2),
        "short": np.arange(N, dtype="int32"),
        "old text": pd.array(["a", None] * 2, dtype="string"),
        "class": range(N),
        5: range(N),
    }
)


@pytest.mark.parametrize(
    "frame",
    [
        OF_EACH_KIND,
        OF_EACH_KIND.iloc[:0],
        OF_EACH_KIND.iloc[2:].set_index("text"),
        pd.DataFrame(),
        pd.DataFrame(index=range(3)),
        pd.DataFrame([[1, "a"], [2, None]], columns=["twice", "twice"]),
    ],
    ids=["each kind", "no rows", "an index", "nothing", "no columns", "one name twice"],
)
def test_rows_are_those_that_pandas_gives(frame: pd.DataFrame) -> None:
    mine, theirs = rows(frame), list(frame.itertuples(index=False))
    assert [row._fields for row in mine] == [row._fields for row in theirs]
    assert [[(type(value), repr(value)) for value in row] for row in mine] == [
        [(type(value), repr(value)) for value in row] for row in theirs
    ]
