"""A ledger that was never loaded makes nothing better: what it would have said against is not known, and no verdict
improves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from analytics.catalogue import areas
from analytics.compliance.numbers.found import load_compliance
from analytics.judging import load_judge
from analytics.marks import Exhibit
from analytics.metrics import METRICS
from analytics.move.area import headline
from analytics.readiness.numbers.principles import load_principles
from analytics.reports.compliance import report_head
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


def verdicts(store: Store) -> dict[str, tuple[str, float | None]]:
    judge = load_judge(store, SCOPE)
    found = {name: metric.now(store, SCOPE) for name, metric in METRICS.items()}
    return {name: (judge.reading(reading).state, reading.now.value) for name, reading in found.items()}


@pytest.fixture(scope="module")
def whole(demo: Store) -> dict[str, tuple[str, float | None]]:
    return verdicts(demo)


def without(gone: str, folder: Path) -> Store:
    """The demo programme as if nobody had ever loaded that ledger."""
    shutil.copytree(built(), folder)
    forget(gone, folder)
    return open_store(str(folder / "programme.duckdb"))


def forget(gone: str, folder: Path) -> None:
    with duckdb.connect(str(folder / "programme.duckdb")) as rows:
        tables = {name for (name,) in rows.execute("select table_name from duckdb_tables()").fetchall()}
        for table in {f"current_{gone}", f"rows_{gone}", f"sightings_{gone}"} & tables:
            rows.execute(f"delete from {table}")  # noqa: S608 - declared names only
        rows.execute("delete from batch_log where dataset = $gone", {"gone": gone})


@pytest.fixture(scope="module")
def unmoved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo without its transfers, opened once."""
    store = without("transfers", tmp_path_factory.mktemp("unmoved") / "store")
    yield store
    store.close()


@pytest.mark.parametrize("gone", GONE)
def test_no_verdict_is_better_for_a_ledger_that_was_never_loaded(
    whole: dict[str, tuple[str, float | None]], unmoved: Store, tmp_path: Path, gone: str
) -> None:
    store = unmoved if gone == "transfers" else without(gone, tmp_path / "store")
    better = {
        name: (whole[name], found)
        for name, found in verdicts(store).items()
        if RANK.get(found[0], 2) > RANK.get(whole[name][0], 2) and found[0] in RANK
        if gone not in SETS_THE_LIMIT
    }
    assert better == {}
    for lang in ("en", "zh"):
        for area in areas():
            if area.headline is not None:
                area.headline(store, SCOPE, Translator(lang))
    if store is not unmoved:
        store.close()


def test_without_transfers_nobody_is_said_to_have_been_left_or_moved(unmoved: Store) -> None:
    store, en, zh = unmoved, Translator("en"), Translator("zh")
    said = headline(store, SCOPE, en).replace("\xa0", " ")
    assert said.startswith(
        "11,818 of 20,000 were moved (59%) by 1 Nov 2026; who of the 20,000 customers was moved is not recorded,"
        " although waves are over"
    )
    assert "left behind" not in said
    assert "已有波次切换，但20,000户中谁已转移没有记录" in headline(store, SCOPE, zh)
    routes = part_of("rights", "routes", store, SCOPE)
    assert (
        routes.title
        == "Waves are over and who was moved is not recorded: whether anybody was moved without a consent is not known"
    )
    assert part_of("move", "use", store, SCOPE).empty.startswith(
        "who of the 20,000 customers was moved is not recorded"
    )
    standing = part_of("closing", "closing-standing", store, SCOPE)
    assert standing.title.endswith("something stands in them; in Harbour Street: 2 open complaints")
    for index in ("cpi", "tcpi"):
        assert (
            METRICS[index].now(store, SCOPE).now.said[0].write(en)
            == "earned by waves cut over ÷ planned: who was moved is not recorded"
        )
    told = {name: METRICS[name].now(store, SCOPE) for name in ("left_behind", "duties_contradicted", "lawful")}
    assert [told[name].value for name in ("left_behind", "duties_contradicted")] == [None, None]
    assert_ticks_are_not_believed(store)
    care, who = METRICS["followed_7d"].now(store, SCOPE), "who of wave 3, wave 4 and wave 5 was moved is not recorded"
    assert [one.write(en).replace("\xa0", " ") for one in care.now.said] == [
        f"{who}: all of their customers are counted, from the day of the wave"
    ]
    area = next(one for one in areas() if one.name == "care")
    assert who in area.headline(store, SCOPE, en).replace("\xa0", " ")
    assert "第3波次、第4波次、第5波次的转移名单没有记录" in area.headline(store, SCOPE, zh)
    assert who in part_of("care", "marks", store, SCOPE).subtitle.replace("\xa0", " ")
    assert_counted_by_wave_day(store)


