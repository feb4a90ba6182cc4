"""The risk matrix: wordings to levels of likelihood and impact, positions to a level of risk, and the appetite.

A matrix has a version and a day from which it is in force (setting ``risk.matrix.<version>``). An assessment names the
version it was judged by, else it is judged by the one in force on its day: a new version leaves earlier assessments as
they were.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from analytics.risk.numbers.statements import MATRICES
from analytics.snapshot import once
from data.datasets.risk import WORDINGS

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

PREFIX = "risk.matrix."
CODED = re.compile(r"(\d+)[ .:、-]")
"""A level with its name: ``4 likely``, ``3：可能``."""
LOW, MEDIUM, HIGH, VERY_HIGH = 1, 2, 3, 4
STANDARD_GRID = ("11122", "11223", "12233", "22334", "23344")
"""Rows from the rarest to the surest, each from the smallest impact to the largest: 1 low … 4 very high."""
STANDARD_BANDS = (0.1, 0.3, 0.5, 0.7, 1.0)
"""Highest probability of each level of likelihood."""


@dataclass(frozen=True)
class Matrix:
    """``grid[likelihood − 1][impact − 1]`` is the level of risk (1 low … 4 very high).

    ``bands`` the highest probability of each level of likelihood · ``appetite`` the highest level that is accepted, by
    category where ``appetites`` names one · ``words`` wordings of the programme's own.
    """

    version: str
    since: date | None = None
    grid: tuple[tuple[int, ...], ...] = tuple(tuple(map(int, row)) for row in STANDARD_GRID)
    bands: tuple[float, ...] = STANDARD_BANDS
    appetite: int = MEDIUM
    appetites: tuple[tuple[str, int], ...] = ()
    words: tuple[tuple[str, int], ...] = ()

    @property
    def rows(self) -> int:
        return len(self.grid)

    @property
    def columns(self) -> int:
        return len(self.grid[0])

    @cached_property
    def _own(self) -> dict[str, int]:
        return {even(word): level for word, level in self.words}

    def level(self, likelihood: int | None, impact: int | None) -> int | None:
        """The level of risk of a position; ``None`` outside the matrix."""
        if likelihood is None or impact is None:
            return None
        if not (1 <= likelihood <= self.rows and 1 <= impact <= self.columns):
            return None
        return self.grid[likelihood - 1][impact - 1]

    def accepted(self, category: str | None) -> int:
        """The highest level accepted in a category."""
        return dict(self.appetites).get(category or "", self.appetite)

    def read_likelihood(self, text: str | None, *, shares: bool = False) -> int | None:
        """The level of likelihood that a cell names. ``shares``: the numbers of its column are probabilities."""
        chance = read_chance(text, shares=shares)
        if chance is not None:
            return next((at for at, top in enumerate(self.bands, 1) if chance < top), self.rows)
        return self._place(text, self.rows)

    def read_impact(self, text: str | None) -> int | None:
        """The level of impact that a cell names."""
        return self._place(text, self.columns)

    def chance(self, likelihood: int | None) -> float | None:
        """The middle of the probabilities of a level: what is reckoned with where nobody has said a probability."""
        if likelihood is None or not 1 <= likelihood <= len(self.bands):
            return None
        low = self.bands[likelihood - 2] if likelihood > 1 else 0.0
        return (low + self.bands[likelihood - 1]) / 2

    def _place(self, text: str | None, size: int) -> int | None:
        if not isinstance(text, str) or not text.strip():
            return None
        word = even(text)
        if word in self._own:
            return self._own[word]
        number = _number(word)
        if number is None:
            head = CODED.match(word)
            number = float(head[1]) if head else None
        if number is not None:
            # Between two levels the higher one counts: 1.5 is 2.
            place = math.ceil(number - 1e-9)
            return place if number >= 1 and place <= size else None
        known = wordings().get(word)
        return None if known is None else spread(known, size)


def spread(place: int, size: int) -> int:
    """A place of five on a scale of another size: below the middle downwards, above it upwards."""
    if size == len(WORDINGS):
        return place
    at = 1 + (place - 1) / (len(WORDINGS) - 1) * (size - 1)
    return max(1, math.floor(at) if place < 3 else math.ceil(at))


@lru_cache(maxsize=1)
def wordings() -> dict[str, int]:
    return {even(word): place for place, words in WORDINGS.items() for word in words.split("|")}


@lru_cache(maxsize=4096)
def even(text: str) -> str:
    """A wording for comparing: width, case and spaces evened out."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def read_chance(text: str | None, *, shares: bool = False) -> float | None:
    """The probability that a cell of likelihood states: ``30%``; a number below 1; in a column of ``shares`` 1 as
    well."""
    if not isinstance(text, str):
        return None
    word = even(text)
    number = _number(word.rstrip("%").strip())
    if number is None:
        return None
    if word.endswith("%"):
        return number / 100 if 0 <= number <= 100 else None
    return number if 0 <= number < 1 or (shares and number == 1) else None


