"""Rated answers as numbers: words, stars, digits, with the number of points and the direction of the scale.

A cell is compared whole, after width, case and spaces are evened out. Nothing looks for one wording inside another, so
that "不太满意" (dissatisfied) never becomes "满意" (satisfied).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from data.ingest.scale_words import AMBIGUOUS, NOT_SATISFIED, WORDS
from data.ingest.wording import question_text, whole

NO_ANSWER = frozenset(
    whole(word)
    for word in [
        "不适用",
        "不清楚",
        "未使用",
        "未使用过",
        "拒绝回答",
        "拒答",
        "拒绝",
        "不知道",
        "未回答",
        "未填写",
        "未作答",
        "无法评价",
        "不了解",
        "没有用过",
        "未接触",
        "n/a",
        "na",
        "#n/a",
        "not applicable",
        "don't know",
        "don’t know",
        "dont know",
        "do not know",
        "not stated",
        "no answer",
        "no opinion",
        "refused",
        "prefer not to say",
        "unsure",
        "not used",
        "did not use",
        "none",
        "null",
        "nan",
        "-",
        "--",
        "—",
        "/",
        "无",
    ]
)
SKIP_MARK, EMPTY_MARK = "(跳过)", "(空)"
EMPTY_MARKS = frozenset(whole(word) for word in ("(空)", "(空白)", "空", "(跳过)", "跳过", "(skipped)", "[跳过]"))
SKIPPED_MARKS = frozenset(whole(word) for word in ("(跳过)", "跳过", "(skipped)", "[跳过]"))
MISSING_CODES = frozenset((9.0, 99.0, -99.0, 999.0, -1.0, -9.0, 98.0, 88.0))

_STARS = re.compile(r"([★⭐🌟]*)([☆✩]*)")
_NUMERIC = re.compile(
    r"([-+]?\d+(?:\.\d+)?)\s*+(分|星|points?|stars?|pts?|分数|颗星|级)?(?:\s*+/\s*+(\d+)\s*+(?:分|points?)?)?", re.I
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_PREFIXED = re.compile(r"([-+]?\d{1,9}+|[a-z])(?:\s*+[.、:：)）\-–—=_·]++\s*+|\s++)(\S.*)")
_BRACKETED = re.compile(r"(.*\S)\s*\(\s*+([-+]?\d{1,9}+)\s*+(?:分|points?)?\s*+\)")
_BEHIND = re.compile(r"([^\d\s].*[^\s\-–—:：=·]|[^\d\s])\s*(?:[-–—:：=·]\s*+|\s)(\d{1,2})\s*+(?:分|points?)?")
_LED = re.compile(r"(\d{1,2})\s*+(?:分|points?)?\s*+\(\s*+(\D[^()]*+)\)")
_RANGE = re.compile(
    r"(?<![\d/年月.-])(-?\d{1,3})\s*+(?:分)?\s*+(?:-|–|—|~|～|至|到|to|\.\.|…)\s*+(\d{1,3})(?!\d|[-/年月])"
)
_LINE_CODE = re.compile(r"(?:^|[\n,;，；(（ ]) ?(\d{1,3}) ?(?:=|＝| [-–—] |[:：]) ?([^,;，；\n()（）]+)")
_CHINESE_STARS = {"一星": 1, "二星": 2, "两星": 2, "三星": 3, "四星": 4, "五星": 5}


@lru_cache(maxsize=1)
def _strengths() -> dict[str, dict[str, int]]:
    """For every wording, its strength in each family that has it."""
    found: dict[str, dict[str, int]] = {}
    for family, levels in WORDS.items():
        for strength, words in levels.items():
            for part in words.split("|"):
                for word in part.split(" ") if not part.isascii() else [part]:
                    found.setdefault(whole(word), {})[family] = strength
    return found


@dataclass(frozen=True)
class Rating:
    """How the cells of one column read as ratings.

    ``values`` has every cell text: a number, or ``None`` where it is no answer. ``bad`` are texts that are no rating,
    ``no_answer`` those that say there is none. ``points`` is ``None`` and ``reversed`` is ``None`` where the column
    does not tell. ``words`` says whether labels decided the direction.
    """

    values: dict[str, float | None]
    low: int | None
    points: int | None
    reversed: bool | None
    words: bool
    bad: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    maybe_four: bool = False
    notes: frozenset[str] = field(default_factory=frozenset)

    @property
    def readable(self) -> float:
        """Share of the distinct texts that were understood."""
        total = len(self.values) + len(self.bad)
        return len(self.values) / total if total else 0.0


def header_range(header: str) -> tuple[int, int] | None:
    """The scale a header states: ``满意度(1-5)`` → (1, 5); ``1 - not at all … 10 - very`` → (1, 10)."""
    codes = [code for code, label in header_codes(header).items() if whole(label) not in NO_ANSWER]
    if len(codes) >= 2 and max(codes) > min(codes):
        return min(codes), max(codes)
    import unicodedata

    text = question_text(unicodedata.normalize("NFKC", header))
    for found in _RANGE.finditer(text):
        low, high = int(found[1]), int(found[2])
        if (low, high) in {
            (0, 10),
            (1, 10),
            (1, 5),
            (0, 5),
            (1, 7),
            (1, 4),
            (1, 3),
            (1, 6),
            (0, 100),
            (1, 100),
            (1, 9),
        }:
            return low, high
    return None


def header_codes(header: str) -> dict[int, str]:
    """The code book in a header: ``1=Very satisfied, 5=Very dissatisfied`` → {1: …, 5: …}."""
    import unicodedata

    text = unicodedata.normalize("NFKC", header)
    _, _, rest = text.partition("\n")
    return {int(code): label.strip() for code, label in _LINE_CODE.findall(_in_lines(rest or text))}


def _in_lines(text: str) -> str:
    """Its lines, each after a line's end, with single spaces and none at their ends."""
    return "".join(f"\n{' '.join(line.split())}" for line in text.split("\n"))


