"""What only a browser can tell: accessible names, contrast, widths, errors of the console, selectors we rely on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import until, visit

PAGES = ("this_week", "satisfaction", "upload", "records")
AXE = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
}
OWNED = {
    "list": '[data-testid="stSidebarNav"]',
    "listitem": '[data-testid="stSidebarNav"]',
    "target-size": '[data-testid="stMultiSelect"]',
}
"""Streamlit's own elements that we cannot mend, by the rule they break: sections of the menu stand as ``div`` in its
list, and the field and the clearing button of a list of choices are 20 to 21 pixels."""


def violations(page: Page) -> list[str]:
    """Serious and critical violations that are ours: ``rule: selector``."""
    answer = Axe().run(page, options=AXE).response
    return [
        f"{found['id']}: {' '.join(map(str, node['target']))} {node['html'][:120]}"
        for found in answer["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
        if not (owner := OWNED.get(found["id"]))
        or not page.evaluate(
            "([one, owner]) => !!document.querySelector(one)?.closest(owner)", [node["target"][0], owner]
        )
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    ["this_week?lang=en", "satisfaction?lang=zh&wave=W3&point=group:wave:W3", "upload?lang=zh", "records?lang=en"],
)
def test_nobody_is_shut_out(browser: Browser, site: str, address: str, theme: str) -> None:
    page = visit(browser, f"{site}/{address}", theme=theme).page
    page.wait_for_timeout(800)
    assert violations(page) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_phone_has_no_sideways_scroll(browser: Browser, site: str, name: str, lang: str) -> None:
    page = visit(browser, f"{site}/{name}?lang={lang}", width=390, height=844).page
    page.wait_for_timeout(500)
    wide = page.evaluate("""() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
                 .map(element => element.scrollWidth - element.clientWidth)""")
    assert wide == [0, 0]
    tables = page.locator(".ho-scroll").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert tables == 0, "each row of many columns is an entry"


@pytest.mark.parametrize("name", PAGES)
def test_the_console_stays_quiet_and_nothing_leaves(browser: Browser, site: str, name: str) -> None:
    found = visit(browser, f"{site}/{name}")
    found.page.wait_for_timeout(500)
    assert found.errors == []
    assert found.foreign == []


@pytest.mark.parametrize("name", ["this_week", "satisfaction"])
def test_headings_go_down_in_order(browser: Browser, site: str, name: str) -> None:
    page = visit(browser, f"{site}/{name}").page
    levels = page.eval_on_selector_all(
        "[data-testid=stMain] :is(h1,h2,h3,h4,h5,h6)", "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_selectors_of_streamlit_that_we_touch_exist(browser: Browser, site: str, tmp_path) -> None:
    page = visit(browser, f"{site}/satisfaction?wave=W3", theme="dark").page
    padding = page.eval_on_selector(
        "[data-testid=stMainBlockContainer]", "one => parseFloat(getComputedStyle(one).paddingLeft)"
    )
    assert 16 <= padding <= 40
    chosen = page.locator("[data-testid=stMultiSelectTagsContainer] [data-tag] span").first
    assert chosen.evaluate("one => getComputedStyle(one).color") == "rgb(15, 23, 34)"
    title = page.locator(".st-key-passport-nps button p")
    assert title.evaluate("one => getComputedStyle(one).fontWeight") == "600"
    page.locator("[data-testid=stSidebarNavLink]").first.focus()
    page.keyboard.press("Tab")  # a ring is drawn for the keyboard only
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page = visit(browser, f"{site}/upload?lang=zh").page
    for words, place in (
        ("选择文件", "stFileUploaderDropzone] button p"),
        ("200", "stFileUploaderDropzoneInstructions] span"),
    ):
        shown = page.locator(f"[data-testid={place}")
        assert shown.evaluate("one => getComputedStyle(one).fontSize") == "0px"
        assert words in shown.evaluate("one => getComputedStyle(one, '::after').content")


def test_the_charts_and_the_feet_of_a_row_stand_on_one_line(browser: Browser, site: str) -> None:
    """Where the title of one card takes more lines than its neighbour's, as the second one is made to here."""
    page = visit(browser, f"{site}/satisfaction?lang=en").page
    page.locator(".st-key-card-event h2").evaluate(
        "one => { one.innerText = 'A long title of many words. '.repeat(6) }"
    )

    def top(key: str) -> float:
        return page.locator(f".st-key-{key}").evaluate("one => one.getBoundingClientRect().top")

    page.locator(".st-key-chart-event .main-svg").first.wait_for()
    assert top("wide-calendar") == pytest.approx(top("wide-event"), abs=1)
    assert top("foot-calendar") == pytest.approx(top("foot-event"), abs=1)
    heights = page.locator(".st-key-card-calendar, .st-key-card-event").evaluate_all(
        "cards => cards.map(one => one.getBoundingClientRect().height)"
    )
    assert heights[0] == pytest.approx(heights[1], abs=1)
    heads = page.locator(".st-key-card-calendar h2, .st-key-card-event h2").evaluate_all(
        "heads => heads.map(one => one.getBoundingClientRect().height)"
    )
    assert heads[1] > heads[0]


