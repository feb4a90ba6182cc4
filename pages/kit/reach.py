"""Until when the ledgers of a page tell, in a line under its headline: what came after is not known, and not good."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from analytics.periods import as_of_day
from analytics.reach import Reach, load_reaches
from data.datasets import DATASETS
from data.language import Translator
from pages.kit.cache import keep
from pages.kit.guard import View
from pages.kit.status import shape_beside

LEDGERS = {
    "rights": ("notices", "promises", "questions"),
    "compliance": ("duties", "reviews", "evidence"),
    "closing": ("closing", "prepaid"),
    "safeguards": (
        "controls",
        "control_tests",
        "agreements",
        "assets",
        "continuity",
        "continuity_tests",
        "training",
        "documents",
        "tickets",
    ),
    "coordination": ("actions",),
    "cutover": ("rehearsals", "defects", "confirmations"),
    "risk": ("risks", "treatments"),
    "complaints": ("complaints", "contacts"),
    "move": ("transfers", "notices", "departures"),
    "retention": ("departures", "transfers"),
    "care": ("contacts", "departures"),
    "effect": ("departures", "complaints", "surveys"),
    "market": ("departures", "market", "mentions", "campaigns", "deals"),
    "schedule": ("tasks", "transfers"),
    "cost": ("costs",),
    "cost_benefit": ("costs", "benefits"),
    "satisfaction": ("surveys", "invitations"),
    "readiness": ("notices", "duties", "continuity_tests", "training", "documents", "control_tests", "risks"),
}
"""Page → the ledgers that it is counted in."""


def sentences(reaches: tuple[Reach, ...], t: Translator, day: date = date.max) -> list[tuple[str, str]]:
    """State and words: each ledger that is older than its rhythm, and until when the others reach at least. One that
    was loaded after ``day`` tells of days that have not come: the clock stands too early, and it is said."""
    told = [one for one in reaches if one.until is not None]
    ahead = [one for one in told if one.until is not None and one.until > day]
    if ahead:
        names = t.listing([DATASETS[one.dataset].label(t.lang) for one in ahead])
        told = [one for one in told if one not in ahead]
        said = t("reach.ahead", datasets=names, date=t.date(day, year=True))
        return [("watch", said), *sentences(tuple(told), t)]
    old = [one for one in told if one.old]
    found = [
        ("watch", t("reach.old", dataset=DATASETS[one.dataset].label(t.lang), date=t.date(one.until, year=True)))
        for one in old
    ]
    until = min((one.until for one in told if one.until is not None and not one.old), default=None)
    if until is not None:
        found.append(("none", t("reach.rest" if old else "reach.all", date=t.date(until, year=True))))
    return found


def show_reach(view: View, page: str) -> None:
    """The line of a page that is counted in ledgers; nothing where none was loaded."""
    ledgers = LEDGERS.get(page, ())
    reaches = keep(view, f"reach {page}", lambda: load_reaches(view.store, view.whole().scope, ledgers))
    shown = [
        Markup("{}<span>{}</span>").format(shape_beside(state) if state == "watch" else "", words)
        for state, words in sentences(reaches, view.t, as_of_day(view.scope))
    ]
    if shown:
        st.html(Markup('<div class="ho-key">{}</div>').format(Markup("").join(shown)))
