"""Alerts of one cause are one: what has the same reason at the same time is told once, with its parts beside it; waves
that went wrong independently of each other are not. Causes that one owner sees to in one go are told as one family,
with every one of them inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analytics.alerts.base import PROGRAMME
from analytics.amounts import Term

if TYPE_CHECKING:
    from analytics.alerts.base import Alert, Severity
    from data.language import Translator

ONE_REASON: dict[str, tuple[str, ...]] = {
    "plan": (
        "finish_beyond_target",
        "milestone_moved",
        "milestone_slips",
        "date_kept_short",
        "spi_t_low",
        "tasks_overdue",
        "rebaseline_without_reason",
    ),
    "cost": ("final_cost_over", "category_over", "cpi_low", "tcpi_high", "budget_gone"),
    "leaving": ("departures_high", "high_value_loss"),
    "complaining": ("complaints_high",),
    "score": ("nps_fall", "csat_fall", "ces_fall"),
    "answering": ("response_fall", "response_low"),
    "delivery": ("data_stopped",),
    "order": ("closing_order", "closing_early"),
    "standing": ("closed_standing",),
    "fairness": ("unfair_gap",),
}
"""Kinds that say the same thing of the whole programme, of a wave and of a part: a late plan moves its milestones and
its finish."""
LINKED = ("plan",)
"""Reasons that one wave passes on to the next: the tasks of a plan follow each other."""
CLOSE = timedelta(weeks=4)
"""Alerts that began closer than this began together: the windows of a score share their answers."""
OF_A_WAVE: dict[str, tuple[str, ...]] = {
    "rehearsal": ("site_uncovered", "rehearsal_small"),
    "continuity": ("recovery_failed", "recovery_unproven", "blockers_near"),
    "reconciliation": ("difference_unexplained", "item_unreconciled", "counts_differ"),
    "documents": ("documents_missing", "readiness.check.document_missing_at_cut_over"),
}
"""Kinds that say the same thing of one wave."""
FAMILIES: dict[str, tuple[str, ...]] = {
    "moved": (
        "readiness.check.moved_without_notice",
        "readiness.check.moved_without_consent",
        "readiness.check.consent_after_move",
        "contracts_early",
    ),
    "undecided": ("silent_customers", "without_path", "paths_late"),
    "late": (
        "duty_overdue",
        "promise_overdue",
        "finding_overdue",
        "finding_repeated",
        "clock_overdue",
        "evidence_expired",
        "change_unassessed",
        "report_overdue",
    ),
    "soon": ("report_due", "evidence_expiring", "clock_due", "closing_due", "retention_ending"),
    "closing": ("closing_order", "closing_early", "closed_standing", "closing_overdue"),
    "protection": (
        "control_unproven",
        "control_overdue",
        "asset_unassessed",
        "readiness.check.asset_provided_unassessed",
        "shared_bare",
        "looks_out_of_role",
    ),
    "risks": (
        "risk_beyond_appetite",
        "risk_unowned",
        "risk_lowered_untreated",
        "risk_worsened",
        "indicator_red",
        "indicator_amber_again",
        "indicator_stale",
    ),
    "reconciled": ("difference_unexplained", "item_unreconciled", "counts_differ"),
    "agreed": ("decision_unowned", "actions_overdue"),
    "care": ("care_silent", "care_missed", "calls_late"),
}
"""Causes that one owner puts right in one go, whichever wave they are of: obligations past their day, risks that nobody
treats."""
FAMILIES_OF_A_WAVE: dict[str, tuple[str, ...]] = {
    "cut_over": (
        "no_way_back",
        "site_uncovered",
        "rehearsal_small",
        "confirmation_missing",
        "defects_untold",
        "recovery_failed",
        "recovery_unproven",
        "blockers_near",
    ),
}
"""The same of one wave: what its cut-over still lacks."""
OF_FAMILY = {
    kind: name for families in (FAMILIES, FAMILIES_OF_A_WAVE) for name, kinds in families.items() for kind in kinds
}
BY_KIND = {kind: name for name, kinds in ONE_REASON.items() for kind in kinds}
BY_WAVE = {kind: name for name, kinds in OF_A_WAVE.items() for kind in kinds}


@dataclass(frozen=True)
class Cause:
    """What several alerts come from. ``parts`` are those alerts, the one that is told first on top; of a ``family``
    they are of several causes."""

    parts: tuple[Alert, ...]
    family: bool = False

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

    def beside(self, t: Translator, *, begin: bool = True) -> tuple[str, ...]:
        """The other alerts of this cause or family in their order; none where it is alone."""
        return tuple(part.sentence(t, begin=begin) for part in self.parts[1:])

    def more(self, t: Translator) -> str:
        """How many others there are, and whether they have one cause or are put right together; '' where it is
        alone."""
        others = len(self.parts) - 1
        return t("alert.family.more" if self.family else "alert.cause.more", n=others) if others else ""

    def others(self, t: Translator) -> str:
        """The other alerts of this cause or family, one after the other; '' where it is alone."""
        said = self.beside(t, begin=False)
        key = "alert.family" if self.family else "alert.cause"
        return t(key, n=len(said), parts=("；" if t.lang == "zh" else "; ").join(said)) if said else ""


def compute_causes(alerts: Iterable[Alert]) -> list[Cause]:
    """The causes in the order of their first alerts; what is over is never one with what holds. Of a cause the serious
    alerts come first, then those of the whole programme."""
    told = list(alerts)
    groups: dict[int, int] = {place: place for place in range(len(told))}
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, alert in enumerate(told):
        if reason := _reason(alert):
            alike.setdefault((alert.active, *reason), []).append(place)
    for key, places in alike.items():
        for joined in _together([(place, told[place]) for place in places], linked=key[1] in LINKED):
            groups |= dict.fromkeys(joined, min(joined))
    found: dict[int, list[Alert]] = {}
    for place, alert in enumerate(told):
        found.setdefault(groups[place], []).append(alert)
    return [Cause(tuple(sorted(parts, key=lambda one: one.severity != "serious"))) for parts in found.values()]


def _together(alike: list[tuple[int, Alert]], *, linked: bool) -> list[list[int]]:
    """Which of the alerts of one reason have one cause, by their places.

    What is about the same thing is one while it goes on. A wave is one with the programme where both began within
    :data:`CLOSE`: then something came over the whole programme, or the wave was enough to pull it down. Other waves
    stand alone – two that fell apart from each other fell for reasons of their own – but where one delay is passed on
    (``linked``), those that began together are one.
    """
    runs: list[tuple[str, list[tuple[int, Alert]]]] = []
    for place, alert in sorted(alike, key=lambda one: one[1].onset):
        own = [
            run
            for subject, run in runs
            if subject == alert.subject and alert.onset - max(one.latest for _, one in run) <= CLOSE
        ]
        if own:
            own[-1].append((place, alert))
        else:
            runs.append((alert.subject, [(place, alert)]))
    clusters = [run for subject, run in runs if subject == PROGRAMME]
    for run in (run for subject, run in runs if subject != PROGRAMME):
        near = [
            cluster
            for cluster in clusters
            if _begun_near(run, cluster) and (linked or cluster[0][1].subject == PROGRAMME)
        ]
        if near:
            near[0].extend(run)
        else:
            clusters.append(run)
    return [[place for place, _ in cluster] for cluster in clusters]


def _begun_near(run: list[tuple[int, Alert]], cluster: list[tuple[int, Alert]]) -> bool:
    return any(abs(one.onset - other.onset) <= CLOSE for _, one in run for _, other in cluster)


def _reason(alert: Alert) -> tuple[str, ...] | None:
    """What the alert has in common with others; ``None`` where it is the only one of its cause."""
    kind = _kind(alert)
    if kind in BY_KIND:
        return (BY_KIND[kind],)
    return (BY_WAVE[kind], alert.subject) if kind in BY_WAVE else None


def family_of(alert: Alert) -> tuple[str, ...] | None:
    """The family of a cause by the alert that is told first; ``None`` where it has none."""
    name = OF_FAMILY.get(_kind(alert))
    return None if name is None else (name, alert.subject) if name in FAMILIES_OF_A_WAVE else (name,)


def _kind(alert: Alert) -> str:
    check = alert.params.get("check")
    return check.keys[0] if isinstance(check, Term) else alert.code.removesuffix("_few")


def joined(causes: Iterable[Cause]) -> Cause:
    """The causes of one family as one: every alert is in it, the serious ones first."""
    parts = sorted((part for cause in causes for part in cause.parts), key=lambda one: one.severity != "serious")
    return Cause(tuple(parts), family=True)
