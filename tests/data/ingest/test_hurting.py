"""Files of every format that hurt: each is read, or refused in words of both languages; the process that asked keeps
its memory."""

from __future__ import annotations

import bz2
import gzip
import lzma
import resource
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from data.ingest.untrusted import prepare, read_file, understand
from data.language import LANGUAGES, Translator
from data.problems import Refusal
from data.settings import settings
from tests.conftest import proving
from tests.data.ingest.hurting import CELLS, every

MEGABYTES, SECONDS = 1024, proving(20, 60)
ROOM = 400
"""MiB that the asking process may need for a file, its cells and the file's making."""
FILES = every()
QUICK = (
    "xlsx: stated larger",
    "xlsx: first and last cell",
    "xlsx: merged beyond",
    "xlsx: a text that is not there",
    "xlsx: texts said to be many",
    "xlsx: laughs",
    "xlsx: laughs far behind",
    "xlsx: laughs in its texts",
    "xlsx: a file of the machine",
    "xlsx: a part outside",
    "xlsx: a part on the web",
    "xlsb: as it should be",
    "xlsb: stated larger",
    "xlsb: a far column",
    "xlsb: both far",
    "xlsb: a text longer than its record",
    "ods: blanks said to be many",
    "ods: rows repeated beyond",
    "ods: rows and columns repeated",
    "ods: single quotation marks",
    "ods: a file of the machine",
    "ods: tables in tables",
    "fods: laughs",
    "fods: laughs far behind",
    "fods: a file of the machine",
    "fods: a number without end",
    "xml: a far row",
    "xml: laughs",
    "html: digits of another script",
    "xls: noise behind the mark",
    "xls: a container of four gigabytes",
    "xls: an old one with a far cell",
    "zip: zips in zips",
    "zip: all parts in one place",
    "zip: a name that leads outside",
    "zip: a name from the root",
    "csv: zeros among it",
    "csv: letters cut in two",
    "csv: a name that leads outside",
    "csv: a name with a zero and a line",
    "cells: digits",
    "cells: exponent",
    "cells: blanks",
    "heads: brackets",
)
"""Those of `make test`; the proof reads them all."""
CHOSEN = list(FILES) if proving(0, 1) else list(QUICK)
SECRET = "root:x:0:0"


@pytest.fixture(autouse=True)
def _limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HANDOVER_READ_MEGABYTES", str(MEGABYTES))
    monkeypatch.setenv("HANDOVER_READ_SECONDS", str(SECONDS))
    settings.cache_clear()
    yield
    settings.cache_clear()


def outcome(name: str, content: bytes) -> str:
    """How a file ends: the code of its refusal, or what it was read as and how many rows were prepared of it."""
    try:
        book = read_file(name, content)
        said = "".join(str(sheet.grid.columns[:3])[:2000] for sheet in book.sheets[:3] if sheet.grid.width)
        assert SECRET not in said, "a file of the machine was read into a cell"
        how = understand(book)
        rows = 0
        for dataset in (how.dataset, "surveys", "costs"):
            how = understand(book, dataset=dataset)
            answers = {one.id: one.guess or (one.choices[0] if one.choices else "") for one in how.questions}
            try:
                rows += prepare(book, how, answers=answers).table.num_rows
            except Refusal as refusal:
                in_words(refusal)
        return f"read: {rows}"
    except Refusal as refusal:
        in_words(refusal)
        return refusal.code


def in_words(refusal: Refusal) -> None:
    for lang in LANGUAGES:
        t = Translator(lang)
        said = t(f"problem.{refusal.code}", **refusal.params)
        assert t.has(f"problem.{refusal.code}.todo"), refusal.code
        assert said != f"problem.{refusal.code}"
        assert "Traceback" not in said


@pytest.mark.parametrize("what", CHOSEN)
def test_a_file_that_hurts_is_read_or_refused_in_words(what: str, record_property: Callable[[str, Any], None]) -> None:
    name, make = FILES[what]
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ended = outcome(name, content)
    room = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    record_property(f"{what}: {len(content) / 1000:.0f} kB", ended)
    assert room < ROOM
    if what == "xlsb: as it should be":
        assert ended == "read: 1"  # the one wave: what hurts in the others is not how they are made
    for word, code in (("laughs", "ha" * 3), ("a file of the machine", SECRET)):
        assert not (word in what and code in ended)


def test_the_files_of_the_list_are_there() -> None:
    assert set(QUICK) <= set(FILES)
    assert {name.split(":")[0] for name in FILES} >= {
        "xlsx",
        "xlsb",
        "ods",
        "fods",
        "xml",
        "html",
        "xls",
        "zip",
        "csv",
        "gz",
        "cells",
        "heads",
    }
    assert len(FILES) > 110 + len(CELLS)


def test_a_number_of_many_digits_is_none_and_breaks_nothing() -> None:
    from data.ingest import values
    from data.ingest.recognition.facts import facts_of_texts

    assert [values.amount(text) for text in ("9" * 400, "1e999", "-1e999", "9" * 5000)] == [None] * 4
    assert [values.seconds(text) for text in ("9" * 400, "1" * 5000 + ":00")] == [None] * 2
    assert values.amount("9" * 15) == (999_999_999_999_999.0, False)
    facts = facts_of_texts(["9" * 5000, "²", "1", "2"], ["9" * 5000, "²", "1", "2"], 4, 4)
    assert (facts.numbers, facts.counter) == (0.75, False)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_an_archive_of_another_kind_is_no_table(pack: Callable[[bytes], bytes]) -> None:
    assert outcome("a.csv", pack(b"wave,name\nW1,One\n" * 50)) == "not_a_table"
