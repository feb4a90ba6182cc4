"""The traps of real spreadsheets, each named as in the reference material."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from data.ingest import Mapping, prepare, read_file, understand
from data.problems import Refusal
from tests.data.ingest.tables import codes, csv_book, prepared, values, xlsx_book, xlsx_bytes

HEADER = "客户编号,答卷时间,满意度\n"


def test_t01_dissatisfied_stays_dissatisfied() -> None:
    found = prepared(csv_book(HEADER + "C1,2026-09-01,不太满意\nC2,2026-09-01,比较不满意\nC3,2026-09-01,满意\n"))
    assert values(found, "csat") == [2, 2, 4]


def test_t02_a_code_book_that_runs_downwards_is_turned() -> None:
    head = '"满意度\n1=非常满意\n2=满意\n3=一般\n4=不满意\n5=非常不满意\n9=未回答"'
    found = prepared(csv_book(f"客户编号,答卷时间,{head}\nC1,2026-09-01,1\nC2,2026-09-01,5\nC3,2026-09-01,9\n"))
    assert values(found, "csat") == [5, 1, None]
    assert codes(found) == {"no_answer": 1}


def test_t02_a_scale_that_runs_against_the_others_is_said() -> None:
    rows = "".join(f"C{at},2026-09-01,{at % 5 + 1},{5 - at % 5}\n" for at in range(40))
    found = prepared(csv_book("客户编号,答卷时间,满意度(1-5),服务态度(1-5)\n" + rows))
    assert [(issue.code, issue.column) for issue in found.issues] == [("scale_runs_against", "服务态度(1-5)")]


def test_t03_words_of_a_platform_inside_a_question_do_not_hide_it() -> None:
    questions = ["1、您对市场活动的评价", "2、您的来源地区", "3、您使用的设备", "4、来源"]
    head = "序号,提交答卷时间,所用时间,来源,来源详情,来自IP," + ",".join(questions)
    found = prepared(csv_book(head + "\n1,2026/9/8 12:00:00,10秒,微信,无,1.1.1.1,好,上海,手机,朋友\n"), wave="none")
    assert json.loads(values(found, "answers")[0]) == dict(zip(questions, ("好", "上海", "手机", "朋友"), strict=True))


def test_t04_several_ticks_are_not_one_number() -> None:
    ids = [f'"{{""ImportId"":""{name}""}}"' for name in ("endDate", "_recordId", "QID1")]
    text = f'EndDate,ResponseId,Q1\nEnd,Id,Which (select all)\n{",".join(ids)}\n2026-09-01 10:00:00,R_1,"1,2,3"\n'
    found = prepared(csv_book(text), wave="none")
    assert json.loads(values(found, "answers")[0]) == {"Which (select all)": ["1", "2", "3"]}


def test_t05_line_breaks_and_other_languages_in_the_header_of_qualtrics() -> None:
    ids = [f'"{{""ImportId"":""{name}""}}"' for name in ("startDate", "endDate", "_recordId", "QID1")]
    text = (
        'StartDate,EndDate,ResponseId,Q1\nAnfangsdatum,Enddatum,Antwort-ID,"Overall, how satisfied\nare you?"\n'
        + ",".join(ids)
        + "\n2026-09-01 10:00:00,2026-09-01 10:05:00,R_1,Satisfied\n"
    )
    found = prepared(csv_book(text), wave="none")
    assert (values(found, "csat"), values(found, "_row")) == ([4], [4])
    assert values(found, "started_at") == [datetime(2026, 9, 1, 10)]


@pytest.mark.parametrize(
    "second", ["Start Date,End Date,Response ID", "Anfangsdatum,Enddatum,Antwort-ID", "开始日期,结束日期,答复 ID"]
)
def test_t07_the_second_row_of_qualtrics_may_be_in_any_language(second: str) -> None:
    ids = [f'"{{""ImportId"":""{name}""}}"' for name in ("startDate", "endDate", "_recordId", "QID1")]
    text = (
        f"StartDate,EndDate,ResponseId,Q1\n{second},How satisfied are you?\n{','.join(ids)}\n2026-09-01"
        " 10:00:00,2026-09-01 10:05:00,R_1,Satisfied\n"
    )
    found = prepared(csv_book(text), wave="none")
    assert (values(found, "response_id"), values(found, "csat")) == (["R_1"], [4])


def test_t06_merged_headers_are_filled_to_the_right() -> None:
    rows = [
        ["Customers of wave 3", None, None, None],
        ["Base", None, "Answers", None],
        ["Customer", "Answered at", "CSAT", "Comment"],
        ["C1", "2026-09-01", 5, "fine"],
    ]
    how = understand(xlsx_book(rows))
    assert (how.header_rows, how.first_row, how.titles) == ((2, 3), 4, ("Customers of wave 3",))


def test_t08_the_group_of_the_nps_is_no_score() -> None:
    ids = [f'"{{""ImportId"":""{name}""}}"' for name in ("endDate", "_recordId", "QID1", "QID1_NPS_GROUP")]
    text = (
        f"EndDate,ResponseId,Q1,Q1_NPS_GROUP\na,b,Likelihood to recommend,x\n{','.join(ids)}\n2026-09-01"
        " 10:00:00,R_1,9,3\n"
    )
    found = prepared(csv_book(text), wave="none")
    assert (values(found, "nps"), values(found, "answers")) == ([9], [None])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_t09_encodings_and_separators(encoding: str, delimiter: str) -> None:
    text = (HEADER + "C1,2026-09-01,非常满意\nC2,2026-09-02,一般\n").replace(",", delimiter)
    found = prepared(csv_book(text, encoding=encoding))
    assert values(found, "csat") == [5, 3]


def test_t09_windows_western() -> None:
    book = csv_book("customer;answered at;csat;comment\nC1;2026-09-01;5;très bien – merci\n", encoding="cp1252")
    assert values(prepared(book), "comment") == ["très bien – merci"]


def test_t10_ids_stay_as_they_are_written() -> None:
    rows = [
        ["客户编号", "答卷时间", "满意度"],
        ["000123", "2026-09-01", 5],
        [13800000001, "2026-09-01", 4],
        [118023456789, "2026-09-01", 4],
    ]
    assert values(prepared(xlsx_book(rows)), "customer") == ["000123", "13800000001", "118023456789"]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026年9月3日", datetime(2026, 9, 3)),
        ("2026年9月3日 下午3:05", datetime(2026, 9, 3, 15, 5)),
        ("2026-09-03T15:05:00", datetime(2026, 9, 3, 15, 5)),
        ("2026/9/3 7:10:37 PM", datetime(2026, 9, 3, 19, 10, 37)),
        ("46276.5", datetime(2026, 9, 11, 12)),
        ("20260903", datetime(2026, 9, 3)),
        ("3 Sep 2026", datetime(2026, 9, 3)),
        ("Sep 3, 2026 12:30 AM", datetime(2026, 9, 3, 0, 30)),
        ("2026.9.3 15时05分", datetime(2026, 9, 3, 15, 5)),
    ],
)
def test_t11_dates_as_people_write_them(cell: str, moment: datetime) -> None:
    found = prepared(csv_book(f'客户编号,答卷时间,满意度\nC1,"{cell}",5\n'))
    assert values(found, "answered_at") == [moment]


def test_t11_serials_of_1904() -> None:
    rows = [["客户编号", "答卷时间", "满意度"], ["C1", datetime(2026, 9, 3, 12), 5]]
    assert values(prepared(xlsx_book(rows, epoch_1904=True)), "answered_at") == [datetime(2026, 9, 3, 12)]


def test_t11_one_cell_decides_day_and_month_for_the_column() -> None:
    found = prepared(csv_book("customer,answered at,csat\nC1,3/4/2026,5\nC2,13/4/2026,4\n"))
    assert values(found, "answered_at") == [datetime(2026, 4, 3), datetime(2026, 4, 13)]


def test_t11_day_and_month_are_asked_where_both_fit() -> None:
    book = csv_book("customer,answered at,csat\nC1,3/4/2026,5\nC2,5/4/2026,4\n")
    with pytest.raises(Refusal) as refused:
        prepared(book)
    assert (refused.value.code, refused.value.where) == ("questions_open", "date_order.answered_at")
    found = prepared(book, **{"date_order.answered_at": "mdy"})
    assert values(found, "answered_at") == [datetime(2026, 3, 4), datetime(2026, 5, 4)]


def test_t11_a_column_of_both_orders_is_not_guessed() -> None:
    found = prepared(csv_book("customer,answered at,csat\nC1,13/4/2026,5\nC2,4/13/2026,4\nC3,5/6/2026,4\n"))
    assert found.table.num_rows == 2
    assert found.rejected == (("file", 4),)


def test_t11_times_of_another_zone_come_into_the_programmes() -> None:
    ids = [
        '"{""ImportId"":""endDate"",""timeZone"":""America/Denver""}"',
        '"{""ImportId"":""_recordId""}"',
        '"{""ImportId"":""QID1""}"',
    ]
    book = csv_book(f"EndDate,ResponseId,Q1\na,b,CSAT\n{','.join(ids)}\n2026-09-01 10:00:00,R_1,5\n")
    how = understand(book)
    found = prepare(book, how, answers={"wave": "none"}, zone="Asia/Shanghai")
    assert values(found, "answered_at") == [datetime(2026, 9, 2, 0)]
    assert values(prepare(book, how, answers={"wave": "none"}), "answered_at") == [datetime(2026, 9, 1, 10)]


def test_t13_empty_rows_and_columns_hidden_sheets_and_several_sheets() -> None:
    rows = [
        ["客户编号", "答卷时间", "满意度", None],
        ["C1", "2026-09-01", 5, None],
        [None] * 4,
        ["C2", "2026-09-02", 4, None],
        [None] * 4,
    ]
    book = read_file("f.xlsx", xlsx_bytes({"W1": rows, "W2": rows, "old": rows}, hidden=["old"]))
    how = understand(book)
    asked = [(question.id, question.choices) for question in how.questions]
    assert asked == [("sheet", ("W1", "W2")), ("wave", ("W1", "none"))]
    found = prepare(book, how, answers={"sheet": "W2", "wave": "W2"})
    assert (found.table.num_rows, found.ignored, found.read) == (2, {"blank_row": 1}, 3)
    assert (values(found, "_sheet"), values(found, "_row")) == (["W2", "W2"], [2, 4])


def test_t13_cells_with_errors_are_said() -> None:
    rows = [["客户编号", "答卷时间", "满意度"], ["C1", "2026-09-01", "#N/A"], ["C2", "2026-09-01", 4]]
    found = prepared(xlsx_book(rows))
    assert values(found, "csat") == [None, 4]
    assert codes(found).keys() <= {"formula_error", "no_answer"}
    assert sum(codes(found).values()) == 1


@pytest.mark.parametrize("word", ["合计", "小计：", "Total", "Average", "平均"])
def test_t14_totals_are_no_answers(word: str) -> None:
    found = prepared(csv_book(HEADER + f"C1,2026-09-01,5\nC2,2026-09-01,4\n{word},,4.5\n"))
    assert (values(found, "csat"), found.ignored) == ([5, 4], {"totals_row": 1})


def test_t15_that_nobody_said_zero_does_not_prove_a_scale_from_one() -> None:
    book = csv_book("customer,answered at,How likely to recommend?\nC1,2026-09-01,9\nC2,2026-09-01,10\n")
    assert [question.id for question in understand(book).questions] == ["range.nps"]
    assert values(prepared(book, **{"range.nps": "0-10"}), "nps") == [9, 10]
    other = prepared(book, **{"range.nps": "1-10"})
    assert (values(other, "nps"), values(other, "recommend"), values(other, "recommend_points")) == (
        [None, None],
        [9, 10],
        [10, 10],
    )


def test_t15_a_zero_proves_it() -> None:
    book = csv_book("customer,answered at,How likely to recommend?\nC1,2026-09-01,0\nC2,2026-09-01,10\n")
    assert understand(book).questions == ()


def test_t16_a_score_out_of_range_is_dropped_and_its_row_kept() -> None:
    found = prepared(csv_book("customer,answered at,NPS,CSAT (1-5)\nC1,2026-09-01,11,4\nC2,2026-09-01,10,6\n"))
    assert (values(found, "nps"), values(found, "csat"), found.rejected) == ([None, 10], [4, None], ())
    places = [(issue.code, issue.severity, issue.row, issue.column, issue.value) for issue in found.issues]
    assert places == [("out_of_range", "cell", 2, "NPS", "11"), ("out_of_range", "cell", 3, "CSAT (1-5)", "6")]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("(35.20)", "-35.20"),
        ("￥1,234,000元", "1234000.00"),
        ("12.5万", "125000.00"),
        ("0.3亿元", "30000000.00"),
        ("−5", "-5.00"),
        ("RMB 80", "80.00"),
        ("1.2e3", "1200.00"),
    ],
)
def test_t18_amounts(cell: str, amount: str) -> None:
    found = prepared(csv_book(f'customer,month,amount\nC1,2026-09,"{cell}"\n'), "revenue")
    assert [str(value) for value in values(found, "amount")] == [amount]


def test_t18_a_unit_above_the_table_holds_for_cells_that_name_none() -> None:
    text = '单位:万元,,\n客户编号,月份,金额\nC1,2026年9月,"1,200.50"\nC2,2026-09,"￥1,234,000元"\n合计,,"1,280.5"\n'
    found = prepared(csv_book(text), "revenue")
    assert [str(value) for value in values(found, "amount")] == ["12005000.00", "1234000.00"]
    assert values(found, "month") == [date(2026, 9, 1), date(2026, 9, 1)]
    assert codes(found) == {"units_mixed": 1, "totals_row": 1}


def test_every_row_ends_somewhere() -> None:
    rows = [
        ["客户编号", "答卷时间", "满意度"],
        ["C1", "2026-09-01", 5],
        [None] * 3,
        ["C2", "someday", 4],
        ["合计", None, 9],
        ["注：试", None, None],
    ]
    found = prepared(xlsx_book(rows))
    assert found.read == 5
    assert (found.table.num_rows, found.rejected, found.ignored) == (
        1,
        (("Sheet1", 4),),
        {"blank_row": 1, "totals_row": 1, "note_row": 1},
    )


def test_a_known_header_is_not_asked_about_again() -> None:
    text = "customer,answered at,How likely to recommend?\nC1,3/4/2026,9\n"
    first = prepared(csv_book(text), **{"range.nps": "1-10", "date_order.answered_at": "dmy"})
    book = csv_book(text.replace("C1", "C2"))
    how = understand(book, remembered={first.fingerprint: first.mapping})
    assert (how.questions, how.remembered) == ((), True)
    again = prepare(book, how)
    assert (values(again, "recommend"), values(again, "answered_at")) == ([9], [datetime(2026, 4, 3)])
    changed = prepare(book, how, answers={"range.nps": "0-10", "date_order.answered_at": "mdy"})
    assert (values(changed, "nps"), values(changed, "answered_at")) == ([9], [datetime(2026, 3, 4)])


def test_a_stated_day_holds_for_one_file_only() -> None:
    book = csv_book("customer,csat (1-5)\nC1,5\n")
    first = prepared(book, "surveys", answered_at="2026-09-01")
    how = understand(book, remembered={first.fingerprint: first.mapping})
    assert [question.id for question in how.questions] == ["answered_at"]


def test_a_wave_comes_from_the_name_and_is_asked() -> None:
    book = csv_book(
        "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、总体满意度\n1,2026/9/8 12:00:00,9秒,,,,满意\n",
        name="第三批问卷.csv",
    )
    question = understand(book).questions[0]
    assert (question.id, question.choices, question.guess) == ("wave", ("第三批", "none"), "第三批")
    assert values(prepared(book, wave="W4"), "wave") == ["W4"]


def test_a_mapping_goes_out_and_comes_in() -> None:
    mapping = understand(csv_book(HEADER + "C1,2026-09-01,5\n")).mapping
    assert Mapping.from_json(mapping.to_json()) == mapping
    with pytest.raises(Refusal, match="mapping_field_unknown"):
        Mapping.from_json('{"dataset": "surveys", "colums": []}')


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        (b"%PDF-1.7\n\0", "is_picture"),
        (b"\x89PNG\r\n\0", "is_picture"),
        (b"PK\x03\x04 broken", "unreadable_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted_file"),
        (b"<html><table></table></html>", "empty_file"),
        (b"<html><p>no</p></html>", "not_a_table"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_file("file", content)
    assert refused.value.code == code


def test_line_ends_of_old_macs() -> None:
    found = prepared(csv_book("客户编号,答卷时间,满意度\rC1,2026-09-01,5\rC2,2026-09-02,4\r"))
    assert (values(found, "csat"), values(found, "_row")) == ([5, 4], [2, 3])


def scale_file(*cells: str) -> str:
    return HEADER + "".join(f"C{at},2026-09-01,{cell}\n" for at, cell in enumerate(cells))


def test_a_later_file_with_part_of_the_wordings_keeps_the_scale() -> None:
    six = ["非常满意", "满意", "比较满意", "一般", "不满意", "非常不满意"]
    first = prepared(csv_book(scale_file(*six)))
    assert (values(first, "csat"), set(values(first, "csat_points"))) == ([6, 5, 4, 3, 2, 1], {6})
    book = csv_book(scale_file("满意", "不满意"))
    again = prepare(book, understand(book, remembered={first.fingerprint: first.mapping}))
    assert (values(again, "csat"), set(values(again, "csat_points"))) == ([5, 2], {6})


def test_a_middle_answer_on_a_scale_without_middle_is_said() -> None:
    four = ["非常满意", "比较满意", "比较不满意", "非常不满意"]
    first = prepared(csv_book(scale_file(*four)), **{"middle.csat": "four"})
    assert (values(first, "csat"), set(values(first, "csat_points"))) == ([4, 3, 2, 1], {4})
    book = csv_book(scale_file("一般", "比较满意"))
    again = prepare(book, understand(book, remembered={first.fingerprint: first.mapping}))
    assert (values(again, "csat"), codes(again)) == ([None, 3], {"not_a_rating": 1})


def test_t16_a_slip_above_the_usual_scale_may_be_said_to_be_one() -> None:
    book = csv_book("客户编号,答卷时间,满意度\nC1,2026-09-01,5\nC2,2026-09-01,11\nC3,2026-09-01,4\n")
    asked = understand(book).questions
    assert [(one.id, one.choices) for one in asked] == [("range.csat", ("0-100", "1-5"))]
    done = prepared(book, **{"range.csat": "1-5"})
    assert (values(done, "csat"), codes(done)) == ([5, None, 4], {"out_of_range": 1})
    assert not done.rejected


def test_one_word_among_numbers_does_not_lose_them_nor_one_number_the_words() -> None:
    text = "客户编号,答卷时间,满意度\nC1,2026-09-01,5\nC2,2026-09-01,4\nC3,2026-09-01,{}\nC4,2026-09-01,5\n"
    done = prepared(csv_book(text.format("差")))
    assert (values(done, "csat"), codes(done)) == ([5, 4, None, 5], {"not_a_rating": 1})
    words = text.replace(",5\n", ",满意\n").replace(",4\n", ",满意\n").format("4")
    done = prepared(csv_book(words + "C5,2026-09-01,3\n"))
    assert (values(done, "csat"), codes(done)) == ([4, 4, None, 4, None], {"not_a_rating": 2})
