"""What is computed of coordination and evaluation."""

import analytics.metrics  # noqa: F401  # the metrics whose effect and targets are told
