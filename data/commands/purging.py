"""``purge``: what was kept as long as it may be, listed, and deleted where that is said."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.console import DONE, Console
from data.store.permits import may_erase
from data.store.purging import Expired, find_past, purge


def purge_rows(arguments: argparse.Namespace, console: Console) -> int:
    """List what is past its retention and why; with ``--yes`` delete it. Refusals ``not_allowed``,
    ``retention_unfit``."""
    store = console.opened()
    may_erase(console.rights)
    found = find_past(store)
    done = purge(store, console.rights) if arguments.yes else []
    kept = sorted(str(file) for file in (store.place.path.parent / "backups").glob("handover-*.zip"))
    if console.as_json:
        told = [
            {
                "dataset": one.dataset,
                "days": one.days,
                "before": one.before,
                "rows": one.rows,
                "oldest": one.oldest,
                "held": one.held,
            }
            for one in found
        ]
        deleted = {one.dataset: one.rows for one in done}
        console.answer({"past": told, "deleted": deleted, "backups": kept, "audit_head": store.audit_head})
        return DONE
    if not found:
        console.say(console.t("command.purge.none"))
        return DONE
    for one in found:
        console.say(_line(one, console))
    if arguments.yes:
        console.say(console.t("command.purge.done", n=sum(one.rows for one in done), head=store.audit_head))
        if done and kept:
            console.say(console.t("command.purge.backups", n=len(kept), folder=str(Path(kept[0]).parent)))
    elif any(one.rows and not one.held for one in found):
        console.say(console.t("command.purge.dry"))
    return DONE


def _line(one: Expired, console: Console) -> str:
    t = console.t
    since = t("command.purge.oldest", date=t.date(one.oldest, year=True)) if one.oldest else ""
    held = t("command.purge.held", reason=one.held) if one.held else ""
    said = t(
        "command.purge.line",
        dataset=one.dataset,
        n=one.rows,
        days=t.number(one.days),
        before=t.date(one.before, year=True),
    )
    return t.sentences(said, since, held)
