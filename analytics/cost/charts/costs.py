"""Cost in words and marks: budget and forecast, what was earned, what a moved customer costs, where the final cost may
lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.charts.marks import said_n
from analytics.cost.numbers.costs import compute_bridge, largest_part
from analytics.frames import rows
from analytics.marks import Bars, Exhibit, Line, Lines, Series, Spot, Unit, distribution_of, values
from data.language import start

if TYPE_CHECKING:
    from analytics.cost.numbers import Costs
    from analytics.cost.numbers.earned import Earned, Spread
    from analytics.stats.earned_value import EarnedValue
    from data.language import Translator

MOST = 8
"""Categories that are drawn; the rest stand together."""


def money_of(costs: Costs) -> Unit:
    return Unit("money", currency=costs.currency)


def chart_bridge(costs: Costs, t: Translator) -> Exhibit:
    """How much over or under budget, and which category carries it: the forecast of each against its budget."""
    subtitle = t("cost.bridge.subtitle")
    if costs.empty or not costs.budgeted:
        return Exhibit.nothing(t("cost.empty.costs"), subtitle)
    frame, unit = compute_bridge(costs), money_of(costs)
    total = costs.forecast - costs.bac
    if abs(total) < costs.bac * 0.001:
        title = t("cost.bridge.on_budget", forecast=t.money(costs.forecast, costs.currency))
    else:
        most = largest_part(frame, over=total > 0)
        assert most is not None  # the sum of the changes goes this way
        title = t(
            "cost.bridge.over" if total > 0 else "cost.bridge.under",
            size=t.money(abs(total), costs.currency),
            share=t.percent(abs(total) / costs.bac),
            category=most.name,
            amount=t.money(most.amount, costs.currency),
            part=t.percent(most.share, 0),
        )
    ends = t("cost.bridge.ends", budget=unit.write(costs.bac, t), forecast=unit.write(costs.forecast, t))
    note = [
        ends,
        t("cost.bridge.note", spent=unit.change(float(frame["spent"].sum()), t)),
        t("cost.reserve.note", reserve=unit.write(costs.reserve, t)),
        *own_lines(costs, t),
    ]
    if costs.closed_on:
        note.append(t("cost.until", date=t.date(costs.closed_on, year=True)))
    if costs.unrated:
        note.append(t("cost.unrated", n=costs.unrated))
    shown = _largest(frame, t)
    least = max(abs(costs.bac) * 0.0005, 0.5)
    tones = tuple("bad" if change >= least else "actual" for change in shown["change"])
    mark = Bars(
        tuple(shown["category"]),
        (Series(t("cost.expected"), values(shown["expected"]), tones=tones),),  # type: ignore[arg-type]
        unit,
        across=True,
        ends=tuple(unit.change(change, t) for change in shown["change"]),
        targets=Series(t("cost.budget"), values(shown["budget"]), "accent"),
        of=t("cost.lines.head.category"),
    )
    return Exhibit(title, subtitle, " · ".join(note), mark)


def _largest(frame: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """The categories that differ most from their budget, then the largest; what is beyond stands together."""
    ordered = frame.assign(size=frame["change"].abs().round(2)).sort_values(["size", "expected"], ascending=False)
    if len(ordered) <= MOST:
        return ordered
    rest = ordered.iloc[MOST - 1 :][["budget", "expected", "change"]].sum()
    other = pd.DataFrame([{"category": t("cost.bridge.rest"), **rest.to_dict()}])
    return pd.concat([ordered.head(MOST - 1), other], ignore_index=True)


def own_lines(costs: Costs, t: Translator) -> list[str]:
    """What stands in lines of no wave, where single waves are looked at: it cannot be split and is in none of them."""
    if not costs.elsewhere_lines:
        return []
    return [t("cost.own_lines", n=costs.elsewhere_lines, amount=t.money(costs.elsewhere, costs.currency))]


def chart_value(found: Earned, t: Translator) -> Exhibit:
    """Planned value (dashed), earned value and actual cost, cumulated: what a unit spent has earned, three estimates,
    and what the rest needs."""
    value, costs = found.value, found.costs
    if value is None:
        return Exhibit.nothing(t("cost.empty.value"))
    now, trend, unit = value.now, value.trend, money_of(costs)
    early = now.ac > 0 and now.ev == 0 and now.pv == 0
    title = cpi_sentence(now, t)
    dear = costs.judge.of("cpi", now.cpi).alarming
    # Before anything was to be earned nothing follows from what is spent.
    note = []
    if early:
        title = t("cost.value.early", spent=unit.write(now.ac, t), date=t.date(value.day, year=True))
    else:
        eacs = {"a": now.eac_cpi, "b": now.eac_budget, "c": now.eac_both}
        note = [t("cost.value.eacs", **{name: unit.write(eac, t) for name, eac in eacs.items()}), tcpi_sentence(now, t)]
    last = trend.iloc[-1]
    if value.rule == "units" and last["planned_cost"] > 0 and not early:
        # Customers are earned by whole waves and money is spent between them: an index below 1 may be no overrun.
        note.append(t("cost.value.timing", cpi=t.number(last["pv"] / last["planned_cost"], 2)))

    def line(name: str, **look: str) -> Line:
        words, own = t(f"cost.{name}"), values(trend[name])
        kind = "dots" if len(trend) == 1 else "line"
        return Line(words, tuple(trend["day"]), own, kind=kind, label=f"{words} {unit.write(own[-1], t)}", **look)  # type: ignore[arg-type]

    lines = (
        line("pv", tone="accent", dash="dash"),
        line("ac", tone="bad" if dear else "prior"),
        line("ev", weight="focus"),
    )
    subtitle = t("cost.value.subtitle", rule=rule_words(value.rule, t), date=t.date(value.day, year=True))
    return Exhibit(title, subtitle, " · ".join(note), Lines(lines, t("cost.lines.head.period"), unit))


def rule_words(rule: str, t: Translator) -> str:
    """An earning rule in words."""
    return t(f"rule.{rule.replace('/', '_')}")


def cpi_sentence(now: EarnedValue, t: Translator) -> str:
    """What one unit spent has earned."""
    if now.cpi is None:
        return t("cost.value.nothing")
    written = {"cpi": t.number(now.cpi, 2), "spi": t.number(now.spi, 2)}
    if round(now.cpi, 2) < 1:
        return t("cost.value.dear", **written)
    return t("cost.value.cheap" if round(now.cpi, 2) > 1 else "cost.value.even", **written)


def tcpi_sentence(now: EarnedValue, t: Translator) -> str:
    """The performance that the rest needs, also where it has none."""
    if now.budget_gone:
        return t("cost.tcpi.gone")
    if now.tcpi_bac is None or now.ev >= now.bac:
        return t("cost.tcpi.done")
    return t("cost.tcpi", tcpi=t.number(now.tcpi_bac, 2))


def chart_units(found: Spread, t: Translator) -> Exhibit:
    """Cost per customer moved by wave against its plan: the dearest wave is named; one not yet moved has its plan
    alone."""
    subtitle, frame, unit = t("cost.unit.subtitle"), found.units, money_of(found.costs)
    moved = frame.dropna(subset=["actual"])
    if moved.empty:
        return Exhibit.nothing(t("cost.unit.empty"), subtitle)
    row = moved.iloc[int((moved["actual"] / moved["planned"]).to_numpy().argmax())]
    over = row["actual"] / row["planned"] - 1

    def state(actual: float, planned: float) -> str:
        return found.costs.judge.of("unit_cost", actual, planned).state

    dear = state(row["actual"], row["planned"]) in ("watch", "bad")
    title = t(
        "cost.unit.over" if dear else "cost.unit.near" if over > 0 else "cost.unit.within",
        wave=t.wave(row["wave"]),
        value=unit.write(row["actual"], t),
        planned=unit.write(row["planned"], t),
        share=t.percent(over, 0, sign=True),
    )
    mark = Bars(
        tuple(start(t.wave(wave)) for wave in frame["wave"]),
        (
            Series(
                t("cost.unit.actual"),
                values(frame["actual"]),
                tones=tuple("bad" if state(one.actual, one.planned) == "bad" else "actual" for one in rows(frame)),
            ),
        ),
        unit,
        across=True,
        ends=tuple(
            "–" if pd.isna(one.actual) else f"<b>{unit.write(one.actual, t)}</b> · {said_n(one.n, t)}"
            for one in rows(frame)
        ),
        targets=Series(t("cost.planned"), values(frame["planned"]), "accent"),
        of=t("cost.lines.head.wave"),
    )
    return Exhibit(title, subtitle, t("cost.unit.note", n=int(moved["n"].sum()), waves=len(moved)), mark)


def chart_range(found: Spread, t: Translator) -> Exhibit:
    """The simulated final cost: P80 against the budget with its reserve."""
    costs, final, unit = found.costs, found.final, money_of(found.costs)
    p80, limit = final.percentile(0.8), costs.bac + costs.reserve
    title = t(
        "cost.range.covered" if p80 <= limit else "cost.range.not_covered",
        size=unit.write(abs(p80 - limit), t),
        p80=unit.write(p80, t),
        share=t.percent(final.chance_within(limit), 0),
    )
    if not costs.budgeted:
        title = t("cost.range.no_budget", p80=unit.write(p80, t))
    note = [
        t("cost.range.note", **{f"p{at}": unit.write(final.percentile(at / 100), t) for at in (10, 50, 90)}),
        t("note.trials", n=final.trials, seed=str(final.seed), rho=t.number(final.correlation, 1)),
    ]
    if final.stated < 1:
        note.append(t("cost.range.assumed", share=t.percent(1 - final.stated, 0)))
    spots = [Spot(costs.bac, t("cost.budget"), "base"), Spot(final.percentile(0.5), "P50"), Spot(p80, "P80")]
    if costs.reserve:
        spots.append(Spot(limit, t("cost.with_reserve"), "aim"))
    mark = distribution_of(final.totals, t("cost.final"), tuple(spots), unit)
    return Exhibit(title, t("cost.range.subtitle"), " · ".join(note), mark)
