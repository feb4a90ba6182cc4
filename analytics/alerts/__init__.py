"""Alerts: pure functions of the store and an as-of."""
