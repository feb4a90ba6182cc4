"""A ledger that was never loaded makes nothing better: what it would have said against is not known, and no verdict improves."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from analytics.catalogue import areas
from analytics.judging import load_judge
from analytics.marks import Exhibit
from analytics.metrics import METRICS
from analytics.move.area import headline
from analytics.scope import Scope
from data.datasets import DATASETS
from data.language import Translator
from data.store import Store, open_store
from tests.conftest import proving
from tests.data.store.builders import ADMIN
from tests.golden.store import built

SCOPE, EN = Scope(ADMIN), Translator("en")
RANK = {"bad": 0, "watch": 1, "good": 3}
FIRST = ("transfers", "notices", "waves")
"""Those on which most rests: who was moved, who was told and asked, and when."""
GONE = (*FIRST, *(name for name in DATASETS if name not in FIRST))[: proving(1, len(DATASETS))]
SETS_THE_LIMIT = ("settings", "programme", "obligations")
"""What they say is a limit, a day or a law: without them the usual ones hold, and another verdict is right."""
OF_WHAT_IS_LEFT = {
    ("transfers", "lawful"): "says beside it how many ticks cannot be held against the ledgers",
    ("transfers", "compliance_index"): "the same",
    ("notices", "lawful"): "the same",
    ("notices", "compliance_index"): "the same",
}


def verdicts(store: Store) -> dict[str, tuple[str, float | None]]:
    judge = load_judge(store, SCOPE)
    found = {name: metric.now(store, SCOPE) for name, metric in METRICS.items()}
    return {name: (judge.reading(reading).state, reading.now.value) for name, reading in found.items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float | None]]:
    folder = shutil.copytree(built(), tmp_path_factory.mktemp("whole") / "store")
    store = open_store(str(folder / "programme.duckdb"))
    found = verdicts(store)
    store.close()
    return found


def without(gone: str, folder: Path) -> Store:
    """The demo programme as if nobody had ever loaded that ledger."""
    shutil.copytree(built(), folder)
    with duckdb.connect(str(folder / "programme.duckdb")) as rows:
        tables = {name for (name,) in rows.execute("select table_name from duckdb_tables()").fetchall()}
        for table in {f"current_{gone}", f"rows_{gone}", f"sightings_{gone}"} & tables:
            rows.execute(f"delete from {table}")  # noqa: S608 - declared names only
        rows.execute("delete from batch_log where dataset = $gone", {"gone": gone})
    return open_store(str(folder / "programme.duckdb"))


@pytest.mark.parametrize("gone", GONE)
def test_no_verdict_is_better_for_a_ledger_that_was_never_loaded(
    whole: dict[str, tuple[str, float | None]], tmp_path: Path, gone: str
) -> None:
    store = without(gone, tmp_path / "store")
    better = {
        name: (whole[name], found)
        for name, found in verdicts(store).items()
        if RANK.get(found[0], 2) > RANK.get(whole[name][0], 2) and found[0] in RANK
        if gone not in SETS_THE_LIMIT and (gone, name) not in OF_WHAT_IS_LEFT
    }
    assert better == {}
    for lang in ("en", "zh"):
        for area in areas():
            if area.headline is not None:
                area.headline(store, SCOPE, Translator(lang))
    store.close()


def test_without_transfers_nobody_is_said_to_have_been_left_or_moved(tmp_path: Path) -> None:
    store, en, zh = without("transfers", tmp_path / "store"), Translator("en"), Translator("zh")
    said = headline(store, SCOPE, en).replace("\xa0", " ")
    assert said.startswith(
        "11,818 of 20,000 were moved (59%) by 1 Nov 2026; who of the 20,000 customers was moved is not recorded, although waves are over"
    )
    assert "left behind" not in said
    assert "已有波次切换，但20,000户中谁已转移没有记录" in headline(store, SCOPE, zh)
    routes = part_of("rights", "routes", store, SCOPE)
    assert routes.title == (
        "Waves are over and who was moved is not recorded: whether anybody was moved without a consent is not known"
    )
    assert part_of("move", "use", store, SCOPE).empty.startswith(
        "who of the 20,000 customers was moved is not recorded"
    )
    standing = part_of("closing", "closing-standing", store, SCOPE)
    assert standing.title.endswith("something stands in them; in Harbour Street: 2 open complaints")
    assert METRICS["cpi"].now(store, SCOPE).now.said[0].write(en) == (
        "earned by waves cut over ÷ planned: who was moved is not recorded"
    )
    told = {name: METRICS[name].now(store, SCOPE) for name in ("left_behind", "duties_contradicted", "lawful")}
    assert [told[name].value for name in ("left_behind", "duties_contradicted")] == [None, None]
    assert [one.write(en) for one in told["lawful"].now.said][-1].endswith(
        "cannot be held against the ledgers: transfers or notices are not loaded"
    )
    store.close()


KEPT_BACK = frozenset(
    ("continuity", "incidents", "evidence", "departures", "assets", "outages", "documents", "notices", "tasks", "customers", "reviews")
)  # fmt: skip
"""Ledgers that a reader of the test may not see: for them it is as if these had never been loaded."""
WAITS_FOR = {
    ("safeguards", "items"): "Continuity plans",
    ("safeguards", "outages"): "Outages",
    ("safeguards", "assets"): "Data assets",
    ("risk", "realised"): "Incidents",
    ("satisfaction", "silent"): "Departures",
    ("compliance", "unproved"): "Evidence",
    ("compliance", "findings"): "Reviews and findings",
}
"""Parts that said "nothing is open", "none happened", "no outage was reported" of ledgers that nobody had loaded."""


def part_of(area: str, key: str, store: Store, scope: Scope, t: Translator = EN) -> Exhibit:
    """What one part of a page says, as it is chosen at first."""
    section, part = next(
        (section, part) for one in areas() if one.name == area for section, part in one.parts() if part.key == key
    )
    found = part.exhibit(store, scope, [choice.settled("", store, scope) for choice in section.choices], t)
    assert isinstance(found, Exhibit)
    return found


def test_a_ledger_that_a_reader_may_not_see_is_unknown_to_them_and_not_empty(tmp_path: Path) -> None:
    folder = shutil.copytree(built(), tmp_path / "store")
    store = open_store(str(folder / "programme.duckdb"))
    scope, zh = Scope(replace(ADMIN, datasets=frozenset(DATASETS) - KEPT_BACK)), Translator("zh")
    assert {area_key: part_of(*area_key, store, scope).empty for area_key in WAITS_FOR} == {
        area_key: f"Needs {name}" for area_key, name in WAITS_FOR.items()
    }
    assert part_of("safeguards", "items", store, scope, zh).empty == "需要：业务连续性计划"
    headlines = {one.name: one.headline for one in areas()}
    assert headlines["safeguards"](store, scope, EN).startswith(
        "Payments did not recover in time: wave\xa06 moves in 12 days; what else blocks it is not recorded"
    )
    assert headlines["cost_benefit"](store, scope, EN).endswith(
        "no plan is loaded: how late the move is is not known, and no delay is reckoned with"
    )
    assert part_of("rights", "routes", store, scope).title == (
        "Notices are not shown to this reader: who was told and who agreed is not known"
    )
    assert part_of("rights", "paths", store, scope).empty.startswith("Who else refused or is silent is not known")
    assert (
        part_of("rights", "texts", store, scope).title == "3 texts are on file; which of them were sent is not recorded"
    )
    said = {
        name: METRICS[name].now(store, scope).now
        for name in ("safe_in_order", "clocks_overdue", "npv", "evidence_expired")
    }
    assert said["safe_in_order"].said[-1].write(EN) == "without Data assets and Incidents: never loaded"
    assert said["clocks_overdue"].said[-1].write(EN) == "without Incidents and Notices and consents: never loaded"
    assert said["npv"].said[-1].write(zh) == "未计入从未上传的：进度计划"
    assert said["evidence_expired"].value is None
    store.close()


def test_without_waves_and_duties_nobody_is_in_order_and_nothing_is_at_nought(tmp_path: Path) -> None:
    folder = shutil.copytree(built(), tmp_path / "store")
    store = open_store(str(folder / "programme.duckdb"))
    scope = Scope(replace(ADMIN, datasets=frozenset(DATASETS) - {"waves", "duties"}))
    assert METRICS["compliance_index"].now(store, scope).words(EN) == "Missing: Duties"
    assert [METRICS[name].now(store, scope).value for name in ("lawful", "compliance_index")] == [None, None]
    assert part_of("move", "reasons", store, scope).empty == "Needs Waves"
    assert part_of("rights", "owners", store, scope).title.startswith("Who else refused or is silent is not known")
    assert part_of("compliance", "compliance-index", store, scope).empty == "Needs Duties"
    store.close()
