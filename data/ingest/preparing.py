"""From a mapped sheet to rows that the store can keep: types, ranges, required values, and every problem with its
place."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.datasets import DATASETS, Dataset, Field
from data.datasets.arrow import ARROW
from data.ingest import convert as conversion
from data.ingest import values
from data.ingest.answers import SKIPPED_ONLY, answers_json, marked, matched
from data.ingest.asking import useful_fields
from data.ingest.currencies import told_currencies
from data.ingest.dates import Years
from data.ingest.layout import Column, Layout
from data.ingest.mapping import ColumnMapping, Mapping, fingerprint
from data.ingest.moments import DATED, lacks_years, years_of
from data.ingest.month_days import with_month
from data.ingest.plans import WBS_HEADERS, complete_plan
from data.ingest.platforms import detect
from data.ingest.proposing import SHARED_KEYS
from data.ingest.questions import Question, answered
from data.ingest.remarks import remarks, without_absent
from data.ingest.rows import rows_left_out
from data.ingest.running import taken_apart
from data.ingest.saying import cells_cut, constants_again, header_issues, told_columns
from data.ingest.scales import EMPTY_MARK, SKIP_MARK
from data.ingest.spans import counted_on, span_column
from data.ingest.spreading import AS_IT_STANDS, spread_sheet
from data.ingest.telling import Places
from data.ingest.understanding import Understanding, understand
from data.ingest.wording import plain
from data.ingest.workbook import Grid, Sheet, Workbook
from data.problems import Issue, Refusal
from data.store.batch import Prepared, Source


def prepare(
    book: Workbook,
    how: Understanding | Mapping,
    *,
    sheet: str | None = None,
    constants: Dict[str, str | None] | None = None,
    answers: Dict[str, str] | None = None,
    zone: str = "",
    currency: str = "",
    complete: bool = False,
) -> Prepared:
    """The rows of one sheet, read, mapped and validated.

    ``how`` is what was understood, with ``answers`` to its questions, or a finished mapping. ``zone`` is the
    programme's time zone, into which times of a stated zone are brought, and ``currency`` its own, where the file was
    not understood with what is known of the programme. Raises ``Refusal``: questions_open, answer_unknown,
    question_unknown, constant_unreadable, mapping_does_not_fit, field_unknown, and those of :func:`understand`.
    """
    constants, answers, again = dict(constants or {}), dict(answers or {}), list[Issue]()
    if isinstance(how, Understanding):
        currency = currency or how.programme.currency
        wanted_sheet, wanted = answers.get("sheet", sheet or how.sheet), answers.get("dataset", how.dataset)
        open_now = {question.id for question in how.questions}
        told = {name: answer for name, answer in answers.items() if name not in open_now | {"sheet", "dataset"}}
        changed = how.remembered and any(how.mapping.answers.get(name) != answer for name, answer in told.items())
        if changed or (wanted_sheet, wanted) != (how.sheet, how.dataset):
            # Another sheet, or another answer than last time: what is remembered does not hold.
            same = how.mapping.spread or AS_IT_STANDS if wanted_sheet == how.sheet else None
            how = understand(book, dataset=wanted, sheet=wanted_sheet, spread=same, programme=how.programme)
        how, answers = told_columns(book, how, answers)
        again = constants_again(how, {**constants, **answers})
        mapping = answered(how.mapping, _still_open(how, answers, sheet, zone), answers, constants)
        sheet = how.sheet
    else:
        mapping = how.model_copy(deep=True)
        mapping.constants |= constants
        mapping.answers |= answers
        if mapping.dataset not in DATASETS:
            raise Refusal("dataset_unknown", where=mapping.dataset)
        sheet = sheet or understand(book, dataset=mapping.dataset).sheet
    chosen = book.sheet(sheet)
    if chosen is None:
        raise Refusal("sheet_unknown", where=sheet, sheets=", ".join(one.name for one in book.sheets))
    cut = cells_cut(chosen)
    chosen = spread_sheet(chosen, mapping)
    layout = detect(chosen.grid)
    if layout is None:
        raise Refusal("no_table", where=sheet)
    prepared = _Preparation(book, chosen, layout, mapping, zone or mapping.zone, currency, complete).run()
    empty = (Issue("formula_no_result", "warn", sheet),) if book.lacks_results else ()
    return replace(prepared, issues=(*header_issues(how), *again, *empty, *cut, *prepared.issues))


def _still_open(how: Understanding, answers: Dict[str, str], sheet: str | None, zone: str) -> tuple[Question, ...]:
    settled = {"sheet"} if sheet is not None or "sheet" in answers else set()
    settled |= {"dataset"} if "dataset" in answers else set()
    settled |= {"zone"} if zone and "zone" not in answers else set()
    return tuple(question for question in how.questions if question.id not in settled)


class _Preparation:
    """One run over one sheet; a class only because its steps share the rows that are left."""

    def __init__(
        self, book: Workbook, sheet: Sheet, layout: Layout, mapping: Mapping, zone: str, currency: str, complete: bool
    ) -> None:
        self.book, self.sheet, self.layout, self.mapping = book, sheet, layout, mapping
        self.zone, self.currency, self.complete = zone, currency, complete
        self.grid: Grid = sheet.grid
        self.places = Places(sheet.name, sheet.grid, layout.first_row)
        self.dataset: Dataset = DATASETS[mapping.dataset]
        self.issues: list[Issue] = []
        self.keep, self.left_out = rows_left_out(self.grid, layout, mapping)
        self.rows = np.flatnonzero(self.keep)
        self.whole = bool(self.keep.all())
        self.count = len(self.rows)
        self.columns = matched(layout, mapping)
        self.ends: dict[str, pa.Array] = {}
        """The last days of ranges, by the field that takes them."""
        self.told: dict[str, np.ndarray] = {}
        """Rows whose cell of a required field was refused, by field: said at the cell, and not again as missing."""

    def run(self) -> Prepared:
        for name in self.mapping.constants:
            if name not in self.dataset.by_name:
                raise Refusal("field_unknown", where=name, dataset=self.dataset.name)
        found = {field.name: self._field(field) for field in self.dataset.fields}
        for name, last in self.ends.items():
            found[name] = conversion.Converted(
                pc.cast(last, ARROW[self.dataset.by_name[name].columns[0][1]], safe=False)
            )
        self.issues += told_currencies(
            found,
            self.dataset,
            self.columns,
            self._cells,
            self.layout.titles,
            self.places,
            self.rows,
            self.currency,
            self.told,
        )
        counted, without_day = counted_on(found, self.columns, self._cells, self.sheet.name)
        found, self.issues = found | counted, self.issues + without_day
        self.issues += taken_apart(found, self.dataset, self.columns, self.sheet)
        if "answers" in self.dataset.by_name:
            found["answers"] = conversion.Converted(self._answers())
        if "complete_when_dated" in self.layout.rules and "complete" in self.dataset.by_name:
            found["complete"] = conversion.Converted(self._dated())
        found, absent = without_absent(found, self.columns, self.sheet.name)
        self.issues += absent
        refusing = {column.index for column, line in self.columns if line.field in self.told}
        self.issues += self.places.errors(self.layout.columns, self.keep, refusing)
        self.issues.extend(remarks(self.places, self.rows, self.columns, self._cells, found, self.dataset))
        self.issues += self._of_no_use(found)
        rejected = self._rejected(found)
        names, arrays = [], []
        for field in self.dataset.fields:
            converted = found[field.name]
            for name, sql in field.columns:
                array = converted.array if name == field.name else self._points(converted)
                names.append(name)
                arrays.append(array.cast(ARROW[sql]) if array.type != ARROW[sql] else array)
        numbers = self.places.numbers(self.rows)
        names += ["_sheet", "_row"]
        arrays += [pa.array([self.sheet.name] * self.count, pa.string()), numbers]
        table = pa.table(arrays, names=names)
        if self.dataset.name == "tasks":
            table = self._plan(table)
        if rejected is not None:
            table = table.filter(pa.array(~rejected))
        refused = () if rejected is None else tuple((self.sheet.name, int(row)) for row in numbers.to_numpy()[rejected])
        ignored = {code: len(rows) for code, rows in self.left_out.items()}
        for code, rows in self.left_out.items():
            row, _ = self.places.of(rows[0])
            self.issues.append(Issue(code, "ignore", self.sheet.name, row, count=len(rows)))
        for code, rows in (self.grid.origin.left_out if self.grid.origin else {}).items():
            ignored[code] = ignored.get(code, 0) + len(rows)
            self.issues.append(Issue(code, "ignore", self.sheet.name, rows[0], count=len(rows)))
        return Prepared(
            self.dataset.name,
            Source(self.book.name, self.book.sha256),
            table,
            tuple(self.issues),
            ignored,
            refused,
            self.mapping.to_json(),
            self.mapping.fingerprint
            or fingerprint(self.layout.platform, [column.header for column in self.layout.columns]),
            self.complete,
        )

    def _of_no_use(self, found: dict[str, conversion.Converted]) -> list[Issue]:
        """Rows of which none has a score, an own question or an amount: kept, and said, since hardly a page shows
        anything of them."""
        wanted = useful_fields(self.dataset)
        if "answers" in self.dataset.by_name:
            wanted = (*wanted, "answers")
        if not wanted or not self.count or any(found[name].array.null_count < self.count for name in wanted):
            return []
        code = "no_score" if "answers" in self.dataset.by_name else "no_amount"
        return [Issue(code, "warn", self.sheet.name, count=self.count)]

    def _plan(self, table: pa.Table) -> pa.Table:
        """Outlines and links of a plan."""
        of = {line.field: column for column, line in self.columns if line.field}
        names = None
        if "name" in of:
            written = self.grid.below(of["name"].index, self.layout.first_row)
            names = written.take(pa.array(self.rows)).to_pylist()
        used = {column.index for column, line in self.columns if line.field}
        breakdown = next(
            (c for c in self.layout.columns if c.index not in used and plain(c.header) in WBS_HEADERS), None
        )
        codes = None
        if breakdown is not None:
            cells = self.grid.below(breakdown.index, self.layout.first_row)
            codes = conversion.text_column(cells.take(pa.array(self.rows))).to_pylist()
        header = of["predecessors"].header if "predecessors" in of else ""
        completed, issues = complete_plan(table, names, header, codes)
        self.issues += issues
        return completed

    def _cells(self, column: Column) -> pa.DictionaryArray:
        """The cells of a column in the rows that are data."""
        encoded = self.grid.encoded(column.index, self.layout.first_row)
        if "na_is_not_put" in self.layout.rules:
            encoded = marked(encoded, "n/a", SKIP_MARK)
        return encoded if self.whole else encoded.take(pa.array(self.rows))

    def _field(self, field: Field) -> conversion.Converted:
        mapped = next(((column, line) for column, line in self.columns if line.field == field.name), None)
        type_ = ARROW[field.columns[0][1]]
        if mapped is None:
            mapped = self._name_as_key(field)
        if mapped is None:
            if field.required and self.mapping.constants.get(field.name) is None:
                lacks = self._missing()
                labels = {"fields_en": [one.en for one in lacks], "fields_zh": [one.zh for one in lacks]}
                raise Refusal("column_missing", where=lacks[0].name, **labels)
            return self._constant(field, type_)
        column, line = mapped
        cells = self._cells(column)
        if line.month or line.month_beside:
            cells = with_month(cells, line, self._beside(line.month_beside) if line.month_beside else None)
        if line.span is not None:
            converted = span_column(cells, line.span, self._beside(line.span.anchor))
        else:
            converted = conversion.convert(
                cells.dictionary,
                field,
                line,
                zone=self.zone,
                counts=_rows_of_each(cells) if field.type == "rating" else None,
                years=self._years(column, line, cells) if field.type in DATED else None,
            )
        if line.factor != 1 and any(
            read is not None and read[1] for read in map(values.amount, cells.dictionary.to_pylist())
        ):
            self.issues.append(
                Issue("units_mixed", "warn", self.sheet.name, None, column.header, params={"column": column.header})
            )
        own = self.mapping.constants.get(field.name)
        refusing = field.required and own is None
        end = self._end_of(field)
        for code, places in converted.bad.items():
            if code == "date_range" and end is not None:
                continue
            self.issues += self.places.bad_cells(code, column, field, cells, places, self.rows, refusing=refusing)
        if refusing:
            self.told[field.name] = self.places.refused(column, cells, converted.bad, self.rows)
        array = converted.array.take(cells.indices)
        if end is not None and converted.ends is not None:
            self.ends[end.name] = converted.ends.take(cells.indices)
        if own is not None:
            value = self._stated(field, own)
            if dict(self.layout.constants).get(field.name) != own:  # that of a platform was given by nobody
                told = {"field_en": field.en, "field_zh": field.zh, "filled": array.null_count}
                self.issues.append(
                    Issue("constant_beside_column", "warn", self.sheet.name, None, column.header, params=told)
                )
            array = pc.fill_null(array, value)
        return conversion.Converted(array, points=converted.points)

    def _missing(self) -> list[Field]:
        """The fields that every row needs and that neither a column, nor a value for all rows, nor the names give."""
        given = {line.field for _, line in self.columns}
        given |= {name for name, text in self.mapping.constants.items() if text is not None}
        needed = (field for field in self.dataset.fields if field.required and field.name not in given)
        return [field for field in needed if self._name_as_key(field) is None]

    def _name_as_key(self, field: Field) -> tuple[Column, ColumnMapping] | None:
        """The column of names, for a list whose entries have no numbers: each is known by what it is called, and it is
        said."""
        own = field.required and field.type == "text" and field.name in self.dataset.key
        if not own or field.name in SHARED_KEYS or self.mapping.constants.get(field.name) is not None:
            return None
        found = next(((column, line) for column, line in self.columns if line.field in ("name", "title")), None)
        if found is not None:
            header = found[0].header
            self.issues.append(Issue("key_from_name", "warn", self.sheet.name, None, header, params={"column": header}))
        return found

    def _end_of(self, field: Field) -> Field | None:
        """The field for the last day of a range whose first ``field`` takes, where no column has it."""
        for first, last in (("started_", "ended_"), ("start_on", "finish_on")):
            name = field.name.replace(first, last)
            if name != field.name and name in self.dataset.by_name:
                taken = name in self.mapping.constants or any(line.field == name for _, line in self.columns)
                return None if taken else self.dataset.by_name[name]
        return None

    def _years(self, column: Column, line: ColumnMapping, cells: pa.DictionaryArray) -> Years | None:
        if not lacks_years(cells.dictionary):
            return None
        return years_of(self.book, self.sheet, self.layout, self.mapping, self.dataset, column, line)

    def _constant(self, field: Field, type_: pa.DataType) -> conversion.Converted:
        text = self.mapping.constants.get(field.name)
        if text is None:
            return conversion.Converted(pa.nulls(self.count, type_))
        array = pa.repeat(pa.scalar(self._stated(field, text)).cast(type_), self.count)
        return conversion.Converted(array, points=field.scale.points if field.scale else None)

    def _stated(self, field: Field, text: str) -> Any:
        """The value of a constant."""
        value = conversion.constant(text, field, zone=self.zone)
        if value is None:
            raise Refusal("constant_unreadable", where=field.name, value=text)
        return value

    def _beside(self, header: str) -> pa.DictionaryArray | None:
        column = next((column for column in self.layout.columns if plain(column.header) == plain(header)), None)
        return None if column is None else self._cells(column)

    def _points(self, converted: conversion.Converted) -> pa.Array:
        if converted.points is None:
            return pa.nulls(self.count, pa.int16())
        return pc.if_else(
            converted.array.is_valid(), pa.scalar(converted.points, pa.int16()), pa.scalar(None, pa.int16())
        )

    def _answers(self) -> pa.Array:
        kept = [(line, self._cells(column)) for column, line in self.columns if line.keep and not line.field]
        if "unanswered_code" in self.layout.rules:
            kept = [(line, marked(cells, "-99", EMPTY_MARK)) for line, cells in kept]
        rated = [
            (line.header, self._cells(column))
            for column, line in self.columns
            if line.field and self.dataset.by_name[line.field].type == "rating"
        ]
        return answers_json(kept, rated, self.count)

    def _dated(self) -> pa.Array:
        """Whether an answer has a submit date: without one it was never finished."""
        for name in ("complete", "answered_at"):
            mapped = next((column for column, line in self.columns if line.field == name), None)
            if mapped is not None:
                return conversion.text_column(self._cells(mapped).cast(pa.string())).is_valid()
        return pa.nulls(self.count, pa.bool_())

    def _rejected(self, found: dict[str, conversion.Converted]) -> np.ndarray | None:
        """Rows that lack a required value, with one issue a field."""
        rejected = np.zeros(self.count, dtype=bool)
        never = self._never_answered(found)
        for field in self.dataset.fields:
            array = found[field.name].array
            if not field.required or not array.null_count:
                continue
            empty = np.asarray(array.is_null())
            rejected |= empty
            listed = empty & ~never & ~self.told.get(field.name, np.zeros(self.count, dtype=bool))
            if listed.any():
                column = next((column for column, line in self.columns if line.field == field.name), None)
                first, header = self.places.of(int(self.rows[int(np.argmax(listed))]) + self.layout.first_row, column)
                self.issues.append(
                    Issue(
                        "required_missing",
                        "reject",
                        self.sheet.name,
                        first,
                        header,
                        count=int(listed.sum()),
                        params={"field_en": field.en, "field_zh": field.zh},
                    )
                )
        never &= rejected
        if never.any():
            self.left_out["never_submitted"] = (self.rows[never] + self.layout.first_row).tolist()
            self._drop(found, ~never)
            rejected = rejected[~never]
        return rejected if rejected.any() else None

    def _never_answered(self, found: dict[str, conversion.Converted]) -> np.ndarray:
        """Answer sheets that were opened, hold no answer and were never sent."""
        if "complete_when_dated" not in self.layout.rules:
            return np.zeros(self.count, dtype=bool)
        # A date that cannot be read is one all the same: that row is handed back.
        empty = ~self.told.get("answered_at", np.zeros(self.count, dtype=bool))
        for field in self.dataset.fields:
            array = found[field.name].array
            if field.type == "json":
                array = pc.if_else(pc.match_substring_regex(array, SKIPPED_ONLY), pa.scalar(None, pa.string()), array)
            if field.type in ("rating", "json") or field.name in ("comment", "answered_at"):
                empty &= np.asarray(array.is_null())
        return empty

    def _drop(self, found: dict[str, conversion.Converted], keep: np.ndarray) -> None:
        for converted in found.values():
            converted.array = converted.array.filter(pa.array(keep))
        self.rows = self.rows[keep]
        self.count = len(self.rows)


def _rows_of_each(cells: pa.DictionaryArray) -> dict[str, int]:
    found = pc.value_counts(cells.indices.drop_null())
    texts = cells.dictionary.take(found.field(0)).to_pylist()
    return dict(zip(texts, found.field(1).to_pylist(), strict=True))
