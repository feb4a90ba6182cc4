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
    assert list(frame["wave"]) == ["W1", "第二批"]


def test_a_wave_of_the_file_before_is_said_and_never_given_against_the_file(tmp_path: Path) -> None:
    """Where a file says nothing its rows get the wave of the last one, with a warning; where it names another it
    waits."""
    rows = [["序号", "答卷时间", "满意度"], ["1", "2026-09-01", "满意"]]
    first = tmp_path / "first.xlsx"
    first.write_bytes(xlsx_bytes({"Data": rows}))
    code, told = run("load", "surveys", str(first), "--answer", "wave=W1")
    assert (code, told["new"]) == (0, 1)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "silent.xlsx").write_bytes(xlsx_bytes({"Data": [rows[0], ["2", "2026-09-08", "一般"]]}))
    titled = [["第二批客户满意度登记表"], rows[0], ["3", "2026-09-09", "一般"]]
    (folder / "titled.xlsx").write_bytes(xlsx_bytes({"Data": titled}))
    code, told = run("watch", str(folder), "--once")
    assert {one["file"]: one["end"] for one in told} == {"silent.xlsx": "taken", "titled.xlsx": "left"}
    code, told = run("load", "surveys", str(folder / "silent.xlsx"))
    again = [one for one in told["issues"] if one["code"] == "constant_again"]
    assert [(one["severity"], "W1" in one["text"]) for one in again] == [("warn", True)]
    code, told = run("load", "surveys", str(folder / "titled.xlsx"))
    asked = {one["id"]: (one["guess"], one["source"]) for one in told["questions"]}
    assert asked == {"wave": ("第二批", "Read from the title: 第二批客户满意度登记表")}


WIDE = "类别,类型,2026年1月,2026年2月\n系统,预算,1,2\n系统,实际,1,3\n"
GROUPED = "客户编号,答卷时间,满意度,原因\nC1,2026-09-01,5,快\n"


@pytest.mark.parametrize(
    ("later", "end", "why"),
    [
        ("类别,类型,2026年1月,2026年2月,2026年3月\n系统,预算,1,2,4\n系统,实际,1,3,5\n", "taken", ""),
        ("类别,类型,2026年3月,2026年4月\n系统,预算,1,2\n系统,实际,1,3\n", "taken", ""),
        ("类别,类型,部门,2026年1月,2026年3月\n系统,预算,客服,1,2\n系统,实际,客服,1,2\n", "left", "headers"),
        ("类别,类型,2026年1月,2026年3月\n系统,预算,1,2\n系统,实际,1,3\n系统,承诺,4,4\n", "left", "承诺"),
        ("类别,类型,2026年1月,2026年2月\n系统,预算,1,2\n系统,实际,1,3\n系统,承诺,4,4\n", "left", "承诺"),
    ],
    ids=["a month more", "the next months", "another column", "another amount and month", "another amount"],
)
def test_next_month_of_a_sheet_with_months_across_is_taken_and_a_changed_one_left(
    tmp_path: Path, later: str, end: str, why: str
) -> None:
    made = tmp_path / "in"
    made.mkdir()
    (tmp_path / "成本.csv").write_text(WIDE, "utf-8")
    code, told = run("load", "costs", str(tmp_path / "成本.csv"))
    assert (code, told["new"]) == (0, 2)
    (made / "成本.csv").write_text(later, "utf-8")
    _, told = run("watch", str(made), "--once")
    assert told[0]["end"] == end
    assert why in told[0]["why"]
    if end == "taken":
        batch = told[0]["batches"][0]
        assert (batch["new"] + batch["unchanged"], batch["rejected"]) == (later.count("年"), 0)


def test_a_question_that_was_renamed_is_left_and_named(tmp_path: Path) -> None:
    made = tmp_path / "in"
    made.mkdir()
    (tmp_path / "a.csv").write_text(GROUPED, "utf-8")
    assert run("load", "surveys", str(tmp_path / "a.csv"))[0] == 0
    (made / "b.csv").write_text(GROUPED.replace("原因", "理由"), "utf-8")
    (made / "c.csv").write_text(GROUPED.replace("满意度,原因", "原因,满意度").replace("5,快", "快,5"), "utf-8")
    code, told = run("watch", str(made), "--once")
    assert (code, [one["end"] for one in told]) == (1, ["left", "left"])
    assert "理由" in told[0]["why"]
    assert "原因" in told[0]["why"]
    assert "order" in told[1]["why"]
