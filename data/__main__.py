"""``python -m data``: load, recognise, watch, template, datasets, batches, undo, person, erase, purge, demo, check,
backup, restore, export, import, rotate, relocate, compact, ship.

Exit codes: 0 all was done · 1 rows or cells were refused, look at them · 2 refused, nothing was done.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from data.access import Rights, local_rights
from data.apart import warm
from data.commands import keeping, loading, persons, purging, registers, watching
from data.commands.console import Console, tell_refusal
from data.commands.parser import parser
from data.commands.process import answered, run
from data.language import Translator
from data.problems import Refusal
from data.programmes import store_here, take_programme
from data.settings import settings
from data.store import Store, open_store
from data.store.grants import granted

COMMANDS = {
    "load": loading.load,
    "recognise": loading.recognise,
    "watch": watching.watch,
    "template": registers.template,
    "datasets": registers.datasets,
    "batches": registers.batches,
    "undo": registers.undo,
    "person": persons.person,
    "erase": persons.erase,
    "purge": purging.purge_rows,
    "demo": registers.demo,
    "check": registers.check,
    "backup": keeping.backup,
    "restore": keeping.restore,
    "export": keeping.export,
    "import": keeping.import_all,
    "rotate": keeping.rotate,
    "relocate": keeping.relocate_all,
    "compact": keeping.compact,
    "ship": keeping.ship_all,
}

READS = {"load", "recognise", "watch"}
ASKS = {"batches", "undo", "person", "erase", "purge", "check", "backup", "export", "compact", "ship"}
"""What is asked of a store that is there: none is laid down to answer from its emptiness."""
SENT = {"load": ("file", "mapping")}
"""Arguments whose file goes through the door with the command."""
PLACES = {
    "person": "output",
    "erase": "certificate",
    "backup": "target",
    "restore": "file",
    "export": "all",
    "watch": "folder",
}
"""Arguments that the owner of the store reads or writes itself: a file of the size of a store, a folder."""


def main(
    argv: Sequence[str],
    *,
    store: Store | None = None,
    files: Mapping[str, bytes] | None = None,
    out: TextIO | None = None,
    rights: Rights | None = None,
) -> int:
    """Run one command and return its exit code. The owner of a store runs it for others with ``store``, ``files`` and
    ``rights``.

    Without ``store`` the one of the settings is opened; where another process owns it, that process is asked.
    """
    arguments = list(argv)
    stream = out or sys.stdout
    opener = _Opener(store)

    def work(t: Translator) -> int:
        arguments[:] = arguments if store is not None else take_programme(arguments)
        caller = rights or local_rights(settings().user, settings().role)
        caller = caller if store is None else granted(store, caller)
        opener.when_opened = lambda opened: setattr(console, "rights", granted(opened, caller))
        progress = None if store is not None else _progress(sys.stderr)
        console = Console(stream, t, caller, "--json" in arguments, opener, dict(files or {}), progress)
        with redirect_stdout(stream):  # argparse prints its help where the answer goes
            chosen = parser(t).parse_args(arguments)
        opener.made = chosen.command in ASKS
        try:
            return COMMANDS[chosen.command](chosen, console)
        except Refusal as refusal:
            # Nothing is put under a store that is in use; what else needs it is done by its owner.
            if (
                refusal.code != "store_owned"
                or store is not None
                or chosen.command in ("rotate", "import", "relocate")
                or (chosen.command == "restore" and not chosen.test)
            ):
                return _refused(refusal, console)
            return _through_the_door(arguments, console, refusal, chosen)

    try:
        return answered(arguments, work, stream, inside=store is not None)
    finally:
        opener.close()


class _Opener:
    """Opens the store when a command first needs it; closes only what it opened."""

    def __init__(self, store: Store | None) -> None:
        self.given = store
        self.made = False
        self.own: Store | None = None
        self.when_opened: Callable[[Store], None] = lambda opened: None
        """What a store that this command itself opens is shown to: *Access* binds its caller as it does through the
        dashboard."""

    def __call__(self) -> Store:
        if self.given is not None:
            return self.given
        if self.own is None:
            self.own = open_store(made=self.made)
            self.when_opened(self.own)
        return self.own

    def close(self) -> None:
        if self.own is not None:
            self.own.close()
            self.own = None


def _refused(refusal: Refusal, console: Console) -> int:
    questions = loading.open_questions(refusal, console)
    return tell_refusal(refusal, console.t, console.out, as_json=console.as_json, questions=questions)


def _through_the_door(arguments: list[str], console: Console, owned: Refusal, chosen: Namespace) -> int:
    """Ask the process that owns the store, and repeat its answer; where it takes no commands, say that it is owned."""
    try:
        door = import_module("data.store.door")
    except ModuleNotFoundError:
        return _refused(owned, console)
    named = [getattr(chosen, name, None) for name in SENT.get(chosen.command, ())]
    sent = {path: console.content(path) for path in named if path}
    place = getattr(chosen, PLACES.get(chosen.command, ""), None)
    if place:  # it is the owner who reads and writes there, and its folder is another
        arguments = arguments[:1] + [str(Path(word).resolve()) if word == place else word for word in arguments[1:]]
    answer = door.ask(store_here(), arguments, sent, rights=console.rights)
    if answer is None:  # another process has the store and takes no commands
        return _refused(Refusal("store_owned", where=store_here(), who=owned.params.get("who", "")), console)
    code, said, _ = answer
    console.out.write(said)
    return int(code)


def _progress(stream: TextIO) -> Any:
    """A line that counts up on a terminal; nothing where the output goes to a file."""
    if not stream.isatty():
        return None

    def show(step: str, share: float) -> None:
        stream.write(f"\r{share:4.0%} " + ("\n" if share >= 1 else ""))
        stream.flush()

    return show


if __name__ == "__main__":
    if READS.intersection(sys.argv[1:2]):
        warm()  # the reader of files begins while the store is opened
    sys.exit(run(main, sys.argv[1:]))
