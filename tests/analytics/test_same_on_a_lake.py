"""The metrics of the demo are the same numbers from a lake as from the file: one of four, by `make prove` all and as of
a moment too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest

from analytics.metrics import METRICS
from analytics.scope import Scope
from data.access import local_rights
from data.store import open_store
from data.store.relocating import relocate
from tests.analytics.conftest import today
from tests.conftest import proving
from tests.data.store.lakes import postgres
from tests.golden.store import built

__all__ = ["today"]

RIGHTS = local_rights("golden", "administrator")


@pytest.mark.prove
@pytest.mark.usefixtures("today")
def test_every_metric_of_the_demo_is_the_same_from_a_lake(tmp_path: Path) -> None:
    file = copytree(built(), tmp_path / "store") / "programme.duckdb"
    with postgres(tmp_path) as server:
        address, _, _ = server.lake()
        relocate(str(file), address, RIGHTS, key="")
        ours, theirs = open_store(str(file), key=""), open_store(address, key="")
        try:
            for as_of in (None, datetime(2026, 7, 1, 12))[: proving(1, 2)]:
                scope = Scope(RIGHTS, as_of=as_of)
                for metric in list(METRICS.values())[:: proving(4, 1)]:
                    here, there = (metric.compute(store, scope, ()) for store in (ours, theirs))
                    pd.testing.assert_frame_equal(here, there, rtol=1e-9, atol=0, obj=f"{metric.passport.id} {as_of}")
        finally:
            ours.close()
            theirs.close()
