"""Who may see and do what. Every public call of the store and of the upload takes :class:`Rights`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["executive", "manager", "analyst", "presenter", "compliance", "administrator"]
ROLES: tuple[str, ...] = get_args(Role)
ROW_LEVEL = frozenset({"manager", "analyst", "compliance", "administrator"})
WRITERS = frozenset({"manager", "analyst", "compliance", "administrator"})
PROGRAMME_WRITERS = frozenset({"compliance", "administrator"})


@dataclass(frozen=True)
class Rights:
    """What one reader may see and change.

    ``None`` in ``branches``, ``waves`` or ``datasets`` means unrestricted; an empty set means nothing at all.
    """

    user: str
    role: str
    branches: frozenset[str] | None = None
    waves: frozenset[str] | None = None
    datasets: frozenset[str] | None = None
    purpose: str = ""

    @property
    def row_level(self) -> bool:
        """Whether single rows may be seen; every such look is logged."""
        return self.role in ROW_LEVEL

    @property
    def may_write(self) -> bool:
        return self.role in WRITERS

    @property
    def may_write_programme(self) -> bool:
        """Whether rows that belong to no wave and no branch may be written by a reader restricted to some."""
        return self.role in PROGRAMME_WRITERS or (self.branches is None and self.waves is None)

    @property
    def restricted(self) -> bool:
        return self.branches is not None or self.waves is not None

    def may_see(self, dataset: str) -> bool:
        return self.datasets is None or dataset in self.datasets


def local_rights(user: str, role: str) -> Rights:
    """Rights on a machine without sign-in: those of ``role``, in every wave and branch. Unknown roles see aggregates."""
    return Rights(user=user, role=role if role in ROLES else "executive")
