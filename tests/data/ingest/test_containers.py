"""A file is what its content says: every container under a wrong name, and those that would not end well."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

from data.ingest import packed as ingest_packed
from data.ingest import read_file
from data.problems import Refusal
from tests.data.ingest.tables import prepared, values, xlsx_book, xlsx_bytes

ROWS = [["客户编号", "答卷时间", "满意度"], ["000123", datetime(2026, 9, 3, 12), 5]]


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return stream.getvalue()


def changed(content: bytes, part: str, before: bytes, after: bytes) -> bytes:
    """A workbook in which one part reads otherwise."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert before in parts[part]
    parts[part] = parts[part].replace(before, after, 1)
    return packed(parts)


def refused(name: str, content: bytes) -> str:
    with pytest.raises(Refusal) as found:
        read_file(name, content)
    return found.value.code


@pytest.mark.parametrize("name", ["data.csv", "data.xls", "data.ods", "data"])
def test_a_workbook_under_another_name(name: str) -> None:
    book = read_file(name, xlsx_bytes({"Sheet1": ROWS}))
    assert (book.kind, values(prepared(book), "customer")) == ("xlsx", ["000123"])


def test_a_text_table_named_xlsx() -> None:
    book = read_file("export.xlsx", "客户编号\t答卷时间\t满意度\n000123\t2026-09-03\t5\n".encode("utf-16"))
    assert (book.kind, book.encoding, values(prepared(book), "customer")) == ("csv", "utf-16", ["000123"])


def test_a_web_page_named_xls() -> None:
    page = (
        "<html><body><table><tr><td>layout<table><tr><th>客户编号</th><th>答卷时间</th><th>满意度</th></tr><tr><td>000123</td><td>2026-09-03"
        " 12:00:00</td><td>5</td></tr></table></td></tr></table></body></html>"
    )
    for encoding in ("utf-8", "gb18030"):
        content = page.replace("<body>", f'<head><meta charset="{encoding}"></head><body>').encode(encoding)
        book = read_file("export.xls", content)
        assert (book.kind, values(prepared(book), "customer")) == ("html", ["000123"])


