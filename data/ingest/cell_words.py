"""Words in cells that hold one of a few choices: those that can mean one thing only, and those that are asked about."""

from __future__ import annotations

import pyarrow.compute as pc

from data.datasets import Dataset, Field
from data.ingest import dates, values
from data.ingest.layout import Column, Layout
from data.ingest.mapping import ColumnMapping
from data.ingest.questions import Question
from data.ingest.recognition import answers
from data.ingest.wording import whole
from data.ingest.workbook import Grid

FEW_WORDS, LONGEST_WORD = 12, 24
"""More different words, or longer ones, are a text and no choice."""
LEAST_WORD, LEAST_SHARE, SURE_WORD = 3, 0.01, 8
"""A word is asked about from this number of rows and this share of them on; from ``SURE_WORD`` rows on whatever their
share."""


def counted(grid: Grid, column: Column, layout: Layout) -> dict[str, int]:
    found = pc.value_counts(grid.encoded(column.index, layout.first_row).drop_null())
    texts, counts = found.field(0), found.field(1)
    if hasattr(texts, "dictionary_decode"):
        texts = texts.dictionary_decode()
    return dict(zip(texts.to_pylist(), counts.to_pylist(), strict=True))


def are_values(texts: list[str]) -> bool:
    """Whether cells are dates or numbers, and so no words."""
    numbers = sum(values.amount(text) is not None for text in texts)
    return numbers > 0.5 * len(texts) or dates.style_of(texts).readable > 0.5


def words_of(
    grid: Grid, column: Column, layout: Layout, dataset: Dataset, field: Field, line: ColumnMapping
) -> list[Question]:
    """The words of a column that no choice declares: those that can mean one thing only are put into the mapping, the
    others are asked about. A word that stands once or twice among many is a slip, and said at its cell."""
    own = {whole(text) for text in line.values}
    found = {
        text.strip(): n
        for text, n in counted(grid, column, layout).items()
        if text.strip() and whole(text) not in own and not answers.is_read(text, field)
    }
    if (
        not found
        or len(found) > FEW_WORDS
        or any(len(text) > LONGEST_WORD for text in found)
        or are_values(list(found))
    ):
        return []
    every = grid.encoded(column.index, layout.first_row)
    filled = max(1, len(every) - every.null_count)
    asked: list[Question] = []
    for text, n in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        read = answers.meant(text, field)
        if read is not None and read.sure:
            line.values[text] = read.value
        elif answers.says_nothing(text, field):
            line.values[text] = None
        elif n >= LEAST_WORD and n >= min(SURE_WORD, LEAST_SHARE * filled):
            codes = ("yes", "no") if field.type == "boolean" else tuple(choice.code for choice in field.choices)
            guess = "" if read is None else read.value if isinstance(read.value, str) else "yes" if read.value else "no"
            params = {"wording": text, "n": n, "column": column.header, "field_en": field.en, "field_zh": field.zh}
            choices = (*codes, "none")
            asked.append(
                Question(
                    f"value.{field.name}.{text}",
                    "value",
                    choices,
                    params | {"field_name": field.name, "dataset": dataset.name},
                    (),
                    str(guess),
                    column=column.index,
                )
            )
    return asked
