"""Did the move cost us customers? How long they stay after their own cut-over, and what the move itself did."""

# The metrics of this room are registered with all others, whichever comes first.
import analytics.metrics as metrics_registry

__all__ = ["metrics_registry"]
