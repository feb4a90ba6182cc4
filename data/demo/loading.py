"""Loading the demo programme week by week, each batch at the moment it became known, so that the store has a
history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, cast

from data import clock
from data.access import Rights
from data.demo.delivery import Delivery
from data.demo.only import mark_demo
from data.demo.plan import LAST, SEED, last_sunday, weeks_until
from data.demo.telling import Ready, Volumes, ready, told
from data.problems import Refusal
from data.store.batch import Progress, Receipt

if TYPE_CHECKING:
    from data.store import Store


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
    story = told(seed, weeks, lang, until, quiet=quiet)
    volumes = cast(Volumes, next(story))
    batches, reached = 0, -1
    with store.many_small():
        for week, _, receipt in commit_all(store, rights, cast(Iterator[Ready], story), until):
            batches += 1
            if week > reached:
                reached = week
                say("demo_weeks", (week + 1) / weeks)
            version = receipt.seq
    mark_demo(store, rights, store.version())
    say("demo_done", 1.0)
    return DemoReceipt(
        until=until,
        weeks=weeks,
        batches=batches,
        customers=volumes.customers,
        invitations=volumes.invitations,
        answers=volumes.answers,
        version=version,
        seconds=perf_counter() - began,
    )


def load_deliveries(
    store: Store, rights: Rights, deliveries: Iterator[tuple[int, Delivery]], until: date
) -> Iterator[tuple[int, Delivery, Receipt]]:
    """Commit deliveries known by a day, in their order, and withdraw those that were taken back by then."""
    return commit_all(store, rights, ready(deliveries, until), until)


def commit_all(
    store: Store, rights: Rights, prepared: Iterable[Ready], until: date
) -> Iterator[tuple[int, Delivery, Receipt]]:
    """The same for deliveries whose rows are prepared."""
    for week, delivery, rows in prepared:
        receipt = store.commit(rows, rights, known_at=delivery.known_at)
        yield week, delivery, receipt
        if delivery.withdraw_at and delivery.withdraw_at.date() <= until:
            store.withdraw(receipt.batch_id, rights, reason=delivery.withdraw, known_at=delivery.withdraw_at)
