"""The rules of early warning: every kind of alert with what it harms, who owns it, how grave it is and what it is held
against.

A rule is declared once in :data:`RULES`; a programme changes it by rows of the dataset ``settings``: ``rule.<key>.on``
(yes or no), ``rule.<key>.severity`` (serious, watch or info) and ``rule.<key>.owner`` (a name), each with its author,
day and reason as any row has them. What it is held against are the settings of the judge that it names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, get_args

from analytics.amounts import Term
from analytics.judging import THRESHOLDS, Unreadable
from data.ingest.values import yes_or_no
from data.language import LANGUAGES, Translator

if TYPE_CHECKING:
    from analytics.alerts.base import Alert, Severity
    from analytics.judging import Judge

Harm = Literal["customers", "law", "trust", "money", "plan", "data"]
"""What an alert says is harmed, the gravest first: customers are harmed now · a law or a promise is broken or soon will
be · customers' trust and safety are at stake · money · the plan · what is known."""
HARMS: tuple[Harm, ...] = get_args(Harm)
Owner = Literal["lead", "law", "customers", "security", "risk", "money", "plan", "wave", "data"]
"""Roles that own a rule where nobody is named."""
PARTS = ("on", "severity", "owner")
"""What of a rule can be set."""
PREFIX = "rule."
SEVERITIES: tuple[Severity, ...] = ("serious", "watch", "info")
LONGEST = 80
"""Letters of a name."""


@dataclass(frozen=True)
class Rule:
    """One kind of alert. ``held``: the thresholds it is held against, settings by their names; ``metrics``: those whose
    limits it uses. ``chance``: it is tested against chance, one family a week. ``usual`` is its severity; '' where that
    depends on how far it went."""

    key: str
    harm: Harm
    owner: Owner
    usual: Severity | Literal[""] = ""
    held: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    chance: bool = False

    def words(self, t: Translator) -> str:
        return t(f"rule.{self.key}")

    @property
    def limits(self) -> tuple[str, ...]:
        """The settings of the judge that it is held against."""
        return (*self.held, *(f"limit.{metric}.{part}" for metric in self.metrics for part in ("watch", "bad")))

    @property
    def settings(self) -> tuple[str, ...]:
        """Every setting that changes it."""
        return (*(f"{PREFIX}{self.key}.{part}" for part in PARTS), *self.limits)


def _of(
    harm: Harm, owner: Owner, usual: Severity | Literal[""], *keys: str, **more: tuple[str, ...] | bool
) -> tuple[Rule, ...]:
    return tuple(Rule(key, harm, owner, usual, **more) for key in keys)  # type: ignore[arg-type]


RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        *_of("customers", "security", "serious", "leak"),
        *_of("customers", "security", "serious", "outage_intolerable"),
        *_of("customers", "wave", "serious", "moved_without_notice", "moved_without_consent", "consent_after_move"),
        *_of("customers", "wave", "watch", "moved_after_leaving"),
        *_of("customers", "wave", "serious", "difference_unexplained"),
        *_of("customers", "law", "serious", "contracts_early"),
        *_of("law", "law", "serious", "decision_undated"),
        *_of("law", "law", "serious", "told_short", held=("rights.told",)),
        *_of("law", "law", "serious", "silent_customers", "without_path", held=("rights.silent_days",)),
        *_of(
            "law",
            "law",
            "serious",
            "paths_late",
            "promise_overdue",
            "duty_overdue",
            "evidence_expired",
            "report_overdue",
        ),
        *_of("law", "law", "watch", "duty_target_missed", "finding_repeated"),
        *_of("law", "law", "", "finding_overdue"),
        *_of("law", "law", "serious", "change_unassessed", held=("compliance.assess_days",)),
        *_of("law", "law", "watch", "evidence_expiring", held=("compliance.evidence_days",)),
        *_of("law", "law", "watch", "report_due", held=("compliance.report_days",)),
        *_of("law", "law", "", "clock_overdue"),
        *_of("law", "law", "watch", "clock_due", held=("clock.soon_days",)),
        *_of("law", "law", "", "closing_overdue"),
        *_of("law", "law", "watch", "closing_target_missed"),
        *_of("law", "law", "watch", "closing_due", held=("compliance.due_days",)),
        *_of("law", "law", "serious", "closing_order", "closing_early", "closed_standing"),
        *_of(
            "law",
            "security",
            "serious",
            "asset_unassessed",
            "asset_provided_unassessed",
            "incident_late",
            "control_unproven",
            "shared_bare",
        ),
        *_of("law", "security", "watch", "control_overdue"),
        *_of("law", "security", "", "looks_out_of_role", held=("documents.look_days",)),
        *_of("law", "law", "watch", "unfair_gap", held=("fairness.gap",), chance=True),
        *_of("law", "law", "watch", "retention_ending", held=("documents.retention_days",)),
        *_of("law", "law", "", "many_overdue", held=("alert.overdue_share", "alert.overdue_least")),
        *_of("law", "law", "watch", "complaint_closed_without_date", "went_in_spite_without_reason"),
        *_of(
            "trust",
            "customers",
            "",
            "complaints_high",
            "departures_high",
            "high_value_loss",
            "nps_fall",
            "csat_fall",
            "ces_fall",
            chance=True,
        ),
        *_of("trust", "customers", "watch", "refusals_high", held=("rights.refused",)),
        *_of("trust", "customers", "watch", "letters_bounced", held=("rights.bounced",)),
        *_of("trust", "customers", "", "calls_late", held=("loop.hours.detractor",), metrics=("loop_in_time",)),
        *_of("trust", "customers", "watch", "care_missed", metrics=("followed_7d",)),
        *_of("trust", "customers", "watch", "care_silent", held=("care.silent_days",)),
        *_of("trust", "customers", "watch", "competitor_gains", chance=True),
        *_of("trust", "security", "serious", "recovery_failed", "recovery_unproven"),
        *_of("trust", "security", "serious", "blockers_near", held=("continuity.block_days",)),
        *_of("trust", "security", "watch", "cut_over_with_blocker", "recovery_passed_above_target"),
        *_of(
            "trust",
            "wave",
            "serious",
            "no_way_back",
            "site_uncovered",
            "confirmation_missing",
            held=("cutover.soon_days",),
        ),
        *_of("trust", "wave", "", "rehearsal_small", held=("cutover.soon_days",), metrics=("cutover_rehearsed",)),
        *_of("trust", "wave", "serious", "defects_untold", "load_beyond"),
        *_of("trust", "risk", "serious", "risk_beyond_appetite", "risk_lowered_untreated", "indicator_red"),
        *_of("trust", "risk", "", "risk_unowned"),
        *_of("trust", "risk", "watch", "risk_worsened", "indicator_amber_again"),
        *_of("money", "money", "serious", "budget_gone"),
        *_of("money", "money", "", "final_cost_over", metrics=("final_cost",)),
        *_of("money", "money", "", "cpi_low", held=("alert.explained",), metrics=("cpi",)),
        *_of("money", "money", "watch", "tcpi_high", held=("alert.explained",), metrics=("tcpi",)),
        *_of("money", "money", "watch", "category_over", held=("alert.category",)),
        *_of("money", "money", "serious", "npv_at_risk", metrics=("npv_chance",)),
        *_of("money", "money", "watch", "campaign_unpaid", "campaign_dear", chance=True),
        *_of("plan", "plan", "serious", "finish_beyond_target", held=("alert.finish_share",)),
        *_of("plan", "plan", "", "milestone_moved", held=("alert.milestone_days", "alert.milestone_window_days")),
        *_of("plan", "plan", "", "milestone_slips", held=("alert.milestone_slips",)),
        *_of("plan", "plan", "watch", "date_kept_short", held=("alert.shortened",)),
        *_of("plan", "plan", "", "spi_t_low", held=("alert.lag",), metrics=("spi_t",)),
        *_of("plan", "plan", "", "tasks_overdue", held=("alert.overdue",)),
        *_of("plan", "plan", "watch", "rebaseline_without_reason"),
        *_of("plan", "lead", "serious", "decision_unowned"),
        *_of("plan", "lead", "watch", "actions_overdue", held=("coordination.overdue_days",)),
        *_of("plan", "lead", "watch", "improvement_nothing", "improvement_worse"),
        *_of("plan", "lead", "watch", "role_untrained", held=("training.coverage",)),
        *_of("plan", "lead", "watch", "retests_many", held=("training.retests",)),
        *_of(
            "plan",
            "wave",
            "watch",
            "documents_missing",
            "document_missing_at_cut_over",
            "training_passed_without_score",
        ),
        *_of("data", "data", "", "data_stopped", held=("reach.grace", "reach.serious")),
        *_of("data", "data", "serious", "restore_failed"),
        *_of("data", "data", "watch", "backup_old", held=("backup.days",)),
        *_of("data", "risk", "watch", "indicator_stale"),
        *_of("data", "wave", "watch", "item_unreconciled", held=("moving.reconcile_days",)),
        *_of("data", "wave", "watch", "counts_differ", held=("moving.counts_differ",)),
        *_of("data", "customers", "", "response_fall", chance=True),
        *_of("data", "customers", "watch", "response_low", held=("alert.response",), chance=True),
        *_of("data", "customers", "watch", "mode_gap", held=("alert.mode_gap",), chance=True),
    )
}
"""Every rule by its key, in the order in which they are listed."""


