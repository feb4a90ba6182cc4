"""Seventeen files of a branch's move, two weeks, taken as they are: what is stored are the numbers of ``truth.json``.

Each file is understood, asked about and kept as the page does it; the questions are answered as somebody who knows the
branch would, the proposals taken where they are right.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analytics.ledger_sums import load_sums
from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import Question, prepare, read_file, table_sheets, understand
from data.ingest.programme import load_programme
from data.settings import settings
from data.store import Query, Receipt, Store, open_store

pytestmark = pytest.mark.shared
ADMIN = local_rights("t", "administrator")
KNOWN = {
    "普通": "low",
    "金卡": "medium",
    "白金": "high",
    "钻石": "high",
    "部分属实": "yes",
    "待处理": "planned",
    "个人信息处理者变更告知书": "data",
    "未回复": "none",
}
"""What the people of the branch mean by their words."""
FEWEST_COLUMNS_ASKED = 6


def _said(question: Question) -> str:
    wording = question.params.get("wording")
    return KNOWN.get(str(wording)) or question.guess or ("none" if "none" in question.choices else "")


def _take(store: Store, path: Path) -> tuple[list[str], Receipt]:
    """Keep a file sheet by sheet; the ids of what was asked, and the receipt of its last sheet."""
    book = read_file(path.name, path.read_bytes())
    asked: list[str] = []
    for sheet, layout in table_sheets(book):
        if sheet.grid.height < layout.first_row:
            continue
        programme = load_programme(store, ADMIN, book)
        how = understand(book, remembered=store.mappings(), sheet=sheet.name, programme=programme)
        answers = {one.id: _said(one) for one in how.questions if one.code != "sheet"}
        asked += answers
        receipt = store.commit(prepare(book, how, sheet=sheet.name, answers=answers), ADMIN)
    return asked, receipt


@pytest.fixture(scope="module")
def weeks(shared_dir_of_module: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The truth, what each week's store answers, what was asked for, and the totals that the page shows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HANDOVER_STORE", str(tmp_path_factory.mktemp("move") / "programme.duckdb"))
        patch.setenv("HANDOVER_TODAY", "2026-11-28")
        settings.cache_clear()
        folder = shared_dir_of_module / "cases/branch_move"
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        store = open_store()
        asked, told, summed, kept = {}, {}, {}, {}
        for week in ("week46", "week47"):
            taken = {path.name[:2]: _take(store, path) for path in sorted((folder / week).iterdir())}
            asked[week] = {file: ids for file, (ids, _) in taken.items()}
            kept[week] = {file: receipt for file, (_, receipt) in taken.items()}
            told[week] = _numbers(store)
            summed[week] = {
                name: load_sums(store, ADMIN, name).lines for name in ("complaints", "promises", "documents")
            }
        store.close()
    settings.cache_clear()
    return truth, told, asked, summed, kept


@pytest.fixture(scope="module")
def shared_dir_of_module(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue("shared_dir")


def _numbers(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """The stored rows of every dataset that has some."""
    found = {}
    for name in DATASETS:
        question = Query(f"move_{name}", "select * from {NAME}".replace("NAME", name), "rows", to_date=False)
        frame = store.read(question, ADMIN)
        if len(frame):
            found[name] = frame
    return found


def _nps(scores: Any) -> float:
    return round(100.0 * float((scores >= 9).sum() - (scores <= 6).sum()) / int(scores.notna().sum()), 2)


def test_the_roster_and_its_waves(weeks: Any) -> None:
    truth, told, *_ = weeks
    customers, waves = told["week46"]["customers"], told["week46"]["waves"].set_index("wave")
    assert len(customers) == truth["01"]["good_customers"]
    assert float(customers["prepaid_balance"].sum()) == truth["01"]["balance_wan"] * 10_000
    assert int(customers["vulnerable"].sum()) == truth["01"]["elderly"]
    counts = weeks[-1]["week46"]["01"].counts
    assert counts.read - counts.ignored == truth["01"]["rows"]
    assert counts.rejected == truth["01"]["no_id"] + truth["01"]["repeats"]
    assert customers["wave"].value_counts().to_dict() == truth["01"]["waves"]
    assert customers["branch"].value_counts().to_dict() == truth["02"]["branches"]
    dates = {
        wave: [
            None if day is None or str(day) == "NaT" else str(day)[:10]
            for day in (row.planned_cutover_on, row.cutover_on)
        ]
        for wave, row in waves.iterrows()
    }
    assert dates == truth["02"]["waves"]


@pytest.mark.parametrize("week", ["week46", "week47"])
def test_each_sheet_of_transfers_is_its_own_wave(weeks: Any, week: str) -> None:
    truth, told, *_ = weeks
    words = {"切换失败": "failed", "客户拒绝": "refused", "已回退": "returned", "成功": "moved", "待处理": "planned"}
    right = {wave: {words[word]: n for word, n in counts.items()} for wave, counts in truth["03"][week].items()}
    transfers = told[week]["transfers"]
    assert {wave: rows["status"].value_counts().to_dict() for wave, rows in transfers.groupby("wave")} == right


def test_three_surveys_with_their_scores(weeks: Any) -> None:
    truth, told, *_ = weeks
    first, both = told["week46"]["surveys"], told["week47"]["surveys"]
    second = both[both["answered_at"] >= "2026-11-23"]
    for file, platform in (("04", "wjx"), ("05", "tencent")):
        for week, rows in (("week46", first), ("week47", second)):
            own = rows[rows["survey"].str.startswith(platform)]
            assert {"n": int(own["nps"].notna().sum()), "nps": _nps(own["nps"])} == truth[file][week]
            assert int((own["csat"] >= 4).sum()) == truth[file]["csat_top2"][week[-2:]]
    phone = first[first["channel"] == "phone"]
    assert len(phone) == truth["06"]["calls"]
    assert {"n": int(phone["nps"].notna().sum()), "nps": _nps(phone["nps"])} == truth["06"]["nps"]
    assert int((phone["csat"] >= 4).sum()) == truth["06"]["csat_top2"]
    reached = [json.loads(told_of).get("是否接通") for told_of in phone["answers"]]
    assert reached.count("是") == truth["06"]["connected"]
    two = first[first["channel"] != "phone"]
    assert {"n": int(two["nps"].notna().sum()), "nps": _nps(two["nps"])} == truth["nps_46_two_platforms"]
    assert {"n": int(first["nps"].notna().sum()), "nps": _nps(first["nps"])} == truth["nps_46_with_phone"]
    assert {"n": int(second["nps"].notna().sum()), "nps": _nps(second["nps"])} == truth["nps_47_two_platforms"]


@pytest.mark.parametrize("week", ["week46", "week47"])
def test_complaints_costs_and_risks(weeks: Any, week: str) -> None:
    truth, told, *_ = weeks
    complaints, costs, risks = (told[week][name] for name in ("complaints", "costs", "risks"))
    late = complaints["closed_at"] > complaints["due_at"]
    right = truth["07"][week]
    assert (len(complaints), int(complaints["closed_at"].notna().sum()), int(late.sum())) == (
        right["n"],
        right["closed"],
        right["late_closed"],
    )
    assert float(complaints["compensation"].sum()) == right["comp"]
    lines = {
        line: [round(float(rows["budget"].sum()) / 10_000, 2), round(float(rows["actual"].sum()) / 10_000, 2)]
        for line, rows in costs.groupby("line")
    }
    assert lines == truth["08"][week]["lines"]
    latest = risks[risks["snapshot_on"] == risks["snapshot_on"].max()]
    assert len(latest) == truth["11"][week]
    assert week == "week46" or int((latest["status"] == "closed").sum()) == truth["11"]["closed47"]
    spent = costs.groupby("period")["actual"].transform("count") > 0
    assert float(costs.loc[spent, "budget"].sum()) / 10_000 == truth["08"][week]["budget_to_date_wan"]
    high = latest[
        latest[["likelihood", "impact"]].isin(["高"]).any(axis=1)
        & ~latest[["likelihood", "impact"]].isin(["低"]).any(axis=1)
    ]
    assert len(high) == truth["11"][f"high{week[-2:]}"]


def test_what_is_late_open_and_missing_is_among_the_totals(weeks: Any) -> None:
    """A risk is high by the matrix of the programme and not by the word of a column: that alone of the truth stands on
    no page."""
    truth, _, _, summed, _ = weeks

    def n(week: str, ledger: str, field: str, measure: str) -> int:
        lines = summed[week][ledger]
        return int(lines.loc[(lines["field"] == field) & (lines["measure"] == measure), "n"].sum())

    for week in ("week46", "week47"):
        right = truth["07"][week]
        assert n(week, "complaints", "closed_at", "late") == right["late_closed"]
        assert n(week, "complaints", "closed_at", "empty") == right["n"] - right["closed"]
    assert n("week47", "complaints", "due_at", "overdue") == truth["07"]["week47"]["open_overdue"]  # as of today
    assert n("week46", "promises", "kept_on", "late") == truth["14"]["kept_late"]
    assert n("week46", "promises", "due_on", "overdue") == truth["14"]["overdue"]
    assert n("week46", "documents", "finished_on", "empty") == truth["15"]["missing"]


def test_two_plans_with_their_days(weeks: Any) -> None:
    truth, told, *_ = weeks
    tasks = told["week46"]["tasks"]
    by_day = {str(day)[:10]: rows for day, rows in tasks.groupby("snapshot_on")}
    branch, project = by_day["2026-11-22"], by_day["2026-11-20"]
    assert (len(branch), int((branch["percent_complete"] >= 1).sum())) == (truth["09"]["tasks"], truth["09"]["done"])
    assert str(branch["planned_finish_on"].max())[:10] == truth["09"]["finish"]
    assert (len(project), int(project["milestone"].sum())) == (truth["10"]["tasks"], truth["10"]["milestones"])
    assert project["parent"].nunique() == truth["10"]["summary"]
    sections = [one.count for one in weeks[-1]["week46"]["09"].issues if one.code == "section_row"]
    assert sections == [truth["09"]["sections"]]


def test_training_notices_promises_documents_and_the_market(weeks: Any) -> None:
    truth, told, *_ = weeks
    here = told["week46"]
    for topic, right in truth["12"].items():
        rows = here["training"][here["training"]["topic"].str.startswith(topic)]
        assert (len(rows), int((rows["score"] < 60).sum())) == (right["people"], right["failed_below_60"])
    notices = here["notices"]
    for wave, counts in truth["13"]["by_wave"].items():
        rows = notices[notices["wave"] == wave]
        told_of = (len(rows), int((rows["result"] == "consented").sum()), int((rows["result"] == "refused").sum()))
        assert told_of == (sum(counts.values()), counts["同意"], counts["不同意"])
        back, unsigned = int((rows["bounced"] == True).sum()), int(rows["bounced"].isna().sum())  # noqa: E712
        silent = int(rows["result"].isna().sum()) - back - unsigned
        assert (back, unsigned, silent) == (counts["退信"], counts["未签收"], counts["未回复"])
    promises = here["promises"]
    kept, late = promises["kept_on"].notna(), promises["kept_on"] > promises["due_on"]
    assert (len(promises), int(kept.sum()), int(late.sum())) == tuple(
        truth["14"][key] for key in ("n", "kept", "kept_late")
    )
    assert (len(here["documents"]), int(here["documents"]["finished_on"].notna().sum())) == (
        truth["15"]["n"],
        truth["15"]["finished"],
    )
    assert len(here["incidents"]) == truth["16"]["n"]
    assert len(here["departures"]) == truth["17"]["departures"]
    assert len(here["campaigns"]) == truth["17"]["campaigns"]
    assert dict(here["campaigns"][["name", "wave"]].itertuples(index=False)) == {
        "迁移有礼": "第一批",
        "老客户回馈": "第二批",
    }
    assert list(here["campaigns"][["budget", "took_part"]].astype(float).sum()) == [200_000.0, 640.0]
    rates = here["market"]
    assert (len(rates), set(rates["rate_short"]), set(rates["rate_long"])) == (truth["17"]["rates"], {0.0115}, {0.0175})


def test_how_much_is_asked(weeks: Any, record_property: Callable[[str, object], None]) -> None:
    """Columns are hardly asked about at all, and the week after only what belongs to it alone: its day, its waves, new
    words."""
    _, _, asked, *_ = weeks
    record_property("asked_46", sum(map(len, asked["week46"].values())))
    record_property("asked_47", sum(map(len, asked["week47"].values())))
    columns = [one for files in asked["week46"].values() for ids in files for one in [ids] if one.startswith("column.")]
    assert len(columns) <= FEWEST_COLUMNS_ASKED
    assert all(not one.startswith("column.") for ids in asked["week47"].values() for one in ids)
    assert max(map(len, asked["week47"].values())) <= 2
