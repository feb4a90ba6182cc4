"""Figures: pure functions of a metric's frame, a palette and a translator."""
