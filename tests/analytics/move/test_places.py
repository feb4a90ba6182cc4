"""Where everybody is, held against a model of its own: whatever is uploaded in whatever order, the states add up to the
roster, and those who do not move to those with a path and without."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.move.charts.where import table_places
from analytics.move.numbers.places import PLACES, load_places, load_work
from analytics.rights.numbers.consent import load_rights
from analytics.rights.numbers.paths import load_list, load_paths
from analytics.scope import Scope
from data.access import Rights
from data.language import Translator
from data.store import Store, open_store
from data.store.suppression import MIN_GROUP
from tests.analytics.conftest import load
from tests.conftest import proving
from tests.data.store.builders import ADMIN, prepared

TODAY = date(2026, 11, 23)
CUT = {"W1": date(2026, 10, 24), "W2": date(2026, 12, 5)}
SENT = datetime(2026, 10, 1, 9)
REFUSED = date(2026, 10, 2)
"""Before any answer: a consent is dated after it."""
ANSWERS = ("", "consented", "refused", "withdrawn")
LETTERS = {"": 0, "notice": 1, "data": 2, "all": 3}
DATASETS = ("customers", "waves", "notices", "transfers", "departures", "paths")
STUCK = ("refused", "silent", "withdrawn")


@dataclass(frozen=True)
class Person:
    """What is told of a customer: wave of the roster, which letters were sent (none, the notice alone, that and the
    question of data, all), both answers, the line of transfers (status, day), whether that names its days, the day of a
    second move after it came back, departure, and whether a path was chosen."""

    wave: str
    told: str
    data: str
    contract: str
    status: str
    moved: date
    dated: bool
    again: bool
    left: date | None
    path: bool


people = st.lists(
    st.builds(
        Person,
        st.sampled_from(("W1", "W2", "")),
        st.sampled_from(("", "notice", "data", "all")),
        st.sampled_from(ANSWERS),
        st.sampled_from(ANSWERS),
        st.sampled_from(("", "planned", "moved", "failed", "returned", "refused", "withdrawn")),
        st.dates(date(2026, 10, 20), date(2026, 11, 10)),
        st.booleans(),
        st.booleans(),
        st.none() | st.dates(date(2026, 10, 10), date(2026, 11, 20)),
        st.booleans(),
    ),
    min_size=12,
    max_size=20,
)


def rows_of(everyone: list[Person]) -> dict[str, list[dict[str, Any]]]:
    """The files of the programme."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in DATASETS}
    found["waves"] = [
        {"wave": "W1", "data_route": "split", "contract_route": "split", "cutover_on": CUT["W1"]},
        {"wave": "W2", "data_route": "provide", "contract_route": "novation", "planned_cutover_on": CUT["W2"]},
    ]
    for at, one in enumerate(everyone):
        name = f"C{at:03d}"
        found["customers"].append({"customer": name, "wave": one.wave or None, "branch": "B1"})
        if one.told:
            letters = (("transfer", ""), ("data", one.data), ("contract", one.contract))
            for kind, answer in letters[: LETTERS[one.told]]:
                found["notices"].append(
                    {
                        "customer": name,
                        "kind": kind,
                        "version": "v1",
                        "sent_at": SENT,
                        "answered_at": SENT + timedelta(days=3) if answer else None,
                        "result": {"": None, "withdrawn": "consented"}.get(answer, answer),
                        "withdrawn_at": SENT + timedelta(days=5) if answer == "withdrawn" else None,
                    }
                )
        if one.status and one.wave:
            done = one.status in ("moved", "returned")
            found["transfers"].append(
                {
                    "customer": name,
                    "wave": one.wave,
                    "status": one.status,
                    "cut_over_on": one.moved if done and one.dated else None,
                    "planned_on": REFUSED if one.status == "refused" and one.dated else None,
                    "returned_on": one.moved + timedelta(days=5) if one.status == "returned" and one.dated else None,
                }
            )
            if again(one):
                found["transfers"].append(
                    {"customer": name, "wave": "W3", "status": "moved", "cut_over_on": one.moved + timedelta(days=8)}
                )
        if one.left:
            found["departures"].append({"customer": name, "left_on": one.left})
        if one.path:
            found["paths"].append({"customer": name, "wave": one.wave or None, "path": "offer"})
    return found


