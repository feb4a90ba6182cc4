"""The store: rows once, sightings, batches, undo, two times, rights. No DuckDB object leaves this package.

A store is opened with :func:`open_store`, fed with :class:`Prepared` batches and asked with a :class:`Query`.
"""

from data.store.batch import Counts, Prepared, Preview, Progress, Receipt, Roster, Source
from data.store.editing import Change, Edit
from data.store.opening import open_store
from data.store.query import QUERIES, Query
from data.store.rotation import rotate_key
from data.store.store import Store

__all__ = [
    "QUERIES",
    "Change",
    "Counts",
    "Edit",
    "Prepared",
    "Preview",
    "Progress",
    "Query",
    "Receipt",
    "Roster",
    "Source",
    "Store",
    "open_store",
    "rotate_key",
]
