"""The zone of the programme, told to the clock: everybody's day changes at its midnight."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from data import clock
from data.datasets import Dataset

ZONE = "select time_zone from current_programme where row_ended is null and time_zone is not null limit 1"


def tell_zone(cursor: duckdb.DuckDBPyConnection, datasets: Mapping[str, Dataset]) -> None:
    """Let days be those of the programme that is in the store; of the usual zone while it is not described."""
    found = cursor.execute(ZONE).fetchall() if "programme" in datasets else []
    clock.use_zone(found[0][0] if found else None)
