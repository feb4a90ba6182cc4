"""The container of Excel 97 to 2003 and of encrypted workbooks: what lies in it, before a reader is tried."""

from __future__ import annotations

from typing import Literal

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_BOF, _FILEPASS = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00"), 0x2F
_FIRST_RECORDS = 12


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def kind_of(content: bytes) -> Literal["encrypted", "document", "xls", "unknown"]:
    """What a compound file is, by the names of its streams and the first records of its workbook."""
    if _stream("EncryptedPackage") in content:
        return "encrypted"
    lower = content.lower()
    if _stream("workbook") in lower or _stream("book") in lower:
        return "encrypted" if _has_password(content) else "xls"
    if _stream("WordDocument") in content or _stream("PowerPoint Document") in content:
        return "document"
    return "unknown"


def _has_password(content: bytes) -> bool:
    """Whether a workbook stream names a password among its first records. Streams begin at a sector."""
    for at in range(_SECTOR, len(content), _SECTOR):
        if content[at : at + 4] not in _BOF:
            continue
        place = at
        for _ in range(_FIRST_RECORDS):
            code = int.from_bytes(content[place : place + 2], "little")
            if code == _FILEPASS:
                return True
            place += 4 + int.from_bytes(content[place + 2 : place + 4], "little")
            if place >= len(content):
                break
    return False
