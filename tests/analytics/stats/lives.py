"""Made-up and published lives for tests of survival: the same numbers for the tests and for the script that asks
lifelines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

TELCO = "real/churn_telco/Telco-Customer-Churn.csv"
GEHAN = "real/survival_gehan/MASS_gehan.csv"
SEED = 7


def made(n: int = 400) -> pd.DataFrame:
    """Tied lives of which some came under observation late: x, entry, time, event, kind (0 censored, 1, 2)."""
    rng = np.random.default_rng(SEED)
    x = rng.integers(0, 2, n)
    entry = (rng.integers(0, 6, n) * (rng.random(n) < 0.4)).astype(int)
    time = entry + 1 + np.floor(rng.exponential(12 * np.exp(-0.5 * x))).astype(int)
    event = (rng.random(n) < 0.7).astype(int)
    kind = np.where(event == 1, rng.integers(1, 3, n), 0)
    return pd.DataFrame({"x": x, "entry": entry, "time": time, "event": event, "kind": kind})


def telco(shared: Path) -> pd.DataFrame:
    """The customers of the phone company: time (months), event, one, two (years of contract), senior, fiber."""
    found = pd.read_csv(shared / TELCO)
    return pd.DataFrame(
        {
            "time": found["tenure"],
            "event": (found["Churn"] == "Yes").astype(int),
            "one": (found["Contract"] == "One year").astype(int),
            "two": (found["Contract"] == "Two year").astype(int),
            "senior": found["SeniorCitizen"],
            "fiber": (found["InternetService"] == "Fiber optic").astype(int),
        }
    )


def counted(
    lives: pd.DataFrame, at: np.ndarray, kind: int | None = None, *, late: bool = False
) -> tuple[list[float], list[float]]:
    """At risk and ended (of one kind) at each of ``at``; ``late`` takes entries into account."""
    time = lives["time"].to_numpy()
    ended = lives["event"].to_numpy() == 1 if kind is None else lives["kind"].to_numpy() == kind
    entry = lives["entry"].to_numpy() if late else np.full(len(lives), -1)
    return (
        [float(((time >= t) & (entry < t)).sum()) for t in at],
        [float(((time == t) & ended).sum()) for t in at],
    )
