"""The split of a company against the calendar: each day worked out by hand from the law and the holidays of 2026, as
the page reads.

The notice of 4 November 2025: Spring Festival 15 to 23 February (14 and 28 worked), Mid-Autumn 25 to 27 September,
National Day 1 to 7 October (20 September and 10 October worked). A day on which a period begins is not counted; a last
day that is free moves to the next working day.
"""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from typing import Any

import pandas as pd
import pytest

from analytics.closing.charts.steps import Looked, table_steps
from analytics.closing.numbers.steps import Closing, compute_steps
from analytics.compliance.numbers.duties import compute_catalogue
from analytics.marks import Grid
from data.datasets import DATASETS
from data.language import Translator
from data.legal import load_catalogue

CATALOGUE = compute_catalogue(load_catalogue().iloc[:0], "CN")
EVENING = datetime(2026, 11, 23, 20)


def split(decision: date | None, *lines: str, now: datetime = EVENING) -> Closing:
    """The split by a decision and lines of the register: step, done on."""
    register = pd.read_csv(StringIO("step,done_on\n" + "\n".join(lines)), parse_dates=["done_on"], dtype={"step": str})
    whole = register.assign(procedure="split").reindex(columns=list(DATASETS["closing"].by_name))
    return Closing(compute_steps(whole, CATALOGUE, [], decision, now, split=True), now, True, recorded=True)


def due(found: Closing, step: str) -> tuple[str, bool]:
    row = found.at("split", step)
    return f"{row.due_at:%m-%d}", bool(row.provisional)


@pytest.mark.parametrize(
    ("resolved", "notice", "announcement"),
    [
        (date(2026, 9, 14), "09-24", "10-14"),  # a Thursday, a Wednesday
        (date(2026, 9, 16), "09-28", "10-16"),  # Saturday 26 September lies in Mid-Autumn, which ends on Sunday
        (date(2026, 9, 21), "10-08", "10-21"),  # 1 October: the holiday ends on the 7th
        (date(2026, 9, 1), "09-11", "10-08"),
        (date(2026, 9, 30), "10-10", "10-30"),  # Saturday 10 October is worked
        (date(2026, 9, 10), "09-20", "10-10"),  # and so is Sunday 20 September
        (date(2026, 1, 29), "02-09", "02-28"),  # a Sunday; Saturday 28 February is worked
        (date(2026, 2, 5), "02-24", "03-09"),  # Sunday 15 February is the first of nine free days; Saturday 7 March
        (date(2026, 11, 11), "11-23", "12-11"),  # Saturday 21 November
        (date(2026, 11, 20), "11-30", "12-21"),  # a Monday; Sunday 20 December
    ],
)
def test_creditors_are_told_in_ten_days_and_the_public_in_thirty(
    resolved: date, notice: str, announcement: str
) -> None:
    """Company Law 222, counted from the resolution: by the programme's decision as by the register."""
    for found in (split(resolved), split(None, f"resolution,{resolved}")):
        assert (due(found, "creditors"), due(found, "announcement")) == ((notice, False), (announcement, False))


@pytest.mark.parametrize(
    ("told", "thirty", "announced", "forty_five"),
    [
        (date(2026, 9, 24), "10-26", date(2026, 10, 14), "11-30"),  # both end on a Saturday
        (date(2026, 9, 1), "10-08", date(2026, 8, 20), "10-08"),  # 1 and 4 October
        (date(2026, 9, 10), "10-10", date(2026, 8, 26), "10-10"),  # a Saturday that is worked
        (date(2026, 10, 8), "11-09", date(2026, 10, 9), "11-23"),  # a Saturday; a Monday
    ],
)
def test_claims_are_awaited_from_the_notice_and_from_the_announcement(
    told: date, thirty: str, announced: date, forty_five: str
) -> None:
    """Thirty days for who was told, forty-five for the others; neither clock runs before its own step is done."""
    found = split(date(2026, 8, 14), f"creditors,{told}", f"announcement,{announced}")
    assert (due(found, "claims30"), due(found, "claims45")) == ((thirty, False), (forty_five, False))
    alone = split(date(2026, 8, 14), f"creditors,{told}")
    assert (due(alone, "claims30"), alone.at("split", "claims45").due_at) == ((thirty, False), None)
    assert (alone.at("split", "claims45").state, alone.at("split", "claims45").waits_for) == (
        "waiting",
        ("announcement",),
    )


def test_a_period_that_ends_in_a_year_without_announced_holidays_is_provisional() -> None:
    """Forty-five days from 18 November end on Saturday 2 January 2027."""
    assert due(split(date(2026, 11, 9), "announcement,2026-11-18"), "claims45") == ("01-04", True)


