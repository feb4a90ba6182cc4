"""The market: shares and brands, competitors and where customers go, public reviews, campaigns and deals."""

import analytics.metrics as metrics_registry  # the metrics of this room are registered with all others, whichever comes first

__all__ = ["metrics_registry"]
