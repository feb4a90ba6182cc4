"""Coordination and evaluation in words and marks."""
