"""A large sheet of an .xlsx in shares, one for each core: a parser works on one core, and most of an upload is parsing.

A sheet is a run of rows. It is cut between two of them while it is unpacked, and each share is a small workbook: its rows,
with all else the file says (texts, styles, names). Rows keep their numbers, so the shares lie one below the other as they
lay in the sheet. What does not fit together again is read in one piece; so is everything where there are no files in
memory (``memfd``, which Linux has): on a disk they would leave what customers said.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

import pyarrow as pa

CUT_FROM = 8 * 1024**2
"""Unpacked bytes of a sheet from which cutting is worth it."""
CUT_TO = 256 * 1024**2
"""Beyond, the copies would take more memory than the time is worth."""
MOST_SHARES = 4
MOST_BESIDE = 1.0
"""Size of all other parts against the sheet: each share carries and parses them again."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_MARK, _ROW = b"<row ", re.compile(rb'<row [^>]*?\br="(\d{1,7})"[^>]*>')
_TAG = 4096
"""Bytes in which the tag of a row ends."""
_HEAD = 1024**2
"""Bytes in which the first row begins."""
_END = b"</sheetData></worksheet>"


@dataclass(frozen=True)
class Share:
    """A workbook with the rows of the sheet from ``first_row`` on, as Excel counts, up to the next share."""

    first_row: int
    file: IO[bytes]

    @property
    def path(self) -> str:
        """Where another reader finds it while it is open."""
        return f"/proc/self/fd/{self.file.fileno()}"


class Cutter:
    """Lays the only sheet of a workbook into shares as it is unpacked: ``take`` its bytes in order, then the ``shares``.

    ``sheet`` is the part that it wants to see, empty where there is none to cut.
    """

    def __init__(self, packed: zipfile.ZipFile) -> None:
        sheets = [part for part in packed.infolist() if _SHEET.fullmatch(part.filename)]
        self.sheet = ""
        self._cuts: list[int] = []
        cores = min(MOST_SHARES, os.cpu_count() or 1) if hasattr(os, "memfd_create") else 1
        if len(sheets) != 1 or cores < 2 or not CUT_FROM <= sheets[0].file_size <= CUT_TO:
            return
        beside = [p for p in packed.infolist() if p is not sheets[0] and p.filename.endswith((".xml", ".rels"))]
        if sum(part.file_size for part in beside) > MOST_BESIDE * sheets[0].file_size:
            return
        self.sheet = sheets[0].filename
        self._beside = [(part.filename, packed.read(part)) for part in beside]
        self._cuts = [sheets[0].file_size * share // cores for share in range(cores)]
        self._head = self._rest = b""
        self._passed = 0
        self._rows: list[int] = []
        self._files: list[IO[bytes]] = []
        self._zip: zipfile.ZipFile
        self._part: IO[bytes]

    def take(self, chunk: bytes) -> None:
        """The next bytes of the sheet."""
        if not self.sheet:
            return
        data = self._rest + chunk
        while self._cuts and (row := self._next(data)):
            self._put(data, row.start())
            self._begin(int(row[1]))
            data = data[row.start() :]
        if self._rows:
            held = min(len(data), _TAG) if self._cuts else 0
            self._put(data, len(data) - held)
            self._rest = data[len(data) - held :]
        elif len(data) <= _HEAD:
            self._rest = data
        else:
            self.sheet = ""

    def shares(self) -> list[Share]:
        """All of it in shares; none where it could not be cut."""
        if not self.sheet or self._cuts or any(below <= above for above, below in pairwise(self._rows)):
            return []
        self._end()
        starts = [1, *self._rows[1:]]  # empty rows above the first belong to it
        return list(map(Share, starts, self._files))

    def _next(self, data: bytes) -> re.Match[bytes] | None:
        """The tag of the first row after the next cut."""
        at = data.find(_MARK, max(self._cuts[0] - self._passed, 1))
        return _ROW.match(data, at) if at >= 0 else None

    def _put(self, data: bytes, end: int) -> None:
        if self._rows:
            self._part.write(memoryview(data)[:end])
        else:
            self._head = data[:end]
        self._passed += end

    def _begin(self, row: int) -> None:
        if self._rows:
            self._part.write(_END)
            self._end()
        self._cuts.pop(0)
        self._rows.append(row)
        self._files.append(os.fdopen(os.memfd_create("share"), "w+b"))
        self._zip = zipfile.ZipFile(self._files[-1], "w", zipfile.ZIP_STORED)
        for name, content in self._beside:
            self._zip.writestr(name, content)
        self._part = self._zip.open(self.sheet, "w")
        self._part.write(self._head)

    def _end(self) -> None:
        self._part.close()
        self._zip.close()
        self._files[-1].flush()


@dataclass(frozen=True)
class Cells:
    """Cells as the fast reader gives them: all as text, row *i* of the table is row *i* + 1 of the sheet. ``errors`` are
    (row as Excel counts, column of the sheet from 0, text)."""

    table: pa.Table
    first_column: int
    errors: tuple[tuple[int, int, str], ...] = ()


def read_shares(shares: Sequence[Share], read: Callable[[str], Cells]) -> Cells | None:
    """The sheet put together from its shares; ``None`` where a share holds rows of another one. ``read`` is given a path,
    and what it raises is raised."""
    with ThreadPoolExecutor(len(shares)) as cores:
        found = list(cores.map(read, [share.path for share in shares]))
    bounds = [(share.first_row - 1, below.first_row - 1) for share, below in pairwise(shares)]
    bounds.append((shares[-1].first_row - 1, max(shares[-1].first_row - 1, found[-1].table.num_rows)))
    for cells, (above, end) in zip(found, bounds, strict=True):
        strays = (len(rows) - rows.null_count for rows in cells.table.slice(0, above).columns)
        if cells.table.num_rows > end or any(strays):
            return None
    filled = [cells for cells in found if cells.table.num_columns]
    first = min((cells.first_column for cells in filled), default=0)
    last = max((cells.first_column + cells.table.num_columns for cells in filled), default=0)
    columns = []
    for at in range(first, last):
        chunks = []
        for cells, (above, end) in zip(found, bounds, strict=True):  # each may begin and end at another column and row
            own = at - cells.first_column
            there = cells.table.column(own).slice(above).chunks if 0 <= own < cells.table.num_columns else []
            chunks += [*there, pa.nulls(end - above - sum(map(len, there)), pa.string())]
        columns.append(pa.chunked_array(chunks, pa.string()))
    table = pa.table(columns, [str(at) for at in range(first, last)])
    return Cells(table, first, tuple(error for cells in found for error in cells.errors))
