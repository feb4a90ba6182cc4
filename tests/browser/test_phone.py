"""What a phone has in place of the charts that are wider than it: one of each kind, looked at on the demo programme."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import visit
from tests.browser.server import running
from tests.golden.store import built


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a copy of the demo programme."""
    place = tmp_path_factory.mktemp("told") / "store"
    shutil.copytree(built(), place)
    with running(place / "programme.duckdb") as site:
        yield site


@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("schedule?lang=en", {"gantt": ["◆ Archive built", "to"]}),
        ("cost_benefit?lang=en", {"npv": ["Retained revenue", "+¥"], "tornado": ["Discount rate", "7.1%: ¥"]}),
        ("risk?lang=en&view=indicators", {"indicators": ["Failed logins (KRI-02)", "to"]}),
        ("retention?lang=en&view=leaving", {"cohorts": ["Wave 3", "%"]}),
    ],
    ids=["gantt", "waterfall and tornado", "multiples", "heat"],
)
def test_a_list_with_the_values_stands_for_the_chart(
    browser: Browser, told: str, address: str, kinds: dict[str, list[str]]
) -> None:
    """The chart is not there, the list is as wide as its card, and a wide screen has it the other way round."""
    page = visit(browser, f"{told}/{address}", width=390, height=844).page
    for key, words in kinds.items():
        chart, rows = page.locator(f".st-key-wide-else-{key}"), page.locator(f".st-key-narrow-{key}")
        rows.wait_for(state="visible")
        assert not chart.is_visible()
        read = rows.inner_text().replace("\u00a0", " ")
        assert [word for word in words if word not in read] == []
        cut = rows.locator(".ho-scroll").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
        assert [one for one in cut if one > 1] == []
    page.set_viewport_size({"width": 1440, "height": 900})
    for key in kinds:
        page.locator(f".st-key-wide-else-{key} .main-svg").first.wait_for(state="visible")
        assert not page.locator(f".st-key-narrow-{key}").is_visible()
