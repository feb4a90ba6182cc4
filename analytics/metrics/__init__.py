"""Metrics with their passports: each number is computed in one place."""
