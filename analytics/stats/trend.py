"""Is a series rising or falling? Mann–Kendall and Sen's slope, with ties; no verdict below eight points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LEAST_POINTS = 8


@dataclass(frozen=True)
class Trend:
    """``verdict`` is ``no_verdict`` below eight points; ``slope`` is Sen's, per step of the series."""

    n: int
    s: float
    variance: float
    z: float
    p: float
    tau: float
    slope: float
    verdict: Literal["rising", "falling", "no_trend", "no_verdict"]


def mann_kendall(values: Sequence[float], alpha: float = 0.05) -> Trend:
    """The Mann–Kendall test with the variance corrected for ties, and the median of pairwise slopes.

    Mann (1945); Kendall (1975); Sen (1968). Computed by pymannkendall. Missing values count as steps without a value.
    """
    found = [value for value in values if value == value]
    if len(found) < LEAST_POINTS:
        return Trend(len(found), 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, "no_verdict")
    import pymannkendall

    result = pymannkendall.original_test(list(values), alpha=alpha)
    verdict: Literal["rising", "falling", "no_trend"] = "no_trend"
    if result.p < alpha:
        verdict = "rising" if result.s > 0 else "falling"
    return Trend(
        len(found),
        float(result.s),
        float(result.var_s),
        float(result.z),
        float(result.p),
        float(result.Tau),
        float(result.slope),
        verdict,
    )
