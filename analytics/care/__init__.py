"""Care: who is looked after since the move, how service cases end, new business against plan, and care beside staying."""

import analytics.metrics as metrics_registry  # the metrics of this room are registered with all others, whichever comes first

__all__ = ["metrics_registry"]
