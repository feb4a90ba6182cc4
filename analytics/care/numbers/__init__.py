"""The numbers of care."""
