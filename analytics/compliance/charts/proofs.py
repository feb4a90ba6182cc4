"""Evidence in words and marks: what expires, what proves what, and which duties are not proved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.compliance.charts.clock import SHOWN, picture_days, proof_of, told, where
from analytics.compliance.numbers.evidence import SEPARATORS
from analytics.frames import rows, text
from analytics.marks import Column, Exhibit

if TYPE_CHECKING:
    from analytics.compliance.numbers.found import Compliance
    from data.language import Translator

AHEAD = 400


def expiring(frame: pd.DataFrame) -> pd.DataFrame:
    """Proofs with an end, the first to end on top: ``name, start, end, days, state, firm``."""
    own = frame[frame["expires_on"].notna()].sort_values("expires_on").head(SHOWN)
    return pd.DataFrame(
        {
            "name": list(own["evidence"]),
            "start": pd.to_datetime(own["made_on"]).to_numpy(),
            "end": pd.to_datetime(own["expires_on"]).to_numpy(),
            "days": [int(days) for days in own["days"]],
            "state": ["none" if state == "good" else state for state in own["state"]],
            "firm": [True] * len(own),
        }
    )


def chart_expiry(found: Compliance, t: Translator) -> Exhibit:
    """Which proof has expired or soon will."""
    frame, limit = found.evidence, found.duties.judge.days("compliance.evidence_days")
    subtitle, own = t("compliance.expiry.subtitle"), expiring(frame)
    if own.empty:
        return Exhibit.nothing(t("compliance.expiry.empty"), subtitle)
    bad, soon = int((frame["state"] == "bad").sum()), int((frame["state"] == "watch").sum())
    kind = "expired" if bad else "soon" if soon else "title"
    title = t(f"compliance.expiry.{kind}", n=bad or soon, soon=soon, limit=limit)
    note = t("compliance.expiry.note", n=len(frame), ends=int(frame["days"].notna().sum()))
    mark = picture_days(own, pd.Timestamp(found.duties.day), AHEAD, ("proof", "made", "expires"), t)
    return Exhibit(title, subtitle, note, mark, key=t("compliance.expiry.key", limit=limit))


def table_unproved(found: Compliance, t: Translator) -> Exhibit:
    """Duties that are said to be met and are not proved."""
    own, subtitle = found.unproved, t("compliance.unproved.subtitle")
    if own.empty:
        if len(found.duties.of("met", "late")):
            return Exhibit.answer(t("compliance.unproved.empty"), subtitle, t("compliance.unproved.well"))
        return Exhibit.nothing(t("compliance.list.empty.done"), subtitle)
    columns = (Column("duty", "head"), Column("wave"), Column("done", "date"), Column("evidence", "prose"))
    lines = [(str(row.obligation), where(row, t), row.done_at, proof_of(row, t)) for row in rows(own)]
    return Exhibit(t("compliance.unproved.title", n=len(own)), subtitle, body=told(lines, columns, t, 8))


def table_proofs(found: Compliance, t: Translator) -> Exhibit:
    """Each proof in its latest revision, with what does not fit."""
    own, subtitle = found.evidence, t("compliance.proofs.subtitle")
    if own.empty:
        return Exhibit.nothing(t("compliance.expiry.none"), subtitle)
    twins = int((own["twins"].map(len) > 0).sum())
    title = t("compliance.proofs.twins", n=twins) if twins else t("compliance.proofs.title", n=len(own))
    columns = (
        Column("state", "state", codes="compliance.proof_state"),
        Column("proof", "head"),
        Column("content", "prose"),
        Column("revision"),
        Column("fingerprint"),
        Column("made", "date"),
        Column("expires", "date"),
        Column("proves"),
        Column("remark", "prose"),
        Column("custodian"),
    )
    lines = [
        (
            row.state,
            str(row.evidence),
            row.title,
            row.revision,
            f"{row.sha256[:10]}…" if isinstance(row.sha256, str) and row.sha256 else "",
            row.made_on,
            row.expires_on,
            _proves(row),
            _remark(row, t),
            row.custodian,
        )
        for row in rows(own)
    ]
    return Exhibit(title, subtitle, t("compliance.proofs.note"), told(lines, columns, t))


def _proves(row: Any) -> str:
    """The obligations and the measures that a proof names."""
    return ", ".join((*row.codes, *(one for one in SEPARATORS.split(text(row.controls)) if one)))


def _covers(row: Any, t: Translator) -> str:
    """What a proof was made of: sites, systems, suppliers, its wave; '' where it names none."""
    told = [text(getattr(row, name)) for name in ("sites", "systems", "suppliers")]
    wave = t.wave(row.wave) if isinstance(row.wave, str) and row.wave else ""
    return "; ".join(one for one in (*told, wave) if one)


def _remark(row: Any, t: Translator) -> str:
    """What does not fit: the same file twice, an unknown obligation, a missing fingerprint, an end that has passed; and
    what it covers, where it says so."""
    said = []
    if row.state == "bad":
        said.append(t("compliance.remark.expired", n=-int(row.days)))
    if row.twins:
        said.append(t("compliance.remark.twin", ids=t.listing(list(row.twins))))
    if row.unknown:
        said.append(t("compliance.remark.unknown", ids=t.listing(list(row.unknown))))
    if covered := _covers(row, t):
        said.append(t("compliance.remark.covers", what=covered))
    if not isinstance(row.sha256, str) or not row.sha256:
        said.append(t("compliance.remark.fingerprint"))
    return " · ".join(said)
