"""Rated answers as numbers: words, stars, digits, with the number of points and the direction of the scale.

A cell is compared whole, after width, case and spaces are evened out. Nothing looks for one wording inside another, so
that "不太满意" (dissatisfied) never becomes "满意" (satisfied).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from data.ingest.wording import question_text, whole

_WORDS: dict[str, dict[int, str]] = {
    # Strength of a wording: ±3 the ends, ±2 plain, ±1 weakened, 0 the middle. "*" marks a wording that is ambiguous.
    "satisfied": {
        3: "非常满意 很满意 十分满意 极满意 极其满意 特别满意 完全满意 极为满意|very satisfied|extremely satisfied|completely satisfied|highly satisfied",
        2: "满意|satisfied",
        1: "比较满意 较满意 较为满意|somewhat satisfied|fairly satisfied|slightly satisfied|moderately satisfied|mostly satisfied",
        0: "一般 说不清 中立 普通 尚可 无所谓满意不满意|neither satisfied nor dissatisfied|neutral|so so|so-so|neither|ok|okay",
        -1: "不太满意 比较不满意 较不满意 较为不满意 不是很满意 不怎么满意|somewhat dissatisfied|slightly dissatisfied|fairly dissatisfied|moderately dissatisfied|somewhat unsatisfied|mostly dissatisfied",
        -2: "不满意|dissatisfied|unsatisfied|not satisfied",
        -3: "非常不满意 很不满意 极不满意 十分不满意 特别不满意 极其不满意 完全不满意|very dissatisfied|extremely dissatisfied|very unsatisfied|completely dissatisfied|highly dissatisfied|not at all satisfied",
    },
    "agree": {
        3: "非常同意 完全同意 十分同意 很同意|strongly agree|completely agree|totally agree",
        2: "同意|agree",
        1: "比较同意 较同意 基本同意|somewhat agree|slightly agree|tend to agree",
        0: "不确定 中立|neither agree nor disagree|neutral|undecided",
        -1: "不太同意 比较不同意 较不同意|somewhat disagree|slightly disagree|tend to disagree",
        -2: "不同意|disagree",
        -3: "非常不同意 完全不同意 十分不同意 很不同意|strongly disagree|completely disagree|totally disagree",
    },
    "good": {
        3: "非常好 很好 优秀 优|excellent|outstanding",
        2: "好 良好 良|good|very good",
        1: "比较好 较好|fairly good",
        0: "一般 中等 中|average|fair|acceptable",
        -1: "不太好 较差 比较差|below average",
        -2: "差 不好|poor|bad",
        -3: "非常差 很差 极差 非常不好|very poor|very bad|terrible|awful",
    },
    "often": {
        3: "总是 一直|always",
        2: "经常|often|usually|frequently",
        0: "有时|sometimes|occasionally",
        -2: "很少 偶尔|rarely|seldom",
        -3: "从不 从未|never",
    },
    "likely": {
        3: "非常愿意 很愿意 非常可能 很可能 一定会 肯定会|very likely|extremely likely|definitely",
        2: "愿意 可能 会|likely|probably",
        1: "比较愿意 较愿意 比较可能|somewhat likely|fairly likely",
        0: "一般 不确定 说不准|neither likely nor unlikely|neutral|not sure",
        -1: "不太愿意 比较不愿意 不太可能|somewhat unlikely|fairly unlikely",
        -2: "不愿意 不可能 不会|unlikely|probably not",
        -3: "非常不愿意 完全不愿意 非常不可能 完全不可能 一定不会 肯定不会|very unlikely|extremely unlikely|definitely not|not at all likely",
    },
    "easy": {
        3: "非常容易 很容易 非常方便 很方便 非常便捷|very easy|extremely easy|extremely simple",
        2: "容易 方便 便捷|easy|simple",
        1: "比较容易 较容易 比较方便 较方便|somewhat easy|fairly easy",
        0: "一般|neither easy nor difficult|neutral",
        -1: "不太容易 比较困难 较困难 不太方便 比较不方便|somewhat difficult|fairly difficult",
        -2: "不容易 困难 不方便|difficult|hard",
        -3: "非常困难 很困难 非常不容易 非常不方便 很不方便|very difficult|extremely difficult|very hard",
    },
}
_AMBIGUOUS = {"基本满意", "一般满意", "基本可以", "还可以", "mostly ok"}
_NOT_SATISFIED = {
    "neutral or dissatisfied",
    "not satisfied or neutral",
    "dissatisfied or neutral",
    "neither or dissatisfied",
}
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
    r"([-+]?\d+(?:\.\d+)?)\s*(分|星|points?|stars?|pts?|分数|颗星|级)?(?:\s*/\s*(\d+)\s*(?:分|points?)?)?", re.I
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_PREFIXED = re.compile(r"([-+]?\d+|[a-z])\s*(?:[.、:：)）\-–—=_·]+|\s)\s*(\S.*)")
_BRACKETED = re.compile(r"(.*\S)\s*\(\s*([-+]?\d+)\s*(?:分|points?)?\s*\)")
_RANGE = re.compile(
    r"(?<![\d/年月.-])(-?\d{1,3})\s*(?:分)?\s*(?:-|–|—|~|～|至|到|to|\.\.|…)\s*(\d{1,3})(?!\d|[-/年月])"
)
_LINE_CODE = re.compile(r"(?:^|[\n,;，；(（\s])\s*(\d{1,3})\s*(?:=|＝|\s[-–—]\s|[:：])\s*([^,;，；\n()（）]+)")
_CHINESE_STARS = {"一星": 1, "二星": 2, "两星": 2, "三星": 3, "四星": 4, "五星": 5}


@lru_cache(maxsize=1)
def _strengths() -> dict[str, dict[str, int]]:
    """For every wording, its strength in each family that has it."""
    found: dict[str, dict[str, int]] = {}
    for family, levels in _WORDS.items():
        for strength, words in levels.items():
            for part in words.split("|"):
                for word in part.split(" ") if not part.isascii() else [part]:
                    found.setdefault(whole(word), {})[family] = strength
    return found


@dataclass(frozen=True)
class Rating:
    """How the cells of one column read as ratings.

    ``values`` has every cell text: a number, or ``None`` where it is no answer. ``bad`` are texts that are no rating,
    ``no_answer`` those that say there is none. ``points`` is ``None`` and ``reversed`` is ``None`` where the column does
    not tell. ``words`` says whether labels decided the direction.
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
    return {int(code): label.strip() for code, label in _LINE_CODE.findall("\n" + (rest or text))}


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
        elif label in _AMBIGUOUS:
            ambiguous.append(text)
        elif label in _NOT_SATISFIED:
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


