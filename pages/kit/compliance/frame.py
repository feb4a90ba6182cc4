"""What the compliance page reads, the finding on top and the tiles."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.charts.compliance.days import name_of
from analytics.frames import rows
from analytics.metrics.compliance import (
    Duties,
    Reviews,
    Share,
    compute_items,
    compute_share,
    load_breaches,
    load_duties,
    load_evidence,
    load_reviews,
)
from analytics.metrics.compliance.score import BREAKS
from analytics.reports.compliance import duty_of
from data.language import Translator
from pages.kit.cache import keep
from pages.kit.controls import choose_several, controls, pick
from pages.kit.errors import caught
from pages.kit.guard import View
from pages.kit.state import VIEW

SECTIONS = ("clock", "reviews", "evidence", "reports", "catalogue")


@dataclass(frozen=True)
class Found:
    """The ledgers, and the two shares made of them."""

    duties: Duties
    reviews: Reviews
    evidence: pd.DataFrame
    items: pd.DataFrame
    lawful: Share
    index: Share

    @property
    def contradicted(self) -> pd.DataFrame:
        """Duties of the law that the ledgers say were not kept, whatever was ticked off; most cases first."""
        own = self.lawful.rows
        said = own[(own["state"] == "failed") & (own["number"].notna() | (own["kind"] == "ledgers"))]
        return said.sort_values("number", ascending=False, kind="stable", na_position="last", ignore_index=True)

    @property
    def empty(self) -> bool:
        return self.duties.empty and self.reviews.empty and self.evidence.empty


def read_compliance(view: View) -> Found:
    """Everything the page shows, once a state of the store."""
    store, scope = view.store, view.scope

    def lawful() -> Share:
        return compute_share(items[items["kind"].isin(("duty", "ledgers"))], duties.now)

    duties = keep(view, "duties", lambda: load_duties(store, scope))
    reviews = keep(view, "reviews", lambda: load_reviews(store, scope))
    items = keep(view, "items", lambda: compute_items(duties, reviews, load_breaches(store, scope)))
    return Found(
        duties,
        reviews,
        keep(view, "evidence", lambda: load_evidence(store, scope, set(duties.catalogue["obligation"]))),
        items,
        keep(view, "lawful", lawful),
        keep(view, "index", lambda: compute_share(items, duties.now)),
    )


def choose_section(view: View, found: Found) -> str:
    """The open section, and the waves."""
    t = view.t
    with controls():
        section = pick(
            t("plan.section"), SECTIONS, VIEW, lambda code: t(f"compliance.view.{code}"), default=SECTIONS[0]
        )
        with caught(t):
            choose_several(
                t("filter.wave"), list(found.duties.waves), "wave", t.wave, placeholder=t("filter.wave.all"), width=170
            )
    return section


def message(view: View, found: Found) -> str:
    """What the law asks first: a duty past its day, then a finding or a change past theirs, expired proof, the next day."""
    t, duties = view.t, found.duties
    if duties.decision is None and not duties.frame["due_at"].notna().any():
        return t("compliance.message.no_decision")
    late = duties.of("overdue")
    if len(late):
        first = rows(late)[0]
        name = _called(found, first.obligation, first.wave, first.case_no, t)
        return t("compliance.message.overdue", n=len(late), name=name, days=t.number(-first.days))
    broken = found.contradicted
    if len(broken):
        first = rows(broken)[0]
        rule = BREAKS.get(first.id) or next(rule for rule in BREAKS.values() if first.id in rule.duties)
        name = _called(found, first.id if first.kind == "duty" else rule.duties[0], first.wave, None, t)
        number = (
            "" if pd.isna(first.number) else t("compliance.message.contradicted.number", number=t.number(first.number))
        )
        check = t(f"readiness.check.{rule.name}")
        return t(
            "compliance.message.contradicted",
            n=len(broken),
            name=name,
            check=check[:1].lower() + check[1:],
            number=number,
        )
    changes = found.reviews.changes[found.reviews.changes["late"] > 0]
    if len(changes):
        return t("compliance.message.change", n=len(changes))
    findings = found.reviews.findings[found.reviews.findings["late"] > 0]
    if len(findings):
        return t("compliance.message.finding", n=len(findings))
    expired = found.evidence[found.evidence["state"] == "bad"]
    if len(expired):
        return t("compliance.message.expired", n=len(expired), name=expired["evidence"].iloc[0])
    due = duties.of("due")
    if len(due):
        first = rows(due)[0]
        name = _called(found, first.obligation, first.wave, first.case_no, t)
        return t("compliance.message.next", name=name, date=t.date(first.due_on), n=int(first.days))
    return t("compliance.message.well")


def _called(found: Found, obligation: str, wave: object, case: object, t: Translator) -> str:
    """What a duty asks for, with its wave or case: a number alone tells a reader nothing."""
    own = found.duties.catalogue[found.duties.catalogue["obligation"] == obligation]
    if own.empty:
        return name_of(obligation, wave, case, t)
    more = t.wave(wave) if isinstance(wave, str) and wave else case if isinstance(case, str) else ""
    duty = duty_of(rows(own)[0], t)
    return t("compliance.called", duty=duty, more=more) if more else t("compliance.called.plain", duty=duty)
