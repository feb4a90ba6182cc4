"""Early warnings of the plan: pace, milestones that move, a finish that is not likely in time, a baseline without a
reason, a date that was kept by planning shorter.

They are counted from the ledger, so no p belongs to them; each holds from its onset until the ledger says otherwise.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import PROGRAMME, Alert, Amount, counted
from analytics.frames import natural, rows
from analytics.judging import Judge, load_judge
from analytics.metrics.passport import METRICS
from analytics.schedule.numbers import Outlook, Plan, compute_kept_short, compute_progress, load_outlook, load_plan
from analytics.scope import Scope

if TYPE_CHECKING:
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment. A reader who sees only some waves has their milestones, but no programme."""
    scope = Scope(rights, as_of=as_of)
    plan = load_plan(store, scope)
    if plan.empty:
        return []
    judge = load_judge(store, scope)
    found = [
        *compute_moves(plan, judge),
        *compute_slips(plan, judge),
        *compute_kept(plan, judge, whole=not rights.restricted),
    ]
    if not rights.restricted:
        outlook = None if plan.programme.target is None else load_outlook(store, scope)
        found += [
            *compute_pace(plan, judge),
            *compute_overdue(plan, judge),
            *compute_target(plan, outlook, judge),
            *compute_baselines(plan),
        ]
    return found


def runs(held: pd.Series) -> list[pd.Index]:
    """The stretches in which ``held`` (by position) is true, as their index labels."""
    group = (held != held.shift()).cumsum()
    return [part.index for _, part in held.groupby(group) if bool(part.iloc[0])]


def compute_pace(plan: Plan, judge: Judge) -> list[Alert]:
    """SPI(t) below its limit, from the first snapshot at which it was; all snapshots are held against one baseline, and
    none before the first whole week of the plan. In its first weeks a task that ends two days late moves the index by a
    fifth: it is called low only where the plan is behind by a share of its whole length too, which is a setting."""
    progress = compute_progress(plan)
    if progress is None or progress.earned.empty:
        return []
    looks = [
        {"day": row.day.date(), "value": row.spi_t, "value_done": float(row.value)} for row in rows(progress.earned)
    ]
    frame = pd.DataFrame(looks)
    passport = METRICS["spi_t"].passport
    frame["state"] = [judge.verdict(passport, value).state for value in frame["value"]]
    elapsed = (pd.to_datetime(frame["day"]) - pd.Timestamp(progress.first)).dt.days + 1
    behind = (1 - frame["value"].astype(float)) * elapsed >= judge["alert.lag"] * 7 * len(progress.planned)
    frame["held"] = frame["state"].isin(("watch", "bad")) & (frame["value_done"] < 1) & behind
    found = []
    for index in runs(frame["held"]):
        part = frame.loc[index]
        value = float(part["value"].iloc[0])
        found.append(
            counted(
                "spi_t_low",
                "spi_t",
                part["day"].iloc[0],
                part["day"].iloc[-1],
                active=bool(index[-1] == frame.index[-1]),
                value=value,
                limit=judge.limits(passport).watch or 0.0,
                n=len(plan.leaves),
                severity="serious" if "bad" in set(part["state"]) else "watch",
            )
        )
    return found


def compute_overdue(plan: Plan, judge: Judge) -> list[Alert]:
    """Tasks that should be over and are not, where they are at least the limit's share of those due."""
    due, overdue = plan.due, plan.overdue
    if due.empty or len(overdue) < judge["alert.overdue"] * len(due):
        return []
    return [
        counted(
            "tasks_overdue",
            "finish_slip",
            plan.status_on,
            plan.status_on,
            active=True,
            value=float(len(overdue)),
            limit=judge["alert.overdue"] * len(due),
            n=len(due),
            severity="serious" if len(overdue) == len(due) else "watch",
            dated=False,
            open=len(overdue),
        )
    ]


def compute_moves(plan: Plan, judge: Judge) -> list[Alert]:
    """Milestones whose date moved by at least the limit within the window, from the snapshot that said so."""
    window, found = timedelta(days=judge.days("alert.milestone_window_days")), []
    for task, part in plan.milestones.dropna(subset=["finish_on"]).groupby("task"):
        part = part.sort_values("snapshot_on").drop_duplicates("snapshot_on", keep="last").reset_index(drop=True)
        before = [
            part.loc[
                (part["snapshot_on"] < row.snapshot_on) & (part["snapshot_on"] >= row.snapshot_on - window), "finish_on"
            ].min()
            for row in rows(part)
        ]
        part["days"] = (part["finish_on"] - pd.to_datetime(pd.Series(before, index=part.index))).dt.days
        held = (part["days"] >= judge["alert.milestone_days"]) & ~part["done"].astype(bool)
        for index in runs(held):
            run = part.loc[index]
            most = run.iloc[int(run["days"].to_numpy().argmax())]
            last = run["snapshot_on"].iloc[-1].date()
            found.append(
                counted(
                    "milestone_moved",
                    "finish_slip",
                    run["snapshot_on"].iloc[0].date(),
                    last,
                    active=bool(index[-1] == part.index[-1]) and _recent(last, plan, judge),
                    value=float(most["days"]),
                    limit=judge["alert.milestone_days"],
                    n=len(part),
                    severity="serious" if pd.isna(most["wave"]) else "watch",
                    subject=PROGRAMME if pd.isna(most["wave"]) else str(most["wave"]),
                    task=str(most["name"]) if not pd.isna(most["name"]) else str(task),
                    days=Amount(float(most["days"]), "days"),
                    window=Amount(float(window.days), "days"),
                    forecast=most["finish_on"].date(),
                )
            )
    return found


