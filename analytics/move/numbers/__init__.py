"""What the move page is reckoned from."""

import analytics.metrics  # noqa: F401  (the registry first: the numbers of rights and of the plan lie behind it)