def rule_key(alert: Alert) -> str:
    """The rule of an alert: its code, or the check of two ledgers that found it."""
    check = alert.params.get("check")
    return check.keys[0].rsplit(".", 1)[-1] if isinstance(check, Term) else alert.code.removesuffix("_few")


def read_setting(name: str, text: str) -> tuple[str, str, str]:
    """The rule, the part and the value that a setting ``rule.<key>.<part>`` gives. Raises ``KeyError`` for a name that
    no rule has and ``ValueError`` for a value that cannot be read."""
    key, _, part = name.removeprefix(PREFIX).rpartition(".")
    if key not in RULES or part not in PARTS:
        raise KeyError(name)
    said = unicodedata.normalize("NFKC", text).strip()
    if part == "owner":
        if not said or len(said) > LONGEST:
            raise ValueError(text)
        return key, part, said
    if part == "severity":
        if said.casefold() not in _severities():
            raise ValueError(text)
        return key, part, _severities()[said.casefold()]
    switch = yes_or_no(said)
    if switch is None:
        raise ValueError(text)
    return key, part, "yes" if switch else "no"


@cache
def _severities() -> dict[str, Severity]:
    """A severity by its code and by what it is called in each language."""
    called = {Translator(lang)(f"alert.severity.{one}").casefold(): one for one in SEVERITIES for lang in LANGUAGES}
    return called | {one: one for one in SEVERITIES}


def unreadable_rule(name: str, text: str) -> list[Unreadable]:
    """What is wrong with a setting of a rule; empty where it holds."""
    try:
        read_setting(name, text)
    except KeyError:
        return [Unreadable(name, text, "unknown")]
    except ValueError:
        return [Unreadable(name, text, "unreadable", usual_setting(name))]
    return []


def limit_held(name: str, judge: Judge) -> str:
    """What holds of a limit, as it is set; '' where nothing does."""
    from analytics.metrics import METRICS

    if name in THRESHOLDS:
        return THRESHOLDS[name].write(judge[name])
    metric, _, part = name.removeprefix("limit.").rpartition(".")
    value = getattr(judge.as_set(METRICS[metric].passport), part)
    return "" if value is None else f"{value:g}"


def refused_limit(name: str, text: str, judge: Judge) -> Unreadable | None:
    """Why a limit cannot be set so; nothing where it can."""
    found = replace(judge, stated={**judge.stated, name: text})
    return next((one for one in found.unreadable if one.setting == name), None)


def usual_setting(name: str) -> str:
    """What holds of a rule where a setting cannot be read, as it is set; '' where that depends on the case."""
    key, _, part = name.removeprefix(PREFIX).rpartition(".")
    return {"on": "yes", "severity": RULES[key].usual}.get(part, "")


@dataclass(frozen=True)
class Rules:
    """The rules in force: what was ``set`` of them, by key and part, and the ``judge`` that has their thresholds."""

    judge: Judge
    set: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def on(self, key: str) -> bool:
        return self.set.get((key, "on")) != "no"

    @cached_property
    def off(self) -> tuple[str, ...]:
        """The rules that are switched off, in the order of the list."""
        return tuple(key for key in RULES if not self.on(key))

    def severity(self, key: str) -> str:
        """As it is set, else as it usually is; '' where that depends on the case."""
        return self.set.get((key, "severity"), RULES[key].usual)

    def owner(self, key: str, t: Translator) -> str:
        """The name that is set, else the role."""
        return self.set.get((key, "owner")) or t(f"rules.owner.{RULES[key].owner}")

    def apply(self, alerts: Iterable[Alert]) -> list[Alert]:
        """The alerts of the rules that are on, with the severity that is set, the gravest first: serious ones before
        others, of these by what is harmed, then what began last."""
        kept = [alert for alert in alerts if self.on(rule_key(alert))]
        graded = [
            replace(alert, severity=_severities().get(self.set.get((rule_key(alert), "severity"), ""), alert.severity))
            for alert in kept
        ]
        return sorted(graded, key=gravity)


def gravity(alert: Alert) -> tuple[bool, int, int, str]:
    """What orders alerts: serious first, then what is harmed, then the later onset."""
    return (
        alert.severity != "serious",
        HARMS.index(RULES[rule_key(alert)].harm),
        -(alert.onset - date.min).days,
        alert.subject,
    )


def compute_rules(judge: Judge) -> Rules:
    """The rules with what the settings say of them; what cannot be read is said by the judge and does not hold."""
    found = {}
    for name, text in judge.stated.items():
        if name.startswith(PREFIX):
            try:
                key, part, value = read_setting(name, text)
            except (KeyError, ValueError):
                continue
            found[key, part] = value
    return Rules(judge, found)