def _recent(day: date, plan: Plan, judge: Judge) -> bool:
    """Whether a snapshot is as new as the newest, or nearly: what an older one said of a milestone is over."""
    return day >= plan.status_on - timedelta(days=judge.days("alert.milestone_recent_days"))


def compute_slips(plan: Plan, judge: Judge) -> list[Alert]:
    """Milestones whose date was put off in ``alert.milestone_slips`` snapshots in a row or more, from the last of these
    on, while it goes on."""
    most, found = max(1, judge.days("alert.milestone_slips")), []
    for task, part in plan.milestones.dropna(subset=["finish_on"]).groupby("task"):
        part = part.sort_values("snapshot_on").drop_duplicates("snapshot_on", keep="last").reset_index(drop=True)
        later = (part["finish_on"].diff() > pd.Timedelta(0)) & ~part["done"].astype(bool)
        for index in runs(later):
            if len(index) < most:
                continue
            run = part.loc[index]
            last = run.iloc[-1]
            days = float((last["finish_on"] - part["finish_on"].iloc[index[0] - 1]).days)
            found.append(
                counted(
                    "milestone_slips",
                    "finish_slip",
                    run["snapshot_on"].iloc[most - 1].date(),
                    last["snapshot_on"].date(),
                    active=bool(index[-1] == part.index[-1]) and _recent(last["snapshot_on"].date(), plan, judge),
                    value=float(len(index)),
                    limit=float(most),
                    n=len(part),
                    severity="serious" if pd.isna(last["wave"]) else "watch",
                    subject=last["wave"],
                    task=str(task) if pd.isna(last["name"]) else str(last["name"]),
                    times=len(index),
                    days=Amount(days, "days"),
                    forecast=last["finish_on"].date(),
                )
            )
    return found


def compute_target(plan: Plan, outlook: Outlook | None, judge: Judge) -> list[Alert]:
    """The simulated finish that ``finish_share`` of the trials do not exceed lies after the day of closing."""
    target = plan.programme.target
    if outlook is None or target is None:
        return []
    day = outlook.day(judge["alert.finish_share"])
    if day <= target:
        return []
    return [
        counted(
            "finish_beyond_target",
            "finish_slip",
            plan.status_on,
            plan.status_on,
            active=True,
            value=float((day - target).days),
            limit=0.0,
            n=outlook.simulation.trials,
            severity="serious",
            dated=False,
            finish=day,
            target=target,
            share=Amount(judge["alert.finish_share"], "share"),
            chance=Amount(outlook.chance_by(target), "share"),
            days=Amount(float((day - target).days), "days"),
        )
    ]


def compute_baselines(plan: Plan) -> list[Alert]:
    """Baselines after the first that give no reason: active while they are the one in force."""
    versions, found = plan.baselines, []
    for at, row in enumerate(rows(versions)):
        if at == 0 or (not pd.isna(row.reason) and str(row.reason).strip()):
            continue
        on = plan.status_on if pd.isna(row.approved_on) else row.approved_on.date()
        moved = (row.finish - versions["finish"].iloc[at - 1]).days
        found.append(
            counted(
                "rebaseline_without_reason",
                "finish_slip",
                on,
                plan.status_on,
                active=at == len(versions) - 1,
                value=float(moved),
                limit=0.0,
                n=len(versions),
                severity="watch",
                version=str(row.version),
                days=Amount(float(moved), "days"),
                dated=not pd.isna(row.approved_on),
            )
        )
    return found


def compute_kept(plan: Plan, judge: Judge, *, whole: bool) -> list[Alert]:
    """The finish of the plan (where the ``whole`` of it is seen), and that of the tasks of each wave, kept by planning
    shorter what has not begun."""
    waves = sorted(plan.leaves["wave"].dropna().unique(), key=natural)
    found = []
    for wave in (*([""] if whole else []), *waves):
        kept = compute_kept_short(plan, judge, wave)
        if kept is not None:
            found.append(
                counted(
                    "date_kept_short",
                    "finish_slip",
                    plan.status_on,
                    plan.status_on,
                    active=True,
                    value=float(kept.days),
                    limit=judge["alert.shortened"] * kept.planned,
                    n=len(kept.frame),
                    severity="watch",
                    subject=wave,
                    dated=False,
                    version=kept.version,
                    finish=kept.base,
                    days=Amount(float(kept.days), "count"),
                    planned=Amount(float(kept.planned), "count"),
                )
            )
    return found
