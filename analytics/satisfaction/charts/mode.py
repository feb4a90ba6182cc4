"""The way of asking, and weighting: differences by item, raw beside weighted, and who is over- and under-heard."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import said_n
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.frames import largest, rows
from analytics.metrics import METRICS
from analytics.satisfaction.charts.change import item_label, write_bounds, write_change
from analytics.satisfaction.charts.dots import Dot, End, few, figure_dots, plain_scale, scale_of
from analytics.satisfaction.charts.event import written_p
from analytics.satisfaction.charts.groups import group_label
from analytics.satisfaction.numbers.mode import Mode
from data.language import Translator


def main_channel(found: Mode) -> str:
    """The channel that is compared with the reference: the one with most answers beside it."""
    return "" if found.effects.empty else str(found.effects.groupby("channel")["n"].sum().idxmax())


def figure_mode(found: Mode, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Every item in standard deviations: how answers of the other channel lie beside those of the reference."""
    own = found.effects[found.effects["channel"] == main_channel(found)]
    labels, dots, ends = [], [], []
    for at, row in enumerate(rows(own[own["effect"].notna()])):
        scale = row.effect / row.change if row.change else 0.0
        q = "" if pd.isna(row.q) else t("chart.note.q", q=written_p(row.q, t))
        labels.append(item_label(row.item, t))
        dots.append(
            Dot(
                at, row.effect, row.low * scale, row.high * scale,
                f"{labels[-1]}<br><b>{write_change(row.item, row.change, t)}</b> 95% {write_bounds(row.item, row.low, row.high, t)}"
                f"<br>{said_n(row.n, t)}{q}",
                few=few(row.n),
            )
        )  # fmt: skip
        mark = {"above": "▲ ", "below": "▼ "}.get(row.verdict, "")
        ends.append(End(mark + write_change(row.item, row.change, t), t(f"survey.short.{row.verdict}")))
    limits = [bound for dot in dots for bound in (dot.low, dot.high)]
    return figure_dots(
        labels, dots, ends, plain_scale(limits, t, percent=False, sign=True), palette, height, right=150, line=0.0
    )


def figure_weighted(found: Mode, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Weighted (filled) beside raw (hollow), for all and by wave."""
    passport, frame = METRICS[found.item].passport, found.weighted
    labels, dots, ends = [], [], []
    for at, row in enumerate(rows(frame)):
        labels.append(t.wave(row.wave) if row.wave else t("chart.overall"))
        said = (
            f"{labels[-1]}<br><b>{passport.write(row.weighted, t)}</b> {passport.write_interval(row.low, row.high, t)}"
        )
        dots.append(
            Dot(
                at,
                row.weighted,
                row.low,
                row.high,
                said + f"<br>{t('survey.weight.effective', n=round(row.effective))}",
            )
        )
        raw = f"{labels[-1]}<br>{t('survey.weight.raw')} <b>{passport.write(row.raw, t)}</b>"
        dots.append(Dot(at, row.raw, row.raw_low, row.raw_high, f"{raw}<br>{said_n(row.n, t)}", second=True))
        ends.append(
            End(passport.write(row.weighted, t), passport.write_change(row.weighted - row.raw, t))
        )  # fmt: skip
    scale = scale_of(passport, [*frame["low"], *frame["high"], *frame["raw_low"], *frame["raw_high"]], t)
    return figure_dots(labels, dots, ends, scale, palette, height, right=150)


def figure_shares(found: Mode, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Share of the answers (filled) beside share of the roster (hollow), by segment."""
    labels, dots, ends = [], [], []
    for at, row in enumerate(rows(found.shares)):
        labels.append(group_label("segment", row.segment, t))
        said = t("survey.shares.hover", answers=t.percent(row.answers, 1), population=t.percent(row.population, 1))
        dots.append(Dot(at, row.answers, None, None, f"{labels[-1]}<br>{said}"))
        dots.append(Dot(at, row.population, None, None, f"{labels[-1]}<br>{said}", second=True))
        ends.append(End(t.number((row.answers - row.population) * 100, 1, sign=True), t("survey.shares.points")))
    scale = plain_scale([*found.shares["population"], *found.shares["answers"]], t, percent=True)
    return figure_dots(labels, dots, ends, scale, palette, height, right=150)


def describe_mode(found: Mode, t: Translator) -> Statement:
    """On how many items the channel makes a difference beyond noise, and on which none."""
    channel = main_channel(found)
    own = found.effects[found.effects["channel"] == channel]
    if own.empty:
        return Statement.nothing(t("survey.mode.missing"))
    name, base = group_label("channel", channel, t), group_label("channel", found.reference, t)
    beyond = own[own["verdict"].isin(["above", "below"])]
    quiet = own[own["verdict"] == "within"]
    if len(beyond):
        far = largest(beyond, "effect")
        title = t(
            f"survey.mode.{far.verdict}", n=len(beyond), all=len(own), channel=name, base=base, item=item_label(far.item, t),
            effect=t.number(abs(far.effect), 2),
        )  # fmt: skip
    else:
        title = t("survey.mode.within", n=len(own), channel=name, base=base)
    note = [t("survey.mode.note", period=found.period.phrase(t)), t("survey.mode.random")]
    if len(quiet) and len(beyond):
        note.insert(0, t("survey.mode.quiet", items=t.listing([item_label(item, t) for item in quiet["item"]])))
    subtitle = t("survey.mode.subtitle", channel=name, base=base)
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(own)))


def describe_weighted(found: Mode, t: Translator) -> Statement:
    """What weighting to the roster changes, and what it costs in answers."""
    passport = METRICS[found.item].passport
    overall = found.weighted[found.weighted["wave"] == ""] if len(found.weighted) else found.weighted
    if overall.empty:
        return Statement.nothing(t("survey.weight.missing"))
    row = overall.iloc[0]
    title = t(
        "survey.weight.title", metric=passport.title(t), raw=passport.write(row["raw"], t), weighted=passport.write(row["weighted"], t),
        n=int(row["n"]), effective=t.number(round(row["effective"])),
    )  # fmt: skip
    note = [t("survey.weight.method", design=t.number(row["design"], 2), period=found.period.phrase(t))]
    if row["unheard"] > 0:
        note.append(t("survey.weight.unheard", share=t.percent(row["unheard"], 1)))
    if row["trimmed"]:
        note.append(t("survey.weight.trimmed", n=int(row["trimmed"])))
    subtitle = t("survey.weight.subtitle", metric=passport.title(t))
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(found.weighted)))


def describe_shares(found: Mode, t: Translator) -> Statement:
    """Which segment is heard least beside its part of the roster."""
    if found.shares.empty:
        return Statement.nothing(t("survey.weight.missing"))
    gap = found.shares["population"] - found.shares["answers"]
    row = largest(found.shares.assign(gap=gap), "gap", size=False)
    title = t(
        "survey.shares.title",
        group=group_label("segment", row.segment, t),
        answers=t.percent(row.answers, 0),
        population=t.percent(row.population, 0),
    )
    return Statement(
        title, t("survey.shares.subtitle"), t("survey.shares.note"), t("survey.alt", finding=title, n=len(found.shares))
    )
