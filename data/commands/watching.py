"""``watch``: a folder whose files are taken as they come, where their mapping is known; the others wait for a
person."""

from __future__ import annotations

import argparse
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from data.commands.console import ATTENTION, DONE, Console, wants_attention
from data.commands.loading import COUNTS, wave_of_sheet
from data.ingest import Understanding
from data.ingest.programme import load_programme
from data.ingest.understanding import table_sheets
from data.ingest.untrusted import prepare, read_file, understand
from data.ingest.words import refusal_words
from data.ingest.zone import load_zone
from data.language import Translator
from data.problems import Refusal
from data.store import Prepared, Store

End = Literal["taken", "known", "left", "refused"]


@dataclass(frozen=True)
class Seen:
    """What came of one file. ``left`` waits: its headers are new, or something about it has to be answered."""

    file: str
    end: End
    reports: tuple[dict[str, Any], ...] = ()
    why: str = ""
    attention: bool = False


def watch(arguments: argparse.Namespace, console: Console) -> int:
    """Take what can be taken without a question; with ``--once`` one round, else a round every so many seconds."""
    folder = Path(arguments.folder)
    if not folder.is_dir():
        raise Refusal("folder_missing", where=str(folder))
    if not arguments.once:
        return _for_ever(arguments, console)
    store = console.opened()
    found = [_one(path, store, console) for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."]
    if arguments.move:
        for seen in found:
            if seen.end in ("taken", "known"):
                _move(folder, seen.file)
    if console.as_json:
        console.answer(
            [{"file": one.file, "end": one.end, "batches": list(one.reports), "why": one.why} for one in found]
        )
    else:
        for one in found:
            if one.end != "known":
                console.say(console.t(f"command.watch.{one.end}", file=one.file, why=one.why))
                for report in one.reports:
                    console.say("  " + console.t("command.load.counts", **{name: report[name] for name in COUNTS}))
    return ATTENTION if any(one.end in ("left", "refused") or one.attention for one in found) else DONE


def _for_ever(arguments: argparse.Namespace, console: Console) -> int:
    """Rounds as commands of their own: between them the store is free, and a running dashboard does them itself."""
    from data.__main__ import main

    pause = threading.Event()
    again = ["watch", arguments.folder, "--once", "--lang", console.t.lang]
    again += [flag for flag, on in (("--json", console.as_json), ("--move", arguments.move)) if on]
    try:
        while True:
            main(again, out=console.out)
            pause.wait(max(1, arguments.every))
    except KeyboardInterrupt:
        return DONE


def _one(path: Path, store: Store, console: Console) -> Seen:
    try:
        book = read_file(path.name, path.read_bytes())
        batches = store.batches(console.rights)
        if (batches["live"] & (batches["sha256"] == book.sha256)).any():
            return Seen(path.name, "known")
        remembered, zone = store.mappings(), load_zone(store, console.rights)
        programme = load_programme(store, console.rights, book)
        prepared: list[Prepared] = []
        for sheet, _ in table_sheets(book):
            how = understand(book, remembered=remembered, sheet=sheet.name, programme=programme)
            if not how.known:
                return Seen(path.name, "left", why=_why(how, console.t))
            constants = wave_of_sheet(how) if how.questions else {}
            prepared.append(prepare(book, how, sheet=sheet.name, constants=constants, zone=zone))
    except OSError:
        return Seen(path.name, "refused", why=console.t("problem.file_unreadable"))
    except Refusal as refusal:
        text, _ = refusal_words(refusal, console.t)
        return Seen(path.name, "left" if refusal.code == "questions_open" else "refused", why=text)
    if not prepared:
        return Seen(path.name, "left", why=console.t("command.watch.new"))
    receipts = [store.commit(one, console.rights) for one in prepared]
    reports = tuple(
        {"batch_id": one.batch_id, "dataset": one.dataset, **{name: getattr(one.counts, name) for name in COUNTS}}
        for one in receipts
    )
    return Seen(path.name, "taken", reports, attention=any(wants_attention(one.issues) for one in receipts))


def _why(how: Understanding, t: Translator) -> str:
    """Why a file waits: nothing like it was uploaded, or what differs from the file it is like."""
    change = how.change
    if change is None:
        return t("command.watch.new")
    said = [("new", change.new), ("gone", tuple(header for header, _ in change.gone))]
    told = [t(f"command.watch.columns.{name}", columns=t.listing(list(headers))) for name, headers in said if headers]
    return " ".join(told) or t("command.watch.moved")


def _move(folder: Path, name: str) -> None:
    """Into ``taken/``; a file of that name there is never written over."""
    into = folder / "taken"
    into.mkdir(exist_ok=True)
    target, number = into / name, 1
    while target.exists():
        number += 1
        target = into / f"{Path(name).stem} ({number}){Path(name).suffix}"
    (folder / name).rename(target)
