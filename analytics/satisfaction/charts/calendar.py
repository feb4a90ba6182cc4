"""Is the score really changing? Four-week means over the calendar against limits frozen before the first wave."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.behind import Point
from analytics.charts.annotations import describe_annotations
from analytics.charts.marks import axis_said, value_range
from analytics.frames import rows
from analytics.marks import Exhibit, Line, Lines, Upright, values
from analytics.marks.control import SUNDAY
from analytics.metrics.passport import FEW, HIDDEN
from analytics.satisfaction.charts.parts import joined, unit_of
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.look import Overview
from analytics.satisfaction.numbers.trends import CalendarTrend

if TYPE_CHECKING:
    from data.language import Translator


def whole_weeks(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with a row for every week between its first and last, so that a missing week is a gap."""
    if frame.empty:
        return frame
    weeks = pd.date_range(frame["week"].min(), frame["week"].max(), freq="7D")
    return frame.set_index("week").reindex(weeks).rename_axis("week").reset_index()


def episodes(trend: CalendarTrend) -> list[pd.DataFrame]:
    """Runs of windows beyond the limits on one side; windows less than four weeks apart overlap and are one run."""
    found: list[pd.DataFrame] = []
    for side in (-1, 1):
        beyond = trend.rolling[trend.rolling["beyond"] == side]
        if len(beyond):
            breaks = (beyond["week"].diff() > pd.Timedelta(weeks=4)).cumsum()
            found += [part for _, part in beyond.groupby(breaks)]
    return found


def bounds_of(trend: CalendarTrend) -> tuple[float, float]:
    """The range of the value axis: around the band, the limits and the dots."""
    drawn = [trend.rolling[name] for name in ("value", "low", "high", "lower", "upper")]
    return value_range(trend.metric, *drawn, trend.weekly["value"])


def trend_lines(trend: CalendarTrend, events: pd.DataFrame, t: Translator, wave: str = "") -> Lines:
    """Band and line of the four-week means, dots of single weeks, limits, windows beyond them, cut-overs and events.

    What a point leads to are the answers of its weeks, of ``wave`` where one is named.
    """
    unit, rolling = unit_of(trend.metric), whole_weeks(trend.rolling)
    weekly = trend.weekly[trend.weekly["value"].notna()]
    name, days = trend.metric.title(t), tuple(rolling["week"] + SUNDAY)
    dash: Any = "dash" if trend.limits is not None and trend.limits.state == "provisional" else "dot"
    point = partial(Point, "wave_window" if wave else "window", wave=wave)
    ids = tuple(str(point(monday=week.date())) for week in rolling["week"])
    lines = [
        Line(
            t(f"chart.limit.{side}"), days, values(rolling[side]), "faint", "thin", dash, label=t(f"chart.limit.{side}")
        )
        for side in ("lower", "upper")
        if rolling[side].notna().any()
    ]
    if len(weekly):
        weeks = tuple("" if wave else str(Point("week", monday=week.date())) for week in weekly["week"])
        lines.append(
            Line(
                t("satisfaction.line.weeks"),
                tuple(weekly["week"] + SUNDAY),
                values(weekly["value"]),
                "prior",
                kind="dots",
                n=values(weekly["n"]),
                ids=() if wave else weeks,
            )
        )
    known = rolling[rolling["value"].notna()]
    if len(known):
        n = values(rolling["n"])
        lines.append(
            Line(
                t("satisfaction.line.windows", metric=name),
                days,
                values(rolling["value"]),
                weight="focus",
                lows=values(rolling["low"]),
                highs=values(rolling["high"]),
                label=unit.write(float(known["value"].iloc[-1]), t),
                n=n,
                ids=ids,
            )
        )
        beyond = values(rolling["value"].where(rolling["beyond"].fillna(0) != 0))
        if any(value is not None for value in beyond):
            lines.append(Line(t("mark.beyond"), days, beyond, "bad", kind="dots", n=n, ids=ids))
    first, last = (end(x for line in lines for x in line.x) for end in (min, max))
    within = trend.cutovers[trend.cutovers["cutover_on"].between(first, last)]
    uprights = tuple(Upright(row.cutover_on, row.wave, planned=not row.actual) for row in rows(within))
    baseline = trend.freeze if trend.baseline is not None else None
    return Lines(
        tuple(lines), t("mark.week"), unit, uprights, bounds=bounds_of(trend), events=events, baseline=baseline
    )


def trend_title(trend: CalendarTrend, name: str, t: Translator, *, certain: bool) -> str:
    """How the last four weeks stand: beyond the limits now, within them again, or never out of them; '' where no window
    is known.

    Of many windows some lie beyond their limits by chance: unless it is ``certain`` that more do, that is what is said.
    """
    write = trend.metric.write
    known = trend.rolling[trend.rolling["value"].notna()]
    if known.empty:
        return ""
    end = known.iloc[-1]
    value, date = write(end["value"], t), t.date(end["week"] + SUNDAY, year=True)
    side, beyond = int(end["beyond"]), int((trend.rolling["beyond"] != 0).sum())
    if beyond and not certain:
        return t("satisfaction.calendar.chance", n=beyond, all=len(trend.judged), metric=name, value=value, date=date)
    if side:
        limit = write(end["lower" if side < 0 else "upper"], t)
        key = f"satisfaction.calendar.still_{'below' if side < 0 else 'above'}"
        return t(key, metric=name, value=value, date=date, limit=limit)
    runs = episodes(trend)
    for sign, key in ((-1, "below"), (1, "above")):
        own = [run for run in runs if run["beyond"].iloc[0] == sign]
        if own:
            out = pd.concat(own).sort_values("value").iloc[0 if sign < 0 else -1]
            return t(
                f"satisfaction.calendar.{key}",
                n=len(own),
                metric=name,
                now=value,
                value=write(out["value"], t),
                date=t.date(out["week"] + SUNDAY, year=True),
            )
    judged = trend.limits is not None and trend.limits.state == "full"
    return t(f"satisfaction.calendar.{'within' if judged else 'plain'}", metric=name, value=value, date=date)


def trend_note(trend: CalendarTrend, events: pd.DataFrame, t: Translator, *, wave: bool = False) -> str:
    """What the limits stand on, what is hidden, what happened beside."""
    if trend.limits is not None and trend.baseline is not None:
        kind = "provisional" if trend.limits.state != "full" else "limits.wave" if wave else "limits"
        limits = t(f"chart.note.{kind}", n=trend.limits.points, period=trend.baseline.write(t))
    else:
        limits = t("chart.note.no_limits.wave" if wave else "chart.note.no_limits", n=12)
    hidden = t("chart.note.hidden_weeks", n=trend.hidden_weeks, least=t.number(HIDDEN)) if trend.hidden_weeks else ""
    return joined(
        t("chart.note.n", n=t.count(trend.n)),
        limits,
        hidden,
        describe_annotations(events, t),
        t("chart.note.as_of", date=t.date(trend.as_of, year=True)),
    )


def chart_calendar(look: Overview, t: Translator) -> Exhibit:
    """Whether the score has left the limits of the weeks before the first wave."""
    trend, name = look.calendar, look.metric.title(t)
    subtitle = t("satisfaction.calendar.subtitle", metric=name, few=t.number(FEW))
    title = trend_title(trend, name, t, certain=trend.chance < LEVEL)
    if not title:
        return Exhibit.nothing(t("satisfaction.calendar.empty", metric=name), subtitle)
    said = axis_said(subtitle, trend.metric, bounds_of(trend), t)
    return Exhibit(title, said, trend_note(trend, look.events, t), trend_lines(trend, look.events, t))
