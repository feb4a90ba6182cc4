"""Reading .xlsx, .xlsm, .xlsb and .ods: every cell as text, straight into Arrow. Dates come as ISO, numbers with up to
nine decimals."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa

from data.ingest.cells import grid_of_rows, text_of
from data.ingest.drawn import merged_and_shown
from data.ingest.shares import Cells, Share, read_shares
from data.ingest.workbook import Grid, Merged, Sheet, Workbook, digest, grid_of_table
from data.problems import Refusal

_ERROR = re.compile(r"Error\((\w+)\)")
_ERROR_TEXT = {"NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Name": "#NAME?", "Value": "#VALUE!", "Num": "#NUM!"}


def read_spreadsheet(
    name: str,
    content: bytes,
    kind: str,
    *,
    pictures: bool = False,
    from_1904: bool = False,
    shares: list[Share] | None = None,
) -> Workbook:
    """The workbook of a packed format. ``pictures`` says that the file carries some: without cells beside them the
    table is one. ``from_1904`` says that its days count from 1904, which the fast reader overlooks in files of Excel
    for the Mac; such a file, and OpenDocument with its times of day, goes the slower way. ``shares`` are those of its
    only sheet, where it was cut. Raises ``Refusal``: unreadable_file, encrypted_file, macro_only, table_is_picture,
    empty_file.
    """
    import fastexcel
    import python_calamine

    try:
        careful = python_calamine.load_workbook(io.BytesIO(content))
        described = careful.sheets_metadata
        names = careful.sheet_names
        reader = None if from_1904 or kind in ("ods", "xls") else fastexcel.read_excel(content)
    except python_calamine.PasswordError:
        raise Refusal("encrypted_file", where=name) from None
    except BaseException as error:  # noqa: BLE001
        _not_ours(error)
        raise Refusal("unreadable_file", where=name, detail=str(error)[:200]) from None
    hidden = {sheet.name for sheet in described if sheet.visible != python_calamine.SheetVisibleEnum.Visible}
    types = {sheet.name: sheet.typ for sheet in described}
    cells = python_calamine.SheetTypeEnum.WorkSheet
    sheets = tuple(
        Sheet(
            title,
            title in hidden,
            partial(_load, careful, reader, name, title, shares or [], content if kind == "xlsx" else b""),
        )
        for title in names
        if types.get(title, cells) == cells
    )
    book = Workbook(name, digest(content), kind, sheets)
    if not sheets:
        macros = (python_calamine.SheetTypeEnum.MacroSheet, python_calamine.SheetTypeEnum.Vba)
        raise Refusal("macro_only" if any(typ in macros for typ in types.values()) else "charts_only", where=name)
    if not any(_has_cells(sheet) for sheet in book.visible):
        raise Refusal("table_is_picture" if pictures else "empty_file", where=name)
    return book


def _not_ours(error: BaseException) -> None:
    """A panic of the reader is its verdict on the file; whatever ends the process is none."""
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        raise error


def _has_cells(sheet: Sheet) -> bool:
    """Whether a sheet holds anything; one that cannot be read says so when it is chosen."""
    try:
        return not sheet.is_empty
    except Refusal:
        return True


def _load(careful: Any, reader: Any, name: str, title: str, shares: list[Share], packed: bytes) -> Grid:
    grid = _cells(careful, reader, name, title, shares)
    return with_drawn(grid, *merged_and_shown(packed, title)) if packed else grid


def with_drawn(grid: Grid, merged: tuple[Merged, ...], shown: dict[tuple[int, int], str]) -> Grid:
    """The grid with what is merged in it and with the texts of figures as they are shown."""
    columns = list(grid.columns)
    for (row, column), text in shown.items():
        at = column - grid.first_column
        if 0 <= at < len(columns) and row <= grid.height:
            cells = columns[at].to_pylist()
            columns[at] = pa.array([*cells[: row - 1], text, *cells[row:]], pa.string())
    down = tuple(replace(one, bottom=min(one.bottom, grid.height)) for one in merged)
    return replace(grid, columns=tuple(columns), merged=down) if merged or shown else grid


def _cells(careful: Any, reader: Any, name: str, title: str, shares: list[Share]) -> Grid:
    try:
        if reader is None:
            return _load_slow(careful, title)
        cells = _load_shares(shares) or _load_fast(reader, title)
        first = cells.first_column
        errors = tuple((row, at - first, text) for row, at, text in cells.errors)
        return grid_of_table(cells.table, first_column=first, errors=errors)
    except BaseException as error:  # noqa: BLE001
        _not_ours(error)
        raise Refusal("unreadable_sheet", where=f"{name} / {title}", detail=str(error)[:200]) from None


def _load_slow(careful: Any, title: str) -> Grid:
    sheet = careful.get_sheet_by_name(title)
    rows = sheet.to_python(skip_empty_area=False)
    grid = grid_of_rows([[text_of(value) for value in row] for row in rows])
    return with_drawn(grid, merged_in(sheet), {})


def merged_in(sheet: Any) -> tuple[Merged, ...]:
    """The cells that were made one, as the careful reader tells them; it knows none of some formats."""
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merged(top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in ranges)


def _load_shares(shares: list[Share]) -> Cells | None:
    """The sheet from its shares, which are used up; ``None`` where there are none or one cannot be read: then the whole
    file says why."""
    if not shares:
        return None
    try:
        return read_shares(shares)
    except BaseException as error:  # noqa: BLE001
        _not_ours(error)
        return None
    finally:
        for share in shares:
            share.file.close()
        shares.clear()


def read_share(path: str, passed_over: int) -> Cells:
    """The cells of a share, by the fast reader. ``ValueError`` where the workbook has other sheets, of charts."""
    import fastexcel

    reader = fastexcel.read_excel(path)
    (title,) = reader.sheet_names
    try:
        return _load_fast(reader, title, passed_over)
    except fastexcel.InvalidParametersError:  # there is nothing below them
        return Cells(pa.table({}), 0)


def _load_fast(reader: Any, title: str, passed_over: int = 0) -> Cells:
    sheet = reader.load_sheet(title, header_row=None, skip_rows=passed_over, dtypes="string")
    if sheet.width == 0 or sheet.height == 0:
        return Cells(pa.table({}), 0)
    batch, problems = sheet.to_arrow_with_errors()
    first = sheet.selected_columns[0].absolute_index
    errors: list[tuple[int, int, str]] = []
    for cell in getattr(problems, "errors", None) or ():
        found = _ERROR.search(cell.detail)
        text = _ERROR_TEXT.get(found[1], "#ERROR") if found else "#ERROR"
        errors.append((cell.position[0] + 1, first + cell.position[1], text))
    return Cells(pa.Table.from_batches([batch]), first, tuple(errors))