def read_ratings(texts: Sequence[str], *, header: str = "", counts: Mapping[str, int] | None = None) -> Rating:
    """How these distinct cell texts read as ratings; ``header`` may state the range or a code book."""
    strengths: dict[str, dict[str, int]] = {}
    numbers: dict[str, float] = {}
    outof: set[int] = set()
    no_answer: list[str] = []
    bad: list[str] = []
    ambiguous: list[str] = []
    two: list[str] = []
    stars = False
    prefixes: dict[str, int] = {}
    for text in texts:
        cell = whole(text)
        label, code = _split(cell)
        if cell in EMPTY_MARKS or not cell:
            no_answer.append(text)
        elif label in AMBIGUOUS:
            ambiguous.append(text)
        elif label in NOT_SATISFIED:
            two.append(text)
        elif label in _strengths():
            strengths[text] = _strengths()[label]
            if code is not None:
                prefixes[text] = code
        elif label in NO_ANSWER:
            no_answer.append(text)
        else:
            number = _number(cell)
            if number is None and code is not None and len(label) > 1:
                number = (float(code), None, False)
            if number is None:
                bad.append(text)
                continue
            numbers[text] = number[0]
            stars = stars or number[2]
            if number[1]:
                outof.add(number[1])
    stated = header_range(header)
    ends = _ends(strengths, prefixes, numbers)
    if ends is not None:
        # The number of each cell is the answer; words stand at the ends of the scale only, and tell its range and
        # direction.
        numbers |= {text: float(code) for text, code in prefixes.items()}
        told = _by_numbers(numbers, outof, stars, no_answer, bad, ambiguous, header, stated or ends.range)
        return told if told.reversed is not None else replace(told, reversed=ends.down)
    if strengths and prefixes and (stated == (0, 10) or max(prefixes.values()) > 7) and len(prefixes) == len(strengths):
        # "10 - Extremely likely": the number is the answer, the words name the ends.
        numbers |= {text: float(code) for text, code in prefixes.items()}
        strengths = {}
    if strengths and not two and _mostly_numbers(numbers, strengths, counts or {}):
        # "差" among digits cannot be placed on their scale, and does not make words of them.
        bad, strengths = [*bad, *strengths], {}
    if strengths or two:
        return _by_words(strengths, two, numbers, no_answer, bad, ambiguous, counts or {}, prefixes)
    return _by_numbers(numbers, outof, stars, no_answer, bad, ambiguous, header, stated)