def assert_counted_by_wave_day(store: Store) -> None:
    """Who stays and what the move did are counted from the day of the wave too, and say so at tile, headline and
    chart."""
    en, zh = Translator("en"), Translator("zh")
    who = (
        "who of wave 1, wave 2, wave 3, wave 4 and wave 5 was moved is not recorded: all of their customers are"
        " counted, from the day of the wave"
    )
    for name in ("retention_90d", "grr", "nrr", "caused_departures"):
        assert [one.write(en).replace("\xa0", " ") for one in METRICS[name].now(store, SCOPE).now.said] == [who], name
    for page, chart in (("retention", "curves"), ("effect", "effect-waves")):
        area = next(one for one in areas() if one.name == page)
        assert f"W{who[1:]}" in area.headline(store, SCOPE, en).replace("\xa0", " ")
        assert "转移名单没有记录：按波次切换日计入" in area.headline(store, SCOPE, zh)
        assert who[1:] in part_of(page, chart, store, SCOPE).subtitle.replace("\xa0", " ")


def assert_ticks_are_not_believed(store: Store) -> None:
    """Six duties of waves that are over are ticked off, and nothing says otherwise: how many were done is told within
    bounds, wherever it is told."""
    en, zh = Translator("en"), Translator("zh")
    left = "since 6 duties that are ticked off cannot be held against the ledgers"
    for name, least, most in (("lawful", "69.6%", "95.7%"), ("compliance_index", "77.5%", "92.5%")):
        reading = METRICS[name].now(store, SCOPE)
        assert reading.value is None
        assert reading.words(en).startswith(f"Not known: between {least} and {most}, {left}")
        assert reading.words(zh).startswith(f"未知：在{least}～{most}之间，6项已勾选的义务无法与台账核对")
    index = part_of("compliance", "compliance-index", store, SCOPE)
    assert index.title.startswith("The compliance index is not known: between 77.5% and 92.5%")
    area = next(one for one in areas() if one.name == "compliance")
    assert "how many duties were done in time is not known: between 69.6% and 95.7%" in area.headline(store, SCOPE, en)
    found = load_compliance(store, SCOPE)
    assert report_head(found.duties, found.lawful, en)[1].startswith(
        "Duties in time: not known, between 69.6% and 95.7%"
    )
    score = next(one for one in load_principles(store, SCOPE) if one.principle == "lawful")
    assert (score.value, (score.rows["state"] == "none").sum()) == (None, 6)


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo with rows of half the waves: whom wave 3 and later moved and told nobody has recorded, and no baseline
    is there."""
    folder = shutil.copytree(built(), tmp_path_factory.mktemp("half") / "store")
    with duckdb.connect(str(folder / "programme.duckdb")) as rows:
        for ledger in ("transfers", "notices"):
            rows.execute(
                f"delete from current_{ledger} where customer in (select customer from current_customers where wave not"  # noqa: S608
                " in ('W1', 'W2'))"
            )
    forget("baselines", folder)
    store = open_store(str(folder / "programme.duckdb"))
    yield store
    store.close()


def test_of_waves_without_rows_in_a_ledger_no_tick_is_believed(half: Store) -> None:
    """A ledger that has rows of some waves says nothing of the others."""
    assert [METRICS[name].now(half, SCOPE).value for name in ("lawful", "compliance_index")] == [None, None]
    of_two = SCOPE.but(waves=("W1", "W2"))
    assert METRICS["lawful"].now(half, of_two).value == 0.5
    said = METRICS["followed_7d"].now(half, SCOPE).now.said
    assert [one.write(EN).replace("\xa0", " ")[:28] for one in said] == ["who of wave 3, wave 4 and wa"]


def test_of_waves_without_a_transfer_nobody_is_said_to_be_left_behind(half: Store) -> None:
    """Of three waves that were cut over the ledger has no row: 2,000 are not left behind by each, they are not
    known."""
    en, zh, waves = (
        Translator("en"),
        Translator("zh"),
        "of wave 3, wave 4 and wave 5, which were cut over, it is not recorded who was moved",
    )
    said = headline(half, SCOPE, en).replace("\xa0", " ")
    assert waves in said
    assert "第3波次、第4波次、第5波次已切换，但谁已转移没有记录" in headline(half, SCOPE, zh)
    for name in ("still_to_move", "left_behind"):
        assert waves in [one.write(en).replace("\xa0", " ") for one in METRICS[name].now(half, SCOPE).now.said]
    assert (METRICS["left_behind"].now(half, SCOPE).value or 20_000) < 300
    cpi = [one.write(en).replace("\xa0", " ") for one in METRICS["cpi"].now(half, SCOPE).now.said]
    assert cpi[1] == "wave 3, wave 4 and wave 5 counted as moved with their cut-over: who was is not recorded"


def test_of_waves_without_a_notice_nobody_is_said_to_be_silent_and_nobody_to_have_a_path(half: Store) -> None:
    """Wave 6 moves in twelve days: with its notices not loaded "0% silent", "none without a path" and "all groups
    alike" were green."""
    names = ("silent", "consented", "without_path", "fair_comparisons")
    assert {name: METRICS[name].now(half, SCOPE).value for name in names} == dict.fromkeys(names)
    assert (
        METRICS["silent"].now(half, SCOPE).words(EN).replace("\xa0", " ")
        == "Not known: of wave 5 and wave 6 no notice is on file: who of them consented or is silent is not known"
    )


