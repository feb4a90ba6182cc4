"""``python -m data``: the answers, the exit codes, the questions; the same function with a store that is given."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import main
from data.datasets import DATASETS
from data.store import open_store

ANSWERS = "customer,answered at,CSAT (1-5)\nC1,2026-09-01,5\nC2,2026-09-02,4\n"
ROOT = Path(__file__).resolve().parents[3]


def run(*argv: str, **more: Any) -> tuple[int, Any]:
    """Exit code and the parsed answer."""
    out = io.StringIO()
    code = main([*argv, "--json"], out=out, **more)
    return code, json.loads(out.getvalue())


@pytest.fixture
def answers(tmp_path: Path) -> str:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return str(path)


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in ("read", "new", "updated", "unchanged", "rejected", "ignored"))


def test_a_file_is_loaded_and_loading_it_again_changes_nothing(answers: str) -> None:
    code, told = run("load", "surveys", answers)
    assert (code, counts(told), told["issues"]) == (0, (2, 2, 0, 0, 0, 0), [])
    assert isinstance(told["batch_id"], str)
    code, again = run("load", "surveys", answers)
    assert (code, counts(again)) == (0, (2, 0, 0, 2, 0, 0))
    assert again["batch_id"] != told["batch_id"]


@pytest.mark.parametrize(("second", "filled"), [("", 1), ("W1", 0)])
def test_a_constant_beside_a_column_says_how_many_cells_it_filled(second: str, filled: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = zip(ANSWERS.splitlines(), ("wave", "W1", second), strict=True)
    path.write_text("".join(f"{line},{cell}\n" for line, cell in lines), encoding="utf-8")
    code, told = run("load", "surveys", str(path), "--set", "wave=W3", "--dry-run")
    beside = [issue for issue in told["issues"] if issue["code"] != "unknown_wave"]
    assert (code, [(issue["code"], issue["column"]) for issue in beside]) == (0, [("constant_beside_column", "wave")])
    assert f"cells filled: {filled}." in beside[0]["text"]
    for lang, label in (("en", "“Wave”"), ("zh", "“波次”")):
        out = io.StringIO()
        main(["load", "surveys", str(path), "--set", "wave=W3", "--dry-run", "--lang", lang], out=out)
        said = [line for line in out.getvalue().splitlines() if label in line]
        assert len(said) == 1
        assert "wave" in said[0]
        assert str(filled) in said[0]
    path.write_text(ANSWERS, encoding="utf-8")
    alone = run("load", "surveys", str(path), "--set", "wave=W3", "--dry-run")[1]["issues"]
    assert "constant_beside_column" not in {issue["code"] for issue in alone}


def test_a_constant_that_cannot_be_read_is_refused_beside_a_column_too(answers: str) -> None:
    told = run("load", "surveys", answers, "--set", "answered_at=someday")[1]
    assert (told["refused"]["code"], told["refused"]["where"]) == ("constant_unreadable", "answered_at")


def test_a_refused_cell_keeps_its_row_and_gives_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ANSWERS.replace(",4", ",6"), encoding="utf-8")
    code, told = run("load", "surveys", str(path))
    assert (code, counts(told)) == (1, (2, 2, 0, 0, 0, 0))
    found = [(issue["code"], issue["row"], issue["column"], issue["value"]) for issue in told["issues"]]
    assert found == [("out_of_range", 3, "CSAT (1-5)", "6")]


def test_a_refused_row_gives_one_and_the_sum_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ANSWERS + "C3,someday,3\n,,\nTotal,,12\nC1,2026-09-01,5\n", encoding="utf-8")
    code, told = run("load", "surveys", str(path))
    assert code == 1
    assert counts(told) == (6, 2, 0, 0, 1, 3)
    assert told["rejected_rows"] == [{"sheet": "a", "row": 4}]


def test_what_is_not_certain_is_asked_and_the_answer_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("customer,answered at,How likely to recommend?\nC1,2026-09-01,9\n", encoding="utf-8")
    code, told = run("load", "surveys", str(path))
    assert (code, told["refused"]["code"]) == (2, "questions_open")
    question = told["questions"][0]
    assert (question["id"], question["choices"]) == ("range.nps", ["0-10", "1-10"])
    assert question["samples"][0]["row"] == 2
    assert run("batches") == (0, [])
    code, told = run("load", "surveys", str(path), "--answer", "range.nps=0-10")
    assert (code, told["new"]) == (0, 1)
    # The headers are known now.
    assert run("load", "surveys", str(path))[0] == 0
    code, told = run("load", "surveys", str(path), "--answer", "range.nps=0-7")
    assert (code, told["refused"]["code"]) == (2, "answer_unknown")


def test_a_day_and_a_wave_are_set_for_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("CSAT (1-5),comment\n5,fine\n4,slow\n", encoding="utf-8")
    code, told = run("load", "surveys", str(path))
    assert (code, [question["id"] for question in told["questions"]]) == (2, ["answered_at", "wave"])
    code, told = run("load", "surveys", str(path), "--set", "answered_at=2026-09-30", "--set", "wave=W3")
    assert (code, told["new"]) == (0, 2)
    code, told = run("load", "surveys", str(path), "--set", "answered_at=2026-09-30", "--set", "colour=red")
    assert told["refused"]["code"] == "field_unknown"


def test_a_dry_run_stores_nothing(answers: str) -> None:
    code, told = run("load", "surveys", answers, "--dry-run")
    assert (code, told["batch_id"], told["dry_run"], told["new"]) == (0, None, True, 2)
    assert told["roster"] == {"customers": 2, "known": 0, "unknown": ["C1", "C2"]}
    assert run("batches") == (0, [])


def test_all_sheets_are_a_batch_each(tmp_path: Path) -> None:
    from tests.data.ingest.tables import xlsx_bytes

    head = ["customer", "answered at", "CSAT (1-5)"]
    path = tmp_path / "two.xlsx"
    path.write_bytes(xlsx_bytes({"a": [head, ["C1", "2026-09-01", 5]], "b": [head, ["C2", "2026-09-01", 4]]}))
    code, told = run("load", "surveys", str(path), "--all-sheets")
    assert (code, [counts(batch)[:2] for batch in told["batches"]]) == (0, [(1, 1), (1, 1)])
    code, told = run("load", "surveys", str(path))
    assert (code, told["questions"][0]["choices"]) == (2, ["a", "b"])
    assert run("load", "surveys", str(path), "--sheet", "b")[1]["unchanged"] == 1


def test_an_answer_goes_to_the_sheets_that_ask_for_it(tmp_path: Path) -> None:
    """Two sheets ask which number comes first in 03/04/2026, the third does not: one answer serves both, one that no
    sheet asks for is refused."""
    from tests.data.ingest.tables import xlsx_bytes

    head = ["customer", "answered at", "CSAT (1-5)"]
    path = tmp_path / "three.xlsx"
    doubtful = [head, *([f"C{at}", f"0{at + 1}/04/2026", 5] for at in range(3))]
    path.write_bytes(
        xlsx_bytes({"a": doubtful, "b": [head, ["C2", "2026-09-01", 4]], "c": [head, ["C9", "05/06/2026", 2]]})
    )
    code, told = run("load", "surveys", str(path), "--all-sheets")
    assert (code, [(one["id"], one["choices"]) for one in told["questions"]]) == (
        2,
        [("date_order.answered_at", ["dmy", "mdy"])],
    )
    code, told = run(
        "load", "surveys", str(path), "--all-sheets", "--answer", "date_order.answered_at=dmy", "--answer", "other=1"
    )
    assert (code, told["refused"]["code"], told["refused"]["where"]) == (2, "question_unknown", "other")
    assert run("batches") == (0, [])
    code, told = run("load", "surveys", str(path), "--all-sheets", "--answer", "date_order.answered_at=dmy")
    assert (code, [counts(batch)[:2] for batch in told["batches"]]) == (0, [(3, 3), (1, 1), (1, 1)])
    code, told = run("load", "surveys", str(path), "--all-sheets", "--answer", "sheet=a")
    assert (code, told["refused"]["where"]) == (2, "sheet")


def test_a_mapping_is_used(tmp_path: Path, answers: str) -> None:
    path = tmp_path / "mapping.json"
    columns = [{"header": "customer", "field": "customer"}, {"header": "answered at", "field": "answered_at"}]
    columns.append({"header": "CSAT (1-5)", "field": "ces"})
    path.write_text(json.dumps({"dataset": "surveys", "columns": columns}), encoding="utf-8")
    assert run("load", "surveys", answers, "--mapping", str(path))[0] == 0
    code, told = run("load", "customers", answers, "--mapping", str(path))
    assert (code, told["refused"]["code"]) == (2, "mapping_of_other_dataset")


def test_known_at_undo_and_the_list_of_batches(answers: str) -> None:
    told = run("load", "surveys", answers, "--known-at", "2026-09-07 18:00")[1]
    assert told["known_at"] == "2026-09-07T18:00:00"
    code, undone = run("undo", told["batch_id"], "--reason", "wrong file")
    assert (code, undone["batch_id"]) == (0, told["batch_id"])
    listed = run("batches")[1]
    assert [(batch["batch_id"], batch["live"], batch["file_name"]) for batch in listed] == [
        (told["batch_id"], False, "answers.csv")
    ]
    assert run("undo", told["batch_id"])[1]["refused"]["code"] == "already_withdrawn"
    assert run("undo", "b999")[1]["refused"]["code"] == "unknown_batch"


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["load", "nothing", "x.csv"], "dataset_unknown"),
        (["load", "surveys", "no-such-file.csv"], "file_missing"),
        (["load", "surveys"], "usage"),
        (["fly"], "usage"),
        (["load", "surveys", "x", "--set", "wave"], "not_a_pair"),
        (["load", "surveys", "x", "--known-at", "soon"], "not_a_moment"),
        (["demo", "--until", "x"], "not_a_moment"),
        (["template", "nothing"], "dataset_unknown"),
    ],
)
def test_bad_input_is_refused_in_words(argv: list[str], code: str) -> None:
    status, told = run(*argv)
    assert (status, told["refused"]["code"], told["questions"]) == (2, code, [])
    assert told["refused"]["message"].endswith(".")


def test_words_are_shown_in_both_languages(answers: str) -> None:
    said = {}
    for lang in ("en", "zh"):
        out = io.StringIO()
        assert main(["load", "surveys", answers, "--lang", lang, "--dry-run"], out=out) == 0
        said[lang] = out.getvalue().splitlines()
    assert said["en"][1] == "read 2: new 2, updated 0, unchanged 0, rejected 0, ignored 0"
    assert said["zh"][1] == "读取2行：新增2，更新0，未变0，退回0，未计入0"


def test_columns_of_which_nothing_is_kept_are_named_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(
        "Period,Cost category,Budget,Obelisk,Marmot,Phone\n2026-09-01,IT,5,a,b,13800138000\n", encoding="utf-8"
    )
    said = {}
    for lang in ("en", "zh"):
        out = io.StringIO()
        main(["load", "costs", str(path), "--lang", lang, "--dry-run"], out=out)
        said[lang] = out.getvalue().splitlines()[2:4]
    assert said["en"] == [
        "  Obelisk and Marmot: not kept: the dataset has no such field",
        "  Phone: not kept: personal",
    ]
    assert said["zh"] == ["  Obelisk、Marmot：不保存：数据集无此字段", "  Phone：不保存：个人信息"]
    _, told = run("load", "costs", str(path), "--dry-run")
    assert told["left_out"][-1] == {"column": "Phone", "reason": "not kept: personal"}


def test_recognise_says_what_a_file_is(answers: str) -> None:
    code, told = run("recognise", answers)
    sheet = told["sheets"][0]
    assert (code, told["kind"], sheet["platform"], sheet["dataset"]) == (0, "csv", "table", "surveys")
    assert [column["field"] for column in sheet["columns"]] == ["customer", "answered_at", "csat"]


def test_datasets_and_templates(tmp_path: Path) -> None:
    code, told = run("datasets")
    assert (code, [one["dataset"] for one in told]) == (0, list(DATASETS))
    path = tmp_path / "t.xlsx"
    assert run("template", "waves", "--output", str(path))[0] == 0
    assert run("recognise", str(path))[1]["sheets"][0]["platform"] == "template"


def test_check_says_whether_the_store_is_whole(answers: str) -> None:
    run("load", "surveys", answers)
    code, told = run("check")
    assert (code, told["ok"], told["version"]) == (0, True, 1)


def test_the_owner_runs_a_command_for_another_process() -> None:
    store = open_store()
    code, told = run("load", "surveys", "sent.csv", store=store, files={"sent.csv": ANSWERS.encode()})
    assert (code, told["new"], store.version()) == (0, 2, 1)
    store.close()


def test_as_a_process_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    command = [sys.executable, "-m", "data", "load", "surveys", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["refused"]["code"], done.stderr) == (2, "unreadable_file", "")


def test_a_store_that_another_process_owns_is_refused_in_words() -> None:
    store = open_store()
    done = subprocess.run(
        [sys.executable, "-m", "data", "batches", "--json"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    store.close()
    assert (done.returncode, json.loads(done.stdout)["refused"]["code"], done.stderr) == (2, "store_owned", "")