@dataclass(frozen=True)
class _Ends:
    """What words at the ends of a scale of numbers tell: its range where they stand at both, and whether it runs
    down."""

    range: tuple[int, int] | None
    down: bool


def _ends(
    strengths: Mapping[str, dict[str, int]], prefixes: Mapping[str, int], numbers: Mapping[str, float]
) -> _Ends | None:
    """``None`` but where each wording has its number beside it and other cells hold numbers alone, between or beside
    them."""
    bare = [number for number in numbers.values() if number not in MISSING_CODES or number in (9.0,)]
    if not strengths or not bare or set(prefixes) != set(strengths):
        return None
    by_number = {code: next(iter(strengths[text].values())) for text, code in prefixes.items()}
    low, high = min(by_number), max(by_number)
    if by_number[low] * by_number[high] < 0 and all(low < number < high for number in bare):
        return _Ends((low, high), by_number[low] > by_number[high])
    if low == high and by_number[low] and not min(bare) <= low <= max(bare):
        return _Ends(None, (by_number[low] > 0) == (low < min(bare)))
    return None


def _mostly_numbers(numbers: Mapping[str, float], words: Iterable[str], counts: Mapping[str, int]) -> bool:
    """Whether more rows hold a number than a word; where it is not known how many rows there are, more cells."""
    rated = [text for text, number in numbers.items() if number not in MISSING_CODES]
    return sum(counts.get(text, 1) for text in rated) > sum(counts.get(text, 1) for text in words)


def _split(cell: str) -> tuple[str, int | None]:
    """``1.非常满意`` → (非常满意, 1); ``a.满意`` → (满意, None); ``满意(4)`` and ``满意 - 4`` → (满意, 4); ``5(满意)``
    → (满意, 5)."""
    found = _LED.fullmatch(cell)
    if found:
        return found[2].rstrip(), int(found[1])
    found = _BRACKETED.fullmatch(cell)
    if found and not _NUMERIC.fullmatch(found[1]):
        return found[1], int(found[2])
    found = _PREFIXED.fullmatch(cell)
    if found and not found[2][0].isdecimal():
        return found[2], int(found[1]) if found[1].lstrip("+-").isdigit() else None
    found = _BEHIND.fullmatch(cell)
    if found and not _NUMERIC.fullmatch(cell.replace(" ", "")):
        return found[1], int(found[2])
    return cell, None


def _number(cell: str) -> tuple[float, int | None, bool] | None:
    """(value, out of, stars) of ``4``, ``9分``, ``8/10``, ``5星``, ``★★★★☆``; ``None`` where it is no number."""
    found = _STARS.fullmatch(cell)
    if found and cell:
        return float(len(found[1])), len(found[1]) + len(found[2]) if found[2] else None, True
    if cell in _CHINESE_STARS:
        return float(_CHINESE_STARS[cell]), None, True
    found = _PERCENT.fullmatch(cell)
    if found:
        return float(found[1]), 100, False
    found = _NUMERIC.fullmatch(cell.replace(" ", ""))
    if not found:
        return None
    unit = found[2] or ""
    return float(found[1]), int(found[3]) if found[3] else None, "星" in unit or unit.startswith("star")


