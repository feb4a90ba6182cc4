"""The workbook inside a native chart: one sheet of its numbers, written as it is kept, without a library of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from data.others import printable

Cell = str | float | None
NAME = "Sheet1"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
AROUND = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        ' ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml"'
        f' ContentType="{TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml"'
        f' ContentType="{TYPES}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets><sheet name="{NAME}" sheetId="1"'
        ' r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATED}/styles"'
        ' Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills'
        ' count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill'
        ' patternType="gray125"/></fill></fills><borders'
        ' count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf'
        ' numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0"'
        ' fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal"'
        ' xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
"""What stands around the sheet, the same in each workbook."""


def safe(text: str) -> str:
    """A text as XML may hold it."""
    return escape(printable(text))


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """The name of a column, the first being 0."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet; it is not packed, since the presentation that holds it is."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = [
            _cell(f"{letters(at)}{number}", value)
            for at, value in enumerate(row)
            if value is not None and value == value
        ]
        if cells:
            lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    stream = io.BytesIO()
    with ZipFile(stream, "w") as packed:
        for name, text in AROUND.items():
            packed.writestr(ZipInfo(name), HEAD + text)
        sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
        packed.writestr(ZipInfo("xl/worksheets/sheet1.xml"), sheet)
    return stream.getvalue()


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{safe(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
