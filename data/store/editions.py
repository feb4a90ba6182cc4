"""Editions: a named moment whose answers are kept as they were shown, so that its numbers never change.

What is read as of the moment of an edition is answered with what was kept: totals, never single rows. A later load is
not known at that moment and an undone batch was not undone by then; but who is erased is gone from every row, of the
past too. What was counted with them before stays in the totals of the edition, as the programme was shown it; lists of
single rows are read anew, without them.

A question that was not asked when the edition was made – another selection, or one that a newer version of the product
puts in other words – is answered anew from what was known at the moment, and whoever asks is told so
(:data:`data.store.memory.ANEW`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import orjson
import pandas as pd
import pyarrow as pa

from data.access import Rights
from data.clock import now
from data.problems import Refusal
from data.store.memory import ANEW, note
from data.store.query import Query

if TYPE_CHECKING:
    from data.store.store import Store

MADE = """
    create table if not exists editions (
        name varchar, made_at timestamp, seq bigint, recorded_at timestamp, who varchar, note varchar, proof varchar)
"""
FRAMES = """
    create table if not exists edition_frames (edition varchar, asked varchar, kinds varchar, frame blob)
"""
KEPT = """
    select f.kinds, f.frame from edition_frames f join editions e on e.name = f.edition where e.made_at = $moment
      and f.asked = $asked
"""


@dataclass(frozen=True)
class Edition:
    """A named freeze. ``made_at`` is the moment it shows, ``seq`` the last entry of the log of batches then, ``proof``
    the hash of all that was kept, ``frames`` how many answers these are."""

    name: str
    made_at: datetime
    seq: int
    recorded_at: datetime
    who: str
    note: str
    proof: str
    frames: int = 0
    whole: bool = True
    """Whether what is kept still has that hash."""
    erased: int = 0
    """Customers who were erased since."""


MAKERS = frozenset({"presenter", "manager", "analyst", "compliance", "administrator"})
"""Roles that may freeze an edition."""
READERS = (Rights("edition", "administrator"), Rights("edition", "executive"))
"""For whom the answers of an edition are kept: who may see rows has exact totals, who may not has them rounded."""


def may_make(rights: Rights) -> bool:
    """Whether this reader may freeze an edition and comment on one: both are of the whole programme."""
    return rights.role in MAKERS and rights.sees_all


@dataclass
class Kept:
    """What is collected while an edition is made: each question with its parameters, once."""

    moment: datetime
    asked: dict[str, tuple[Query, dict[str, Any]]]

    def hear(self, query: Query, as_of: datetime | None, params: Mapping[str, Any]) -> None:
        """Remember a question that was asked as of the moment of the edition; single rows are not kept."""
        if as_of == self.moment and query.grain != "rows":
            self.asked[question(query, params)] = (query, dict(params))


_LISTENING: ContextVar[Kept | None] = ContextVar("listening", default=None)


@contextmanager
def listening(moment: datetime) -> Iterator[Kept]:
    """Inside the block every question asked in this thread as of ``moment`` is collected."""
    kept = Kept(moment, {})
    token = _LISTENING.set(kept)
    try:
        yield kept
    finally:
        _LISTENING.reset(token)


def answered(
    cursor: duckdb.DuckDBPyConnection, query: Query, rights: Rights, as_of: datetime, params: Mapping[str, Any]
) -> pd.DataFrame | None:
    """What the edition of this moment keeps of a question for this reader; none where there is none, or it keeps
    nothing of it: then the answer that is being made rests on ``ANEW``. Who listens hears the question."""
    if kept := _LISTENING.get():
        kept.hear(query, as_of, params)
    if query.grain == "rows":
        return None
    asked = key_of(query, rights, params)
    found = cursor.execute(KEPT, {"moment": as_of, "asked": asked}).fetchall() if asked else []
    if found:
        return unpacked(found[0][0], bytes(found[0][1]))
    if cursor.execute("select 1 from editions where made_at = $moment", {"moment": as_of}).fetchall():
        note(ANEW, as_of=as_of)
    return None


def question(query: Query, params: Mapping[str, Any]) -> str:
    """A question as a key: the statement and what was put into it."""
    given = sorted((name, value) for name, value in params.items())
    told = orjson.dumps(
        [query.name, query.whole, query.grain, query.to_date, given], default=str, option=orjson.OPT_SERIALIZE_NUMPY
    )
    return hashlib.sha256(told).hexdigest()[:32]


def key_of(query: Query, rights: Rights, params: Mapping[str, Any]) -> str | None:
    """How an answer is kept for a reader: one for who may see rows, one for who may not; none for who sees a part
    only."""
    if not rights.sees_all:
        return None
    return ("rows-" if rights.row_level else "totals-") + question(query, params)


def packed(frame: pd.DataFrame) -> tuple[str, bytes]:
    """A frame as it is kept: the kinds of its columns, and its values as Arrow."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    kinds = orjson.dumps([str(kind) for kind in frame.dtypes]).decode()
    return kinds, sink.getvalue().to_pybytes()


def unpacked(kinds: str, content: bytes) -> pd.DataFrame:
    frame = pa.ipc.open_stream(content).read_all().to_pandas()
    for column, kind in zip(frame.columns, orjson.loads(kinds), strict=True):
        if str(frame[column].dtype) != kind:
            frame[column] = frame[column].astype(kind)
    return frame


