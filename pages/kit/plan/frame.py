"""What the pages of plan and money share: their ledgers, once a state of the store, and their row of controls."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.schedule.numbers import (
    Outlook,
    Plan,
    Progress,
    Units,
    compute_progress,
    load_outlook,
    load_plan,
    load_units,
)
from pages.kit.cache import keep
from pages.kit.controls import choose_several, controls, pick
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.state import VIEW


def read_plan(view: View) -> Plan:
    return keep(view, "plan", lambda: load_plan(view.store, view.scope))


def read_units(view: View) -> Units:
    return keep(view, "units", lambda: load_units(view.store, view.scope, read_plan(view)))


def read_outlook(view: View) -> Outlook | None:
    """The simulation of the usual size, kept; a plan without open tasks has none."""
    return keep(view, "outlook", lambda: load_outlook(view.store, view.scope))


def read_progress(view: View) -> Progress | None:
    plan = read_plan(view)
    return None if plan.empty else keep(view, "progress", lambda: compute_progress(plan))


def choose_view(view: View, page: str, options: Sequence[str]) -> str:
    """The section of the page that is open."""
    t = view.t
    return pick(
        t("plan.section"),
        options,
        VIEW,
        lambda code: t(f"plan.view.{page}.{code}"),
        default=options[0],
    )


def choose_waves(view: View) -> None:
    """The waves of the scope, on a page that can be split by them."""
    if not view.owns("waves"):
        return
    t = view.t
    waves = keep(
        view,
        "wave names",
        lambda: sorted(load_units(view.store, view.scope.but(waves=()), read_plan(view)).waves["wave"]),
    )
    with caught(t):
        choose_several(t("filter.wave"), waves, "wave", t.wave, placeholder=t("filter.wave.all"), width=170)


def control_row(view: View, page: str, options: Sequence[str]) -> str:
    """The row of controls; returns the open section."""
    with controls():
        chosen = choose_view(view, page, options)
        choose_waves(view)
    return chosen
