"""What proves a measure: its tests and the proofs that name it, held against the sites, systems, suppliers and waves
that it speaks of.

A test covers what it names and no other. A measure is proven where the union of what was held covers all of it; the
judge is that of the gates of readiness (:func:`analytics.covering.compute_coverage`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.covering import LISTS, names_of, proven_of
from analytics.frames import rows
from analytics.reach import done_by

if TYPE_CHECKING:
    from datetime import date

NEVER = pd.Timestamp(1900, 1, 1)


def claims_of(tests: pd.DataFrame, proofs: pd.DataFrame, day: date) -> pd.DataFrame:
    """What was held, one row a test and a proof that names a measure: control, sites, systems, suppliers, waves,
    held_on, result.

    ``proofs`` are those of :func:`analytics.compliance.numbers.evidence.compute_evidence`: each in its latest revision.
    One that is over proves nothing; one without a day is not known to.
    """
    columns = ["control", *LISTS.values(), "held_on", "result"]
    held = done_by(tests, day, "tested_on").rename(columns={"tested_on": "held_on"})
    lines: list[tuple[Any, ...]] = []
    for row in rows(done_by(proofs, day, "made_on", "registered_on")):
        on = row.registered_on if pd.isna(row.made_on) else row.made_on
        result = "expired" if row.state == "bad" else None if pd.isna(on) else "passed"
        for control in names_of(row.controls):
            lines.append(
                (control, row.sites, row.systems, row.suppliers, row.wave, NEVER if pd.isna(on) else on, result)
            )
    found = pd.DataFrame(lines, columns=columns)
    found["held_on"] = pd.to_datetime(found["held_on"])
    known = held[held["held_on"].notna()]
    return pd.concat([one for one in (known[columns], found) if len(one)] or [found], ignore_index=True)


def compute_proven(controls: pd.DataFrame, claims: pd.DataFrame, day: date) -> pd.DataFrame:
    """``controls`` with ``whole`` (places that each speaks of), ``covered`` (of them), ``bare`` (what is not covered, a
    sentence each).

    What a measure declares is what it must hold for; of what it declares nothing, its tests say which places there are.
    ``whole`` is 0 where nobody names any: then it is not known what the proof covers.
    """
    found = [proven_of(row, claims[claims["control"] == row.control], day, "safeguards.why") for row in rows(controls)]
    return controls.assign(
        whole=[one.whole for one in found],
        covered=[one.covered for one in found],
        bare=pd.Series([one.bare for one in found], index=controls.index, dtype=object),
    )
