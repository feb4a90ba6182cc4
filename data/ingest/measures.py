"""Questions about what the figures of a column measure: percents or shares, thousands, lengths of time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.datasets import Dataset, Field
from data.ingest import values
from data.ingest.layout import Column
from data.ingest.questions import Question
from data.ingest.recognition.order import earlier_and_later
from data.ingest.spans import may_last, share_lasting

_PERCENT_HEADER = re.compile(r"[%％]|percent|pct|百分", re.IGNORECASE)
MOSTLY_LASTING = 0.5
Samples = tuple[tuple[int, str, str], ...]


def percent_questions(texts: Sequence[str], samples: Samples, key: str, column: Column, field: Field) -> list[Question]:
    """A column of shares whose figures tell two ways: 0.8 beside 100 may be 80 % or 0.8 %; and one headed % that holds
    0 and 1 and nothing between, 1 % that has hardly begun or all of it."""
    told = [text for text in texts if not values.is_missing(text)]
    params = {"column": column.header, "field_en": field.en, "field_zh": field.zh}
    signed = any("%" in text or "％" in text for text in told)
    numbers = {read[0] for read in map(values.amount, values.pointed(told)) if read is not None}
    if not signed and values.in_both_ways(numbers):
        params["example"] = next(
            text for text in told if (values.amount(text) or (0, True))[0] in values.between(numbers)
        )
        return [Question(f"both_ways.{key}", "both_ways", ("mixed", "percent"), params, samples, column=column.index)]
    if signed or not _PERCENT_HEADER.search(column.header) or not numbers <= {0.0, 1.0} or 1.0 not in numbers:
        return []
    return [Question(f"percents.{key}", "percents", ("percent", "share"), params, samples, column=column.index)]


def unit_questions(texts: Sequence[str], samples: Samples, key: str, column: Column, field: Field) -> list[Question]:
    """Some amounts name their unit (``1.2万``), others do not, and nothing says what those are in: it is asked."""
    read = [(text, found) for text in values.pointed(texts) if (found := values.amount(text)) is not None]
    bare = [text for text, found in read if not found[1]]
    if not bare or not any(values.scaled(text) for text, _ in read):
        return []
    params = {"column": column.header, "field_en": field.en, "field_zh": field.zh, "example": bare[0]}
    choices = ("1", "1000", "10000", "1000000")
    return [Question(f"units.{key}", "units", choices, params, samples, column=column.index)]


def lasting_questions(
    texts: Sequence[str], samples: Samples, key: str, column: Column, dataset: Dataset, field: Field
) -> list[Question]:
    """``30年`` is how long something is kept and no day until which: from which day it counts is asked."""
    if not may_last(field) or share_lasting(texts) < MOSTLY_LASTING:
        return []
    begins = sorted(one for one, other in earlier_and_later(dataset.name) if other == field.name)
    params = {"column": column.header, "field_en": field.en, "field_zh": field.zh, "dataset": dataset.name}
    guess = begins[0] if begins else "none"
    return [Question(f"lasting.{key}", "lasting", (*begins, "none"), params, samples, guess, column=column.index)]
