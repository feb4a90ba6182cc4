"""Alerts: pure functions of the store and an as-of."""

from analytics.alerts.base import Alert, evaluate_all

__all__ = ["Alert", "evaluate_all"]
