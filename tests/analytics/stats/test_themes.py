"""Themes of free text: found in both languages where they came up, and not claimed where nothing did."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from analytics.stats.themes import Texts, compute_themes, terms
from data.datasets.themes import declared_theme
from tests.conftest import ROOT, proving

COMMON = frozenset(["the", "was", "of", "my", "and", "for", "的", "了", "我"])
ENGLISH = ("the staff was friendly", "waited for the clerk", "a fee I do not know", "letter unclear", "branch closed")
CHINESE = ("工作人员态度好", "排队等了很久", "收费看不懂", "信件内容不清楚", "网点关门了")


def told(seed: int, pool: tuple[str, ...], more: str = "") -> Texts:
    rng = np.random.default_rng(seed)
    text = list(rng.choice(np.array(pool), 400))
    later = rng.random(400) < 0.5
    if more:
        text = [more if after and rng.random() < 0.2 else one for one, after in zip(text, later, strict=True)]
    return Texts(text, [1] * 400, list(later))


def test_terms_are_words_phrases_and_runs_of_characters() -> None:
    assert terms("The direct debit was lost", COMMON) == {"direct", "debit", "lost", "direct debit"}
    assert {"代扣", "代扣失败"} <= terms("我的代扣失败", COMMON)
    assert not any(term.startswith(("我", "的")) for term in terms("我的代扣失败", COMMON))


@pytest.mark.parametrize(
    ("pool", "more", "theme"),
    [(ENGLISH, "my direct debit was lost", "direct debit"), (CHINESE, "我的代扣失败了", "代扣失败")],
)
def test_a_theme_that_came_up_is_named(pool: tuple[str, ...], more: str, theme: str) -> None:
    found = compute_themes(told(1, pool, more), COMMON)
    first = found.iloc[0]
    assert theme in first["theme"]
    assert (first["changed"], first["example"], first["before"]) == (1, more, 0)
    assert (found["changed"] > 0).sum() == 1


@pytest.mark.parametrize("pool", [ENGLISH, CHINESE])
def test_where_nothing_came_up_nothing_is_claimed(
    pool: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    seeds = proving(small=40, large=200)
    false = sum(bool((compute_themes(told(seed, pool), COMMON)["changed"] != 0).any()) for seed in range(seeds))
    record_property("false themes", f"{false} of {seeds}")
    # At the level of 1 % of a family, so many or more come up in one of a thousand runs.
    assert false <= 0.01 * seeds + 3.1 * (0.01 * seeds) ** 0.5


ASKED = """
from tests.analytics.stats.test_themes import COMMON, told
from analytics.stats.themes import compute_themes
pool = ("工作人员态度好对我很好", "柜台排队等了很久没有人管", "上月收费看不懂没有解释")
print(list(compute_themes(told(3, pool), COMMON)["theme"]))
"""


def test_the_same_texts_have_the_same_themes_in_every_process() -> None:
    """Sets of strings have another order in each process; themes must not."""
    said = {
        subprocess.run(
            [sys.executable, "-c", ASKED],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1


def test_declared_words_name_the_wordings_that_were_found() -> None:
    found = compute_themes(told(1, CHINESE, "我的代扣失败了"), COMMON)
    names = {theme: declared_theme(theme) for theme in found["theme"]}
    assert names[found["theme"].iloc[0]] == "debit"
    assert {name for theme, name in names.items() if "网点" in theme} == {""}
    assert [declared_theme(wording) for wording in ("Direct debit", "waited for the clerk", "branch")] == [
        "debit",
        "waiting",
        "",
    ]


def test_few_texts_make_no_theme() -> None:
    assert compute_themes(Texts(["direct debit lost"] * 9, [1] * 9, [True] * 9), COMMON).empty
