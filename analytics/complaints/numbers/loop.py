"""The closed loop: does every unhappy customer get an owner and a contact in time, and was the next answer better?

A low score, a bad call or a complaint is a case from the moment it came. A case is kept if the customer was reached
within the hours of its reason; one that is past them without a contact is a failure, whether or not anybody owns it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.complaints.numbers.rates import LEVEL
from analytics.complaints.numbers.resolution import ShareSeries, compute_share
from analytics.frames import rows
from analytics.judging import load_judge
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Reading, Value, compute_reading
from analytics.periods import Period, current_period, local_moment
from analytics.reach import load_known_day, load_reached, reached
from analytics.snapshot import once
from analytics.stats.compare import Difference, Sample, compare_means
from analytics.stats.intervals import mean_interval, wilson_interval
from analytics.waves import load_wave_dates
from data.problems import Refusal
from data.store.query import Query
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

REASONS = ("detractor", "call", "complaint")
BAD_CALL, DETRACTOR = 2, 6
NEXT_DAYS = 120
"""The next answer is looked for within so many days after the case."""

CASES = f"""
    raised as (
      select 'detractor' as reason, customer, wave, branch, segment, phase, at_time, week
      from {{placed:surveys}} where nps <= {DETRACTOR} and customer is not null
      union all
      select 'call' as reason, customer, wave, branch, segment, phase, at_time, week
      from {{placed:contacts}} where kind = 'service' and rating <= {BAD_CALL}
      union all
      select 'complaint' as reason, customer, wave, branch, segment, phase, at_time, week
      from {{placed:complaints}} where customer is not null
    ),
    followed as (
      select customer, reason, raised_at, case when contacted_at <= $now then contacted_at end as contacted_at, owner
      from {{contacts}} where kind = 'follow_up' and reason is not null
    ),
    began as (select min(cast(raised_at as date)) as day from followed),
    cases as (
      select r.reason, r.customer, r.wave, r.branch, r.at_time, min(r.week) as week,
        min(f.contacted_at) as contacted_at,
             min(f.owner) as owner,
             min(case r.reason when 'detractor' then $h_detractor when 'call' then $h_call
               else $h_complaint end) as hours
      from raised r cross join began b
        left join followed f on f.customer = r.customer and f.reason = r.reason
          and cast(f.raised_at as date) >= cast(r.at_time as date)
          and date_diff('day', cast(r.at_time as date), cast(f.raised_at as date)) <= 14
      where cast(r.at_time as date) >= b.day and r.at_time <= $now
        and {{selected:r.at_time,r.wave,r.branch,r.segment,r.phase}}
      group by r.reason, r.customer, r.wave, r.branch, r.at_time
    ),
    judged as (
      select *, date_diff('minute', at_time, coalesce(contacted_at, $now)) / cast(60 as double) - hours as late,
             case when contacted_at is not null then date_diff('minute', at_time, contacted_at) <= 60 * hours
                  when date_diff('minute', at_time, $now) > 60 * hours then false end as kept
      from cases
    )
