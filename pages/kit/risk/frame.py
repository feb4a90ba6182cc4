"""What the sections of the risk page share: what was read, the sentence above them and the controls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

import pandas as pd
import streamlit as st

from analytics.charts.risk import ARROWS, Arrow
from analytics.charts.risk.now import said_now
from analytics.metrics.risk import (
    Evidence,
    Exposure,
    Finding,
    Indicators,
    Realised,
    Register,
    Treatments,
    compute_checks,
    load_exposure,
    load_incidents,
    load_indicators,
    load_realised,
    load_register,
    load_treatments,
)
from pages.kit.cache import keep
from pages.kit.controls import choose, controls, pick
from pages.kit.errors import Standin, caught
from pages.kit.guard import View
from pages.kit.state import ARROW, ASSESSED, CATEGORY, VIEW, read_param, write_param
from pages.kit.waves import choose_waves

SECTIONS = ("register", "exposure", "treatments", "indicators", "checks")
ALL = "all"


@dataclass(frozen=True)
class Found:
    """What the page draws; ``register`` is that of the assessment looked at, in the category chosen."""

    register: Register
    treatments: Treatments
    indicators: Indicators
    incidents: pd.DataFrame
    exposure: Exposure
    category: str
    arrow: Arrow

    @property
    def about(self) -> tuple[str, str, str]:
        """What of the link the figures depend on beside the scope."""
        return (str(self.register.assessed), self.category, self.arrow)


def read_risks(view: View) -> Found:
    """The register of the assessment and category that the link names, with what is done and watched."""
    asked = read_param(ASSESSED)
    try:
        day = date.fromisoformat(asked[-1]) if asked else None
    except ValueError:
        day = None
    store, scope = view.store, view.scope
    whole = keep(view, "risk register", lambda: load_register(store, scope, day), str(day))
    category = (read_param(CATEGORY) or [""])[-1]
    if isinstance(whole, Standin):
        register = whole
    else:
        category = category if category in whole.categories else ""
        register = whole.only(category)
    arrow = (read_param(ARROW) or [ARROWS[0]])[-1]
    return Found(
        register,
        keep(view, "risk treatments", lambda: load_treatments(store, scope, register), str(day), category),
        keep(view, "risk indicators", lambda: load_indicators(store, scope)),
        keep(view, "risk incidents", lambda: load_incidents(store, scope, register.day)),
        keep(view, "risk exposure", lambda: load_exposure(store, scope, register), str(day), category),
        category,
        cast(Arrow, arrow if arrow in ARROWS else ARROWS[0]),
    )


def read_realised(view: View, found: Found) -> Realised:
    return keep(view, "risk realised", lambda: load_realised(view.store, view.scope, found.register), *found.about)


def read_checks(found: Found) -> list[Finding]:
    return compute_checks(Evidence(found.register, found.treatments, found.indicators, found.incidents))


def message(view: View, found: Found) -> str:
    """The finding; a part that could not be read is not spoken of."""
    known = [None if isinstance(one, Standin) else one for one in (found.treatments, found.indicators, found.exposure)]
    return said_now(found.register, *known, view.t)  # type: ignore[arg-type]


def control_row(view: View, found: Found) -> str:
    """Section, play-back, arrow, category and waves; returns the open section."""
    t, register = view.t, found.register
    with controls():
        section = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"risk.view.{code}"), default=SECTIONS[0])
        if section == "register":
            pick(t("risk.control.arrow"), ARROWS, ARROW, lambda code: t(f"risk.arrow.{code}"), default=ARROWS[0])
        with caught(t):
            _choose_category(view, found)
        choose_waves(view)
    with caught(t):
        if section == "register" and len(register.days) > 1:
            _playback(view, register)
    return section


def _choose_category(view: View, found: Found) -> None:
    t = view.t
    categories = sorted({*found.register.categories, *([found.category] if found.category else [])})
    whole = keep(view, "risk categories", lambda: load_register(view.store, view.scope).categories)
    options = sorted({*categories, *whole})
    if options:
        choose(
            t("risk.control.category"),
            [ALL, *options],
            CATEGORY,
            lambda code: t("risk.control.category.all") if code == ALL else code,
            default=ALL,
            width=170,
        )


def _playback(view: View, register: Register) -> None:
    """The slider over the assessments; the last one is the default and not written into the URL."""
    t = view.t
    days = [day.isoformat() for day in register.days]
    key = "playback"
    st.session_state[key] = str(register.assessed)

    def write() -> None:
        chosen = st.session_state[key]
        write_param(ASSESSED, [] if chosen == days[-1] else [chosen])

    st.select_slider(
        t("risk.control.playback", n=len(days)),
        days,
        key=key,
        format_func=lambda day: t.date(date.fromisoformat(day), year=True),
        on_change=write,
    )
