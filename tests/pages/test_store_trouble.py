"""What the whole store suffers from is said once, in words, in place of the page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import duckdb
import pytest

from data.language import Translator
from data.problems import Refusal
from data.store import Store, engine
from data.store import store as store_module
from pages.kit import cache
from tests.pages.conftest import ROOT, Opened, words

BLOCK = "Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 3"
GONE = "Failed: database has been invalidated because of a previous fatal error. The database must be restarted"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (duckdb.IOException(BLOCK), "store_damaged"),
        (duckdb.FatalException(GONE), "store_lost"),
        (duckdb.InternalException("Attempted to dereference unique_ptr that is NULL! customer C1"), "store_lost"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.usefixtures("demo")
def test_damage_met_by_a_question_is_said_once(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch, lang: str, error: Exception, code: str
) -> None:
    broken = False
    read = store_module.answer

    def answer(*given: Any) -> Any:
        if broken:
            raise error
        return read(*given)

    monkeypatch.setattr(store_module, "answer", answer)
    broken = True
    session = open_page("satisfaction", lang=lang)
    shown = words(session)
    t = Translator(lang)
    assert not session.exception
    assert shown.count("ho-problem-title") == 1
    assert t(f"problem.{code}") in shown
    assert t(f"problem.{code}.todo", backup="FILE") in shown
    assert [word for word in ("checksum", "invalidated", "dereference", "C1") if word in shown] == []


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """The store in the hands of another process, as a command has it; the number of that process."""
    program = (
        f"import sys\nfrom data.store import open_store\nopen_store({str(path)!r},"
        " key='')\nprint(flush=True)\nsys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
    )
    cast("IO[bytes]", other.stdout).readline()
    try:
        yield other.pid
    finally:
        other.communicate()


def test_who_has_the_store_is_named_and_the_page_comes_when_it_is_free(
    open_page: Opened, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "PAUSE", 0.01)
    with _held(demo / "programme.duckdb") as pid:
        session = open_page(lang="en")
        shown = words(session)
        assert shown.count("ho-problem-title") == 1
        assert f"PID {pid}) has the store open." in shown
        (again,) = [button for button in session.button if button.label == "Try again"]
    again.click().run()
    shown = words(session)
    assert "ho-problem" not in shown
    assert "3 of 4 waves have moved" in shown


def test_a_command_that_is_soon_done_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    left, slept = 3, []
    monkeypatch.setattr(cache, "sleep", slept.append)

    def attempt() -> Store:
        nonlocal left
        left -= 1
        if left >= 0:
            raise Refusal("store_owned", who="python, PID 1")
        return "the store"  # type: ignore[return-value]

    assert cache._patiently(attempt) == "the store"
    assert slept == [cache.PAUSE] * 3
    assert 4 <= cache.PAUSE * (cache.ATTEMPTS - 1) <= 10
    assert engine.owner_in("held in /usr/bin/python3.11 (deleted) (PID 42) by user ann") == {
        "who": "python3.11, PID 42"
    }
