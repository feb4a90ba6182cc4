"""Qualtrics: three header rows (key, question text, ImportId), or the legacy two that begin with V1…V10."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.blocks import with_rankings
from data.ingest.platforms.meta import (
    is_personal,
    known,
    own_column,
    sample_cells,
    split_row_label,
    with_whole_blocks,
)
from data.ingest.wording import plain
from data.ingest.workbook import Grid

OWN = known(
    {
        "StartDate": ("started_at", ""),
        "EndDate": ("answered_at", ""),
        "RecordedDate": (None, "technical"),
        "Status": (None, "technical"),
        "IPAddress": (None, "personal"),
        "Progress": (None, "technical"),
        "Duration (in seconds)": ("seconds", ""),
        "Finished": ("complete", ""),
        "ResponseId": ("response_id", ""),
        "ResponseID": ("response_id", ""),
        "ResponseSet": (None, "technical"),
        "Name": (None, "personal"),
        "RecipientLastName": (None, "personal"),
        "RecipientFirstName": (None, "personal"),
        "RecipientEmail": (None, "personal"),
        "EmailAddress": (None, "personal"),
        "ExternalReference": ("customer", ""),
        "ExternalDataReference": ("customer", ""),
        "LocationLatitude": (None, "personal"),
        "LocationLongitude": (None, "personal"),
        "LocationAccuracy": (None, "technical"),
        "DistributionChannel": (None, "technical"),
        "UserLanguage": (None, "technical"),
    }
)
PREVIEWS = frozenset(("survey preview", "preview", "survey test", "spam", "1", "2", "8", "9", "17"))
UNANSWERED = "-99"
"""What may stand where a question was seen and not answered."""
_SPLIT = " - Selected Choice"
"""How the question ends where each choice has a column of its own."""
_NUMBERS = re.compile(r"\d+(?:,\d+)+")
_ORDER = re.compile(r".*_DO(?:_.*)?")


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(3)
    if len(rows) < 3 or not any("ImportId" in cell for cell in rows[2]):
        return None
    keys, texts = rows[0], rows[1]
    imports = [_import(cell) for cell in rows[2]]
    return _layout(grid, "qualtrics", keys, texts, imports, (1, 2, 3))


def detect_legacy(grid: Grid) -> Layout | None:
    rows = grid.top(2)
    if len(rows) < 2 or rows[0][:3] != ["V1", "V2", "V3"] or plain(rows[1][0]) not in ("responseid", "responseset"):
        return None
    keys = [
        text if plain(text) in OWN and re.fullmatch(r"V\d+", key) else key
        for key, text in zip(rows[0], rows[1], strict=True)
    ]
    return _layout(grid, "qualtrics_legacy", keys, rows[1], [{}] * len(keys), (1, 2))


def _import(cell: str) -> dict[str, str]:
    try:
        found = json.loads(cell)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _layout(
    grid: Grid,
    platform: str,
    keys: Sequence[str],
    texts: Sequence[str],
    imports: Sequence[dict[str, str]],
    header_rows: tuple[int, ...],
) -> Layout:
    first_row = header_rows[-1] + 1
    zone = next((found["timeZone"] for found in imports if found.get("timeZone")), "")
    grouped = {key.removesuffix("_NPS_GROUP") for key in keys if key.endswith("_NPS_GROUP")}
    others = {key.split("_")[0] for key in keys if key.endswith("_TEXT")}
    columns: list[Column] = []
    for at, key in enumerate(keys):
        if not key:
            columns.append(Column(at, "", skip="empty", question=False))
        elif plain(key) in OWN:
            columns.append(own_column(at, key, OWN[plain(key)], zone=zone if "Date" in key else ""))
        elif key.endswith("_NPS_GROUP") or _ORDER.fullmatch(key):
            columns.append(Column(at, key, skip="derived", question=False))
        else:
            columns.append(_question(grid, at, key, texts[at], key in grouped, key in others, first_row))
    return Layout(
        platform,
        header_rows,
        first_row,
        numbered(with_rankings(grid, with_whole_blocks(grid, columns, first_row), first_row)),
        dataset="surveys",
        rules=frozenset({"drop_previews", "unanswered_code"}),
        constants=(("channel", "form"),),
    )


def _question(grid: Grid, at: int, key: str, text: str, scored: bool, other: bool, first_row: int) -> Column:
    header = " ".join(text.split()) or key
    group, label = split_row_label(header)
    cells = [cell for cell in sample_cells(grid, at, first_row) if cell != UNANSWERED]
    ticks = {label, "1"} if group.endswith(_SPLIT) else {label}
    if label and cells and set(cells) <= ticks:
        return Column(at, header, names=(), group=group.removesuffix(_SPLIT), option=label, shape="option")
    several = any(_NUMBERS.fullmatch(cell) for cell in cells) and all(re.fullmatch(r"[\d,]+", cell) for cell in cells)
    if not several and "," in "".join(cells) and (other or "多选" in header or "select all" in header.lower()):
        several = True
    several = several or ("多选" in header and not key.endswith("_TEXT"))
    return Column(
        at,
        header if header != key else key,
        names=tuple(name for name in (label, header, key) if name),
        skip="personal" if is_personal(header) else "",
        group=group if label else "",
        option=label,
        shape="multi" if several else "single",
        separator="," if several else "",
        hints=frozenset({"nps"}) if scored else frozenset(),
    )
