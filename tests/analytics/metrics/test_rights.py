"""Who must agree and has: every pair of routes with every pair of answers; promises, pace and fairness by hand."""

from __future__ import annotations

from datetime import date
from itertools import product

import pandas as pd
import pytest

from analytics.alerts import evaluate_all
from analytics.judging import Judge
from analytics.periods import day_number
from analytics.rights.charts.contracts import table_contracts
from analytics.rights.numbers.consent import (
    CALL_LIST,
    compute_promises,
    load_rights,
)
from analytics.rights.numbers.fairness import compute_spread
from analytics.rights.numbers.passports import load_unwritten
from analytics.rights.numbers.paths import load_paths
from analytics.rights.numbers.routes import compute_needs, load_needs, read_table
from analytics.rights.numbers.states import STATES, need_params
from analytics.scope import Scope
from analytics.standing import load_standing
from data.access import local_rights
from data.language import Translator
from data.store import Store
from data.store.query import Query
from tests.analytics.conftest import load as load_rows
from tests.analytics.made import load

pytestmark = pytest.mark.usefixtures("today")
RIGHTS = local_rights("tester", "administrator")
DATA = ("split", "provide", "entrust", "")
CONTRACT = ("split", "novation", "new", "debt", "claim", "court", "")
ANSWERS = ("", "consented", "refused", "withdrawn")
EACH = Query(
    name="test.states",
    sql=f"with {STATES} select customer, state from judged",  # noqa: S608
    grain="rows",
)
# By hand from PIPL 21 to 23 and Civil Code 67, 546, 551, 555 and 556: the routes where each customer must agree.
AGREE = {"provide", "novation", "new", "debt"}


def state_by_hand(data: str, contract: str, first: str, second: str) -> str:
    """The law in words: nothing to agree to; any no is a no; all must have said yes; else silent."""
    said = [answer for route, answer in ((data, first), (contract, second)) if route in AGREE]
    if not said:
        return "not_needed"
    if "refused" in said or "withdrawn" in said:
        return "refused"
    return "silent" if "" in said else "consented"


def test_every_pair_of_routes_and_answers(store: Store) -> None:
    """28 pairs of routes and 16 pairs of answers: the statement that the screens and exports read."""
    waves, roster, letters, expected = [], [], [], {}
    for place, (data, contract) in enumerate(product(DATA, CONTRACT)):
        wave = f"W{place:02}"
        waves.append(f"{wave},2026-12-05,{data},{contract}")
        for number, (first, second) in enumerate(product(ANSWERS, ANSWERS)):
            who = f"{wave}-{number:02}"
            roster.append(f"{who},{wave}")
            for kind, answer in (("data", first), ("contract", second)):
                said = "" if not answer else "2026-10-10"
                result = "consented" if answer == "withdrawn" else answer
                back = "2026-11-01" if answer == "withdrawn" else ""
                letters.append(f"{who},{kind},v1,{wave},2026-10-01,{said},{result},{back}")
            expected[who] = state_by_hand(data, contract, first, second)
            needs = compute_needs(data or None, contract or None)
            assert needs.known == (data != "" and contract != "")
    load(store, "waves", "wave,planned cut-over,route for personal data,route for contracts\n" + "\n".join(waves))
    load(store, "customers", "customer,wave\n" + "\n".join(roster))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at,answered at,answer,consent withdrawn at\n" + "\n".join(letters),
    )
    scope = Scope(RIGHTS)
    needs = load_needs(store, scope)
    params = (
        scope.params("waves", "branches", "segments") | need_params(needs) | {"today": day_number(date(2026, 11, 23))}
    )
    found = store.read(EACH, RIGHTS, as_of=None, params=params)
    counted = found["state"].value_counts().to_dict()
    assert counted == pd.Series(list(expected.values())).value_counts().to_dict()
    funnel = load_rights(store, scope).funnel.set_index("wave")
    for place, (data, contract) in enumerate(product(DATA, CONTRACT)):
        own = [state for who, state in expected.items() if who.startswith(f"W{place:02}")]
        row = funnel.loc[f"W{place:02}"]
        for state in ("consented", "refused", "silent"):
            assert row[state] == own.count(state), (data, contract, state)
    called = store.read(CALL_LIST, RIGHTS, as_of=None, params=params)
    assert len(called) == list(expected.values()).count("silent")


