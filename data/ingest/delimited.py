"""Reading text tables: the encoding (UTF-8, UTF-16, GB18030, Windows), the separator, quoted line breaks."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

import pyarrow as pa

from data.ingest.workbook import Grid, Sheet, Workbook, digest, grid_of_table
from data.problems import Refusal

DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 20
TORN = "\ufffd"
"""What stands for bytes that are no character."""
_FEW = 0.1
"""Torn characters among the others than ASCII, and zero bytes among all, of a text that is read all the same."""
_HALF = 0.5
"""The same in UTF-8, which no text in another encoding resembles: three of four characters of GB18030 are torn in
it."""
_NULS = 8
"""Zero bytes in a row that are no slip: the file was cut off, or is no text."""
_AS_TEXT = re.compile(r'(?:\A|(?<=[,;|\t\r\n]))(?:="([^"\r\n]*)"|"=""([^"\r\n]*)""")(?=[,;|\t\r\n]|\Z)')
"""How some programs keep spreadsheets from reading an id as a number."""
_CONFLICT = ("<<<<<<< ", "=======", ">>>>>>> ")
"""The beginnings of lines, in this order, that a merge leaves in a file where two versions differ."""
MOST_COLUMNS = 16_384
MOST_CELLS = 100_000_000
"""Cells of a text table: each takes some bytes of memory, even an empty one."""
WIDE, MOST_WIDE_CELLS = 1_000, 20_000_000
"""From so many columns on a table holds fewer cells: nobody's ledger is that wide, and a column costs memory of its own
in every block that is read. 20 million cells in 16,384 columns took 0.6 GB, 49 million 1.1 GB, and lines of growing
width 3 GB."""


