"""A second process on a lake, as a second dashboard or a command is one: ``replica.py ADDRESS DOING [ARGUMENT…]``."""

from __future__ import annotations

import sys
import time
from threading import Event

from data.datasets import DATASETS
from data.store import Store, open_store
from tests.data.store.builders import ADMIN, ask, prepared

NEEDED = ("programme", "settings", "branches", "waves", "customers", "transfers", "complaints", "risks")
SOME = {name: DATASETS[name] for name in NEEDED}
"""Enough for every rule of the store; the fewer tables, the sooner a lake is made."""
BATCHES = ask("select region as batch, count(*) as n from {branches} group by 1 order by 1", "open")
ROWS = 40


def load(store: Store, name: str) -> str:
    """One batch of branches whose region names it."""
    rows = [{"branch": f"{name}.{number}", "region": name} for number in range(ROWS)]
    return store.commit(prepared("branches", rows), ADMIN).batch_id


def torn(store: Store) -> list[str]:
    """The batches of which not all rows are seen."""
    frame = store.read(BATCHES, ADMIN)
    return [str(batch) for batch, n in zip(frame["batch"], frame["n"], strict=True) if n != ROWS]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(address: str, doing: str, *more: str) -> None:
    store = open_store(address, key="", datasets=SOME)
    say("open")
    if doing == "write":
        name, times = more[0], int(more[1])
        for number in range(times):
            say(load(store, f"{name}.{number}"))
            store.audit("look", ADMIN, n=number)
    elif doing == "read":
        until = time.monotonic() + float(more[0])
        while time.monotonic() < until:
            say("torn" if torn(store) else "whole")
    elif doing == "hang":

        def report(step: str, share: float) -> None:
            if step == more[0]:
                say("in the middle")
                Event().wait(600)

        rows = [{"branch": f"dying.{number}", "region": "dying"} for number in range(ROWS)]
        store.commit(prepared("branches", rows), ADMIN, progress=report)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
