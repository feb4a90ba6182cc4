"""The pack as a page, printed by a real Chromium: a sheet a piece, and none that is empty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analytics.marks import Cell, Exhibit, Grid
from analytics.meeting.choosing import Pick
from analytics.meeting.pack import Leaf, Pack
from analytics.meeting.paper import pack_html
from data.language import Translator

WORDS = {"en": ("Early warning", "Law and compliance"), "zh": ("协同与评价", "法务合规")}


@pytest.mark.parametrize("lang", WORDS)
def test_each_piece_is_printed_on_a_sheet_and_none_is_empty(browser: Browser, tmp_path: Path, lang: str) -> None:
    """A sheet with nothing on it followed the last one; in Chinese names of four or five letters were broken in two in
    narrow columns."""
    area, owner = WORDS[lang]
    long = Cell("A sentence that takes all the room there is. " * 9, "")
    grid = Grid(
        ("Area", "Owner", "Finding", "More"),
        ("head", "text", "prose", "prose"),
        ((Cell(area, area), Cell(owner, owner), long, long),),
    )
    leaves = tuple(Leaf(Pick("this_week"), area, Exhibit(f"Finding {at}", "", "", grid), grid, "foot") for at in (1, 2))
    made = Pack("Pack", "East → West", "23 Nov", "", leaves, (), grid, grid, None, "a1")
    file = tmp_path / "pack.html"
    file.write_bytes(pack_html(made, Translator(lang)))  # type: ignore[arg-type]
    page = browser.new_page(viewport={"width": 1024, "height": 700})
    page.goto(file.as_uri())
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert sheets == page.locator("section").count() == 5
    if lang == "zh":
        high = {
            name: (
                page.locator(f"#piece-1 td.{name}").first.evaluate(
                    "one => { const words = document.createRange(); words.selectNodeContents(one); return"
                    " words.getBoundingClientRect().height }"
                )
            )
            for name in ("head", "text")
        }
        assert max(high.values()) < 30, "one line each"
    page.close()
