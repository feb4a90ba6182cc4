"""No log has the text of an error: a library may have put a value of a customer into it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = "Zhang San 13800138000"
BROKEN = f"""
import asyncio, logging, sys, threading
from data.incidents import log_beside_the_store, log_incident
log_beside_the_store()
logging.basicConfig(level=logging.DEBUG)
from streamlit.logger import get_logger

def broken():
    raise ValueError("{MARK}")

for log in (logging.getLogger("a.library"), get_logger("streamlit.of.a.page"), get_logger("uvicorn.error")):
    try:
        broken()
    except ValueError as error:
        log.exception("it broke in %s", "a place")
        log.warning("it broke: %s", error)
        log.error(error)
        log.error("uncaught", exc_info=error)
        log_incident(error, "page")
thread = threading.Thread(target=broken)
thread.start()
thread.join()

async def lost():
    task = asyncio.get_running_loop().create_task(asyncio.sleep(0))
    await task
    asyncio.get_running_loop().call_soon(broken)
    await asyncio.sleep(0.01)

asyncio.run(lost())
print("done")
"""


def test_no_text_of_an_error_is_in_any_log(tmp_path: Path) -> None:
    store = tmp_path / "programme.duckdb"
    done = subprocess.run(
        [sys.executable, "-c", BROKEN],
        cwd=ROOT,
        env={"HANDOVER_STORE": str(store), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    log = Path(f"{store}.log").read_text(encoding="utf-8")
    assert done.stdout == "done\n"
    assert MARK not in done.stderr + log
    assert "it broke in a place: builtins.ValueError < <string>:" in done.stderr
    assert done.stderr.count("it broke: builtins.ValueError") == 3
    assert log.count("builtins.ValueError") == 4
    assert "in thread: builtins.ValueError" in log
