"""Consistency of the register: a declared list of rules, each true of the rows it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from analytics.risk.numbers.indicators import Indicators
from analytics.risk.numbers.register import SAID, STANCES, Register
from analytics.risk.numbers.treatments import Treatments

EMERGING = 92
"""Days after its first assessment in which a risk counts as emerging."""


@dataclass(frozen=True)
class Evidence:
    """What the rules look at."""

    register: Register
    treatments: Treatments
    indicators: Indicators
    incidents: pd.DataFrame


@dataclass(frozen=True)
class Finding:
    """One row that a rule found: the id of what it is about, its dataset, and the row. ``value`` is what stands
    there."""

    rule: str
    dataset: str
    subject: str
    name: str
    value: str
    row_id: int | None


@dataclass(frozen=True)
class Rule:
    """``code`` names its words (``risk.check.<code>``); ``serious`` ones contradict each other, others are open
    ends."""

    code: str
    dataset: str
    serious: bool
    find: Callable[[Evidence], pd.DataFrame]
    subject: str = "risk"
    value: str = ""


def _risks(condition: Callable[[Evidence, pd.DataFrame], pd.Series]) -> Callable[[Evidence], pd.DataFrame]:
    def find(told: Evidence) -> pd.DataFrame:
        return told.register.risks[condition(told, told.register.risks).fillna(False).astype(bool)]

    return find


def _treatments(condition: Callable[[Evidence, pd.DataFrame], pd.Series]) -> Callable[[Evidence], pd.DataFrame]:
    def find(told: Evidence) -> pd.DataFrame:
        return told.treatments.lines[condition(told, told.treatments.lines).fillna(False).astype(bool)]

    return find


def _residual_above_inherent(told: Evidence, risks: pd.DataFrame) -> pd.Series:
    return (risks["level"] > risks["level_inherent"]) | (risks["l"] > risks["li"]) | (risks["i"] > risks["ii"])


def _treated(told: Evidence, *, accepted: bool) -> set[str]:
    """Risks with a measure that is under way or done by the assessment, or with an approved acceptance."""
    lines = told.treatments.lines
    measure = (lines["kind"] != "accept") & (lines["state"].isin(["done", "under_way"]))
    approved = (lines["kind"] == "accept") & lines["approved_by"].notna()
    return set(lines.loc[measure | (approved if accepted else False), "risk"])


def _lowered_untreated(told: Evidence, risks: pd.DataFrame) -> pd.Series:
    return (risks["move"] == "better") & ~risks["risk"].isin(_treated(told, accepted=False))


def _above_untreated(told: Evidence, risks: pd.DataFrame) -> pd.Series:
    lines = told.treatments.lines
    return risks["above"].astype(bool) & ~risks["risk"].isin(set(lines["risk"]))


def _outside(told: Evidence, risks: pd.DataFrame) -> pd.Series:
    said = {stance: risks[list(SAID[stance])].notna().any(axis=1) for stance in STANCES}
    level = {"inherent": "level_inherent", "current": "level", "target": "level_target"}
    bad = pd.Series(False, index=risks.index)
    for stance in STANCES:
        bad |= said[stance] & risks[level[stance]].isna()
    return bad


def _emerging(told: Evidence, risks: pd.DataFrame) -> pd.Series:
    since = pd.Timestamp(told.register.day - timedelta(days=EMERGING))
    first = pd.Timestamp(told.register.days[0]) if told.register.days else since
    return risks["owner"].isna() & (risks["first_on"] >= since) & (risks["first_on"] > first)


def _unassessed_since(told: Evidence, risks: pd.DataFrame) -> pd.Series:
    last = told.incidents.dropna(subset=["risk"]).groupby("risk")["occurred_at"].max().to_dict()
    return pd.to_datetime(risks["risk"].map(last)) >= risks["snapshot_on"] + timedelta(days=1)


def _vanished(told: Evidence) -> pd.DataFrame:
    there = {*told.register.risks["risk"], *told.register.others["risk"]}
    return told.register.earlier[~told.register.earlier["risk"].isin(there)]


RULES = (
    Rule("residual_above_inherent", "risks", True, _risks(_residual_above_inherent)),
    Rule("target_above_current", "risks", True, _risks(lambda told, risks: risks["level_target"] > risks["level"])),
    Rule("lowered_untreated", "risks", True, _risks(_lowered_untreated)),
    Rule("above_untreated", "risks", True, _risks(_above_untreated)),
    Rule(
        "accepted_unapproved",
        "treatments",
        True,
        _treatments(lambda told, lines: (lines["kind"] == "accept") & lines["approved_by"].isna()),
        "treatment",
    ),
    Rule("emerging_unowned", "risks", True, _risks(_emerging)),
    Rule("unowned", "risks", False, _risks(lambda told, risks: risks["owner"].isna() & ~_emerging(told, risks))),
    Rule("unassessed_since_incident", "risks", True, _risks(_unassessed_since)),
    Rule("vanished", "risks", True, _vanished),
    Rule("outside_matrix", "risks", True, _risks(_outside), value="likelihood"),
    Rule("not_placed", "risks", False, _risks(lambda told, risks: risks["level"].isna() & ~_outside(told, risks))),
    Rule(
        "matrix_unknown",
        "risks",
        True,
        _risks(
            lambda told, risks: (
                ~risks["matrix"]
                .map(lambda version: told.register.matrices.known(version if isinstance(version, str) else None))
                .astype(bool)
            )
        ),
        value="matrix",
    ),
    Rule(
        "wave_unknown",
        "risks",
        True,
        _risks(lambda told, risks: risks["wave"].notna() & ~risks["wave"].isin(told.register.waves)),
        value="wave",
    ),
    Rule(
        "review_before_event",
        "risks",
        True,
        _risks(
            lambda told, risks: (
                pd.to_datetime(risks["due_on"]) < pd.to_datetime(risks["identified_on"]).fillna(risks["snapshot_on"])
            )
        ),
        value="due_on",
    ),
    Rule(
        "due_before_decided",
        "treatments",
        True,
        _treatments(lambda told, lines: lines["due_on"] < lines["decided_on"]),
        "treatment",
        "due_on",
    ),
    Rule("risk_unknown", "treatments", True, lambda told: told.treatments.strangers, "treatment", "risk"),
    Rule(
        "overdue",
        "treatments",
        False,
        _treatments(lambda told, lines: (lines["state"] == "overdue") & (lines["kind"] != "accept")),
        "treatment",
        "due_on",
    ),
    Rule("indicator_stale", "indicators", False, lambda told: told.indicators.stale, "indicator", "measured_on"),
    Rule(
        "indicator_unjudged",
        "indicators",
        False,
        lambda told: told.indicators.now[told.indicators.now["state"] == "unjudged"],
        "indicator",
    ),
)
"""Every rule, in the order they are shown."""


def compute_checks(told: Evidence) -> list[Finding]:
    """Every finding, in the order of the rules."""
    found: list[Finding] = []
    for rule in RULES:
        frame = rule.find(told)
        for row in frame.to_dict("records"):
            value = row.get(rule.value) if rule.value else None
            if isinstance(value, pd.Timestamp):
                value = value.date().isoformat()
            name, identity = row.get("name"), row.get("row_id")
            found.append(
                Finding(
                    rule.code,
                    rule.dataset,
                    str(row[rule.subject]),
                    name if isinstance(name, str) else "",
                    "" if value is None or value != value else str(value),
                    None if identity is None or pd.isna(identity) else int(identity),
                )
            )
    return found
