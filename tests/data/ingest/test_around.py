"""What stands around a table is proposed with its source: waves, days and topics of titles, sheets and files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.ingest import read_file, understand
from data.ingest.around import Programme
from data.ingest.questions import asked_and_proposed
from data.language import Translator
from data.settings import settings
from tests.data.ingest.tables import xlsx_bytes

PLAN = ["任务编号", "任务名称", "计划开始日期", "计划完成日期"]
TASK = ["T1", "演练", "2026-09-01", "2026-12-01"]
SHEET, MARKS = ["姓名", "岗位", "考试成绩"], ["王伟", "柜员", "81"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HANDOVER_TODAY", "2026-11-28")
    settings.cache_clear()
    yield
    settings.cache_clear()


def proposals(
    name: str, sheet: str, rows: list[list[str]], dataset: str, waves: tuple[str, ...] = ()
) -> dict[str, tuple[str, str]]:
    """By field what is proposed and from where."""
    book = read_file(name, xlsx_bytes({sheet: rows}))
    found = understand(book, dataset=dataset, programme=Programme(waves))
    return {one.id: (one.guess, str(one.params.get("source", ""))) for one in found.questions if one.guess}


@pytest.mark.parametrize(
    ("title", "file", "day", "source"),
    [
        ("项目周计划（第46周：2026年11月16日—22日）", "计划.xlsx", "2026-11-22", "title"),
        ("项目周计划 2026年10月26日至11月1日", "计划.xlsx", "2026-11-01", "title"),
        ("更新日期：2026年11月20日", "计划_20261101.xlsx", "2026-11-20", "title"),
        ("Status date: 20 November 2026", "plan.xlsx", "2026-11-20", "title"),
        ("项目周计划", "计划_20261120.xlsx", "2026-11-20", "file"),
        ("项目周计划", "Project导出_1120.xlsx", "2026-11-20", "file"),
        ("项目周计划", "导出_1230.xlsx", "2025-12-30", "file"),
        ("项目周计划（第46周）", "计划.xlsx", "2026-11-15", "title"),
        ("项目周计划（第48周：2026年11月23日—29日）", "计划.xlsx", "2026-11-28", "title"),
    ],
)
def test_the_day_of_a_plan_is_read_from_what_stands_around_it(title: str, file: str, day: str, source: str) -> None:
    """Of a range the last day, of a week its Sunday, and never a day that is still to come."""
    assert proposals(file, "Sheet1", [[title], PLAN, TASK], "tasks")["snapshot_on"] == (day, source)


def test_topic_and_day_of_a_sign_in_sheet_stand_in_its_title() -> None:
    title = "培训主题：迁移流程培训    培训时间：2026年10月9日 14:00-17:00    地点：三楼会议室"
    found = proposals("签到.xlsx", "迁移流程", [["培训签到表"], [title], SHEET, MARKS], "training")
    assert found == {"topic": ("迁移流程培训", "title"), "held_on": ("2026-10-09", "title")}
    named = proposals("签到.xlsx", "个人信息保护", [SHEET, MARKS], "training")
    assert named["topic"] == ("个人信息保护", "sheet")
    assert "topic" not in proposals("签到.xlsx", "Sheet1", [SHEET, MARKS], "training")


@pytest.mark.parametrize(
    ("sheet", "title", "file", "waves", "wave"),
    [
        ("第二批", "登记表", "第一批.xlsx", (), ("第二批", "sheet")),
        ("Sheet1", "第三批客户登记表", "a.xlsx", (), ("第三批", "title")),
        ("Sheet1", "登记表", "第三批切换登记.xlsx", ("W1", "W3"), ("W3", "file")),
        ("W2", "登记表", "a.xlsx", ("第一批", "第二批"), ("第二批", "sheet")),
        ("Sheet1", "第一批与第二批客户登记表", "a.xlsx", (), None),
        ("Sheet1", "登记表", "w3.xlsx", (), None),
    ],
)
def test_a_wave_is_proposed_by_the_name_the_programme_has_for_it(
    sheet: str, title: str, file: str, waves: tuple[str, ...], wave: tuple[str, str] | None
) -> None:
    """Nothing where two waves are named, or where a W in the file's name may be a week."""
    rows = [[title], ["客户编号", "满意度", "日期"], ["C1", "5", "2026-09-03"]]
    assert proposals(file, sheet, rows, "surveys", waves).get("wave") == wave


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Read from the name of the sheet: 第二批"), ("zh", "取自工作表名：第二批")]
)
def test_the_source_is_said_in_words(lang: str, said: str) -> None:
    book = read_file("a.xlsx", xlsx_bytes({"第二批": [["客户编号", "满意度", "日期"], ["C1", "5", "2026-09-03"]]}))
    assert [one.source_text(Translator(lang)) for one in understand(book).questions] == [said]


def test_what_the_file_says_itself_is_confirmed_and_what_it_does_not_say_is_asked() -> None:
    """A sign-in sheet says its topic and day; only the wave is a question. The words of one column are one."""
    title = "培训主题：迁移流程培训    培训时间：2026年10月9日 14:00-17:00"
    book = read_file("签到.xlsx", xlsx_bytes({"迁移流程": [[title], SHEET, MARKS]}))
    assert asked_and_proposed(understand(book, dataset="training").questions) == (1, 2)
    rows = [
        ["客户编号", "客户等级"],
        *([f"C{at}", word] for at, word in enumerate(("金卡", "普卡", "白金", "钻石") * 3)),
    ]
    book = read_file("名册.xlsx", xlsx_bytes({"名册": rows}))
    found = understand(book, dataset="customers").questions
    assert [one.code for one in found].count("value") > 1
    assert asked_and_proposed(one for one in found if one.code == "value") == (1, 0)
