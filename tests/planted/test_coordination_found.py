"""The product is asked what it sees in the work between the departments of the demo programme, and in a quiet one."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.coordination.alerts import compute_alerts, evaluate
from analytics.coordination.charts.work import chart_waits
from analytics.coordination.numbers.actions import Coordination, compute_states, load_coordination
from analytics.coordination.numbers.results import Results, load_results
from analytics.scope import Scope
from data.access import Rights
from data.demo.coordination import actions, shared, truth
from data.demo.words import Words
from data.language import Translator
from data.store import Store

TODAY = date(2026, 11, 22)
EN = Words("en")
EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}
IMPROVED = {one["id"]: one["works"] for one in truth()["improvements"]}


def test_the_department_that_holds_up_the_others_is_named(demo: Store, rights: Rights) -> None:
    found = load_coordination(demo, Scope(rights))
    name, days, rest = found.held_up or ("", 0.0, 0.0)
    assert name == EN(f"department.{EFFECTS['department_slow']['department']}")
    assert days >= EFFECTS["department_slow"]["answers_after"] > 3 * rest
    assert EN("department.it") in chart_waits(found, Translator("en")).title


def test_one_metric_got_better_one_did_not_and_of_one_it_is_too_early_to_say(demo: Store, rights: Rights) -> None:
    found = {str(one.row["action"]): one for one in load_results(demo, Scope(rights)).improvements}
    told = {True: "better", False: "nothing", None: "early"}
    assert {name.removeprefix("IM-"): one.outcome for name, one in found.items()} == {
        name: told[works] for name, works in IMPROVED.items()
    }
    (beside,) = (one.beside for name, one in found.items() if name == "IM-debits" and one.beside)
    assert beside.verdict == "within_noise"  # complaints of the other waves did not fall


def test_each_is_an_alert_and_nothing_else_is(demo: Store, rights: Rights) -> None:
    told = [(alert.code, alert.params.get("who") or alert.subject) for alert in evaluate(demo, rights)]
    assert sorted(told) == sorted(
        [
            ("actions_overdue", EN("department.it")),
            ("decision_unowned", "programme"),
            ("improvement_nothing", "W5"),
            ("shared_bare", EN("share.receiver")),
        ]
    )


def test_a_quiet_programme_has_none_of_it() -> None:
    made = actions(EN, TODAY, quiet=True).assign(dropped=False, note=None)
    found = Coordination(compute_states(made, TODAY, TODAY), pd.DataFrame(), shared(EN, TODAY, quiet=True), TODAY)
    assert compute_alerts(found, Results((), (), pd.DataFrame(), TODAY)) == []
    assert found.unowned.empty
    assert found.held_up is None
