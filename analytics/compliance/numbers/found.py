"""All of law and policy at once, and the two shares made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.compliance.numbers.duties import Duties, load_duties
from analytics.compliance.numbers.evidence import load_evidence
from analytics.compliance.numbers.reviews import Reviews, load_reviews
from analytics.compliance.numbers.score import Share, compute_items, load_blind, load_breaches, load_index, load_lawful
from analytics.snapshot import once

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.store import Store


@dataclass(frozen=True)
class Compliance:
    """The ledgers, everything that had to be done by a day (``items``), and the two shares made of them."""

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
    def expired(self) -> pd.DataFrame:
        return self.evidence[self.evidence["state"] == "bad"]

    @property
    def unproved(self) -> pd.DataFrame:
        """Duties that are said to be met without a proof that holds."""
        own = self.duties.of("met", "late")
        return own[own["proof"].isin(("missing", "bad", "unknown"))]

    @property
    def empty(self) -> bool:
        return self.duties.empty and self.reviews.empty and self.evidence.empty


@once
def load_compliance(store: Store, scope: Scope) -> Compliance:
    """Law and policy as of the scope's moment; with waves chosen theirs and, of reviews and proofs, those of no
    wave."""
    duties, reviews = load_duties(store, scope), load_reviews(store, scope)
    items = compute_items(duties, reviews, load_breaches(store, scope), load_blind(store, scope))
    evidence = load_evidence(store, scope, set(duties.catalogue["obligation"]))
    return Compliance(duties, reviews, evidence, items, load_lawful(store, scope), load_index(store, scope))
