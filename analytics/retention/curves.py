"""How long customers stay after their own cut-over: survival by group, outcomes that exclude each other, hazards,
cohorts, Cox.

A loss is any departure after the cut-over; what kind it was is told apart only where outcomes compete. Curves end where
fewer than ten are still followed: what the store hides there is not known, and not a curve that goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.frames import rows
from analytics.periods import as_of_day, day_number
from analytics.reach import load_known_day, load_reached
from analytics.retention.by_wave import load_by_wave_day
from analytics.retention.statements import (
    AT_RISK,
    COHORTS,
    COMPARED,
    DEPARTED,
    EXCLUDED,
    LEAVING,
    PATTERNS,
    PERIODS,
    REASONS,
    REFUSED,
    about,
)
from analytics.snapshot import once
from analytics.stats.compare import Difference
from analytics.stats.count_limits import CountLimits, count_limits
from analytics.stats.proportional_hazards import Cox, Grouped, fit_cox
from analytics.stats.survival import (
    Incidence,
    LogRank,
    Mean,
    Pair,
    Survival,
    compare_restricted,
    competing_incidence,
    corrected_pairs,
    crossing,
    kaplan_meier,
    log_rank_of,
    restricted_mean,
    steps_at,
)
from analytics.waves import load_wave_dates
from data.store.suppression import MIN_GROUP, exact_n

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store
    from data.store.query import Query

UNUSUAL = 0.00135
"""How rarely a week lies above the control limit of the hazard where nothing has changed: three standard deviations,
one side."""
LONGEST = 520
"""Weeks that the regression goes to at most."""
EVENTS_A_TERM = 10
"""The least departures for each term of a regression: Peduzzi et al. (1995), Journal of Clinical Epidemiology 48."""
TERMS = ("wave", "segment", "value", "complained")


@dataclass(frozen=True)
class Curve:
    """One group: ``n`` customers cut over, ``lost`` and ``ended`` of them (``cut``: not to the end, but as long as ten
    were followed), the curve of those still there, the mean days there up to the horizon of all groups, the incidence
    of each outcome, and the weekly ``hazard``: week, exposure (customer-weeks), events, value (a week), limit, beyond
    (whether it lies above)."""

    group: str
    n: int
    lost: int
    ended: int
    survival: Survival
    mean: Mean | None
    incidence: dict[str, Incidence]
    hazard: pd.DataFrame
    cut: bool = False

    @property
    def followed(self) -> float:
        """Days up to which at least ten were followed."""
        seen = self.survival.times[self.survival.at_risk > 0]
        return float(seen[-1]) if len(seen) else 0.0


@dataclass(frozen=True)
class MeanGap:
    """The difference of two groups' mean days up to the last day on which both are followed."""

    one: str
    other: str
    horizon: float
    gap: Difference


@dataclass(frozen=True)
class Curves:
    """The groups of one question, the largest first. ``crossed`` are pairs whose curves cross: there the gaps of means
    are to be read and not the test. ``hidden`` counts groups with too few customers; ``until`` is the day up to which
    departures are known, ``by_wave_day`` the waves counted from their own day (:mod:`analytics.retention.by_wave`)."""

    by: str
    curves: tuple[Curve, ...]
    horizon: float
    test: LogRank | None
    pairs: tuple[Pair, ...]
    gaps: tuple[MeanGap, ...]
    crossed: tuple[tuple[str, str], ...]
    hidden: int
    until: date
    by_wave_day: tuple[str, ...] = ()

    def curve(self, group: str) -> Curve | None:
        return next((one for one in self.curves if one.group == group), None)

    @property
    def empty(self) -> bool:
        return not self.curves


