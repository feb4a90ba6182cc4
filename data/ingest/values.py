"""Distinct cell texts as numbers, durations, yes and no, and declared choices. ``None`` where a text is none of
them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from math import isfinite
from typing import Any

from data.datasets import Field
from data.ingest.predecessors import working_days
from data.ingest.scales import EMPTY_MARKS, NO_ANSWER
from data.ingest.wording import cleaned, plain, whole

_CODES = (
    "aed ars aud bgn brl cad chf clp cnh cny cop czk dkk egp eur gbp hkd huf idr ils inr isk jpy krw kwd mop mxn myr"
    " nok nzd pen php pkr pln qar ron rub sar sek sgd thb try twd uah usd vnd zar"
)
_CALLED = (
    "cnh yuan rmb 人民币 元=CNY 圆=CNY/JPY 美元 us$=USD $ dollars"
    " dollar=USD/AUD/CAD/HKD/SGD/NZD/TWD/MXN/CLP/COP/ARS/BRL/MOP 港元 港币 hk$=HKD 澳门元 mop$=MOP 新台币 台币 nt$=TWD"
    " 欧元 euros euro €=EUR 英镑=GBP £ pounds pound=GBP/EGP 日元 日圆=JPY ¥=CNY/JPY 韩元 ₩=KRW 加元 c$ ca$=CAD 澳元 a$"
    " au$=AUD 新加坡元 s$=SGD nz$=NZD 瑞士法郎 法郎 francs fr. sfr.=CHF kr. kr=SEK/NOK/DKK/ISK kč=CZK zł=PLN лв=BGN"
    " ft=HUF lei=RON r$=BRL 卢布 ₽=RUB ₹=INR ₫=VND ₱=PHP ₺=TRY ₴=UAH ₪=ILS ฿=THB"
)


def _currencies() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {code: (code.upper(),) for code in _CODES.split()}
    waiting: list[str] = []
    for word in _CALLED.split():
        name, _, codes = word.partition("=")
        waiting.append(name)
        if codes:
            found |= dict.fromkeys(waiting, tuple(codes.split("/")))
            waiting = []
    return found


CURRENCIES = _currencies()
"""Currencies as amounts name them, before or behind, with the codes that each may mean; a sign of Unicode's class for
currencies is one too."""
_SIGNS = "$¢£¤¥฿₠-₿"
_MONEY = "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True))) + f"|[{_SIGNS}]"
_NUMBER = r"\d{1,3}(?:[,' ’]\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*+(?P<sign>[-+−–])?\s*+(?P<before>{_MONEY})?\s*+(?P<sign2>[-+−–])?\s*+(?P<open2>\()?\s*+"
    rf"(?P<number>{_NUMBER})(?P<power>e[+-]?\d+)?\s*+"
    r"(?P<unit>万亿|亿|千万|百万|万|千|k|m|mn|bn)?\s*+"
    rf"(?P<currency>{_MONEY})?\s*+(?P<percent>%)?\s*+(?P<sign3>-)?(?P<close2>\))?\s*+(?P<behind>{_MONEY})?\s*+(?P<close>\))?"
)
_DASHED = re.compile(rf"(?:{_MONEY})\s*+[-–—−]+\s*+(?:\?\?)?|[-–—−]+\s*+(?:{_MONEY})")
"""Zero as the accounting format of a spreadsheet shows it: a currency and a dash."""
_NOTHING = frozenset(("nil", "无", "没有", "零", "zero", "none"))
"""Words for an amount of nothing."""
_COMMA_DECIMAL = re.compile(
    r"\D*+(?:(?:\d+|\d{1,3}(?:[. '’]\d{3})+),(?:\d\d?|\d{4,})|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+)\D*"
)
_POINT_DECIMAL = re.compile(
    r"\D*+(?:(?:\d+|\d{1,3}(?:[, '’]\d{3})+)\.(?:\d\d?|\d{4,})|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+\.\d+)\D*"
)
_GROUPING = re.compile(r"(?<=\d)[. '’](?=\d{3})")
_DIGITS = re.compile(r"\D*\d[\d., '’]*\D*")
_UNITS = {
    "": 1.0,
    "千": 1e3,
    "k": 1e3,
    "万": 1e4,
    "百万": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "bn": 1e9,
    "万亿": 1e12,
}
_SUFFIXED = re.compile(
    r"(?:约|大约|近|共|逾|超过|约为|about|approx\.?|approximately|ca\.?|circa|some|around|~|≈)?\s*+"
    rf"(?P<number>[-+]?(?:{_NUMBER}))\s*+(?P<unit>万|千|k)?\s*+(?P<more>余|多|来|\+)?\s*+"
    r"(?:户次|人次|户|家|人|个|次|份|条|件|天|日|年|岁|名|笔|通|分|星|台|张|例|起|项|customers?|accounts?|clients?|days?|people|persons?|cases?|items?|pcs|users?|points?|stars?|hours?)?"
)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.\d+)?")
_SPAN = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*+(?:天|日|d|days?))?\s*+(?:(\d+(?:\.\d+)?)\s*+(?:小时|时|h|hours?|hrs?))?\s*+(?:(\d+(?:\.\d+)?)\s*+(?:分钟|分|m|min|mins|minutes?))?\s*+(?:(\d+(?:\.\d+)?)\s*+(?:秒|s|sec|secs|seconds?))?"
)
_EXCEL_SPAN = re.compile(r"(?:1899-12-3[01]|1900-01-\d\d) (\d\d):(\d\d):(\d\d)")
_YES = frozenset(
    whole(word)
    for word in [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "1.0",
        "是",
        "有",
        "对",
        "√",
        "✓",
        "✔",
        "x",
        "已",
        "已完成",
        "完成",
        "接通",
        "成功",
        "on",
        "完整",
    ]
)
_NO = frozenset(
    whole(word)
    for word in [
        "no",
        "n",
        "false",
        "f",
        "0",
        "0.0",
        "否",
        "无",
        "没有",
        "错",
        "×",
        "✗",
        "✘",
        "未",
        "未完成",
        "未接通",
        "不完整",
        "off",
        "拒访",
        "空号",
        "占线",
        "无人接听",
        "失败",
        "停机",
        "关机",
    ]
)
LONGEST_NUMBER = 120
"""Letters of the longest cell that is taken for a number: more digits than these are none that anybody counted."""
MISSING = frozenset(EMPTY_MARKS | (NO_ANSWER - {whole("无"), whole("/")}))


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value: ``N/A``, ``(空)``, ``-``."""
    return whole(text) in MISSING


