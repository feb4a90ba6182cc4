"""What the charts of this room share: names of groups, p in words, counts as their reader may have them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from analytics.marks import Cell, Unit
from data.datasets import DATASETS
from data.store.suppression import MIN_GROUP

if TYPE_CHECKING:
    from data.language import Translator

WEEKLY = Unit("rate", 2)
"""Departures a week per 1,000 customers."""
SHARE = Unit("share", 1)
CODED = {"value": ("customers", "value_tier"), "notice": ("notices", "channel")}
"""Groups whose names are the choices of a field."""


def group_words(by: str, group: str, t: Translator) -> str:
    """A group as it is written: ``wave 3`` · ``high`` · ``had complained``."""
    if by == "none":
        return t("retention.group.all")
    if not group:
        return t("retention.group.unknown")
    if by == "wave":
        return t.wave(group)
    if by in ("complained", "satisfied"):
        return t(f"retention.group.{by}.{group}")
    if by in CODED:
        return t(f"retention.group.{by}", name=choice_words(*CODED[by], group, t))
    return group


def choice_words(dataset: str, field: str, code: str, t: Translator) -> str:
    """A code of a field in words; another text as it is."""
    found = next((one for one in DATASETS[dataset].by_name[field].choices if one.code == code), None)
    return code if found is None else found.zh if t.lang == "zh" else found.en


def p_words(p: float | None, t: Translator) -> str:
    """``p 0.02`` · ``p < 0.001``; '' where there is none."""
    if p is None or p != p:
        return ""
    return t("retention.p.small") if p < 0.001 else t("retention.p", p=t.number(p, 3 if p < 0.01 else 2))


def counted(n: float | None, t: Translator) -> Cell:
    """A count of customers, on screen and in the file as its reader may have it: who has it rounded is not told a small one."""
    if t.rounded and n is not None and 0 < n < MIN_GROUP:
        return Cell(t("retention.few"))
    return Cell(t.count(n), t.told(n))


def span(low: float | None, high: float | None, unit: Unit, t: Translator) -> str:
    """``−10 to 28`` · ``−10～28``: an interval whose confidence was named; '' where there is none."""
    if low is None or high is None or low != low or high != high:
        return ""
    return t("retention.span", low=unit.write(low, t), high=unit.write(high, t))


def month_words(day: date, t: Translator) -> str:
    """``Oct 2026`` · ``2026年10月``."""
    return t(
        "retention.month",
        year=str(day.year),
        name=t.date(day).split("\u00a0")[-1] if t.lang == "en" else str(day.month),
    )
