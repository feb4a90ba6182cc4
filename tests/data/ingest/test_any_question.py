"""Questions of every kind as every platform writes them, with any answers in any container, are read back equal.

Skipped (seen and not answered), nothing chosen and not asked are kept apart wherever the platform does.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest import prepare, read_file, understand
from tests.conftest import proving
from tests.data.ingest.tables import values, xlsx_bytes
from tests.data.ingest.test_platform_table import PLATFORMS

NONE, UNASKED = "none", "unasked"
"""Seen and not answered; never put."""
POOL = ("Apple", "Pear, ripe", "Plum", "苹果", "梨子", "Dark-red", "N°5", "long " * 20 + "choice")
ROWS = ("Alpha", "Beta", "丙")
MARKS = ("good", "poor", "还行")
OWN = st.text("很慢好ok x;\"'|\n=+-@<>&/\\`\u200b\u202e\U0001f44d", max_size=10).map(
    lambda text: "t" + text.strip() + "."
)


@dataclass(frozen=True)
class Written:
    """A question in a file: its header cells (one list a header row), a row of cells an answer, and what is stored."""

    heads: list[list[str]]
    cells: list[list[str]]
    stored: list[dict[str, Any]]


SURE = 10
"""Answers that open every file and settle what kind of question each is, as a file of some size has them."""
Answers = Sequence[Any]
Writer = Callable[[int, Sequence[str], Answers], Written]


def _cell(
    header: Sequence[str], key: str, answers: Answers, text: Callable[[list[str]], str], marks: dict[str, str]
) -> Written:
    """One cell with several answers; ``marks`` are what stands for nothing chosen, not answered, not put."""
    cells, stored = [], []
    for answer in answers:
        none, unasked = answer == NONE, answer == UNASKED and UNASKED in marks
        blank = none or answer == UNASKED
        cells.append(
            [
                marks[UNASKED]
                if unasked
                else marks.get(NONE, "")
                if blank
                else text(answer)
                if answer
                else marks.get("nothing", "")
            ]
        )
        kept = {} if blank or (not answer and "nothing" not in marks) else {key: list(answer)}
        stored.append({"_skipped": [key]} if unasked else kept)
    return Written([[line] for line in header], cells, stored)


def _columns(
    heads: list[list[str]], key: str, answers: Answers, line: Callable[[list[str]], list[str]], marks: dict[str, str]
) -> Written:
    """One column a choice, or a place; all of a question not answered or not put hold the same mark."""
    width = len(heads[0])
    cells, stored = [], []
    for answer in answers:
        unasked = answer == UNASKED and UNASKED in marks
        if not unasked and answer in (NONE, UNASKED) and "nothing" in marks and NONE not in marks:
            answer = []  # this export has one mark for a question left empty
        blank = answer in (NONE, UNASKED)
        row = [marks[UNASKED] if unasked else marks.get(NONE, "")] * width if blank else line(answer)
        if not blank and not answer and "nothing" in marks:
            row = [marks["nothing"]] * width
        said = any(cell not in ("", marks.get(NONE)) for cell in row)
        cells.append(row)
        stored.append({"_skipped": [key]} if unasked else {key: list(answer)} if not blank and said else {})
    return Written(heads, cells, stored)


def ticks(
    heads: list[list[str]], key: str, options: Sequence[str], answers: Answers, on: str, off: str, **marks: str
) -> Written:
    def line(answer: list[str]) -> list[str]:
        return [(on or option) if option in answer else off for option in options]

    return _columns(heads, key, answers, line, marks)


def places(
    heads: list[list[str]], key: str, options: Sequence[str], answers: Answers, off: str, **marks: str
) -> Written:
    def line(answer: list[str]) -> list[str]:
        return [str(answer.index(option) + 1) if option in answer else off for option in options]

    return _columns(heads, key, answers, line, marks)


def by_place(heads: list[list[str]], key: str, answers: Answers, **marks: str) -> Written:
    return _columns(heads, key, answers, lambda answer: [*answer, *[""] * (len(heads[0]) - len(answer))], marks)


def _three(n: int, texts: list[str]) -> list[list[str]]:
    """Qualtrics' three header rows."""
    return [[f"Q{n}_{at}" for at in range(len(texts))], texts, ["{}"] * len(texts)]


