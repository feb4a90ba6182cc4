"""``load`` and ``recognise``: a file into the store, or only what it is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

from data.commands.console import ATTENTION, DONE, Console, issue_json, wants_attention
from data.commands.parser import moment, pairs
from data.datasets import DATASETS
from data.ingest import Mapping, Question, Understanding, Workbook
from data.ingest.around import SHEET
from data.ingest.programme import load_programme
from data.ingest.questions import QuestionsOpen
from data.ingest.understanding import table_sheets
from data.ingest.untrusted import prepare, read_file, understand
from data.ingest.words import issue_words, platform_name, read_as_words
from data.ingest.zone import load_zone
from data.language import Translator
from data.problems import Issue, Refusal
from data.store import Prepared, Preview, Receipt

COUNTS = ("read", "new", "updated", "unchanged", "rejected", "ignored")


def load(arguments: argparse.Namespace, console: Console) -> int:
    """Load a file as one batch a sheet. Everything is read and checked before anything is stored."""
    constants: dict[str, str | None] = {
        name: None if value.lower() == "none" else value for name, value in pairs(arguments.set, "--set").items()
    }
    answers = pairs(arguments.answer, "--answer")
    known_at = moment(arguments.known_at, "--known-at")
    day = moment(arguments.snapshot_date, "--snapshot-date")
    if arguments.dataset not in DATASETS:
        raise Refusal("dataset_unknown", where=arguments.dataset)
    dataset = DATASETS[arguments.dataset]
    if day is not None:
        if dataset.kind != "snapshot" or dataset.when is None:
            detail = console.t("usage.not_a_snapshot", dataset=dataset.label(console.t.lang))
            raise Refusal("usage", where="--snapshot-date", detail=detail)
        constants[dataset.when] = day.date().isoformat()
    book = read_file(_name(arguments.file), console.content(arguments.file))
    mapping = None
    if arguments.mapping:
        mapping = _mapping(arguments.mapping, console)
        if mapping.dataset != arguments.dataset:
            raise Refusal("mapping_of_other_dataset", where=mapping.dataset, dataset=arguments.dataset)
    store = console.opened()
    zone = load_zone(store, console.rights)
    remembered, programme = store.mappings(), load_programme(store, console.rights, book)
    sheets = [sheet.name for sheet, _ in table_sheets(book)] if arguments.all_sheets else [arguments.sheet]
    each = Answers(answers, several=arguments.all_sheets)
    prepared = []
    for sheet in sheets:
        how: Understanding | Mapping = mapping or understand(
            book, remembered=remembered, dataset=arguments.dataset, sheet=sheet, programme=programme
        )
        named = wave_of_sheet(how) if arguments.all_sheets and isinstance(how, Understanding) else {}
        read = partial(
            prepare,
            book,
            how,
            sheet=sheet,
            constants=named | constants,
            zone=zone,
            currency=programme.currency,
            complete=arguments.complete,
        )
        prepared += each.given(read)
    each.settled()
    outcomes: list[Receipt | Preview] = [
        store.preview(one, console.rights)
        if arguments.dry_run
        else store.commit(one, console.rights, known_at=known_at, progress=console.progress)
        for one in prepared
    ]
    gone = [left_out(one) for one in prepared]
    reports = [_report(one, book, arguments.dataset, left, console) for one, left in zip(outcomes, gone, strict=True)]
    if console.as_json:
        console.answer({"batches": reports} if arguments.all_sheets else reports[0])
    else:
        for outcome, left in zip(outcomes, gone, strict=True):
            _tell(outcome, book, left, console)
    refused = any(outcome.counts.rejected or wants_attention(outcome.issues) for outcome in outcomes)
    return ATTENTION if refused else DONE


class Answers:
    """The answers of a command to the questions of one sheet, or of ``several``: each sheet takes those that it asks
    for."""

    def __init__(self, answers: dict[str, str], *, several: bool) -> None:
        self.answers, self.several = answers, several
        self.taken: set[str] = set()
        self.open: dict[str, Question] = {}

    def given(self, read: Callable[..., Prepared]) -> list[Prepared]:
        """The sheet with its answers; nothing where questions of it are open, which are kept until all sheets have been
        looked at."""
        own = dict(self.answers)
        while True:
            try:
                found = [read(answers=own)]
            except QuestionsOpen as refusal:
                self.open |= {question.id: question for question in refusal.questions}
                found = []
            except Refusal as refusal:
                if not self.several or refusal.code != "question_unknown" or own.pop(refusal.where, None) is None:
                    raise
                continue
            self.taken |= own.keys()
            return found

    def settled(self) -> None:
        """Refuses with the questions that are open in any sheet, else with an answer that no sheet asked for."""
        strays = sorted(self.answers.keys() - self.taken)
        if self.several and (strays or "sheet" in self.answers):
            raise Refusal("question_unknown", where=strays[0] if strays else "sheet")
        if self.open:
            raise QuestionsOpen(tuple(self.open.values()))


def _mapping(path: str, console: Console) -> Mapping:
    """The mapping of a file, refused by the path of that file and the field in it."""
    text = console.content(path)
    try:
        return Mapping.from_json(text)
    except Refusal as refusal:
        where = f"{path}: {refusal.where}" if refusal.where else path
        raise Refusal(refusal.code, where=where, **refusal.params) from None


def wave_of_sheet(how: Understanding) -> dict[str, str | None]:
    """The wave as a constant where it is asked for and the sheet's own name tells it: one sheet a wave."""
    asked = next((question for question in how.questions if question.id == "wave"), None)
    return {"wave": asked.guess} if asked is not None and asked.params.get("source") == SHEET else {}


