"""What goes together with a score: shares with intervals, and how they stand beside how well each part is rated."""

from __future__ import annotations

import plotly.graph_objects as go

from analytics.charts.marks import nice_ticks
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics import METRICS
from analytics.satisfaction.charts.change import item_label
from analytics.satisfaction.charts.dots import Dot, End, figure_dots, plain_scale
from analytics.satisfaction.numbers.drivers import Drivers
from data.language import Translator


def figure_drivers(found: Drivers, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Each part's share of what the parts explain, largest first; hollow where it is no more than noise would get."""
    dots = [
        Dot(
            at, row.share, row.low, row.high,
            f"{item_label(row.item, t)}<br><b>{t.percent(row.share, 0)}</b> {t.interval(row.low, row.high, 0, percent=True)}",
            few=not row.beyond,
        )
        for at, row in enumerate(rows(found.frame))
    ]  # fmt: skip
    ends = [End(t.percent(row.share, 0), "" if row.beyond else t("survey.drivers.noise")) for row in rows(found.frame)]
    scale = plain_scale(list(found.frame["high"]), t, percent=True)
    labels = [item_label(item, t) for item in found.frame["item"]]
    equal = 1 / max(len(labels), 1)
    return figure_dots(
        labels, dots, ends, scale, palette, height, right=110, line=equal, line_label=t("survey.drivers.equal")
    )


def figure_map(found: Drivers, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Importance against performance: the lower right is what matters and is rated below the others."""
    figure, frame = blank(palette, height, right=20), found.frame
    if frame.empty:
        return figure
    middle = float(frame["performance"].mean())
    equal = 1 / len(frame)
    x_pad, y_pad = (max(0.02, 0.25 * float(frame[name].max() - frame[name].min())) for name in ("share", "performance"))
    x_range = [float(frame["share"].min()) - x_pad, float(frame["share"].max()) + x_pad]
    y_range = [float(frame["performance"].min()) - y_pad, float(frame["performance"].max()) + y_pad]
    figure.add_shape(
        type="rect", x0=equal, x1=x_range[1], y0=y_range[0], y1=middle, layer="below", line_width=0, fillcolor=palette.tint_watch
    )  # fmt: skip
    for across in (
        {"x0": equal, "x1": equal, "y0": y_range[0], "y1": y_range[1]},
        {"x0": x_range[0], "x1": x_range[1], "y0": middle, "y1": middle},
    ):
        figure.add_shape(type="line", line={"color": palette.faint, "width": 1, "dash": "dot"}, layer="below", **across)
    for text, x, y, x_anchor, y_anchor in (
        ("improve", x_range[1], y_range[0], "right", "bottom"),
        ("keep", x_range[1], y_range[1], "right", "top"),
        ("fine", x_range[0], y_range[1], "left", "top"),
        ("watch", x_range[0], y_range[0], "left", "bottom"),
    ):
        figure.add_annotation(
            x=x, y=y, xanchor=x_anchor, yanchor=y_anchor, showarrow=False, text=t(f"survey.quadrant.{text}"),
            font={"size": 11.5, "color": palette.watch_text if text == "improve" else palette.muted},
        )  # fmt: skip
    placed: list[tuple[float, float]] = []
    for row in rows(frame.sort_values("performance")):
        figure.add_trace(
            go.Scatter(
                x=[row.share],
                y=[row.performance],
                mode="markers",
                marker={"size": 11, "opacity": 1, "color": palette.watch if row.quadrant == "improve" else palette.actual,
                        "symbol": "triangle-up" if row.quadrant == "improve" else "circle"},
                hovertext=[
                    f"{item_label(row.item, t)}<br>{t('survey.map.share', share=t.percent(row.share, 0))}"
                    f"<br>{t('survey.map.performance', value=t.percent(row.performance, 0))}"
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "points", "name": row.item},
            )
        )  # fmt: skip
        near = any(
            abs(row.performance - y) < 0.07 * (y_range[1] - y_range[0]) and abs(row.share - x) < 0.3 * (x_range[1] - x_range[0])
            for x, y in placed
        )  # fmt: skip
        placed.append((row.share, row.performance))
        late = row.share > x_range[0] + 0.6 * (x_range[1] - x_range[0])
        figure.add_annotation(
            x=row.share, y=row.performance, xanchor="center" if near else "right" if late else "left",
            xshift=0 if near else -9 if late else 9, yshift=14 if near else 0,
            showarrow=False, text=item_label(row.item, t), font={"size": 12, "color": palette.text},
        )  # fmt: skip
    for update, bounds in ((figure.update_xaxes, x_range), (figure.update_yaxes, y_range)):
        ticks = nice_ticks(bounds[0], bounds[1], 4)
        update(
            range=bounds, tickmode="array", tickvals=ticks, ticktext=[t.percent(tick, 0) for tick in ticks], showgrid=False
        )  # fmt: skip
    return figure


def _missing(found: Drivers, t: Translator) -> Statement:
    parts = t.listing([item_label(part, t) for part in found.left_out])
    if found.asked == 0:
        missing = t("survey.drivers.unasked", metric=METRICS[found.item].passport.title(t))
    elif parts:
        missing = t("survey.drivers.missing", n=found.asked, needed=found.needed, parts=parts)
    else:
        missing = t("survey.drivers.few", n=found.asked, needed=found.needed)
    return Statement.nothing(missing)


def describe_drivers(found: Drivers, t: Translator) -> Statement:
    """Which part goes together with the score most; always said to be association."""
    if found.importance is None:
        return _missing(found, t)
    name = METRICS[found.item].passport.title(t)
    real = found.frame[found.frame["beyond"]]
    if real.empty:
        title = t("survey.drivers.none", metric=name)
    else:
        first = real.iloc[0]
        title = t(
            "survey.drivers.first", metric=name, item=item_label(first["item"], t), share=t.percent(first["share"], 0)
        )
    note = [
        t("chart.note.n", n=t.count(found.importance.n)),
        t("survey.drivers.r2", share=t.percent(found.importance.r2, 0)),
        t("survey.drivers.method", seed=str(found.importance.seed)),
    ]
    if found.left_out:
        note.append(t("survey.drivers.left_out", parts=t.listing([item_label(part, t) for part in found.left_out])))
    subtitle = t("survey.drivers.subtitle", metric=name)
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(found.frame)))


def describe_map(found: Drivers, t: Translator) -> Statement:
    """Which parts are in the quarter that asks for attention."""
    if found.importance is None:
        return _missing(found, t)
    first = found.frame[(found.frame["quadrant"] == "improve") & found.frame["beyond"]]
    if len(first):
        title = t("survey.map.improve", n=len(first), items=t.listing([item_label(item, t) for item in first["item"]]))
    else:
        title = t("survey.map.none")
    return Statement(
        title, t("survey.map.subtitle"), t("survey.map.note"), t("survey.alt", finding=title, n=len(found.frame))
    )