def _mostly_numbers(numbers: Mapping[str, float], words: Iterable[str], counts: Mapping[str, int]) -> bool:
    """Whether more rows hold a number than a word; where it is not known how many rows there are, more cells."""
    rated = [text for text, number in numbers.items() if number not in MISSING_CODES]
    return sum(counts.get(text, 1) for text in rated) > sum(counts.get(text, 1) for text in words)


def _split(cell: str) -> tuple[str, int | None]:
    """``1.非常满意`` → (非常满意, 1); ``a.满意`` → (满意, None); ``满意(4)`` → (满意, 4)."""
    found = _BRACKETED.fullmatch(cell)
    if found and not _NUMERIC.fullmatch(found[1]):
        return found[1], int(found[2])
    found = _PREFIXED.fullmatch(cell)
    if found and not re.fullmatch(r"\d+.*", found[2]):
        return found[2], int(found[1]) if found[1].lstrip("+-").isdigit() else None
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
    families = [family for family in _WORDS if all(family in found for found in strengths.values())]
    if not families:
        best = max(_WORDS, key=lambda family: sum(family in found for found in strengths.values()))
        bad = bad + [text for text, found in strengths.items() if best not in found]
        strengths = {text: found for text, found in strengths.items() if best in found}
        families = [best]
    strength = {text: found[families[0]] for text, found in strengths.items()}
    present = set(strength.values())
    # Digits among words ("4" beside "非常满意") cannot be placed on the scale of the words; a code for no answer need not.
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
