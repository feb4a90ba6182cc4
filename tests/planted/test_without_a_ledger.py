"""A ledger that was never loaded makes nothing better: what it would have said against is not known, and no verdict improves."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from analytics.catalogue import areas
from analytics.judging import load_judge
from analytics.metrics import METRICS
from analytics.move.area import headline
from analytics.scope import Scope
from data.datasets import DATASETS
from data.language import Translator
from data.store import Store, open_store
from tests.conftest import proving
from tests.data.store.builders import ADMIN
from tests.golden.store import built

SCOPE = Scope(ADMIN)
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
    told = {name: METRICS[name].now(store, SCOPE) for name in ("left_behind", "duties_contradicted", "lawful")}
    assert [told[name].value for name in ("left_behind", "duties_contradicted")] == [None, None]
    assert [one.write(en) for one in told["lawful"].now.said][-1].endswith(
        "cannot be held against the ledgers: transfers or notices are not loaded"
    )
    store.close()
