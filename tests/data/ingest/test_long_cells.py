"""A cell of any length: its beginning is read and what is left out is said; whatever it holds, reading it takes no
time."""

from __future__ import annotations

from time import thread_time

import pytest

from data.ingest import prepare, read_file, understand
from data.ingest.workbook import LONGEST_CELL
from data.language import Translator
from pages.kit.upload.problems import issue_text
from tests.data.ingest.tables import csv_book, values, xlsx_bytes

COMPLAINTS = [["complaint id", "received on", "category", "comment"]]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "The cell holds 40,000 characters. The first 32,767 are read: as many as a cell of Excel can hold."),
        ("zh", "单元格有40,000个字符，只读取前32,767个（Excel单元格的上限）。"),
    ],
)
def test_of_a_cell_too_long_the_beginning_is_kept_and_its_place_said(lang: str, said: str) -> None:
    long = "很" * 40_000
    book = csv_book(f"complaint id,received on,category,comment\nC1,2026-09-01,fees,慢\nC2,2026-09-02,fees,{long}\n")
    done = prepare(book, understand(book, dataset="complaints"), answers={"wave": "none"})
    told = [one for one in done.issues if one.code == "cell_too_long"]
    assert [(one.row, one.column, one.severity, one.count) for one in told] == [(3, "D", "warn", 1)]
    assert said in issue_text(Translator(lang), told[0])
    assert values(done, "comment") == ["慢", "很" * LONGEST_CELL]


def test_the_longest_cell_of_a_spreadsheet_is_whole_and_nothing_is_said() -> None:
    rows = [*COMPLAINTS, ["C1", "2026-09-01", "fees", "x" * LONGEST_CELL]]
    book = read_file("a.xlsx", xlsx_bytes({"Sheet1": rows}))
    done = prepare(book, understand(book, dataset="complaints"), answers={"wave": "none"})
    assert (values(done, "comment"), book.sheets[0].grid.cut) == (["x" * LONGEST_CELL], ())


def test_more_cells_than_are_listed_are_counted() -> None:
    lines = "".join(f"C{at},2026-09-01,fees,{'x' * (LONGEST_CELL + 1)}\n" for at in range(205))
    book = csv_book(f"complaint id,received on,category,comment\n{lines}")
    done = prepare(book, understand(book, dataset="complaints"), answers={"wave": "none"})
    told = [one for one in done.issues if one.code == "cell_too_long"]
    assert (len(told), sum(one.count for one in told), told[-1].row) == (201, 205, None)


@pytest.mark.parametrize("head", ["约 -1", "2026-11-01 "])
@pytest.mark.parametrize("unit", [" ", "1,111 ", "(", "1日 to ", "，a", "1d ", "FS+"])
def test_a_cell_made_to_keep_readers_busy_is_refused_at_once(head: str, unit: str) -> None:
    """In each kind of column: an id, a day, a choice, a number, a share, a rating, a text. 0.4 s a file, of which two
    thirds are recognition; the patterns that were took minutes to years."""
    cell = f'"{head}{(unit * LONGEST_CELL)[: LONGEST_CELL - len(head) - 1]}x"'
    header = "task id,task,start,finish,percent complete,status,predecessors,cost,satisfaction (0-10)"
    book = csv_book(f"{header}\nT1,Build,2026-09-01,2026-09-05,50%,done,,1,7\n{','.join([cell] * 9)}\n")
    began = thread_time()
    how = understand(book, dataset="tasks")
    open_ = {one.id: "-" if one.code == "column" else (one.guess or (*one.choices, "-")[0]) for one in how.questions}
    done = prepare(book, how, answers=open_ | {"snapshot_on": "2026-09-30"})
    assert thread_time() - began < 3
    assert values(done, "percent_complete")[0] == 0.5
