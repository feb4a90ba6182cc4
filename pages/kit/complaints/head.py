"""The head of the complaints page: what was read, its message, its tiles, its controls."""

from __future__ import annotations

from analytics.charts import complaints as charts
from analytics.metrics.complaints import Complaints, load_complaints
from pages.kit.cache import keep
from pages.kit.controls import controls, pick
from pages.kit.guard import View
from pages.kit.plan.frame import choose_waves
from pages.kit.state import VIEW

SECTIONS = ("rate", "causes", "time", "outcome", "text", "loop")


def read_complaints(view: View) -> Complaints:
    return keep(view, "complaints", lambda: load_complaints(view.store, view.scope))


def message(view: View, found: Complaints) -> str:
    """The page's finding: how the last week stands, and what has risen since the cut-overs."""
    return charts.describe_now(found, view.t)


def control_row(view: View) -> str:
    """The open section, and the waves of the scope."""
    t = view.t
    with controls():
        chosen = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"complaints.view.{code}"), default=SECTIONS[0])
        choose_waves(view)
    return chosen
