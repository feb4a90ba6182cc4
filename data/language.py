"""The two languages: message catalogues (gettext ``.po``, one file an area) and how numbers and dates are written.

Messages have dotted ids (``satisfaction.title``) and named placeholders (``{n}``). Plurals are gettext plurals, chosen
by the parameter ``n``. A missing message is shown as its id, and a test fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

LANGUAGES = ("en", "zh")
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
MINUS, NBSP = "\u2212", "\u00a0"
LEVEL = {"en": f"95%{NBSP}", "zh": "95%区间："}
"""What stands before the bounds of an interval; a column of intervals says it once, in its header."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class People(int):
    """A count of customers in a sentence: written as the reader may have it, exact or rounded to five and then so (``≈
    540``)."""


def start(text: str) -> str:
    """A text as a sentence begins: its first letter large."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=len(LANGUAGES))
def messages(lang: str) -> dict[str, tuple[str, ...]]:
    """All messages of a language by id; a message with plurals has one text a form."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((CATALOGUES / lang).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="zh_CN" if lang == "zh" else "en"):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


class Translator:
    """Puts ids, numbers and dates into the words of one language. Cheap to make; compares equal by language, reader and
    names.

    ``rounded``: whether it speaks to a reader whose counts of customers are rounded by the store. ``branches``: the
    names of the programme's branches by their ids, for :meth:`branch`.
    """

    def __init__(self, lang: str = "en", *, rounded: bool = False, branches: Mapping[str, str] | None = None) -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self.rounded = rounded
        self.branches = dict(branches or {})

    def _key(self) -> tuple[object, ...]:
        return (self.lang, self.rounded, tuple(sorted(self.branches.items())))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Translator) and other._key() == self._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def knowing(self, branches: Mapping[str, str]) -> Translator:
        """The same translator with the names of a programme's branches."""
        return Translator(self.lang, rounded=self.rounded, branches=branches)

    def __call__(self, key: str, /, **params: Any) -> str:
        forms = messages(self.lang).get(key)
        if not forms:
            return key
        form = forms[0]
        if len(forms) > 1 and params.get("n") != 1:
            form = forms[1]
        shown = {
            name: self._people(value)
            if isinstance(value, People)
            else self.number(value)
            if isinstance(value, int) and not isinstance(value, bool)
            else value
            for name, value in params.items()
        }
        return form.format_map(shown) if shown else form

    def _people(self, value: People) -> str:
        """A count of customers; of some that are there it is never said that there are none."""
        return self.count(max(value, 5) if self.rounded and value else value)

    def has(self, key: str) -> bool:
        return key in messages(self.lang)

    def number(self, value: float | None, digits: int = 0, *, sign: bool = False) -> str:
        """``11,840`` · ``4.2`` · ``+31`` · ``−12``: thousands by comma, U+2212 for minus; a dash for nothing."""
        if value is None or value != value:
            return "–"
        text = f"{abs(value):,.{digits}f}"
        if float(text.replace(",", "")) == 0:
            return text
        return (MINUS if value < 0 else "+" if sign else "") + text

    def count(self, n: float | None) -> str:
        """How many customers, answers or letters an aggregate counts: ``397``; where the store rounds for the reader
        ``≈ 395`` · ``约395``."""
        return self.about(self.number(self.told(n)))

    def about(self, text: str) -> str:
        """What is computed from rounded counts for a reader, written so: ``≈ +31`` · ``约+31``."""
        if not self.rounded or text == "–":
            return text
        return f"约{text}" if self.lang == "zh" else f"≈{NBSP}{text}"

    def told(self, n: float | None) -> int | None:
        """A count as this reader may have it: where the store rounds for the reader, rounded as it does."""
        from data.store.rounding import to_five

        if n is None or n != n:
            return None
        return to_five(n) if self.rounded else int(n)

    def few(self, n: float | None) -> bool:
        """Whether so many are too few to be told to this reader, and so what is theirs: one to nine for whom counts are
        rounded."""
        from data.store.suppression import MIN_GROUP

        return self.rounded and n is not None and 0 < n < MIN_GROUP

    def percent(self, share: float | None, digits: int = 1, *, sign: bool = False) -> str:
        """A share of one as a percentage: ``0.961`` → ``96.1%``."""
        return self.number(None if share is None else share * 100, digits, sign=sign) + ("" if share is None else "%")

    def money(self, value: float | None, currency: str = "CNY", *, sign: bool = False, symbol: bool = True) -> str:
        """``¥9.4m`` · ``−¥125k`` · ``¥2,104``; Chinese ``940万元`` · ``1.2亿元``. Another currency stands as its code.

        Three significant figures from a million (亿) on; ``symbol`` leaves the currency out where a header has it.
        """
        if value is None or value != value:
            return "–"
        size = abs(value)
        if self.lang == "zh":
            scale, unit = (1e8, "亿") if size >= 1e8 else (1e4, "万") if size >= 1e4 else (1.0, "")
        else:
            scale, unit = (
                (1e9, "bn") if size >= 1e9 else (1e6, "m") if size >= 1e6 else (1e3, "k") if size >= 1e4 else (1.0, "")
            )
        shown = size / scale
        digits = 0 if shown >= 100 or scale == 1 else 1 if shown >= 10 or self.lang == "en" else 2
        text = self.number(shown, digits)
        if self.lang == "zh":
            text = text + unit + (("元" if currency in ("", "CNY") else currency) if symbol else "")
        else:
            mark = {"CNY": "¥", "": "¥", "USD": "$", "EUR": "€", "GBP": "£"}.get(currency, currency + NBSP)
            text = (mark if symbol else "") + text + unit
        nothing = float(self.number(shown, digits).replace(",", "")) == 0
        return text if nothing else (MINUS if value < 0 else "+" if sign else "") + text

    def interval(
        self, low: float | None, high: float | None, digits: int = 0, *, percent: bool = False, sign: bool = False
    ) -> str:
        """``95% 27…35`` · ``95%区间：27～35``."""
        if low is None or high is None or low != low or high != high:
            return ""
        write = self.percent if percent else self.number
        if percent and self.lang == "en":  # the unit once
            a, b = self.number(low * 100, digits, sign=sign), self.percent(high, digits, sign=sign)
        else:
            a, b = write(low, digits, sign=sign), write(high, digits, sign=sign)
        return LEVEL[self.lang] + (f"{a}～{b}" if self.lang == "zh" else f"{a}…{b}")

    def date(self, day: date | datetime | None, *, year: bool = False) -> str:
        """``5 Dec`` · ``22 Nov 2026`` · ``12月5日`` · ``2026年11月22日``."""
        if day is None or day != day:
            return "–"
        if self.lang == "zh":
            return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"
        return f"{day.day}{NBSP}{MONTHS[day.month - 1]}" + (f"{NBSP}{day.year}" if year else "")

    def moment(self, at: datetime | None) -> str:
        """Date and time of day: ``22 Nov 2026, 18:00`` · ``2026年11月22日 18:00``."""
        if at is None:
            return "–"
        return self.date(at, year=True) + ("" if self.lang == "zh" else ",") + f" {at:%H:%M}"

    def wave(self, wave: str | None) -> str:
        """A wave by its id: ``W3`` → ``wave 3`` · ``第3波次``; other ids as they are."""
        if not wave:
            return self("word.no_wave")
        match = re.fullmatch(r"[Ww](\d+)", wave)
        if not match:
            return wave
        return f"第{match[1]}波次" if self.lang == "zh" else f"wave{NBSP}{match[1]}"

    def branch(self, branch: str) -> str:
        """A branch by its id: ``B07`` → ``Bridge Road``; two of one name with their ids behind, one that nobody has
        named by its id."""
        name = self.branches.get(branch)
        if not name:
            return branch
        shared = sum(other == name for other in self.branches.values()) > 1
        return self("alert.named", name=name, code=branch) if shared else name

    def sentences(self, *texts: str) -> str:
        """Sentences one after the other, without those that are empty: Chinese ones have no space between them."""
        return ("" if self.lang == "zh" else " ").join(text for text in texts if text)

    def listing(self, items: list[str]) -> str:
        """``a, b and c`` · ``a、b、c``."""
        if self.lang == "zh":
            return "、".join(items)
        return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""
