"""When will it end, what decides it, and where did the slip come from?"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.steps import Mark, Step, figure_distribution, figure_waterfall, wrapped
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.schedule.charts.gantt import NAME_LINES, NAME_WIDTH
from analytics.schedule.numbers import Outlook, Plan, compute_slippage
from data.language import Translator

MOST = 7


def figure_finish(outlook: Outlook, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """The distribution of the finish with baseline, plan, P50, P80 and P90."""
    plan = outlook.plan
    marks = [Mark(outlook.day(share), name, "share") for share, name in ((0.5, "P50"), (0.8, "P80"), (0.9, "P90"))]
    if plan.base_finish is not None:
        marks.append(Mark(plan.base_finish, t("schedule.baseline"), "base"))
    marks.append(Mark(plan.finish, t("schedule.plan_says"), "aim"))
    days = outlook.days
    ordered = days.sort_values(ignore_index=True)
    low, high = ordered.iloc[len(ordered) // 200], ordered.iloc[-1 - len(ordered) // 200]
    places = [pd.Timestamp(mark.at) for mark in marks]
    first, last = min([low, *places]) - pd.Timedelta(days=5), max([high, *places]) + pd.Timedelta(days=5)
    return figure_distribution(days, marks, palette, _days_axis(first, last, t), height)


def _days_axis(first: pd.Timestamp, last: pd.Timestamp, t: Translator) -> dict[str, object]:
    """Ticks at firsts of months, or at Mondays where the range is short."""
    if (last - first).days > 100:
        return month_axis(first, last, t, 7)
    step = 7 if (last - first).days <= 45 else 14
    start = (first + pd.Timedelta(days=(7 - first.weekday()) % 7)).normalize()
    ticks = list(pd.date_range(start, last, freq=f"{step}D"))
    return {
        "range": [first, last],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [t.date(tick) for tick in ticks],
    }


def describe_finish(outlook: Outlook, t: Translator) -> Statement:
    """The words of the simulated finish: P80 and its distance to the baseline, the chance of the target."""
    plan, p80 = outlook.plan, outlook.day(0.8)
    if plan.base_finish is None:
        title = t("schedule.finish.plain", date=t.date(p80, year=True))
    else:
        late = (p80 - plan.base_finish).days
        key = "late" if late > 0 else "in_time" if late else "on_time"
        title = t(f"schedule.finish.{key}", date=t.date(p80, year=True), n=abs(late))
    found = outlook.simulation
    note = [
        t("schedule.finish.range", p50=t.date(outlook.day(0.5), year=True), p90=t.date(outlook.day(0.9), year=True)),
        t("schedule.finish.chance", share=t.percent(outlook.chance_by(plan.finish), 0), date=t.date(plan.finish)),
        t("note.trials", n=found.trials, seed=str(found.seed), rho=t.number(found.correlation, 1)),
    ]
    if outlook.stated < 1:
        note.append(t("schedule.finish.assumed", share=t.percent(1 - outlook.stated, 0)))
    return Statement(title, t("schedule.finish.subtitle"), " · ".join(note), t("schedule.finish.alt", finding=title))


def figure_drivers(outlook: Outlook, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Share of trials on the critical path (bar) of the tasks that move the finish. ``customdata`` is the task."""
    tasks = shown_drivers(outlook)
    figure = blank(palette, height, 72)
    if tasks.empty:
        return figure
    for at, row in enumerate(rows(tasks)):
        colour = palette.bad if row.criticality >= 0.5 else palette.actual
        figure.add_trace(
            go.Bar(
                orientation="h",
                x=[row.criticality],
                y=[at],
                width=min(0.5, 0.12 * len(tasks)),  # two bars are no thicker than seven
                marker={"color": colour},
                customdata=[[row.task]],
                hovertemplate=f"<b>{row.name}</b><br>{t('schedule.drivers.hover', share=t.percent(row.criticality, 0), r=t.number(row.driver, 2))}<extra></extra>",
                meta={"role": "bar", "name": row.task},
            )
        )
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=at, showarrow=False, text=f"r {t.number(row.driver, 2)}",
            font={"size": 12, "color": palette.text if row.driver >= 0.3 else palette.muted},
        )  # fmt: skip
    ticks = [0, 0.5, 1]
    figure.update_xaxes(
        range=[0, 1],
        tickvals=ticks,
        ticktext=[t.percent(tick, 0) for tick in ticks],
        showgrid=True,
        gridcolor=palette.grid,
    )
    figure.update_yaxes(
        range=[len(tasks) - 0.4, -0.6],
        tickvals=list(range(len(tasks))),
        ticktext=[wrapped(name, NAME_WIDTH, NAME_LINES) for name in tasks["name"]],
        showgrid=False,
        tickfont={"color": palette.text},
    )
    return figure


