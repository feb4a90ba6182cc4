"""Small files that hurt, made here: each asks a reader for memory, time or a place that no honest file asks for."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

SHEET_NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODS_NAMES = "".join(
    f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {chr(98 + at)} "{"&" + chr(97 + at) + ";"}{("&" + chr(97 + at) + ";") * 9}">' for at in range(12)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/passwd">]>'
FAR = " " * 5000
"""What pushes a declaration behind the bytes that are looked at first."""
ROWS = (
    '<row r="1"><c r="A1" t="str"><v>wave</v></c><c r="B1" t="str"><v>name</v></c></row><row r="2"><c r="A2"'
    ' t="str"><v>W1</v></c><c r="B2" t="str"><v>One</v></c></row>'
)


def workbook(**parts: bytes | str | Callable[[bytes], bytes]) -> bytes:
    """A workbook in which some parts are others: ``sheet``, ``strings``, ``styles``, ``book``, ``rels``, ``types``."""
    names = {
        "xl/worksheets/sheet1.xml": "sheet",
        "xl/sharedStrings.xml": "strings",
        "xl/styles.xml": "styles",
        "xl/workbook.xml": "book",
        "xl/_rels/workbook.xml.rels": "rels",
        "[Content_Types].xml": "types",
    }
    book, made, stream = Workbook(), io.BytesIO(), io.BytesIO()
    for row in (("wave", "name"), ("W1", "One")):
        book.active.append(row)
    book.save(made)
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as written:
        for part in read.namelist():
            other = parts.get(names.get(part, ""))
            content = read.read(part)
            written.writestr(part, content if other is None else other(content) if callable(other) else other)
    return stream.getvalue()


def sheet(rows: str = ROWS, *, before: str = "", after: str = "", declared: str = "") -> str:
    return (
        f"<?xml version='1.0'?>{declared}<worksheet"
        f" {SHEET_NAMES}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def ods(rows: str, declared: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        written.writestr("META-INF/manifest.xml", MANIFEST)
        written.writestr(
            "content.xml",
            flat(rows, declared)
            .replace("office:document ", "office:document-content ")
            .replace("office:document>", "office:document-content>"),
        )
    return stream.getvalue()


def flat(rows: str, declared: str = "") -> str:
    return (
        f"<?xml version='1.0'?>{declared}<office:document {ODS_NAMES}><office:body><office:spreadsheet>"
        f"<table:table table:name='a'>{rows}</table:table></office:spreadsheet></office:body></office:document>"
    )


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def line(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def two_thousand_three(rows: str, declared: str = "") -> str:
    return (
        f"<?xml version='1.0'?>{declared}<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'"
        " xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet"
        f" ss:Name='a'><Table>{rows}</Table></Worksheet></Workbook>"
    )


def old_cell(text: str, more: str = "") -> str:
    return f"<Cell{more}><Data ss:Type='String'>{text}</Data></Cell>"


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return stream.getvalue()


def nested(times: int) -> bytes:
    """A ZIP in a ZIP, many times."""
    content = b"a,b\n1,2\n"
    for at in range(times):
        content = zipped({f"{at}.zip" if at else "a.csv": content})
    return content


def one_content_many_names(times: int = 2000, size: int = 10**6) -> bytes:
    """A ZIP whose parts all lie in the same place."""
    content = zipped({"a.csv": b"0" * size})
    end = content.rindex(b"PK\x05\x06")
    start = content.index(b"PK\x01\x02")
    entry = content[start:end]
    table = b"".join(entry.replace(b"a.csv", b"%c.csv" % (97 + at % 26)) for at in range(times))
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, times, times, len(table), start, 0)
    return content[:start] + table + tail


def understated(size: int = 300 * 1024**2) -> bytes:
    """A sheet that unpacks to far more than the table of contents says."""
    content = bytearray(workbook(sheet=sheet(ROWS + " " * size)))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        found = -1
        while (found := content.find(mark, found + 1)) >= 0:
            name = content[found + (30 if at == 22 else 46) :][:24]
            if name == b"xl/worksheets/sheet1.xml":
                content[found + at : found + at + 4] = struct.pack("<I", 1000)
    return bytes(content)


def binary_record(kind: int, content: bytes = b"") -> bytes:
    """A record of a binary workbook (xlsb): kind and length in pieces of seven bits."""

    def pieces(number: int) -> bytes:
        out = bytearray()
        while True:
            out.append(number & 0x7F | (0x80 if number > 0x7F else 0))
            number >>= 7
            if not number:
                return bytes(out)

    return pieces(kind) + pieces(len(content)) + content


def wide(text: str) -> bytes:
    """A text as a binary workbook has it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(rows: bytes, size: tuple[int, int, int, int] = (0, 1, 0, 1), strings: bytes | None = None) -> bytes:
    """A binary workbook (xlsb) with one sheet of these records."""
    begin = binary_record(0x81) + binary_record(0x94, struct.pack("<IIII", *size)) + binary_record(0x91)
    body = begin + rows + binary_record(0x92) + binary_record(0x82)
    bundle = binary_record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("a"))
    book = binary_record(0x83) + binary_record(0x8F) + bundle + binary_record(0x90) + binary_record(0x84)
    kinds = "application/vnd.ms-excel."
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" '
        f'ContentType="{kinds}sheet.binary.macroEnabled.main"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = "http://schemas.openxmlformats.org/package/2006/relationships"

    def rels(kind: str, target: str) -> str:
        return (
            f'<Relationships xmlns="{names}"><Relationship Id="rId1" Type="{place}/{kind}"'
            f' Target="{target}"/></Relationships>'
        )

    parts = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": rels("officeDocument", "xl/workbook.bin").encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": rels("worksheet", "worksheets/sheet1.bin").encode(),
        "xl/worksheets/sheet1.bin": body,
    }
    return zipped(parts | ({"xl/sharedStrings.bin": strings} if strings is not None else {}))


