"""Questions without a field of their own, kept as one JSON text a row: nothing that was answered is lost."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import DATASETS
from data.ingest.layout import BLOCKS, Column, Layout
from data.ingest.mapping import ColumnMapping, Mapping, fingerprint
from data.ingest.scales import EMPTY_MARKS, SKIPPED_MARKS
from data.ingest.ticks import COMMA, split_ticks
from data.ingest.wording import plain, whole
from data.problems import Refusal

SKIPPED = "_skipped"
"""The key under which questions stand that were not put to this respondent."""
SKIPPED_ONLY = rf'^\{{"{SKIPPED}":\[("([^"\\]|\\.)*",?)*\]\}}$'
"""The JSON of a row to which no question was put that it answered."""
_NOT_PUT = SKIPPED_MARKS | {"-3", "n/a"}
_NOT_TICKED = frozenset(("0", "-2", "no", "n", "false", "否", "未选")) | _NOT_PUT
_TICKED = frozenset(
    ("1", "y", "yes", "true", "x", "√", "✓", "✔", "是", "已选", "选中", "ja", "oui", "checked", "selected")
)
_OWN_TEXT = re.compile(r"[^〖]*+〖(.*)〗", re.DOTALL)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answers_json(
    kept: Sequence[tuple[ColumnMapping, pa.DictionaryArray]],
    skippable: Sequence[tuple[str, pa.DictionaryArray]],
    count: int,
) -> pa.Array:
    """One canonical JSON object a row (sorted keys), null where nothing was answered.

    ``kept`` are the columns of questions; ``skippable`` further columns (header, cells) whose skip marks are recorded.
    """
    parts: dict[str, pa.Array] = {}
    skipped: dict[str, pa.Array] = {}
    options: dict[str, list[tuple[ColumnMapping, pa.DictionaryArray]]] = {}
    for line, cells in kept:
        if line.shape in BLOCKS:
            options.setdefault(line.group or line.header, []).append((line, cells))
            continue
        parts[line.header] = _taken([_fragment(line, text) for text in cells.dictionary.to_pylist()], cells)
        _note_skips(skipped, line.header, cells, line.codes)
    for group, columns in options.items():
        parts[group], skip = _GATHERED[columns[0][0].shape](group, columns)
        if skip is not None:
            skipped[group] = skip
    for header, cells in skippable:
        _note_skips(skipped, header, cells, True)
    if skipped:
        ordered = [skipped[key] for key in sorted(skipped)]
        joined = _joined(ordered)
        parts[SKIPPED] = pc.if_else(
            pc.equal(joined, ""),
            pa.scalar(None, pa.string()),
            pc.binary_join_element_wise(f'"{SKIPPED}":[', joined, "]", ""),
        )
    if not parts:
        return pa.nulls(count, pa.string())
    body = _joined([parts[key] for key in sorted(parts)])
    return pc.if_else(pc.equal(body, ""), pa.scalar(None, pa.string()), pc.binary_join_element_wise("{", body, "}", ""))


def _joined(fragments: list[pa.Array]) -> pa.Array:
    """The fragments of each row with commas between; empty where a row has none. (Arrow's own joining, told to skip
    nulls, loses rows that have nothing else.)"""
    with_commas = [pc.fill_null(pc.binary_join_element_wise(one, ",", ""), "") for one in fragments]
    # A fragment ends in a quote or a bracket, never in a comma.
    return pc.utf8_rtrim(pc.binary_join_element_wise(*with_commas, ""), ",")


def _taken(values: list[str | None], cells: pa.DictionaryArray) -> pa.Array:
    return pa.array(values, pa.string()).take(cells.indices)


def _fragment(line: ColumnMapping, text: str) -> str | None:
    mark = whole(text)
    if mark in SKIPPED_MARKS or (line.codes and text in ("-2", "-3")):
        return None
    empty = mark in EMPTY_MARKS
    if line.shape in ("multi", "rank"):
        answer: object = [] if empty else _several(line, text)
    elif empty:
        return None
    else:
        answer = text
    return f"{_json(line.header)}:{_json(answer)}"


def _several(line: ColumnMapping, text: str) -> list[str]:
    if line.choices:
        return split_ticks(text, line.choices)
    return [part.strip() for part in text.split(line.separator or "┋") if part.strip()]


def marked(cells: pa.DictionaryArray, code: str, mark: str) -> pa.DictionaryArray:
    """The cells with ``mark`` for what the platform writes as ``code`` where a question was not put, or not
    answered."""
    texts = [mark if whole(text) == code else text for text in cells.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(cells.indices, pa.array(texts, pa.string()))


def as_laid_out(line: ColumnMapping, column: Column) -> ColumnMapping:
    """The line of a remembered mapping, with what this file shows and the earlier ones did not: that a question takes
    several answers (nobody had ticked two yet, or any), and choices that are new."""
    if not line.keep or line.field or column.skip or column.shape == "single":
        return line
    if line.shape == "single":
        names = ("shape", "separator", "group", "option")
        told = {name: getattr(column, name) for name in names}
        return line.model_copy(update=told | {"choices": list(column.choices), "joined": False})
    if line.choices and line.separator == COMMA:
        new = [one for one in column.choices if one not in line.choices and len(split_ticks(one, line.choices)) == 1]
        return line.model_copy(update={"choices": sorted([*line.choices, *new])})
    return line


def matched(layout: Layout, mapping: Mapping) -> list[tuple[Column, ColumnMapping]]:
    """Each mapped column with its line: by place where the headers are the same, else by header."""
    own = fingerprint(layout.platform, [column.header for column in layout.columns])
    by_index = {column.index: column for column in layout.columns} if mapping.fingerprint == own else {}
    by_name = {plain(column.header): column for column in reversed(layout.columns) if column.header}
    found: list[tuple[Column, ColumnMapping]] = []
    for line in mapping.columns:
        column = by_index.get(line.index) if line.index is not None else None
        column = column or by_name.get(plain(line.header))
        if column is None:
            if line.field or line.keep:
                raise Refusal("mapping_does_not_fit", where=line.header)
            continue
        if line.field and line.field not in DATASETS[mapping.dataset].by_name:
            raise Refusal("field_unknown", where=line.field, dataset=mapping.dataset)
        found.append((column, as_laid_out(line, column)))
    return found


def _note_skips(skipped: dict[str, pa.Array], key: str, cells: pa.DictionaryArray, codes: bool) -> None:
    marks = [
        _json(key) if text is not None and (whole(text) in SKIPPED_MARKS or (codes and text == "-3")) else None
        for text in cells.dictionary.to_pylist()
    ]
    if any(mark is not None for mark in marks):
        skipped[key] = _taken(marks, cells)


def _tick(text: str, option: str) -> str | None:
    """The choice that a cell ticks; with the text of one's own where it holds another than a tick."""
    mark = whole(text)
    if mark in _NOT_TICKED:
        return None
    own = _OWN_TEXT.fullmatch(text)
    if own:
        return _json(f"{option}〖{own[1]}〗")
    return _json(option if mark in _TICKED or mark == whole(option) else f"{option}: {text}")


