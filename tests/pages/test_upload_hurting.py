"""A file that hurts, dropped on the page and given to the command: refused in words, and the next file is read by the
same server."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from data.__main__ import main
from data.ingest import reading
from data.language import LANGUAGES, Translator
from tests.data.ingest.hurting import every, sheet, workbook
from tests.pages.desk import ROOT, drop, open_app, press, told

FAR = workbook(sheet=sheet('<row r="4294967295"><c r="A4294967295" t="str"><v>x</v></c></row>'))
FILES = {
    "beyond_the_sheet": ("far.xlsx", FAR),
    "reading_broke": ("far.xlsb", every()["xlsb: a far column"][1]()),
    "unsafe_xml": ("laughs.fods", every()["fods: laughs"][1]()),
    "zip_without_one_table": ("zips.zip", every()["zip: zips in zips"][1]()),
    "sheet_too_large": ("rows.ods", every()["ods: rows and columns repeated"][1]()),
    "empty_file": ("nothing.csv", b""),
    "file_too_large": ("large.csv", b"a,b\n1,2\n" * 200),
}
"""By what they are refused with; the last where only a thousand bytes are taken."""
GOOD = b"wave,name,planned_cutover_on\nW1,One,2026-12-05\n"


@pytest.fixture(autouse=True)
def _little(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "file_too_large" in request.node.name:
        monkeypatch.setattr(reading, "MOST_BYTES", 1000)
        monkeypatch.setattr("data.ingest.untrusted.run_apart", lambda work, *given, **_: work(*given))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", FILES)
def test_the_page_says_it_and_takes_the_next_file(code: str, lang: str) -> None:
    name, content = FILES[code]
    t = Translator(lang)
    app = drop(open_app("upload", lang=lang), name, content)
    said = told(app)
    beginning = t(f"problem.{code}", rows=1_048_576, columns=16_384, n=20_000_000, seconds=1, megabytes=1)[:12]
    assert said.count("ho-problem") >= 1
    assert beginning in said
    assert "Traceback" not in said
    drop(app, "waves.csv", GOOD)
    press(app, "upload_keep")
    assert "ho-ends" in told(app)


@pytest.mark.parametrize("code", [code for code in FILES if code != "file_too_large"])
def test_the_command_says_it(code: str, tmp_path: Path) -> None:
    name, content = FILES[code]
    file = tmp_path / name
    file.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "data", "recognise", str(file)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=dict(os.environ),
    )
    assert (done.returncode, done.stderr) == (2, "")
    said = {"en": done.stdout}
    with StringIO() as out:
        assert main(["recognise", str(file), "--lang", "zh"], out=out) == 2
        said["zh"] = out.getvalue()
    assert set(said) == set(LANGUAGES)
    for lang, answer in said.items():
        t = Translator(lang)
        assert t(f"problem.{code}", rows=1_048_576, columns=16_384, n=20_000_000, seconds=1, megabytes=1)[:12] in answer
