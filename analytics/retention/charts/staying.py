"""Staying in words and marks: curves with who is still followed, the groups compared, the life table, the map of
cohorts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import floor, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.families import level
from analytics.marks import Cell, Column, Exhibit, Heat, Line, Lines, Under, Unit, grid, values
from analytics.retention.by_wave import saying_so
from analytics.retention.charts.parts import SHARE, counted, counted_parts, group_words, p_words, steps_shown
from analytics.retention.curves import Cohorts, Curve, Curves, load_curves
from analytics.retention.metrics import DAYS
from analytics.stats.survival import steps_at
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from analytics.stats.compare import Difference
    from data.language import Translator
    from data.store import Store

PERIOD = 28
"""Days of a period of the life table."""
TICKS = 5
"""So many numbers at risk stand under the plot at most."""
SHOWN = 12
"""Lines of the life table that are shown before the rest is folded."""
HEADS = "retention.column"


@dataclass(frozen=True)
class Apart:
    """A group that loses customers faster than others: its curve, how many it differs from, and ``day``, up to which it
    is told."""

    curve: Curve
    others: int
    day: float

    @property
    def share(self) -> tuple[float, float, float] | None:
        return self.curve.survival.at(self.day)


def load_look(store: Store, scope: Scope, by: str = "wave") -> Curves | None:
    """The curves by one of the groups that can be chosen."""
    return load_curves(store, scope, by or "none")


def kept_at(curve: Curve, day: float) -> float:
    """The share still there on a day, as far as the curve is known."""
    point = curve.survival.at(min(day, curve.followed))
    return 1.0 if point is None else point[0]


def standing_out(found: Curves) -> Apart | None:
    """The group that is below most others beyond chance; ``None`` where the groups do not differ. Of two whose curves
    cross the test tells nothing: there the mean days say which, corrected for all pairs."""
    if found.test is None or found.test.p >= level("retention"):
        return None
    lower = []
    for pair in found.pairs:
        one, other = found.curve(pair.one), found.curve(pair.other)
        if (
            (pair.one, pair.other) not in found.crossed
            and pair.p < level("retention")
            and one is not None
            and other is not None
        ):
            last = min(one.followed, other.followed)
            lower.append((one if kept_at(one, last) < kept_at(other, last) else other).group)
    for two in found.gaps:
        if (two.one, two.other) in found.crossed and two.gap.p * len(found.gaps) < level("retention"):
            lower.append(two.one if two.gap.difference < 0 else two.other)
    below = Counter(lower)
    if not below:
        return None
    worst = max(below, key=lambda group: (below[group], group))
    curve = found.curve(worst)
    return None if curve is None else Apart(curve, below[worst], min(float(DAYS), curve.followed))


def share_words(curve: Curve, day: float, t: Translator) -> tuple[str, str]:
    """The share still there on a day, and its interval."""
    point = curve.survival.at(day)
    if point is None:
        return "–", ""
    return t.percent(point[0]), t.interval(point[1], point[2], 1, percent=True)


def curves_title(found: Curves, t: Translator) -> str:
    """The finding: how many are still there, and whether one group loses more than others."""
    apart = standing_out(found)
    if len(found.curves) == 1:
        curve = found.curves[0]
        day = min(float(DAYS), curve.followed)
        share, interval = share_words(curve, day, t)
        told = "one" if interval else "nobody" if kept_at(curve, day) == 1 else "gone"
        return t(
            f"retention.curves.{told}",
            who=start(group_words(found.by, curve.group, t)),
            share=share,
            interval=interval,
            n=int(day),
        )
    if found.test is None:
        return t(
            "retention.curves.untested"
            if any(one.lost + one.ended for one in found.curves)
            else "retention.curves.stayed"
        )
    if apart is None:
        kind = "level" if found.test.p >= level("retention") else "crossing" if found.crossed else "some"
        return t(f"retention.curves.{kind}", p=p_words(found.test.p, t))
    share, interval = share_words(apart.curve, apart.day, t)
    rest = len(found.curves) - 1
    others = t("retention.others.one") if rest == 1 else t("retention.others.some", n=apart.others, all=t.number(rest))
    return t(
        "retention.curves.apart" if interval else "retention.curves.apart.gone",
        who=start(group_words(found.by, apart.curve.group, t)),
        share=share,
        interval=interval,
        n=int(apart.day),
        others=others,
        p=p_words(found.test.p, t),
    )


def chart_curves(found: Curves | None, t: Translator) -> Exhibit:
    """Kaplan–Meier from each customer's own cut-over, with who is still followed under the plot."""
    if found is None or found.empty:
        return Exhibit.nothing(t("retention.curves.empty"), needs=("departures",) if found is None else ())
    subtitle = saying_so(t("retention.curves.subtitle", group=t(f"retention.by.{found.by}")), found.by_wave_day, t)
    apart = standing_out(found)
    focus = apart.curve.group if apart is not None else found.curves[0].group if len(found.curves) == 1 else ""
    lines = [draw_curve(curve, found.by, t, focus, len(found.curves)) for curve in found.curves]
    lines.sort(key=lambda line: line.weight == "focus")
    last = max(curve.followed for curve in found.curves)
    lowest = min(value for line in lines for value in (*line.y, *line.lows) if value is not None)
    mark = Lines(
        tuple(lines),
        t("retention.days"),
        SHARE,
        bounds=(floor(min(lowest, 0.99) * 50) / 50, 1.0),
        under=at_risk(found, last, t),
    )
    lost, ended = (sum(getattr(curve, name) for curve in found.curves) for name in ("lost", "ended"))
    note = [
        t(
            "retention.curves.note",
            n=t.count(sum(curve.n for curve in found.curves)),
            left=counted(lost, t).text,
            ended=counted(ended, t).text,
            date=t.date(found.until, year=True),
        )
    ]
    note += [t("retention.curves.crossed")] if found.crossed and len(found.curves) > 1 else []
    note += [t("retention.curves.cut")] if any(curve.cut for curve in found.curves) else []
    note += [t("retention.curves.hidden", n=found.hidden)] if found.hidden else []
    return Exhibit(curves_title(found, t), subtitle, " · ".join(note), mark)


