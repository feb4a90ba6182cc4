"""A weekly series on its control chart as lines: the values, their limits, the weeks beyond them, what happened
beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from analytics.frames import rows
from analytics.marks.kinds import Line, Lines, Upright, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.marks.units import Unit
    from data.language import Translator

SUNDAY = pd.Timedelta(days=6)
"""From the Monday of a week to its last day, where its value stands."""


class Judging(Protocol):
    """Limits, of whatever kind; ``state`` says whether they judge yet."""

    @property
    def state(self) -> str: ...


def control_lines(
    weekly: pd.DataFrame,
    name: str,
    unit: Unit,
    t: Translator,
    *,
    chart: Judging | None,
    hover: Callable[[Any], str],
    cutovers: pd.DataFrame,
    events: pd.DataFrame | None,
    baseline: pd.Timestamp | None = None,
    bounds: tuple[float, float] | None = None,
) -> Lines:
    """``weekly``: week (Monday), value, low, high (limits), beyond (−1, 0, 1). Limits that do not judge yet are
    dashed."""
    days = tuple(weekly["week"] + SUNDAY)
    dash: Any = "dash" if chart is not None and chart.state == "provisional" else "dot"
    known = weekly[weekly["value"].notna()]
    end = unit.write(float(known["value"].iloc[-1]), t) if len(known) else ""
    hovers = tuple(hover(row) for row in rows(weekly))
    lines = [
        Line(t(f"chart.limit.{side}"), days, values(weekly[column]), "faint", "thin", dash)
        for side, column in (("lower", "low"), ("upper", "high"))
        if weekly[column].notna().any()
    ]
    lines.append(Line(name, days, values(weekly["value"]), label=end, hovers=hovers))
    beyond = values(weekly["value"].where(weekly["beyond"] != 0))
    if any(value is not None for value in beyond):
        lines.append(Line(t("mark.beyond"), days, beyond, "bad", kind="dots", hovers=hovers))
    within = cutovers[cutovers["cutover_on"].between(days[0], days[-1])] if days else cutovers.iloc[:0]
    uprights = tuple(Upright(row.cutover_on, row.wave, planned=not row.actual) for row in rows(within))
    return Lines(tuple(lines), t("mark.week"), unit, uprights, events=events, baseline=baseline, bounds=bounds)