def compute_hazard(part: pd.DataFrame, limits: CountLimits | None) -> pd.DataFrame:
    """Departures by whole week since cut-over of one group (step, n, events), as :class:`Curve` has them."""
    times, n = part["step"].to_numpy(float), part["n"].to_numpy(float)
    weeks = int(times[-1] // 7) if len(times) else 0
    days = np.arange(weeks * 7, dtype=float)
    exposure = steps_at(times, n, days).reshape(weeks, 7).sum(axis=1) / 7
    events = np.zeros(weeks)
    inside = times < weeks * 7
    np.add.at(events, (times[inside] // 7).astype(int), part["events"].to_numpy(float)[inside])
    limit = [limits.highest(UNUSUAL, size) / size if limits is not None and size > 0 else np.nan for size in exposure]
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(exposure > 0, events / exposure, np.nan)
    full = limits is not None and limits.state == "full"
    beyond = (value > np.array(limit)) if full else np.zeros(weeks, dtype=bool)
    return pd.DataFrame(
        {
            "week": np.arange(weeks),
            "exposure": exposure,
            "events": events,
            "value": value,
            "limit": limit,
            "beyond": beyond,
        }
    )


def _known(part: pd.DataFrame) -> pd.DataFrame:
    """The days of a group up to the first of which the number at risk is hidden, or after which it is nobody."""
    part = part.sort_values("step")
    part = part[np.minimum.accumulate(part["n"].notna().to_numpy())]
    emptied = part["emptied"].to_numpy(bool)
    return part[np.cumsum(emptied) - emptied == 0]


def compute_tests(compared: pd.DataFrame, groups: list[str]) -> tuple[LogRank | None, tuple[Pair, ...]]:
    """The log-rank test of all ``groups`` and of each pair from the sums of ``statements.COMPARED``; no test where one
    of them is hidden."""
    known = compared[compared["n"].notna() & compared["one"].isin(groups) & compared["other"].isin(groups)]
    if len(groups) < 2 or len(known) < len(groups) * (len(groups) + 1) // 2:
        return None, ()
    excess, variance = np.zeros(len(groups)), np.zeros((len(groups), len(groups)))
    alone: dict[tuple[int, ...], LogRank | None] = {}
    for row in rows(known):
        one, other = sorted((groups.index(row.one), groups.index(row.other)))
        variance[one, other] = variance[other, one] = row.variance
        if one == other:
            excess[one] = row.excess
        else:
            spread = np.array([[row.spread, -row.spread], [-row.spread, row.spread]])
            alone[one, other] = log_rank_of(np.array([row.apart, -row.apart]), spread)
    found = ((pair, alone[pair]) for pair in combinations(range(len(groups)), 2))
    pairs = [(groups[one], groups[other], test) for (one, other), test in found if test is not None]
    return log_rank_of(excess, variance), corrected_pairs(pairs)


def compute_curves(
    frame: pd.DataFrame, compared: pd.DataFrame, by: str, until: date, limits: dict[str, CountLimits | None]
) -> Curves:
    """Curves from ``frame`` (grp, step, n, came, lost, ended, emptied) and tests from ``compared``; ``limits`` of the
    hazard by group ('' where none is its own)."""
    frame = frame.assign(n=exact_n(frame), grp=frame["grp"].fillna(""))
    frame["events"] = frame["lost"].astype("float64") + frame["ended"].astype("float64")
    parts = {str(name): _known(part) for name, part in frame.groupby("grp", sort=True)}
    known = {name: part for name, part in parts.items() if len(part) and part["n"].max() >= MIN_GROUP}
    survivals = {
        name: kaplan_meier(part["step"].to_numpy(float), part["n"].to_numpy(float), part["events"].to_numpy(float))
        for name, part in known.items()
    }
    horizon = min((float(part["step"].max()) for part in known.values()), default=0.0)
    curves = []
    for name, part in known.items():
        kinds = {"left": part["lost"].to_numpy(float), "ended": part["ended"].to_numpy(float)}
        curves.append(
            Curve(
                name,
                int(part["came"].sum()),
                int(part["lost"].sum()),
                int(part["ended"].sum()),
                survivals[name],
                restricted_mean(survivals[name], horizon) if horizon > 0 else None,
                competing_incidence(survivals[name].times, survivals[name].at_risk, kinds),
                compute_hazard(part, limits.get(name, limits.get(""))),
                len(part) < (frame["grp"] == name).sum(),
            )
        )
    curves.sort(key=lambda curve: (-curve.n, curve.group))
    test, pairs = compute_tests(compared, [curve.group for curve in curves])
    gaps, crossed = [], []
    for place, one in enumerate(curves):
        for other in curves[place + 1 :]:
            last = min(one.followed, other.followed)
            means = [restricted_mean(curve.survival, last) if last > 0 else None for curve in (one, other)]
            if means[0] is not None and means[1] is not None:
                gaps.append(MeanGap(one.group, other.group, last, compare_restricted(means[0], means[1])))
            if crossing(one.survival, other.survival):
                crossed.append((one.group, other.group))
    return Curves(by, tuple(curves), horizon, test, pairs, tuple(gaps), tuple(crossed), len(parts) - len(known), until)


def known_day(store: Store, scope: Scope) -> date | None:
    """The day up to which departures are known; ``None`` where that ledger was never loaded."""
    if load_reached(store, scope.but(start=None, end=None), "departures") is None:
        return None
    return load_known_day(store, scope, "departures")


def ask(store: Store, scope: Scope, query: Query, day: date, **params: Any) -> pd.DataFrame:
    """A statement of this area over the scope's waves, branches and segments; it knows no dates and no phase."""
    given = scope.params("waves", "branches", "segments") | {"day": day, "about": about(params.get("by", ""))}
    return store.read(query, scope.rights, as_of=scope.as_of, params=given | params)


def load_leaving(
    store: Store, scope: Scope, day: date, *, by: tuple[str, ...] = (), tier: str | None = None
) -> pd.DataFrame:
    """Customers there at the start of each whole calendar week and lost in it: wave, branch (null unless in ``by``),
    step, n, lost, from a year and a half before the first cut-over to the week that ends by ``day``."""
    dates = load_wave_dates(store, scope.but(waves=()))
    cuts = dates["cutover_on"].dropna()
    first = (cuts.min().date() if len(cuts) else day) - timedelta(weeks=78)
    last = (day_number(day) + 1) // 7 - 1
    return ask(
        store,
        scope,
        LEAVING,
        day,
        by_wave="wave" in by,
        by_branch="branch" in by,
        tier=tier,
        first_step=max(0, day_number(first) // 7),
        last_step=last,
    )


def quiet_limits(weekly: pd.DataFrame, freeze: pd.Timestamp | None) -> CountLimits | None:
    """The limits of the hazard from the whole weeks (step, n, lost) before ``freeze``, after the first in which anybody
    had left: before that nobody kept the ledger."""
    known = weekly[weekly["n"].notna()].sort_values("step")
    if freeze is None or pd.isna(freeze) or not (known["lost"] > 0).any():
        return None
    last = day_number(pd.Timestamp(freeze).date()) // 7
    begun = int(known.loc[known["lost"] > 0, "step"].iloc[0])
    base = known[(known["step"] < last) & (known["step"] >= begun)]
    return count_limits(list(base["lost"]), list(exact_n(base)))


@once
def load_curves(store: Store, scope: Scope, by: str = "none") -> Curves | None:
    """The curves of the scope by one of ``statements.GROUPS``; ``None`` without a ledger of departures."""
    day = known_day(store, scope)
    if day is None:
        return None
    dates = load_wave_dates(store, scope).set_index("wave")
    weekly = load_leaving(store, scope, day, by=("wave",) if by == "wave" else ())
    limits: dict[str, CountLimits | None] = {}
    if by == "wave":
        for wave, part in weekly.groupby("wave"):
            limits[str(wave)] = quiet_limits(part, dates["started_on"].get(wave))
    else:
        limits[""] = quiet_limits(weekly, dates["started_on"].min() if len(dates) else None)
    frame, compared = (ask(store, scope, query, day, by=by) for query in (AT_RISK, COMPARED))
    return replace(compute_curves(frame, compared, by, day, limits), by_wave_day=load_by_wave_day(store, scope, day))


@dataclass(frozen=True)
class Outcomes:
    """Of the customers whose wave was cut over: how many refused to go, and by each day since cut-over how many had
    left and how many contracts had ended; ``refused`` is a share of ``n``, the incidences are of the same customers.
    Where so few refused that the reader may not be told how many, ``refused`` is ``None`` and all is of those who went:
    scaled to all, the shares would tell it."""

    n: int
    refused: int | None
    incidence: dict[str, Incidence]


@once
def load_outcomes(store: Store, scope: Scope) -> Outcomes | None:
    """The competing outcomes of the scope. A refusal stands on the day of the cut-over: what follows is of those who
    went, scaled to all."""
    day, found = known_day(store, scope), load_curves(store, scope)
    if day is None or found is None or found.empty:
        return None
    frame = ask(store, scope, REFUSED, day, by="none")
    if frame.empty or pd.isna(frame["n"].iloc[0]):
        return None
    curve = found.curves[0]
    if pd.isna(frame["refused"].iloc[0]):
        return Outcomes(curve.n, None, curve.incidence)
    n, refused = int(exact_n(frame).iloc[0]), int(frame["refused"].iloc[0])
    went = 1 - refused / n
    incidence = {
        name: Incidence(one.times, one.share * went, one.error * went, one.low * went, one.high * went)
        for name, one in curve.incidence.items()
    }
    return Outcomes(n, refused, incidence)


@dataclass(frozen=True)
class Regression:
    """What goes with leaving earlier, all of it together. ``references`` is the group that each dimension is compared
    with, ``left_out`` the share of customer-weeks in groups too small to be shown, ``dropped`` the groups of which
    nobody left. ``why`` says why there is no ``model``: 'events' (too few departures for the terms), 'separate' or
    'nothing'."""

    model: Cox | None
    references: dict[str, str]
    dropped: tuple[str, ...]
    left_out: float
    why: str


def compute_regression(frame: pd.DataFrame, everyone: float) -> Regression:
    """Cox's model by wave, segment, tier and earlier complaints from ``frame`` (step, the dimensions, n, lost);
    ``everyone`` is the number of customer-weeks with the small groups."""
    known = frame[frame["n"].notna()].assign(n=exact_n(frame)).astype({"lost": "float64"})
    left_out = max(0.0, 1 - float(known["n"].sum()) / everyone) if everyone else 0.0
    dropped, references, columns = [], {}, []
    for name in TERMS:
        sizes, lost = known.groupby(name)["n"].sum(), known.groupby(name)["lost"].sum()
        for level in lost.index[lost == 0]:
            dropped.append(f"{name}:{level}")
            known = known[known[name] != level]
        if len(sizes := sizes[lost > 0]) > 1:
            references[name] = str(sizes.idxmax())
            columns += [(name, str(level)) for level in sizes.index if str(level) != references[name]]
    if not columns:
        return Regression(None, references, tuple(dropped), left_out, "nothing")
    if known["lost"].sum() < EVENTS_A_TERM * len(columns):
        return Regression(None, references, tuple(dropped), left_out, "events")
    patterns = known[list(TERMS)].drop_duplicates().sort_values(list(TERMS), ignore_index=True)
    marks = [(patterns[name].astype(str) == level).to_numpy() for name, level in columns]
    design = np.column_stack(marks).astype(np.float64)
    place = {tuple(row): at for at, row in enumerate(patterns.itertuples(index=False, name=None))}
    steps = np.sort(known["step"].unique())
    risk, events = np.zeros((len(steps), len(patterns))), np.zeros((len(steps), len(patterns)))
    row = np.searchsorted(steps, known["step"])
    column = [place[key] for key in known[list(TERMS)].itertuples(index=False, name=None)]
    risk[row, column], events[row, column] = known["n"], known["lost"]
    model = fit_cox(Grouped(steps.astype(float), risk, events, design), [f"{name}:{level}" for name, level in columns])
    return Regression(model, references, tuple(dropped), left_out, "" if model else "separate")


@once
def load_regression(store: Store, scope: Scope) -> Regression | None:
    """The regression of the scope; ``None`` without departures."""
    day, whole = known_day(store, scope), load_curves(store, scope)
    if day is None or whole is None or whole.empty:
        return None
    weeks = min(int(whole.curves[0].followed) // 7 + 1, LONGEST)
    frame = ask(store, scope, PATTERNS, day, by="complained", weeks=weeks)
    return compute_regression(frame, whole.curves[0].survival.whole_weeks(weeks))


@dataclass(frozen=True)
class Cohorts:
    """``cells``: waves × periods of four weeks since cut-over, the share still there (nan: not yet observable, or too
    few); ``n`` the customers behind each; ``waiting`` whether no customer of the wave has been followed so long."""

    cells: pd.DataFrame
    n: pd.DataFrame
    waiting: pd.DataFrame


@once
def load_cohorts(store: Store, scope: Scope) -> Cohorts | None:
    """The cohort map: a cell counts the customers for whom the whole period has passed."""
    day = known_day(store, scope)
    if day is None:
        return None
    frame = ask(store, scope, COHORTS, day, by="wave")
    frame = frame.assign(exact=exact_n(frame), seen=1.0)
    frame["share"] = frame["kept"].astype("float64") / frame["exact"].astype("float64")
    order = [wave for wave in load_wave_dates(store, scope)["wave"] if (frame["wave"] == wave).any()]
    cells, n, seen = (
        frame.pivot(index="wave", columns="step", values=name).reindex(order).reindex(columns=range(PERIODS + 1))
        for name in ("share", "n", "seen")
    )
    return Cohorts(cells.astype("float64"), n.astype("float64"), seen.isna())


@once
def load_reasons(store: Store, scope: Scope, item: str = "reason") -> pd.DataFrame:
    """Why customers left after their cut-over, or to whom (``went_to``): item ('' not told), n, share of those shown;
    the most first."""
    day = known_day(store, scope)
    if day is None:
        return pd.DataFrame(columns=["item", "n", "share"])
    frame = ask(store, scope, REASONS, day, item=item)
    known = frame[frame["n"].notna()].assign(item=frame["item"].fillna(""))
    counts = exact_n(known)
    known = known.assign(share=counts / counts.sum() if len(known) else counts)
    return known.sort_values(["n", "item"], ascending=[False, True], ignore_index=True)[["item", "n", "share"]]


@once
def load_excluded(store: Store, scope: Scope) -> dict[str, int | None]:
    """Who is not counted, or not to the end, by kind (see ``statements.EXCLUDED``); ``None`` where too few to be
    shown."""
    day = known_day(store, scope) or as_of_day(scope)
    frame = ask(store, scope, EXCLUDED, day)
    return {str(kind): None if pd.isna(n) else int(n) for kind, n in zip(frame["kind"], frame["n"], strict=True)}


def load_departed(store: Store, scope: Scope) -> pd.DataFrame:
    """Who left after their cut-over, the last first: the columns of ``statements.DEPARTED`` with where each was read
    (file_name, sheet, row). Needs the right to row level; the look is logged."""
    day = known_day(store, scope)
    if day is None:
        return pd.DataFrame()
    frame = ask(store, scope, DEPARTED, day)
    places = store.lineage("departures", [int(row) for row in frame["row_id"]], scope.rights)
    places = places[places["live"].astype(bool)].sort_values("seq").drop_duplicates("row_id", keep="last")
    return frame.merge(places[["row_id", "file_name", "sheet", "row"]], on="row_id", how="left")
