"""A cluster that answers what is more than one machine should read: Spark, asked through Spark Connect, from the copy
of the ledgers (:mod:`data.store.shipping`).

The store stays where all is written, judged, taken back and logged. A question that counts customers is put into
Spark's words with the same rights, moment and scope, and answered from the copy, where the copy has all that the
question reads as the store has it; what comes back is hidden, rounded and remembered like any other answer. Where the
copy is behind or the cluster does not answer, the store answers itself: nobody waits in vain and no number differs.
Never sent there:

* lists of single rows, questions about no customer, and all that is written;
* questions that are not among :data:`QUESTIONS`, which nobody has compared;
* scores for readers without row level: how they are rounded is drawn from whose rows are counted, by a hash that is the
  store's own.
"""

from __future__ import annotations

import importlib
import re
import socket
import time
from collections.abc import Hashable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from data.datasets import Dataset
from data.incidents import log_incident
from data.problems import Issue
from data.settings import settings
from data.store.dialect import in_sparks_words
from data.store.known import load_told
from data.store.memory import ANY, STILL, given_key
from data.store.query import SUMMARIES, Query
from data.store.relations import Relations
from data.store.rule import rule
from data.store.schema import HIDDEN
from data.store.shipping import ERASED, LOG, cluster_address, copy_of, manifest_of, marks_of, taken_away
from data.store.sql import fill, stored_columns

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql.connect.session import SparkSession

    from data.store.store import Store

QUESTIONS = frozenset(
    (
        "satisfaction.cells",
        "satisfaction.response",
        "complaints.rates",
        "complaints.outcome",
        "resolution.still",
        "loop.shares",
        "retention.leaving",
        "retention.at_risk",
        "retention.compared",
        "retention.by_wave_day",
        "retention.months",
        "retention.noticed",
        "retention.revenue",
        "retention.worth",
    )
)
"""The questions behind the metrics of answers, complaints and departures: the same from a cluster, as
``tests/analytics/test_same_on_a_cluster.py`` compares each."""
REACHED = 2.0
"""Seconds in which somebody must listen at the address."""
PATIENCE = 300.0
"""Seconds after which the store answers what the cluster has not."""
REST = 60.0
"""Seconds for which a cluster that failed is not asked again."""
SIGHTINGS = (("seq", "bigint"), ("row_id", "bigint"), ("sheet", "varchar"), ("row", "integer"))
SPARK = {"varchar": "string", "uuid": "string", "timestamp": "timestamp_ntz", "integer": "int"}
"""Types of the store that Spark calls something else."""
PART = re.compile(r"\bh_\w+")
CONFIG = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}


class Unreached(Exception):
    """Nobody answers at the address of the cluster, or not in time."""


@dataclass
class Gathered(Relations):
    """The relations of a question as the cluster has them: the rule is evaluated there, once for a dataset and a
    moment, and so is where customers and waves stand and each summary for the parameters that it has of the question
    (``given``). Written into one statement Spark would take minutes to plan it."""

    copy: Copy | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    def expand(self, sql: str) -> str:
        body = self._written(sql)
        if self.copy is None:
            raise ValueError("a question of a cluster is asked of a copy")
        laid: dict[str, str] = {}
        for name, text in self.parts.items():
            laid[name] = self.copy.part(name, _renamed(text, laid), self.params(text, self.given))
        return _renamed(body, laid)

    def relation(self, name: str, *, placed: bool = False) -> str:
        if name not in SUMMARIES:
            return super().relation(name, placed=placed)
        if (part := f"h_{name}") not in self.parts:  # it stands after the parts that it names itself
            self.parts[part] = self._written(SUMMARIES[name].sql)
        return part

    def _whole(self, name: str) -> str:
        self.read.add(name)
        if self.copy is None:
            raise ValueError("a question of a cluster is asked of a copy")
        return self.copy.known(self.datasets[name], self.as_of or STILL)


