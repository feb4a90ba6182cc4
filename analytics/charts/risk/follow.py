"""What is done and watched: the burn-down of treatments, their kinds, and the indicators against their thresholds."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_end_label, month_axis, nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.risk.indicators import Indicators
from analytics.metrics.risk.treatments import KINDS, STATES, Treatments
from data.language import Translator

COLUMNS = 2
MOST = 8
MARKS = {"red": "square", "amber": "triangle-up", "green": "circle", "unjudged": "circle-open"}


def figure_burn(found: Treatments, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Open treatments (solid) against what would be open if each were done when due (dashed)."""
    figure, burn = blank(palette, height, 76), found.burn
    if burn.empty:
        return figure
    days = list(pd.to_datetime(burn["day"]))
    for role, column, style in (
        ("plan", "planned", {"color": palette.prior, "width": 1.6, "dash": "dash"}),
        ("line", "open", {"color": palette.actual, "width": 2.5}),
    ):
        figure.add_trace(
            go.Scatter(
                x=days,
                y=numbers(burn[column]),
                mode="lines",
                line={**style, "shape": "hv"},
                connectgaps=False,
                hovertext=[f"<b>{t('risk.burn.' + column)}: {'' if pd.isna(n) else int(n)}</b><br>{t.date(day, year=True)}" for n, day in zip(burn[column], days, strict=True)],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": role, "name": t(f"risk.burn.{column}")},
            )
        )  # fmt: skip
    known = burn.dropna(subset=["open"])
    high = float(max(burn["planned"].max(), known["open"].max(), 1))
    figure.update_yaxes(range=[0, high * 1.08], tickmode="array", tickvals=[tick for tick in nice_ticks(0, high, 4) if tick == int(tick)])  # fmt: skip
    figure.update_xaxes(**month_axis(days[0], days[-1], t, 6))
    figure.add_vline(x=pd.Timestamp(found.day), line={"color": palette.accent, "width": 1.5})
    now = int(known["open"].iloc[-1])
    figure.add_annotation(x=pd.Timestamp(found.day), y=now, xanchor="left", xshift=10, yshift=14, showarrow=False, text=f"<b>{t.number(now)} {t('risk.burn.open')}</b>", font={"size": 12, "color": palette.text}, bgcolor=palette.page)  # fmt: skip
    add_end_label(figure, float(burn["planned"].iloc[-1]), t("risk.burn.planned"), palette.muted)
    return figure


def describe_burn(found: Treatments, t: Translator) -> Statement:
    """How many treatments are open, how many of them past due."""
    subtitle = t("risk.burn.subtitle")
    if found.measures.empty:
        return Statement.nothing(t("risk.empty.treatments"), subtitle)
    late = found.overdue
    key = "risk.burn.late" if len(late) else "risk.burn.on_time"
    title = t(key, n=len(found.open), late=len(late), total=len(found.measures))
    undated = int(found.measures["decided_on"].isna().sum())
    note = t("risk.burn.note", n=len(found.measures)) + (" · " + t("risk.burn.undated", n=undated) if undated else "")
    return Statement(title, subtitle, note, t("risk.burn.alt", finding=title))


