"""Which currency an amount is in, as its cell, its header or a line of units says: money carries its currency and is
never converted in silence.

Where a dataset has a field ``currency``, a row without one takes that of its amounts; elsewhere an amount in another
currency than the programme's is refused, and said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import Dataset, Field
from data.ingest import values
from data.ingest.convert import Converted
from data.ingest.layout import Column
from data.ingest.mapping import ColumnMapping
from data.ingest.telling import REFUSING, Places
from data.problems import Issue, Severity

_MORE = r"(?:万亿|亿|千万|百万|万|千|thousands?|millions?|'?000s?|bn|mn|k|m)?"
_SIGN = "|".join(
    sorted(
        (re.escape(word) for word in values.CURRENCIES if not word[0].isalnum() or word[-1] == "$"),
        key=len,
        reverse=True,
    )
)
_HAN = "|".join(
    sorted(
        (
            word
            for word in values.CURRENCIES
            if not word.isascii() and word.isalpha() and len(word) > 1 and ord(word[0]) > 0x2E80
        ),
        key=len,
        reverse=True,
    )
)
_CODE = "|".join(sorted(word for word in values.CURRENCIES if word.isascii() and word.isalpha() and len(word) == 3))
_IN_HEADER = re.compile(
    rf"(?P<sign>{_SIGN})|(?P<han>{_HAN})|(?<![a-z])(?P<word>euros?|rmb|yuan)(?![a-z])"
    rf"|[(\[（]\s*+(?P<code>{_CODE})\s*+{_MORE}+\s*+[)\]）]|(?:^|[(\[:\s/]|[百千万亿]){_MORE}(?P<yuan>元)"
)
_UPPER = re.compile(rf"(?<![A-Za-z])({_CODE.upper()})(?![A-Za-z])")
_OF_ALL = re.compile(
    rf"\b(?:in|currency|units?|amounts?|figures?)\b|单位|币种|金额|(?:{_SIGN})\s*(?:k|m|mn|bn|'?000)\b|^[^(\[]*[(\[].*[)\]]"
)
"""What a title says that speaks of the amounts below it."""
_PLAIN = r"^[\d.,\s+\-()%'’−–]*$"
NUMBERS = ("decimal", "number", "integer")
NOTHING: frozenset[str] = frozenset()
Named = frozenset[str]


@lru_cache(maxsize=4096)
def codes_of(text: str) -> Named:
    """The currencies that a word or sign for one may mean: ``$`` is several, ``人民币`` CNY, a code it does not know
    itself."""
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    if not word:
        return NOTHING
    return frozenset(values.CURRENCIES.get(word, (word.upper(),)))


@lru_cache(maxsize=4096)
def stated(text: str) -> Named:
    """The currencies that a header or a row of units names: ``Budget (k€)``, ``金额（万美元）``, ``Curr bal GBP``."""
    folded = unicodedata.normalize("NFKC", text)
    found = [word for match in _IN_HEADER.finditer(folded.casefold()) for word in match.groups() if word]
    found += [match[1].casefold() for match in _UPPER.finditer(folded)]
    return frozenset(code for word in found for code in values.CURRENCIES[word])


def stated_above(titles: Iterable[str]) -> Named:
    """The currency that a line above the table states for all its amounts: ``all figures in £'000``, ``单位：美元``."""
    folded = (unicodedata.normalize("NFKC", title) for title in titles)
    return next((found for title in folded if _OF_ALL.search(title.casefold()) and (found := stated(title))), NOTHING)


def other_currency(text: str, field: Field, own: str) -> dict[str, str]:
    """What a message says of an amount that names another currency than its ``own``; nothing where it is of it or names
    none."""
    says = frozenset(values.CURRENCIES.get(values.currency_in(text), ()))
    if field.type not in NUMBERS or not own or not says or says & codes_of(own):
        return {}
    return {"named": _one(says), "own": own}


def told_currencies(
    found: dict[str, Converted],
    dataset: Dataset,
    columns: Sequence[tuple[Column, ColumnMapping]],
    cells_of: Callable[[Column], pa.DictionaryArray],
    titles: Sequence[str],
    places: Places,
    rows: np.ndarray,
    own: str,
    told: dict[str, np.ndarray],
) -> list[Issue]:
    """What is wrong with the currencies of a sheet; ``found`` loses the amounts that are in another one than their row,
    and gains the currencies that its amounts name. ``own`` is the programme's ('' where it is not known: then nothing
    is held against it); ``told`` gains the rows that lose an amount they need."""
    sheet = _Sheet(found, places, rows, codes_of(own), own, told)
    kept = "currency" in dataset.by_name
    if kept:
        sheet.read_rows()
    above = stated_above(titles)
    for column, line in columns:
        field = dataset.by_name.get(line.field or "")
        if field is None or field.unit == "share" or field.type not in NUMBERS:
            continue
        if kept and field.type != "decimal":
            continue  # a rate may name what it is a rate of
        around = (stated(column.unit) or stated(column.header) or above) if field.type == "decimal" else NOTHING
        sheet.look_at(column, field, cells_of(column), around, kept=kept)
    if kept:
        sheet.fill()
    return sheet.issues


