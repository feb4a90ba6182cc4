"""The way of asking, and weighting: differences by item, raw beside weighted, and who is over- and under-heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.frames import largest, rows
from analytics.marks import Column, Dots, Exhibit, Limit, Series, Unit, grid, values
from analytics.metrics import METRICS
from analytics.satisfaction.charts.parts import (
    ARROWS,
    SD,
    SHARE,
    around,
    change_unit,
    group_label,
    item_label,
    joined,
    span_words,
    unit_of,
    verdict_words,
)
from analytics.satisfaction.numbers.look import score_of
from analytics.satisfaction.numbers.mode import Mode, load_mode
from data.language import People, start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

NEEDS = ("customers",)
GAP = Unit("gap", 1)


def load_look(store: Store, scope: Scope, score: str) -> Mode:
    """The way of asking and the weights for the score of that code."""
    return load_mode(store, scope, score_of(score))


def main_channel(found: Mode) -> str:
    """The channel that is compared with the reference: the one with most answers beside it."""
    return "" if found.effects.empty else str(found.effects.groupby("channel")["n"].sum().idxmax())


def chart_mode(found: Mode, t: Translator) -> Exhibit:
    """On how many items the channel makes a difference beyond noise, and on which none."""
    channel = main_channel(found)
    own = found.effects[(found.effects["channel"] == channel) & found.effects["effect"].notna()]
    if own.empty:
        return Exhibit.nothing(t("satisfaction.mode.missing"))
    name, base = group_label("channel", channel, t), group_label("channel", found.reference, t)
    beyond, quiet = own[own["verdict"].isin(["above", "below"])], own[own["verdict"] == "within"]
    if len(beyond):
        far = largest(beyond, "effect")
        title = t(
            f"satisfaction.mode.{far.verdict}",
            n=len(beyond),
            all=len(own),
            channel=name,
            base=base,
            item=item_label(far.item, t),
            effect=t.number(abs(far.effect), 2),
        )
    else:
        title = t("satisfaction.mode.within", n=len(own), channel=name, base=base)
    unseen = t.listing([item_label(item, t) for item in quiet["item"]]) if len(beyond) and len(quiet) else ""
    note = joined(
        t("satisfaction.mode.quiet", items=unseen) if unseen else "",
        t("satisfaction.mode.note", period=found.period.phrase(t)),
        t("satisfaction.mode.random"),
    )
    scale = [row.effect / row.change if row.change else 0.0 for row in rows(own)]
    lows, highs = own["low"] * scale, own["high"] * scale
    series = Series(name, values(own["effect"]), lows=values(lows), highs=values(highs), n=values(own["n"]))
    ends = tuple(
        f"{ARROWS.get(row.verdict, '')}{change_unit(row.item).write(row.change, t)} {verdict_words(row.verdict, t)}"
        for row in rows(own)
    )
    mark = Dots(
        tuple(item_label(item, t) for item in own["item"]),
        (series,),
        SD,
        ends,
        Limit(0.0, base),
        around(lows, highs, own["effect"], zero=True),
        of=t("satisfaction.column.item"),
    )
    return Exhibit(title, t("satisfaction.mode.subtitle", channel=name, base=base), note, mark)


def table_weighted(found: Mode, t: Translator) -> Exhibit:
    """What weighting to the roster changes, and what it costs in answers."""
    passport = METRICS[found.item].passport
    subtitle = t("satisfaction.weight.subtitle", metric=passport.title(t))
    frame = found.weighted
    overall = frame[frame["wave"] == ""] if len(frame) else frame
    if overall.empty:
        return Exhibit.nothing(t("satisfaction.weight.missing"), subtitle, needs=NEEDS)
    row, unit, gap = rows(overall)[0], unit_of(passport), change_unit(found.item)
    title = t(
        "satisfaction.weight.title",
        metric=passport.title(t),
        raw=passport.write(row.raw, t),
        weighted=passport.write(row.weighted, t),
        n=People(row.n),
        effective=t.count(round(row.effective)),
    )
    note = joined(
        t("satisfaction.weight.method", design=t.number(row.design, 2), period=found.period.phrase(t)),
        t("satisfaction.weight.unheard", share=t.percent(row.unheard, 1)) if row.unheard > 0 else "",
        t("satisfaction.weight.trimmed", n=int(row.trimmed)) if row.trimmed else "",
    )
    bounds = Unit(unit.kind, unit.digits)
    shown = pd.DataFrame(
        {
            "wave": [start(t.wave(wave)) if wave else t("satisfaction.all_waves") for wave in frame["wave"]],
            "weighted": frame["weighted"],
            "interval": [
                span_words(bounds, low, high, t) for low, high in zip(frame["low"], frame["high"], strict=True)
            ],
            "raw": frame["raw"],
            "shift": frame["weighted"] - frame["raw"],
            "n": frame["n"].astype(float),
            "effective": frame["effective"],
        }
    )
    columns = (
        Column("wave", "head"),
        Column("weighted", "number", unit=unit),
        Column("interval", "number"),
        Column("raw", "number", unit=unit),
        Column("shift", "number", unit=gap),
        Column("n", "number"),
        Column("effective", "number"),
    )
    return Exhibit(title, subtitle, note, grid(shown, columns, "satisfaction.column", t))


def chart_shares(found: Mode, t: Translator) -> Exhibit | None:
    """Which segment is heard least beside its part of the roster."""
    frame = found.shares
    if frame.empty:
        return None
    row = largest(frame.assign(gap=frame["population"] - frame["answers"]), "gap", size=False)
    share, heard = t.percent(row.population, 0), t.percent(row.answers, 0)
    title = t(
        "satisfaction.shares.title", group=group_label("segment", row.segment, t), answers=heard, population=share
    )
    series = (
        Series(t("satisfaction.shares.answers"), values(frame["answers"])),
        Series(t("satisfaction.shares.roster"), values(frame["population"]), "prior", "outlined"),
    )
    mark = Dots(
        tuple(group_label("segment", str(one), t) for one in frame["segment"]),
        series,
        SHARE,
        tuple(f"{GAP.write(row.answers - row.population, t)} {t('satisfaction.shares.points')}" for row in rows(frame)),
        bounds=around(frame["population"], frame["answers"], zero=True),
        of=t("filter.segment"),
    )
    return Exhibit(title, t("satisfaction.shares.subtitle"), t("satisfaction.shares.note"), mark)
