"""What the pages of plan and money share: their ledgers, once a state of the store, and their row of controls."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.metrics.money import Benefits, Case, Costs, load_benefits, load_case, load_costs
from analytics.metrics.money.costs import Value, available_rules, compute_value
from analytics.metrics.schedule import (
    Outlook,
    Plan,
    Progress,
    Units,
    compute_progress,
    load_outlook,
    load_plan,
    load_units,
)
from pages.kit.cache import keep
from pages.kit.controls import choose, choose_several, controls, pick
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.state import RULE, VIEW


def read_plan(view: View) -> Plan:
    return keep(view, "plan", lambda: load_plan(view.store, view.scope))


def read_units(view: View) -> Units:
    return keep(view, "units", lambda: load_units(view.store, view.scope, read_plan(view)))


def read_outlook(view: View) -> Outlook | None:
    """The simulation of the usual size, kept; a plan without open tasks has none."""
    return keep(view, "outlook", lambda: load_outlook(view.store, view.scope))


def read_progress(view: View) -> Progress | None:
    plan = read_plan(view)
    return None if plan.empty else keep(view, "progress", lambda: compute_progress(plan))


def read_costs(view: View) -> Costs:
    return keep(view, "costs", lambda: load_costs(view.store, view.scope, read_plan(view).programme.currency))


def read_benefits(view: View) -> Benefits:
    return keep(view, "benefits", lambda: load_benefits(view.store, view.scope, read_plan(view).programme.currency))


def read_value(view: View, rule: str) -> Value | None:
    """Earned value by a rule; '' where no rule is possible."""
    if not rule:
        return None
    return keep(view, "value", lambda: compute_value(read_costs(view), read_plan(view), read_units(view), rule), rule)


def read_case(view: View) -> Case | None:
    """The case of cost and benefit, always of the whole programme: the inputs that the metrics and the alerts use too."""
    return keep(view, "case", lambda: load_case(view.store, view.scope))


def choose_view(view: View, page: str, options: Sequence[str]) -> str:
    """The section of the page that is open."""
    t = view.t
    return pick(
        t("plan.section"),
        options,
        VIEW,
        lambda code: t(f"plan.view.{page}.{code}"),
        default=options[0],
    )


def choose_rule(view: View) -> str:
    """The earning rule, of those that the ledgers allow; the first is the default."""
    t = view.t
    with caught(t):
        rules = available_rules(read_costs(view), read_plan(view), read_units(view))
        if rules:
            return choose(
                t("cost.control.rule"),
                rules,
                RULE,
                lambda rule: t(f"rule.{rule.replace('/', '_')}"),
                default=rules[0],
                width=260,
            )
    return ""


def choose_waves(view: View) -> None:
    """The waves of the scope, on a page that can be split by them."""
    if not view.owns("waves"):
        return
    t = view.t
    waves = keep(
        view,
        "wave names",
        lambda: sorted(load_units(view.store, view.scope.but(waves=()), read_plan(view)).waves["wave"]),
    )
    with caught(t):
        choose_several(t("filter.wave"), waves, "wave", t.wave, placeholder=t("filter.wave.all"), width=170)


def control_row(
    view: View, page: str, options: Sequence[str], *, rule: bool = False, waves: bool = True
) -> tuple[str, str]:
    """The row of controls; returns the open section and the earning rule ('' without one). ``waves`` where the page's numbers
    can be split by them."""
    with controls():
        chosen = choose_view(view, page, options)
        found = choose_rule(view) if rule else ""
        if waves:
            choose_waves(view)
    return chosen, found