class _Sheet:
    """One sheet while its amounts are looked at; a class only because its steps share the rows."""

    def __init__(
        self,
        found: dict[str, Converted],
        places: Places,
        rows: np.ndarray,
        own: Named,
        written: str,
        told: dict[str, np.ndarray],
    ) -> None:
        self.found, self.places, self.rows, self.own, self.written, self.told = found, places, rows, own, written, told
        self.issues: list[Issue] = []
        self.of_row: dict[int, Named] = {}
        """The currency of a row, as far as something says it."""
        self.given: frozenset[int] = frozenset()
        """Rows whose own field says it."""

    def read_rows(self) -> None:
        texts = self.found["currency"].array.to_pylist()
        self.of_row = {at: codes_of(text) for at, text in enumerate(texts) if text}
        self.given = frozenset(self.of_row)

    def look_at(self, column: Column, field: Field, cells: pa.DictionaryArray, around: Named, *, kept: bool) -> None:
        named = _named(cells)
        if not named and not around:
            return
        filled = np.asarray(self.found[field.name].array.is_valid())
        indices = pc.fill_null(cells.indices, -1).to_numpy(zero_copy_only=False)
        by_cell: dict[tuple[Named, Named], list[int]] = defaultdict(list)
        by_header: dict[tuple[Named, Named], list[int]] = defaultdict(list)
        looked_at = np.flatnonzero(filled if around else filled & np.isin(indices, list(named)))
        for row in map(int, looked_at):
            cell = named.get(int(indices[row]), NOTHING)
            says = cell or around
            holds = self.of_row.get(row, NOTHING) if kept else self.own
            if holds and not says & holds:
                (by_cell if cell else by_header)[says, holds].append(row)
            elif kept:
                self.of_row[row] = says & holds if holds else says
        for (says, holds), wrong in by_cell.items():
            own_rows = np.zeros(len(indices), dtype=bool)
            own_rows[wrong] = True
            here = pa.DictionaryArray.from_arrays(
                pa.array(np.where(own_rows, indices, 0), mask=~own_rows), cells.dictionary
            )
            distinct = sorted(set(indices[wrong].tolist()))
            self.issues += self.places.bad_cells(
                "other_currency",
                column,
                field,
                here,
                distinct,
                self.rows,
                refusing=field.required,
                more=self._words(says, holds),
            )
        for (says, holds), wrong in by_header.items():
            row, header = self.places.of(int(self.rows[wrong[0]]) + self.places.first, column)
            params = {"column": header, **self._words(says, holds), **(REFUSING if field.required else {})}
            severity: Severity = "reject" if field.required else "cell"
            self.issues.append(
                Issue(
                    "column_other_currency", severity, self.places.sheet, row, header, count=len(wrong), params=params
                )
            )
        lost = [row for rows in (*by_cell.values(), *by_header.values()) for row in rows]
        if lost:
            mask = np.zeros(len(indices), dtype=bool)
            mask[lost] = True
            array = self.found[field.name].array
            self.found[field.name].array = pc.if_else(pa.array(mask), pa.scalar(None, array.type), array)
            if field.required:
                self.told[field.name] = self.told.get(field.name, np.zeros(len(indices), dtype=bool)) | mask

    def fill(self) -> None:
        """The currency of each row: the programme's stays empty where the row did not say it, and is written as the
        programme does."""
        texts: list[str | None] = self.found["currency"].array.to_pylist()
        for row, codes in self.of_row.items():
            if row in self.given:
                texts[row] = self.written if codes & self.own else next(iter(codes)) if len(codes) == 1 else texts[row]
            elif not codes & self.own and (self.own or len(codes) == 1):
                texts[row] = _one(codes)
        self.found["currency"] = Converted(pa.array(texts, pa.string()))

    def _words(self, says: Named, holds: Named) -> dict[str, str]:
        return {"named": _one(says), "own": self.written if holds & self.own else _one(holds)}


def _one(codes: Named) -> str:
    """The likeliest of them: a bare sign of dollars is that of the United States."""
    return next((usual for usual in ("USD", "CNY", "GBP", "SEK") if usual in codes), min(codes))


def _named(cells: pa.DictionaryArray) -> dict[int, Named]:
    """The currencies that distinct cells name, by their place; most cells are plain numbers and not looked at."""
    worded = pc.invert(pc.match_substring_regex(cells.dictionary, _PLAIN))
    found = {}
    for place in pc.indices_nonzero(pc.fill_null(worded, False)).to_pylist():
        word = values.currency_in(cells.dictionary[place].as_py())
        if word:
            found[place] = frozenset(values.CURRENCIES.get(word, ()))
    return {place: codes for place, codes in found.items() if codes}
