"""Law and policy: duties with their days, evidence, reviews, and the shares of what was done in time."""

from analytics.metrics.compliance.duties import Duties, load_duties
from analytics.metrics.compliance.evidence import load_evidence
from analytics.metrics.compliance.reviews import Reviews, load_reviews
from analytics.metrics.compliance.score import (
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
