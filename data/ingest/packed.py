"""Workbooks are zips of XML: what is inside, and whether opening it would fill the memory, before anything is
inflated."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal

from isal import igzip_lib, isal_zlib

from data.ingest.shares import Cutter
from data.problems import Refusal

MOST_PARTS = 20_000
MOST_UNPACKED = 2 * 1024**3
"""A workbook that unpacks to more than this is refused: it would not fit in the memory of a small machine."""
MOST_RATIO = 400
"""Packed to unpacked. A sheet of one repeated value comes to some 100; only what is made to fill a disk goes beyond."""
FREE_OF_RATIO = 64 * 1024**2
MOST_CELLS = 20_000_000
"""Cells between the first and the last filled one of a sheet; the readers reserve memory for each."""
MOST_REPEATED = 5_000_000
"""Filled cells that an OpenDocument sheet may say by repetition."""
_SCANNED = 32 * 1024**2
_CHUNK, _PACKED_CHUNK = 1 << 20, 1 << 17
_NAME_LENGTHS = 26
"""Where the local header of a part says how long its name and its extra field are, before its content."""
_REFERENCE = 32
"""Bytes in which the place of a cell is written: it may lie across two pieces."""
_ROW_LENGTH = 8192
"""Bytes of most rows; where the end of a piece holds no row, the last one is looked for in all of it."""
_WIDEST, _DIGIT = 16_384, rb"\d"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of a sheet in any spreadsheet program; a larger number is damage, or made to fill the memory."""
_FAR = re.compile(rb' r="(?:[A-Z]{3}|[B-Z][A-Z])\d')
_FILLED = re.compile(rb'<(?:\w{1,32}:)?c\b[^<>]*? r="([A-Z]{1,3}+)(\d{1,7}+)"(?>[^<>]*)(?<!/)>')
_DIMENSION = re.compile(rb'<(?:\w{1,32}:)?dimension\b[^<>]*?ref="([A-Z]{1,3})(\d{1,10}):([A-Z]{1,3})(\d{1,10})"')
_ROW = re.compile(rb'<(?:\w{1,32}:)?row\b[^<>]*? r="(\d{1,7})"')
_AS_DIGITS_AND_LETTERS = bytes.maketrans(b"123456789BCDEFGHIJKLMNOPQRSTUVWXYZ'", b"0" * 9 + b"A" * 25 + b'"')
_PERHAPS_BEYOND = (b'0000000"', b'r="AAAA')
"""A reference beyond the end of every sheet holds one of these once all digits are 0 and all letters A: a search for
two words instead of a look at each cell."""
_NUMBERED = re.compile(rb"""\sr=["']([A-Z]*+)(\d*+)["']""")
_ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^<>]*+)>")
_REPEATED_ROWS = re.compile(rb'number-rows-repeated="0*+(\d{1,20})"')
_REPEATED = re.compile(rb'number-columns-repeated="0*+(\d{1,20})"')

_NO_RESULT = re.compile(
    rb"<(?:\w{1,32}:)?c\b(?![^<>]*\bt=.str)[^<>]*+>\s*+<(?:\w{1,32}:)?f\b[^<>]*(?:/>|>[^<]*+</(?:\w{1,32}:)?f>)\s*+"
    rb"(?:<(?:\w{1,32}:)?v\s*+/>\s*+|<(?:\w{1,32}:)?v>\s*+</(?:\w{1,32}:)?v>\s*+)?</(?:\w{1,32}:)?c>"
)
"""A cell with a formula and no value; an empty text is one."""
_FIRST_ROWS = 1 << 20
"""Bytes of a sheet in which its first formulas stand."""
_FROM_1904 = re.compile(rb"""date1904=["'](?:1|true)["']""")

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
"""What a zip raises that is cut short, altered or packed in a way that nobody reads."""

Kind = Literal["xlsx", "xlsb", "ods", "document", "numbers", "zip"]


def kind_of(parts: list[str]) -> Kind:
    """What a zip is, by the names of its parts."""
    names = {part.replace("\\", "/").lower() for part in parts}
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "document"
    if any(name.endswith(".iwa") for name in names):
        return "numbers"
    return "xlsx" if "[content_types].xml" in names and "workbook.xml" in names else "zip"


def check_packed(name: str, packed: zipfile.ZipFile, size: int) -> None:
    """Refuse what would not end well: ``file_too_large``, ``zip_bomb``. Only the table of contents is read."""
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or (unpacked > FREE_OF_RATIO and unpacked > MOST_RATIO * size):
        raise Refusal("zip_bomb", where=name)
    if unpacked > MOST_UNPACKED:
        raise Refusal("file_too_large", where=name)


