"""What is typed on screen, read as the cells of a file are: the same types, ranges, choices and wordings."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from data.access import PROGRAMME_WRITERS, Rights
from data.datasets import Dataset, Field
from data.ingest.columns import masked
from data.ingest.convert import convert
from data.ingest.currencies import other_currency
from data.ingest.mapping import ColumnMapping
from data.problems import Issue


def editable(dataset: Dataset, rights: Rights, *, adding: bool = False) -> tuple[Field, ...]:
    """The fields this reader may write on screen.

    The key of a row stays; a new row has one. Customers are hashed at the gate and can only be named for a new row;
    free text that customers wrote is for compliance and administrators; other answers are as the file had them.
    """
    return tuple(
        field
        for field in dataset.fields
        if field.sensitivity != "drop"
        and field.type != "json"
        and (adding or field.name not in dataset.key)
        and (adding or field.sensitivity != "pseudonym")
        and (field.sensitivity != "mask" or rights.role in PROGRAMME_WRITERS)
    )


def read_cells(
    dataset: Dataset, texts: Dict[str, str], *, points: Dict[str, int] | None = None, zone: str = "", currency: str = ""
) -> tuple[dict[str, Any], tuple[Issue, ...]]:
    """The stored columns that ``texts`` (field → what was typed) stand for, and an issue for each cell that cannot be.

    An empty text empties the cell. ``points`` are the points of the scale a rating was given on; a rating is typed as
    it is stored, from the lowest. ``currency`` is that of the row, in which its amounts are. Nothing may be kept while
    there is an issue.
    """
    values: dict[str, Any] = {}
    issues: list[Issue] = []
    for name, typed in texts.items():
        field = dataset.by_name[name]
        text = typed.strip()
        if not text:
            values[name] = None
            if field.required:
                issues.append(_issue("required_missing", field, text))
            continue
        given = (points or {}).get(name) or (field.scale.points if field.scale else None)
        line = ColumnMapping(header=name, low=_low(field), points=given)
        converted = convert(pa.array([text]), field, line, zone=zone)
        code = next(iter(converted.bad), "")
        value = converted.array[0].as_py()
        if code or value is None:
            issues.append(_issue("out_of_range" if code in ("", "no_answer") else code, field, text))
            continue
        named = other_currency(text, field, texts.get("currency") or currency)
        if named:
            issues.append(_issue("other_currency", field, text, named))
            continue
        values[name] = value
        if field.scale and not field.scale.fixed:
            values[f"{name}_points"] = given
    return values, tuple(issues)


def missing(dataset: Dataset, texts: Dict[str, str], offered: Iterable[Field]) -> tuple[Issue, ...]:
    """Required cells of a new row that are not among those typed."""
    return tuple(
        _issue("required_missing", field, "")
        for field in dataset.fields
        if field.required and field.name not in texts and field not in offered
    )


def _low(field: Field) -> int | None:
    if field.scale is None:
        return None
    return field.scale.low if field.scale.fixed else 1


def _issue(code: str, field: Field, text: str, more: Dict[str, str] = MappingProxyType({})) -> Issue:
    value = masked(text) if field.sensitivity != "none" else text[:80]
    params = {"field_en": field.en, "field_zh": field.zh, **more}
    return Issue(code, "cell", column=field.name, value=value, params=params)
