"""Weeks and absences: whoever left and came back was away in between, and not at risk of anything then."""

from __future__ import annotations


def absent(spells: str, condition: str) -> str:
    """The condition that one of ``spells`` (of ``{absences}``; null: there was none) meets ``condition``, which says
    ``x.gone`` and ``x.back``."""
    return f"len(list_filter(coalesce({spells}, []), lambda x: {condition})) > 0"
