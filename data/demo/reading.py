"""Deliveries as prepared rows: written ones through the reader of uploads, the others straight into their columns."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from data.datasets import DATASETS
from data.datasets.arrow import ARROW
from data.demo.delivery import Delivery
from data.store.batch import Prepared, Source


class Reader:
    """Reads deliveries: written ones as an upload is read, the others straight into their typed columns."""

    def __init__(self) -> None:
        self.remembered: dict[str, str] = {}

    def prepare(self, delivery: Delivery) -> Prepared:
        if not delivery.written:
            return typed(delivery)
        from data.ingest import prepare, understand
        from data.ingest.reading import read_file  # a file of our own needs no process apart

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
