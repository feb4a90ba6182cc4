"""Verdicts judged by hand: every state, equal to a limit, unknown, relative limits, settings read as of a moment and
said."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from analytics.judging import OLDER, THRESHOLDS, USUAL, Judge, Limits, compute_verdict, load_judge, read_number, worst
from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import local_rights
from data.language import LANGUAGES, Translator
from data.store import Store
from tests.analytics.conftest import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
NPS, SPI, COST = (METRICS[name].passport for name in ("nps", "spi_t", "final_cost"))


@pytest.mark.parametrize(
    ("better", "value", "state", "reached"),
    [
        ("up", 31.0, "good", True),
        ("up", 30.0, "good", True),
        ("up", 25.0, "good", False),
        ("up", 20.0, "good", False),
        ("up", 19.9, "watch", False),
        ("up", 0.0, "watch", False),
        ("up", -0.1, "bad", False),
        ("down", -31.0, "good", True),
        ("down", -25.0, "good", False),
        ("down", -19.9, "watch", False),
        ("down", 0.1, "bad", False),
    ],
)
def test_a_value_on_its_limit_is_within_it(better: str, value: float, state: str, reached: bool) -> None:
    limits = Limits(30.0, 20.0, 0.0) if better == "up" else Limits(-30.0, -20.0, 0.0)
    found = compute_verdict(better, value, limits)  # type: ignore[arg-type]
    assert (found.state, found.reached) == (state, reached)


def test_rounding_of_the_machine_misses_no_limit() -> None:
    assert compute_verdict("down", 0.1 + 0.2, Limits(watch=0.3)).state == "good"
    assert compute_verdict("up", 0.7 + 0.2, Limits(watch=0.9)).state == "good"


def test_what_is_not_known_is_never_good() -> None:
    limits = Limits(30.0, 20.0, 0.0)
    assert compute_verdict("up", None, limits).why == "no_value"
    assert compute_verdict("up", float("nan"), limits).why == "no_value"
    assert compute_verdict("up", None, limits, note="suppressed").why == "suppressed"
    assert compute_verdict("up", 90.0, limits, few=True).why == "few"
    assert compute_verdict("up", 90.0, limits, stale=True).why == "stale"
    assert {compute_verdict("up", None, limits).state, compute_verdict("up", 90.0, limits, few=True).state} == {
        "unknown"
    }
    assert compute_verdict("up", 90.0, Limits()).state == "none"


def test_short_of_a_target_alone_is_to_be_watched() -> None:
    assert [compute_verdict("up", value, Limits(target=0.0)).state for value in (1.0, 0.0, -1.0)] == [
        "good",
        "good",
        "watch",
    ]


def test_limits_of_a_budget_are_shares_of_it() -> None:
    """A budget of 200: watched above 210, bad above 220; without a budget there is nothing to hold it against."""
    assert USUAL.limits(COST, 200.0) == Limits(200.0, 210.0, 220.0)
    assert [USUAL.verdict(COST, value, reference=200.0).state for value in (200.0, 210.0, 211.0, 221.0)] == [
        "good",
        "good",
        "watch",
        "bad",
    ]
    assert USUAL.verdict(COST, 300.0).state == "none"


def test_settings_replace_what_the_passport_has() -> None:
    judge = Judge({"target.nps": "40", "limit.nps.watch": "30", "limit.nps.bad": "−5", "limit.spi_t.watch": "0.9"})
    assert judge.limits(NPS) == Limits(40.0, 30.0, -5.0)
    assert judge.verdict(NPS, 31.0).reached is False
    assert judge.verdict(NPS, 29.0).state == "watch"
    assert (judge.verdict(SPI, 0.92).state, USUAL.verdict(SPI, 0.92).state) == ("good", "watch")
    assert judge.unreadable == ()


def test_an_older_name_sets_the_limit_unless_that_is_set_itself() -> None:
    assert Judge({"alert.spi_t": "0.9"}).limits(SPI).watch == 0.9
    assert Judge({"alert.spi_t": "0.9", "limit.spi_t.watch": "0.92"}).limits(SPI).watch == 0.92
    assert all(new.split(".")[1] in METRICS for new in OLDER.values())


@pytest.mark.parametrize(
    ("text", "share", "value"),
    [
        ("0.9", True, 0.9),
        ("90%", True, 0.9),
        ("９０％", True, 0.9),
        ("80", True, 0.8),
        ("1", True, 1.0),
        (" 7 ", False, 7.0),
        ("−3", False, -3.0),
        ("1,000", False, 1000.0),
        (".5", False, 0.5),
    ],
)
def test_numbers_as_people_write_them(text: str, share: bool, value: float) -> None:
    assert read_number(text, share=share) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("text", ["?", "thirty", "nan", "inf", "1e5", "30 points", "1,00", "7%", "0x10"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        read_number(text)


def test_what_cannot_be_read_is_said_and_the_default_holds() -> None:
    judge = Judge(
        {
            "target.nps": "thirty",
            "limit.csat.watch": "0.5",
            "limit.csat.bad": "0.6",
            "backup.days": "soon",
            "target.npss": "30",
            "gate.backup.on": "perhaps",
            "scenario.x": "{}",
            "risk.matrix.1": "{}",
            "complaints.country": "CN",
            "compliance.due_days": "-1",
        }
    )
    said = {one.setting: (one.code, one.instead) for one in judge.unreadable}
    assert said == {
        "target.nps": ("unreadable", "30"),
        "limit.csat.watch": ("crossed", "0.75"),
        "limit.csat.bad": ("crossed", "0.65"),
        "backup.days": ("unreadable", "7"),
        "target.npss": ("unknown", ""),
        "gate.backup.on": ("unreadable", "yes"),
        "compliance.due_days": ("unreadable", "14"),
    }
    assert (judge.limits(NPS).target, judge["backup.days"], judge.limits(METRICS["csat"].passport).watch) == (
        30,
        7,
        0.75,
    )
    en = {one.setting: one.sentence(Translator("en")) for one in judge.unreadable}
    assert (
        en["target.nps"] == "The setting target.nps is “thirty”, which is no value it can have; 30 holds in its place."
    )
    zh = {one.setting: one.sentence(Translator("zh")) for one in judge.unreadable}
    assert zh["backup.days"] == "设置backup.days的取值“soon”无法识别，现按7执行。"
    assert [one.setting for one in judge.of_metric("nps")] == ["target.nps"]


def test_every_threshold_says_what_it_does_in_both_languages() -> None:
    for lang in LANGUAGES:
        said = [one.words(Translator(lang)) for one in THRESHOLDS.values()]
        assert [words for words in said if words.startswith("setting.") or "{" in words] == []
        assert len(set(said)) == len(THRESHOLDS)


def test_every_passport_has_its_limits_in_order() -> None:
    """The target first, then watch, then bad; for shares of a reference the target is the reference itself."""
    wrong = []
    for metric in METRICS.values():
        passport = metric.passport
        sign = -1 if passport.better == "up" and not passport.relative else 1
        target = 0.0 if passport.relative else passport.target
        line = [value * sign for value in (target, *(passport.thresholds or ())) if value is not None]
        if line != sorted(line):
            wrong.append(passport.id)
    assert wrong == []


def test_limits_are_those_of_the_moment(store: Store) -> None:
    load(store, "settings", [{"setting": "backup.days", "value": "20"}, {"setting": "target.csat", "value": "85%"}])
    before, now = Scope(RIGHTS, as_of=datetime(2026, 11, 1)), Scope(RIGHTS)
    csat = METRICS["csat"].passport
    assert (load_judge(store, now)["backup.days"], load_judge(store, now).limits(csat).target) == (20, 0.85)
    assert (load_judge(store, before)["backup.days"], load_judge(store, before).limits(csat).target) == (7, 0.8)


def test_the_worst_decides() -> None:
    assert worst(["good", "watch", "bad"]) == "bad"
    assert worst(["good", "unknown"]) == "unknown"
    assert worst([]) == "none"
