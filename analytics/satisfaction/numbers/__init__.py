"""What is read and reckoned of the answers of customers."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