WJX = {"nothing": "(空)", NONE: "", UNASKED: "(跳过)"}
CODES = {NONE: "-2", UNASKED: "-3"}
MULTI: dict[str, list[Writer]] = {
    "wjx": [lambda n, options, said: _cell([f"{n}、水果（多选）"], f"{n}、水果（多选）", said, "┋".join, WJX)],
    "wjx_code": [
        lambda n, options, said: ticks([[f"{n}({one})" for one in options]], str(n), options, said, "1", "0", **CODES)
    ],
    "qualtrics": [
        lambda n, options, said: ticks(
            _three(n, [f"Fruit{n} - Selected Choice - {one}" for one in options]), f"Fruit{n}", options, said, "", ""
        ),
        lambda n, options, said: ticks(
            _three(n, [f"Fruit{n} - Selected Choice - {one}" for one in options]), f"Fruit{n}", options, said, "1", ""
        ),
    ],
    "surveymonkey": [
        lambda n, options, said: ticks(
            [[f"Fruit{n}?", *[""] * (len(options) - 1)], list(options)], f"Fruit{n}?", options, said, "", ""
        )
    ],
    "limesurvey": [
        lambda n, options, said: ticks(
            [[f"Q{n}[SQ{at}]. Fruit{n} [{one}]" for at, one in enumerate(options)]],
            f"Fruit{n}",
            options,
            said,
            "Y",
            "",
            unasked="N/A",
        )
    ],
    "msforms": [lambda n, options, said: _cell([f"Fruit{n}"], f"Fruit{n}", said, lambda own: ";".join(own) + ";", {})],
    "googleforms": [lambda n, options, said: _cell([f"Fruit{n}"], f"Fruit{n}", said, ", ".join, {})],
    "tencent": [
        lambda n, options, said: ticks([[f"{n}.水果[{one}]" for one in options]], f"{n}.水果", options, said, "1", "0"),
        lambda n, options, said: ticks(
            [[f"{n}.水果（{one}）" for one in options]], f"{n}.水果", options, said, "1", "0"
        ),
    ],
}
RANKING: dict[str, list[Writer]] = {
    "wjx": [lambda n, options, said: _cell([f"{n}、水果"], f"{n}、水果", said, "→".join, WJX)],
    "wjx_code": [
        lambda n, options, said: places(
            [[f"{n}({one})" for one in options]], f"第{n}题", options, said, "-2", nothing="-2", unasked="-3"
        )
    ],
    "qualtrics": [
        lambda n, options, said: places(
            _three(n, [f"Fruit{n} - {one}" for one in options]), f"Fruit{n}", options, said, "", nothing="-99"
        )
    ],
    "surveymonkey": [
        lambda n, options, said: places(
            [[f"Rank fruit {n}:", *[""] * (len(options) - 1)], list(options)], f"Rank fruit {n}:", options, said, "N/A"
        )
    ],
    "limesurvey": [
        lambda n, options, said: by_place(
            [[f"Q{n}[{at}]. Fruit{n} [Rank {at}]" for at in range(1, len(options) + 1)]],
            f"Fruit{n}",
            said,
            unasked="N/A",
        ),
        lambda n, options, said: by_place(
            [[f"Q{n}[{at}]" for at in range(1, len(options) + 1)]], f"Q{n}", said, unasked="N/A"
        ),
    ],
    "tencent": [
        lambda n, options, said: places([[f"{n}.水果[{one}]" for one in options]], f"{n}.水果", options, said, "")
    ],
}
HEADERS: dict[str, Callable[[int, str], tuple[list[str], str]]] = {
    "wjx": lambda n, row: ([f"第{n}题({row})"], f"第{n}题({row})"),
    "qualtrics": lambda n, row: ([f"Q{n}_{row}", f"Basket{n} - {row}", "{}"], f"Basket{n} - {row}"),
    "surveymonkey": lambda n, row: ([f"Basket{n}:", row], f"Basket{n}: [{row}]"),
    "googleforms": lambda n, row: ([f"Basket{n} [{row}]"], f"Basket{n} [{row}]"),
    "limesurvey": lambda n, row: ([f"Q{n}[{row}]. Basket{n} [{row}]"], f"Q{n}[{row}]. Basket{n} [{row}]"),
    "tencent": lambda n, row: ([f"{n}.篮子-{row}"], f"{n}.篮子-{row}"),
    "msforms": lambda n, row: ([f"{row}{n}"], f"{row}{n}"),
}
"""The header cells of one row of a matrix, and the key under which it is kept."""
OTHERS: dict[str, Callable[[int], tuple[list[str], str]]] = {
    "wjx": lambda n: ([f"{n}、其他水果"], f"{n}、其他水果"),
    "wjx_code": lambda n: ([f"{n}、其他水果"], f"{n}、其他水果"),
    "qualtrics": lambda n: ([f"Q{n}_4_TEXT", f"Basket{n} - Other - Text", "{}"], f"Basket{n} - Other - Text"),
    "surveymonkey": lambda n: ([f"Basket{n}", "Other (please specify)"], f"Basket{n} [Other (please specify)]"),
    "limesurvey": lambda n: ([f"Q{n}[other]. Basket{n} [Other]"], f"Q{n}[other]. Basket{n} [Other]"),
    "googleforms": lambda n: ([f"Other{n}"], f"Other{n}"),
    "msforms": lambda n: ([f"Other{n}"], f"Other{n}"),
    "tencent": lambda n: ([f"{n}.篮子-其他[填空]"], f"{n}.篮子-其他[填空]"),
}
SINGLE = {
    "wjx": {NONE: "(空)", UNASKED: "(跳过)"},
    "wjx_code": CODES,
    "qualtrics": {NONE: "-99"},
    "limesurvey": {UNASKED: "N/A"},
}


