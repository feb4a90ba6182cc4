"""Stored values as a person reads them."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from data.datasets import Field
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
    if field.type in ("integer", "number", "rating"):
        return f"{float(value):g}"
    if field.type == "decimal":
        return t.number(float(value), 2)
    if field.type == "choice":
        return next((c.zh if t.lang == "zh" else c.en for c in field.choices if c.code == value), str(value))
    return _answers(str(value)) if field.type == "json" else str(value)


def _answers(text: str) -> str:
    """``{"question": "answer"}`` as *question: answer*, one after the other."""
    try:
        told = json.loads(text)
    except ValueError:
        return text
    if not isinstance(told, dict):
        return text
    listed = {name: ", ".join(map(str, said)) if isinstance(said, list) else said for name, said in told.items()}
    return " · ".join(f"{name}: {said}" for name, said in listed.items() if said not in ("", None) and name[:1] != "_")


def column_kind(field: Field) -> str:
    """How the cells of a field stand in a table."""
    if field.type in ("integer", "number", "decimal", "rating"):
        return "number"
    return "prose" if field.type == "json" or field.sensitivity == "mask" else "text"
