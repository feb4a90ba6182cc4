"""What the page of risks says first: what is beyond appetite, what it may cost, what is late and what is red, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.alerts.base import Named
from analytics.charts.risk.heat import listing
from analytics.frames import rows
from analytics.marks.words import clauses

if TYPE_CHECKING:
    from analytics.metrics.risk import Exposure, Indicators, Register, Treatments
    from data.language import Translator


def said_now(
    register: Register, treatments: Treatments | None, indicators: Indicators | None, exposure: Exposure | None, t: Translator
) -> str:  # fmt: skip
    """The state of the register, then everything red beside it. What could not be read is ``None`` and not spoken of."""
    return clauses(
        t,
        _appetite(register, t),
        _unrated(register, t),
        _reserve(exposure, t),
        _overdue(treatments, t),
        _red(indicators, t),
    )


def _appetite(register: Register, t: Translator) -> str:
    """Risks beyond appetite, the one that rose or is furthest by name; of what is not rated nothing is claimed."""
    total, above, rated = len(register.risks), register.above, len(register.risks) - len(register.unplaced)
    if not total:
        return t("risk.message.none")
    if len(above):
        risen = above[above["move"] == "worse"]
        row = (risen if len(risen) else above).iloc[0]
        key = "risk.message.rose" if len(risen) else "risk.message.furthest"
        first = t("risk.message.above", n=len(above), total=total)
        return t.sentences(first, t(key, named=Named(str(row["risk"]), row["name"]).write(t)))
    if not rated:
        return ""
    worse, given = register.moved("worse"), {"total": rated}
    if len(worse):
        return t("risk.message.within_worse", n=len(worse), risks=listing(worse["risk"], t), **given)
    return t("risk.message.within" if rated == total else "risk.message.rated_within", **given)


def _unrated(register: Register, t: Translator) -> str:
    """Risks without a level: whether they are within appetite is not known."""
    n = len(register.unplaced)
    return t("risk.message.unrated", n=n, total=len(register.risks)) if n else ""


def _reserve(exposure: Exposure | None, t: Translator) -> str:
    if exposure is None or exposure.empty or exposure.contingency is None:
        return ""
    loss = float(exposure.portfolio.percentile(0.8))
    if loss <= exposure.contingency:
        return ""
    money = {"loss": t.money(loss, exposure.currency), "reserve": t.money(exposure.contingency, exposure.currency)}
    return t("risk.message.reserve", **money)


def _overdue(treatments: Treatments | None, t: Translator) -> str:
    if treatments is None or treatments.overdue.empty:
        return ""
    late, first = treatments.overdue, rows(treatments.overdue)[0]
    named = Named(str(first.treatment), first.name).write(t)
    return t("risk.message.overdue", n=len(late), open=len(treatments.open), named=named, days=t.number(float(first.late)))  # fmt: skip


def _red(indicators: Indicators | None, t: Translator) -> str:
    if indicators is None or indicators.red.empty:
        return ""
    first = rows(indicators.red)[0]
    named = Named(str(first.indicator), first.name).write(t)
    return t("risk.message.red", n=len(indicators.red), total=len(indicators.now), named=named)
