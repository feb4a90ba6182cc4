"""The charts and tables of risks."""
