"""Documents drawn: completeness and archive lag by wave, looks by day and hour."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import month_axis, nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.safeguards import Documents
from analytics.metrics.safeguards.documents import CLOSES, OPENS
from data.language import Translator

USUAL_LAG = 30


def describe_complete(found: Documents, t: Translator) -> Statement:
    """What is missing although its day has come."""
    subtitle = t("safeguards.complete.subtitle")
    if found.waves.empty:
        return Statement.nothing(t("safeguards.complete.empty"), subtitle)
    missing = found.missing
    if len(missing):
        worst = found.waves.sort_values("missing").iloc[-1]
        title = t("safeguards.complete.missing", n=len(missing), wave=t.wave(worst["wave"]))
    else:
        title = t("safeguards.complete.title")
    return Statement(title, subtitle, t("safeguards.complete.note", n=len(found.register)), title)


def figure_complete(found: Documents, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By wave: there (filled), missing (bad), still to come (open), of all that must be there. ``customdata`` the wave."""
    names = [t.wave(wave) for wave in found.waves["wave"]]
    return _bars(found.waves, "wave", names, palette, t, height)


MOST = 10
"""Classes that are drawn; the CSV has all."""


def describe_classes(found: Documents, t: Translator) -> Statement:
    """Which classes of documents are not complete."""
    subtitle, frame = t("safeguards.classes.subtitle"), found.classes
    if frame.empty:
        return Statement.nothing(t("safeguards.complete.empty"), subtitle)
    short = frame[frame["missing"] > 0]
    title = (
        t("safeguards.classes.missing", n=len(short), first=class_name(str(short["kind"].iloc[0]), t))
        if len(short)
        else t("safeguards.classes.title", n=len(frame))
    )
    note = t("safeguards.classes.note", n=len(frame))
    if len(frame) > MOST:
        note += " · " + t("safeguards.classes.hidden", n=len(frame) - MOST)
    return Statement(title, subtitle, note, title)


