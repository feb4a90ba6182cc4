"""Technical support: tickets around a cut-over, how fast they are answered and resolved, and whether the desk is
staffed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.frames import rows
from analytics.judging import USUAL, Judge, load_judge
from analytics.periods import as_of_day, local_moment
from analytics.reach import load_known_day
from analytics.snapshot import once
from analytics.stats.compare import ALPHA, adjusted_p
from analytics.stats.intervals import wilson_interval
from analytics.stats.rates import compare_rates
from analytics.stats.survival import Survival, kaplan_meier, log_rank
from analytics.waves import load_wave_dates
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

What = Literal["response", "resolution"]
LONGEST: dict[What, int] = {"response": 72, "resolution": 30}
"""Hours of the first response and days of the resolution that the curves cover."""
UNITS: dict[What, float] = {"response": 60.0, "resolution": 1440.0}
"""Minutes of their units."""
EVENT = (-4, 11)
"""Weeks around the cut-over that are drawn."""
AFTER = 4
"""Weeks from the cut-over on in which waves are compared."""
AGES = (1, 3, 7, 14)
"""Upper bounds in days of the age bands of open tickets; the last band has none."""
FEW = 30
"""The fewest tickets with which a wave is compared."""

LIVES = """
    lives as (
      select wave, event_week, opened_at, responded_at, resolved_at, due_at,
             date_diff('day', cast(opened_at as date), cast($today as date)) as age,
             case when $what = 'response' then responded_at else resolved_at end as ended_at,
             case when due_at is null then null when resolved_at is not null then resolved_at <= due_at
                  when due_at < cast($now as timestamp) then false end as kept
      from (
        select wave, branch, event_week, opened_at, due_at,
               case when responded_at <= cast($now as timestamp) then responded_at end as responded_at,
               case when resolved_at <= cast($now as timestamp) then resolved_at end as resolved_at
        from {placed:tickets}
      ) as known where {selected:wave,branch}
    )
