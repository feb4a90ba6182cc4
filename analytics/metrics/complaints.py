"""Complaints: the rate per 1,000 customers at risk, where and why, how many are resolved in time and upheld.

At risk in a week is who was in the roster and had not left at its start. Without a roster there is no rate: then complaints
are counted by week, and that is said; a week of which nothing is known (or too little to be shown) is blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.metrics.trends import load_wave_dates
from analytics.periods import Period, as_of_day, current_period, day_number, last_complete_week, moment, monday_of
from analytics.scope import SELECTED
from analytics.stats.compare import adjusted_p
from analytics.stats.control import RateChart, rate_chart
from analytics.stats.intervals import Interval, wilson_interval
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

PER = 1_000
WINDOW = 12
"""Weeks before and after a cut-over that are compared, and of the tiles and the map."""
EVENT = (-12, 23)

SPAN = Query(
    name="complaints.span",
    # One row: n (complaints), first_day and last_day (day numbers since 3 Jan 2000).
    sql=f"""
        select count(*) as n, min(date_diff('day', date '2000-01-03', cast(at_time as date))) as first_day,
               max(date_diff('day', date '2000-01-03', cast(at_time as date))) as last_day
        from {{placed:complaints}} where {SELECTED}
    """,  # noqa: S608 – the scope is a constant
    grain="aggregate",
    hide=("first_day", "last_day"),
)

RATES = Query(
    name="complaints.rates",
    # One row a cell: wave, branch, step (null unless asked for), n (customers at risk), exposure (customer-weeks),
    # complaints. Steps are weeks since 3 Jan 2000 on the axis 'calendar', weeks since the customer's cut-over on 'event'.
    # $first_step and $last_step are the first and last step, $today the number of the day looked from; a week is over on its Sunday.
    sql=f"""
        with digits as (select * from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as d(x)),
        steps as (
          select $first_step + h.x * 100 + t.x * 10 + o.x as step from digits h cross join digits t cross join digits o
          where $first_step + h.x * 100 + t.x * 10 + o.x <= $last_step
        ),
        gone as (select customer, min(left_on) as left_on from {{departures}} where came_back_on is null group by customer),
        people as (
          select m.customer, m.wave, m.branch, date_diff('day', date '2000-01-03', m.cutover_on) as cut,
                 date_diff('day', date '2000-01-03', least(coalesce(g.left_on, m.ended_on), coalesce(m.ended_on, g.left_on))) as gone
          from {{moves}} m left join gone g on g.customer = m.customer
          where ($waves is null or list_contains($waves, m.wave)) and ($branches is null or list_contains($branches, m.branch))
            and ($segments is null or list_contains($segments, m.segment))
        ),
        exposed as (
          select p.customer, p.wave, p.branch, s.step, 0 as complaints
          from people p cross join steps s
          where case when $axis = 'event' then p.cut + 7 * s.step else 7 * s.step end + 6 <= $today
            and (p.gone is null or p.gone > case when $axis = 'event' then p.cut + 7 * s.step else 7 * s.step end)
        ),
        heard as (
          select customer, wave, branch,
                 case when $axis = 'event' then event_week
                      else cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer) end as step
          from {{placed:complaints}} where {SELECTED}
        ),
        told as (
          select cast(null as varchar) as customer, wave, branch, step, 1 as complaints from heard where step between $first_step and $last_step
        ),
        both_sides as (select * from exposed union all select * from told),
        divided as (
          select customer, complaints, case when $by_wave then wave end as wave, case when $by_branch then branch end as branch,
                 case when $by_step then step end as step
          from both_sides
        )
        select wave, branch, step, count(distinct customer) as n, count(customer) as exposure,
               cast(sum(complaints) as bigint) as complaints
        from divided group by wave, branch, step
    """,  # noqa: S608
    grain="aggregate",
    dims=("wave", "branch", "step"),
    hide=("exposure", "complaints"),
)

COUNTS = Query(
    name="complaints.counts",
    # One row a calendar week: step, n (complaints).
    sql=f"""
        select cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer) as step, count(*) as n
        from {{placed:complaints}} where {SELECTED} group by 1
    """,  # noqa: S608
    grain="aggregate",
    dims=("step",),
)

CAUSES = Query(
    name="complaints.causes",
    # One row a category or root cause ($item): cause, n, before and after (complaints in the 12 weeks on each side of the
    # customer's own cut-over, of the waves in $moved).
    sql=f"""
        select case when $item = 'category' then category else root_cause end as cause, count(*) as n,
               count(case when event_week between -12 and -1 and list_contains($moved, wave) then 1 end) as before,
               count(case when event_week between 0 and 11 and list_contains($moved, wave) then 1 end) as after
        from {{placed:complaints}} where {SELECTED} group by 1
    """,  # noqa: S608
    grain="aggregate",
    dims=("cause",),
    hide=("before", "after"),
)

OUTCOME = Query(
    name="complaints.outcome",
    # One row: n, judged (closed, or open past its time), in_time, decided, upheld, unclosed, overdue, repeats, compensation. A
    # due day lasts to its end and is put off by the days paused; $today is the number of the day looked from.
    sql=f"""
        with timed as (
          select *, date_diff('day', date '2000-01-03', cast(closed_at as date)) as closed,
                 date_diff('day', date '2000-01-03', cast(due_at as date)) + coalesce(paused_days, 0)
                   + case when closed_at is null and paused_on is not null
                       then greatest(0, $today - date_diff('day', date '2000-01-03', cast(paused_on as date))) else 0 end as due
          from {{placed:complaints}} where {SELECTED}
        ),
        judged as (
          select *, case when due is null then in_time when closed is not null then closed <= due
                         when due < $today then false end as kept
          from timed
        )
        select count(*) as n, count(kept) as judged, count(case when kept then 1 end) as in_time, count(upheld) as decided,
               count(case when upheld then 1 end) as upheld, count(case when closed is null and due is not null then 1 end) as unclosed,
               count(case when closed is null and due < $today then 1 end) as overdue, count(repeat_of) as repeats,
               cast(sum(compensation) as double) as compensation
        from judged
    """,  # noqa: S608
    grain="aggregate",
    hide=("judged", "in_time", "decided", "upheld", "unclosed", "overdue", "repeats", "compensation"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of the complaints received in a period; null where too few or nothing is known."""

    n: int
    judged: int = 0
    in_time: int = 0
    decided: int = 0
    upheld: int = 0
    unclosed: int = 0
    overdue: int = 0
    repeats: int = 0
    compensation: float = 0.0

    @property
    def kept(self) -> tuple[float, Interval] | None:
        """The share resolved in time; open ones past their time are failures, others still open are not counted."""
        return _share(self.in_time, self.judged)

    @property
    def founded(self) -> tuple[float, Interval] | None:
        """The share upheld of those decided."""
        return _share(self.upheld, self.decided)


