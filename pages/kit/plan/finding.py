"""The finding of the schedule page in one sentence."""

from __future__ import annotations

import pandas as pd

from analytics.schedule.numbers import Plan, compute_slippage
from data.language import Translator
from pages.kit.guard import View
from pages.kit.plan.frame import read_outlook

NOISE_DAYS = 3
"""Days by which the plan's own finish may differ from the middle of the simulation without being said."""
NAMED = 2
"""Overdue tasks that are named; the others are counted."""


def message(view: View, plan: Plan) -> str:
    """The page's finding: the likely finish (the middle of the simulation) against the baseline, the task that takes it
    there, what the plan itself says where that is not likely, and what should be over and is not."""
    t, outlook, base = view.t, read_outlook(view), plan.base_finish
    if outlook is None:
        return _over(plan, t)
    likely = outlook.day(0.5)
    date_ = t.date(likely, year=True)
    if base is None:
        said = t("schedule.message.no_baseline", date=date_)
    elif likely == base:
        said = t("schedule.message.on_time", date=date_)
    elif likely < base:
        said = t("schedule.message.early", n=(base - likely).days, date=date_)
    else:
        tasks = plan.leaves.set_index("task")
        parts = compute_slippage(plan.leaves, tasks["base_start"], tasks["base_finish"])
        slipped = parts[parts["days"] > 0]
        if slipped.empty:
            said = t("schedule.message.late_plain", n=(likely - base).days, date=date_)
        else:
            task = slipped.loc[slipped["days"].idxmax(), "task"]
            wave = tasks.loc[task, "wave"]
            of = "" if pd.isna(wave) else t("schedule.message.of_wave", wave=t.wave(wave))
            said = t(
                "schedule.message.late",
                n=(likely - base).days,
                date=date_,
                task=tasks.loc[task, "name"],
                wave=of,
            )
    late = plan.late
    if late is not None and base is not None and abs((likely - plan.finish).days) >= NOISE_DAYS:
        kind = "late" if late > 0 else "early" if late < 0 else "even"
        days = t(f"schedule.message.plan_{kind}", n=abs(late))
        said += t("schedule.message.lucky", days=days, share=t.percent(outlook.chance_by(plan.finish), 0))
    return said + _overdue(plan, t)


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
    if late == 0:
        return t("schedule.message.over_even", date=date_)
    return t("schedule.message.over_late" if late > 0 else "schedule.message.over_early", date=date_, n=abs(late))
