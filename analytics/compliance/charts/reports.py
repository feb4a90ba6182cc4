"""The index over time, reports to authorities with their days, and the obligations themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.compliance.charts.clock import told
from analytics.compliance.charts.reviews import due_said, late_said, missed
from analytics.compliance.numbers.found import Compliance, load_compliance
from analytics.compliance.numbers.score import Share, compute_index, said_unheld
from analytics.frames import rows
from analytics.marks import Cell, Column, Exhibit, Limit, Line, Lines, Unit, values
from analytics.metrics import METRICS
from analytics.reports.compliance import duty_of, law_of

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


@dataclass(frozen=True)
class Index:
    """The index at the end of each month (:func:`compute_index`), what it is held against (``None``: nothing), and what
    it is made of now."""

    months: pd.DataFrame
    target: float | None
    now: Share


def load_index(store: Store, scope: Scope) -> Index:
    found = load_compliance(store, scope)
    limits = found.duties.judge.limits(METRICS["compliance_index"].passport)
    return Index(compute_index(found.items, found.duties.now), limits.target, found.index)


def chart_index(index: Index, t: Translator) -> Exhibit:
    """The index now and a quarter ago, at each month's end against its target."""
    subtitle, known = t("compliance.index.subtitle"), index.months.dropna(subset=["value"])
    unheld = said_unheld(index.now).write(t) if index.now.unheld else ""
    if known.empty:
        return Exhibit.nothing(
            t("compliance.index.unheld", what=unheld) if unheld else t("compliance.index.empty"), subtitle
        )
    last = known.iloc[-1]
    # Three months back: the row three month ends before the last one.
    before = known.iloc[-4] if len(known) >= 4 else None
    now, was = round(float(last["value"]) * 100, 1), None if before is None else round(float(before["value"]) * 100, 1)
    change = "first" if was is None else "same" if was == now else "up" if now > was else "down"
    given = {"value": t.percent(last["value"]), "before": t.percent(None if before is None else before["value"])}
    title = t("compliance.index.unheld", what=unheld) if unheld else t(f"compliance.index.{change}", **given)
    # The axis starts at a round tenth below the lowest value.
    low = max(0.0, float(int((float(known["value"].min()) - 0.03) * 10)) / 10)
    hovers = tuple(
        f"{t('compliance.index.hover', n=int(row.n), failed=t.number(row.failed))}<br>{t.date(row.on, year=True)}"
        for row in rows(known)
    )
    line = Line(
        t("compliance.index"),
        tuple(known["on"]),
        values(known["value"]),
        kind="line" if len(known) > 1 else "dots",
        label=given["value"],
        hovers=hovers,
    )
    limits = () if index.target is None else (Limit(index.target, t("compliance.index.target")),)
    mark = Lines((line,), t("compliance.index.month"), Unit("share", 1), limits=limits, bounds=(low, 1.0))
    starts = t("chart.axis_starts", subtitle=subtitle, value=t.percent(low, 0)) if low else subtitle
    return Exhibit(title, starts, t("compliance.index.note", n=index.now.n, failed=index.now.failed), mark)


def table_calendar(found: Compliance, t: Translator) -> Exhibit:
    """Reports to authorities with their days."""
    own, subtitle = found.reviews.reports, t("compliance.calendar.subtitle")
    if own.empty:
        return Exhibit.nothing(t("compliance.calendar.empty"), subtitle)
    coming = own[own["open"].astype(bool) & own["days"].notna()]
    title = late_said(own, "compliance.message.report", t)
    if not title and len(coming):
        title = t("compliance.calendar.next", date=t.date(coming["due"].iloc[0]), n=int(coming["days"].iloc[0]))
    columns = (
        Column("state", "state"),
        Column("report", "head"),
        Column("content", "prose"),
        Column("regulator"),
        Column("due", "date"),
        Column("sent", "number"),
    )
    lines = [
        (missed(row, t), str(row.review), row.title, row.regulator, row.due, due_said(row, row.closed_on, t, year=True))
        for row in rows(own.iloc[::-1])
    ]
    return Exhibit(title or t("compliance.calendar.title"), subtitle, body=told(lines, columns, t, 12))


def table_obligations(found: Compliance, t: Translator) -> Exhibit:
    """The obligations with source and article."""
    own = found.duties.catalogue
    unread = int((~own["verified"].map(bool)).sum())
    columns = (
        Column("read", "state", "verified"),
        Column("obligation", "head"),
        Column("content", "prose"),
        Column("source", "prose"),
        Column("term", "prose"),
        Column("routes"),
        Column("in_force"),
    )

    def line(row: Any) -> tuple[Any, ...]:
        read = t("compliance.read.yes" if row.verified else "compliance.read.no")
        force = t("compliance.force.yes" if row.active else "compliance.force.no")
        return (
            Cell(read, read, "good" if row.verified else "watch"),
            str(row.obligation),
            duty_of(row, t),
            law_of(row, t),
            standing_term(row, t),
            _routes(row, t),
            f"{force} · {t('compliance.edited')}" if row.edited else force,
        )

    title = t("compliance.catalogue.title", n=len(own), unread=unread)
    body = told([line(row) for row in rows(own)], columns, t, max(len(own), 1))
    return Exhibit(title, t("compliance.catalogue.subtitle"), t("compliance.catalogue.note"), body)


def standing_term(row: Any, t: Translator) -> str:
    """The term in words: ``within 30 calendar days of the decision`` …"""
    event = t(f"compliance.event.{row.event}") if isinstance(row.event, str) else "–"
    if row.term is None or pd.isna(row.term):
        words = t(f"compliance.term.{'before' if row.direction == 'before' else 'none'}", event=event)
        if row.target_days is None or pd.isna(row.target_days):
            return words
        return words + t("compliance.term.target", n=int(row.target_days))
    unit = t(f"compliance.unit.{row.unit}", n=int(row.term))
    return t(f"compliance.term.{row.direction}_number", unit=unit, event=event)


def _routes(row: Any, t: Translator) -> str:
    said = [t(f"compliance.route.data.{code}") for code in str(row.data_routes or "").split()]
    said += [t(f"compliance.route.contract.{code}") for code in str(row.contract_routes or "").split()]
    return t.listing(said) if said else t("compliance.route.any")
