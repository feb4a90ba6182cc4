"""Customers' rights: who was told, who must agree and has, what becomes of those who do not, whether groups fare alike,
what was promised and answered. What its page shows, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.catalogue import Area, Chart, Choice, Custom, Editor, Row, Section, Table
from analytics.marks.words import clauses, leading
from analytics.reach import of_whole
from analytics.rights.charts import consent, contracts, fairness, paths, reach, texts
from analytics.rights.numbers.consent import Rights, load_rights
from analytics.rights.numbers.fairness import OUTCOMES, load_spread
from analytics.rights.numbers.paths import Paths, load_paths
from analytics.rights.numbers.texts import load_texts

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

MOST = 5
"""Findings that a headline names; what a tile shows is named beyond it."""
WAVE = Choice("focus", "choice.wave", consent.asked_waves, lambda code, t: t.wave(code))
OUTCOME = Choice(
    "outcome", "rights.outcome", lambda store, scope: OUTCOMES, lambda code, t: t(f"rights.outcome.{code}"), few=True
)


def headline(store: Store, scope: Scope, t: Translator) -> str:
    """What stands against moving customers now, and what was done to them that should not have been; '' without any
    ledger."""
    found = load_rights(store, scope)
    nobody = found.funnel.empty and (scope.waves or scope.branches or scope.segments)
    return (
        "" if found.empty or nobody else said_now(found, load_spread(store, scope), load_paths(store, scope), t, scope)
    )


def said_now(found: Rights, spread: pd.DataFrame, stuck: Paths, t: Translator, scope: Scope | None = None) -> str:
    """Silence of the next wave, who of them has no path, who was moved without consent or told late, promises past
    their day, and the widest unfair gap."""
    said = (
        (consent.consent_now(found, t), True),
        (paths.paths_now(stuck, t), False),
        (consent.without_consent(found, t), True),
        (consent.told_late(found, t), True),
        (of_whole(consent.promises_open(found, t), scope, t), True),
        (fairness.worst_gap(spread, t, begin=False), False),
    )
    return clauses(t, *leading(MOST, said))


AREA = Area(
    "rights",
    needs=("notices", "promises", "questions"),
    headline=headline,
    tiles=("consented", "silent", "told_in_time", "promises_kept"),
    sections=(
        Section(
            "consent",
            Row(
                Chart("funnel", consent.load_asked, consent.chart_funnel, height=380),
                Chart("pace", consent.load_asked, consent.chart_pace, height=380),
            ),
            Table("routes", consent.load_asked, consent.table_routes),
            Custom("calls"),
            choices=(WAVE,),
        ),
        Section(
            "paths",
            Chart("paths", load_paths, paths.chart_paths, metric="without_path", height=380),
            Row(
                Table("ways", load_paths, paths.table_ways),
                Table("owners", paths.load_work, paths.table_owners),
                "even",
            ),
            Table("paths-waves", load_paths, paths.table_waves),
            Table("refusers", paths.load_work, paths.table_list),
            Editor("paths"),
        ),
        Section(
            "contracts",
            Table("contracts", load_paths, contracts.table_contracts),
            Table("contracts-open", contracts.load_lacking, contracts.table_open),
            Editor("contracts"),
        ),
        Section(
            "proof",
            Custom("proof"),
            Table("texts", load_texts, texts.table_texts),
            Editor("texts"),
        ),
        Section(
            "reach",
            Row(
                Chart("reach", load_rights, reach.chart_reach),
                Chart("questions", load_rights, reach.chart_questions),
            ),
        ),
        Section(
            "fairness",
            Chart("spread", fairness.load_outcome, fairness.chart_spread, height=460, rests=("customers",)),
            choices=(OUTCOME,),
        ),
        Section(
            "promises",
            Table("promises", load_rights, reach.table_promises),
            Editor("promises"),
            Custom("sheet"),
        ),
    ),
)
