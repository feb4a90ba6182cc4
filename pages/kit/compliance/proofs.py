"""Evidence: revisions, expiry, what proves what, and what is unproved."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.charts.compliance import days as day_charts
from pages.kit.card import card
from pages.kit.chart_card import HEIGHT, show_chart, two
from pages.kit.compliance.cells import SHOWN, edit, proof, today, where
from pages.kit.compliance.frame import Found
from pages.kit.compliance.tables import columns, show_rows
from pages.kit.empty import show_none
from pages.kit.guard import View
from pages.kit.status import shape
from pages.kit.table import date_or_dash, text_or_dash


def show_evidence(view: View, found: Found) -> None:
    t, own, limit = view.t, found.evidence, found.duties.judge.days("compliance.evidence_days")
    unproved = found.duties.of("met", "late")
    unproved = unproved[unproved["proof"].isin(("missing", "bad", "unknown"))]
    two(
        (
            lambda: show_chart(
                view, "evidence-expiry", day_charts.describe_expiry(own, limit, t),
                lambda palette: day_charts.figure_days(day_charts.expiring(own, t), today(found), palette, t, HEIGHT, 400),
                keys=t("compliance.expiry.key", limit=limit), frame=own.drop(columns=["codes", "twins", "unknown"]),
            ),
            lambda: _unproved(view, unproved),
        )
    )  # fmt: skip
    twins = int((own["twins"].map(len) > 0).sum()) if len(own) else 0
    title = t("compliance.proofs.twins", n=twins) if twins else t("compliance.proofs.title", n=len(own))
    with card(title, t("compliance.proofs.subtitle"), note=t("compliance.proofs.note"), key="card-proofs"):
        if own.empty:
            show_none(t("compliance.expiry.none"))
            return
        show_rows(
            view, "evidence", own, SHOWN,
            columns(view, "state", ("proof", "head"), ("content", "prose"), ("revision", "number"), ("fingerprint", "text"),
                    ("made", "number"), ("expires", "number"), ("proves", "text"), ("remark", "prose"), ("custodian", "text")),
            lambda row: (
                shape(row.state, t(f"compliance.proof_state.{row.state}")), str(row.evidence), text_or_dash(row.title), text_or_dash(row.revision),
                f"{row.sha256[:10]}…" if isinstance(row.sha256, str) and row.sha256 else "–", date_or_dash(view.t, row.made_on, year=True),
                date_or_dash(view.t, row.expires_on, year=True), ", ".join(row.codes) or "–", _remark(view, row), text_or_dash(row.custodian),
            ),
            t("compliance.proofs.subtitle"),
        )  # fmt: skip
    edit(view, "evidence")


def _remark(view: View, row: Any) -> str:
    """What does not fit: the same file twice, an unknown obligation, a missing fingerprint, an end that has passed."""
    t, said = view.t, []
    if row.state == "bad":
        said.append(t("compliance.remark.expired", n=-int(row.days)))
    if row.twins:
        said.append(t("compliance.remark.twin", ids=t.listing(list(row.twins))))
    if row.unknown:
        said.append(t("compliance.remark.unknown", ids=t.listing(list(row.unknown))))
    if not isinstance(row.sha256, str) or not row.sha256:
        said.append(t("compliance.remark.fingerprint"))
    return " · ".join(said) or "–"


def _unproved(view: View, own: pd.DataFrame) -> None:
    """Duties that are said to be met and are not proved."""
    t = view.t
    title = t("compliance.unproved.title", n=len(own)) if len(own) else t("compliance.unproved.well")
    with card(title, t("compliance.unproved.subtitle"), key="card-unproved"):
        if own.empty:
            show_none(t("compliance.unproved.empty"))
            return
        show_rows(
            view, "unproved", own, 8,
            columns(view, ("duty", "head"), ("wave", "text"), ("done", "number"), ("evidence", "prose")),
            lambda row: (str(row.obligation), where(view, row), date_or_dash(view.t, row.done_at, year=True), proof(view, row)),
            title,
        )  # fmt: skip