def write(cursor: duckdb.DuckDBPyConnection, edition: Edition, frames: Mapping[str, pd.DataFrame]) -> None:
    """Keep an edition with its answers, inside the caller's transaction."""
    cursor.execute(
        "insert into editions values ($name, $made_at, $seq, $recorded_at, $who, $note, $proof)",
        {name: getattr(edition, name) for name in ("name", "made_at", "seq", "recorded_at", "who", "note", "proof")},
    )
    for asked, frame in frames.items():
        kinds, content = packed(frame)
        cursor.execute(
            "insert into edition_frames values ($edition, $asked, $kinds, $frame)",
            {"edition": edition.name, "asked": asked, "kinds": kinds, "frame": content},
        )
    proof = proof_of(cursor, edition.name)
    cursor.execute("update editions set proof = $proof where name = $name", {"proof": proof, "name": edition.name})


def proof_of(cursor: duckdb.DuckDBPyConnection, name: str) -> str:
    """The hash of all that is kept of an edition."""
    found = hashlib.sha256()
    rows = cursor.execute(
        "select asked, kinds, frame from edition_frames where edition = $name order by asked", {"name": name}
    ).fetchall()
    for asked, kinds, frame in rows:
        found.update(f"{asked}\n{kinds}\n".encode() + bytes(frame))
    return found.hexdigest()


def read_all(cursor: duckdb.DuckDBPyConnection) -> list[Edition]:
    """Every edition, the newest first, with whether it is still what it was."""
    rows = cursor.execute(
        "select e.name, e.made_at, e.seq, e.recorded_at, e.who, e.note, e.proof, (select count(*) from edition_frames f"
        " where f.edition = e.name), (select count(distinct customer) from tombstones where erased_at > e.recorded_at)"
        " from editions e order by e.made_at desc"
    ).fetchall()
    return [
        Edition(name, made_at, seq, recorded_at, who, note, proof, frames, proof_of(cursor, name) == proof, erased)
        for name, made_at, seq, recorded_at, who, note, proof, frames, erased in rows
    ]


def moments(cursor: duckdb.DuckDBPyConnection) -> dict[datetime, str]:
    """The moment of each edition with its name."""
    return {moment: name for name, moment in cursor.execute("select name, made_at from editions").fetchall()}


class Editions:
    """The editions of a store. ``cursor`` opens one to read, ``writing`` one whose transaction is committed by who
    begins it; ``forget`` has everything answered anew."""

    def __init__(
        self,
        cursor: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]],
        writing: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]],
        forget: Callable[[], None],
    ) -> None:
        self._cursor, self._writing, self._forget = cursor, writing, forget
        with cursor() as first:
            self._moments = moments(first)

    def hear(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Take in the editions that others made who share the store."""
        if (found := moments(cursor)) != self._moments:
            self._moments = found
            self._forget()

    def all(self) -> list[Edition]:
        """Every edition, the newest first."""
        with self._cursor() as cursor:
            return read_all(cursor)

    def moment(self, name: str) -> datetime | None:
        """The moment that an edition shows; none where there is no such edition."""
        return next((moment for moment, own in self._moments.items() if own == name), None)

    def named(self, moment: datetime | None) -> str:
        """The edition of a moment; '' where it is that of none."""
        return "" if moment is None else self._moments.get(moment, "")

    def may_be_made(self, name: str, rights: Rights) -> None:
        """Refusals: ``not_allowed``, ``edition_unnamed``, ``edition_exists``."""
        if not may_make(rights):
            raise Refusal("not_allowed", where="edition")
        if not name.strip():
            raise Refusal("edition_unnamed")
        if self.moment(name) is not None:
            raise Refusal("edition_exists", where=name)

    @contextmanager
    def collecting(self, moment: datetime) -> Iterator[Kept]:
        """Inside the block every question asked in this thread as of ``moment`` is collected."""
        self._forget()
        with listening(moment) as kept:
            yield kept

    def keep(
        self, edition: Edition, kept: Kept, read: Callable[[Query, Rights, dict[str, Any]], pd.DataFrame]
    ) -> Edition:
        """Keep the answers to what was asked, for each kind of reader; ``read`` answers a question as of the edition's
        moment. Refusal ``edition_moment`` where another edition shows the same moment."""
        if other := self.named(edition.made_at):
            raise Refusal("edition_moment", where=other)
        frames = {
            str(key_of(query, reader, params)): read(query, reader, params)
            for query, params in kept.asked.values()
            for reader in READERS
        }
        with self._writing() as cursor:
            cursor.execute("begin")
            write(cursor, edition, frames)
            cursor.execute("commit")
        self._moments[edition.made_at] = edition.name
        self._forget()
        return next(one for one in self.all() if one.name == edition.name)


def freeze(store: Store, name: str, moment: datetime, kept: Kept, rights: Rights, note: str = "") -> Edition:
    """Keep the answers to what was asked as of a moment as an edition. Refusals: ``not_allowed``, ``edition_unnamed``,
    ``edition_exists``, ``edition_moment``."""
    store.editions.may_be_made(name, rights)
    edition = Edition(name, moment, store.version(), now(), rights.user, note, "")
    made = store.editions.keep(
        edition, kept, lambda query, reader, params: store.read(query, reader, as_of=moment, params=params)
    )
    store.audit("edition", rights, edition=name, proof=made.proof[:16], frames=made.frames)
    return made