def cells(found: Closing, lang: str) -> dict[str, list[str]]:
    """State, authority, day, done and standing of each step, by its title, as they are read."""
    exhibit: Any = table_steps(Looked(found, "split"), Translator(lang))
    assert isinstance(exhibit.body, Grid)
    return {row[1].text: [cell.text.replace("\xa0", " ") for cell in row] for row in exhibit.body.rows}


def test_the_page_reads_the_split_step_by_step() -> None:
    """Resolved on 16 September: creditors told a day late, on 29 September, announced on the last day, 16 October."""
    found = split(date(2026, 9, 16), "balance,2026-09-18", "creditors,2026-09-29", "announcement,2026-10-16")
    read = cells(found, "en")
    assert list(read) == [
        "Resolution on the split",
        "Balance sheet and list of assets",
        "Creditors notified",
        "Split announced",
        "Claims of notified creditors awaited",
        "Claims of other creditors awaited",
        "Debts settled or secured by agreement",
        "Change of registration",
    ]
    days = {title: (row[0], row[3], row[4]) for title, row in read.items()}
    assert days == {
        "Resolution on the split": ("done", "no number in law, no day set", "16 Sep 2026"),
        "Balance sheet and list of assets": ("done", "no number in law, no day set", "18 Sep 2026"),
        "Creditors notified": ("done late", "28 Sep 2026 · day of the law", "29 Sep 2026"),
        "Split announced": ("done in time", "16 Oct 2026 · day of the law", "16 Oct 2026"),
        "Claims of notified creditors awaited": ("to be done", "29 Oct 2026 · day of the law", "–"),
        "Claims of other creditors awaited": ("running", "30 Nov 2026 · day of the law", "–"),
        "Debts settled or secured by agreement": ("to be done", "no number in law, no day set", "–"),
        "Change of registration": (
            "waits",
            (
                "by law within 30 calendar days of: Claims of notified creditors awaited, Claims of other creditors"
                " awaited and Debts settled or secured by agreement; not begun"
            ),
            "–",
        ),
    }
    assert (
        read["Change of registration"][5]
        == "Waits for: Claims of notified creditors awaited, Claims of other creditors awaited and Debts settled or"
        " secured by agreement."
    )
    assert [row[0] for row in cells(found, "zh").values()].count("逾期办结") == 1


PERIODS = ("creditors,2026-08-20", "announcement,2026-08-20", "claims30,2026-09-21", "claims45,2026-10-09")


def test_the_change_of_registration_counts_from_the_last_of_what_comes_first() -> None:
    """Registration regulations 24, thirty days: with the last period over on 9 October until Sunday 8 November, so
    until Monday the 9th; a debt that is settled only on 15 October makes it Saturday 14 November, so Monday the
    16th."""
    told = {
        settled: split(date(2026, 8, 14), *PERIODS, f"debts,{settled}", *lines)
        for settled, lines in (("2026-09-30", ()), ("2026-10-15", ()), ("2026-10-16", ("registration,2026-11-16",)))
    }
    assert [due(found, "registration") for found in told.values()] == [
        ("11-09", False),
        ("11-16", False),
        ("11-16", False),
    ]
    assert [found.at("split", "registration").state for found in told.values()] == ["overdue", "overdue", "met"]
    late = {lang: cells(told["2026-09-30"], lang) for lang in ("en", "zh")}
    assert late["en"]["Change of registration"][3] == "9 Nov 2026 · day of the law"
    assert late["en"]["Change of registration"][5] == "due on 9 Nov 2026 by law, 14 days late"
    assert late["zh"]["办理变更登记"][3].startswith("2026年11月9日")
    # Where nothing has to be settled with anybody the periods alone are counted from; with one of them open nothing is.
    register = "procedure,step,done_on,applies,reason\n" + "".join(f"split,{line},,\n" for line in PERIODS)
    for more, day in (("split,debts,,no,no debts\n", "2026-11-09"), ("", "NaT")):
        frame = pd.read_csv(StringIO(register + more), parse_dates=["done_on"], dtype={"step": str})
        frame["applies"] = frame["applies"].map({"no": False})
        whole = frame.reindex(columns=list(DATASETS["closing"].by_name))
        steps = compute_steps(whole, CATALOGUE, [], date(2026, 8, 14), EVENING, split=True)
        at = Closing(steps, EVENING, True, recorded=True).at("split", "registration").due_at
        assert str(pd.Timestamp(at))[:10] == day
    alone = cells(split(date(2026, 8, 14), "creditors,2026-08-20"), "zh")
    assert alone["受理其他债权人的申报"][3] == "法定期间45日，自以下步骤办结起算：公告分立；尚未起算"
    early = split(date(2026, 8, 14), *PERIODS, "debts,2026-09-30", "registration,2026-10-01")
    assert early.at("split", "registration").wrong == ("order", "before_start")
