"""The sections of the cost–benefit page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, replace

import streamlit as st

from analytics.charts import money as charts
from analytics.metrics import METRICS
from analytics.metrics.money import Assumptions, Case, Odds, compute_odds, compute_returns
from analytics.metrics.money.case import Returns, measured
from data.language import NBSP, Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, two
from pages.kit.controls import clear
from pages.kit.guard import View
from pages.kit.passport import passport_list
from pages.kit.plan.chart import show_ledger_chart
from pages.kit.plan.frame import read_benefits
from pages.kit.plan.scenarios import read_scenarios, show_keeping
from pages.kit.state import ASSUMPTIONS, read_param, write_param
from pages.kit.table import Column, show_table
from pages.kit.tiles import Strip, Tile

LIMITS = {
    # input: (lowest, highest, step) in the unit shown: percent, but weeks for the delay
    "rate": (0.0, 20.0, 0.5),
    "churn": (0.0, 20.0, 0.1),
    "retained": (50.0, 150.0, 1.0),
    "savings": (50.0, 150.0, 1.0),
    "cost": (70.0, 150.0, 1.0),
    "delay": (0.0, 52.0, 0.5),
}
PERCENT = 100.0

MOST_IRR = 100.0


def chosen(case: Case) -> Assumptions:
    """The assumptions of the URL over the measured ones. A value that cannot be read, or lies outside, is as if it were not there."""
    found = measured(case)
    for key in ASSUMPTIONS:
        name, asked = key.removeprefix("a_"), read_param(key)
        try:
            value = float(asked[-1]) if asked else None
        except ValueError:
            value = None
        low, high, _ = LIMITS[name]
        if value is not None and low <= value <= high:
            found = replace(found, **{name: value if name == "delay" else value / PERCENT})
    return found


def read_odds(view: View, case: Case, given: Assumptions) -> Odds:
    return keep(view, "odds", lambda: compute_odds(case, given), *astuple(given))


def message(view: View, case: Case, given: Assumptions) -> str:
    """The page's finding: the middle of the simulated net present value and the chance that it is above zero."""
    t, odds = view.t, read_odds(view, case, given)
    worth = odds.percentile(0.5)
    key = "case.message.pays" if worth > 0 else "case.message.not"
    return t(key, value=t.money(worth, case.currency), share=t.percent(odds.positive, 0))


def tiles(view: View, case: Case, given: Assumptions) -> list[Tile]:
    """Net present value, benefit–cost ratio, discounted payback, internal rate of return."""
    t, odds, found = view.t, read_odds(view, case, given), compute_returns(case, given)
    p10, p90 = odds.percentile(0.1), odds.percentile(0.9)
    change = found.npv - case.planned_npv
    reach = max(abs(p10), abs(p90), abs(found.npv), abs(case.planned_npv)) * 1.2
    worth = Tile(
        key="npv",
        passport=passport_list(METRICS["npv"].passport, t),
        title=t("metric.npv.title"),
        value=t.money(found.npv, case.currency),
        target=t("case.tile.break_even"),
        change=t.money(change, case.currency, sign=True),
        direction=1 if change > 0 else -1,
        judged="good" if change > 0 else "bad",
        strip=Strip(
            (-reach, reach), t("metric.npv.title"), now=found.npv, low=p10, high=p90, before=case.planned_npv, aim=0.0
        ),
        detail=f"P10{NBSP}{t.money(p10, case.currency)} · P50{NBSP}{t.money(odds.percentile(0.5), case.currency)} · P90{NBSP}{t.money(p90, case.currency)}",
        state="good" if odds.percentile(0.2) > 0 else "watch" if found.npv > 0 else "bad",
        verdict=t("case.tile.chance", share=t.percent(odds.positive, 0)),
        reason=t("case.tile.against_plan", value=t.money(case.planned_npv, case.currency)),
    )
    ratio = found.bcr or 0.0
    bcr = Tile(
        key="bcr",
        title=t("case.tile.bcr"),
        value=t.number(found.bcr, 2),
        target=t("schedule.tile.limit", value=t.number(1, 1)),
        strip=Strip((0, 2.5), t("case.tile.bcr"), now=found.bcr, aim=1.0),
        detail=t("case.tile.roi", value=t.percent(found.roi, 0)),
        state="good" if ratio > 1 else "bad",
        verdict=t("case.tile.bcr.above") if ratio > 1 else t("case.tile.bcr.below"),
    )
    times = found.discounted_payback
    payback = Tile(
        key="payback",
        title=t("case.tile.payback"),
        value=t.number(times, 1),
        unit=t("case.tile.years") if times is not None else "",
        strip=None if times is None else Strip((0, len(case.months) / 12), t("case.tile.payback"), now=times, bar=True),
        detail=t("case.tile.plain_payback", years=t.number(found.payback, 1)),
        state="good" if times is not None else "bad",
        verdict=t("case.tile.paid_back") if times is not None else t("case.tile.never"),
    )
    # A rate beyond a hundredfold a year is a root too, but its digits say nothing.
    roots = " · ".join(t.percent(root) if root <= MOST_IRR else f">{t.percent(MOST_IRR, 0)}" for root in found.irr)
    several = len(found.irr) > 1
    irr = Tile(
        key="irr",
        title=t("case.tile.irr"),
        value=roots or "–",
        target=t("case.tile.rate", value=t.percent(given.rate)),
        detail=t("case.tile.mirr", value=t.percent(found.mirr)),
        state="watch" if several or not found.irr else "good" if found.irr[0] > given.rate else "bad",
        verdict=t("case.tile.irr.several") if several else t("case.tile.irr.none") if not found.irr else t("case.tile.irr.above") if found.irr[0] > given.rate else t("case.tile.irr.below"),
    )  # fmt: skip
    return [worth, bcr, payback, irr]