def test_a_setting_replaces_a_line_of_the_table(store: Store) -> None:
    assert compute_needs("split", "split", {"contract.split": "consent"}).contract_consent
    frame = pd.DataFrame({"setting": ["route.data.split", "route.data.provide"], "value": ["consent", "perhaps"]})
    assert read_table(frame) == {"data.split": "consent"}


def test_who_had_left_before_the_cut_over_is_not_asked(store: Store) -> None:
    load(
        store, "waves", "wave,planned cut-over,route for personal data,route for contracts\nW1,2026-12-05,provide,new\n"
    )
    load(store, "customers", "customer,wave\n" + "".join(f"C{i},W1\n" for i in range(30)))
    load(store, "departures", "customer,left on,kind\n" + "".join(f"C{i},2026-11-10,churn\n" for i in range(10)))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at\n" + "".join(f"C{i},data,v1,W1,2026-10-01\n" for i in range(30)),
    )
    row = load_rights(store, Scope(RIGHTS)).funnel.iloc[0]
    assert (row["n"], row["silent"], row["days_left"]) == (20, 20, 12)


def test_silence_is_held_against_its_limit_as_near_as_its_alert(store: Store) -> None:
    """A wave 68 days away: who has not answered a letter of last week is not late, and with an alert of 68 days it
    is."""
    load(
        store, "waves", "wave,planned cut-over,route for personal data,route for contracts\nW1,2027-01-30,provide,new\n"
    )
    load(store, "customers", "customer,wave\n" + "".join(f"C{i},W1\n" for i in range(30)))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at\n" + "".join(f"C{i},data,v1,W1,2026-11-16\n" for i in range(30)),
    )
    load(store, "paths", "customer,path,owner\nC0,offer,Li\n")

    def told(name: str) -> tuple[str, float | None, str]:
        found = load_standing(store, Scope(RIGHTS), name)
        return found.verdict.state, found.reading.value, found.words(Translator("en")).replace("\u00a0", " ")

    def codes() -> set[str]:
        return {alert.code for alert in evaluate_all(store, RIGHTS)} & {"silent_customers", "without_path"}

    assert told("silent") == ("none", 1.0, "Not due before 16 Jan 2027")
    assert told("without_path") == ("none", 29.0, "Not due before 16 Jan 2027")
    assert codes() == set()
    load(store, "settings", "setting,value\nrights.silent_days,68\n")
    assert (told("silent")[0], told("without_path")[0]) == ("bad", "watch")
    assert codes() == {"silent_customers", "without_path"}


def test_signatures_are_not_due_long_before_the_cut_over_and_one_in_force_is_never_early(store: Store) -> None:
    """W2, ten weeks away, lacks signatures and W1, soon, has them: nothing is to be watched until W2 is as near as all
    that a cut-over needs."""
    load(store, "waves", "wave,planned cut-over\nW1,2026-12-02\nW2,2027-01-30\n")
    load(store, "customers", "customer,wave\n" + "".join(f"C{i},W{1 + i // 15}\n" for i in range(30)))
    contracts: list[dict[str, object]] = [
        {"contract": f"K{i}", "customer": f"C{i}", "wave": f"W{1 + i // 15}", "novation": True, "type": "Loan"}
        | ({"signed_on": date(2026, 11, 2)} if i < 15 else {})
        for i in range(30)
    ]
    load_rows(store, "contracts", contracts)

    def told() -> tuple[str, float | None, str, str]:
        found = load_standing(store, Scope(RIGHTS), "contracts_unsigned")
        (row,) = table_contracts(load_paths(store, Scope(RIGHTS)), Translator("en")).body.rows  # type: ignore[union-attr]
        words = found.words(Translator("en")).replace("\u00a0", " ")
        return found.verdict.state, found.reading.value, words, row[0].state  # type: ignore[return-value]

    assert told() == ("none", 15.0, "Not due before 31 Dec 2026", "none")
    load(store, "settings", "setting,value\ncutover.soon_days,68\n")
    assert (told()[0], told()[3]) == ("watch", "watch")
    load(store, "settings", "setting,value\ncutover.soon_days,30\n")
    load_rows(store, "contracts", [contracts[20] | {"effective_on": date(2026, 11, 20)}])
    assert (told()[0], told()[3]) == ("watch", "bad")