def _options(group: str, columns: list[tuple[ColumnMapping, pa.DictionaryArray]]) -> tuple[pa.Array, pa.Array | None]:
    """One column a choice becomes the list of choices ticked. Columns of 0 and 1 also say that none was."""
    ticks: list[pa.Array] = []
    seen = np.zeros(len(columns[0][1]), dtype=bool)
    skips = np.ones(len(columns[0][1]), dtype=bool)
    for line, cells in columns:
        texts = cells.dictionary.to_pylist()
        ticks.append(_taken([_tick(text, line.option) for text in texts], cells))
        said = pc.fill_null(
            _taken([None if text == "-2" or whole(text) in _NOT_PUT else text for text in texts], cells).is_valid(),
            False,
        )
        seen |= np.asarray(said)
        skipped = pc.fill_null(
            _taken(["" if whole(text) in _NOT_PUT else None for text in texts], cells).is_valid(), False
        )
        skips &= np.asarray(skipped)
    joined = _joined(ticks)
    body = pc.binary_join_element_wise(f"{_json(group)}:[", joined, "]", "")
    array = pc.if_else(pa.array(seen), body, pa.scalar(None, pa.string()))
    if not skips.any():
        return array, None
    return array, pc.if_else(pa.array(skips), pa.scalar(_json(group)), pa.scalar(None, pa.string()))


def _ranking(group: str, columns: list[tuple[ColumnMapping, pa.DictionaryArray]]) -> tuple[pa.Array, pa.Array | None]:
    """Columns of places, or a column a place, become the list of choices, the first place first."""
    order = _by_place if columns[0][0].shape == "place" else _as_written
    options = [line.option for line, _ in columns]
    written = list(zip(*(cells.to_pylist() for _, cells in columns), strict=True))
    rows = set(written)
    fragments = {row: _fragment_of(group, order(options, row)) for row in rows}
    array = pa.array([fragments[row] for row in written], pa.string())
    never = {row for row in rows if all(text is not None and whole(text) in _NOT_PUT for text in row)}
    if not never:
        return array, None
    return array, pa.array([_json(group) if row in never else None for row in written], pa.string())


_GATHERED = {"option": _options, "place": _ranking, "chosen": _ranking}


def _fragment_of(group: str, ranked: list[str] | None) -> str | None:
    return None if ranked is None else f"{_json(group)}:{_json(ranked)}"


def _said(row: Sequence[str | None]) -> list[tuple[int, str]]:
    """The cells that say something of the question, marks of none too, with their places in the row."""
    return [(at, text) for at, text in enumerate(row) if text is not None and whole(text) not in _NOT_PUT | {""}]


def _by_place(options: Sequence[str], row: Sequence[str | None]) -> list[str] | None:
    placed: list[tuple[float, str]] = []
    for at, text in _said(row):
        mark = whole(text)
        if mark in EMPTY_MARKS or mark in ("0", "-2"):
            continue
        number = float(mark) if re.fullmatch(r"\d+(?:\.\d+)?", mark) else None
        placed.append((number, options[at]) if number is not None else (math.inf, f"{options[at]}: {text}"))
    return [option for _, option in sorted(placed, key=lambda one: one[0])] if _said(row) else None


def _as_written(_: Sequence[str], row: Sequence[str | None]) -> list[str] | None:
    """The cells themselves, which stand in the order of the places."""
    said = [text for _, text in _said(row)]
    return [text for text in said if whole(text) not in EMPTY_MARKS] if said else None
