"""Questions about columns: which field one is, which of two is meant, and what its neighbours answer already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from data.datasets import Dataset
from data.ingest import columns as reading
from data.ingest.day_order import order_by_days
from data.ingest.layout import BLOCKS, Layout
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.names import Match
from data.ingest.proposing import AMOUNTS, LEAVE, Proposal
from data.ingest.questions import OTHER, Question
from data.ingest.recognition.facts import facts_of
from data.ingest.wording import column_letters
from data.ingest.workbook import Sheet

ONE_OF_A_SURVEY = frozenset(("nps",))
"""Fields that two questions of one survey may mean, with another result each."""
LIKE_SCORES, LIKE_AMOUNTS = 0.8, 0.9


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


def useful_fields(dataset: Dataset) -> tuple[str, ...]:
    """The fields of which a row needs at least one to be of use: scores of answers, amounts of costs."""
    if "answers" in dataset.by_name:
        return tuple(field.name for field in dataset.fields if field.type == "rating")
    if dataset.name in AMOUNTS:
        return tuple(field.name for field in dataset.fields if field.type == "decimal")
    return ()


def useful_questions(
    sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, asked: Collection[int | None]
) -> list[Question]:
    """Rows without what makes them useful are a question first: which of the open columns of scores, or of amounts, is
    it?"""
    wanted = useful_fields(dataset)
    if not wanted or any(mapping.column_of(name) is not None for name in wanted):
        return []
    lines = {line.index: line for line in mapping.columns}
    found: list[Question] = []
    for column in layout.columns:
        line = lines.get(column.index)
        if line is None or line.field or column.skip or line.why == "personal" or column.shape in BLOCKS:
            continue
        facts = facts_of(sheet.grid, column, layout)
        rated = facts.ratings >= LIKE_SCORES and facts.distinct >= 2 and facts.high > 1  # 0 and 1: yes and no
        like = rated if "answers" in dataset.by_name else facts.numbers >= LIKE_AMOUNTS and not facts.counter
        if like and column.index not in asked:
            one = Proposal(column, tuple((name, 0.0) for name in wanted[:3]), certain=False, taken=False)
            found.append(replace(column_question(sheet, layout, dataset, one, line), guess=""))
    return found


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


def _asked_once(questions: list[Question]) -> list[Question]:
    """One question about day and month for all columns of a sheet that leave their order open."""
    open_ones = [question for question in questions if question.code == "date_order"]
    if len(open_ones) < 2:
        return questions
    headers = {question.column: str(question.params["column"]) for question in open_ones}
    first = replace(
        open_ones[0], params=open_ones[0].params | {"column": ", ".join(headers.values()), "headers": headers}
    )
    return [first if one is open_ones[0] else one for one in questions if one is open_ones[0] or one not in open_ones]


def without_columns(question: Question, gone: Collection[int]) -> Question | None:
    """What is left of a question where columns have become something else; none where it was about those only."""
    if question.column not in gone:
        return question
    left = {at: header for at, header in question.params.get("headers", {}).items() if at not in gone}
    if not left:
        return None
    params = question.params | {"column": ", ".join(left.values()), "headers": left}
    first = next(iter(left))
    return replace(question, id=f"date_order.{column_letters(first)}", params=params, column=first)


def settled(
    sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, questions: list[Question]
) -> tuple[list[Question], set[int | None]]:
    """The questions without those of the order of day and month that the sheet answers itself, and the places of the
    columns it answered them for: one order holds in a whole sheet, so the columns that tell it tell it for those that
    do not, and where none does, what the days mean may (:func:`order_by_days`)."""
    open_ones = {question.column for question in questions if question.code == "date_order"}
    orders = {line.order for line in mapping.columns if line.order is not None}
    order, by_days = next(iter(orders)) if len(orders) == 1 else None, False
    if open_ones and not orders:
        order, by_days = order_by_days(sheet, layout, dataset, mapping, open_ones), True
    if not open_ones or order is None:
        return _asked_once(questions), set()
    for line in mapping.columns:
        if line.index in open_ones:
            line.order, line.order_by_days = order, by_days
    return [question for question in questions if question.code != "date_order"], open_ones