def draw_curve(curve: Curve, by: str, t: Translator, focus: str, many: int) -> Line:
    """One group as steps: the days on which anybody left, and the last on which it is followed."""
    survival, name = curve.survival, group_words(by, curve.group, t)
    fell, when = steps_shown(survival.events > 0, survival.times, curve.followed, t)
    days = [0.0, *when]
    share = [1.0, *survival.share[fell]]
    bounds = [[1.0, *part[fell]] for part in (survival.low, survival.high)]
    if curve.followed > days[-1]:
        days.append(curve.followed)
        share.append(share[-1])
        for part in bounds:
            part.append(part[-1])
    looked_at = curve.group == focus
    banded = looked_at or many <= 2
    at_risk = steps_at(survival.times, survival.at_risk, np.array(days))
    return Line(
        name,
        tuple(float(day) for day in days),
        values(share),
        "accent" if looked_at and many > 1 else "actual" if many <= 2 else "prior",
        "focus" if looked_at else "usual" if many <= 2 else "thin",
        kind="steps",
        label=name if many > 1 else "",
        lows=values(bounds[0]) if banded else (),
        highs=values(bounds[1]) if banded else (),
        hovers=tuple(
            t("retention.curves.hover", n=int(day), risk=t.count(n)) for day, n in zip(days, at_risk, strict=True)
        ),
    )


