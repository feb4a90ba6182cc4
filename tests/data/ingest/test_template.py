"""The workbook to fill in: what stands in it, and that it reads back."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from data.datasets import DATASETS
from data.ingest import prepare, read_file, template, understand
from data.problems import Refusal
from tests.data.ingest.tables import codes, csv_book, handed_back, opened, prepared, values


def filled(dataset: str, lang: str, row: dict[str, object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template(dataset, lang)))
    sheet = book[DATASETS[dataset].label(lang)]
    names = [cell.value for cell in sheet[2]]
    for name, value in row.items():
        sheet.cell(5, names.index(name) + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_an_empty_template_has_no_data_and_no_questions(dataset: str, lang: str) -> None:
    book = read_file("template.xlsx", template(dataset, lang))
    how = understand(book)
    assert (how.platform, how.dataset, how.questions) == ("template", dataset, ())
    found = prepare(book, how)
    assert (found.table.num_rows, found.rejected) == (0, ())
    assert set(found.ignored) <= {"example_row"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_filled_template_is_read(lang: str) -> None:
    yes = {"en": "Phone", "zh": "电话"}[lang]
    row = {
        "customer": "000123",
        "answered_at": datetime(2026, 9, 3, 12),
        "nps": 9,
        "csat": 4,
        "channel": yes,
        "wave": "W3",
    }
    book = read_file("template.xlsx", filled("surveys", lang, row))
    found = prepare(book, understand(book))
    kept = {
        name: values(found, name)
        for name in ("customer", "answered_at", "nps", "csat", "csat_points", "channel", "wave", "_row")
    }
    assert kept == {
        "customer": ["000123"],
        "answered_at": [datetime(2026, 9, 3, 12)],
        "nps": [9],
        "csat": [4],
        "csat_points": [5],
        "channel": ["phone"],
        "wave": ["W3"],
        "_row": [5],
    }
    assert found.ignored == {"example_row": 1}


def test_an_example_that_was_written_over_is_data() -> None:
    content = template("waves", "en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Waves"]
    sheet.cell(4, [cell.value for cell in sheet[2]].index("wave") + 1, "W9")
    stream = io.BytesIO()
    book.save(stream)
    read = read_file("waves.xlsx", stream.getvalue())
    assert values(prepare(read, understand(read)), "wave") == ["W9"]


def test_choices_are_offered_and_units_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("surveys", "zh")))
    sheet = book["满意度答卷"]
    names = [cell.value for cell in sheet[2]]
    assert sheet.cell(3, names.index("nps") + 1).value == "0～10分"
    rules = {next(iter(rule.sqref.ranges)).min_col: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {names.index("channel") + 1, names.index("complete") + 1}
    place = rules[names.index("channel") + 1].split("!")[1].replace("$", "")
    assert [cell[0].value for cell in book["_lists"][place]] == ["问卷", "电话", "网点"]
    assert book["_lists"].sheet_state == "hidden"


def test_the_template_of_all_has_a_sheet_a_dataset_and_a_dictionary() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(None, "en")))
    assert len(book.sheetnames) == len(DATASETS) + 2
    rows = list(book["_Dictionary"].iter_rows(min_row=2, values_only=True))
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    read = read_file("all.xlsx", template(None, "en"))
    assert understand(read, dataset="waves").sheet == "Waves"
    with pytest.raises(Refusal, match="dataset_unknown"):
        template("nothing", "en")


def test_refused_rows_go_back_with_their_reason() -> None:
    book = csv_book("客户编号,答卷时间,意见\nC1,2026-09-01,好\nC2,someday,=1+1\n")
    found = prepared(book, "surveys")
    assert codes(found) == {"not_a_date": 1, "no_score": 2}
    content = handed_back(book, understand(book, dataset="surveys"), found, "zh")
    cell = openpyxl.load_workbook(io.BytesIO(content))["file"]["C2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    rows, reasons = opened(content)
    assert rows == [["客户编号", "答卷时间", "意见"], ["C2", "someday", "=1+1"]]
    assert reasons[1][1:5] == ["3", "答卷时间", "someday", "“someday”不能确定为日期。"]
