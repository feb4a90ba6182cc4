"""Measures, recovery, training and documents judged by hand."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from analytics.readiness.numbers.measures import measure_continuity
from analytics.safeguards.alerts import compute_continuity_alerts
from analytics.safeguards.area import headline
from analytics.safeguards.charts.continuity import chart_recovery
from analytics.safeguards.numbers import load_continuity, load_documents, load_protection, load_training
from analytics.safeguards.numbers.continuity import compute_tests, latest_tests
from analytics.safeguards.numbers.documents import compute_classes, compute_levels, compute_looks, compute_register
from analytics.safeguards.numbers.protection import compute_assets, compute_controls, compute_incidents, reporting_hours
from analytics.safeguards.numbers.training import compute_association, compute_modes
from analytics.scope import Scope
from analytics.stats.rates import compare_rates
from data.access import local_rights
from data.language import Translator
from data.store import Store
from tests.analytics.conftest import load as put
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
TODAY = date(2026, 11, 23)


def test_a_measure_is_late_by_its_own_dates() -> None:
    frame = pd.DataFrame(
        [
            ("tested in time", "2026-01-01", "2026-01-01", 90, "2026-10-01", "passed", 0),
            ("tested too long ago", "2026-01-01", "2026-01-01", 90, "2026-08-01", "passed", 0),
            ("never tested", "2026-01-01", "2026-10-01", 30, None, None, 0),
            ("not in place", "2026-11-13", None, None, None, None, 0),
            ("failed", "2026-01-01", "2026-01-01", None, "2026-11-01", "failed", 0),
            ("finding open", "2026-01-01", "2026-01-01", None, "2026-11-01", "passed", 2),
            ("nothing known", None, None, None, None, None, 0),
        ],
        columns=["title", "due_on", "done_on", "cadence_days", "last_on", "last_result", "findings_open"],
    )
    found = compute_controls(frame, TODAY).set_index("title")
    assert found["late"].to_dict() == {
        "tested in time": 0,
        "tested too long ago": 24,
        "never tested": 23,
        "not in place": 10,
        "failed": 0,
        "finding open": 0,
        "nothing known": 0,
    }
    assert found["state"].tolist() == ["good", "bad", "bad", "bad", "bad", "watch", "none"]


def test_personal_information_needs_an_assessment_before_it_is_provided() -> None:
    frame = pd.DataFrame(
        [
            ("personal", "2026-12-05", "2026-10-01", "accepted"),
            ("personal", "2026-12-05", None, None),
            ("personal", "2027-03-01", None, None),
            ("sensitive", "2026-10-01", "2026-10-05", "accepted"),
            ("sensitive", "2026-12-05", "2026-10-01", "stopped"),
            ("internal", "2026-12-05", None, None),
            (None, None, None, None),
        ],
        columns=["sensitivity", "provided_on", "assessed_on", "outcome"],
    )
    assert compute_assets(frame, TODAY)["state"].tolist() == ["good", "bad", "watch", "bad", "bad", "good", "none"]


def test_a_recovery_above_its_target_has_failed_whatever_it_says() -> None:
    frame = pd.DataFrame(
        [
            ("A", "2026-11-01", "2026-11-01", "passed", 60, 59, 10, 5),
            ("B", "2026-11-01", "2026-11-01", "passed", 60, 61, 10, 5),
            ("C", "2026-11-01", "2026-11-01", "passed", 60, 59, 10, 11),
            ("D", "2026-11-01", None, None, 60, None, 10, None),
            ("E", "2026-12-01", None, None, 60, None, 10, None),
        ],
        columns=[
            "system",
            "planned_on",
            "tested_on",
            "result",
            "rto_minutes",
            "rto_actual",
            "rpo_minutes",
            "rpo_actual",
        ],
    ).assign(wave="W1")
    assert compute_tests(frame, TODAY)["judged"].tolist() == ["passed", "failed", "failed", "overdue", "planned"]


def test_the_last_test_of_a_system_counts() -> None:
    frame = pd.DataFrame(
        {
            "wave": "W1",
            "system": ["A", "A", "B"],
            "tested_on": ["2026-11-09", "2026-11-01", None],
            "judged": ["passed", "failed", "planned"],
        }
    )
    assert latest_tests(frame)["judged"].tolist() == ["passed"]


def test_a_system_is_recovered_where_each_site_and_supplier_of_it_is() -> None:
    """Payments runs at two data centres, as the tests of wave 1 say; wave 2 was tested at one of them. Ledger names no
    site."""
    lines = [
        ("W1", "Payments", "2026-10-01", "passed", "DC 1; DC 2", None),
        ("W2", "Payments", "2026-11-01", "passed", "DC 1", None),
        ("W2", "Ledger", "2026-11-01", "passed", None, None),
        ("W1", "Hotline", "2026-10-01", "passed", None, "North Lines"),
        ("W1", "Portal", "2026-10-01", "failed", "DC 1", None),
        ("W1", "Portal", "2026-10-08", "passed", "DC 2", None),
        ("W2", "Portal", "2026-11-01", "passed", "DC 1", None),
        ("W2", "Portal", "2026-11-02", "passed", "dc 2", None),
    ]
    frame = pd.DataFrame(lines, columns=["wave", "system", "tested_on", "judged", "sites", "suppliers"])
    found = latest_tests(frame.assign(tested_on=pd.to_datetime(frame["tested_on"]))).set_index(["wave", "system"])
    assert {key: row.judged for key, row in found.iterrows()} == {
        ("W1", "Payments"): "passed",
        ("W2", "Payments"): "failed",
        ("W2", "Ledger"): "passed",
        ("W1", "Hotline"): "passed",
        ("W1", "Portal"): "failed",
        ("W2", "Portal"): "passed",
    }
    t = Translator("en")
    assert [one.write(t) for one in found.loc[("W2", "Payments"), "bare"]] == ["DC 2, Payments: not tested"]
    assert [one.write(t) for one in found.loc[("W1", "Portal"), "bare"]] == ["DC 1, Portal: failed"]


def test_without_a_wave_no_test_of_no_wave_is_missed(store: Store) -> None:
    load(store, "continuity", "item,title,kind,wave\nI1,Plan,plan,\n")
    shown = [chart_recovery(load_continuity(store, Scope(RIGHTS)), Translator(lang)) for lang in ("en", "zh")]
    assert [(one.title, one.subtitle) for one in shown] == [("No recovery tests yet", ""), ("尚无恢复测试", "")]


def test_chart_headline_alert_and_gate_judge_recovery_by_the_places_that_any_wave_names(store: Store) -> None:
    """Wave 1 was tested at two data centres, wave 2 in time at one of them: it is not recovered, whichever wave is
    looked at."""
    load(store, "waves", "wave,planned cut-over,cut-over\nW1,2026-10-10,2026-10-10\nW2,2026-11-28,\n")
    load(
        store,
        "continuity_tests",
        "test,system,wave,tested on,result,recovery time objective,recovery took,sites\n"
        "T1,Payments,W1,2026-10-01,passed,60,40,DC 1; DC 2\nT2,Payments,W2,2026-11-01,passed,60,50,DC 1\n",
    )
    t = Translator("en")
    for waves in ((), ("W2",)):
        scope = Scope(RIGHTS, waves=waves)
        found = load_continuity(store, scope)
        shown = chart_recovery(found, t)
        assert shown.title == "Payments is not recovered everywhere: DC 2, Payments: not tested"
        assert shown.body.series[0].tones == ("bad",)
        assert (
            headline(store, scope, t)
            .replace("\xa0", " ")
            .startswith("DC 2, Payments: not tested; wave 2 moves in 5 days")
        )
        assert [alert.code for alert in compute_continuity_alerts(found)] == ["recovery_unproven"]
        assert measure_continuity(found)["W2"].value == 0.0
    assert [
        alert.code for alert in compute_continuity_alerts(load_continuity(store, Scope(RIGHTS, waves=("W1",))))
    ] == []


def test_a_measure_of_which_nobody_says_what_it_covers_is_not_known_to_be_good() -> None:
    frame = pd.DataFrame(
        {
            "control": ["A", "B"],
            "due_on": None,
            "done_on": [date(2026, 1, 1)] * 2,
            "cadence_days": None,
            "last_on": [pd.Timestamp("2026-11-01")] * 2,
            "last_result": "passed",
            "findings_open": 0,
            "whole": [0, 2],
            "covered": [0, 2],
        }
    )
    assert compute_controls(frame, TODAY)["state"].tolist() == ["none", "good"]


def test_a_check_blocks_once_its_day_has_passed_and_a_defect_at_once(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over\nW1,2026-11-26\n")
    load(
        store,
        "continuity",
        "item,what it is,kind of item,wave,due on,done on,blocks the cut-over\n"
        "1,late check,check,W1,2026-11-20,,yes\n2,coming"
        " check,check,W1,2026-11-25,,yes\n3,defect,defect,W1,2026-11-25,,yes\n"
        "4,mended,defect,W1,2026-11-20,2026-11-21,yes\n5,harmless,defect,W1,2026-11-20,,no\n",
    )
    found = load_continuity(store, Scope(RIGHTS))
    assert found.items.loc[found.items["blocker"], "item"].tolist() == ["1", "3"]
    row = found.waves.iloc[0]
    assert (row["blockers"], row["open_items"], row["state"]) == (2, 4, "bad")


def test_training_counts_those_who_were_never_there(store: Store) -> None:
    lines = "".join(f"E{i},Privacy,1,Counter,yes,2026-11-01,2026-10-{i + 1:02},On-line,80,yes,W1\n" for i in range(18))
    lines += "E18,Privacy,1,Counter,yes,2026-11-01,,,,,W1\nE19,Privacy,1,Counter,yes,2027-03-01,,,,,W1\n"
    head = "person,topic,attempt,role,has to be trained,due on,trained on,mode,score,passed,wave\n"
    load(store, "training", head + lines)
    row = load_training(store, Scope(RIGHTS)).coverage.iloc[0]
    # 18 of the 19 whose day has come; the twentieth is due in March.
    assert (row["n"], row["trained"], row["overdue"]) == (19, 18, 1)


def test_the_mean_scores_are_compared_only_where_both_modes_have_ten() -> None:
    frame = pd.DataFrame(
        {
            "mode": ["online", "onsite"],
            "n": [20, 20],
            "scored": [20, 20],
            "total": [1600.0, 1700.0],
            "squares": [128_500.0, 145_000.0],
        }
    )
    seen = compute_modes(frame)
    assert (seen or ())[0] == pytest.approx(5.0)
    assert compute_modes(frame.assign(scored=[20, 5])) is None


def test_rates_are_compared_exactly() -> None:
    """R: ``poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878))`` gives 1.971488, 0.8572… to 4.277…, p =
    0.07967."""
    seen = compare_rates(11, 800, 21, 3011)
    assert seen.ratio == pytest.approx(1.971488, abs=1e-6)
    assert seen.p == pytest.approx(0.07967, abs=5e-6)
    assert (seen.low, seen.high) == (pytest.approx(0.8584264, abs=2e-3), pytest.approx(4.2772659, abs=2e-3))


def test_no_association_is_claimed_where_every_team_was_trained() -> None:
    teams = pd.DataFrame(
        {"branch": ["A", "B", "C"], "n": [100.0] * 3, "complaints": [5.0, 6.0, 5.0], "seats": [9] * 3, "ready": [9] * 3}
    )
    assert compute_association(teams) is None
    seen = compute_association(teams.assign(ready=[9, 8, 9]))
    assert seen == compare_rates(6, 100.0, 10, 200.0)
    assert compute_association(teams.assign(ready=[9, 8, 9]).head(2)) is None


def test_documents_are_missing_only_after_their_day() -> None:
    frame = pd.DataFrame(
        {
            "finished_on": [None, None, "2026-11-01", "2026-11-01"],
            "archived_on": [None, None, None, "2026-11-11"],
            "required_by": ["2026-11-22", "2026-11-23", "2026-11-01", "2026-11-01"],
        }
    )
    found = compute_register(frame, TODAY)
    assert found["state"].tolist() == ["missing", "coming", "finished", "archived"]
    assert found["lag"].tolist()[3] == 10


def test_looks_at_night_on_weekends_and_out_of_role_are_odd() -> None:
    frame = pd.DataFrame(
        {"at_hour": [10, 22, 10, 10], "weekday": [1, 1, 6, 1], "odd_role": [False, False, False, True]}
    )
    assert compute_looks(frame)["odd"].tolist() == [False, True, True, True]


def test_every_ledger_may_stand_alone(store: Store) -> None:
    load(store, "controls", "measure,what is done,in place since,tested every\nC-1,Encryption,2026-01-01,90\n")
    scope = Scope(RIGHTS)
    assert len(load_protection(store, scope).overdue) == 1
    assert load_continuity(store, scope).empty
    assert load_training(store, scope).empty
    assert load_documents(store, scope).empty


def test_the_clock_of_an_incident_counts_hours() -> None:
    frame = pd.DataFrame(
        {
            "due_at": pd.to_datetime(
                ["2026-11-20 12:00", "2026-11-20 12:00", "2026-11-20 12:00", "2026-11-23 12:00", None, None]
            ),
            "reported_at": pd.to_datetime(
                ["2026-11-20 12:00", "2026-11-20 12:01", None, None, None, "2026-11-20 12:00"]
            ),
        }
    ).assign(kind="security", severity="low", occurred_at=pd.Timestamp("2026-11-20 08:00"), detected_at=pd.NaT)
    found = compute_incidents(frame, datetime(2026, 11, 23, 9))
    assert found["state"].tolist() == ["good", "bad", "bad", "watch", "watch", "none"]


@pytest.mark.parametrize(
    ("kind", "severity", "hours_ago", "state", "due"),
    [
        ("data", None, 240.0, "bad", 4),
        ("data", "medium", 3.9, "watch", 4),
        ("data", "medium", 4.1, "bad", 4),
        ("security", "critical", 4.1, "bad", 4),
        ("security", "low", 240.0, "watch", None),
    ],
)
def test_the_clock_of_a_leak_starts_by_itself(
    kind: str, severity: str | None, hours_ago: float, state: str, due: int | None
) -> None:
    """Nobody typed a deadline: four hours from when it was found, by the measures of 2025; a slight one has no hours in
    law."""
    now = pd.Timestamp("2026-11-23 20:00")
    found_at = (now - pd.Timedelta(hours=hours_ago)).floor("s")
    frame = pd.DataFrame(
        {
            "kind": [kind],
            "severity": [severity],
            "occurred_at": [found_at - pd.Timedelta(days=2)],
            "detected_at": [found_at],
            "due_at": [pd.NaT],
            "reported_at": [pd.NaT],
        }
    )
    clocks = reporting_hours(
        pd.DataFrame({"obligation": ["C1", "G2"], "active": [True, False], "unit": "hour", "term": [4, 72]})
    )
    seen = compute_incidents(frame, now.to_pydatetime(), clocks)
    assert seen["state"].tolist() == [state]
    assert seen["due_at"].tolist() == [pd.NaT if due is None else found_at + pd.Timedelta(hours=due)]


def test_a_later_promise_does_not_put_off_the_law() -> None:
    frame = pd.DataFrame(
        {
            "kind": ["data"],
            "severity": ["high"],
            "occurred_at": [pd.Timestamp("2026-11-20 08:00")],
            "detected_at": [pd.NaT],
            "due_at": [pd.Timestamp("2026-11-25 08:00")],
            "reported_at": [pd.Timestamp("2026-11-20 12:01")],
        }
    )
    assert compute_incidents(
        frame,
        datetime(2026, 11, 23, 9),
        reporting_hours(pd.DataFrame({"obligation": ["C1"], "active": [True], "unit": ["hour"], "term": [4]})),
    )["state"].tolist() == ["bad"]


def test_classes_with_something_missing_come_first() -> None:
    frame = pd.DataFrame(
        {
            "kind": ["minutes", "minutes", "list", "list", None, "plan"],
            "state": ["archived", "finished", "missing", "coming", "archived", "coming"],
        }
    )
    assert compute_classes(frame).to_numpy().tolist() == [
        ["list", 2, 0, 1, 1],
        ["plan", 1, 0, 0, 1],
        ["", 1, 1, 0, 0],
        ["minutes", 2, 2, 0, 0],
    ]


def test_levels_say_which_roles_may_see_them_and_which_looked_all_the_same() -> None:
    register = pd.DataFrame(
        {
            "confidentiality": ["open", "confidential", "confidential", None],
            "state": ["archived", "missing", "archived", "coming"],
            "custodian": ["A", "A", "B", None],
        }
    )
    seen = pd.DataFrame(
        [
            ("confidential", "legal", 4, 9, 0),
            ("confidential", "counter", 2, 3, 3),
            ("open", "counter", 5, 20, 0),
            ("open", "temps", 1, None, None),
        ],
        columns=["confidentiality", "role", "n", "looks", "odd_role"],
    )
    found = compute_levels(register, seen).set_index("level")
    assert found["n"].to_dict() == {"confidential": 2, "open": 1, "": 1}
    assert found["state"].to_dict() == {"confidential": "bad", "open": "good", "": "watch"}
    assert found.loc["confidential", ["missing", "custodians", "looks", "odd_role"]].tolist() == [1, 2, 12, 3]
    assert found["roles"].to_dict() == {"confidential": ["legal"], "open": ["counter"], "": []}
    assert found.loc["confidential", "odd_roles"] == ["counter"]


@pytest.mark.parametrize(
    ("measures", "says"),
    [
        ([], "No list of measures is loaded: whether they are in place is not known"),
        (
            [("C1", date(2026, 10, 1), None), ("C2", None, None)],
            "1 of 2 measures are in place and tested in time; the others are not due or have no day",
        ),
        (
            [("C1", date(2026, 10, 1), None), ("C2", None, date(2026, 12, 1))],
            "1 of 2 measures are in place and tested in time; the others are not due or have no day",
        ),
        ([("C1", date(2026, 10, 1), None)], "Every measure is in place and tested in time"),
    ],
)
def test_what_is_not_known_to_be_in_place_is_not_said_to_be(
    store: Store, measures: list[tuple[str, date | None, date | None]], says: str
) -> None:
    put(store, "documents", [{"document": "D1", "title": "Deed", "kind": "deed", "required_by": date(2027, 1, 1)}])
    rows = [{"control": name, "title": name, "done_on": done, "due_on": due} for name, done, due in measures]
    if rows:
        put(store, "controls", rows)
    assert headline(store, Scope(RIGHTS), Translator("en")) == says


def test_a_measure_that_did_not_stand_its_last_test_is_named(store: Store) -> None:
    put(store, "controls", [{"control": "C1", "title": "Access is reviewed", "done_on": date(2026, 10, 1)}])
    put(
        store,
        "control_tests",
        [{"control": "C1", "tested_on": date(2026, 11, 11), "kind": "restore", "result": "failed"}],
    )
    assert headline(store, Scope(RIGHTS), Translator("en")) == "1 measure failed its last test: “Access is reviewed”"
    assert headline(store, Scope(RIGHTS), Translator("zh")) == "1项措施最近一次检验未通过：“Access is reviewed”"


@pytest.mark.parametrize(("lang", "said"), [("en", "2 documents are missing"), ("zh", "缺失材料2份")])
def test_documents_of_no_wave_are_missing_too(store: Store, scope: Scope, lang: str, said: str) -> None:
    """A list of documents without a wave: the headline counts them and names none."""
    late = [{"document": f"D{at}", "title": "Deed", "required_by": date(2026, 1, 1)} for at in (1, 2)]
    put(store, "documents", late)
    assert headline(store, scope, Translator(lang)).rstrip(".。") == said
