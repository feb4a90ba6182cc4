"""Post-stratification: answers weighted so that each group counts as in the population, with the price of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Generic, TypeVar

from analytics.stats.intervals import Weighting, kish_weighting

Group = TypeVar("Group", bound=Hashable)
TRIM = 5.0
"""A weight above so many times the median weight of the answers is cut down to it."""


@dataclass(frozen=True)
class PostStratified(Generic[Group]):
    """The weight of an answer of each group, with mean 1 over the answers.

    ``trimmed``: groups whose weight was cut; ``unheard``: groups of the population without an answer, and
    ``unheard_share`` their share of it: no weight can speak for them. ``weighting``: effective number of answers and
    design effect (Kish).
    """

    weights: dict[Group, float]
    trimmed: tuple[Group, ...]
    unheard: tuple[Group, ...]
    unheard_share: float
    weighting: Weighting

    def mean(self, means: Mapping[Group, float], answers: Mapping[Group, int]) -> float:
        """The weighted mean of group means with so many answers each."""
        total = sum(self.weights[group] * answers[group] for group in self.weights)
        return sum(self.weights[group] * answers[group] * means[group] for group in self.weights) / total


def post_stratify(
    answers: Mapping[Group, int], population: Mapping[Group, int], trim: float = TRIM
) -> PostStratified[Group] | None:
    """w_h = N_h / n_h, trimmed at ``trim`` times the median and brought to mean 1; ``None`` where no group has both.

    Answers of a group that the population does not have (unknown group) are left out: there is nothing to weight them
    to.
    """
    heard = [group for group, n in answers.items() if n > 0 and population.get(group, 0) > 0]
    if not heard:
        return None
    raw = {group: population[group] / answers[group] for group in heard}
    limit = trim * median([raw[group] for group in heard for _ in range(answers[group])])
    cut = {group: min(weight, limit) for group, weight in raw.items()}
    total = sum(answers[group] for group in heard)
    scale = total / sum(cut[group] * answers[group] for group in heard)
    weights = {group: weight * scale for group, weight in cut.items()}
    unheard = tuple(group for group, size in population.items() if size > 0 and group not in weights)
    return PostStratified(
        weights=weights,
        trimmed=tuple(group for group in heard if raw[group] > limit),
        unheard=unheard,
        unheard_share=sum(population[group] for group in unheard) / sum(population.values()),
        weighting=kish_weighting([weights[group] for group in heard for _ in range(answers[group])]),
    )
