"""Cost and benefit in words and marks: what carries the case, which assumption decides, what scenarios give, how sure
it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.cost_benefit.numbers.case import compute_shortfall, compute_waterfall
from analytics.frames import rows
from analytics.marks import (
    Bars,
    Cell,
    Column,
    Dots,
    Exhibit,
    Limit,
    Series,
    Spot,
    Step,
    Swing,
    Tornado,
    Unit,
    Waterfall,
    distribution_of,
    grid,
    values,
)

if TYPE_CHECKING:
    from analytics.cost_benefit.numbers import Benefits, Odds, Pays
    from analytics.cost_benefit.numbers.scenarios import Scenario, Scenarios
    from data.language import Translator

MOST_COSTS = 3


def chart_npv(found: Pays | None, t: Translator) -> Exhibit:
    """From benefits to net present value: benefits up, their sum, costs down, delay and moved assumptions, what is
    left."""
    if found is None:
        return Exhibit.nothing(t("case.none"))
    case, frame = found.case, compute_waterfall(found.case, found.given)
    benefits, costs = frame[frame["kind"] == "benefit"], frame[frame["kind"] == "cost"]
    gain, loss = benefits.sort_values("value").iloc[-1], costs.sort_values("value").iloc[0]
    total = float(benefits["value"].sum())
    title = t(
        "case.waterfall.title",
        benefit=gain["name"],
        share=t.percent(gain["value"] / total if total else 0, 0),
        cost=loss["name"],
        part=t.percent(-loss["value"] / total if total else 0, 0),
    )
    years = t.number(len(case.months) / 12, 1)
    subtitle = t("case.waterfall.subtitle", years=years, rate=t.percent(found.given.rate, 1))
    note = [
        t("case.week", value=t.money(case.week_of_delay, case.currency)),
        t("case.customer", value=t.money(case.lost_customer, case.currency)),
        t("case.t0"),
    ]
    steps = [change(row.name, row.value) for row in rows(benefits)]
    steps.append(Step(t("case.all_benefits"), total, total=True, id="benefits"))
    steps += [change(row.name, row.value) for row in rows(costs.head(MOST_COSTS))]
    rest = float(costs["value"].iloc[MOST_COSTS:].sum())
    if abs(rest) >= 0.5:
        steps.append(change(t("cost.bridge.rest"), rest))
    for kind, words in (("delay", t("case.delay")), ("assumption", t("case.moved"))):
        steps += [change(words, row.value, ahead=True, key=kind) for row in rows(frame[frame["kind"] == kind])]
    steps.append(Step(t("case.npv"), float(frame["value"].sum()), total=True, id="npv"))
    return Exhibit(title, subtitle, " · ".join(note), Waterfall(tuple(steps), _money(case.currency), t("case.step")))


def change(name: str, value: float, *, ahead: bool = False, key: str = "") -> Step:
    """A step of the case; what is not measured but expected is hatched."""
    return Step(name, value, "good" if value > 0 else "bad", "hatched" if ahead else "solid", id=key)


def _money(currency: str) -> Unit:
    return Unit("money", currency=currency)


def write_input(name: str, value: float, t: Translator) -> str:
    """An input as it stands at the end of its bar."""
    if name == "delay":
        return t("case.weeks", weeks=t.number(value, 1))
    if name in ("churn", "rate"):
        return t.percent(value, 1)
    return t.percent(value - 1, 0, sign=True) if abs(value - 1) > 0.0005 else t.percent(0, 0)


def chart_tornado(found: Pays | None, t: Translator) -> Exhibit:
    """The widest input, and whether any one alone can take the value below zero."""
    if found is None:
        return Exhibit.nothing(t("case.none"))
    frame, currency = found.odds.tornado, found.case.currency
    subtitle = t("case.tornado.subtitle", base=t.money(found.base, currency))
    if frame.empty:
        return Exhibit.nothing(t("case.tornado.empty"), subtitle)
    sinks = frame[frame[["low", "high"]].min(axis=1) < 0]
    name = t(f"case.input.{frame.iloc[0]['input']}")
    key = "below" if found.base <= 0 else "sinks" if len(sinks) else "none"
    swings = tuple(
        Swing(
            t(f"case.input.{row.input}"),
            (write_input(row.input, row.low_input, t), row.low),
            (write_input(row.input, row.high_input, t), row.high),
            row.input,
        )
        for row in rows(frame)
    )
    mark = Tornado(
        swings,
        Limit(found.base, t("case.base")),
        _money(currency),
        Limit(0.0, t("case.break_even")),
        t("case.input"),
    )
    return Exhibit(t(f"case.tornado.{key}", input=name, n=len(sinks)), subtitle, trials(found.odds, t), mark)


def trials(odds: Odds, t: Translator) -> str:
    """How the simulation was made."""
    return t("note.trials", n=odds.trials, seed=str(odds.seed), rho=t.number(odds.correlation, 1))


def chart_odds(found: Pays | None, t: Translator) -> Exhibit:
    """The chance that it pays, and the range of the simulated value."""
    if found is None:
        return Exhibit.nothing(t("case.none"))
    odds, currency = found.odds, found.case.currency
    subtitle = t(
        "case.odds.subtitle",
        p10=t.money(odds.percentile(0.1), currency),
        p50=t.money(odds.percentile(0.5), currency),
        p90=t.money(odds.percentile(0.9), currency),
    )
    spots = (
        Spot(0.0, t("case.break_even"), "aim"),
        Spot(odds.percentile(0.1), "P10"),
        Spot(odds.percentile(0.5), "P50"),
        Spot(found.base, t("case.base"), "base"),
    )
    mark = distribution_of(odds.values, t("case.npv"), spots, _money(currency))
    title = t("case.odds.title", share=t.percent(odds.positive, 0))
    return Exhibit(title, subtitle, f"{trials(odds, t)} · {t('case.odds.note')}", mark)


def named(found: Scenarios, t: Translator) -> dict[str, Scenario]:
    """The scenarios by their names in words. One that people called as the product calls its own does not hide that."""
    sets: dict[str, Scenario] = {}
    for one in found.sets:
        sets.setdefault(one.name or t(f"case.scenario.{one.code}"), one)
    return sets


def chart_scenarios(found: Scenarios | None, t: Translator) -> Exhibit:
    """Net present value of each set of assumptions; the worst is named."""
    if found is None:
        return Exhibit.nothing(t("case.none"))
    sets = named(found, t)
    worth = {name: one.found.npv for name, one in sets.items()}
    worst = min(worth, key=lambda name: worth[name])
    title = t(
        "case.scenarios.pays" if worth[worst] > 0 else "case.scenarios.sinks",
        scenario=worst,
        value=t.money(worth[worst], found.currency),
    )
    tones = tuple("bad" if value < 0 else "actual" for value in worth.values())
    mark = Dots(
        tuple(worth),
        (Series(t("case.npv"), tuple(worth.values()), tones=tones),),  # type: ignore[arg-type]
        _money(found.currency),
        ends=tuple(f"<b>{t.money(value, found.currency)}</b>" for value in worth.values()),
        limit=Limit(0.0, t("case.break_even")),
        of=t("case.scenario"),
    )
    return Exhibit(title, t("case.scenarios.subtitle"), t("case.t0"), mark)


def table_scenarios(found: Scenarios | None, t: Translator) -> Exhibit:
    """Everything that each set of assumptions gives."""
    if found is None:
        return Exhibit.nothing(t("case.none"))
    frame = pd.DataFrame(
        {
            "scenario": name,
            "npv": one.found.npv,
            "bcr": one.found.bcr,
            "irr": Cell(" · ".join(t.percent(root) for root in one.found.irr) or "–", _single(one.found.irr)),
            "payback": one.found.discounted_payback,
            "roi": one.found.roi,
        }
        for name, one in named(found, t).items()
    )
    columns = (
        Column("scenario", "head"),
        Column("npv", "number", unit=_money(found.currency)),
        Column("bcr", "number", unit=Unit("ratio", 2)),
        Column("irr", "number", unit=Unit("share", 1)),
        Column("payback", "number", unit=Unit("ratio", 1)),
        Column("roi", "number", unit=Unit("share")),
    )
    return Exhibit(
        t("case.table.title", n=len(frame)),
        t("case.table.subtitle"),
        t("case.t0"),
        grid(frame, columns, "case.head", t),
    )


def _single(roots: tuple[float, ...]) -> float | None:
    """The rate of a file; several roots are none."""
    return round(roots[0] * 100, 1) if len(roots) == 1 else None


def chart_shortfall(found: Benefits, t: Translator) -> Exhibit:
    """Realised against planned benefit of the months realised: the one furthest below its plan."""
    subtitle, frame = t("case.shortfall.subtitle"), compute_shortfall(found)
    if frame.empty:
        return Exhibit.nothing(t("case.shortfall.empty"), subtitle)
    first = frame.iloc[0]
    short = [found.judge.beyond("benefits.short", -float(share)) for share in frame["share"]]
    title = t("case.shortfall.met")
    if round(float(first["share"]), 3) < 0:
        title = t(
            "case.shortfall.below",
            benefit=first["benefit"],
            share=t.percent(-first["share"], 1),
            size=t.money(-first["change"], found.currency),
        )
    tones = tuple("bad" if low else "actual" for low in short)
    mark = Bars(
        tuple(frame["benefit"]),
        (Series(t("case.realised"), values(frame["realised"]), tones=tones),),  # type: ignore[arg-type]
        _money(found.currency),
        across=True,
        ends=tuple(f"<b>{t.percent(share, 1, sign=True)}</b>" for share in frame["share"]),
        targets=Series(t("case.planned"), values(frame["planned"]), "accent"),
        of=t("case.benefit"),
    )
    return Exhibit(title, subtitle, t("case.shortfall.note"), mark)
