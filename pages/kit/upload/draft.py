"""One file on its way in: what was read of it, what was chosen and answered, and what would be stored."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from data.access import Rights
from data.ingest import Mapping as FileMapping
from data.ingest import Question, Spread, Understanding, Workbook, also_holds, remap, table_sheets
from data.ingest.around import UNKNOWN, Programme
from data.ingest.untrusted import prepare, understand
from data.store import Prepared, Preview, Store

LEAVE, OTHER = "-", "+"
"""What a column may become beside a field: left out, or kept among the other answers."""


@dataclass
class Draft:
    """Choices about one sheet of a file. Whatever follows from them is computed once and kept until they change.

    ``sheet`` and ``dataset`` are None where the guess holds; ``settled`` says that the reader has confirmed them,
    ``asked_back`` that the reader wants to look at them again. ``afresh`` reads the file without the mapping of a file
    whose headers are nearly the same; ``spread`` says which columns stand across, None where the guess holds.
    ``becomes`` has the columns the reader changed: position → field, ``OTHER`` or ``LEAVE``; ``said`` those that were
    asked about, in the same way. ``answers`` are those to the questions, ``later`` the questions put off. ``reversed``
    are rated columns, by position, whose lowest number is the best; ``constants`` hold for every row of the file.
    ``mapping`` is a mapping file the reader gave, as JSON. ``done`` has the sheets of the file that were kept already.
    """

    book: Workbook
    size: int
    sheet: str | None = None
    dataset: str | None = None
    settled: bool = False
    asked_back: bool = False
    afresh: bool = False
    spread: Spread | Literal["as_it_stands"] | None = None
    mapping: str = ""
    becomes: dict[int, str] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)
    reversed: frozenset[int] = frozenset()
    constants: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    known_at: datetime | None = None
    done: tuple[str, ...] = ()
    zone: str = ""
    """That of the programme; with it nobody is asked for one."""
    programme: Programme = UNKNOWN
    """What the programme knew when the file was read: its waves, and which ids of the file are its customers."""
    round: int = 0
    """Grows when the table of columns must be drawn anew."""
    _kept: dict[str, tuple[Hashable, Any]] = field(default_factory=dict, repr=False)

    def choose(self, sheet: str | None, dataset: str | None) -> None:
        """Another sheet or dataset: whatever was answered about the last one no longer holds."""
        if (sheet, dataset) != (self.sheet, self.dataset):
            if sheet != self.sheet:
                self.spread = None
            self.sheet, self.dataset = sheet, dataset
            self.forget()

    def forget(self) -> None:
        """Back to the guess."""
        self.becomes, self.said, self.answers, self.later = {}, {}, {}, []
        self.reversed, self.constants = frozenset(), {}
        self.round += 1

    def read_afresh(self, *, afresh: bool) -> None:
        """With or without the mapping of the file before."""
        self.afresh = afresh
        self.forget()

    def spread_as(self, how: Spread | Literal["as_it_stands"] | None, dataset: str) -> None:
        """Spread these columns, or none: the columns are others then, and what was said of them no longer holds; what
        the sheet is does."""
        self.spread, self.dataset, self.settled = how, dataset, True
        self.forget()

    def guess(self, remembered: Mapping[str, str]) -> Understanding:
        """How the sheet reads by itself and by what was said of the columns it asked about. Raises ``Refusal`` where it
        is no table."""
        guess = self._guess(remembered)
        if not self.said:
            return guess
        about = (self._kept["guess"][0], tuple(sorted(self.said.items())))
        return self._keep("said", about, lambda: remap(self.book, guess, _fields(self.said)))

    def _guess(self, remembered: Mapping[str, str]) -> Understanding:
        known = self._known(remembered)
        how = self.spread if isinstance(self.spread, str | None) else self.spread.model_dump_json()
        about = (self.sheet, self.dataset, self.afresh, how, tuple(sorted(known.items())), self.programme)
        return self._keep(
            "guess",
            about,
            lambda: understand(
                self.book,
                remembered=known,
                dataset=self.dataset,
                sheet=self.sheet,
                afresh=self.afresh,
                spread=self.spread,
                programme=self.programme,
                others=True,
            ),
        )

    def understanding(self, remembered: Mapping[str, str]) -> Understanding:
        """How the sheet reads with the columns the reader changed."""
        guess = self.guess(remembered)
        if not (self.becomes or self.reversed):
            return guess
        before = self._kept["said" if self.said else "guess"][0]
        about = (before, tuple(sorted(self.becomes.items())), self.reversed)
        return self._keep(
            "changed", about, lambda: turned(remap(self.book, guess, _fields(self.becomes)), self.reversed)
        )

    def _known(self, remembered: Mapping[str, str]) -> dict[str, str]:
        """The mappings that count: a file the reader gave goes before what is remembered."""
        if not self.mapping:
            return dict(remembered)
        return {**remembered, FileMapping.from_json(self.mapping).fingerprint: self.mapping}

    def unsettled(self, found: Understanding) -> bool:
        """Whether sheet and dataset are to be confirmed first: several sheets hold a table, or no dataset fits well."""
        if self.settled:
            return False
        if self.asked_back:
            return True
        return any(question.code in ("sheet", "dataset") for question in found.questions)

    def questions(self, found: Understanding) -> list[Question]:
        """What is asked about columns and constants; sheet and dataset have a step of their own."""
        settled = ("sheet", "dataset", "zone") if self.zone else ("sheet", "dataset")
        return [question for question in found.questions if question.code not in settled]

    def open_questions(self, found: Understanding) -> list[Question]:
        """Those without an answer; those put off come last, and words of cells after all others."""
        still = [question for question in self.questions(found) if question.id not in self.answers]
        still.sort(key=lambda question: question.code == "value")
        return sorted(still, key=lambda question: self.later.index(question.id) + 1 if question.id in self.later else 0)

    def prepared(self, found: Understanding, zone: str = "") -> Prepared:
        """The rows as they would go to the store; times are brought into ``zone``, that of the programme.

        Raises ``Refusal('questions_open')`` while something is unanswered.
        """
        asked = {question.id for question in found.questions}
        answers = {name: answer for name, answer in self.answers.items() if name in asked}
        answers |= {"sheet": found.sheet} if "sheet" in asked else {}
        answers |= {"dataset": found.dataset} if "dataset" in asked else {}
        constants = {name: text for name, text in self.constants.items() if not found.mapping.column_of(name)}
        about = (found.sheet, found.mapping.to_json(), tuple(sorted({**constants, **answers}.items())), zone)
        rows = self._keep(
            "prepared", about, lambda: prepare(self.book, found, answers=answers, constants=dict(constants), zone=zone)
        )
        return replace(rows, complete=self.complete) if rows.complete != self.complete else rows

    def preview(self, prepared: Prepared, store: Store, rights: Rights) -> Preview:
        """What a commit would do to the store as it is now."""
        about = (self._kept["prepared"][0], self.complete, store.address, store.version(), rights)
        return self._keep("preview", about, lambda: store.preview(prepared, rights))

    def mapping_json(self, found: Understanding) -> str:
        """The mapping as it stands, with the answers given so far, as a document."""
        mapping = found.mapping.model_copy(deep=True)
        mapping.constants |= self.constants
        mapping.answers |= {name: answer for name, answer in self.answers.items() if name not in ("sheet", "dataset")}
        return mapping.to_json()

    def use_mapping(self, text: str) -> None:
        """Read the file by this mapping. Refusals: those of ``Mapping.from_json``."""
        FileMapping.from_json(text)
        self.mapping = text
        self.forget()

    @property
    def seen(self) -> Understanding | None:
        """How the sheet was understood last."""
        last = "changed" if self.becomes or self.reversed else "said" if self.said else "guess"
        kept = self._kept.get(last)
        return kept[1] if kept else None

    def also(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What else the columns of the sheet hold, by dataset."""
        return also_holds(self.seen) if self.seen else ()

    def other_sheets(self) -> tuple[str, ...]:
        """The sheets with a table that were not kept yet."""
        return tuple(
            sheet.name
            for sheet, layout in table_sheets(self.book)
            if sheet.name not in self.done and sheet.grid.height >= layout.first_row
        )

    @property
    def kept_sheet(self) -> str:
        """The sheet whose rows were prepared last."""
        return self._kept["prepared"][0][0] if "prepared" in self._kept else ""

    def _keep(self, name: str, about: Hashable, build: Callable[[], Any]) -> Any:
        kept = self._kept.get(name)
        if kept is None or kept[0] != about:
            self._kept[name] = (about, build())
        return self._kept[name][1]


def _fields(choices: Mapping[int, str]) -> dict[int, str | None]:
    """Choices as :func:`remap` takes them."""
    return {at: None if choice == LEAVE else "" if choice == OTHER else choice for at, choice in choices.items()}


def turned(found: Understanding, columns: frozenset[int]) -> Understanding:
    """``found`` with the scales of these columns the other way round: their lowest number is the best."""
    if not columns:
        return found
    mapping = found.mapping.model_copy(deep=True)
    for line in mapping.columns:
        if line.index in columns:
            line.reversed = not line.reversed
    guesses = tuple(
        replace(one, reversed=not one.reversed, read_as="rating" if one.reversed else "rating_reversed")
        if one.index in columns
        else one
        for one in found.columns
    )
    return replace(found, columns=guesses, mapping=mapping)
