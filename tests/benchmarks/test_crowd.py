"""Many at the dashboard at once, over real websockets: reading stays quick while files are loaded, and nothing is torn
or lost."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import pytest
from openpyxl import Workbook

from data.datasets import DATASETS
from data.store import open_store
from tests.benchmarks.crowd import PAGES, Crowd, Phase, main, memory_of, trouble
from tests.benchmarks.session import Session
from tests.browser.server import ROOT, running
from tests.conftest import proving
from tests.pages.planned import fill_plan
from tests.pages.seed import CUSTOMERS, ledgers, seed

READERS, LOADERS = proving(3, 25), proving(1, 5)
"""Thirty sessions in the proof."""
PAUSE = proving(1, 20)
"""Seconds between two pages of a reader, in the middle."""
TURNS, TURN = proving(2, 3), proving(2, 30)
"""The quiet and the loud take turns, so that a slow minute of the machine is in both."""
ROWS = proving(200, 2000)
SLOWER = 2.0
"""How many times as long a page may take while files are loaded; held in the proof, where there are pages enough to
say."""
FOOT = re.compile(r'<p class="ho-foot">.*?([\d,]+) ?(?:customers|户)', re.S)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small programme; in the proof with plans and money, whose pages simulate."""
    path: Path = tmp_path_factory.mktemp("load") / "s" / "programme.duckdb"
    made = open_store(str(path))
    seed(made)
    if proving(0, 1):
        fill_plan(made)
    made.close()
    return path


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    """A server that has shown every page once."""
    with running(store) as place:
        for lang in ("en", "zh")[: proving(1, 2)]:
            first = Session(place, lang)
            for page, query in PAGES:
                first.open(page, **query)
            first.close()
        yield place


def deliver(number: int) -> tuple[str, bytes]:
    """Every other file is a roster of many rows; the others plan as many customers for each wave, so that the sum over
    the waves of one file can be divided by their number."""
    if number % 2:
        heads = ("customer", "wave", "branch", "segment")
        rows = [(f"N{number:04d}{row:05d}", f"W{row % 4 + 1}", f"B{row % 4 + 1:02d}", "Retail") for row in range(ROWS)]
        return f"roster-{number}.xlsx", _workbook("customers", heads, rows)
    waves = ledgers()["waves"]
    heads = tuple(waves[0])
    rows = [tuple({**wave, "planned_customers": CUSTOMERS // 4 + number}.values()) for wave in waves]
    return f"waves-{number}.xlsx", _workbook("waves", heads, rows)


def _workbook(dataset: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append([next(field.en for field in DATASETS[dataset].fields if field.name == head) for head in heads])
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def of_whole_files(words: str) -> str:
    """What is wrong with a page: a part that could not be shown, or waves of two files."""
    if told := trouble(words):
        return told
    found = FOOT.search(words)
    if found is None:
        return f"the page does not say how many customers there are: {words[-300:]}"
    planned = int(found[1].replace(",", ""))
    return "" if planned % 4 == 0 else f"{planned} customers planned, of waves of two files"


def kept(store: Path) -> list[str]:
    """The files of all live batches, as a command through the running dashboard tells them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")}
    told = subprocess.run(
        [sys.executable, "-m", "data", "batches", "--json"],
        env=kept | {"HANDOVER_STORE": str(store), "HANDOVER_TODAY": "2026-11-23"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [batch["file_name"] for batch in json.loads(told.stdout)]


def test_reading_stays_quick_while_files_are_loaded(
    address: str, store: Path, record_property: Callable[[str, object], None]
) -> None:
    crowd = Crowd(address, READERS, LOADERS, PAUSE, deliver, of_whole_files)
    before = memory_of(address)
    phases: list[tuple[Phase, float]] = [("quiet", TURN), ("loud", TURN)] * TURNS
    crowd.run(phases)
    assert crowd.faults == []
    assert len(crowd.acknowledged) >= LOADERS
    assert sorted(name for name in kept(store) if name.startswith(("roster-", "waves-"))) == sorted(crowd.acknowledged)
    slower = crowd.share("read", "loud", 0.95) / crowd.share("read", "quiet", 0.95)
    figures = {
        "sessions": READERS + LOADERS,
        "pages read quiet, loud": f"{len(crowd.waited('read', 'quiet'))}, {len(crowd.waited('read', 'loud'))}",
        "files loaded": len(crowd.acknowledged),
        "seconds a file, middle": round(median(wait.seconds for wait in crowd.waits if wait.kind == "load"), 2),
        "reading p50 quiet, loud (s)": (
            f"{crowd.share('read', 'quiet', 0.5):.2f}, {crowd.share('read', 'loud', 0.5):.2f}"
        ),
        "reading p95 quiet, loud (s)": (
            f"{crowd.share('read', 'quiet', 0.95):.2f}, {crowd.share('read', 'loud', 0.95):.2f}"
        ),
        "health p95 quiet, loud (s)": (
            f"{crowd.share('health', 'quiet', 0.95):.3f}, {crowd.share('health', 'loud', 0.95):.3f}"
        ),
        "reading p95, loud of quiet": f"{slower:.2f}",
        "memory of the server before, after (MiB)": f"{before:.0f}, {memory_of(address):.0f}",
    }
    for name, value in figures.items():
        record_property(name, value)
    if proving(0, 1):
        assert slower <= SLOWER


def test_who_runs_a_dashboard_sends_a_crowd_to_it(
    address: str, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(deliver(1)[1])
    before = len(kept(store))
    assert (
        main([address, "--readers", "2", "--file", f"{file}", "--loaders", "1", "--seconds", "8", "--pause", "0.5"])
        == 0
    )
    said = capsys.readouterr().out.splitlines()
    loaded = int(said[0].split()[0])
    assert said[0] == f"{loaded} files loaded, 0 faults"
    assert len(kept(store)) - before == loaded >= 1
    assert [line.split()[0] for line in said[1:]] == ["read", "load", "health"]
    with pytest.raises(SystemExit):
        main([address, "--readers", "51"])
    assert "51 is not between 0 and 50" in capsys.readouterr().err
