"""What each column of a file becomes, as a document that can be kept, sent, and used again for the next file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.ingest.wording import plain
from data.problems import Refusal

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SHOWN = 40
"""Characters of a wrong value that are shown."""


class Span(BaseModel):
    """A date given as a duration: ``tenure`` in months before a stated day."""

    model_config = ConfigDict(extra="forbid")

    unit: Literal["days", "weeks", "months", "years"] = "months"
    anchor: str
    """The day the duration counts from, ISO, or the field that holds it."""
    direction: Literal["before", "after"] = "before"


class ColumnMapping(BaseModel):
    """What one column becomes.

    ``field`` is a field of the dataset; without one, ``keep`` decides between *Other answers* and not kept.
    """

    model_config = ConfigDict(extra="forbid")

    header: str
    index: int | None = None
    field: str | None = None
    keep: bool = False
    why: str = ""
    """Why a column is not kept: a code (personal, technical, derived, empty, row_number)."""
    shape: Literal["single", "multi", "rank", "option", "place", "chosen"] = "single"
    separator: str = ""
    choices: list[str] = Field(default_factory=list)
    """What may be ticked, where a comma separates the ticks and a choice may hold one."""
    group: str = ""
    option: str = ""
    values: dict[str, float | str | bool | None] = Field(default_factory=dict)
    """Wordings of this file that the catalogue does not know: cell text to value."""
    low: int | None = None
    points: int | None = None
    reversed: bool = False
    order: Literal["dmy", "mdy"] | None = None
    order_by_days: bool = False
    """Whether the order was told by what the days mean: the other way round, some rows could not be."""
    year: int | None = None
    """The year of its dates that name none, where it was answered."""
    month: date | None = None
    """The month of its cells that hold only a day, where it was answered."""
    month_beside: str = ""
    """The header of the column that says that month in each row."""
    percents: bool | None = None
    """Whether whole numbers of a share are percents, where the cells do not tell."""
    percents_above: bool = False
    """Whether only the numbers above 1 are percents, and those up to it are shares: 0.8 and 35 in one column."""
    running: Literal["increments", "total", "year"] | None = None
    """Whether its amounts are what each period added or running totals, of all or of a year; none where nobody said."""
    zone: str = ""
    factor: float = 1.0
    span: Span | None = None
    joined: bool = False
    """Several answers stand in a cell with commas between, and an answer may hold a comma: kept as written, and
    said."""
    codes: bool = False
    """The numbers are positions of options (−2 empty, −3 skipped)."""


class Only(BaseModel):
    """Rows to take: those whose cell in ``header`` is one of ``values``; the others are ignored, and counted."""

    model_config = ConfigDict(extra="forbid")

    header: str
    values: list[str]


class Spread(BaseModel):
    """Columns that stand across, a column a period, a wave or a state: each of their filled cells becomes a row.

    ``headers`` are those columns as last read, ``left`` those that name a period and are left out, ``added`` those that
    name none and are spread. ``by`` is the column whose cells say what a row holds (budget, actual), ``year`` that of
    the first header where none is named, ``first`` the first day of the first week.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["year", "quarter", "month", "week", "day", "wave", "state", "text"]
    headers: list[str] = Field(default_factory=list)
    left: list[str] = Field(default_factory=list)
    added: list[str] = Field(default_factory=list)
    by: str = ""
    year: int | None = None
    first: date | None = None
    nested: bool | None = None
    """Whether each state holds those that came further too: told, of whom so many consented. None where nobody said."""


class Mapping(BaseModel):
    """The mapping of one sheet to one dataset. ``fingerprint`` is that of its headers; ``answers`` what was asked."""

    model_config = ConfigDict(extra="forbid")

    version: int = 1
    dataset: str
    platform: str = "table"
    fingerprint: str = ""
    columns: list[ColumnMapping] = Field(default_factory=list)
    constants: dict[str, str | None] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)
    only: list[Only] = Field(default_factory=list)
    spread: Spread | None = None
    zone: str = ""
    """Into which moments with several distances from UTC are brought, where the programme says none."""

    def to_json(self) -> str:
        """Compact JSON without defaults, the same for the same mapping."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Mapping:
        """Raises a ``Refusal`` for the first thing that is wrong: mapping_not_json, mapping_not_object,
        mapping_field_missing, mapping_field_unknown, mapping_choice_unknown, mapping_value_wrong; ``where`` is its
        place.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise _refusal(error.errors()[0]) from None

    def column_of(self, field: str) -> ColumnMapping | None:
        return next((column for column in self.columns if column.field == field), None)


def fingerprint(platform: str, headers: Iterable[str]) -> str:
    """The same for two files with the same headers in the same order, whatever their case and spaces."""
    text = "\x1f".join([platform, *(plain(header) for header in headers)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _refusal(wrong: ErrorDetails) -> Refusal:
    """What the check of a document found, as a refusal in words of our own."""
    loc, kind, told = wrong["loc"], wrong["type"], str(wrong.get("ctx", {}))
    if kind == "json_invalid":
        place = re.search(r"line (\d+) column (\d+)", told)
        line, column = place.groups() if place else ("1", "1")
        column = column if column != "0" else "1"  # what ends too early ends before the first character of a line
        return Refusal("mapping_not_json", where=f"{line}:{column}", line=line, column=column)
    if not loc:
        return Refusal("mapping_not_object")
    if loc[0] == "columns" and loc[2:3] == ("values",):
        loc = loc[:4]  # what follows are the kinds that were tried
    name = ".".join(str(part) for part in loc)
    if kind == "missing":
        return Refusal("mapping_field_missing", where=name, name=name)
    if kind == "extra_forbidden":
        return Refusal("mapping_field_unknown", where=name, name=name)
    value = json.dumps(wrong["input"], ensure_ascii=False, default=str)
    value = value if len(value) <= SHOWN else value[:SHOWN] + "…"
    if kind == "literal_error":
        allowed = ", ".join(re.findall(r"'(\w+)'", wrong["ctx"]["expected"]))
        return Refusal("mapping_choice_unknown", where=name, name=name, value=value, allowed=allowed)
    return Refusal("mapping_value_wrong", where=name, name=name, value=value)