@lru_cache(maxsize=65536)
def amount(text: str) -> tuple[float, bool] | None:
    """The number a text holds and whether it names its own unit: ``(35.20)`` → −35.2; ``￥1,234,000元`` → (…, True)."""
    if len(text) > LONGEST_NUMBER:
        return None
    cell = unicodedata.normalize("NFKC", cleaned(text)).casefold().strip().replace("−", "-")
    if _DASHED.fullmatch(cell):
        return 0.0, True
    found = _AMOUNT.fullmatch(cell)
    brackets = [bool(found[name]) for name in ("open", "open2", "close2", "close")] if found else []
    if (
        not found
        or sum(brackets[:2]) != sum(brackets[2:])
        or sum(brackets) > 2
        or (found["currency"] and found["behind"])
    ):
        suffixed = _SUFFIXED.fullmatch(cell)
        if not suffixed:
            return None
        return _finite(float(re.sub(r"[,' ’]", "", suffixed["number"])) * _UNITS[suffixed["unit"] or ""], False)
    digits = re.sub(r"[,' ’]", "", found["number"]) + (found["power"] or "")
    value = float(digits) * _UNITS[found["unit"] or ""]
    if found["percent"]:
        value /= 100
    signs = (found["sign"] or "") + (found["sign2"] or "") + (found["sign3"] or "")
    if any(brackets) or "-" in signs.replace("–", "-"):
        value = -value
    # A word for a currency behind the amount is its unit, where a sign may stand beside thousands of it too.
    named = found["currency"] or found["behind"] or ""
    return _finite(value, bool(found["unit"]) or named[:1].isalpha())


@lru_cache(maxsize=65536)
def currency_in(text: str) -> str:
    """The word or sign for a currency with which a cell names that of its amount; '' where it names none or is no
    amount."""
    if len(text) > LONGEST_NUMBER:
        return ""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", cleaned(text)).casefold().strip().replace("−", "-"))
    return (found["before"] or found["currency"] or found["behind"] or "") if found else ""


def _finite(value: float, named: bool) -> tuple[float, bool] | None:
    """A number that is one: ``1e999`` is none."""
    return (value, named) if isfinite(value) else None


def pointed(texts: Sequence[str]) -> list[str]:
    """The numbers of a whole column, with a point before the decimals where it writes a comma there.

    Nothing is changed unless a cell can only be meant so (``12,5``; ``1.234,50``; ``1.234.567``) and none the other way
    round: ``1.234`` and ``1,234`` alone say nothing, and the point is taken for that of the decimals.
    """
    folded = [unicodedata.normalize("NFKC", text) for text in texts]
    if not any(map(_COMMA_DECIMAL.fullmatch, folded)) or any(map(_POINT_DECIMAL.fullmatch, folded)):
        return list(texts)
    return [
        _GROUPING.sub("", cell).replace(",", ".") if _DIGITS.fullmatch(cell) else text
        for cell, text in zip(folded, texts, strict=True)
    ]