@dataclass
class Copy:
    """One state of the copy in a session of its own: its files as views, and what was known at the moments asked
    about."""

    session: SparkSession
    folder: Path
    told: Mapping[str, Any]
    views: dict[tuple[str, Hashable], str] = field(default_factory=dict)
    laid: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def known(self, dataset: Dataset, as_of: datetime) -> str:
        """The view of a dataset's rows as they were known at a moment."""
        with self.lock:
            name = self.views.get((dataset.name, as_of))
            if name is None:
                self._view(f"rows_{dataset.name}", [*HIDDEN, *stored_columns(dataset)])
                self._view(f"sightings_{dataset.name}", SIGHTINGS)
                self._view(LOG, ())
                name = f"h_known_{dataset.name}_{len(self.views)}"
                self._keep(name, self.asked(rule(dataset, as_of=True), {"as_of": as_of}))
                self.views[dataset.name, as_of] = name
            return name

    def part(self, name: str, text: str, given: Mapping[str, Any]) -> str:
        """The view of a part of questions, as of its text and what it is given."""
        with self.lock:
            key = (text, given_key(given))
            view = self.views.get(key)
            if view is None:
                view = f"{name}_{len(self.views)}"
                self._keep(view, self.asked(text, given))
                self.views[key] = view
            return view

    def asked(self, statement: str, given: Mapping[str, Any]) -> Any:
        """A statement of the store as a frame of Spark's."""
        untyped = frozenset(name for name, value in given.items() if value is None or (_many(value) and not value))
        args = {name: _sent(value) for name, value in given.items()}
        return self.session.sql(in_sparks_words(statement, untyped), args=args)

    def _keep(self, view: str, frame: Any) -> None:
        """Reckoned now and kept by the workers: a view of views would be taken apart again with each question, for
        minutes."""
        frame.localCheckpoint().createOrReplaceTempView(view)

    def _view(self, table: str, columns: Any) -> None:
        """A table as a view. A column that a file was written without is empty in it."""
        if table in self.laid:
            return
        files = [str(self.folder / one["file"]) for one in self.told["files"].get(table, []) if one["rows"]]
        written = ", ".join(f"`{name}` {SPARK.get(kind.lower(), kind)}" for name, kind in columns)
        reader = self.session.read.schema(written) if written else self.session.read
        frame = reader.parquet(*files) if files else self.session.createDataFrame([], written)
        frame.createOrReplaceTempView(table)
        self.laid.add(table)


class Cluster:
    """A cluster and the copies it reads; safe to use from many threads. ``answered`` counts the questions that it
    answered."""

    def __init__(self, written: str, least: int) -> None:
        """``least``: rows that a question must read at least to be sent there. Refusal ``cluster_address_unfit``."""
        self.address, self.least, self.answered = cluster_address(written), least, 0
        self._copies: dict[Path, Copy] = {}
        self._rests_until = 0.0
        self._lock = Lock()
        self._asking = ThreadPoolExecutor(8, "cluster")

    def answer(
        self, cursor: duckdb.DuckDBPyConnection, query: Query, relations: Relations, params: Mapping[str, Any]
    ) -> pd.DataFrame | None:
        """The answer, where the question belongs there; ``None`` where the store has to give it."""
        if not belongs(query, relations) or time.monotonic() < self._rests_until:
            return None
        told = load_told(cursor, STILL)
        read = _read_by(query, relations)
        if ANY in read or sum(told[name].rows for name in read & told.keys()) < self.least:
            return None
        folder = copy_of(self.address.folder, cursor)
        manifest = manifest_of(folder)
        marks = marks_of(cursor)
        if manifest is None or any(manifest["marks"].get(name) != marks.get(name) for name in (*read, ERASED)):
            return None
        try:
            found = self._asking.submit(self._asked, folder, manifest, query, relations, params).result(PATIENCE)
        except Exception as error:  # noqa: BLE001 - whatever keeps a cluster from answering, the store can
            self._rests_until = time.monotonic() + REST
            if (lost := self._copies.pop(folder, None)) is not None and isinstance(error, TimeoutError):
                self._asking.submit(lost.session.interruptAll)
            log_incident(error, "cluster")
            return None
        relations.used, relations.read = [*read], set(read)
        self.answered += 1
        return as_the_store_says(cursor, relations, query, params, found)

    def _asked(
        self, folder: Path, manifest: Mapping[str, Any], query: Query, relations: Relations, params: Mapping[str, Any]
    ) -> Any:
        copy = self._copy(folder, manifest)
        there = Gathered(
            relations.datasets,
            relations.rights,
            relations.today,
            relations.as_of or STILL,
            relations.grain,
            relations.to_date,
            relations.as_told,
            copy=copy,
            given=params,
        )
        statement = there.expand(query.sql)
        return copy.asked(statement, there.params(statement, params)).toArrow()

    def _copy(self, folder: Path, manifest: Mapping[str, Any]) -> Copy:
        """The copy that the manifest tells; a session is made anew for a new one. Who still reads the old one is
        answered by the store."""
        with self._lock:
            copy = self._copies.get(folder)
            if copy is None or copy.told != manifest:
                self.drop(folder)
                copy = self._copies[folder] = Copy(self._session(), folder, manifest)
            return copy

    def _session(self) -> SparkSession:
        self.reach()
        spark = importlib.import_module("pyspark.sql.connect.session").SparkSession
        session: SparkSession = spark.builder.remote(self.address.url).create()
        session.client.set_retry_policies([])  # the store can answer: nobody waits for a cluster to come back
        for name, value in CONFIG.items():
            session.conf.set(name, value)
        return session

    def drop(self, folder: Path) -> None:
        """What the cluster holds in memory of a copy goes."""
        if (copy := self._copies.pop(folder, None)) is not None:
            with suppress(Exception):  # one that does not answer holds nothing for anybody
                copy.session.stop()

    def silent(self) -> bool:
        """Whether it does not answer. It is left alone then for a minute, so that nobody waits for that twice."""
        if time.monotonic() < self._rests_until:
            return True
        try:
            self.reach()
        except Unreached:
            self._rests_until = time.monotonic() + REST
            return True
        return False

    def reach(self) -> None:
        """Raises ``Unreached`` where nobody listens."""
        try:
            socket.create_connection((self.address.host, self.address.port), REACHED).close()
        except OSError as error:
            raise Unreached from error


