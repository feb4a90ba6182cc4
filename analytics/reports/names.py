"""Names come back at the edge: a downloaded work list beside the roster of whoever holds it; nothing of it is
stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analytics.reports.table import table_csv
from data.problems import Refusal

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store

Rows = list[list[str]]


def read_rows(path: str) -> Rows:
    """The rows of a CSV file in UTF-8, the first being its headers. Refusals ``unreadable_file``, ``empty_file``."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise Refusal("unreadable_file", where=path, detail=str(error)[:200]) from None
    return parse_rows(content, path)


def parse_rows(content: bytes, path: str) -> Rows:
    """The same of what stands in it; ``path`` is how it is called."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("unreadable_file", where=path, detail=str(error)[:200]) from None
    found = [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
    if len(found) < 2:
        raise Refusal("empty_file", where=path)
    return found


def name_rows(listed: Rows, roster: Rows, pseudonyms: Callable[[list[str]], list[str]]) -> tuple[pd.DataFrame, int]:
    """The list with the columns of the roster beside each row, and how many rows were found in it.

    The column of pseudonyms in the list and that of customer numbers in the roster are those that agree most often: no
    header has to be known. Refusal ``names_unmatched`` where none agree.
    """
    width = len(listed[0])
    said = [{row[at] for row in listed[1:] if at < len(row)} for at in range(width)]
    best: tuple[int, int, dict[str, list[str]]] = (0, 0, {})
    for column in range(len(roster[0])):
        told = [row for row in roster[1:] if column < len(row) and row[column].strip()]
        known = dict(zip(pseudonyms([row[column] for row in told]), told, strict=True))
        for at, values in enumerate(said):
            if (hits := len(values & known.keys())) > best[0]:
                best = (hits, at, known)
    if not best[0]:
        raise Refusal("names_unmatched")
    _, at, known = best
    heads, extra = listed[0], roster[0]
    lines = []
    for row in listed[1:]:
        own = known.get(row[at] if at < len(row) else "")
        lines.append(
            [*(row + [""] * width)[:width], *((own + [""] * len(extra))[: len(extra)] if own else [""] * len(extra))]
        )
    found = sum(1 for row in listed[1:] if at < len(row) and row[at] in known)
    return pd.DataFrame(lines, columns=[*heads, *extra]), found


def may_reveal(rights: Rights, purpose: str) -> Rights:
    """The rights with their purpose, where names may be had for it. Refusals ``not_allowed``, ``purpose_missing``."""
    if not rights.may_reveal:
        raise Refusal("not_allowed", where="names")
    if not purpose.strip():
        raise Refusal("purpose_missing", where="names")
    return replace(rights, purpose=purpose.strip())


def log_reveal(store: Store, rights: Rights, rows: int, found: int) -> None:
    """Write into the audit log that names were taken along: who, in which role, for which purpose, of how many rows."""
    store.audit("reveal", rights, what="names", form="csv", rows=rows, found=found)


def named_csv(frame: pd.DataFrame) -> str:
    """The named list as CSV; no cell runs as a formula."""
    return table_csv(frame).decode("utf-8")
