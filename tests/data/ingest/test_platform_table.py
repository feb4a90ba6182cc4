"""Every platform by every kind of question: what each cell of its export is stored as, in csv and in xlsx.

A platform's files are written here as it writes them, with three answer sheets each. Kinds that a platform cannot write
are named in ``CANNOT`` with the reason.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from data.ingest import Workbook, prepare, read_file, understand
from data.store.batch import Prepared
from tests.data.ingest.tables import codes, values, xlsx_bytes

Rows = list[list[str]]
AT = "2026-09-13 12:00:00"
US = "9/13/2026 12:00:00"


@dataclass(frozen=True)
class Platform:
    """Its own columns: the header rows, and the cells of the nth answer sheet of a customer."""

    heads: Rows
    cells: Callable[[int], list[str]]


PLATFORMS: dict[str, Platform] = {
    "qualtrics": Platform(
        [
            ["StartDate", "EndDate", "Status", "Finished", "ResponseId", "ExternalReference"],
            ["Start", "End", "Type", "Finished", "ID", "Reference"],
            [
                json.dumps({"ImportId": one})
                for one in ("startDate", "endDate", "status", "finished", "_recordId", "ref")
            ],
        ],
        lambda n: [AT, AT, "IP Address", "True", f"R_{n}", f"C{n}"],
    ),
    "qualtrics_legacy": Platform(
        [
            ["V1", "V2", "V3", "V4", "V7", "V8", "V9", "V10"],
            [
                "ResponseID",
                "ResponseSet",
                "Name",
                "ExternalDataReference",
                "Status",
                "StartDate",
                "EndDate",
                "Finished",
            ],
        ],
        lambda n: [f"R_{n}", "Default Response Set", "Anonymous", f"C{n}", "0", AT, AT, "1"],
    ),
    "surveymonkey": Platform(
        [["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Custom Data 1"], [""] * 6],
        lambda n: [f"11802345678{n}", "42", US, US, "1.2.3.4", f"C{n}"],
    ),
    "msforms": Platform(
        [["ID", "Start time", "Completion time", "Email", "Name", "Customer ID"]],
        lambda n: [str(n), US, US, "anonymous", "", f"C{n}"],
    ),
    "googleforms": Platform([["Timestamp", "Customer ID"]], lambda n: [US, f"C{n}"]),
    "wjx": Platform(
        [["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的客户编号"]],
        lambda n: [str(n), AT, "9秒", "微信", "N/A", "1.2.3.4(上海-上海)", f"C{n}"],
    ),
    "wjx_code": Platform(
        [["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的客户编号"]],
        lambda n: [str(n), AT, "9秒", "微信", "N/A", "1.2.3.4(上海-上海)", f"C{n}"],
    ),
    "tencent": Platform(
        [["编号", "开始答题时间", "结束答题时间", "答题时长", "用户类型", "自定义字段"]],
        lambda n: [str(n), AT, AT, "2分0秒", "匿名", f"C{n}"],
    ),
    "limesurvey": Platform(
        [
            [
                "id. Response ID",
                "submitdate. Date submitted",
                "lastpage. Last page",
                "startlanguage. Start language",
                "Q1. Customer ID",
            ]
        ],
        lambda n: [str(n), AT, "3", "zh-Hans", f"C{n}"],
    ),
    "phone_list": Platform(
        [["序号", "客户编号", "拨打时间", "是否接通", "回访结果"]],
        lambda n: [str(n), f"C{n}", AT, "是", "成功"],
    ),
    "template": Platform(
        [["客户编号", "答卷时间"], ["customer", "answered_at"]],
        lambda n: [f"C{n}", AT],
    ),
}


@dataclass(frozen=True)
class Case:
    """``heads`` are the header rows of the questions, ``rows`` the answers; ``stored`` is the JSON of other answers of
    each row, ``fields`` what fields of their own hold."""

    platform: str
    kind: str
    heads: Rows
    rows: Rows
    stored: list[dict[str, Any] | None]
    fields: dict[str, list[Any]] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)


def sheet(case: Case) -> Rows:
    own = PLATFORMS[case.platform]
    heads = [[*first, *more] for first, more in zip(own.heads, case.heads, strict=True)]
    return [*heads, *([*own.cells(n), *row] for n, row in enumerate(case.rows, start=1))]


def csv_book(rows: Rows) -> Workbook:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return read_file("export.csv", stream.getvalue().encode("utf-8-sig"))


def xlsx_book(rows: Rows) -> Workbook:
    """As a workbook holds it: whole numbers as numbers, blanks as nothing."""
    typed = [
        [None if cell == "" else int(cell) if cell.isdigit() and len(cell) < 9 else cell for cell in row]
        for row in rows
    ]
    return read_file("export.xlsx", xlsx_bytes({"Sheet1": typed}))


def read(book: Workbook, remembered: dict[str, str] | None = None) -> tuple[str, Prepared]:
    found = understand(book, dataset="surveys", remembered=remembered)
    asked = {one.id: one.guess or one.choices[0] for one in found.questions}
    return found.platform, prepare(book, found, answers=asked)


CASES = [
    # Several ticks. Nothing ticked is an empty list where the platform tells it from not answered.
    Case(
        "qualtrics",
        "multi",
        [["Q3"], ["Problems"], ['{"ImportId":"QID3"}']],
        [["1,2"], ["-99"], [""]],
        [{"Problems": ["1", "2"]}, {"Problems": []}, None],
    ),
    Case(
        "qualtrics",
        "multi",
        [["Q3_1", "Q3_2"], ["Problems - Selected Choice - Queue", "Problems - Selected Choice - Papers"], ["{}", "{}"]],
        [["Queue", ""], ["Queue", "Papers"], ["", ""]],
        [{"Problems": ["Queue"]}, {"Problems": ["Queue", "Papers"]}, None],
    ),
    Case(
        "qualtrics",
        "multi",
        [["Q3_1", "Q3_2"], ["Problems - Selected Choice - Queue", "Problems - Selected Choice - Papers"], ["{}", "{}"]],
        [["1", ""], ["1", "1"], ["", ""]],
        [{"Problems": ["Queue"]}, {"Problems": ["Queue", "Papers"]}, None],
    ),
    Case(
        "qualtrics_legacy",
        "multi",
        [["Q3"], ["Problems"]],
        [["1,2"], ["2"], [""]],
        [{"Problems": ["1", "2"]}, {"Problems": ["2"]}, None],
    ),
    Case(
        "surveymonkey",
        "multi",
        [["Problems?", "", ""], ["Queue", "Papers", "None"]],
        [["Queue", "Papers", ""], ["", "", "None"], ["", "", ""]],
        [{"Problems?": ["Queue", "Papers"]}, {"Problems?": ["None"]}, None],
    ),
    Case(
        "msforms",
        "multi",
        [["Problems"]],
        [["Queue;Papers;"], ["Queue;"], [""]],
        [{"Problems": ["Queue", "Papers"]}, {"Problems": ["Queue"]}, None],
    ),
    Case(
        "googleforms",
        "multi",
        [["Problems"]],
        [["Queue, long, Papers"], ["Papers"], ["Queue, long"], [""]],
        [{"Problems": ["Queue, long", "Papers"]}, {"Problems": ["Papers"]}, {"Problems": ["Queue, long"]}, None],
    ),
    Case(
        "googleforms",
        "multi",
        [["Problems (choose all)"]],
        [["Queue, Papers"], ["Queue"], [""]],
        [{"Problems (choose all)": "Queue, Papers"}, {"Problems (choose all)": "Queue"}, None],
        told={"answers_joined": 1},
    ),
    Case(
        "wjx",
        "multi",
        [["2、问题"]],
        [["排队┋丢失"], ["(空)"], [""]],
        [{"2、问题": ["排队", "丢失"]}, {"2、问题": []}, None],
    ),
    Case(
        "wjx_code",
        "multi",
        [["2(排队)", "2(丢失)"]],
        [["1", "0"], ["0", "0"], ["-2", "-2"]],
        [{"2": ["排队"]}, {"2": []}, None],
    ),
    Case(
        "tencent",
        "multi",
        [["2.问题-排队", "2.问题-丢失", "3.是否再来"]],
        [["1", "0", "1"], ["0", "0", "0"], ["", "", ""]],
        [{"2.问题": ["排队"], "3.是否再来": "1"}, {"2.问题": [], "3.是否再来": "0"}, None],
    ),
    Case(
        "tencent",
        "multi",
        [["2.问题[排队]", "2.问题[丢失]"]],
        [["1", "1"], ["0", "1"], ["1", ""]],
        [{"2.问题": ["排队", "丢失"]}, {"2.问题": ["丢失"]}, {"2.问题": ["排队"]}],
    ),
    Case(
        "limesurvey",
        "multi",
        [["Q3[SQ001]. Problems [Queue]", "Q3[SQ002]. Problems [Papers]"]],
        [["Y", ""], ["Y", "Y"], ["", ""]],
        [{"Problems": ["Queue"]}, {"Problems": ["Queue", "Papers"]}, None],
    ),
    Case(
        "limesurvey",
        "multi",
        [["Q3[SQ001]", "Q3[SQ002]"]],
        [["Y", ""], ["", "Y"], ["", ""]],
        [{"Q3": ["SQ001"]}, {"Q3": ["SQ002"]}, None],
    ),
    # Rows of a matrix: a field of its own where the row names one, else an answer under its own header.
    Case(
        "qualtrics",
        "matrix",
        [["Q4_1", "Q4_2"], ["Rate - Price", "Rate - Courtesy"], ["{}", "{}"]],
        [["5", "4"], ["1", "-99"], ["", ""]],
        [{"Rate - Price": "5"}, {"Rate - Price": "1"}, None],
        {"service_attitude": [4, None, None]},
        {"no_answer": 1},
    ),
    Case(
        "qualtrics_legacy",
        "matrix",
        [["Q4_1", "Q4_2"], ["Rate - Price", "Rate - Courtesy"]],
        [["5", "4"], ["1", ""]],
        [{"Rate - Price": "5"}, {"Rate - Price": "1"}],
        {"service_attitude": [4, None]},
    ),
    Case(
        "surveymonkey",
        "matrix",
        [["Rate:", ""], ["Price", "Courtesy"]],
        [["5", "4"], ["1", "N/A"], ["", ""]],
        [{"Rate: [Price]": "5"}, {"Rate: [Price]": "1"}, None],
        {"service_attitude": [4, None, None]},
        {"no_answer": 1},
    ),
    Case(
        "msforms",
        "matrix",
        [["Price", "Courtesy"]],
        [["Good", "Poor"], ["Poor", ""]],
        [{"Price": "Good"}, {"Price": "Poor"}],
        {"service_attitude": [2, None]},
    ),
    Case(
        "googleforms",
        "matrix",
        [["Rate [Price]", "Rate [Courtesy]"]],
        [["Good", "Poor"], ["Poor", ""]],
        [{"Rate [Price]": "Good"}, {"Rate [Price]": "Poor"}],
        {"service_attitude": [2, None]},
    ),
    Case(
        "wjx",
        "matrix",
        [["第2题(价格)", "第2题(服务态度)"]],
        [["满意", "非常满意"], ["一般", "(空)"]],
        [{"第2题(价格)": "满意"}, {"第2题(价格)": "一般"}],
        {"service_attitude": [5, None]},
    ),
    Case(
        "wjx_code",
        "matrix",
        [["第2题(价格)", "第2题(服务态度)"]],
        [["2", "1"], ["1", "-2"], ["1", "2"]],
        [{"第2题(价格)": "2"}, {"第2题(价格)": "1"}, {"第2题(价格)": "1"}],
        {"service_attitude": [5, None, 4]},
    ),
    Case(
        "wjx_code",
        "matrix",
        [["第2题(价格)", "第2题(服务态度)"]],
        [["1", "1"], ["1", "-2"]],
        [{"第2题(价格)": "1"}, {"第2题(价格)": "1"}],
        {"service_attitude": [5, None]},
    ),
    Case(
        "tencent",
        "matrix",
        [["2.评价-价格", "2.评价-服务态度"]],
        [["5", "4"], ["1", ""]],
        [{"2.评价-价格": "5"}, {"2.评价-价格": "1"}],
        {"service_attitude": [4, None]},
    ),
    Case(
        "tencent",
        "matrix",
        [["2.评价-价格", "2.评价-服务态度"]],
        [["1", "1"], ["1", ""]],
        [{"2.评价-价格": "1"}, {"2.评价-价格": "1"}],
        {"service_attitude": [1, None]},
    ),
    Case(
        "limesurvey",
        "matrix",
        [["Q4[SQ001]. Rate [Price]", "Q4[SQ002]. Rate [Courtesy]"]],
        [["5", "4"], ["1", ""]],
        [{"Q4[SQ001]. Rate [Price]": "5"}, {"Q4[SQ001]. Rate [Price]": "1"}],
        {"service_attitude": [4, None]},
    ),
    Case(
        "phone_list",
        "matrix",
        [["价格", "服务态度"]],
        [["5", "4"], ["1", ""]],
        [{"是否接通": "是", "价格": "5"}, {"是否接通": "是", "价格": "1"}],
        {"service_attitude": [4, None]},
    ),
    Case(
        "template",
        "matrix",
        [["服务态度"], ["service_attitude"]],
        [["4"], [""]],
        [None, None],
        {"service_attitude": [4, None]},
    ),
    # A ranking is a list with the first place first, and its places are no scores.
    Case(
        "qualtrics",
        "ranking",
        [["Q5_1", "Q5_2"], ["Importance - Price", "Importance - Courtesy"], ["{}", "{}"]],
        [["1", "2"], ["2", "1"], ["1", "2"], ["-99", "-99"]],
        [
            {"Importance": ["Price", "Courtesy"]},
            {"Importance": ["Courtesy", "Price"]},
            {"Importance": ["Price", "Courtesy"]},
            {"Importance": []},
        ],
        {"service_attitude": [None] * 4},
    ),
    Case(
        "surveymonkey",
        "ranking",
        [["Please rank:", ""], ["Price", "Courtesy"]],
        [["2", "1"], ["1", "N/A"], ["", ""]],
        [{"Please rank:": ["Courtesy", "Price"]}, {"Please rank:": ["Price"]}, None],
        {"service_attitude": [None] * 3},
    ),
    Case(
        "msforms",
        "ranking",
        [["Rank"]],
        [["Price;Speed;"], ["Speed;Price;"], [""]],
        [{"Rank": ["Price", "Speed"]}, {"Rank": ["Speed", "Price"]}, None],
    ),
    Case(
        "wjx",
        "ranking",
        [["2、排序"]],
        [["价格→速度"], ["速度→价格"], ["(空)"]],
        [{"2、排序": ["价格", "速度"]}, {"2、排序": ["速度", "价格"]}, {"2、排序": []}],
    ),
    Case(
        "wjx_code",
        "ranking",
        [["2(价格)", "2(服务态度)", "2(速度)"]],
        [["1", "2", "3"], ["2", "1", "-2"], ["3", "2", "1"], ["-3", "-3", "-3"]],
        [
            {"第2题": ["价格", "服务态度", "速度"]},
            {"第2题": ["服务态度", "价格"]},
            {"第2题": ["速度", "服务态度", "价格"]},
            {"_skipped": ["第2题"]},
        ],
        {"service_attitude": [None] * 4},
    ),
    Case(
        "tencent",
        "ranking",
        [["2.请排序-价格", "2.请排序-服务态度"]],
        [["1", "2"], ["2", "1"]],
        [{"2.请排序": ["价格", "服务态度"]}, {"2.请排序": ["服务态度", "价格"]}],
        {"service_attitude": [None, None]},
    ),
    Case(
        "limesurvey",
        "ranking",
        [["Q5[1]. Order [Rank 1]", "Q5[2]. Order [Rank 2]"]],
        [["Price", "Speed"], ["Speed", ""], ["N/A", "N/A"], ["", ""]],
        [{"Order": ["Price", "Speed"]}, {"Order": ["Speed"]}, {"_skipped": ["Order"]}, None],
    ),
    Case(
        "limesurvey",
        "ranking",
        [["Order [Rank 1]", "Order [Rank 2]", "Order [Rank 3]"]],
        [["Price", "Courtesy", ""], ["Courtesy", "", ""]],
        [{"Order": ["Price", "Courtesy"]}, {"Order": ["Courtesy"]}],
        {"service_attitude": [None, None]},
    ),
    Case(
        "limesurvey",
        "ranking",
        [["Q5[1]", "Q5[2]", "Q5[3]"]],
        [["A1", "A2", ""], ["A2", "A1", "A3"], ["A3", "A1", ""], ["A2", "", ""], ["", "", ""]],
        [{"Q5": ["A1", "A2"]}, {"Q5": ["A2", "A1", "A3"]}, {"Q5": ["A3", "A1"]}, {"Q5": ["A2"]}, None],
    ),
    Case(
        "limesurvey",
        "ranking",
        [["排队顺序 [排名 1]", "排队顺序 [排名 2]"]],
        [["价格", "速度"], ["速度", ""]],
        [{"排队顺序": ["价格", "速度"]}, {"排队顺序": ["速度"]}],
    ),
    # Figures for rows of a matrix are no places: answers come again in a row, or leave a gap.
    Case(
        "limesurvey",
        "matrix",
        [["Q5[1]", "Q5[2]"]],
        [["A1", "A2"], ["A2", "A1"], ["A1", "A1"], ["A2", "A1"]],
        [
            {"Q5[1]": "A1", "Q5[2]": "A2"},
            {"Q5[1]": "A2", "Q5[2]": "A1"},
            {"Q5[1]": "A1", "Q5[2]": "A1"},
            {"Q5[1]": "A2", "Q5[2]": "A1"},
        ],
    ),
    # A text of one's own is kept, beside the choice or as it.
    Case(
        "qualtrics",
        "other",
        [["Q3", "Q3_4_TEXT"], ["Problems", "Problems - Other - Text"], ["{}", "{}"]],
        [["Queue,Other", "phone"], ["Queue", ""]],
        [{"Problems": ["Queue", "Other"], "Problems - Other - Text": "phone"}, {"Problems": ["Queue"]}],
    ),
    Case(
        "qualtrics_legacy",
        "other",
        [["Q3", "Q3_TEXT"], ["Problems", "Problems - Other"]],
        [["1,4", "phone"], ["4", ""]],
        [{"Problems": ["1", "4"], "Problems - Other": "phone"}, {"Problems": ["4"]}],
    ),
    Case(
        "surveymonkey",
        "other",
        [["Problems?", "", ""], ["Queue", "Papers", "Other (please specify)"]],
        [["Queue", "", "phone"], ["", "Papers", ""]],
        [{"Problems?": ["Queue"], "Problems? [Other (please specify)]": "phone"}, {"Problems?": ["Papers"]}],
    ),
    Case(
        "msforms",
        "other",
        [["Problems"]],
        [["Queue;my phone;"], ["Queue;"]],
        [{"Problems": ["Queue", "my phone"]}, {"Problems": ["Queue"]}],
    ),
    Case(
        "googleforms",
        "other",
        [["Problems"]],
        [["Queue, Papers"], ["Papers"], ["Queue"], ["Queue"], ["Queue, my phone, always"]],
        [
            {"Problems": one}
            for one in (["Queue", "Papers"], ["Papers"], ["Queue"], ["Queue"], ["Queue", "my phone, always"])
        ],
    ),
    Case(
        "wjx",
        "other",
        [["2、问题"]],
        [["排队┋其他〖没人接〗"], ["其他〖没人接〗"]],
        [{"2、问题": ["排队", "其他〖没人接〗"]}, {"2、问题": ["其他〖没人接〗"]}],
    ),
    Case(
        "wjx_code",
        "other",
        [["2(排队)", "2(其他)"]],
        [["1", "1〖没人接〗"], ["0", "0"]],
        [{"2": ["排队", "其他〖没人接〗"]}, {"2": []}],
    ),
    Case(
        "tencent",
        "other",
        [["2.问题-排队", "2.问题-丢失", "2.问题-其他", "2.问题-其他[填空]"]],
        [["1", "0", "1", "没人接"], ["0", "1", "0", ""]],
        [{"2.问题": ["排队", "其他"], "2.问题-其他[填空]": "没人接"}, {"2.问题": ["丢失"]}],
    ),
    Case(
        "limesurvey",
        "other",
        [["Q3[SQ001]. Problems [Queue]", "Q3[other]. Problems [Other]", "Q7. Kind", "Q7[other]. Kind [Other]"]],
        [["Y", "phone", "-oth-", "kiosk"], ["Y", "", "A1", ""]],
        [
            {
                "Problems": ["Queue"],
                "Q3[other]. Problems [Other]": "phone",
                "Q7. Kind": "-oth-",
                "Q7[other]. Kind [Other]": "kiosk",
            },
            {"Problems": ["Queue"], "Q7. Kind": "A1"},
        ],
    ),
    Case(
        "phone_list",
        "other",
        [["遇到的问题"]],
        [["其他：没人接"], ["排队、丢失"]],
        [{"是否接通": "是", "遇到的问题": "其他：没人接"}, {"是否接通": "是", "遇到的问题": "排队、丢失"}],
    ),
    # Skipped: seen and not answered. What a person types stays, N/A too.
    Case(
        "qualtrics",
        "skipped",
        [["Q6", "Q7"], ["Why", "Satisfaction"], ["{}", "{}"]],
        [["-99", "-99"], ["N/A", "5"]],
        [None, {"Why": "N/A"}],
        {"csat": [None, 5]},
        {"no_answer": 1},
    ),
    Case("qualtrics_legacy", "skipped", [["Q6"], ["Why"]], [["-99"], ["N/A"]], [None, {"Why": "N/A"}]),
    Case("surveymonkey", "skipped", [["Why"], ["Open-Ended Response"]], [[""], ["N/A"]], [None, {"Why": "N/A"}]),
    Case("msforms", "skipped", [["Why"]], [[""], ["N/A"]], [None, {"Why": "N/A"}]),
    Case("googleforms", "skipped", [["Why"]], [[""], ["N/A"]], [None, {"Why": "N/A"}]),
    Case(
        "wjx",
        "skipped",
        [["2、原因", "3、满意度"]],
        [["(空)", "(空)"], ["N/A", "满意"]],
        [None, {"2、原因": "N/A"}],
        {"csat": [None, 4]},
    ),
    Case(
        "wjx_code",
        "skipped",
        [["2、原因", "3(排队)", "3(丢失)"]],
        [["-2", "-2", "-2"], ["N/A", "0", "1"]],
        [None, {"2、原因": "N/A", "3": ["丢失"]}],
    ),
    Case(
        "tencent",
        "skipped",
        [["2.原因", "3.问题-排队", "3.问题-丢失"]],
        [["", "0", "0"], ["N/A", "0", "1"]],
        [{"3.问题": []}, {"2.原因": "N/A", "3.问题": ["丢失"]}],
    ),
    Case("limesurvey", "skipped", [["Q6. Why"]], [[""], ["slow"]], [None, {"Q6. Why": "slow"}]),
    Case(
        "phone_list",
        "skipped",
        [["满意度"]],
        [["拒绝回答"], ["4"]],
        [{"是否接通": "是"}] * 2,
        {"csat": [None, 4]},
        {"no_answer": 1},
    ),
    Case(
        "template",
        "skipped",
        [["满意度"], ["csat"]],
        [["不适用"], ["4"]],
        [None, None],
        {"csat": [None, 4]},
        {"no_answer": 1},
    ),
    # Not asked: listed, in questions of every kind, and never a fault of the file.
    Case(
        "wjx",
        "not asked",
        [["2、问题（多选）", "第3题(服务态度)", "4、排序", "5、原因", "6、满意度"]],
        [["(跳过)"] * 5, ["排队", "满意", "价格→速度", "慢", "满意"]],
        [
            {"_skipped": ["2、问题（多选）", "4、排序", "5、原因", "6、满意度", "第3题(服务态度)"]},
            {"2、问题（多选）": ["排队"], "4、排序": ["价格", "速度"], "5、原因": "慢"},
        ],
        {"csat": [None, 4], "service_attitude": [None, 4]},
    ),
    Case(
        "wjx_code",
        "not asked",
        [["2(排队)", "2(丢失)", "第3题(服务态度)", "5、原因"]],
        [["-3"] * 4, ["1", "0", "2", "慢"]],
        [{"_skipped": ["2", "5、原因", "第3题(服务态度)"]}, {"2": ["排队"], "5、原因": "慢"}],
        {"service_attitude": [None, 4]},
    ),
    Case(
        "limesurvey",
        "not asked",
        [
            [
                "Q3[SQ001]. Problems [Queue]",
                "Q3[SQ002]. Problems [Papers]",
                "Q4[SQ002]. Rate [Courtesy]",
                "Q6. Why",
                "Q7. Comment",
            ]
        ],
        [["N/A"] * 5, ["Y", "", "4", "slow", "ok"]],
        [
            {"_skipped": ["Problems", "Q4[SQ002]. Rate [Courtesy]", "Q6. Why"]},
            {"Problems": ["Queue"], "Q6. Why": "slow"},
        ],
        {"service_attitude": [None, 4], "comment": [None, "ok"]},
    ),
]

_BLANK = "its export leaves the cell of a question that was not put blank, as that of one that was not answered"
_FIELDS = "it has a column a field of ours and none for questions of one's own"
_BY_HAND = "what a person writes by hand has no such form: the cell is kept as the text it is"
CANNOT = {
    ("qualtrics", "not asked"): _BLANK,
    ("qualtrics_legacy", "not asked"): _BLANK,
    ("qualtrics_legacy", "ranking"): "columns of places, as in the newer export, whose reading it shares",
    ("surveymonkey", "not asked"): _BLANK,
    ("msforms", "not asked"): _BLANK,
    ("googleforms", "not asked"): _BLANK,
    ("googleforms", "ranking"): "the platform has no question of ranking; a grid stands for it",
    ("tencent", "not asked"): _BLANK,
    ("phone_list", "multi"): _BY_HAND,
    ("phone_list", "ranking"): _BY_HAND,
    ("phone_list", "not asked"): _BY_HAND,
    ("template", "multi"): _FIELDS,
    ("template", "ranking"): _FIELDS,
    ("template", "other"): _FIELDS,
    ("template", "not asked"): _FIELDS,
}
KINDS = ("multi", "matrix", "ranking", "other", "skipped", "not asked")


@pytest.mark.parametrize("make", [csv_book, xlsx_book])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.platform}-{case.kind}")
def test_what_is_stored(case: Case, make: Callable[[Rows], Workbook]) -> None:
    platform, done = read(make(sheet(case)))
    assert platform == case.platform
    assert [None if text is None else json.loads(text) for text in values(done, "answers")] == case.stored
    assert {name: values(done, name) for name in case.fields} == case.fields
    assert codes(done) == case.told


def test_every_platform_has_every_kind_or_a_reason() -> None:
    have = {(case.platform, case.kind) for case in CASES}
    assert have | set(CANNOT) == {(platform, kind) for platform in PLATFORMS for kind in KINDS}
    assert not have & set(CANNOT)
