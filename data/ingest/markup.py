"""Tables written as markup: web pages that old systems save as .xls, XML Spreadsheet 2003, and flat OpenDocument."""

from __future__ import annotations

from typing import Any

from data.ingest.cells import grid_of_rows
from data.ingest.packed import LAST_COLUMN, LAST_ROW, MOST_CELLS
from data.ingest.workbook import Sheet, Workbook, digest
from data.problems import Refusal

MOST_BYTES = 64 * 1024**2
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_REPEATS = 1000
"""Repetitions of a filled row or cell taken at their word; beyond, the sheet is refused."""


def is_markup(start: bytes) -> bool:
    """Whether a file begins as markup, by its first bytes."""
    begin = start[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return begin.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<style"))


def read_markup(name: str, content: bytes, text: str | None = None) -> Workbook:
    """The tables of a page or of an XML workbook. Raises ``Refusal``: not_a_table, unreadable_file, unsafe_xml,
    file_too_large, sheet_too_large, empty_file."""
    if len(content) > MOST_BYTES:
        raise Refusal("file_too_large", where=name)
    begin = content[:4096]
    if b"<!ENTITY" in begin:
        raise Refusal("unsafe_xml", where=name)
    if b"<office:document" in begin:
        sheets, kind = _flat(name, _xml(name, content)), "fods"
    elif b"urn:schemas-microsoft-com:office:spreadsheet" in begin and b"<Workbook" in begin:
        sheets, kind = _xml_2003(name, _xml(name, content)), "xml"
    elif b"<table" in content[: 1 << 20].lower():
        sheets, kind = _page(name, text if text is not None else content), "html"
    else:
        raise Refusal("not_a_table", where=name)
    book = Workbook(name, digest(content), kind, sheets)
    if not any(not sheet.is_empty for sheet in book.visible):
        raise Refusal("empty_file", where=name)
    return book


def _xml(name: str, content: bytes) -> Any:
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Refusal("unreadable_file", where=name) from None


def _sheet(title: str, rows: list[list[str | None]], *, hidden: bool = False) -> Sheet:
    grid = grid_of_rows(rows)
    return Sheet(title, hidden, lambda: grid)


def _page(name: str, text: str | bytes) -> tuple[Sheet, ...]:
    """The tables of a web page, merged cells spread from their first place; tables for layout around others are
    none."""
    from lxml import html

    try:
        root = html.fromstring(text)
    except (ValueError, html.etree.ParserError, html.etree.XMLSyntaxError):
        raise Refusal("unreadable_file", where=name) from None
    found: list[Sheet] = []
    for table in root.iter("table"):
        if table.find(".//table") is not None:
            continue
        rows: list[list[str | None]] = []
        cells = 0
        for line in table.iter("tr"):
            row: list[str | None] = []
            for cell in line.iter("td", "th"):
                row.append(" ".join(cell.text_content().split()) or None)
                row.extend([None] * (min(_count(cell.get("colspan")), 256) - 1))
            rows.append(row)
            cells += len(row)
            if cells > MOST_CELLS or len(row) > LAST_COLUMN:
                raise Refusal("sheet_too_large", where=name, n=MOST_CELLS)
        _fits(name, rows)
        title = name.rsplit("/", 1)[-1].rsplit(".", 1)[0] + (f" ({len(found) + 1})" if found else "")
        found.append(_sheet(title, rows))
    return tuple(found)


def _count(text: str | None) -> int:
    return max(1, int(text[:9])) if text and text.isdecimal() else 1


def _xml_2003(name: str, root: Any) -> tuple[Sheet, ...]:
    found: list[Sheet] = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        rows: list[list[str | None]] = []
        for line in sheet.iter(f"{_SS}Row"):
            at = int(line.get(f"{_SS}Index", len(rows) + 1))
            if at > LAST_ROW or at <= len(rows):
                raise Refusal("unreadable_file", where=name)
            rows += [[] for _ in range(at - len(rows) - 1)]
            row: list[str | None] = []
            for cell in line.iter(f"{_SS}Cell"):
                place = int(cell.get(f"{_SS}Index", len(row) + 1))
                if place > LAST_COLUMN:
                    raise Refusal("sheet_too_large", where=name, n=MOST_CELLS)
                row += [None] * (place - len(row) - 1)
                data = cell.find(f"{_SS}Data")
                row.append(None if data is None else "".join(data.itertext()) or None)
            rows.append(row)
        _fits(name, rows)
        found.append(_sheet(sheet.get(f"{_SS}Name", f"Sheet{len(found) + 1}"), rows))
    return tuple(found)


def _fits(name: str, rows: list[list[str | None]]) -> None:
    if len(rows) * max((len(row) for row in rows), default=0) > MOST_CELLS:
        raise Refusal("sheet_too_large", where=name, n=MOST_CELLS)


def _flat(name: str, root: Any) -> tuple[Sheet, ...]:
    found: list[Sheet] = []
    for table in root.iter(f"{_TABLE}table"):
        rows: list[list[str | None]] = []
        empty = 0
        for line in table.iter(f"{_TABLE}table-row"):
            row = _flat_row(name, line)
            times = int(line.get(f"{_TABLE}number-rows-repeated", 1))
            if not any(row):
                empty += times
                continue
            if times > _MOST_REPEATS or empty > LAST_ROW:
                raise Refusal("sheet_too_large", where=name, n=MOST_CELLS)
            rows += [[] for _ in range(empty)]
            rows += [row] * times
            empty = 0
        _fits(name, rows)
        found.append(_sheet(table.get(f"{_TABLE}name", f"Sheet{len(found) + 1}"), rows))
    return tuple(found)


def _flat_row(name: str, line: Any) -> list[str | None]:
    row: list[str | None] = []
    empty = 0
    for cell in line.iter(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        text = _flat_cell(cell)
        if text is None:
            empty += times
            continue
        if times > _MOST_REPEATS or len(row) + empty > LAST_COLUMN:
            raise Refusal("sheet_too_large", where=name, n=MOST_CELLS)
        row += [None] * empty + [text] * times
        empty = 0
    return row


def _flat_cell(cell: Any) -> str | None:
    type_ = cell.get(f"{_OFFICE}value-type")
    if type_ in ("float", "currency", "percentage"):
        return str(cell.get(f"{_OFFICE}value"))
    if type_ == "date":
        return str(cell.get(f"{_OFFICE}date-value"))
    if type_ == "boolean":
        return str(cell.get(f"{_OFFICE}boolean-value"))
    return "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p")) or None
