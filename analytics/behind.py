"""The single answers behind a number: the same scope, narrowed to a point of a chart or a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analytics.frames import natural
from analytics.periods import WEEKS, current_period
from analytics.snapshot import once
from data.store.query import Query

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store

ROWS = Query(
    name="satisfaction.rows",
    # One row a complete answer to the item: what was said, and where the customer stood. Newest first.
    sql="""
        select row_id, at_time, wave, branch, segment, channel, phase, event_week, nps, csat, csat_points, ces,
               ces_points, comment
        from {placed:surveys}
        where coalesce(complete, true) and {selected}
          and case $item when 'nps' then nps is not null when 'csat' then csat is not null else ces is not null end
          and ($event_from is null or event_week between $event_from and $event_to)
        order by at_time desc, row_id
    """,
    grain="rows",
)

CHOICES = Query(
    name="satisfaction.choices",
    # One row a value of a dimension that answers have: dimension, value, n = answers.
    sql="""
        select 'wave' as dimension, wave as value, count(*) as n from {placed:surveys} where wave is not null
          group by wave
        union all
        select 'branch', branch, count(*) from {placed:surveys} where branch is not null group by branch
        union all
        select 'segment', segment, count(*) from {placed:surveys} where segment is not null group by segment
        union all
        select 'channel', channel, count(*) from {placed:surveys} where channel is not null group by channel
        order by dimension, value
    """,
    grain="aggregate",
    dims=("dimension", "value"),
)
BRANCH_NAMES = Query(
    name="programme.branch_names",
    # One row a branch: branch, name (may be null).
    sql="select branch, name from {branches} order by branch",
    grain="open",
)

DIMENSIONS = {"wave": "waves", "branch": "branches", "segment": "segments", "channel": "channels"}
"""Dimension of the answers → field of the scope that narrows it."""
Kind = Literal["all", "window", "week", "event", "wave_window", "group"]


@dataclass(frozen=True)
class Point:
    """What somebody pointed at. Written as text in a link: ``window:2026-08-02`` · ``event:W3:2`` ·
    ``group:segment:Retail``.

    all: the whole selection of the tiles · window: four weeks, by the Monday of the last · week: one week, by its
    Monday · event: a wave and the last of four weeks since its cut-over · wave_window: a wave and a window · group: a
    dimension and its value, in the weeks of the comparison of groups.
    """

    kind: Kind
    wave: str = ""
    monday: date | None = None
    step: int = 0
    dimension: str = ""
    value: str = ""

    def __str__(self) -> str:
        parts = {
            "all": (),
            "window": (self.monday,),
            "week": (self.monday,),
            "event": (self.wave, self.step),
            "wave_window": (self.wave, self.monday),
            "group": (self.dimension, self.value),
        }
        return ":".join([self.kind, *map(str, parts[self.kind])])

    @classmethod
    def parse(cls, text: str) -> Point | None:
        """The point a link names, or none: a link never fails."""
        kind, _, rest = text.partition(":")
        first, _, second = rest.partition(":")
        try:
            if kind == "all" and not rest:
                return cls("all")
            if kind in ("window", "week"):
                return cls(kind, monday=date.fromisoformat(first))  # type: ignore[arg-type]
            if kind == "event" and first:
                return cls("event", wave=first, step=int(second))
            if kind == "wave_window" and first:
                return cls("wave_window", wave=first, monday=date.fromisoformat(second))
            if kind == "group" and (first in DIMENSIONS or first == "phase") and second:
                return cls("group", dimension=first, value=second)
        except ValueError:
            return None
        return None


def narrow(scope: Scope, point: Point) -> tuple[Scope, tuple[int, int] | None]:
    """The scope of the answers behind ``point``, and the weeks since cut-over where the point is on that axis."""
    if point.kind == "event":
        return scope.but(waves=(point.wave,), start=None, end=None), (point.step - WEEKS + 1, point.step)
    if point.monday is not None:
        start = point.monday if point.kind == "week" else point.monday - timedelta(weeks=WEEKS - 1)
        waves = (point.wave,) if point.wave else scope.waves
        return scope.but(waves=waves, start=start, end=point.monday + timedelta(days=6)), None
    period = current_period(scope) if point.kind == "all" else current_period(scope, 12)
    inside = scope.but(start=period.start, end=period.end)
    if point.dimension == "phase":
        return inside.but(phase=point.value), None
    if point.dimension:
        return inside.but(**{DIMENSIONS[point.dimension]: (point.value,)}), None
    return inside, None


def load_rows(store: Store, scope: Scope, item: str, point: Point) -> pd.DataFrame:
    """The answers behind a point, newest first, with where each was read: the columns of ``ROWS`` and file, sheet, row.

    Needs the right to row level; the look is logged by the store. Raises ``Refusal`` without it.
    """
    inside, weeks = narrow(scope, point)
    event_from, event_to = weeks or (None, None)
    frame = store.read(
        ROWS,
        scope.rights,
        as_of=scope.as_of,
        params=inside.params() | {"item": item, "event_from": event_from, "event_to": event_to},
    )
    places = store.lineage("surveys", list(frame["row_id"]), scope.rights)
    places = places[places["live"].astype(bool)].sort_values("seq").drop_duplicates("row_id", keep="last")
    return frame.merge(places[["row_id", "file_name", "sheet", "row"]], on="row_id", how="left")


@once
def load_choices(store: Store, scope: Scope) -> dict[str, list[str]]:
    """The values that answers have, by dimension: what a filter can offer."""
    frame = store.read(CHOICES, scope.rights, as_of=scope.as_of)
    return {
        dimension: sorted((str(value) for value in frame[frame["dimension"] == dimension]["value"]), key=natural)
        for dimension in DIMENSIONS
    }


@once
def load_branch_names(store: Store, scope: Scope) -> dict[str, str]:
    """Branch id → name, where one is given."""
    frame = store.read(BRANCH_NAMES, scope.rights, as_of=scope.as_of)
    return {
        str(branch): str(name)
        for branch, name in zip(frame["branch"], frame["name"], strict=True)
        if isinstance(name, str) and name
    }
