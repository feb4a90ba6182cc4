"""What is done about risks: measures by kind, their burn-down, and what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.reach import load_known_day
from analytics.risk.numbers.register import Register
from analytics.risk.numbers.statements import TREATMENTS

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

KINDS = ("prevent", "reduce", "transfer", "accept")
STATES = ("done", "under_way", "planned", "overdue")


@dataclass(frozen=True)
class Treatments:
    """``lines`` one row a treatment that was not dropped: treatment, risk, name, kind, owner, status, decided_on,
    due_on, done_on, cost, approved_by, ``state`` (done, overdue, under_way, planned), ``late`` (days past due) ·
    ``burn`` one row a week: day (a Sunday), open, planned (open if all had been done when due) · ``day`` the day looked
    from. An acceptance is a decision and burns nothing down.
    """

    lines: pd.DataFrame
    burn: pd.DataFrame
    strangers: pd.DataFrame
    day: date

    @property
    def measures(self) -> pd.DataFrame:
        """Everything but acceptances."""
        return self.lines[self.lines["kind"] != "accept"]

    @property
    def open(self) -> pd.DataFrame:
        return self.measures[self.measures["state"] != "done"]

    @property
    def overdue(self) -> pd.DataFrame:
        """Measures past their due day, the longest first."""
        return self.measures[self.measures["state"] == "overdue"].sort_values("late", ascending=False)

    def of(self, risk: str) -> pd.DataFrame:
        return self.lines[self.lines["risk"] == risk]


def load_treatments(store: Store, scope: Scope, register: Register) -> Treatments:
    """The treatments of the risks in sight. ``strangers`` name a risk that no register has."""
    frame = store.read(TREATMENTS, scope.rights, as_of=scope.as_of)
    seen = {*register.risks["risk"], *register.others["risk"], *register.earlier["risk"]}
    narrowed = bool(scope.waves or scope.branches or scope.phase) or scope.rights.restricted
    known = frame["risk"].isin(seen)
    strangers = frame.iloc[0:0] if narrowed else frame[~known]
    return compute_treatments(frame[known], strangers, register.day, load_known_day(store, scope, "treatments"))


def compute_treatments(
    frame: pd.DataFrame, strangers: pd.DataFrame, day: date, known: date | None = None
) -> Treatments:
    """Judge treatments as of a day: what was done after it, or after the last day that is ``known``, is open; what was
    decided later is not there."""
    lines = frame.copy().reset_index(drop=True)
    for name in ("decided_on", "due_on", "done_on", "approved_on"):
        lines[name] = pd.to_datetime(lines[name])
    today = pd.Timestamp(day)
    lines = lines[(lines["status"].fillna("") != "dropped") & ~(lines["decided_on"] > today)].reset_index(drop=True)
    unfinished = (lines["done_on"].isna() & (lines["status"].fillna("") != "done")) | (
        lines["done_on"] > pd.Timestamp(known or day)
    )
    late = (today - lines["due_on"]).dt.days
    lines["late"] = late.where(unfinished & (late > 0))
    under_way = lines["status"].fillna("") == "under_way"
    lines["state"] = np.select(
        [~unfinished, lines["late"].notna(), under_way], ["done", "overdue", "under_way"], "planned"
    )
    return Treatments(lines, _burn(lines[lines["kind"] != "accept"], day), strangers.reset_index(drop=True), day)


def _burn(lines: pd.DataFrame, day: date) -> pd.DataFrame:
    """Open treatments week by week: those decided by then and not done; planned ends each at its due day."""
    columns = ["day", "open", "planned"]
    dated = lines.dropna(subset=["decided_on"])
    # One that is done without a date cannot be placed in time.
    dated = dated[~((dated["state"] == "done") & dated["done_on"].isna())]
    if dated.empty:
        return pd.DataFrame(columns=columns)
    last = pd.Timestamp(day)
    end = max(last, dated["due_on"].max()) if dated["due_on"].notna().any() else last
    first = dated["decided_on"].min()
    step = max(7, 7 * ((end - first).days // 7 // 60))
    days = pd.date_range(
        last - timedelta(days=step * ((last - first).days // step + 1)), end + timedelta(days=step), freq=f"{step}D"
    )
    found = []
    for at in days:
        begun = dated["decided_on"] <= at
        still = begun & (dated["done_on"].isna() | (dated["done_on"] > at))
        planned = begun & (dated["due_on"].isna() | (dated["due_on"] > at))
        found.append((at, int(still.sum()) if at <= last else None, int(planned.sum())))
    return pd.DataFrame(found, columns=columns)