def in_shares(texts: Sequence[str | None]) -> bool:
    """Whether the plain numbers of a column are probabilities: one of them lies between 0 and 1, and none above."""
    numbers = [number for text in texts if isinstance(text, str) and (number := _number(even(text))) is not None]
    return any(0 < number < 1 for number in numbers) and all(number <= 1 for number in numbers)


@dataclass(frozen=True)
class Matrices:
    """The versions there are, the oldest first; ``unreadable`` are settings that are no matrix."""

    versions: tuple[Matrix, ...]
    unreadable: tuple[str, ...] = ()

    @cached_property
    def _named(self) -> dict[str, Matrix]:
        return {matrix.version: matrix for matrix in self.versions}

    def of(self, version: str | None, day: date) -> Matrix:
        """The matrix of an assessment: the version it names, else the one in force on its day."""
        if version and version in self._named:
            return self._named[version]
        return self.on(day)

    def known(self, version: str | None) -> bool:
        return not version or version in self._named

    def on(self, day: date) -> Matrix:
        """The matrix in force on a day."""
        return [matrix for matrix in self.versions if matrix.since is None or matrix.since <= day][-1]


STANDARD = Matrix("1")
"""In force until the programme states its own."""


def read_matrix(version: str, text: str) -> Matrix:
    """The matrix that a setting states. Raises ``ValueError`` where it is none."""
    try:
        stated: Mapping[str, Any] = json.loads(text)
        grid = tuple(tuple(int(cell) for cell in row) for row in stated.get("grid", STANDARD_GRID))
        bands = tuple(float(top) for top in stated.get("probabilities", STANDARD_BANDS))
        found = Matrix(
            version,
            date.fromisoformat(stated["from"]) if stated.get("from") else None,
            grid,
            bands,
            int(stated.get("appetite", MEDIUM)),
            tuple((str(name), int(level)) for name, level in stated.get("appetites", {}).items()),
            tuple((str(word), int(level)) for word, level in stated.get("words", {}).items()),
        )
    except (TypeError, KeyError, AttributeError, json.JSONDecodeError) as wrong:
        raise ValueError(version) from wrong
    levels = [level for row in grid for level in row] + [found.appetite, *(level for _, level in found.appetites)]
    regular = len(grid) >= 2 and len({len(row) for row in grid}) == 1 and len(bands) == len(grid)
    rising = list(bands) == sorted(set(bands)) and bands[0] > 0 and bands[-1] == 1
    if not (regular and rising and all(LOW <= level <= VERY_HIGH for level in levels)):
        raise ValueError(version)
    return found


@once
def load_matrices(store: Store, scope: Scope) -> Matrices:
    """The versions of the settings as of the scope's moment, after the standard one."""
    found: dict[str, Matrix] = {STANDARD.version: STANDARD}
    unreadable = []
    frame = store.read(MATRICES, scope.rights, as_of=scope.as_of)
    for setting, value in zip(frame["setting"], frame["value"], strict=True):
        version = str(setting).removeprefix(PREFIX)
        try:
            found[version] = read_matrix(version, str(value))
        except ValueError:
            unreadable.append(str(setting))
    ordered = sorted(found.values(), key=lambda matrix: (matrix.since or date.min, matrix.version))
    if all(matrix.since is not None for matrix in ordered):
        ordered.insert(0, STANDARD)
    return Matrices(tuple(ordered), tuple(unreadable))
