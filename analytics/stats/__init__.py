"""Statistics with their uncertainty, as small frozen results."""
