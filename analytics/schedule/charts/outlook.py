"""When will it end, what decides it, and where did the slip come from?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import rows
from analytics.marks import DAYS, SHARE, Bars, Exhibit, Series, Spot, Step, Waterfall, distribution_of, values
from analytics.schedule.numbers.slippage import compute_most_slipped, compute_slippage

if TYPE_CHECKING:
    from analytics.schedule.numbers import Outlook, Plan
    from data.language import Translator

MOST = 7


def chart_finish(outlook: Outlook | None, t: Translator) -> Exhibit:
    """The simulated finish: P80 and its distance to the baseline, the chance of the plan's own day."""
    subtitle = t("schedule.finish.subtitle")
    if outlook is None:
        return Exhibit.answer(t("schedule.outlook.done"), subtitle)
    plan, p80 = outlook.plan, outlook.day(0.8)
    if plan.base_finish is None:
        title = t("schedule.finish.plain", date=t.date(p80, year=True))
    else:
        late = (p80 - plan.base_finish).days
        key = "late" if late > 0 else "in_time" if late else "on_time"
        title = t(
            f"schedule.finish.{key}", date=t.date(p80, year=True), n=abs(late), base=t(f"schedule.base{plan.own}")
        )
    found = outlook.simulation
    note = [
        t("schedule.finish.range", p50=t.date(outlook.day(0.5), year=True), p90=t.date(outlook.day(0.9), year=True)),
        t("schedule.finish.chance", share=t.percent(outlook.chance_by(plan.finish), 0), date=t.date(plan.finish)),
        t("note.trials", n=found.trials, seed=str(found.seed), rho=t.number(found.correlation, 1)),
    ]
    if outlook.stated < 1:
        note.append(t("schedule.finish.assumed", share=t.percent(1 - outlook.stated, 0)))
    spots = [Spot(outlook.day(share), name) for share, name in ((0.5, "P50"), (0.8, "P80"), (0.9, "P90"))]
    if plan.base_finish is not None:
        spots.append(Spot(plan.base_finish, t(f"schedule.baseline{plan.own}"), "base"))
    spots.append(Spot(plan.finish, t("schedule.plan_says"), "aim"))
    mark = distribution_of(outlook.days, t("schedule.versions.finish"), tuple(spots))
    return Exhibit(title, subtitle, " · ".join(note), mark)


def shown_drivers(outlook: Outlook) -> pd.DataFrame:
    """Tasks that are ever critical, by how strongly they go with the finish."""
    found = outlook.tasks[outlook.tasks["criticality"] > 0.01]
    return found.sort_values(["driver", "criticality"], ascending=False).head(MOST).reset_index(drop=True)


def chart_drivers(outlook: Outlook | None, t: Translator) -> Exhibit | None:
    """Share of the trials in which a task was critical: which one goes with the finish most."""
    if outlook is None:
        return None
    subtitle, tasks = t("schedule.drivers.subtitle"), shown_drivers(outlook)
    work = tasks[tasks["driver"] > 0]
    if work.empty:
        return Exhibit.answer(t("schedule.drivers.empty"), subtitle)
    row = work.iloc[0]
    title = t("schedule.drivers.title", task=row["name"], share=t.percent(row["criticality"], 0))
    if bool((tasks["criticality"] > 0.995).all()):
        # Bars of 100 % rank nothing: they are named together.
        named = t("schedule.comma").join(t("schedule.message.name", task=name) for name in tasks["name"])
        alone = len(tasks) == 1
        title = t("schedule.drivers.only", task=row["name"]) if alone else t("schedule.drivers.all", tasks=named)
    mark = Bars(
        tuple(tasks["name"]),
        (
            Series(
                t("schedule.drivers.critical"),
                values(tasks["criticality"]),
                tones=tuple("bad" if one >= 0.5 else "actual" for one in tasks["criticality"]),
            ),
        ),
        SHARE,
        across=True,
        ends=tuple(f"{t.percent(one.criticality, 0)} · r {t.number(one.driver, 2)}" for one in rows(tasks)),
        ids=tuple(tasks["task"]),
        of=t("schedule.diff.task"),
    )
    return Exhibit(title, subtitle, t("schedule.drivers.note"), mark)


