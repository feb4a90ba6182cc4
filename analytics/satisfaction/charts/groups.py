"""Which group? A dot with its interval for each, the best on top, beside the value of all together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.behind import Point
from analytics.charts.marks import said_n, value_range
from analytics.frames import largest, rows
from analytics.marks import Dots, Exhibit, Limit, Series, values
from analytics.metrics.passport import FEW, HIDDEN
from analytics.satisfaction.charts.parts import ARROWS, group_label, joined, unit_of
from analytics.satisfaction.numbers.items import LEVEL
from analytics.satisfaction.numbers.look import Overview

if TYPE_CHECKING:
    from data.language import Translator


def chart_groups(look: Overview, t: Translator) -> Exhibit:
    """Which groups differ from all others beyond noise, else between which values they lie."""
    groups, names = look.groups, look.names
    passport, frame = groups.metric, groups.frame
    name, dimension, overall = passport.title(t), t(f"dimension.{groups.dimension}"), groups.overall.value
    subtitle = t(
        "satisfaction.groups.subtitle",
        metric=name,
        dimension=dimension,
        period=groups.period.phrase(t),
        few=t.number(FEW),
    )
    if frame.empty:
        return Exhibit.nothing(t("satisfaction.groups.empty", metric=name, dimension=dimension), subtitle)
    labels = tuple(group_label(groups.dimension, str(group), t, names) for group in frame["group"])
    judged = frame.assign(label=labels, far=(frame["value"] - (overall or 0)).abs())
    judged = judged[judged["verdict"].isin(["above", "below"])]
    solid = frame[frame["n"] >= FEW]["value"]
    if len(judged):
        far = largest(judged, "far")
        title = t(
            f"satisfaction.groups.{far.verdict}",
            n=len(judged),
            metric=name,
            group=far.label,
            value=passport.write(far.value, t),
            overall=passport.write(overall, t),
        )
    elif len(solid) >= 2:
        low, high = (passport.write(value, t) for value in (solid.min(), solid.max()))
        title = t("satisfaction.groups.within", metric=name, dimension=dimension, low=low, high=high)
    else:
        title = t("satisfaction.groups.few", metric=name, dimension=dimension)
    hidden = t("chart.note.hidden_groups", n=groups.hidden, least=t.number(HIDDEN)) if groups.hidden else ""
    note = joined(
        t("chart.note.n", n=t.count(groups.overall.n or 0)),
        t("chart.note.groups", q=t.number(LEVEL, 4)),
        hidden,
        t("chart.note.as_of", date=t.date(groups.as_of, year=True)),
    )
    better = {"above": passport.better == "up", "below": passport.better != "up"}
    series = Series(
        name,
        values(frame["value"]),
        lows=values(frame["low"]),
        highs=values(frame["high"]),
        n=values(frame["n"]),
        tones=tuple("actual" if one not in better else "good" if better[one] else "bad" for one in frame["verdict"]),
    )
    mark = Dots(
        labels,
        (series,),
        unit_of(passport),
        tuple(
            f"{ARROWS.get(row.verdict, '')}{passport.write(row.value, t)} · {said_n(row.n, t)}" for row in rows(frame)
        ),
        None if overall is None else Limit(overall, t("chart.overall")),
        value_range(passport, frame["value"], frame["low"], frame["high"], [overall]),
        tuple(str(Point("group", dimension=groups.dimension, value=str(group))) for group in frame["group"]),
        dimension,
    )
    return Exhibit(title, subtitle, note, mark)
