"""The embedded store on the next release of its engine: a file of today's opens there and says the same.

It is installed beside the environment, never into it. Encrypted stores are left out: the extension they need has no
release for it yet.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.store import open_store
from tests.conftest import proving
from tests.data.store.builders import ADMIN, prepared
from tests.data.store.replica import SOME
from tests.golden.store import TODAY, built

ROOT = Path(__file__).resolve().parents[3]
NEWER = "2.0.0"


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newer")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    subprocess.run([*command, f"duckdb=={NEWER}"], check=True, capture_output=True)
    return folder


def run(program: list[str], engine: Path | None, **settings: str) -> str:
    """What a program of ours says with the engine of this environment, or with the one in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")} | settings
    first = {"PYTHONPATH": str(engine)} if engine else {}
    done = subprocess.run(
        [sys.executable, "-m", *program], cwd=ROOT, env=kept | first, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def both(newer: Path, store: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What each engine says of its own copy of a store: today's, the next one's."""
    said = []
    for at, engine in enumerate((None, newer)):
        copy = store.parent.with_name(f"copy{at}")
        shutil.copytree(store.parent, copy)
        said.append(json.loads(run(["tests.data.store.newer", str(copy / store.name)], engine)))
    return said[0], said[1]


def test_a_store_of_today_is_read_loaded_and_taken_back_by_the_next_engine(tmp_path: Path, newer: Path) -> None:
    file = tmp_path / "store" / "programme.duckdb"
    with closing(open_store(str(file), key="", datasets=SOME)) as store:
        store.commit(prepared("waves", [{"wave": "W1", "planned_customers": 5}, {"wave": "W2"}]), ADMIN)
        store.commit(
            prepared("transfers", [{"customer": f"C{n}", "wave": "W1", "status": "moved"} for n in range(9)]), ADMIN
        )
        store.commit(prepared("waves", [{"wave": "W2", "planned_customers": 8}]), ADMIN)
    today, next_one = both(newer, file)
    assert (today.pop("engine"), next_one.pop("engine")) == (duckdb.__version__, NEWER)
    assert next_one == today
    assert json.loads(today["changed"])["planned_customers"] == {"0": 77.0, "1": 8.0}
    assert today["back"] == today["past"][-2]
    assert json.loads(today["past"][-1]) == {"wave": {"0": "W1"}, "n": {"0": 9}, "customers": {"0": 9}}
    assert today["faults"] == ["check_not_encrypted"]


@pytest.mark.prove
def test_the_demo_programme_says_the_same_on_the_next_engine(tmp_path: Path, newer: Path) -> None:
    """To the letter, with the same exit code."""
    for command in ("closing", "alerts", "brief")[: proving(1, 3)]:
        said = []
        for at, engine in enumerate((None, newer)):
            copy = tmp_path / f"{command}{at}"
            shutil.copytree(built(), copy)
            settings = {"HANDOVER_STORE": str(copy / "programme.duckdb"), "HANDOVER_TODAY": TODAY}
            said.append(run(["analytics", command], engine, **settings))
        assert said[1] == said[0]
        assert len(said[0]) > 500
