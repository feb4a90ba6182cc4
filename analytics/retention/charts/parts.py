"""What the charts of this room share: names of groups, p in words, counts as their reader may have them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.marks import Cell, Unit
from data.datasets import DATASETS
from data.store.suppression import small_parts

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
    """A count of customers, on screen and in the file as its reader may have it: who has it rounded is not told a small
    one."""
    if t.few(n):
        return Cell(t("retention.few"))
    return Cell(t.count(n), t.told(n))


def counted_parts(counts: Sequence[float], t: Translator, **groups: Sequence[object]) -> list[Cell]:
    """How many of each of the shown ``groups`` did something, one name of a group in each list: for whoever has counts
    rounded a small one is not told, nor what would tell it by a difference from a total of one of the ``groups`` or of
    all."""
    if not t.rounded:
        return [counted(one, t) for one in counts]
    frame = pd.DataFrame({**groups, "part": counts})
    hidden = small_parts(frame, list(groups), "part", np.zeros(len(frame), bool))
    return [Cell(t("retention.few")) if secret else counted(one, t) for one, secret in zip(counts, hidden, strict=True)]


def steps_shown(stepped: np.ndarray, times: np.ndarray, last: float, t: Translator) -> tuple[np.ndarray, np.ndarray]:
    """Where a curve is drawn: the places in ``times`` (days) at which it has ``stepped``, and their days. Readers
    without rows have whole weeks, as everywhere: of each the last step, on the last day of the week or ``last``; a
    day's step is mostly one customer's."""
    fell = np.flatnonzero(stepped)
    if not t.rounded or not len(fell):
        return fell, times[fell]
    weeks = times[fell] // 7
    fell = fell[np.append(weeks[1:] != weeks[:-1], True)]
    return fell, np.minimum(times[fell] // 7 * 7 + 6, last)


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
