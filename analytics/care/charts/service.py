"""Service cases in words and marks: settled at the first contact, repeated contacts by branch and over time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from analytics.care.numbers.service import Service, cases, load_service
from analytics.frames import rows
from analytics.marks import Dots, Exhibit, Limit, Line, Lines, Series, Unit, values
from analytics.metrics.passport import FEW
from analytics.periods import monday_of
from analytics.stats.intervals import wilson_interval
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

SHARE = Unit("share", 0)
LEAST = 10


def load_cases(store: Store, scope: Scope) -> Service | None:
    return load_service(store, scope)


def first_words(found: Service, t: Translator) -> str:
    """How many of the cases were settled at the first contact, and how many customers came again."""
    first, told = found.counts("first", "told")
    again, judged = found.counts("again", "judged")
    if told >= LEAST:
        return t(
            "care.service.title",
            share=t.percent(first / told, 0),
            n=t.count(told),
            again=t.percent(again / judged, 0),
            days=found.days,
        )
    return (
        t("care.service.untold", share=t.percent(again / judged, 0), n=t.count(judged), days=found.days)
        if judged >= LEAST
        else ""
    )


def apart_words(found: Service, t: Translator) -> str:
    """The branch whose customers come again most, beyond chance; '' where none stands out."""
    if not found.apart:
        return ""
    worst = found.apart[0]
    return t(
        "care.again.apart",
        branch=t.branch(worst.branch),
        share=t.percent(worst.share, 0),
        others=t.percent(worst.others, 0),
        days=found.days,
    )


def _line(name: str, steps: pd.DataFrame, part: str, of: str, tone: str, t: Translator) -> Line:
    known = steps[steps[of].fillna(0) >= LEAST]
    days = tuple(monday_of(int(step) + 1) - timedelta(days=1) for step in known["step"])
    shares = values(known[part] / known[of])
    return Line(name, days, shares, tone, label=name, n=values([t.told(n) for n in known[of]]))  # type: ignore[arg-type]


def chart_service(found: Service | None, t: Translator) -> Exhibit:
    """In windows of four weeks the share settled at the first contact, and of repeated contacts."""
    if found is None:
        return Exhibit.nothing(t("care.contacts.empty"), needs=("contacts",))
    subtitle = t("care.service.subtitle", days=found.days)
    said = first_words(found, t)
    steps = found.steps[found.steps["n"].notna()].sort_values("step")
    lines = [
        line
        for line in (
            _line(t("care.service.first"), steps, "first", "told", "good", t),
            _line(t("care.service.again"), steps, "again", "judged", "watch", t),
        )
        if line.x
    ]
    if not said or not lines:
        return Exhibit.nothing(t("care.service.empty"), subtitle)
    note = t("care.service.note", n=t.count(cases(found)), date=t.date(found.day, year=True), days=found.days)
    return Exhibit(said, subtitle, note, Lines(tuple(lines), t("care.column.weeks"), SHARE, bounds=(0.0, 1.0)))


def chart_again(found: Service | None, t: Translator) -> Exhibit:
    """By branch the share of cases after which the same customer came again, on its interval."""
    if found is None:
        return Exhibit.nothing(t("care.contacts.empty"), needs=("contacts",))
    subtitle = t("care.again.subtitle", days=found.days)
    own = found.branches[(found.branches["judged"].fillna(0) >= LEAST) & found.branches["branch"].notna()]
    again, judged = found.counts("again", "judged")
    if own.empty or not judged:
        return Exhibit.nothing(t("care.service.empty"), subtitle)
    own = own.assign(share=own["again"] / own["judged"]).sort_values("share", ascending=False)
    bounds = [wilson_interval(int(hits), int(n)) for hits, n in zip(own["again"], own["judged"], strict=True)]
    apart = {one.branch for one in found.apart}
    series = Series(
        t("care.service.again"),
        values(own["share"]),
        lows=values([None if one is None else one.low for one in bounds]),
        highs=values([None if one is None else one.high for one in bounds]),
        n=values([t.told(n) for n in own["judged"]]),
        tones=tuple("bad" if branch in apart else "actual" for branch in own["branch"]),
    )
    ends = tuple(f"<b>{t.percent(float(row.share), 0)}</b> · {t('tile.n', n=t.count(row.judged))}" for row in rows(own))
    names = tuple(t.branch(str(branch)) for branch in own["branch"])
    mark = Dots(
        names,
        (series,),
        SHARE,
        ends,
        Limit(again / judged, t("care.again.whole")),
        ids=tuple(own["branch"]),
        of=t("care.column.branch"),
    )
    none = t("care.again.none") if found.looked else t("care.again.alone", n=FEW)
    return Exhibit(start(apart_words(found, t)) or none, subtitle, t("care.again.note"), mark)
