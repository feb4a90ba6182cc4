"""What the pages of retention and effect say at the ends of a programme: every part speaks, and of what is not known it
says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from scipy.stats import binomtest

from analytics.catalogue import Area
from analytics.complaints.area import AREA as COMPLAINTS
from analytics.marks import Grid
from analytics.move.area import AREA as MOVE
from analytics.retention.area import AREA as RETENTION
from analytics.retention.charts.effect import Look, chart_event, chart_waves, effect_title, table_checks
from analytics.retention.charts.effect_worth import Worth, worth_title
from analytics.retention.charts.leaving import Rise, risen
from analytics.retention.charts.parts import WEEKLY
from analytics.retention.charts.staying import life_rows
from analytics.retention.charts.thread import table_steps
from analytics.retention.curves import load_curves
from analytics.retention.effect import Effect
from analytics.retention.effect_area import AREA as EFFECT
from analytics.retention.thread import Thread
from analytics.retention.value import Lifetime
from analytics.scope import Scope
from analytics.stats.staggered import Before, Estimate, Series
from data.language import LANGUAGES, Translator
from data.store import Store
from tests.analytics.conftest import load

CUT, COMING = date(2026, 3, 2), date(2027, 3, 1)
EACH = 40
LIFETIME = Lifetime(100.0, 90.0, 110.0, 50, date(2026, 10, 1), 10.0, 0.001, 5, 5_000.0, 0.5, 0.08, 60, "CNY")


def fill(store: Store, waves: dict[str, date], left: dict[str, dict[int, int]], *, roster: bool = True) -> None:
    """Waves of :data:`EACH` customers in two branches, moved or planned for a day; ``left`` is wave → customer → days
    after that day."""
    load(
        store,
        "waves",
        [
            {
                "wave": wave,
                "started_on": day - timedelta(days=28),
                "planned_cutover_on": day,
                "cutover_on": day if day < COMING else None,
            }
            for wave, day in waves.items()
        ],
    )
    if roster:
        load(
            store,
            "customers",
            [
                {"customer": f"{wave}{n:03d}", "wave": wave, "branch": f"{wave}-{n % 2}"}
                for wave in waves
                for n in range(EACH)
            ],
        )
    gone = [
        {"customer": f"{wave}{n:03d}", "left_on": waves[wave] + timedelta(days=days), "kind": "churn"}
        for wave, own in left.items()
        for n, days in own.items()
    ]
    if gone:
        load(store, "departures", gone)


def said(area: Area, store: Store, scope: Scope, lang: str) -> Iterator[str]:
    """Every text of every part of an area."""
    t = Translator(lang)
    yield area.headline(store, scope, t)
    for section, part in area.parts():
        found = part.exhibit(store, scope, [choice.settled("", store, scope) for choice in section.choices], t)
        if found is not None:
            yield from (found.title, found.subtitle, found.note, found.empty)
            if isinstance(found.body, Grid):
                yield from (cell.text for row in found.body.rows for cell in row)


def twelve() -> dict[int, int]:
    return {n: 1 + n for n in range(12)}


ENDS: dict[str, dict[str, Any]] = {
    "nothing": {"waves": {"W1": CUT}, "left": {}},
    "no_roster": {"waves": {"W1": CUT}, "left": {"W1": twelve()}, "roster": False},
    "nobody_left_since": {"waves": {"W1": CUT, "W2": COMING}, "left": {"W1": {0: -60}}},
    "nothing_moved": {"waves": {"W1": COMING}, "left": {"W1": {0: -300, 1: -200}}},
    "all_moved": {"waves": {"W1": CUT, "W2": CUT}, "left": {"W1": twelve() | {39: -60}}},
}
# All moved: of 40 one was gone before, 12 of the 39 left: 27/39.
SAYS: dict[str, tuple[str, str]] = {
    "nothing": (
        "",
        (
            "What the move did to customers cannot be told until one of these is loaded: Departures, Complaints, Survey"
            " answers and Revenue."
        ),
    ),
    "no_roster": (
        "",
        "What the move did to leaving cannot be told: none of it is known of the customers of the roster.",
    ),
    "nobody_left_since": (
        "Wave\u00a01: nobody has left within 90 days of the cut-over.",
        "Wave\u00a01: 0 customers against what would have left anyway; how sure that is cannot be told.",
    ),
    "nothing_moved": (
        "0.00 of 1,000 customers left a week, within the limit",
        "What the move did to leaving cannot be told yet: no wave has moved for a whole week.",
    ),
    "all_moved": (
        "69.2% are still with us after 90 days",
        "What the move did to leaving cannot be told: no wave that moved later is left to compare with.",
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_at_the_ends_every_part_speaks_and_nothing_is_claimed(store: Store, scope: Scope, end: str) -> None:
    fill(store, **ENDS[end])
    for area, expected in zip((RETENTION, EFFECT), SAYS[end], strict=True):
        for lang in LANGUAGES if end == "all_moved" else ("en",):
            texts = list(said(area, store, scope, lang))
            assert [text for text in texts if "nan" in text.lower().split() or "{" in text or "None" in text] == []
            if lang == "en":
                assert expected in texts[0]
                assert bool(texts[0]) == bool(expected)


def test_of_complaints_that_belong_to_nobody_of_the_roster_every_part_speaks(store: Store, scope: Scope) -> None:
    """First without a roster, then of a segment that nobody is in."""
    fill(store, {"W1": CUT}, {}, roster=False)
    load(
        store,
        "complaints",
        [{"complaint": f"K{n}", "customer": f"W1{n:03d}", "opened_at": datetime(2026, 10, 1 + n)} for n in range(12)],
    )
    nothing = "What the move did to complaints cannot be told: none of it is known of the customers of the roster."
    assert next(said(EFFECT, store, scope, "en")) == nothing
    fill(store, {"W1": CUT}, {"W1": twelve()})
    for area in (EFFECT, MOVE, COMPLAINTS):
        texts = list(said(area, store, scope.but(segments=("Nobody",)), "en"))
        assert texts[0] == ""
        assert [text for text in texts if "nan" in text.lower().split() or "{" in text] == []


def test_the_life_table_counts_who_left_in_each_four_weeks(store: Store, scope: Scope) -> None:
    """40 customers: 5 leave on day 3, 5 on day 30: 35 of 40, then 30 of 40 are still there."""
    fill(store, {"W1": CUT, "W2": COMING}, {"W1": dict.fromkeys(range(5), 3) | dict.fromkeys(range(5, 10), 30)})
    told = life_rows(load_curves(store, scope, "wave").curves[0])
    assert [(row["first"], row["last"], row["n"], row["left"], row["share"]) for row in told[:3]] == [
        (0, 27, 40.0, 5, pytest.approx(35 / 40)),
        (28, 55, 35.0, 5, pytest.approx(30 / 40)),
        (56, 83, 30.0, 0, pytest.approx(30 / 40)),
    ]


def estimate(value: float, low: float | None, high: float | None) -> Estimate:
    error = None if low is None or high is None else (high - low) / 4
    return Estimate(value, error, low, high, None if low is None else 0.04, "jackknife", 8, 12, 10_000.0)


def effect(**changes: Any) -> Look:
    told: dict[str, Any] = {
        "overall": estimate(0.001, -0.001, 0.003),
        "waves": {"W1": estimate(0.004, 0.002, 0.006), "W2": estimate(0.0, None, None)},
        "before": Before(0.0, 0.6, 0.0004, 0.0, 8),
        "seen": 50.0,
        "seen_in": {"W1": 70.0},
        "unmoved": 2,
    } | changes
    return Look(Effect("leaving", **told), WEEKLY, 1000.0)


def test_what_is_sure_is_said_with_its_interval_and_what_is_not_is_said_to_be_unknown() -> None:
    """0.004 a week over 10,000 customer-weeks are 40 customers, 20 to 60."""
    title = effect_title(effect(), Translator("en"))
    assert (
        "Wave\u00a01 lost 40 customers more than would have left anyway in the 12 weeks after the cut-over (95% 20 to"
        " 60), of 70 who left, if the others" in title
    )
    assert (
        "cannot be told – +10 against what would have left anyway, of 50 who left, anything from −10 to 30 fits"
        in title
    )
    early = replace(estimate(0.004, 0.002, 0.006), weeks=5)
    late = effect_title(effect(overall=early, waves={"W1": early}), Translator("en"))
    assert "in the 5 weeks after the cut-over" in late, "so many have passed"
    zh = effect_title(effect(), Translator("zh"))
    assert "转移使第1波次在切换后12周内多离开40户（95%区间：20～60；同期共离开70户），前提是平行趋势假定成立" in zh


def test_of_several_waves_an_effect_is_told_only_where_it_holds_among_them() -> None:
    """0.04 × 2 does not hold, 0.02 × 2 does; the interval of one wave alone is as good as its word."""
    t, apart = Translator("en"), estimate(0.004, 0.002, 0.006)
    two = effect(waves={"W1": apart, "W2": estimate(0.0, -0.002, 0.002)})
    assert "lost" not in effect_title(two, t)
    assert "Of none of 2 waves" in chart_waves(two, t).title
    assert set(chart_waves(two, t).body.series[0].tones) == {"actual"}
    assert worth_title(Worth(two.effect, LIFETIME), t).startswith("Of no wave is it sure")
    surer = effect(waves={"W1": replace(apart, p=0.02), "W2": estimate(0.0, -0.002, 0.002)})
    assert "Wave\u00a01 lost 40 customers more" in effect_title(surer, t)
    assert "bad" in chart_waves(surer, t).body.series[0].tones
    assert "Wave\u00a01" in worth_title(Worth(surer.effect, LIFETIME), t)


def test_waves_that_went_apart_before_are_no_effect_of_the_move() -> None:
    look = effect(before=Before(0.001, 0.01, 0.0004, 0.002, 8))
    t = Translator("en")
    title = effect_title(look, t)
    assert title.endswith("it is not to be read as an effect of the move.")
    assert "+40 customers against what would have left anyway, of 70 who left; how sure that is cannot be told" in title
    assert ("lost 40" in title, "95%" in title) == (False, False)
    waves = chart_waves(look, t)
    assert "went apart already" in waves.title
    assert set(waves.body.series[0].tones) == {"actual"}
    assert (
        worth_title(Worth(look.effect, LIFETIME), t)
        == "The waves went apart before they were told: no loss can be laid to the move"
    )
    nothing = pd.DataFrame({"step": [], "value": [], "n": []})
    steps = table_steps(Thread("W1", -8, CUT, 20, nothing, nothing, nothing, nothing, look.effect, LIFETIME), t)
    assert [row[1].text for row in steps.body.rows] == ["cut-over: the first whole week"]
    assert steps.note.endswith("so that no loss is laid to the move")
    checks = table_checks(look, t)
    assert checks.title == "1 check speaks against reading this as an effect of the move"
    assert checks.body.rows[0][0].state == "bad"
    unknown = table_checks(effect(before=None), t)
    assert (
        unknown.title
        == "Whether the waves are comparable cannot be judged: too little is known of the time before the notice"
    )


def windows(lost: dict[str, tuple[int, int, int]]) -> pd.DataFrame:
    """Windows of four weeks of waves of 1,000 customers: before the cut-over, just after, and later."""
    return pd.DataFrame(
        [
            {"wave": wave, "step": step, "lost": n, "exposure": 4_000.0, "value": n / 4}
            for wave, found in lost.items()
            for step, n in zip((-1, 3, 7), found, strict=True)
        ]
    )


def test_a_wave_is_said_to_have_risen_only_beyond_chance() -> None:
    """One against five is what chance does (exact p 0.22); two against thirty is not, and the p is that of four windows
    looked at."""
    assert risen(windows({"W1": (1, 5, 2), "W2": (2, 4, 3)})) is None
    found = risen(windows({"W1": (1, 5, 2), "W2": (2, 30, 3)}))
    right = binomtest(30, 32, 0.5).pvalue * 4
    assert found == Rise("W2", pytest.approx(0.5), pytest.approx(7.5), pytest.approx(right))


@pytest.mark.parametrize(
    ("high", "told"), [(0.003, ""), (0.0041, ""), (0.0052, "Where a band leaves the chart it is wider still.")]
)
def test_the_event_study_shows_each_interval_whole_or_says_that_it_is_wider(high: float, told: str) -> None:
    """Intervals up to three and four times as far as the line are drawn whole; one of more than five times leaves the
    chart."""
    look = effect(series=(Series(0, "after", 0.0005, -0.0002, 0.0012, 5), Series(1, "after", 0.001, -0.001, high, 4)))
    drawn = chart_event(look, Translator("en"))
    low, top = (bound / look.factor for bound in drawn.body.bounds)
    assert (low <= -0.001, high <= top) == (True, not told)
    assert drawn.note.endswith(told or "then after.")
    assert ("区间超出图外之处，实际更宽。" in chart_event(look, Translator("zh")).note) == bool(told)
