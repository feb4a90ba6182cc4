"""``python -m data``: load, recognise, watch, template, datasets, batches, undo, erase, demo, check, backup, restore.

Exit codes: 0 all was done · 1 rows or cells were refused, look at them · 2 refused, nothing was done.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from data.access import local_rights
from data.commands import keeping, loading, registers, watching
from data.commands.console import REFUSED, Console
from data.commands.parser import parser
from data.ingest.words import refusal_words
from data.language import Translator
from data.problems import Refusal
from data.settings import settings
from data.store import Store, open_store

COMMANDS = {
    "load": loading.load,
    "recognise": loading.recognise,
    "watch": watching.watch,
    "template": registers.template,
    "datasets": registers.datasets,
    "batches": registers.batches,
    "undo": registers.undo,
    "erase": registers.erase,
    "demo": registers.demo,
    "check": registers.check,
    "backup": keeping.backup,
    "restore": keeping.restore,
}


def main(
    argv: Sequence[str],
    *,
    store: Store | None = None,
    files: Mapping[str, bytes] | None = None,
    out: TextIO | None = None,
) -> int:
    """Run one command and return its exit code. The owner of a store runs it for others with ``store`` and ``files``.

    Without ``store`` the one of the settings is opened; where another process owns it, that process is asked.
    """
    arguments = list(argv)
    stream = out or sys.stdout
    configured = settings()
    console = Console(
        stream,
        Translator(_language(arguments) or configured.lang),
        local_rights(configured.user, configured.role),
        "--json" in arguments,
        _Opener(store),
        dict(files or {}),
        None if store is not None else _progress(sys.stderr),
    )
    try:
        chosen = parser(console.t).parse_args(arguments)
        return COMMANDS[chosen.command](chosen, console)
    except SystemExit as end:  # --help
        return int(end.code or 0)
    except Refusal as refusal:
        if refusal.code == "store_owned" and store is None:
            if chosen.command == "restore" and not chosen.test:  # nothing is put under a store that is in use
                return _refused(refusal, console)
            return _through_the_door(arguments, console, refusal, chosen)
        return _refused(refusal, console)
    finally:
        console.opened.close()  # type: ignore[attr-defined]


class _Opener:
    """Opens the store when a command first needs it; closes only what it opened."""

    def __init__(self, store: Store | None) -> None:
        self.given = store
        self.own: Store | None = None

    def __call__(self) -> Store:
        if self.given is not None:
            return self.given
        if self.own is None:
            self.own = open_store()
        return self.own

    def close(self) -> None:
        if self.own is not None:
            self.own.close()
            self.own = None


def _refused(refusal: Refusal, console: Console) -> int:
    text, todo = refusal_words(refusal, console.t)
    questions = loading.open_questions(refusal, console)
    if console.as_json:
        told: dict[str, Any] = {"code": refusal.code, "message": f"{text} {todo}", "where": refusal.where}
        console.answer({"refused": told, "questions": questions})
        return REFUSED
    console.say(f"{text} {todo}" + (f" [{refusal.where}]" if refusal.where else ""))
    for question in questions:
        choices = " | ".join(
            f"{choice} ({label})" if label != choice else choice
            for choice, label in zip(question["choices"], question["labels"], strict=True)
        )
        console.say(f"? {question['text']}\n  --answer {question['id']}={choices}")
    return REFUSED


def _through_the_door(arguments: list[str], console: Console, owned: Refusal, chosen: Namespace) -> int:
    """Ask the process that owns the store, and repeat its answer; where it takes no commands, say that it is owned."""
    try:
        door = import_module("data.store.door")
    except ModuleNotFoundError:
        return _refused(owned, console)
    if chosen.command in (
        "backup",
        "restore",
    ):  # a file of the size of a store is not sent: its owner reads and writes it
        named = chosen.target if chosen.command == "backup" else chosen.file
        arguments = [str(Path(word).resolve()) if word == named else word for word in arguments]
        sent: dict[str, bytes] = {}
    else:
        sent = _files(arguments)
    answer = door.ask(settings().store, arguments, sent)
    if answer is None:  # another process has the store and takes no commands
        return _refused(Refusal("store_owned", where=settings().store), console)
    code, said, _ = answer
    console.out.write(said)
    return int(code)


def _files(arguments: list[str]) -> dict[str, bytes]:
    return {path: Path(path).read_bytes() for path in arguments if not path.startswith("-") and Path(path).is_file()}


def _language(arguments: list[str]) -> str | None:
    for at, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
    return None


def _progress(stream: TextIO) -> Any:
    """A line that counts up on a terminal; nothing where the output goes to a file."""
    if not stream.isatty():
        return None

    def show(step: str, share: float) -> None:
        stream.write(f"\r{share:4.0%} " + ("\n" if share >= 1 else ""))
        stream.flush()

    return show


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
