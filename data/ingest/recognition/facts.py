"""What the cells of a column show by themselves, before any field is thought of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from data.ingest import dates, values
from data.ingest.layout import Column, Layout
from data.ingest.periods import wave_in
from data.ingest.recognition import personal
from data.ingest.scales import EMPTY_MARKS, SKIPPED_MARKS, read_ratings
from data.ingest.wording import whole
from data.ingest.workbook import Grid

LOOKED_AT = 120
_SHORT = 40
_PERCENT = re.compile(r"-?\d+(?:\.\d+)?\s*[%％]")


@dataclass(frozen=True)
class Facts:
    """Shares are of the distinct texts that say something; ``rows`` are the rows below the header, ``filled`` those with a
    cell, ``distinct`` the different texts. ``low`` and ``high`` bound the numbers, 0 where there are none."""

    rows: int = 0
    filled: int = 0
    distinct: int = 0
    texts: tuple[str, ...] = ()
    dates: float = 0.0
    numbers: float = 0.0
    whole_numbers: float = 0.0
    percents: float = 0.0
    ticks: float = 0.0
    ratings: float = 0.0
    waves: float = 0.0
    length: float = 0.0
    low: float = 0.0
    high: float = 0.0
    counter: bool = False
    """1, 2, 3 … down the rows."""
    person: personal.Kind | None = None
    known_customers: float = 0.0
    """Share of the cells that are customers of the roster."""

    @property
    def unique(self) -> float:
        return self.distinct / self.filled if self.filled else 0.0


def facts_of(grid: Grid, column: Column, layout: Layout, roster: frozenset[str] = frozenset()) -> Facts:
    """The facts of a column of the sheet."""
    if column.index >= grid.width or grid.height < layout.first_row:
        return Facts()
    encoded = grid.encoded(column.index, layout.first_row)
    filled = len(encoded) - encoded.null_count
    every = encoded.dictionary.to_pylist()
    first = encoded.slice(0, 60).to_pylist()
    return facts_of_texts(every, first, len(encoded), filled, roster)


def facts_of_texts(
    every: Sequence[str], first: Sequence[str | None], rows: int, filled: int, roster: frozenset[str] = frozenset()
) -> Facts:
    """``every`` are the distinct texts of a column, ``first`` its first cells in their order."""
    telling = [
        text.strip()
        for text in every
        if text and whole(text) not in EMPTY_MARKS | SKIPPED_MARKS and not values.is_missing(text)
    ]
    if not telling:
        return Facts(rows=rows, filled=filled)
    step = max(1, len(telling) // LOOKED_AT)
    texts = telling[::step][:LOOKED_AT]
    n = len(texts)
    numbers = [read[0] for read in map(values.amount, values.pointed(texts)) if read is not None]
    spread = np.quantile(numbers, (0.05, 0.95)) if numbers else (0.0, 0.0)
    rating = read_ratings(texts) if n <= 30 else None
    rated = 0.0
    if rating is not None:
        on_scale = [v for v in rating.values.values() if v is not None and 0 <= v <= 10]
        rated = (len(on_scale) + len(rating.ambiguous)) / max(1, n - len(rating.no_answer))
    return Facts(
        rows=rows,
        filled=filled,
        distinct=len(telling),
        texts=tuple(texts),
        dates=dates.style_of(texts).readable if any(any(c.isdigit() for c in text) for text in texts) else 0.0,
        numbers=len(numbers) / n,
        whole_numbers=sum(number == round(number) for number in numbers) / n,
        percents=sum(bool(_PERCENT.fullmatch(text)) for text in texts) / n,
        ticks=sum(values.yes_or_no(text) is not None for text in texts) / n,
        ratings=min(1.0, rated),
        waves=sum(len(text) <= 8 and wave_in(text) is not None for text in texts) / n,
        length=sum(min(len(text), _SHORT) for text in texts) / n,
        low=float(spread[0]),
        high=float(spread[1]),
        counter=_counts(first),
        person=personal.kind_of_column(texts),
        known_customers=sum(text in roster for text in texts) / n if roster else 0.0,
    )


def _counts(first: Sequence[str | None]) -> bool:
    """Whether the first cells count up from 1 (gaps for headings between are no matter)."""
    given = [text for text in first if text and text.strip().isdigit()]
    if len(given) < 2 or len(given) < 0.6 * sum(1 for text in first if text):
        return False
    return [int(text) for text in given[:20]] == list(range(1, min(20, len(given)) + 1))


def is_customer_like(texts: Sequence[str]) -> bool:
    """Ids: short, without spaces, most of them with a digit."""
    good = sum(bool(re.fullmatch(r"[A-Za-z]{0,6}[-_]?\d[\w-]{2,19}", text)) for text in texts)
    return bool(texts) and good >= 0.8 * len(texts)


def counted(grid: Grid, column: Column, layout: Layout) -> dict[str, int]:
    """How many rows hold each text."""
    found = pc.value_counts(grid.encoded(column.index, layout.first_row).drop_null().dictionary_decode())
    return dict(zip(found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True))
