"""What a file leaves open, as questions a person or a command can answer, and what the answers do to the mapping."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from data.datasets import DATASETS
from data.ingest.mapping import ColumnMapping, Mapping, Span
from data.ingest.periods import read_period
from data.language import Translator
from data.problems import Refusal

OTHER = "+"
"""The answer that a column is kept among the other answers."""
BESIDE = "beside"
"""The answer that another column says it in each row."""
REMEMBERED = "remembered"
"""The source of a proposal that comes from the file before, as this one says nothing about it."""


@dataclass(frozen=True)
class Question:
    """One thing only a person can say. ``id`` is stable for a file; ``guess`` is the choice that looks likelier, or ''.

    ``code`` and ``params`` give the text (``question.<code>``), each choice is ``question.<code>.<choice>`` where the
    catalogue has it, else the choice itself. ``free`` questions also take any text (a name, a day). ``samples`` are up
    to three rows: (row number, cell of the column, cells beside it that help).
    """

    id: str
    code: str
    choices: tuple[str, ...]
    params: dict[str, Any] = field(default_factory=dict)
    samples: tuple[tuple[int, str, str], ...] = ()
    guess: str = ""
    free: bool = False
    column: int | None = None

    @property
    def proposed(self) -> bool:
        """Whether the file says the answer itself, around its table: it is shown with where it was read, and
        confirmed."""
        return bool(self.guess and self.params.get("source"))

    @property
    def thing(self) -> tuple[str, str]:
        """What it is about, as a person counts: the words of one column are one thing."""
        return self.code, str(self.params["field_name"]) if self.code == "value" else self.id

    def text(self, t: Translator) -> str:
        return t(f"question.{self.code}", **self._params(t))

    def source_text(self, t: Translator) -> str:
        """Where the proposal was read: the title, the sheet's or the file's name, the file before; '' for any other
        guess."""
        source = str(self.params.get("source", ""))
        return t(f"question.source.{source}", said=self.params.get("said", "")) if source else ""

    def choice_text(self, choice: str, t: Translator) -> str:
        if self.code == "dataset":
            return DATASETS[choice].label(t.lang)
        if self.code == "column":
            field = DATASETS[str(self.params["dataset"])].by_name.get(choice)
            return field.label(t.lang) if field else t(f"question.column.{'other' if choice == OTHER else 'leave'}")
        if self.code in ("value", "constant", "stated") and choice not in ("none", "yes", "no"):
            field = DATASETS[str(self.params["dataset"])].by_name[str(self.params["field_name"])]
            return next((one.zh if t.lang == "zh" else one.en for one in field.choices if one.code == choice), choice)
        if self.code == "across_cells" or (self.code == "lasting" and choice != "none"):
            return DATASETS[str(self.params["dataset"])].by_name[choice].label(t.lang)
        key = f"question.{self.code}.{choice}"
        return t(key, **self._params(t)) if t.has(key) else choice

    def _params(self, t: Translator) -> dict[str, Any]:
        """The parameters, with the field's label in the reader's language."""
        field = self.params.get(f"field_{t.lang}", "")
        if self.code == "which":
            field = DATASETS[str(self.params["dataset"])].by_name[str(self.params["of"])].label(t.lang)
        return self.params | {"field": field}


def asked_and_proposed(questions: Iterable[Question]) -> tuple[int, int]:
    """How many things a person must say, and how many proposals wait for a word. The words of one column are one thing:
    a list with what each means."""
    every = list(questions)
    asked = {one.thing for one in every if not one.proposed}
    return len(asked), sum(one.proposed for one in every)


class QuestionsOpen(Refusal):
    """``Refusal('questions_open')`` that carries the questions."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__("questions_open", ", ".join(question.id for question in questions), n=len(questions))
        self.questions = questions


