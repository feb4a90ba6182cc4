"""The scripts behind the commands: installation, the browser for the tests, the page of the proof."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import ensure_browser, prove
from tests.house.source import ROOT
from tests.prove import Case, Record, read_cases, read_records, record_of, render, write_record

TOOLS = ("bash", "env", "dirname", "basename", "cat", "cmp", "rm")


def program(path: Path, text: str) -> Path:
    """An executable script."""
    path.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the installer and two lists, and a ``bin`` with nothing but what the installer calls."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "project/tests").mkdir(parents=True)
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or "")
    shutil.copy(ROOT / "tests/install.sh", tmp_path / "project/tests/install.sh")
    (tmp_path / "project/requirements.txt").write_text("one==1\n", encoding="utf-8")
    (tmp_path / "project/requirements.lock").write_text("one==1 --hash=sha256:00\n", encoding="utf-8")
    (tmp_path / "project/requirements-lake.txt").write_text("-r requirements.txt\nthree==3\n", encoding="utf-8")
    (tmp_path / "project/requirements-dev.txt").write_text("-r requirements.txt\ntwo==2\n", encoding="utf-8")
    return tmp_path


def install(place: Path, wanted: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [place / "project/tests/install.sh", wanted],
        env={"PATH": str(place / "bin"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


PYTHON = """
case "$*" in
  *version_info*) exit 0 ;;
  "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *"pip install"*) echo "$*" >>calls; [ -z "${FAIL:-}" ] ;;
  --version) echo "Python 3.11.9" ;;
esac
"""


def test_an_old_python_is_refused_with_what_to_do(place: Path) -> None:
    program(place / "bin/python3", 'case "$1" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac')
    done = install(place, "requirements.txt")
    assert done.returncode == 1
    assert "needs Python 3.11 or later; here is Python 3.9.2" in done.stderr
    assert not (place / "project/.venv").exists()


def test_without_python3_a_named_one_is_taken(place: Path) -> None:
    for tool in ("mkdir", "cp"):
        (place / "bin" / tool).symlink_to(shutil.which(tool) or "")
    program(place / "bin/python3.11", PYTHON)
    assert install(place, "requirements.txt").returncode == 0
    assert (place / "project/.venv/bin/python").is_file()


def test_what_is_installed_is_not_installed_again(place: Path) -> None:
    for tool in ("mkdir", "cp"):
        (place / "bin" / tool).symlink_to(shutil.which(tool) or "")
    program(place / "bin/python3", PYTHON)
    calls = place / "project/calls"
    assert install(place, "requirements.txt", FAIL="1").returncode == 1
    assert install(place, "requirements.txt").returncode == 0
    assert len(calls.read_text().splitlines()) == 2, "a failed installation is tried again"
    install(place, "requirements.txt")
    assert len(calls.read_text().splitlines()) == 2, "nothing changed, nothing to do"
    install(place, "requirements-dev.txt")
    told = calls.read_text().splitlines()
    assert [line.split("--disable-pip-version-check ")[1] for line in told[1:]] == [
        "--require-hashes -r requirements.lock"
    ] * 2 + ["-r requirements-dev.txt"]
    install(place, "requirements.txt")
    assert len(calls.read_text().splitlines()) == 4, "the longer list contains the shorter one"
    (place / "project/requirements.txt").write_text("one==2\n", encoding="utf-8")
    install(place, "requirements-dev.txt")
    assert len(calls.read_text().splitlines()) == 6, "a changed pin is installed"
    (place / "project/requirements.lock").write_text("one==2 --hash=sha256:01\n", encoding="utf-8")
    install(place, "requirements-dev.txt")
    assert len(calls.read_text().splitlines()) == 8, "and a changed lock"


def test_a_browser_that_does_not_start_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = program(tmp_path / "broken", "exit 127")
    good = program(tmp_path / "good", "echo Chromium 1.0")
    assert [ensure_browser.works(str(path)) for path in (broken, good, tmp_path / "absent")] == [False, True, False]
    monkeypatch.setattr(ensure_browser, "of_playwright", lambda: None)
    for path, found in ((broken, None), (good, str(good))):
        monkeypatch.setenv("CHROMIUM", str(path))
        ensure_browser.chromium.cache_clear()
        assert ensure_browser.chromium() == found
    ensure_browser.chromium.cache_clear()


def test_the_proof_shows_what_was_recorded_and_nothing_else(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="tests.data.test_x" name="test_a" time="1.5"><properties>'
        '<property name="files read" value="622 of 622"/></properties></testcase>'
        '<testcase classname="tests.data.test_x" name="test_b" time="0.2"><failure message="x"/></testcase>'
        '<testcase classname="tests.data.test_y" name="test_c" time="0"><skipped message="x"/></testcase>'
        "</testsuite></testsuites>",
        encoding="utf-8",
    )
    cases = read_cases(report)
    assert cases[0] == Case("tests/data/test_x", "test_a", "passed", 1.5, (("files read", "622 of 622"),))
    record = record_of("tests/data/test_x.py", cases, datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "abc1234", "2 cores")
    page = render([record])
    assert "| `tests/data/test_x.py` | 2026-11-23 09:30 | `abc1234` | 1 | 1 | 1 |" in page
    assert "| `tests/data/test_x.py` test_a | files read | 622 of 622 |" in page
    assert "## Failed\n\n* `tests/data/test_x.py` test_b" in page
    assert "## Benchmarks" not in page


def test_a_part_of_the_proof_replaces_its_own_line_alone(tmp_path: Path) -> None:
    records, page = tmp_path / "proof.jsonl", tmp_path / "proof.md"
    first = Record("tests/a.py", "2026-11-01 10:00", "old", "2 cores", 3.0, passed=1, reported=(("a", "kills", "20"),))
    other = Record("tests/benchmarks/b.py", "2026-11-02 10:00", "old", "2 cores", 9.0, passed=1, said=("1.2 times",))
    again = Record("tests/a.py", "2026-11-03 10:00", "new", "2 cores", 4.0, passed=1, reported=(("a", "kills", "200"),))
    for record in (first, other, again):
        write_record(record, records, page)
    assert read_records(records) == {"tests/a.py": again, "tests/benchmarks/b.py": other}
    text = page.read_text(encoding="utf-8")
    assert "| a | kills | 200 |" in text
    assert "| a | kills | 20 |" not in text
    assert "1.2 times" in text


def test_the_scripts_can_be_run() -> None:
    assert [name for name in (".ci/run", "tests/install.sh") if not os.access(ROOT / name, os.X_OK)] == []


def test_a_day_that_was_asked_of_some_tests_names_them(tmp_path: Path) -> None:
    records, page = tmp_path / "proof.jsonl", tmp_path / "proof.md"
    some = Record("2028-02-29", "2026-11-03 10:00", "new", "2 cores", 4.0, passed=7, only=("tests/a.py", "tests/b"))
    write_record(some, records, page)
    assert read_records(records) == {"2028-02-29": some}
    said = page.read_text(encoding="utf-8")
    assert "28 February in UTC): only `tests/a.py`, `tests/b` | 2026-11-03 10:00 | `new` | 7 | 0 | 0 | 4 |" in said


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["rest", "--only", "tests/house"], "--only is asked of days"),
        (["2028-02-29", "--only", "tests/nowhere.py"], "there is no tests/nowhere.py"),
    ],
)
def test_what_cannot_be_asked_of_some_tests_is_refused(
    asked: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        prove.main(asked)
    assert says in capsys.readouterr().err
