"""One small file of each shape that platforms export, read as the reference material says it must be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.ingest import Understanding, prepare, read_file, understand
from data.store.batch import Prepared

pytestmark = pytest.mark.shared


class Loaded:
    """A format file, understood and prepared with the answers a person would give."""

    def __init__(self, folder: Path, name: str, **answers: str) -> None:
        self.expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))[name]
        self.book = read_file(name, (folder / name).read_bytes())
        self.how: Understanding = understand(self.book)
        self.prepared: Prepared = prepare(self.book, self.how, answers=answers)

    def column(self, name: str) -> list[Any]:
        return self.prepared.table.column(name).to_pylist()

    def scores(self, name: str) -> list[float]:
        return [value for value in self.column(name) if value is not None]

    def answers(self, question: str) -> list[Any]:
        return [json.loads(text or "{}").get(question) for text in self.column("answers")]


@pytest.fixture
def formats(shared_dir: Path) -> Path:
    return shared_dir / "formats"


def test_wjx_by_text(formats: Path) -> None:
    file = Loaded(formats, "wjx_text.xlsx")
    assert file.how.platform == file.expected["system"]
    assert file.how.questions == ()
    assert file.prepared.table.num_rows == file.expected["usable"]
    assert file.column("seconds") == file.expected["seconds"]
    assert file.column("csat") == file.expected["csat5"]
    assert file.column("nps") == file.expected["nps_raw"]
    assert file.answers("4、遇到的问题（多选）") == list(file.expected["multi"].values())
    assert file.answers("5、最看重的排序")[0] == file.expected["rank"]["1"]
    # T3: "市" and "地区" in a question do not make it a column of the platform.
    assert file.answers(file.expected["kept_questions"][0]) == ["满意", "一般"]
    skipped = [
        [row, question]
        for row, found in zip(file.column("response_id"), file.answers("_skipped"), strict=True)
        for question in found or ()
    ]
    assert skipped == file.expected["skipped"]
    assert "1.2.3.4" not in file.prepared.table.to_pandas().to_string()


def test_wjx_by_code_asks_for_the_direction(formats: Path) -> None:
    file = Loaded(formats, "wjx_code.xlsx", **{"direction.csat": "low_is_good", "range.nps": "0-10"})
    assert file.how.platform == file.expected["system"]
    asked = [question for question in file.how.questions if question.code == "direction"]
    assert [question.params["column"] for question in asked] == file.expected["needs_direction"]
    assert [sample[:2] for sample in asked[0].samples] == [(2, "4"), (3, "1")]
    assert file.column("csat") == file.expected["if_reversed_csat5"]
    assert file.prepared.table.num_rows == file.expected["usable"]
    assert file.answers("4") == [["排队", "资料丢失"], [], None]
    assert file.answers("_skipped")[2] == ["3、总体满意度", "6、推荐"]


def test_wjx_in_gb18030(formats: Path) -> None:
    file = Loaded(formats, "wjx_gb18030.csv", wave="none")
    assert file.book.encoding == file.expected["encoding"]
    assert file.column("csat") == file.expected["csat5"]
    assert file.column("seconds") == [10.0]


def test_qualtrics(formats: Path) -> None:
    file = Loaded(formats, "qualtrics_standard.csv")
    assert file.how.platform == file.expected["system"]
    assert file.prepared.read == file.expected["data_rows"]
    assert file.prepared.ignored == {"preview_row": file.expected["preview_dropped"]}
    assert file.column("complete").count(False) == file.expected["partial"]
    assert file.column("complete").count(True) == file.expected["usable"]
    assert file.scores("nps") == file.expected["nps_raw"]
    assert file.scores("csat") == file.expected["csat5"]
    assert file.answers("遇到哪些问题(多选)")[0] == file.expected["multi"]["R_1"]
    dropped = {guess.header for guess in file.how.columns if guess.read_as == "not_kept_derived"}
    assert dropped == set(file.expected["not_a_score"])
    zones = {column.zone for column in file.how.mapping.columns if column.field == "answered_at"}
    assert zones == {file.expected["tz"]}
    # T5: the file's line breaks inside a question do not shift the rows.
    assert file.column("_row") == [4, 5, 7]


def test_qualtrics_legacy(formats: Path) -> None:
    file = Loaded(formats, "qualtrics_legacy.csv", **{"range.nps": "0-10"})
    assert file.how.platform == file.expected["system"]
    assert file.prepared.table.num_rows == file.expected["usable"]
    assert file.column("nps") == file.expected["nps_raw"]
    assert file.column("comment") == ["ok, fine"]


def test_microsoft_forms(formats: Path) -> None:
    file = Loaded(formats, "msforms.xlsx")
    assert file.how.platform == file.expected["system"]
    assert file.prepared.table.num_rows == file.expected["usable"]
    assert file.column("customer") == file.expected["customer"]
    assert file.column("csat") == file.expected["csat5"]
    assert (file.column("recommend"), set(file.column("recommend_points"))) == (file.expected["scale_1_10"], {10})
    assert file.scores("nps") == []
    assert file.answers("遇到的问题") == list(file.expected["multi"].values())


def test_google_forms(formats: Path) -> None:
    file = Loaded(formats, "googleforms.csv", wave="W1")
    assert file.how.platform == file.expected["system"]
    assert file.column("csat") == file.expected["csat5"]
    assert file.column("service_quality") == file.expected["matrix"]["Speed"]
    assert file.column("service_attitude") == file.expected["matrix"]["Courtesy"]
    assert [moment.isoformat() for moment in file.column("answered_at")] == [
        "2026-09-07T19:10:37",
        "2026-09-17T08:00:00",
    ]
    assert set(file.column("wave")) == {"W1"}


def test_surveymonkey(formats: Path) -> None:
    file = Loaded(formats, "surveymonkey.csv")
    assert file.how.platform == file.expected["system"]
    assert file.how.questions == ()
    assert file.column("response_id") == ["118023456789", "118023456790"]
    assert file.column("csat") == file.expected["csat5"]
    assert file.column("nps") == file.expected["nps_raw"]
    assert file.column("service_quality") == file.expected["matrix"]["Speed"]
    assert file.column("service_attitude") == file.expected["matrix"]["Courtesy"]
    assert file.answers("Which channels did you use?")[0] == file.expected["multi"]["118023456789"]
    assert file.column("started_at")[1].isoformat() == file.expected["second_start"]


def test_tencent(formats: Path) -> None:
    file = Loaded(formats, "tencent.csv")
    assert file.how.platform == file.expected["system"]
    assert file.column("csat") == file.expected["csat5"]
    assert file.column("customer") == ["C031"]
    # T10: read as it is written, and never kept.
    assert file.book.sheets[0].grid.row(2)[11] == file.expected["phone"][0]
    assert file.expected["phone"][0] not in file.prepared.table.to_pandas().to_string()


def test_limesurvey(formats: Path) -> None:
    file = Loaded(formats, "limesurvey.csv", wave="none")
    assert file.how.platform == file.expected["system"]
    assert file.column("complete") == [True] * file.expected["complete"]
    assert file.prepared.ignored == {"never_submitted": file.expected["incomplete"]}
    assert file.column("csat") == file.expected["csat5"]
    assert file.answers("Problems") == [["Queue"]]


def test_list_of_phone_calls(formats: Path) -> None:
    file = Loaded(formats, "phone_list.xlsx", wave="W2")
    assert file.how.platform == "phone_list"
    assert file.how.header_rows[-1] == file.expected["header_row"]
    assert file.prepared.table.num_rows == file.expected["data_rows"]
    assert file.answers("是否接通").count("是") == file.expected["connected"]
    assert file.column("complete").count(True) == file.expected["success"]
    assert {"服务质量": file.scores("service_quality"), "服务态度": file.scores("service_attitude")} == file.expected[
        "scores"
    ]
    # T14: totals and notes are no answers; both are counted, none is lost without a word.
    assert file.prepared.ignored == {"totals_row": 1, "note_row": 1}
    assert file.prepared.read == 5
    assert file.column("answered_at")[1].isoformat() == file.expected["excel_serial"]
    assert file.column("answered_at")[0].isoformat() == "2026-09-11T15:05:00"
    assert [sheet.name for sheet in file.book.sheets if sheet.hidden] == file.expected["hidden_sheets"]
    assert set(file.column("channel")) == {"phone"}


def test_hostile_cells(formats: Path) -> None:
    file = Loaded(formats, "hostile.csv", answered_at="2026-09-30")
    codes = [issue.code for issue in file.prepared.issues]
    assert codes.count("out_of_range") == file.expected["out_of_range"]
    assert codes.count("not_a_rating") == file.expected["non_numeric"]
    assert file.prepared.table.num_rows == 6
    assert file.column("csat") == [None, 5.0, 5.0, 3.0, None, 4.0]
    assert sum((text or "").startswith(("=", "@")) for text in file.column("comment")) == file.expected["formula_cells"]


def test_costs_in_ten_thousands(formats: Path) -> None:
    file = Loaded(formats, "cost_wan.csv")
    assert (file.how.dataset, file.book.encoding) == ("costs", "gb18030")
    assert {line.factor for line in file.how.mapping.columns if line.field in ("budget", "actual")} == {
        file.expected["unit"]
    }
    assert file.prepared.table.num_rows == file.expected["rows"]
    assert [float(value) for value in file.column("budget")] == file.expected["budget_yuan"]
    assert [float(value) for value in file.column("actual")] == file.expected["actual_yuan"]
    warned = [issue.code for issue in file.prepared.issues if issue.severity == "warn"]
    assert ("units_mixed" in warned) is file.expected["mixed_unit_warning"]
