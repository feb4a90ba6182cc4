"""The product is asked where the customers of the demo programme are: what is planted is found, and the states add
up."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.metrics import METRICS
from analytics.move.alerts import evaluate
from analytics.move.numbers.counts import load_counts
from analytics.move.numbers.places import load_places, load_work
from analytics.move.numbers.reconciliation import load_reconciled
from analytics.rights.numbers.consent import load_rights
from analytics.scope import Scope
from data.access import Rights
from data.demo.move import truth
from data.demo.plan import CUSTOMERS, WAVES
from data.store import Store

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}


@pytest.fixture(scope="module")
def scope(rights: Rights) -> Scope:
    return Scope(rights)


def test_everybody_is_in_one_state_and_the_states_add_up(demo: Store, scope: Scope) -> None:
    found = load_places(demo, scope)
    assert found.n == CUSTOMERS
    for frame in (found.waves, found.branches):
        assert int(frame["n"].sum()) == CUSTOMERS
    assert found.waves.groupby("item")["n"].sum().to_dict() == {plan.wave: plan.customers for plan in WAVES}
    # One definition: who was asked, and who was moved, are those of the pages of rights and of the schedule.
    rights = load_rights(demo, scope).funnel.set_index("wave").loc["W6"]
    states = found.waves[found.waves["item"] == "W6"].set_index("place")["n"].to_dict()
    assert [states[name] for name in ("consented", "refused", "silent")] == [
        rights["consented"],
        rights["refused"],
        rights["silent"],
    ]
    assert int(found.whole["cut"].sum()) == METRICS["customers_moved"].now(demo, scope).value


def test_the_primary_accounts_of_those_whose_move_failed_stand_out_in_their_wave(demo: Store, scope: Scope) -> None:
    planted, work = EFFECTS["failed_primary"], load_work(demo, scope)
    assert isinstance(work, pd.DataFrame)
    failed = work[work["place"] == planted["status"]]
    own = failed["wave"] == planted["wave"]
    assert abs(failed.loc[own, "primary_account"].mean() - planted["share"]) < 0.2
    assert abs(failed.loc[~own, "primary_account"].mean() - truth()["primary"]) < 0.15
    first = int(work["primary_account"].sum())
    assert work["primary_account"].tolist() == [True] * first + [False] * (len(work) - first)


def test_the_count_that_contradicts_the_rows_is_found_and_no_other(demo: Store, scope: Scope) -> None:
    planted, found = EFFECTS["counts_differ"], load_counts(demo, scope)
    assert [(one.by, one.item, one.size) for one in found.differences] == [
        ("wave", planted["wave"], planted["customers"])
    ]
    assert (found.source, found.compared) == ("rows", len(WAVES))


def test_the_wave_with_an_unexplained_difference_is_not_done(demo: Store, scope: Scope) -> None:
    planted, missing = EFFECTS["unexplained"], EFFECTS["missing_item"]
    found = load_reconciled(demo, scope)
    assert found.open[["wave", "item", "unexplained"]].to_numpy().tolist() == [
        [planted["wave"], planted["item"], planted["amount"]]
    ]
    assert dict(zip(found.waves["wave"], found.waves["missing"], strict=True))[missing["wave"]] == (missing["item"],)
    assert found.waves["state"].tolist() == ["good", "good", "good", "bad", "none"]
    assert {(alert.code, alert.subject) for alert in evaluate(demo, scope.rights)} == {
        ("difference_unexplained", "W4"),
        ("item_unreconciled", "W5"),
        ("counts_differ", "W5"),
    }
