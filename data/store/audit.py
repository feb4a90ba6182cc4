"""The audit log: who did or looked at what. Entries are chained by an HMAC, so that none can be changed or taken out.

An entry holds ids and counts. What may name a person is kept apart with a random salt; the chain covers only its salted
hash, so the personal part can be erased and the chain still holds.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb
import orjson
import pandas as pd

from data.access import Rights
from data.store.scrubbing import scrubbed

if TYPE_CHECKING:
    from data.store.place import Place

PLAIN = re.compile(r"[A-Za-z][\w.:/-]{0,63}|b\d{6}-[0-9a-f]{8}|\d{4}-\d{2}-\d{2}[T0-9:.]*")
PERSONAL = frozenset({"customer", "search", "text", "purpose", "reason", "file_name"})
TYPED = frozenset({"purpose", "reason"})
"""Sentences that somebody typed."""
START = "0" * 64
END = "audit_end"
"""Under this name the store keeps which entry was its last when it was closed, sealed with the key of the chain."""


class Audit:
    """The chain of one store. Appending is serialised by a lock of its own, so that reading never waits for a load."""

    def __init__(
        self,
        key: bytes,
        cursor: duckdb.DuckDBPyConnection,
        place: Place | None = None,
        cursor_of: Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]] | None = None,
        *,
        sealed: bool = False,
    ) -> None:
        """``place`` is told the number of each entry that was committed; where it is shared, the end of the chain is
        read anew through ``cursor_of`` before anything is appended. A store that was ``sealed`` at its closing is
        compared with its seal; another gets one."""
        self._key = key
        self._place, self._lock = place, place.recording if place else Lock()
        self._anew = cursor_of if place and place.shared else None
        self._number, self._head = _end(cursor)
        self.cut_at = 0
        """The entry that was the last when the store was closed and is not there any more, or is another one; 0 where
        all is well."""
        self._look_at_end(cursor) if sealed else self.seal(cursor)

    @property
    def head(self) -> str:
        """The end of the chain, to be printed where a later change must show: packs, back-ups, briefs."""
        self._catch_up()
        return self._head

    def _catch_up(self) -> None:
        """Others append too where the store is shared. A state of its own: that of the caller's transaction may be an
        older one."""
        if self._anew is not None:
            with self._anew() as cursor:
                self._number, self._head = _end(cursor)

    @contextmanager
    def entry(
        self,
        cursor: duckdb.DuckDBPyConnection,
        event: str,
        rights: Rights,
        at_time: datetime,
        details: Mapping[str, Any],
    ) -> Iterator[None]:
        """Append an entry on ``cursor``; the caller commits inside the block. The head moves only if the block
        succeeds."""
        plain, personal = separated({**details, **({"purpose": rights.purpose} if rights.purpose else {})})
        with self._lock:
            self._catch_up()
            number = self._number + 1
            salt = secrets.token_hex(16) if personal else ""
            text = dumped(personal) if personal else ""
            values: dict[str, Any] = {
                "number": number,
                "at_time": at_time,
                "who": rights.user,
                "role": rights.role,
                "event": event,
                "details": dumped(plain),
                "personal_hash": hashlib.sha256((salt + text).encode()).hexdigest() if personal else "",
            }
            head = linked(self._key, self._head, values)
            cursor.execute(
                "insert into audit values ($number, $at_time, $who, $role, $event, $details, $personal_hash, $chain)",
                {**values, "chain": head},
            )
            if personal:
                cursor.execute(
                    "insert into audit_personal values ($number, $salt, $personal)",
                    {"number": number, "salt": salt, "personal": text},
                )
            if self._place is not None:
                self._place.sure()
            yield
            self._number, self._head = number, head
            if self._place is not None:
                self._place.tell(number)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing is appended inside the block."""
        with self._lock:
            yield

    def broken_at(self, cursor: duckdb.DuckDBPyConnection) -> int | None:
        """The number of the first entry that does not follow from the one before; ``None`` where the chain holds."""
        with self._lock:
            self._catch_up()
            head, expected = START, 1
            for row in cursor.execute(
                'select number, at_time, who, "role", event, details, personal_hash, chain from audit order by number'
            ).fetchall():
                names = ("number", "at_time", "who", "role", "event", "details", "personal_hash")
                values = dict(zip(names, row[:-1], strict=True))
                head = linked(self._key, head, values)
                if row[0] != expected or head != row[-1]:
                    return expected
                expected += 1
            if head != self._head:
                return expected
            for number, salt, text, kept in cursor.execute(
                "select p.number, p.salt, p.personal, a.personal_hash from audit_personal p "
                "left join audit a on a.number = p.number order by p.number"
            ).fetchall():
                if hashlib.sha256((salt + text).encode()).hexdigest() != kept:
                    return int(number)
            return None

    def _look_at_end(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Whether the entry that was last at the closing is still there: the end of a chain can be cut off without its
        key, but not sealed anew. Who took the seal away is found too."""
        kept = cursor.execute("select value from meta where name = $name", {"name": END}).fetchall()
        number, _, seal = str(kept[0][0] if kept else "").partition(":")
        last = int(number) if number.isdigit() else -1
        chain = cursor.execute("select chain from audit where number = $number", {"number": last}).fetchall()
        held = chain[0][0] if chain else START if last == 0 else ""
        if not held or not hmac.compare_digest(seal, sealed(self._key, last, held)):
            self.cut_at = max(last, self._number + 1)

    def seal(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Write down which entry is the last. Where the end was cut off the old seal stays, so that it is found
        again."""
        if not self.cut_at:
            self._catch_up()
            cursor.execute("delete from meta where name = $name", {"name": END})
            value = f"{self._number}:{sealed(self._key, self._number, self._head)}"
            cursor.execute("insert into meta values ($name, $value)", {"name": END, "value": value})

    @staticmethod
    def forget(cursor: duckdb.DuckDBPyConnection, *needles: str) -> None:
        """Erase the personal parts that name one of ``needles``; the chain does not notice."""
        for needle in needles:
            cursor.execute(
                "delete from audit_personal where contains(lower(personal), lower($needle))", {"needle": needle}
            )


def _end(cursor: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    """The number and the chain of the last entry."""
    found = cursor.execute("select number, chain from audit order by number desc limit 1").fetchall()
    return (int(found[0][0]), str(found[0][1])) if found else (0, START)


def agrees(cursor: duckdb.DuckDBPyConnection, key: bytes) -> bool:
    """Whether ``key`` is that of the chain, as its first and its last entry tell: one of them suffices, since the other
    may have been changed. A log without entries agrees with every key."""
    found = cursor.execute(
        'select number, at_time, who, "role", event, details, personal_hash, chain, lag(chain) over (order by number) '
        "from audit qualify number = 1 or number = max(number) over ()"
    ).fetchall()
    names = ("number", "at_time", "who", "role", "event", "details", "personal_hash")
    return not found or any(
        linked(key, row[8] or START, dict(zip(names, row[:7], strict=True))) == row[7] for row in found
    )


def linked(key: bytes, head: str, values: Mapping[str, Any]) -> str:
    return hmac.digest(key, (head + dumped(values)).encode(), "sha256").hex()


def sealed(key: bytes, number: int, chain: str) -> str:
    """The seal of an entry as the last of the chain."""
    return hmac.digest(key, f"end {number} {chain}".encode(), "sha256").hex()


def dumped(values: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS, default=str).decode()


def separated(details: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """``details`` as (ids and counts, what may name a person)."""
    plain: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for name, value in details.items():
        harmless = isinstance(value, bool | int | float | datetime) or value is None
        harmless = harmless or (isinstance(value, str) and (value == "" or PLAIN.fullmatch(value) is not None))
        written = name in TYPED and isinstance(value, str)
        (plain if harmless and name not in PERSONAL else personal)[name] = scrubbed(value) if written else value
    return plain, personal


def audit_frame(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Newest first: ``number, at_time, who, role, event, details, personal, chain``."""
    return cursor.execute(
        'select a.number, a.at_time, a.who, a."role", a.event, a.details, p.personal, a.chain '
        "from audit a left join audit_personal p on p.number = a.number order by a.number desc"
    ).df()


def latest(cursor: duckdb.DuckDBPyConnection, event: str, until: datetime | None) -> dict[str, Any] | None:
    """The details of the newest entry of ``event`` with its ``at_time``, none later than ``until``; ``None`` without
    one."""
    found = cursor.execute(
        "select at_time, details from audit where event = $event and ($until is null or at_time <= $until) "
        "order by number desc limit 1",
        {"event": event, "until": until},
    ).fetchall()
    return {"at_time": found[0][0], **orjson.loads(found[0][1])} if found else None
