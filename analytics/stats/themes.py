"""What free text is about, in Chinese and English, and which themes came up: recurring words and phrases, counted by
text.

A theme is a word or a phrase that people use in the same words. Chinese is not cut into words: runs of two to six
characters are counted, and of runs that always come together the longest is kept. No model and no dictionary; what is
common in any text (of, and) is given by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

LEAST = 10
"""Fewer texts than this make no theme: the smallest group that is shown."""
WORDS, CHARACTERS = 3, 6
"""The longest phrase in words, and in Chinese characters."""
JOINED = 0.7
"""Two terms that stand in the same texts to this share are one theme."""
LATIN = re.compile(r"[a-zà-ÿ][a-zà-ÿ'’]*")
PARTS = re.compile(r"[.,;:!?()\[\]\"“”…\n。，；：！？、（）《》「」]+")
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
COLUMNS = [
    "theme",
    "n",
    "before",
    "after",
    "share_before",
    "share_after",
    "texts_before",
    "texts_after",
    "p",
    "q",
    "changed",
    "example",
]


@dataclass(frozen=True)
class Texts:
    """Texts to be read: ``text``, ``count`` (how often it was said in these words) and ``later`` (after, not
    before)."""

    text: Sequence[str]
    count: Sequence[int]
    later: Sequence[bool]


def terms(text: str, common: Collection[str] = ()) -> set[str]:
    """The words, phrases and runs of characters of a text that may be a theme. A term has no common word in it and
    no run of characters begins or ends with a common one."""
    found: set[str] = set()
    for part in PARTS.split(text.lower()):
        words = [word.strip("'’") for word in LATIN.findall(part)]
        for at in range(len(words)):
            for size in range(1, WORDS + 1):
                phrase = words[at : at + size]
                if len(phrase) < size or phrase[-1] in common or len(phrase[-1]) < 3:
                    break
                found.add(" ".join(phrase))
        for run in HAN.findall(part):
            found.update(_runs(run, common))
    return found


def _runs(run: str, common: Collection[str]) -> Iterator[str]:
    for at in range(len(run) - 1):
        for size in range(2, CHARACTERS + 1):
            piece = run[at : at + size]
            if len(piece) == size and piece not in common and piece[0] not in common and piece[-1] not in common:
                yield piece


def compute_themes(texts: Texts, common: Collection[str] = (), most: int = 12, *, level: float = 0.01) -> pd.DataFrame:
    """The themes: those that came up or went first, then the most frequent; at most ``most``.

    Columns: theme, n (texts), before, after (texts of each side with it), share_before, share_after, texts_before,
    texts_after (all of each side), p (Fisher's exact test of both shares, doubled one-sided), q (over every term that
    was counted, also those not shown), changed (−1, 0, 1), example (the shortest text with it). Terms in fewer than 10
    texts are left out.
    """
    counts, later = np.asarray(texts.count, dtype=np.int64), np.asarray(texts.later, dtype=bool)
    where: dict[str, list[int]] = {}
    for at, text in enumerate(texts.text):
        for term in terms(text, common):
            where.setdefault(term, []).append(at)
    kept = {term: np.array(at) for term, at in where.items() if counts[at].sum() >= LEAST}
    if not kept:
        return pd.DataFrame({column: pd.Series(dtype="object") for column in COLUMNS})
    after = np.array([counts[at][later[at]].sum() for at in kept.values()])
    n = np.array([counts[at].sum() for at in kept.values()])
    sides = (int(counts[~later].sum()), int(counts[later].sum()))
    p = _exact(after, n, sides)
    frame = pd.DataFrame({"theme": list(kept), "n": n, "before": n - after, "after": after, "p": p})
    for side, size in zip(("before", "after"), sides, strict=True):
        frame[f"share_{side}"] = frame[side] / size if size else float("nan")
        frame[f"texts_{side}"] = size
    frame["q"] = _corrected(p)
    frame["changed"] = np.where(frame["q"] < level, np.sign(frame["share_after"] - frame["share_before"]), 0)
    frame["changed"] = frame["changed"].fillna(0).astype(int)
    frame["long"] = frame["theme"].str.len()
    frame = frame.assign(still=frame["changed"] == 0, rank=np.where(frame["changed"] != 0, frame["p"], -frame["n"]))
    # Wordings of the same texts tie in all but their letters, which make the choice the same every time.
    frame = frame.sort_values(
        ["still", "rank", "long", "theme"], ascending=[True, True, False, True], ignore_index=True
    )
    chosen = _apart(frame, kept, counts, most)
    chosen["example"] = [
        min((texts.text[at] for at in kept[theme]), key=lambda text: (len(text), text)) for theme in chosen["theme"]
    ]
    return chosen[COLUMNS]


def _exact(after: np.ndarray, n: np.ndarray, sides: tuple[int, int]) -> np.ndarray:
    from scipy.stats import hypergeom

    if not min(sides):
        return np.ones(len(n))
    total = sum(sides)
    more, fewer = hypergeom.sf(after - 1, total, n, sides[1]), hypergeom.cdf(after, total, n, sides[1])
    return np.minimum(1.0, 2 * np.minimum(more, fewer))


def _corrected(p: np.ndarray) -> np.ndarray:
    order = np.argsort(-p)
    adjusted = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    found = np.empty(len(p))
    found[order] = np.minimum(adjusted, 1.0)
    return found


def _apart(frame: pd.DataFrame, kept: dict[str, np.ndarray], counts: np.ndarray, most: int) -> pd.DataFrame:
    """The first themes that are not about the same texts as one before; of those the longest wording stands for all."""
    chosen: list[int] = []
    names, sizes = list(frame["theme"]), list(frame["n"])
    for at, name in enumerate(names):
        own = set(kept[name].tolist())
        twin = next((place for place, other in enumerate(chosen) if _same(own, kept[names[other]], counts)), None)
        if twin is None and len(chosen) < most:
            chosen.append(at)
        elif twin is not None and names[chosen[twin]] in name and sizes[at] >= 0.9 * sizes[chosen[twin]]:
            chosen[twin] = at
        if len(chosen) == most and at > 40 * most:
            break
    return frame.loc[chosen].reset_index(drop=True)


def _same(own: set[int], other: np.ndarray, counts: np.ndarray) -> bool:
    both = own & set(other.tolist())
    weight = counts[list(both)].sum() if both else 0
    return bool(weight >= JOINED * min(counts[list(own)].sum(), counts[other].sum()))