def _share(part: int, whole: int) -> tuple[float, Interval] | None:
    interval = wilson_interval(part, whole)
    return None if interval is None else (part / whole, interval)


@dataclass(frozen=True)
class Complaints:
    """Everything the page draws.

    ``weekly``: week (Monday), value (per 1,000 at risk; complaints where there is no roster), complaints, exposure, low, high
    (limits, null without a chart), beyond (−1, 0, 1) · ``event``: wave, step, value, complaints, exposure (four weeks to the
    step) · ``causes``, ``categories``: cause, n, before, after (complaints 12 weeks each side of the cut-over), rate_before,
    rate_after (per 1,000 customer-weeks), q, changed · ``places``: wave, branch, value, complaints, exposure of the last 12
    weeks · ``rated``: whether there is a roster · ``freeze``: the first start, where the baseline ends.
    """

    n: int
    rated: bool
    weekly: pd.DataFrame
    event: pd.DataFrame
    causes: pd.DataFrame
    categories: pd.DataFrame
    places: pd.DataFrame
    chart: RateChart | None
    freeze: pd.Timestamp | None
    cutovers: pd.DataFrame
    outcome: Outcome
    period: Period
    as_of: datetime

    @property
    def empty(self) -> bool:
        return self.n == 0


def compute_weekly(
    frame: pd.DataFrame, rated: bool, freeze: pd.Timestamp | None
) -> tuple[pd.DataFrame, RateChart | None]:
    """``frame`` (step, complaints, exposure) with week, value and limits from the weeks that ended before ``freeze``.

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
    chart = rate_chart("u", list(base["complaints"]), list(base["exposure"])) if freeze is not None else None
    if chart is not None and chart.state == "none":
        chart = None
    limits = [
        chart.limits(float(n)) if chart is not None and there else (None, None)
        for n, there in zip(found["exposure"], known, strict=True)
    ]
    found["low"] = pd.Series([None if low is None else low * scale for low, _ in limits], dtype="float64")
    found["high"] = pd.Series([None if high is None else high * scale for _, high in limits], dtype="float64")
    judged = chart is not None and chart.state == "full"
    since = (
        found["week"] + pd.Timedelta(days=6) >= freeze if freeze is not None else pd.Series(False, index=found.index)
    )
    found["beyond"] = (
        (found["value"] > found["high"]).astype(int) - (found["value"] < found["low"]).astype(int)
    ).where(since & judged, 0)
    return found, chart


def compute_causes(frame: pd.DataFrame, before: float, after: float) -> pd.DataFrame:
    """Causes with rates on each side of the cut-over; q of the exact test that the rates are equal, corrected for their number."""
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
        (1 if later > first else -1) if q < 0.01 else 0
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


def load_complaints(store: Store, scope: Scope) -> Complaints:
    """The complaints of the scope; its dates narrow the outcome, the causes and the map, not the series."""
    whole = scope.but(start=None, end=None)
    day = as_of_day(scope)
    last = last_complete_week(day)
    today = day_number(day)

    def ask(query: Query, of: Scope, **params: Any) -> pd.DataFrame:
        return store.read(query, of.rights, as_of=of.as_of, params=of.params() | {"today": today} | params)

    span = ask(SPAN, whole)
    n = 0 if span.empty or pd.isna(span["n"].iloc[0]) else int(span["n"].iloc[0])
    dates = load_wave_dates(store, scope)
    started = dates["started_on"].dropna()
    freeze = started.min() if len(started) else None
    period = current_period(scope, WINDOW)
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
            blank,
            None,
            freeze,
            dates,
            Outcome(0),
            period,
            moment(scope),
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
    found = ask(OUTCOME, recent).iloc[0]
    outcome = Outcome(0)
    if not pd.isna(found["n"]):
        known = {name: 0 if pd.isna(found[name]) else int(found[name]) for name in ("n", "judged", "in_time", "decided", "upheld", "unclosed", "overdue", "repeats")}  # fmt: skip
        paid = 0.0 if pd.isna(found["compensation"]) else float(found["compensation"])
        outcome = Outcome(**known, compensation=paid)
    return Complaints(
        n,
        rated,
        weekly,
        _rolling(event),
        causes,
        categories,
        places,
        chart,
        freeze,
        dates,
        outcome,
        period,
        moment(scope),
    )
