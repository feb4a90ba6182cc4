"""How far each area is in words: its level, what it stands on, and what the next level asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.coordination.numbers.maturity import HIGHEST, Maturity
from analytics.marks import Cell, Column, Exhibit, grid
from data.datasets import DATASETS

if TYPE_CHECKING:
    from data.language import Translator

HEADS = "coordination.column"
TONES = ("none", "watch", "watch", "good", "good")


def asks(one: Maturity, t: Translator) -> str:
    """What the next level asks for: the ledgers by name where it is these."""
    names = [DATASETS[name].label(t.lang) for name in (one.missing or one.old)]
    if one.level == 0 or (one.level == 1 and one.missing):
        return t("coordination.maturity.load", ledgers=t.listing(names))
    if one.level == 1:
        return t("coordination.maturity.renew", ledgers=t.listing(names))
    return t(f"coordination.maturity.asks.{one.level}")


def table_maturity(found: tuple[Maturity, ...], t: Translator) -> Exhibit:
    """Every area, the lowest level first."""
    told = pd.DataFrame(
        [
            {
                "state": TONES[one.level],
                "area": t(f"page.{one.area}"),
                "level": Cell(t("coordination.maturity.level", n=one.level, most=HIGHEST), one.level),
                "stands": t(f"coordination.maturity.{one.level}"),
                "asks": asks(one, t),
            }
            for one in found
        ]
    )
    columns = (
        Column("state", "state", codes="coordination.tone.maturity"),
        Column("area", "head"),
        Column("level", "number"),
        Column("stands", "prose"),
        Column("asks", "prose"),
    )
    steered = sum(one.level >= 3 for one in found)
    lowest = [one for one in found if one.level == found[0].level]
    first = t(f"page.{lowest[0].area}")
    title = t(
        "coordination.maturity.title", steered=steered, all=len(found), n=len(lowest), area=first, level=lowest[0].level
    )
    return Exhibit(
        title,
        t("coordination.maturity.subtitle"),
        t("coordination.maturity.note"),
        grid(told, columns, HEADS, t, len(found)),
    )