def _name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def left_out(prepared: Prepared) -> dict[str, list[str]]:
    """The columns of which nothing is kept, by the reason; those without a cell are none."""
    found: dict[str, list[str]] = {}
    for line in Mapping.from_json(prepared.mapping).columns:
        if line.field is None and not line.keep and line.header and line.why not in ("", "empty"):
            found.setdefault(line.why, []).append(" ".join(line.header.split()))
    return found


def _report(
    outcome: Receipt | Preview, book: Workbook, dataset: str, left: dict[str, list[str]], console: Console
) -> dict[str, Any]:
    counts = outcome.counts
    report: dict[str, Any] = {
        "batch_id": outcome.batch_id if isinstance(outcome, Receipt) else None,
        "dataset": dataset,
        "file": book.name,
        **{name: getattr(counts, name) for name in COUNTS},
        "issues": [issue_json(issue, console.t) for issue in outcome.issues],
        "left_out": [
            {"column": header, "reason": console.t(f"read_as.not_kept_{why}")}
            for why, headers in left.items()
            for header in headers
        ],
        "rejected_rows": [{"sheet": sheet, "row": row} for sheet, row in outcome.rejected],
    }
    if isinstance(outcome, Receipt):
        report |= {"known_at": outcome.known_at, "recorded_at": outcome.recorded_at}
    else:
        report["dry_run"] = True
        if outcome.roster is not None:
            roster = outcome.roster
            report["roster"] = {"customers": roster.customers, "known": roster.known, "unknown": list(roster.unknown)}
    return report


def _tell(outcome: Receipt | Preview, book: Workbook, left: dict[str, list[str]], console: Console) -> None:
    t = console.t
    if isinstance(outcome, Receipt):
        console.say(t("command.load.done", batch=outcome.batch_id, file=book.name))
    else:
        console.say(t("command.load.preview", file=book.name))
    console.say(t("command.load.counts", **{name: getattr(outcome.counts, name) for name in COUNTS}))
    for why, headers in left.items():
        console.say(f"  {t('command.load.left_out', columns=t.listing(headers), reason=t(f'read_as.not_kept_{why}'))}")
    for issue in outcome.issues:
        console.say(f"  {_place(issue, t)}: {t.sentences(*issue_words(issue, t))}")


