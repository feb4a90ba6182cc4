"""Sheets whose columns belong to several datasets, as a list of answers with the customers' own data beside them."""

from __future__ import annotations

from data.datasets import DATASETS, OWN
from data.ingest.names import match_header
from data.ingest.recognition.meanings import meaning
from data.ingest.understanding import Understanding

_OF_ANY_LIST = frozenset(("id", "note"))
"""A number of the row and a remark stand in any list and make it no other."""
LEAST_FIELDS = 2
"""One column more is a remark, two are a record."""


def also_holds(found: Understanding) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The datasets for which the columns that ``found`` leaves over would fill fields of their own, with these columns.

    Whatever such a dataset requires must stand in the sheet; the richest comes first.
    """
    headers = [guess.header for guess in found.columns if guess.header]
    left = {
        guess.header
        for guess in found.columns
        if guess.header and guess.field is None and guess.samples and not _of_any_list(guess.header)
    }
    offers = []
    for name, declared in DATASETS.items():
        if name == found.dataset or name in OWN:
            continue
        matched: dict[str, str] = {}
        for header in headers:
            match = match_header([header], declared)
            if match is not None:
                matched.setdefault(match.field, header)
        own = tuple(header for header in matched.values() if header in left)
        required = {field.name for field in declared.fields if field.required}
        if len(own) >= LEAST_FIELDS and required <= set(matched):
            offers.append((name, own))
    return tuple(sorted(offers, key=lambda offer: -len(offer[1])))


def _of_any_list(header: str) -> bool:
    told = meaning(header)
    return bool(told.concepts) and told.concepts <= _OF_ANY_LIST and not told.unknown
