"""What the charts of the survey are drawn from: loaded once, reduced, with limits and tests beside the values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from analytics.metrics.passport import FEW, Passport
from analytics.metrics.reading import Value, compare_values
from analytics.periods import Period, as_of_day, current_period, local_moment
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.scores import AnswerMetric, value_at
from analytics.snapshot import once
from analytics.stats.compare import adjusted_p
from analytics.stats.limits import Limits, prediction_limits, standard_error
from analytics.waves import load_wave_dates
from data.store.suppression import exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

BEFORE, AFTER, LEAST_AFTER = 12, 12, 4
"""Weeks before and after a cut-over that are compared, and how many there must be after it to say anything."""
GROUP_WEEKS = 12


def compute_limits(weekly: pd.DataFrame, freeze: pd.Timestamp | None) -> Limits | None:
    """Limits from the complete weeks that ended before ``freeze``, the start of the (first) wave. Values need an n."""
    if freeze is None or pd.isna(freeze):
        return None
    base = weekly[weekly["week"] + pd.Timedelta(days=6) < freeze]
    return prediction_limits(
        [float("nan") if pd.isna(value) else float(value) for value in base["value"]],
        [standard_error(n) for n in base["n"]],
    )


@dataclass(frozen=True)
class CalendarTrend:
    """A metric over the calendar.

    ``weekly``: week, value, low, high, n, note · ``rolling``: the same for four-week windows, with lower, upper
    (limits, null before the freeze or without a baseline) and beyond (−1 below, 1 above, 0 within) · ``cutovers``: wave
    dates · ``freeze``: the start of the first wave, where the baseline ends · ``n``: answers in all weeks shown.
    """

    metric: Passport
    weekly: pd.DataFrame
    rolling: pd.DataFrame
    cutovers: pd.DataFrame
    limits: Limits | None
    freeze: pd.Timestamp | None
    baseline: Period | None
    n: int
    hidden_weeks: int
    as_of: datetime

    @property
    def judged(self) -> pd.DataFrame:
        """The windows since the freeze, where the limits judge."""
        if self.limits is None or self.limits.state != "full" or self.freeze is None:
            return self.rolling.iloc[:0]
        since = self.rolling["week"] + pd.Timedelta(days=6) >= self.freeze
        return self.rolling[since & self.rolling["value"].notna()]

    @property
    def chance(self) -> float:
        """How likely any of the windows looked at lies as far out as the outermost, if nothing changed: Bonferroni over
        all of them, as neighbours share answers and all share the baseline. 1 where nothing is judged."""
        limits, windows = self.limits, self.judged
        if limits is None or windows.empty:
            return 1.0
        sides = [
            min(limits.p_below(float(value), error), limits.p_above(float(value), error))
            for value, error in zip(windows["value"], map(standard_error, windows["n"]), strict=True)
            if error == error
        ]
        return min(1.0, 2 * min(sides, default=1.0) * len(sides))


def compute_beyond(rolling: pd.DataFrame, limits: Limits | None, freeze: pd.Timestamp | None) -> pd.DataFrame:
    """``rolling`` with ``lower``, ``upper`` and ``beyond``: every window against limits for its own number of answers.

    Provisional limits are drawn, and nothing is beyond them.
    """
    found = rolling.copy()
    lower: list[float | None] = []
    upper: list[float | None] = []
    beyond: list[int] = []
    for week, value, n in zip(found["week"], found["value"], found["n"], strict=True):
        error = standard_error(n)
        if limits is None or freeze is None or error != error:
            low, high = None, None
        else:
            low, high = limits.interval(error)
        after = freeze is not None and week + pd.Timedelta(days=6) >= freeze
        side = 0
        if limits is not None and limits.state == "full" and after and low is not None and high is not None:
            side = -1 if value < low else 1 if value > high else 0
        lower.append(low)
        upper.append(high)
        beyond.append(side)
    found["lower"] = pd.Series(lower, index=found.index, dtype="float64")
    found["upper"] = pd.Series(upper, index=found.index, dtype="float64")
    found["beyond"] = pd.Series(beyond, index=found.index, dtype="int64")
    return found


def compute_trend(
    metric: Passport,
    every: pd.DataFrame,
    rolling: pd.DataFrame,
    weekly: pd.DataFrame,
    freeze: pd.Timestamp | None,
    cutovers: pd.DataFrame,
    as_of: datetime,
) -> CalendarTrend:
    """The one reckoning of limits: prediction limits of ``every`` complete week before ``freeze``; ``rolling`` and
    ``weekly`` are the windows and weeks that are shown."""
    limits = compute_limits(every, freeze)
    baseline = None
    if limits is not None and freeze is not None:
        base = every[every["week"] + pd.Timedelta(days=6) < freeze]
        baseline = Period(base["week"].min().date(), (base["week"].max() + pd.Timedelta(days=6)).date())
    return CalendarTrend(
        metric=metric,
        weekly=weekly,
        rolling=compute_beyond(rolling, limits, freeze),
        cutovers=cutovers,
        limits=limits,
        freeze=freeze,
        baseline=baseline,
        n=int(weekly["n"].fillna(0).sum()),
        hidden_weeks=int(weekly["value"].isna().sum()),
        as_of=as_of,
    )


@once
def load_calendar(store: Store, scope: Scope, metric: AnswerMetric) -> CalendarTrend:
    """The trend on the calendar. Limits come from all weeks before the first start, also those the scope leaves out."""
    dates = load_wave_dates(store, scope)
    starts = dates["started_on"].dropna()
    freeze = starts.min() if len(starts) else None
    every = metric.weekly(store, scope.but(start=None, end=None))
    weekly = metric.weekly(store, scope) if scope.start or scope.end else every
    rolling = metric.rolling(store, scope)
    return compute_trend(metric.passport, every, rolling, weekly, freeze, dates, local_moment(scope))


@dataclass(frozen=True)
class EventTrend:
    """A metric by weeks since each wave's own cut-over; only waves that have moved.

    ``rolling``: wave, step (last week of a four-week window), value, low, high, n, note · ``changes``: wave, before,
    after, change, low, high, p, q, n_before, n_after, weeks (observed after), verdict ('rose'|'fell'|'within'|'few') ·
    ``focus``: the wave in focus, or None.
    """

    metric: Passport
    rolling: pd.DataFrame
    changes: pd.DataFrame
    focus: str | None
    weeks: tuple[int, int]
    n: int
    as_of: datetime


def compute_changes(metric: Passport, frame: pd.DataFrame, observed: dict[str, int]) -> pd.DataFrame:
    """Each wave after against before its cut-over, from a frame of periods by wave; q corrects for the number of
    waves."""
    rows = []
    for wave, weeks in observed.items():
        values = {}
        for period in ("now", "before"):
            part = frame[(frame["wave"] == wave) & (frame["period"] == period)]
            row = None if part.empty or pd.isna(part.iloc[0]["value"]) else part.iloc[0]
            values[period] = Value() if row is None else value_at(row)
        now, before = values["now"], values["before"]
        difference = compare_values(metric, now, before)
        tested = difference is not None and weeks >= LEAST_AFTER and not now.few and not before.few
        rows.append(
            {
                "wave": wave,
                "before": before.value,
                "after": now.value,
                "change": difference.difference if difference else None,
                "low": difference.low if difference else None,
                "high": difference.high if difference else None,
                "p": difference.p if difference and tested else None,
                "n_before": before.n,
                "n_after": now.n,
                "weeks": weeks,
            }
        )
    columns = ["wave", "before", "after", "change", "low", "high", "p", "n_before", "n_after", "weeks"]
    found = pd.DataFrame(rows, columns=columns)
    found["p"] = found["p"].astype("float64")
    known = found["p"].notna()
    found["q"] = pd.Series(dtype="float64")
    found.loc[known, "q"] = list(adjusted_p(list(found.loc[known, "p"])))
    found["verdict"] = [
        "few" if pd.isna(q) else "within" if q >= LEVEL else "rose" if change > 0 else "fell"
        for q, change in zip(found["q"], found["change"], strict=True)
    ]
    return found


def load_event(
    store: Store, scope: Scope, metric: AnswerMetric, focus: str | None = None, weeks: tuple[int, int] = (-12, 24)
) -> EventTrend:
    """The waves aligned at their own cut-over. Without a ``focus`` it is the wave that changed most beyond noise."""
    dates = load_wave_dates(store, scope)
    moved = dates[dates["actual"]]
    day = pd.Timestamp(as_of_day(scope))
    observed = {
        wave: int((day - cut).days + 1) // 7 for wave, cut in zip(moved["wave"], moved["cutover_on"], strict=True)
    }
    open_scope = scope.but(start=None, end=None)
    rolling = metric.rolling_event(store, open_scope)
    shown = rolling["wave"].isin(list(observed)) & rolling["step"].between(*weeks)
    rolling = rolling[shown]
    last = rolling["wave"].map(observed).astype("float64") - 1 if len(rolling) else rolling["step"]
    rolling = rolling[rolling["step"] <= last].reset_index(drop=True)
    periods = metric.compare_event(store, open_scope, (0, AFTER - 1), (-BEFORE, -1))
    changes = compute_changes(metric.passport, periods, observed)
    beyond = changes[changes["verdict"].isin(["rose", "fell"])]
    if focus not in observed:
        focus = None
        if len(beyond):
            focus = str(beyond.sort_values("change", key=abs)["wave"].iloc[-1])
        elif len(scope.waves) == 1 and scope.waves[0] in observed:
            focus = scope.waves[0]
    counted = periods[periods["wave"].isin(list(observed))]
    return EventTrend(
        metric.passport, rolling, changes, focus, weeks, int(counted["n"].fillna(0).sum()), local_moment(scope)
    )


@dataclass(frozen=True)
class WaveTrends:
    """A metric over the calendar, wave by wave: ``rolling`` as in :class:`CalendarTrend` with ``wave``; ``dates``."""

    metric: Passport
    rolling: pd.DataFrame
    dates: pd.DataFrame
    as_of: datetime


@once
def load_waves(store: Store, scope: Scope, metric: AnswerMetric) -> WaveTrends:
    """Four-week windows of every wave of the scope."""
    dates = load_wave_dates(store, scope)
    rolling = metric.rolling(store, scope, ("wave",))
    rolling = rolling[rolling["wave"].isin(list(dates["wave"]))].reset_index(drop=True)
    return WaveTrends(metric.passport, rolling, dates, local_moment(scope))


@dataclass(frozen=True)
class Groups:
    """A metric by one dimension: ``frame`` has group, value, low, high, n, note, q (against all others), verdict.

    Sorted with the best on top; groups below ten answers are not in it but counted in ``hidden``. ``verdict`` is
    'above', 'below', 'within' or 'few'. ``overall`` is the value of all groups together.
    """

    metric: Passport
    dimension: str
    frame: pd.DataFrame
    overall: Value
    period: Period
    hidden: int
    as_of: datetime


def compute_groups(metric: Passport, frame: pd.DataFrame, overall: Value, dimension: str) -> pd.DataFrame:
    """Each group against all others together, corrected for their number. Groups below 30 answers are not judged."""
    found = frame[frame["value"].notna() & frame[dimension].notna()].rename(columns={dimension: "group"}).copy()
    p_values: list[float | None] = []
    total = overall.counted
    for (_, row), n in zip(found.iterrows(), exact_n(found).astype(int), strict=True):
        rest = total - n
        if n < FEW or rest < FEW or overall.value is None:
            p_values.append(None)
            continue
        mean = (overall.value * total - row["value"] * n) / rest
        square = ((overall.variance or 0) + overall.value**2) * total - (row["variance"] + row["value"] ** 2) * n
        others = Value(mean, None, None, rest, "", max(0.0, square / rest - mean**2))
        own = Value(float(row["value"]), None, None, n, "", float(row["variance"]))
        difference = compare_values(metric, own, others)
        p_values.append(difference.p if difference else None)
    found["p"] = pd.Series(p_values, index=found.index, dtype="float64")
    known = found["p"].notna()
    found["q"] = pd.Series(dtype="float64")
    found.loc[known, "q"] = list(adjusted_p(list(found.loc[known, "p"])))
    middle = overall.value or 0.0
    found["verdict"] = [
        "few" if pd.isna(q) else "within" if q >= LEVEL else "above" if value > middle else "below"
        for q, value in zip(found["q"], found["value"], strict=True)
    ]
    columns = ["group", "value", "low", "high", "n", "note", "q", "verdict"]
    best_last = metric.better == "up"
    return found.sort_values(["value", "group"], ascending=[not best_last, True])[columns].reset_index(drop=True)


@once
def load_groups(store: Store, scope: Scope, metric: AnswerMetric, dimension: str) -> Groups:
    """By wave, branch, segment, channel or phase, in the dates of the scope or the last 12 complete weeks."""
    period = current_period(scope, GROUP_WEEKS)
    open_scope = scope.but(start=None, end=None)
    before = period.before()
    frame = metric.compare(store, open_scope, period, before, (dimension,))
    frame = frame[frame["period"] == "now"]
    totals = metric.compare(store, open_scope, period, before)
    totals = totals[totals["period"] == "now"]
    overall = Value()
    if len(totals) and not pd.isna(totals.iloc[0]["value"]):
        overall = value_at(totals.iloc[0])
    hidden = int((frame["value"].isna() & frame[dimension].notna()).sum())
    return Groups(
        metric.passport,
        dimension,
        compute_groups(metric.passport, frame, overall, dimension),
        overall,
        period,
        hidden,
        local_moment(scope),
    )


def last_sunday(week: pd.Timestamp | date) -> pd.Timestamp:
    """The day a week is drawn at and named by: its Sunday."""
    return pd.Timestamp(week) + pd.Timedelta(days=6)
