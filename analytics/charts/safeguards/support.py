"""Support drawn: tickets around the cut-over, open ones by age, the time to the first response and to the solution."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_end_label, add_upright, nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.safeguards.support import EVENT, FEW, Support, What
from analytics.stats.survival import Survival
from data.language import Translator


def _row(found: Support, wave: str) -> pd.Series | None:
    own = found.waves[found.waves["wave"] == wave]
    return own.iloc[0] if len(own) else None


def _column(found: Support) -> str:
    """Per 1,000 customers where customers are known, else tickets."""
    return "rate" if found.weekly["rate"].notna().any() else "tickets"


def describe_weekly(found: Support, wave: str, t: Translator) -> Statement:
    """How many tickets came after the cut-over of a wave, beside the other waves."""
    column, own = _column(found), found.weekly[found.weekly["wave"] == wave]
    subtitle, row = t(f"safeguards.tickets.subtitle.{column}"), _row(found, wave)
    if own.empty or row is None:
        return Statement.nothing(t("safeguards.tickets.empty", wave=t.wave(wave)), subtitle)
    if pd.isna(row["ratio"]):
        title = t("safeguards.tickets.title", n=int(own["tickets"].sum()), wave=t.wave(wave))
    else:
        title = t(
            "safeguards.tickets.busy" if row["busy"] else "safeguards.tickets.alike",
            wave=t.wave(wave), rate=t.number(row["rate"], 1), others=t.number(row["others"], 1),
        )  # fmt: skip
    note = t("safeguards.tickets.note", n=int(found.weekly["tickets"].sum()))
    if not pd.isna(row["ratio"]):
        ratio = f"{t.number(row['ratio'], 2)} ({t.interval(row['ratio_low'], row['ratio_high'], 2)})"
        note += " · " + t("safeguards.tickets.ratio", ratio=ratio)
    return Statement(title, subtitle, note, title)


def figure_weekly(found: Support, wave: str, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Weeks since the cut-over: the wave as a line of its own, the other waves thin. ``customdata`` the wave."""
    figure, column = blank(palette, height, 30), _column(found)
    if found.weekly.empty:
        return figure
    names = [name for name in found.named if name != wave] + [wave]
    for name in names:
        own, mine = found.weekly[found.weekly["wave"] == name], name == wave
        figure.add_trace(
            go.Scatter(
                x=list(own["step"]), y=numbers(own[column]), mode="lines", customdata=[[name]] * len(own),
                line={"color": palette.actual if mine else palette.prior, "width": 2.4 if mine else 1},
                hovertext=[
                    f"<b>{t.wave(name)}</b> · {t('safeguards.tickets.week', week=t.number(row.step, sign=True))}<br>"
                    + t("safeguards.tickets.hover", n=int(row.tickets)) + ("" if column == "tickets" else f" · {t.number(row.rate, 1)}")
                    for row in rows(own)
                ],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "line" if mine else "other", "name": name},
            )
        )  # fmt: skip
    own = found.weekly[found.weekly["wave"] == wave]
    if len(own):
        end = float(own[column].iloc[-1])
        figure.add_annotation(
            x=int(own["step"].iloc[-1]), y=end, xanchor="left", yanchor="bottom", xshift=4, showarrow=False,
            text=f"<b>{t.wave(wave)} · {t.number(end, 1 if column == 'rate' else 0)}</b>", font={"size": 12, "color": palette.text},
        )  # fmt: skip
    add_upright(figure, 0, palette, t("safeguards.tickets.cutover"), focus=True)
    top = float(found.weekly[column].max()) or 1.0
    ticks, steps = nice_ticks(0, top, 4), list(range(EVENT[0], EVENT[1] + 1, 4))
    figure.update_xaxes(
        range=[EVENT[0] - 0.3, EVENT[1] + 0.3], tickmode="array", tickvals=steps, ticktext=[t.number(step, sign=True) for step in steps]
    )  # fmt: skip
    figure.update_yaxes(
        range=[0, top * 1.08], tickmode="array", tickvals=ticks, ticktext=[t.number(tick) for tick in ticks]
    )
    return figure


def describe_ages(found: Support, t: Translator) -> Statement:
    """How many tickets are open, and how many of them past their time."""
    subtitle = t("safeguards.ages.subtitle")
    if found.ages.empty:
        return Statement.nothing(t("safeguards.ages.empty"), subtitle)
    n, overdue = int(found.ages["n"].sum()), int(found.ages["overdue"].sum())
    title = t("safeguards.ages.title", n=n, overdue=t.number(overdue))
    return Statement(title, subtitle, t("safeguards.ages.note", date=t.date(found.day, year=True)), title)


