"""Assumptions to move: what the address puts in place of what was measured, and the sliders that write it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from analytics.cost_benefit.numbers import load_case
from analytics.cost_benefit.numbers.case import assumed, measured
from pages.kit.card import card
from pages.kit.controls import clear
from pages.kit.cost_benefit.keeping import show_keeping
from pages.kit.guard import View
from pages.kit.state import ASSUMPTIONS, read_param, write_param

LIMITS = {
    # input: (lowest, highest, step) in the unit shown: percent, but weeks for the delay
    "rate": (0.0, 20.0, 0.5),
    "churn": (0.0, 20.0, 0.1),
    "retained": (50.0, 150.0, 1.0),
    "savings": (50.0, 150.0, 1.0),
    "cost": (70.0, 150.0, 1.0),
    "delay": (0.0, 52.0, 0.5),
}


def factor(name: str) -> float:
    """What a slider shows of an input: percent, but weeks as they are."""
    return 1.0 if name == "delay" else 100.0


def assuming(view: View) -> View:
    """The view with the assumptions of the address. A value that cannot be read, or lies outside, is as if it were not
    there."""
    found = []
    for key in ASSUMPTIONS:
        name, asked = key.removeprefix("a_"), read_param(key)
        try:
            value = float(asked[-1]) if asked else None
        except ValueError:
            value = None
        low, high, _ = LIMITS[name]
        if value is not None and low <= value <= high:
            found.append((name, value / factor(name)))
    return replace(view, scope=view.scope.but(assumed=tuple(found)))


def show_assumptions(view: View, chosen: Sequence[str]) -> None:
    """A slider an input, the way back to what was measured, and a name to keep them under."""
    t, case = view.t, load_case(view.store, view.scope)
    if case is None:
        return
    base, given = measured(case), assumed(case, view.scope)
    subtitle = t("case.move.subtitle", churn=t.percent(base.churn), weeks=t.number(base.delay, 1))
    with card(t("case.move.title"), subtitle, key="card-move"):
        for key in ASSUMPTIONS:
            name = key.removeprefix("a_")
            low, high, step = LIMITS[name]
            value = getattr(given, name) * factor(name)
            st.session_state[key] = min(max(round(value / step) * step, low), high)
            st.slider(
                t(f"case.slider.{name}"),
                low,
                high,
                step=step,
                key=key,
                format="%.1f" if step < 1 else "%.0f",
                on_change=_write,
                args=(key,),
            )
        st.button(
            t("case.move.reset"), icon=":material/restart_alt:", key="reset-case", on_click=clear, args=(ASSUMPTIONS,)
        )
        show_keeping(view, given, base)


def _write(key: str) -> None:
    write_param(key, [f"{st.session_state[key]:g}"])
