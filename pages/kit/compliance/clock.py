"""The clock: duties with their days, and what starts it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from analytics.charts.compliance import days as day_charts
from analytics.charts.compliance import states as state_charts
from analytics.reports.compliance import standing_of
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.compliance.cells import SHOWN, content, edit, proof, today, where
from pages.kit.compliance.frame import Found
from pages.kit.compliance.tables import columns, show_rows
from pages.kit.controls import pick
from pages.kit.empty import show_none
from pages.kit.guard import View
from pages.kit.state import BY
from pages.kit.status import shape
from pages.kit.table import date_or_dash, text_or_dash

LISTS = {
    "open": ("overdue", "due", "unknown"),
    "done": ("late", "met"),
    "waiting": ("waiting",),
    "aside": ("not_applicable",),
}
SHAPES = {"overdue": "bad", "late": "watch", "met": "good", "unknown": "watch"}


def show_clock(view: View, found: Found) -> None:
    t, own = view.t, found.duties
    two(
        (
            lambda: show_chart(
                view, "next-duties", day_charts.describe_next(own, t),
                lambda palette: day_charts.figure_days(day_charts.next_duties(own, t), today(found), palette, t, HEIGHT),
                keys=t("compliance.next.key", limit=own.judge.days("compliance.due_days")), frame=day_charts.next_duties(own, t),
            ),
            lambda: show_chart(
                view, "duties-by-wave", state_charts.describe_waves(own, t),
                lambda palette: state_charts.figure_waves(own, palette, t, HEIGHT), keys=t("compliance.waves.key"),
                frame=state_charts.by_wave(own),
            ),
        )
    )  # fmt: skip
    _duties(view, found)


def _duties(view: View, found: Found) -> None:
    """Every duty with its day, state, owner and proof."""
    t, own = view.t, found.duties
    decision = t("compliance.duties.decision", date=t.date(own.decision, year=True)) if own.decision else t("compliance.duties.no_decision")  # fmt: skip
    with card(t("compliance.duties.title"), decision, note=t("compliance.duties.note"), key="card-duties"):
        counts = {name: int(own.frame["state"].isin(states).sum()) for name, states in LISTS.items()}
        chosen = pick(
            t("compliance.duties.list"), tuple(LISTS), BY, lambda code: t(f"compliance.list.{code}", n=counts[code]),
            default="open", label_visibility="collapsed",
        )  # fmt: skip
        frame = own.of(*LISTS[chosen])
        if frame.empty:
            show_none(t(f"compliance.list.empty.{chosen}"))
            return
        show_rows(
            view, "duties", frame, SHOWN,
            columns(view, "state", ("duty", "head"), ("content", "prose"), ("wave", "text"), ("starts", "number"), ("due", "number"),
                    ("standing", "prose"), ("owner", "text"), ("evidence", "prose")),
            lambda row: (
                shape(_shape(found, row), t(f"compliance.state.{row.state}")), str(row.obligation), content(view, row), where(view, row),
                date_or_dash(view.t, row.event_at, year=True), _due(view, row), standing_of(row, t), text_or_dash(row.owner), proof(view, row),
            ),
            t("compliance.duties.title"),
        )  # fmt: skip
    edit(view, "duties")
    # The two things that start the clock: the decision, and the routes and cut-over of each wave.
    edit(view, "programme", columns=("programme", "decision_on", "calendar", "time_zone"))
    edit(view, "waves", columns=("wave", "data_route", "contract_route", "planned_cutover_on", "cutover_on"))


def _shape(found: Found, row: Any) -> str:
    if row.state == "due":
        return found.duties.state_of(row)
    return SHAPES.get(row.state, "none")


def _due(view: View, row: Any) -> Markup | str:
    t = view.t
    if row.state == "not_applicable" or row.due_on is None or pd.isna(row.due_on):
        return "–"
    day = t.moment(row.due_at) if row.unit == "hour" and row.law else t.date(row.due_on, year=True)
    kind = "internal" if not row.law else "provisional" if row.provisional else "law"
    return Markup('{}<br><span class="ho-muted">{}</span>').format(day, t(f"compliance.due.{kind}"))
