"""What the engine that is found here makes of a store, as JSON: read as of each load, corrected, taken back, checked.

``python -m tests.data.store.newer STORE``
"""

from __future__ import annotations

import json
import sys
from contextlib import closing

import duckdb

from data.store import open_store
from tests.data.store.builders import ADMIN, ask, prepared
from tests.data.store.replica import SOME

WAVES = ask("select wave, planned_customers from {waves} order by wave", "programme")
MOVED = ask(
    "select wave, count(*) as n, count(distinct customer) as customers from {transfers} group by wave order by wave"
)


def told(address: str) -> dict[str, object]:
    """The version of the engine, and its answers."""
    with closing(open_store(address, key="", datasets=SOME)) as store:
        moments = store.batches(ADMIN).sort_values("seq")["known_at"]
        past = [store.read(question, ADMIN, as_of=at).to_json() for at in moments for question in (WAVES, MOVED)]
        loaded = store.commit(prepared("waves", [{"wave": "W1", "planned_customers": 77}]), ADMIN)
        changed = store.read(WAVES, ADMIN).to_json()
        store.withdraw(loaded.batch_id, ADMIN)
        back = store.read(WAVES, ADMIN).to_json()
        faults = [issue.code for issue in store.check()]
    return {"engine": duckdb.__version__, "past": past, "changed": changed, "back": back, "faults": faults}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(told(sys.argv[1])))
