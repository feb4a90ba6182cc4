"""A server of the product for tests and pictures: a process of its own on a free port, with its own store."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars"]
"""How Chromium is started: as root in a container, without a graphics card, with the same colours everywhere."""
READY = "h1.ho-message, .ho-problem"
"""On the page as soon as it says something."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(store: Path, **settings: str) -> Iterator[str]:
    """The address of a server that has just started and that nobody has visited. ``settings`` go to ``HANDOVER_…``."""
    own = {f"HANDOVER_{key.upper()}": value for key, value in settings.items()}
    kept = {"HANDOVER_STORE": str(store), "HANDOVER_TODAY": TODAY} | own
    with serving(["streamlit", "run", "asgi.py"], store.parent, **kept) as address:
        yield address


@contextmanager
def serving(command: list[str], folder: Path, **kept: str) -> Iterator[str]:
    """The address of a Streamlit server on a free port, with a log in ``folder`` and no settings but those that are
    ``kept``."""
    port = free_port()
    flags = ["--server.headless=true", f"--server.port={port}", "--server.fileWatcherType=none"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")} | kept
    with (folder / f"server-{port}.log").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, *flags], cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 40) -> None:
    """Wait until the server answers; fail with its exit code if it ended, or when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)
