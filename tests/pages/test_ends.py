"""Every page of plan, money, satisfaction and the week at the ends of a programme: no break, and no sentence that is
not so."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path

import pytest

from data.store import Store, open_store
from tests.pages.conftest import Opened, looking_at, words
from tests.pages.small import every, fill

PAGES = (
    ("this_week", ""),
    ("satisfaction", ""),
    ("schedule", "progress"),
    ("schedule", "outlook"),
    ("cost", "now"),
    ("cost", "range"),
    ("cost_benefit", "now"),
)
NEVER = (
    "nan",
    "−0 ",
    "1 of 1 waves",
    "problem.",
    "a pace of 0.00",
    "No answers in this period",
    "“Archive”, one after the other",
    "Incident",
)
"""What no page of any of them may say."""
SAYS: dict[str, tuple[str, ...]] = {
    "not_begun": (
        "0 of 2 waves have moved; 0 of 40 customers (0%); wave 1 is next, in 105 days on 8 Mar 2027.",
        "No survey answers yet",
        "The work planned has not begun",
        "0 customers have moved (0%), as planned",
        (
            "The plan finishes on the baseline, with a chance of 22%; the ranges of its estimates put the middle 2 days"
            " after the baseline, on 19 May 2027"
        ),
        (
            "The lines as they stand add up to ¥500k, within the budget; the ranges of their estimates put the middle"
            " at ¥516k, ¥16.3k (3.3%) above it"
        ),
    ),
    "first_days": (
        "0 of 2 waves have moved",
        "Work is in its first week: there is nothing to compare yet",
        "The finish depends on “Archive” alone: it is critical in every trial",
        "¥100k is spent, and nothing was to be earned by 23 Nov 2026: no CPI yet",
        "Nothing to count yet",
    ),
    "just_over": (
        "2 of 2 waves have moved; 40 of 40 customers (100%); none is left.",
        "All is done since 22 Nov 2026, on the baseline",
        "All work is done in time: SPI(t) 1.00, SPI 1.00",
        "The move has cost ¥500k, about its budget",
        "40 customers have moved (100%), as planned",
    ),
    "long_over": (
        "No answers in this period",  # of the survey, which was loaded
        "No answers in the last 4 weeks: NPS was +100 in the 4 weeks to 22 Mar 2026.",
        "All is done since 16 Mar 2026, on the baseline",
        "SPI(t) 1.00, SPI 1.00",
        "The move has cost ¥500k, about its budget",
    ),
    "all_open": (
        (
            "Not all is well – the day of the decision is not known: no legal clock runs for 2 waves. 0 of 2 waves have"
            " moved"
        ),
        "wave 1 is 144 days past its planned cut-over.",
        "2 waves are past their planned cut-over, wave 1 longest: 144 days",
        "2 alerts hold, 2 of them serious",
        "no legal clock runs for 2 waves",
        "40 of the 40 tasks that should be over are not done",
        "“Step 0”, “Step 1” and 38 more tasks should be over and are not",
    ),
    "nothing_open": ("All is done; the plan does not say since when", "The move has cost ¥500k, about its budget"),
    "one_row": (
        "1 of 1 wave has moved; none is left.",
        "Hidden",
        "All is done since 25 Oct 2026, on the baseline",
        "SPI(t) 1.00, SPI 1.00",
        "The move has cost ¥100k, about its budget",
        "The move likely does not pay",
    ),
    "all_equal": (
        "wave 2 is next, in 28 days on 21 Dec 2026",
        "Work goes as planned: SPI(t) 1.00, SPI 1.00",
        "20 customers have moved (50%), as planned",
        "NPS is +100; there is nothing before to compare with.",
    ),
    "credits": ("there is no budget to compare it with", "P80 is ¥103k; there is no budget to compare it with"),
    "answers_only": (
        "No waves yet: load the list of waves first.",
        "No wave is known yet",
        "There is no plan yet: whether anything is late is not known.",
        "There is no cost sheet yet, so nothing can be said about the budget.",
    ),
}
"""What the pages say, in words."""
NOT: dict[str, tuple[str, ...]] = {
    "not_begun": ("has cost", "is a no-go", "Below 0"),
    "first_days": ("Nothing has been spent yet", "Above 1.1", "SPI(t) 0.00", "Below 0.85", "Below 0.9"),
    "just_over": ("at this pace", "last wave P50", "will likely", "is a no-go", "is not ready", "SPI(t) 1.05"),
    "long_over": ("at this pace", "last wave P50", "Finish will likely", "The move will likely cost", "No alert holds"),
    "all_open": ("no alert", "No alert", "On target · P50"),
    "nothing_open": ("The work planned has not begun", "first week", "at this pace"),
    "one_row": ("Nothing has been spent yet",),
    "all_equal": ("weeks ahead", "weeks behind", "SPI(t) 1.40"),
    "credits": ("over budget", "under budget", "more than budget and reserve", "stay within"),
    "answers_only": ("No wave has cut over yet", "so nothing can be late"),
}


def told(session_words: str) -> str:
    """The words of a page as a reader has them: without tags and with plain spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", session_words))).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def made(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Store]]:
    """One of the small programmes, opened once."""
    kept: dict[str, Store] = {}

    def make(which: str) -> Store:
        if which not in kept:
            ledgers, on = every()[which]
            folder = shutil.copytree(blank, tmp_path_factory.mktemp(which) / "store")
            kept[which] = open_store(str(folder / "programme.duckdb"))
            fill(kept[which], ledgers, datetime.combine(on, time(18)))
        return kept[which]

    yield make
    for store in kept.values():
        store.shut()


@pytest.fixture
def at_the_end(made: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes one of the small programmes the store of this test, which only looks."""
    looks = []

    def make(which: str) -> None:
        looks.append(looking_at(made(which), monkeypatch))
        next(looks[-1])

    yield make
    for look in looks:
        next(look, None)


@pytest.mark.parametrize("which", list(every()))
def test_the_pages_say_what_is_so_at_the_ends(which: str, at_the_end: Callable[[str], None], open_page: Opened) -> None:
    at_the_end(which)
    said = []
    for page, section in PAGES:
        session = open_page(page, lang="en", **({"view": section} if section else {}))
        assert [error.value for error in session.exception] == []
        said.append(told(words(session)))
    whole = "\n".join(said)
    assert [one for one in SAYS[which] if one not in whole] == []
    never = [one for one in (*NEVER, *NOT[which]) if one not in SAYS[which]]
    assert [one for one in never if re.search(rf"(?<!\w){re.escape(one)}", whole)] == []


@pytest.mark.parametrize(
    ("which", "page", "message"),
    [
        ("just_over", "schedule", "已于2026年11月22日全部完成，与基准一致"),
        ("just_over", "cost", "总成本为50.0万元，与预算大致相符"),
        ("all_open", "this_week", "并非一切正常——决定日期未知，2个波次的法定期限无法起算。"),
        ("answers_only", "schedule", "尚未上传进度计划，无法判断是否滞后。"),
    ],
)
def test_the_headlines_say_it_in_chinese_too(
    which: str, page: str, message: str, at_the_end: Callable[[str], None], open_page: Opened
) -> None:
    at_the_end(which)
    assert message in told(words(open_page(page, lang="zh")))
