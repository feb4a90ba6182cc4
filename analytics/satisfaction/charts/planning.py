"""The next survey: how many to ask of each wave, beside how many there are."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.satisfaction.charts.dots import Dot, End, figure_dots, plain_scale, scale_of
from analytics.satisfaction.numbers.planning import Planning
from data.datasets import DATASETS
from data.language import Translator


def write_half(found: Planning, value: float, t: Translator) -> str:
    """Half a width in the unit of the score: ``±8 points`` · ``±3 percentage points`` · ``±0.2``."""
    if found.metric.unit == "score":
        return "±" + t.number(value, 2 if value < 0.1 else 1)
    digits = 0 if abs(value * (100 if found.metric.unit == "share" else 1) % 1) < 1e-9 else 1
    scaled = value * (100 if found.metric.unit == "share" else 1)
    kind = "share" if found.metric.unit == "share" else "points"
    return "±" + t(f"unit.size.{kind}", n=round(scaled, digits), value=t.number(scaled, digits))


def figure_planning(found: Planning, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Bars of invitations inside outlined bars of all customers of the wave that are still there."""
    figure, frame = blank(palette, height, right=120), found.frame
    if frame.empty:
        return figure
    labels = [t.wave(wave) for wave in frame["wave"]]
    places = list(range(len(frame)))
    for column, name, fill, width in (
        ("population", "all", palette.page, 1.2),
        ("invited", "invited", palette.actual, 0.0),
    ):
        figure.add_trace(
            go.Bar(
                x=[int(value) for value in frame[column]],
                y=places,
                orientation="h",
                width=0.62 if column == "population" else 0.36,
                marker={"color": fill, "line": {"color": palette.prior, "width": width}, "opacity": 1},
                hovertext=[
                    t(
                        "survey.planning.hover", wave=label, invited=t.number(row.invited), population=t.number(row.population),
                        rate=t.percent(row.rate, 0), answers=t.number(row.answers),
                    )
                    for label, row in zip(labels, rows(frame), strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "bars", "name": name},
            )
        )  # fmt: skip
    scale = plain_scale([float(frame["population"].max())], t, percent=False)
    figure.update_layout(barmode="overlay", bargap=0.2)
    figure.update_xaxes(
        showgrid=True, gridcolor=palette.grid, showline=False, ticks="", range=[0, scale.high], tickmode="array",
        tickvals=list(scale.ticks), ticktext=list(scale.texts),
    )  # fmt: skip
    figure.update_yaxes(
        showgrid=False, range=[len(frame) - 0.4, -0.6], tickmode="array", tickvals=places, ticktext=labels,
        tickfont={"size": 12.5, "color": palette.text},
    )  # fmt: skip
    for at, row in enumerate(rows(frame)):
        text = t.number(row.invited) if row.enough else t("survey.planning.all", n=row.invited)
        figure.add_annotation(
            x=1, xref="paper", y=at, yref="y", xanchor="left", xshift=8, showarrow=False, align="left", text=f"<b>{text}</b>",
            font={"size": 12.5, "color": palette.text if row.enough else palette.watch_text},
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", y=at, yref="y", xanchor="left", xshift=66, showarrow=False,
            text=t.percent(row.invited / row.population, 0), font={"size": 11.5, "color": palette.muted},
        )  # fmt: skip
    return figure


def figure_rates(found: Planning, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """The response rate each wave is planned with; hollow where it is the rate of all."""
    labels = [t.wave(wave) for wave in found.frame["wave"]]
    dots, ends = [], []
    for at, row in enumerate(rows(found.frame)):
        interval = t.interval(row.low, row.high, 0, percent=True)
        dots.append(
            Dot(
                at,
                row.rate,
                row.low,
                row.high,
                f"{labels[at]}<br><b>{t.percent(row.rate, 1)}</b> {interval}",
                few=not row.own,
            )
        )
        ends.append(End(t.percent(row.rate, 1), "" if row.own else t("survey.planning.usual")))
    scale = scale_of(METRICS["response_rate"].passport, [*found.frame["low"], *found.frame["high"]], t)
    return figure_dots(labels, dots, ends, scale, palette, height, right=120)


def missing_words(missing: tuple[str, ...], t: Translator) -> str:
    return t.listing([DATASETS[name].label(t.lang) for name in missing])


def describe_planning(found: Planning, t: Translator) -> Statement:
    """How many to ask in all, and which waves are too small for the wanted precision."""
    if found.empty:
        return Statement.nothing(
            t("survey.planning.missing", datasets=missing_words(found.missing, t) if found.missing else "–")
        )
    half, frame = write_half(found, found.half, t), found.frame
    short = frame[~frame["enough"]]
    total = int(frame["invited"].sum())
    if len(short):
        worst = short.sort_values("precision").iloc[-1]
        title = t(
            "survey.planning.short",
            n=len(short),
            half=half,
            waves=t.listing([t.wave(wave) for wave in short["wave"]]),
            reached=write_half(found, round(float(worst["precision"]), 3 if found.metric.unit == "share" else 1), t),
        )
    else:
        title = t("survey.planning.title", n=len(frame), half=half, total=t.number(total))
    note = [t("survey.planning.formula"), t("survey.planning.closed")]
    if found.change is not None:
        note.append(t("survey.planning.change", half=half.removeprefix("±"), needed=t.number(found.change)))
    note.append(t("survey.planning.cautious", total=t.number(int(frame["cautious"].sum()))))
    subtitle = t("survey.planning.subtitle", metric=found.metric.title(t), half=half, period=found.period.phrase(t))
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(frame)))


def describe_rates(found: Planning, t: Translator) -> Statement:
    """The rates that the plan stands on."""
    if found.empty:
        return describe_planning(found, t)
    low, high = found.frame["rate"].min(), found.frame["rate"].max()
    title = t("survey.rates.title", low=t.percent(low, 0), high=t.percent(high, 0))
    subtitle = t("survey.rates.subtitle", period=found.period.phrase(t))
    return Statement(title, subtitle, t("survey.rates.note"), t("survey.alt", finding=title, n=len(found.frame)))
