"""Whether the audit log of an open store is whole, for who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.access import PROGRAMME_WRITERS, Rights
from data.problems import Refusal

if TYPE_CHECKING:
    from data.store.store import Store


@dataclass(frozen=True)
class Whole:
    """``entries`` there are, the last of them with ``head``; ``broken`` is the first that does not follow from the one
    before it, ``cut`` the one that was last at the closing and is not there, 0 where all is well."""

    entries: int
    head: str
    broken: int
    cut: int

    @property
    def state(self) -> str:
        """``cut``, ``broken`` or ``whole``."""
        return "cut" if self.cut else "broken" if self.broken else "whole"


def load_whole(store: Store, rights: Rights) -> Whole:
    """Every entry is worked out anew, with the key of the store. Refusal ``not_allowed``."""
    if rights.role not in PROGRAMME_WRITERS:
        raise Refusal("not_allowed", where="audit")
    with store._cursor() as cursor:
        entries = int(cursor.execute("select count(*) from audit").fetchall()[0][0])
        return Whole(entries, store.audit_head, store._audit.broken_at(cursor) or 0, store._audit.cut_at)
