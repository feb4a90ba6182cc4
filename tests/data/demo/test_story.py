"""The generated story: the same for a seed, a prefix of a longer one, with the volumes and faults it promises."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from data.demo.answers import DAY, Voice, simulate
from data.demo.cutover import rehearsals
from data.demo.delivery import Delivery
from data.demo.exports import WRONG_WEEK
from data.demo.plan import BY_WAVE, LAST, OPENING, REST_DAYS, SEED, WAVES, last_sunday, sunday, weeks_until
from data.demo.story import tell
from data.demo.words import Words
from data.language import LANGUAGES
from data.problems import Refusal
from tests.conftest import proving

WEEKS = 63
"""Weeks told by 22 November 2026."""


@cache
def voice(seed: int = SEED, weeks: int = WEEKS) -> Voice:
    return simulate(seed, weeks)


@cache
def told(lang: str, seed: int, weeks: int) -> tuple[tuple[int, Delivery], ...]:
    return tuple(tell(seed, voice(seed, weeks), lang))


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """Stories are told once for the tests here, and not kept by the process that runs all others after them."""
    yield
    told.cache_clear()
    voice.cache_clear()


def story(lang: str = "en", seed: int = SEED, weeks: int = WEEKS) -> tuple[tuple[int, Delivery], ...]:
    return told(lang, seed, weeks)  # kept under one key however it is asked for


def fingerprint(deliveries: tuple[tuple[int, Delivery], ...]) -> str:
    digest = hashlib.sha256()
    for week, delivery in deliveries:
        digest.update(f"{week}{delivery.known_at}{delivery.dataset}{delivery.name}{delivery.expected}".encode())
        digest.update(delivery.frame.to_csv().encode())
    return digest.hexdigest()


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    first, again = story(weeks=6), tuple(tell(SEED, simulate(SEED, 6), "en"))
    assert fingerprint(first) == fingerprint(again)
    assert fingerprint(first) != fingerprint(story(seed=SEED + 1, weeks=6))


def test_a_longer_story_begins_with_the_shorter_one() -> None:
    short = story(weeks=30)
    long = tuple((week, delivery) for week, delivery in story() if week < 30)
    assert fingerprint(short) == fingerprint(long)


def test_both_languages_tell_the_same_numbers() -> None:
    weeks = proving(30, WEEKS)
    for (week, english), (other, chinese) in zip(story("en", weeks=weeks), story("zh", weeks=weeks), strict=True):
        assert (week, english.known_at, english.dataset, english.expected) == (
            other,
            chinese.known_at,
            chinese.dataset,
            chinese.expected,
        )
    english, chinese = (
        [delivery for _, delivery in story(lang, weeks=weeks) if delivery.dataset == "surveys"][-1]
        for lang in LANGUAGES
    )
    assert english.frame["Answer id"].tolist() == chinese.frame["答卷编号"].tolist()
    assert set(chinese.frame["调查方式"]) == {"问卷", "电话", ""}
    assert chinese.frame["意见"].str.contains("[\u4e00-\u9fff]").sum() == (english.frame["Comment"] != "").sum()


def test_each_rehearsal_has_a_number_of_its_own_in_both_languages() -> None:
    """Numbers that were made of the words for a place were alike in Chinese, and the demo of it ended before its last
    weeks."""
    english, chinese = (rehearsals(Words(lang), sunday(WEEKS - 1), False)["rehearsal"].tolist() for lang in LANGUAGES)
    assert english == chinese
    assert len(set(english)) == len(english)
    assert english[:2] == ["RH-W1-1", "RH-W1-2"]


def test_weeks_end_on_the_last_sunday_and_the_story_has_a_beginning_and_an_end() -> None:
    assert last_sunday(date(2026, 11, 23)) == date(2026, 11, 22)
    assert last_sunday(date(2026, 11, 22)) == date(2026, 11, 15)
    assert weeks_until(date(2026, 11, 22)) == weeks_until(date(2026, 11, 28)) == WEEKS
    assert sunday(WEEKS - 1) == date(2026, 11, 22)
    assert weeks_until(date(2030, 1, 1)) == weeks_until(LAST)
    with pytest.raises(Refusal, match="demo_too_early"):
        weeks_until(OPENING + timedelta(days=6))


def test_customers_are_split_into_eight_waves_and_rest_four_weeks_between_invitations() -> None:
    found = voice()
    assert np.bincount(found.roster.wave).tolist() == [wave.customers for wave in WAVES]
    assert sorted(found.roster.number) == list(range(1, 20_001))
    asked = found.invitations.sort_values(["customer", "sent"])
    days = asked["sent"] // DAY
    rest = days.diff()[asked["customer"].diff() == 0]
    assert rest.min() == REST_DAYS


def test_about_38_in_100_answer_more_by_phone() -> None:
    asked, answered = voice().invitations, voice().answers
    ended = asked[asked["week"] < WEEKS - 4]
    rate = ended["invitation"].isin(answered["invitation"]).groupby(ended["phone"]).mean()
    overall = ended["invitation"].isin(answered["invitation"]).mean()
    assert overall == pytest.approx(0.375, abs=0.01)
    assert rate[True] > 1.2 * rate[False]


def test_every_wave_has_forty_answers_in_each_week_around_its_cut_over() -> None:
    answers = voice().answers.assign(wave=voice().roster.wave[voice().answers["customer"]])
    counts = answers.groupby(["wave", "event_week"]).size()
    for position, plan in enumerate(WAVES):
        seen = (sunday(WEEKS - 1) - plan.cutover).days // 7
        for event_week in range(-4, min(9, seen)):
            if plan.cutover + timedelta(days=7 * event_week + 6) <= sunday(WEEKS - 1):
                assert counts[position, event_week] >= 40, (plan.wave, event_week)


def test_answers_come_after_their_invitation_and_before_the_customer_left() -> None:
    found = voice()
    answers = found.answers.merge(found.invitations[["invitation", "sent"]], on="invitation", validate="one_to_one")
    assert (answers["answered"] > answers["sent"]).all()
    assert (answers["answered"] // DAY < found.left[answers["customer"]]).all()
    assert answers["week"].between(0, WEEKS - 1).all()


def test_wave_dates_are_planned_first_and_actual_later() -> None:
    registers = [delivery for _, delivery in story() if delivery.dataset == "waves"]
    sent = [delivery.known_at.date() for delivery in registers]
    assert max(later - earlier for earlier, later in pairwise([*sent, sunday(WEEKS - 1)])) <= timedelta(days=28)
    first, last = registers[0].frame.set_index("wave"), registers[-1].frame.set_index("wave")
    assert first[["started_on", "cutover_on"]].isna().all(axis=None)
    assert last.loc["W5", "planned_cutover_on"] == pd.Timestamp("2026-10-17")
    assert last.loc["W5", "cutover_on"] == pd.Timestamp("2026-10-24")
    assert last.loc["W6", "planned_cutover_on"] == pd.Timestamp("2026-12-05")
    assert first.loc["W6", "planned_cutover_on"] == pd.Timestamp("2026-11-28")
    assert last.loc[["W6", "W7", "W8"], "cutover_on"].isna().all()
    for delivery in registers:
        known = pd.Timestamp(delivery.known_at.date())
        assert (delivery.frame["cutover_on"].dropna() <= known).all()
        assert (delivery.frame["started_on"].dropna() <= known).all()


def test_transfers_tell_of_each_customer_once_listed_and_never_of_the_future() -> None:
    current = pd.DataFrame()
    for _, delivery in story():
        if delivery.dataset == "transfers":
            fresh = delivery.frame.set_index("customer")
            known = pd.Timestamp(delivery.known_at.date())
            assert (fresh["cut_over_on"].dropna() <= known).all()
            assert (fresh["returned_on"].dropna() <= known).all()
            assert delivery.expected.updated == fresh.index.isin(current.index).sum()
            current = pd.concat([current[~current.index.isin(fresh.index)], fresh])
    moved = current["status"].isin(["moved", "returned"])
    assert current.loc[moved, "cut_over_on"].notna().all()
    assert current.loc[~moved, "cut_over_on"].isna().all()
    done = current[current["wave"].isin(["W1", "W2", "W3", "W4", "W5"])]
    assert not (done["status"] == "planned").any()
    assert 11_600 <= (done["status"] == "moved").sum() <= 12_000
    assert set(current["wave"]) == {"W1", "W2", "W3", "W4", "W5", "W6", "W7"}


def test_some_leave_and_more_of_wave_3_after_its_cut_over() -> None:
    found = voice()
    gone = found.left <= (sunday(WEEKS - 1) - date(1970, 1, 1)).days
    told = pd.concat(delivery.frame for _, delivery in story() if delivery.dataset == "departures")
    back = told["came_back_on"].notna()
    assert (len(told[~back]), told["customer"].nunique()) == (gone.sum(), gone.sum())
    assert 20 <= back.sum() <= 30, "who came back is told a second time"
    assert 400 <= gone.sum() <= 700
    third = found.roster.wave == WAVES.index(BY_WAVE["W3"])
    assert gone[third].mean() > 1.5 * gone[~third].mean()


def test_faults_are_really_there_and_counted() -> None:
    """Counts recomputed here, row by row, by the law of the store: the current content of a key is the last one
    said."""
    current: dict[str, tuple[str, ...]] = {}
    total: dict[str, int] = dict.fromkeys(("new", "updated", "unchanged", "rejected", "ignored", "cells"), 0)
    exports = [(week, delivery) for week, delivery in story() if delivery.written]
    assert [week for week, delivery in exports if delivery.withdraw] == [WRONG_WEEK]
    assert len(exports) == WEEKS + 1
    for _, delivery in exports:
        counts = dict.fromkeys(total, 0)
        before, seen = dict(current), {}
        for row in delivery.frame.to_numpy().tolist():
            content = tuple(text.strip().upper() if place == 3 else text for place, text in enumerate(row))
            nps, csat = content[5], content[6]
            key = content[1]
            if content[0] == "Total":
                counts["ignored"] += 1
            elif content[2].startswith("2026-02-30"):
                counts["rejected"] += 1
                counts["cells"] += 1
            elif key in seen:
                counts["ignored" if seen[key] == content else "rejected"] += 1
            else:
                seen[key] = content
                counts["cells"] += (nps == "11") + (csat == "6")
                kept = tuple(
                    "" if place in (5, 6) and (nps, csat)[place - 5] in ("11", "6") else text
                    for place, text in enumerate(content)
                )
                outcome = "new" if key not in current else "unchanged" if current[key] == kept else "updated"
                counts[outcome] += 1
                current[key] = kept
        expected = delivery.expected
        assert counts == {
            "new": expected.new,
            "updated": expected.updated,
            "unchanged": expected.unchanged,
            "rejected": expected.rejected,
            "ignored": expected.ignored,
            "cells": delivery.cells,
        }, delivery.name
        assert sum(counts.values()) - counts["cells"] == expected.read == len(delivery.frame)
        if delivery.withdraw:
            current = before
        total = {name: total[name] + counts[name] for name in total}
    assert len(current) == len(voice().answers)
    assert all(total.values()), total
