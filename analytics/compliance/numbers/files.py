"""Files that are dropped as proof: their fingerprint is kept, never what is in them."""

from __future__ import annotations

import hashlib
import io
import re
import string
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows, text
from data.clock import today
from data.problems import Refusal
from data.store import Edit
from data.store.query import Query

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Receipt, Store

KNOWN = Query(
    name="compliance.files",
    # One row a revision of a proof with the fingerprint $sha256, the first that was registered on top.
    sql="""
        select evidence, revision, title, made_on, registered_on, file_name, file_bytes
        from {evidence} where lower(trim(sha256)) = $sha256 order by coalesce(registered_on, made_on) nulls last,
          evidence, revision
    """,
    grain="open",
)
NUMBERS = Query(
    name="compliance.files.numbers",
    # One row a revision of a proof: evidence, revision.
    sql="select evidence, revision from {evidence} order by evidence, revision",
    grain="open",
)


@dataclass(frozen=True)
class Dropped:
    """What is kept of a file: its name, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str

    @property
    def title(self) -> str:
        """The name without its ending: what a proof is called until somebody says better."""
        return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", self.name).replace("_", " ").strip() or self.name


def read_dropped(name: str, content: IO[bytes]) -> Dropped:
    """The fingerprint of a file, read piece by piece."""
    content.seek(0)
    found = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    return Dropped(name, content.seek(0, io.SEEK_END), found)


def load_known_file(store: Store, rights: Rights, sha256: str) -> pd.DataFrame:
    """The proofs on record with that fingerprint, as they stand now; none: not a file on record."""
    return store.read(KNOWN, rights, params={"sha256": sha256})


def load_next(store: Store, rights: Rights) -> str:
    """The number that a new proof is offered: ``EV-18`` after ``EV-17``."""
    known = [
        (start, one[len(start) :])
        for one in map(text, store.read(NUMBERS, rights)["evidence"])
        if (start := one.rstrip(string.digits)) != one
    ]
    if not known:
        return "EV-01"
    start, digits = max(known, key=lambda one: int(one[1]))
    return f"{start}{int(digits) + 1:0{len(digits)}d}"


def next_revision(numbers: pd.DataFrame, evidence: str) -> str:
    """``2`` after ``1``: the revision of a proof that gets another file."""
    own = [re.findall(r"\d+", text(row.revision)) for row in rows(numbers) if row.evidence == evidence]
    return str(max((int(one[-1]) for one in own if one), default=len(own)) + 1)


def register_file(store: Store, rights: Rights, found: Dropped, evidence: str, title: str) -> Receipt:
    """A row of evidence for the file, written as any edit on screen: with rights, checks, audit and undo.

    Refusals: ``file_empty``, ``file_on_record`` with the proof that has it, and those of :meth:`data.store.Store.edit`.
    """
    if not found.size:
        raise Refusal("file_empty", where="evidence")
    known = load_known_file(store, rights, found.sha256)
    if len(known):
        raise Refusal("file_on_record", where="evidence", evidence=text(known["evidence"].iloc[0]))
    values: dict[str, Any] = {
        "evidence": evidence,
        "revision": next_revision(store.read(NUMBERS, rights), evidence),
        "title": title,
        "sha256": found.sha256,
        "made_on": today(),
        "registered_on": today(),
        "file_name": found.name,
        "file_bytes": found.size,
    }
    return store.edit(Edit("evidence", None, values), rights)