def figure_ages(found: Support, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Open tickets by age; the part past its time in the colour of bad. ``customdata`` the band."""
    figure, known = blank(palette, height, 24), found.ages
    names = [t(f"safeguards.age.{int(band)}") for band in known["band"]]
    for role, values, colour in (
        ("open", known["n"] - known["overdue"], palette.prior),
        ("overdue", known["overdue"], palette.bad),
    ):
        figure.add_trace(
            go.Bar(
                x=names, y=numbers(values), marker={"color": colour}, width=0.5, customdata=[[int(band)] for band in known["band"]],
                hovertemplate="%{x}: %{y:,.0f} " + t(f"safeguards.age.{role}") + "<extra></extra>", meta={"role": "bar", "name": role},
            )
        )  # fmt: skip
    for name, row in zip(names, rows(known), strict=True):
        figure.add_annotation(
            x=name, y=float(row.n), yanchor="bottom", showarrow=False, text=t.number(row.n),
            font={"size": 12, "color": palette.text},
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_yaxes(visible=False, range=[0, float(known["n"].max() if len(known) else 1) * 1.12])
    return figure


def describe_times(found: Support, what: What, wave: str, t: Translator) -> Statement:
    """The median time of a wave beside that of the other waves; slow only where the comparison calls it."""
    subtitle, own = t(f"safeguards.{what}.subtitle"), found.times[what].get(wave)
    if own is None or own.curve is None:
        return Statement.nothing(t("safeguards.times.empty", wave=t.wave(wave), n=FEW), subtitle)
    rest, row = found.others(what, wave), _row(found, wave)
    n = None if own.median is None else int(own.median)
    others = None if rest.median is None else int(rest.median)
    far = bool(row is not None and row["slow"]) and (n is None or (others is not None and n > others))
    key = "long" if n is None else "alone" if others is None else "slow" if far else "alike"
    title = t(f"safeguards.{what}.{key}", wave=t.wave(wave), n=n, others=t.number(others))
    return Statement(title, subtitle, t("safeguards.times.note", n=own.n, rest=t.number(rest.n)), title)


def figure_times(
    found: Support, what: What, wave: str, palette: Palette, t: Translator, height: int = 340
) -> go.Figure:
    """The share still waiting by time since the ticket was raised: the wave with its interval, the other waves together."""
    figure, own = blank(palette, height, 110), found.times[what].get(wave)
    curves: list[tuple[str, Survival | None, str, str]] = [
        ("others", found.others(what, wave).curve, palette.prior, "dash"),
        ("wave", None if own is None else own.curve, palette.actual, "solid"),
    ]
    ends: dict[str, float] = {}
    for name, curve, colour, dash in curves:
        if curve is None:
            continue
        if name == "wave":
            for role, part in (("band_low", curve.low), ("band_high", curve.high)):
                figure.add_trace(
                    go.Scatter(
                        x=list(curve.times), y=numbers(list(part)), mode="lines", hoverinfo="skip", line={"width": 0, "shape": "hv"},
                        fill="tonexty" if role == "band_high" else None, fillcolor=palette.alpha(colour, 0.15),
                        meta={"role": role, "name": name},
                    )
                )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=list(curve.times), y=list(curve.share), mode="lines", line={"color": colour, "width": 2, "shape": "hv", "dash": dash},
                hovertemplate=t(f"safeguards.{what}.hover") + "<extra></extra>", meta={"role": "line", "name": name},
            )
        )  # fmt: skip
        ends[name] = float(curve.share[-1])
    words = {"wave": (t.wave(wave), palette.text), "others": (t("safeguards.times.others"), palette.muted)}
    for name, place in apart(ends).items():
        add_end_label(figure, place, words[name][0], words[name][1], 12, bold=name == "wave")
    ticks = [0, 0.25, 0.5, 0.75, 1]
    figure.update_yaxes(
        range=[0, 1.02], tickmode="array", tickvals=ticks, ticktext=[t.percent(tick, 0) for tick in ticks]
    )
    last = max((float(curve.times[-1]) for _, curve, _, _ in curves if curve is not None), default=1.0)
    steps = nice_ticks(0, last, 4)
    figure.update_xaxes(range=[0, last], tickmode="array", tickvals=steps, ticktext=[t.number(step) for step in steps])
    return figure


def times_of(found: Support, what: What) -> pd.DataFrame:
    """The counts behind the curves: wave, step (hours or days), at_risk, ended."""
    return pd.DataFrame(
        [
            (wave, step, int(at_risk), int(ended))
            for wave, own in found.times[what].items()
            for step, (at_risk, ended) in enumerate(zip(own.at_risk, own.ended, strict=True))
        ],
        columns=["wave", "step", "at_risk", "ended"],
    )


def apart(ends: dict[str, float], least: float = 0.08) -> dict[str, float]:
    """Places of end labels, in order, each at least so far above the one below."""
    placed = dict(sorted(ends.items(), key=lambda item: item[1]))
    for below, above in pairwise(placed):
        placed[above] = max(placed[above], placed[below] + least)
    return placed
