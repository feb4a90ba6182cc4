"""What comes before what: the order of a dataset's days, as its consistency rules declare it."""

from __future__ import annotations

import re
from functools import lru_cache

from data.datasets import DATASETS

_COMPARED = re.compile(r"(?:cast\()?\b(\w+)(?: as date\))?\s*([<>])\s*(?:cast\()?(\w+)\b(?: as date\))?(?!\s*[+-])")
_EITHER = re.compile(r"coalesce\(([^()]+)\)")
DATED = ("date", "timestamp", "month")


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
        parts = [
            _EITHER.sub(lambda some, at=at: some[1].split(",")[at].strip(), check.sql) for at in _places(check.sql)
        ]
        for sql in parts:
            if " and " in sql:
                continue  # a rule for some rows only
            for one, sign, other in _COMPARED.findall(sql):
                pair = (other, one) if sign == "<" else (one, other)
                # The day of a snapshot is that of the whole list: what was due may have been due before it.
                if {one, other} <= dated and not (declared.kind == "snapshot" and declared.when in pair):
                    found.add(pair)
    return frozenset(found)


def _places(sql: str) -> range:
    """How many fields the shortest choice of ``sql`` names; one where it names none."""
    return range(min((len(some.split(",")) for some in _EITHER.findall(sql)), default=1))
