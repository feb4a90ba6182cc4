"""What narrows a page: each filter in words with a button that clears it, and the controls of the moment looked
from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import streamlit as st

from analytics.periods import Period, as_of_day, local_moment
from analytics.scope import PHASES, URL_KEYS
from data import clock
from data.language import Translator
from pages.kit.cache import keep
from pages.kit.controls import choose_period, clear, pick
from pages.kit.guard import View
from pages.kit.markdown import plain
from pages.kit.state import EDITION, write_param

AS_OF = "as_of_day"
ALL_PHASES = "all"
DAY_ENDS = time(23, 59, 59)


@dataclass(frozen=True)
class Filter:
    """One filter that acts on the page: the keys of the address it is cleared by, and what it says."""

    keys: tuple[str, ...]
    words: str


def active_filters(view: View) -> list[Filter]:
    """The filters that act on the page, in the order in which a reader would say them; names, not codes."""
    t, scope = view.t, view.scope
    found = []
    for field, dimension in (
        ("waves", "wave"),
        ("branches", "branch"),
        ("segments", "segment"),
        ("channels", "channel"),
    ):
        if codes := getattr(scope, field):
            found.append(Filter((URL_KEYS[field],), _names(view, dimension, codes)))
    if scope.phase:
        found.append(Filter((URL_KEYS["phase"],), t(f"scope.phase.{scope.phase}")))
    if scope.start or scope.end:
        words = _dates(scope.start, scope.end, t)
        keys = (URL_KEYS["start"], URL_KEYS["end"])
        found.append(Filter(keys, t("scope.dates.weeks", dates=words) if view.widened else words))
    if view.edition:
        moment = t.moment(local_moment(scope))
        found.append(Filter((EDITION,), t("scope.edition", name=view.edition, moment=moment)))
    elif scope.as_of:
        found.append(Filter((URL_KEYS["as_of"],), t("scope.as_of", moment=_moment(view))))
    return found


def _names(view: View, dimension: str, codes: Sequence[str]) -> str:
    from analytics.behind import load_branch_names
    from analytics.satisfaction.charts.groups import group_label

    t = view.t
    branches = dimension == "branch"
    names = keep(view, "branch names", lambda: load_branch_names(view.store, view.scope)) if branches else None
    said = t.listing([group_label(dimension, code, t, names) for code in codes])
    return said if dimension == "wave" else t(f"scope.{dimension}", names=said)


def _dates(start: date | None, end: date | None, t: Translator) -> str:
    if start and end:
        return t("scope.dates", dates=Period(min(start, end), end).write(t))
    return t("scope.from", day=t.date(start, year=True)) if start else t("scope.to", day=t.date(end, year=True))


def _moment(view: View) -> str:
    """The day looked from; with its time where it is not the end of the day."""
    at = local_moment(view.scope)
    return view.t.date(at, year=True) if at.time() >= DAY_ENDS else view.t.moment(at)


def said(view: View) -> str:
    """All the filters that act, as one listing; '' where none does."""
    return view.t.listing([one.words for one in active_filters(view)])


def show_filters(view: View, key: str = "filters") -> None:
    """A button for each filter, which clears it, and one for all of them where there are several."""
    filters, t = active_filters(view), view.t
    if not filters:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        for one in filters:
            st.button(
                t("scope.clear", what=plain(one.words)),
                key=f"{key}-{one.keys[0]}",
                type="tertiary",
                help=t("scope.clear.help", what=plain(one.words)),
                on_click=clear,
                args=(one.keys,),
            )
        if len(filters) > 1:
            every = [name for one in filters for name in one.keys]
            st.button(t("scope.clear.all"), key=f"{key}-all", type="tertiary", on_click=clear, args=(every,))


def show_moment(view: View) -> None:
    """The button behind which the moment looked from is chosen, and what else the page owns and has no control of its
    own for."""
    if not view.owns("as_of"):
        return
    t, today = view.t, clock.today()
    phase, dates = view.owns("phase"), view.owns("start") and not view.owns("channels")
    label = t("scope.moment.phase" if phase else "scope.moment.dates" if dates else "scope.moment")
    with st.popover(label, type="tertiary", key="moment"):
        st.session_state[AS_OF] = as_of_day(view.scope) if view.scope.as_of else None
        st.date_input(
            t("scope.moment.as_of"),
            max_value=today,
            format="YYYY-MM-DD",
            key=AS_OF,
            help=t("scope.moment.help"),
            on_change=_write_as_of,
        )
        if phase:
            pick(
                t("filter.phase"),
                (ALL_PHASES, *PHASES),
                URL_KEYS["phase"],
                lambda code: t("filter.phase.all") if code == ALL_PHASES else t(f"phase.{code}"),
                default=ALL_PHASES,
            )
        if dates:
            choose_period(t("scope.moment.period"), high=as_of_day(view.scope))
        clear_as_of = (URL_KEYS["as_of"], EDITION)
        if view.scope.as_of:
            st.button(t("scope.moment.now"), key="moment-now", type="tertiary", on_click=clear, args=(clear_as_of,))


def _write_as_of() -> None:
    """The end of the day that was chosen; today is now."""
    day = st.session_state[AS_OF]
    asked = [] if day is None or day >= clock.today() else [clock.end_of(day).isoformat()]
    write_param(EDITION, [])
    write_param(URL_KEYS["as_of"], asked)