def is_nothing(text: str) -> bool:
    """Whether a cell of amounts says that there is none: ``nil``, ``无``."""
    return whole(text) in _NOTHING


def scaled(text: str) -> bool:
    """Whether an amount names a multiple as its unit: ``1.2万``, ``3k``; a currency alone is none."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).casefold().strip().replace("−", "-"))
    return bool(found and found["unit"])


_MULTIPLE = r"万亿|亿|千万|百万|万|千|thousands?|millions?|'?000s?|bn|mn|k|m"
_MONEYS = rf"(?:{_MONEY})?\s*+"
_STATED_UNIT = re.compile(rf"(?:单位|\bunits?|\bin)\s*+[:：]?\s*+{_MONEYS}({_MULTIPLE}|元)(?![a-z])")
_BRACKETED_UNIT = re.compile(rf"[(\[]\s*+{_MONEYS}({_MULTIPLE}|元)\s*+{_MONEYS}[)\]]")
_UNIT_ALONE = re.compile(rf"(?:{_MONEY})\s*+({_MULTIPLE})|({_MULTIPLE})\s*+(?:{_MONEY})|(元)")


def unit_factor(text: str) -> float | None:
    """The factor that a unit line or a header states: ``单位:万元`` → 10000; ``(thousand)`` → 1000."""
    cell = unicodedata.normalize("NFKC", text).casefold()
    found = _STATED_UNIT.search(cell) or _BRACKETED_UNIT.search(cell) or _UNIT_ALONE.fullmatch(cell.strip())
    if not found:
        return None
    word = next(part for part in found.groups() if part).rstrip("s")
    return {"元": 1.0, "thousand": 1e3, "'000": 1e3, "000": 1e3, "million": 1e6}.get(word, _UNITS.get(word))


def seconds(text: str) -> float | None:
    """``2分3秒`` → 123; ``1d 4h`` → 100800; ``123`` → 123; ``00:02:03`` → 123."""
    if len(text) > LONGEST_NUMBER:
        return None
    cell = whole(text)
    found = _EXCEL_SPAN.fullmatch(cell) or _CLOCK.fullmatch(cell)
    if found:
        return int(found[1] or 0) * 3600.0 + int(found[2]) * 60 + int(found[3])
    if re.fullmatch(r"\d+(?:\.\d+)?", cell):
        return float(cell)
    found = _SPAN.fullmatch(cell)
    if found and any(found.groups()):
        days, hours, minutes, rest = (float(part or 0) for part in found.groups())
        return days * 86_400 + hours * 3600 + minutes * 60 + rest
    return None


def yes_or_no(text: str) -> bool | None:
    cell = whole(text)
    return True if cell in _YES else False if cell in _NO else None


@lru_cache(maxsize=256)
def choice_codes(field: Field) -> dict[str, str]:
    """Every wording of a field's choices, for comparing, to the code that is stored."""
    found: dict[str, str] = {}
    for choice in field.choices:
        for wording in (choice.code, choice.en, choice.zh, *choice.synonyms):
            found.setdefault(plain(wording), choice.code)
            if "(" in wording or "（" in wording:
                found.setdefault(plain(re.split(r"[(（]", wording)[0]), choice.code)
    return found


def choice(text: str, field: Field) -> str | None:
    """The code of a choice: its code, either label or a synonym, compared whole."""
    return choice_codes(field).get(plain(text))


def share(text: str, percents: bool) -> float | None:
    """A share of one: ``60%`` → 0.6; ``60`` → 0.6 where the column is written in ``percents``, else ``0.6`` → 0.6."""
    read = amount(text)
    if read is None:
        return None
    return read[0] / 100 if percents and "%" not in unicodedata.normalize("NFKC", text) else read[0]


def between(numbers: Iterable[float]) -> set[float]:
    """Those between nothing and one."""
    return {number for number in numbers if 0 < number < 1}


def in_both_ways(numbers: Collection[float]) -> bool:
    """Whether plain numbers of a column of shares may be shares and percents side by side: 0.8 beside 35 and 100.
    Beside
    12.5 and 34.1 a 0.5 is one of the percents."""
    above = [number for number in numbers if number > 1]
    return bool(above) and bool(between(numbers)) and all(number == round(number) for number in above)


def in_percents(texts: Iterable[str]) -> bool:
    """Whether the plain numbers of a column of shares are percents: one of them is above 1."""
    plain_numbers = (amount(text) for text in texts if "%" not in unicodedata.normalize("NFKC", text))
    return any(read is not None and read[0] > 1 for read in plain_numbers)


def reader(field: Field) -> Callable[[str], Any]:
    """What reads a number of a field, by its unit."""
    return {"seconds": seconds, "working_days": working_days}.get(field.unit, amount)
