"""What becomes of complaints: how long they take, how old the open ones are, the service level, upheld, paid,
repeated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analytics.complaints.numbers.statements import SPAN
from analytics.deadlines import CLOSED, KEPT, PAUSED, due_of, load_deadlines
from analytics.judging import load_judge
from analytics.periods import MONDAY, current_period, day_number, monday_of, steps
from analytics.reach import load_known_day, load_reached
from analytics.schedule.numbers.plan import load_programme
from analytics.snapshot import once
from analytics.stats.control import RateChart, rate_chart
from analytics.stats.survival import LogRank, Survival, kaplan_meier, log_rank
from analytics.stats.workdays import Workdays
from analytics.waves import load_wave_dates
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

Clock = Literal["ledger", "calendar", "business"]
CLOCKS: tuple[Clock, ...] = ("ledger", "calendar", "business")
"""How time is counted: by the due day of the ledger, by calendar days or by working days from the settings."""
LONGEST = 90
"""Days that the survival curve covers."""
GROUPS = ("before", "during", "after")
AGES = (7, 14, 30, 60)
"""Upper bounds in days of the age bands of open complaints; the last band has none."""

TIMED = f"""
    timed as (
      select phase, channel, upheld, compensation, repeat_of, in_time, due_at is not null as named,
             cast(floor(cast(date_diff('day', date '2000-01-03', week) as double) / 7) as integer) as step,
             date_diff('day', date '2000-01-03', cast(at_time as date)) as opened,
             {CLOSED} as closed, {due_of()} as due, {CLOSED} is null and paused_on is not null as waiting,
               {PAUSED} as paused
      from {{placed:complaints}} where {{selected}}
    ),
    clocked as (
      select *, coalesce(closed, $today) as ended,
             case when $clock = 'business' then list_extract($work, coalesce(closed, $today) - $first_day + 1)
                    - list_extract($work, opened - $first_day + 1)
                  else coalesce(closed, $today) - opened end - paused as taken
      from timed
    ),
    judged as (
      select *, case when $clock = 'ledger' then {KEPT}
                when closed is not null then taken <= $allowed
                when taken > $allowed then false end as kept
      from clocked
    )
"""  # noqa: S608 – pieces are constants
"""Complaints with their days (numbers since 3 Jan 2000), the time taken on the chosen clock without pauses, and whether
that was in time; null where it is still open within its time."""

WEEKS = Query(
    name="resolution.weeks",
    # One row a calendar week of receipt: step, n, judged, in_time, decided, upheld, repeats.
    sql=f"""
        with {TIMED}
        select step, count(*) as n, count(kept) as judged, count(case when kept then 1 end) as in_time,
               count(upheld) as decided, count(case when upheld then 1 end) as upheld, count(repeat_of) as repeats
        from judged group by step
    """,  # noqa: S608 – the common tables are a constant
    grain="aggregate",
    dims=("step",),
    hide=("judged", "in_time", "decided", "upheld", "repeats"),
)

CHANNELS = Query(
    name="resolution.channels",
    # One row a channel: channel, n, judged, in_time, decided, upheld, repeats, paid (complaints), compensation (their
    # sum).
    sql=f"""
        with {TIMED}
        select channel, count(*) as n, count(kept) as judged, count(case when kept then 1 end) as in_time,
               count(upheld) as decided, count(case when upheld then 1 end) as upheld, count(repeat_of) as repeats,
               count(case when compensation > 0 then 1 end) as paid, cast(sum(compensation) as double) as compensation
        from judged group by channel
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("channel",),
    hide=("judged", "in_time", "decided", "upheld", "repeats", "paid", "compensation"),
)