def decode(content: bytes, name: str = "") -> tuple[str, str]:
    """The text and the encoding it was in. Raises ``Refusal('encoding_unknown')`` where none gives readable text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                raise Refusal("encoding_unknown", where=name) from None
    even, odd = content[:512:2].count(0), content[1:512:2].count(0)
    if (odd > 100 > even) or (len(content) > 8 and content[1:64:2].count(0) == len(content[1:64:2])):
        return content.decode("utf-16-le", errors="replace"), "utf-16-le"
    if even > 100 > odd:
        return content.decode("utf-16-be", errors="replace"), "utf-16-be"
    if b"\x00" in content:
        if b"\x00" * _NULS in content or content.count(0) > _FEW * len(content):
            raise Refusal("not_a_table", where=name)
        content = content.replace(b"\x00", b"")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    # A text that was cut off in the middle of a character, or spoiled in a few places, is still what the rest of it is.
    torn = content.decode("utf-8", errors="replace")
    if _few_torn(torn, _HALF):
        return torn, "utf-8"
    guesses = [guess for guess in (_guess(content), "gb18030", "cp1252") if guess is not None]
    for encoding in guesses:
        try:
            return content.decode(
                encoding, errors="replace" if encoding == guesses[0] == "gb18030" else "strict"
            ), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refusal("encoding_unknown", where=name)


def _few_torn(text: str, share: float) -> bool:
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    torn = text.count(TORN)
    return torn <= share * (foreign - torn)


def _guess(content: bytes) -> str | None:
    """GB18030 where it reads as Chinese; else what charset-normalizer finds.

    Short Chinese exports mislead statistical guessers, and nearly every text that is not UTF-8 and decodes as GB18030
    with common Chinese characters is GB18030.
    """
    sample = content[:_SAMPLE]
    text = sample.decode("gb18030", errors="replace")
    foreign = [character for character in text if ord(character) > 127 and character != TORN]
    if foreign and (TORN not in text or _few_torn(text, _FEW)):
        common = 0
        for character in foreign:
            if ord(character) > 0xFFFF:  # four bytes, every second of them a digit: no other encoding writes that
                common += 1
                continue
            try:
                encoded = character.encode("gb2312")
            except UnicodeEncodeError:
                continue
            # Rows 16–55 of GB 2312 are the common characters; 1–9 are punctuation and full-width forms.
            common += 0xB0 <= encoded[0] <= 0xD7 or 0xA1 <= encoded[0] <= 0xA3
        if common >= 0.8 * len(foreign):
            return "gb18030"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=["cp1252", "gb18030", "big5", "shift_jis"]).best()
    return best.encoding if best is not None else None


def delimiter_of(text: str) -> str:
    """The separator under which the first lines fall into the same number of columns, the more columns the better."""
    sample = text[:65536]
    best, best_score = ",", -1.0
    for delimiter in DELIMITERS:
        widths: list[int] = []
        try:
            for at, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
                if any(row):
                    widths.append(len(row))
                if at >= 50:
                    break
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        if usual == 1:
            continue
        score = widths.count(usual) / len(widths) + min(usual, 50) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best


def read_text(name: str, content: bytes) -> Workbook:
    """The workbook of a text table, with one sheet named after the file."""
    text, encoding = decode(content, name)
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise Refusal("empty_file", where=name)
    if text.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<table", "<?xml", "{", "%pdf")):
        raise Refusal("not_a_table", where=name)
    if _holds_conflict(text):
        raise Refusal("git_conflict", where=name)
    delimiter = delimiter_of(text)
    csv.field_size_limit(1 << 24)
    text = _with_plain_quotes(text, delimiter)
    if text.count('"') % 2:
        line = next((first for first, last in _faults(text, delimiter) if last > first), None)
        if line is not None:
            raise Refusal("quote_unclosed", where=name, row=line)
    grid = _grid(name, text, delimiter)
    title = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    sheet = Sheet(title, False, lambda: grid)
    if sheet.is_empty:
        raise Refusal("empty_file", where=name)
    return Workbook(name, digest(content), "csv", (sheet,), encoding, delimiter)


def _holds_conflict(text: str) -> bool:
    """Whether the lines of a merge stand in the text, one after the other."""
    at = -1
    for mark in _CONFLICT:
        at = 0 if at < 0 and text.startswith(mark) else text.find(f"\n{mark}", max(at, 0)) + 1
        if at == 0 and not text.startswith(mark):
            return False
    return True


def _faults(text: str, delimiter: str) -> Iterator[tuple[int, int]]:
    """The records whose quotation marks are not as they should be: their first and last lines."""
    lines = iter(io.StringIO(text, newline=""))
    done = 0
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        good = 0
        try:
            for _ in reader:
                good = reader.line_num
        except csv.Error:
            yield done + good + 1, done + reader.line_num
            done += reader.line_num
        else:
            return


def _with_plain_quotes(text: str, delimiter: str) -> str:
    """The text with quotation marks doubled where a backslash stands before them, if else they would tear cells apart;
    a cell that was to be kept as text (``="007"``) is that text."""
    if '\\"' in text and next(_faults(text, delimiter), None):
        doubled = text.replace('\\"', '""')
        text = text if next(_faults(doubled, delimiter), None) else doubled
    return _AS_TEXT.sub(lambda found: f'"{found[1] or found[2] or ""}"', text) if '="' in text else text


def _grid(name: str, text: str, delimiter: str) -> Grid:
    """Cells of a text table, by Arrow's reader where every line has as many cells, by Python's where some have not."""
    if (parts := text.count(delimiter)) > MOST_CELLS:
        raise Refusal("file_too_large", where=name)
    if parts > MOST_WIDE_CELLS and text[:_SAMPLE].split("\n", 1)[0].count(delimiter) >= WIDE:
        raise Refusal("sheet_too_large", where=name, n=MOST_WIDE_CELLS)
    fast = _grid_fast(name, text, delimiter)
    if fast is not None:
        return fast
    rows: list[list[str]] = []
    width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            width = max(width, len(row))
            _fits(name, len(rows), width)
    except csv.Error:
        raise Refusal("unreadable_file", where=name) from None
    columns = [pa.array([row[at] if at < len(row) else None for row in rows], pa.string()) for at in range(width)]
    return grid_of_table(pa.table(columns, names=[str(at) for at in range(width)]))


def _fits(name: str, height: int, width: int) -> None:
    """Refuse what no table holds: ``too_many_columns``, ``sheet_too_large``."""
    if width > MOST_COLUMNS:
        raise Refusal("too_many_columns", where=name, n=MOST_COLUMNS)
    most = MOST_CELLS if width <= WIDE else MOST_WIDE_CELLS
    if height * width > most:
        raise Refusal("sheet_too_large", where=name, n=most)


def _grid_fast(name: str, text: str, delimiter: str) -> Grid | None:
    from pyarrow import csv as arrow_csv

    try:
        first = next(csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter), [])
    except csv.Error:
        return None
    _fits(name, 1, len(first))
    names = [str(at) for at in range(len(first))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=1 << 23),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values='"' in text, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return grid_of_table(table)