def test_without_a_baseline_nothing_is_said_of_what_was_planned_first(half: Store) -> None:
    """The plan's own planned days stand in for one, which it may have moved: it is said wherever a delay is."""
    en, zh = Translator("en"), Translator("zh")
    own = "no baseline is loaded: held against the days planned in the plan itself, what was planned first is not known"
    area = next(one for one in areas() if one.name == "schedule")
    said = area.headline(half, SCOPE, en)
    assert (said.count(own), "baseline," in said) == (1, False)
    assert "未上传基准：与计划自带的计划日对比，首次计划未知" in area.headline(half, SCOPE, zh)
    for name in ("finish_slip", "spi_t"):
        assert own in [one.write(en) for one in METRICS[name].now(half, SCOPE).now.said]
    parts = {key: part_of("schedule", key, half, SCOPE) for key in ("slippage", "finish", "gantt")}
    assert parts["slippage"].title.startswith("The finish is 18 days later than the plan itself has planned it")
    assert own in parts["slippage"].note
    assert parts["finish"].title.endswith("days after the planned day")
    assert parts["gantt"].subtitle.startswith("Remaining tasks: forecast against the planned day")
    assert [text for part in parts.values() for text in (part.title, part.subtitle) if "first" in text] == []


KEPT_BACK = frozenset(
    (
        "continuity",
        "incidents",
        "evidence",
        "departures",
        "assets",
        "outages",
        "documents",
        "notices",
        "tasks",
        "customers",
        "reviews",
    )
)
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


def test_a_ledger_that_a_reader_may_not_see_is_unknown_to_them_and_not_empty(demo: Store) -> None:
    scope, zh = Scope(replace(ADMIN, datasets=frozenset(DATASETS) - KEPT_BACK)), Translator("zh")
    assert {area_key: part_of(*area_key, demo, scope).empty for area_key in WAITS_FOR} == {
        area_key: f"Needs {name}" for area_key, name in WAITS_FOR.items()
    }
    assert part_of("safeguards", "items", demo, scope, zh).empty == "需要：业务连续性计划"
    headlines = {one.name: one.headline for one in areas()}
    assert headlines["safeguards"](demo, scope, EN).startswith(
        "Payments did not recover in time: wave\xa06 moves in 12 days; what else blocks it is not recorded"
    )
    assert headlines["cost_benefit"](demo, scope, EN).endswith(
        "no plan is loaded: how late the move is is not known, and no delay is reckoned with"
    )
    assert (
        part_of("rights", "routes", demo, scope).title
        == "Notices are not shown to this reader: who was told and who agreed is not known"
    )
    assert part_of("rights", "paths", demo, scope).empty.startswith("Who else refused or is silent is not known")
    assert (
        part_of("rights", "texts", demo, scope).title == "3 texts are on file; which of them were sent is not recorded"
    )
    said = {
        name: METRICS[name].now(demo, scope).now
        for name in ("safe_in_order", "clocks_overdue", "npv", "evidence_expired")
    }
    assert said["safe_in_order"].said[-1].write(EN) == "without Data assets and Incidents: never loaded"
    assert said["clocks_overdue"].said[-1].write(EN) == "without Incidents and Notices and consents: never loaded"
    assert said["npv"].said[-1].write(zh) == "未计入从未上传的：进度计划"
    assert said["evidence_expired"].value is None


def test_without_waves_and_duties_nobody_is_in_order_and_nothing_is_at_nought(demo: Store) -> None:
    scope = Scope(replace(ADMIN, datasets=frozenset(DATASETS) - {"waves", "duties"}))
    assert METRICS["compliance_index"].now(demo, scope).words(EN) == "Missing: Duties"
    assert [METRICS[name].now(demo, scope).value for name in ("lawful", "compliance_index")] == [None, None]
    assert part_of("move", "reasons", demo, scope).empty == "Needs Waves"
    assert part_of("rights", "owners", demo, scope).title.startswith("Who else refused or is silent is not known")
    assert part_of("compliance", "compliance-index", demo, scope).empty == "Needs Duties"
