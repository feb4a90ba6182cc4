"""Working together: actions and decisions, requests between departments, what was shared, and what came of it all."""
