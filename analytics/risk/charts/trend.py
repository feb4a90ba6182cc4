"""How the register has moved: its risks by level at each assessment, and which of them call for a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows
from analytics.marks import Bars, Cell, Column, Exhibit, Series, Unit, grid, values
from analytics.risk.charts.heat import level_words
from analytics.risk.charts.money import losses_title
from analytics.risk.charts.register import narrowed
from analytics.risk.numbers.found import Seen

if TYPE_CHECKING:
    from analytics.marks.kinds import Tone
    from data.language import Translator

LEVELS: dict[int, Tone] = {1: "low", 2: "medium", 3: "high", 4: "very_high", 0: "no_data"}
"""Levels of risk from the foot of a bar upwards, what is off the matrix on top."""
ORDER = {"worse": 0, "new": 1, "moved": 2, "better": 3}
SHAPES = {"worse": "bad", "better": "good", "new": "new", "moved": "watch", "same": "noise", "": "none"}
LEAST, MOST = 4, 6
"""Where fewer have moved the dearest of the others are shown too."""


def chart_trend(found: Seen, t: Translator) -> Exhibit:
    """How many risks are beyond appetite, now and at the first assessment; how many of each level at each."""
    trend, subtitle = found.register.trend, narrowed(t("risk.trend.subtitle"), found, t)
    if trend.empty:
        return Exhibit.nothing(t("risk.empty.register"), subtitle)
    sums = trend.groupby("snapshot_on")[["n", "above"]].sum()
    first, last = rows(sums)[0], rows(sums)[-1]
    days = list(sums.index)
    given = {"now": last.above, "total": last.n, "date": t.date(days[0], year=True)}
    title = t("risk.trend.title", then=first.above, **given) if len(days) > 1 else t("risk.trend.first", **given)
    counts = trend.groupby(["level", "snapshot_on"])["n"].sum()
    series = []
    for level, tone in LEVELS.items():
        own = [float(counts.get((level, day), 0)) for day in days]
        if any(own):
            series.append(Series(t(f"risk.level.{level}"), values(own), tone, "solid" if level else "outlined"))
    mark = Bars(
        tuple(t.date(day, year=True) for day in days),
        tuple(series),
        stacked=True,
        ends=tuple(t("risk.trend.end", n=int(n)) for n in sums["above"]),
        of=t("risk.head.assessed"),
    )
    return Exhibit(title, subtitle, t("risk.trend.note"), mark)


def table_movers(found: Seen, t: Translator) -> Exhibit:
    """The risks beyond appetite, then those that moved, with what is done about each and what it may cost."""
    register, title = found.register, t("risk.movers.title")
    subtitle = narrowed(t("risk.movers.subtitle"), found, t)
    if register.assessed is None:
        return Exhibit.nothing(t("risk.empty.register"), subtitle, title)
    if register.risks.empty:
        return Exhibit.answer(t("risk.message.none"), subtitle, title)
    frame = register.risks.assign(rank=register.risks["move"].map(ORDER).fillna(4))
    frame = frame.sort_values(["above", "rank", "worth", "risk"], ascending=[False, True, False, True])
    changed = frame[frame["above"].astype(bool) | (frame["rank"] < 4)]
    shown = (changed if len(changed) >= LEAST else frame).head(MOST)
    told = pd.DataFrame(
        {
            "state": Cell(
                words := t(f"risk.move.{row.move or 'unknown'}"), words, "bad" if row.above else SHAPES[row.move]
            ),
            "risk": str(row.risk),
            "name": row.name if isinstance(row.name, str) else "",
            "level": _step(row, t),
            "doing": _doing(found, row, t),
            "exposure": row.worth or None,
        }
        for row in rows(shown)
    )
    columns = (
        Column("state", "state"),
        Column("risk", "head"),
        Column("name", "prose"),
        Column("level"),
        Column("doing", "prose"),
        Column("exposure", "number", unit=Unit("money", currency=register.currency)),
    )
    note = t("risk.empty.money") if found.exposure.empty else losses_title(found, t)
    return Exhibit(title, subtitle, note, grid(told, columns, "risk.head", t))


def _step(row: Any, t: Translator) -> str:
    """From which level to which, and that it moved within one."""
    was, now = level_words(row.level_before, t), level_words(row.level, t)
    return f"{was} → {now}" if row.move in ("worse", "better") and was != now else now


def _doing(found: Seen, row: Any, t: Translator) -> str:
    """The next measure that is open with its day, and who answers for the risk."""
    own = found.treatments.of(row.risk)
    owner = row.owner if isinstance(row.owner, str) and row.owner else t("risk.no_owner")
    still = own[own["state"] != "done"].sort_values(["state", "due_on"])
    if still.empty:
        return " · ".join((owner, t("risk.treatment.done") if len(own) else t("risk.treatment.none")))
    first = rows(still)[0]
    due = t("risk.due", date=t.date(first.due_on, year=True)) if pd.notna(first.due_on) else ""
    return " · ".join(part for part in (first.name if isinstance(first.name, str) else "", owner, due) if part)
