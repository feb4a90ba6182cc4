"""What the demo programme shows is what is written in ``tests/golden/screen``: every page, section, tile, table and
figure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.store import open_store
from tests.golden.dump import SCREEN, differences, written
from tests.golden.lines import figure_lines, html_lines
from tests.golden.right import PAGES, Ledgers, Said, differing, tiles
from tests.golden.store import built

SHOWN = 40
"""Differences that a failure names; the others are counted."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what the pages show now."""
    folder = tmp_path_factory.mktemp("shown")
    written(folder)
    return folder


@pytest.fixture(scope="module")
def ledgers(shown: Path, tmp_path_factory: pytest.TempPathFactory) -> Ledgers:
    """The rows behind it."""
    folder = shutil.copytree(built(), tmp_path_factory.mktemp("rows") / "store")
    return Ledgers(open_store(str(folder / "programme.duckdb")))


def test_the_screen_is_as_it_was_written_down(shown: Path) -> None:
    found = differences(shown, SCREEN)
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    said = "\n".join([*found[:SHOWN], *more])
    assert found == [], (
        f"the screen differs from tests/golden/screen:\n{said}\nIf it should: `make golden`, read, commit."
    )


@pytest.mark.parametrize("page", PAGES)
def test_tiles_say_what_is_reckoned_from_the_ledgers(shown: Path, ledgers: Ledgers, page: str) -> None:
    """Sameness is not rightness: each tile is compared with numbers that nothing of the product's analytics had a hand
    in."""
    lines = (shown / "en" / f"{page}.txt").read_text(encoding="utf-8").splitlines()
    ends = [at for at, line in enumerate(lines) if line.startswith("======== ")]
    own = tiles(lines[: ends[1]] if len(ends) > 1 else lines)
    assert list(differing(own, PAGES[page](ledgers))) == []


def test_a_tile_that_says_otherwise_is_named_with_both_words() -> None:
    drawn = [
        "<tile-nps>",
        "  value: +17",
        "  change real-bad: ▼ −3",
        "  detail: +10 to +24 · n 1,234",
        "  verdict: [good]",
    ]
    must = {"nps": Said("+71", "bad", ("n 1,234", "12"), change="▲ +3"), "ces": Said("5.4")}
    assert list(differing(tiles(drawn), must)) == [
        "nps.value: is '+17', must be '+71'",
        "nps.state: is 'good', must be 'bad'",
        "nps.change: is '▼ −3', must be '▲ +3'",
        "nps.detail: is '+10 to +24 · n 1,234', must have '12'",
        "ces: is not there",
    ]


def test_html_is_read_into_lines_with_states() -> None:
    tile = (
        '<div class="ho-tile"><div class="ho-row"><span><span class="ho-value">64.0</span><span'
        ' class="ho-unit">%</span></span></div><div class="ho-strip" role="img" aria-label="from 60 to 68"><i'
        ' class="ho-band" style="left:60%;width:8%"></i></div><div class="ho-verdict"><span class="ho-shape ho-bad"'
        ' aria-hidden="true"></span><span><b class="ho-word-bad">worse</b>, really</span></div></div>'
    )
    assert html_lines(tile) == [
        "value: 64.0",
        "unit: %",
        "strip: (from 60 to 68)",
        "band: <left:60%;width:8%>",
        "verdict: [bad]",
        "word-bad: worse",
        "verdict: , really",
    ]
    table = (
        '<table class="ho-table"><tr><th>a</th><th>b</th></tr><tr><td><span class="ho-shape ho-good"'
        ' aria-label="met"></span></td><td>1</td></tr></table>'
    )
    assert html_lines(table) == ["row: a | b", "row: [good: met] | 1"]


def test_a_long_series_is_told_by_its_ends_and_a_short_one_whole() -> None:
    short = {"data": [{"type": "bar", "name": "n", "x": ["a", "b"], "y": [1.23456789, None]}]}
    assert figure_lines(short) == ["trace bar: n", "  x | y", "  · a | 1.2346", "  · b | –"]
    numbers = list(range(30))
    longer = [{"data": [{"y": [*numbers[:-2], last, 29]}]} for last in (28, 27)]
    one, other = (figure_lines(spec)[1] for spec in longer)
    assert one.startswith("  y: 30 values, first 0, last 29, least 0, most 29, #")
    assert one != other