def test_a_wave_without_letters_is_not_known_from_the_days_of_a_setting_on(store: Store) -> None:
    """W1 was written to, W2 (29 days away) was not: its notices are missing from 14 days before, or from as many as are
    set."""
    load(
        store,
        "waves",
        "wave,planned cut-over,route for personal data,route for contracts\n"
        "W1,2026-12-02,provide,new\nW2,2026-12-22,provide,new\n",
    )
    load(store, "customers", "customer,wave\n" + "".join(f"C{i},W{1 + i // 30}\n" for i in range(60)))
    load(
        store,
        "notices",
        "customer,kind of notice,version,wave,sent at,answered at,answer\n"
        + "".join(f"C{i},data,v1,W1,2026-10-01,2026-10-09,consented\n" for i in range(30)),
    )
    assert load_unwritten(store, Scope(RIGHTS)) == ()
    load(store, "settings", "setting,value\nrights.unwritten_days,22\n")
    assert load_unwritten(store, Scope(RIGHTS)) == ("W2",)


def test_promises_are_kept_late_broken_overdue_or_due() -> None:
    frame = pd.DataFrame(
        {
            "due_on": ["2026-11-01", "2026-11-01", None, "2026-11-22", "2026-11-23"],
            "kept_on": ["2026-11-01", "2026-11-02", None, None, None],
            "broken_on": [None, None, "2026-11-02", None, None],
        }
    )
    found = compute_promises(frame, date(2026, 11, 23))
    assert found["state"].tolist() == ["kept", "late", "broken", "overdue", "due"]


def spread_of(silent: dict[tuple[str, str], tuple[int, int]]) -> pd.DataFrame:
    """Counts of the statement for one item: (group, wave) → silent, asked; all other outcomes empty."""
    return pd.DataFrame(
        [
            {
                "item": "branch",
                "grp": grp,
                "wave": wave,
                "n": n,
                "asked": n,
                "silent": hits,
                "due": 0,
                "late_notice": 0,
                "moved": 0,
                "complained": 0,
                "left_after": 0,
            }
            for (grp, wave), (hits, n) in silent.items()
        ]
    )


def test_a_wave_still_answering_is_not_held_against_its_branch() -> None:
    """Branch B is twice as silent only because its wave has just been asked; within the wave all are alike."""
    found = compute_spread(
        spread_of({("A", "W1"): (20, 400), ("B", "W1"): (5, 100), ("B", "W2"): (200, 500), ("C", "W2"): (200, 500)}),
        0.05,
    )
    assert not found["unfair"].any()


def test_a_relevant_gap_is_called_and_a_small_one_is_not() -> None:
    found = compute_spread(spread_of({("A", "W1"): (100, 400), ("B", "W1"): (40, 400)}), 0.05).set_index("grp")
    assert found["unfair"].to_dict() == {"A": True, "B": False}
    assert found.loc["A", "gap"] == pytest.approx(0.15)
    many = compute_spread(spread_of({("A", "W1"): (12_000, 100_000), ("B", "W1"): (10_000, 100_000)}), 0.05)
    assert many["q"].max() < 0.001
    assert not many["unfair"].any()


def test_fewer_than_thirty_are_shown_and_not_judged() -> None:
    found = compute_spread(spread_of({("A", "W1"): (20, 25), ("B", "W1"): (40, 400)}), 0.05).set_index("grp")
    assert not found.loc["A", "unfair"]
    assert found.loc["A", "q"] == 1


def test_the_gap_of_the_settings_counts_where_it_is_a_number() -> None:
    assert Judge({"fairness.gap": "0.1"})["fairness.gap"] == 0.1
    assert Judge({"fairness.gap": "a tenth"})["fairness.gap"] == 0.05
    assert Judge()["fairness.gap"] == 0.05
