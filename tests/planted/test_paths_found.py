"""The product is asked what becomes of those who do not move in the demo programme: what is planted is found, and
nothing else."""

from __future__ import annotations

import pytest

from analytics.behind import load_branch_names
from analytics.marks import Exhibit
from analytics.metrics import METRICS
from analytics.rights.alerts import path_alerts
from analytics.rights.charts.paths import chart_paths, load_work, table_list, table_owners
from analytics.rights.charts.texts import texts_now
from analytics.rights.numbers.consent import load_rights
from analytics.rights.numbers.paths import Paths, load_owners, load_paths
from analytics.rights.numbers.texts import load_texts
from analytics.scope import Scope
from data.access import Rights
from data.demo.paths import truth
from data.language import Translator
from data.store import Store

EFFECTS = {effect["id"]: effect for effect in truth()["effects"]}


@pytest.fixture(scope="module")
def scope(rights: Rights) -> Scope:
    return Scope(rights)


@pytest.fixture(scope="module")
def found(demo: Store, scope: Scope) -> Paths:
    return load_paths(demo, scope)


def test_the_silent_of_one_branch_have_no_path_and_nobody_else(demo: Store, scope: Scope, found: Paths) -> None:
    planted, owners = EFFECTS["no_path"], load_owners(demo, scope)
    lacking = owners[owners["standing"] == "none"]
    assert lacking["who"].tolist() == [planted["branch"]]
    assert found.of("none") == found.of("none", what="silent", wave=planted["wave"]) == int(lacking["n"].sum())
    assert METRICS["without_path"].now(demo, scope).value == found.of("none")
    # The same silent and refused as the funnel of consent counts.
    row = load_rights(demo, scope).funnel.set_index("wave").loc[planted["wave"]]
    assert [found.of(what=name, wave=planted["wave"]) for name in ("silent", "refused")] == [
        row["silent"],
        row["refused"],
    ]


def test_late_paths_and_those_without_an_owner_are_counted_in_their_wave(
    demo: Store, scope: Scope, found: Paths
) -> None:
    late, unowned = EFFECTS["path_late"], EFFECTS["path_unowned"]
    assert found.of("late") == found.of("late", wave=late["wave"]) == late["customers"]
    assert found.of(what="unowned") == found.of(what="unowned", wave=unowned["wave"]) == unowned["customers"]
    owners = load_owners(demo, scope)
    assert owners.loc[owners["who"].isna(), "n"].tolist() == [unowned["customers"]]


def test_contracts_in_force_unsigned_are_counted(demo: Store, scope: Scope, found: Paths) -> None:
    assert found.of_contracts("early") == EFFECTS["contract_early"]["contracts"]
    unsigned = METRICS["contracts_unsigned"].now(demo, scope)
    assert unsigned.value == found.of_contracts("needed") - found.of_contracts("signed")


def test_the_texts_that_went_out_incomplete_are_named_and_no_other(demo: Store, scope: Scope) -> None:
    planted, found = [EFFECTS[name] for name in ("text_short", "text_case")], load_texts(demo, scope)
    short = [(one.kind, one.version, one.missing) for one in found.texts if one.standing == "short"]
    assert short == [(one["text"], one["version"], (one["element"],)) for one in planted]
    assert (
        texts_now(found, Translator("en"))
        == "Separate consent to data v1 was sent and does not name how long the data are kept; 1 more is not in order"
    )


def test_alerts_name_the_wave_near_its_cut_over_the_late_and_the_unsigned(found: Paths) -> None:
    assert {(alert.code, alert.subject, alert.n) for alert in path_alerts(found)} == {
        ("without_path", EFFECTS["no_path"]["wave"], found.of("none")),
        ("paths_late", EFFECTS["path_late"]["wave"], EFFECTS["path_late"]["customers"]),
        ("contracts_early", "programme", EFFECTS["contract_early"]["contracts"]),
    }


def test_the_page_says_who_lacks_a_path_and_where_by_name(demo: Store, scope: Scope, found: Paths) -> None:
    names = load_branch_names(demo, scope)
    t, work = Translator("en").knowing(names), load_work(demo, scope)
    lacking = (
        f"{found.of('none')} of {found.n:,} who do not move have no path, all of wave 6, which is cut over on 5 Dec"
    )
    assert chart_paths(found, t).title.replace("\xa0", " ") == f"{lacking}; the paths of 7 are past their day"
    owners = table_owners(work, t)
    listed = table_list(work, t)
    assert isinstance(owners, Exhibit)
    assert isinstance(listed, Exhibit)
    name = names[EFFECTS["no_path"]["branch"]]
    assert owners.title == f"Without a path: customers of {name}"
    first = [cell.text for cell in listed.body.rows[0]]  # type: ignore[union-attr]
    assert (first[0], first[4]) == ("without a path", name)
    assert len(listed.body.rows) == found.n - found.of("settled")  # type: ignore[union-attr]
