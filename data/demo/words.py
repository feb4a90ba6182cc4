"""The texts of the demo programme in one language, from its catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count

import numpy as np

from data.datasets import DATASETS
from data.language import Translator

CRITICAL = ("notice", "letter", "wait", "login", "bill", "privacy")
"""Themes of those who would not recommend; after a cut-over that went badly mostly the first two."""
DEBIT = "debit"
"""The theme that only a planted effect brings up."""
LUKEWARM = ("neutral", "call")
KIND = ("staff", "smooth")


@dataclass(frozen=True)
class Words:
    """Names and wordings of a language; arrays are indexed by the numbers of :mod:`data.demo.roster`."""

    lang: str

    @cached_property
    def t(self) -> Translator:
        return Translator(self.lang)

    def __call__(self, key: str) -> str:
        return self.t(f"demo.{key}")

    def names(self, group: str, codes: tuple[str, ...]) -> np.ndarray:
        """The names of codes of a group (``segment``, ``region``, ``branch`` …), in their order."""
        return np.array([self(f"{group}.{code}") for code in codes], dtype=object)

    def file(self, kind: str, day: date) -> str:
        return self.t(f"demo.file.{kind}", date=day.isoformat())

    def choice(self, dataset: str, field: str, code: str) -> str:
        """The label of a declared choice, as a file in this language has it."""
        found = next(choice for choice in DATASETS[dataset].by_name[field].choices if choice.code == code)
        return found.zh if self.lang == "zh" else found.en

    def headers(self, dataset: str, fields: list[str]) -> list[str]:
        """The headers of columns as a template of this language has them."""
        return [DATASETS[dataset].by_name[field].label(self.lang) for field in fields]

    def comments(self, theme: str) -> list[str]:
        """The wordings of a theme."""
        found: list[str] = []
        for number in count(1):
            key = f"demo.comment.{theme}.{number}"
            if not self.t.has(key):
                return found
            found.append(self.t(key))
        return found
