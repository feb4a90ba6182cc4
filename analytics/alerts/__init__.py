"""Alerts: pure functions of the store and an as-of."""

from analytics.alerts.base import Alert, evaluate_all
from analytics.alerts.satisfaction import evaluate

__all__ = ["Alert", "evaluate", "evaluate_all"]
