"""No cell of a small table is lost in silence: each is kept, asked for, refused with its reason, or its column is named
as left out."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.commands.loading import left_out
from data.datasets import DATASETS, Field
from data.ingest import Mapping, Understanding, Workbook, prepare, understand
from data.ingest.questions import Question, QuestionsOpen
from data.ingest.reading import read_file
from data.ingest.values import is_missing
from data.problems import Refusal
from data.store.batch import Prepared
from tests.conftest import proving

UNKNOWN = ("Zephyr", "Quill", "Obelisk", "琥珀", "麒麟", "Marmot", "珊瑚", "Umbra")
"""Words that no field of any dataset is called."""
BAD: dict[str, tuple[str, ...]] = {
    "date": (
        "soon",
        "2026-13-45",
        "待定",
        "31/02/2026",
        "15",
        "15日",
        "3rd",
        "2026.11.14（顺延一周）",
        "2026-10-20~2026-10-30",
    ),
    "choice": ("Quux", "乱七八糟", "half-way there"),
    "number": ("see mail", "12~15", "约三成", "1.2.3", "N°5", "abc1", "约300户", "(1,250.00)", "US$ 12", "4星", "–"),
    "rating": ("17", "purple", "七上八下"),
}
ALIKE = {"timestamp": "date", "month": "date", "boolean": "choice", "integer": "number", "decimal": "number"}
Rows = list[list[str]]


@dataclass(frozen=True)
class Made:
    """A table: its dataset, the headers as they stand, and rows of cells."""

    dataset: str
    headers: list[str]
    rows: Rows
    plain: list[bool]
    """Which columns hold dates or amounts and nothing else."""


def cell(draw: st.DrawFn, field: Field, row: int, lang: str) -> str:
    """What a careful person would write."""
    if field.type in ("date", "timestamp", "month"):
        return (date(2026, 9, 13) + timedelta(days=draw(st.integers(0, 60)))).isoformat()
    if field.type == "choice":
        return str(getattr(draw(st.sampled_from(field.choices)), lang))
    if field.type == "boolean":
        return draw(st.sampled_from(("yes", "no") if lang == "en" else ("是", "否")))
    if field.type == "rating":
        low, points = (field.scale.low, field.scale.points) if field.scale else (1, 5)
        return str(draw(st.integers(low, low + points - 1)))
    if field.type in ("integer", "number", "decimal"):
        return str(draw(st.integers(1, 4) if field.high is None or field.high >= 4 else st.sampled_from((0, 1))))
    return f"{field.name[:3].upper()}-{row:03d}"


@st.composite
def tables(draw: st.DrawFn) -> Made:
    dataset = DATASETS[draw(st.sampled_from(sorted(DATASETS)))]
    lang = draw(st.sampled_from(("en", "zh")))
    possible = [one for one in dataset.fields if one.type != "json"]
    needed = [one for one in possible if one.required]
    rest = [one for one in possible if not one.required]
    least = max(0, min(len(rest), 3 - len(needed)))
    more = st.lists(st.sampled_from(rest), min_size=least, max_size=6, unique=True) if rest else st.just([])
    chosen = [*needed, *draw(more)]
    names = [draw(st.sampled_from((one.label(lang), *one.synonyms, one.label(lang)))) for one in chosen]
    renamed = draw(st.sets(st.integers(0, max(0, len(chosen) - 1)), max_size=2))
    words = draw(st.permutations(UNKNOWN))
    headers = [
        words[at] if at in renamed and not chosen[at].required and at < len(words) else names[at]
        for at in range(len(chosen))
    ]
    count = draw(st.integers(2, 8))
    rows = [[cell(draw, one, row, lang) for one in chosen] for row in range(count)]
    plain = [ALIKE.get(one.type, one.type) in ("date", "number") for one in chosen]
    for _ in range(draw(st.integers(0, 4))):
        row, at = draw(st.integers(0, count - 1)), draw(st.integers(0, len(chosen) - 1))
        plain[at] = False
        kind = ALIKE.get(chosen[at].type, chosen[at].type)
        rows[row][at] = draw(st.sampled_from((*BAD.get(kind, ("",)), "")))
    if draw(st.booleans()) and len(chosen) > 2:
        row = draw(st.integers(0, count - 1))
        keep = draw(st.integers(0, len(chosen) - 1))
        rows[row] = [text if at == keep else "" for at, text in enumerate(rows[row])]
    if draw(st.booleans()):
        rows.append(
            [draw(st.sampled_from(("Note: not audited", "注：未经审计", "Prepared by K. Mori")))]
            + [""] * (len(chosen) - 1)
        )
    if draw(st.integers(0, 3)) == 0:  # the same header twice, with other cells
        twice = draw(st.integers(0, len(chosen) - 1))
        headers, plain = [*headers, headers[twice]], [*plain, False]
        rows = [[*row, f"x{at}" if any(row) else ""] for at, row in enumerate(rows)]
    if draw(st.integers(0, 3)) == 0:  # cells to the right of the last header
        headers, plain = [*headers, ""], [*plain, False]
        rows = [[*row, "beside" if at == 0 else ""] for at, row in enumerate(rows)]
    return Made(dataset.name, headers, rows, plain)


def reply(question: Question) -> str:
    """Any answer that the question takes."""
    if question.guess:
        return question.guess
    if question.choices:
        return question.choices[-1] if question.choices[-1] == "none" else question.choices[0]
    return {"across_first": "2026-09-14", "day": "2026-11-01"}.get(
        question.id, "2026-11-01" if question.params.get("dated") else "1"
    )


def answered(book: Workbook, how: Understanding) -> Prepared:
    """The rows, with an answer to each question, and to those which an answer raises."""
    answers = {one.id: reply(one) for one in how.questions}
    try:
        return prepare(book, how, answers=answers)
    except QuestionsOpen as more:
        return prepare(book, how, answers=answers | {one.id: reply(one) for one in more.questions})


def unaccounted(made: Made, how: Understanding, done: Prepared) -> list[str]:
    """The cells of which nothing that is reported speaks."""
    mapping = Mapping.from_json(done.mapping)
    kept = {row: at for at, row in enumerate(done.table.column("_row").to_pylist())}
    refused = {row for _, row in done.rejected}
    listed = {header for headers in left_out(done).values() for header in headers}
    asked = {question.params.get("column") for question in how.questions}
    lost: list[str] = []
    if len(refused) > sum(one.count for one in done.issues if one.severity == "reject"):
        lost.append(f"{len(refused)} rows refused")
    gone = 0
    for number, cells in enumerate(made.rows, start=2):
        if not any(cells):
            continue
        if number not in kept and number not in refused:
            gone += 1
    if gone > sum(one.count for one in done.issues if one.severity == "ignore" and not one.column):
        lost.append(f"{gone} rows")
    for line in mapping.columns:
        if line.index is None:
            continue
        at = line.index
        cells = [
            (row, made.rows[row - 2][at])
            for row in kept
            if made.rows[row - 2][at] and not is_missing(made.rows[row - 2][at])
        ]
        if line.field:
            told = sum(one.count for one in done.issues if one.column == line.header)
            stored = done.table.column(line.field).to_pylist()
            empty = [(row, text) for row, text in cells if stored[kept[row]] is None and text not in line.values]
            if len(empty) > told:
                lost.append(f"{line.header} → {line.field}: {empty}")
        elif line.keep:
            answers = [json.loads(text or "{}") for text in done.table.column("answers").to_pylist()]
            empty = [(row, text) for row, text in cells if (line.group or line.header) not in answers[kept[row]]]
            if empty:
                lost.append(f"{line.header} kept: {empty}")
        elif cells and made.headers[at] in UNKNOWN and made.plain[at]:
            if not (
                line.header in asked
                or line.why == "personal"
                or any(line.header in str(one.params.get("columns", "")) for one in done.issues)
            ):
                lost.append(f"{line.header} is no word of the dataset and its cells are said to nobody: {cells}")
        elif cells and not line.header:
            if "no_header" not in {one.code for one in done.issues}:
                lost.append(f"{cells} without a header")
        elif cells and line.header not in listed | asked:
            lost.append(f"{line.header}: {line.why}")
    return lost


def test_a_row_that_lost_its_first_cells_is_no_second_header() -> None:
    book = read_file("t.csv", b"Document,Time,Person,\n,,,beside\nD1,2026-10-04 10:00,P1,\nD2,2026-11-01 10:00,P2,\n")
    how = understand(book, dataset="document_access")
    done = prepare(book, how, answers={one.id: reply(one) for one in how.questions})
    assert (how.header_rows, how.first_row, done.rejected) == ((1,), 2, (("t", 2),))
    assert [(one.code, one.row, one.params["letters"]) for one in done.issues if one.code == "no_header"] == [
        ("no_header", 2, "D")
    ]


def test_rows_of_days_under_headers_that_come_again_are_no_headers() -> None:
    text = b"Received,Closed,Due,Received\n2026-09-17,2026-09-25,2026-09-13,x\n2026-09-16,2026-09-18,2026-09-14,y\n"
    how = understand(read_file("t.csv", text), dataset="complaints")
    assert (how.header_rows, how.first_row) == ((1,), 2)


@settings(
    max_examples=proving(60, 3000),
    deadline=None,
    derandomize=proving(1, 0) == 1,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(tables())
def test_no_cell_is_lost_in_silence(made: Made) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([made.headers, *made.rows])
    book = read_file("table.csv", stream.getvalue().encode())
    how = understand(book, dataset=made.dataset)
    try:
        done = answered(book, how)
    except Refusal as refusal:
        if refusal.code == "column_missing":
            return  # the whole file is refused, and told why
        raise
    assert unaccounted(made, how, done) == []
