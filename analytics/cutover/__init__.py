"""The cut-over: what was rehearsed and covers what, the runbook of the night, defects known and told, who of the
suppliers has confirmed."""

# The metrics of this room are registered with all others, whichever comes first.
import analytics.metrics as metrics_registry

__all__ = ["metrics_registry"]
