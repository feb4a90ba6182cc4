"""Complaints after they were received, drawn: weekly shares on p charts, survival curves, ages of open ones, bars of shares."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.annotations import add_annotations, describe_annotations
from analytics.charts.complaints import SUNDAY, describe_limits
from analytics.charts.marks import add_end_label, add_upright, month_axis, numbers, thinned
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.resolution import Resolution, ShareSeries
from data.language import Translator

DASHES = ("solid", "dash", "dot")


def figure_series(
    series: ShareSeries,
    cutovers: pd.DataFrame,
    events: pd.DataFrame,
    palette: Palette,
    t: Translator,
    height: int = 340,
) -> go.Figure:
    """A weekly share with frozen limits; weeks beyond them are diamonds, weeks without a value are gaps."""
    figure, weekly = blank(palette, height, 64), series.weekly
    x = list(weekly["week"] + SUNDAY)
    dash = "dash" if series.chart is not None and series.chart.state == "provisional" else "dot"
    for column in ("low", "high"):
        if weekly[column].notna().any():
            figure.add_trace(
                go.Scatter(
                    x=x, y=numbers(weekly[column]), mode="lines", hoverinfo="skip",
                    line={"color": palette.faint, "width": 1, "dash": dash}, meta={"role": "limit", "name": {"low": "lower", "high": "upper"}[column]},
                )
            )  # fmt: skip
    hovers = [
        ""
        if pd.isna(row.value)
        else f"<b>{t.percent(row.value, 1)}</b><br>{t('tile.n', n=int(row.n))}<br>{t('chart.week_of', date=t.date(row.week, year=True))}"
        for row in rows(weekly)
    ]
    for role, part in (("line", weekly["value"]), ("beyond", weekly["value"].where(weekly["beyond"] != 0))):
        figure.add_trace(
            go.Scatter(
                x=x, y=numbers(part), mode="lines" if role == "line" else "markers", connectgaps=False,
                line={"color": palette.actual, "width": 2},
                marker={"symbol": "diamond", "size": 9, "color": palette.bad, "opacity": 1},
                hovertext=hovers, hovertemplate="%{hovertext}<extra></extra>", meta={"role": role, "name": t("resolution.share")},
            )
        )  # fmt: skip
    first, last = x[0], x[-1]
    figure.update_xaxes(**month_axis(first - pd.Timedelta(days=3), last + pd.Timedelta(days=3), t, 6))
    ticks = [0, 0.25, 0.5, 0.75, 1]
    figure.update_yaxes(
        range=[0, 1.04], tickmode="array", tickvals=ticks, ticktext=[t.percent(tick, 0) for tick in ticks]
    )
    within = cutovers[cutovers["cutover_on"].between(first, last)]
    room = thinned(list(within["cutover_on"]), max(last - first, pd.Timedelta(days=1)))
    for row, shown in zip(rows(within), room, strict=True):
        add_upright(figure, row.cutover_on, palette, row.wave if shown else "", planned=not row.actual)
    add_annotations(figure, events, palette, t, 0.0)
    known = weekly[weekly["value"].notna()]
    if len(known):
        end = float(known["value"].iloc[-1])
        add_end_label(figure, end, t.percent(end, 0), palette.text, 14, bold=True)
    return figure


def describe_series(series: ShareSeries, kind: str, events: pd.DataFrame, t: Translator) -> Statement:
    """The last week's share, and how many weeks lie beyond the limits. ``kind``: kept, upheld, loop."""
    subtitle = t(f"resolution.{kind}.subtitle")
    if series.empty:
        return Statement.nothing(t(f"resolution.{kind}.empty"), subtitle)
    weekly = series.weekly
    end = weekly[weekly["value"].notna()].iloc[-1]
    beyond = int((weekly["beyond"] != 0).sum())
    title = (
        t(f"resolution.{kind}.beyond", n=beyond, value=t.percent(end["value"], 0))
        if beyond
        else t(f"resolution.{kind}.title", value=t.percent(end["value"], 0), n=int(end["n"]))
    )
    limits = (
        t("chart.note.no_limits", n=12) if series.chart is None else describe_limits(series.chart, series.freeze, t)
    )
    marks = describe_annotations(events, t, weekly["week"].min(), weekly["week"].max() + SUNDAY)
    note = " · ".join(part for part in (t("resolution.judged", n=int(weekly["n"].sum())), limits, marks) if part)
    return Statement(title, subtitle, note, t("resolution.series.alt", finding=title))


