"""Chinese numerals in names as people write them: 第一批, 首批, 二期."""

from __future__ import annotations

import re

ONES, TEN, FIRST, NTH = "一二三四五六七八九", "十", "首", "第"
NUMERALS = [
    f"{'' if tens in ('', ONES[0]) else tens}{TEN if tens else ''}{one}" for tens in ("", *ONES) for one in ("", *ONES)
][1:]
"""1 to 99: the number of each is its place in the list, from 1."""
_LONGEST_FIRST = "|".join(sorted(NUMERALS, key=len, reverse=True))
ORDINAL = re.compile(rf"(?<![\u3400-\u9fff]){NTH}?({_LONGEST_FIRST}|{FIRST})(?=[批波期轮次组步阶片梯个]|$)|{NTH}(?=\d)")
"""A number in a name that counts; 三亚 is none."""


def in_figures(name: str) -> str:
    """第十批 → 10批."""
    return ORDINAL.sub(lambda found: str(number_of(found[1])) if found[1] else "", name)


def number_of(numeral: str) -> int:
    return NUMERALS.index(numeral.replace(FIRST, ONES[0])) + 1
