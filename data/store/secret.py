"""The secrets of a store: the master key of its pseudonyms and its audit chain, and the key of its encryption.

The master key is random, made with the store and never changed. With ``HANDOVER_KEY`` it lies in the store wrapped by
that key (scrypt, AES-GCM) and the file itself is encrypted; without, it lies in a file of mode 0600 beside the store.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import duckdb

from data.problems import Refusal
from data.store.audit import agrees

MASTER_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12


@lru_cache(maxsize=64)
def stretched(key: str, salt: bytes) -> bytes:
    """``key`` made expensive to guess: scrypt, 2^15 rounds."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key.encode())


def file_key(key: str) -> str:
    """The key the database file is encrypted with, as hexadecimal digits. DuckDB adds a salt of its own to it."""
    return stretched(key, b"handover.store.1").hex()


def derived(master: bytes, purpose: str) -> bytes:
    """A key for one purpose (``pseudonym``, ``audit``), so that knowing one tells nothing of another."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)


def new_master() -> bytes:
    return os.urandom(MASTER_BYTES)


def wrap(master: bytes, key: str) -> str:
    """The master key sealed by ``key``, as text for the store."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    return b64encode(salt + nonce + AESGCM(stretched(key, salt)).encrypt(nonce, master, b"handover")).decode()


def unwrap(sealed: str, key: str) -> bytes:
    """The master key out of its seal. Refusal ``wrong_key``."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = b64decode(sealed)
    salt, nonce, text = raw[:SALT_BYTES], raw[SALT_BYTES : SALT_BYTES + NONCE_BYTES], raw[SALT_BYTES + NONCE_BYTES :]
    try:
        return AESGCM(stretched(key, salt)).decrypt(nonce, text, b"handover")
    except InvalidTag:
        raise Refusal("wrong_key") from None


def secret_file(address: Path) -> Path:
    """Where the master key lies while the store is not encrypted; part of every back-up."""
    return address.with_name(address.name + ".key")


def write_secret(path: Path, master: bytes) -> None:
    """Put the master key into a new file that only its owner reads; on disk before this returns, and whole or not at
    all."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(master.hex().encode())
            file.flush()
            os.fsync(handle)
    except OSError:
        path.unlink()
        raise


def read_secret(path: Path) -> bytes:
    """The master key of a store that is not encrypted. Refusals: ``secret_missing``; ``secret_damaged`` where it is
    cut."""
    try:
        master = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError:
        raise Refusal("secret_missing", where=str(path)) from None
    except ValueError:
        raise Refusal("secret_damaged", where=str(path)) from None
    if len(master) != MASTER_BYTES:
        raise Refusal("secret_damaged", where=str(path))
    return master


def ready_secret(path: Path, key: str | None) -> None:
    """Make the master key of a new store that has no key to seal it, in its file beside the store."""
    if not path.exists() and not key and not secret_file(path).exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_secret(secret_file(path), new_master())


def fingerprint(master: bytes) -> str:
    """What the store knows its master key by; it tells nothing of the key."""
    return derived(master, "fingerprint")[:16].hex()


def master_of(cursor: duckdb.DuckDBPyConnection, path: Path, key: str | None) -> bytes:
    """The master key; made and sealed in the store where this is its first opening with a key.

    Refusals: those of :func:`read_secret`, ``wrong_key``, and ``secret_other`` where it is that of another store: every
    customer would get another pseudonym, and the audit log would look as if somebody had changed it.
    """
    if not key:
        master = read_secret(secret_file(path))
        _recognise(cursor, master, secret_file(path))
        return master
    found = cursor.execute("select value from meta where name = 'master_key'").fetchall()
    if found:
        master = unwrap(found[0][0], key)
    else:
        master = new_master()
        cursor.execute("insert into meta values ('master_key', $sealed)", {"sealed": wrap(master, key)})
    _recognise(cursor, master, path)
    _take_away(secret_file(path), master)
    return master


def _recognise(cursor: duckdb.DuckDBPyConnection, master: bytes, where: Path) -> None:
    """Refuse a master key that is not the store's; remember it at the first opening, if the audit log agrees with
    it."""
    known = cursor.execute("select value from meta where name = 'master_print'").fetchall()
    if known:
        if known[0][0] != fingerprint(master):
            raise Refusal("secret_other", where=str(where))
        return
    if not agrees(cursor, derived(master, "audit")):
        raise Refusal("secret_other", where=str(where))
    cursor.execute("insert into meta values ('master_print', $print)", {"print": fingerprint(master)})


def _take_away(left: Path, master: bytes) -> None:
    """An encryption that was killed at its last step left the key beside the store: it goes, if it is this store's."""
    with suppress(OSError, Refusal):
        if left.exists() and read_secret(left) == master:
            left.unlink()
