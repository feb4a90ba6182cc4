"""Awkward files that other projects collected: each ends in a reading or in a refusal, and what is read is right."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data.ingest.reading import read_file
from data.ingest.workbook import Workbook
from data.language import Translator
from tests.conftest import proving
from tests.data.ingest import nasty

pytestmark = pytest.mark.shared

MOST_MEGABYTES = 1024
THEIRS_IS_WRONG = {
    "calamine/biff5-rich-text-string.xls": "the second reader knows no code page in Excel 5 files",
    "calamine/covered.ods": "the second reader leaves out cells that a merged one covers",
    "calamine/issue_419.xlsb": "the second reader takes inline text for zero",
    "calamine/sheet_name_parsing.xls": "the second reader takes two-byte text for one-byte text",
    "duckdb_csv/2__27.csv": "the second reader keeps zero bytes",
    "duckdb_csv/5.csv": "the second reader keeps zero bytes",
    "chinese_csv_encodings/当当网图书数据.csv": "a text that is #N/A; the comparison takes it for an error",
    "pandas_io_tests/test3.ods": "the second reader takes the zero of a formula without value for empty",
    "pandas_io_tests/testdateoverflow.xlsb": "a day beyond the calendar: the second reader gives its serial",
    "readods/linkeddata.ods": "the second reader leaves out the copy of a linked file",
    "readxl/mtcars.xls": "the second reader takes two-byte text for one-byte text",
}
"""Files read unlike by the two readers where ours was looked at and is right, each with the reason."""
REFUSED = {
    "calamine/pass_protected.ods": "encrypted_file",
    "calamine/pass_protected.xlsb": "encrypted_file",
    "msoffcrypto_password/rc4cryptoapi_password.xls": "encrypted_file",
    "msoffcrypto_password/xor_password_123456789012345.xls": "encrypted_file",
    "calamine/issue_594_dos.ods": "beyond_the_sheet",
    "calamine/picture.xlsx": "table_is_picture",
    "lock_files/~$调查问卷.xlsx": "lock_file",
    "lock_files/dot-tilde_问卷数据.xlsx": "lock_file",
    "git_conflict_in_csv/Churn_Modelling_with_merge_markers.csv": "git_conflict",
    "msoffcrypto_password/plain.doc": "not_a_table",
    "openpyxl/null_file.xlsx": "empty_file",
}


@pytest.fixture(scope="module")
def found(shared_dir: Path) -> list[nasty.Outcome]:
    folder = shared_dir / "nasty"
    every = nasty.every_file(folder)
    assert len(every) == 622
    # One in eight of each kind, and those with a verdict of their own; all of them in `make prove`.
    chosen = {*nasty.chosen(folder, proving(8, 1)), *(folder / file for file in REFUSED)}
    outcomes = list(nasty.outcomes(folder, sorted(chosen)))
    assert {one.file for one in outcomes} == {str(path.relative_to(folder)) for path in chosen}
    sys.stdout.write(nasty.table(outcomes) + "\n")
    return outcomes


def test_every_file_ends_in_a_reading_or_a_refusal(found: list[nasty.Outcome]) -> None:
    assert [one.file for one in found if one.end == "crash"] == []


def test_no_reader_talks_to_the_console(
    found: list[nasty.Outcome], record_property: Callable[[str, object], None]
) -> None:
    """A corrupt file ends in a refusal, not in a library's panic on standard error, where a person would see it."""
    record_property("files_with_a_word_on_stderr", sum(bool(one.heard) for one in found))
    assert {one.file: one.heard for one in found if one.heard} == {}


def test_what_a_library_says_past_python_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"customer,opened on\nC1,2026-09-01\n")

    def talks(name: str, content: bytes) -> Workbook:
        os.write(2, b"thread panicked")
        return read_file(name, content)

    monkeypatch.setattr(nasty, "read_file", talks)
    (one,) = nasty.outcomes(tmp_path, [tmp_path / "a.csv"])
    assert (one.end, one.heard) == ("read", "thread panicked")


def test_none_takes_long_or_fills_the_memory(found: list[nasty.Outcome]) -> None:
    assert [one.file for one in found if one.seconds > nasty.MOST_SECONDS or one.megabytes > MOST_MEGABYTES] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_refusal_says_what_to_do(found: list[nasty.Outcome], lang: str) -> None:
    t = Translator(lang)
    codes = {one.end for one in found} - {"read", "crash"}
    assert [code for code in codes if not (t.has(f"problem.{code}") and t.has(f"problem.{code}.todo"))] == []


def test_what_cannot_be_read_is_refused_for_its_own_reason(found: list[nasty.Outcome]) -> None:
    ends = {one.file: one.end for one in found}
    assert {file: ends[file] for file in REFUSED} == REFUSED


def test_readings_are_those_of_a_second_reader(found: list[nasty.Outcome]) -> None:
    unlike = {one.file: one.wrong for one in found if one.wrong}
    assert {file: wrong for file, wrong in unlike.items() if file not in THEIRS_IS_WRONG} == {}
    read = [one for one in found if one.end == "read" and one.unchecked != "large"]
    assert sum(bool(one.same) for one in read) > 0.75 * len(read)
