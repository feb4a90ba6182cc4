"""NPS, CSAT, CES and the response rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.judging import load_judge
from analytics.metrics.passport import Passport, register
from analytics.metrics.reading import Reading, Value, compute_reading, settle_family
from analytics.periods import WEEKS, Period, current_period, day_number, last_complete_week, monday_of
from analytics.periods import as_of_day as day_of
from analytics.reach import load_loaded
from analytics.satisfaction.numbers.answers import CELLS, DIMENSIONS, PERIODS, RESPONSE, ROLLING, SETTLED
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.turns import best
from analytics.stats.intervals import Interval, mean_interval, nps_interval, wilson_interval
from data.problems import Refusal
from data.store.suppression import EXACT, exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Query, Store


def compute_interval(unit: str, mean: float, variance: float, n: int) -> Interval | None:
    """The default interval of a metric of answers: adjusted Wald for NPS, Wilson for shares, t for means.

    The shares of promoters p and detractors d follow from the mean and variance of the scores ±1:
    p − d = mean, p + d = variance + mean².
    """
    if unit == "share":
        return wilson_interval(mean * n, n)
    if unit == "score":
        return mean_interval(mean, variance, n)
    net, both = mean / 100, variance / 10000 + (mean / 100) ** 2
    return nps_interval((both + net) / 2, (both - net) / 2, n)


def compute_values(unit: str, frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` (n, mean, variance, note, …) with ``value``, ``low``, ``high`` beside them; null where suppressed."""
    found = frame.copy()
    bounds: list[tuple[float | None, float | None]] = []
    for n, mean, variance in zip(exact_n(found), found["mean"], found["variance"], strict=True):
        interval = None if pd.isna(n) or pd.isna(mean) else compute_interval(unit, float(mean), float(variance), int(n))
        bounds.append((interval.low, interval.high) if interval else (None, None))
    found["value"] = found["mean"].astype("float64")
    found["low"] = pd.Series([low for low, _ in bounds], index=found.index, dtype="float64")
    found["high"] = pd.Series([high for _, high in bounds], index=found.index, dtype="float64")
    return found


def grouping(by: tuple[str, ...], allowed: tuple[str, ...]) -> dict[str, bool]:
    """The ``$by_…`` parameters; a dimension that the metric does not have is refused."""
    unknown = [name for name in by if name not in allowed]
    if unknown:
        raise Refusal("metric_dimension", where=", ".join(unknown), allowed=", ".join(allowed))
    return {f"by_{name}": name in by for name in allowed}


