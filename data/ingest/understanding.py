"""What a file is: its platform, its dataset, what each column becomes, and what has to be asked."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

from data.datasets import DATASETS, Dataset
from data.ingest import columns as reading
from data.ingest.across import find_across
from data.ingest.answers import as_laid_out
from data.ingest.around import UNKNOWN, Programme, stated
from data.ingest.asking import column_question, settled, useful_questions, which_of_two
from data.ingest.cell_matches import with_needed, without_choices, without_ids, without_plain_days
from data.ingest.cell_words import words_of
from data.ingest.choosing import candidates_of, choose_dataset, named_dataset
from data.ingest.columns import ColumnGuess
from data.ingest.constants import constant_questions, constants_of, remembered_questions, without_stale
from data.ingest.headers import HeaderChange, carried, nearest
from data.ingest.layout import BLOCKS, Column, Layout
from data.ingest.levels import with_levels
from data.ingest.long import CELLS
from data.ingest.mapping import ColumnMapping, Mapping, Spread, fingerprint
from data.ingest.moments import zone_question
from data.ingest.month_days import dated_questions, without_last, without_months
from data.ingest.names import Match, match_header
from data.ingest.plans import WBS_HEADERS
from data.ingest.platforms import detect
from data.ingest.proposing import proposed
from data.ingest.questions import Question
from data.ingest.running import running_questions
from data.ingest.splitting import tables_of
from data.ingest.spreading import (
    Wanted,
    Wide,
    change_of,
    long_of,
    look,
    measure_named,
    spread_questions,
    with_named_cells,
)
from data.ingest.teaching import Taught, taught_by
from data.ingest.wording import plain
from data.ingest.workbook import Sheet, Workbook
from data.problems import Refusal


@dataclass(frozen=True)
class Understanding:
    """How a sheet was understood. ``mapping`` is complete but for the answers to ``questions``."""

    platform: str
    sheet: str
    dataset: str
    score: float
    alternatives: tuple[tuple[str, float], ...]
    header_rows: tuple[int, ...]
    first_row: int
    rows: int
    columns: tuple[ColumnGuess, ...]
    questions: tuple[Question, ...]
    mapping: Mapping
    titles: tuple[str, ...] = ()
    remembered: bool = False
    missing: tuple[str, ...] = ()
    """Fields of the dataset the file lacks that something on the pages needs: wave, branch, customer …"""
    change: HeaderChange | None = None
    """What differs from the file whose mapping was carried over."""
    wide: Wide | None = None
    """The sheet as it stands, where columns that stand across were spread."""
    may_spread: Spread | None = None
    """How the columns that stand across would be spread, where they are read as they stand."""
    programme: Programme = UNKNOWN
    """What was known of the programme when it was understood."""

    @property
    def known(self) -> bool:
        """Whether an earlier file says how to read all of it: its headers are the same, but for periods across."""
        return self.remembered or (self.change is not None and self.change.periods)


def table_sheets(book: Workbook) -> tuple[tuple[Sheet, Layout], ...]:
    """The visible sheets that hold a table of data, with their layouts; our own dictionary sheet is none (its name
    begins with "_", as that of a file of one sheet may).

    A sheet of several tables counts as several: see :func:`tables_of`."""
    found = []
    for sheet in book.visible:
        if sheet.is_empty or (sheet.name.startswith("_") and len(book.visible) > 1):
            continue
        layout = detect(sheet.grid)
        if layout is not None:
            found += tables_of(sheet, layout)
    return tuple(found)


def understand(
    book: Workbook,
    *,
    remembered: Dict[str, str] | None = None,
    dataset: str | None = None,
    sheet: str | None = None,
    afresh: bool = False,
    spread: Wanted = None,
    programme: Programme = UNKNOWN,
    others: bool = False,
) -> Understanding:
    """How one sheet of the file reads.

    ``remembered`` are mappings of earlier files by the fingerprint of their headers: a file with known headers asks
    nothing again; one with nearly the same headers is read as the earlier one but for what changed, unless ``afresh``.
    ``programme`` is what is known of it: its waves, and which texts of the file are its customers. With ``others`` the
    alternatives are ranked though the dataset is named, which takes most of the time.
    ``spread`` says which columns stand across; without it those are that name periods, unless the sheet was read as it
    stands before.
    Raises ``Refusal``: sheet_unknown, dataset_unknown, no_table, empty_sheet.
    """
    if dataset is not None and dataset not in DATASETS:
        raise Refusal("dataset_unknown", where=dataset)
    chosen, layout, asked = _choose_sheet(book, sheet, dataset)
    found = fingerprint(layout.platform, [column.header for column in layout.columns])
    kept = (remembered or {}).get(found) if spread is None else None
    if kept is not None:
        mapping = Mapping.from_json(kept)
        if dataset in (None, mapping.dataset) and mapping.dataset in DATASETS:
            return _with_wide(_from_memory(book, chosen, layout, mapping, asked, programme), chosen, layout, None)
    near = None if afresh or spread or layout.platform == "template" else nearest(layout, remembered or {}, dataset)
    if near is not None:
        return _with_wide(_from_memory(book, chosen, layout, near[0], asked, programme, near[1]), chosen, layout, None)
    wide = look(book, chosen, layout, spread, {} if afresh else remembered or {})
    if wide is not None:
        known = {} if afresh or spread else remembered or {}
        return _spread(book, chosen, wide, known, dataset, asked, programme, others)
    return _with_wide(
        _anew(book, chosen, layout, found, dataset, asked, programme, {} if afresh else remembered or {}, others),
        chosen,
        layout,
        None,
    )


def _spread(
    book: Workbook,
    sheet: Sheet,
    wide: Wide,
    remembered: Dict[str, str],
    dataset: str | None,
    asked: list[Question],
    programme: Programme,
    others: bool,
) -> Understanding:
    """A sheet with columns that stand across, read as one row a period."""
    made = long_of(sheet, wide)
    named = with_named_cells(_laid_out(made), measure_named(book, sheet, wide.layout))
    kept = remembered.get(wide.key)
    mapping = Mapping.from_json(kept) if kept is not None else None
    if mapping is not None and mapping.spread is not None and dataset in (None, mapping.dataset):
        change = change_of(wide, named, mapping, wide.key)
        mapping.spread = wide.how.model_copy(update={"headers": wide.across.headers})
        mapping.answers.pop("across_year", None)
        mapping.answers.pop("across_first", None)
        mapping.answers.pop("across_nested", None)
        done = _from_memory(book, made, named, mapping, asked, programme, change)
    else:
        done = _anew(book, made, named, wide.key, dataset, asked, programme, remembered, others)
        done.mapping.spread = wide.how.model_copy(update={"headers": wide.across.headers})
    done.mapping.fingerprint = wide.key
    more = spread_questions(wide, book, sheet, DATASETS[done.dataset], done.mapping)
    # What the cells are is asked once, and better, by the question of its own.
    cells = {question.column for question in more if question.code == "across_cells"}
    own = (one for one in done.questions if not (one.code == "column" and one.column in cells))
    return _with_wide(replace(done, questions=(*own, *more)), sheet, wide.layout, wide)


def _laid_out(sheet: Sheet) -> Layout:
    layout = detect(sheet.grid)
    assert layout is not None
    return layout


def _with_wide(done: Understanding, sheet: Sheet, layout: Layout, wide: Wide | None) -> Understanding:
    """Header rows as they stand in the file, and whether it could be read the other way."""
    if wide is None:
        across = find_across(layout, sheet.grid)
        return replace(done, may_spread=across.guess() if across else None)
    return replace(done, header_rows=layout.header_rows, first_row=layout.first_row, wide=wide)


def _anew(
    book: Workbook,
    chosen: Sheet,
    layout: Layout,
    found: str,
    dataset: str | None,
    asked: list[Question],
    programme: Programme,
    remembered: Dict[str, str],
    others: bool,
) -> Understanding:
    """A file of which nothing is remembered; what was said about other files is known."""
    candidates = candidates_of(book, chosen, layout, programme.customers) if dataset is None or others else []
    name, score, dataset_question = choose_dataset(
        layout, candidates, named_dataset(book, chosen, layout) if dataset is None else None, dataset
    )
    if name is None:
        raise Refusal("dataset_not_recognised", where=chosen.name)
    declared = DATASETS[name]
    mapping = Mapping(dataset=name, platform=layout.platform, fingerprint=found, constants=dict(layout.constants))
    guesses, questions = _columns(chosen, layout, declared, mapping, programme.customers, taught_by(remembered, name))
    asked = [*asked, *dataset_question, *questions]
    mapping.constants |= constants_of(book, chosen, layout, declared, mapping)
    extra, missing = constant_questions(book, chosen, layout, declared, mapping, programme)
    dated = dated_questions(book, chosen, layout, declared, mapping)
    asked = without_months(asked, dated)
    about_time = (
        *dated,
        *zone_question(chosen, layout, declared, mapping),
        *running_questions(chosen, layout, declared, mapping),
    )
    extra = (*about_time, *extra)
    return Understanding(
        layout.platform,
        chosen.name,
        name,
        score,
        tuple((one.dataset, one.score) for one in candidates if one.dataset != name),
        layout.header_rows,
        layout.first_row,
        max(0, chosen.grid.height - layout.first_row + 1),
        guesses,
        (*asked, *extra),
        mapping,
        layout.titles,
        missing=missing,
        programme=programme,
    )


def _choose_sheet(book: Workbook, wanted: str | None, dataset: str | None) -> tuple[Sheet, Layout, list[Question]]:
    if wanted is not None:
        sheet = book.sheet(wanted)
        if sheet is None:
            raise Refusal("sheet_unknown", where=wanted, sheets=", ".join(one.name for one in book.sheets))
        layout = None if sheet.is_empty else detect(sheet.grid)
        if layout is None:
            raise Refusal("empty_sheet" if sheet.is_empty else "no_table", where=wanted)
        return sheet, layout, []
    tables = table_sheets(book)
    if not tables:
        raise Refusal("no_table", where=book.name)
    with_rows = [one for one in tables if one[0].grid.height >= one[1].first_row] or list(tables)
    if dataset is not None:
        # Where one sheet says by itself that it is this dataset (our template), it is the one.
        own = [one for one in with_rows if one[1].dataset == dataset and one[1].platform == "template"]
        with_rows = own or with_rows
    sheet, layout = with_rows[0]
    if len(with_rows) == 1:
        return sheet, layout, []
    names = tuple(one[0].name for one in with_rows)
    return sheet, layout, [Question("sheet", "sheet", names, {"n": len(names)}, guess=sheet.name)]


def _columns(
    sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping, roster: frozenset[str], taught: Taught
) -> tuple[tuple[ColumnGuess, ...], tuple[Question, ...]]:
    """A guess for each column; where two columns mean one field, the surer, then the first, has it."""
    matches: list[Match | None] = []
    for column in layout.columns:
        if column.skip:
            matches.append(None)
        elif column.field is not None:
            matches.append(
                Match(column.field, 1.0) if column.field in dataset.by_name else match_header(column.callings, dataset)
            )
        elif column.shape in BLOCKS:
            matches.append(None)
        else:
            matches.append(match_header(column.callings, dataset) or taught.match(column.header))
    if dataset.name == "risks":
        matches = with_levels(layout.columns, matches)
    named = matches
    matches = [
        match
        if column.field is not None or match is None
        else reading.fitting(sheet.grid, column, layout, dataset, match)
        for column, match in zip(layout.columns, named, strict=True)
    ]
    matches = without_plain_days(layout, dataset, with_needed(sheet.grid, layout, dataset, matches))
    matches = without_choices(sheet.grid, layout, dataset, without_ids(sheet.grid, layout, dataset, matches))
    owner: dict[str, int] = {}
    for at, match in enumerate(matches):
        if match and (match.field not in owner or match.certainty > (matches[owner[match.field]] or match).certainty):
            owner[match.field] = at
    kept: list[Match | None] = []
    why: list[str] = []
    for at, column in enumerate(layout.columns):
        match = matches[at]
        lost = "unread" if match is None and named[at] is not None else ""
        if match is not None and owner[match.field] != at:
            # Its name may also be that of another field: Task, where a Task id stands beside it.
            other = match_header(column.callings, dataset, frozenset(owner)) if match.certainty >= 0.95 else None
            match = other and reading.fitting(sheet.grid, column, layout, dataset, other)
            lost = "" if match else "taken"
            if match is not None:
                owner[match.field] = at
        kept.append(match)
        why.append(lost)
    taken = {match.field for match in kept if match is not None}
    open_ = [
        column
        for column, match in zip(layout.columns, kept, strict=True)
        # What cells under periods are has a question of its own; a breakdown beside the ids tells what lies above a
        # task.
        if match is None
        and not (sheet.grid.origin is not None and column.header in CELLS)
        and not ("task" in taken and plain(column.header) in WBS_HEADERS)
    ]
    placed = [(match.field, column) for column, match in zip(layout.columns, kept, strict=True) if match is not None]
    found = proposed(sheet.grid, layout, dataset, open_, taken, roster, placed)
    guesses, questions = [], []
    for at, column in enumerate(layout.columns):
        one, match, lost = found.get(column.index), kept[at], why[at]
        if one is not None and (one.certain or one.taken) and one.field not in taken:
            match, lost = Match(one.field, one.certainty), ""
            column = one.column
            taken.add(one.field)
        words = taught.words.get(match.field, {}) if match is not None else {}
        line, guess, asked = reading.read_column(sheet.grid, column, layout, dataset, match, words)
        if lost and line.why == "no_field":
            line.why = lost
            guess = replace(guess, read_as=f"not_kept_{lost}")
        mapping.columns.append(line)
        guesses.append(guess)
        questions.extend(asked)
        if one is not None and not one.certain and (one.taken or one.telling or why[at]):
            questions.append(column_question(sheet, layout, dataset, one, line))
    questions += which_of_two(layout, mapping, matches, owner)
    questions += useful_questions(sheet, layout, dataset, mapping, {one.column for one in questions})
    questions, told = settled(sheet, layout, dataset, mapping, questions)
    for at, (column, line) in enumerate(zip(layout.columns, mapping.columns, strict=True)):
        if line.index in told:
            guesses[at] = reading.describe(sheet.grid, column, layout, dataset, line, guesses[at].certainty)
    return tuple(guesses), tuple(questions)


def _from_memory(
    book: Workbook,
    sheet: Sheet,
    layout: Layout,
    mapping: Mapping,
    asked: list[Question],
    programme: Programme,
    change: HeaderChange | None = None,
) -> Understanding:
    """A file whose headers are known: the same mapping, nothing asked again but what belongs to one file only.

    With a ``change`` the headers are nearly those of ``mapping``, which is carried over.

    A day that was stated for the last file says nothing about this one, nor does a constant where this file states
    another; where it states none, that of the last file is proposed again.
    """
    declared = DATASETS[mapping.dataset]
    new: dict[int, ColumnGuess] = {}
    if change is not None:
        found = fingerprint(layout.platform, [column.header for column in layout.columns])
        mapping, new, about_new = carried(sheet, layout, mapping, found)
        asked = [*asked, *about_new]
    told = stated(book, sheet, layout, declared, mapping, programme)
    proven = without_stale(mapping, declared, told, layout)
    by_index = {column.index: column for column in layout.columns}
    mapping.columns = [
        as_laid_out(line, by_index[line.index]) if line.index in by_index else line for line in mapping.columns
    ]
    about_words = _new_words(sheet, layout, declared, mapping)
    without_last(mapping)
    again, missing = constant_questions(book, sheet, layout, declared, mapping, programme)
    running = running_questions(sheet, layout, declared, mapping, known=True)
    dated = dated_questions(book, sheet, layout, declared, mapping)
    again = (*running, *zone_question(sheet, layout, declared, mapping), *dated, *again)
    asked = [*asked, *about_words, *(question for question in again if question.id not in mapping.answers)]
    kept = remembered_questions(declared, mapping, layout, asked)
    asked = [*asked, *(question for question in kept if question.id not in proven)]
    mapping.constants |= constants_of(book, sheet, layout, declared, mapping)
    guesses = tuple(new.get(column.index) or _recalled(sheet, layout, column, mapping) for column in layout.columns)
    return Understanding(
        layout.platform,
        sheet.name,
        mapping.dataset,
        1.0,
        (),
        layout.header_rows,
        layout.first_row,
        max(0, sheet.grid.height - layout.first_row + 1),
        guesses,
        tuple(asked),
        mapping,
        layout.titles,
        remembered=change is None,
        missing=missing,
        change=change,
        programme=programme,
    )


def _new_words(sheet: Sheet, layout: Layout, dataset: Dataset, mapping: Mapping) -> list[Question]:
    """Words of cells that the file before did not have: those that can mean one thing only are put into the mapping."""
    columns = {column.index: column for column in layout.columns}
    asked: list[Question] = []
    for line in mapping.columns:
        field, column = dataset.by_name.get(line.field or ""), columns.get(line.index if line.index is not None else -1)
        if field is not None and column is not None and field.type in ("choice", "boolean"):
            asked += words_of(sheet.grid, column, layout, dataset, field, line)
    return [question for question in asked if question.id not in mapping.answers]


def _recalled(sheet: Sheet, layout: Layout, column: Column, mapping: Mapping) -> ColumnGuess:
    line = next((one for one in mapping.columns if one.index == column.index), None)
    line = line or ColumnMapping(header=column.header, index=column.index, why="no_field")
    guess = reading.describe(sheet.grid, column, layout, DATASETS[mapping.dataset], line, 1.0)
    return replace(guess, certainty=1.0, doubtful=False)
