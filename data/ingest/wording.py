"""How headers and cells are compared: width, case, spaces and punctuation do not matter, and whole texts are compared.

Nothing here looks for one text inside another: "不太满意" contains "满意" and means the opposite.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMBERED = re.compile(r"^(?:第\s*+\d++\s*+题|[qQ]?\d+(?:[._-]\d+)?|\(\d+\))(?:\s*+[、.．:：)）]\s*+|\s++)(?=\S)")
_CODED = re.compile(r"^[A-Za-z]\w*+(?:\[[^\]]*\])?\.\s+(?=\S)")
_TAIL = re.compile(r"(?<!\s)\s*+(?:[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕])\s*$")
_POLITE = re.compile(
    r"^(?:请问|请填写|请输入|请选择|请对|请您|请|您认为|您对|您的|你的|贵公司的|您|"
    r"please (?:enter|select|rate|tell us)|what is|your)\s*",
    re.IGNORECASE,
)
_FILLER = re.compile(r"[\s_\W]+")
BLANK_CHARACTERS = " \t\r\n\u00a0\u3000\u200b\ufeff"
MARKS = "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u00ad\ufeff"
"""Characters that cannot be seen: directions of writing, joints and soft hyphens, as programs copy them along."""
_MARK = re.compile(f"[{MARKS}]")
_GUARD = re.compile(r"'(?=[=+\-@\t\r])")
_GUARD_OF_FIGURES = re.compile(r"'(?=[.,]*+\d[\d.,]*+$)")
"""The apostrophe before a text that a spreadsheet would take for a formula or a number."""


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """``text`` for comparing: NFKC, lower case, without spaces and punctuation. ``Cut-over（日期）`` →
    ``cutover日期``."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _FILLER.sub("", folded)


def cleaned(text: str, *, words: bool = False) -> str:
    """A cell as it is read: without characters that cannot be seen and without the guard against formulas. Of
    somebody's own ``words`` only the guard and what stands around them go."""
    text = text.strip(MARKS + " ") if words else _MARK.sub("", text)
    found = _GUARD.match(text) or (None if words else _GUARD_OF_FIGURES.match(text))
    return text[found.end() :] if found else text


UNCLEAN = f"[{MARKS}]|^'"
"""Texts that :func:`cleaned` may change, for Arrow's regular expressions."""


@lru_cache(maxsize=65536)
def whole(cell: str) -> str:
    """A cell for comparing with a list of wordings: NFKC, lower case, single spaces, no closing full stop."""
    folded = unicodedata.normalize("NFKC", cleaned(cell)).casefold().strip(BLANK_CHARACTERS)
    return re.sub(r"\s+", " ", folded).rstrip(".。;；")


TOTALS = frozenset(
    plain(word)
    for word in [
        "合计",
        "总计",
        "小计",
        "共计",
        "总和",
        "平均",
        "平均值",
        "平均分",
        "均值",
        "汇总",
        "本页合计",
        "total",
        "totals",
        "subtotal",
        "sub-total",
        "grand total",
        "sum",
        "average",
        "mean",
        "overall total",
    ]
)
"""Words of a row or column of totals, for comparing by :func:`plain`."""


STATED_SCALE = re.compile(r"[(（\[]\s*[0-2]\s*[-–—~～至到]+\s*\d{1,2}\s*[)）\]]|\b1\s*(?:-|to)\s*(?:5|10)\b")
"""A scale that a header states: (1-5), （1～10）."""
RUNNING_YEAR = re.compile(r"年初至今|本?年度?累[计積积]|\bytd\b|year[ -]to[ -]date", re.IGNORECASE)
"""Words for a running total that begins again each year."""
RUNNING_TOTAL = re.compile(
    r"累[计積积]|期末|至今|以来|"
    r"\bcum(?:ul(?:ative|ated)?)?\b|\b(?:to|till|until)[ -]date\b|\brunning (?:total|sum)\b|\b[ip]td\b",
    re.IGNORECASE,
)
"""Words for a running total."""


def without_running(header: str) -> str:
    """``Cumulative PV (YTD)`` → PV: what runs up."""
    return RUNNING_TOTAL.sub("", RUNNING_YEAR.sub("", header)).replace("()", "").replace("（）", "").strip(" -–—_/:：·")


def question_text(header: str) -> str:
    """The question without its number: ``3、总体满意度`` → ``总体满意度``; ``Q2. Ease`` → ``Ease``."""
    text = unicodedata.normalize("NFKC", header).strip(BLANK_CHARACTERS)
    for pattern in (_NUMBERED, _CODED):
        shorter = pattern.sub("", text, count=1)
        if shorter != text:
            return shorter
    return text


def wordings(header: str) -> tuple[str, ...]:
    """The texts under which a header may be known, the closest first, each for comparing.

    ``6、您推荐我们的可能性(0-10)`` is tried whole, without its number, without the bracket, without the polite opening.
    """
    tried: list[str] = []
    text = header.strip(BLANK_CHARACTERS)
    first_line = text.split("\n", 1)[0]
    for start in dict.fromkeys((text, question_text(text), first_line, question_text(first_line))):
        current = start
        while current:
            tried.append(current)
            shorter = _TAIL.sub("", current)
            if shorter == current:
                break
            current = shorter
    for candidate in list(tried):
        polite = _POLITE.sub("", unicodedata.normalize("NFKC", candidate))
        if polite != candidate:
            tried.append(polite)
    return tuple(dict.fromkeys(found for found in (plain(text) for text in tried) if found)) or (text,) * bool(text)


def column_letters(index: int) -> str:
    """The letters Excel shows above a column; the first is index 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