def answered(
    mapping: Mapping, questions: tuple[Question, ...], answers: Dict[str, str], constants: Dict[str, str | None]
) -> Mapping:
    """The mapping with answers and constants put in.

    Raises ``Refusal``: questions_open (with the ids still open), answer_unknown where an answer is none of the choices.
    """
    done = mapping.model_copy(deep=True)
    done.constants |= constants
    still_open: list[Question] = []
    by_id = {question.id: question for question in questions}
    for question in questions:
        answer = answers.get(question.id, mapping.answers.get(question.id))
        if answer is None and question.id in done.constants:
            answer = done.constants[question.id] or "none"
        if answer is None:
            still_open.append(question)
            continue
        if answer not in question.choices and not question.free:
            raise Refusal("answer_unknown", where=question.id, answer=answer, choices=", ".join(question.choices))
        done.answers[question.id] = answer
        _apply(done, question, answer)
    for stray in set(answers) - set(by_id) - {"sheet", "dataset"}:
        if stray not in mapping.answers:
            raise Refusal("question_unknown", where=stray)
    if still_open:
        raise QuestionsOpen(tuple(still_open))
    return done


def _apply(mapping: Mapping, question: Question, answer: str) -> None:
    if question.code in ("across_year", "across_first", "across_nested"):
        _spread(mapping, question, answer)
        return
    if question.code == "which":
        for line in mapping.columns:
            if line.header in question.choices:
                chosen = line.header == answer
                line.field, line.keep, line.why = (
                    (str(question.params["of"]), False, "") if chosen else (None, True, "")
                )
        return
    if question.code == "zone":
        if answer not in available_timezones():
            raise Refusal("answer_unknown", where=question.id, answer=answer, choices=", ".join(question.choices))
        mapping.zone = answer
        return
    if question.code == "running":
        for line in mapping.columns:
            if line.field in question.params["of"]:
                line.running = answer  # type: ignore[assignment]
        return
    if question.column is None:
        if question.code not in ("sheet", "dataset"):
            mapping.constants[question.id] = None if answer == "none" else answer
        return
    column = next(column for column in mapping.columns if column.index == question.column)
    if question.code == "direction":
        column.reversed = answer == "low_is_good"
    elif question.code == "units":
        column.factor = float(answer)
    elif question.code == "year":
        column.year = int(answer)
    elif question.code == "month":
        _month(mapping, column, question, answer)
    elif question.code == "percents":
        column.percents = answer == "percent"
    elif question.code == "both_ways":
        column.percents, column.percents_above = True, answer == "mixed"
    elif question.code == "lasting":
        if answer == "none":
            column.field, column.why = None, "no_field"
        else:
            column.span = Span(unit="years", anchor=answer, direction="after")
    elif question.code == "date_order":
        for line in mapping.columns:
            if line.index in question.params.get("headers", (question.column,)):
                line.order = "dmy" if answer == "dmy" else "mdy"
    elif question.code == "range":
        low, _, high = answer.partition("-")
        column.low, column.points = int(low), int(high) - int(low) + 1
        if column.field == "nps" and (column.low, column.points) != (0, 11):
            column.field = "recommend" if mapping.column_of("recommend") is None else None
            column.keep = column.field is None
    elif question.code == "across_cells":
        column.field, column.keep, column.why = answer, False, ""
    elif question.code == "middle":
        column.points = 4 if answer == "four" else 5
    elif question.code == "value":
        said = {"none": None, "yes": True, "no": False}
        column.values[str(question.params["wording"])] = said.get(answer, answer)
    elif question.code == "wording":
        column.values[str(question.params["wording"])] = float(answer)


def _month(mapping: Mapping, column: ColumnMapping, question: Question, answer: str) -> None:
    """Refusal answer_unknown where it is no month of a year."""
    if answer == "none":
        column.field, column.why = None, "chosen"
    elif answer == BESIDE and question.params.get("beside"):
        column.month_beside = str(question.params["beside"])
        for line in mapping.columns:
            if line.header == column.month_beside and line.field is None:
                line.why, line.keep = "month", False
    else:
        period = read_period(answer)
        if period is None or period.kind != "month" or period.year is None:
            raise Refusal("answer_unknown", where=question.id, answer=answer, choices=", ".join(question.choices))
        column.month = date(period.year, period.number, 1)


def _spread(mapping: Mapping, question: Question, answer: str) -> None:
    """Refusal answer_unknown where it is no year or no day."""
    try:
        known: dict[str, int | date | bool] = {"nested": answer == "nested"}
        if question.code != "across_nested":
            known = {"year": int(answer)} if question.code == "across_year" else {"first": date.fromisoformat(answer)}
    except ValueError:
        raise Refusal("answer_unknown", where=question.id, answer=answer, choices="") from None
    if mapping.spread is not None:
        mapping.spread = mapping.spread.model_copy(update=known)
