"""The product is asked what it sees in the demo programme's risks: what is planted, and nothing in quiet ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from analytics.metrics import METRICS
from analytics.risk.alerts import evaluate
from analytics.risk.charts.follow import chart_indicators
from analytics.risk.charts.register import chart_heat
from analytics.risk.numbers import (
    Evidence,
    Register,
    compute_checks,
    compute_indicators,
    compute_treatments,
    load_incidents,
    load_indicators,
    load_register,
    load_treatments,
)
from analytics.risk.numbers.found import load_seen
from analytics.risk.numbers.matrix import Matrices, read_matrix
from analytics.risk.numbers.register import compute_moves, compute_positions
from analytics.scope import Scope
from data.access import Rights
from data.demo.plan import OPENING, SEED
from data.demo.risk import assessments, incidents_between, matrix_setting, readings, register_on, treatments_on, truth
from data.demo.words import Words
from data.language import Translator
from data.store import Store
from tests.analytics.made import completed
from tests.conftest import proving

EFFECTS = {effect["kind"]: effect for effect in truth()["effects"]}
LAST = date(2026, 11, 22)


@pytest.fixture(scope="module")
def register(demo: Store, rights: Rights) -> Register:
    return load_register(demo, Scope(rights))


def test_the_risk_that_worsened_is_named_and_has_crossed_the_line(
    demo: Store, rights: Rights, register: Register
) -> None:
    effect = EFFECTS["worsened"]
    worse = register.moved("worse")
    assert list(worse["risk"]) == [effect["risk"]]
    assert worse[["l", "i"]].to_numpy().tolist() == [effect["to"]]
    assert str(register.assessed) == effect["on"]
    assert set(register.above["risk"]) == {effect["risk"], EFFECTS["emerging_unowned"]["risk"]}
    found = load_seen(demo, Scope(rights))
    assert f"({effect['risk']}) crossed the appetite line" in chart_heat(found, Translator("en")).title
    title = chart_heat(found, Translator("zh")).title
    assert title.startswith("1项风险越过风险偏好线：")
    assert effect["risk"] in title


def test_the_quiet_and_the_red_indicator_are_found_and_no_other(demo: Store, rights: Rights) -> None:
    found = load_indicators(demo, Scope(rights))
    assert list(found.stale["indicator"]) == [EFFECTS["stale"]["indicator"]]
    assert str(found.stale["measured_on"].iloc[0].date()) == EFFECTS["stale"]["last"]
    assert list(found.red["indicator"]) == [EFFECTS["red"]["indicator"]]
    assert chart_indicators(found, Translator("en")).title == "1 of 6 indicators beyond red, 1 without a recent reading"


def test_the_checks_find_what_contradicts_and_nothing_else(demo: Store, rights: Rights, register: Register) -> None:
    scope = Scope(rights)
    told = Evidence(
        register, load_treatments(demo, scope, register), load_indicators(demo, scope), load_incidents(demo, scope)
    )
    found = {(finding.rule, finding.subject) for finding in compute_checks(told)}
    emerging = EFFECTS["emerging_unowned"]["risk"]
    assert found == {
        ("lowered_untreated", EFFECTS["lowered_untreated"]["risk"]),
        ("emerging_unowned", emerging),
        ("above_untreated", emerging),
        ("accepted_unapproved", EFFECTS["accepted_unapproved"]["treatment"]),
        ("overdue", EFFECTS["overdue"]["treatment"]),
        ("indicator_stale", EFFECTS["stale"]["indicator"]),
    }


def test_the_alerts_are_those_and_say_since_when(demo: Store, rights: Rights) -> None:
    alerts = {
        alert.code: alert
        for alert in evaluate(demo, rights)
        if alert.params.get("risk") != EFFECTS["emerging_unowned"]["risk"]
    }
    assert set(alerts) == {"risk_beyond_appetite", "indicator_red", "indicator_stale", "risk_lowered_untreated"}
    assert alerts["risk_lowered_untreated"].params["risk"] == EFFECTS["lowered_untreated"]["risk"] == "R-15"
    assert (alerts["risk_beyond_appetite"].params["risk"], alerts["risk_beyond_appetite"].onset) == ("R-07", LAST)
    assert alerts["risk_beyond_appetite"].subject == "W6"
    assert date(2026, 11, 1) < alerts["indicator_red"].onset <= date(2026, 11, 22)
    assert alerts["indicator_stale"].onset == date(2026, 10, 25)


def test_the_metrics_say_the_same(demo: Store, rights: Rights) -> None:
    scope = Scope(rights)
    counts = {
        name: METRICS[name].compute(demo, scope)["value"].iloc[0]
        for name in ("risks_above_appetite", "treatments_overdue", "indicators_red", "indicators_stale")
    }
    assert counts == {"risks_above_appetite": 2, "treatments_overdue": 1, "indicators_red": 1, "indicators_stale": 1}
    by_wave = METRICS["risks_above_appetite"].compute(demo, scope, ("wave",)).set_index("wave")["value"]
    assert by_wave[by_wave > 0].to_dict() == {"W6": 1, "W7": 1}
    assert (
        METRICS["risk_p80"].compute(demo, scope)["value"].iloc[0]
        > METRICS["risk_exposure"].compute(demo, scope)["value"].iloc[0]
    )


def quiet_evidence(seed: int, day: date) -> Evidence:
    """What the product would look at in a quiet programme, without a store."""
    words, days = Words("en"), [one for one in assessments() if one <= day]
    setting = matrix_setting(words).iloc[0]
    matrices = Matrices((read_matrix("1", setting["value"]),))
    first = register_on(seed, words, days[0], quiet=True)[["risk"]].assign(first_on=pd.Timestamp(days[0]))

    def placed(on: date) -> pd.DataFrame:
        return compute_positions(completed("risks", register_on(seed, words, on, quiet=True)), matrices, first)

    now, was = placed(days[-1]), placed(days[-2])
    waves = frozenset(now["wave"].dropna())
    trend = pd.DataFrame(columns=["snapshot_on", "category", "level", "n", "above"])
    register = Register(
        compute_moves(now, was), was, now.iloc[0:0], trend, tuple(days), days[-1], days[-2], day, matrices, waves, "CNY"
    )
    treated = completed("treatments", treatments_on(seed, words, day, quiet=True))
    told = completed("indicators", readings(seed, words, day, OPENING, quiet=True))
    happened = completed("incidents", incidents_between(words, day, OPENING))
    return Evidence(
        register, compute_treatments(treated, treated.iloc[0:0], day), compute_indicators(told, day), happened
    )


def test_nothing_is_claimed_in_quiet_programmes(record_property: Callable[[str, object], None]) -> None:
    """Risks only come down, each after its treatment; readings stay inside; every treatment is done in time."""
    seeds, claimed, improved = proving(8, 200), 0, 0
    for seed in range(seeds):
        told = quiet_evidence(SEED + seed, LAST)
        worse = len(told.register.moved("worse")) + len(told.register.above)
        claimed += worse + len(told.indicators.red) + len(told.indicators.stale) + len(compute_checks(told))
        improved += len(told.register.moved("better"))
    record_property("claimed_in_quiet_risk_registers", f"{claimed} in {seeds} quiet programmes")
    assert claimed == 0
    assert improved > 0, "something does move in them"
