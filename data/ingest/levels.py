"""Risk levels before and after: which pair of a register is inherent, which holds now, and which is aimed at.

``Residual`` is where a risk stands now, unless another pair is called current: then it is what remains after the
planned controls. A pair without a word for its level is inherent beside one that has such a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from data.ingest.layout import Column
from data.ingest.names import Match
from data.ingest.wording import whole

Level = Literal["inherent", "current", "residual", "target", "plain"]
_LEVELS: tuple[tuple[Level, str], ...] = (
    (
        "inherent",
        (
            "inherent|gross|initial|raw|untreated|before controls?|pre[-"
            " ]?(?:controls?|mitigation|treatment)|固有|原始|初始|控制前|应对前"
        ),
    ),
    ("current", "current|present|existing|当前|现有|目前"),
    (
        "residual",
        "residual|net|remaining|treated|after controls?|post[- ]?(?:controls?|mitigation|treatment)"
        "|剩余|残余|控制后|应对后",
    ),
    ("target", "target|planned|desired|目标|预期|修订后的?"),
)
_MEASURES = (
    ("likelihood", "likelihood|probability|proba|prob|frequency|发生可能性|可能性|发生概率|概率"),
    ("impact", "impact|severity|consequences?|影响程度|影响|严重程度|严重性"),
)
_SHORTER = (("likelihood", "l|p|prob|lik|lh"), ("impact", "i|s|sev|imp|c"))
"""Shortened measures, which only a level beside them makes one: L (gross), Residual sev."""
_LONGEST = 100
"""Characters of a header up to which it may be a level and a measure and nothing else."""
_BETWEEN = r"[\s_·:：/()（）.-]+"
_FILLER = r"(?:[\s_·:：/()（）.-]|risk|风险|rating|level|of|的|等级|评级|值)*"


def read_level(text: str) -> tuple[Level, str] | None:
    """The level and the measure a header names, all of it: ``Residual risk likelihood`` → (residual, likelihood)."""
    cell = whole(text)
    if len(cell) > _LONGEST:
        return None
    for (measure, words), (_, letters) in zip(_MEASURES, _SHORTER, strict=True):
        if re.fullmatch(f"{_FILLER}(?:{words}){_FILLER}", cell):
            return "plain", measure
        for level, names in _LEVELS:
            either = f"(?:{names}){_FILLER}(?:{words})|(?:{words}){_FILLER}(?:{names})"
            short = f"(?:{names}){_BETWEEN}(?:{letters})|(?:{letters}){_BETWEEN}(?:{names})"
            if re.fullmatch(f"{_FILLER}(?:{either}|{short}){_FILLER}", cell):
                return level, measure
    return None


def with_levels(columns: Sequence[Column], matches: list[Match | None]) -> list[Match | None]:
    """The matches of a risk register with each likelihood and impact in the field of its level; as they are where no
    header names a level."""
    read = [
        None if column.skip or column.field else next(filter(None, map(read_level, column.callings)), None)
        for column in columns
    ]
    done = list(matches)
    for measure, _ in _MEASURES:
        levels = {found[0] for found in read if found and found[1] == measure}
        if levels <= {"plain"}:
            continue
        fields: dict[Level, str] = {
            "inherent": f"{measure}_inherent",
            "target": f"{measure}_target",
            "current": measure,
            "residual": f"{measure}_target" if "current" in levels and "target" not in levels else measure,
            "plain": (
                f"{measure}_inherent" if levels & {"residual", "current"} and "inherent" not in levels else measure
            ),
        }
        for at, found in enumerate(read):
            if found and found[1] == measure:
                done[at] = Match(fields[found[0]], 1.0 if found[0] != "plain" else 0.95)
    return done
