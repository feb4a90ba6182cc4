"""The tiles of the risk page."""

from __future__ import annotations

from analytics.metrics import METRICS
from pages.kit.guard import View
from pages.kit.passport import passport_list
from pages.kit.risk.frame import Found
from pages.kit.tiles import Strip, Tile


def tiles(view: View, found: Found) -> list[Tile]:
    """Beyond appetite, exposure, treatments, indicators."""
    return [_above(view, found), _exposure(view, found), _treatments(view, found), _watched(view, found)]


def _above(view: View, found: Found) -> Tile:
    t, register = view.t, found.register
    n, total = len(register.above), len(register.risks)
    trend = register.trend.groupby("snapshot_on")["above"].sum()
    before = None
    if register.before is not None:
        before = int(trend.get(str(register.before), 0)) if str(register.before) in trend.index.astype(str) else None
    change = None if before is None else n - before
    return Tile(
        key="above",
        passport=passport_list(METRICS["risks_above_appetite"].passport, t),
        title=t("metric.risks_above_appetite.title"),
        value=t.number(n),
        unit=t("risk.tile.of", n=total),
        change="" if change is None else t.number(change, sign=True),
        direction=0 if not change else 1 if change > 0 else -1,
        judged="" if not change else "bad" if change > 0 else "good",
        strip=Strip((0, max(total, 1)), t("metric.risks_above_appetite.title"), now=float(n), bar=True),
        detail=t("risk.tile.assessed", date=t.date(register.assessed)),
        state="bad" if n else "good",
        verdict=t("risk.verdict.above") if n else t("risk.verdict.within"),
    )


def _exposure(view: View, found: Found) -> Tile:
    t, exposure = view.t, found.exposure
    title = t("metric.risk_p80.title")
    passport = passport_list(METRICS["risk_p80"].passport, t)
    if exposure.empty:
        return Tile(key="exposure", title=title, passport=passport, value="–", verdict=t("risk.verdict.no_money"))
    p50, p80, p95 = (exposure.portfolio.percentile(share) for share in (0.5, 0.8, 0.95))
    reserve, currency = exposure.contingency, exposure.currency
    state, verdict = "none", t("risk.verdict.no_contingency")
    if reserve is not None:
        state = "good" if p80 <= reserve else "bad"
        verdict = t("risk.verdict.covered" if p80 <= reserve else "risk.verdict.not_covered")
    return Tile(
        key="exposure",
        passport=passport,
        title=title,
        value=t.money(p80, currency),
        target="" if reserve is None else t("risk.tile.contingency", value=t.money(reserve, currency)),
        strip=Strip((0, max(p95, reserve or 0.0) * 1.15 or 1.0), title, now=p80, low=p50, high=p95, aim=reserve),
        detail=f"P50 {t.money(p50, currency)} · P95 {t.money(p95, currency)}",
        state=state,
        verdict=verdict,
        reason="" if exposure.covered is None else t("risk.tile.covers", share=t.percent(exposure.covered, 0)),
    )


def _treatments(view: View, found: Found) -> Tile:
    t, treatments = view.t, found.treatments
    open_, late = len(treatments.open), len(treatments.overdue)
    title = t("risk.tile.treatments")
    if treatments.measures.empty:
        return Tile(key="treatments", title=title, value="–", verdict=t("risk.verdict.no_treatments"))
    return Tile(
        key="treatments",
        passport=passport_list(METRICS["treatments_overdue"].passport, t),
        title=title,
        value=t.number(late),
        unit=t("risk.tile.of_open", n=open_),
        strip=Strip((0, max(open_, 1)), title, now=float(late), bar=True),
        detail=t("risk.tile.done", n=len(treatments.measures) - open_, total=len(treatments.measures)),
        state="bad" if late else "good",
        verdict=t("risk.verdict.overdue") if late else t("risk.verdict.on_time"),
    )


def _watched(view: View, found: Found) -> Tile:
    t, indicators = view.t, found.indicators
    title = t("risk.tile.indicators")
    if indicators.now.empty:
        return Tile(key="indicators", title=title, value="–", verdict=t("risk.verdict.no_indicators"))
    red, stale = len(indicators.red), len(indicators.stale)
    return Tile(
        key="indicators",
        passport=passport_list(METRICS["indicators_red"].passport, t),
        title=title,
        value=t.number(red),
        unit=t("risk.tile.of", n=len(indicators.now)),
        strip=Strip((0, len(indicators.now)), title, now=float(red), bar=True),
        detail=t("risk.tile.stale", n=stale),
        state="bad" if red else "watch" if stale else "good",
        verdict=t("risk.verdict.red") if red else t("risk.verdict.stale") if stale else t("risk.verdict.green"),
    )
