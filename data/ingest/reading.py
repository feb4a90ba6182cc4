"""Opening a file that somebody dropped: what it is by its content, and a clear refusal where it is no table."""

from __future__ import annotations

import re
from collections.abc import Callable

from data.ingest.delimited import read_text
from data.ingest.spreadsheet import read_xlsx
from data.ingest.workbook import Workbook
from data.problems import Refusal

MOST_BYTES = 512 * 1024**2
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
"""The first record of Excel 2 to 4, which stood in no container."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TABLES = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "database"),
)


def read_file(name: str, content: bytes) -> Workbook:
    """The sheets of a dropped file as text cells.

    What the file is is decided by its content, not by its name. Raises ``Refusal`` with a code: empty_file,
    file_too_large, encrypted_file, format_not_supported, not_a_table, unreadable_file, unreadable_sheet,
    encoding_unknown; ``where`` is the file's name.
    """
    if not content:
        raise Refusal("empty_file", where=name)
    if len(content) > MOST_BYTES:
        raise Refusal("file_too_large", where=name)
    if name.rsplit("/", 1)[-1].startswith(("~$", ".~lock.")):
        raise Refusal("lock_file", where=name)
    return _reader(name, content)(name, content)


def _reader(name: str, content: bytes) -> Callable[[str, bytes], Workbook]:
    """The reader for this content. A further format is one more case here."""
    if content.startswith(_COMPOUND):
        if _ENCRYPTED in content:
            raise Refusal("encrypted_file", where=name)
        raise Refusal("format_not_supported", where=name, format="xls")
    if _OLD_EXCEL.match(content):
        raise Refusal("format_not_supported", where=name, format="xls")
    if content.startswith(b"PK"):
        return _read_zip
    for start, what in _NO_TABLES:
        if content.startswith(start):
            raise Refusal("not_a_table", where=name, format=what)
    return read_text


def _read_zip(name: str, content: bytes) -> Workbook:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.namelist()
            if "xl/workbook.bin" in parts:
                raise Refusal("format_not_supported", where=name, format="xlsb")
            if any(part.lower() == "xl/workbook.xml" for part in parts):
                return read_xlsx(name, content)
            if "mimetype" in parts:
                raise Refusal("format_not_supported", where=name, format="ods")
            return _read_packed(name, packed)
    except zipfile.BadZipFile:
        raise Refusal("unreadable_file", where=name) from None


def _read_packed(name: str, packed: object) -> Workbook:
    """The one table inside a zip. Several, or none, are refused: which one is meant is not guessed."""
    import zipfile

    assert isinstance(packed, zipfile.ZipFile)
    tables = [
        part
        for part in packed.infolist()
        if not part.is_dir()
        and not part.filename.startswith("__MACOSX/")
        and part.filename.lower().endswith((".csv", ".tsv", ".txt", ".xlsx"))
    ]
    if len(tables) != 1:
        raise Refusal("zip_without_one_table", where=name, n=len(tables))
    if tables[0].flag_bits & 1:
        raise Refusal("encrypted_file", where=name)
    if tables[0].file_size > MOST_BYTES:
        raise Refusal("file_too_large", where=name)
    inner = packed.read(tables[0])
    return read_file(tables[0].filename.rsplit("/", 1)[-1], inner)