def test_a_card_without_a_chart_does_not_push_its_neighbour_down(browser: Browser, site: str) -> None:
    """As a table beside a chart; the second card is made one here."""
    page = visit(browser, f"{site}/satisfaction?lang=en").page
    chart, title = page.locator(".st-key-wide-calendar"), page.locator(".st-key-card-calendar h2")
    chart.locator(".main-svg").first.wait_for()
    page.locator(".st-key-wide-event").evaluate(
        "one => { const table = document.createElement('div'); table.style.height = '500px'; one.replaceWith(table) }"
    )
    top = chart.evaluate("one => one.getBoundingClientRect().top")
    assert top - title.evaluate("one => one.getBoundingClientRect().bottom") < 100


def test_a_point_of_a_chart_opens_its_answers_and_back_closes_them(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/satisfaction?lang=en").page
    dots = page.locator(".st-key-chart-groups .scatterlayer .point")
    dots.first.wait_for()
    dots.nth(1).hover()
    expect(page.locator(".st-key-chart-groups .ho-tip")).to_contain_text("NPS 95%")
    dots.nth(1).click()
    expect(page.locator(".st-key-answers h2")).to_contain_text("The answers behind: wave")
    page.wait_for_url("**point=group*")
    page.go_back()
    expect(page.locator(".st-key-answers h2")).to_contain_text("Which answers")


@pytest.mark.parametrize("path", ["", "this_week", "satisfaction"])
def test_the_menu_marks_the_page_that_is_open(browser: Browser, site: str, path: str) -> None:
    """The first page has two addresses: the root, and its name in links that people have sent."""
    page = visit(browser, f"{site}/{path}?lang=en").page
    marked = page.locator('[data-testid=stSidebarNavLink][aria-current="page"]')
    expect(marked).to_contain_text("Satisfaction" if path == "satisfaction" else "This week")
    expect(page.locator("[data-testid=stSidebarNavLink]").filter(has_text="This week")).to_have_count(1)


def test_a_tile_opens_its_passport(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/this_week?lang=en").page
    page.locator(".st-key-passport-nps button").click()
    expect(page.locator("dl.ho-passport")).to_contain_text("100 × (promoters − detractors) ÷ answers")


def test_a_chart_fills_the_screen_by_a_button_in_the_language_of_the_page(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/satisfaction?lang=zh").page
    chart = page.locator(".st-key-chart-calendar .ho-figure")
    chart.locator(".main-svg").first.wait_for()
    before = chart.evaluate("one => one.getBoundingClientRect().height")
    chart.get_by_role("button", name="全屏", exact=True).click()
    expect(chart.get_by_role("button", name="退出全屏")).to_have_count(1)
    until(page, "document.querySelector('.st-key-chart-calendar .main-svg').getBoundingClientRect().width > 1300")
    chart.get_by_role("button", name="退出全屏").click()
    expect(chart.get_by_role("button", name="全屏", exact=True)).to_have_count(1)
    until(
        page, f"document.querySelector('.st-key-chart-calendar .main-svg').getBoundingClientRect().height === {before}"
    )


def test_a_chart_that_changes_is_drawn_over_the_one_that_stands(browser: Browser, site: str) -> None:
    """Neither is its place ever another, nor is a chart drawn anew that says what it said."""
    page = visit(browser, f"{site}/satisfaction?lang=en").page
    page.locator(".st-key-chart-groups .main-svg").first.wait_for()
    page.evaluate("""() => {
            window.drawn = [];
            new MutationObserver((all) => all.forEach(({ target }) => {
                window.drawn.push(target.closest("[class*=st-key-chart-]").className.match(/st-key-chart-(\\w+)/)[1]);
            })).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-drawn"] });
            for (const one of document.querySelectorAll(".ho-figure")) {
                one.dataset.first = "yes";
                new ResizeObserver(() => { one.dataset.heights = `${one.dataset.heights ?? ""} ${one.clientHeight}`; }).observe(one);
            }
        }""")
    page.locator(".st-key-by button", has_text="Branch").click()
    until(page, "window.drawn.length > 0")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(500)
    assert page.evaluate("window.drawn") == ["groups"], "grouping concerns one chart"
    figures = page.locator(".ho-figure")
    assert figures.evaluate_all("all => all.map(one => one.dataset.first)") == ["yes"] * 4
    heights = figures.evaluate_all("all => all.map(one => new Set(one.dataset.heights.trim().split(' ')).size)")
    assert heights[:3] == [1, 1, 1]


def test_a_chart_is_read_in_its_own_words_and_printed_within_the_paper(browser: Browser, site: str) -> None:
    page = visit(browser, f"{site}/satisfaction?lang=en").page
    figure = page.get_by_role("figure").first
    figure.locator(".main-svg").first.wait_for()
    assert "NPS" in figure.get_attribute("aria-label")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="print")
    wide = page.locator(".ho-figure").evaluate_all(
        "all => all.map(one => one.querySelector('.main-svg').getBoundingClientRect().width - one.clientWidth)"
    )
    assert [round(one) for one in wide] == [0] * 4
