"""Several ticks, matrices, rankings, a text of one's own, skipped and not asked: each platform's way, kept apart."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from data.ingest import prepare, read_file, understand
from data.store.batch import Prepared
from tests.data.ingest.tables import codes, values

Rows = list[list[str]]


def read(rows: Rows) -> Prepared:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    book = read_file("export.csv", stream.getvalue().encode("utf-8-sig"))
    found = understand(book, dataset="surveys")
    asked = {question.id: question.guess or question.choices[0] for question in found.questions}
    return prepare(book, found, answers=asked)


def answers(rows: Rows) -> list[Any]:
    return [None if text is None else json.loads(text) for text in values(read(rows), "answers")]


OWN = ["2026/9/3 12:00:00", "9秒", "微信", "N/A", "1.2.3.4(上海-上海)"]
WJX: Rows = [
    [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        "来源详情",
        "来自IP",
        "1、您的客户编号",
        "2、总体满意度",
        "3、遇到的问题（多选）",
        "4、最看重的",
        "5、备注的服务",
    ],
    ["1", *OWN, "C1", "满意", "排队┋其他〖电话没人接〗", "价格→速度", "(跳过)"],
    ["2", *OWN, "C2", "(跳过)", "(空)", "(空)", "快"],
    ["3", *OWN, "C3", "满意", "(跳过)", "(跳过)", ""],
]


def test_wjx_keeps_nothing_ticked_apart_from_not_asked() -> None:
    assert answers(WJX) == [
        {
            "3、遇到的问题（多选）": ["排队", "其他〖电话没人接〗"],
            "4、最看重的": ["价格", "速度"],
            "_skipped": ["5、备注的服务"],
        },
        {"3、遇到的问题（多选）": [], "4、最看重的": [], "5、备注的服务": "快", "_skipped": ["2、总体满意度"]},
        {"_skipped": ["3、遇到的问题（多选）", "4、最看重的"]},
    ]


AT = ["09/03/2026 01:02:03 PM", "09/13/2026 01:05:03 PM", "", ""]
SURVEYMONKEY: Rows = [
    [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "End Date",
        "IP Address",
        "Email Address",
        "Customer ID",
        "Which problems?",
        "",
        "",
        "",
    ],
    ["", "", "", "", "", "", "Open-Ended Response", "Queue", "Lost papers", "None of these", "Other (please specify)"],
    ["118", "42", *AT, "C1", "Queue", "", "", "phone"],
    ["119", "42", *AT, "C2", "", "", "", ""],
    ["120", "42", *AT, "C3", "", "", "None of these", ""],
]


def test_surveymonkey_a_choice_nobody_ticked_is_one_and_a_text_of_ones_own_is_kept() -> None:
    own = "Which problems? [Other (please specify)]"
    assert answers(SURVEYMONKEY) == [
        {"Which problems?": ["Queue"], own: "phone"},
        None,
        {"Which problems?": ["None of these"]},
    ]
    later = [list(line) for line in SURVEYMONKEY]
    later[3][8] = "Lost papers"
    first = read(SURVEYMONKEY)
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(later)
    book = read_file("later.csv", stream.getvalue().encode())
    again = understand(book, remembered={first.fingerprint: first.mapping})
    done = values(prepare(book, again, answers={one.id: "none" for one in again.questions}), "answers")
    assert json.loads(done[1]) == {"Which problems?": ["Lost papers"]}


LIME: Rows = [
    [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
        "Q1. Customer ID",
        "Q5[SQ001]. Problems [Queue]",
        "Q5[SQ002]. Problems [Lost papers]",
        "Q6[1]. Rank [Rank 1]",
        "Q6[2]. Rank [Rank 2]",
    ],
    ["1", "2026-09-03 12:00:00", "3", "en", "C1", "Y", "", "Price", "Speed"],
    ["2", "2026-09-03 12:00:00", "3", "en", "C2", "N/A", "N/A", "", ""],
]


def test_limesurvey_not_asked_is_not_unticked() -> None:
    assert answers(LIME) == [
        {"Problems": ["Queue"], "Rank": ["Price", "Speed"]},
        {"_skipped": ["Problems"]},
    ]


QUALTRICS: Rows = [
    [
        "StartDate",
        "EndDate",
        "Status",
        "Progress",
        "Finished",
        "ResponseId",
        "Q1",
        "Q3",
        "Q3_4_TEXT",
        "Q4_1",
        "Q4_2",
        "Q3_DO_1",
    ],
    [
        "a",
        "b",
        "c",
        "d",
        "e",
        "f",
        "Customer ID",
        "Problems",
        "Problems - Other - Text",
        "Matrix - Speed",
        "Matrix - Courtesy",
        "Order",
    ],
    [
        json.dumps({"ImportId": name})
        for name in (
            "startDate",
            "endDate",
            "status",
            "progress",
            "finished",
            "_recordId",
            "QID1",
            "QID3",
            "QID3_4_TEXT",
            "QID4_1",
            "QID4_2",
            "QID3_DO",
        )
    ],
    [
        "2026-09-03 12:00:00",
        "2026-09-03 12:00:00",
        "IP Address",
        "100",
        "True",
        "R_1",
        "C1",
        "Queue,Other",
        "phone",
        "Good",
        "Poor",
        "1|2",
    ],
    [
        "2026-09-03 12:00:00",
        "2026-09-03 12:00:00",
        "IP Address",
        "100",
        "True",
        "R_2",
        "C2",
        "1,2,3",
        "",
        "-99",
        "Good",
        "",
    ],
]


def test_qualtrics_seen_but_unanswered_is_no_score_and_no_fault() -> None:
    done = read(QUALTRICS)
    assert [json.loads(text) for text in values(done, "answers")] == [
        {"Problems": ["Queue", "Other"], "Problems - Other - Text": "phone"},
        {"Problems": ["1", "2", "3"]},
    ]
    assert values(done, "service_quality") == [4, None]
    assert codes(done) == {"no_answer": 1}


@pytest.mark.parametrize(
    ("header", "cell", "kept"),
    [
        (
            ["ID", "Start time", "Completion time", "Email", "Name", "Customer ID", "Problems"],
            "Queue;Other text;",
            ["Queue", "Other text"],
        ),
        (["Timestamp", "Customer ID", "Problems"], "Queue, Lost papers", "Queue, Lost papers"),
    ],
)
def test_forms_of_microsoft_are_split_and_those_of_google_kept_as_written(
    header: list[str], cell: str, kept: object
) -> None:
    at = "9/13/2026 12:00:00"
    before = [at] if header[0] == "Timestamp" else ["1", at, at, "anonymous", ""]
    assert answers([header, [*before, "C1", cell]]) == [{"Problems": kept}]
