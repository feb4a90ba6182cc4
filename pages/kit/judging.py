"""The judge as pages ask it: once for each state of the store, scope and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.judging import Judge, load_judge
from pages.kit.cache import keep

if TYPE_CHECKING:
    from pages.kit.guard import View


def read_judge(view: View) -> Judge:
    """The limits in force at the scope's moment."""
    return keep(view, "judge", lambda: load_judge(view.store, view.scope))
