"""Complaints: the rate per 1,000 customers at risk, where and why, how many are resolved in time and upheld.

At risk in a week is who was in the roster and had not left at its start. Without a roster there is no rate: then
complaints are counted by week, and that is said; a week of which nothing is known (or too little to be shown) is blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.complaints.numbers.statements import CAUSES, COUNTS, OUTCOME, RATES, SPAN, SPOTS
from analytics.deadlines import load_deadlines
from analytics.families import level
from analytics.periods import Period, as_of_day, current_period, day_number, last_complete_week, local_moment, monday_of
from analytics.reach import load_known_day, load_reached
from analytics.snapshot import once
from analytics.stats.compare import adjusted_p
from analytics.stats.control import RateChart, rate_chart
from analytics.stats.count_limits import count_limits
from analytics.stats.rates import PER
from analytics.waves import load_wave_dates

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.scope import Scope
    from data.store import Store
    from data.store.query import Query

LEVEL = level("complaints")
"""What each comparison of the page has of its chance of a false claim."""
WINDOW = 12
"""Weeks before and after a cut-over that are compared, and of the tiles and the map."""
EVENT = (-12, 23)


@dataclass(frozen=True)
class Outcome:
    """What became of the complaints received in a period; null where too few or nothing is known."""

    n: int
    judged: int = 0
    in_time: int = 0
    decided: int = 0
    upheld: int = 0
    repeats: int = 0
    compensation: float = 0.0


@dataclass(frozen=True)
class Complaints:
    """Everything the page draws.

    ``weekly``: week (Monday), value (per 1,000 at risk; complaints where there is no roster), complaints, exposure,
    low, high (limits, null without a chart), beyond (−1, 0, 1) · ``event``: wave, step, value, complaints, exposure
    (four weeks to the step) · ``causes``, ``categories``: cause, n, before, after (complaints 12 weeks each side of the
    cut-over), rate_before, rate_after (per 1,000 customer-weeks), q, changed · ``places``: wave, branch, value,
    complaints, exposure of the last 12 weeks · ``spots``: down (category), across (branch, else channel), n
    (complaints) of the same weeks, where there is no roster · ``rated``: whether there is a roster · ``freeze``: the
    first start, where the baseline ends.
    """

    n: int
    rated: bool
    weekly: pd.DataFrame
    event: pd.DataFrame
    causes: pd.DataFrame
    categories: pd.DataFrame
    places: pd.DataFrame
    spots: pd.DataFrame
    chart: RateChart | None
    freeze: pd.Timestamp | None
    cutovers: pd.DataFrame
    outcome: Outcome
    period: Period
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.n == 0

    @property
    def judged(self) -> pd.DataFrame:
        """The weeks that the limits judge: those since the freeze, every one without it."""
        known = self.weekly[self.weekly["value"].notna()]
        if self.chart is None or self.chart.state != "full":
            return known.iloc[:0]
        return known if self.freeze is None else known[known["week"] + pd.Timedelta(days=6) >= self.freeze]

    @property
    def chance(self) -> float:
        """How likely any of the weeks judged has as many complaints as the highest, if nothing changed: the exact test
        of its count against those of the weeks that the limits come from, corrected for every week looked at. 1 where
        nothing is judged."""
        known = self.weekly[self.weekly["value"].notna()]
        base = known if self.freeze is None else known[known["week"] + pd.Timedelta(days=6) < self.freeze]
        limits = count_limits(list(base["complaints"]), list(base["exposure"]))
        if limits is None or self.judged.empty:
            return 1.0
        pairs = zip(self.judged["complaints"], self.judged["exposure"], strict=True)
        return min(1.0, min(limits.p_above(float(n), float(size)) for n, size in pairs) * len(self.judged))


def compute_weekly(
    frame: pd.DataFrame, rated: bool, freeze: pd.Timestamp | None
) -> tuple[pd.DataFrame, RateChart | None]:
    """``frame`` (step, complaints, exposure) with week, value and limits from the weeks that ended before ``freeze``;
    without one from every week, each of which is then judged too.

    Limits that judge need 20 weeks; from 12 they are drawn and nothing is beyond them.
    """
    found = frame[frame["exposure"].fillna(0) > 0].sort_values("step", ignore_index=True)
    if len(found):  # a week without customers or without a count is a gap, not a zero
        every = pd.DataFrame({"step": range(int(found["step"].min()), int(found["step"].max()) + 1)})
        found = every.merge(found, how="left", on="step")
    known = found["complaints"].notna() & (found["exposure"].fillna(0) > 0)
    found["week"] = pd.to_datetime([monday_of(int(step)) for step in found["step"]])
    scale = PER if rated else 1
    found["value"] = found["complaints"].astype("float64") / found["exposure"].astype("float64") * scale
    base = found[known] if freeze is None else found[known & (found["week"] + pd.Timedelta(days=6) < freeze)]
    chart = rate_chart("u", list(base["complaints"]), list(base["exposure"]))
    if chart is not None and chart.state == "none":
        chart = None
    limits = [
        chart.limits(float(n)) if chart is not None and there else (None, None)
        for n, there in zip(found["exposure"], known, strict=True)
    ]
    found["low"] = pd.Series([None if low is None else low * scale for low, _ in limits], dtype="float64")
    found["high"] = pd.Series([None if high is None else high * scale for _, high in limits], dtype="float64")
    judged = chart is not None and chart.state == "full"
    since = found["week"] + pd.Timedelta(days=6) >= freeze if freeze is not None else pd.Series(True, index=found.index)
    found["beyond"] = (
        (found["value"] > found["high"]).astype(int) - (found["value"] < found["low"]).astype(int)
    ).where(since & judged, 0)
    return found, chart


def compute_causes(frame: pd.DataFrame, before: float, after: float) -> pd.DataFrame:
    """Causes with rates on each side of the cut-over; q of the exact test that the rates are equal, corrected for their
    number."""
    from scipy.stats import binomtest

    found = frame[frame["n"].notna()].copy()
    found["cause"] = found["cause"].fillna("")
    for side, exposure in (("before", before), ("after", after)):
        found[f"rate_{side}"] = found[side].astype("float64") / exposure * PER if exposure else float("nan")
    p = []
    for first, later in zip(found["before"], found["after"], strict=True):
        total = int(first) + int(later)
        p.append(
            float(binomtest(int(later), total, after / (before + after)).pvalue) if before and after and total else 1.0
        )
    found["q"] = list(adjusted_p(p)) if p else []
    found["changed"] = [
        (1 if later > first else -1) if q < LEVEL else 0
        for q, first, later in zip(found["q"], found["rate_before"], found["rate_after"], strict=True)
    ]
    return found.sort_values(["n", "cause"], ascending=[False, True], ignore_index=True)


def _rolling(frame: pd.DataFrame) -> pd.DataFrame:
    """Four-week windows of each wave's event weeks; only whole windows."""
    parts = []
    for wave, part in frame.groupby("wave"):
        line = (
            part.set_index("step")[["complaints", "exposure"]].astype("float64").sort_index().rolling(4).sum().dropna()
        )
        parts.append(line.reset_index().assign(wave=wave))
    found = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["step", "complaints", "exposure", "wave"])
    )
    found["value"] = found["complaints"] / found["exposure"] * PER
    return found[["wave", "step", "value", "complaints", "exposure"]]


