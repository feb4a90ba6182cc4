"""Our own template: labels, field names, units, then rows; the example row under them is no data."""

from __future__ import annotations

from data.datasets import DATASETS, Dataset, Field
from data.ingest.layout import Column, Layout
from data.ingest.workbook import Grid


def example_row(dataset: Dataset) -> tuple[str, ...]:
    """The example of each field, as the template writes it."""
    return tuple(field.example for field in template_fields(dataset))


def template_fields(dataset: Dataset) -> tuple[Field, ...]:
    """The fields a template has columns for, in order: all but those that only files of platforms fill."""
    return tuple(field for field in dataset.fields if field.type != "json")


def detect(grid: Grid) -> Layout | None:
    rows = grid.top(6)
    for at, row in enumerate(rows[:5]):
        filled = [cell for cell in row if cell]
        if len(filled) < 2 or at == 0:
            continue
        for dataset in DATASETS.values():
            names = set(dataset.by_name)
            if set(filled) <= names and len(set(filled)) == len(filled):
                return _layout(grid, rows, at, dataset)
    return None


def _layout(grid: Grid, rows: list[list[str]], at: int, dataset: Dataset) -> Layout | None:
    from data.ingest.template import unit_texts

    upper = rows[at - 1]
    units = {unit for lang in ("en", "zh") for unit in unit_texts(dataset, lang).values() if unit}
    first = at + 2
    header_rows: tuple[int, ...] = (at, at + 1)
    if len(rows) > at + 1:
        below = [cell for cell in rows[at + 1] if cell]
        if below and set(below) <= units:
            first, header_rows = at + 3, (at, at + 1, at + 2)
    columns = []
    for index, name in enumerate(rows[at]):
        if not name:
            columns.append(Column(index, upper[index], skip="empty", question=False))
            continue
        label = upper[index] or name
        columns.append(
            Column(index, label, names=(name, label), field=name, question=False, hints=frozenset({"nps", "own"}))
        )
    return Layout(
        "template", header_rows, first, tuple(columns), dataset=dataset.name, rules=frozenset({"drop_examples"})
    )
