"""The sections of the schedule page."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from analytics.charts import schedule as charts
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.metrics.schedule import (
    Outlook,
    Plan,
    compute_burn_up,
    compute_difference,
    compute_outlook,
)
from analytics.stats.simulation import Cancelled
from pages.kit.cache import keep, scope_key
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, two
from pages.kit.controls import pick
from pages.kit.guard import View
from pages.kit.passport import passport_list
from pages.kit.plan.chart import show_ledger_chart
from pages.kit.plan.frame import judged, limit_words, reaching, read_outlook, read_progress, read_units, shape_of
from pages.kit.state import TRIALS, write_param
from pages.kit.table import Column, show_table
from pages.kit.tiles import Strip, Tile

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


def tiles(view: View, plan: Plan) -> list[Tile]:
    """Finish, SPI(t), customers moved, re-baselines."""
    found = [_finish(view, plan), _pace(view), _moved(view), _rebaselined(view, plan)]
    return [tile for tile in found if tile is not None]


def _finish(view: View, plan: Plan) -> Tile:
    t, outlook = view.t, read_outlook(view)
    base, late = plan.base_finish, plan.late
    zero = (base or plan.finish).toordinal()

    def at(day: date | None) -> float | None:
        return None if day is None else float(day.toordinal())

    strip = Strip(
        domain=reaching((zero - 30, zero + 90), at(plan.finish), at(outlook.day(0.9)) if outlook else None),
        label=t("schedule.tile.finish.strip", date=t.date(plan.finish, year=True)),
        now=at(plan.finish),
        low=at(outlook.day(0.1)) if outlook else None,
        high=at(outlook.day(0.9)) if outlook else None,
        before=None if plan.moved is None else float(plan.finish.toordinal() - plan.moved),
        aim=at(base),
    )
    detail = ""
    if outlook is not None:
        detail = t(
            "schedule.tile.finish.detail",
            p50=t.date(outlook.day(0.5)),
            p80=t.date(outlook.day(0.8)),
            seed=str(outlook.simulation.seed),
        )
    state, verdict = shape_of(judged(view, "finish_slip", late)), t("schedule.tile.no_baseline")
    if late is not None:
        verdict = (
            t("schedule.tile.later", n=late)
            if late > 0
            else t("schedule.tile.earlier", n=-late)
            if late < 0
            else t("schedule.tile.on_time")
        )
    moved = plan.moved
    return Tile(
        key="finish",
        passport=passport_list(METRICS["finish_slip"].passport, t),
        title=t("schedule.tile.finish"),
        value=t.date(plan.finish),
        unit=str(plan.finish.year) if t.lang == "en" else "",
        target=t("schedule.tile.plan", date=t.date(base)) if base else "",
        change=t("schedule.days", days=t.number(moved, sign=True)) if moved is not None else "",
        direction=0 if not moved else 1 if moved > 0 else -1,
        judged="" if not moved else "bad" if moved > 0 else "good",
        strip=strip,
        detail=detail,
        state=state,
        verdict=verdict,
    )


def _pace(view: View) -> Tile | None:
    t, progress = view.t, read_progress(view)
    if progress is None or progress.schedule is None or progress.schedule.spi_t is None:
        return None
    now, before = progress.schedule, progress.before
    value = now.spi_t or 0.0
    change = None if before is None or before.spi_t is None else value - before.spi_t
    verdict = judged(view, "spi_t", value)
    if verdict.reached:
        key = "on_plan"
    elif verdict.state == "good":
        key = "within"
    else:
        key = "behind" if progress.spi is None or judged(view, "spi_t", progress.spi).alarming else "hidden"
    return Tile(
        key="spi_t",
        passport=passport_list(METRICS["spi_t"].passport, t),
        title=t("metric.spi_t.title"),
        value=t.number(value, 2),
        target=limit_words(view, verdict),
        change="" if change is None else t.number(change, 2, sign=True),
        direction=0 if change is None or abs(change) < 0.005 else 1 if change > 0 else -1,
        judged="" if change is None or abs(change) < 0.005 else "good" if change > 0 else "bad",
        strip=Strip(
            reaching((0.7, 1.15), value),
            t("metric.spi_t.title"),
            now=value,
            before=before.spi_t if before else None,
            aim=verdict.limits.watch,
        ),
        detail=t("schedule.s.es", es=t.number(now.earned, 1), at=t.number(now.time, 1)),
        state=shape_of(verdict),
        verdict=t(f"schedule.tile.pace.{key}", spi=t.number(progress.spi, 2)),
    )


def _moved(view: View) -> Tile | None:
    t, units = view.t, read_units(view)
    if not units.total:
        return None
    if units.done is None:
        return Tile(
            key="moved",
            title=t("schedule.tile.moved"),
            value="–",
            target=t("schedule.tile.plan", date=t.number(units.planned_by(units.day))),
            state="none",
            verdict=t("schedule.tile.moved.unknown"),
        )
    due = units.planned_by(units.day)
    gap = units.done - due
    forecast = keep(view, "burn up", lambda: compute_burn_up(units))
    detail = t.percent(units.done / units.total)
    if forecast is not None and forecast.p50 is not None:
        detail += " · " + t("schedule.tile.moved.pace", date=t.date(forecast.p50, year=True))
    behind = gap < -0.01 * units.total
    return Tile(
        key="moved",
        title=t("schedule.tile.moved"),
        value=t.number(units.done),
        target=t("schedule.tile.plan", date=t.number(due)),
        change=t.number(round(gap), sign=True),
        direction=0 if not round(gap) else 1 if gap > 0 else -1,
        judged="bad" if behind else "",
        strip=Strip((0, units.total), t("schedule.tile.moved"), now=units.done, aim=due, bar=True),
        detail=detail,
        state="watch" if behind else "good",
        verdict=t("schedule.tile.moved.behind") if behind else t("schedule.tile.moved.on_plan"),
    )


def _rebaselined(view: View, plan: Plan) -> Tile | None:
    t, versions = view.t, plan.baselines
    if versions.empty:
        return None
    last = versions.iloc[-1]
    times = len(versions) - 1
    reason = not pd.isna(last["reason"]) and str(last["reason"]).strip() != ""
    detail = (
        ""
        if pd.isna(last["approved_on"])
        else t("schedule.tile.version", version=last["version"], date=t.date(last["approved_on"], year=True))
    )
    return Tile(
        key="rebaselined",
        title=t("schedule.tile.rebaselined"),
        value=t.number(times),
        unit=t("schedule.tile.times", n=times),
        target=str(last["version"]),
        detail=detail,
        state="good" if reason or not times else "watch",
        verdict=t("schedule.tile.reason") if reason or not times else t("schedule.tile.no_reason"),
        reason=(t("schedule.tile.reason_is", reason=last["reason"]) if reason and times else ""),
    )


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
