"""Metrics with their passports: each number is computed in one place."""

from analytics.metrics import programme_metrics as programme_metrics

import analytics.complaints.numbers.passports  # isort: skip
import analytics.compliance.numbers.score  # isort: skip
import analytics.complaints.numbers.loop  # isort: skip
import analytics.rights.numbers.passports  # isort: skip
import analytics.closing.numbers.passports  # isort: skip
import analytics.move.numbers.passports  # isort: skip
from analytics.care import metrics as care
from analytics.coordination import metrics as coordination
from analytics.cutover import metrics as cutover
from analytics.market import metrics as market
from analytics.metrics.passport import METRICS, Metric, Passport
from analytics.metrics.reading import Reading, Value

import analytics.risk.numbers.passports  # noqa: F401  # isort: skip
from analytics.retention import metrics as retention

__all__ = [
    "METRICS",
    "Metric",
    "Passport",
    "Reading",
    "Value",
    "care",
    "coordination",
    "cutover",
    "market",
    "retention",
]
