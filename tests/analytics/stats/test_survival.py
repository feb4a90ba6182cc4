"""Survival curves and the log-rank test against worked values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analytics.stats.survival import kaplan_meier, log_rank


def counted(times: list[float], ended: list[int], at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t, e = np.array(times), np.array(ended)
    return np.array([(t >= x).sum() for x in at]), np.array([((t == x) & (e == 1)).sum() for x in at])


def test_kaplan_meier_with_greenwood_and_log_log_bounds(golden: dict[str, Any]) -> None:
    worked = golden["km"]
    at = np.array([row[0] for row in worked["rows"]])
    found = kaplan_meier(at, *counted(worked["T"], worked["E"], at))
    told = np.column_stack([found.times, found.at_risk, found.events, found.share, found.error, found.low, found.high])
    np.testing.assert_allclose(told, np.array(worked["rows"]), atol=1e-6)
    assert found.quantile() == worked["median"]
    assert found.quantile(0.1) is None


def test_log_rank_of_two_groups(golden: dict[str, Any]) -> None:
    first, second = golden["km"], golden["logrank"]
    at = np.array(sorted({*first["T"], *second["T2"]}))
    one, other = counted(first["T"], first["E"], at), counted(second["T2"], second["E2"], at)
    found = log_rank([one[0], other[0]], [one[1], other[1]])
    assert (found.statistic, found.p) == (pytest.approx(second["chi2"]), pytest.approx(second["p"]))
    assert log_rank([one[0]], [one[1]]) is None
    assert log_rank([[5, 4], [0, 0]], [[1, 1], [0, 0]]) is None
