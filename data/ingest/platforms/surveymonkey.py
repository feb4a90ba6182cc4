"""SurveyMonkey: two header rows; a block's question stands only above its first column, the rows or choices below."""

from __future__ import annotations

from dataclasses import replace

from data.ingest.layout import Column, Layout, numbered
from data.ingest.platforms.blocks import with_rankings
from data.ingest.platforms.meta import is_personal, known, own_column, question_column, sample_cells, with_whole_blocks
from data.ingest.wording import plain
from data.ingest.workbook import Grid

OWN = known(
    {
        "Respondent ID": ("response_id", ""),
        "RespondentID": ("response_id", ""),
        "Collector ID": (None, "technical"),
        "CollectorID": (None, "technical"),
        "Start Date": ("started_at", ""),
        "StartDate": ("started_at", ""),
        "End Date": ("answered_at", ""),
        "EndDate": ("answered_at", ""),
        "Date Created": ("started_at", ""),
        "Date Modified": ("answered_at", ""),
        "IP Address": (None, "personal"),
        "Email Address": (None, "personal"),
        "First Name": (None, "personal"),
        "Last Name": (None, "personal"),
        "Custom Data": ("customer", ""),
        "Custom Data 1": ("customer", ""),
    }
)
_ANSWER = frozenset(plain(text) for text in ("Response", "Open-Ended Response", "答复", "开放式回答"))


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(2)
    if len(rows) < 2 or plain(rows[0][0]) not in ("respondentid",):
        return None
    upper, lower = rows
    has_labels = not lower[0]
    first_row = 3 if has_labels else 2
    labels = lower if has_labels else [""] * len(upper)
    columns: list[Column] = []
    own, current = True, ""
    for at, text in enumerate(upper):
        own = own and plain(text) in OWN
        if own:
            columns.append(replace(own_column(at, text, OWN[plain(text)]), hints=frozenset({"mdy"})))
            continue
        current = text or current
        label = "" if plain(labels[at]) in _ANSWER or plain(labels[at]) == plain(current) else labels[at]
        if not text and not label:
            columns.append(Column(at, "", skip="empty", question=False))
            continue
        columns.append(_question(grid, at, current, label, first_row))
    return Layout(
        "surveymonkey",
        (1, 2) if has_labels else (1,),
        first_row,
        numbered(with_rankings(grid, with_whole_blocks(grid, columns, first_row), first_row)),
        dataset="surveys",
        constants=(("channel", "form"),),
    )


def _question(grid: Grid, at: int, question: str, label: str, first_row: int) -> Column:
    if not label:
        # The standard question of the platform runs from 0 to 10 and cannot be changed.
        standard = plain(question).startswith(plain("How likely is it that you would recommend"))
        return question_column(grid, at, question, first_row, hints=frozenset({"nps"} if standard else ()))
    header = f"{question} [{label}]"
    cells = sample_cells(grid, at, first_row)
    if cells and {plain(cell) for cell in cells} == {plain(label)}:
        return Column(at, header, names=(), group=question, option=label, shape="option")
    skip = "personal" if is_personal(question) or is_personal(label) else ""
    return Column(at, header, names=(label, header), skip=skip, group=question, option=label)
