"""Stored values as a person reads them."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from data.datasets import Field
from data.ingest.answers import SKIPPED
from data.language import Translator

PSEUDONYM = 8
"""Characters of a pseudonym that are shown: enough to see the same customer again."""
DATES = {"date": "%Y-%m-%d", "month": "%Y-%m", "timestamp": "%Y-%m-%d %H:%M"}


def stored_text(value: Any, field: Field, t: Translator) -> str:
    """A stored value as a person reads it; a pseudonym by its first characters."""
    if value is None or value is pd.NaT or value != value:
        return ""
    if field.sensitivity == "pseudonym":
        return str(value)[:PSEUDONYM] + "…"
    if field.type == "boolean":
        return t("records.value.yes") if value else t("records.value.no")
    if field.type in DATES:
        return f"{value:{DATES[field.type]}}"
    if field.type == "integer":
        return str(int(value))
    if field.type in ("number", "rating"):
        return f"{float(value):.15g}"
    if field.type == "decimal":
        return t.number(float(value), 2)
    if field.type == "choice":
        return next((c.zh if t.lang == "zh" else c.en for c in field.choices if c.code == value), str(value))
    return _answers(str(value), t) if field.type == "json" else str(value)


def _answers(text: str, t: Translator) -> str:
    """``{"question": "answer"}`` as *question: answer*, one after the other; then what was not asked."""
    try:
        told = json.loads(text)
    except ValueError:
        return text
    if not isinstance(told, dict):
        return text
    listed = [f"{name}: {_said(said, t)}" for name, said in told.items() if said not in ("", None) and name[:1] != "_"]
    if told.get(SKIPPED):
        listed.append(t("records.value.not_asked", questions=t.listing(list(map(str, told[SKIPPED])))))
    return " · ".join(listed)


def _said(said: Any, t: Translator) -> str:
    """An answer; several with marks between that no answer holds, as one may hold a comma."""
    if not isinstance(said, list):
        return str(said)
    return " ┋ ".join(map(str, said)) or t("records.value.none_ticked")


def column_kind(field: Field) -> str:
    """How the cells of a field stand in a table."""
    if field.type in ("integer", "number", "decimal", "rating"):
        return "number"
    return "prose" if field.type == "json" or field.sensitivity == "mask" else "text"
