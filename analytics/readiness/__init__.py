"""Readiness: may the next wave go, what the principles are worth, and what ledgers say that cannot both be true."""
