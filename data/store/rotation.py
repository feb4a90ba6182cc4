"""Changing the key of a store: the file is written anew under the new key and the master key sealed again.

Pseudonyms and the audit chain stay as they are, since the master key does not change.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from data.private import keep_private
from data.problems import Refusal
from data.store.engine import attach
from data.store.lake import only_a_file
from data.store.last import compare
from data.store.secret import read_secret, secret_file, unwrap, wrap, write_secret

FLAGS_AT = 20
"""Where the flags of a file are: behind its checksum, the magic word and the version."""


def is_encrypted(path: Path) -> bool:
    """Whether the file of a store says that it is encrypted. Refusal ``store_missing``.

    The flag is in the engine's main header, in the clear: the lowest bit of the flags behind magic and version.
    """
    try:
        with path.open("rb") as file:
            head = file.read(FLAGS_AT + 8)
    except OSError:
        raise Refusal("store_missing", where=str(path)) from None
    return bool(int.from_bytes(head[FLAGS_AT : FLAGS_AT + 8], "little") & 1)


def rotate_key(address: str | Path, old: str | None, new: str | None) -> None:
    """Re-encrypt the store at ``address``; ``None`` means not encrypted. The store must not be open anywhere.

    The new file takes the place of the old one in one step; a crash before that leaves the old one as it was.
    Refusals as of ``open_store``, and ``store_missing`` where there is no file.
    """
    only_a_file(str(address))
    path = Path(os.path.realpath(Path(address).expanduser()))
    if not path.exists():
        raise Refusal("store_missing", where=str(path))
    keep_private()
    fresh = path.with_name(path.name + ".rotating")
    for left in (fresh, fresh.with_name(fresh.name + ".wal")):
        left.unlink(missing_ok=True)
    root = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        attach(root, path, old)
        compare(root, path)
        attach(root, fresh, new, name="fresh")
        if old:
            sealed = root.execute("select value from store.meta where name = 'master_key'").fetchall()
            master = unwrap(sealed[0][0], old)
        else:
            master = read_secret(secret_file(path))
        root.execute("copy from database store to fresh")
        root.execute("delete from fresh.meta where name = 'master_key'")
        if new:
            root.execute("insert into fresh.meta values ('master_key', $sealed)", {"sealed": wrap(master, new)})
        elif not secret_file(path).exists():
            write_secret(secret_file(path), master)
        root.execute("checkpoint store")  # nothing may be left in the old journal
        root.execute("checkpoint fresh")
        root.execute("detach fresh")
        root.execute("detach store")
    except BaseException:
        root.close()
        fresh.unlink(missing_ok=True)
        raise
    root.close()
    os.replace(fresh, path)
    if new:
        secret_file(path).unlink(missing_ok=True)
