"""The contracts that go over: by type how many are signed and in force, and one by one which of them lack what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.frames import rows, text
from analytics.marks import Cell, Column, Exhibit, grid
from analytics.marks.words import clauses
from analytics.rights.charts.paths import HEADS, SHOWN, number_of, standing_of
from analytics.rights.numbers.paths import Paths, load_contracts_open, load_paths
from data.language import start

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store

STATES = {"unsigned": "bad", "after": "bad", "unsaid": "none"}
"""Of what is lacking; what is unsent or waits is so bad as :func:`asked_tone` says."""


@dataclass(frozen=True)
class Lacking:
    """The contracts by type, and one by one those that lack something (``frame``; nothing for readers without rows)."""

    found: Paths
    frame: pd.DataFrame | None


def load_lacking(store: Store, scope: Scope) -> Lacking:
    return Lacking(load_paths(store, scope), load_contracts_open(store, scope))


def contracts_now(found: Paths, t: Translator) -> str:
    """Contracts in force although nobody signed; '' where there is none."""
    early = found.of_contracts("early")
    return t("rights.contracts.early", n=early, said=t.count(early)) if early else ""


def asked_tone(found: Paths, *waves: str) -> str:
    """The state of a novation without a signature: to be watched from the day on which it is to be signed, as the
    metric has it."""
    due = found.contracts_due(waves or None)
    return "none" if due is not None and found.day < due else "watch"


def table_contracts(found: Paths, t: Translator) -> Exhibit:
    """Contracts by type: of those that need a novation, how many were sent, signed, are in force; in force unsigned is
    wrong."""
    subtitle, own = t("rights.contracts.subtitle"), found.contracts
    if "contracts" not in found.loaded:
        return Exhibit.nothing(t("rights.contracts.unrecorded"), subtitle, needs=("contracts",))
    if own.empty:
        return Exhibit.nothing(t("rights.contracts.none"), subtitle)
    names = {
        "needed": "novation_needed",
        "sent": "novation_sent",
        "signed": "novation_signed",
        "effective": "in_force",
        "early": "in_force_unsigned",
    }
    tones = {"early": "bad", "unsigned": asked_tone(found), "signed": "good"}
    lines: list[tuple[Any, ...]] = []
    for row in rows(own):
        known = not any(value is None or pd.isna(value) for value in (row.needed, row.signed, row.early))
        kind = (
            "unknown"
            if not known
            else "early"
            if row.early
            else "unsigned"
            if row.signed < row.needed or row.unsaid
            else "signed"
        )
        state = standing_of(f"rights.contract.{kind}", tones.get(kind, "none"), t)
        lines.append(
            (
                state,
                text(row.type) or t("rights.contracts.untyped"),
                *(number_of(row, name, t) for name in ("n", *names)),
            )
        )
    columns = (
        Column("state", "state", "standing"),
        Column("type", "head"),
        Column("n", "number", "contracts"),
        *(Column(name, "number", head) for name, head in names.items()),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    needed, signed, unsaid = (found.of_contracts(name) for name in ("needed", "signed", "unsaid"))
    unsigned = t("rights.contracts.unsigned", n=needed - signed, said=t.count(needed - signed), needed=t.count(needed))
    note = t("rights.contracts.unsaid", n=unsaid, said=t.count(unsaid)) if unsaid else ""
    if own[["needed", "signed"]].isna().any().any():  # the sum of what is shown is not that of the contracts
        unsigned = t("rights.contracts.hidden")
    elif unsaid and not needed:  # none is known to need one, which is not that none does
        unsigned, note = note.rstrip(".。"), ""
    return Exhibit(
        clauses(t, contracts_now(found, t), unsigned),
        subtitle,
        t.sentences(*(one for one in (note, t("rights.contracts.note")) if one)),
        grid(frame, columns, HEADS, t),
    )


def table_open(work: Lacking, t: Translator) -> Exhibit | None:
    """Which contracts lack what, the worst first; nothing for readers without rows, and where there are no
    contracts."""
    own, subtitle = work.frame, t("rights.lacking.subtitle")
    if own is None or "contracts" not in work.found.loaded or work.found.contracts.empty:
        return None
    if own.empty:
        return Exhibit.answer(t("rights.lacking.none"), subtitle)
    lines: list[tuple[Any, ...]] = []
    for row in rows(own):
        words = t(f"rights.lacking.{row.lacks}")
        customer = text(row.customer)
        lines.append(
            (
                Cell(words, words, STATES.get(row.lacks) or asked_tone(work.found, text(row.wave))),
                text(row.contract),
                words,
                text(row.type) or t("rights.contracts.untyped"),
                Cell(customer[:10], customer) if customer else None,
                start(t.wave(text(row.wave))),
                t.branch(text(row.branch)),
                row.from_day,
                row.sent_on,
                row.signed_on,
                text(row.owner) or None,
            )
        )
    columns = (
        Column("state", "state", "standing"),
        Column("contract", "head"),
        Column("lacks", "text", "missing"),
        Column("type", "text", "type"),
        Column("customer"),
        Column("wave"),
        Column("branch"),
        Column("from_day", "date", "in_force_from"),
        Column("sent_on", "date", "novation_sent"),
        Column("signed_on", "date", "novation_signed"),
        Column("owner", "text", "path_owner"),
    )
    frame = pd.DataFrame(lines, columns=[column.name for column in columns], dtype=object)
    force = int(own["lacks"].isin(["unsigned", "after"]).sum())
    title = t(
        f"rights.lacking.title{'.force' if force else ''}", n=len(own), said=t.count(len(own)), force=t.count(force)
    )
    return Exhibit(title, subtitle, t("rights.lacking.note"), grid(frame, columns, HEADS, t, SHOWN))
