"""How a dataset is declared. Tables, recognition, validation, template, dictionary and help all derive from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["fact", "register", "snapshot"]
Type = Literal[
    "text", "integer", "number", "decimal", "boolean", "date", "timestamp", "month", "choice", "rating", "json"
]
Sensitivity = Literal["none", "pseudonym", "mask", "drop"]

SQL_TYPES: dict[Type, str] = {
    "text": "varchar",
    "integer": "bigint",
    "number": "double",
    "decimal": "decimal(18,2)",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "month": "date",
    "choice": "varchar",
    "rating": "double",
    "json": "varchar",
}
"""DuckDB type of each declared type. A month is the date of its first day; json is canonical text (sorted keys)."""


@dataclass(frozen=True)
class Choice:
    """One value a field may take: the code that is stored, its two labels, and other wordings that mean it."""

    code: str
    en: str
    zh: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scale:
    """The scale of a rating. ``points`` is the usual number of points; ``low`` is the lowest value.

    ``fixed`` scales (NPS, 0–10) accept no other number of points. Others keep their own in ``<field>_points``, so that
    a four-point answer is never mistaken for one of five. ``good`` names the meaning of the high end, which decides the
    direction that is asked for when a file leaves it open.
    """

    low: int
    points: int
    fixed: bool = False
    good: str = "satisfied"


@dataclass(frozen=True)
class Field:
    """One column: what it holds, how it may be written in a file, and how it is protected.

    ``past`` says that it tells what has happened: a day after today in it is a slip and is not taken; an amount in it
    that belongs to a period after today is kept and said, and never counted as what has happened.
    """

    name: str
    type: Type
    en: str
    zh: str
    required: bool = False
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    scale: Scale | None = None
    low: float | None = None
    high: float | None = None
    past: bool = False
    sensitivity: Sensitivity = "none"
    synonyms: tuple[str, ...] = ()
    help_en: str = ""
    help_zh: str = ""
    example: str = ""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The stored columns as (name, SQL type); a rating of free scale also keeps its number of points."""
        own = (self.name, SQL_TYPES[self.type])
        if self.scale and not self.scale.fixed:
            return (own, (f"{self.name}_points", "smallint"))
        return (own,)

    def label(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Check:
    """A consistency rule: ``sql`` is a predicate over the stored columns that is true for a *bad* row. ``$today`` in it
    is the day of the import; it may look into the rows of the same file (``staged``) and of the store
    (``current_<dataset>``).

    ``code`` is the issue code it raises; ``field`` the column to point at; ``severity`` decides whether the row is
    refused or kept with a warning.
    """

    code: str
    field: str
    sql: str
    severity: Literal["reject", "warn"] = "warn"


@dataclass(frozen=True)
class Dataset:
    """A ledger. ``key`` names the fields that identify a row; ``when`` the field that places it in time.

    ``other_keys`` are tried in order for a row that lacks a value for ``key`` (a phone list has no answer id). A fact
    that none of them fits is identified by its content and its ordinal among equal rows; a register row is refused.
    ``links`` maps a field to the dataset it refers to. ``rhythm_days`` is how often new data are expected: the age of
    an input is judged against it. ``ahead``: rows of a fact may be dated in the future (a budget, a session that is
    planned).
    """

    name: str
    area: str
    kind: Kind
    key: tuple[str, ...]
    en: str
    zh: str
    fields: tuple[Field, ...]
    other_keys: tuple[tuple[str, ...], ...] = ()
    when: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    rhythm_days: int | None = None
    synonyms: tuple[str, ...] = ()
    help_en: str = ""
    help_zh: str = ""
    ahead: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def every_check(self) -> tuple[Check, ...]:
        """The declared rules, and one for each amount that says what has happened: not in a period after today."""
        happened = (field.name for field in self.fields if field.past and field.unit == "currency")
        return (
            *self.checks,
            *(Check("amount_after_today", name, f"{name} <> 0 and {self.when} > $today") for name in happened),
        )

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Every stored column as (name, SQL type), in declared order."""
        return tuple(column for field in self.fields for column in field.columns)

    @property
    def happened(self) -> str:
        """The field that says when a row happened, which cannot be after today; '' where rows may lie ahead."""
        return self.when or "" if self.kind == "fact" and not self.ahead else ""

    @property
    def has_customer(self) -> bool:
        return any(field.sensitivity == "pseudonym" for field in self.fields)

    def label(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


def choices(*triples: tuple[str, ...]) -> tuple[Choice, ...]:
    """``choices(("phone", "Phone", "电话", "telephone", …), …)`` as a tuple of :class:`Choice`."""
    return tuple(Choice(code, en, zh, tuple(rest)) for code, en, zh, *rest in triples)
