"""Reading .xlsx: every cell as text, straight into Arrow. Dates come as ISO, numbers as they are held, never rounded."""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial

import pyarrow as pa

from data.ingest.workbook import Grid, Sheet, Workbook, digest, grid_of_table
from data.problems import Refusal

MOST_UNPACKED = 2 * 1024**3
"""A workbook that unpacks to more than this is refused: it would not fit in the memory of a small machine."""
_ERROR = re.compile(r"Error\((\w+)\)")
_ERROR_TEXT = {"NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Name": "#NAME?", "Value": "#VALUE!", "Num": "#NUM!"}


def read_xlsx(name: str, content: bytes) -> Workbook:
    """The workbook of an .xlsx or .xlsm file. Raises ``Refusal``: unreadable_file, file_too_large, empty_file."""
    import fastexcel
    import python_calamine

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Refusal("file_too_large", where=name)
        reader = fastexcel.read_excel(content)
        described = python_calamine.load_workbook(io.BytesIO(content)).sheets_metadata
    except Refusal:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Refusal("unreadable_file", where=name, detail=str(error)[:200]) from None
    hidden = {sheet.name for sheet in described if sheet.visible != python_calamine.SheetVisibleEnum.Visible}
    drawn = {sheet.name for sheet in described if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet}
    sheets = tuple(
        Sheet(title, title in hidden, partial(_load, reader, name, title))
        for title in reader.sheet_names
        if title not in drawn
    )
    book = Workbook(name, digest(content), "xlsx", sheets)
    if not any(not sheet.is_empty for sheet in book.visible):
        raise Refusal("empty_file", where=name)
    return book


def _load(reader: object, name: str, title: str) -> Grid:
    try:
        sheet = reader.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")  # type: ignore[attr-defined]
        if sheet.width == 0 or sheet.height == 0:
            return Grid((), 0)
        batch, problems = sheet.to_arrow_with_errors()
        first = sheet.selected_columns[0].absolute_index
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Refusal("unreadable_sheet", where=f"{name} / {title}", detail=str(error)[:200]) from None
    errors: list[tuple[int, int, str]] = []
    for cell in getattr(problems, "errors", None) or ():
        found = _ERROR.search(cell.detail)
        errors.append(
            (cell.position[0] + 1, cell.position[1], _ERROR_TEXT.get(found[1], "#ERROR") if found else "#ERROR")
        )
    table = pa.Table.from_batches([batch])
    return grid_of_table(table, first_column=first, errors=tuple(errors))
