"""The sections of the schedule page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.frames import rows
from analytics.schedule import charts
from analytics.schedule.numbers import Outlook, Plan, compute_burn_up, compute_difference, compute_outlook
from analytics.stats.simulation import Cancelled
from pages.kit.cache import keep, scope_key
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, two
from pages.kit.controls import pick
from pages.kit.guard import View
from pages.kit.plan.chart import show_ledger_chart
from pages.kit.plan.frame import read_outlook, read_progress, read_units
from pages.kit.state import TRIALS, write_param
from pages.kit.table import Column, show_table

SIZES = ("10000", "100000")
EXPORTED = [
    "task",
    "name",
    "wave",
    "start",
    "finish",
    "base_start",
    "base_finish",
    "late",
    "share",
    "done",
    "total_float",
]


def show_now(view: View, plan: Plan) -> None:
    """How late, and does it keep slipping?"""
    t = view.t
    tasks = plan.tasks.assign(total_float=plan.tasks["task"].map(plan.floats))
    key = t("schedule.gantt.key", baseline=plan.baseline or t("schedule.baseline"))
    two(
        (
            lambda: show_ledger_chart(
                view,
                "gantt",
                charts.describe_gantt(plan, t),
                lambda palette: charts.figure_gantt(plan, palette, t, 400),
                keys=key,
                frame=tasks[EXPORTED],
            ),
            lambda: show_ledger_chart(
                view,
                "milestones",
                charts.describe_milestones(plan, t),
                lambda palette: charts.figure_milestones(plan, palette, t, 400),
                frame=plan.milestones,
            ),
        )
    )


def show_progress(view: View, plan: Plan) -> None:
    """How much is done, and how many customers have moved?"""
    t, progress, units = view.t, read_progress(view), read_units(view)
    forecast = keep(view, "burn up", lambda: compute_burn_up(units))
    day = pd.Timestamp(plan.status_on)

    def s_curve() -> None:
        words = charts.describe_s_curve(progress, "percent", t)
        show_ledger_chart(
            view, "s-curve", words, lambda palette: charts.figure_s_curve(progress, day, palette, t, HEIGHT)
        )  # type: ignore[arg-type]

    def burn_up() -> None:
        show_ledger_chart(
            view,
            "burn-up",
            charts.describe_burn_up(units, forecast, t),
            lambda palette: charts.figure_burn_up(units, forecast, palette, t, HEIGHT),
            frame=units.moved,
        )

    two((s_curve, burn_up), (1, 1))


def show_outlook(view: View, plan: Plan) -> None:
    """When will it end, and what decides it?"""
    t = view.t
    outlook = _sized(view, plan)
    if outlook is None:
        st.html(f'<p class="ho-note">{t("schedule.outlook.done")}</p>')
        return
    size = outlook.simulation.trials
    two(
        (
            lambda: show_ledger_chart(
                view,
                "finish",
                charts.describe_finish(outlook, t),
                lambda palette: charts.figure_finish(outlook, palette, t, HEIGHT),
                size,
            ),
            lambda: show_ledger_chart(
                view,
                "drivers",
                charts.describe_drivers(outlook, t),
                lambda palette: charts.figure_drivers(outlook, palette, t, HEIGHT),
                size,
                frame=outlook.tasks,
            ),
        )
    )
    show_ledger_chart(
        view,
        "slippage",
        charts.describe_slippage(plan, outlook, t),
        lambda palette: charts.figure_slippage(plan, outlook, palette, t, HEIGHT),
        size,
    )


def _sized(view: View, plan: Plan) -> Outlook | None:
    """The simulation of the size that is asked for; the large one runs beside a bar and can be stopped."""
    t, usual = view.t, read_outlook(view)
    if usual is None:
        return None
    asked = pick(t("schedule.control.trials"), SIZES, TRIALS, lambda size: t.number(int(size)), default=SIZES[0])
    if asked == SIZES[0]:
        return usual
    key = (view.store.version(), scope_key(view.scope), asked)
    kept = st.session_state.get("_outlook")
    if kept is not None and kept[0] == key:
        return kept[1]
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=t("schedule.outlook.running"))
        # A click runs the page anew; the next word to the bar then ends this run.
        st.button(t("schedule.outlook.stop"), key="stop-outlook", on_click=write_param, args=(TRIALS, []))
    try:
        found = compute_outlook(
            plan,
            trials=int(asked),
            progress=lambda share: bar.progress(share, text=t("schedule.outlook.running")) and None,
        )
    except Cancelled:
        return usual
    place.empty()
    st.session_state["_outlook"] = (key, found)
    return found


def show_changes(view: View, plan: Plan) -> None:
    """What moved since the snapshot before, and when the baseline was changed?"""
    t = view.t
    words = charts.describe_slippage(plan, None, t, since="week")

    def table() -> None:
        _differences(view, plan)

    two(
        (
            lambda: show_ledger_chart(
                view,
                "week",
                words,
                lambda palette: charts.figure_slippage(plan, None, palette, t, HEIGHT, since="week"),
            ),
            table,
        )
    )
    _versions(view, plan)


def _differences(view: View, plan: Plan) -> None:
    t = view.t
    if plan.before_on is None:
        with card(t("schedule.diff.none_before"), key="card-diff"):
            return
    found = compute_difference(plan.tasks, plan.before)
    lines = [
        (t("schedule.diff.moved"), row.name, t("schedule.days", days=t.number(row.days, sign=True)))
        for row in rows(found.moved.head(12))
    ]
    lines += [(t("schedule.diff.added"), row.name, row.task) for row in rows(found.added)]
    lines += [(t("schedule.diff.removed"), row.name, row.task) for row in rows(found.removed)]
    lines += [
        (t("schedule.diff.renamed"), row.name, t("schedule.diff.was", name=row.was)) for row in rows(found.renamed)
    ]
    title = (
        t("schedule.diff.nothing")
        if found.nothing
        else t(
            "schedule.diff.title",
            moved=len(found.moved),
            added=len(found.added),
            removed=len(found.removed),
            renamed=len(found.renamed),
        )
    )
    with card(title, t("schedule.diff.subtitle", date=t.date(plan.before_on, year=True)), key="card-diff"):
        if lines:
            columns = [
                Column(t("schedule.diff.what")),
                Column(t("schedule.diff.task"), "head"),
                Column(t("schedule.diff.how"), "prose"),
            ]
            show_table(columns, lines, title)


def _versions(view: View, plan: Plan) -> None:
    t, versions = view.t, plan.baselines
    if versions.empty:
        return
    lines, before = [], None
    for row in rows(versions):
        moved = "" if before is None else t("schedule.days", days=t.number((row.finish - before).days, sign=True))
        reason = (
            str(row.reason) if not pd.isna(row.reason) and str(row.reason).strip() else t("schedule.tile.no_reason")
        )
        lines.append(
            (
                row.version,
                t.date(None if pd.isna(row.approved_on) else row.approved_on, year=True),
                t.date(row.finish, year=True),
                moved,
                reason,
            )
        )
        before = row.finish
    title = t("schedule.versions.title", n=len(versions))
    with card(title, t("schedule.versions.subtitle"), key="card-versions"):
        heads = ("version", "approved", "finish", "moved", "reason")
        columns = [Column(t(f"schedule.versions.{head}"), "head" if head == "version" else "text") for head in heads]
        show_table(columns, lines, title)
