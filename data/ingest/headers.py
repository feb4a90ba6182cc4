"""What a platform changed since last time: a file whose headers are nearly those of a remembered mapping.

The mapping is proposed for the columns that are still there; new columns are read, and asked about, like those of any
file. Columns that every export of a platform has (ids, times) say nothing about whether it is the same form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from data.datasets import DATASETS, Dataset
from data.ingest import columns as reading
from data.ingest.columns import ColumnGuess
from data.ingest.layout import BLOCKS, Column, Layout
from data.ingest.mapping import ColumnMapping, Mapping
from data.ingest.names import match_header
from data.ingest.questions import Question
from data.ingest.wording import plain
from data.ingest.workbook import Sheet

ALIKE = 0.5
"""Share of the columns of both files that must be the same for a mapping to be proposed."""
LEAST = 2


@dataclass(frozen=True)
class HeaderChange:
    """Against the mapping remembered under ``fingerprint``: the headers that came, and those that went, each with the
    field it had been (empty for another answer)."""

    fingerprint: str
    new: tuple[str, ...]
    gone: tuple[tuple[str, str], ...]
    same: int
    periods: bool = False
    """Only periods that stand across came or went, as they do every month: nothing else is read otherwise."""

    @property
    def only_moved(self) -> bool:
        return not self.new and not self.gone


def nearest(layout: Layout, remembered: Dict[str, str], dataset: str | None) -> tuple[Mapping, HeaderChange] | None:
    """The remembered mapping of this platform that has most columns in common with the file, where it is most of
    them."""
    here = Counter(plain(column.header) for column in layout.columns if not column.skip and column.header)
    general = {plain(column.header) for column in layout.columns if column.field is not None}
    best: tuple[float, Mapping, HeaderChange] | None = None
    for key, text in remembered.items():
        mapping = Mapping.from_json(text)
        if mapping.platform != layout.platform or mapping.dataset not in DATASETS or mapping.spread is not None:
            continue
        if dataset not in (None, mapping.dataset):
            continue
        lines = [line for line in mapping.columns if (line.field or line.keep) and line.header]
        there = Counter(plain(line.header) for line in lines)
        known = Counter(plain(line.header) for line in mapping.columns)
        common = Counter({name: n for name, n in (there & here).items() if name not in general})
        every = Counter(
            {
                name: n
                for name, n in (there | here).items()
                if name not in general and (name in there or name not in known)
            }
        )
        share = common.total() / every.total() if every else 0.0
        if common.total() < LEAST or share < ALIKE or (best is not None and share <= best[0]):
            continue
        gone = tuple((line.header, line.field or "") for line in lines if plain(line.header) not in here)
        new = tuple(c.header for c in layout.columns if not c.skip and c.header and plain(c.header) not in known)
        best = share, mapping, HeaderChange(key, new, gone, common.total())
    return None if best is None else best[1:]


def carried(
    sheet: Sheet, layout: Layout, old: Mapping, found: str
) -> tuple[Mapping, dict[int, ColumnGuess], list[Question]]:
    """``old`` for the columns of this file, with the guesses and questions of the columns it did not know."""
    dataset = DATASETS[old.dataset]
    mapping = old.model_copy(deep=True)
    lines: dict[str, list[ColumnMapping]] = {}
    for line in mapping.columns:
        lines.setdefault(plain(line.header), []).append(line)
    mapping.columns, mapping.fingerprint = [], found
    unknown: list[Column] = []
    for column in layout.columns:
        known = lines.get(plain(column.header))
        if known:
            line = known.pop(0)
            line.index, line.header = column.index, column.header
            mapping.columns.append(line)
        else:
            unknown.append(column)
    guesses, questions = _read_new(sheet, layout, dataset, mapping, unknown)
    mapping.columns.sort(key=lambda line: line.index or 0)
    for question in questions:
        mapping.answers.pop(question.id, None)
    return mapping, guesses, questions


def _read_new(
    sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, unknown: list[Column]
) -> tuple[dict[int, ColumnGuess], list[Question]]:
    guesses: dict[int, ColumnGuess] = {}
    questions: list[Question] = []
    for column in unknown:
        match = None
        if not column.skip and column.shape not in BLOCKS:
            match = reading.fitting(sheet.grid, column, layout, dataset, match_header(column.callings, dataset))
        if match is not None and mapping.column_of(match.field) is not None:
            match = None
        line, guess, asked = reading.read_column(sheet.grid, column, layout, dataset, match)
        mapping.columns.append(line)
        mapping.constants.pop(line.field or "", None)
        guesses[column.index] = guess
        questions += asked
    return guesses, questions