"""
"""Tickets with what ended the time that is looked at, and whether they were resolved in time (null while that is
open)."""

COUNTS = Query(
    name="support.counts",
    # One row a wave: tickets, still_open, judged, in_time, overdue (open past their time), first_on (of all tickets of
    # the wave).
    sql=f"""
        with {LIVES}
        select wave, count(*) as tickets, count(case when resolved_at is null then 1 end) as still_open,
          count(kept) as judged,
               count(case when kept then 1 end) as in_time, count(case when resolved_at is null and not kept
                 then 1 end) as overdue,
               min(cast(opened_at as date)) as first_on
        from lives group by wave order by {{ordered:wave}}
    """,  # noqa: S608 – the common table is a constant
    grain="open",
)
WEEKS = Query(
    name="support.weeks",
    # One row a wave and week since its cut-over: step, tickets.
    sql=f"""
        with {LIVES}
        select wave, event_week as step, count(*) as tickets from lives
        where wave is not null and event_week between $first_step and $last_step group by wave, event_week
    """,  # noqa: S608 – constants
    grain="open",
)
OPEN = Query(
    name="support.open",
    # One row an age band of open tickets (1 to 5): band, n, overdue.
    sql=f"""
        with {LIVES}
        select case when age <= {AGES[0]} then 1 when age <= {AGES[1]} then 2 when age <= {AGES[2]} then 3
                    when age <= {AGES[3]} then 4 else 5 end as band,
               count(*) as n, count(case when not kept then 1 end) as overdue, count(case when due_at is null
                 then 1 end) as undated
        from lives where resolved_at is null group by 1 order by 1
    """,  # noqa: S608 – constants
    grain="open",
)
TIMES = Query(
    name="support.times",
    # One row a wave and length in units of $unit minutes (at most $last_step): step, n, ended. What ended counts at the
    # end of its unit; what is open now was seen for whole units only, and what took longer than the last step counts as
    # open then. A ticket that was resolved and has no first response says nothing of it.
    sql=f"""
        with {LIVES},
        measured as (
          select wave, ended_at is not null as over,
                 cast(date_diff('minute', opened_at, coalesce(ended_at,
                   cast($now as timestamp))) as double) / $unit as length
          from lives where coalesce(ended_at, cast($now as timestamp)) >= opened_at
            and ($what = 'resolution' or responded_at is not null or resolved_at is null)
        ),
        stepped as (
          select wave, over and length <= $last_step as ended,
                 cast(least(case when over then ceil(length) else floor(length) end, $last_step) as integer) as step
          from measured
        )
        select wave, step, count(*) as n, count(case when ended then 1 end) as ended from stepped
        where wave is not null group by wave, step
    """,  # noqa: S608 – constants
    grain="open",
)
STAFF = Query(
    name="support.staff",
    # One row a wave: items of support, done, planned and ready (people, of the items that state both).
    sql="""
        select wave, count(*) as items, count(done_on) as done,
               sum(case when staff_ready is not null then staff_planned end) as planned,
               sum(case when staff_planned is not null then staff_ready end) as ready
        from {continuity} where kind = 'support' and wave is not null and {selected:wave}
        group by wave
    """,
    grain="open",
)
CUSTOMERS = Query(
    name="support.customers",
    # One row a wave: n (customers).
    sql="""
        select wave, count(*) as n from {moves} where wave is not null and {selected:wave,branch} group by wave
    """,
    grain="aggregate",
    dims=("wave",),
)


@dataclass(frozen=True)
class Times:
    """Counts of a wave by step: how many were still waiting and were seen, and how many of them ended."""

    at_risk: NDArray[np.float64]
    ended: NDArray[np.float64]

    @property
    def n(self) -> int:
        return int(self.at_risk[0]) if len(self.at_risk) else 0

    @property
    def curve(self) -> Survival | None:
        """The share still waiting, as far as ten are still seen; ``None`` under thirty tickets."""
        seen = int((self.at_risk >= 10).cumprod().sum())
        if self.n < FEW or seen < 2:
            return None
        return kaplan_meier(range(seen), list(self.at_risk[:seen]), list(self.ended[:seen]))

    @property
    def median(self) -> float | None:
        found = self.curve
        return None if found is None else found.quantile()

    def __add__(self, other: Times) -> Times:
        return Times(self.at_risk + other.at_risk, self.ended + other.ended)


@dataclass(frozen=True)
class Support:
    """``waves``: wave, cutover_on, actual, days, customers, tickets, still_open, overdue, judged, in_time, value, low,
    high, response and resolution (medians in hours and days), items, done, planned, ready, rate and others (tickets per
    1,000 customers and week after the cut-over, the same of the other waves), ratio with ratio_low and ratio_high, slow
    and busy (what is called), state · ``weekly``: wave, step, tickets, rate · ``ages``: band, n, overdue, undated ·
    ``times``: by what is measured and wave."""

    waves: pd.DataFrame
    weekly: pd.DataFrame
    ages: pd.DataFrame
    times: dict[What, dict[str, Times]]
    day: date

    @property
    def empty(self) -> bool:
        return not int(self.waves["tickets"].sum()) and not bool(self.waves["planned"].notna().any())

    @property
    def named(self) -> list[str]:
        """The waves that have tickets, in the order of their cut-overs."""
        return [str(row.wave) for row in rows(self.waves) if row.tickets]

    @property
    def focus(self) -> str:
        """The last wave in which something is called, else the last that was moved, else the last with tickets."""
        own = self.waves[self.waves["tickets"] > 0]
        for chosen in (own[own["slow"] | own["busy"]], own[own["actual"]], own):
            if len(chosen):
                return str(chosen["wave"].iloc[-1])
        return ""

    def others(self, what: What, wave: str) -> Times:
        """All waves but one, together."""
        return together([times for name, times in self.times[what].items() if name != wave], what)


def together(times: list[Times], what: What) -> Times:
    """Several waves as one."""
    none = np.zeros(LONGEST[what] + 1)
    return sum(times, Times(none, none.copy()))


@once
def load_support(store: Store, scope: Scope) -> Support:
    """How the support desk stands and works, as of the scope's moment."""
    day, known = as_of_day(scope), load_known_day(store, scope, "tickets")
    given: dict[str, Any] = scope.params("waves", "branches") | {
        "today": known,
        "now": min(local_moment(scope), datetime.combine(known, time(23, 59, 59))),
        "what": "resolution",
    }

    def ask(query: Query, **params: Any) -> pd.DataFrame:
        return store.read(query, scope.rights, as_of=scope.as_of, params=given | params)

    times = {
        what: compute_times(ask(TIMES, what=what, unit=UNITS[what], last_step=last), what)
        for what, last in LONGEST.items()
    }
    counts = ask(COUNTS)
    waves = load_wave_dates(store, scope)[["wave", "cutover_on", "actual"]].sort_values("cutover_on")
    waves["days"] = (waves["cutover_on"] - pd.Timestamp(day)).dt.days
    for part in (ask(CUSTOMERS).rename(columns={"n": "customers"}), counts.drop(columns="first_on"), ask(STAFF)):
        waves = waves.merge(part, how="left", on="wave")
    first = pd.to_datetime(counts["first_on"]).min() if len(counts) else None
    weekly = compute_weekly(waves, ask(WEEKS, first_step=EVENT[0], last_step=EVENT[1]), first, day)
    return Support(compute_waves(waves, weekly, times, load_judge(store, scope)), weekly, ask(OPEN), times, day)


