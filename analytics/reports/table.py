"""Tables that leave the product as CSV: formulas neutralised, numbers left numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import pandas as pd

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet read a cell as a formula when it stands first, full-width forms included."""
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d+)?%?")
BOM = "\ufeff"


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before it. A number stays as it is.

    OWASP, *CSV Injection*. Leading blanks do not hide a formula from every spreadsheet, so they do not hide it here.
    """
    bare = text.lstrip(" \u00a0\u3000\ufeff")
    if bare.startswith(DANGEROUS) and not NUMBER.fullmatch(bare.strip()):
        return "'" + text
    return text


def written(value: Any) -> Any:
    """A cell as CSV keeps it: numbers as numbers, days as ISO dates, nothing as an empty cell, text neutralised."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time.min else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return value
    if hasattr(value, "item"):
        return written(value.item())
    return neutral(str(value))


def table_csv(frame: pd.DataFrame, headers: Mapping[str, str] | None = None) -> bytes:
    """``frame`` as CSV in UTF-8 with a byte-order mark (Excel then reads Chinese), lines ending as RFC 4180 says.

    ``headers`` renames columns for the reader. The caller writes the export into the audit log.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([neutral((headers or {}).get(str(column), str(column))) for column in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([written(value) for value in row])
    return (BOM + stream.getvalue()).encode("utf-8")
