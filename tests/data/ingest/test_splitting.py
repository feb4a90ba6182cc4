"""Sheets that hold several tables, and sheets that only look so."""

from __future__ import annotations

import pytest

from data.ingest import prepare, read_file, table_sheets, understand
from tests.data.ingest.tables import values, xlsx_book, xlsx_bytes

SURVEYS = [["客户编号", "答卷时间", "满意度(1-5)"], ["C1", "2026-09-01", 5], ["C2", "2026-09-02", 2]]
REVENUE = [["客户编号", "月份", "金额"], ["C1", "2026-08", 120], ["C7", "2026-09", 80], ["C8", "2026-09", 75]]
COMPLAINTS = [["投诉编号", "投诉时间", "客户编号"], ["P1", "2026-09-05", "C2"]]


def beside(*tables: list[list[object]], gap: int = 1) -> list[list[object]]:
    height = max(map(len, tables))
    rows: list[list[object]] = [[] for _ in range(height)]
    for number, table in enumerate(tables):
        for at in range(height):
            rows[at] += [None] * (gap if number else 0)
            rows[at] += table[at] if at < len(table) else [None] * len(table[0])
    return rows


def under(*tables: list[list[object]], titles: tuple[str, ...] = ()) -> list[list[object]]:
    rows: list[list[object]] = []
    for number, table in enumerate(tables):
        rows += [[None]] if number else []
        rows += [[titles[number]]] if titles else []
        rows += table
    return rows


def read(rows: list[list[object]]) -> dict[str, tuple[str, list[object], list[object]]]:
    """Each table of the sheet: its dataset, its customers, and their rows in the sheet."""
    book = xlsx_book(rows)
    found = {}
    for sheet, _ in table_sheets(book):
        how = understand(book, sheet=sheet.name)
        assert how.questions == ()
        kept = prepare(book, how, sheet=sheet.name)
        assert kept.rejected == ()
        found[sheet.name] = (how.dataset, values(kept, "customer"), values(kept, "_row"))
    return found


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_tables_side_by_side(gap: int) -> None:
    found = read(beside(SURVEYS, REVENUE, gap=gap))
    last = {0: "F", 1: "G", 3: "I"}[gap]
    first = {0: "D", 1: "E", 3: "G"}[gap]
    assert found == {
        "Sheet1!A1-C3": ("surveys", ["C1", "C2"], [2, 3]),
        f"Sheet1!{first}1-{last}4": ("revenue", ["C1", "C7", "C8"], [2, 3, 4]),
    }


@pytest.mark.parametrize("titles", [(), ("一、满意度", "二、收入", "三、投诉")])
def test_tables_one_under_the_other(titles: tuple[str, ...]) -> None:
    found = read(under(SURVEYS, REVENUE, COMPLAINTS, titles=titles))
    assert [(dataset, customers) for dataset, customers, _ in found.values()] == [
        ("surveys", ["C1", "C2"]),
        ("revenue", ["C1", "C7", "C8"]),
        ("complaints", ["C2"]),
    ]
    shift = 1 if titles else 0
    assert [rows for _, _, rows in found.values()] == [
        [2 + shift, 3 + shift],
        [6 + 2 * shift, 7 + 2 * shift, 8 + 2 * shift],
        [11 + 3 * shift],
    ]


def test_two_beside_each_other_above_a_third() -> None:
    found = read([*beside(SURVEYS, REVENUE), [None], *COMPLAINTS])
    assert sorted((dataset, customers) for dataset, customers, _ in found.values()) == [
        ("complaints", ["C2"]),
        ("revenue", ["C1", "C7", "C8"]),
        ("surveys", ["C1", "C2"]),
    ]


def test_a_table_far_down_is_found() -> None:
    many = [SURVEYS[0], *([f"C{at}", "2026-09-01", 4] for at in range(300))]
    found = read(under(many, REVENUE))
    assert [(dataset, len(rows)) for dataset, _, rows in found.values()] == [("surveys", 300), ("revenue", 3)]


@pytest.mark.parametrize(
    "rows",
    [
        beside(SURVEYS, [["说明", "口径"], ["一", "二"]]),
        [[*row[:2], None, row[2]] for row in SURVEYS],
        [*SURVEYS, [None], SURVEYS[0], ["C9", "2026-09-04", 1]],
        [*SURVEYS, [None], ["注：", "客户编号见附表"]],
        [*SURVEYS, [None], ["C3", "2026-09-03", 3]],
    ],
    ids=["notes beside it", "a gap inside", "its header again", "a note beneath", "a blank row inside"],
)
def test_one_table_stays_one(rows: list[list[object]]) -> None:
    assert [sheet.name for sheet, _ in table_sheets(xlsx_book(rows))] == ["Sheet1"]


def test_errors_keep_their_cells() -> None:
    rows = beside(SURVEYS, [[*row[:2], "#N/A" if row[0] == "C7" else row[2]] for row in REVENUE])
    book = read_file("f.xlsx", xlsx_bytes({"Sheet1": rows}))
    name = table_sheets(book)[1][0].name
    found = prepare(book, understand(book, sheet=name), sheet=name)
    assert [(issue.code, issue.row, issue.column) for issue in found.issues if issue.code == "formula_error"] == [
        ("formula_error", 3, "金额")
    ]
