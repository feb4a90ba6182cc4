"""CSV that a spreadsheet opens as data: no cell is a formula, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pandas as pd
import pytest

from analytics.reports.table import neutral, table_csv


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "=cmd|' /C calc'!A0",
        "  =1+1",
        "＝1+1",
        "-A1",
        "+HYPERLINK(1)",
        "\ufeff=1",
    ],
)
def test_formulas_are_neutralised(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["-12", "+31", "-1,125.50", "-0.5%", "1e-5", "-1E+6", "a=b", "第3波次", "12-13", "", "x@y.z"]
)
def test_numbers_and_words_stay(text: str) -> None:
    assert neutral(text) == text


def test_the_file_reads_back_as_it_was() -> None:
    frame = pd.DataFrame(
        {
            "wave": ["W1", "=W2", None],
            "value": [-12.5, 31.0, float("nan")],
            "n": pd.array([1204, 30, None], dtype="Int64"),
            "week": [date(2026, 11, 16), pd.Timestamp(2026, 11, 9), pd.NaT],
            "at": [datetime(2026, 11, 22, 18), None, None],
            "done": [True, False, None],
        }
    )
    content = table_csv(frame, {"wave": "波次", "n": "+n"})
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["波次", "value", "'+n", "week", "at", "done"],
        ["W1", "-12.5", "1204", "2026-11-16", "2026-11-22 18:00:00", "true"],
        ["'=W2", "31.0", "30", "2026-11-09", "", "false"],
        ["", "", "", "", "", ""],
    ]
    back = pd.read_csv(io.BytesIO(content))
    assert back["value"].dropna().tolist() == [-12.5, 31.0]
