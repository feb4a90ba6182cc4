"""The same answers written in every shape a platform exports, in any encoding and container, are read back equal."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest import prepare, read_file, understand
from tests.conftest import proving
from tests.data.ingest.tables import values, xlsx_bytes

ZH = ("非常不满意", "不满意", "一般", "满意", "非常满意")
EN = ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")
SURE = "C900000", datetime(2026, 9, 30, 12), 5, 0, "好"
"""One answer in each file that settles its month-first dates and its 0–10 scale, as a file of some size has."""


@dataclass(frozen=True)
class Answer:
    customer: str
    at: datetime
    csat: int | None
    nps: int | None
    comment: str


ANSWERS = st.lists(
    st.builds(
        Answer,
        customer=st.integers(0, 10**6).map("C{:06d}".format),
        at=st.integers(0, 60 * 24 * 300).map(lambda minutes: datetime(2026, 1, 1) + timedelta(minutes=minutes)),
        csat=st.none() | st.integers(1, 5),
        nps=st.none() | st.integers(0, 10),
        comment=st.text("很慢好快服务ok ,;\"'|\n", max_size=12).map(str.strip),
    ),
    max_size=8,
    unique_by=lambda answer: answer.customer,
)
Rows = list[list[str]]


def text(value: object) -> str:
    return "" if value is None else str(value)


def words(scale: tuple[str, ...], csat: int | None) -> str:
    return "" if csat is None else scale[csat - 1]


def plain(answers: list[Answer]) -> Rows:
    lines = [[one.customer, one.at.isoformat(" "), text(one.csat), text(one.nps), one.comment] for one in answers]
    return [["客户编号", "答卷时间", "满意度(1-5)", "推荐可能性(0-10)", "意见建议"], *lines]


def by_hand(answers: list[Answer]) -> Rows:
    """Titles above, an empty column at the left, blank rows, a totals row and a note."""
    head, *lines = plain(answers)
    blank = [""] * 6
    spread = [line for one in lines for line in (["", *one], blank)]
    titles = [["", "客户回访清单", "", "", "", ""], blank]
    return [*titles, ["", *head], *spread, ["", "合计", "", "", "", ""], ["", "注：手工整理", "", "", "", ""]]


def wjx(answers: list[Answer]) -> Rows:
    head = [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来源",
        "来源详情",
        "来自IP",
        "1、您的客户编号",
        "2、总体满意度",
        "3、您推荐我们的可能性(0-10)",
        "4、意见建议",
    ]
    lines = [
        [
            str(at),
            one.at.strftime("%Y/%m/%d %H:%M:%S"),
            "9秒",
            "微信",
            "N/A",
            "1.2.3.4(上海-上海)",
            one.customer,
            words(ZH, one.csat),
            text(one.nps),
            one.comment,
        ]
        for at, one in enumerate(answers, start=1)
    ]
    return [head, *lines]


def microsoft(answers: list[Answer]) -> Rows:
    head = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Customer ID",
        "How satisfied are you?",
        "How likely are you to recommend us? (0-10)",
        "Comment",
    ]
    lines = [
        [
            str(at),
            f"{one.at:%m/%d/%y %H:%M:%S}",
            f"{one.at:%m/%d/%y %H:%M:%S}",
            "anonymous",
            "",
            one.customer,
            words(EN, one.csat),
            text(one.nps),
            one.comment,
        ]
        for at, one in enumerate(answers, start=1)
    ]
    return [head, *lines]


def google(answers: list[Answer]) -> Rows:
    head = [
        "Timestamp",
        "Customer ID",
        "How satisfied are you?",
        "How likely are you to recommend us? (0-10)",
        "Comment",
    ]
    lines = [
        [f"{one.at:%m/%d/%Y %H:%M:%S}", one.customer, words(EN, one.csat), text(one.nps), one.comment]
        for one in answers
    ]
    return [head, *lines]


def qualtrics(answers: list[Answer]) -> Rows:
    keys = ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId", "Q1", "Q2", "Q3", "Q4"]
    asked = [
        "Anfang",
        "Ende",
        "Art",
        "Fortschritt",
        "Fertig",
        "Nr",
        "Customer ID",
        "How satisfied\nare you?",
        "How likely are you to recommend us? (0-10)",
        "Comment",
    ]
    ids = [
        json.dumps({"ImportId": name})
        for name in (
            "startDate",
            "endDate",
            "status",
            "progress",
            "finished",
            "_recordId",
            "QID1",
            "QID2",
            "QID3",
            "QID4",
        )
    ]
    lines = [
        [
            one.at.isoformat(" "),
            one.at.isoformat(" "),
            "IP Address",
            "100",
            "True",
            f"R_{at}",
            one.customer,
            words(EN, one.csat),
            text(one.nps),
            one.comment,
        ]
        for at, one in enumerate(answers)
    ]
    return [keys, asked, ids, *lines]


def surveymonkey(answers: list[Answer]) -> Rows:
    head = [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "End Date",
        "IP Address",
        "Email Address",
        "Customer ID",
        "How satisfied are you?",
        "How likely are you to recommend us? (0-10)",
        "Comment",
    ]
    below = [*[""] * 6, "Open-Ended Response", "Response", "Response", "Open-Ended Response"]
    lines = [
        [
            str(118000000000 + at),
            "42",
            f"{one.at:%m/%d/%Y %I:%M:%S %p}",
            f"{one.at:%m/%d/%Y %I:%M:%S %p}",
            "",
            "",
            one.customer,
            words(EN, one.csat),
            text(one.nps),
            one.comment,
        ]
        for at, one in enumerate(answers)
    ]
    return [head, below, *lines]


def lime(answers: list[Answer]) -> Rows:
    head = [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
        "Q1. Customer ID",
        "Q2. How satisfied are you?",
        "Q3. How likely are you to recommend us? (0-10)",
        "Q4. Comment",
    ]
    lines = [
        [str(at), one.at.isoformat(" "), "3", "en", one.customer, words(EN, one.csat), text(one.nps), one.comment]
        for at, one in enumerate(answers, start=1)
    ]
    return [head, *lines]


def tencent(answers: list[Answer]) -> Rows:
    head = [
        "编号",
        "开始答题时间",
        "结束答题时间",
        "答题时长",
        "客户编号",
        "总体满意度",
        "您推荐我们的可能性(0-10)",
        "意见建议",
    ]
    lines = [
        [
            str(at),
            one.at.isoformat(" "),
            one.at.isoformat(" "),
            "12秒",
            one.customer,
            words(ZH, one.csat),
            text(one.nps),
            one.comment,
        ]
        for at, one in enumerate(answers, start=1)
    ]
    return [head, *lines]


SHAPES = (plain, by_hand, wjx, microsoft, google, qualtrics, surveymonkey, lime, tencent)
CONTAINERS = st.one_of(
    st.just(("xlsx", "", "")),
    st.tuples(st.just("csv"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]), st.sampled_from(",;\t")),
)


def packed(rows: Rows, container: tuple[str, str, str]) -> bytes:
    kind, encoding, delimiter = container
    if kind == "xlsx":
        return xlsx_bytes({"Sheet1": [[cell or None for cell in row] for row in rows]})
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


@settings(
    max_examples=proving(30, 600),
    deadline=None,
    derandomize=proving(1, 0) == 1,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(answers=ANSWERS, shape=st.sampled_from(SHAPES), container=CONTAINERS)
def test_answers_of_any_shape_are_read_back_equal(
    answers: list[Answer], shape: object, container: tuple[str, str, str]
) -> None:
    answers = [*answers, Answer(*SURE)]
    assert callable(shape)
    # The name says what is inside in one case of two: content decides.
    book = read_file("answers.csv", packed(shape(answers), container))
    how = understand(book)
    assert how.dataset == "surveys"
    # Few answers without the middle word leave open whether there was one: then it is asked, and these scales have
    # five.
    open_now = {question.id for question in how.questions}
    assert open_now <= {"wave", "middle.csat"}
    found = prepare(book, how, answers={name: "five" if name == "middle.csat" else "none" for name in open_now})
    assert found.rejected == ()
    assert values(found, "customer") == [one.customer for one in answers]
    assert values(found, "answered_at") == [one.at for one in answers]
    assert values(found, "csat") == [one.csat for one in answers]
    assert values(found, "nps") == [one.nps for one in answers]
    assert [one or "" for one in values(found, "comment")] == [one.comment for one in answers]
