"""A commit that outlives the run of the page: a click elsewhere never leaves it half done or half told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from data.access import Rights
from data.store import Prepared, Receipt, Store

BEAT = 0.15
"""Seconds between two looks at the progress."""


@dataclass
class Job:
    """A commit on its way. ``step`` and ``share`` are what the store last said; ``future`` ends with a receipt a
    sheet."""

    future: Future[list[Receipt]] = field(default_factory=Future)
    step: str = ""
    share: float = 0.0
    began: float = field(default_factory=monotonic)

    @property
    def seconds(self) -> float:
        """How long it has been on its way."""
        return monotonic() - self.began

    def told(self, step: str, share: float) -> None:
        self.step, self.share = step, min(max(share, 0.0), 1.0)

    def beats(self) -> Iterator[tuple[str, float]]:
        """The progress, again and again until the commit has ended."""
        while wait([self.future], timeout=BEAT).not_done:
            yield self.step, self.share


def start(store: Store, prepared: Sequence[Prepared], rights: Rights, known_at: datetime | None) -> Job:
    """Begin the commits, one batch a sheet, in a thread of their own, because a rerun of the page stops whatever the
    page itself is doing. Where one of them fails, those before it are withdrawn: all sheets, or none."""
    job = Job()
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
    job.future = worker.submit(_commit_all, store, prepared, rights, known_at, job)
    worker.shutdown(wait=False)
    return job


def _commit_all(
    store: Store, prepared: Sequence[Prepared], rights: Rights, known_at: datetime | None, job: Job
) -> list[Receipt]:
    done: list[Receipt] = []
    try:
        for number, one in enumerate(prepared):

            def told(step: str, share: float, number: int = number) -> None:
                job.told(step, (number + share) / len(prepared))

            done.append(store.commit(one, rights, known_at=known_at, progress=told))
    except Exception:
        for receipt in reversed(done):
            store.withdraw(receipt.batch_id, rights)
        raise
    return done
