"""The sections of the cost–benefit page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, replace
from datetime import timedelta

import streamlit as st

from analytics.charts import money as charts
from analytics.metrics import METRICS
from analytics.metrics.money import Assumptions, Case, Odds, compute_odds, compute_returns
from analytics.metrics.money.case import Returns, measured
from analytics.metrics.programme_metrics import compute_case_values
from analytics.metrics.reading import Reading, Value, Verdict
from analytics.periods import Period, as_of_day
from analytics.standing import Standing, judged
from data.language import Translator
from pages.kit.cache import keep
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, two
from pages.kit.controls import clear
from pages.kit.guard import View
from pages.kit.judging import read_judge
from pages.kit.plan.chart import show_ledger_chart
from pages.kit.plan.frame import read_benefits
from pages.kit.plan.scenarios import read_scenarios, show_keeping
from pages.kit.state import ASSUMPTIONS, read_param, write_param
from pages.kit.table import Column, show_table

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
    said = t(key, value=t.money(worth, case.currency), share=t.percent(odds.positive, 0))
    # The tile and the steps to it are of the inputs as they stand: where these differ, both are said.
    base, middle = (t.money(value, case.currency) for value in (case.npv(given), worth))
    return said + (t("case.message.inputs", value=base) if base != middle else "")


def standings(view: View, case: Case, given: Assumptions) -> list[Standing]:
    """Net present value, benefit–cost ratio, discounted payback and internal rate of return under the assumptions chosen."""
    values = keep(view, "case values", lambda: compute_case_values(case, given), *astuple(given))
    judge = read_judge(view)
    day = as_of_day(view.scope)

    def stand(metric: str) -> Standing:
        passport = METRICS[metric].passport
        now = values[metric]
        verdict: Verdict = "no_previous" if now.known else "nothing"
        reading = Reading(passport, Period(day - timedelta(days=6), day), now, Value(), verdict, target=passport.target)
        return judged(reading, judge, [stand(one) for one in passport.companions])

    return [stand(metric) for metric in ("npv", "bcr", "payback", "irr")]


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
