"""The words a command understands. Help and complaints come from the catalogue, so they are there in both languages."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from data import clock
from data.language import LANGUAGES, Translator
from data.problems import Refusal
from data.programmes import OPTION
from data.settings import settings

COMPLAINTS = {
    "required": (r"the following arguments are required: (.+)", ("name",)),
    "unknown": (r"unrecognized arguments: (.+)", ("name",)),
    "choice": (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", ("name", "value", "choices")),
    "number": (r"argument (.+?): invalid (?:int|whole|_?count) value: (.+)", ("name", "value")),
    "value": (r"argument (.+?): expected one argument", ("name",)),
    "exclusive": (r"argument (.+?): not allowed with argument (.+)", ("name", "other")),
}
"""What ``argparse`` complains about, in its own words and with what it names, by the name of ours in the catalogue."""


class Parser(argparse.ArgumentParser):
    """A parser that refuses instead of ending the process: it also runs inside the dashboard."""

    t = Translator()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.allow_abbrev = False  # a name cut short would be another one tomorrow

    def error(self, message: str) -> NoReturn:
        for complaint, (words, names) in COMPLAINTS.items():
            found = re.fullmatch(words, message, re.DOTALL)
            if found:
                message = self.t(f"usage.{complaint}", **dict(zip(names, found.groups(), strict=True)))
                break
        raise Refusal("usage", where=self.prog, detail=message)


def speaking(words: Translator) -> type[Parser]:
    """The class of parsers that complain in the words of ``words``: those of subcommands are made of it too."""

    class Speaking(Parser):
        t = words

    return Speaking


def language(arguments: Sequence[str]) -> str:
    """The language asked for on the command line, else that of the settings. Refusal ``setting_invalid``."""
    asked = None
    for at, word in enumerate(arguments):
        if word.startswith("--lang="):
            asked = word.partition("=")[2]
        elif word == "--lang" and at + 1 < len(arguments):
            asked = arguments[at + 1]
    return asked if asked in LANGUAGES else settings().lang


def moment(text: str | None, option: str, *, whole_day: bool = False) -> datetime | None:
    """A stated moment, in UTC where it says its zone; a day alone is its beginning, or with ``whole_day`` its end.

    Raises ``Refusal('not_a_moment')``.
    """
    from data.ingest.dates import parse

    if text is None:
        return None
    found = parse(text, None)
    if found is None:
        raise Refusal("not_a_moment", where=option, value=text)
    at, zone = found
    if zone is not None:
        at -= zone
    return clock.end_of(at.date()) if whole_day and ":" not in text else at


def parser(t: Translator) -> Parser:
    """The parser of ``python -m data``."""
    made = speaking(t)
    top = made(
        prog="python -m data", description=t("command.about"), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = top.add_subparsers(dest="command", metavar=t("command.metavar"), required=True, parser_class=made)

    def add(name: str) -> argparse.ArgumentParser:
        words = t(f"command.{name}.help")
        sub = commands.add_parser(name, help=words, description=words)
        sub.add_argument("--json", action="store_true", help=t("command.option.json"))
        sub.add_argument("--lang", choices=LANGUAGES, help=t("command.option.lang"))
        sub.add_argument(OPTION, metavar="NAME", help=t("command.option.programme"))
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

    batches = add("batches")
    batches.add_argument("batch", nargs="?", help=t("command.option.columns_of"))
    undo = add("undo")
    undo.add_argument("batch", help=t("command.option.batch"))
    undo.add_argument("--reason", default="", help=t("command.option.reason"))
    undo.add_argument("--known-at", metavar="WHEN", help=t("command.option.known_at"))

    person = add("person")
    person.add_argument("customer", help=t("command.option.customer"))
    person.add_argument("--output", "-o", metavar="FILE", help=t("command.option.person"))

    erase = add("erase")
    erase.add_argument("customer", help=t("command.option.customer"))
    erase.add_argument("--certificate", metavar="FILE", help=t("command.option.certificate"))

    add("purge").add_argument("--yes", action="store_true", help=t("command.option.purge"))

    demo = add("demo")
    demo.add_argument("--until", metavar="DAY", help=t("command.option.until"))
    demo.add_argument("--seed", type=int, help=t("command.option.seed"))
    demo.add_argument("--quiet", action="store_true", help=t("command.option.quiet"))

    add("check")
    backup = add("backup")
    backup.add_argument("target", nargs="?", help=t("command.option.target"))
    backup.add_argument("--test", action="store_true", help=t("command.option.test"))
    backup.add_argument("--keep", type=_count, metavar="N", help=t("command.option.keep"))
    restore = add("restore")
    restore.add_argument("file", help=t("command.option.backup"))
    place = restore.add_mutually_exclusive_group()
    place.add_argument("--test", action="store_true", help=t("command.option.test"))
    place.add_argument("--to", metavar="STORE", help=t("command.option.to"))
    restore.add_argument("--force", action="store_true", help=t("command.option.force"))
    restore.add_argument("--as-another-programme", action="store_true", help=t("command.option.another"))
    export = add("export")
    export.add_argument("--all", metavar="DIR", required=True, help=t("command.option.all"))
    export.add_argument("--csv", action="store_true", help=t("command.option.csv"))
    import_ = add("import")
    import_.add_argument("folder", metavar="DIR", help=t("command.option.exported"))
    import_.add_argument("--secret", metavar="FILE", help=t("command.option.secret"))
    import_.add_argument("--to", metavar="STORE", help=t("command.option.to_import"))
    add("rotate").add_argument("--new-key-file", metavar="FILE", help=t("command.option.new_key"))
    add("relocate").add_argument("target", metavar="STORE", help=t("command.option.target_store"))
    add("compact")
    add("ship")
    return top


def _count(text: str) -> int:
    """A whole number of one or more; nothing else, so that no typing error deletes every back-up."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def pairs(given: list[str], option: str) -> dict[str, str]:
    """``["wave=W3"]`` as a dict. Raises ``Refusal('not_a_pair')``."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Refusal("not_a_pair", where=option, value=text)
        found[name.strip()] = value.strip()
    return found
