"""The tone of a public review by declared words, Chinese and English: what a reader can check, change and argue about.

A review that has good words only is positive, one with bad words only negative, one with both mixed. A good word after
"not", "can't" or "without" is a bad one, a bad word after it a good one ("not bad", "没有问题"); the words elsewhere
keep their tone. Where no word decides, the stars do: four and five are positive, one and two negative. What neither
decides has no tone and is counted so. There is no model: the same review always has the same tone.
"""

from __future__ import annotations

GOOD_EN = (
    "friendly",
    "helpful",
    "easy",
    "quick",
    "fast",
    "smooth",
    "satisfied",
    "recommend",
    "great",
    "good",
    "excellent",
    "love",
    "happy",
    "reliable",
    "thank",
    "well done",
    "convenient",
    "patient",
)
GOOD_ZH = (
    "热情",
    "不错",
    "耐心",
    "方便",
    "顺利",
    "满意",
    "推荐",
    "周到",
    "好用",
    "很快",
    "快捷",
    "专业",
    "贴心",
    "放心",
    "点赞",
    "好评",
    "感谢",
    "态度好",
)
BAD_EN = (
    "terrible",
    "awful",
    "bad",
    "slow",
    "crash",
    "wait",
    "queue",
    "on hold",
    "disappoint",
    "rude",
    "charged twice",
    "worst",
    "useless",
    "complain",
    "problem",
    "annoy",
    "too far",
    "confus",
    "scam",
    "never again",
)
BAD_ZH = (
    "差",
    "态度不好",
    "慢",
    "闪退",
    "失望",
    "排队",
    "等了",
    "太远",
    "扣费",
    "乱收费",
    "垃圾",
    "投诉",
    "问题",
    "麻烦",
    "生气",
    "坑",
    "卡顿",
    "打不开",
    "没人接",
    "敷衍",
    "差评",
)
NOT_EN = (
    "(not|never|no|nothing|without|hardly|cannot|(is|was|are|were|do|does|did|ca|could|wo|would|has|have|had|should)n.?t)"
    " (be |been |at all |very |really |so |too |that |all that |a |an |any |the |much |to )*"
)
NOT_ZH = (
    "(不|没|没有|不太|不够|不是很|并不|未|无|毫无|从未|没什么|谈不上)"
    "(再|会|能|很|太|够|怎么|算|是|觉得|感到|任何|什么|出现|遇到|发生|出|用)*"
)


def _starts(words: tuple[str, ...]) -> str:
    return f"(^|[^a-z])({'|'.join(words)})"


GOOD = f"{_starts(GOOD_EN)}|{'|'.join(GOOD_ZH)}"
BAD = f"{_starts(BAD_EN)}|{'|'.join(BAD_ZH)}"
NOT_GOOD = f"(^|[^a-z]){NOT_EN}({'|'.join(GOOD_EN)})|{NOT_ZH}({'|'.join(GOOD_ZH)})"
NOT_BAD = f"(^|[^a-z]){NOT_EN}({'|'.join(BAD_EN)})|{NOT_ZH}({'|'.join(BAD_ZH)})"
"""Regular expressions over a wording in lower case that every engine reads alike."""


def _says(own: str, not_own: str, not_other: str) -> str:
    """The predicate over a column ``words``: such a word that no "not" turns, or a word of the other tone that one
    does."""
    return (
        f"(regexp_matches(regexp_replace(words, '{not_own}', ' · ', 'g'), '{own}') or regexp_matches(words,"
        f" '{not_other}'))"
    )


SAYS_GOOD = _says(GOOD, NOT_GOOD, NOT_BAD)
SAYS_BAD = _says(BAD, NOT_BAD, NOT_GOOD)
