"""The charts and tables of readiness."""
