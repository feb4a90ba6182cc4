"""A sheet read in shares has the cells of the sheet read in one piece."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.ingest import shares, spreadsheet
from data.ingest.reading import read_file
from data.problems import Refusal
from tests.conftest import proving


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every sheet is cut in three or six; whether the shares fitted together, one entry a sheet that was cut."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(shares, "CUT_FROM", 0)
    monkeypatch.setattr(shares, "MOST_BESIDE", 1e9)
    fitted: list[bool] = []
    load = spreadsheet._load_shares

    def load_noted(parts: list[shares.Share]) -> shares.Cells | None:
        there = bool(parts)
        cells = load(parts)
        if there:
            fitted.append(cells is not None)
        return cells

    monkeypatch.setattr(spreadsheet, "_load_shares", load_noted)
    return fitted


def cells_of(content: bytes) -> object:
    """All that a file says, or the code with which it is refused."""
    try:
        grids = [sheet.grid for sheet in read_file("sheet.xlsx", content).sheets]
    except Refusal as refusal:
        return refusal.code
    return [(g.height, g.first_column, g.errors, [column.to_pylist() for column in g.columns]) for g in grids]


def whole(content: bytes, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patch:
        patch.setattr(shares, "CUT_FROM", 1 << 40)
        return cells_of(content)


def made(rows: int = 60) -> bytes:
    book = Workbook()
    sheet = book.create_sheet("Answers", 0)
    book.remove(book["Sheet"])
    for row in range(4, 4 + rows):  # nothing above row 4
        sheet.cell(row, 3, f"answer {row}")
        sheet.cell(row, 4, row / 8)
    sheet.cell(4 + rows - 1, 2, "left of all others")
    sheet.cell(4 + rows - 2, 9, "right of all others")
    sheet.cell(30, 5, "=1/0")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, pattern: str, by: str) -> bytes:
    """The workbook with its sheet's XML changed once."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(stream, "w") as written:
        for part in packed.namelist():
            text = packed.read(part)
            if part.startswith("xl/worksheets/"):
                text, times = re.subn(pattern.encode(), by.encode(), text, count=1, flags=re.DOTALL)
                assert times
            written.writestr(part, text)
    return stream.getvalue()


def test_shares_may_begin_and_end_at_other_columns(cut: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    content = changed(made(), r'<c r="E30"[^>]*>.*?</c>', '<c r="E30" t="e"><v>#DIV/0!</v></c>')
    assert cells_of(content) == whole(content, monkeypatch)
    assert cut == [True]
    height, first, errors, columns = cells_of(content)[0]  # type: ignore[index]
    assert (height, first, errors, len(columns)) == (63, 1, ((30, 3, "#DIV/0!"),), 8)
    assert columns[1][:4] == [None, None, None, "answer 4"]


def test_rows_out_of_their_order_are_read_in_one_piece(cut: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    late = changed(made(), r'<row r="10"(.*?</row>)(.*)</sheetData>', r"\2<row r='10'\1</sheetData>")
    late = changed(late, "row r='10'", 'row r="10"')
    early = changed(made(), r"(<sheetData>)(.*)(<row r=\"60\".*?</row>)", r"\1\3\2")
    for content in (late, early):
        assert cells_of(content) == whole(content, monkeypatch)
    assert cut == [False, False]


@pytest.mark.parametrize("early_rows", [0, 200_000])
def test_shares_without_cells_and_gaps_between_rows(
    cut: list[bool], monkeypatch: pytest.MonkeyPatch, early_rows: int
) -> None:
    monkeypatch.setattr(shares, "EARLY_ROWS", early_rows)
    blank = "".join(f'<row r="{row}"></row>' for row in range(64, 200))
    last = '<row r="260"><c r="C260"><v>7</v></c></row>'
    inside = changed(made(), "</sheetData>", f"{blank}{last}</sheetData>")
    below = changed(made(), "</sheetData>", f"{blank}</sheetData>")
    for content in (inside, below):
        assert cells_of(content) == whole(content, monkeypatch)
    assert cut == [True, True]


def test_what_only_looks_like_a_row_is_not_cut_at(cut: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    for begin, end in (("<!--", "-->"), ("<c r='F20' t='str'><v><![CDATA[", "]]></v></c>")):
        rows = '<row r="21"><c r="A21"><v>1</v></c></row>' * 60
        content = changed(made(), r'(<row r="20"[^>]*>.*?)</row>', rf"\1{begin}{rows}{end}</row>")
        assert cells_of(content) == whole(content, monkeypatch)
    assert cut == [False, False]


def test_rows_that_do_not_say_their_number_are_not_cut(cut: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    content = made()
    for _ in range(60):
        content = changed(content, r'<row r="\d+"', "<row")
    assert cells_of(content) == whole(content, monkeypatch)
    assert cut == []


def test_a_damaged_share_is_refused_as_the_whole_is(cut: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    content = changed(made(), r'<c r="D50"', "<c r=D50><<")
    assert cells_of(content) == whole(content, monkeypatch)
    assert cut == [False]


def test_without_files_in_memory_a_sheet_is_read_in_one_piece(cut: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create")
    assert cells_of(made()) == whole(made(), monkeypatch)
    assert cut == []


@pytest.mark.shared
def test_workbooks_of_others_read_the_same(cut: list[bool], monkeypatch: pytest.MonkeyPatch, shared_dir: Path) -> None:
    files = sorted(path for path in (shared_dir / "nasty").rglob("*.xls[xm]") if path.stat().st_size < 300_000)
    files = files[:: proving(4, 1)]
    unlike = [path.name for path in files if cells_of(path.read_bytes()) != whole(path.read_bytes(), monkeypatch)]
    assert unlike == []
    assert sum(cut) > len(files) / 4
    assert cut.count(False) <= 2  # those that hold sheets of charts as well
