"""Risks against what can be worked out by hand: levels, positions, moves, checks, treatments, indicators."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from analytics.charts.palette import LIGHT
from analytics.risk.alerts import evaluate
from analytics.risk.charts.heat import APPETITE_OF, figure_heat
from analytics.risk.numbers import (
    Evidence,
    Register,
    compute_checks,
    compute_indicators,
    compute_mapping,
    load_incidents,
    load_indicators,
    load_realised,
    load_register,
    load_treatments,
    read_matrix,
)
from analytics.risk.numbers.found import load_seen
from analytics.risk.numbers.indicators import judge, too_old
from analytics.risk.numbers.matrix import STANDARD, in_shares
from analytics.scope import Scope
from data.access import local_rights
from data.ingest import prepare, read_file, understand
from data.language import Translator
from data.store import Receipt, Store

RIGHTS = local_rights("tester", "administrator")
SCOPE = Scope(RIGHTS)
HEAD = (
    "assessed on,risk id,risk name,risk category,risk owner,likelihood inherent,impact"
    " inherent,likelihood,impact,target likelihood,target impact,loss if it occurs,matrix version"
)
HEAD += ",wave,next review due,identified on\n"


def load(store: Store, dataset: str, text: str, name: str = "") -> Receipt:
    book = read_file(f"{name or dataset}.csv", text.encode())
    how = understand(book, dataset=dataset)
    constants = {"wave": None} if any(question.id == "wave" for question in how.questions) else {}
    return store.commit(prepare(book, how, constants=constants), RIGHTS)


def line(day: str, risk: str, likelihood: object, impact: object, **more: object) -> str:
    cells = {
        "name": f"Risk {risk}",
        "category": "IT",
        "owner": "Li",
        "li": 5,
        "ii": 5,
        "lt": 1,
        "it": 1,
        "loss": "",
        "matrix": "",
        "wave": "",
        "due": "",
        "identified": "",
    } | more
    told = (
        day,
        risk,
        cells["name"],
        cells["category"],
        cells["owner"],
        cells["li"],
        cells["ii"],
        likelihood,
        impact,
        cells["lt"],
        cells["it"],
        cells["loss"],
        cells["matrix"],
        cells["wave"],
        cells["due"],
        cells["identified"],
    )
    return ",".join(str(cell) for cell in told) + "\n"


def found(store: Store, register: Register) -> dict[str, list[str]]:
    told = Evidence(
        register, load_treatments(store, SCOPE, register), load_indicators(store, SCOPE), load_incidents(store, SCOPE)
    )
    by_rule: dict[str, list[str]] = {}
    for one in compute_checks(told):
        by_rule.setdefault(one.rule, []).append(one.subject)
    return by_rule


@pytest.mark.parametrize(
    ("said", "likelihood", "impact"),
    [
        ("1", 1, 1),
        ("5", 5, 5),
        ("3.0", 3, 3),
        ("1.5", 2, 2),
        ("-4", None, None),
        ("6", None, None),
        ("0", 1, None),
        ("High", 4, 4),
        ("medium", 3, 3),
        ("LOW", 2, 2),
        ("Very high", 5, 5),
        ("高", 4, 4),
        ("中", 3, 3),
        ("低", 2, 2),
        ("极高", 5, 5),
        ("30%", 3, None),
        ("9.9%", 1, None),
        ("１００％", 5, None),
        ("0.35", 3, None),
        ("4 likely", 4, 4),
        ("3：可能", 3, 3),
        ("dunno", None, None),
        ("", None, None),
    ],
)
def test_wordings_digits_and_percentages_find_their_place(
    said: str, likelihood: int | None, impact: int | None
) -> None:
    assert (STANDARD.read_likelihood(said), STANDARD.read_impact(said)) == (likelihood, impact)


def test_a_column_of_probabilities_is_read_as_one() -> None:
    assert in_shares(["0.3", "1", "0.05"])
    assert not in_shares(["1", "2", "0.5", "3"])
    assert STANDARD.read_likelihood("1", shares=True) == 5
    assert STANDARD.read_likelihood("1") == 1


def test_a_small_matrix_has_high_medium_and_low() -> None:
    small = read_matrix("s", '{"grid": ["112", "123", "234"], "probabilities": [0.2, 0.6, 1], "words": {"rot": 3}}')
    assert [small.read_impact(word) for word in ("low", "medium", "high", "rot", "4")] == [1, 2, 3, 3, None]
    assert [small.level(likelihood, 3) for likelihood in (1, 2, 3, 4)] == [2, 3, 4, None]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"grid": ["12", "1"]}',
        '{"grid": ["19", "11"], "probabilities": [0.5, 1]}',
        '{"probabilities": [0.5, 0.3, 0.6, 0.8, 1]}',
    ],
)
def test_what_is_no_matrix_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="x"):
        read_matrix("x", text)


def test_the_level_is_looked_up_and_not_a_product(store: Store) -> None:
    load(
        store,
        "risks",
        HEAD + line("2026-11-01", "R1", 1, 5) + line("2026-11-01", "R2", 5, 1) + line("2026-11-01", "R3", 2, 5),
    )
    register = load_register(store, SCOPE)
    # 1 × 5 and 5 × 1 are medium, 2 × 5 is high: beyond what is accepted.
    assert dict(zip(register.risks["risk"], register.risks["level"], strict=True)) == {"R1": 2, "R2": 2, "R3": 3}
    assert list(register.above["risk"]) == ["R3"]
    assert list(register.cell(2, 5)["risk"]) == ["R3"]


def test_arrows_come_from_the_assessment_before_and_play_back(store: Store) -> None:
    load(
        store,
        "risks",
        HEAD + line("2026-09-01", "R1", 2, 2) + line("2026-09-01", "R2", 4, 4) + line("2026-09-01", "R3", 2, 3),
        "a",
    )
    load(
        store,
        "risks",
        HEAD + line("2026-10-01", "R1", 3, 4) + line("2026-10-01", "R2", 2, 4) + line("2026-10-01", "R4", 1, 1),
        "b",
    )
    register = load_register(store, SCOPE)
    assert (register.assessed, register.before) == (date(2026, 10, 1), date(2026, 9, 1))
    moves = register.risks.set_index("risk")
    assert moves["move"].to_dict() == {"R1": "worse", "R2": "better", "R4": "new"}
    assert (moves.loc["R1", "l_before"], moves.loc["R1", "i_before"], moves.loc["R1", "level_before"]) == (2, 2, 1)
    earlier = load_register(store, SCOPE, date(2026, 9, 15))
    assert (earlier.assessed, earlier.before, len(earlier.risks)) == (date(2026, 9, 1), None, 3)
    # R3 was open and is gone without a word; R2 came down without a treatment.
    checks = found(store, register)
    assert (checks["vanished"], checks["lowered_untreated"]) == (["R3"], ["R2"])


def test_two_parts_are_each_as_they_were_last_assessed(store: Store) -> None:
    first = HEAD.replace("assessed on", "assessed on,part of the register")
    load(
        store,
        "risks",
        first + "2026-09-01,A," + line("2026-09-01", "A1", 2, 2)[11:] + "2026-09-01,B," + line("", "B1", 4, 4)[1:],
        "a",
    )
    load(store, "risks", first + "2026-10-01,B," + line("", "B1", 5, 5)[1:], "b")
    register = load_register(store, SCOPE)
    assert dict(zip(register.risks["risk"], register.risks["move"], strict=True)) == {"A1": "same", "B1": "worse"}
    assert register.trend.groupby("snapshot_on")["n"].sum().tolist() == [2, 2]


def test_a_new_matrix_leaves_earlier_assessments_as_they_were(store: Store) -> None:
    load(
        store,
        "risks",
        HEAD
        + line("2026-09-01", "R1", 3, 3)
        + line("2026-10-20", "R1", 3, 3)
        + line("2026-10-20", "R2", 3, 3, matrix=1),
    )
    before = load_register(store, SCOPE, date(2026, 9, 1)).risks
    stricter = '{"from": "2026-10-01", "grid": ["22222", "23333", "23344", "23444", "44444"]}'
    quoted = stricter.replace('"', '""')
    load(store, "settings", f'setting,value\nrisk.matrix.2,"{quoted}"\nrisk.matrix.bad,"{{"\n')
    register = load_register(store, SCOPE)
    assert dict(zip(register.risks["risk"], register.risks["level"], strict=True)) == {"R1": 3, "R2": 2}
    assert list(register.risks["version"]) == ["2", "1"]
    assert load_register(store, SCOPE, date(2026, 9, 1)).risks["level"].tolist() == before["level"].tolist() == [2]
    assert register.matrices.unreadable == ("risk.matrix.bad",)


def test_the_appetite_of_a_category_is_its_own(store: Store) -> None:
    load(store, "settings", 'setting,value\nrisk.matrix.1,"{""appetites"": {""Law"": 1}}"\n')
    load(store, "risks", HEAD + line("2026-11-01", "R1", 3, 3, category="Law") + line("2026-11-01", "R2", 3, 3))
    assert list(load_register(store, SCOPE).above["risk"]) == ["R1"]
    assert load_register(store, SCOPE).only("IT").risks["risk"].tolist() == ["R2"]


def test_a_risk_beyond_its_own_appetite_lies_beyond_a_line_that_is_drawn(store: Store) -> None:
    """R1 is judged by the appetite of its category and inside the general one: that of the category is drawn and
    named."""
    load(store, "settings", 'setting,value\nrisk.matrix.1,"{""appetites"": {""Law"": 1}}"\n')
    load(store, "risks", HEAD + line("2026-11-01", "R1", 3, 3, category="Law") + line("2026-11-01", "R2", 3, 3))
    register = load_register(store, SCOPE)
    grid = register.matrix.grid
    sides = sum((grid[row][at] > 1) != (grid[row][at + 1] > 1) for row in range(5) for at in range(4)) + sum(
        (grid[at][column] > 1) != (grid[at + 1][column] > 1) for column in range(5) for at in range(4)
    )
    figure = figure_heat(load_seen(store, SCOPE), LIGHT, 460, Translator("en"))
    assert sum(shape.name == APPETITE_OF for shape in figure.layout.shapes) == sides
    assert "<b>appetite, Law</b>" in [note.text for note in figure.layout.annotations]
    plain = figure_heat(load_seen(store, SCOPE, "IT"), LIGHT, 460, Translator("en"))
    assert not any(shape.name == APPETITE_OF for shape in plain.layout.shapes)


def test_what_does_not_fit_is_kept_and_reported_on_its_row(store: Store) -> None:
    load(store, "waves", "wave,planned cut-over\nW1,2026-10-24\n")
    told = (
        HEAD
        + line("2026-11-01", "R1", 9, "huge")
        + line("2026-11-01", "R2", 2, 2, wave="W9")
        + line("2026-11-01", "R3", 2, 2, due="2026-01-01", identified="2026-02-01")
        + line("2026-11-01", "R4", 5, 5, li=2, ii=2)
        + line("2026-11-01", "R5", 2, 2, lt=4, it=4)
        + line("2026-11-01", "R6", "", "")
        + line("2026-11-01", "R7", 2, 2, matrix=7)
        + line("2026-11-01", "R8", 2, 2, wave="W1")
    )
    receipt = load(store, "risks", told)
    assert (receipt.counts.read, receipt.counts.new, receipt.counts.rejected) == (8, 8, 0)
    places = {(issue.code, issue.row) for issue in receipt.issues}
    assert {("level_outside_matrix", 2), ("due_before_event", 4)} <= places
    assert ("unknown_link", 3) in places or any(row == 3 for _, row in places)
    checks = found(store, load_register(store, SCOPE))
    assert checks == {
        "residual_above_inherent": ["R4"],
        "target_above_current": ["R5"],
        "above_untreated": ["R4"],
        "outside_matrix": ["R1"],
        "not_placed": ["R6"],
        "matrix_unknown": ["R7"],
        "wave_unknown": ["R2"],
        "review_before_event": ["R3"],
    }
    mapping = compute_mapping(load_register(store, SCOPE))
    assert mapping[mapping["place"].isna()]["said"].tolist() == ["9", "huge"]


def test_treatments_are_judged_on_the_day(store: Store) -> None:
    load(store, "risks", HEAD + line("2026-11-01", "R1", 2, 2) + line("2026-11-01", "R2", 2, 2))
    load(
        store,
        "treatments",
        "treatment id,risk id,treatment,kind of treatment,status,decided on,due on,done on,approved by\n"
        "T1,R1,one,avoid,done,2026-09-01,2026-10-01,2026-10-05,\n"
        "T2,R1,two,减轻,under way,2026-09-08,2026-11-13,,\n"
        "T3,R2,three,transfer,planned,2026-10-01,2026-12-31,,\n"
        "T4,R2,four,accept,done,2026-10-01,,,\n"
        "T5,R9,five,reduce,planned,2026-10-10,2026-10-01,,\n"
        "T6,R2,six,reduce,dropped,2026-10-10,2026-10-11,,\n",
    )
    register = load_register(store, SCOPE)
    treatments = load_treatments(store, SCOPE, register)
    assert treatments.lines.set_index("treatment")["state"].to_dict() == {
        "T1": "done",
        "T2": "overdue",
        "T3": "planned",
        "T4": "done",
    }
    assert list(treatments.lines["kind"]) == ["prevent", "reduce", "transfer", "accept"]
    assert treatments.overdue["late"].tolist() == [10]
    burn = treatments.burn.set_index("day")["open"]
    # On 5 October three measures were decided and the first was done on that day.
    assert burn[pd.Timestamp("2026-10-05")] == 2
    assert burn[pd.Timestamp("2026-09-28")] == 2
    assert burn[pd.Timestamp("2026-11-23")] == 2
    checks = found(store, register)
    assert (checks["accepted_unapproved"], checks["risk_unknown"], checks["overdue"]) == (["T4"], ["T5"], ["T2"])


@pytest.mark.parametrize(
    ("value", "amber", "red", "better", "state"),
    [
        (4, 5, 8, None, "green"),
        (5, 5, 8, None, "amber"),
        (8, 5, 8, "lower", "red"),
        (9, 10, 5, None, "amber"),
        (5, 10, 5, "higher", "red"),
        (7, None, None, "lower", "unjudged"),
        (7, 5, None, None, "unjudged"),
        (7, None, 5, "lower", "red"),
    ],
)
def test_readings_are_judged_by_their_thresholds(
    value: float, amber: float, red: float, better: str, state: str
) -> None:
    def number(one: float | None) -> float:
        return float("nan") if one is None else float(one)

    assert judge(value, number(amber), number(red), better) == state


def test_a_reading_is_stale_beyond_its_cadence() -> None:
    assert [too_old(age, "weekly") for age in (7, 9, 10)] == [False, False, True]
    assert [too_old(age, "monthly") for age in (31, 38, 39)] == [False, False, True]
    assert [too_old(age, None) for age in (38, 39)] == [
        False,
        True,
    ]  # nobody has said that it may stay unread for longer


def test_thresholds_travel_with_the_reading() -> None:
    frame = pd.DataFrame(
        {
            "row_id": [1, 2, 3],
            "indicator": ["K", "K", "K"],
            "measured_on": [datetime(2026, 11, 1), datetime(2026, 11, 8), datetime(2026, 11, 15)],
            "value": [6.0, 6.0, 6.0],
            "name": ["Calls", None, None],
            "risk": None,
            "unit": None,
            "better": ["lower", None, None],
            "amber": [5.0, 7.0, None],
            "red": [9.0, 9.0, None],
            "cadence": ["weekly", None, None],
            "wave": None,
            "owner": None,
        }
    )
    judged = compute_indicators(frame, date(2026, 11, 16))
    assert judged.readings["state"].tolist() == ["amber", "green", "green"]
    assert judged.now[["name", "age", "stale"]].iloc[0].tolist() == ["Calls", 1, False]
    assert compute_indicators(frame, date(2026, 11, 26)).stale["indicator"].tolist() == ["K"]


def test_what_was_rated_half_a_year_ago_is_held_against_what_happened(store: Store) -> None:
    rated = "".join(line("2026-05-01", f"R{number}", 2 if number < 6 else 4, 3) for number in range(10))
    load(store, "risks", HEAD + rated)
    load(
        store,
        "incidents",
        "incident id,risk id,kind of incident,what happened,occurred at\n"
        "I1,R7,outage,a,2026-06-01\nI2,R8,投诉激增,b,2026-07-01\nI3,R1,security,c,2026-04-01\nI4,,other,d,2026-08-01\n",
    )
    realised = load_realised(store, SCOPE, load_register(store, SCOPE))
    groups = realised.groups.set_index("place")
    # Six with the middle of 10–30 %, four with the middle of 50–70 %; the incident of April came before the rating.
    assert groups["expected"].round(6).to_dict() == {2: 1.2, 4: 2.4}
    assert groups["happened"].to_dict() == {2: 0, 4: 2}
    assert (realised.brier, realised.unforeseen, realised.since) == (None, 1, date(2026, 5, 1))
    assert found(store, load_register(store, SCOPE))["unassessed_since_incident"] == ["R7", "R8"]


def test_the_alert_begins_where_the_risk_crossed_the_line(store: Store) -> None:
    told = [("2026-07-01", 4), ("2026-08-01", 2), ("2026-09-01", 4), ("2026-10-01", 5)]
    load(store, "risks", HEAD + "".join(line(day, "R1", likelihood, 4) for day, likelihood in told))
    alerts = evaluate(store, RIGHTS)
    assert [(alert.code, alert.onset, alert.params["risk"]) for alert in alerts] == [
        ("risk_beyond_appetite", date(2026, 9, 1), "R1")
    ]
