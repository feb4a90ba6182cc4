"""The Pareto of problems and the counts a thousand customers, in words and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.coordination.numbers.problems import LEAST_DAYS, MOST, SOURCES, Problems
from analytics.marks import RATE, SHARE, Cell, Column, Exhibit, grid
from data.language import start

if TYPE_CHECKING:
    from data.language import Translator

HEADS = "coordination.column"


def pareto_words(found: Problems, t: Translator) -> str:
    """Which few make most of the first source that has problems with a name."""
    for source in SOURCES:
        own = found.of(source)
        few = [one for one in own if one.few]
        if few:
            return t(
                f"coordination.pareto.{source}",
                n=len(few),
                all=len(own),
                share=t.percent(sum(one.share for one in few), 0),
                name=few[0].item,
                largest=t.percent(few[0].share, 0),
            )
    return t("coordination.pareto.unnamed")


def table_pareto(found: Problems, t: Translator) -> Exhibit:
    """Problems by source and size with their share and that of all up to them."""
    subtitle = t("coordination.pareto.subtitle", share=t.percent(MOST, 0))
    if not found.each:
        return Exhibit.nothing(t("coordination.pareto.empty"), subtitle, needs=("complaints", "reviews", "incidents"))
    lines = [
        {
            "state": "watch" if one.few else "none",
            "problem": one.item or t("coordination.pareto.none"),
            "source": t(f"coordination.source.{one.source}"),
            "count": Cell(t.count(one.n), t.told(one.n)),
            "share": one.share,
            "cumulative": one.cumulative,
        }
        for one in found.each
    ]
    columns = (
        Column("state", "state", codes="coordination.tone.pareto"),
        Column("problem", "head"),
        Column("source"),
        Column("count", "number"),
        Column("share", "number", unit=SHARE),
        Column("cumulative", "number", unit=SHARE),
    )
    return Exhibit(
        pareto_words(found, t),
        subtitle,
        t("coordination.pareto.note"),
        grid(pd.DataFrame(lines), columns, HEADS, t, 12),
    )


def table_thousand(found: Problems, t: Translator) -> Exhibit:
    """Counts a thousand customers on their intervals, to be held beside another programme."""
    subtitle = t("coordination.thousand.subtitle")
    if not found.thousand and found.customers:
        few = t("coordination.thousand.few", n=t.count(found.customers))
        return Exhibit.nothing(few, subtitle, needs=("complaints", "contacts", "departures"))
    if not found.thousand:
        return Exhibit.nothing(t("coordination.thousand.empty"), subtitle, needs=("customers",))
    lines = [
        {
            "what": t(f"coordination.thousand.{one.item}"),
            "count": Cell(t.count(one.n), t.told(one.n)),
            "value": one.value,
            "interval": RATE.interval(one.interval.low, one.interval.high, t),
            "first": one.first,
            "yearly": one.yearly[0] if one.yearly else None,
            "yearly_interval": RATE.interval(one.yearly[1].low, one.yearly[1].high, t) if one.yearly else None,
        }
        for one in found.thousand
    ]
    columns = (
        Column("what", "head", "item"),
        Column("count", "number"),
        Column("value", "number", "thousand", unit=RATE),
        Column("interval"),
        Column("first", "date", "told_since"),
        Column("yearly", "number", unit=RATE),
        Column("yearly_interval"),
    )
    first = found.thousand[0]
    title = t(
        "coordination.thousand.title.year" if first.yearly else "coordination.thousand.title",
        yearly=RATE.write(first.yearly[0], t) if first.yearly else "",
        name=t(f"coordination.thousand.{first.item}"),
        value=RATE.write(first.value, t),
        n=t.count(found.customers),
    )
    return Exhibit(
        start(title),
        subtitle,
        t("coordination.thousand.note", days=LEAST_DAYS),
        grid(pd.DataFrame(lines), columns, HEADS, t),
    )