DURATIONS = Query(
    name="resolution.durations",
    # One row a phase and day since receipt ($last_step at most): grp, step, n (neither closed nor lost from sight
    # before), closed (on that day). What is open today is lost from sight today.
    sql=f"""
        with {TIMED},
        {steps("0", "$last_step")},
        lives as (
          select coalesce(phase, '') as grp, ended - opened as length, closed is not null as over
          from judged where ended >= opened
        )
        select l.grp, s.step, count(*) as n, count(case when l.over and l.length = s.step then 1 end) as closed
        from lives l cross join steps s where l.length >= s.step group by l.grp, s.step
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("grp", "step"),
    hide=("closed",),
)

OPEN = Query(
    name="resolution.open",
    # One row an age band of open complaints, or one in all: band (1 to 5, null), n, dated (with a day on which it is
    # due), overdue (past their time on the clock), waiting (clock stopped).
    sql=f"""
        with {TIMED}
        select case when not $by_band then null when $today - opened <= {AGES[0]} then 1
          when $today - opened <= {AGES[1]} then 2
                    when $today - opened <= {AGES[2]} then 3 when $today - opened <= {AGES[3]} then 4
                      else 5 end as band,
               count(*) as n, count(due) as dated, count(case when not kept then 1 end) as overdue, count(case
                 when waiting then 1 end) as waiting
        from judged where closed is null group by 1
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("band",),
    hide=("dated", "overdue", "waiting"),
)

STILL = Query(
    name="resolution.still",
    # One row: n (all complaints), still (open), dated (of these with a day on which it is due), overdue (past it).
    sql=f"""
        with {TIMED}
        select count(*) as n, count(case when closed is null then 1 end) as still,
               count(case when closed is null then due end) as dated, count(case when closed is null and not kept
                 then 1 end) as overdue
        from judged
    """,  # noqa: S608 – constants
    grain="aggregate",
    hide=("still", "dated", "overdue"),
)

ALLOWED = Query(
    name="resolution.settings",
    # The country whose working days count: setting, value (text).
    sql="select setting, value from {settings} where setting = 'complaints.country'",
    grain="open",
)


@dataclass(frozen=True)
class ShareSeries:
    """A weekly share on a p chart: ``weekly`` has week, value, n, part, low, high (limits), beyond (−1, 0, 1)."""

    weekly: pd.DataFrame
    chart: RateChart | None
    freeze: pd.Timestamp | None

    @property
    def empty(self) -> bool:
        return self.weekly.empty or not bool(self.weekly["value"].notna().any())


@dataclass(frozen=True)
class Resolution:
    """``kept`` and ``upheld``: weekly shares by the week of receipt · ``curves``: a survival curve a phase · ``test``:
    whether they differ · ``ages``: band, n, overdue, waiting of the open ones, ``all_open`` the same in one row ·
    ``channels``: see :data:`CHANNELS`."""

    kept: ShareSeries
    upheld: ShareSeries
    curves: dict[str, Survival]
    test: LogRank | None
    ages: pd.DataFrame
    all_open: pd.DataFrame
    channels: pd.DataFrame
    clock: Clock
    allowed: float
    cutovers: pd.DataFrame
    currency: str


def compute_share(frame: pd.DataFrame, part: str, whole: str, freeze: pd.Timestamp | None) -> ShareSeries:
    """The weekly share ``part``/``whole`` of ``frame`` (step, …) with limits from the weeks that ended before
    ``freeze``; without one from every week, each of which is then judged too.

    Weeks with nothing to judge, or too little to be shown, are blank. Limits judge from 20 weeks on.
    """
    found = frame[["step", part, whole]].sort_values("step").astype("float64")
    if len(found):
        every = pd.DataFrame({"step": np.arange(found["step"].min(), found["step"].max() + 1)})
        found = every.merge(found, how="left", on="step")
    found["week"] = pd.to_datetime([monday_of(int(step)) for step in found["step"]])
    n = found[whole].where(found[whole] >= 10)
    found = found.assign(value=found[part] / n, n=n, part=found[part].where(n.notna()))
    known = found["value"].notna()
    ended = found["week"] + pd.Timedelta(days=6)
    base = found[known & (ended < freeze)] if freeze is not None else found[known]
    chart = rate_chart("p", list(base["part"]), list(base["n"]))
    if chart is not None and (chart.state == "none" or chart.centre >= 1):
        chart = None
    bounds = [
        chart.limits(float(size)) if chart is not None and there else (None, None)
        for size, there in zip(found["n"], known, strict=True)
    ]
    found["low"] = pd.Series([low for low, _ in bounds], index=found.index, dtype="float64")
    found["high"] = pd.Series([high for _, high in bounds], index=found.index, dtype="float64")
    judged = known & (chart is not None and chart.state == "full") & (ended >= freeze if freeze is not None else True)
    side = (found["value"] > found["high"]).astype(int) - (found["value"] < found["low"]).astype(int)
    found["beyond"] = side.where(judged, 0)
    return ShareSeries(found[["week", "value", "n", "part", "low", "high", "beyond"]], chart, freeze)


