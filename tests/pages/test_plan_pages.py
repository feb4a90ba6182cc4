"""The pages of plan and money on the demo's own ledgers: each section opens, in both languages, with its finding
first."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.settings import settings
from data.store import Store, open_store
from tests.pages.conftest import Opened, charts_of, looking_at, words
from tests.pages.planned import ADMIN, fill_plan
from tests.pages.seed import prepare

SECTIONS = [
    ("schedule", "now", 2),
    ("schedule", "progress", 2),
    ("schedule", "outlook", 2),  # the third is a table here: what it depends on is critical in every trial
    ("schedule", "changes", 1),
    ("cost", "now", 2),
    ("cost", "range", 2),
    ("cost", "lines", 1),
    ("cost", "changes", 0),
    ("cost_benefit", "now", 2),
    ("cost_benefit", "assumptions", 1),
    ("cost_benefit", "odds", 2),
]


@pytest.fixture(scope="module")
def planned(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small programme with the demo's plans of the last four weeks, baselines, costs, benefits and changes."""
    folder = shutil.copytree(seeded, tmp_path_factory.mktemp("planned") / "store")
    store = open_store(str(folder / "programme.duckdb"))
    fill_plan(store)
    store.close()
    return folder


@pytest.fixture(scope="module")
def shown_plan(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(str(shutil.copytree(planned, tmp_path_factory.mktemp("shown") / "plan") / "programme.duckdb"))
    yield store
    store.shut()


@pytest.fixture
def seen(shown_plan: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The programme for who only looks, opened once."""
    yield from looking_at(shown_plan, monkeypatch)


@pytest.fixture
def here(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "planned"
    shutil.copytree(planned, folder)
    monkeypatch.setenv("HANDOVER_STORE", str(folder / "programme.duckdb"))
    settings.cache_clear()


@pytest.mark.parametrize(("page", "view", "charts"), SECTIONS)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.usefixtures("seen")
def test_each_section_opens(open_page: Opened, page: str, view: str, charts: int, lang: str) -> None:
    session = open_page(page, lang=lang, view=view)
    assert [error.value for error in session.exception] == []
    assert [error.value for error in session.error] == []
    shown = words(session)
    assert "ho-message" in shown
    assert "problem." not in shown
    assert len(charts_of(session)) == charts


@pytest.mark.usefixtures("seen")
def test_the_findings_stand_at_the_top(open_page: Opened) -> None:
    assert "“Archive built” has slipped most" in words(open_page("schedule", lang="en"))
    assert "其中“Archive built”滞后最多" in words(open_page("schedule", lang="zh"))
    assert "over budget; the largest overrun is “Migration” with ¥3.4m, 100% of all" in words(
        open_page("cost", lang="en")
    )
    assert "chance that it is above zero" in words(open_page("cost_benefit", lang="en"))


@pytest.mark.usefixtures("here")
def test_a_part_that_breaks_says_so_in_its_place_and_the_rest_stands(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("analytics.cost.numbers.earned.compute_value", broken)
    session = open_page("cost", lang="en")
    shown = words(session)
    assert len(set(re.findall(r"incident ([0-9A-F]{8})", shown))) == 1
    assert "secret detail" not in shown
    assert "over budget; the largest overrun is “Migration”" in shown
    assert len(charts_of(session)) == 1
    assert ("CPI" in shown, "budget ¥" in shown) == (True, True)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("page", "limits", "shown", "verdict"),
    [
        ("schedule", {}, "target 1", "Within the limit of 0.95"),
        ("schedule", {"limit.spi_t.watch": "0.99"}, "target 1", "Below 0.99"),
        ("cost", {"target.tcpi": "1.01"}, "target 1.01", "to watch above 1.02"),
        ("cost", {"limit.tcpi.watch": "0.8"}, "to watch above 0.8", "Above 0.8"),
        ("cost", {"limit.tcpi.watch": "0.7", "limit.tcpi.bad": "0.75"}, "bad above 0.75", "Above 0.75"),
    ],
)
def test_a_limit_of_the_settings_stands_in_the_passport_and_makes_the_verdict(
    open_page: Opened, page: str, limits: dict[str, str], shown: str, verdict: str
) -> None:
    if limits:
        store = open_store(settings().store)
        store.commit(prepare("settings", [{"setting": name, "value": value} for name, value in limits.items()]), ADMIN)
        store.close()
    told = words(open_page(page, lang="en"))
    assert shown in told
    assert verdict in told


@pytest.mark.usefixtures("seen")
def test_an_assumption_of_the_address_moves_the_result(open_page: Opened) -> None:
    base = words(open_page("cost_benefit", lang="en"))
    dear = words(open_page("cost_benefit", lang="en", a_cost="150", a_retained="50"))
    nonsense = words(open_page("cost_benefit", lang="en", a_cost="x", a_rate="900"))
    assert "The move likely does not pay" in dear
    assert "The move likely still pays" in base
    assert "The move likely still pays" in nonsense


@pytest.mark.usefixtures("here")
def test_assumptions_are_kept_under_a_name_and_stand_beside_the_others(open_page: Opened) -> None:
    session = open_page("cost_benefit", lang="en", view="assumptions", a_delay="20")
    assert "As moved here" in words(session)
    session.text_input(key="scenario-name").set_value("Half a year late").run()
    session.button(key="keep-scenario").click().run()
    assert [error.value for error in session.exception] == []
    assert "Half a year late" in words(session)
    again = words(open_page("cost_benefit", lang="en", view="assumptions"))
    assert "Half a year late" in again


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("page", ["schedule", "cost", "cost_benefit"])
def test_a_programme_without_the_ledger_says_what_is_missing(open_page: Opened, page: str) -> None:
    session = open_page(page, lang="en")
    assert [error.value for error in session.exception] == []
    assert "Nothing to show yet" in words(session)


@pytest.mark.parametrize("page", ["schedule", "cost", "cost_benefit"])
def test_an_empty_store_offers_a_beginning(open_page: Opened, page: str) -> None:
    session = open_page(page, lang="en")
    assert [error.value for error in session.exception] == []
    assert charts_of(session) == []
