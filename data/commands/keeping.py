"""``backup`` and ``restore``: the store as one file, tried and put back; ``export`` and ``import``: all of it in an
open format."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.commands.console import DONE, Console
from data.problems import Refusal
from data.programmes import store_here
from data.settings import key_in, settings

if TYPE_CHECKING:
    from data.store.backup import Backup


def backup(arguments: argparse.Namespace, console: Console) -> int:
    """Write a back-up, also while the dashboard runs; ``--test`` tries it at once.

    ``--keep N`` deletes the older ones of the folder once the new one is written – and tested, where that was asked.
    """
    from data.store.backup import drop_older, make_backup, try_backup

    store = console.opened()
    folder = store.place.path.parent / "backups"
    if arguments.target is None:
        folder.mkdir(mode=0o700, exist_ok=True)
    made = make_backup(store, arguments.target or folder, console.rights)
    if arguments.test:
        try_backup(store, made.path, console.rights)
    dropped = (
        [] if arguments.keep is None else [str(file) for file in drop_older(made.path, arguments.keep, console.rights)]
    )
    _told(console, "tested" if arguments.test else "done", made, tested=arguments.test, dropped=dropped)
    if dropped and not console.as_json:
        console.say(console.t("command.backup.dropped", n=len(dropped), folder=str(made.path.parent)))
    return DONE


def restore(arguments: argparse.Namespace, console: Console) -> int:
    """Put a back-up back, or only try it."""
    from data.store.backup import restore_backup, try_backup

    if arguments.test:
        made = try_backup(console.opened(), arguments.file, console.rights)
        _told(console, "tested", made, tested=True)
        return DONE
    configured = settings()
    done = restore_backup(
        arguments.file,
        arguments.to or store_here(),
        console.rights,
        key=configured.secret(),
        force=arguments.force,
        another=arguments.as_another_programme,
    )
    more = {"store": str(done.store), "replaced": str(done.replaced) if done.replaced else None, "erased": done.erased}
    _told(console, "restored", done.backup, **more)
    if not console.as_json:
        if done.replaced:
            console.say(console.t("command.restore.replaced", file=str(done.replaced)))
        if done.erased:
            console.say(console.t("command.restore.erased", n=done.erased))
    return DONE


def export(arguments: argparse.Namespace, console: Console) -> int:
    """Write everything to a folder of Parquet files with a manifest, also while the dashboard runs."""
    from data.store.leaving import leave

    left = leave(console.opened(), arguments.all, console.rights, with_csv=arguments.csv)
    rows = sum(left.rows.values())
    if console.as_json:
        told = {
            "folder": str(left.path),
            "made_at": left.made_at,
            "version": left.version,
            "batches": left.batches,
            "withdrawn": left.withdrawn,
            "rows": dict(left.rows),
            "files": dict(left.stored),
            "key_sealed": left.sealed,
            "audit_head": left.audit_head,
        }
        console.answer(told)
        return DONE
    console.say(console.t("command.export.done", folder=str(left.path), batches=left.batches, rows=rows))
    console.say(console.t("command.export.open"))
    said = "command.export.sealed" if left.sealed else "command.export.without_key"
    console.say(console.t(said, file=f"{console.opened().place.path.name}.key"))
    return DONE


def import_all(arguments: argparse.Namespace, console: Console) -> int:
    """Make an empty store of a folder that ``export`` wrote."""
    from data.store.arriving import arrive

    configured = settings()
    done = arrive(
        arguments.folder,
        arguments.to or store_here(),
        console.rights,
        key=configured.secret(),
        secret=arguments.secret,
    )
    if console.as_json:
        told = {
            "store": str(done.store),
            "version": done.version,
            "batches": done.batches,
            "withdrawn": done.withdrawn,
            "rows": dict(done.rows),
            "audit_head": done.audit_head,
        }
        console.answer(told)
        return DONE
    rows = sum(done.rows.values())
    console.say(console.t("command.import.done", store=str(done.store), batches=done.batches, rows=rows))
    return DONE


def rotate(arguments: argparse.Namespace, console: Console) -> int:
    """Encrypt a store that is not, with the key of the settings; or change that key for the one in a file.

    Nothing may have the store open. Refusals: ``not_allowed``, ``key_not_set``, those of the key files and of
    ``rotate_key``.
    """
    from data.store.lake import only_a_file
    from data.store.permits import may_erase
    from data.store.rotation import is_encrypted, rotate_key

    may_erase(console.rights)
    configured = settings()
    only_a_file(store_here())
    path = Path(store_here()).expanduser()
    before = configured.secret() if is_encrypted(path) else None
    after = key_in(Path(arguments.new_key_file).expanduser()) if arguments.new_key_file else configured.secret()
    if after is None:
        raise Refusal("key_not_set", where="HANDOVER_KEY")
    if before == after:
        raise Refusal("key_unchanged", where=str(path))
    if before is None and is_encrypted(path):
        raise Refusal("store_encrypted", where=str(path))
    rotate_key(path, before, after)
    open_backups = sum(1 for _ in (path.parent / "backups").glob("handover-*.zip"))
    if console.as_json:
        console.answer({"store": str(path), "was_encrypted": before is not None, "backups_before": open_backups})
        return DONE
    console.say(console.t("command.rotate.changed" if before else "command.rotate.encrypted", file=str(path)))
    if arguments.new_key_file:
        console.say(console.t("command.rotate.from_now_on", file=arguments.new_key_file))
    if open_backups:
        said = "command.rotate.backups_old_key" if before else "command.rotate.backups_open"
        console.say(console.t(said, n=open_backups, folder=str(path.parent / "backups")))
    return DONE


def relocate_all(arguments: argparse.Namespace, console: Console) -> int:
    """Copy the store to another place that holds nothing, from a file to a lake or back."""
    from data.store.relocating import relocate

    configured = settings()
    done = relocate(store_here(), arguments.target, console.rights, key=configured.secret())
    if console.as_json:
        told = {
            "source": done.source,
            "target": done.target,
            "batches": done.batches,
            "rows": done.rows,
            "audit_head": done.audit_head,
        }
        console.answer(told)
        return DONE
    console.say(console.t("command.relocate.done", store=done.target, batches=done.batches, rows=done.rows))
    console.say(console.t("command.relocate.next", store=done.target))
    return DONE


def compact(arguments: argparse.Namespace, console: Console) -> int:
    """Bring the files of a lake in order. Refusals: ``not_allowed``, ``compact_lake_only``."""
    from data.store.lake import LakePlace
    from data.store.permits import may_erase

    may_erase(console.rights)
    store = console.opened()
    if not isinstance(store.place, LakePlace):
        raise Refusal("compact_lake_only", where=store.address)
    with store._cursor() as cursor:
        done = store.place.tidy(cursor)
    if console.as_json:
        console.answer({"store": store.address, "written": done.written, "deleted": done.deleted})
        return DONE
    console.say(console.t("command.compact.done", written=done.written, deleted=done.deleted))
    return DONE


def ship_all(arguments: argparse.Namespace, console: Console) -> int:
    """Bring the copy that the cluster reads to where the store stands; what keeps the cluster from answering is
    said."""
    from data.ingest.words import issue_words
    from data.store.cluster import about_cluster
    from data.store.shipping import ship

    store = console.opened()
    done = ship(store, console.rights)
    rows, issues = sum(done.rows.values()), about_cluster(store)
    if console.as_json:
        told = {"folder": str(done.folder), "version": done.version, "rows": dict(done.rows), "anew": done.anew}
        console.answer({**told, "issues": [issue.code for issue in issues]})
        return DONE
    said = "command.ship.anew" if done.anew else "command.ship.more"
    console.say(console.t(said, folder=str(done.folder), version=done.version, n=rows))
    for issue in issues:
        console.say("  " + console.t.sentences(*issue_words(issue, console.t)))
    return DONE


def _told(console: Console, what: str, made: Backup, **more: Any) -> None:
    rows = sum(made.rows.values())
    if console.as_json:
        told = {
            "file": str(made.path),
            "bytes": made.size,
            "made_at": made.made_at,
            "schema": made.schema,
            "version": made.version,
            "batches": made.batches,
            "withdrawn": made.withdrawn,
            "rows": dict(made.rows),
            "encrypted": made.encrypted,
            "audit_head": made.audit_head,
            "files": dict(made.files),
            "programme": made.programme,
        }
        console.answer(told | more)
        return
    console.say(console.t(f"command.backup.{what}", file=str(made.path), batches=made.batches, rows=rows, **more))
    if not made.encrypted and what != "restored":
        console.say(console.t("command.backup.open"))
