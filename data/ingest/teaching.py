"""What mappings of other files teach: a header that was said to be a field once, and words of cells that were given a
meaning."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from functools import lru_cache

from data.ingest.mapping import Mapping
from data.ingest.names import Match
from data.ingest.wording import plain

Value = float | str | bool | None
AS_SURE_AS = 0.96
"""A header known from another file: as sure as a declared synonym."""


@dataclass(frozen=True)
class Taught:
    """For one dataset: headers (for comparing) with their fields, and by field the words of cells with their values."""

    headers: Dict[str, str] = field(default_factory=dict)
    words: Dict[str, dict[str, Value]] = field(default_factory=dict)

    def match(self, header: str) -> Match | None:
        """The field a header was said to be."""
        known = self.headers.get(plain(header))
        return Match(known, AS_SURE_AS) if known else None


def taught_by(remembered: Dict[str, str], dataset: str) -> Taught:
    """What the mappings in force teach about a dataset. Where two differ, nothing is known of the header."""
    return _taught(tuple(sorted(remembered.values())), dataset)


@lru_cache(maxsize=64)
def _taught(documents: tuple[str, ...], dataset: str) -> Taught:
    headers: dict[str, str] = {}
    differ: set[str] = set()
    words: dict[str, dict[str, Value]] = {}
    for text in documents:
        mapping = Mapping.from_json(text)
        if mapping.dataset != dataset:
            continue
        for line in mapping.columns:
            if not line.field:
                continue
            known = headers.setdefault(plain(line.header), line.field)
            if known != line.field:
                differ.add(plain(line.header))
            words.setdefault(line.field, {}).update(line.values)
    return Taught({name: told for name, told in headers.items() if name not in differ and name}, words)
