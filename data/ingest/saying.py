"""What was said about a file when it is prepared: answers about its columns, and what is to be told with its batch."""

from __future__ import annotations

from collections.abc import Mapping as Dict

from data.datasets import DATASETS
from data.ingest.mapping import Mapping
from data.ingest.proposing import LEAVE
from data.ingest.questions import OTHER, REMEMBERED
from data.ingest.remapping import remap
from data.ingest.telling import MOST_ISSUES
from data.ingest.understanding import Understanding
from data.ingest.workbook import LONGEST_CELL, Sheet, Workbook, letters
from data.problems import Issue


def told_columns(book: Workbook, how: Understanding, answers: Dict[str, str]) -> tuple[Understanding, dict[str, str]]:
    """``how`` with what was answered about which field a column is, and the other answers."""
    asked = {question.id: question for question in how.questions if question.code == "column"}
    told = {name: answer for name, answer in answers.items() if name in asked}
    if not told:
        return how, dict(answers)
    fields = {
        asked[name].column: None if answer == LEAVE else "" if answer == OTHER else answer
        for name, answer in told.items()
    }
    # A field that a column is said to be is no longer that of another which only was taken for it.
    others = {
        line.index: None
        for line in how.mapping.columns
        if line.field in set(told.values()) and line.index not in fields and line.index is not None
    }
    wanted = {at: field for at, field in (others | fields).items() if at is not None}
    return remap(book, how, wanted), {name: answer for name, answer in answers.items() if name not in told}


def constants_again(how: Understanding, told: Dict[str, str | None]) -> list[Issue]:
    """What every row is given because the last file was, and nobody has said again of this one: never in silence."""
    dataset = DATASETS[how.dataset]
    again = [one for one in how.questions if one.params.get("source") == REMEMBERED and one.id not in told]
    return [
        Issue(
            "constant_again",
            "warn",
            how.sheet,
            params={"field_en": dataset.by_name[one.id].en, "field_zh": dataset.by_name[one.id].zh, "said": one.guess},
        )
        for one in again
    ]


def cells_cut(sheet: Sheet) -> tuple[Issue, ...]:
    """The cells of which only the beginning is read, each with its row and the letters of its column."""
    grid, most = sheet.grid, {"most": LONGEST_CELL}
    said = [
        Issue("cell_too_long", "warn", sheet.name, row, letters(grid.first_column + at), params={"n": n, **most})
        for row, at, n in grid.cut[:MOST_ISSUES]
    ]
    rest = grid.cut[MOST_ISSUES:]
    if rest:
        longest = max(n for _, _, n in rest)
        said.append(Issue("cell_too_long", "warn", sheet.name, count=len(rest), params={"n": longest, **most}))
    return tuple(said)


def header_issues(how: Understanding | Mapping) -> list[Issue]:
    """What differs from the headers of the last file, to be kept with the batch."""
    if not isinstance(how, Understanding) or how.change is None:
        return []
    new = [Issue("column_new", "warn", how.sheet, how.header_rows[-1], header) for header in how.change.new]
    gone = [Issue("column_gone", "warn", how.sheet, how.header_rows[-1], header) for header, _ in how.change.gone]
    return [*new, *gone]
