"""The words a command understands. Help comes from the catalogue, so it is there in both languages."""

from __future__ import annotations

import argparse
from typing import NoReturn

from data.language import Translator
from data.problems import Refusal


class Parser(argparse.ArgumentParser):
    """A parser that refuses instead of ending the process: it also runs inside the dashboard."""

    def error(self, message: str) -> NoReturn:
        raise Refusal("usage", where=self.prog, detail=message)


def parser(t: Translator) -> Parser:
    """The parser of ``python -m data``."""
    top = Parser("python -m data", description=t("command.about"), formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", metavar=t("command.metavar"), required=True, parser_class=Parser)

    def add(name: str) -> argparse.ArgumentParser:
        words = t(f"command.{name}.help")
        sub = commands.add_parser(name, help=words, description=words)
        sub.add_argument("--json", action="store_true", help=t("command.option.json"))
        sub.add_argument("--lang", choices=("en", "zh"), help=t("command.option.lang"))
        return sub

    load = add("load")
    load.add_argument("dataset", help=t("command.option.dataset"))
    load.add_argument("file", help=t("command.option.file"))
    sheets = load.add_mutually_exclusive_group()
    sheets.add_argument("--sheet", help=t("command.option.sheet"))
    sheets.add_argument("--all-sheets", action="store_true", help=t("command.option.all_sheets"))
    load.add_argument("--mapping", metavar="FILE", help=t("command.option.mapping"))
    load.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help=t("command.option.set"))
    load.add_argument(
        "--answer", action="append", default=[], metavar="QUESTION=CHOICE", help=t("command.option.answer")
    )
    load.add_argument("--known-at", metavar="WHEN", help=t("command.option.known_at"))
    load.add_argument("--snapshot-date", metavar="DAY", help=t("command.option.snapshot_date"))
    load.add_argument("--complete", action="store_true", help=t("command.option.complete"))
    load.add_argument("--dry-run", action="store_true", help=t("command.option.dry_run"))

    recognise = add("recognise")
    recognise.add_argument("file", help=t("command.option.file"))
    recognise.add_argument("--dataset", help=t("command.option.dataset"))
    recognise.add_argument("--sheet", help=t("command.option.sheet"))

    watch = add("watch")
    watch.add_argument("folder", help=t("command.option.folder"))
    watch.add_argument("--once", action="store_true", help=t("command.option.once"))
    watch.add_argument("--every", type=int, default=60, metavar="SECONDS", help=t("command.option.every"))
    watch.add_argument("--move", action="store_true", help=t("command.option.move"))

    template = add("template")
    template.add_argument("dataset", nargs="?", help=t("command.option.dataset"))
    template.add_argument("--output", "-o", metavar="FILE", help=t("command.option.output"))

    datasets = add("datasets")
    datasets.add_argument("dataset", nargs="?", help=t("command.option.dataset"))

    add("batches")
    undo = add("undo")
    undo.add_argument("batch", help=t("command.option.batch"))
    undo.add_argument("--reason", default="", help=t("command.option.reason"))
    undo.add_argument("--known-at", metavar="WHEN", help=t("command.option.known_at"))

    erase = add("erase")
    erase.add_argument("customer", help=t("command.option.customer"))

    demo = add("demo")
    demo.add_argument("--until", metavar="DAY", help=t("command.option.until"))
    demo.add_argument("--seed", type=int, help=t("command.option.seed"))

    add("check")
    backup = add("backup")
    backup.add_argument("target", nargs="?", help=t("command.option.target"))
    backup.add_argument("--test", action="store_true", help=t("command.option.test"))
    restore = add("restore")
    restore.add_argument("file", help=t("command.option.backup"))
    place = restore.add_mutually_exclusive_group()
    place.add_argument("--test", action="store_true", help=t("command.option.test"))
    place.add_argument("--to", metavar="STORE", help=t("command.option.to"))
    restore.add_argument("--force", action="store_true", help=t("command.option.force"))
    return top


def pairs(given: list[str], option: str) -> dict[str, str]:
    """``["wave=W3"]`` as a dict. Raises ``Refusal('not_a_pair')``."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Refusal("not_a_pair", where=option, value=text)
        found[name.strip()] = value.strip()
    return found