def shown_drivers(outlook: Outlook) -> pd.DataFrame:
    """Tasks that are ever critical, by how strongly they go with the finish."""
    found = outlook.tasks[outlook.tasks["criticality"] > 0.01]
    return found.sort_values(["driver", "criticality"], ascending=False).head(MOST).reset_index(drop=True)


def describe_drivers(outlook: Outlook, t: Translator) -> Statement:
    """The words of criticality: which task goes with the finish most."""
    tasks = shown_drivers(outlook)
    work = tasks[tasks["driver"] > 0]
    if work.empty:
        return Statement.nothing(t("schedule.drivers.empty"))
    if bool((tasks["criticality"] > 0.995).all()):
        # Bars of 100 % rank nothing.
        if len(tasks) == 1:
            return Statement.nothing(t("schedule.drivers.only", task=tasks["name"].iloc[0]))
        return Statement.nothing(
            t("schedule.drivers.all", tasks=t("schedule.comma").join(f"“{name}”" for name in tasks["name"]))
        )
    row = work.iloc[0]
    title = t("schedule.drivers.title", task=row["name"], share=t.percent(row["criticality"], 0))
    return Statement(
        title,
        t("schedule.drivers.subtitle"),
        t("schedule.drivers.note"),
        t("schedule.drivers.alt", n=len(tasks), finding=title),
    )


def slippage_steps(plan: Plan, outlook: Outlook | None, t: Translator, *, since: str) -> list[Step]:
    """Days from the baseline (or the snapshot before) to the finish as it stands, and on to P80."""
    if since == "week":
        if plan.before.empty:
            return []
        then = plan.before.set_index("task")
        starts, finishes, zero = then["start"], then["stated"], plan.before.loc[~plan.before["summary"], "stated"].max()
    else:
        then = plan.tasks.set_index("task")
        starts, finishes, zero = then["base_start"], then["base_finish"], plan.leaves["base_finish"].max()
    if pd.isna(zero):
        return []
    steps = []
    if since == "baseline" and len(plan.baselines) > 1:
        again = (plan.baselines["finish"].iloc[-1] - plan.baselines["finish"].iloc[0]).days
        if again:
            steps.append(_step(t("schedule.rebaseline", version=plan.baseline), again, t))
    total = sum(step.value for step in steps)
    leaves = plan.leaves.assign(finish=plan.leaves["stated"]) if since == "week" else plan.leaves
    for row in rows(compute_slippage(leaves, starts, finishes)):
        steps.append(_step(row.name, row.days, t, row.task))
    finish = (leaves["finish"].max() - zero).days + total
    rest = finish - sum(step.value for step in steps)
    if rest:
        steps.append(_step(t("schedule.slip.other"), rest, t))
    steps.append(Step(t("schedule.plan_says"), finish, "total", t.number(finish, sign=True), id="finish"))
    if outlook is not None:
        more = (outlook.day(0.8) - plan.finish).days
        if more > 0:
            steps.append(Step(t("schedule.slip.risk"), more, "bad", t.number(more, sign=True), hatched=True, id="risk"))
    return steps


def _step(name: str, days: float, t: Translator, task: str = "") -> Step:
    return Step(name, days, "bad" if days > 0 else "good", t.number(days, sign=True), id=task)


def figure_slippage(
    plan: Plan, outlook: Outlook | None, palette: Palette, t: Translator, height: int = 320, *, since: str = "baseline"
) -> go.Figure:
    """Days late by where they come from."""
    return figure_waterfall(slippage_steps(plan, outlook, t, since=since), palette, lambda tick: t.number(tick), height)


def describe_slippage(plan: Plan, outlook: Outlook | None, t: Translator, *, since: str = "baseline") -> Statement:
    """The words of the slip: how many days, and which task has the most of them."""
    steps = slippage_steps(plan, outlook, t, since=since)
    parts = [step for step in steps if step.kind in ("good", "bad") and not step.hatched]
    if not steps:
        return Statement.nothing(t("schedule.slip.empty_week") if since == "week" else t("schedule.slip.empty"))
    total = next(step.value for step in steps if step.kind == "total")
    if not parts or not total:
        title = t("schedule.slip.none_week") if since == "week" else t("schedule.slip.none")
    else:
        # Of what goes the way of the whole: a task that gained days carries no delay.
        most = max(parts, key=lambda step: step.value if total > 0 else -step.value)
        way, days = ("" if total > 0 else "_early"), abs(int(total))
        if len(steps) == 2:
            return Statement.nothing(t(f"schedule.slip.single{way}", n=days, task=most.name))
        title = t(f"schedule.slip.{since}{way}", n=days, days=t.number(abs(most.value)), task=most.name)
    then = plan.before_on if since == "week" else None
    subtitle = t("schedule.slip.subtitle_week", date=t.date(then, year=True)) if then else t("schedule.slip.subtitle")
    return Statement(title, subtitle, t("schedule.slip.note"), t("schedule.slip.alt", n=len(steps), finding=title))
