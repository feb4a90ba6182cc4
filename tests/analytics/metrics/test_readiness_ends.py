"""What the page of readiness says first at the ends of a programme: never go where a gate is not known, nor on a day
that nobody has set."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from analytics.judging import USUAL
from analytics.readiness.area import said_now
from analytics.readiness.charts.forecast import chart_forecast
from analytics.readiness.charts.gates import table_blocks, table_gates
from analytics.readiness.numbers.found import Looked
from analytics.readiness.numbers.gates import Readiness, WaveGates, compute_wave
from analytics.readiness.numbers.measures import Measure, measure_risk
from analytics.readiness.numbers.rules import Rule
from analytics.risk.numbers import load_register
from analytics.scope import Scope
from data import clock
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load
from tests.data.store.builders import ADMIN

EN, ZH = Translator("en"), Translator("zh")
TODAY = date(2026, 11, 23)
RULES = (Rule("notices", 1.0, 7), Rule("training", 1.0, 7))
MET, OPEN = Measure(1.0, 1.0), Measure(9.0, 10.0, (("Hotline", 1, ""),))
NONE = pd.DataFrame(columns=["snapshot_on", "decision", "in_spite", "decided_by", "reason", "measured"])
SOON = TODAY + timedelta(days=10)


def wave(name: str, cutover: date | None, *, moved: bool = False, **measured: Measure) -> WaveGates:
    then = {gate: (None, found) for gate, found in measured.items()} if moved else None
    return compute_wave(
        name, cutover, moved, measured, RULES, NONE, TODAY, USUAL, went=cutover if moved else None, then=then
    )


def said(*waves: WaveGates, t: Translator = EN, chosen: bool = False) -> str:
    return said_now(Readiness(waves, RULES, TODAY, clock.now()), t, chosen=chosen).replace("\u00a0", " ")


def test_a_wave_goes_only_where_every_gate_is_known_and_met() -> None:
    assert said(wave("W4", SOON, notices=MET, training=MET)) == "Wave 4 may go on 3 Dec 2026: every gate is met"
    unknown = "Wave 4 is not shown to be ready for 3 Dec 2026: nothing is known of 1 gate"
    assert said(wave("W4", SOON, notices=MET)) == unknown
    assert said(wave("W4", SOON)) == unknown.replace("1 gate", "2 gates")
    blocked = said(wave("W4", TODAY + timedelta(days=3), notices=OPEN))
    assert (
        blocked == "Wave 4 is not ready for 26 Nov 2026: 1 gate blocks it or will be late; nothing is known of 1 gate"
    )


def test_a_wave_that_is_far_away_is_neither_late_nor_ready() -> None:
    far = wave("W4", TODAY + timedelta(days=200), notices=Measure(0.0, 10.0))
    assert said(far) == "Wave 4 is not ready for 11 Jun 2027 yet: no gate is late"


def test_a_wave_without_a_date_may_not_go_on_a_dash() -> None:
    assert said(wave("W4", None, notices=MET, training=MET)) == "Wave 4 has no cut-over date yet; every gate is met"
    assert said(wave("W4", None, notices=OPEN)) == "Wave 4 has no cut-over date yet; 2 gates are not met"
    assert "–" not in said(wave("W4", None, notices=OPEN), t=ZH)
    late = said(wave("W4", TODAY - timedelta(days=3), notices=OPEN, training=MET))
    assert late == "Wave 4, whose day has passed, is not ready for 20 Nov 2026: 1 gate blocks it or will be late"


def test_after_the_last_move_it_is_said_which_waves_went_without() -> None:
    """Both those that were not met and those of which nothing was known, however long ago."""
    old = date(2024, 5, 4)
    good, missed = (
        wave("W1", old, moved=True, notices=MET, training=MET),
        wave("W2", old, moved=True, notices=OPEN, training=MET),
    )
    dark = wave("W3", old, moved=True, notices=MET)
    assert said(good) == "Every wave has been moved"
    assert (
        said(good, missed, dark)
        == "Every wave has been moved; wave 2 went with a gate that was not met; not every gate of wave 3 was known"
        " when it went"
    )
    assert said(missed, chosen=True) == "Wave 2 has been moved; wave 2 went with a gate that was not met"
    found = Readiness((good, missed, dark), RULES, TODAY, clock.now())
    assert (
        chart_forecast(Looked(found, missed), EN).empty.replace("\u00a0", " ")
        == "Wave 2 has gone: nothing is forecast any more"
    )
    title = table_blocks(Looked(found, missed), EN).title.replace("\u00a0", " ")
    assert title == "1 gate was not met when wave 2 went on 4 May 2024"
    body = table_gates(found, EN).body
    assert [cell.state for cell in body.rows[1][3:]] == ["bad", "good"]  # type: ignore[union-attr]


@pytest.mark.usefixtures("today")
def test_a_risk_that_nobody_has_rated_is_not_within_appetite(store: Store) -> None:
    on = {"snapshot_on": date(2026, 11, 1)}

    def measured() -> Measure:
        return measure_risk(load_register(store, Scope(ADMIN)), ["W4"])["W4"]

    rated, dark = on | {"risk": "R1", "likelihood": "1", "impact": "1"}, on | {"risk": "R2", "name": "Fire"}
    load(store, "risks", [rated])
    assert (measured().part, measured().whole) == (1.0, 1.0)
    load(store, "risks", [rated, dark])
    assert (measured().part, [line[0] for line in measured().rows]) == (None, ["R2 Fire"])
    load(store, "risks", [rated, dark, on | {"risk": "R3", "likelihood": "5", "impact": "5"}])
    assert (measured().part, [line[0] for line in measured().rows]) == (1.0, ["R3", "R2 Fire"])
