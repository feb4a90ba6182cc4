"""Questions about columns: which field one is, which of two is meant, and what its neighbours answer already."""

from __future__ import annotations

from data.datasets import Dataset
from data.ingest import columns as reading
from data.ingest.layout import Layout
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.names import Match
from data.ingest.proposing import LEAVE, Proposal
from data.ingest.questions import OTHER, Question
from data.ingest.wording import column_letters
from data.ingest.workbook import Sheet

ONE_OF_A_SURVEY = frozenset(("nps",))
"""Fields that two questions of one survey may mean, with another result each."""


def column_question(sheet: Sheet, layout: Layout, dataset: Dataset, one: Proposal, line: ColumnMapping) -> Question:
    """Which of the likely fields a column is, or none; ``line`` says what it is taken for until it is answered."""
    rest = OTHER if "answers" in dataset.by_name else LEAVE
    fields = [name for name, _ in one.likely]
    params = {"column": one.column.header, "dataset": dataset.name}
    samples = reading.samples_of(sheet.grid, one.column, layout)
    guess = line.field or rest
    choices = tuple(dict.fromkeys((*fields, rest, LEAVE)))
    letter = column_letters(one.column.index + sheet.grid.first_column)
    return Question(f"column.{letter}", "column", choices, params, samples, guess, True, one.column.index)


def which_of_two(
    layout: Layout, mapping: Mapping, matches: list[Match | None], owner: dict[str, int]
) -> list[Question]:
    """Two questions of a survey that both may be its NPS: only a person can say which is."""
    asked: list[Question] = []
    for field in ONE_OF_A_SURVEY & set(owner):
        first = matches[owner[field]]
        several = [at for at, match in enumerate(matches) if first and match and match == first]
        if len(several) < 2:
            continue
        headers = tuple(layout.columns[at].header for at in several)
        for at in several:
            if mapping.columns[at].field is None:
                mapping.columns[at].low, mapping.columns[at].points = 0, 11
        asked.append(Question(f"which.{field}", "which", headers, {"dataset": mapping.dataset, "of": field}))
    return asked


def settled_by_sisters(mapping: Mapping, questions: list[Question]) -> list[Question]:
    """Day and month stand in one order in a whole sheet: the columns that tell it tell it for those that do not."""
    orders = {line.order for line in mapping.columns if line.order is not None}
    if len(orders) != 1:
        return questions
    open_ones = {question.column for question in questions if question.code == "date_order"}
    for line in mapping.columns:
        if line.index in open_ones:
            line.order = next(iter(orders))
    return [question for question in questions if question.code != "date_order"]
