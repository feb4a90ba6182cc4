"""Law and policy: duties with their days, evidence, reviews, and the shares of what was done in time."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
from analytics.compliance.numbers.duties import Duties, load_duties
from analytics.compliance.numbers.evidence import load_evidence
from analytics.compliance.numbers.reviews import Reviews, load_reviews
from analytics.compliance.numbers.score import (
    Share,
    compute_index,
    compute_items,
    compute_share,
    load_breaches,
    load_lawful,
)

__all__ = [
    "Duties",
    "Reviews",
    "Share",
    "compute_index",
    "compute_items",
    "compute_share",
    "load_breaches",
    "load_duties",
    "load_evidence",
    "load_lawful",
    "load_reviews",
]
