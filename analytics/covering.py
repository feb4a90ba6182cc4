"""What proofs cover: of all that anybody speaks of – sites and systems, suppliers, waves –, what the last that was held
for it says.

The one judge of it: the gates of readiness, the page of the cut-over, the measures that protect information, tests of
continuity and reviews ask here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.amounts import Fact, Term, fact
from analytics.frames import rows, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

RESULTS = ("passed", "failed", "expired")
WHY = "cutover.why"
BETWEEN = re.compile(r"[;；,，、|\n]")
LISTS = {"site": "sites", "system": "systems", "supplier": "suppliers", "wave": "waves"}
"""What a place is named by → the field that lists it."""
KINDS = (("site", "system"), ("supplier",), ("wave",))
"""What is judged side by side: a site with a system, suppliers, waves."""


def compute_coverage(spoken: pd.DataFrame, by: Sequence[str], day: date, wave: str = "") -> pd.DataFrame:
    """Each place – the columns ``by`` – that ``spoken`` speaks of: covered (the last that was held of it passed), day
    (of that one), why (passed, failed, expired, unjudged, untested), planned (the day of the next one that is to be
    held, from ``day`` on).

    ``spoken``: by, wave, held, held_on, planned_on, result; a place that is only spoken of is not covered. With a
    ``wave`` only what was held for it, or for none by name, counts: what was changed since it was held for another is
    not known.
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
        found.append(
            (
                *names,
                why == "passed",
                None if last.empty else last["held_on"].iloc[0],
                why,
                ahead.min() if len(ahead) else None,
            )
        )
    return pd.DataFrame(found, columns=[*by, "covered", "day", "why", "planned"])


def open_places(coverage: pd.DataFrame, by: Sequence[str], why: str = WHY) -> list[Fact]:
    """What is not covered, a sentence each; ``why`` is where the words of the reasons stand."""
    said = []
    for row in rows(coverage[~coverage["covered"].astype(bool)]):
        place = [one for one in (getattr(row, name) for name in by) if isinstance(one, str)]
        key = "readiness.what.place" if len(place) == 1 else "readiness.what.places"
        said.append(fact(key, why=Term((f"{why}.{row.why}",)), place=place[0], system=place[-1]))
    return said


def names_of(written: object) -> tuple[str, ...]:
    """``Data centre 1; Data centre 2`` → each once, as it was first written."""
    found = [one.strip() for one in BETWEEN.split(text(written))]
    return tuple({one.casefold(): one for one in reversed(found) if one}.values())[::-1]


@dataclass(frozen=True)
class Proven:
    """``covered`` of ``whole`` places, and what is not covered, a sentence each. ``whole`` is 0 where nobody names
    any."""

    whole: int
    covered: int
    bare: tuple[Fact, ...]


def proven_of(spoken: Any, claims: pd.DataFrame, day: date, why: str) -> Proven:
    """What ``claims`` (the lists of :data:`LISTS`, held_on, result) prove of the places that ``spoken`` (the same
    lists) speaks of."""
    found = [(by, _coverage(spoken, claims, by, day)) for by in KINDS]
    return Proven(
        sum(len(frame) for _, frame in found),
        sum(int(frame["covered"].sum()) for _, frame in found),
        tuple(said for by, frame in found for said in open_places(frame, by, why)),
    )


@dataclass(frozen=True)
class Spoken:
    """The places that something speaks of, each list as it is written."""

    sites: str = ""
    systems: str = ""
    suppliers: str = ""
    waves: str = ""


def spoken_of(claims: pd.DataFrame, *names: str) -> Spoken:
    """All that ``claims`` name in the lists ``names``: whatever any of them was held for has to be covered."""
    return Spoken(
        **{name: "; ".join(dict.fromkeys(one for cell in claims[name] for one in names_of(cell))) for name in names}
    )


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
                dict.fromkeys(by)
                | dict(zip(asked, keys, strict=True))
                | {"held": True, "held_on": row.held_on, "result": row.result}
            )
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