def _spots(ask: Callable[..., pd.DataFrame], recent: Scope) -> pd.DataFrame:
    """Complaints by category and branch; by channel where no branch is known."""
    found = ask(SPOTS, recent, by_channel=False)
    if found["across"].isna().all():
        found = ask(SPOTS, recent, by_channel=True)
    return found.dropna(subset=["across", "n"]).reset_index(drop=True)


@once
def load_outcome(store: Store, scope: Scope) -> Outcome:
    """What became of the complaints of the scope's dates, else of the last twelve weeks: one question, without the
    series."""
    period = current_period(load_reached(store, scope, "complaints") or scope, WINDOW)
    recent = scope.but(start=period.start, end=period.end)
    given = recent.params() | load_deadlines(store, scope)
    frame = store.read(OUTCOME, scope.rights, as_of=scope.as_of, params=given)
    if frame.empty or pd.isna(frame["n"].iloc[0]):
        return Outcome(0)
    found = frame.iloc[0]
    known = {
        name: 0 if pd.isna(found[name]) else int(found[name])
        for name in ("n", "judged", "in_time", "decided", "upheld", "repeats")
    }
    paid = 0.0 if pd.isna(found["compensation"]) else float(found["compensation"])
    return Outcome(**known, compensation=paid)


@once
def load_complaints(store: Store, scope: Scope) -> Complaints:
    """The complaints of the scope; its dates narrow the outcome, the causes and the map, not the series."""
    whole = scope.but(start=None, end=None)
    day = as_of_day(scope)
    reached = load_reached(store, whole, "complaints")
    last = last_complete_week(day if reached is None or reached.end is None else reached.end)
    today = day_number(load_known_day(store, scope, "complaints"))

    def ask(query: Query, of: Scope, **params: Any) -> pd.DataFrame:
        return store.read(query, of.rights, as_of=of.as_of, params=of.params() | {"today": today} | params)

    span = ask(SPAN, whole)
    n = 0 if span.empty or pd.isna(span["n"].iloc[0]) else int(span["n"].iloc[0])
    dates = load_wave_dates(store, scope)
    started = dates["started_on"].dropna()
    freeze = started.min() if len(started) else None
    period = current_period(load_reached(store, scope, "complaints") or scope, WINDOW)
    recent = whole.but(start=period.start, end=period.end)
    blank = pd.DataFrame(columns=["wave", "branch", "step", "n", "exposure", "complaints"])
    if not n:
        weekly, chart = compute_weekly(blank, True, None)
        nothing = compute_causes(pd.DataFrame(columns=["cause", "n", "before", "after"]), 0, 0)
        return Complaints(
            0,
            True,
            weekly,
            _rolling(blank),
            nothing,
            nothing,
            blank.assign(value=blank["exposure"]),
            blank,
            None,
            freeze,
            dates,
            Outcome(0),
            period,
            local_moment(scope),
        )
    first = int(span["first_day"].iloc[0]) // 7
    flags = {"by_wave": False, "by_branch": False, "by_step": False}

    def rates(axis: str, start: int, end: int, **by: bool) -> pd.DataFrame:
        frame = ask(RATES, whole, **{**flags, **by, "axis": axis, "first_step": start, "last_step": end})
        return frame[frame["exposure"].fillna(0) > 0]

    calendar = rates("calendar", first, last, by_step=True)
    rated = len(calendar) > 0
    if not rated:
        counts = ask(COUNTS, whole)
        counts = counts[counts["step"].between(first, last)]
        steps = pd.DataFrame({"step": range(first, last + 1 if counts.empty else int(counts["step"].max()) + 1)})
        calendar = steps.merge(counts, how="left", on="step")
        calendar = calendar.assign(complaints=calendar["n"].astype("float64"), exposure=1.0)
    weekly, chart = compute_weekly(calendar, rated, freeze)
    moved = list(dates.loc[dates["actual"], "wave"])
    event = rates("event", *EVENT, by_wave=True, by_step=True) if rated else blank
    event = event[event["wave"].isin(moved)]
    around = {
        side: float(event.loc[event["step"].between(*bounds), "exposure"].sum())
        for side, bounds in (("before", (-WINDOW, -1)), ("after", (0, WINDOW - 1)))
    }
    causes, categories = (
        compute_causes(
            ask(CAUSES, whole.but(start=scope.start, end=scope.end), item=item, moved=moved),
            around["before"],
            around["after"],
        )
        for item in ("root_cause", "category")
    )
    low = max(0, day_number(period.start)) // 7
    places = rates("calendar", low, last, by_wave=True, by_branch=True) if rated else blank
    places = places.assign(value=places["complaints"].astype("float64") / places["exposure"].astype("float64") * PER)
    spots = pd.DataFrame(columns=["down", "across", "n"]) if rated else _spots(ask, recent)
    outcome = load_outcome(store, scope)
    return Complaints(
        n,
        rated,
        weekly,
        _rolling(event),
        causes,
        categories,
        places,
        spots,
        chart,
        freeze,
        dates,
        outcome,
        period,
        local_moment(scope),
    )
