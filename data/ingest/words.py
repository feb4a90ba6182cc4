"""Problems in words: what is wrong, and what to do."""

from __future__ import annotations

from typing import Any

from data.ingest.columns import ColumnGuess
from data.language import Translator
from data.problems import Issue, Refusal


def issue_params(issue: Issue, t: Translator) -> dict[str, Any]:
    """What the texts of a problem with a cell or row name. ``field`` is the field's label."""
    return {
        "sheet": issue.sheet,
        "row": "" if issue.row is None else issue.row,
        "column": issue.column,
        "value": issue.value,
        "n": issue.count,
        "field": issue.params.get(f"field_{t.lang}", issue.column),
        "choices": t.listing([str(one) for one in issue.params.get(f"choices_{t.lang}", ())]),
    } | issue.params


def refusal_params(refusal: Refusal, t: Translator) -> dict[str, Any]:
    """What the texts of a refusal name. ``field`` is the field's label, ``fields`` lists those of several."""
    field = refusal.params.get(f"field_{t.lang}", refusal.where)
    fields = [str(one) for one in refusal.params.get(f"fields_{t.lang}", [field])]
    return {"where": refusal.where, "field": field, "fields": t.listing(fields), "n": len(fields)} | refusal.params


def issue_words(issue: Issue, t: Translator) -> tuple[str, str]:
    """What is wrong with a cell or row, and what to do about it."""
    params = issue_params(issue, t)
    return t(f"problem.{issue.code}", **params), t(f"problem.{issue.remedy}.todo", **params)


def refusal_words(refusal: Refusal, t: Translator) -> tuple[str, str]:
    """Why something was not done, and what to do about it."""
    params = refusal_params(refusal, t)
    return t(f"problem.{refusal.code}", **params), t(f"problem.{refusal.code}.todo", **params)


def read_as_words(guess: ColumnGuess, t: Translator) -> str:
    """How a column is read, for the mapping table: ``scale 1 to 5``, ``date, day first``."""
    return t(f"read_as.{guess.read_as}", **guess.params)


def platform_name(platform: str, t: Translator) -> str:
    return t(f"platform.{platform}")