def again(one: Person) -> bool:
    """Moved with another wave after it had come back."""
    return one.status == "returned" and one.dated and one.again


def place_of(one: Person, loaded: set[str]) -> str:
    """The state of a customer of the roster, by the words of the page."""
    transfer = one.status if "transfers" in loaded and one.wave else ""
    moved = one.moved if transfer in ("moved", "returned") and one.dated else None
    cut = moved or (CUT.get(one.wave) if "waves" in loaded else None)
    left = one.left if "departures" in loaded else None
    if left is not None:
        if cut is not None and left <= cut:
            return "left_before"
        if cut is None and moved is None:
            return "left_before"
    if not one.wave:
        return "unplanned"
    if left is not None:
        return "left_after"
    if transfer == "returned" and not again(one):
        return "returned"
    if moved is not None or transfer == "moved":
        return "moved"
    if transfer in ("failed", "withdrawn"):
        return transfer
    state = state_of(one, loaded)
    if state in ("refused", "silent"):
        return state
    if transfer == "refused" and not agreed(one, loaded):
        return "refused"
    if "transfers" not in loaded and not (one.wave == "W2" and "waves" in loaded):
        return "unknown"
    if state == "consented":
        return "consented"
    if "notices" not in loaded:
        return "unheard"
    return "told" if one.told else "not_begun"


def answers_of(one: Person, loaded: set[str]) -> tuple[str, ...]:
    """What came back to the questions of data and contract that were sent; '' for nothing."""
    sent = LETTERS[one.told] - 1 if "notices" in loaded else 0
    return (one.data, one.contract)[: max(sent, 0)]


def agreed(one: Person, loaded: set[str]) -> bool:
    """Whether a consent is dated after the refusal: to all that is needed, else to anything and no refusal. A refusal
    without a day stands."""
    said = answers_of(one, loaded)
    if not one.dated:
        return False
    if one.wave == "W2" and "waves" in loaded:
        return said == ("consented", "consented")
    return "consented" in said and not {"refused", "withdrawn"} & set(said)


def state_of(one: Person, loaded: set[str]) -> str:
    """The consent of a customer whose wave needs both, with what the transfers say of who was not moved; '' where none
    is needed."""
    if one.wave != "W2" or "waves" not in loaded:
        return ""
    said = answers_of(one, loaded)
    moved = "transfers" in loaded and one.status in ("moved", "returned") and one.dated
    struck = "transfers" in loaded and one.status == "refused" and not agreed(one, loaded) and not moved
    if struck or "refused" in said or "withdrawn" in said:
        return "refused"
    if said == ("consented", "consented"):
        return "consented"
    return "silent" if "" in said else "unasked"


def check(store: Store, everyone: list[Person], loaded: set[str]) -> None:
    found = load_places(store, Scope(ADMIN))
    if "customers" not in loaded:
        assert found.n == 0
        return
    right = Counter(place_of(one, loaded) for one in everyone)
    counted = dict(zip(found.whole["place"], found.whole["n"].astype(int), strict=True))
    assert counted == dict(right)
    assert found.n == len(everyone) == sum(counted.values())
    assert set(counted) <= set(PLACES)
    needs = [one for one in everyone if one.wave == "W2"] if "waves" in loaded else []
    states = [place_of(one, loaded) for one in needs]
    split = {name: states.count(name) for name in ("refused", "silent", "consented")}
    assert found.beside["asked"] == sum(split.values())
    stuck = [one for one in everyone if place_of(one, loaded) in STUCK]
    paths = load_paths(store, Scope(ADMIN))
    # A wave of fewer than ten customers is hidden from everybody: the sums are those of the waves that are shown.
    sizes = Counter(one.wave for one in everyone)
    shown = [one for one in stuck if sizes[one.wave] >= MIN_GROUP]
    lacking = sum(not (one.path and "paths" in loaded) for one in shown)
    assert (paths.n, paths.of("none")) == (len(shown), lacking)
    listed = load_list(store, Scope(ADMIN))
    assert isinstance(listed, pd.DataFrame)
    assert Counter(listed["place"]) == Counter(place_of(one, loaded) for one in stuck)
    asked = [state_of(one, loaded) for one in everyone if one.wave == "W2" and place_of(one, loaded) != "left_before"]
    if "waves" in loaded and len(asked) >= MIN_GROUP:
        row = load_rights(store, Scope(ADMIN)).funnel.set_index("wave").loc["W2"]
        assert {name: row[name] for name in ("refused", "silent", "consented", "unasked")} == {
            name: asked.count(name) for name in ("refused", "silent", "consented", "unasked")
        }
        assert row["refused"] + row["silent"] + row["consented"] == row["asked"] == row["n"] - row["unasked"]
    work = load_work(store, Scope(ADMIN))
    if any(place_of(one, loaded) == "unknown" for one in everyone):
        assert (work, found.unrecorded) == (None, True)
        return
    assert isinstance(work, pd.DataFrame)
    over = {"W1"} if "waves" in loaded else set()
    gone = ("moved", "left_before", "left_after")
    behind = [one for one in everyone if place_of(one, loaded) not in gone and (one.wave in over or not one.wave)]
    assert len(work) == found.behind == len(behind)


