"""A watched folder: what is known is taken, what is new waits, nothing is moved unasked."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import main
from tests.data.ingest.tables import xlsx_bytes

HEADER = "客户编号,答卷时间,满意度\n"


def run(*arguments: str) -> tuple[int, Any]:
    out = io.StringIO()
    code = main([*arguments, "--json"], out=out)
    return code, json.loads(out.getvalue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    first = tmp_path / "first.csv"
    first.write_text(HEADER + "C1,2026-09-01,5\n", "utf-8")
    assert run("load", "surveys", str(first))[0] == 0
    (made / "second.csv").write_text(HEADER + "C2,2026-09-02,4\nC3,2026-09-02,3\n", "utf-8")
    (made / "other.csv").write_text("客户编号,答卷时间,满意度,新问题\nC9,2026-09-02,4,x\n", "utf-8")
    (made / "broken.xlsx").write_bytes(b"PK\x03\x04")
    return made


def test_known_files_are_taken_once_and_the_others_left(folder: Path) -> None:
    code, told = run("watch", str(folder), "--once")
    assert code == 1
    assert {one["file"]: one["end"] for one in told} == {
        "second.csv": "taken",
        "other.csv": "left",
        "broken.xlsx": "refused",
    }
    assert [one["batches"][0]["new"] for one in told if one["end"] == "taken"] == [2]
    _, again = run("watch", str(folder), "--once")
    assert {one["file"]: one["end"] for one in again}["second.csv"] == "known"
    assert len(list(folder.iterdir())) == 3


def test_moved_only_where_asked(folder: Path) -> None:
    run("watch", str(folder), "--once", "--move")
    assert sorted(path.name for path in folder.iterdir()) == ["broken.xlsx", "other.csv", "taken"]
    assert [path.name for path in (folder / "taken").iterdir()] == ["second.csv"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    code, told = run("watch", str(tmp_path / "none"), "--once")
    assert (code, told["refused"]["code"]) == (2, "folder_missing")


def test_one_sheet_a_wave(tmp_path: Path) -> None:
    rows = [["序号", "答卷时间", "满意度"], ["1", "2026-09-01", "满意"]]
    file = tmp_path / "waves.xlsx"
    file.write_bytes(xlsx_bytes({"W1": rows, "第二批": [rows[0], ["1", "2026-09-08", "一般"]]}))
    code, told = run("load", "surveys", str(file), "--all-sheets")
    assert (code, [one["new"] for one in told["batches"]]) == (0, [1, 1])
    from data.access import local_rights
    from data.store import Query, open_store

    store = open_store()
    frame = store.read(
        Query(
            "test_waves", "select wave, count(*) as n from {surveys} group by 1 order by 1", "aggregate", dims=("wave",)
        ),
        local_rights("test", "administrator"),
    )
    store.close()
    assert list(frame["wave"]) == ["W1", "W2"]
