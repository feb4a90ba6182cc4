"""The upload page as a person meets it: drop, look, answer, keep, undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.records import load_rows
from data.access import local_rights
from data.ingest import read_file, template, understand
from data.settings import settings
from data.store import Store
from pages.kit.cache import open_programme
from tests.data.ingest.tables import xlsx_bytes
from tests.pages.desk import ROOT, answer, confirm, drop, message, open_app, press, told
from tests.sessions import AppTest

ADMIN = local_rights("local", "administrator")
CSV = "客户编号,满意度(1-5),日期\nC1,5,2026-09-03\nC2,4,2026-09-04\nC3,6,2026-09-04\n"


def store() -> Store:
    """The store of the process, as the page has it."""
    return open_programme()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_programme_takes_a_file_without_any_set_up(lang: str) -> None:
    app = open_app("upload", lang=lang)
    assert "ho-step-here" in told(app)
    assert len(app.file_uploader) == 1
    drop(app, "list.csv", CSV.encode())
    press(app, "upload_keep")
    batches = store().batches(ADMIN)
    assert list(batches["dataset"]) == ["surveys"]
    assert (batches["read"][0], batches["new"][0]) == (3, 3)


@pytest.mark.shared
def test_a_wjx_file_is_recognised_kept_and_undone(shared_dir: Path) -> None:
    content = (shared_dir / "formats/wjx_text.xlsx").read_bytes()
    app = drop(open_app("upload"), "wjx_text.xlsx", content)
    assert message(app) == "A Wenjuanxing export (texts), 2 answers: ready to be kept."
    assert app.button(key="upload_keep").label == "Keep 2 answers"
    press(app, "upload_keep")
    assert message(app) == "2 answers kept."
    batches = store().batches(ADMIN)
    assert list(batches["live"]) == [True]
    assert batches["batch_id"][0] in told(app)
    press(app, "upload_undo")
    assert "undone" in message(app)
    assert list(store().batches(ADMIN)["live"]) == [False]
    assert store().is_empty()


@pytest.mark.shared
def test_the_same_file_twice_changes_nothing(shared_dir: Path) -> None:
    content = (shared_dir / "formats/qualtrics_standard.csv").read_bytes()
    app = drop(open_app("upload"), "q.csv", content)
    press(app, "upload_keep")
    press(app, "upload_next")
    drop(app, "again.csv", content)
    assert "all of it is here already" in message(app)
    press(app, "upload_keep")
    batches = store().batches(ADMIN)
    assert list(batches["new"]) == [0, 3]
    assert list(batches["unchanged"]) == [3, 0]
    assert list(batches["read"] - batches[["new", "updated", "unchanged", "rejected", "ignored"]].sum(axis=1)) == [0, 0]


@pytest.mark.shared
def test_a_question_must_be_answered_before_anything_is_kept(shared_dir: Path) -> None:
    content = (shared_dir / "formats/wjx_code.xlsx").read_bytes()
    app = drop(open_app("upload"), "wjx_code.xlsx", content)
    assert app.button(key="upload_keep").disabled
    assert "2 questions need your word" in message(app)
    answer(app, "low_is_good")
    assert app.button(key="upload_keep").disabled
    answer(app, "0-10")
    assert not app.button(key="upload_keep").disabled
    press(app, "upload_keep")
    assert store().batches(ADMIN)["new"][0] == 3


def test_a_template_comes_back_filled() -> None:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template("waves", "zh")))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[2]]
    for row, wave in enumerate(("W1", "W2"), start=4):
        for column in range(1, len(names) + 1):
            sheet.cell(row, column).value = None
        sheet.cell(row, names.index("wave") + 1).value = wave
        sheet.cell(row, names.index("planned_cutover_on") + 1).value = f"2026-0{row}-11"
    stream = io.BytesIO()
    book.save(stream)
    app = drop(open_app("upload", lang="zh"), "波次.xlsx", stream.getvalue())
    assert app.button(key="upload_keep").label == "入库2个波次"
    press(app, "upload_keep")
    assert store().batches(ADMIN)["dataset"][0] == "waves"


def test_rows_that_break_a_rule_are_listed_and_the_others_kept() -> None:
    app = drop(open_app("upload"), "list.csv", CSV.encode())
    said = told(app)
    assert "<code>6</code>" in said
    assert "ho-rows-new" in said


def test_changing_what_a_column_becomes_asks_again() -> None:
    app = drop(open_app("upload"), "list.csv", CSV.encode())
    assert app.button(key="upload_keep").label == "Keep 3 answers"
    key = "upload_columns_0"
    app.session_state[key] = {"edited_rows": {2: {"becomes": "-"}}}
    app.run()
    assert not app.exception
    assert app.button(key="upload_keep").disabled
    assert "left out by you" in told(app)


def test_one_value_for_every_row_and_a_scale_the_other_way_round() -> None:
    app = drop(open_app("upload"), "list.csv", CSV.encode())
    app.selectbox(key="upload_constant_channel_0").set_value("phone")
    app.multiselect(key="upload_turned_0").set_value([1])
    app.run()
    assert not app.exception
    press(app, "upload_keep")
    rows = load_rows(store(), ADMIN, "surveys").frame.set_index("row")
    assert list(rows["channel"]) == ["phone"] * 3
    assert list(rows["csat"].sort_index().dropna()) == [1, 2]


def test_what_was_known_earlier_is_dated_back() -> None:
    app = drop(open_app("upload"), "list.csv", CSV.encode())
    app.date_input(key="upload_known_at_0").set_value(date(2026, 10, 1)).run()
    press(app, "upload_keep")
    assert f"{store().batches(ADMIN)['known_at'][0]:%Y-%m-%d}" == "2026-10-01"


def test_a_mapping_file_is_used_and_a_broken_one_refused() -> None:
    app = drop(open_app("upload"), "list.csv", CSV.encode())
    app.file_uploader[0].upload("mapping.json", b'{"dataset": 3}')
    app.run()
    assert "The value of “dataset” in the mapping is of the wrong kind: 3." in told(app)
    book = read_file("list.csv", CSV.encode())
    mapping = understand(book).mapping
    mapping.columns[1].field, mapping.columns[1].keep = None, True
    app = drop(open_app("upload"), "list.csv", CSV.encode())
    app.file_uploader[0].upload("mapping.json", mapping.to_json().encode())
    app.run()
    assert not app.exception
    press(app, "upload_keep")
    assert load_rows(store(), ADMIN, "surveys").frame["csat"].isna().all()


def test_two_columns_cannot_become_one_field() -> None:
    app = drop(open_app("upload"), "list.csv", (CSV.replace("\n", ",x\n").replace("日期,x", "日期,另一")).encode())
    app.session_state["upload_columns_0"] = {"edited_rows": {3: {"becomes": "customer"}}}
    app.run()
    assert not app.exception
    assert "One field is given to two columns" in message(app)
    assert app.button(key="upload_keep").disabled


def test_a_workbook_of_several_sheets_asks_which_and_offers_the_others() -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "W1"
    for name in ("W1", "W2"):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["客户编号", "满意度", "日期"])
        sheet.append([f"C-{name}", 5, "2026-09-03"])
    stream = io.BytesIO()
    book.save(stream)
    app = drop(open_app("upload"), "two.xlsx", stream.getvalue())
    assert "which sheet" in message(app)
    press(app, "upload_go")
    confirm(app)
    press(app, "upload_keep")
    press(app, "upload_sheet_W2")
    confirm(app)
    press(app, "upload_keep")
    assert list(store().batches(ADMIN)["new"]) == [1, 1]


def test_all_sheets_are_kept_in_one_pass_each_with_its_wave() -> None:
    sheets = {
        name: [["客户编号", "满意度", "日期"], *([f"C{name}{n}", 5, "2026-09-03"] for n in range(rows))]
        for name, rows in (("第一批", 3), ("第二批", 2))
    }
    sheets["说明"] = [["客户编号", "月份", "金额"], ["C1", "2026-08", 12]]
    app = drop(open_app("upload", lang="zh"), "切换.xlsx", xlsx_bytes(sheets, hidden=("说明",)))
    assert "隐藏工作表未读取：说明" in told(app)
    press(app, "upload_all")
    assert "有2项待确认" in told(app)
    assert "取自工作表名：第二批" in told(app)
    confirm(app)
    assert app.button(key="upload_keep").label == "入库2张表共5行"
    press(app, "upload_keep")
    assert message(app) == "已入库：3份答卷、2份答卷。"
    rows = load_rows(store(), ADMIN, "surveys").frame
    assert rows["wave"].value_counts().to_dict() == {"第一批": 3, "第二批": 2}
    press(app, "upload_undo")
    assert list(store().batches(ADMIN)["live"].astype(bool)) == [False, False]


def test_heading_card_and_buttons_count_the_same_things() -> None:
    """Four words of one column and one column are two things, wherever they are counted; what is proposed is one
    too."""
    words = ["普通", "金卡", "白金", "钻石"] * 6
    rows = [["客户号", "客户等级", "存款余额"], *([f"C{at:04d}", word, at + 0.5] for at, word in enumerate(words))]
    app = drop(open_app("upload", lang="zh"), "名册.xlsx", xlsx_bytes({"名册": [["客户迁移名册"], *rows]}))
    assert "入库前请确认2个问题" in message(app)
    assert "有2项待确认" in told(app)
    assert "“客户等级”一列的4个用词是什么意思？" in told(app)
    assert app.button(key="upload_asked_go").label == "全部确认（2项）"
    assert app.button(key="upload_keep").label == "请先确认2个问题"


def test_a_wave_of_the_file_before_is_proposed_again_and_never_against_the_sheet() -> None:
    rows = [["客户编号", "满意度", "日期"], ["C1", 5, "2026-09-03"]]
    app = drop(open_app("upload"), "a.xlsx", xlsx_bytes({"W1": rows}))
    confirm(app)
    press(app, "upload_keep")
    press(app, "upload_next")
    drop(app, "b.xlsx", xlsx_bytes({"Data": [rows[0], ["C2", 4, "2026-09-04"]]}))
    assert "As in the last file of this kind" in told(app)
    assert app.button(key="upload_keep").disabled
    confirm(app)
    press(app, "upload_keep")
    press(app, "upload_next")
    drop(app, "c.xlsx", xlsx_bytes({"W2": [rows[0], ["C3", 3, "2026-09-05"]]}))
    assert "Read from the name of the sheet: W2" in told(app)
    confirm(app)
    press(app, "upload_keep")
    kept = load_rows(store(), ADMIN, "surveys").frame
    assert kept["wave"].value_counts().to_dict() == {"W1": 2, "W2": 1}


def test_the_dataset_can_be_changed() -> None:
    app = drop(open_app("upload"), "list.csv", "客户编号,地区\nC1,East\n".encode())
    press(app, "upload_back")
    app.selectbox(key="upload_dataset_0").set_value("customers")
    press(app, "upload_go")
    assert app.button(key="upload_keep").label == "Keep 1 customer"


def test_a_file_that_is_no_table_is_refused_with_what_to_do() -> None:
    app = drop(open_app("upload"), "letter.pdf", b"%PDF-1.7 rest")
    assert message(app) == "letter.pdf cannot be read."
    assert "This is a picture or a PDF" in told(app)
    assert "Export the table from where the picture was made" in told(app)
    assert len(app.file_uploader) == 1


def test_several_files_wait_in_line() -> None:
    app = open_app("upload")
    app.file_uploader[0].upload("a.csv", CSV.encode())
    app.file_uploader[0].upload("b.csv", CSV.replace("C1", "C9").encode())
    app.run()
    assert not app.exception
    assert "1 more file waits in line" in told(app)
    press(app, "upload_keep")
    assert app.button(key="upload_next").label == "Next file: b.csv"
    press(app, "upload_next")
    press(app, "upload_keep")
    assert list(store().batches(ADMIN)["file_name"]) == ["b.csv", "a.csv"]


@pytest.mark.parametrize("role", ["executive", "presenter"])
def test_who_only_reads_cannot_upload(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_ROLE", role)
    settings.cache_clear()
    app = AppTest.from_file(str(ROOT / "pages/upload.py"), default_timeout=60)
    app.session_state["_framed"] = True
    app.run()
    assert f"The page “Upload” is not open to the role {role}." in told(app)
    assert len(app.file_uploader) == 0


def test_each_file_of_a_drop_is_recognised_before_its_turn() -> None:
    app = open_app("upload")
    for name, content in (
        ("a.csv", CSV.encode()),
        ("b.csv", "客户编号,月份,金额\nC1,2026-08,12\n".encode()),
        ("c.pdf", b"%PDF-1.7 rest"),
    ):
        app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception
    said = told(app)
    assert "3 files were dropped" in said
    assert "Revenue" in said
    assert "This is a picture or a PDF" in said
    press(app, "upload_keep")
    assert "Kept: 3 answers" in told(app)
    press(app, "upload_next")
    press(app, "upload_cancel")
    assert "Put away, nothing kept" in told(app)
    assert message(app) == "c.pdf cannot be read."
    assert len(app.file_uploader) == 1


def test_columns_of_two_datasets_in_one_sheet_are_both_taken() -> None:
    file = (
        "客户编号,答卷时间,满意度(1-5),客户等级,开户日期\nC1,2026-09-03,5,A,2020-01-01\nC2,2026-09-04,4,B,2021-01-01\n"
    )
    app = drop(open_app("upload"), "mixed.csv", file.encode())
    press(app, "upload_keep")
    press(app, "upload_also_customers")
    assert app.button(key="upload_keep").label == "Keep 2 customers"
    press(app, "upload_keep")
    assert list(store().batches(ADMIN)["dataset"]) == ["customers", "surveys"]


def test_tables_under_each_other_are_offered_one_after_the_other() -> None:
    file = "客户编号,答卷时间,满意度(1-5)\nC1,2026-09-03,5\n,,\n客户编号,月份,金额\nC1,2026-08,12\nC2,2026-08,3\n"
    app = drop(open_app("upload"), "two.csv", file.encode())
    press(app, "upload_go")
    press(app, "upload_keep")
    press(app, "upload_sheet_two!A4-C6")
    press(app, "upload_keep")
    assert list(store().batches(ADMIN)["dataset"]) == ["revenue", "surveys"]


def test_changed_headers_stand_in_their_own_card_only() -> None:
    app = drop(open_app("upload"), "list.csv", CSV.replace("C3,6", "C3,3").encode())
    press(app, "upload_keep")
    press(app, "upload_next")
    later = "客户编号,满意度(1-5),日期,等级\nC9,5,2026-09-10,A\n"
    drop(app, "later.csv", later.encode())
    assert told(app).count("“等级”") == 1
    assert "No problem found" in told(app)


def test_a_cell_refused_in_a_required_column_is_listed_once() -> None:
    app = drop(open_app("upload"), "list.csv", CSV.replace("6,2026-09-04", "5,昨天").encode())
    said = told(app)
    assert said.count("<code>昨天</code>") == 1
    assert "it was not kept, as the field is required" in said
    assert "A required value is missing" not in said


def test_rejected_rows_can_be_had_after_the_others_are_kept_and_come_again_without_pretence() -> None:
    file = CSV.replace("6,2026-09-04", "5,昨天").encode()
    app = drop(open_app("upload"), "list.csv", file)
    press(app, "upload_keep")
    assert "upload_rejected" in {one.proto.id.rsplit("-", 1)[-1] for one in app.get("download_button")}
    press(app, "upload_next")
    drop(app, "list.csv", file)
    assert message(app) == "A table, 2 answers: these are here already; 1 row comes back."


def test_cells_set_by_hand_are_read_with_their_first_row_as_headers() -> None:
    file = "两期,,\n客户编号,答卷时间,满意度(1-5)\nC1,2026-09-03,5\nC2,2026-09-04,4\nC3,2026-09-05,1\n"
    app = drop(open_app("upload"), "list.csv", file.encode())
    press(app, "upload_back")
    app.text_input(key="upload_area_0").set_value("a2:$C$4").run()
    press(app, "upload_go")
    assert app.button(key="upload_keep").label == "Keep 2 answers"


@pytest.mark.parametrize(
    ("lang", "heading", "waits"),
    [
        ("en", "One thing was read around the table", "Confirm what was read first"),
        ("zh", "已从表外读出1项，确认后即可入库", "请先确认读出的1项"),
    ],
)
def test_a_proposal_is_confirmed_and_is_no_question(lang: str, heading: str, waits: str) -> None:
    """A plan whose file says its day asks nothing: the day is shown with its source, and one press takes it."""
    rows = [["任务编号", "任务名称", "计划开始日期", "计划完成日期"], ["1", "切换", "2026-09-01", "2026-09-30"]]
    app = drop(open_app("upload", lang=lang), "项目周计划_20261120.xlsx", xlsx_bytes({"计划": rows}))
    assert heading in message(app)
    assert app.button(key="upload_keep").label == waits
    confirm(app)
    assert not app.button(key="upload_keep").disabled


@pytest.mark.parametrize(
    ("lang", "said", "todo"),
    [
        (
            "en",
            "“USD 1,000” is in USD, and CNY is counted here: nothing is converted.",
            "Write the amount in CNY, or state the currency of the programme",
        ),
        (
            "zh",
            "“USD 1,000”的币种为USD，此处按CNY计，不作折算。",
            "请按CNY填写；若项目使用其他币种，请先填写项目币种。",
        ),
    ],
)
def test_an_amount_in_another_currency_is_said_before_it_is_kept(lang: str, said: str, todo: str) -> None:
    sheet = (
        'Campaign,Name of the campaign,Campaign from,Budget,Cost\nC1,Letters,2026-10-01,"USD'
        ' 1,000",900\nC2,Calls,2026-10-02,70,70\n'
    )
    app = drop(open_app("upload", lang=lang), "campaigns.csv", sheet.encode())
    words = told(app)
    assert said in words
    assert todo in words
    press(app, "upload_keep")
    kept = store().issues(store().batches(ADMIN)["batch_id"][0], ADMIN)
    assert [one.value for one in kept if one.code == "other_currency"] == ["USD 1,000"]
