"""Did the score change at the move? Waves aligned at their own cut-over, one of them in focus."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import BAND, add_band, add_line, axis_said, hover, value_axis, value_range
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank, push_apart
from analytics.frames import largest, rows
from analytics.satisfaction.charts.calendar import short_wave
from analytics.satisfaction.numbers.trends import AFTER, BEFORE, LEAST_AFTER, EventTrend
from data.language import Translator

CUT_OVER = -0.5
"""Where the line stands: between the last week before (−1) and the first week after (0)."""
NEAR = 4
"""End labels fewer weeks apart than this are pushed apart."""


def whole_steps(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` of one wave with a row for every week between its first and last, so that a missing week is a gap."""
    steps = range(int(frame["step"].min()), int(frame["step"].max()) + 1)
    return frame.set_index("step").reindex(steps).rename_axis("step").reset_index()


def event_bounds(trend: EventTrend) -> tuple[float, float]:
    """The range of the value axis: around the lines and the band of the wave in focus."""
    in_focus = trend.rolling[trend.rolling["wave"] == trend.focus]
    return value_range(trend.metric, trend.rolling["value"], in_focus["low"], in_focus["high"])


def figure_event(trend: EventTrend, palette: Palette, t: Translator, height: int = 300) -> go.Figure:
    """One line a wave on weeks since its cut-over. ``customdata`` of a point is [wave, step]."""
    passport = trend.metric
    figure = blank(palette, height, right=40)
    if trend.rolling.empty:
        return figure
    waves = [wave for wave in trend.rolling["wave"].unique() if wave != trend.focus]
    ends: list[tuple[str, int, float, bool]] = []
    for wave in [*waves, *([trend.focus] if trend.focus in set(trend.rolling["wave"]) else [])]:
        focus = wave == trend.focus
        part = whole_steps(trend.rolling[trend.rolling["wave"] == wave])
        x = [int(step) for step in part["step"]]
        if focus:
            add_band(figure, x, part, palette.alpha(palette.accent, BAND), wave)
        points = rows(part)
        hovers = [
            hover(passport, row, t("chart.event_week", wave=t.wave(wave), week=t.number(row.step)), t) for row in points
        ]
        colour, width = (palette.accent, 3.0) if focus else (palette.prior, 1.6)
        add_line(figure, x, part, colour, width, wave, palette, hovers, [[wave, int(row.step)] for row in points])
        known = part[part["value"].notna()]
        if len(known):
            ends.append((wave, int(known["step"].iloc[-1]), float(known["value"].iloc[-1]), focus))
    bounds = event_bounds(trend)
    first, last = int(trend.rolling["step"].min()), int(trend.rolling["step"].max())
    ticks = list(range(4 * -(-first // 4), last + 1, 4))
    texts = [t.number(tick) for tick in ticks]
    if texts:
        texts[-1] = t("chart.weeks_short", week=texts[-1])
    figure.update_xaxes(range=[first - 0.5, last + 0.5], tickmode="array", tickvals=ticks, ticktext=texts)
    figure.update_yaxes(**value_axis(passport, bounds, t))
    figure.add_shape(
        type="line",
        x0=CUT_OVER,
        x1=CUT_OVER,
        y0=0,
        y1=1,
        yref="y domain",
        layer="below",
        line={"color": palette.text, "width": 1.2},
    )
    figure.add_annotation(
        x=CUT_OVER,
        y=1,
        yref="y domain",
        yanchor="bottom",
        showarrow=False,
        text=t("chart.cut_over"),
        font={"size": 12, "color": palette.text},
    )
    _add_names(figure, ends, palette, bounds, height)
    return figure


def _add_names(
    figure: go.Figure,
    ends: list[tuple[str, int, float, bool]],
    palette: Palette,
    bounds: tuple[float, float],
    height: int,
) -> None:
    """The names of the waves at the ends of their lines, apart where they end together."""
    least = 14 * (bounds[1] - bounds[0]) / max(height - 70, 80)
    ordered = sorted(ends, key=lambda end: end[1])
    cluster: list[tuple[str, int, float, bool]] = []
    clusters: list[list[tuple[str, int, float, bool]]] = []
    for end in ordered:
        if cluster and end[1] - cluster[-1][1] >= NEAR:
            clusters.append(cluster)
            cluster = []
        cluster.append(end)
    for members in [*clusters, cluster]:
        places = push_apart([end[2] for end in members], least, bounds[0], bounds[1])
        for (wave, step, _, focus), place in zip(members, places, strict=True):
            name = short_wave(wave)
            figure.add_annotation(
                x=step,
                y=place,
                xanchor="left",
                xshift=6,
                showarrow=False,
                text=f"<b>{name}</b>" if focus else name,
                font={"size": 12.5 if focus else 12, "color": palette.accent if focus else palette.muted},
            )


def describe_event(trend: EventTrend, t: Translator) -> Statement:
    """The words of the comparison before and after each wave's own cut-over."""
    passport = trend.metric
    name = passport.title(t)
    if trend.rolling.empty:
        return Statement.nothing(t("satisfaction.event.empty", metric=name))
    changes = trend.changes
    tested = changes[changes["verdict"] != "few"]
    beyond = tested[tested["verdict"] != "within"].sort_values("change", key=lambda change: change.abs())
    if tested.empty:
        title = t("satisfaction.event.early", metric=name)
    elif beyond.empty:
        most = largest(tested, "change")
        title = t(
            "satisfaction.event.none_one" if len(tested) == 1 else "satisfaction.event.none",
            n=len(tested),
            metric=name,
            wave=t.wave(most.wave),
            change=passport.write_change(most.change, t),
        )
    else:
        most = beyond.iloc[-1]
        moved = "fell" if most["verdict"] == "fell" else "rose"
        words = {"metric": name, "wave": _start(t.wave(most["wave"])), "size": passport.write_size(most["change"], t)}
        if len(beyond) == 1 and len(tested) > 1:
            title = t(f"satisfaction.event.only.{moved}", **words)
        elif len(beyond) == 1:
            title = t(f"satisfaction.event.one.{moved}", **words)
        else:
            title = t(f"satisfaction.event.several.{moved}", n=len(beyond), **words)
    note = [t("chart.note.n", n=t.count(trend.n))]
    own = changes[(changes["wave"] == trend.focus) & changes["change"].notna()]
    for row in rows(own):
        note.append(
            t(
                "chart.note.change",
                wave=t.wave(row.wave),
                change=passport.write_change(row.change, t),
                range=passport.write_range(row.low, row.high, t),
            )
            + ("" if pd.isna(row.q) else t("chart.note.q", q=written_p(row.q, t)))
        )
    early = changes[changes["weeks"] < LEAST_AFTER]
    for row in rows(early):
        note.append(t("chart.note.early", wave=t.wave(row.wave), n=int(row.weeks)))
    note.append(t("chart.note.compared", before=BEFORE, after=AFTER))
    note.append(t("chart.note.survivors"))
    note.append(t("chart.note.as_of", date=t.date(trend.as_of, year=True)))
    key = "satisfaction.event.subtitle" if trend.focus is None else "satisfaction.event.subtitle.focus"
    subtitle = t(key, metric=name, wave=t.wave(trend.focus)) if trend.focus else t(key, metric=name)
    alt = t("satisfaction.event.alt", n=trend.rolling["wave"].nunique(), metric=name, finding=title)
    return Statement(title, axis_said(subtitle, passport, event_bounds(trend), t), " · ".join(note), alt)


def _start(text: str) -> str:
    """The first letter large, for the start of a sentence."""
    return text[:1].upper() + text[1:]


def written_p(p: float, t: Translator) -> str:
    """``< 0.001`` or two figures: ``0.023``."""
    if p < 0.001:
        return "< " + t.number(0.001, 3)
    return t.number(p, 3 if p < 0.1 else 2)
