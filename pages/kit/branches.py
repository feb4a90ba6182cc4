"""The names of branches as pages read them: once for each state of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.behind import load_branch_names
from pages.kit.cache import keep

if TYPE_CHECKING:
    from pages.kit.guard import View


def read_branches(view: View) -> dict[str, str]:
    """Branch id → name, where one is given."""
    names: dict[str, str] = keep(view, "branch names", lambda: load_branch_names(view.store, view.scope))
    return names
