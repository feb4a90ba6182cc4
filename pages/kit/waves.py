"""The choice of waves on a page whose numbers can be split by them."""

from __future__ import annotations

from analytics.schedule.numbers import load_plan, load_units
from pages.kit.cache import keep
from pages.kit.controls import choose_several
from pages.kit.errors import caught
from pages.kit.guard import View


def choose_waves(view: View) -> None:
    """The waves of the scope, where the page owns them."""
    if not view.owns("waves"):
        return
    t, store, whole = view.t, view.store, view.scope.but(waves=())
    waves = keep(
        view, "wave names", lambda: sorted(load_units(store, whole, load_plan(store, view.scope)).waves["wave"])
    )
    with caught(t):
        choose_several(t("filter.wave"), waves, "wave", t.wave, placeholder=t("filter.wave.all"), width=170)