def single(platform: str, heads: list[str], key: str, answers: Answers) -> Written:
    marks = SINGLE.get(platform, {})
    cells, stored = [], []
    for answer in answers:
        unasked = answer == UNASKED and UNASKED in marks
        blank = answer in (NONE, UNASKED)
        cells.append([marks[UNASKED] if unasked else marks.get(NONE, "") if blank else answer])
        stored.append({"_skipped": [key]} if unasked else {} if blank else {key: answer})
    return Written([[line] for line in heads], cells, stored)


def beside(parts: Sequence[Written]) -> Written:
    heads = [[cell for part in parts for cell in part.heads[at]] for at in range(len(parts[0].heads))]
    cells = [[cell for row in rows for cell in row] for rows in zip(*(part.cells for part in parts), strict=True)]
    stored = []
    for rows in zip(*(part.stored for part in parts), strict=True):
        kept = {key: value for row in rows for key, value in row.items() if key != "_skipped"}
        skipped = sorted(key for row in rows for key in row.get("_skipped", ()))
        stored.append(kept | ({"_skipped": skipped} if skipped else {}))
    return Written(heads, cells, stored)


def first(answers: Sequence[Any]) -> list[Any]:
    """The answers over and over, as many as open every file."""
    return [answers[at % len(answers)] for at in range(SURE)]


@st.composite
def surveys(draw: st.DrawFn) -> tuple[str, Written]:
    """A platform and its questions, each with a few answers that settle its kind, as a file of some size has."""
    platform = draw(st.sampled_from(sorted(MULTI)))
    count = draw(st.integers(0, 5))
    parts: list[Written] = []

    def answers(sure: list[Any], some: st.SearchStrategy[Any]) -> list[Any]:
        return [*sure, *draw(st.lists(some | st.sampled_from((NONE, UNASKED)), min_size=count, max_size=count))]

    for n, kind in enumerate(
        draw(st.lists(st.sampled_from(("multi", "rank", "matrix", "other")), min_size=1, max_size=4)), 2
    ):
        options = draw(st.lists(st.sampled_from(POOL), min_size=2, max_size=4, unique=True))
        if kind == "multi":
            in_order = st.sets(st.sampled_from(options)).map(
                lambda own, options=options: [one for one in options if one in own]
            )
            said = answers(
                first([*([one] for one in options), *([one] for one in options), options[:2], options]), in_order
            )
            parts.append(draw(st.sampled_from(MULTI[platform]))(n, options, said))
        elif kind == "rank" and platform in RANKING:
            turned = [*options[1:], options[0]]
            said = answers(
                first([options, turned, options[::-1]]),
                st.tuples(st.permutations(options), st.integers(1, len(options))).map(lambda own: own[0][: own[1]]),
            )
            parts.append(draw(st.sampled_from(RANKING[platform]))(n, options, said))
        elif kind == "matrix" and platform in HEADERS:
            for row in ROWS:
                parts.append(
                    single(platform, *HEADERS[platform](n, row), answers(first(MARKS), st.sampled_from(MARKS)))
                )
        elif kind == "other":
            parts.append(single(platform, *OTHERS[platform](n), answers([f"t{at}" for at in range(SURE)], OWN)))
    if not parts:
        parts.append(single(platform, *OTHERS[platform](2), answers([f"t{at}" for at in range(SURE)], OWN)))
    return platform, beside(parts)


@settings(
    max_examples=proving(40, 1500),
    deadline=None,
    derandomize=proving(1, 0) == 1,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    survey=surveys(),
    kind=st.sampled_from(("xlsx", "csv")),
    encoding=st.sampled_from(("utf-8-sig", "utf-16", "gb18030")),
)
def test_every_answer_is_kept_as_it_was_given(survey: tuple[str, Written], kind: str, encoding: str) -> None:
    platform, asked = survey
    own = PLATFORMS[platform]
    rows = [
        *([*first, *more] for first, more in zip(own.heads, asked.heads, strict=True)),
        *([*own.cells(n), *cells] for n, cells in enumerate(asked.cells, start=1)),
    ]
    if kind == "xlsx":
        content = xlsx_bytes({"Sheet1": [[cell or None for cell in row] for row in rows]})
    else:
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows(rows)
        content = stream.getvalue().encode(encoding)
    book = read_file("export.csv", content)
    how = understand(book, dataset="surveys")
    done = prepare(book, how, answers={one.id: one.guess or one.choices[0] for one in how.questions})
    assert done.rejected == ()
    assert [json.loads(text) if text else {} for text in values(done, "answers")] == asked.stored