"""  # noqa: S608 – whole numbers
"""Cases since the first follow-up was raised: what came before nobody was to follow up. ``late`` is in hours past the
time."""

SHARES = Query(
    name="loop.shares",
    # One row a cell: reason, wave, branch, step (null unless asked for), n (cases), judged, in_time, unowned,
    # unreached, overdue.
    sql=f"""
        with {CASES},
        cells as (
          select kept, owner, contacted_at, case when $by_reason then reason end as reason, case when $by_wave
            then wave end as wave,
                 case when $by_branch then branch end as branch,
                 case when $by_step then cast(floor(cast(date_diff('day', date '2000-01-03',
                   week) as double) / 7) as integer) end as step
          from judged
        )
        select reason, wave, branch, step, count(*) as n, count(kept) as judged, count(case when kept
          then 1 end) as in_time,
               count(case when owner is null then 1 end) as unowned, count(case when contacted_at is null
                 then 1 end) as unreached,
               count(case when contacted_at is null and not kept then 1 end) as overdue
        from cells group by reason, wave, branch, step
    """,  # noqa: S608 – the common tables are a constant
    grain="aggregate",
    dims=("reason", "wave", "branch", "step"),
    hide=("judged", "in_time", "unowned", "unreached", "overdue"),
)

NEXT = Query(
    name="loop.next",
    # One row a handling of low scores: handled (in_time, late, none), n (customers with a later answer), total and
    # squares (of next minus first score), before (mean first score).
    sql=f"""
        with {CASES},
        again as (
          select j.customer, j.at_time, j.kept, j.contacted_at, min(s.answered_at) as next_at
          from judged j join {{surveys}} s on s.customer = j.customer and s.nps is not null
            and s.answered_at > coalesce(j.contacted_at, j.at_time)
            and date_diff('day', j.at_time, s.answered_at) between 1 and {NEXT_DAYS}
          where j.reason = 'detractor' and j.kept is not null
          group by j.customer, j.at_time, j.kept, j.contacted_at
        ),
        pairs as (
          select case when a.contacted_at is null then 'none' when a.kept then 'in_time' else 'late' end as handled,
                 cast(f.nps as double) as first, cast(l.nps as double) as later
          from again a join {{surveys}} f on f.customer = a.customer and f.answered_at = a.at_time
            join {{surveys}} l on l.customer = a.customer and l.answered_at = a.next_at
        )
        select handled, count(*) as n, sum(later - first) as total, sum((later - first) * (later - first)) as squares,
               avg(first) as before
        from pairs group by handled
    """,  # noqa: S608 – constants
    grain="aggregate",
    dims=("handled",),
    hide=("total", "squares", "before"),
)

OVERDUE = Query(
    name="loop.overdue",
    # One row an open case, the longest overdue first: reason, customer, wave, branch, owner, at_time, hours, late
    # (hours past).
    sql=f"""
        with {CASES}
        select reason, customer, wave, branch, owner, at_time, hours, late
        from judged where contacted_at is null order by late desc, customer, reason
    """,  # noqa: S608 – constants
    grain="rows",
)


@dataclass(frozen=True)
class Loop:
    """``reasons`` and ``branches``: the cells of :data:`SHARES` in the period with value, low, high · ``series``: the
    weekly share in time · ``after``: handled, n, change, low, high, before (paired, of low scores) · ``gap``: the
    change of those reached in time minus that of all others."""

    reasons: pd.DataFrame
    branches: pd.DataFrame
    series: ShareSeries
    after: pd.DataFrame
    gap: Difference | None
    hours: dict[str, float]
    period: Period
    cutovers: pd.DataFrame
    as_of: datetime

    @property
    def empty(self) -> bool:
        return not int(self.reasons["n"].fillna(0).sum())

    def total(self, name: str) -> int:
        """A count over all reasons in the period."""
        return int(self.reasons[name].fillna(0).sum())


@once
def load_hours(store: Store, scope: Scope) -> dict[str, float]:
    """The hours within which customers of each reason are to be reached (``loop.hours.<reason>``)."""
    judge = load_judge(store, scope)
    return {reason: judge[f"loop.hours.{reason}"] for reason in REASONS}


def _params(store: Store, scope: Scope, hours: dict[str, float]) -> dict[str, Any]:
    """``now``: the moment up to which the ledger of contacts tells: what was not told later is not a customer who was
    not reached."""
    given = scope.params("start", "end", "waves", "branches", "segments", "phase")
    return given | {f"h_{reason}": hours[reason] for reason in REASONS} | {"now": load_known_moment(store, scope)}


def load_known_moment(store: Store, scope: Scope) -> datetime:
    """The scope's moment on the programme's clock, or the end of the day the ledger of contacts reaches."""
    until = load_known_day(store, scope, "contacts")
    return min(local_moment(scope), datetime.combine(until, time(23, 59, 59)))


def load_shares(store: Store, scope: Scope, hours: dict[str, float], *by: str) -> pd.DataFrame:
    """The cells of :data:`SHARES` with ``value`` (share in time of those judged) and Wilson's interval."""
    flags = {f"by_{name}": name in by for name in ("reason", "wave", "branch", "step")}
    frame = store.read(SHARES, scope.rights, as_of=scope.as_of, params=_params(store, scope, hours) | flags)
    value, low, high = [], [], []
    for row in rows(frame):
        known = not pd.isna(row.judged) and row.judged >= 10
        interval = wilson_interval(row.in_time, row.judged) if known else None
        value.append(row.in_time / row.judged if known else None)
        low.append(None if interval is None else interval.low)
        high.append(None if interval is None else interval.high)
    for name, column in (("value", value), ("low", low), ("high", high)):
        frame[name] = pd.Series(column, index=frame.index, dtype="float64")
    return frame


def open_params(store: Store, scope: Scope) -> dict[str, Any]:
    """The parameters of :data:`OVERDUE` for the scope."""
    return _params(store, scope, load_hours(store, scope))


HANDLED = ("in_time", "late", "none")
"""How a customer who would not recommend was dealt with, in the order in which it is shown."""


