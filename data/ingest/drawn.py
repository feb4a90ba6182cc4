"""What an .xlsx says beyond the texts of its cells: which of them are merged, and figures that are shown with zeros or
万 behind.

A merged cell holds its text once, in its first row, and a reader sees it beside all of them. A number of an outline
that is kept as a figure (1.1, shown as 1.10) is told from another one by its number format only, and so is an amount
that was typed in ten thousands (90, shown as 90万).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from data.ingest.cells import text_of
from data.ingest.packed import DAMAGED, chunks
from data.ingest.workbook import Merged, column_number

MOST_LOOKED_AT = 16 * 1024**2
"""Bytes of a sheet up to which number formats are looked at: an outline is short."""
_MERGED = re.compile(rb'<(?:\w{1,32}:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_END = b"sheetData>"
_FIGURE = re.compile(rb"<(?:\w{1,32}:)?c\b([^<>]*+)>\s*+<(?:\w{1,32}:)?v>(-?\d++(?:\.\d++)?)</")
_PLACE, _STYLE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"'), re.compile(rb'\bs="(\d+)"')
_TYPED = re.compile(rb'\bt="(?!n")')
_DECIMALS = re.compile(r"0\.(0{1,4})")
_SCALED = re.compile(
    r"(?:\[[A-Za-z]+\])?[#,0?]*[#0](?:\.[0#?]+)?(?:\\? |_.)*\\?\"?\\?(万元?|亿元?|百万元?|千元?|k|bn)\"?(?:_.|\* )*",
    re.IGNORECASE,
)
"""A number format with a scale in words behind its figures. One that divides what it shows (``#,##0,"k"``) is none:
there the cell holds the whole amount."""
_BUILT_IN = {"2": "0.00"}
"""Number formats of a spreadsheet by their numbers: 2 is 0.00."""


def merged_and_shown(content: bytes, title: str) -> tuple[tuple[Merged, ...], dict[tuple[int, int], str]]:
    """The cells of a sheet that are merged downwards, and the texts of figures that only their format tells apart from
    another of their column or scales, by (row as Excel counts, column from 0). Nothing where the file does not say
    where its sheet lies."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            part = _part_of(packed, title)
            if part is None:
                return (), {}
            merged = tuple(_merged(packed, part))
            shown = _shown(packed, part) if part.file_size <= MOST_LOOKED_AT else {}
            return merged, shown
    except (*DAMAGED, KeyError, ElementTree.ParseError):
        return (), {}  # what is damaged was told by the reader of the cells


def _part_of(packed: zipfile.ZipFile, title: str) -> zipfile.ZipInfo | None:
    names = {part.filename.replace("\\", "/").lower(): part for part in packed.infolist()}
    book, links = names.get("xl/workbook.xml"), names.get("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return None
    targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(packed.read(links))}
    for one in ElementTree.fromstring(packed.read(book)).iter():
        if one.tag.endswith("}sheet") and one.get("name") == title:
            link = next((value for key, value in one.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            return names.get((target[1:] if target.startswith("/") else f"xl/{target}").lower())
    return None


def _merged(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[Merged]:
    """They stand behind the rows: what comes before their end is passed over."""
    behind, tail = False, b""
    for chunk in chunks(packed, part):
        tail = tail[-len(_END) :] + chunk if not behind else tail + chunk
        if not behind and (at := tail.rfind(_END)) >= 0:
            behind, tail = True, tail[at:]
    for left, top, right, bottom in _MERGED.findall(tail if behind else b""):
        yield Merged(int(top), int(bottom), column_number(left.decode()), column_number(right.decode()))


def _shown(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> dict[tuple[int, int], str]:
    formats = _formats(packed)
    decimals = {style: len(fixed[1]) for style, code in formats.items() if (fixed := _DECIMALS.fullmatch(code))}
    scales = {style: told[1] for style, code in formats.items() if (told := _SCALED.fullmatch(code.split(";")[0]))}
    if not decimals and not scales:
        return {}
    found: dict[tuple[int, int], str] = {}
    figures: dict[bytes, dict[int, tuple[str, str]]] = {}
    for attributes, figure in _FIGURE.findall(packed.read(part)):
        place, style = _PLACE.search(attributes), _STYLE.search(attributes)
        if place is None or _TYPED.search(attributes):
            continue
        text = text_of(round(float(figure), 9)) or ""
        if style and (scale := scales.get(style[1])):
            found[int(place[2]), column_number(place[1].decode())] = f"{text}{scale}"
            continue
        figures.setdefault(place[1], {})[int(place[2])] = (
            text,
            _as_shown(text, decimals.get(style[1]) if style else None),
        )
    for letters, cells in figures.items():
        ways: dict[str, set[str]] = {}
        for text, as_shown in cells.values():
            ways.setdefault(text, set()).add(as_shown)
        for row, (text, as_shown) in cells.items():
            if len(ways[text]) > 1 and as_shown != text:
                found[row, column_number(letters.decode())] = as_shown
    return found


def _as_shown(text: str, places: int | None) -> str:
    """The figure with the zeros its format adds; as it is where the format would round it."""
    if places is None:
        return text
    try:
        figure = Decimal(text)
        shown = figure.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:
        return text
    return str(shown) if shown == figure else text


def _formats(packed: zipfile.ZipFile) -> dict[bytes, str]:
    """The number formats of the styles, by the numbers of these as cells name them."""
    try:
        styles = ElementTree.fromstring(packed.read("xl/styles.xml"))
    except KeyError:
        return {}
    formats = dict(_BUILT_IN)
    for one in styles.iter():
        if one.tag.endswith("}numFmt"):
            formats[one.get("numFmtId", "")] = one.get("formatCode", "")
    cells = next((one for one in styles.iter() if one.tag.endswith("}cellXfs")), ())
    numbers = [one.get("numFmtId", "") for one in cells]
    return {str(at).encode(): formats[number] for at, number in enumerate(numbers) if number in formats}
