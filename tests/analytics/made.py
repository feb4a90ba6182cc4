"""Made-up frames of trends, seeded, in the shape that the store gives; and files for a store."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd

from analytics.metrics import METRICS
from analytics.metrics.reading import Value
from analytics.periods import Period
from analytics.satisfaction.numbers.look import Overview
from analytics.satisfaction.numbers.scores import compute_values
from analytics.satisfaction.numbers.trends import (
    CalendarTrend,
    EventTrend,
    Groups,
    WaveTrends,
    compute_beyond,
    compute_changes,
    compute_groups,
    compute_limits,
)
from data.access import local_rights
from data.datasets import DATASETS
from data.ingest import prepare, read_file, understand
from data.store import Receipt, Store

ADMIN = local_rights("tester", "administrator")
NPS = METRICS["nps"].passport
AS_OF = datetime(2026, 11, 22, 18)
WEEKS = pd.date_range("2025-09-01", "2026-11-16", freq="7D")
DATES = pd.DataFrame(
    {
        "wave": [f"W{number}" for number in range(1, 5)],
        "started_on": pd.to_datetime(["2026-02-14", "2026-04-11", "2026-06-13", "2026-11-07"]),
        "cutover_on": pd.to_datetime(["2026-03-14", "2026-05-09", "2026-07-11", "2026-12-05"]),
        "actual": [True, True, True, False],
    }
)


def values(n: list[int] | np.ndarray, mean: list[float] | np.ndarray, **columns: object) -> pd.DataFrame:
    """A frame with intervals from counts and means; counts below ten are hidden as the store hides them."""
    frame = pd.DataFrame(
        {"n": np.asarray(n, float), "mean": np.asarray(mean, float), "variance": 6000.0, "note": "", **columns}
    )
    small = frame["n"] < 10
    frame.loc[small, ["n", "mean", "variance"]] = np.nan
    frame.loc[small, "note"] = "suppressed"
    return compute_values("points", frame)


def calendar(*, fall: bool = True, baseline: str = "2025-09-01") -> CalendarTrend:
    """64 weeks; the four-week windows fall far below the limits for six weeks after the cut-over of wave 3."""
    rng = np.random.default_rng(2)
    n = rng.integers(40, 120, len(WEEKS))
    n[5], n[9] = 20, 6
    weekly = values(n, 27 + rng.normal(0, 6, len(WEEKS)), week=WEEKS)
    ends = WEEKS[3:]
    low = (ends >= "2026-07-20") & (ends < "2026-08-31") & fall
    rolling = values(np.full(len(ends), 300), np.where(low, 2.0, 27 + rng.normal(0, 2, len(ends))), week=ends)
    weekly, rolling = weekly[weekly["week"] >= baseline], rolling[rolling["week"] >= baseline]
    freeze = DATES["started_on"].min()
    limits = compute_limits(weekly, freeze)
    return CalendarTrend(
        metric=NPS,
        weekly=weekly.reset_index(drop=True),
        rolling=compute_beyond(rolling.reset_index(drop=True), limits, freeze),
        cutovers=DATES,
        limits=limits,
        freeze=freeze,
        baseline=Period(date(2025, 9, 1), date(2026, 2, 8)) if limits else None,
        n=int(weekly["n"].sum()),
        hidden_weeks=int(weekly["value"].isna().sum()),
        as_of=AS_OF,
    )


def event(change: float = -14.0) -> EventTrend:
    """Three waves that moved; wave 3 changes by ``change`` at its cut-over."""
    parts, periods = [], []
    for wave, last in (("W1", 24), ("W2", 24), ("W3", 18)):
        steps = np.arange(-12, last + 1)
        moved = change if wave == "W3" else 0.0
        parts.append(values(np.full(len(steps), 400), np.where(steps >= 0, 27 + moved, 27.0), step=steps, wave=wave))
        periods.append(values([900, 900], [27 + moved, 27.0], wave=wave, period=["now", "before"]))
    changes = compute_changes(NPS, pd.concat(periods), {"W1": 36, "W2": 28, "W3": 19})
    focus = "W3" if change else None
    return EventTrend(NPS, pd.concat(parts, ignore_index=True), changes, focus, (-12, 24), 5400, AS_OF)


def waves() -> WaveTrends:
    parts = [
        values(np.full(len(WEEKS), 100), np.full(len(WEEKS), 20.0 + 3 * number), week=WEEKS, wave=wave)
        for number, wave in enumerate(DATES["wave"])
    ]
    return WaveTrends(NPS, pd.concat(parts, ignore_index=True), DATES, AS_OF)


def groups() -> Groups:
    """Six branches: one far below, one with few answers, one hidden."""
    frame = values(
        [300, 250, 120, 25, 400, 5], [27, 30, 20, 44, 2, 50], branch=[f"B0{number}" for number in range(1, 7)]
    )
    overall = Value(19.0, 16.0, 22.0, 1095, "", 6400.0)
    judged = compute_groups(NPS, frame, overall, "branch")
    return Groups(NPS, "branch", judged, overall, Period(date(2026, 8, 31), date(2026, 11, 22)), 1, AS_OF)


NO_EVENTS = pd.DataFrame({"kind": [], "day": pd.to_datetime([]), "wave": [], "label": []})


def look(**changes: object) -> Overview:
    """The four looks at NPS, or others in their place."""
    found = {
        "calendar": calendar(),
        "event": event(),
        "waves": waves(),
        "groups": groups(),
        "events": NO_EVENTS,
        "names": {},
    }
    return Overview(NPS, **{**found, **changes})  # type: ignore[arg-type]


def completed(dataset: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows as a statement gives them: with every stored column of the dataset and their ids."""
    every = [name for name, _ in DATASETS[dataset].columns]
    found = frame.reindex(columns=every).astype({name: object for name in every if name not in frame})
    return found.assign(row_id=range(len(found)))


def load(store: Store, dataset: str, text: str) -> Receipt:
    """A CSV file as a person drops it, committed."""
    book = read_file(f"{dataset}.csv", text.encode())
    return store.commit(prepare(book, understand(book, dataset=dataset)), ADMIN)
