"""Readiness of the waves: gates, their rules and what is measured at them."""

from analytics.metrics.readiness.gates import Gate, Readiness, WaveGates, load_readiness
from analytics.metrics.readiness.rules import Rule, load_rules

__all__ = ["Gate", "Readiness", "Rule", "WaveGates", "load_readiness", "load_rules"]
