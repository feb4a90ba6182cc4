"""Opening a file that somebody dropped: what it is by its content, and a clear refusal where it is no table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

from data.ingest import compound, packed
from data.ingest.delimited import read_text
from data.ingest.excel97 import read_excel97
from data.ingest.markup import is_markup, read_markup
from data.ingest.shares import Cutter
from data.ingest.spreadsheet import read_share, read_spreadsheet
from data.ingest.workbook import Workbook, digest
from data.problems import Refusal

MOST_BYTES = 512 * 1024**2
_OLD_EXCEL = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
"""The first record of Excel 2 to 4, which stood in no container."""
_LOCK_BYTES = 165
"""A lock file holds one name, padded, and nothing else."""
_NO_TABLES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    *((b"BZh%d1AY&SY" % level, "archive") for level in range(1, 10)),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "database"),
    (b"{\\rtf", "document"),
)
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read_file(name: str, content: bytes) -> Workbook:
    """The sheets of a dropped file as text cells.

    What the file is is decided by its content, not by its name. Raises ``Refusal`` with a code: empty_file,
    file_too_large, sheet_too_large, zip_bomb, unsafe_xml, encrypted_file, lock_file, git_conflict, macro_only,
    charts_only, table_is_picture, format_not_supported, not_a_table, unreadable_file, unreadable_sheet,
    encoding_unknown, quote_unclosed, zip_without_one_table; ``where`` is the file's name.
    """
    if not content:
        raise Refusal("empty_file", where=name)
    if len(content) > MOST_BYTES:
        raise Refusal("file_too_large", where=name)
    if name.rsplit("/", 1)[-1].startswith(("~$", ".~")) or _is_lock(content):
        raise Refusal("lock_file", where=name)
    return _reader(name, content)(name, content)


def _is_lock(content: bytes) -> bool:
    return len(content) == _LOCK_BYTES and 0 < content[0] < 55 and content[1 + content[0] : 54].strip(b" \0") == b""


def _reader(name: str, content: bytes) -> Callable[[str, bytes], Workbook]:
    """The reader for this content. A further format is one more case here."""
    if content.startswith(compound.MARK):
        return _read_compound
    if content.startswith(b"PK"):
        return _read_zip
    if _OLD_EXCEL.match(content):
        return read_excel97
    for start, what in _NO_TABLES:
        if content.startswith(start) and (what != "picture" or b"\0" in content[:64]):
            raise Refusal("is_picture" if what in ("pdf", "picture") else "not_a_table", where=name, format=what)
    return read_markup if is_markup(content) else read_text


def _read_compound(name: str, content: bytes) -> Workbook:
    kind = compound.kind_of(content)
    if kind == "encrypted":
        raise Refusal("encrypted_file", where=name)
    if kind == "document":
        raise Refusal("not_a_table", where=name, format="document")
    return read_excel97(name, content)


def _read_zip(name: str, content: bytes) -> Workbook:
    try:
        with packed.opened(content, name) as parts:
            kind = packed.kind_of(parts.namelist())
            if packed.is_encrypted(parts):
                raise Refusal("encrypted_file", where=name)
            packed.check_packed(name, parts, len(content))
            if kind == "document":
                raise Refusal("not_a_table", where=name, format=kind)
            if kind == "numbers":
                raise Refusal("format_not_supported", where=name, format="Numbers")
            if kind == "zip":
                inner = _only_table(name, parts)
            else:
                cutter = Cutter(parts, read_share)
                packed.check_sheets(name, parts, kind, cutter)
                pictures = packed.holds_pictures(parts)
                from_1904 = kind == "xlsx" and packed.counts_from_1904(parts)
                whole = packed.with_mimetype(parts) if kind == "ods" else None
                lacks_results = kind == "xlsx" and packed.lacks_results(parts)
    except packed.DAMAGED:
        raise Refusal("unreadable_file", where=name) from None
    if kind == "zip":
        return read_file(*inner)
    book = read_spreadsheet(
        name, whole or content, kind, pictures=pictures, from_1904=from_1904, shares=cutter.shares()
    )
    return replace(book, lacks_results=lacks_results, sha256=book.sha256 if whole is None else digest(content))


def _only_table(name: str, parts: zipfile.ZipFile) -> tuple[str, bytes]:
    """The one table inside a zip, its name and content. Several, or none, are refused: which one is meant is not
    guessed."""
    tables = [
        part
        for part in parts.infolist()
        if not part.is_dir() and not part.filename.startswith("__MACOSX/") and part.filename.lower().endswith(_TABLES)
    ]
    if len(tables) != 1:
        raise Refusal("zip_without_one_table", where=name, n=len(tables))
    if tables[0].file_size > MOST_BYTES:
        raise Refusal("file_too_large", where=name)
    inner = parts.read(tables[0])
    if inner.startswith(b"PK") and packed.kind_of(packed.opened(inner, name).namelist()) == "zip":
        raise Refusal("zip_without_one_table", where=name, n=0)
    return tables[0].filename.rsplit("/", 1)[-1], inner
