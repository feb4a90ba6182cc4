"""What proofs cover: of all that anybody speaks of – sites and systems, suppliers, waves –, what the last that was held for it says.

The one judge of it: the gates of readiness, the page of the cut-over and the measures that protect information ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import Fact, Term, fact
from analytics.frames import rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

RESULTS = ("passed", "failed", "expired")
WHY = "cutover.why"


def compute_coverage(spoken: pd.DataFrame, by: Sequence[str], day: date, wave: str = "") -> pd.DataFrame:
    """Each place – the columns ``by`` – that ``spoken`` speaks of: covered (the last that was held of it passed), day (of that one), why
    (passed, failed, expired, unjudged, untested), planned (the day of the next one that is to be held, from ``day`` on).

    ``spoken``: by, wave, held, held_on, planned_on, result; a place that is only spoken of is not covered. With a ``wave`` only what was held
    for it, or for none by name, counts: what was changed since it was held for another is not known.
    """
    found = []
    for place, part in spoken.groupby(list(by), dropna=False, sort=True):
        own = part[part["wave"].isna() | (part["wave"] == wave)] if wave else part
        ahead = pd.to_datetime(own.loc[~own["held"].astype(bool), "planned_on"])
        ahead = ahead[ahead >= pd.Timestamp(day)]
        last = own[own["held"].astype(bool)].sort_values("held_on", kind="stable").tail(1)
        result = None if last.empty else last["result"].iloc[0]
        why = "untested" if last.empty else result if result in RESULTS else "unjudged"
        names = [one if isinstance(one, str) else None for one in place]
        found.append((*names, why == "passed", None if last.empty else last["held_on"].iloc[0], why, ahead.min() if len(ahead) else None))  # fmt: skip
    return pd.DataFrame(found, columns=[*by, "covered", "day", "why", "planned"])


def open_places(coverage: pd.DataFrame, by: Sequence[str], why: str = WHY) -> list[Fact]:
    """What is not covered, a sentence each; ``why`` is where the words of the reasons stand."""
    said = []
    for row in rows(coverage[~coverage["covered"].astype(bool)]):
        place = [one for one in (getattr(row, name) for name in by) if isinstance(one, str)]
        key = "readiness.what.place" if len(place) == 1 else "readiness.what.places"
        said.append(fact(key, why=Term((f"{why}.{row.why}",)), place=place[0], system=place[-1]))
    return said