def _by_words(
    strengths: dict[str, dict[str, int]],
    two: list[str],
    numbers: dict[str, float],
    no_answer: list[str],
    bad: list[str],
    ambiguous: list[str],
    counts: Mapping[str, int],
    prefixes: Mapping[str, int],
) -> Rating:
    families = [family for family in WORDS if all(family in found for found in strengths.values())]
    if not families:
        best = max(WORDS, key=lambda family: sum(family in found for found in strengths.values()))
        bad = bad + [text for text, found in strengths.items() if best not in found]
        strengths = {text: found for text, found in strengths.items() if best in found}
        families = [best]
    strength = {text: found[families[0]] for text, found in strengths.items()}
    present = set(strength.values())
    # Digits among words ("4" beside "非常满意") cannot be placed on the scale of the words; a code for no answer need
    # not.
    no_answer = no_answer + [text for text, number in numbers.items() if number in MISSING_CODES]
    values: dict[str, float | None] = dict.fromkeys(no_answer)
    bad = bad + [text for text, number in numbers.items() if number not in MISSING_CODES]
    if two and present <= {2, 3}:
        values |= dict.fromkeys(two, 1.0) | dict.fromkeys(strength, 2.0)
        return Rating(values, 1, 2, False, True, tuple(bad), tuple(no_answer), tuple(ambiguous))
    bad = bad + two
    if {1, 2} <= present or {-1, -2} <= present:
        levels = [-3, -2, -1, 0, 1, 2, 3]
        if not {1, 2} <= present:
            levels = [-3, -2, -1, 0, 2, 3]
        elif not {-1, -2} <= present:
            levels = [-3, -2, 0, 1, 2, 3]
        # Weakened is nearer the middle than plain: −3 < −2 < −1 < 0 < 1 < 2 < 3.
        place = {level: at + 1 for at, level in enumerate(levels)}
        if len(levels) == 6:
            place |= {1: place.get(1, place[2]), -1: place.get(-1, place[-2])}
        points = len(levels)
    else:
        place = {3: 5, 2: 4, 1: 4, 0: 3, -1: 2, -2: 2, -3: 1}
        points = 5
    maybe_four = False
    if points == 5 and 0 not in present and not ambiguous and {place[level] for level in present} == {1, 2, 4, 5}:
        answers = sum(counts.get(text, 1) for text in strength)
        if answers >= 12:
            place = {3: 4, 2: 3, 1: 3, -1: 2, -2: 2, -3: 1}
            points = 4
        else:
            maybe_four = True
    values |= {text: float(place[level]) for text, level in strength.items()}
    return Rating(values, 1, points, False, True, tuple(bad), tuple(no_answer), tuple(ambiguous), maybe_four)


def _by_numbers(
    numbers: dict[str, float],
    outof: set[int],
    stars: bool,
    no_answer: list[str],
    bad: list[str],
    ambiguous: list[str],
    header: str,
    stated: tuple[int, int] | None,
) -> Rating:
    values: dict[str, float | None] = dict.fromkeys(no_answer)
    values |= numbers
    low: int | None = None
    points: int | None = None
    if stated:
        low, high = stated
        points = high - low + 1
    elif len(outof) == 1:
        # 8/10 may lie on 0–10 or on 1–10; 4/5 stars start at 1.
        out = outof.pop()
        if out != 10:
            low, points = (0, 101) if out == 100 else (1, out)
    elif stars and numbers and max(numbers.values()) <= 5:
        low, points = 1, 5
    return Rating(values, low, points, _direction(header), False, tuple(bad), tuple(no_answer), tuple(ambiguous))


def _direction(header: str) -> bool | None:
    """Whether a code book in the header runs downwards: ``1=Very satisfied … 5=Very dissatisfied`` → True."""
    placed: list[tuple[int, int]] = []
    for code, label in header_codes(header).items():
        found = _strengths().get(whole(label))
        if found:
            placed.append((code, next(iter(found.values()))))
    placed.sort()
    if len(placed) < 2 or placed[0][1] == placed[-1][1]:
        return None
    return placed[0][1] > placed[-1][1]