def compute_times(frame: pd.DataFrame, what: What) -> dict[str, Times]:
    """Counts at risk and ended of each wave from how many have which length (wave, step, n, ended)."""
    found = {}
    for wave, part in frame.groupby("wave"):
        own = part.set_index("step")[["n", "ended"]].reindex(range(LONGEST[what] + 1), fill_value=0).astype("float64")
        found[str(wave)] = Times(own["n"].to_numpy()[::-1].cumsum()[::-1], own["ended"].to_numpy())
    return found


def compute_weekly(waves: pd.DataFrame, counts: pd.DataFrame, first: pd.Timestamp | None, day: date) -> pd.DataFrame:
    """Tickets by week since the cut-over, and per 1,000 customers. A week that is not over or lies before the first
    ticket of the ledger is left out; one without tickets is 0."""
    told = {(row.wave, int(row.step)): int(row.tickets) for row in rows(counts)}
    lines = []
    for row in rows(waves):
        if first is None or pd.isna(row.cutover_on):
            continue
        for step in range(EVENT[0], EVENT[1] + 1):
            begins = row.cutover_on + pd.Timedelta(days=7 * step)
            if begins < first or begins + pd.Timedelta(days=6) > pd.Timestamp(day):
                continue
            tickets = told.get((row.wave, step), 0)
            known = not pd.isna(row.customers) and row.customers
            lines.append((row.wave, step, tickets, tickets / float(row.customers) * 1_000 if known else None))
    return pd.DataFrame(lines, columns=["wave", "step", "tickets", "rate"]).astype({"rate": "float64"})


def compute_waves(
    waves: pd.DataFrame, weekly: pd.DataFrame, times: dict[What, dict[str, Times]], judge: Judge = USUAL
) -> pd.DataFrame:
    """Waves with their medians and shares, compared with all others together; see :class:`Support`.

    A wave is ``slow`` (log-rank test of either time) or ``busy`` (exact test of its rate) where q of the whole family,
    after Benjamini and Hochberg, is below 0.05 and it lies above the others by ``support.apart`` or more. Under thirty
    tickets nothing is called.
    """
    found = compute_shares(waves)
    apart = 1 + judge["support.apart"]
    tests = [*_compare_times(found, times, apart), *_compare_rates(found, weekly, apart)]
    found["slow"] = found["busy"] = False
    for q, test in zip(adjusted_p([test.p for test in tests]), tests, strict=True):
        if q < ALPHA and test.far:
            found.loc[found["wave"] == test.wave, test.says] = True
    found["state"] = [wave_state(row, judge) for row in rows(found)]
    return found[found["tickets"].gt(0) | found["items"].notna()].reset_index(drop=True)


