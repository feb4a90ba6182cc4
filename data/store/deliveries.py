"""Messages to people outside the store: which alerts each channel was told of, what is still to be sent, and what
became of each try.

Channels are known here by their names alone: their addresses hold passwords and are never stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from data.store.store import Store

Event = Literal["new", "many", "joined", "worse", "over", "brief"]
"""new: an alert is told · many: those that held when the channel was first used, in one message · joined: another of
the same cause, known without a message · worse: one that was told to be watched is serious now · over: it is raised no
more · brief: the brief of the week."""
State = Literal["queued", "sent", "dropped", "given_up"]
"""dropped: it was over before it could be told."""

DELIVERIES = """
    create table if not exists deliveries (
        number bigint, channel varchar, event varchar, covers varchar, title varchar, body varchar, queued_at timestamp,
        tries bigint, tried_at timestamp, state varchar, problem varchar)
"""
GRADED = "alter table deliveries add column if not exists serious varchar"
COLUMNS = "number, channel, event, covers, title, body, queued_at, tries, tried_at, state, problem, serious"


@dataclass(frozen=True)
class Delivery:
    """One message to one channel. ``covers``: the alert that is told → all alerts of its cause; ``problem`` is a code,
    never what a server said; ``serious``: which of those told were so then (``None``: kept before that was kept)."""

    channel: str
    event: Event
    covers: Mapping[str, tuple[str, ...]]
    title: str
    body: str
    queued_at: datetime
    number: int = 0
    tries: int = 0
    tried_at: datetime | None = None
    state: State = "queued"
    problem: str = ""
    serious: tuple[str, ...] | None = ()


@dataclass
class Told:
    """What a channel was told and is not over: the alert that was told → all alerts of its cause."""

    groups: dict[str, set[str]] = field(default_factory=dict)
    serious: set[str] = field(default_factory=set)
    """Of these alerts those that were told as serious, or of which it is not known as what."""
    used: bool = False
    """Whether the channel was ever told anything of alerts."""

    @property
    def known(self) -> set[str]:
        return set().union(*self.groups.values())


def create_deliveries(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(DELIVERIES)


def grade_deliveries(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(GRADED)


def read_deliveries(store: Store) -> list[Delivery]:
    """Every message, in the order in which they were made."""
    with store._cursor() as cursor:
        found = cursor.execute(f"select {COLUMNS} from deliveries order by number").fetchall()  # noqa: S608 - own columns
    return [
        Delivery(
            channel,
            event,
            {lead: tuple(parts) for lead, parts in orjson.loads(covers).items()},
            title,
            body,
            queued_at,
            number,
            tries,
            tried_at,
            state,
            problem,
            None if serious is None else tuple(orjson.loads(serious)),
        )
        for number, channel, event, covers, title, body, queued_at, tries, tried_at, state, problem, serious in found
    ]


def told_of(deliveries: Iterable[Delivery], channel: str) -> Told:
    """What a channel was told, by what was sent or waits to be sent."""
    found = Told()
    for one in deliveries:
        if one.channel != channel or one.event == "brief":
            continue
        found.used = True
        if one.event in ("new", "many"):
            for lead, parts in one.covers.items():
                found.groups[lead] = {lead, *parts}
            found.serious |= set(one.covers if one.serious is None else one.serious)
        elif one.event == "joined":
            for lead, parts in one.covers.items():
                found.groups.setdefault(lead, {lead}).update(parts)
        elif one.event == "worse":
            found.serious |= one.covers.keys()
        else:
            for lead in one.covers:
                found.groups.pop(lead, None)
                found.serious.discard(lead)
    return found


def add_deliveries(store: Store, entries: Iterable[Delivery]) -> None:
    """Keep messages that are to be sent."""
    with store._writing_batch() as cursor:
        cursor.execute("begin")
        last = cursor.execute("select coalesce(max(number), 0) from deliveries").fetchall()[0][0]
        for number, one in enumerate(entries, last + 1):
            cursor.execute(
                "insert into deliveries values ($number, $channel, $event, $covers, $title, $body, $queued_at, $tries,"
                " $tried_at, $state, $problem, $serious)",
                {
                    "number": number,
                    "channel": one.channel,
                    "event": one.event,
                    "covers": orjson.dumps({lead: list(parts) for lead, parts in one.covers.items()}).decode(),
                    "title": one.title,
                    "body": one.body,
                    "queued_at": one.queued_at,
                    "tries": one.tries,
                    "tried_at": one.tried_at,
                    "state": one.state,
                    "problem": one.problem,
                    "serious": None if one.serious is None else orjson.dumps(one.serious).decode(),
                },
            )
        cursor.execute("commit")


def mark_delivery(
    store: Store, number: int, state: State, *, at: datetime | None = None, tried: bool = False, problem: str = ""
) -> None:
    """Keep what became of a message: ``tried`` counts as a try."""
    with store._writing_batch() as cursor:
        cursor.execute("begin")
        cursor.execute(
            "update deliveries set state = $state, tries = tries + $tried, tried_at = coalesce($at, tried_at), problem"
            " = $problem where number = $number",
            {"state": state, "tried": int(tried), "at": at, "problem": problem, "number": number},
        )
        cursor.execute("commit")
