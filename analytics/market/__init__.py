"""The market: shares and brands, competitors and where customers go, public reviews, campaigns and deals."""

# The metrics of this room are registered with all others, whichever comes first.
import analytics.metrics as metrics_registry

__all__ = ["metrics_registry"]
