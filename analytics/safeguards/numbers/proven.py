"""What proves a measure: its tests and the proofs that name it, held against the sites, systems, suppliers and waves that it speaks of.

A test covers what it names and no other. A measure is proven where the union of what was held covers all of it; the judge is that of the gates
of readiness (:func:`analytics.covering.compute_coverage`).
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.covering import RESULTS, compute_coverage, open_places
from analytics.frames import rows, text
from analytics.reach import done_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from analytics.amounts import Fact

BETWEEN = re.compile(r"[;；,，、|\n]")
LISTS = {"site": "sites", "system": "systems", "supplier": "suppliers", "wave": "waves"}
"""What a place is named by → the field that lists it."""
KINDS = (("site", "system"), ("supplier",), ("wave",))
"""What is judged side by side: a site with a system, suppliers, waves."""
NEVER = pd.Timestamp(1900, 1, 1)


def names_of(written: object) -> tuple[str, ...]:
    """``Data centre 1; Data centre 2`` → each once, as it was first written."""
    found = [one.strip() for one in BETWEEN.split(text(written))]
    return tuple({one.casefold(): one for one in reversed(found) if one}.values())[::-1]


def claims_of(tests: pd.DataFrame, proofs: pd.DataFrame, day: date) -> pd.DataFrame:
    """What was held, one row a test and a proof that names a measure: control, sites, systems, suppliers, waves, held_on, result.

    ``proofs`` are those of :func:`analytics.compliance.numbers.evidence.compute_evidence`: each in its latest revision. One that is over
    proves nothing; one without a day is not known to.
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
    """``controls`` with ``whole`` (places that each speaks of), ``covered`` (of them), ``bare`` (what is not covered, a sentence each).

    What a measure declares is what it must hold for; of what it declares nothing, its tests say which places there are. ``whole`` is 0 where
    nobody names any: then it is not known what the proof covers.
    """
    wholes, covered, bare = [], [], []
    for row in rows(controls):
        own = claims[claims["control"] == row.control]
        found = [(by, _coverage(row, own, by, day)) for by in KINDS]
        wholes.append(sum(len(frame) for _, frame in found))
        covered.append(sum(int(frame["covered"].sum()) for _, frame in found))
        bare.append(_said(found))
    return controls.assign(whole=wholes, covered=covered, bare=pd.Series(bare, index=controls.index, dtype=object))


def _said(found: Iterable[tuple[tuple[str, ...], pd.DataFrame]]) -> tuple[Fact, ...]:
    return tuple(said for by, frame in found for said in open_places(frame, by, "safeguards.why"))


def _coverage(control: Any, claims: pd.DataFrame, by: tuple[str, ...], day: date) -> pd.DataFrame:
    """The coverage of one kind of place."""
    declared = [name for name in by if names_of(getattr(control, LISTS[name]))]
    asked = declared or [name for name in by if claims[LISTS[name]].map(lambda one: bool(names_of(one))).any()]
    if not asked:
        return compute_coverage(pd.DataFrame(columns=_columns(by)), by, day)
    spoken = {name: {one.casefold(): one for one in names_of(getattr(control, LISTS[name]))} for name in asked}
    lines: list[dict[str, Any]] = [
        dict.fromkeys(by) | dict(zip(asked, place, strict=True)) | {"held": False}
        for place in product(*(spoken[name].values() for name in asked))
        if declared
    ]
    for row in rows(claims):
        told = [names_of(getattr(row, LISTS[name])) for name in asked]
        if by == ("wave",) and not told[0]:
            told = [tuple(spoken["wave"].values())]  # of no wave by name: of all of them
        for place in product(*told):
            keys = [spoken[name].setdefault(one.casefold(), one) for name, one in zip(asked, place, strict=True)]
            lines.append(
                dict.fromkeys(by) | dict(zip(asked, keys, strict=True)) | {"held": True, "held_on": row.held_on, "result": row.result}
            )  # fmt: skip
    frame = pd.DataFrame(lines).reindex(columns=_columns(by))
    if declared:
        wanted = set(product(*({one.casefold() for one in names_of(getattr(control, LISTS[name]))} for name in asked)))
        frame = frame[
            [tuple(str(one).casefold() for one in place) in wanted for place in frame[asked].to_numpy().tolist()]
        ]
    over = frame["result"] == RESULTS[-1]
    live = frame.assign(held=frame["held"].astype(bool) & ~over)
    known = compute_coverage(live, by, day)
    ended = set(_places(frame[over], by))
    why = [
        RESULTS[-1] if place in ended and one == "untested" else one
        for place, one in zip(_places(known, by), known["why"], strict=True)
    ]
    return known.assign(why=why)


def _columns(by: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys([*by, "wave", "held", "held_on", "planned_on", "result"]))


def _places(frame: pd.DataFrame, by: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(text(one) for one in place) for place in frame[list(by)].to_numpy().tolist()]
