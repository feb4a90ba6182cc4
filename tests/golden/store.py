"""The demo programme as it stood on 22 November 2026, built once for a checkout and copied by whoever needs it."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from datetime import date
from pathlib import Path
from unittest import mock

from data.access import local_rights
from data.demo import load_demo
from data.store import open_store

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".golden"
"""Where the built programme stays, so that a second run does not build it again."""
UNTIL, TODAY = date(2026, 11, 22), "2026-11-23"


def built() -> Path:
    """The folder of the demo programme as of the day, built once for what ``data/`` and the words of the story say.

    Whoever comes while another process builds it waits for that one.
    """
    inputs = sorted((ROOT / "data").rglob("*")) + sorted((ROOT / "locale" / "en").glob("demo*.po"))
    known = hashlib.sha256(f"{UNTIL} {TODAY}".encode())
    for path in (*inputs, ROOT / "requirements.txt"):
        if path.suffix in (".py", ".json", ".po", ".txt") and path.parent.name != "commands":
            known.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    folder = KEPT / known.hexdigest()[:16]
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in KEPT.iterdir():
                if old.is_dir():
                    shutil.rmtree(old, ignore_errors=True)
            # Pseudonyms and what is sorted by them are the same at each building.
            master = mock.patch("data.store.secret.new_master", return_value=bytes(32))
            with master, tempfile.TemporaryDirectory(dir=KEPT) as place:
                made = Path(place) / "store"
                store = open_store(str(made / "programme.duckdb"))
                load_demo(store, local_rights("golden", "administrator"), until=UNTIL)
                store.close()
                made.rename(folder)
    return folder
