"""Units of the values of a mark: how they are written on a label, what a header calls them, how a sheet formats
them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from data.language import Translator

Kind = Literal["count", "share", "points", "gap", "sd", "score", "money", "rate", "ratio", "days", "hours", "minutes"]
"""``gap``: a difference of two shares, written in percentage points; ``sd``: a difference in standard deviations."""
SIGNED = ("points", "gap", "sd")


@dataclass(frozen=True)
class Unit:
    """What a number is. Labels, ticks and files show ``digits`` behind the point (of a share: of its percent)."""

    kind: Kind
    digits: int = 0
    currency: str = ""

    @property
    def factor(self) -> float:
        """What a value is multiplied by before it is written."""
        return 100.0 if self.kind in ("share", "gap") else 1.0

    def write(self, value: float | None, t: Translator) -> str:
        """``96%`` · ``¥9.4m`` · ``+31`` · ``1,240``; a dash for nothing."""
        if value is None or value != value:
            return "–"
        if self.kind == "share":
            return t.percent(value, self.digits)
        if self.kind == "money":
            return t.money(value, self.currency)
        return t.number(value * self.factor, self.digits, sign=self.kind in SIGNED)

    def change(self, value: float | None, t: Translator) -> str:
        """A difference, with its sign: ``+¥3.4m``; nothing is ``¥0``."""
        if value is None or value != value:
            return "–"
        if self.kind == "money":
            return t.money(value, self.currency, sign=True)
        if self.kind == "share":
            return t.percent(value, self.digits, sign=True)
        return t.number(value * self.factor, self.digits, sign=True)

    def interval(self, low: float | None, high: float | None, t: Translator) -> str:
        """``95% 27…35``; '' where there is none."""
        if self.kind == "gap" and low is not None and high is not None:
            low, high = low * self.factor, high * self.factor
        return t.interval(low, high, self.digits, percent=self.kind == "share", sign=self.kind in SIGNED)

    def tick(self, value: float, t: Translator, ticks: tuple[float, ...] = ()) -> str:
        """A tick of the axis: no more digits than its neighbours need."""
        if self.kind == "money":
            return t.money(value, self.currency)
        need = 0
        while need < 3 and any(abs(one * self.factor - round(one * self.factor, need)) > 1e-9 for one in ticks):
            need += 1
        if self.kind == "share":
            return t.percent(value, need)
        return t.number(value * self.factor, need, sign=self.kind in SIGNED)

    def short(self, value: float, t: Translator) -> str:
        """A limit: as it is written, without digits that say nothing."""
        return replace(
            self,
            digits=next(
                (
                    few
                    for few in range(self.digits)
                    if abs(round(value * self.factor, few) - value * self.factor) < 1e-9
                ),
                self.digits,
            ),
        ).write(value, t)

    def exported(self, value: float | None) -> float | None:
        """The number of a file: as it is shown, in the unit that its header names."""
        if value is None or value != value:
            return None
        digits = 2 if self.kind == "money" else self.digits
        rounded = round(value * self.factor, digits)
        return int(rounded) if digits == 0 else rounded

    def head(self, name: str, t: Translator) -> str:
        """The header of a column of these values: its name and the unit."""
        if self.kind in ("count", "rate", "ratio", "score"):
            return name
        unit = self.currency or "CNY" if self.kind == "money" else t(f"mark.unit.{self.kind}")
        return t("mark.head", name=name, unit=unit)

    def scale(self, size: float, t: Translator) -> tuple[float, str]:
        """For a sheet whose values go up to ``size``: what they are divided by, and their number format."""
        if self.kind == "share":
            return 1.0, "0%"
        if self.kind == "points":
            return 1.0, '+0;"\u2212"0;0'
        if self.kind in ("gap", "sd"):
            return 1 / self.factor, '+0.0#;"\u2212"0.0#;0'
        if self.kind != "money":
            small = self.digits and size < 10
            return 1.0, "#,##0." + "0" * self.digits if small else "#,##0.###" if size < 3 else "#,##0"
        steps = ((1e9, 1e8), (1e5, 1e4)) if t.lang == "zh" else ((1e6, 1e6), (1e4, 1e3))
        factor = next((factor for least, factor in steps if size >= least), 1.0)
        # The words around the number are those of the product: "¥1.0m" gives its sign and its letter.
        before, after = re.split(r"[\d.,]+", t.money(factor, self.currency), maxsplit=1)
        digits = "0.0" if factor == 1e8 or (factor == 1e6 and size < 1e7) else "#,##0"
        start, end = (f'"{word}"' if word else "" for word in (before, after))
        return factor, f'{start}{digits}{end};"\u2212{before}"{digits}{end};0'


COUNT, SHARE, DAYS, HOURS, MINUTES = Unit("count"), Unit("share"), Unit("days"), Unit("hours"), Unit("minutes")
RATE = Unit("rate", 1)
"""A rate whose base the words of the chart name, such as per 1,000 customers."""