def figure_classes(found: Documents, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By class, those with something missing first; drawn as the waves are. ``customdata`` the class."""
    frame = found.classes.head(MOST)
    return _bars(frame, "kind", [class_name(str(kind), t) for kind in frame["kind"]], palette, t, height)


def class_name(kind: str, t: Translator) -> str:
    """A class as it was written; one that was not stated says so."""
    return kind or t("safeguards.classes.unnamed")


def _bars(frame: pd.DataFrame, key: str, names: list[str], palette: Palette, t: Translator, height: int) -> go.Figure:
    figure = blank(palette, height, 84)
    for role, fill, edge in (
        ("there", palette.actual, palette.actual), ("missing", palette.bad, palette.bad), ("coming", palette.page, palette.actual),
    ):  # fmt: skip
        figure.add_trace(
            go.Bar(
                x=numbers(frame[role] / frame["needed"]), y=names, orientation="h", width=0.5,
                customdata=[[value] for value in frame[key]], marker={"color": fill, "line": {"color": edge, "width": 1.2}},
                hovertext=[f"<b>{t.number(value)}</b> {t(f'safeguards.complete.{role}_word')}" for value in frame[role]],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": role},
            )
        )  # fmt: skip
    for name, row in zip(names, rows(frame), strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False,
            text=f"<b>{t.number(row.there)}</b>/{t.number(row.needed)}" + (f" · −{t.number(row.missing)}" if row.missing else ""),
            font={"size": 12, "color": palette.bad if row.missing else palette.text},
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(
        range=[0, 1], tickmode="array", tickvals=[0, 0.5, 1], ticktext=[t.percent(x, 0) for x in (0, 0.5, 1)]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def describe_lag(found: Documents, t: Translator) -> Statement:
    """How long a document waits for the archive."""
    subtitle, lag = t("safeguards.lag.subtitle"), found.register["lag"].dropna()
    if lag.empty:
        return Statement.nothing(t("safeguards.lag.empty"), subtitle)
    waiting = int((found.register["state"] == "finished").sum())
    title = t("safeguards.lag.title", days=t.number(float(lag.median())), most=t.number(float(lag.quantile(0.9))))
    return Statement(title, subtitle, t("safeguards.lag.note", n=len(lag), waiting=t.number(waiting)), title)


def figure_lag(found: Documents, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By wave: half are archived within the dot, nine in ten within the ring. ``customdata`` the wave."""
    figure = blank(palette, height, 84)
    frame = found.waves[found.waves["lag"].notna()]
    names = [t.wave(wave) for wave in frame["wave"]]
    for row, name in zip(rows(frame), names, strict=True):
        figure.add_trace(
            go.Scatter(
                x=[row.lag, row.lag90], y=[name, name], mode="lines", line={"color": palette.prior, "width": 2},
                hoverinfo="skip", meta={"role": "interval", "name": name},
            )
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False, font={"size": 12, "color": palette.text},
            text=f"<b>{t.number(row.lag)}</b> … {t.number(row.lag90)}",
        )  # fmt: skip
    for column, fill in (("lag", palette.actual), ("lag90", palette.page)):
        figure.add_trace(
            go.Scatter(
                x=numbers(frame[column]), y=names, mode="markers", customdata=[[wave] for wave in frame["wave"]],
                marker={"size": 10, "opacity": 1, "color": fill, "line": {"width": 1.6, "color": palette.actual}},
                hovertemplate="%{x:.0f}<extra></extra>", meta={"role": "dot", "name": column},
            )
        )  # fmt: skip
    top = max(float(frame["lag90"].max()) if len(frame) else 0.0, 7.0) * 1.08
    ticks = nice_ticks(0, top, 4)
    figure.update_xaxes(range=[0, top], tickmode="array", tickvals=ticks, ticktext=[t.number(x) for x in ticks], showgrid=True,
                        gridcolor=palette.grid)  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def describe_looks(found: Documents, t: Translator) -> Statement:
    """Who looked at documents out of hours or role most often."""
    subtitle = t("safeguards.looks.subtitle", opens=OPENS, closes=CLOSES)
    if found.looks is None or found.looks.empty:
        return Statement.nothing(
            t("safeguards.looks.hidden" if found.looks is None else "safeguards.looks.empty"), subtitle
        )
    odd = found.looks[found.looks["odd"]]
    if len(odd):
        counts = odd["person"].fillna("–").value_counts()
        title = t("safeguards.looks.odd", n=len(odd), person=str(counts.index[0]), most=t.number(counts.iloc[0]))
    else:
        title = t("safeguards.looks.title")
    return Statement(title, subtitle, t("safeguards.looks.note", n=len(found.looks)), title)


def figure_looks(found: Documents, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Looks by day (x) and hour (y); those out of hours or role as squares. ``customdata`` document and person."""
    figure = blank(palette, height, 16)
    frame = found.looks
    if frame is None or frame.empty:
        return figure
    at = pd.to_datetime(frame["accessed_at"])
    hour = at.dt.hour + at.dt.minute / 60
    figure.add_hrect(y0=OPENS, y1=CLOSES, fillcolor=palette.alpha(palette.prior, 0.12), line_width=0, layer="below")
    for odd, colour, symbol, size in ((False, palette.prior, "circle", 5), (True, palette.bad, "square", 8)):
        own = frame["odd"] == odd
        figure.add_trace(
            go.Scatter(
                x=list(at[own].dt.normalize()), y=numbers(hour[own]), mode="markers",
                marker={"size": size, "color": colour, "symbol": symbol, "opacity": 1 if odd else 0.75},
                customdata=frame.loc[own, ["document", "person"]].astype(object).to_numpy().tolist(),
                hovertemplate="%{customdata[0]} · %{customdata[1]}<extra></extra>",
                meta={"role": "dots", "name": "odd" if odd else "usual"},
            )
        )  # fmt: skip
    figure.update_yaxes(
        range=[0, 24], tickmode="array", tickvals=[0, 6, 12, 18, 24], ticktext=["0", "6", "12", "18", "24"]
    )
    figure.update_xaxes(**month_axis(at.min(), at.max() + pd.Timedelta(days=3), t, 6))
    return figure
