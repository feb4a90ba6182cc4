"""What stands on one page is one family: which of its comparisons share the chance of a false claim, and how much of it
each has.

A page with a dozen charts, each corrected for what it compares, still finds something in every second programme in
which nothing happened. So a page has :data:`ALPHA` once, in equal parts for its comparisons (Bonferroni; Dunn 1961,
JASA 56): a chart is corrected within itself as before, and what is left is held against the part of its page. A
headline, a title and a mark claim only what survives that, and a headline says nothing that its charts do not. Tiles
tell each score by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from analytics.stats.compare import ALPHA

HEADLINE = "headline"
"""What the headline compares beside the charts: on Satisfaction the scores, judged together, on Complaints the
categories beside the causes."""

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "satisfaction": (
        HEADLINE,
        "calendar",
        "event",
        "groups",
        "change",
        "effects",
        "mode",
        "control",
        "survivors",
        "themes",
        "theme",
        "response-segment",
    ),
    "complaints": (
        HEADLINE,
        "weekly",
        "event",
        "places",
        "causes",
        "silent",
        "rare",
        "curves",
        "themes",
        "loop-branches",
        "loop-after",
    ),
    "retention": ("curves", "pace", "pace-event", "who", "terms"),
    "market": ("whither-change", "moves", "brand", "roi", "cpa", "back", "tone"),
    "care": ("again", "plan", "beside"),
    "rights": ("reach", "spread"),
    "coordination": ("waits", "improvements"),
}
"""The comparisons of a page by the part that shows them; what a second part shows again (a table of the same subjects,
the charts of who answers) belongs to the first. Another score or grouping that a reader chooses is another look, which
they know that they took."""


def level(page: str) -> float:
    """The p, corrected within a comparison, below which one of this page is told as more than chance."""
    return ALPHA / len(FAMILIES[page])
