"""Which dataset a table is: by all the evidence, by the declared names of its headers alone, or by asking."""

from __future__ import annotations

from data.datasets import DATASETS
from data.ingest.layout import Layout
from data.ingest.names import rank_datasets
from data.ingest.proposing import table_of, telling
from data.ingest.questions import Question
from data.ingest.recognition.ranking import Fit, ranked
from data.ingest.workbook import Sheet, Workbook

DATASET_CERTAIN = 0.85
NAMED = 0.45
LEAST_KNOWN = 0.6
"""Columns, by their certainty, of which something must be known for a table to be anything."""
OFFERED = 4


def candidates_of(book: Workbook, sheet: Sheet, layout: Layout, roster: frozenset[str]) -> list[Fit]:
    columns = [column for column in layout.columns if telling(column)]
    return ranked(table_of(sheet.grid, layout, columns, roster), " ".join((*layout.titles, sheet.name)), book.name)


def named_dataset(book: Workbook, sheet: Sheet, layout: Layout) -> str | None:
    """The dataset that the declared names alone tell, where they tell one."""
    names = [column.callings for column in layout.columns if not column.skip]
    found = rank_datasets(names, f"{book.name} {sheet.name}")
    if not found or found[0].score < NAMED:
        return None
    close = [one for one in found[1:] if one.score > found[0].score - 0.08 and one.score > 0.4]
    return None if close else found[0].dataset


def _rates(fit: Fit) -> bool:
    """Whether a table holds ratings for certain: with the customers' own data beside them it is a list of answers
    still."""
    fields = DATASETS[fit.dataset].by_name
    return any(fields[one.field].type == "rating" and one.certainty >= DATASET_CERTAIN for one in fit.given)


def choose_dataset(
    layout: Layout, candidates: list[Fit], named: str | None, wanted: str | None
) -> tuple[str | None, float, list[Question]]:
    """The dataset, how likely it is, and the question where neither the whole of the evidence nor the declared names of
    the headers (``named``) and it together make it certain."""
    if wanted is not None:
        score = next((one.score for one in candidates if one.dataset == wanted), 0.0 if candidates else 1.0)
        return wanted, score, []
    if layout.dataset is not None:
        return layout.dataset, 1.0, []
    if not candidates or sum(one.certainty for one in candidates[0].given) < LEAST_KNOWN:
        return None, 0.0, []
    best = next((one for one in candidates if one.dataset == named and _rates(one)), candidates[0])
    if best.score >= DATASET_CERTAIN or best.dataset == named:
        return best.dataset, best.score, []
    choices = tuple(dict.fromkeys([one.dataset for one in candidates[:OFFERED]] + ([named] if named else [])))
    return best.dataset, best.score, [Question("dataset", "dataset", choices, guess=best.dataset)]
