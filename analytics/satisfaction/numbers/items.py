"""What the named sections of the satisfaction page are made of: one module a section."""

from analytics.families import level

ITEMS = (
    "nps",
    "csat",
    "ces",
    "communication",
    "continuity",
    "service_attitude",
    "service_quality",
    "data_protection",
)
"""Every scored question, the three headline scores first."""
RATED = ITEMS[3:]
"""The rated parts of the service."""
SHARES = frozenset({"csat"})
"""Items whose score is a share; the others are means, NPS of ±100."""
LEVEL = level("satisfaction")
"""What each comparison of the page has of its chance of a false claim."""
