"""Complaints drawn: the weekly rate on its control chart, by weeks since cut-over, by cause, by branch and wave."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.annotations import add_annotations, describe_annotations
from analytics.charts.marks import add_end_label, add_upright, month_axis, nice_ticks, numbers, thinned
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.complaints import Complaints
from analytics.stats.control import RateChart
from data.language import Translator

MOST = 8
SUNDAY = pd.Timedelta(days=6)


def _axis(high: float, t: Translator) -> dict[str, object]:
    ticks = nice_ticks(0, high or 1)
    digits = 0 if all(tick == int(tick) for tick in ticks) else 1
    return {
        "range": [0, (high or 1) * 1.06],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [t.number(tick, digits) for tick in ticks],
    }


def figure_weekly(
    found: Complaints, palette: Palette, t: Translator, height: int = 340, events: pd.DataFrame | None = None
) -> go.Figure:
    """Weekly rate with limits frozen before the first start; weeks beyond them are diamonds. ``customdata`` the Monday."""
    figure, weekly = blank(palette, height, 76), found.weekly
    if weekly.empty:
        return figure
    x = list(weekly["week"] + SUNDAY)
    dash = "dash" if found.chart is not None and found.chart.state == "provisional" else "dot"
    for column in ("low", "high"):
        if weekly[column].notna().any():
            figure.add_trace(
                go.Scatter(
                    x=x,
                    y=numbers(weekly[column]),
                    mode="lines",
                    line={"color": palette.faint, "width": 1, "dash": dash},
                    hoverinfo="skip",
                    meta={"role": "limit", "name": {"low": "lower", "high": "upper"}[column]},
                )
            )
    ids = [[row.week.date().isoformat()] for row in rows(weekly)]
    hovers = [
        ""
        if pd.isna(row.value)
        else f"<b>{t.number(row.value, 2 if found.rated else 0)}</b><br>"
        + t("complaints.hover", n=int(row.complaints))
        + f"<br>{t('chart.week_of', date=t.date(row.week, year=True))}"
        for row in rows(weekly)
    ]
    for role, part in (("line", weekly["value"]), ("beyond", weekly["value"].where(weekly["beyond"] != 0))):
        figure.add_trace(
            go.Scatter(
                x=x,
                y=numbers(part),
                mode="lines" if role == "line" else "markers",
                line={"color": palette.actual, "width": 2},
                marker={"symbol": "diamond", "size": 9, "color": palette.bad},
                customdata=ids,
                hovertext=hovers,
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": role, "name": t(f"complaints.tile.{'rate' if found.rated else 'count'}")},
            )
        )
    first, last = x[0], x[-1]
    figure.update_xaxes(**month_axis(first - pd.Timedelta(days=3), last + pd.Timedelta(days=3), t, 6))
    figure.update_yaxes(**_axis(float(weekly[["value", "high"]].max().max()), t))
    if found.chart is not None and found.freeze is not None:
        figure.add_vrect(x0=first, x1=found.freeze, fillcolor=palette.surface, line_width=0, layer="below")
    within = found.cutovers[found.cutovers["cutover_on"].between(first, last)]
    room = thinned(list(within["cutover_on"]), max(last - first, pd.Timedelta(days=1)))
    for row, shown in zip(rows(within), room, strict=True):
        add_upright(figure, row.cutover_on, palette, row.wave if shown else "", planned=not row.actual)
    if events is not None:
        add_annotations(figure, events, palette, t, 0.0)
    end = weekly[weekly["value"].notna()].iloc[-1]
    add_end_label(
        figure, float(end["value"]), t.number(end["value"], 1 if found.rated else 0), palette.text, 14, bold=True
    )
    return figure


def describe_weekly(found: Complaints, t: Translator, events: pd.DataFrame | None = None) -> Statement:
    """How often customers complain, and in how many weeks more often than chance explains."""
    kind = "rate" if found.rated else "count"
    subtitle = t(f"complaints.weekly.subtitle.{kind}")
    digits = 1 if found.rated else 0
    if not bool(found.weekly["value"].notna().any()):
        return Statement.nothing(t("complaints.weekly.empty"), subtitle)
    high = found.weekly[found.weekly["beyond"] > 0]
    end = found.weekly[found.weekly["value"].notna()].iloc[-1]
    if len(high):
        worst = high.sort_values("value").iloc[-1]
        title = t(
            f"complaints.weekly.high.{kind}",
            n=len(high),
            value=t.number(worst["value"], digits),
            date=t.date(worst["week"], year=True),
        )
    else:
        judged = found.chart is not None and found.chart.state == "full"
        title = t(f"complaints.weekly.{'within' if judged else 'plain'}.{kind}", value=t.number(end["value"], digits))
    if found.chart is None:
        limits = t("chart.note.no_limits", n=12)
    else:
        limits = describe_limits(found.chart, found.freeze, t, counts=not found.rated)
    note = f"{t('complaints.note', n=t.count(found.n))} · {limits} · {t('chart.note.as_of', date=t.date(found.as_of, year=True))}"
    if events is not None:
        marks = describe_annotations(events, t, found.weekly["week"].min(), found.weekly["week"].max() + SUNDAY)
        note += f" · {marks}" if marks else ""
    return Statement(title, subtitle, note, t("complaints.weekly.alt", finding=title))


def describe_limits(chart: RateChart, freeze: pd.Timestamp | None, t: Translator, *, counts: bool = False) -> str:
    """Which chart it is and from how many weeks; a u chart of bare counts is a c chart."""
    state = "whole" if freeze is None else chart.state
    name = chart.name.replace("u", "c") if counts else chart.name
    return t(f"complaints.weekly.limits.{state}", chart=name, n=chart.points, sigma=t.number(chart.sigma_z, 2))


def _focus(found: Complaints) -> tuple[str, float, float]:
    """The wave whose rate rose most from the weeks before its cut-over to its peak after: wave, before, peak."""
    best = ("", 0.0, 0.0)
    for wave, part in found.event.groupby("wave"):
        before = part.loc[part["step"].between(-9, -1), "value"].mean()
        after = part.loc[part["step"] >= 3, "value"].max()
        if before > 0 and after / before > (best[2] / best[1] if best[1] else 1.5):
            best = (str(wave), float(before), float(after))
    return best


def figure_event(found: Complaints, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Four-week rate of each wave by weeks since its cut-over, the wave in focus in colour."""
    figure = blank(palette, height, 60)
    focus = _focus(found)[0]
    for wave, part in sorted(found.event.groupby("wave"), key=lambda item: item[0] == focus):
        colour = palette.bad if wave == focus else palette.prior
        figure.add_trace(
            go.Scatter(
                x=list(part["step"]),
                y=numbers(part["value"]),
                mode="lines",
                line={"color": colour, "width": 2.6 if wave == focus else 1.4},
                customdata=[[wave, int(step)] for step in part["step"]],
                hovertext=[
                    f"<b>{t.wave(str(wave))}: {t.number(row.value, 2)}</b><br>{t('complaints.hover', n=int(row.complaints))}"
                    for row in rows(part)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "line", "name": str(wave)},
            )
        )
    if focus:
        own = found.event[found.event["wave"] == focus].iloc[-1]
        add_end_label(figure, float(own["value"]), focus, palette.bad, bold=True)
    add_upright(figure, 0, palette, t("complaints.event.cutover"), focus=True)
    figure.update_yaxes(**_axis(float(found.event["value"].max()), t))
    figure.update_xaxes(
        tickmode="array",
        tickvals=list(range(-8, 24, 4)),
        ticktext=[t.number(at, sign=at != 0) for at in range(-8, 24, 4)],
    )
    return figure