def figure_curves(found: Resolution, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """The share still open by days since receipt, a step line a phase with its interval."""
    figure = blank(palette, height, 110)
    places: list[float] = []
    for at, (name, curve) in enumerate(found.curves.items()):
        colour = (
            (palette.prior, palette.categorical[1], palette.accent)[at % 3] if len(found.curves) > 1 else palette.actual
        )
        x, share = [0.0, *curve.times], [1.0, *curve.share]
        for role, part in (("band_low", curve.low), ("band_high", curve.high)):
            figure.add_trace(
                go.Scatter(
                    x=list(curve.times), y=numbers(list(part)), mode="lines", hoverinfo="skip",
                    line={"width": 0, "shape": "hv"}, fill="tonexty" if role == "band_high" else None,
                    fillcolor=palette.alpha(colour, 0.15), meta={"role": role, "name": name, "label": t("resolution.interval")},
                )
            )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=x, y=share, mode="lines", line={"color": colour, "width": 2, "shape": "hv", "dash": DASHES[at % 3]},
                hovertemplate="%{x} · %{y:.1%}<extra></extra>",
                meta={"role": "line", "name": name, "label": t(f"resolution.phase.{name or 'all'}")},
            )
        )  # fmt: skip
        end = float(share[-1])
        while any(abs(end - other) < 0.07 for other in places):
            end += 0.07
        places.append(end)
        add_end_label(figure, end, t(f"resolution.phase.{name or 'all'}"), colour, 12)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    figure.update_yaxes(
        range=[0, 1.02], tickmode="array", tickvals=ticks, ticktext=[t.percent(tick, 0) for tick in ticks]
    )
    figure.update_xaxes(range=[0, max((float(curve.times[-1]) for curve in found.curves.values()), default=1)])
    return figure


def describe_curves(found: Resolution, t: Translator) -> Statement:
    """The median days to close in the last phase, and whether the phases differ."""
    subtitle = t("resolution.curves.subtitle")
    if not found.curves:
        return Statement.nothing(t("resolution.curves.empty"), subtitle)
    name, curve = list(found.curves.items())[-1]
    median = curve.quantile()
    kind = "" if name else ".all"
    phase = t(f"resolution.phase.{name or 'all'}")
    if median is None:
        title = t(f"resolution.curves.slow{kind}", phase=phase)
    elif not name and not median:
        title = t("resolution.curves.same_day")
    else:
        title = t(f"resolution.curves.title{kind}", phase=phase, n=int(median))
    note = t("resolution.curves.note", n=int(sum(one.at_risk[0] for one in found.curves.values())))
    if found.test is not None:
        differ = "differ" if found.test.p < 0.01 else "same"
        note += " · " + t(
            f"resolution.curves.{differ}", chi=t.number(found.test.statistic, 1), p=t.number(found.test.p, 3)
        )
    return Statement(title, subtitle, note, t("resolution.curves.alt", finding=title))


def figure_ages(found: Resolution, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Open complaints by age; the part past its time in the colour of bad. A band that may not be shown has words and no bar."""
    figure = blank(palette, height, 24)
    ages = found.ages
    names = [t(f"resolution.age.{int(band)}") for band in ages["band"]]
    for role, values, colour in (
        ("bar", ages["n"] - ages["overdue"], palette.prior),
        ("bar", ages["overdue"], palette.bad),
    ):
        figure.add_trace(
            go.Bar(
                x=list(range(len(names))), y=numbers(values), marker={"color": colour},
                hovertext=[f"{name}: {t.number(value)}" for name, value in zip(names, values, strict=True)],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": role, "name": "ages"},
            )
        )  # fmt: skip
    for at, row in enumerate(rows(ages)):
        hidden = pd.isna(row.n)
        figure.add_annotation(
            x=at, y=0.0 if hidden else float(row.n), yanchor="bottom", showarrow=False,
            text=t("resolution.ages.hidden") if hidden else t.number(row.n),
            font={"size": 12, "color": palette.muted if hidden else palette.text},
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(tickmode="array", tickvals=list(range(len(names))), ticktext=names)
    figure.update_yaxes(visible=False, range=[0, max(float(ages["n"].fillna(0).max()), 1.0) * 1.12])
    return figure


def describe_ages(found: Resolution, t: Translator) -> Statement:
    """How many are open, and how many of them are past their time."""
    subtitle = t("resolution.ages.subtitle")
    known = found.ages[found.ages["n"].notna()]
    if known.empty:
        return Statement.nothing(t("resolution.ages.empty"), subtitle)
    whole = found.all_open.iloc[0]
    undated = found.clock == "ledger" and not whole["dated"]
    title = t(
        "resolution.ages.undated" if undated else "resolution.ages.title",
        n=int(whole["n"]),
        overdue=int(whole["overdue"]),
    )
    note = t("resolution.ages.note", n=int(whole["waiting"]))
    return Statement(title, subtitle, note, t("resolution.ages.alt", finding=title))


def describe_channels(frame: pd.DataFrame, t: Translator) -> Statement:
    """The share upheld by channel."""
    subtitle = t("resolution.channels.subtitle")
    if frame.empty:
        return Statement.nothing(t("resolution.channels.empty"), subtitle)
    row = frame.iloc[0]
    title = t("resolution.channels.title", channel=row["name"], value=t.percent(row["value"], 0))
    return Statement(title, subtitle, t("resolution.channels.note"), t("resolution.channels.alt", finding=title))
