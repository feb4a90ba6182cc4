"""A large sheet of an .xlsx in shares: a parser works on one core, and most of an upload is parsing.

A sheet is a run of rows. It is cut between two of them while it is unpacked, and each share is a small workbook: its
rows, with all else the file says (texts, styles, names). A share is parsed as soon as it is there, on another core,
while the rest is unpacked. Rows keep their numbers, so the shares lie one below the other as they lay in the sheet.
What does not fit together again is read in one piece; so is everything where there are no files in memory (``memfd``,
which Linux has): on a disk they would leave what customers said.
"""

from __future__ import annotations

import mmap
import os
import re
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

CUT_FROM = 8 * 1024**2
"""Unpacked bytes of a sheet from which cutting is worth it."""
CUT_TO = 256 * 1024**2
"""Beyond, the copies would take more memory than the time is worth."""
MOST_CORES = 4
SHARES_A_CORE = 2
"""So that the first is soon there, and the last is short."""
MOST_BESIDE, FEW_BESIDE = 1.0, 0.02
"""Size of all other parts against the sheet. Each share carries and parses them again: beyond the first it is not cut,
beyond the second there is one share a core."""
EARLY_ROWS = 200_000
"""Rows of a share up to which it is parsed before the whole sheet was looked at: as many of the usual width fit in
memory."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_MARK, _ROW = b"<row ", re.compile(rb'<row [^<>]*?\br="(\d{1,7})"[^<>]*+>')
_TAG = 4096
"""Bytes in which the tag of a row ends."""
_HEAD = 1024**2
"""Bytes in which the first row begins."""
_END = b"</sheetData></worksheet>"


@dataclass(frozen=True)
class Cells:
    """Cells as the fast reader gives them: all as text, row *i* of the table is row *i* + 1 of the sheet, or below the
    rows that were passed over. ``errors`` are (row as Excel counts, column of the sheet from 0, text)."""

    table: pa.Table
    first_column: int
    errors: tuple[tuple[int, int, str], ...] = ()


Read = Callable[[str, int], Cells]
"""Parses the only sheet of the workbook at a path, passing over so many rows."""


@dataclass
class Share:
    """A workbook with the rows of the sheet from ``first_row`` on, as Excel counts, up to the next share. ``cells`` is
    what is parsed of it, once that has begun."""

    first_row: int
    file: IO[bytes]
    cells: Future[Cells] | None = None

    def begin(self, cores: ThreadPoolExecutor, read: Read) -> None:
        """Parse it on the next free core. Another reader finds the file while it is open."""
        self.cells = self.cells or cores.submit(read, f"/proc/self/fd/{self.file.fileno()}", self.first_row - 1)

    def in_order(self, end: int | None) -> bool:
        """Whether its rows follow one another and all lie above row ``end``."""
        with mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            rows = list(map(int, _ROW.findall(content)))
        ends = pairwise([self.first_row - 1, *rows, *([] if end is None else [end])])
        return all(above < below for above, below in ends)


class Cutter:
    """Lays the only sheet of a workbook into shares as it is unpacked: ``take`` its bytes in order, then the
    ``shares``.

    ``sheet`` is the part that it wants to see, empty where there is none to cut. ``read`` parses a share.
    """

    def __init__(self, packed: zipfile.ZipFile, read: Read) -> None:
        sheets = [part for part in packed.infolist() if _SHEET.fullmatch(part.filename)]
        self.sheet = ""
        self._cuts: list[int] = []
        cores = min(MOST_CORES, os.cpu_count() or 1) if hasattr(os, "memfd_create") else 1
        if len(sheets) != 1 or cores < 2 or not CUT_FROM <= sheets[0].file_size <= CUT_TO:
            return
        size = sheets[0].file_size
        beside = [p for p in packed.infolist() if p is not sheets[0] and p.filename.endswith((".xml", ".rels"))]
        carried = sum(part.file_size for part in beside)
        if carried > MOST_BESIDE * size:
            return
        self.sheet = sheets[0].filename
        self._read = read
        self._cores = ThreadPoolExecutor(cores)
        self._beside = [(part.filename, packed.read(part)) for part in beside]
        several = cores * SHARES_A_CORE if carried <= FEW_BESIDE * size else cores
        self._cuts = [size * share // several for share in range(several)]
        self._head = self._rest = b""
        self._passed = 0
        self._shares: list[Share] = []
        self._zip: zipfile.ZipFile
        self._part: IO[bytes]

    def take(self, chunk: bytes, *, narrow: bool) -> None:
        """The next bytes of the sheet; ``narrow`` says that no cell far to the right was seen up to here."""
        if not self.sheet:
            return
        data = self._rest + chunk
        while self._cuts and (row := self._next(data)):
            self._put(data, row.start())
            self._begin(int(row[1]), _last_row(data, row.start()) if narrow else None)
            data = data[row.start() :]
        if self._shares:
            held = min(len(data), _TAG) if self._cuts else 0
            self._put(data, len(data) - held)
            self._rest = data[len(data) - held :]
        elif len(data) <= _HEAD:
            self._rest = data
        else:
            self.sheet = ""

    def shares(self) -> list[Share]:
        """All of it in shares, being parsed; none where it could not be cut."""
        if not self.sheet:
            return []
        if self._cuts or any(below.first_row <= above.first_row for above, below in pairwise(self._shares)):
            self._cores.shutdown(wait=False, cancel_futures=True)
            return []
        self._end()
        for share in self._shares:
            share.begin(self._cores, self._read)
        self._cores.shutdown(wait=False)
        return self._shares

    def _next(self, data: bytes) -> re.Match[bytes] | None:
        """The tag of the first row after the next cut."""
        at = data.find(_MARK, max(self._cuts[0] - self._passed, 1))
        return _ROW.match(data, at) if at >= 0 else None

    def _put(self, data: bytes, end: int) -> None:
        if self._shares:
            self._part.write(memoryview(data)[:end])
        else:
            self._head = data[:end]
        self._passed += end

    def _begin(self, row: int, above: int | None) -> None:
        """The next share, whose first row is ``row``; the one before ends with row ``above``, where that is known."""
        if self._shares:
            self._part.write(_END)
            self._end()
            whole = self._shares[-1]
            if above is not None and whole.first_row <= above < min(row, whole.first_row + EARLY_ROWS):
                whole.begin(self._cores, self._read)
        self._cuts.pop(0)
        first = row if self._shares else 1  # empty rows above the first belong to it
        self._shares.append(Share(first, os.fdopen(os.memfd_create("share"), "w+b")))
        self._zip = zipfile.ZipFile(self._shares[-1].file, "w", zipfile.ZIP_STORED)
        for name, content in self._beside:
            self._zip.writestr(name, content)
        self._part = self._zip.open(self.sheet, "w")
        self._part.write(self._head)

    def _end(self) -> None:
        self._part.close()
        self._zip.close()
        self._shares[-1].file.flush()


def _last_row(data: bytes, end: int) -> int | None:
    """The number of the last row that begins before ``end``."""
    at = data.rfind(_MARK, 0, end)
    row = _ROW.match(data, at) if at >= 0 else None
    return int(row[1]) if row else None


def read_shares(shares: Sequence[Share]) -> Cells | None:
    """The sheet put together from its shares; ``None`` where a share holds rows of another one. What the parser raises
    is raised."""
    found = [share.cells.result() for share in shares if share.cells]
    ends = [*(share.first_row for share in shares[1:]), None]
    rows = [
        end - share.first_row if end else cells.table.num_rows
        for share, cells, end in zip(shares, found, ends, strict=True)
    ]
    if any(cells.table.num_rows > height for cells, height in zip(found, rows, strict=True)):
        return None
    # Where every row of the sheet holds something, none of them can have strayed into another share.
    gaps = any(_filled(cells.table) < height for cells, height in zip(found, rows, strict=True))
    if gaps and not all(map(Share.in_order, shares, ends)):
        return None
    filled = [cells for cells in found if cells.table.num_columns]
    first = min((cells.first_column for cells in filled), default=0)
    last = max((cells.first_column + cells.table.num_columns for cells in filled), default=0)
    columns = []
    for at in range(first, last):
        chunks = []
        for cells, height in zip(found, rows, strict=True):  # each may begin and end at another column and row
            own = at - cells.first_column
            there = cells.table.column(own).chunks if 0 <= own < cells.table.num_columns else []
            chunks += [*there, pa.nulls(height - sum(map(len, there)), pa.string())]
        columns.append(pa.chunked_array(chunks, pa.string()))
    table = pa.table(columns, [str(at) for at in range(first, last)])
    return Cells(table, first, tuple(error for cells in found for error in cells.errors))


def _filled(table: pa.Table) -> int:
    """How many rows hold something."""
    there: pa.ChunkedArray | None = None
    for column in table.columns:
        there = pc.is_valid(column) if there is None else pc.or_(there, pc.is_valid(column))
        if pc.all(there).as_py():
            break
    return 0 if there is None else int(pc.sum(there).as_py() or 0)
