"""Will it be done in time: how late, how far, when it will end, what moved since last week. What its page shows, in
order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.catalogue import Area, Chart, Choice, Custom, Row, Section, Table
from analytics.schedule.charts import changes, gantt, outlook, progress, trend
from analytics.schedule.numbers import Plan, compute_slippage, load_outlook, load_plan
from analytics.schedule.numbers.outlook import SIZES, load_moves, load_sized, load_work
from analytics.schedule.numbers.slippage import compute_most_slipped
from data.language import start

if TYPE_CHECKING:
    from analytics.schedule.numbers import Outlook
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NAMED = 2
"""Overdue tasks that are named; the others are counted."""
TRIALS = Choice(
    "trials", "schedule.control.trials", lambda store, scope: SIZES, lambda size, t: t.number(int(size)), few=True
)


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """The likely finish (the middle of the simulation) against the baseline, the task that takes it there, what the
    plan itself says where that is not likely, whether the date is kept by shorter durations, and what should be over
    and is not.

    A plan of which nothing has slipped is not said to be late: what the ranges of its estimates make of it is."""
    plan = load_plan(store, scope)
    if plan.empty:
        return ""
    held = "" if plan.baseline or plan.late is None else t("schedule.message.own", said=t("schedule.own"))
    return _likely(plan, load_outlook(store, scope), t) + held + changes.shortened_now(plan, t) + _overdue(plan, t)


def _likely(plan: Plan, found: Outlook | None, t: Translator) -> str:
    """The likely finish against what it is held against; where all is done, when."""
    if found is None:
        return _over(plan, t)
    base, against = plan.base_finish, t(f"schedule.base{plan.own}")
    likely = found.day(0.5)
    date_ = t.date(likely, year=True)
    if base is None:
        said = t("schedule.message.no_baseline", date=date_)
    elif likely == base:
        said = t("schedule.message.on_time", date=date_, base=against)
    elif likely < base:
        said = t("schedule.message.early", n=(base - likely).days, date=date_, base=against)
    elif (
        plan.late is not None and plan.late <= 0
    ):  # nothing has slipped: what is later comes of the ranges of estimates alone
        held = t(
            "schedule.message.plan_early" if plan.late else "schedule.message.plan_even", n=abs(plan.late), base=against
        )
        by_ranges = {
            "base": against,
            "n": (likely - base).days,
            "date": date_,
            "share": t.percent(found.chance_by(base), 0),
        }
        return start(t("schedule.message.ranges", days=held, **by_ranges))
    else:
        tasks = plan.leaves.set_index("task")
        parts = compute_slippage(plan.leaves, tasks["base_start"], tasks["base_finish"])
        most = compute_most_slipped(plan, parts)
        if most is None:
            said = t("schedule.message.late_plain", n=(likely - base).days, date=date_)
        else:
            wave: Any = tasks.loc[most.task, "wave"]
            of = "" if pd.isna(wave) else t("schedule.message.of_wave", wave=t.wave(wave))
            said = t("schedule.message.late", n=(likely - base).days, date=date_, task=most.name, wave=of)
            if most.others:
                named = t("schedule.message.more", tasks=t("schedule.message.name", task=most.name), n=most.others)
                said = t("schedule.message.late_several", n=(likely - base).days, date=date_, tasks=named)
    late = plan.late
    if (
        late is not None
        and base is not None
        and abs((likely - plan.finish).days) >= plan.judge.days("schedule.apart_days")
    ):
        kind = "late" if late > 0 else "early" if late < 0 else "even"
        days = t(f"schedule.message.plan_{kind}", n=abs(late), base=against)
        said += t("schedule.message.lucky", days=days, share=t.percent(found.chance_by(plan.finish), 0))
    return said


def _overdue(plan: Plan, t: Translator) -> str:
    """What should be over and is not, by name; '' where there is nothing."""
    overdue = plan.overdue.sort_values("base_finish", kind="stable")
    if overdue.empty:
        return ""
    names = [t("schedule.message.name", task=name) for name in overdue["name"].head(NAMED)]
    rest = len(overdue) - len(names)
    tasks = t("schedule.message.more", tasks=t("schedule.comma").join(names), n=rest) if rest else t.listing(names)
    return t("schedule.message.overdue", n=len(overdue), tasks=tasks)


def _over(plan: Plan, t: Translator) -> str:
    """The finding where all is done."""
    if not bool(plan.leaves["dated"].all()):
        return t("schedule.message.over_undated")
    date_, late = t.date(plan.finish, year=True), plan.late
    if late is None:
        return t("schedule.message.over", date=date_)
    base = t(f"schedule.base{plan.own}")
    if late == 0:
        return t("schedule.message.over_even", date=date_, base=base)
    return t(
        "schedule.message.over_late" if late > 0 else "schedule.message.over_early", date=date_, n=abs(late), base=base
    )


AREA = Area(
    "schedule",
    needs=("tasks",),
    headline=headline,
    tiles=("finish_slip", "spi_t", "customers_moved", "rebaselines"),
    sections=(
        Section(
            "now",
            Row(
                Chart("gantt", load_plan, gantt.chart_gantt, height=400, metric="finish_slip"),
                Chart("milestones", load_plan, trend.chart_milestones, height=400),
            ),
        ),
        Section(
            "progress",
            Row(
                Chart("s-curve", load_work, progress.chart_s_curve, metric="spi_t"),
                Chart("burn-up", load_moves, progress.chart_burn_up, metric="customers_moved"),
                "even",
            ),
        ),
        Section(
            "outlook",
            Custom("reckoning"),
            Row(
                Chart("finish", load_sized, outlook.chart_finish),
                Chart("drivers", load_sized, outlook.chart_drivers),
            ),
            Chart("slippage", load_sized, outlook.chart_slippage),
            choices=(TRIALS,),
        ),
        Section(
            "changes",
            Row(
                Chart("week", load_plan, outlook.chart_week),
                Table("differences", load_plan, changes.table_differences),
            ),
            Table("shortened", load_plan, changes.table_shortened),
            Table("versions", load_plan, changes.table_versions),
        ),
    ),
)
