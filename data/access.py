"""Who may see and do what. Every public call of the store and of the upload takes :class:`Rights`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["executive", "manager", "analyst", "presenter", "compliance", "administrator"]
ROLES: tuple[str, ...] = get_args(Role)
STRONGEST = ("administrator", "compliance", "analyst", "manager", "presenter", "executive")
"""Who has several roles by the sign-in has the first of these, by rows of the programme the last."""
ROW_LEVEL = frozenset({"manager", "analyst", "compliance", "administrator"})
WRITERS = frozenset({"manager", "analyst", "compliance", "administrator"})
REVEALERS = frozenset({"manager", "compliance", "administrator"})
"""Who may have names beside pseudonyms, to call somebody: an analyst works on rows without them."""
PROGRAMME_WRITERS = frozenset({"compliance", "administrator"})
GRANTS = "grants"
"""The dataset of who may do what: compliance reads it, an administrator writes it, nobody else sees it."""
ENDED = "none"
"""The role of a grant that takes every access away."""
ALL = "*"
"""What stands for every branch or wave where some are named."""


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
    def may_reveal(self) -> bool:
        """Whether pseudonyms may be turned back into names, for a purpose that is logged."""
        return self.role in REVEALERS

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

    @property
    def sees_all(self) -> bool:
        """Whether no wave, branch or dataset is kept from this reader: words about the whole programme are for them
        alone."""
        return not self.restricted and self.datasets is None

    def may_see(self, dataset: str) -> bool:
        if dataset == GRANTS and self.role not in PROGRAMME_WRITERS:
            return False
        return self.datasets is None or dataset in self.datasets

    @property
    def may_grant(self) -> bool:
        """Whether this reader may say who sees and does what."""
        return self.role == "administrator" and not self.restricted


def named_rights(user: str, role: str, branches: Iterable[str], waves: Iterable[str]) -> Rights:
    """Rights of a person whose role, branches and waves somebody has named. None named is all of them, but for a
    project manager, who has what is named and nothing else."""
    chosen = [frozenset(word for text in texts if (word := text.strip())) for texts in (branches, waves)]
    own, on = (None if not words or ALL in words else words for words in chosen)
    if role == "manager" and not any(chosen):
        own = on = frozenset()
    return Rights(user=user, role=role, branches=own, waves=on)


def local_rights(user: str, role: str) -> Rights:
    """Rights on a machine without sign-in: those of ``role``, in every wave and branch. Unknown roles see
    aggregates."""
    return Rights(user=user, role=role if role in ROLES else "executive")