def figure_kinds(found: Treatments, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Treatments by kind and state; ``customdata`` kind and state."""
    figure = blank(palette, height, 12)
    figure.update_layout(barmode="stack", bargap=0.45)
    looks = {
        "done": {"color": palette.actual},
        "under_way": {"color": palette.prior},
        "planned": {"color": palette.page, "line": {"color": palette.actual, "width": 1.3}},
        "overdue": {"color": palette.bad},
    }
    inks = {"done": palette.page, "under_way": palette.page, "planned": palette.text, "overdue": palette.page}
    kinds = KINDS[::-1]
    for state in STATES:
        counts = [int(((found.lines["kind"] == kind) & (found.lines["state"] == state)).sum()) for kind in kinds]
        if not any(counts):
            continue
        figure.add_trace(
            go.Bar(
                y=list(range(len(kinds))),
                x=counts,
                orientation="h",
                marker=looks[state],
                text=[t.number(n) if n else "" for n in counts],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 12, "color": inks[state]},
                customdata=[[kind, state] for kind in kinds],
                hovertext=[f"<b>{t('risk.kind.' + kind)} · {t('risk.state.' + state)}: {n}</b>" for kind, n in zip(kinds, counts, strict=True)],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "bar", "name": t(f"risk.state.{state}")},
            )
        )  # fmt: skip
    figure.update_yaxes(tickmode="array", tickvals=list(range(len(kinds))), ticktext=[t(f"risk.kind.{kind}") for kind in kinds], showgrid=False)  # fmt: skip
    figure.update_xaxes(visible=False)
    return figure


def describe_kinds(found: Treatments, t: Translator) -> Statement:
    """Which kind of treatment prevails, and what was accepted."""
    subtitle = t("risk.kinds.subtitle")
    if found.lines.empty:
        return Statement.nothing(t("risk.empty.treatments"), subtitle)
    counts = found.lines["kind"].value_counts()
    title = t("risk.kinds.title", kind=t(f"risk.kind.{counts.index[0]}"), n=int(counts.iloc[0]), total=len(found.lines))
    accepted = int(counts.get("accept", 0))
    return Statement(title, subtitle, t("risk.kinds.note", n=accepted), t("risk.kinds.alt", finding=title))


def figure_indicators(found: Indicators, palette: Palette, t: Translator) -> go.Figure:
    """Each indicator's readings with its thresholds, the worst first, two abreast; ``customdata`` the indicator."""
    from plotly.subplots import make_subplots

    shown = found.now.head(MOST)
    lines = -(-len(shown) // COLUMNS) or 1
    grid = make_subplots(rows=lines, cols=COLUMNS, horizontal_spacing=0.1, vertical_spacing=0.44 / lines)
    figure = blank(palette, 176 * lines + 20, 40)
    grid.update_layout(figure.layout)
    colours = {"red": palette.bad, "amber": palette.watch, "green": palette.actual, "unjudged": palette.no_data}
    last = pd.Timestamp(found.day)
    first = found.readings["measured_on"].min() if len(found.readings) else last
    for at, row in enumerate(rows(shown)):
        place = {"row": at // COLUMNS + 1, "col": at % COLUMNS + 1}
        part = found.readings[(found.readings["indicator"] == row.indicator) & found.readings["value"].notna()]
        for name, limit in (("amber", row.amber), ("red", row.red)):
            if not pd.isna(limit):
                colour = palette.watch if name == "amber" else palette.bad
                grid.add_shape(type="line", x0=first, x1=last, y0=limit, y1=limit, line={"color": colour, "width": 1, "dash": "dot" if name == "amber" else "solid"}, **place)  # fmt: skip
        grid.add_trace(
            go.Scatter(
                x=list(part["measured_on"]),
                y=numbers(part["value"]),
                mode="lines+markers",
                line={"color": palette.actual, "width": 1.8},
                marker={
                    "opacity": 1,
                    "symbol": [MARKS[state] for state in part["state"]],
                    "size": [9 if state in ("red", "amber") else 4 for state in part["state"]],
                    "color": [colours[state] for state in part["state"]],
                },
                customdata=[[row.indicator]] * len(part),
                hovertext=[f"<b>{t.number(one.value, 1)}</b> {t('risk.reading.' + one.state)}<br>{t.date(one.measured_on, year=True)}" for one in rows(part)],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "line", "name": str(row.indicator)},
            ),
            **place,
        )  # fmt: skip
        bounds = [float(value) for value in (*part["value"], row.amber, row.red) if not pd.isna(value)] or [0.0, 1.0]
        low, high = min(bounds), max(bounds)
        pad = (high - low) * 0.15 or 1.0
        ticks = nice_ticks(low - pad, high + pad, 3)
        grid.update_yaxes(range=[low - pad, high + pad], tickmode="array", tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks], **place)  # fmt: skip
        grid.update_xaxes(**month_axis(first, last + pd.Timedelta(days=2), t, 4), **place)
        if row.stale:
            grid.add_vrect(x0=row.measured_on, x1=last, fillcolor=palette.alpha(palette.prior, 0.16), line_width=0, **place)  # fmt: skip
        axis = "" if at == 0 else str(at + 1)
        name = row.name if isinstance(row.name, str) else ""
        grid.add_annotation(
            x=0, y=1, xref=f"x{axis} domain", yref=f"y{axis} domain", xanchor="left", yanchor="bottom", showarrow=False,
            text=f"<b>{row.indicator}</b> {_short(name, t)}", font={"size": 12, "color": palette.text},
        )  # fmt: skip
    return grid


def _short(name: str, t: Translator) -> str:
    most = 18 if t.lang == "zh" else 36
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def describe_indicators(found: Indicators, t: Translator) -> Statement:
    """How many are beyond red, and which have gone quiet."""
    subtitle = t("risk.indicators.subtitle")
    if found.now.empty:
        return Statement.nothing(t("risk.empty.indicators"), subtitle)
    red, stale = found.red, found.stale
    if len(red) and len(stale):
        title = t("risk.indicators.both", red=len(red), stale=len(stale), total=len(found.now))
    elif len(red):
        title = t("risk.indicators.red", n=len(red), total=len(found.now))
    elif len(stale):
        title = t("risk.indicators.stale", n=len(stale), total=len(found.now))
    else:
        title = t("risk.indicators.quiet", total=len(found.now))
    return Statement(title, subtitle, t("risk.indicators.note"), t("risk.indicators.alt", finding=title))
