"""Files that would fill the memory, never end or break a library: each is refused in words, and the next one is
read."""

from __future__ import annotations

import io
import resource
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.ingest import preparing, read_file, reading, understanding, untrusted
from data.ingest.questions import QuestionsOpen
from data.language import Translator
from data.problems import Refusal
from data.settings import settings

PLAIN = b"a,b\n1,2\n"

MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def refusal_of(name: str, content: bytes) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_file(name, content)
    return refused.value


def never_ends(name: str, content: bytes) -> None:
    while True:
        pass


def takes_all(name: str, content: bytes) -> int:
    return len([bytes(1024**2) for _ in range(100_000)])


def slips(name: str, content: bytes, *_: object, **__: object) -> None:
    raise KeyError("a cell of a customer")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HANDOVER_READ_MEGABYTES", "600")
    monkeypatch.setenv("HANDOVER_READ_SECONDS", "2")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("work", "code", "said"),
    [
        (never_ends, "reading_time", {"en": "within 2 seconds", "zh": "2秒内"}),
        (takes_all, "reading_memory", {"en": "more than 600 MiB", "zh": "超过600 MiB"}),
    ],
)
def test_what_no_check_foresaw_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, work: object, code: str, said: dict[str, str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(untrusted, "_read", work)
        refusal = refusal_of("a.csv", PLAIN)
    assert (refusal.code, refusal.where) == (code, "a.csv")
    for lang, words in said.items():
        assert words in Translator(lang)(f"problem.{code}", **refusal.params)
    assert read_file("a.csv", PLAIN).sheets[0].grid.columns[1].to_pylist() == ["b", "2"]


ANSWERS = b"response_id,customer,wave,answered_at,nps\n" + b"".join(
    b"R%d,C%d,W1,2026-09-%02d,%d\n" % (at, at, at % 28 + 1, at % 11) for at in range(60)
)


def test_recognising_and_preparing_give_what_they_give_in_one_process() -> None:
    book = read_file("answers.csv", ANSWERS)
    how = untrusted.understand(book, dataset="surveys")
    assert how == understanding.understand(book, dataset="surveys")
    open_now = {question.id: question.guess or question.choices[0] for question in how.questions}
    found = untrusted.prepare(book, how, answers=open_now)
    assert found.table.equals(preparing.prepare(book, how, answers=open_now).table)
    assert found.table.column("nps").to_pylist() == [at % 11 for at in range(60)]


def test_open_questions_come_back_with_the_refusal() -> None:
    either = ANSWERS.split(b"\n")[0] + b"".join(
        b"\nR%d,C%d,W1,0%d/0%d/2026,7" % (at, at, at, 9 - at) for at in range(1, 9)
    )
    book = read_file("answers.csv", either)
    how = untrusted.understand(book, dataset="surveys")
    assert "date_order.answered_at" in [one.id for one in how.questions]
    with pytest.raises(QuestionsOpen) as refused:
        untrusted.prepare(book, how)
    assert [one.id for one in refused.value.questions] == [one.id for one in how.questions]


@pytest.mark.usefixtures("small")
def test_a_file_that_takes_too_long_to_recognise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    book = read_file("answers.csv", ANSWERS)
    monkeypatch.setattr(understanding, "understand", never_ends)
    with pytest.raises(Refusal) as refused:
        untrusted.understand(book, content=b"")
    assert (refused.value.code, refused.value.where) == ("reading_time", "answers.csv")


def test_what_a_library_says_of_a_file_goes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read_file", slips)
    with pytest.raises(Refusal) as refused:
        untrusted._read("a.csv", PLAIN)
    assert (refused.value.code, refused.value.where, refused.value.params) == ("unreadable_file", "a.csv", {})


def sheet(cells: str, *, dimension: str = "A1:B2", filler: str = "") -> bytes:
    """A workbook whose only sheet has these rows."""
    made = io.BytesIO()
    Workbook().save(made)
    stream = io.BytesIO()
    with zipfile.ZipFile(made) as packed, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for part in packed.namelist():
            text = packed.read(part)
            if part.startswith("xl/worksheets/"):
                text = (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension'
                    f' ref="{dimension}"/>{filler}<sheetData>{cells}</sheetData></worksheet>'
                ).encode()
            written.writestr(part, text)
    return stream.getvalue()


def ods(rows: str) -> bytes:
    stream = io.BytesIO()
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        written.writestr("META-INF/manifest.xml", MANIFEST)
        written.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet><table:table table:name='a'>{rows}"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return stream.getvalue()


def row(number: str, cell: str = "A") -> str:
    return f'<row r="{number}"><c r="{cell}{number}" t="str"><v>x</v></c></row>'


CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
MANY = ' table:number-columns-repeated="99999999"'
BEYOND = {
    "the last number of a row": sheet(row("1") + row("4294967295")),
    "a row after the last": sheet(row("1") + row("1048577") + row("2")),
    "more digits than a number has": sheet(row("1") + row("9" * 6000)),
    "a cell in another row than its own": sheet('<row r="1"><c r="A4294967295" t="str"><v>x</v></c></row>'),
    "a far column": sheet(row("1", "ZZZZZ")),
    "single quotation marks": sheet(row("4294967295").replace('"', "'")),
    "a large sheet that states a small size": sheet(row("4294967295"), filler=" " * 34_000_000),
    "across two pieces": sheet(" " * ((1 << 20) - 230) + "".join(f"{' ' * at}{row('4294967295')}" for at in range(40))),
    "repeated columns before a cell": ods(
        "<table:table-row><table:table-cell"
        f' table:number-columns-repeated="4294967295"/>{CELL.format("")}</table:table-row>'
    ),
    "repeated rows before a row": ods(
        f'<table:table-row table:number-rows-repeated="4294967295"><table:table-cell/></table:table-row>'
        f"<table:table-row>{CELL.format('')}</table:table-row>"
    ),
    "a cell repeated": ods(f"<table:table-row>{CELL.format(MANY)}</table:table-row>"),
}


@pytest.mark.parametrize("what", BEYOND)
def test_numbers_beyond_every_sheet_are_refused_before_a_reader_sees_them(
    monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(reading, "read_spreadsheet", slips)
    with pytest.raises(Refusal) as refused:
        reading.read_file("a", BEYOND[what])
    assert (refused.value.code, refused.value.params) == ("beyond_the_sheet", {"rows": 1_048_576, "columns": 16_384})


def test_the_last_row_and_column_of_a_sheet_are_none_beyond() -> None:
    last = sheet(row("1048576", "XFD"))
    found = read_file("a.xlsx", last).sheets[0].grid
    assert (found.height, found.columns[-1][-1].as_py()) == (1_048_576, "x")
    empty_end = ods(
        f"<table:table-row>{CELL.format('')}<table:table-cell"
        ' table:number-columns-repeated="16383"/></table:table-row><table:table-row'
        ' table:number-rows-repeated="1048575"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read_file("a.ods", empty_end).sheets[0].grid.height == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"," * 5_000_000, "too_many_columns"),
        (b"\n".join([b",".join(b"c%d" % at for at in range(200_000))] * 3), "too_many_columns"),
        (b"a,b\n" + b"1,2\n" * 10 + b"," * 300_000 + b"\n", "too_many_columns"),
        (b"a\n" * 20_000 + b"," * 16_000, "sheet_too_large"),
        ((b"," * 2_000 + b"\n") * 10_500, "sheet_too_large"),
        (b"\n".join([*[b"x"] * 9_000, *[b"," * at for at in range(2_000, 2_300)]]), "sheet_too_large"),
        (b"<table>" + b"<tr>" + b"<td colspan=9999>x</td>" * 100 + b"</tr></table>", "sheet_too_large"),
    ],
    ids=[
        "commas",
        "columns",
        "one long line",
        "one wide line under many",
        "wide",
        "wide lines under many",
        "merged cells of a page",
    ],
)
def test_tables_of_text_that_no_memory_holds_are_refused_at_once(content: bytes, code: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refusal) as refused:
        reading.read_file("a.csv", content)
    assert refused.value.code == code
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


@pytest.mark.shared
def test_the_workbooks_that_stopped_the_server_are_refused_unread(
    shared_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_spreadsheet", slips)
    found = {}
    for path in sorted((shared_dir / "cases/hostile").glob("*.xlsx")):
        with pytest.raises(Refusal) as refused:
            reading.read_file(path.name, path.read_bytes())
        found[path.name] = refused.value.code
    assert found == {
        "b_row.xlsx": "beyond_the_sheet",
        "c_col.xlsx": "beyond_the_sheet",
        "d_both.xlsx": "beyond_the_sheet",
        "e_far.xlsx": "sheet_too_large",
    }
