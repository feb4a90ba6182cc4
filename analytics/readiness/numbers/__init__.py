"""What is read and reckoned of readiness. No name is taken from its modules here: metrics of rights and compliance ask
them singly."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
