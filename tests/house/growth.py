"""Texts that make a regular expression work hard, made from the expression itself, and how its time grows with their
length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import thread_time
from typing import Any

LONGEST = 32_767
"""Characters of a text where nothing says that the product looks at fewer: what a cell may have."""
FIRST = (12, 24, 48, 250, 1000)
"""Lengths tried first: what grows beyond any power ends the small ones already."""
AT_ONCE = 3e-4
"""Seconds within which the last of them is done by what is no burden at the longest either."""
IN_PROPORTION = 5.5
"""Times as long for a text four times as long: 4 where time is in proportion, 16 where it grows with the square."""
ENOUGH = 0.03
"""Seconds below which a text of the largest size is no burden, whatever its growth."""
TOO_LONG = 0.3
STEEPEST = 2.4
"""Times as long for a text twice as long: 2 where time is in proportion, 4 where it grows with the square."""
OUTSIDE = "\x00!~ a1,<>\u4e2d\n"


def texts(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], str]]:
    """Ways to make a text of about a length: what each repetition of the expression repeats, after what comes before it
    and with something that does not fit behind."""
    tree = parser.parse(
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1"),
        pattern.flags & ~re.UNICODE,
    )
    seen: set[tuple[str, str, str]] = set()
    before = ""
    pieces = list(_pieces(tree, ""))
    atoms = {piece for _, piece in pieces if piece}
    candidates: list[tuple[str, str, str]] = []
    for prefix, body in pieces:
        for end in ("", "\x00", "!", " ", "x", "\n", "<"):
            candidates.append((before + prefix, body, end))
        candidates.append(("", prefix + body, "\x00"))
    for atom in atoms:
        candidates += [("", atom, "\x00"), ("", atom, "")]
        for other in list(atoms)[:12]:
            candidates.append(("", atom + other, "\x00"))
    for prefix, body, end in candidates:
        if body and (prefix, body, end) not in seen:
            seen.add((prefix, body, end))
            yield lambda size, p=prefix, b=body, e=end: p + b * max(1, size // len(b)) + e  # type: ignore[misc]


def _pieces(tree: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    """(what fits before it, what fits once) of each repetition and each literal part."""
    for op, value in tree:
        once = _sample([(op, value)])
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            _, most, inner = value
            for body in _alternatives(inner):
                if most > 3:
                    yield before, body
            yield from _pieces(inner, before)
        elif op is ops.SUBPATTERN:
            yield from _pieces(value[3], before)
        elif op is ops.ATOMIC_GROUP:
            yield from _pieces(value, before)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from _pieces(branch, before)
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _pieces(value[1], before)
        if once:
            yield "", once
        before += once


def _alternatives(tree: Iterable[Any]) -> Iterator[str]:
    found = list(tree)
    yield _sample(found)
    if len(found) == 1 and found[0][0] is ops.IN:
        for item in found[0][1][:6]:
            text = _sample([(ops.IN, [item])])
            if text:
                yield text
    if len(found) == 1 and found[0][0] is ops.BRANCH:
        for branch in found[0][1][1]:
            yield _sample(branch)
    if len(found) == 1 and found[0][0] is ops.SUBPATTERN:
        yield from _alternatives(found[0][1][3])


_CLASSES = {
    ops.CATEGORY_SPACE: " ",
    ops.CATEGORY_DIGIT: "1",
    ops.CATEGORY_WORD: "a",
    ops.CATEGORY_NOT_SPACE: "a",
    ops.CATEGORY_NOT_DIGIT: "a",
    ops.CATEGORY_NOT_WORD: "-",
}


def _sample(tree: Iterable[Any]) -> str:
    """A text that fits, the shortest of the first ways."""
    found = ""
    for op, value in tree:
        if op is ops.LITERAL:
            found += chr(value)
        elif op is ops.NOT_LITERAL:
            found += "a" if value != ord("a") else "b"
        elif op is ops.ANY:
            found += "a"
        elif op is ops.IN:
            found += _of_class(value)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            found += _sample(value[2]) * max(value[0], 1)
        elif op is ops.SUBPATTERN:
            found += _sample(value[3])
        elif op is ops.ATOMIC_GROUP:
            found += _sample(value)
        elif op is ops.BRANCH:
            found += _sample(value[1][0])
        elif op is ops.CATEGORY:
            found += _CLASSES.get(value, "")
    return found


def _of_class(items: Any) -> str:
    if items[0][0] is ops.NEGATE:
        compiled = _matcher(items)
        return next((sign for sign in "a1 -,;<中x" if compiled(sign)), "\x01")
    op, value = items[0]
    if op is ops.LITERAL:
        return chr(value)
    if op is ops.RANGE:
        return chr(value[0])
    return _CLASSES.get(value, "")


def _matcher(items: Any) -> Callable[[str], bool]:
    def within(sign: str) -> bool:
        for op, value in items[1:]:
            if op is ops.LITERAL and ord(sign) == value:
                return False
            if op is ops.RANGE and value[0] <= ord(sign) <= value[1]:
                return False
            if op is ops.CATEGORY and re.match(
                {ops.CATEGORY_SPACE: r"\s", ops.CATEGORY_DIGIT: r"\d", ops.CATEGORY_WORD: r"\w"}.get(value, r"(?!)"),
                sign,
            ):
                return False
        return True

    return within


def steepest(
    pattern: re.Pattern[Any], use: Callable[[Any], object], longest: int = LONGEST
) -> tuple[float, float, str]:
    """The first text that is no mere burden: (times as long for one twice as long, seconds for the largest tried, how
    it begins). ``longest`` where the product cuts its texts at fewer characters than a cell may have."""

    def taken(text: str) -> float:
        given = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "surrogatepass")
        began = thread_time()
        use(given)
        return thread_time() - began

    worst = (1.0, 0.0, "")
    for make in texts(pattern):
        before = last = 0.0
        for size in (size for size in FIRST if size <= longest):
            before, last = last, taken(make(size))
            if last > TOO_LONG:
                return last / max(before, 1e-6), last, make(24)[:60]
        if last < AT_ONCE or last < IN_PROPORTION * before:
            continue
        for size in (longest // 4, longest // 2, longest):
            before, last = last, taken(make(size))
            if last > TOO_LONG:
                break
        if last < ENOUGH:
            continue
        growth = min(last / before, *(taken(make(size)) / taken(make(size // 2)) for _ in range(2)))
        worst = max(worst, (growth, last, make(24)[:60]))
        if growth > STEEPEST:
            break
    return worst