def chart_slippage(outlook: Outlook | None, t: Translator) -> Exhibit | None:
    """Days from the first baseline to the plan as it stands, and on to P80."""
    return None if outlook is None else slipped(outlook.plan, outlook, t, since="baseline")


def chart_week(plan: Plan, t: Translator) -> Exhibit:
    """Days since the snapshot before."""
    return slipped(plan, None, t, since="week")


def slippage_parts(plan: Plan, since: str) -> tuple[pd.DataFrame, int] | None:
    """Where the days between the baseline (or the snapshot before) and the finish come from, and how many they are in
    all; ``None`` where there is nothing to compare with."""
    if since == "week":
        if plan.before.empty:
            return None
        then = plan.before.set_index("task")
        starts, finishes, zero = then["start"], then["stated"], plan.before.loc[~plan.before["summary"], "stated"].max()
    else:
        then = plan.tasks.set_index("task")
        starts, finishes, zero = then["base_start"], then["base_finish"], plan.leaves["base_finish"].max()
    if pd.isna(zero):
        return None
    leaves = plan.leaves.assign(finish=plan.leaves["stated"]) if since == "week" else plan.leaves
    return compute_slippage(leaves, starts, finishes), (leaves["finish"].max() - zero).days


def slipped(plan: Plan, outlook: Outlook | None, t: Translator, *, since: str) -> Exhibit:
    """How many days, and which task has the most of those that go the way of the whole: one that gained days carries no
    delay."""
    then, own = plan.before_on if since == "week" else None, "" if since == "week" else plan.own
    subtitle = (
        t("schedule.slip.subtitle_week", date=t.date(then, year=True)) if then else t(f"schedule.slip.subtitle{own}")
    )
    found = slippage_parts(plan, since)
    if found is None:
        return Exhibit.nothing(t("schedule.slip.empty_week" if since == "week" else "schedule.slip.empty"), subtitle)
    parts, days = found
    steps, again = [], 0
    if since == "baseline" and len(plan.baselines) > 1:
        again = (plan.baselines["finish"].iloc[-1] - plan.baselines["finish"].iloc[0]).days
        if again:
            steps.append(_step(t("schedule.rebaseline", version=plan.baseline), again))
    steps += [_step(row.name, row.days, row.task) for row in rows(parts)]
    total = days + again
    rest = total - sum(step.value for step in steps)
    if rest:
        steps.append(_step(t("schedule.slip.other"), rest))
    most = compute_most_slipped(plan, parts, early=total < 0)
    largest = max(
        (step for step in steps if not step.id), key=lambda step: step.value if total > 0 else -step.value, default=None
    )
    size, name = (0, "") if most is None else (abs(most.days), most.name)
    if largest is not None and (largest.value > 0) == (total > 0) and abs(largest.value) > size:
        size, name = abs(int(largest.value)), largest.name
    if not total or not size:
        title = t("schedule.slip.none_week" if since == "week" else f"schedule.slip.none{own}")
    else:
        way = "" if total > 0 else "_early"
        title = t(f"schedule.slip.{since}{way}{own}", n=abs(total), days=t.number(size), task=name)
    steps.append(Step(t("schedule.plan_says"), total, total=True, id="finish"))
    more = 0 if outlook is None else (outlook.day(0.8) - plan.finish).days
    if more > 0:
        steps.append(Step(t("schedule.slip.risk"), more, "bad", "hatched", id="risk"))
    note = " · ".join([t("schedule.slip.note"), *([t("schedule.own")] if own else [])])
    return Exhibit(title, subtitle, note, Waterfall(tuple(steps), DAYS, t("schedule.diff.task")))


def _step(name: str, days: float, task: str = "") -> Step:
    return Step(name, days, "bad" if days > 0 else "good", id=task)
