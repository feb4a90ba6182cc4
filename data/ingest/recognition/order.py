"""What comes before what: the order of a dataset's days, as its consistency rules declare it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from data.datasets import DATASETS

_COMPARED = re.compile(r"(?:cast\()?\b(\w+)(?: as date\))?\s*([<>])\s*(?:cast\()?(\w+)\b(?: as date\))?(?!\s*[+-])")
_EITHER = re.compile(r"coalesce\(([^()]+)\)")
DATED = ("date", "timestamp", "month")
LEAST_ROWS = 3
"""Rows with a day in both of two columns from which on their order says something."""
MOSTLY = 0.9


@lru_cache(maxsize=256)
def earlier_and_later(dataset: str) -> frozenset[tuple[str, str]]:
    """Pairs of dated fields of which the first does not come after the second. A rule says which rows are bad
    (``closed_at < opened_at``), so what it compares is turned round; of several days of which one is enough, the first
    stands for all."""
    declared = DATASETS[dataset]
    dated = {field.name for field in declared.fields if field.type in DATED}
    found: set[tuple[str, str]] = set()
    for check in declared.checks:
        # Days of the same kind are compared with one another: actual with actual, forecast with forecast.
        parts = [_with_one(check.sql, at) for at in _places(check.sql)]
        for sql in parts:
            if " and " in sql:
                continue  # a rule for some rows only
            for one, sign, other in _COMPARED.findall(sql):
                pair = (other, one) if sign == "<" else (one, other)
                # The day of a snapshot is that of the whole list: what was due may have been due before it.
                if {one, other} <= dated and not (declared.kind == "snapshot" and declared.when in pair):
                    found.add(pair)
    return frozenset(found)


def _with_one(sql: str, at: int) -> str:
    """``sql`` with one field in the place of each choice of several."""

    def one(some: re.Match[str]) -> str:
        return some[1].split(",")[at].strip()

    return _EITHER.sub(one, sql)


def _places(sql: str) -> range:
    """How many fields the shortest choice of ``sql`` names; one where it names none."""
    return range(min((len(some.split(",")) for some in _EITHER.findall(sql)), default=1))


def share_in_order(earlier: Sequence[int | None], later: Sequence[int | None]) -> float | None:
    """The share of rows in which the one day does not come after the other; ``None`` where few rows have both."""
    both = [(one, other) for one, other in zip(earlier, later, strict=False) if one is not None and other is not None]
    return sum(one <= other for one, other in both) / len(both) if len(both) >= LEAST_ROWS else None


def fits_beside(
    dataset: str, field: str, days: Sequence[int | None], others: Iterable[tuple[str, Sequence[int | None], float]]
) -> tuple[float, float]:
    """How far days agree with being those of ``field``, and how far they contradict it, beside ``others``: fields with
    their days, and how likely they are those. Days that are the same in both say nothing."""
    pairs = earlier_and_later(dataset)
    agree = against = 0.0
    for name, beside, likely in others:
        first = (name, field) in pairs
        if not first and (field, name) not in pairs:
            continue
        share = share_in_order(beside, days) if first else share_in_order(days, beside)
        turned = share_in_order(days, beside) if first else share_in_order(beside, days)
        if share is None or turned is None:
            continue
        if share >= MOSTLY > turned:
            agree = max(agree, likely)
        elif share < MOSTLY:
            against = max(against, likely * (1 - share))
    return agree, against
