"""The product is asked what it sees in the demo programme's complaints: the planted surge with its root cause, no
other."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.complaints.alerts import evaluate
from analytics.complaints.charts.rates import Look, chart_causes, chart_event
from analytics.complaints.numbers.rates import Complaints, load_complaints
from analytics.scope import Scope
from data.access import Rights
from data.demo.answers import simulate
from data.demo.complaints import simulate_complaints, truth
from data.demo.plan import BY_WAVE, SEED
from data.demo.truth import load_truth
from data.language import Translator
from data.store import Store

NO_EVENTS = pd.DataFrame({"kind": [], "day": pd.to_datetime([]), "wave": [], "label": []})


@pytest.fixture(scope="module")
def found(demo: Store, rights: Rights) -> Complaints:
    return load_complaints(demo, Scope(rights))


def test_every_complaint_of_the_generator_is_counted(found: Complaints) -> None:
    told = simulate_complaints(SEED, simulate(SEED, 63, load_truth()))
    assert found.n == len(told) == int(found.weekly["complaints"].sum())


def test_weeks_above_the_frozen_limits_are_those_of_the_surge(found: Complaints) -> None:
    weeks = found.weekly.loc[found.weekly["beyond"] > 0, "week"]
    effect = truth()["effects"][0]
    first = pd.Timestamp(BY_WAVE[effect["wave"]].cutover)
    assert len(weeks) >= 3
    assert weeks.between(first, first + pd.Timedelta(weeks=len(effect["ratios"]))).all()
    assert (found.weekly["beyond"] >= 0).all()


@pytest.mark.parametrize(
    ("lang", "wave", "title"),
    [
        ("en", "wave\u00a03", "“Direct debit not carried over” rose after cut-over"),
        ("zh", "第3波次", "“Direct debit not carried over”在切换后上升"),
    ],
)
def test_the_wave_and_its_root_cause_are_named(found: Complaints, lang: str, wave: str, title: str) -> None:
    t = Translator(lang)
    assert wave in chart_event(Look(found, NO_EVENTS), t).title
    assert title in chart_causes(Look(found, NO_EVENTS), t).title


def test_the_alert_is_raised_for_the_wave_and_through_it_for_the_programme(demo: Store, rights: Rights) -> None:
    alerts = evaluate(demo, rights)
    assert {alert.subject for alert in alerts} == {"W3", "programme"}
    cutover = BY_WAVE["W3"].cutover
    assert all(0 <= (alert.onset - cutover).days <= 21 and not alert.active for alert in alerts), alerts


def test_no_other_cause_is_said_to_have_changed(found: Complaints) -> None:
    changed = found.causes[found.causes["changed"] != 0]
    assert changed["cause"].tolist() == ["Direct debit not carried over"]


def test_without_a_planted_effect_nothing_is_claimed() -> None:
    """The generator told quietly: the debits of wave 3 are as frequent after its cut-over as in other waves."""
    voice = simulate(SEED, 63, load_truth().quiet())
    told = simulate_complaints(SEED, voice, quiet=True)
    assert len(told) == pytest.approx(20_000 * 63 * truth()["weekly_rate"], rel=0.1)
    share = float((told["cause"] == list(truth()["causes"]).index("debit")).mean())
    assert share == pytest.approx(truth()["causes"]["debit"]["share"], abs=0.025)
