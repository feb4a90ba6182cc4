"""Alerts of one cause are one: what has the same reason is told once, with its parts beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analytics.amounts import Term

if TYPE_CHECKING:
    from analytics.alerts.base import Alert, Severity
    from data.language import Translator

ONE_REASON: dict[str, tuple[str, ...]] = {
    "plan": ("finish_beyond_target", "milestone_moved", "spi_t_low", "tasks_overdue", "rebaseline_without_reason"),
    "cost": ("final_cost_over", "category_over", "cpi_low", "tcpi_high", "budget_gone"),
    "leaving": ("departures_high", "high_value_loss"),
    "complaining": ("complaints_high",),
    "score": ("nps_fall",),
    "order": ("closing_order", "closing_early"),
    "standing": ("closed_standing",),
    "fairness": ("unfair_gap",),
}
"""Kinds that say the same thing of the whole programme, of a wave and of a part: a late plan moves its milestones and its finish."""
OF_A_WAVE: dict[str, tuple[str, ...]] = {
    "rehearsal": ("site_uncovered", "rehearsal_small"),
    "continuity": ("recovery_failed", "blockers_near"),
    "reconciliation": ("difference_unexplained", "item_unreconciled", "counts_differ"),
    "documents": ("documents_missing", "readiness.check.document_missing_at_cut_over"),
}
"""Kinds that say the same thing of one wave."""
BY_KIND = {kind: name for name, kinds in ONE_REASON.items() for kind in kinds}
BY_WAVE = {kind: name for name, kinds in OF_A_WAVE.items() for kind in kinds}


@dataclass(frozen=True)
class Cause:
    """What several alerts come from. ``parts`` are those alerts, the one that is told first on top."""

    parts: tuple[Alert, ...]

    @property
    def lead(self) -> Alert:
        return self.parts[0]

    @property
    def active(self) -> bool:
        return self.lead.active

    @property
    def severity(self) -> Severity:
        return self.lead.severity

    @property
    def latest(self) -> date:
        return max(part.latest for part in self.parts)

    def others(self, t: Translator) -> str:
        """The other alerts of this cause, one after the other; '' where it is alone."""
        said = [part.sentence(t).rstrip(".。") for part in self.parts[1:]]
        return t("alert.cause", n=len(said), parts=("；" if t.lang == "zh" else "; ").join(said)) if said else ""


def compute_causes(alerts: Iterable[Alert]) -> list[Cause]:
    """The causes in the order of their first alerts; what is over is never one with what holds. Of a cause the serious alerts come
    first, then those of the whole programme."""
    found: dict[tuple[object, ...], list[Alert]] = {}
    for place, alert in enumerate(alerts):
        found.setdefault((alert.active, *(_reason(alert) or (place,))), []).append(alert)
    return [Cause(tuple(sorted(parts, key=lambda one: one.severity != "serious"))) for parts in found.values()]


def _reason(alert: Alert) -> tuple[str, ...] | None:
    """What the alert has in common with others; ``None`` where it is the only one of its cause."""
    check = alert.params.get("check")
    kind = check.keys[0] if isinstance(check, Term) else alert.code
    if kind in BY_KIND:
        return (BY_KIND[kind],)
    if kind in BY_WAVE:
        return (BY_WAVE[kind], alert.subject)
    return (kind,) if isinstance(check, Term) else None