def _place(issue: Issue, t: Translator) -> str:
    """Where an issue stands, as far as it is known, and how often."""
    row = t("command.load.row", row=str(issue.row)) if issue.row else ""
    place = " · ".join(part for part in (issue.sheet, row, issue.column) if part)
    return f"{place} (×{t.number(issue.count)})" if issue.count > 1 else place


def recognise(arguments: argparse.Namespace, console: Console) -> int:
    """Say what a file is. Nothing is stored; the store is not opened."""
    book = read_file(_name(arguments.file), console.content(arguments.file))
    names = [arguments.sheet] if arguments.sheet else [sheet.name for sheet, _ in table_sheets(book)]
    if not names:
        raise Refusal("no_table", where=book.name)
    found = [understand(book, dataset=arguments.dataset, sheet=name) for name in names]
    if console.as_json:
        console.answer(
            {
                "file": book.name,
                "kind": book.kind,
                "sha256": book.sha256,
                "encoding": book.encoding,
                "delimiter": book.delimiter,
                "hidden_sheets": [sheet.name for sheet in book.sheets if sheet.hidden],
                "sheets": [_understanding(one, console) for one in found],
            }
        )
        return DONE
    t = console.t
    for one in found:
        console.say(
            t(
                "command.recognise.sheet",
                sheet=one.sheet,
                platform=platform_name(one.platform, t),
                dataset=one.dataset,
                n=one.rows,
            )
        )
        console.table(
            [t(f"command.recognise.{head}") for head in ("column", "header", "field", "read_as", "certainty")],
            [
                [
                    guess.letter,
                    " ".join(guess.header.split()),
                    guess.field,
                    read_as_words(guess, t),
                    t.percent(guess.certainty, 0),
                ]
                for guess in one.columns
            ],
        )
        for question in one.questions:
            console.say(_asked(question, console))
    return DONE


def _asked(question: Question, console: Console) -> str:
    choices = " | ".join(f"{choice} ({question.choice_text(choice, console.t)})" for choice in question.choices)
    source = question.source_text(console.t)
    return " ".join(filter(None, (f"? {question.id}:", question.text(console.t), choices, source)))


def question_json(question: Question, console: Console) -> dict[str, Any]:
    """A question for scripts: answer it with ``--answer ID=CHOICE``."""
    return {
        "id": question.id,
        "text": question.text(console.t),
        "choices": list(question.choices),
        "labels": [question.choice_text(choice, console.t) for choice in question.choices],
        "free": question.free,
        "guess": question.guess or None,
        "source": question.source_text(console.t) or None,
        "samples": [{"row": row, "value": cell, "beside": beside} for row, cell, beside in question.samples],
    }


def open_questions(refusal: Refusal, console: Console) -> list[dict[str, Any]]:
    """The questions that a refused load left open."""
    questions = refusal.questions if isinstance(refusal, QuestionsOpen) else ()
    return [question_json(question, console) for question in questions]


def _understanding(one: Understanding, console: Console) -> dict[str, Any]:
    t = console.t
    return {
        "sheet": one.sheet,
        "platform": one.platform,
        "dataset": one.dataset,
        "score": round(one.score, 3),
        "alternatives": [{"dataset": name, "score": round(score, 3)} for name, score in one.alternatives],
        "header_rows": list(one.header_rows),
        "first_row": one.first_row,
        "rows": one.rows,
        "columns": [
            {
                "column": guess.letter,
                "header": guess.header,
                "samples": list(guess.samples),
                "field": guess.field,
                "certainty": guess.certainty,
                "read_as": read_as_words(guess, t),
                "points": guess.points,
                "reversed": guess.reversed,
            }
            for guess in one.columns
        ],
        "questions": [question_json(question, console) for question in one.questions],
        "missing": list(one.missing),
        "mapping": one.mapping.model_dump(exclude_defaults=True),
    }
