"""What the values of a native chart of plan and money are, and how its axis writes them."""

from __future__ import annotations

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
    if t.lang == "zh":
        factor, word = (1e8, "亿") if size >= 1e9 else (1e4, "万") if size >= 1e5 else (1.0, "")
        digits = "0.0" if factor == 1e8 else "#,##0"
        unit = word + t.money(1.0, measure.currency).removeprefix("1")
        return Scale(factor, f'{digits}"{unit}";"\u2212"{digits}"{unit}";0', unit)
    factor, word = (1e6, "m") if size >= 1e6 else (1e3, "k") if size >= 1e4 else (1.0, "")
    digits = "0.0" if factor == 1e6 and size < 1e7 else "#,##0"
    mark = t.money(1.0, measure.currency).removesuffix("1")
    return Scale(factor, f'"{mark}"{digits}"{word}";"\u2212{mark}"{digits}"{word}";0', mark + word)