def _renamed(text: str, laid: Mapping[str, str]) -> str:
    """``text`` with the parts called as they are laid."""
    return PART.sub(lambda match: laid.get(match[0], match[0]), text)


def belongs(query: Query, relations: Relations) -> bool:
    """Whether a cluster may be asked the question."""
    drawn = bool(query.means or query.counts) and not relations.rights.row_level
    return query.grain == "aggregate" and query.name in QUESTIONS and not drawn


def _read_by(query: Query, relations: Relations) -> set[str]:
    """All that the answer rests on."""
    alone = replace(relations, parts={}, used=[], read=set(), summaries={}, as_of=STILL, told=None, look=None)
    alone.expand(query.sql)
    return alone.read


def as_the_store_says(
    cursor: duckdb.DuckDBPyConnection, relations: Relations, query: Query, params: Mapping[str, Any], found: Any
) -> pd.DataFrame:
    """What the cluster found, with the types that the store gives the same columns."""
    alone = replace(relations, parts={}, used=[], read=set(), told=None, look=None)
    statement = alone.expand(query.sql)
    described = cursor.execute(
        fill("select * from ({statement}) limit 0", statement=statement), alone.params(statement, params)
    ).description
    columns = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind, *_ in described or ())
    cursor.register("h_found", found)
    try:
        return cursor.execute(fill("select {columns} from h_found", columns=columns)).df()
    finally:
        cursor.unregister("h_found")


def _many(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _sent(value: Any) -> Any:
    """A parameter as Spark takes it; a moment as its text, since a moment without a zone would be read in that of this
    machine."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if not _many(value):
        return value
    functions = importlib.import_module("pyspark.sql.connect.functions.builtin")
    return functions.array(*(functions.lit(_sent(one)) for one in value))


@lru_cache(maxsize=1)
def _cluster(written: str, least: int) -> Cluster:
    return Cluster(written, least)


def cluster_here() -> Cluster | None:
    """The cluster of the settings, where there is one. Refusal ``cluster_address_unfit``."""
    configured = settings()
    return _cluster(configured.cluster, configured.cluster_rows) if configured.cluster else None


@contextmanager
def copy_taken_away(store: Store) -> Iterator[None]:
    """Rows go for good inside the block: before, the copy goes, from the folder and from the memory of the cluster, and
    none is written until they are gone."""
    cluster = cluster_here()
    if cluster is None:
        yield
        return
    with store._cursor() as cursor:
        copy = copy_of(cluster.address.folder, cursor)
    if not copy.is_dir():
        yield
        return
    with taken_away(copy):
        cluster.drop(copy)
        yield


def about_cluster(store: Store) -> list[Issue]:
    """What there is to say of the cluster: ``cluster_unreached``, ``cluster_no_copy`` and ``cluster_behind``, each of
    which means that the store answers itself."""
    cluster = cluster_here()
    if cluster is None:
        return []
    found = []
    if cluster.silent():
        found.append(Issue("cluster_unreached", "warn", params={"address": cluster.address.url}))
    with store._cursor() as cursor:
        manifest, marks = manifest_of(copy_of(cluster.address.folder, cursor)), marks_of(cursor)
    if manifest is None:
        found.append(Issue("cluster_no_copy", "warn", params={"folder": str(cluster.address.folder)}))
    elif behind := sum(1 for name in marks if manifest["marks"].get(name) != marks[name]):
        found.append(Issue("cluster_behind", "warn", params={"n": behind}))
    return found
