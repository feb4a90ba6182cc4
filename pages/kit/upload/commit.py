"""A commit that outlives the run of the page: a click elsewhere never leaves it half done or half told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime

from data.access import Rights
from data.store import Prepared, Receipt, Store

BEAT = 0.15
"""Seconds between two looks at the progress."""


@dataclass
class Job:
    """A commit on its way. ``step`` and ``share`` are what the store last said; ``future`` ends with the receipt."""

    future: Future[Receipt] = field(default_factory=Future)
    step: str = ""
    share: float = 0.0

    def told(self, step: str, share: float) -> None:
        self.step, self.share = step, min(max(share, 0.0), 1.0)

    def beats(self) -> Iterator[tuple[str, float]]:
        """The progress, again and again until the commit has ended."""
        while wait([self.future], timeout=BEAT).not_done:
            yield self.step, self.share


def start(store: Store, prepared: Prepared, rights: Rights, known_at: datetime | None) -> Job:
    """Begin the commit in a thread of its own, because a rerun of the page stops whatever the page itself is doing."""
    job = Job()
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="commit")
    job.future = worker.submit(store.commit, prepared, rights, known_at=known_at, progress=job.told)
    worker.shutdown(wait=False)
    return job
