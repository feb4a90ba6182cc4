"""What the charts of this room share: names of groups and items, units of scores and of their changes, p in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.marks import Unit
from analytics.metrics import METRICS
from analytics.metrics.passport import Passport
from data.datasets import DATASETS

if TYPE_CHECKING:
    from data.language import Translator

SHARE, WHOLE, SD = Unit("share", 1), Unit("share"), Unit("sd", 2)
RISE, FALL = "▲ ", "▼ "
ARROWS = {"rose": RISE, "new": RISE, "above": RISE, "fell": FALL, "below": FALL}


def group_label(dimension: str, group: str, t: Translator, names: Mapping[str, str] | None = None) -> str:
    """A group as it is written: a wave in words, a choice by its label, a branch by its name where one is given."""
    if names and group in names:
        return names[group]
    if dimension == "wave":
        return t.wave(group)
    if dimension == "branch":
        return t.branch(group)
    if dimension == "phase":
        return t(f"phase.{group}")
    field = DATASETS["surveys"].by_name.get(dimension)
    for choice in field.choices if field else ():
        if choice.code == group:
            return choice.zh if t.lang == "zh" else choice.en
    return group


def item_label(item: str, t: Translator) -> str:
    """An item as the pages call it: a score by its passport, a rated part by its field."""
    if item in METRICS:
        return METRICS[item].passport.title(t)
    return DATASETS["surveys"].by_name[item].label(t.lang)


def unit_of(passport: Passport) -> Unit:
    """The unit of a score."""
    kinds = {"points": "points", "share": "share"}
    return Unit(kinds.get(passport.unit, "score"), passport.digits)  # type: ignore[arg-type]


def change_unit(item: str) -> Unit:
    """The unit of a change of an item: points, percentage points, or two decimals of a mean."""
    if item == "csat":
        return Unit("gap", METRICS[item].passport.digits)
    return Unit("points", 0 if item == "nps" else 2)


def span_words(unit: Unit, low: float | None, high: float | None, t: Translator) -> str:
    """The bounds of a change alone: ``−20…−6`` · ``−20～−6``; '' where there are none."""
    if low is None or high is None or low != low or high != high:
        return ""
    return f"{unit.write(low, t)}{'～' if t.lang == 'zh' else '…'}{unit.write(high, t)}"


def around(*parts: Sequence[Any] | pd.Series, zero: bool = False) -> tuple[float, float]:
    """The ends of an axis around everything that is drawn; where ``zero``, nothing is on it, with room for its dot."""
    found = [float(value) for part in parts for value in part if value is not None and not pd.isna(value)]
    found += [0.0] if zero or not found else []
    low, high = min(found), max(found)
    pad = (high - low) * 0.08 or 0.1 * (abs(high) or 1.0)
    return (-pad / 3 if zero and low >= 0 else low - pad), high + pad


def verdict_words(verdict: str, t: Translator) -> str:
    """A verdict as it stands at the end of a row."""
    return t(f"satisfaction.short.{verdict}")


def written_p(p: float, t: Translator) -> str:
    """``< 0.001`` or two figures: ``0.023``."""
    if p < 0.001:
        return "< " + t.number(0.001, 3)
    return t.number(p, 3 if p < 0.1 else 2)


def joined(*texts: str) -> str:
    """A note of several parts; empty ones are left out."""
    return " · ".join(text for text in texts if text)
