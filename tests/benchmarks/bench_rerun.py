"""What a warm rerun of the satisfaction overview costs in Python: processor time of its thread, and calls of functions.

The demo programme, the score changed by turns. Processor time, so that who else is at the machine counts little; calls,
which do not depend on it at all. Written into ``docs/performance.jsonl``.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest

from data.settings import settings
from docs.performance import note
from tests.golden.store import TODAY, built

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 10


def watched(session: AppTest, around: Callable[[Callable[[], Any]], Any], rounds: int) -> None:
    """Change the score so often, each run of the script inside ``around``."""
    run = ScriptRunner._run_script
    ScriptRunner._run_script = lambda *args, **kwargs: around(lambda: run(*args, **kwargs))  # type: ignore[method-assign]
    try:
        for turn in range(rounds):
            session.query_params["score"] = ("csat", "nps")[turn % 2]
            session.run()
    finally:
        ScriptRunner._run_script = run  # type: ignore[method-assign]


def measure(place: Path) -> dict[str, Any]:
    """The record of a programme in a folder."""
    os.environ |= {"HANDOVER_STORE": str(place / "programme.duckdb"), "HANDOVER_TODAY": TODAY}
    settings.cache_clear()
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    PagesManager.uses_pages_directory = False
    session = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=180)
    session.switch_page("pages/satisfaction.py")
    session.run()
    watched(session, lambda run: run(), 4)
    taken: list[float] = []
    profile = cProfile.Profile()

    def timed(run: Callable[[], Any]) -> None:
        began = time.thread_time()
        run()
        taken.append((time.thread_time() - began) * 1000)

    watched(session, timed, ROUNDS)
    watched(session, profile.runcall, 2)
    if session.exception:
        raise SystemExit(session.exception[0].value)
    taken.sort()
    ms = [round(one) for one in (taken[0], taken[len(taken) // 2], taken[-1])]
    return {"bench": "python", "page": "as it is", "ms": ms, "calls": pstats.Stats(profile).total_calls // 2}  # type: ignore[attr-defined]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        said = measure(Path(shutil.copytree(built(), Path(folder) / "store")))
    note(said)
    sys.stdout.write(f"a rerun of satisfaction: {said['ms']} ms of a thread, {said['calls']:,} calls\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