def binary_row(number: int) -> bytes:
    return binary_record(0x00, struct.pack("<IIHBBI", number, 0, 300, 0, 0, 0))


def binary_cell(column: int, text: str) -> bytes:
    return binary_record(0x06, struct.pack("<II", column, 0) + wide(text))


PLAIN_BINARY = (
    binary_row(0)
    + binary_cell(0, "wave")
    + binary_cell(1, "name")
    + binary_row(1)
    + binary_cell(0, "W1")
    + binary_cell(1, "One")
)


def excel97(*records: tuple[int, bytes]) -> bytes:
    """An Excel 97 sheet without a container: the first records are those of an old one, which readers still take."""
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)


def table(*rows: str, heads: str = "response_id,customer,wave,answered_at,nps,comment") -> bytes:
    return "\n".join([heads, *rows]).encode()


LONG = 20_000
CELLS = {
    "digits": "9" * LONG,
    "signs": "-+" * (LONG // 2),
    "blanks": " " * LONG + "x",
    "brackets": "(" * LONG,
    "points": "1." * (LONG // 2),
    "commas": "1," * (LONG // 2),
    "exponent": "1e999999999",
    "small exponent": "1e-999999999",
    "percent": "9" * 4000 + "%",
    "power of a day": "2026-01-01" * (LONG // 10),
    "slashes": "1/" * (LONG // 2),
    "colons": "1:" * (LONG // 2),
    "mail": "a@a." * (LONG // 4),
    "quotes": "'" * LONG,
    "years": "99999999999-01-01",
    "ages": "9" * 300 + " years",
    "infinity": "inf",
    "nothing": "nan",
    "hex": "0x" + "f" * 5000,
    "underscores": "1_" * 5000 + "1",
    "full width": "９" * LONG,
    "roman": "Ⅻ" * LONG,
    "combining": "e" + "\u0301" * LONG,
    "right to left": "\u202e" * 5000 + "x",
    "zero width": "\u200b" * LONG,
    "han numbers": "一" * LONG,
    "units": "万" * LONG,
    "lines": "a\u2028" * (LONG // 2),
    "stars": "★" * LONG,
    "emoji": "👨‍👩‍👧‍👦" * 5000,
    "minus": "−" * LONG,
    "scale": "1 - " * (LONG // 4),
    "semicolons": "a;" * (LONG // 2),
    "tab": "=\t" * (LONG // 2),
    "weeks": "W" * LONG,
    "quarters": "Q1 " * (LONG // 3),
    "am": "1am " * (LONG // 4),
}
"""Cells on which a pattern may go mad or a number never end."""


def spiteful(text: str) -> bytes:
    """A text table in every column of which the cell stands, in words and as header."""
    clean = '"' + text.replace('"', '""') + '"'
    return table(*(",".join([f"R{at}", clean, clean, clean, clean, clean]) for at in range(8)))


def spiteful_heads(text: str) -> bytes:
    clean = '"' + text.replace('"', '""') + '"'
    return "\n".join([",".join([clean, clean, "wave", clean]), *("a,b,W1,3" for _ in range(5))]).encode()


def every() -> dict[str, tuple[str, Callable[[], bytes]]]:
    """The files by what hurts: a name, and how to make it."""
    e = lambda text: text.encode()  # noqa: E731
    many = "4294967295"
    files: dict[str, tuple[str, Callable[[], bytes]]] = {
        "xlsx: stated as large as a sheet can be": (
            "a.xlsx",
            lambda: workbook(sheet=sheet(before='<dimension ref="A1:XFD1048576"/>')),
        ),
        "xlsx: stated larger": ("a.xlsx", lambda: workbook(sheet=sheet(before=f'<dimension ref="A1:ZZZZ{many}"/>'))),
        "xlsx: stated upside down": (
            "a.xlsx",
            lambda: workbook(sheet=sheet(before='<dimension ref="XFD1048576:A1"/>')),
        ),
        "xlsx: first and last cell": (
            "a.xlsx",
            lambda: workbook(sheet=sheet(ROWS + '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')),
        ),
        "xlsx: merged over the whole": (
            "a.xlsx",
            lambda: workbook(sheet=sheet(after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
        ),
        "xlsx: merged beyond": (
            "a.xlsx",
            lambda: workbook(sheet=sheet(after=f'<mergeCells><mergeCell ref="A1:ZZZZZ{many}"/></mergeCells>')),
        ),
        "xlsx: merged a hundred thousand times": (
            "a.xlsx",
            lambda: workbook(
                sheet=sheet(after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>")
            ),
        ),
        "xlsx: a text that is not there": (
            "a.xlsx",
            lambda: workbook(sheet=sheet('<row r="1"><c r="A1" t="s"><v>99999999999</v></c></row>')),
        ),
        "xlsx: texts said to be many": (
            "a.xlsx",
            lambda: workbook(
                strings=f'<sst {SHEET_NAMES} count="{many}" uniqueCount="{many}"><si><t>wave</t></si></sst>'
            ),
        ),
        "xlsx: twenty million empty texts": (
            "a.xlsx",
            lambda: workbook(strings=f"<sst {SHEET_NAMES}>" + "<si/>" * 20_000_000 + "</sst>"),
        ),
        "xlsx: one text of 200 MB": (
            "a.xlsx",
            lambda: workbook(strings=f"<sst {SHEET_NAMES}><si><t>" + "x" * 200_000_000 + "</t></si></sst>"),
        ),
        "xlsx: styles said to be many": (
            "a.xlsx",
            lambda: workbook(
                styles=f'<styleSheet {SHEET_NAMES}><cellXfs count="{many}"><xf numFmtId="14"/></cellXfs></styleSheet>'
            ),
        ),
        "xlsx: a format of a million letters": (
            "a.xlsx",
            lambda: workbook(
                styles=(
                    f'<styleSheet {SHEET_NAMES}><numFmts><numFmt numFmtId="170"'
                    f' formatCode="{"[h]" * 400_000}"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>'
                )
            ),
        ),
        "xlsx: laughs": (
            "a.xlsx",
            lambda: workbook(sheet=sheet('<row r="1"><c r="A1" t="str"><v>&m;</v></c></row>', declared=LAUGHS)),
        ),
        "xlsx: laughs far behind": (
            "a.xlsx",
            lambda: workbook(sheet=sheet('<row r="1"><c r="A1" t="str"><v>&m;</v></c></row>', declared=FAR + LAUGHS)),
        ),
        "xlsx: laughs in its texts": (
            "a.xlsx",
            lambda: workbook(strings=f"{FAR}{LAUGHS}<sst {SHEET_NAMES}><si><t>&m;</t></si><si><t>&m;</t></si></sst>"),
        ),
        "xlsx: a file of the machine": (
            "a.xlsx",
            lambda: workbook(sheet=sheet('<row r="1"><c r="A1" t="str"><v>&m;</v></c></row>', declared=FAR + OUTSIDE)),
        ),
        "xlsx: a million elements deep": ("a.xlsx", lambda: workbook(sheet=sheet("<row>" * 1_000_000))),
        "xlsx: a million elements deep and back": (
            "a.xlsx",
            lambda: workbook(sheet=sheet("<a>" * 1_000_000 + "</a>" * 1_000_000 + ROWS)),
        ),
        "xlsx: an attribute of 50 MB": (
            "a.xlsx",
            lambda: workbook(sheet=sheet(f'<row r="1" x="{"y" * 50_000_000}"><c r="A1"><v>1</v></c></row>')),
        ),
        "xlsx: a comment without end": ("a.xlsx", lambda: workbook(sheet="<worksheet><!--" + "-" * 40_000_000)),
        "xlsx: a gigabyte of blanks": ("a.xlsx", lambda: workbook(sheet=sheet(ROWS + " " * 1_000_000_000))),
        "xlsx: a formula of a million brackets": (
            "a.xlsx",
            lambda: workbook(sheet=sheet(f'<row r="1"><c r="A1"><f>{"(" * 1_000_000}</f><v>1</v></c></row>')),
        ),
        "xlsx: ten thousand sheets": (
            "a.xlsx",
            lambda: workbook(
                book=lambda text: text.replace(
                    b"</sheets>",
                    b"".join(
                        b'<sheet name="s%d" sheetId="%d" r:id="rId1"'
                        b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
                        % (at, at + 2)
                        for at in range(10_000)
                    )
                    + b"</sheets>",
                )
            ),
        ),
        "xlsx: a part outside": (
            "a.xlsx",
            lambda: workbook(
                rels=lambda text: text.replace(b"/xl/worksheets/sheet1.xml", b"../../../../../etc/passwd")
            ),
        ),
        "xlsx: a part on the web": (
            "a.xlsx",
            lambda: workbook(rels=lambda text: text.replace(b"/xl/worksheets/sheet1.xml", b"http://127.0.0.1:9/x")),
        ),
        "xlsx: unpacks to more than it says": ("a.xlsx", understated),
        "xlsx: rows that run backwards": (
            "a.xlsx",
            lambda: workbook(
                sheet=sheet(
                    "".join(f'<row r="{at}"><c r="A{at}" t="str"><v>x</v></c></row>' for at in range(20_000, 0, -1))
                )
            ),
        ),
        "xlsx: one cell a thousand times": (
            "a.xlsx",
            lambda: workbook(sheet=sheet('<row r="1">' + '<c r="A1" t="str"><v>x</v></c>' * 100_000 + "</row>")),
        ),
        "xlsb: as it should be": ("a.xlsb", lambda: binary_workbook(PLAIN_BINARY)),
        "xlsb: stated as large as can be": ("a.xlsb", lambda: binary_workbook(PLAIN_BINARY, (0, 1_048_575, 0, 16_383))),
        "xlsb: stated larger": ("a.xlsb", lambda: binary_workbook(PLAIN_BINARY, (0, 2**32 - 1, 0, 2**32 - 1))),
        "xlsb: the last number of a row": (
            "a.xlsb",
            lambda: binary_workbook(PLAIN_BINARY + binary_row(2**32 - 1) + binary_cell(0, "x")),
        ),
        "xlsb: a far column": ("a.xlsb", lambda: binary_workbook(PLAIN_BINARY + binary_cell(2**31, "x"))),
        "xlsb: both far": (
            "a.xlsb",
            lambda: binary_workbook(PLAIN_BINARY + binary_row(1_048_575) + binary_cell(16_383, "x")),
        ),
        "xlsb: a text longer than its record": (
            "a.xlsb",
            lambda: binary_workbook(binary_row(0) + binary_record(0x06, struct.pack("<III", 0, 0, 2**31))),
        ),
        "xlsb: a record longer than the file": (
            "a.xlsb",
            lambda: binary_workbook(PLAIN_BINARY + b"\x06\xff\xff\xff\x7f"),
        ),
        "xlsb: texts said to be many": (
            "a.xlsb",
            lambda: binary_workbook(
                PLAIN_BINARY, strings=binary_record(0x9F, struct.pack("<II", 2**32 - 1, 2**32 - 1))
            ),
        ),
        "ods: blanks said to be many": ("a.ods", lambda: ods(line(cell(f'x<text:s text:c="{many}"/>y')))),
        "ods: rows repeated": ("a.ods", lambda: ods(line(cell("x"), more=' table:number-rows-repeated="1048576"'))),
        "ods: rows repeated beyond": (
            "a.ods",
            lambda: ods(line(cell("x"), more=f' table:number-rows-repeated="{many}{many}"')),
        ),
        "ods: rows and columns repeated": (
            "a.ods",
            lambda: ods(
                line(cell("x", ' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="1048576"')
            ),
        ),
        "ods: single quotation marks": (
            "a.ods",
            lambda: ods(
                line(
                    cell("x", " table:number-columns-repeated='99999999'"),
                    more=" table:number-rows-repeated='99999999'",
                )
            ),
        ),
        "ods: under another name of the namespace": (
            "a.ods",
            lambda: (
                ods(
                    line(
                        cell("x", f' table:number-columns-repeated="{many}"'),
                        more=f' table:number-rows-repeated="{many}"',
                    )
                ).__class__(ods(""))
                if False
                else _renamed(many)
            ),
        ),
        "ods: a repetition after a sign": (
            "a.ods",
            lambda: ods(
                line(
                    cell("x>", ' z=">" table:number-columns-repeated="99999999"'),
                    more=' z=">" table:number-rows-repeated="99999999"',
                )
            ),
        ),
        "ods: laughs": ("a.ods", lambda: ods(line(cell("&m;")), FAR + LAUGHS)),
        "ods: a file of the machine": ("a.ods", lambda: ods(line(cell("&m;")), FAR + OUTSIDE)),
        "ods: deep": ("a.ods", lambda: ods(line(cell("<text:span>" * 300_000 + "x" + "</text:span>" * 300_000)))),
        "ods: tables in tables": ("a.ods", lambda: ods("<table:table>" * 100_000 + "</table:table>" * 100_000)),
        "fods: rows repeated": (
            "a.fods",
            lambda: e(flat(line(cell("x"), more=f' table:number-rows-repeated="{many}"'))),
        ),
        "fods: repeated little, often": (
            "a.fods",
            lambda: e(
                flat(
                    line(
                        cell("x", ' table:number-columns-repeated="1000"') * 16,
                        more=' table:number-rows-repeated="1000"',
                    )
                    * 60
                )
            ),
        ),
        "fods: a number without end": (
            "a.fods",
            lambda: e(flat(line(cell("x"), more=f' table:number-rows-repeated="{"9" * 6000}"'))),
        ),
        "fods: below nothing": (
            "a.fods",
            lambda: e(
                flat(line(cell("x", ' table:number-columns-repeated="-5"'), more=' table:number-rows-repeated="-5"'))
            ),
        ),
        "fods: laughs": ("a.fods", lambda: e(flat(line(cell("&m;")), LAUGHS))),
        "fods: laughs far behind": ("a.fods", lambda: e(flat(line(cell("&m;")), FAR + LAUGHS))),
        "fods: a file of the machine": ("a.fods", lambda: e(flat(line(cell("&m;")), FAR + OUTSIDE))),
        "fods: deep": ("a.fods", lambda: e(flat(line(cell("<text:span>" * 100_000 + "x" + "</text:span>" * 100_000))))),
        "fods: tables in tables": (
            "a.fods",
            lambda: e(flat(("<table:table>" + line(cell("x")) * 20) * 200 + "</table:table>" * 200)),
        ),
        "xml: a far row": ("a.xml", lambda: e(two_thousand_three(f"<Row ss:Index='{many}'>{old_cell('x')}</Row>"))),
        "xml: a far column in each row": (
            "a.xml",
            lambda: e(
                two_thousand_three(f"<Row>{old_cell('x', ' ss:Index=' + chr(39) + '16384' + chr(39))}</Row>" * 50_000)
            ),
        ),
        "xml: the last row, below nothing": (
            "a.xml",
            lambda: e(
                two_thousand_three(
                    f"<Row ss:Index='1048576'>{old_cell('x', ' ss:Index=' + chr(39) + '-16384' + chr(39))}</Row>"
                )
            ),
        ),
        "xml: laughs": ("a.xml", lambda: e(two_thousand_three(f"<Row>{old_cell('&m;')}</Row>", FAR + LAUGHS))),
        "xml: a file of the machine": (
            "a.xml",
            lambda: e(two_thousand_three(f"<Row>{old_cell('&m;')}</Row>", FAR + OUTSIDE)),
        ),
        "html: a cell over ten million columns": (
            "a.xls",
            lambda: b"<table><tr><td colspan=99999999>x</td></tr></table>" * 50,
        ),
        "html: digits of another script": (
            "a.xls",
            lambda: e("<table><tr><td colspan=²>x</td><td>y</td></tr><tr><td>1</td><td>2</td></tr></table>"),
        ),
        "html: tables in tables": ("a.xls", lambda: b"<table><tr><td>" * 20_000),
        "html: rows in rows": ("a.xls", lambda: b"<table>" + b"<tr><td>x" * 200_000),
        "html: lists deep": ("a.xls", lambda: b"<table><tr><td>" + b"<div>" * 200_000 + b"x</td></tr></table>"),
        "html: an attribute of 20 MB": (
            "a.xls",
            lambda: b'<table x="' + b"y" * 20_000_000 + b'"><tr><td>a</td></tr></table>',
        ),
        "html: a million empty tables": ("a.xls", lambda: b"<table></table>" * 1_000_000),
        "xls: noise behind the mark": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40),
        "xls: a chain that ends nowhere": ("a.xls", lambda: _compound(chain=0)),
        "xls: a container of four gigabytes": ("a.xls", lambda: _compound(size=2**32 - 1)),
        "xls: an old one with a far cell": (
            "a.xls",
            lambda: excel97(
                (0x0809, struct.pack("<HHHH", 0x0600, 0x0010, 0, 0)),
                (0x0200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65535, 0)),
                (0x0203, struct.pack("<HHHd", 65535, 65535, 0, 1.0)),
                (0x000A, b""),
            ),
        ),
        "xls: an old one without an end": (
            "a.xls",
            lambda: excel97(
                (0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0)),
                *[(0x0203, struct.pack("<HHHd", at % 65536, 255, 0, 1.0)) for at in range(80_000)],
            ),
        ),
        "zip: zips in zips": ("a.zip", lambda: nested(40)),
        "zip: all parts in one place": ("a.zip", one_content_many_names),
        "zip: a table of a gigabyte": ("a.zip", lambda: zipped({"a.csv": b"0" * 1_000_000_000})),
        "zip: a table of a gigabyte, packed otherwise": (
            "a.zip",
            lambda: zipped({"a.csv": b"0" * 1_000_000_000}, zipfile.ZIP_BZIP2),
        ),
        "zip: packed with what needs much": (
            "a.zip",
            lambda: zipped({"a.csv": b"a,b\n" + b"1,2\n" * 10_000_000}, zipfile.ZIP_LZMA),
        ),
        "zip: a name that leads outside": (
            "a.zip",
            lambda: zipped({"../../../../tmp/handover-outside.csv": b"wave,name\nW1,One\n"}),
        ),
        "zip: a name from the root": ("a.zip", lambda: zipped({"/etc/handover-outside.csv": b"wave,name\nW1,One\n"})),
        "zip: a name of 60,000 letters": ("a.zip", lambda: zipped({"x" * 60_000 + ".csv": b"wave,name\nW1,One\n"})),
        "zip: a hundred thousand parts": ("a.zip", lambda: zipped({f"{at}.txt": b"" for at in range(65_000)})),
        "gz: a gigabyte": ("a.csv.gz", lambda: gzip.compress(b"0" * 200_000_000)),
        "bz2: a gigabyte": ("a.csv.bz2", lambda: bz2.compress(b"0" * 200_000_000)),
        "xz: a gigabyte": ("a.csv.xz", lambda: lzma.compress(b"0" * 50_000_000)),
        "csv: one cell of 60 MB": ("a.csv", lambda: table("R1,C1,W1,2026-09-01,9," + "x" * 60_000_000)),
        "csv: one cell of 60 MB in quotes": (
            "a.csv",
            lambda: table('R1,C1,W1,2026-09-01,9,"' + "x, \n" * 15_000_000 + '"'),
        ),
        "csv: a quote that never ends": ("a.csv", lambda: table('R1,C1,W1,2026-09-01,9,"' + "x,y\n" * 5_000_000)),
        "csv: quotes only": ("a.csv", lambda: b'"' * 10_000_001),
        "csv: lines only": ("a.csv", lambda: b"\n" * 20_000_000),
        "csv: old ends of lines": ("a.csv", lambda: b"a,b\r1,2\r" * 1_000_000),
        "csv: zeros": ("a.csv", lambda: bytes(20_000_000)),
        "csv: zeros among it": ("a.csv", lambda: table("R1,C1,W1\0,2026-09-01,9,x\0y")),
        "csv: every row wider": ("a.csv", lambda: b"\n".join(b"x," * at for at in range(5_000))),
        "csv: wide characters cut": ("a.csv", lambda: "\ufeffwave,name\nW1,One\n".encode("utf-16")[:-1]),
        "csv: four bytes a letter": ("a.csv", lambda: "\ufeffwave,name\nW1,One\n".encode("utf-32")),
        "csv: letters cut in two": ("a.csv", lambda: b"wave,name\nW1,\xe6\xb3\n" + b"W2,\xff\xfe\xfd\n" * 1000),
        "csv: a header of 270,000 letters": (
            "a.csv",
            lambda: spiteful_heads("Q1. How satisfied are you (1-5)? - " * 8000),
        ),
        "csv: ten thousand columns": (
            "a.csv",
            lambda: b",".join(b"q%d" % at for at in range(10_000)) + b"\n" + (b",".join([b"5"] * 10_000) + b"\n") * 30,
        ),
        "csv: a name that leads outside": ("../../../../etc/passwd", lambda: b"wave,name\nW1,One\n"),
        "csv: a name of 5,000 letters": ("x" * 5_000 + ".csv", lambda: b"wave,name\nW1,One\n"),
        "csv: a name with a zero and a line": ("a\0b\nc\u202e.csv", lambda: b"wave,name\nW1,One\n"),
    }
    for what, text in CELLS.items():
        files[f"cells: {what}"] = ("a.csv", lambda text=text: spiteful(text))  # type: ignore[misc]
        files[f"heads: {what}"] = ("a.csv", lambda text=text: spiteful_heads(text[:30_000]))  # type: ignore[misc]
    return files


def _renamed(many: str) -> bytes:
    """An OpenDocument table whose namespace has another short name than usual."""
    rows = line(cell("x", f' table:number-columns-repeated="{many}"'), more=f' table:number-rows-repeated="{many}"')
    text = (
        flat(rows)
        .replace("office:document ", "office:document-content ")
        .replace("office:document>", "office:document-content>")
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": MANIFEST.encode(),
            "content.xml": (
                text.replace("xmlns:table=", "xmlns:t=")
                .replace("table:table", "t:table")
                .replace("table:number", "t:number")
                .replace("table:name", "t:name")
                .encode()
            ),
        }
    )


def _compound(chain: int = -2, size: int = 4096) -> bytes:
    """A container of old Office files: one directory, whose chain of sectors leads to itself or says what is not
    there."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    fat = struct.pack(
        "<III", 0xFFFFFFFD, 1 if chain == 0 else 0xFFFFFFFE, 2 if chain == 0 else 0xFFFFFFFE
    ) + b"\xff" * (512 - 12)

    def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<IQ", start, length)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, size) + bytes(256)
    return head + fat + directory + b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(504)
