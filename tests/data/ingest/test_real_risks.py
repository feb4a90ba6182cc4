"""Two public risk registers, unchanged: they load by the mapping that is kept for them, and are drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from analytics.charts.palette import LIGHT
from analytics.risk.charts.heat import figure_heat
from analytics.risk.charts.register import chart_heat
from analytics.risk.numbers import compute_mapping, load_register
from analytics.risk.numbers.found import load_seen
from analytics.scope import Scope
from data.access import local_rights
from data.ingest import Mapping, prepare, read_file
from data.language import Translator
from data.store import Store, open_store

pytestmark = pytest.mark.shared
RIGHTS = local_rights("tester", "administrator")
MAPPINGS = Path(__file__).parent / "mappings"
ENGLISH, CHINESE = "RakeshsarmaKarra_Risk Register.xlsx", "GreyZeng_风险登记册.xlsx"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store()
    yield opened
    opened.close()


def mapping(lang: str) -> Mapping:
    return Mapping.from_json((MAPPINGS / f"risk_register_{lang}.json").read_bytes())


def test_the_english_register_with_half_levels_and_an_opportunity(store: Store, shared_dir: Path) -> None:
    book = read_file(ENGLISH, (shared_dir / "real/risk_registers" / ENGLISH).read_bytes())
    receipt = store.commit(prepare(book, mapping("en"), sheet="Risk Register"), RIGHTS)
    # Seven risks; the row of the total, two blank ones and the five of the legend are not risks.
    assert (receipt.counts.read, receipt.counts.new, receipt.counts.rejected) == (15, 7, 0)
    assert [
        (issue.code, issue.row)
        for issue in receipt.issues
        if issue.severity == "warn" and issue.code != "columns_unknown"
    ] == [("level_outside_matrix", 9)]
    register = load_register(store, Scope(RIGHTS))
    levels = dict(zip(register.risks["risk"], register.risks["level"], strict=True))
    # By hand: (3,5) high · (2,3) medium · (1.5 → 2, 4) medium · (2.5 → 3, 2) medium · (1,3) low · (1.5 → 2, 1.5 → 2)
    # low.
    assert levels == {"1": 3, "2": 2, "3": 2, "4": 2, "5": 1, "6": 1}
    assert (list(register.above["risk"]), list(register.others["risk"])) == (["1"], ["7"])
    said = compute_mapping(register)
    assert said.loc[said["said"] == "1.5", "place"].tolist() == [2, 2]
    assert (
        chart_heat(load_seen(store, Scope(RIGHTS)), Translator("en")).title
        == "6 risks on the matrix: the first assessment"
    )
    named = next(
        trace
        for trace in figure_heat(load_seen(store, Scope(RIGHTS)), LIGHT, 460, Translator("en")).data
        if trace.meta["role"] == "risk"
    )
    assert [ids[0] for ids in named.customdata] == ["risk:1"]


def filled(path: Path) -> bytes:
    """The Chinese form is empty: the same workbook with four rows written into it."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    rows = (
        ("R1", "数据迁移丢失合同条款", "高", "高", "中", "低", "李强", "监控中"),
        ("R2", "客户流失", "30%", "中", "低", "低", "陈敏", "未关闭"),
        ("R3", "呼叫中心人手不足", "5", "2", "2", "2", "马丽", "已关闭"),
        ("R4", "监管要求单独告知", "中", "说不清", None, None, None, "进行中"),
    )
    for at, row in enumerate(rows, 5):
        for column, value in zip((1, 2, 3, 4, 10, 11, 16, 18), row, strict=True):
            sheet.cell(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_chinese_register_as_an_empty_form_and_filled_in(store: Store, shared_dir: Path) -> None:
    path = shared_dir / "real/risk_registers" / CHINESE
    empty = prepare(read_file(CHINESE, path.read_bytes()), mapping("zh"))
    assert empty.table.num_rows == 0
    receipt = store.commit(prepare(read_file(CHINESE, filled(path)), mapping("zh")), RIGHTS)
    # Two rows of headers: what parts "impact" into scope, quality, time and cost is no row of data.
    assert (receipt.counts.new, receipt.counts.rejected) == (4, 0)
    assert [
        (issue.code, issue.row)
        for issue in receipt.issues
        if issue.severity == "warn" and issue.code != "columns_unknown"
    ] == [("level_outside_matrix", 8)]
    register = load_register(store, Scope(RIGHTS))
    assert register.risks[["risk", "level", "level_target"]].fillna(0).to_numpy().tolist() == [
        ["R1", 3, 2],
        ["R2", 2, 1],
        ["R4", 0, 0],
    ]
    assert list(register.others["risk"]) == ["R3"]
    said = compute_mapping(register)
    places = {(row.scale, row.said): row.place for row in said.dropna().itertuples()}
    assert places == {
        ("likelihood", "低"): 2,
        ("likelihood", "中"): 3,
        ("likelihood", "30%"): 3,
        ("likelihood", "高"): 4,
        ("impact", "低"): 2,
        ("impact", "中"): 3,
        ("impact", "高"): 4,
    }
    assert said[said["place"].isna()]["said"].tolist() == ["说不清"]
    title = chart_heat(load_seen(store, Scope(RIGHTS)), Translator("zh"))
    assert (title.title, "R4" in title.note) == ("矩阵上2项风险：首次评估", True)
