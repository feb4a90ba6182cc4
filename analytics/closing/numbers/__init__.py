"""What is read and reckoned of closing."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
