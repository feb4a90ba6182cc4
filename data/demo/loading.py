"""Loading the demo programme week by week, each batch at the moment it became known, so that the store has a history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from data import clock
from data.access import Rights
from data.datasets import DATASETS
from data.demo.answers import simulate
from data.demo.delivery import Delivery
from data.demo.plan import LAST, SEED, last_sunday, weeks_until
from data.demo.story import tell
from data.demo.truth import load_truth
from data.problems import Refusal
from data.store.batch import Prepared, Progress, Receipt, Source

if TYPE_CHECKING:
    from data.store import Store

ARROW = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "decimal(18,2)": pa.decimal128(18, 2),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "smallint": pa.int16(),
}
AHEAD = 3
"""Deliveries made ready while the store is busy with the one before."""


@dataclass(frozen=True)
class DemoReceipt:
    """What was loaded. ``answers`` and ``invitations`` are those that stand at the end; ``version`` is the store's."""

    until: date
    weeks: int
    batches: int
    customers: int
    invitations: int
    answers: int
    version: int
    seconds: float


def load_demo(
    store: Store,
    rights: Rights,
    *,
    lang: str = "en",
    until: date | None = None,
    seed: int = SEED,
    quiet: bool = False,
    progress: Progress | None = None,
) -> DemoReceipt:
    """Fill an empty store with the story as it was known at the end of a day, by default of the last Sunday.

    The same seed, language and day give the same rows. ``quiet`` plants nothing. ``progress`` is called with
    ``demo_story``, then ``demo_weeks`` after each batch, then ``demo_done``. Raises ``Refusal('demo_not_empty')`` and
    ``Refusal('demo_too_early')``.
    """
    began = perf_counter()
    if not store.is_empty():
        raise Refusal("demo_not_empty", where=store.address)
    until = min(until or last_sunday(clock.today()), LAST)
    weeks = weeks_until(until)
    say = progress or (lambda step, share: None)
    say("demo_story", 0.0)
    truth = load_truth()
    voice = simulate(seed, weeks, truth.quiet() if quiet else truth)
    batches, told = 0, -1
    for week, _, receipt in load_deliveries(store, rights, tell(seed, voice, lang, quiet=quiet), until):
        batches += 1
        if week > told:
            told = week
            say("demo_weeks", (week + 1) / weeks)
        version = receipt.seq
    say("demo_done", 1.0)
    return DemoReceipt(
        until=until,
        weeks=weeks,
        batches=batches,
        customers=len(voice.roster.number),
        invitations=len(voice.invitations),
        answers=len(voice.answers),
        version=version,
        seconds=perf_counter() - began,
    )


def load_deliveries(
    store: Store, rights: Rights, deliveries: Iterator[tuple[int, Delivery]], until: date
) -> Iterator[tuple[int, Delivery, Receipt]]:
    """Commit deliveries known by a day, in their order, and withdraw those that were taken back by then."""
    known = ((week, delivery) for week, delivery in deliveries if delivery.known_at.date() <= until)
    reader = Reader()
    for week, delivery, prepared in _ahead(known, reader):
        receipt = store.commit(prepared, rights, known_at=delivery.known_at)
        yield week, delivery, receipt
        if delivery.withdraw_at and delivery.withdraw_at.date() <= until:
            store.withdraw(receipt.batch_id, rights, reason=delivery.withdraw, known_at=delivery.withdraw_at)


def _ahead(known: Iterator[tuple[int, Delivery]], reader: Reader) -> Iterator[tuple[int, Delivery, Prepared]]:
    """Deliveries with their prepared rows; a second thread makes the next ones ready meanwhile."""

    def make() -> tuple[int, Delivery, Prepared] | None:
        found = next(known, None)
        return (*found, reader.prepare(found[1])) if found else None

    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = [pool.submit(make) for _ in range(AHEAD)]
        while (found := waiting.pop(0).result()) is not None:
            waiting.append(pool.submit(make))
            yield found


class Reader:
    """Reads deliveries: written ones as an upload is read, the others straight into their typed columns."""

    def __init__(self) -> None:
        self.remembered: dict[str, str] = {}

    def prepare(self, delivery: Delivery) -> Prepared:
        if not delivery.written:
            return typed(delivery)
        from data.ingest import prepare, read_file, understand

        book = read_file(delivery.name, csv_of(delivery.frame))
        found = understand(book, remembered=self.remembered, dataset=delivery.dataset)
        self.remembered[found.mapping.fingerprint] = found.mapping.to_json()
        return prepare(book, found)


def csv_of(frame: pd.DataFrame) -> bytes:
    """A frame of texts as a CSV file with a byte order mark, as Excel writes it."""
    sink = pa.BufferOutputStream()
    pa.csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), sink)
    return b"\xef\xbb\xbf" + sink.getvalue().to_pybytes()


def typed(delivery: Delivery) -> Prepared:
    """A delivery whose columns are those of the store: no reading, no guessing."""
    columns = dict(DATASETS[delivery.dataset].columns)
    arrays = {
        name: pa.array(delivery.frame[name], from_pandas=True).cast(ARROW[columns[name]], safe=False)
        if name in delivery.frame
        else pa.nulls(len(delivery.frame), ARROW[columns[name]])
        for name in columns
    }
    table = pa.table(
        {
            **arrays,
            "_sheet": pa.array([""] * len(delivery.frame), pa.string()),
            "_row": pa.array(np.arange(2, len(delivery.frame) + 2), pa.int32()),
        }
    )
    digest = hashlib.sha256(delivery.name.encode())
    digest.update(pd.util.hash_pandas_object(delivery.frame, index=False).to_numpy().tobytes())
    return Prepared(delivery.dataset, Source(delivery.name, digest.hexdigest()), table)
