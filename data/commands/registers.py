"""The smaller commands: templates, datasets, batches, undo, the demo, the check of the store."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from data.commands.console import ATTENTION, DONE, Console, issue_json
from data.commands.loading import COUNTS
from data.commands.parser import moment
from data.datasets import DATASETS, Dataset
from data.problems import Refusal


def template(arguments: argparse.Namespace, console: Console) -> int:
    """Write the workbook to fill in."""
    from data.ingest import template as made

    content = made(arguments.dataset, console.t.lang)
    path = Path(arguments.output or f"template-{arguments.dataset or 'all'}.xlsx")
    try:
        path.write_bytes(content)
    except OSError:
        raise Refusal("file_not_written", where=str(path)) from None
    if console.as_json:
        console.answer({"file": str(path), "bytes": len(content), "dataset": arguments.dataset})
    else:
        console.say(console.t("command.template.done", file=str(path)))
    return DONE


def datasets(arguments: argparse.Namespace, console: Console) -> int:
    """List the datasets, or the fields of one."""
    lang = console.t.lang
    if arguments.dataset is not None:
        one = DATASETS.get(arguments.dataset)
        if one is None:
            raise Refusal("dataset_unknown", where=arguments.dataset)
        if console.as_json:
            console.answer(_dataset(one, lang))
        else:
            heads = [console.t(f"command.datasets.{head}") for head in ("field", "label", "type", "required", "unit")]
            console.table(
                heads, [[field.name, field.label(lang), field.type, field.required, field.unit] for field in one.fields]
            )
        return DONE
    if console.as_json:
        console.answer([_dataset(one, lang) for one in DATASETS.values()])
        return DONE
    console.table(
        [console.t(f"command.datasets.{head}") for head in ("dataset", "label", "kind", "key")],
        [[one.name, one.label(lang), one.kind, ", ".join(one.key)] for one in DATASETS.values()],
    )
    return DONE


def _dataset(dataset: Dataset, lang: str) -> dict[str, Any]:
    return {
        "dataset": dataset.name,
        "label": dataset.label(lang),
        "area": dataset.area,
        "kind": dataset.kind,
        "key": list(dataset.key),
        "when": dataset.when,
        "fields": [
            {
                "field": field.name,
                "label": field.label(lang),
                "type": field.type,
                "required": field.required,
                "unit": field.unit,
                "choices": [choice.code for choice in field.choices],
                "synonyms": list(field.synonyms),
                "sensitivity": field.sensitivity,
            }
            for field in dataset.fields
        ],
    }


def batches(arguments: argparse.Namespace, console: Console) -> int:
    """List what was loaded, newest first; of one batch what became of each of its columns."""
    if arguments.batch:
        return _columns_of(arguments.batch, console)
    frame = console.opened().batches(console.rights)
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    if console.as_json:
        console.answer(records)
        return DONE
    columns = ("batch_id", "dataset", "file_name", "who", "known_at", *COUNTS, "live")
    console.table(
        [console.t(f"command.batches.{name}") for name in columns],
        [[_native(record.get(name)) for name in columns] for record in records],
    )
    return DONE


def _columns_of(batch: str, console: Console) -> int:
    """What the gate kept, turned into pseudonyms, cleaned and left out of a batch."""
    from dataclasses import asdict

    from data.ingest.gate import gate_of, tallied

    columns = gate_of(console.opened(), batch, console.rights)
    if console.as_json:
        console.answer({"batch_id": batch, "columns": [asdict(one) for one in columns], "counts": tallied(columns)})
        return DONE
    console.table(
        [console.t(f"gate.{head}") for head in ("column", "field", "fate", "cleaned_texts")],
        [[one.header, one.field, console.t(f"gate.fate.{one.fate}"), one.cleaned] for one in columns],
    )
    return DONE


def _native(value: Any) -> Any:
    item = getattr(value, "item", None)
    return item() if item is not None else value


def undo(arguments: argparse.Namespace, console: Console) -> int:
    """Take one batch back."""
    known_at = moment(arguments.known_at, "--known-at")
    receipt = console.opened().withdraw(arguments.batch, console.rights, reason=arguments.reason, known_at=known_at)
    if console.as_json:
        console.answer(
            {
                "batch_id": receipt.batch_id,
                "dataset": receipt.dataset,
                "withdrawn_at": receipt.known_at,
                **{name: getattr(receipt.counts, name) for name in COUNTS},
            }
        )
    else:
        console.say(console.t("command.undo.done", batch=receipt.batch_id))
    return DONE


def demo(arguments: argparse.Namespace, console: Console) -> int:
    """Fill an empty store with the demo programme."""
    from dataclasses import asdict, is_dataclass

    from data.demo import load_demo

    wanted: dict[str, Any] = {"lang": console.t.lang, "progress": console.progress, "quiet": arguments.quiet}
    until = moment(arguments.until, "--until")
    if until is not None:
        wanted["until"] = until.date()
    if arguments.seed is not None:
        wanted["seed"] = arguments.seed
    receipt = load_demo(console.opened(), console.rights, **wanted)
    report: dict[str, Any] = {}
    if is_dataclass(receipt) and not isinstance(receipt, type):
        report = asdict(receipt)
    if console.as_json:
        console.answer(report)
    else:
        console.say(console.t("command.demo.done", answers=report["answers"], customers=report["customers"]))
    return DONE


def check(arguments: argparse.Namespace, console: Console) -> int:
    """Check that the store is whole: its rule, its audit chain, its encryption."""
    from data.ingest.words import issue_words
    from data.store.cluster import about_cluster

    store = console.opened()
    issues = (*store.check(), *about_cluster(store))
    broken = [issue for issue in issues if issue.severity != "warn"]
    if console.as_json:
        console.answer(
            {
                "store": store.address,
                "ok": not broken,
                "version": store.version(),
                "issues": [issue_json(issue, console.t) for issue in issues],
            }
        )
    else:
        console.say(console.t("command.check.ok" if not broken else "command.check.broken", store=store.address))
        for issue in issues:
            console.say("  " + console.t.sentences(*issue_words(issue, console.t)))
    return ATTENTION if broken else DONE
