"""Numbers and terms that are put into words only when their reader's language is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from data.language import messages

if TYPE_CHECKING:
    from data.language import Translator


BEGINS = re.compile(r"\{(\w+)\}")
"""A message that begins with a parameter."""


def within(text: str) -> str:
    """A text of the catalogue as it stands within a sentence: its first letter small, but for an abbreviation
    (``SPI(t)``)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def begins_with(key: str, t: Translator) -> str:
    """The parameter that a message begins with; '' where it begins with words of its own."""
    found = BEGINS.match(messages(t.lang).get(key, ("",))[0])
    return found[1] if found else ""


def digits_of(share: float) -> int:
    """Digits behind the point of a percentage: none where they say nothing, more of one so small that it would be
    written as 0%."""
    scaled = abs(share) * 100
    if 0 < scaled < 0.05:
        return 2 if scaled >= 0.005 else 4
    return 0 if abs(scaled - round(scaled)) < 0.05 else 1


@dataclass(frozen=True)
class Amount:
    """A number of a sentence with its unit, written in the language of its reader."""

    value: float
    unit: Literal["days", "ratio", "share", "points", "money", "count", "people"]
    currency: str = ""

    def write(self, t: Translator) -> str:
        if self.unit == "money":
            return t.money(self.value, self.currency)
        if self.unit == "share":
            return t.percent(self.value, digits_of(self.value))
        if self.unit == "people":  # as the reader may have it
            return t.count(self.value)
        return t.number(self.value, {"ratio": 2, "points": 1}.get(self.unit, 0))


@dataclass(frozen=True)
class Term:
    """A term of a sentence: the text of the first of ``keys`` that the catalogue has, in the language of its reader."""

    keys: tuple[str, ...]
    name: str = ""

    def write(self, t: Translator) -> str:
        return t(next((key for key in self.keys if t.has(key)), self.keys[-1]), name=self.name)


@dataclass(frozen=True)
class Named:
    """A thing by its name with its code behind, in the language of its reader; by its code alone where nobody has named
    it, by its name alone where it has no code. ``branch`` is that of a case, told beside the code."""

    code: str
    en: Any = None
    zh: Any = None
    branch: str = ""

    def write(self, t: Translator) -> str:
        code = ", ".join(one for one in (self.code, t.branch(self.branch)) if one)
        said = self.zh if t.lang == "zh" and isinstance(self.zh, str) else self.en
        if not isinstance(said, str) or not said.strip():
            return code
        return t("alert.named", name=said, code=code) if code else said


@dataclass(frozen=True)
class Branch:
    """A branch of a sentence by its name, where its reader's words know one."""

    code: str

    def write(self, t: Translator) -> str:
        return t.branch(self.code)


@dataclass(frozen=True)
class Waves:
    """Waves by their names, in the language of their reader."""

    names: tuple[str, ...]

    def write(self, t: Translator) -> str:
        return t.listing([t.wave(name) for name in self.names])


@dataclass(frozen=True)
class Ledgers:
    """Ledgers by their names, in the language of their reader."""

    names: tuple[str, ...]

    def write(self, t: Translator) -> str:
        from data.datasets import DATASETS

        return t.listing([DATASETS[name].label(t.lang) for name in self.names])


@dataclass(frozen=True)
class Fact:
    """Something said beside a value: the text ``key`` with its parameters."""

    key: str
    params: tuple[tuple[str, Any], ...] = ()

    def write(self, t: Translator) -> str:
        return t(self.key, **{name: written(value, t) for name, value in self.params})


def fact(key: str, **params: Any) -> Fact:
    """A fact with its parameters by name: texts, counts, days, amounts and terms."""
    return Fact(key, tuple(params.items()))


def written(value: Any, t: Translator) -> Any:
    """A parameter of a sentence as its reader sees it."""
    if isinstance(value, Amount | Branch | Fact | Ledgers | Named | Term | Waves):
        return value.write(t)
    return t.date(value, year=True) if isinstance(value, date) else value
