"""Somebody who has never seen the product drops a branch's seventeen spreadsheets, and a week later eight more.

In Chinese, on an empty store, in one drop each week: what is asked is answered as somebody of the branch would, and the
numbers of ``truth.json`` are read on the pages.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.conftest import visit
from tests.browser.server import running
from tests.browser.test_upload import PATIENCE, press, settle

pytestmark = pytest.mark.shared
MEANT = {
    "普通": "低",
    "金卡": "中",
    "白金": "高",
    "钻石": "高",
    "部分属实": "是",
    "个人信息处理者变更告知书": "单独同意",
    "未回复": "都不是，留空",
}
"""What the people of the branch mean by their words, as the page offers it."""
NOT_STATED, UNSAID = "未知", "未注明"
MOST_ASKED = 2
MINUTES = {"week46": 15, "week47": 5}
"""What the two weeks may take at most, on a machine that others use too; what they took is reported."""
LEDGERS = (
    "customers wave",
    "transfers wave",
    "surveys survey",
    "surveys week",
    "costs line",
    "complaints none",
    "notices wave",
    "training topic",
    "tasks snapshot_on",
    "risks snapshot_on",
    "promises none",
    "documents none",
    "market none",
    "incidents none",
    "campaigns none",
    "departures none",
    "waves wave",
    "costs week",
)
AGAIN = (
    "transfers wave",
    "surveys survey",
    "surveys week",
    "costs line",
    "complaints none",
    "risks snapshot_on",
    "costs week",
)
"""Ledgers of which a file comes in the second week."""
Sums = dict[tuple[str, str, str], str]
"""By field, what and value of the field that stands side by side: what the cell says."""


def seen(page: Page, key: str) -> bool:
    return page.locator(f".st-key-{key}").locator("visible=true").count() > 0


def quiet(page: Page) -> None:
    """Wait until the page stays as it is: a run that another follows at once is not its end."""
    for _ in range(2):
        settle(page)


def pressed(page: Page, key: str) -> bool:
    """Press a button; false where the page was drawn anew meanwhile and the button is gone."""
    try:
        page.locator(f".st-key-{key} button").click(timeout=5000)
    except TooLate:
        return False
    quiet(page)
    return True


def take(page: Page, files: list[Path], ends: dict[str, dict[str, float]] | None = None) -> dict[str, int]:
    """Drop the files and keep each; by its name, how many things were asked. ``ends`` is told by the number of the file
    what its receipt says became of its rows."""
    page.locator("input[type=file]").first.set_input_files(
        [{"name": one.name, "mimeType": "", "buffer": one.read_bytes()} for one in files]
    )
    expect(page.locator(".ho-step-here")).not_to_contain_text("1", timeout=6 * PATIENCE)
    asked: dict[str, int] = {}
    for file in files:
        settle(page)
        asked[file.name] = keep(page)
        expect(page.locator(".st-key-upload_receipt")).to_be_visible(timeout=3 * PATIENCE)
        expect(page.locator(".st-key-upload_receipt")).to_contain_text(file.name)
        if ends is not None:
            told = page.locator(".st-key-upload_receipt .ho-end").all_inner_texts()
            ends[file.name[:2]] = {one.split("\n")[0].strip(): number(one.split("\n")[-1]) for one in told}
        press(page, "upload_next")
    return asked


def keep(page: Page) -> int:
    """Answer what one file asks and keep it; how much it asked. A proposal that is shown with its source is no
    question."""
    asked = 0
    for _ in range(20):
        quiet(page)
        if seen(page, "upload_all"):
            pressed(page, "upload_all")
        elif seen(page, "upload_go"):
            asked += pressed(page, "upload_go")
        elif seen(page, "upload_asked"):
            things = answer(page)
            asked += things * pressed(page, "upload_asked_go")
        elif seen(page, "upload_keep"):
            expect(page.locator(".st-key-upload_keep button")).to_be_enabled(timeout=PATIENCE)
            if pressed(page, "upload_keep"):
                return asked
    raise AssertionError("the file asks on and on")


def answer(page: Page) -> int:
    """Fill in the card of all that is asked: words by what they mean, a wave that is not stated as unknown, and what is
    proposed as it is. The words of one column are one thing."""
    words: set[str] = set()
    things = 0
    lines = page.locator(".st-key-upload_asked [data-testid=stHorizontalBlock]")
    for at in range(lines.count()):
        line = lines.nth(at)
        word, note = (line.locator(part).inner_text() for part in (".ho-body b", ".ho-body .ho-muted"))
        if word in MEANT:
            choose(page, line, MEANT[word])
            words.add(note.partition("：")[0])
        elif "文件中未写明" in note:
            choose(page, line, NOT_STATED)
            things += 1
        elif not note.startswith(("取自", "沿用")):
            things += 1
    return things + len(words)


def choose(page: Page, line: Any, choice: str) -> None:
    """Open the list and take a choice; a page that is drawn meanwhile closes the list, which is opened again."""
    field = line.locator("[data-testid=stSelectbox] input")
    for _ in range(6):
        try:
            field.click(timeout=4000)
            page.get_by_role("option", name=choice, exact=True).click(timeout=4000)
        except TooLate:
            page.keyboard.press("Escape")
        settle(page)
        if field.input_value() == choice:
            return
    raise AssertionError(f"no {choice} among {page.get_by_role('option').all_inner_texts()}")


def sums(page: Page, site: str, ledger: str) -> Sums:
    """The totals of a ledger as the page shows them."""
    name, by = ledger.split()
    page.goto(f"{site}/records?lang=zh&view=sums&ledger={name}&by={by}")
    page.wait_for_selector(".ho-table tbody tr", timeout=PATIENCE)
    settle(page)
    table = page.locator(".ho-table").last
    heads = [one.strip() for one in table.locator("thead th").all_inner_texts()]
    found: Sums = {}
    for row in table.locator("tbody tr").all():
        cells = [one.strip() for one in row.locator("th, td").all_inner_texts()]
        found |= {(cells[0], cells[1], side): text for side, text in zip(heads[2:], cells[2:], strict=True)}
    return found


def test_a_branch_is_on_screen_in_a_quarter_of_an_hour(
    browser: Browser, tmp_path: Path, shared_dir: Path, record_property: Callable[[str, object], None]
) -> None:
    folder = shared_dir / "cases/branch_move"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    with running(tmp_path / "move.duckdb", today="2026-11-28") as site:
        visitor = visit(browser, f"{site}/upload?lang=zh")
        page = visitor.page
        for week, ledgers in (("week46", LEDGERS), ("week47", AGAIN)):
            begun = time.monotonic()
            ends: dict[str, dict[str, float]] = {}
            asked = take(page, sorted((folder / week).iterdir()), ends)
            took = time.monotonic() - begun
            record_property(f"{week}_seconds", round(took))
            record_property(f"{week}_questions", sum(asked.values()))
            record_property(f"{week}_most_questions_of_a_file", max(asked.values()))
            assert {name: n for name, n in asked.items() if n > MOST_ASKED} == {}
            assert took < 60 * MINUTES[week]
            told = {ledger: sums(page, site, ledger) for ledger in ledgers}
            wrong = {name: pair for name, pair in compared(told, truth, week).items() if pair[0] != pair[1]}
            assert wrong == {}
            if week == "week46":
                right = truth["01"]
                turned_away = {"新增": right["good_customers"], "退回": right["no_id"] + right["repeats"]}
                assert {what: ends["01"][what] for what in turned_away} == turned_away
            page.goto(f"{site}/upload?lang=zh")
            page.wait_for_selector("input[type=file]", state="attached", timeout=PATIENCE)
        assert (visitor.errors, visitor.foreign) == ([], [])


def number(text: str) -> float:
    return float(re.sub(r"[^\d.−-]", "", text).replace("−", "-") or 0)


def compared(told: dict[str, Sums], truth: dict[str, Any], week: str) -> dict[str, tuple[Any, Any]]:
    """Name → what the page says and what is right, for every number of the truth that the ledgers which were read
    hold."""
    every = {**_each_week(told, truth, week), **(_once(told, truth) if week == "week46" else {})}
    return {name: (round(said, 2) if isinstance(said, float) else said, right) for name, (said, right) in every.items()}


def _each_week(told: dict[str, Sums], truth: dict[str, Any], week: str) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    status = {"切换失败": "失败", "客户拒绝": "拒绝", "已回退": "回转", "成功": "已切换", "待处理": "计划"}
    for wave, counts in truth["03"][week].items():
        for word, n in counts.items():
            found[f"03 {wave} {word}"] = (number(told["transfers wave"]["状态", status[word], wave]), n)
    for file, name in (("04", "wjx"), ("05", "tencent")):
        # Both weeks stand in one survey: the second is what has come to the first.
        weeks = ["week46"] if week == "week46" else ["week46", "week47"]
        own = {
            key[1]: number(text)
            for key, text in told["surveys survey"].items()
            if key[2].startswith(name) and key[0] in ("推荐意愿（NPS）", "")
        }
        good = next(
            number(text)
            for key, text in told["surveys survey"].items()
            if key[2].startswith(name) and key[1] == "满意（最高两档）"
        )
        n = sum(truth[file][one]["n"] for one in weeks)
        found[f"{file} n"] = (own["行数"], n)
        found[f"{file} nps"] = (
            round(own["NPS"], 1),
            round(sum(truth[file][one]["n"] * truth[file][one]["nps"] for one in weeks) / n, 1),
        )
        found[f"{file} satisfied"] = (good, sum(truth[file]["csat_top2"][one[-2:]] for one in weeks))
    phone = {key[:2]: text for key, text in told["surveys survey"].items() if key[2].startswith("phone")}
    found["06 calls"] = (number(phone["", "行数"]), truth["06"]["calls"])
    found["06 answered"] = (number(phone["是否完整", "是"]), truth["06"]["ok"])
    found["06 nps"] = (number(phone["推荐意愿（NPS）", "NPS"]), truth["06"]["nps"]["nps"])
    found["06 satisfied"] = (number(phone["总体满意度（CSAT）", "满意（最高两档）"]), truth["06"]["csat_top2"])
    monday, every = {"week46": ("2026-11-16", "nps_46_with_phone"), "week47": ("2026-11-23", "nps_47_two_platforms")}[
        week
    ]
    found["nps of the week"] = (number(told["surveys week"]["推荐意愿（NPS）", "NPS", monday]), truth[every]["nps"])
    complaints = {key[:2]: text for key, text in told["complaints none"].items()}
    found["07 n"] = (number(complaints["", "行数"]), truth["07"][week]["n"])
    found["07 closed"] = (number(complaints["办结时间", "有值"]), truth["07"][week]["closed"])
    found["07 compensation"] = (number(complaints["补偿金额", "合计"]), truth["07"][week]["comp"])
    found["07 closed late"] = (number(complaints["办结时间", "超过期限"]), truth["07"][week]["late_closed"])
    if week == "week47":  # what is overdue is so today, after both weeks
        found["07 open and overdue"] = (number(complaints["办理时限", "逾期未办"]), truth["07"][week]["open_overdue"])
    for line, (budget, actual) in truth["08"][week]["lines"].items():
        found[f"08 {line} budget"] = (number(told["costs line"]["预算", "合计", line]) / 10_000, budget)
        found[f"08 {line} actual"] = (number(told["costs line"]["实际", "合计", line]) / 10_000, actual)
    for name, what in (("budget_total_wan", "预算"), ("actual_wan", "实际")):
        every_line = [number(text) for key, text in told["costs line"].items() if key[:2] == (what, "合计")]
        found[f"08 {name}"] = (sum(every_line) / 10_000, truth["08"][week][name])
    day = {"week46": "2026-11-20", "week47": "2026-11-27"}[week]
    found["11 risks"] = (number(told["risks snapshot_on"]["", "行数", day]), truth["11"][week])
    if week == "week47":
        found["11 closed"] = (number(told["risks snapshot_on"]["风险状态", "已关闭", day]), truth["11"]["closed47"])
    months = told["costs week"]
    spent = [
        side for field, what, side in months if (field, what) == ("实际", "有值") and number(months[field, what, side])
    ]
    to_date = sum(number(months["预算", "合计", side]) for side in spent)
    found["08 budget to date"] = (to_date / 10_000, truth["08"][week]["budget_to_date_wan"])
    return found


def _once(told: dict[str, Sums], truth: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    customers, waves = told["customers wave"], list(truth["01"]["waves"])

    def everywhere(field: str, what: str) -> float:
        return sum(number(customers.get((field, what, wave), "0")) for wave in waves)

    for wave in waves:
        found[f"01 {wave}"] = (number(customers["", "行数", wave]), truth["01"]["waves"][wave])
    for branch, n in truth["02"]["branches"].items():
        found[f"02 {branch}"] = (everywhere("分支机构", branch), n)
    tiers = truth["01"]["tiers"]
    right = {"低": tiers["普通"], "中": tiers["金卡"], "高": tiers["白金"] + tiers["钻石"]}
    found |= {f"01 {word}": (everywhere("价值等级", word), n) for word, n in right.items()}
    found["01 elderly"] = (everywhere("需特别关注", "是"), truth["01"]["elderly"])
    found["01 balance"] = (everywhere("预付余额", "合计") / 10_000, truth["01"]["balance_wan"])
    for wave, (planned, done) in truth["02"]["waves"].items():
        own = told["waves wave"]
        found[f"02 {wave} planned"] = (own["计划切换日", "最早日期", wave], planned)
        found[f"02 {wave} done"] = (own.get(("实际切换日", "最早日期", wave), "") or None, done)
    for topic, counts in truth["12"].items():
        side = f"{topic}培训"
        training = told["training topic"]
        found[f"12 {topic} people"] = (number(training["", "行数", side]), counts["people"])
        found[f"12 {topic} absent"] = (number(training["出席", "否", side]), counts["absent"])
        found[f"12 {topic} failed"] = (number(training["考核成绩", "低于60", side]), counts["failed_below_60"])
    for wave, counts in truth["13"]["by_wave"].items():
        notices = told["notices wave"]
        found[f"13 {wave} rows"] = (number(notices["", "行数", wave]), sum(counts.values()))
        found[f"13 {wave} consented"] = (number(notices["答复结果", "同意", wave]), counts["同意"])
        found[f"13 {wave} refused"] = (number(notices["答复结果", "拒绝", wave]), counts["不同意"])
        # A letter that came back, or that nobody signed for, was not answered either.
        back, unsigned = (number(notices["退回", word, wave]) for word in ("是", UNSAID))
        found[f"13 {wave} came back"] = (back, counts["退信"])
        found[f"13 {wave} not signed for"] = (unsigned, counts["未签收"])
        silent = number(notices["答复结果", UNSAID, wave]) - back - unsigned
        found[f"13 {wave} not answered"] = (silent, counts["未回复"])
    tasks = told["tasks snapshot_on"]
    found["09 tasks"] = (number(tasks["", "行数", "2026-11-22"]), truth["09"]["tasks"])
    found["09 done"] = (number(tasks["完成百分比", "已完成（100%）", "2026-11-22"]), truth["09"]["done"])
    found["09 finish"] = (tasks["计划完成日", "最晚日期", "2026-11-22"], truth["09"]["finish"])
    found["10 tasks"] = (number(tasks["", "行数", "2026-11-20"]), truth["10"]["tasks"])
    found["10 milestones"] = (number(tasks["里程碑", "是", "2026-11-20"]), truth["10"]["milestones"])
    rows = {
        "promises": truth["14"]["n"],
        "documents": truth["15"]["n"],
        "incidents": truth["16"]["n"],
        "campaigns": truth["17"]["campaigns"],
        "departures": truth["17"]["departures"],
        "market": truth["17"]["rates"],
    }
    found |= {f"{name} rows": (number(told[f"{name} none"]["", "行数", "全部行"]), n) for name, n in rows.items()}
    found["14 kept"] = (number(told["promises none"]["兑现日期", "有值", "全部行"]), truth["14"]["kept"])
    found["14 kept late"] = (number(told["promises none"]["兑现日期", "超过期限", "全部行"]), truth["14"]["kept_late"])
    found["14 overdue"] = (number(told["promises none"]["兑现期限", "逾期未办", "全部行"]), truth["14"]["overdue"])
    found["15 missing"] = (number(told["documents none"]["形成日期", "尚无日期", "全部行"]), truth["15"]["missing"])
    found["15 finished"] = (number(told["documents none"]["形成日期", "有值", "全部行"]), truth["15"]["finished"])
    return found


def test_the_market_tracker_alone_is_on_screen(browser: Browser, tmp_path: Path, shared_dir: Path) -> None:
    """Three sheets in one file on an empty store: two campaigns, eighty-four departures, six rates, and each page says
    what they do not tell."""
    (file,) = (shared_dir / "cases/branch_move/week46").glob("17_*.xlsx")
    truth = json.loads((shared_dir / "cases/branch_move/truth.json").read_text(encoding="utf-8"))["17"]
    with running(tmp_path / "tracker.duckdb", today="2026-11-28") as site:
        visitor = visit(browser, f"{site}/upload?lang=zh")
        page = visitor.page
        assert take(page, [file]) == {file.name: 1}
        rows = {
            name: number(sums(page, site, f"{name} none")["", "行数", "全部行"])
            for name in ("campaigns", "departures", "market")
        }
        assert (
            rows
            == {
                "campaigns": truth["campaigns"],
                "departures": truth["departures"],
                "market": truth["rates"],
            }
            == {"campaigns": 2, "departures": 84, "market": 6}
        )
        for view, said in (
            ("campaigns", "共2项活动，尚无一项同时给出成本与获得的客户数"),
            ("shares", "最高的是农业银行、工商银行（1.15%）；本机构的未给出"),
        ):
            page.goto(f"{site}/market?lang=zh&view={view}")
            expect(page.locator("[data-testid=stMain]")).to_contain_text(said, timeout=PATIENCE)
            expect(page.locator("[data-testid=stMain]")).not_to_contain_text("¥0")
        assert (visitor.errors, visitor.foreign) == ([], [])
