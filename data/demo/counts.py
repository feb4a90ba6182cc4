"""Weekly counts of scores by wave, without a store: the material of studies of false alarms and of power."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo.answers import DAY, simulate
from data.demo.plan import SEED, WAVES
from data.demo.truth import Truth, load_truth


def weekly_counts(seed: int = SEED, weeks: int = 63, *, quiet: bool = True) -> pd.DataFrame:
    """Answers a wave and calendar week: wave, week (Monday), n, promoters, detractors, asked_csat, satisfied.

    Told by the same generator as the demo programme, customers who answer several times included; without planted
    effects unless ``quiet`` is false. Half a second a seed.
    """
    truth = load_truth()
    voice = simulate(seed, weeks, truth.quiet() if quiet else truth)
    answers = voice.answers
    days = answers["answered"] // DAY
    frame = pd.DataFrame(
        {
            "wave": np.array([plan.wave for plan in WAVES])[voice.roster.wave[answers["customer"]]],
            "week": pd.to_datetime(days - (days + 3) % 7, unit="D"),  # day 0 was a Thursday
            "n": 1,
            "promoters": answers["nps"] >= 9,
            "detractors": answers["nps"] <= 6,
            "asked_csat": answers["csat"].notna(),
            "satisfied": answers["csat"] >= 4,
        }
    )
    return frame.groupby(["wave", "week"], as_index=False).sum()


def redrawn(counts: pd.DataFrame, rng: np.random.Generator, truth: Truth | None = None) -> pd.DataFrame:
    """The same weeks and numbers of answers with scores drawn afresh, nothing planted: thousands of quiet programmes.

    Scores of one week are independent here; ``weekly_counts`` with other seeds keeps the ties between answers of one
    customer. Only ``promoters`` and ``detractors`` are drawn.
    """
    scores = (truth or load_truth()).base.nps_scores
    shares = np.array([sum(scores[9:]), sum(scores[:7]), sum(scores[7:9])])
    drawn = rng.multinomial(counts["n"].to_numpy(), shares / shares.sum())
    return counts[["wave", "week", "n"]].assign(promoters=drawn[:, 0], detractors=drawn[:, 1])
