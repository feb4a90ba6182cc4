"""Did the score change at the move? Waves aligned at their own cut-over, one of them in focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.behind import Point
from analytics.charts.marks import axis_said, value_range
from analytics.frames import largest, rows
from analytics.marks import Exhibit, Line, Lines, Upright, values
from analytics.satisfaction.charts.parts import joined, unit_of, written_p
from analytics.satisfaction.numbers.look import Overview
from analytics.satisfaction.numbers.trends import AFTER, BEFORE, LEAST_AFTER, EventTrend
from data.language import start

if TYPE_CHECKING:
    from data.language import Translator

CUT_OVER = -0.5
"""Where the line stands: between the last week before (−1) and the first week after (0)."""


def whole_steps(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` of one wave with a row for every week between its first and last, so that a missing week is a gap."""
    steps = range(int(frame["step"].min()), int(frame["step"].max()) + 1)
    return frame.set_index("step").reindex(steps).rename_axis("step").reset_index()


def bounds_of(trend: EventTrend) -> tuple[float, float]:
    """The range of the value axis: around the lines and the band of the wave in focus."""
    in_focus = trend.rolling[trend.rolling["wave"] == trend.focus]
    return value_range(trend.metric, trend.rolling["value"], in_focus["low"], in_focus["high"])


def event_lines(trend: EventTrend, t: Translator) -> Lines:
    """One line a wave on weeks since its cut-over, that in focus last and with its interval."""
    lines = []
    for wave in sorted(trend.rolling["wave"].unique(), key=lambda one: one == trend.focus):
        focus = wave == trend.focus
        part = whole_steps(trend.rolling[trend.rolling["wave"] == wave])
        line = Line(
            t.wave(wave),
            tuple(int(step) for step in part["step"]),
            values(part["value"]),
            "accent" if focus else "prior",
            "focus" if focus else "usual",
            lows=values(part["low"]) if focus else (),
            highs=values(part["high"]) if focus else (),
            label=t.wave(wave),
            n=values(part["n"]),
            ids=tuple(str(Point("event", wave=wave, step=int(step))) for step in part["step"]),
        )
        lines.append(line)
    cut = (Upright(CUT_OVER, t("chart.cut_over")),)
    return Lines(tuple(lines), t("mark.weeks"), unit_of(trend.metric), cut, bounds=bounds_of(trend), step=4.0)


def event_title(trend: EventTrend, t: Translator) -> str:
    """Which waves changed at their own cut-over beyond noise, else the largest change."""
    passport = trend.metric
    name = passport.title(t)
    tested = trend.changes[trend.changes["verdict"] != "few"]
    beyond = tested[tested["verdict"] != "within"]
    if tested.empty:
        return t("satisfaction.event.early", metric=name)
    if beyond.empty:
        most = largest(tested, "change")
        key = "satisfaction.event.none_one" if len(tested) == 1 else "satisfaction.event.none"
        return t(key, n=len(tested), metric=name, wave=t.wave(most.wave), change=passport.write_change(most.change, t))
    most = largest(beyond, "change")
    words = {"metric": name, "wave": start(t.wave(most.wave)), "size": passport.write_size(most.change, t)}
    if len(beyond) > 1:
        return t(f"satisfaction.event.several.{most.verdict}", n=len(beyond), **words)
    return t(f"satisfaction.event.{'only' if len(tested) > 1 else 'one'}.{most.verdict}", **words)


def chart_event(look: Overview, t: Translator) -> Exhibit:
    """Whether a wave fell or rose at its cut-over, and by how much."""
    trend = look.event
    passport, changes = trend.metric, trend.changes
    name = passport.title(t)
    key = "satisfaction.event.subtitle" if trend.focus is None else "satisfaction.event.subtitle.focus"
    subtitle = t(key, metric=name, wave=t.wave(trend.focus) if trend.focus else "")
    if trend.rolling.empty:
        return Exhibit.nothing(t("satisfaction.event.empty", metric=name), subtitle, needs=("waves",))
    own = [
        t(
            "chart.note.change",
            wave=t.wave(row.wave),
            change=passport.write_change(row.change, t),
            range=passport.write_range(row.low, row.high, t),
        )
        + ("" if pd.isna(row.q) else t("chart.note.q", q=written_p(row.q, t)))
        for row in rows(changes[(changes["wave"] == trend.focus) & changes["change"].notna()])
    ]
    early = [
        t("chart.note.early", wave=t.wave(row.wave), n=int(row.weeks))
        for row in rows(changes[changes["weeks"] < LEAST_AFTER])
    ]
    note = joined(
        t("chart.note.n", n=t.count(trend.n)),
        *own,
        *early,
        t("chart.note.compared", before=BEFORE, after=AFTER),
        t("chart.note.survivors"),
        t("chart.note.as_of", date=t.date(trend.as_of, year=True)),
    )
    said = axis_said(subtitle, passport, bounds_of(trend), t)
    return Exhibit(event_title(trend, t), said, note, event_lines(trend, t))
