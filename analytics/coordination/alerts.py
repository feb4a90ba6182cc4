"""Early warnings of coordination: overdue items by department, decisions of nobody, improvements without effect, data
without a receipt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.alerts.base import Alert, counted
from analytics.coordination.charts.results import name_of
from analytics.coordination.numbers.actions import load_coordination
from analytics.coordination.numbers.results import WEEKS, improvements_by, load_results
from analytics.judging import USUAL, Judge, load_judge
from analytics.scope import Scope

if TYPE_CHECKING:
    from analytics.coordination.numbers.actions import Coordination
    from analytics.coordination.numbers.results import Results
    from data.access import Rights
    from data.store import Store


def evaluate(store: Store, rights: Rights, as_of: datetime | None = None) -> list[Alert]:
    """The alerts as of a moment."""
    scope = Scope(rights, as_of=as_of)
    return compute_alerts(load_coordination(store, scope), load_results(store, scope), load_judge(store, scope))


def compute_alerts(found: Coordination, told: Results, judge: Judge = USUAL) -> list[Alert]:
    """One a department with items overdue for more than ``coordination.overdue_days`` days, one for all decisions
    without an owner, one an improvement whose metric did not move in eight weeks, one for customer data that was handed
    over without purpose or receipt."""
    alerts, day = [], found.day
    late = found.of("overdue").drop(index=found.unowned.index, errors="ignore")  # those are another alert
    late = (
        late[[judge.beyond("coordination.overdue_days", float(days)) for days in late["days"]]] if len(late) else late
    )
    for department, own in late.groupby("department"):
        longest = int(own["days"].max())
        onset = day - timedelta(days=max(longest - judge.days("coordination.overdue_days") - 1, 0))
        alerts.append(
            counted(
                "actions_overdue",
                "actions_overdue",
                onset,
                day,
                value=float(len(own)),
                n=len(own),
                severity="watch",
                who=str(department),
                days=longest,
            )
        )
    bare = found.unowned
    if len(bare):
        first = bare["opened_on"].dropna().min()
        onset = day if pd.isna(first) else pd.Timestamp(first).date()
        alerts.append(
            counted(
                "decision_unowned",
                "decisions_unowned",
                onset,
                day,
                value=float(len(bare)),
                n=len(bare),
                severity="serious",
            )
        )
    for one in improvements_by(told, "nothing", "worse"):
        if one.reading is None:
            continue
        alerts.append(
            counted(
                f"improvement_{one.outcome}",
                one.reading.metric.id,
                one.reading.period.end,
                day,
                value=one.reading.value or 0.0,
                n=one.reading.n or 0,
                severity="watch",
                subject=one.row["wave"],
                name=name_of(one.row, "action"),
                weeks=WEEKS,
            )
        )
    given = found.unproven
    if len(given):
        onset = pd.Timestamp(given["shared_on"].min()).date()
        alerts.append(
            counted(
                "shared_bare",
                "shared_unreceipted",
                onset,
                day,
                value=float(len(given)),
                n=len(given),
                severity="serious",
                who=str(given["recipient"].iloc[0]),
            )
        )
    return alerts
