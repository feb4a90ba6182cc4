"""What the values of a native chart of plan and money are, and how its axis writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from data.language import Translator

FORMATS = {"days": '+0;"\u2212"0;0', "share": "0%", "customers": "#,##0"}


@dataclass(frozen=True)
class Measure:
    """The unit of a ledger's chart; ``day`` axes hold dates."""

    unit: Literal["money", "days", "share", "customers", "day"]
    currency: str = ""


@dataclass(frozen=True)
class Scale:
    """Values are divided by ``factor`` so that the numbers behind the chart are those its axis shows, in ``word``."""

    factor: float
    number_format: str
    word: str = ""


def scale_of(measure: Measure, size: float, t: Translator) -> Scale:
    """The scale for values up to ``size``: money in millions or thousands, in Chinese in 万 or 亿."""
    if measure.unit == "day":
        return Scale(1.0, t("slide.day_format"))
    if measure.unit != "money":
        return Scale(1.0, FORMATS[measure.unit])
    steps = ((1e9, 1e8), (1e5, 1e4)) if t.lang == "zh" else ((1e6, 1e6), (1e4, 1e3))
    factor = next((factor for least, factor in steps if size >= least), 1.0)
    # The words around the number are those of the product: "¥1.0m" gives its sign and its letter.
    before, after = re.split(r"[\d.,]+", t.money(factor, measure.currency), maxsplit=1)
    digits = "0.0" if factor == 1e8 or (factor == 1e6 and size < 1e7) else "#,##0"
    start, end = (f'"{word}"' if word else "" for word in (before, after))
    return Scale(factor, f'{start}{digits}{end};"\u2212{before}"{digits}{end};0', before + after)