def describe_event(found: Complaints, t: Translator) -> Statement:
    """Which wave's customers complained more after their cut-over."""
    subtitle = t("complaints.event.subtitle")
    if found.event.empty:
        return Statement.nothing(t("complaints.event.empty"), subtitle)
    wave, before, peak = _focus(found)
    if wave:
        title = t("complaints.event.rose", wave=t.wave(wave), before=t.number(before, 1), peak=t.number(peak, 1))
    else:
        title = t("complaints.event.level")
    note = t("complaints.event.note", n=found.event["wave"].nunique())
    return Statement(title, subtitle, note, t("complaints.event.alt", finding=title))


def figure_causes(frame: pd.DataFrame, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Complaints by cause, most first, with the share they add up to; causes that rose after cut-over are coloured."""
    figure = blank(palette, height, 92)
    shown = frame.head(MOST).iloc[::-1]
    names = [short(cause, t) for cause in shown["cause"]]
    total = float(frame["n"].sum())
    add = (frame["n"].cumsum() / total).head(MOST).iloc[::-1]
    figure.add_trace(
        go.Bar(
            x=numbers(shown["n"]),
            y=list(range(len(names))),
            orientation="h",
            marker={"color": [palette.bad if changed > 0 else palette.prior for changed in shown["changed"]]},
            customdata=[[cause] for cause in shown["cause"]],
            hovertext=[f"{name}: {t.count(n)}" for name, n in zip(names, shown["n"], strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "bar", "name": "causes"},
        )
    )
    for at, (n, share) in enumerate(zip(shown["n"], add, strict=True)):
        figure.add_annotation(
            x=float(n), y=at, xanchor="left", xshift=4, showarrow=False,
            text=f"{t.number(n)} · {t.percent(share)}", font={"size": 11.5, "color": palette.muted},
        )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, float(shown["n"].max()) * 1.02])
    figure.update_yaxes(showgrid=False, tickmode="array", tickvals=list(range(len(names))), ticktext=names)
    return figure


def short(cause: str, t: Translator) -> str:
    """A cause as an axis has room for it."""
    text = cause or t("complaints.cause.none")
    return text if len(text) <= 30 else text[:29] + "…"


def risen(frame: pd.DataFrame) -> pd.DataFrame:
    """The causes that rose after cut-over, the highest first. What nobody has named is no cause: it cannot rise."""
    return frame[(frame["changed"] > 0) & (frame["cause"] != "")].sort_values("rate_after", ascending=False)


def describe_now(found: Complaints, t: Translator) -> str:
    """What is wrong now, in one sentence with its week: the last week beyond its limit; else that it is within, with the cause (or
    category) that has risen since the cut-overs and the wave that was the last to be moved."""
    known = found.weekly[found.weekly["value"].notna()]
    if known.empty:
        return describe_weekly(found, t).title
    end = known.iloc[-1]
    kind, digits = ("rate", 1) if found.rated else ("count", 0)
    week = t.date(end["week"] + SUNDAY, year=True)
    value, high = t.number(end["value"], digits), t.number(end["high"], digits)
    if end["beyond"] > 0:
        return t(f"complaints.now.high.{kind}", value=value, date=week, limit=high)
    rose = next((part for part in (risen(found.causes), risen(found.categories)) if len(part)), None)
    judged = found.chart is not None and found.chart.state == "full"
    if rose is None:
        return t(f"complaints.now.{'within' if judged else 'plain'}.{kind}", value=value, date=week)
    moved = found.cutovers[found.cutovers["actual"].astype(bool)].sort_values("cutover_on")
    row = rose.iloc[0]
    return t(
        f"complaints.now.rose.{'within' if judged else 'plain'}", date=week, cause=row["cause"],
        before=t.number(row["rate_before"], 2), after=t.number(row["rate_after"], 2),
        wave=t.wave(moved["wave"].iloc[-1]), on=t.date(moved["cutover_on"].iloc[-1], year=True),
    )  # fmt: skip


def describe_causes(frame: pd.DataFrame, t: Translator, item: str = "root_cause") -> Statement:
    """The largest cause, or the one that rose after cut-over, with its rates."""
    name = "causes" if item == "root_cause" else "categories"
    tested = bool(frame["rate_before"].notna().any())
    subtitle = t(f"complaints.{name}.subtitle" if tested else f"complaints.{name}.plain")
    if frame.empty:
        return Statement.nothing(t("complaints.causes.empty"), subtitle)
    rose = risen(frame)
    if len(rose):
        row = rose.iloc[0]
        title = t(
            "complaints.causes.rose", cause=row["cause"],
            before=t.number(row["rate_before"], 2), after=t.number(row["rate_after"], 2),
        )  # fmt: skip
    else:
        row = frame.iloc[0]
        title = t(
            "complaints.causes.top",
            cause=row["cause"] or t("complaints.cause.none"),
            share=t.percent(row["n"] / frame["n"].sum()),
        )
    note = t("complaints.causes.note" if tested else "complaints.note", n=t.count(frame["n"].sum()))
    return Statement(title, subtitle, note, t("complaints.causes.alt", finding=title))