def compute_after(frame: pd.DataFrame) -> tuple[pd.DataFrame, Difference | None]:
    """The paired change by handling with Student's interval, and the gap between in time and all others (Welch), whose
    interval is as wide as the level of the page asks."""
    known = frame[frame["n"].notna()].sort_values("handled", key=lambda names: names.map(HANDLED.index))
    counts = exact_n(known).astype(int)
    samples, lines = {}, []
    for row, n in zip(rows(known), counts, strict=True):
        mean = row.total / n
        own = Sample(n, mean, max(0.0, row.squares / n - mean**2))
        samples[str(row.handled)] = own
        interval = mean_interval(own.mean, own.variance, own.n)
        bounds = (None, None) if interval is None else (interval.low, interval.high)
        lines.append((row.handled, int(row.n), own.mean, *bounds, float(row.before)))
    after = pd.DataFrame(lines, columns=["handled", "n", "change", "low", "high", "before"])
    others = known[known["handled"] != "in_time"]
    n = int(counts[others.index].sum()) if len(others) else 0
    if "in_time" not in samples or n < 30 or samples["in_time"].n < 30:
        return after, None
    mean = float(others["total"].sum()) / n
    rest = Sample(n, mean, max(0.0, float(others["squares"].sum()) / n - mean * mean))
    return after, compare_means(samples["in_time"], rest, 1 - LEVEL)


@once
def load_loop(store: Store, scope: Scope) -> Loop:
    """The closed loop of the scope; its dates narrow the shares, not the series and the next answers."""
    hours, whole = load_hours(store, scope), scope.but(start=None, end=None)
    period = current_period(load_reached(store, scope, "contacts") or scope, 12)
    recent = whole.but(start=period.start, end=period.end)
    after, gap = compute_after(store.read(NEXT, scope.rights, as_of=scope.as_of, params=_params(store, whole, hours)))
    branches = load_shares(store, recent, hours, "wave", "branch")
    return Loop(
        load_shares(store, recent, hours, "reason").sort_values("n", ascending=False, ignore_index=True),
        branches.sort_values("value", ignore_index=True),
        compute_share(load_shares(store, whole, hours, "step"), "in_time", "judged", None),
        after,
        gap,
        hours,
        period,
        load_wave_dates(store, scope),
        local_moment(scope),
    )


@dataclass(frozen=True)
class LoopMetric:
    """The share of cases whose customer was reached in time; ``n`` = cases judged."""

    passport: Passport

    def _read(self, store: Store, scope: Scope, by: tuple[str, ...]) -> pd.DataFrame:
        found = load_shares(store, scope, load_hours(store, scope), *by)
        found["note"] = ["suppressed" if pd.isna(n) else "" for n in found["n"]]
        return found.assign(n=found["judged"]).sort_values(list(by) or ["n"], ignore_index=True)

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Columns: ``by…, value, low, high, n, note``."""
        allowed = ("reason", "wave", "branch")
        if unknown := [name for name in by if name not in allowed]:
            raise Refusal("metric_dimension", where=", ".join(unknown), allowed=", ".join(allowed))
        found = self._read(store, scope, by)
        found = found.assign(low=None, high=None)  # counted, not drawn
        return found.loc[found["n"].fillna(0).gt(0) | (found["note"] != ""), [*by, "value", "low", "high", "n", "note"]]

    def now(self, store: Store, scope: Scope) -> Reading:
        """The period of the scope, up to the last week the ledger of contacts reaches, against the one before."""
        told = load_reached(store, scope, "contacts")
        period = current_period(told or scope)
        values = []
        for part in (period, period.before()) if told is not None else ():
            found = self._read(store, scope.but(start=part.start, end=part.end), ())
            known = found[found["value"].notna()]
            row = known.iloc[0] if len(known) else None
            values.append(
                Value()
                if row is None
                else Value(
                    float(row["value"]), n=int(row["n"]), part=float(row["value"] * row["n"]), whole=float(row["n"])
                )
            )
        now, before = values or (Value(), Value())
        reading = compute_reading(
            self.passport,
            period,
            now,
            before,
            target=load_judge(store, scope).limits(self.passport).target,
            missing="" if now.known else "contacts",
        )
        return reached(store, scope, reading)


LOOP_IN_TIME = LoopMetric(
    Passport(
        id="loop_in_time",
        unit="share",
        better="up",
        domain=(0.0, 1.0),
        target=0.9,
        thresholds=(0.8, 0.6),
        datasets=("contacts", "surveys", "complaints"),
        reference="own definition: counted in the ledger",
        digits=1,
        low=0,
        high=1,
        sampled=False,
    )
)
register(LOOP_IN_TIME)
