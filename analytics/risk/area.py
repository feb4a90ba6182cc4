"""What may go wrong: which risks are beyond appetite, what moved, what it may cost, what is done and watched. What its
page shows, in order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analytics.amounts import Named, within
from analytics.catalogue import Area, Chart, Choice, Custom, Row, Section, Table
from analytics.frames import rows
from analytics.marks.words import clauses
from analytics.reach import compute_reach
from analytics.risk.charts import checks, follow, money, trend
from analytics.risk.charts import register as words
from analytics.risk.numbers import found as seen
from analytics.risk.numbers import load_indicators, load_register
from analytics.risk.numbers.exposure import load_incidents

if TYPE_CHECKING:
    from analytics.risk.numbers import Exposure, Indicators, Register, Treatments
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

CATEGORY = Choice(
    "cat",
    "risk.control.category",
    seen.load_categories,
    lambda code, t: t("risk.control.category.all") if code == seen.ALL else code,
)
ASSESSED = Choice(
    "assessed",
    "risk.control.playback",
    seen.load_days,
    lambda day, t: t.date(date.fromisoformat(day), year=True),
    course=True,
)
ARROW = Choice(
    "arrow", "risk.control.arrow", lambda store, scope: seen.ARROWS, lambda code, t: t(f"risk.arrow.{code}"), few=True
)


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """The whole register as it was last assessed, and everything red beside it; '' where the scope has nothing of
    it."""
    register, indicators = load_register(store, scope), load_indicators(store, scope)
    seen_now = not (register.risks.empty and register.others.empty)
    if register.assessed is None and indicators.now.empty and load_incidents(store, scope).empty:
        return ""
    if not seen_now and indicators.now.empty and (scope.waves or scope.branches or scope.phase):
        return ""
    return said_now(register, seen.load_measures(store, scope), indicators, seen.load_exposed(store, scope), t)


def said_now(
    register: Register, treatments: Treatments, indicators: Indicators, exposure: Exposure, t: Translator
) -> str:
    """The state of the register – of an old one with its day –, then everything red beside it."""
    if register.assessed is None:
        state = t("risk.message.no_register")
    else:
        state = clauses(t, _appetite(register, t), _unrated(register, t))
        age = (register.day - register.assessed).days
        if compute_reach("risks", {"risks": register.assessed}, register.day, indicators.limits).old:
            state = t("risk.message.then", date=t.date(register.assessed, year=True), n=age, said=within(state))
    return clauses(t, state, _reserve(exposure, t), _overdue(treatments, t), _red(indicators, t))


def _appetite(register: Register, t: Translator) -> str:
    """Risks beyond appetite by name; of what is not rated nothing is claimed."""
    total, above, rated = len(register.risks), register.above, len(register.risks) - len(register.unplaced)
    if not total:
        return t("risk.message.none")
    if len(above):
        return t("risk.message.above", n=len(above), total=total, named=_named(above, t))
    if not rated:
        return ""
    worse, given = register.moved("worse"), {"total": rated}
    if len(worse):
        key = "risk.message.within_worse" if rated == total else "risk.message.rated_worse"
        return t(key, n=len(worse), risks=words.named_list(worse, t), **given)
    return t("risk.message.within" if rated == total else "risk.message.rated_within", n=rated, **given)


def _named(above: pd.DataFrame, t: Translator) -> str:
    """Of the risks beyond appetite those that rose, else the one that is further beyond or dearer than every other,
    else the first."""
    risen = above[above["move"] == "worse"]
    own = risen if len(risen) else above
    first = rows(own)[0]
    name, rest = Named(str(first.risk), first.name).write(t), len(own) - 1
    if len(risen):
        return t("risk.message.rose", named=t("risk.listing.more", names=name, n=rest) if rest else name)
    if not rest:
        return name
    second = rows(own)[1]
    if first.beyond > second.beyond:
        return t("risk.message.furthest", named=name)
    if first.worth > second.worth:
        return t("risk.message.dearest", named=name)
    return t("risk.listing.more", names=name, n=rest)


def _unrated(register: Register, t: Translator) -> str:
    """Risks without a level: whether they are within appetite is not known."""
    n = len(register.unplaced)
    return t("risk.message.unrated", n=n, total=len(register.risks)) if n else ""


def _reserve(exposure: Exposure, t: Translator) -> str:
    if exposure.empty or exposure.contingency is None:
        return ""
    loss = float(exposure.portfolio.percentile(0.8))
    if loss <= exposure.contingency:
        return ""
    money = {"loss": t.money(loss, exposure.currency), "reserve": t.money(exposure.contingency, exposure.currency)}
    return t("risk.message.reserve", **money)


def _overdue(treatments: Treatments, t: Translator) -> str:
    if treatments.overdue.empty:
        return ""
    late, first = treatments.overdue, rows(treatments.overdue)[0]
    named = Named(str(first.treatment), first.name).write(t)
    return t(
        "risk.message.overdue", n=len(late), open=len(treatments.open), named=named, days=t.number(float(first.late))
    )


def _red(indicators: Indicators, t: Translator) -> str:
    if indicators.red.empty:
        return ""
    first = rows(indicators.red)[0]
    named = Named(str(first.indicator), first.name).write(t)
    return t("risk.message.red", n=len(indicators.red), total=len(indicators.now), named=named)


AREA = Area(
    "risk",
    needs=("risks", "indicators", "incidents"),
    headline=headline,
    tiles=("risks_above_appetite", "risk_p80", "treatments_overdue", "indicators_red"),
    sections=(
        Section(
            "register",
            Row(
                Chart(
                    "heat", seen.load_seen, words.chart_heat, height=600, metric="risks_above_appetite", picks="point"
                ),
                Chart("trend", seen.load_seen, trend.chart_trend, height=600),
            ),
            Table("movers", seen.load_seen, trend.table_movers),
            Custom("cell"),
            needs=("risks",),
            choices=(CATEGORY, ASSESSED, ARROW),
        ),
        Section(
            "exposure",
            Row(
                Chart("losses", seen.load_seen, money.chart_losses, metric="risk_p80"),
                Chart("lines", seen.load_seen, money.chart_lines),
            ),
            Row(
                Chart("realised", seen.load_happened, money.chart_realised, height=300, rests=("incidents",)),
                Table("rated", seen.load_happened, money.table_rated, rests=("incidents",)),
            ),
            Table("incidents", seen.load_incidents_placed, money.table_incidents),
            choices=(CATEGORY, ASSESSED),
        ),
        Section(
            "treatments",
            Row(
                Chart("burn", seen.load_measures, follow.chart_burn, metric="treatments_overdue"),
                Chart("kinds", seen.load_measures, follow.chart_kinds),
            ),
            Table("measures", seen.load_measures_placed, follow.table_measures),
            choices=(CATEGORY,),
        ),
        Section(
            "indicators",
            Chart("indicators", load_indicators, follow.chart_indicators, metric="indicators_red"),
            Table("readings", seen.load_readings_placed, follow.table_readings),
        ),
        Section(
            "checks",
            Row(
                Table("checks", seen.load_checked, checks.table_checks),
                Table("mapping", seen.load_checked, checks.table_mapping),
            ),
            needs=("risks",),
            choices=(CATEGORY,),
        ),
    ),
)
