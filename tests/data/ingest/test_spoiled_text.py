"""Text tables with a slip in them: read as they were meant and said, or refused with the line; nothing is lost in
silence."""

from __future__ import annotations

import json

import pytest

from data.ingest import read_file
from data.problems import Refusal
from tests.data.ingest.tables import codes, csv_book, prepared, values

HEAD = "客户编号,答卷时间,满意度(1-5),意见建议\n"
ROWS = "C1,2026-03-01,4,服务很慢\nC2,2026-03-02,5,好\nC3,2026-03-03,3,一般\n"


def comments(content: bytes) -> list[str | None]:
    return values(prepared(read_file("file.csv", content), "surveys"), "comment")


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('C0,2026-03-01,4,"慢\n' + ROWS, 2),
        (ROWS + 'C0,2026-03-01,4,"慢\n' + ROWS * 500, 5),
        ('C9,2026-03-01,4,5" pipe"s\nC0,2026-03-01,4,"慢\n' + ROWS, 3),
        ('C0,2026-03-01,4,"慢\nC9,2026-03-01,4,"两\n行"\n' + ROWS, 2),
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_refused_with_its_line(rows: str, line: int) -> None:
    with pytest.raises(Refusal) as refused:
        csv_book(HEAD + rows)
    assert (refused.value.code, refused.value.params) == ("quote_unclosed", {"row": line})


def test_marks_inside_a_text_swallow_nothing() -> None:
    text = HEAD + 'C0,2026-03-01,4,5" pipe\nC9,2026-03-01,4,"两\n行, ""q"""\n' + ROWS
    assert comments(text.encode()) == ['5" pipe', '两\n行, "q"', "服务很慢", "好", "一般"]


def test_a_backslash_before_a_mark_is_read_as_it_was_meant() -> None:
    text = HEAD + r'C0,2026-03-01,4,"he said \"ok\", fine"' + "\n" + ROWS
    assert comments(text.encode())[0] == 'he said "ok", fine'
    path = HEAD + r'C0,2026-03-01,4,"C:\dir\"' + "\n" + ROWS
    assert comments(path.encode())[0] == "C:\\dir\\"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("torn", [b"\xf0\x9f\x91", b"\xff", b"\xed\xa0\x80"])
def test_a_torn_character_spoils_its_cell_only_and_is_said(encoding: str, torn: bytes) -> None:
    text = (HEAD + ROWS * 20).encode(encoding) + b"C9,2026-03-04,4,ok" + torn + b"\n"
    done = prepared(read_file("file.csv", text), "surveys")
    assert values(done, "comment")[:60] == ["服务很慢", "好", "一般"] * 20
    assert codes(done) == {"torn_characters": 1}
    assert [(one.row, one.column) for one in done.issues] == [(62, "意见建议")]


def test_a_stray_zero_byte_is_nothing_and_many_are_no_table() -> None:
    assert comments((HEAD + ROWS).replace("很慢", "很\0慢").encode())[0] == "服务很慢"
    with pytest.raises(Refusal, match="not_a_table"):
        read_file("file.csv", (HEAD + ROWS).encode() + b"\0" * 4096)


def test_cells_under_no_header_are_said_with_their_row() -> None:
    done = prepared(csv_book(HEAD + ROWS + "C9,2026-03-04,4,慢, 非常慢,x\n"), "surveys")
    assert [(one.code, one.severity, one.row, one.params["letters"]) for one in done.issues] == [
        ("no_header", "warn", 5, "E, F")
    ]
    numbered = "".join(f"{at},{line}\n" for at, line in enumerate(ROWS.split("\n")[:3]))
    assert codes(prepared(csv_book("," + HEAD + numbered), "surveys")) == {}


def test_ids_kept_as_text_are_read_and_those_already_spoiled_are_said() -> None:
    text = '客户编号,答卷时间\n="007",2026-03-01\n"=""008""",2026-03-01\n6.22848E+18,2026-03-01\n'
    done = prepared(csv_book(text), "surveys")
    assert values(done, "customer") == ["007", "008", "6.22848E+18"]
    assert [(one.code, one.row) for one in done.issues] == [("id_as_number", 4), ("no_score", None)]


@pytest.mark.parametrize(
    "head",
    [
        "客户编号,答卷时间,满意度,满意度,意见建议,意见建议",
        "客户编号,答卷时间,满意度,1,2,3",
        "客户编号,答卷时间,满意度,2026-03-01,5%,1",
        f"客户编号,答卷时间,满意度,{'为什么' * 170},<script>alert(1)</script>,'",
    ],
)
def test_headers_that_come_again_or_are_figures_are_headers(head: str) -> None:
    again = (
        {"column.D": "+", "column.F": "+"} if "意见建议" in head else {}
    )  # a second column of a known name is asked about
    done = prepared(csv_book(f"{head}\nC1,2026-03-01,5,4,3,2\nC2,2026-03-02,4,4,3,1\n"), "surveys", **again)
    assert values(done, "customer") == ["C1", "C2"]
    assert values(done, "csat") == [5, 4]
    kept = [len(json.loads(text)) for text in values(done, "answers") if text]
    assert kept == ([2, 2] if "意见建议" in head else [3, 3])


def test_a_header_alone_is_said() -> None:
    assert [(one.code, one.severity, one.row) for one in prepared(csv_book(HEAD), "surveys").issues] == [
        ("no_rows", "warn", 1)
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇二六年三月一日", "2026-03-01 00:00:00"),
        ("二零二五年十二月三十一日", "2025-12-31 00:00:00"),
        ("二〇二六年十月二十日 下午3:05", "2026-10-20 15:05:00"),
        ("民國115年3月3日", "2026-03-03 00:00:00"),
        ("2026/3/1 星期日", "2026-03-01 00:00:00"),
        ("2026年3月1日（周日）10:30", "2026-03-01 10:30:00"),
        ("2026年3月1号", "2026-03-01 00:00:00"),
        ("Sunday, March 1, 2026", "2026-03-01 00:00:00"),
        ("Sun 1 Mar 2026", "2026-03-01 00:00:00"),
        ("46082", "2026-03-01 00:00:00"),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: str) -> None:
    done = prepared(csv_book(f'客户编号,答卷时间\nC1,"{written}"\n'), "surveys")
    assert [str(one) for one in values(done, "answered_at")] == [day]


@pytest.mark.parametrize(
    "written",
    ["2569-03-01", "115/03/01", "1150301", "周日", "二〇二六年三月四十日", "一二三四年十十月", "Sunday"],
)
def test_a_day_of_another_or_no_era_is_refused_with_its_row(written: str) -> None:
    done = prepared(csv_book(f"客户编号,答卷时间\nC1,{written}\nC2,2026-03-01\n"), "surveys")
    assert [(one.code, one.row, one.value) for one in done.issues] == [
        ("not_a_date", 2, written),
        ("no_score", None, ""),
    ]


def test_an_emoji_alone_tells_the_chinese_encoding() -> None:
    content = "customer,comment\nC1,thanks 👍.\n".encode("gb18030")
    assert read_file("phone.csv", content).sheets[0].grid.columns[1][1].as_py() == "thanks 👍."
