"""LimeSurvey: one header row in three styles (code, text, "code. text"); an answer without submit date is
incomplete."""

from __future__ import annotations

import re

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.blocks import with_choices_by_place
from data.ingest.platforms.meta import (
    dates_stand_for_none,
    known,
    own_column,
    question_column,
    sample_cells,
    split_row_label,
    with_whole_blocks,
)
from data.ingest.wording import plain
from data.ingest.workbook import Grid

_OWN = {
    "id": ("Response ID", "response_id", ""),
    "submitdate": ("Date submitted", "answered_at", ""),
    "lastpage": ("Last page", None, "technical"),
    "startlanguage": ("Start language", None, "technical"),
    "seed": ("Seed", None, "technical"),
    "token": ("Access code", None, "technical"),
    "startdate": ("Date started", "started_at", ""),
    "datestamp": ("Date last action", None, "technical"),
    "ipaddr": ("IP address", None, "personal"),
    "refurl": ("Referrer URL", None, "technical"),
}
OWN = known(
    {name: (field, skip) for code, (text, field, skip) in _OWN.items() for name in (code, text, f"{code}. {text}")}
)
_TICKED = {"y", "yes", "是", "ja", "oui"}
_NOT_PUT = {"n/a"}
"""What stands where a condition kept the question from this respondent."""
_SUB = re.compile(r"([A-Za-z]\w*)\[(\w+)\](?:\.\s*(.*))?", re.DOTALL)


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(1)
    if not rows:
        return None
    names = [plain(cell) for cell in rows[0]]
    submit = {plain("submitdate"), plain("submitdate. Date submitted"), plain("Date submitted")}
    last = {plain("lastpage"), plain("lastpage. Last page"), plain("Last page")}
    if names[0] not in OWN or OWN[names[0]][0] != "response_id" or not set(names) & submit or not set(names) & last:
        return None
    dated = next(
        (
            at
            for at, name in enumerate(names)
            if name in {plain("datestamp"), plain("datestamp. Date last action"), plain("Date last action")}
        ),
        None,
    )
    columns: list[Column] = []
    own = True
    for at, text in enumerate(rows[0]):
        own = own and names[at] in OWN
        if own:
            found = OWN[names[at]]
            if found[0] in ("answered_at", "started_at") and dates_stand_for_none(grid, at, 2):
                # An anonymous survey has a day for every answer, and it is none.
                found = ("complete", "") if found[0] == "answered_at" else (None, "technical")
            elif dated is not None and found[0] == "answered_at":
                found = ("complete", "")
            elif at == dated:
                found = ("answered_at", "")
            columns.append(own_column(at, text, found))
        elif not text:
            columns.append(Column(at, "", skip="empty", question=False))
        else:
            columns.append(_question(grid, at, text))
    return Layout(
        "limesurvey",
        (1,),
        2,
        numbered(with_choices_by_place(grid, with_whole_blocks(grid, columns, 2), 2)),
        dataset="surveys",
        rules=frozenset({"complete_when_dated", "na_is_not_put"}),
        constants=(("channel", "form"),),
    )


def _question(grid: Grid, at: int, text: str) -> Column:
    found = _SUB.fullmatch(text)
    cells = sample_cells(grid, at, 2)
    group, label = split_row_label(found[3] if found and found[3] else text)
    marks = {cell.lower() for cell in cells}
    if (found or label) and marks & _TICKED and marks <= _TICKED | _NOT_PUT:
        return Column(
            at,
            text,
            names=(),
            group=group if label else (found[1] if found else text),
            option=label or (found[2] if found else text),
            shape="option",
        )
    more: dict[str, object] = {"names": (label, text), "group": group, "option": label} if label else {}
    return question_column(grid, at, text, 2, **more)