def tidy(frame: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """The columns of the contract, sorted by the dimensions in the order asked for; rows without one come last."""
    columns = [*by, "value", "low", "high", "n", "note"]
    if frame.empty:
        return pd.DataFrame({column: pd.Series(dtype="object") for column in columns})
    found = frame.sort_values(list(by), na_position="last") if by else frame
    found = found[columns].reset_index(drop=True)
    found["n"] = found["n"].astype("Int64")
    return found


def load_target(store: Store, scope: Scope, passport: Passport) -> float | None:
    """The target in force at that moment."""
    return load_judge(store, scope).limits(passport).target


def value_of(frame: pd.DataFrame, period: str) -> Value:
    """The value of one period of a frame with ``period``; empty where the period has no row."""
    rows = frame[frame["period"] == period]
    if rows.empty:
        return Value()
    return value_at(rows.iloc[0])


def value_at(row: pd.Series) -> Value:
    """The value of one row of such a frame."""

    def known(name: str) -> float | None:
        return None if pd.isna(row[name]) else float(row[name])

    n, exact = known("n"), known(EXACT) if EXACT in row.index else None
    return Value(
        known("value"),
        known("low"),
        known("high"),
        None if n is None else int(n),
        row["note"],
        known("variance"),
        exact=None if exact is None else int(exact),
    )


@dataclass(frozen=True)
class AnswerMetric:
    """A metric of survey answers: the mean of a score, each customer once a cell with the last complete answer."""

    passport: Passport

    def _read(self, query: Query, store: Store, scope: Scope, by: dict[str, bool], **params: Any) -> pd.DataFrame:
        frame = store.read(
            best(query, store, scope),
            scope.rights,
            as_of=scope.as_of,
            params=scope.params() | by | {"item": self.passport.id} | params,
        )
        return compute_values(self.passport.unit, frame)

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Columns: ``by…, value, low, high, n, note``; one row a cell. Without ``by`` one row, or none without
        answers."""
        return tidy(self._read(CELLS, store, scope, grouping(by, DIMENSIONS)), by)

    def now(self, store: Store, scope: Scope) -> Reading:
        """Its period against the one before, with the verdict that holds among the scores looked at with it."""
        return settled(self, store, scope)

    def apart(self, store: Store, scope: Scope) -> Reading:
        """The last four complete weeks before the as-of (or the dates of the scope) against as many days before."""
        period = current_period(scope)
        before = period.before()
        frame = self.compare(store, scope.but(start=None, end=None), period, before)
        return compute_reading(
            self.passport,
            period,
            value_of(frame, "now"),
            value_of(frame, "before"),
            target=load_target(store, scope, self.passport),
            missing="" if "surveys" in load_loaded(store, scope) else "surveys",
        )

    def compare(
        self, store: Store, scope: Scope, now: Period, before: Period, by: tuple[str, ...] = ()
    ) -> pd.DataFrame:
        """Two periods of days: ``by…, period ('now'|'before'), value, low, high, n, variance, note``."""
        return self._read(
            PERIODS,
            store,
            scope,
            grouping(by, SETTLED),
            axis="calendar",
            now_from=day_number(now.start),
            now_to=day_number(now.end),
            before_from=day_number(before.start),
            before_to=day_number(before.end),
        )

    def compare_event(
        self,
        store: Store,
        scope: Scope,
        after: tuple[int, int],
        before: tuple[int, int],
        by: tuple[str, ...] = ("wave",),
    ) -> pd.DataFrame:
        """Two stretches of weeks since cut-over, both ends included; columns as in :meth:`compare`."""
        return self._read(
            PERIODS,
            store,
            scope,
            grouping(by, SETTLED),
            axis="event",
            now_from=after[0],
            now_to=after[1],
            before_from=before[0],
            before_to=before[1],
        )

    def weekly(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Single complete weeks: ``by…, week (Monday), value, low, high, n, variance, note``, sorted."""
        frame = self._read(CELLS, store, scope, grouping((*by, "week"), DIMENSIONS))
        frame["week"] = pd.to_datetime(frame["week"])
        last = pd.Timestamp(monday_of(last_complete_week(day_of(scope))))
        return frame[frame["week"] <= last].sort_values([*by, "week"]).reset_index(drop=True)

    def rolling(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Four-week windows ending on complete weeks: ``by…, week (Monday of the last week), value, low, high, n, …``.

        Windows that reach back before the first week with an answer are left out: they would not be of four weeks.
        """
        wider = scope.but(start=scope.start - timedelta(weeks=WEEKS - 1)) if scope.start else scope
        last = last_complete_week(min(scope.end, day_of(scope)) if scope.end else day_of(scope))
        frame = self._read(ROLLING, store, wider, grouping(by, SETTLED), axis="calendar", last=last)
        frame = _whole_windows(frame, by)
        frame["week"] = pd.to_datetime([monday_of(int(step)) for step in frame["step"]])
        if scope.start:
            frame = frame[frame["week"] + pd.Timedelta(days=6) >= pd.Timestamp(scope.start)]
        return frame.sort_values([*by, "week"]).reset_index(drop=True)

    def rolling_event(self, store: Store, scope: Scope, by: tuple[str, ...] = ("wave",)) -> pd.DataFrame:
        """Four-week windows on weeks since cut-over: ``by…, step (last week of the window), value, low, high, n, …``.

        The answers' own weeks say where a wave ends: no window reaches beyond the last week with an answer in it.
        """
        frame = self._read(ROLLING, store, scope, grouping(by, SETTLED), axis="event", last=None)
        ends = (
            frame.groupby(list(by), dropna=False)["step"].transform("max") - (WEEKS - 1) if by else frame["step"].max()
        )
        frame = _whole_windows(frame[frame["step"] <= ends], by)
        return frame.sort_values([*by, "step"]).reset_index(drop=True)


def _whole_windows(frame: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Only the windows that lie wholly within what was observed of their group."""
    if frame.empty:
        return frame.copy()
    first = frame.groupby(list(by), dropna=False)["step"].transform("min") if by else frame["step"].min()
    return frame[frame["step"] >= first + WEEKS - 1].copy()


@dataclass(frozen=True)
class ResponseRate:
    """Complete answers of a period ÷ customers validly asked in it (delivered, else invited). ``n`` = asked."""

    passport: Passport

    def _read(
        self, store: Store, scope: Scope, by: tuple[str, ...], periods: tuple[Period, Period] | None
    ) -> pd.DataFrame:
        now, before = periods or (None, None)
        frame = store.read(
            best(RESPONSE, store, scope),
            scope.rights,
            as_of=scope.as_of,
            params=scope.params()
            | grouping(by, (*DIMENSIONS, "survey"))
            | {
                "now_from": day_number(now.start) if now else None,
                "now_to": day_number(now.end) if now else None,
                "before_from": day_number(before.start) if before else None,
                "before_to": day_number(before.end) if before else None,
            },
        )
        if "surveys" not in load_loaded(store, scope):
            frame = frame.iloc[:0].copy()  # nobody is known not to have answered
        n, answered = exact_n(frame).astype("float64"), frame["answered"].astype("float64")
        over = (answered > n).fillna(False)
        frame["mean"] = (answered / n).mask(over)
        frame["variance"] = frame["mean"] * (1 - frame["mean"])
        frame["note"] = frame["note"].mask(over, "more_answers_than_asked")
        return compute_values("share", frame)

    def compute(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Columns: ``by…, value, low, high, n, note``; also by ``survey``. No rows where nobody is known to be asked.

        ``note`` is ``more_answers_than_asked`` (no value) where the invitations do not cover the answers.
        """
        return tidy(self._read(store, scope, by, None), by)

    def weekly(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Single complete weeks: ``by…, week (Monday), value, low, high, n (asked), answered, variance, note``,
        sorted."""
        frame = self._read(store, scope, (*by, "week"), None)
        frame["week"] = pd.to_datetime(frame["week"])
        last = pd.Timestamp(monday_of(last_complete_week(day_of(scope))))
        return frame[frame["week"] <= last].sort_values([*by, "week"]).reset_index(drop=True)

    def rolling(self, store: Store, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Windows of four complete weeks in a row, in each of which somebody was asked: ``by…, week (the last), value,
        low, high, n``."""
        frame = self.weekly(store, scope, by)
        counts, parts = ["n", "answered", *({EXACT} & set(frame.columns))], [frame.iloc[:0]]
        for _, own in frame.groupby(list(by), dropna=False) if by else ((None, frame),):
            sums = own[counts].astype("float64").rolling(WEEKS).sum()
            whole = own["week"].diff(WEEKS - 1) == pd.Timedelta(weeks=WEEKS - 1)
            known = own["value"].rolling(WEEKS).count() == WEEKS
            mean = (sums["answered"] / exact_n(sums)).where(known & whole)
            parts.append(own.assign(**sums, mean=mean, variance=mean * (1 - mean))[mean.notna()])
        return compute_values("share", pd.concat([part for part in parts if len(part)] or parts, ignore_index=True))

    def now(self, store: Store, scope: Scope) -> Reading:
        """Its period against the one before, with the verdict that holds among the scores looked at with it."""
        return settled(self, store, scope)

    def apart(self, store: Store, scope: Scope) -> Reading:
        """The period of the scope against the one before; ``missing`` is the ledger that was never loaded, or ''."""
        period = current_period(scope)
        open_scope = scope.but(start=None, end=None)
        frame = self._read(store, open_scope, (), (period, period.before()))
        return compute_reading(
            self.passport,
            period,
            value_of(frame, "now"),
            value_of(frame, "before"),
            target=load_target(store, scope, self.passport),
            missing=next((name for name in self.passport.datasets if name not in load_loaded(store, scope)), ""),
        )


def settled(metric: AnswerMetric | ResponseRate, store: Store, scope: Scope) -> Reading:
    """The reading of one of :data:`FAMILY`, judged among them; of any other score by itself."""
    if metric.passport.id not in (one.passport.id for one in FAMILY):
        return metric.apart(store, scope)
    return next(
        one
        for one in settle_family([own.apart(store, scope) for own in FAMILY], LEVEL)
        if one.metric.id == metric.passport.id
    )


NPS = AnswerMetric(
    Passport(
        id="nps",
        unit="points",
        better="up",
        domain=(-40, 80),
        target=30,
        thresholds=(20, 0),
        datasets=("surveys",),
        reference="Reichheld (2003), HBR 81(12); adjusted Wald interval: Rocks (2016), IJMR 58(2)",
        signed=True,
        item="nps",
        low=-100,
        high=100,
    )
)
CSAT = AnswerMetric(
    Passport(
        id="csat",
        unit="share",
        better="up",
        domain=(0.4, 1.0),
        target=0.8,
        thresholds=(0.75, 0.65),
        datasets=("surveys",),
        reference="Wilson (1927), JASA 22; NIST/SEMATECH e-Handbook prc241",
        digits=1,
        item="csat",
        low=0,
        high=1,
    )
)
CES = AnswerMetric(
    Passport(
        id="ces",
        unit="score",
        better="up",
        domain=(3, 7),
        target=5.5,
        thresholds=(5.0, 4.5),
        datasets=("surveys",),
        reference="Dixon, Freeman & Toman (2010), HBR 88(7); CES 2.0 on seven points, high = easy",
        digits=1,
        item="ces",
        low=1,
        high=7,
    )
)
RESPONSE_RATE = ResponseRate(
    Passport(
        id="response_rate",
        unit="share",
        better="up",
        domain=(0.0, 0.8),
        target=0.3,
        thresholds=(0.3, 0.2),
        datasets=("invitations", "surveys"),
        reference="AAPOR Standard Definitions, RR1 on those validly asked; Wilson (1927)",
        digits=1,
        low=0,
        high=1,
    )
)
FAMILY: tuple[AnswerMetric | ResponseRate, ...] = (NPS, CSAT, CES, RESPONSE_RATE)
"""What is looked at together: every tile, headline and command of one of them is judged among all."""
for _metric in FAMILY:
    register(_metric)