def compute_shares(waves: pd.DataFrame) -> pd.DataFrame:
    """Waves with the share of tickets resolved in time and its interval; blank under ten."""
    found = waves.copy()
    for name in ("tickets", "still_open", "overdue", "judged", "in_time"):
        found[name] = found[name].fillna(0).astype(int)
    shares = [wilson_interval(row.in_time, row.judged) if row.judged >= 10 else None for row in rows(found)]
    found["value"] = (found["in_time"] / found["judged"]).where(found["judged"] >= 10)
    found["low"] = pd.Series([None if one is None else one.low for one in shares], index=found.index, dtype="float64")
    found["high"] = pd.Series([None if one is None else one.high for one in shares], index=found.index, dtype="float64")
    return found


@dataclass(frozen=True)
class _Test:
    """A wave held against all others: what it would say, p, and whether it is far enough from them."""

    wave: str
    says: str
    p: float
    far: bool


def _compare_times(found: pd.DataFrame, times: dict[What, dict[str, Times]], apart: float) -> list[_Test]:
    """Medians into ``found``, and the tests of each wave with thirty tickets."""
    tests = []
    for what, own in times.items():
        medians = {wave: part.median for wave, part in own.items()}
        found[what] = pd.Series([medians.get(str(wave)) for wave in found["wave"]], index=found.index, dtype="float64")
        for wave, part in own.items():
            rest = together([other for name, other in own.items() if name != wave], what)
            if min(part.n, rest.n) < FEW:
                continue
            test = log_rank((list(part.at_risk), list(rest.at_risk)), (list(part.ended), list(rest.ended)))
            far = rest.median is not None and (part.median is None or part.median >= apart * rest.median)
            tests.append(_Test(wave, "slow", 1.0 if test is None else test.p, far))
    return tests


def _compare_rates(found: pd.DataFrame, weekly: pd.DataFrame, apart: float) -> list[_Test]:
    """Rates of the weeks after the cut-over into ``found``, and the tests of each wave with thirty tickets in them."""
    customers = dict(zip(found["wave"], found["customers"].astype("float64"), strict=True))
    after = weekly[weekly["step"].between(0, AFTER - 1) & weekly["rate"].notna()]
    sums = (
        after.assign(exposure=[customers[wave] / 1_000 for wave in after["wave"]])
        .groupby("wave")[["tickets", "exposure"]]
        .sum()
    )
    tests, told = [], {}
    for wave in sums.index:
        rest = sums.drop(index=wave).sum()
        if not rest["exposure"]:
            continue
        hits, others = int(sums.loc[wave, "tickets"]), int(rest["tickets"])
        told[wave] = ratio = compare_rates(hits, float(sums.loc[wave, "exposure"]), others, float(rest["exposure"]))
        if min(hits, others) >= FEW:
            tests.append(_Test(str(wave), "busy", ratio.p, ratio.ratio >= apart))
    for name, part in (
        ("rate", "first"),
        ("others", "second"),
        ("ratio", "ratio"),
        ("ratio_low", "low"),
        ("ratio_high", "high"),
    ):
        values = [getattr(told[wave], part) if wave in told else None for wave in found["wave"]]
        found[name] = pd.Series(values, index=found.index, dtype="float64")
    return tests


def wave_state(row: Any, judge: Judge = USUAL) -> str:
    """bad: people are missing ``support.staff_days`` before the cut-over or after it, or the desk is slow; watch:
    people are missing and there is time, more tickets than elsewhere, or open ones past their time; none: nothing is
    known."""
    short = not pd.isna(row.planned) and row.ready < row.planned
    near = not pd.isna(row.days) and not judge.beyond("support.staff_days", row.days)
    if (short and near) or row.slow:
        return "bad"
    if short or row.busy or row.overdue:
        return "watch"
    return "good" if row.tickets or not pd.isna(row.planned) else "none"
