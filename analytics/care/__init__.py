"""Care: who is looked after since the move, how service cases end, new business against plan, and care beside
staying."""

# The metrics of this room are registered with all others, whichever comes first.
import analytics.metrics as metrics_registry

__all__ = ["metrics_registry"]
