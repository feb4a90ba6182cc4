"""The complaints page: its head, its sections, the closed loop."""
