"""What goes together with a score: shares with intervals, and how they stand beside how well each part is rated."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import nice_ticks
from analytics.charts.palette import Palette
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.marks import Dots, Exhibit, Limit, Picture, Series, values
from analytics.metrics import METRICS
from analytics.satisfaction.charts.parts import WHOLE, around, item_label, joined
from analytics.satisfaction.numbers.drivers import Drivers, load_drivers

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def load_look(store: Store, scope: Scope, score: str) -> Drivers:
    """What goes with the score of that code."""
    return load_drivers(store, scope, score)


def missing_words(found: Drivers, t: Translator) -> str:
    """Why nothing can be said: the score was not asked, too few answers, or too few with the rated parts."""
    if found.asked == 0:
        return t("satisfaction.drivers.unasked", metric=METRICS[found.item].passport.title(t))
    parts = t.listing([item_label(part, t) for part in found.left_out])
    if parts:
        return t("satisfaction.drivers.missing", n=found.asked, needed=found.needed, parts=parts)
    return t("satisfaction.drivers.few", n=found.asked, needed=found.needed)


def chart_drivers(found: Drivers, t: Translator) -> Exhibit:
    """Which part goes together with the score most; always said to be association. Hollow: no more than noise would
    get."""
    name, frame = METRICS[found.item].passport.title(t), found.frame
    subtitle = t("satisfaction.drivers.subtitle", metric=name)
    if found.importance is None:
        return Exhibit.nothing(missing_words(found, t), subtitle)
    real = frame[frame["beyond"]]
    if real.empty:
        title = t("satisfaction.drivers.none", metric=name)
    else:
        first = rows(real)[0]
        title = t(
            "satisfaction.drivers.first", metric=name, item=item_label(first.item, t), share=t.percent(first.share, 0)
        )
    left_out = t.listing([item_label(part, t) for part in found.left_out])
    note = joined(
        t("chart.note.n", n=t.count(found.importance.n)),
        t("satisfaction.drivers.r2", share=t.percent(found.importance.r2, 0)),
        t("satisfaction.drivers.method", seed=str(found.importance.seed)),
        t("satisfaction.drivers.left_out", parts=left_out) if left_out else "",
    )
    series = Series(
        t("satisfaction.drivers.share"),
        values(frame["share"]),
        lows=values(frame["low"]),
        highs=values(frame["high"]),
        tones=tuple("actual" if beyond else "no_data" for beyond in frame["beyond"]),
        looks=tuple("solid" if beyond else "outlined" for beyond in frame["beyond"]),
    )
    ends = tuple(
        f"{WHOLE.write(row.share, t)}{'' if row.beyond else ' ' + t('satisfaction.drivers.noise')}"
        for row in rows(frame)
    )
    mark = Dots(
        tuple(item_label(item, t) for item in frame["item"]),
        (series,),
        WHOLE,
        ends,
        Limit(1 / len(frame), t("satisfaction.drivers.equal")),
        around(frame["low"], frame["high"], frame["share"], zero=True),
        of=t("satisfaction.column.item"),
    )
    return Exhibit(title, subtitle, note, mark)


def chart_map(found: Drivers, t: Translator) -> Exhibit | None:
    """Which parts are in the quarter that asks for attention."""
    if found.importance is None:
        return None
    frame = found.frame
    first = frame[(frame["quadrant"] == "improve") & frame["beyond"]]
    named = t.listing([item_label(item, t) for item in first["item"]])
    title = t("satisfaction.map.improve", n=len(first), items=named) if len(first) else t("satisfaction.map.none")
    table = pd.DataFrame(
        {
            t("satisfaction.column.item"): [item_label(item, t) for item in frame["item"]],
            t("satisfaction.map.across"): (frame["share"] * 100).round().astype(int).tolist(),
            t("satisfaction.map.up"): (frame["performance"] * 100).round().astype(int).tolist(),
            t("satisfaction.map.quarter"): [t(f"satisfaction.quadrant.{one}") for one in frame["quadrant"]],
        }
    )
    return Exhibit(
        title,
        t("satisfaction.map.subtitle"),
        t("satisfaction.map.note"),
        Picture(partial(figure_map, found, t=t), table),
    )


def figure_map(found: Drivers, palette: Palette, height: int, *, t: Translator) -> go.Figure:
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
        type="rect",
        x0=equal,
        x1=x_range[1],
        y0=y_range[0],
        y1=middle,
        layer="below",
        line_width=0,
        fillcolor=palette.tint_watch,
    )
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
            x=x,
            y=y,
            xanchor=x_anchor,
            yanchor=y_anchor,
            showarrow=False,
            text=t(f"satisfaction.quadrant.{text}"),
            font={"size": 11.5, "color": palette.watch_text if text == "improve" else palette.muted},
        )
    placed: list[tuple[float, float]] = []
    for row in rows(frame.sort_values("performance")):
        figure.add_trace(
            go.Scatter(
                x=[row.share],
                y=[row.performance],
                mode="markers",
                marker={
                    "size": 11,
                    "opacity": 1,
                    "color": palette.watch if row.quadrant == "improve" else palette.actual,
                    "symbol": "triangle-up" if row.quadrant == "improve" else "circle",
                },
                hovertext=[
                    f"{item_label(row.item, t)}<br>{t('satisfaction.map.share', share=t.percent(row.share, 0))}"
                    f"<br>{t('satisfaction.map.performance', value=t.percent(row.performance, 0))}"
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "dot", "name": row.item},
            )
        )
        near = any(
            abs(row.performance - y) < 0.07 * (y_range[1] - y_range[0])
            and abs(row.share - x) < 0.3 * (x_range[1] - x_range[0])
            for x, y in placed
        )
        placed.append((row.share, row.performance))
        late = row.share > x_range[0] + 0.6 * (x_range[1] - x_range[0])
        figure.add_annotation(
            x=row.share,
            y=row.performance,
            xanchor="center" if near else "right" if late else "left",
            xshift=0 if near else -9 if late else 9,
            yshift=14 if near else 0,
            showarrow=False,
            text=item_label(row.item, t),
            font={"size": 12, "color": palette.text},
        )
    for update, bounds in ((figure.update_xaxes, x_range), (figure.update_yaxes, y_range)):
        ticks = nice_ticks(bounds[0], bounds[1], 4)
        update(
            range=bounds,
            tickmode="array",
            tickvals=ticks,
            ticktext=[t.percent(tick, 0) for tick in ticks],
            showgrid=False,
        )
    return figure