def test_an_xml_spreadsheet_of_2003() -> None:
    content = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
    <Worksheet ss:Name="W1"><Table><Row><Cell><Data ss:Type="String">客户编号</Data></Cell><Cell><Data ss:Type="String">答卷时间</Data></Cell>
    <Cell ss:Index="4"><Data ss:Type="String">满意度</Data></Cell></Row><Row ss:Index="3"><Cell><Data ss:Type="String">000123</Data></Cell>
    <Cell><Data ss:Type="DateTime">2026-09-03T12:00:00.000</Data></Cell><Cell ss:Index="4"><Data ss:Type="Number">5</Data></Cell></Row></Table></Worksheet></Workbook>""".encode()
    found = prepared(read_file("export.xls", content), wave="none")
    assert (values(found, "customer"), values(found, "answered_at"), values(found, "_row")) == (
        ["000123"],
        [datetime(2026, 9, 3, 12)],
        [3],
    )


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("<f>2+3</f>", True),
        ("<f>2+3</f><v/>", True),
        ('<f t="shared" si="0"/><v></v>', True),
        ("<f>2+3</f><v>5</v>", False),
        ("<v>5</v>", False),
    ],
)
def test_formulas_that_nobody_worked_out_are_said(cell: str, said: bool) -> None:
    rows = [*ROWS, ["000124", datetime(2026, 9, 3, 13), 777]]
    content = changed(xlsx_bytes({"Sheet1": rows}), "xl/worksheets/sheet1.xml", b"<v>777</v>", cell.encode())
    found = prepared(read_file("script.xlsx", content))
    assert (values(found, "csat")[1] is None, any(one.code == "formula_no_result" for one in found.issues)) == (
        said,
        said,
    )


def test_a_formula_whose_result_is_an_empty_text_has_one() -> None:
    content = changed(
        xlsx_bytes({"Sheet1": [*ROWS, ["000124", datetime(2026, 9, 3, 13), 777]]}),
        "xl/worksheets/sheet1.xml",
        b't="n"><v>777</v>',
        b't="str"><f>IF(1,"","")</f><v></v>',
    )
    assert not any(one.code == "formula_no_result" for one in prepared(read_file("excel.xlsx", content)).issues)


def test_days_of_1904_in_files_of_excel_for_the_mac() -> None:
    """What such a file says after the epoch must not hide it."""
    more = (
        b'date1904="1"/><mc:AlternateContent'
        b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice'
        b' Requires="x15"/></mc:AlternateContent>'
    )
    content = changed(xlsx_bytes({"Sheet1": ROWS}, epoch_1904=True), "xl/workbook.xml", b'date1904="1"/>', more)
    assert values(prepared(read_file("mac.xlsx", content)), "answered_at") == [datetime(2026, 9, 3, 12)]


def test_times_of_day_in_opendocument(shared_dir: Path) -> None:
    book = read_file("date.ods", (shared_dir / "nasty/calamine/date.ods").read_bytes())
    assert book.sheets[0].grid.columns[0].to_pylist()[2:4] == ["10:10:10", "10:10:10"]


def test_cells_far_apart_are_refused_before_memory_is_reserved() -> None:
    content = changed(xlsx_bytes({"Sheet1": [["a"], ["b"]]}), "xl/worksheets/sheet1.xml", b'r="A2"', b'r="XFD1048576"')
    content = changed(content, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="1048576"')
    assert refused("far.xlsx", content) == "sheet_too_large"


def test_cells_far_apart_without_content_do_no_harm() -> None:
    content = changed(
        xlsx_bytes({"Sheet1": ROWS}),
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>',
    )
    assert values(prepared(read_file("styled.xlsx", content)), "customer") == ["000123"]


def test_what_unpacks_beyond_measure_is_refused_unopened() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes({"Sheet1": ROWS}))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] += b" " * (100 * 1024**2)
    assert refused("bomb.xlsx", packed(parts)) == "zip_bomb"


def test_a_last_row_longer_than_the_pieces_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_packed, "_CHUNK", 4096)
    cells = "".join(f'<c r="{get_column_letter(at)}1048576"><v>1</v></c>' for at in range(1, 400)).encode()
    last = b'<row r="1048576">' + cells + b"</row></sheetData>"
    content = changed(xlsx_bytes({"Sheet1": ROWS}), "xl/worksheets/sheet1.xml", b"</sheetData>", last)
    assert refused("wide.xlsx", content) == "sheet_too_large"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_is_unpacked_as_the_standard_library_does(method: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"".join(b'<row r="%d">%d</row>' % (at, at * at) for at in range(5_000)) + bytes(300_000)
    stream = io.BytesIO(b"before the zip")
    with zipfile.ZipFile(stream, "a", method) as written:
        written.writestr(zipfile.ZipInfo("été.xml"), b"first")
        written.writestr("sheet.xml", text, method)
        written.writestr("empty.xml", b"", method)
    for piece, packed_piece in ((1 << 20, 1 << 17), (1000, 7), (1, 1 << 17)):
        monkeypatch.setattr(ingest_packed, "_CHUNK", piece)
        monkeypatch.setattr(ingest_packed, "_PACKED_CHUNK", packed_piece)
        with zipfile.ZipFile(stream) as found:
            for part in found.infolist()[: 3 if piece > 1 else 1]:
                assert b"".join(ingest_packed.chunks(found, part)) == found.read(part)


@pytest.mark.parametrize("at", [0.0, 0.5, 0.99])
def test_damage_inside_a_part_is_refused(at: float) -> None:
    content = bytearray(xlsx_bytes({"Sheet1": [["customer", "score"], *([f"C{n}", n * n % 97] for n in range(900))]}))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        part = book.getinfo("xl/worksheets/sheet1.xml")
    begin = part.header_offset + 30 + len(part.filename)
    content[begin + int(at * part.compress_size)] ^= 0x5A
    assert refused("damaged.xlsx", bytes(content)) == "unreadable_file"


def test_entities_are_refused() -> None:
    content = changed(
        xlsx_bytes({"Sheet1": ROWS}),
        "xl/worksheets/sheet1.xml",
        b"<worksheet",
        b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet',
    )
    assert refused("entities.xlsx", content) == "unsafe_xml"


def test_a_zip_in_a_zip_is_no_table() -> None:
    assert refused("a.zip", packed({"b.csv": packed({"c.csv": b"a,b\n1,2\n"})})) == "zip_without_one_table"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is_picture"),
        ("a.xlsx", b"%PDF-1.7\n\0", "is_picture"),
        ("a.xlsx", b"PK\x03\x04 cut off", "unreadable_file"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b" \n\n", "empty_file"),
        (".~a.xlsx", b"x", "lock_file"),
        ("a.json", b'{"a": 1}', "not_a_table"),
        ("a.csv", b"a,b\n<<<<<<< HEAD\n1,2\n=======\n1,3\n>>>>>>> other\n", "git_conflict"),
    ],
)
def test_refusals(name: str, content: bytes, code: str) -> None:
    assert refused(name, content) == code


def test_a_workbook_cut_short() -> None:
    content = xlsx_bytes({"Sheet1": ROWS * 500})
    for share in (0.3, 0.6, 0.99):
        assert refused("cut.xlsx", content[: int(len(content) * share)]) == "unreadable_file"


def test_a_workbook_of_charts_only() -> None:
    from openpyxl import Workbook
    from openpyxl.chart import BarChart, Reference

    made = Workbook()
    sheet = made.active
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    made.create_chartsheet("chart").add_chart(chart)
    made.remove(sheet)
    made.create_chartsheet("second")
    stream = io.BytesIO()
    made.save(stream)
    assert refused("charts.xlsx", stream.getvalue()) == "charts_only"


def test_a_plain_workbook_is_not_refused() -> None:
    assert values(prepared(xlsx_book(ROWS)), "csat") == [5]