def at_risk(found: Curves, last: float, t: Translator) -> Under:
    """How many of each group are still followed at some days of the axis."""
    step = max(1, -(-int(last) // (PERIOD * TICKS))) * PERIOD
    days = np.arange(0, last + 1, step, dtype=float)
    rows = []
    for curve in found.curves:
        n = steps_at(curve.survival.times, curve.survival.at_risk, days)
        rows.append((group_words(found.by, curve.group, t), tuple(followed_words(curve, one, t) for one in n)))
    return Under(t("retention.at_risk"), tuple(float(day) for day in days), tuple(rows))


def followed_words(curve: Curve, n: float, t: Translator) -> str:
    """How many are still followed on a day; beyond the end of the curve nobody where all had left, a few where they are
    hidden, and nothing to tell where no customer's cut-over lies so far back."""
    if n > 0:
        return t.number(t.told(n))
    return t("retention.few") if curve.cut else t.number(0) if curve.survival.share[-1] == 0 else "–"


def table_groups(found: Curves | None, t: Translator) -> Exhibit | None:
    """The groups side by side: how many, the share at 90 days, mean days up to the day that all are followed to, and
    the test against the largest group."""
    if found is None or found.empty:
        return None
    largest = found.curves[0].group
    title = t("retention.groups.means") if found.crossed else t("retention.groups.title", n=len(found.curves))
    told = []
    names = [curve.group for curve in found.curves]
    gone, ended = (
        counted_parts([getattr(curve, kind) for curve in found.curves], t, group=names) for kind in ("lost", "ended")
    )
    for at, curve in enumerate(found.curves):
        day = min(float(DAYS), curve.followed)
        share, interval = share_words(curve, day, t)
        median = curve.survival.quantile()
        told.append(
            {
                "group": start(group_words(found.by, curve.group, t)),
                "n": counted(curve.n, t),
                "left": gone[at],
                "ended": ended[at],
                "day": int(day),
                "share": Cell(share, None if share == "–" else round(curve.survival.at(day)[0] * 100, 1)),  # type: ignore[index]
                "interval": interval or "–",
                "median": Cell(t("retention.median.above", n=int(curve.followed)), None) if median is None else median,
                "mean": Cell("–") if curve.mean is None or found.horizon < 1 else curve.mean.value,
                "gap": gap_words(found, curve.group, largest, t),
                "p": pair_words(found, curve.group, largest, t),
            }
        )
    columns = (
        Column("group", "head"),
        Column("n", "number"),
        Column("left", "number"),
        Column("ended", "number"),
        Column("day", "number"),
        Column("share", "number"),
        Column("interval", "number"),
        Column("median", "number"),
        Column("mean", "number", unit=Unit("days", 1)),
        Column("gap", "number"),
        Column("p", "number"),
    )
    subtitle = t("retention.groups.subtitle", group=start(group_words(found.by, largest, t)), n=int(found.horizon))
    test = found.test
    whole = (
        []
        if test is None
        else [t("retention.groups.test", statistic=t.number(test.statistic, 2), n=test.freedom, p=p_words(test.p, t))]
    )
    cut = [t("retention.curves.cut")] if any(curve.cut for curve in found.curves) else []
    note = " · ".join([*whole, t("retention.groups.note"), *cut])
    return Exhibit(title, subtitle, note, grid(pd.DataFrame(told, dtype=object), columns, HEADS, t))


def pair_words(found: Curves, group: str, largest: str, t: Translator) -> str:
    """The corrected p of a group against the largest."""
    pair = next((one for one in found.pairs if {one.one, one.other} == {group, largest} and group != largest), None)
    return "" if pair is None else p_words(pair.p, t)


def gap_words(found: Curves, group: str, largest: str, t: Translator) -> str:
    """The difference of mean days of a group from the largest, up to the last day that both are followed."""
    for one in found.gaps:
        if {one.one, one.other} == {group, largest} and group != largest:
            gap: Difference = one.gap
            sign = 1 if one.one == group else -1
            if gap.low is None or gap.high is None:
                return ""
            ends = sorted((sign * gap.low, sign * gap.high))
            return t(
                "retention.gap",
                value=t.number(sign * gap.difference, 2, sign=True),
                n=int(one.horizon),
                interval=t.interval(ends[0], ends[1], 2, sign=True),
            )
    return ""


def life_rows(curve: Curve) -> list[dict[str, Any]]:
    """Periods of four weeks since cut-over up to the last day followed: from, to (days), n at risk at its start, left
    in it, the share of these, and who is still there at its end with the bounds."""
    survival, told = curve.survival, []
    for first in range(0, int(curve.followed) + 1, PERIOD):
        last = min(first + PERIOD - 1, int(curve.followed))
        inside = (survival.times >= first) & (survival.times <= last)
        n = float(steps_at(survival.times, survival.at_risk, np.array([float(first)]))[0])
        events = float(survival.events[inside].sum())
        point = survival.at(last)
        if n <= 0 or point is None:
            continue
        told.append(
            {
                "first": first,
                "last": last,
                "n": n,
                "left": int(events),
                "share": point[0],
                "low": point[1],
                "high": point[2],
            }
        )
    return told


def period_words(first: int, last: int, t: Translator) -> str:
    """``days 56–83``, or the one day on which a curve ends."""
    return t("retention.period" if last > first else "retention.period.day", first=t.number(first), last=t.number(last))


def table_life(found: Curves | None, t: Translator) -> Exhibit | None:
    """The life table of each group: who was there, who left, who is still there."""
    if found is None or found.empty:
        return None
    lines = [(curve.group, row) for curve in found.curves for row in life_rows(curve)]
    left = [row["left"] for _, row in lines]
    gone = counted_parts(left, t, group=[group for group, _ in lines], first=[row["first"] for _, row in lines])
    told = [
        {
            "group": start(group_words(found.by, group, t)),
            "period": period_words(row["first"], row["last"], t),
            "n": counted(row["n"], t),
            "left": cell,
            "share": row["share"],
            "interval": t.interval(row["low"], row["high"], 1, percent=True) or "–",
        }
        for (group, row), cell in zip(lines, gone, strict=True)
    ]
    columns = (
        Column("group", "head"),
        Column("period"),
        Column("n", "number", "at_risk"),
        Column("left", "number", "gone"),
        Column("share", "number", "kept", unit=SHARE),
        Column("interval", "number"),
    )
    title = t("retention.life.title", n=counted(sum(left), t).text)
    return Exhibit(
        title,
        t("retention.life.subtitle"),
        t("retention.life.note"),
        grid(pd.DataFrame(told, dtype=object), columns, HEADS, t, SHOWN),
    )


def chart_cohorts(found: Cohorts | None, t: Translator) -> Exhibit:
    """Waves by periods of four weeks: the share that has left by then; what cannot be known yet is no number."""
    subtitle = t("retention.cohorts.subtitle")
    cells = None if found is None else found.cells.iloc[:, 1:].dropna(axis=1, how="all")
    if found is None or cells is None or cells.empty:
        return Exhibit.nothing(t("retention.cohorts.empty"), subtitle)
    waiting = found.waiting[cells.columns]
    told = cells.notna().any(axis=1) | waiting.all(axis=1)
    lost, waiting = 1 - cells[told], waiting[told]
    found_at = [
        (float(value), str(wave), int(step))
        for wave, row in zip(lost.index, lost.to_numpy(float), strict=True)
        for step, value in zip(lost.columns, row, strict=True)
        if isfinite(value)
    ]
    most, worst, period = max(found_at)
    title = t("retention.cohorts.title", who=start(t.wave(worst)), share=t.percent(most), n=period * 4)
    mark = Heat(
        tuple(start(t.wave(str(wave))) for wave in lost.index),
        tuple(t("retention.weeks_short", n=int(step) * 4) for step in lost.columns),
        tuple(values(row) for row in lost.to_numpy(float)),
        SHARE,
        t("retention.cohorts.of"),
        tuple(tuple(map(bool, row)) for row in waiting.to_numpy()),
        t("retention.cohorts.waits"),
    )
    return Exhibit(title, subtitle, t("retention.cohorts.note"), mark)