@settings(max_examples=proving(4, 100), deadline=None, suppress_health_check=list(HealthCheck))
@given(people, st.permutations(DATASETS), st.sampled_from(DATASETS))
def test_states_add_up_to_the_roster_in_any_order_and_after_undo(
    everyone: list[Person], order: list[str], undone: str
) -> None:
    files = rows_of(everyone)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "programme.duckdb"))
        loaded, batches = set(), {}
        for name in order:
            if files[name]:
                batches[name] = store.commit(prepared(name, files[name]), ADMIN).batch_id
                loaded.add(name)
            if name == order[2]:
                check(store, everyone, loaded)
        check(store, everyone, loaded)
        if undone in batches:
            store.withdraw(batches[undone], ADMIN, reason="wrong file")
            check(store, everyone, loaded - {undone})
            store.commit(prepared(undone, files[undone]), ADMIN)
            check(store, everyone, loaded)
        store.shut()


@pytest.fixture
def small(store: Store) -> Store:
    """60 customers of a wave that is over: 50 moved, 7 failed (3 of them with their primary account), 3 refused; one
    stranger."""
    load(store, "waves", [{"wave": "W1", "cutover_on": CUT["W1"], "data_route": "split", "contract_route": "split"}])
    load(
        store,
        "customers",
        [
            {
                "customer": f"C{n:03d}",
                "wave": "W1",
                "branch": "B1",
                "primary_account": n in (50, 51, 52),
                "vulnerable": n == 53,
                "account_balance": 100 + n,
                "last_active_on": date(2026, 11, 1) if n in (50, 54) else date(2025, 1, 1),
            }
            for n in range(60)
        ],
    )
    load(
        store,
        "transfers",
        [
            *({"customer": f"C{n:03d}", "wave": "W1", "status": "moved", "cut_over_on": CUT["W1"]} for n in range(50)),
            *({"customer": f"C{n:03d}", "wave": "W1", "status": "failed"} for n in range(50, 57)),
            *({"customer": f"C{n:03d}", "wave": "W1", "status": "refused"} for n in range(57, 60)),
            {"customer": "C999", "wave": "W1", "status": "moved", "cut_over_on": CUT["W1"]},
        ],
    )
    return store


def test_who_lives_off_the_account_comes_first(small: Store, today: None) -> None:
    work = load_work(small, Scope(ADMIN))
    assert isinstance(work, pd.DataFrame)
    # Primary accounts by balance; used of late; vulnerable; then by balance.
    expected = [152, 151, 150, 154, 153, 159, 158, 157, 156, 155]
    assert [int(value) for value in work["account_balance"]] == expected
    assert list(work["place"])[:5] == ["failed"] * 5
    found = load_places(small, Scope(ADMIN))
    assert (found.still, found.of("failed", what="prime"), found.of("failed", what="used")) == (10, 3, 4)
    assert found.beside["strangers"] == 1


def test_small_groups_are_hidden_from_readers_without_rows(small: Store, today: None) -> None:
    found = load_places(small, Scope(Rights("reader", "executive")))
    assert found.whole["n"].isna().any()
    shown = found.whole[found.whole["n"].notna()]
    assert set(shown["place"]) <= {"moved"}
    t = Translator("en", rounded=True)
    text = " ".join(cell.text for row in table_places(found, t).body.rows for cell in row)  # type: ignore[union-attr]
    assert " 7 " not in f" {text} "
    assert " 3 " not in f" {text} "
    assert load_work(small, Scope(Rights("reader", "executive"))) is None