@once
def load_resolution(store: Store, scope: Scope, clock: Clock = "ledger") -> Resolution:
    """What became of the scope's complaints, on a clock. Series cover everything; ages and channels the scope's
    dates."""
    whole, day = scope.but(start=None, end=None), load_known_day(store, scope, "complaints")
    told = store.read(ALLOWED, scope.rights, as_of=scope.as_of).set_index("setting")["value"]
    allowed = load_judge(store, scope)["complaints.days"]
    span = store.read(SPAN, scope.rights, as_of=scope.as_of, params=whole.params())
    first = day_number(day) if span.empty or pd.isna(span["first_day"].iloc[0]) else int(span["first_day"].iloc[0])
    last = max(
        day_number(day), first if span.empty or pd.isna(span["last_day"].iloc[0]) else int(span["last_day"].iloc[0])
    )
    work: list[int] = []
    if clock == "business":
        begin = MONDAY + timedelta(days=first)
        days = Workdays(begin, MONDAY + timedelta(days=last + 1), str(told.get("complaints.country", "")))
        work = [int(count) for count in days.before]
    given = {
        "clock": clock,
        "work": work or [0],
        "first_day": first,
        "allowed": allowed,
        **load_deadlines(store, scope),
    }

    def ask(query: Query, of: Scope, **params: Any) -> pd.DataFrame:
        return store.read(query, of.rights, as_of=of.as_of, params=of.params() | given | params)

    dates = load_wave_dates(store, scope)
    started = dates["started_on"].dropna()
    freeze = started.min() if len(started) else None
    weeks = ask(WEEKS, whole)
    durations = ask(DURATIONS, whole, last_step=LONGEST)
    curves, test = compute_curves(durations)
    period = current_period(load_reached(store, scope, "complaints") or scope, 12)
    recent = whole.but(start=period.start, end=period.end)
    channels = ask(CHANNELS, recent)
    ages = ask(OPEN, whole, by_band=True)
    return Resolution(
        compute_share(weeks, "in_time", "judged", freeze),
        compute_share(weeks, "upheld", "decided", freeze),
        curves,
        test,
        ages.sort_values("band", ignore_index=True),
        ask(OPEN, whole, by_band=False),
        channels.sort_values("n", ascending=False, ignore_index=True),
        clock,
        allowed,
        dates,
        load_programme(store, scope).currency,
    )


@once
def load_still(store: Store, scope: Scope) -> pd.DataFrame:
    """How many of the scope's complaints are open and past their time, whenever they were received: see
    :data:`STILL`."""
    whole = scope.but(start=None, end=None)
    given = {"clock": "ledger", "work": [0], "first_day": 0, "allowed": 0.0, **load_deadlines(store, scope)}
    return store.read(STILL, scope.rights, as_of=scope.as_of, params=whole.params() | given)


def compute_curves(durations: pd.DataFrame) -> tuple[dict[str, Survival], LogRank | None]:
    """A curve a group of ``durations`` (grp, step, n, closed), as far as ten are still observed, and the test that they
    are one.

    Complaints without a phase are one group of their own only where none has a phase. A curve needs thirty complaints.
    """
    known = durations[durations["n"].notna()].sort_values(["grp", "step"])
    names = [name for name in GROUPS if (known["grp"] == name).any()] or sorted(known["grp"].unique())
    curves, risk, ended = {}, [], []
    steps = range(LONGEST + 1)
    for name in names:
        part = known[known["grp"] == name].set_index("step")
        if part.empty or int(part["n"].max()) < 30 or not int(part["closed"].sum()):
            continue
        curves[str(name)] = kaplan_meier(list(part.index), list(part["n"]), list(part["closed"]))
        risk.append([float(x) for x in part["n"].reindex(steps).fillna(0)])
        ended.append([float(x) for x in part["closed"].reindex(steps).fillna(0)])
    return curves, log_rank(risk, ended) if len(risk) > 1 else None