def check_sheets(name: str, packed: zipfile.ZipFile, kind: str, cutter: Cutter) -> None:
    """Refuse sheets whose filled cells lie so far apart, or are repeated so often, that no memory holds them:
    ``sheet_too_large``; and XML that declares entities, which no spreadsheet does: ``unsafe_xml``.
    ``cutter`` is shown the sheet that it wants to see."""
    for part in packed.infolist():
        path = part.filename.lower()
        if not path.endswith((".xml", ".rels")):
            continue
        head = _head(packed, part)
        if b"<!ENTITY" in head or b"<!DOCTYPE" in head:
            raise Refusal("unsafe_xml", where=name)
        if kind == "xlsx" and b"<worksheet" in head[:2048].replace(b"<x:", b"<"):
            extent = _extent(name, packed, part, head, cutter if part.filename == cutter.sheet else None)
        elif kind == "ods" and path == "content.xml":
            extent = _ods_extent(name, packed, part)
        else:
            continue
        if extent > MOST_CELLS:
            raise Refusal("sheet_too_large", where=name, n=MOST_CELLS)


def _head(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with packed.open(part) as stream:
        return stream.read(4096)


def _extent(name: str, packed: zipfile.ZipFile, part: zipfile.ZipInfo, head: bytes, cutter: Cutter | None) -> int:
    """At least the cells from A1 to the last filled row and column. Large sheets are taken at their stated size where
    they state one: what fills memory with few cells is small."""
    area = 0
    stated = _DIMENSION.search(head)
    if stated and part.file_size > _SCANNED:
        area = int(stated[4]) * (_number(stated[3]) - _number(stated[1]) + 1)
    known = 0 < area <= MOST_CELLS
    far, last, tail = False, 1, b""
    for chunk in chunks(packed, part):
        seam = tail + chunk[:_REFERENCE]
        if any(_is_beyond(piece) for piece in (seam, chunk)):
            raise Refusal("beyond_the_sheet", where=name, rows=LAST_ROW, columns=LAST_COLUMN)
        far = far or (not known and any(_FAR.search(piece) is not None for piece in (seam, chunk)))
        if cutter is not None:
            cutter.take(chunk, narrow=not far)
        tail = chunk[-_REFERENCE:]
        if known:
            continue
        rows = _ROW.findall(chunk, max(0, len(chunk) - _ROW_LENGTH)) or _ROW.findall(chunk)
        last = max((last, *map(int, rows)))
    if known:
        return area
    if last * (_WIDEST if far else 52) <= MOST_CELLS:
        return last
    return _filled_extent(packed, part)


def _is_beyond(piece: bytes) -> bool:
    """Whether a row or a cell says that it lies beyond the end of every sheet."""
    rough = piece.translate(_AS_DIGITS_AND_LETTERS)
    if not any(word in rough for word in _PERHAPS_BEYOND):
        return False
    return any(
        len(letters) > 3 or _number(letters) > LAST_COLUMN or len(digits) > 7 or int(digits or 0) > LAST_ROW
        for letters, digits in _NUMBERED.findall(piece)
    )


def chunks(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part; the next ones are unpacked on another core while these are looked at."""
    with packed.open(part) as stream, ThreadPoolExecutor(1) as beside:
        deflated = part.compress_type == zipfile.ZIP_DEFLATED
        pieces = _inflated(packed, part) if deflated else iter(partial(stream.read, _CHUNK), b"")
        coming = beside.submit(next, pieces, b"")
        while chunk := coming.result():
            coming = beside.submit(next, pieces, b"")
            yield chunk


def _inflated(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What ``packed.open(part)`` reads of a deflated part, in a third of the time; ``BadZipFile`` where it is damaged.
    The part was opened before, which checks its header."""
    assert packed.fp is not None
    packed.fp.seek(part.header_offset + _NAME_LENGTHS)
    packed.fp.seek(sum(struct.unpack("<HH", packed.fp.read(4))), io.SEEK_CUR)
    inflate = isal_zlib.decompressobj(-zlib.MAX_WBITS)
    packed_left, left, crc = part.compress_size, part.file_size, 0
    try:
        while packed_left > 0 and left and not inflate.eof:
            rest = packed.fp.read(min(packed_left, _PACKED_CHUNK))
            packed_left -= _PACKED_CHUNK
            while left and (piece := inflate.decompress(rest, min(left, _CHUNK))):
                rest = inflate.unconsumed_tail
                left -= len(piece)
                crc = isal_zlib.crc32(piece, crc)
                yield piece
    except igzip_lib.IsalError as error:  # type: ignore[misc]  # its stub takes the class for an instance
        raise zipfile.BadZipFile from error
    if crc != part.CRC:
        raise zipfile.BadZipFile


def _filled_extent(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The area between the outermost cells that hold something; cells that are only styled do not count."""
    columns: set[bytes] = set()
    top, bottom = 1 << 30, 0
    rest = b""
    for chunk in chunks(packed, part):
        chunk = rest + chunk
        for letters, row in _FILLED.findall(chunk):
            columns.add(letters)
            number = int(row)
            top, bottom = min(top, number), max(bottom, number)
        rest = chunk[-512:]
    if not columns:
        return 0
    numbers = [_number(letters) for letters in columns]
    return (max(numbers) - min(numbers) + 1) * (bottom - top + 1)


def _ods_extent(name: str, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The cells from A1 to the last filled one of all tables together, those that repetition stands for among them;
    ``MOST_REPEATED`` of these count as ``MOST_CELLS``. Refusal ``beyond_the_sheet``."""
    with packed.open(part) as stream:
        content = stream.read(4 * FREE_OF_RATIO)
    area = repeated = 0
    row = rows = at = width = widest = filled = 0
    times = 1
    for closing, tag, attributes in _ODS_TAG.findall(content):
        if tag == b"table":
            area += rows * widest
            row = rows = widest = 0
        elif tag == b"table-row" and not closing:
            found = _REPEATED_ROWS.search(attributes) if b"repeated" in attributes else None
            times, at, width, filled = int(found[1]) if found else 1, 0, 0, 0
            row += times if attributes.endswith(b"/") else 0
        elif tag == b"table-row":
            row += times
            if width:
                rows, widest, repeated = row, max(widest, width), repeated + filled * times
                if rows > LAST_ROW or widest > LAST_COLUMN:
                    raise Refusal("beyond_the_sheet", where=name, rows=LAST_ROW, columns=LAST_COLUMN)
        elif not closing:
            found = _REPEATED.search(attributes) if b"repeated" in attributes else None
            columns = int(found[1]) if found else 1
            at += columns
            if b"value-type" in attributes:
                width, filled = at, filled + columns
    return max(area + rows * widest, (repeated if repeated > MOST_REPEATED else 0) * (MOST_CELLS // MOST_REPEATED))


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


def holds_pictures(packed: zipfile.ZipFile) -> bool:
    """Whether a workbook carries pictures: with no cells beside them, its table is one of them."""
    return any(part.lower().startswith(("xl/media/", "pictures/")) for part in packed.namelist())


def is_encrypted(packed: zipfile.ZipFile) -> bool:
    """Whether parts are locked by a password, as zips and as OpenDocument do it."""
    if any(part.flag_bits & 1 for part in packed.infolist()):
        return True
    manifest = next((part for part in packed.infolist() if part.filename == "META-INF/manifest.xml"), None)
    if manifest is None:
        return False
    with packed.open(manifest) as stream:
        return b"encryption-data" in stream.read(1 << 20)


def counts_from_1904(packed: zipfile.ZipFile) -> bool:
    """Whether the days of an .xlsx count from 1904, as Excel for the Mac once did."""
    for part in packed.infolist():
        if part.filename.lower() in ("xl/workbook.xml", "workbook.xml"):
            with packed.open(part) as stream:
                return _FROM_1904.search(stream.read(1 << 20)) is not None
    return False


def lacks_results(packed: zipfile.ZipFile) -> bool:
    """Whether an .xlsx holds formulas that no program has worked out yet, as scripts write them: they read as empty."""
    for part in packed.infolist():
        if part.filename.lower().startswith("xl/worksheets/") and part.filename.endswith(".xml"):
            with packed.open(part) as stream:
                if _NO_RESULT.search(stream.read(_FIRST_ROWS)):
                    return True
    return False


def with_mimetype(packed: zipfile.ZipFile) -> bytes | None:
    """An OpenDocument file that lacks the part by which readers know it, with that part; ``None`` where it has it."""
    if "mimetype" in packed.namelist():
        return None
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
        written.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        for part in packed.infolist():
            written.writestr(part.filename, packed.read(part))
    return stream.getvalue()


def opened(content: bytes, name: str) -> zipfile.ZipFile:
    """The zip, or ``Refusal('unreadable_file')``."""
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Refusal("unreadable_file", where=name) from None
