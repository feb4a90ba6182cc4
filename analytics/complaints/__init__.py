"""Complaints: how often, since which cut-over, why and where, what became of them, and whether the loop is closed."""
