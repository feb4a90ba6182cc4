"""Alerts: pure functions of the store and an as-of."""

from analytics.alerts.base import Alert, evaluate_all
from analytics.alerts.causes import Cause, compute_causes

__all__ = ["Alert", "Cause", "compute_causes", "evaluate_all"]