def show_now(view: View, case: Case, given: Assumptions) -> None:
    """What carries the case, and which assumption decides."""
    t, odds, about = view.t, read_odds(view, case, given), astuple(given)
    base = case.npv(given)
    two(
        (
            lambda: show_ledger_chart(
                view,
                "npv",
                charts.describe_npv(case, given, t),
                lambda palette: charts.figure_npv(case, given, palette, t, 380),
                *about,
            ),
            lambda: show_ledger_chart(
                view,
                "tornado",
                charts.describe_tornado(odds, base, t, case.currency),
                lambda palette: charts.figure_tornado(odds, base, palette, t, case.currency, 380),
                *about,
                frame=odds.tornado,
            ),
        ),
        (1.6, 1),  # a bar a benefit and a cost: their labels need the room
    )


def show_assumptions(view: View, case: Case, given: Assumptions) -> None:
    """Assumptions to move, and named scenarios side by side."""
    two((lambda: _sliders(view, case, given), lambda: _scenarios(view, case, given)), (1, 1.25))


def _sliders(view: View, case: Case, given: Assumptions) -> None:
    t, base = view.t, measured(case)
    with card(
        t("case.move.title"),
        t("case.move.subtitle", churn=t.percent(base.churn), weeks=t.number(base.delay, 1)),
        key="card-move",
    ):
        for key in ASSUMPTIONS:
            name = key.removeprefix("a_")
            low, high, step = LIMITS[name]
            value = getattr(given, name) * (1 if name == "delay" else PERCENT)
            st.session_state[key] = min(max(round(value / step) * step, low), high)
            st.slider(
                t(f"case.slider.{name}"),
                low,
                high,
                step=step,
                key=key,
                format="%.1f" if step < 1 else "%.0f",
                on_change=_write,
                args=(key,),
            )
        st.button(
            t("case.move.reset"), icon=":material/restart_alt:", key="reset-case", on_click=clear, args=(ASSUMPTIONS,)
        )
        show_keeping(view, given, base)


def _write(key: str) -> None:
    write_param(key, [f"{st.session_state[key]:g}"])


def scenarios(
    case: Case, given: Assumptions, t: Translator, kept: Mapping[str, tuple[int, Assumptions]]
) -> dict[str, Assumptions]:
    """Named sets of assumptions: as measured, without the slip, cautious (every input at its worse end), those that were
    kept, and the ones of the moment where they are not among them."""
    base, ranges = measured(case), case.ranges
    cautious = Assumptions(
        rate=base.rate, churn=ranges["churn"].high, retained=ranges["retained"].low, savings=ranges["savings"].low, cost=ranges["cost"].high, delay=ranges["delay"].high
    )  # fmt: skip
    found = {
        t("case.scenario.measured"): base,
        t("case.scenario.on_time"): replace(base, delay=0.0),
        t("case.scenario.cautious"): cautious,
    }
    found |= {name: assumed for name, (_, assumed) in kept.items() if name not in found}
    if given not in found.values():
        found[t("case.scenario.own")] = given
    return found


def _scenarios(view: View, case: Case, given: Assumptions) -> None:
    t = view.t
    named = scenarios(case, given, t, read_scenarios(view, measured(case)))
    results = {name: compute_returns(case, one) for name, one in named.items()}
    values = {name: result.npv for name, result in results.items()}
    show_ledger_chart(
        view,
        "scenarios",
        charts.describe_scenarios(values, t, case.currency),
        lambda palette: charts.figure_scenarios(values, palette, t, case.currency, 360),
        *named,
        *values.values(),
    )
    columns = [Column(t("case.scenario"), "head")] + [
        Column(t(f"case.head.{name}"), "number") for name in ("npv", "bcr", "irr", "payback", "roi")
    ]
    show_table(columns, [_returns(name, result, case, t) for name, result in results.items()], t("case.scenario"))


def _returns(name: str, found: Returns, case: Case, t: Translator) -> tuple[str, ...]:
    return (
        name,
        t.money(found.npv, case.currency),
        t.number(found.bcr, 2),
        " · ".join(t.percent(root) for root in found.irr) or "–",
        t.number(found.discounted_payback, 1),
        t.percent(found.roi, 0),
    )


def show_odds(view: View, case: Case, given: Assumptions) -> None:
    """How sure it is that it pays, and what was realised so far."""
    t, odds, benefits = view.t, read_odds(view, case, given), read_benefits(view)
    base, about = case.npv(given), astuple(given)
    two(
        (
            lambda: show_ledger_chart(
                view,
                "odds",
                charts.describe_odds(odds, t, case.currency),
                lambda palette: charts.figure_odds(odds, base, palette, t, case.currency, HEIGHT),
                *about,
            ),
            lambda: show_ledger_chart(
                view,
                "shortfall",
                charts.describe_shortfall(benefits, t, case.currency),
                lambda palette: charts.figure_shortfall(benefits, palette, t, case.currency, HEIGHT),
            ),
        ),
        (1, 1),
    )
