"""Before against after: all who answered beside the same customers, and every item in standard deviations."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.frames import largest, rows
from analytics.metrics import METRICS
from analytics.metrics.passport import Passport
from analytics.metrics.reading import rounded_up
from analytics.satisfaction.charts.dots import Dot, End, few, figure_dots, plain_scale, scale_of
from analytics.satisfaction.charts.event import written_p
from analytics.satisfaction.numbers.change import Change
from analytics.satisfaction.numbers.trends import AFTER, BEFORE
from data.datasets import DATASETS
from data.language import Translator


def item_label(item: str, t: Translator) -> str:
    """An item as the pages call it: a score by its passport, a rated part by its field."""
    if item in METRICS:
        return METRICS[item].passport.title(t)
    return DATASETS["surveys"].by_name[item].label(t.lang)


def write_change(item: str, change: float | None, t: Translator) -> str:
    """A change of an item in its unit, with its sign: points, percentage points, or two decimals of a mean."""
    if item in METRICS and item != "ces":
        return METRICS[item].passport.write_change(change, t)
    return t.number(change, 2, sign=True)


def write_bounds(item: str, low: float | None, high: float | None, t: Translator) -> str:
    if low is None or high is None or low != low or high != high:
        return ""
    between = "～" if t.lang == "zh" else "…"
    return f"{write_change(item, low, t)}{between}{write_change(item, high, t)}"


def _hover(row: Any, label: str, t: Translator) -> str:
    item, kind = row.item, row.kind
    first = f"<b>{write_change(item, row.change, t)}</b> 95% {write_bounds(item, row.low, row.high, t)}"
    q = "" if pd.isna(row.q) else t("chart.note.q", q=written_p(row.q, t))
    count = t("survey.pairs", n=int(row.n_after)) if kind == "paired" else t("survey.sides", before=int(row.n_before), after=int(row.n_after))  # fmt: skip
    return f"{label}<br>{first}<br>{count}{q}"


def _end(row: Any, passport: Passport | None, t: Translator) -> End:
    verdict = row.verdict
    judged = ""
    if verdict in ("rose", "fell"):
        judged = "good" if (verdict == "rose") == (passport is None or passport.better == "up") else "bad"
    mark = {"rose": "▲ ", "fell": "▼ "}.get(verdict, "")
    return End(mark + write_change(row.item, row.change, t), t(f"survey.short.{verdict}"), judged)


def figure_change(found: Change, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """The change of the chosen score by wave: filled for all who answered, hollow for the same customers."""
    passport = METRICS[found.item].passport
    waves = list(dict.fromkeys(found.waves["wave"]))
    dots = [
        Dot(
            waves.index(row.wave), float(row.change), row.low, row.high, _hover(row, t.wave(row.wave), t), row.kind == "paired",
            few(row.n_after) or few(row.n_before),
        )
        for row in rows(found.waves)
    ]  # fmt: skip
    ends = [_end(row, passport, t) for row in rows(found.waves[found.waves["kind"] == "unpaired"])]
    scale = scale_of(passport, [*found.waves["low"], *found.waves["high"]], t, change=True)
    return figure_dots([t.wave(wave) for wave in waves], dots, ends, scale, palette, height, right=150, line=0.0)


def figure_effects(found: Change, palette: Palette, t: Translator, height: int = 320) -> go.Figure:
    """Every item over all waves that moved, in standard deviations, so that they can be compared."""
    items = list(dict.fromkeys(found.items["item"]))
    known = found.items[found.items["effect"].notna()]
    dots = [
        Dot(
            items.index(row.item), float(row.effect), row.effect_low, row.effect_high, _hover(row, item_label(row.item, t), t),
            row.kind == "paired", few(row.n_after) or few(row.n_before),
        )
        for row in rows(known)
    ]  # fmt: skip
    ends = [_end(row, None, t) for row in rows(found.items[found.items["kind"] == "unpaired"])]
    scale = plain_scale([*known["effect_low"], *known["effect_high"]], t, percent=False, sign=True)
    return figure_dots([item_label(item, t) for item in items], dots, ends, scale, palette, height, right=150, line=0.0)


def _missing(t: Translator) -> Statement:
    return Statement.nothing(t("survey.change.missing"))


def describe_change(found: Change, t: Translator) -> Statement:
    """Which wave changed beyond noise on both views; else the largest change, said to be too small to tell."""
    passport, frame = METRICS[found.item].passport, found.waves
    if frame.empty:
        return _missing(t)
    name = passport.title(t)
    own, pair = (frame[frame["kind"] == kind] for kind in ("unpaired", "paired"))
    beyond = own[own["verdict"].isin(["rose", "fell"])]
    tested = own[own["verdict"] != "few"]
    if len(beyond):
        row = largest(beyond, "change")
        same = pair[(pair["wave"] == row.wave) & (pair["verdict"] == row.verdict)]
        title = t(
            f"survey.change.{'several' if len(beyond) > 1 else row.verdict}.{'both' if len(same) else 'one'}",
            n=len(beyond),
            metric=name,
            wave=t.wave(row.wave),
            change=passport.write_change(row.change, t),
            paired=passport.write_change(rows(same)[0].change, t) if len(same) else "–",
        )
    elif tested.empty:
        title = t("survey.change.few", metric=name)
    elif len(alone := pair[pair["verdict"].isin(["rose", "fell"])]):
        row = largest(alone, "change")
        whole = own.loc[own["wave"] == row.wave, "change"]
        title = t(
            "survey.change.pairs_one" if len(alone) == 1 else "survey.change.pairs",
            n=len(alone),
            metric=name,
            wave=t.wave(row.wave),
            change=passport.write_change(row.change, t),
            whole=passport.write_change(None if whole.empty else whole.iloc[0], t),
        )
    else:
        row = largest(tested, "change")
        change = passport.write_change(row.change, t)
        key = "survey.change.within_one" if len(tested) == 1 else "survey.change.within"
        title = t(key, n=len(tested), metric=name, wave=t.wave(row.wave), change=change)
    small = tested[(tested["verdict"] == "within") & tested["needed"].notna()]
    note = [t("survey.change.compared", before=BEFORE, after=AFTER - 1), t("survey.change.corrected")]
    if len(small):
        row = largest(small, "change")
        note.append(
            t(
                "survey.change.small",
                wave=t.wave(row.wave),
                change=passport.write_change(row.change, t),
                needed=t.number(rounded_up(int(row.needed))),
            )
        )
    note.append(t("chart.note.as_of", date=t.date(found.as_of, year=True)))
    subtitle = t("survey.change.subtitle", metric=name)
    return Statement(title, subtitle, " · ".join(note), t("survey.alt", finding=title, n=len(own)))


def describe_effects(found: Change, t: Translator) -> Statement:
    """The item that changed most, over all waves together."""
    frame = found.items
    if frame.empty:
        return _missing(t)
    own = frame[frame["kind"] == "unpaired"]
    both = frame[(frame["kind"] == "paired") & frame["verdict"].isin(["rose", "fell"])]
    sure = own[own["verdict"].isin(["rose", "fell"]) & own["item"].isin(list(both["item"]))]
    if len(sure):
        row = largest(sure, "effect")
        title = t(
            f"survey.effects.{row.verdict}",
            n=len(sure),
            item=item_label(row.item, t),
            change=write_change(row.item, row.change, t),
            size=t(f"survey.size.{row.size}"),
        )
    elif len(both):
        title = t("survey.effects.paired", items=t.listing([item_label(item, t) for item in both["item"]]))
    else:
        title = t("survey.effects.within", n=len(own))
    note = [
        t("survey.effects.note"),
        t("survey.effects.pooled", waves=t.listing([t.wave(wave) for wave in found.moved])),
    ]
    return Statement(title, t("survey.effects.subtitle"), " · ".join(note), t("survey.alt", finding=title, n=len(own)))
