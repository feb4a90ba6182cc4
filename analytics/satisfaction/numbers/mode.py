"""How the way of asking shows in the answers, and what weighting to the roster changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import natural, rows
from analytics.metrics.passport import FEW
from analytics.periods import Period, current_period, day_number, local_moment
from analytics.satisfaction.numbers.change import _sample, compare_items
from analytics.satisfaction.numbers.items import ITEMS, LEVEL
from analytics.satisfaction.numbers.statements import MODES, POPULATION
from analytics.satisfaction.numbers.trends import GROUP_WEEKS
from analytics.snapshot import once
from analytics.stats.compare import Sample, adjusted_p
from analytics.stats.effect import cohens_h, hedges_g
from analytics.stats.intervals import normal_quantile
from analytics.stats.weights import PostStratified, post_stratify

if TYPE_CHECKING:
    from analytics.satisfaction.numbers.scores import AnswerMetric
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Mode:
    """``effects``: item, channel, change against ``reference`` (the way most answers came), low, high, p, q, effect, n,
    verdict · ``weighted``: wave ('' all), raw, raw_low, raw_high, weighted, low, high, n, effective, design, unheard
    (share of the roster in strata without enough answers), trimmed (strata whose weight was cut) · ``shares``: segment,
    population, answers (shares of one).
    """

    item: str
    reference: str
    effects: pd.DataFrame
    weighted: pd.DataFrame
    shares: pd.DataFrame
    period: Period
    as_of: datetime


def compute_effects(frame: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """The reference channel, and every other against it on each item, corrected for all comparisons."""
    known = frame[frame["n"].notna()]
    columns = ["item", "channel", "change", "low", "high", "p", "q", "effect", "n", "verdict"]
    if known.empty:
        return "", pd.DataFrame(columns=columns)
    reference = str(known.groupby("channel")["n"].sum().idxmax())
    samples: dict[tuple[str, str], Sample] = {
        (row.item, row.channel): sample for row in rows(known) if (sample := _sample(row)) is not None
    }
    found: list[dict[str, Any]] = []
    for item in ITEMS:
        for channel in sorted({channel for _, channel in samples} - {reference}):
            own, other = samples.get((item, channel)), samples.get((item, reference))
            if own is None or other is None:
                continue
            difference = compare_items(item, own, other)
            effect = cohens_h(own.mean, own.n, other.mean, other.n) if item == "csat" else hedges_g(own, other)
            enough = min(own.n, other.n) >= FEW
            found.append(
                {
                    "item": item,
                    "channel": channel,
                    "change": difference.difference,
                    "low": difference.low,
                    "high": difference.high,
                    "p": difference.p if enough else None,
                    "effect": effect and effect.value,
                    "n": own.n,
                }
            )
    effects = pd.DataFrame(found).reindex(columns=columns)
    effects["p"] = effects["p"].astype("float64")
    tested = effects["p"].notna()
    effects["q"] = pd.Series(float("nan"), index=effects.index)
    effects.loc[tested, "q"] = list(adjusted_p(list(effects.loc[tested, "p"])))
    effects["verdict"] = [
        "few" if pd.isna(q) else "within" if q >= LEVEL else "above" if change > 0 else "below"
        for q, change in zip(effects["q"], effects["change"], strict=True)
    ]
    return reference, effects


def weigh(strata: pd.DataFrame, population: dict[Any, int]) -> dict[str, Any] | None:
    """Raw and post-stratified mean of strata (key, n, mean, variance), each with its 95 % interval."""
    answers = {row.key: int(row.n) for row in rows(strata)}
    found: PostStratified[Any] | None = post_stratify(answers, population)
    if found is None:
        return None
    kept = strata[strata["key"].isin(list(found.weights))]
    n = int(kept["n"].sum())
    raw = float((kept["mean"] * kept["n"]).sum() / n)
    spread = float(((kept["variance"] + kept["mean"] ** 2) * kept["n"]).sum() / n - raw * raw)
    weights = kept["key"].map(found.weights) * kept["n"]
    mean = float((kept["mean"] * weights).sum() / weights.sum())
    own = float(((kept["variance"] + kept["mean"] ** 2) * weights).sum() / weights.sum() - mean * mean)
    z, effective = normal_quantile(0.95), found.weighting.effective
    half, raw_half = z * sqrt(max(own, 0) / effective), z * sqrt(max(spread, 0) / n)
    return {
        "raw": raw,
        "raw_low": raw - raw_half,
        "raw_high": raw + raw_half,
        "weighted": mean,
        "low": mean - half,
        "high": mean + half,
        "n": n,
        "effective": effective,
        "design": found.weighting.design_effect,
        "unheard": found.unheard_share,
        "trimmed": len(found.trimmed),
    }


def compute_weighted(answers: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """All waves together by wave and segment, then each wave by segment; waves below 30 answers are left out."""
    people = {(row.wave, row.segment): int(row.n) for row in rows(population.dropna())}
    known = answers.dropna(subset=["n", "mean", "wave", "segment"])
    strata = known.assign(key=pd.Series(list(zip(known["wave"], known["segment"], strict=True)), index=known.index))
    found = []
    for wave in ["", *sorted(strata["wave"].unique(), key=natural)]:
        part = strata if wave == "" else strata[strata["wave"] == wave]
        asked = people if wave == "" else {key: n for key, n in people.items() if key[0] == wave}
        row = weigh(part, asked) if int(part["n"].sum()) >= FEW else None
        if row is not None:
            found.append({"wave": wave, **row})
    return pd.DataFrame(found)


def compute_shares(answers: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Each segment's part of the roster and of the answers."""
    people = population.dropna().groupby("segment")["n"].sum()
    heard = answers.dropna(subset=["n", "segment"]).groupby("segment")["n"].sum()
    if people.empty or heard.empty:
        return pd.DataFrame(columns=["segment", "population", "answers", "n"])
    found = pd.DataFrame({"population": people / people.sum(), "answers": heard / heard.sum(), "n": heard}).fillna(0.0)
    found.index.name = "segment"
    return found.reset_index().sort_values("population", ascending=False, ignore_index=True)


@once
def load_mode(store: Store, scope: Scope, metric: AnswerMetric) -> Mode:
    """The dates of the scope, or the last 12 complete weeks."""
    period = current_period(scope, GROUP_WEEKS)
    scope = scope.but(start=None, end=None)
    days = {"first_day": day_number(period.start), "last_day": day_number(period.end), "items": list(ITEMS)}
    reference, effects = compute_effects(
        store.read(MODES, scope.rights, as_of=scope.as_of, params=scope.params() | days)
    )
    people = store.read(
        POPULATION,
        scope.rights,
        as_of=scope.as_of,
        params=scope.params() | {"today": day_number(period.end), "day": period.end},
    )
    answers = metric.compare(store, scope, period, period.before(), ("wave", "segment"))
    answers = answers[answers["period"] == "now"]
    return Mode(
        metric.passport.id,
        reference,
        effects,
        compute_weighted(answers, people),
        compute_shares(answers, people),
        period,
        local_moment(scope),
    )
